//! Models that the clinic installed: their files on this PC, and what they make of a scan.
//!
//! What a model is stands in the record and goes to every PC (`ai_models`). Its file lies in the
//! data folder of each PC on which somebody installed it, named after its sum, which is compared
//! before each run: no patient is in it, so it is not encrypted. It is neither synced nor part of a
//! backup; a PC without it says so, and what was asked for waits for one that has it.

use std::io::{ErrorKind, Read as _, Write as _};
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Mutex, MutexGuard, TryLockError};
use std::time::Duration;

use images::DicomFile;
use images::model::{Description, FrameSeen, MODEL_BYTES_MAX, Model, Seen, Unfit, Watch};
use serde::Deserialize;
use serde_json::{Value, json};
use store::{Store, params};
use uuid::Uuid;

use crate::Refusal;
use crate::images::{FileLine, Scan, here, open, scan};
use crate::shell::Shell;

/// Where the files are, inside the data folder.
const MODELS_FOLDER: &str = "models";
/// What a model's own folder holds.
const DESCRIPTION: &str = "model.json";
const MODEL: &str = "model.onnx";
/// The largest description that is read, in bytes; what is in it is bounded elsewhere.
const DESCRIPTION_BYTES_MAX: u64 = 1024 * 1024;
/// How long a model may look at one scan.
const LOOKING_MAX: Duration = Duration::from_secs(600);
/// Proposals of one analysis, as the clinic takes them.
const FINDINGS_MAX: usize = 500;

/// Which model is installed on this PC.
#[derive(Clone, Debug, Deserialize)]
pub struct InstallModel {
    /// A folder with `model.json` and `model.onnx`.
    pub path: PathBuf,
}

/// Which analysis is carried out on this PC.
#[derive(Clone, Copy, Debug, Deserialize)]
pub struct RunAnalysis {
    /// One that was asked for and has not begun.
    pub id: Uuid,
}

/// The one analysis that may run on a PC at a time.
#[derive(Default)]
pub(crate) struct Analysing {
    one: Mutex<()>,
    stopped: AtomicBool,
}

impl Analysing {
    fn begin(&self) -> Result<MutexGuard<'_, ()>, Refusal> {
        let guard = match self.one.try_lock() {
            Ok(guard) => guard,
            Err(TryLockError::Poisoned(poisoned)) => poisoned.into_inner(),
            Err(TryLockError::WouldBlock) => {
                return Err(Refusal::new(
                    "Another analysis is running on this PC. Wait for it, or stop it.",
                ));
            }
        };
        self.stopped.store(false, Ordering::Relaxed);
        Ok(guard)
    }

    /// Ends what runs, before its next step.
    pub fn stop(&self) {
        self.stopped.store(true, Ordering::Relaxed);
    }
}

/// An analysis as the clinic tells it.
#[derive(Deserialize)]
struct Asked {
    scan_id: Uuid,
    manifest: Option<Value>,
}

impl Shell {
    /// Installs the model in a folder on this PC, and writes down what it is where that is not
    /// known yet. Answers with its row.
    ///
    /// # Errors
    /// A sentence, where the model is not one that is run here, or does not do what its
    /// description says. Then nothing is installed.
    pub fn install_model(&self, request: &InstallModel) -> Result<Value, Refusal> {
        let (store, user) = self.store_and_person()?;
        self.require_own_password(&store, user)?;
        let (model, manifest, onnx) = read_model(&request.path)?;
        let about = model.description();
        let details = json!({
            "name": about.name, "model_version": about.version, "kind": "network",
            "purpose": about.intended_use, "method_text": about.method,
            "source_text": format!("{} Licence: {}", about.citation.trim(), about.licence.trim()),
            "limits_text": about.limits, "modalities": about.modalities,
            "last_trained_on": about.last_trained_on, "federated_over": null,
            "file_sha256": about.file_sha256,
        });
        let ask = json!({ "details": details, "manifest": manifest });
        let answer = clinic::dispatch(&store, user, "imaging.record_model", ask)?;
        self.keep_model(&about.file_sha256, &onnx).map_err(|error| {
            Refusal::about("path", format!("The model's file could not be kept here: {error}"))
        })?;
        Ok(answer)
    }

