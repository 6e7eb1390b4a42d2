//! What a model that the clinic installed makes of an image: an ONNX file, run here.
//!
//! The file computes on one image and on nothing else: it reaches no network and no other file,
//! and of ONNX only operations whose results have a size that is known beforehand are run. What it
//! takes in and what its numbers mean stands in a [`Description`] that the administrator installs
//! along with it. The sum of the file is compared before each run. On one machine the same image
//! gives the same numbers. Whatever comes out is something to be decided upon, never a fact.
//!
//! Not here: models in parts (external data), and those that decide while they run how much they
//! compute (`If`, `Loop`, `NonMaxSuppression`, …). Boxes that overlap are thinned out here instead.

mod description;
mod graph;
mod input;
mod seen;
mod unfit;

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

use data_encoding::HEXLOWER;
use sha2::{Digest as _, Sha256};
use tract_onnx::prelude::{IntoTValue as _, IntoTensor as _, Tensor, TypedSimplePlan, tvec};
use tract_onnx::tract_core::plan;

pub use description::{
    Activation, BoxForm, BoxUnit, Description, Fit, Input, Label, Layout, Output, Range,
};
pub use seen::{Place, Score, Seen};
pub use unfit::Unfit;

use crate::{DicomFile, Unreadable};

/// The largest model file, in bytes (256 MiB).
pub const MODEL_BYTES_MAX: usize = 256 * 1024 * 1024;

/// A model that is ready to look at images.
pub struct Model {
    description: Description,
    plan: Arc<TypedSimplePlan>,
    /// The names of what it gives, in the order in which it gives it.
    outputs: Vec<String>,
}

/// What was seen in one frame.
#[derive(Clone, Debug, PartialEq)]
pub struct FrameSeen {
    /// Counted from 0.
    pub frame: u32,
    /// What is above its threshold, the surest first.
    pub seen: Vec<Seen>,
    /// Every label's score, where the model gives one for the whole image.
    pub scores: Vec<Score>,
}

/// How long a model may look, and whether somebody has had enough.
#[derive(Clone, Copy, Debug)]
pub struct Watch<'w> {
    began: Instant,
    limit: Duration,
    stopped: &'w AtomicBool,
}

impl<'w> Watch<'w> {
    /// From now on for `limit`, or until somebody sets `stopped`.
    pub fn new(limit: Duration, stopped: &'w AtomicBool) -> Self {
        Self { began: Instant::now(), limit, stopped }
    }

    fn goes_on(&self) -> Result<(), Unfit> {
        if self.stopped.load(Ordering::Relaxed) {
            Err(Unfit::Stopped)
        } else if self.began.elapsed() >= self.limit {
            Err(Unfit::TooLong { seconds: self.limit.as_secs() })
        } else {
            Ok(())
        }
    }
}

impl Model {
    /// Makes the model in `onnx` ready, which `description` describes.
    ///
    /// # Errors
    /// [`Unfit`]: another file than the described one, one that is not read here, or one that does
    /// not take or give what the description says.
    pub fn open(description: Description, onnx: &[u8]) -> Result<Self, Unfit> {
        description.check()?;
        if onnx.len() > MODEL_BYTES_MAX {
            return Err(Unfit::TooLarge { what: "its file", most: "256 MiB" });
        }
        if HEXLOWER.encode(&Sha256::digest(onnx)) != description.file_sha256 {
            return Err(Unfit::Sum);
        }
        let loaded = guarded(|| graph::load(onnx, &description))?;
        Ok(Self { description, plan: loaded.plan, outputs: loaded.outputs })
    }

    /// What the model is, takes in and gives.
    pub const fn description(&self) -> &Description {
        &self.description
    }

    /// Looks at every frame of the image in `file`. `scan_of` is the part of the body that the
    /// order names, for an image that does not say it.
    ///
    /// # Errors
    /// [`Unfit`]: an image that is not for this model or cannot be read, a limit, or numbers that
    /// are none.
    pub fn look(
        &self,
        file: &DicomFile,
        scan_of: Option<&str>,
        watch: Watch<'_>,
    ) -> Result<Vec<FrameSeen>, Unfit> {
        let about = file.about();
        self.description.fits(about.modality.as_deref(), about.body_part.as_deref().or(scan_of))?;
        (0..file.frames()?).map(|frame| self.look_at_frame(file, frame, watch)).collect()
    }

    fn look_at_frame(
        &self,
        file: &DicomFile,
        frame: u32,
        watch: Watch<'_>,
    ) -> Result<FrameSeen, Unfit> {
        watch.goes_on()?;
        let picture = file.picture(frame)?;
        let size = (picture.columns as f64, picture.rows as f64);
        let (tensor, placed) = input::tensor(picture, file, &self.description.input)?;
        let given = guarded(|| self.run(tensor, watch))?;
        let named = self.outputs.iter().map(String::as_str).zip(&given).collect::<Vec<_>>();
        let (mut seen, mut scores) = (Vec::new(), Vec::new());
        for output in &self.description.outputs {
            let read = seen::read(output, &named, &self.description.input, placed, size)?;
            seen.extend(read.seen);
            scores.extend(read.scores);
        }
        seen.sort_by(|one, other| other.confidence.total_cmp(&one.confidence));
        Ok(FrameSeen { frame, seen, scores })
    }

    fn run(&self, tensor: Tensor, watch: Watch<'_>) -> Result<Vec<Tensor>, Unfit> {
        let mut state = self.plan.spawn().map_err(|_| Unfit::NotRun)?;
        let mut ended = None;
        let given =
            state.run_plan_with_eval(tvec![tensor.into_tvalue()], |turn, own, node, inputs| {
                // Between two steps; a step is bounded by the size of its results.
                if let Err(why) = watch.goes_on() {
                    ended = Some(why);
                    return Err(std::io::Error::other("stopped").into());
                }
                plan::eval(turn, own, node, inputs)
            });
        match (given, ended) {
            (_, Some(why)) => Err(why),
            (Ok(given), None) => Ok(given.into_iter().map(|one| one.into_tensor()).collect()),
            (Err(_), None) => Err(Unfit::NotRun),
        }
    }
}

/// Computes with the library, which panics at some models; none may end the program.
fn guarded<T>(compute: impl FnOnce() -> Result<T, Unfit>) -> Result<T, Unfit> {
    catch_unwind(AssertUnwindSafe(compute)).unwrap_or(Err(Unfit::NotRun))
}

impl From<Unreadable> for Unfit {
    fn from(why: Unreadable) -> Self {
        Self::Image(why)
    }
}
