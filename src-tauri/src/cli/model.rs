//! `holdfast model`: installs a model on this PC, or tries one on files.

use std::path::PathBuf;

use clap::Args;
use images::model::FrameSeen;
use serde::Serialize;
use serde_json::{Value, json};

use super::{Desk, Outcome, Output, Person};
use crate::Refusal;
use crate::models::{InstallModel, read_model, try_model};

#[derive(Args)]
pub(super) struct Model {
    /// The folder with model.json, which says what the model takes in and gives, and model.onnx.
    #[arg(value_name = "DIR")]
    folder: PathBuf,
    /// Install it on this PC; needs an administrator or a radiologist.
    #[arg(long)]
    pub install: bool,
    /// DICOM files to try it on. Nothing is written down; needs no record and no password.
    #[arg(conflicts_with = "install", required_unless_present = "install")]
    files: Vec<PathBuf>,
    #[command(flatten)]
    person: Person,
    #[command(flatten)]
    output: Output,
}

/// What the model made of one file.
#[derive(Serialize)]
struct Tried {
    file: PathBuf,
    frames: Option<Vec<Value>>,
    /// Why it did not look.
    refused: Option<String>,
}

impl Model {
    /// Installs the model.
    pub fn run(&self, desk: &Desk<'_>) -> Result<Outcome, Refusal> {
        desk.open(&self.person)?;
        let answer = desk.shell.install_model(&InstallModel { path: self.folder.clone() })?;
        let known = answer.get("known") == Some(&json!(true));
        let sentence = if known {
            "The model was known already; its file is on this PC now."
        } else {
            "The model is installed on this PC."
        };
        self.output.say(&answer, &[sentence.to_owned()])?;
        Ok(Outcome::Done)
    }

    /// Says what the model sees in files, outside of every record.
    pub fn try_on_files(&self) -> Result<Outcome, Refusal> {
        let (model, ..) = read_model(&self.folder)?;
        let tried: Vec<Tried> = self
            .files
            .iter()
            .map(|file| match try_model(&model, file) {
                Ok(frames) => {
                    let frames = Some(frames.iter().map(told).collect());
                    Tried { file: file.clone(), frames, refused: None }
                }
                Err(why) => Tried { file: file.clone(), frames: None, refused: Some(why.sentence) },
            })
            .collect();
        self.output.say(&tried, &tried.iter().flat_map(sentences).collect::<Vec<_>>())?;
        let refused = tried.iter().filter(|one| one.refused.is_some()).count();
        if refused > 0 {
            return Err(Refusal::new(format!(
                "{refused} of {} files were not looked at.",
                tried.len()
            )));
        }
        Ok(Outcome::Done)
    }
}

fn told(frame: &FrameSeen) -> Value {
    json!({ "frame_number": frame.frame + 1, "seen": frame.seen, "scores": frame.scores })
}

fn sentences(tried: &Tried) -> Vec<String> {
    let file = tried.file.display();
    let (Some(frames), None) = (&tried.frames, &tried.refused) else {
        return vec![format!("{file}: {}", tried.refused.as_deref().unwrap_or("not looked at"))];
    };
    frames
        .iter()
        .map(|frame| {
            let list = |name: &str| frame.get(name).cloned().unwrap_or_default();
            let number = list("frame_number");
            format!("{file}, frame {number}: seen {}; scores {}", list("seen"), list("scores"))
        })
        .collect()
}