    /// Has the model of an analysis look at the scan's images, and stores what came of it: proposals
    /// and a result, or why there is none. Answers with `status`.
    ///
    /// # Errors
    /// A sentence, where this PC cannot carry it out, since the model's file or an image is
    /// elsewhere or another analysis runs. Then it goes on waiting.
    pub fn run_analysis(&self, request: RunAnalysis) -> Result<Value, Refusal> {
        let (store, user) = self.store_and_person()?;
        self.require_own_password(&store, user)?;
        let _one = self.analysing.begin()?;
        let asked = json!({ "id": request.id });
        let asked = clinic::dispatch(&store, user, "imaging.analysis", asked)?;
        let asked: Asked = serde_json::from_value(asked)
            .map_err(|error| Refusal::misshapen("imaging.analysis", &error))?;
        let model = self.model_of(asked.manifest)?;
        let scan = scan(&store, user, asked.scan_id)?;
        all_here(&store, &scan)?;
        let version = version_of(&store, request.id)?;
        let this = json!({ "id": request.id, "version": version });
        clinic::dispatch(&store, user, "imaging.start_analysis", this)?;
        let watch = Watch::new(LOOKING_MAX, &self.analysing.stopped);
        let came = look(&store, user, &model, &scan, watch).and_then(|looked| looked.result());
        // The centre may have answered meanwhile.
        let version = version_of(&store, request.id)?;
        let came = came.and_then(|mut ask| {
            if let Some(fields) = ask.as_object_mut() {
                fields.extend([
                    ("id".to_owned(), json!(request.id)),
                    ("version".to_owned(), json!(version)),
                ]);
            }
            let result = ask.get("overall_result").cloned().unwrap_or_default();
            let mut answer = clinic::dispatch(&store, user, "imaging.complete_analysis", ask)?;
            if let Some(fields) = answer.as_object_mut() {
                fields.insert("status".to_owned(), json!("completed"));
                fields.insert("overall_result".to_owned(), result);
            }
            Ok(answer)
        });
        came.or_else(|why: Refusal| {
            let failed = json!({ "id": request.id, "version": version, "reason": why.sentence });
            clinic::dispatch(&store, user, "imaging.fail_analysis", failed)?;
            Ok(json!({ "status": "failed", "problem_text": why.sentence }))
        })
    }

    /// The model that `manifest` describes, from its file on this PC.
    fn model_of(&self, manifest: Option<Value>) -> Result<Model, Refusal> {
        let manifest = manifest.ok_or_else(|| {
            Refusal::new("This model runs outside of this program, which takes what it found.")
        })?;
        let description: Description = serde_json::from_value(manifest).map_err(|_| {
            Refusal::new(
                "The description of this model is not read by this version of the program. Bring \
                 all PCs to the same version.",
            )
        })?;
        let file = self.model_path(&description.file_sha256);
        let onnx = match read_bounded(&file, MODEL_BYTES_MAX as u64) {
            Err(error) if error.kind() == ErrorKind::NotFound => {
                return Err(Refusal::new(
                    "The file of this model is not on this PC. Install the model here, or carry \
                     the analysis out on a PC that has it; it goes on waiting.",
                ));
            }
            read => read.map_err(|error| {
                Refusal::new(format!("The file of this model cannot be read: {error}"))
            })?,
        };
        Model::open(description, &onnx).map_err(|why| Refusal::new(why.to_string()))
    }

    /// A sum is a name that leads nowhere else: [`Description`] admits hexadecimal digits alone.
    fn model_path(&self, sum: &str) -> PathBuf {
        let plain: String = sum.chars().filter(char::is_ascii_hexdigit).collect();
        self.profile().folder().join(MODELS_FOLDER).join(plain).with_extension("onnx")
    }

    fn keep_model(&self, sum: &str, onnx: &[u8]) -> std::io::Result<()> {
        let path = self.model_path(sum);
        let folder = self.profile().folder().join(MODELS_FOLDER);
        std::fs::create_dir_all(&folder)?;
        let mut partial = tempfile::NamedTempFile::new_in(&folder)?;
        partial.write_all(onnx)?;
        partial.as_file().sync_all()?;
        partial.persist(path).map(drop).map_err(|error| error.error)
    }
}

/// The model in `folder`, its description as it stands there, and its file.
pub(crate) fn read_model(folder: &Path) -> Result<(Model, Value, Vec<u8>), Refusal> {
    let read = |name: &str, most: u64| {
        read_bounded(&folder.join(name), most)
            .map_err(|error| Refusal::about("path", format!("{name} cannot be read: {error}")))
    };
    let about_path = |why: Unfit| Refusal::about("path", why.to_string());
    let json = read(DESCRIPTION, DESCRIPTION_BYTES_MAX)?;
    let description = Description::read(&json).map_err(about_path)?;
    let manifest = serde_json::from_slice(&json)
        .map_err(|error| Refusal::about("path", format!("{DESCRIPTION}: {error}")))?;
    let onnx = read(MODEL, MODEL_BYTES_MAX as u64)?;
    let model = Model::open(description, &onnx).map_err(about_path)?;
    Ok((model, manifest, onnx))
}

/// What a model sees in a file of this PC, which is no part of a record.
pub(crate) fn try_model(model: &Model, file: &Path) -> Result<Vec<FrameSeen>, Refusal> {
    let stopped = AtomicBool::new(false);
    let bytes = read_bounded(file, crate::images::IMAGE_BYTES_MAX)
        .map_err(|error| Refusal::new(format!("This file cannot be read: {error}")))?;
    let file = DicomFile::open(&bytes).map_err(|why| Refusal::new(why.to_string()))?;
    model
        .look(&file, None, Watch::new(LOOKING_MAX, &stopped))
        .map_err(|why| Refusal::new(why.to_string()))
}

fn read_bounded(path: &Path, most: u64) -> std::io::Result<Vec<u8>> {
    let mut bytes = Vec::new();
    std::fs::File::open(path)?.take(most + 1).read_to_end(&mut bytes)?;
    if bytes.len() as u64 > most {
        return Err(ErrorKind::FileTooLarge.into());
    }
    Ok(bytes)
}

/// Refuses where an image of the scan is elsewhere: nobody could tell from the result which were
/// looked at.
fn all_here(store: &Store, scan: &Scan) -> Result<(), Refusal> {
    let (mut all, mut elsewhere) = (0, 0);
    for line in scan.files() {
        all += 1;
        if here(store, line)?.is_none() {
            elsewhere += 1;
        }
    }
    match (all, elsewhere) {
        (0, _) => Err(Refusal::about("scan_id", "This scan has no images.")),
        (_, 0) => Ok(()),
        _ => Err(Refusal::about(
            "scan_id",
            format!(
                "{elsewhere} of this scan's {all} files are not on this PC. Fetch them first; the \
                 analysis goes on waiting."
            ),
        )),
    }
}

fn version_of(store: &Store, analysis: Uuid) -> Result<i64, Refusal> {
    let version: Option<i64> = store.read::<_, store::Error>(|reader| {
        reader.value("SELECT version FROM ai_analyses WHERE id = ?1", params![analysis])
    })?;
    Ok(version.unwrap_or_default())
}

/// What a model made of a scan.
struct Looked<'l> {
    images: Vec<(&'l FileLine, Vec<FrameSeen>)>,
}

/// Has `model` look at each image of `scan`.
fn look<'l>(
    store: &Store,
    user: Uuid,
    model: &Model,
    scan: &'l Scan,
    watch: Watch<'_>,
) -> Result<Looked<'l>, Refusal> {
    let mut images = Vec::new();
    for line in scan.files() {
        let bytes = open(store, user, line)?.ok_or_else(|| {
            Refusal::new("An image of this scan is not on this PC any more. Fetch it again.")
        })?;
        let file = DicomFile::open(&bytes).map_err(|why| Refusal::new(why.to_string()))?;
        // A report is registered with the scan too, and shows nothing.
        if file.is_image() {
            let looked = model.look(&file, scan.body_part.as_deref(), watch);
            images.push((line, looked.map_err(|why| Refusal::new(why.to_string()))?));
        }
    }
    Ok(Looked { images })
}

impl Looked<'_> {
    /// The result as `imaging.complete_analysis` takes it.
    fn result(&self) -> Result<Value, Refusal> {
        if self.images.is_empty() {
            return Err(Refusal::new("This scan has no images that a model could look at."));
        }
        let (mut findings, mut lines) = (Vec::new(), Vec::new());
        let mut surest: Option<f64> = None;
        for (line, frames) in &self.images {
            for frame in frames {
                let number = frame.frame + 1;
                for seen in &frame.seen {
                    surest = Some(surest.map_or(seen.confidence, |most| most.max(seen.confidence)));
                    findings.push(finding(line.id, number, seen));
                }
                lines.push(json!({ "scan_file_id": line.id, "frame_number": number,
                                   "scores": frame.scores, "seen": frame.seen.len() }));
            }
        }
        if findings.len() > FINDINGS_MAX {
            return Err(Refusal::new(format!(
                "The model proposed {} findings, more than {FINDINGS_MAX}. It does not fit these \
                 images.",
                findings.len()
            )));
        }
        Ok(json!({
            "confidence": surest,
            "overall_result": if findings.is_empty() { "no_findings" } else { "findings" },
            "raw_output": { "images": lines }, "findings": findings,
        }))
    }
}

fn finding(file: Uuid, frame: u32, seen: &Seen) -> Value {
    let shape = seen.place.map(|place| {
        json!({ "kind": "rectangle", "corner": { "x": place.x, "y": place.y },
                "width": place.width, "height": place.height })
    });
    json!({
        "kind": seen.label, "description": null, "location_text": null, "scan_file_id": file,
        "frame_number": frame, "shape": shape, "confidence": seen.confidence, "severity": null,
        "is_primary": false,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_analysis_runs_at_a_time_and_what_was_stopped_before_does_not_stop_the_next() {
        let analysing = Analysing::default();
        let first = analysing.begin().unwrap();
        let refused = analysing.begin().unwrap_err();
        assert!(refused.sentence.contains("Another analysis is running"), "{}", refused.sentence);
        analysing.stop();
        assert!(analysing.stopped.load(Ordering::Relaxed));
        drop(first);
        let _second = analysing.begin().unwrap();
        assert!(!analysing.stopped.load(Ordering::Relaxed));
    }
}
