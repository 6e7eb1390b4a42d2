//! `holdfast images`: DICOM files to a scan, how its images are taken, and what a model that is
//! installed here makes of them.

use std::path::PathBuf;

use clap::Args;
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use store::{Store, params};
use uuid::Uuid;

use super::{Desk, Outcome, Output, Person};
use crate::Refusal;
use crate::images::{CheckQuality, TakeFile};
use crate::models::RunAnalysis;

#[derive(Args)]
pub(super) struct Images {
    /// The scan's number (its accession number).
    #[arg(long, value_name = "NUMBER")]
    scan: String,
    /// Judge how the images are taken; no claim about any disease.
    #[arg(long)]
    check: bool,
    /// Have this installed model look at the scan's images; NAME or NAME/VERSION. What it finds are
    /// proposals.
    #[arg(long, value_name = "MODEL")]
    analyse: Option<String>,
    /// DICOM files: images, and structured reports that devices made.
    files: Vec<PathBuf>,
    #[command(flatten)]
    person: Person,
    #[command(flatten)]
    output: Output,
}

/// What came of it.
#[derive(Serialize)]
struct Answer {
    files: Vec<Told>,
    quality: Option<Value>,
    analysis: Option<Value>,
}

/// What came of one file.
#[derive(Serialize)]
struct Told {
    file: PathBuf,
    taken: Option<Value>,
    /// Why it was not taken.
    refused: Option<String>,
}

impl Images {
    pub fn run(&self, desk: &Desk<'_>) -> Result<Outcome, Refusal> {
        if self.files.is_empty() && !self.check && self.analyse.is_none() {
            return Err(Refusal::new("Name the files to take, or say --check or --analyse."));
        }
        let (store, user) = desk.open(&self.person)?;
        let scan_id = scan_numbered(&store, &self.scan)?;
        let files: Vec<Told> = self
            .files
            .iter()
            .map(|path| match desk.shell.take_file(&TakeFile { scan_id, path: path.clone() }) {
                Ok(taken) => Told { file: path.clone(), taken: Some(taken), refused: None },
                Err(why) => Told { file: path.clone(), taken: None, refused: Some(why.sentence) },
            })
            .collect();
        let quality =
            self.check.then(|| desk.shell.check_quality(CheckQuality { scan_id })).transpose()?;
        let analysis = self.analyse.as_ref();
        let analysis = analysis.map(|model| analyse(desk, &store, user, scan_id, model));
        let analysis = analysis.transpose()?;
        let refused = files.iter().filter(|told| told.refused.is_some()).count();
        let answer = Answer { files, quality, analysis };
        self.output.say(&answer, &sentences(&answer))?;
        if refused > 0 {
            return Err(Refusal::new(format!(
                "{refused} of {} files were not taken.",
                answer.files.len()
            )));
        }
        let failed = answer.analysis.as_ref().and_then(|analysis| analysis.get("problem_text"));
        match failed.and_then(Value::as_str) {
            Some(why) => Err(Refusal::new(why)),
            None => Ok(Outcome::Done),
        }
    }
}

/// Asks for an analysis by the model called `model`, and carries it out here.
fn analyse(
    desk: &Desk<'_>,
    store: &Store,
    user: Uuid,
    scan_id: Uuid,
    model: &str,
) -> Result<Value, Refusal> {
    let methods = clinic::dispatch(store, user, "imaging.methods", json!({}))?;
    let methods: Vec<Method> = serde_json::from_value(methods)
        .map_err(|error| Refusal::misshapen("imaging.methods", &error))?;
    let called = |method: &&Method| {
        let full = format!("{}/{}", method.name, method.model_version);
        method.is_run_here && method.is_active && (method.name == model || full == model)
    };
    let called: Vec<&Method> = methods.iter().filter(called).collect();
    let method = match called.as_slice() {
        [one] => one,
        [] => {
            return Err(Refusal::new(format!(
                "No model called {model} is installed. Install one with: holdfast model DIR --install"
            )));
        }
        several => {
            let versions: Vec<&str> =
                several.iter().map(|one| one.model_version.as_str()).collect();
            return Err(Refusal::new(format!(
                "This model is installed in several versions. Say which, as NAME/VERSION: {}.",
                versions.join(", ")
            )));
        }
    };
    let ask = json!({ "scan_id": scan_id, "ai_model_id": method.id });
    let made = clinic::dispatch(store, user, "imaging.request_analysis", ask)?;
    let asked: RunAnalysis = serde_json::from_value(made)
        .map_err(|error| Refusal::misshapen("imaging.request_analysis", &error))?;
    desk.shell.run_analysis(asked)
}

/// A method as the clinic tells it.
#[derive(Deserialize)]
struct Method {
    id: Uuid,
    name: String,
    model_version: String,
    is_active: bool,
    is_run_here: bool,
}

fn scan_numbered(store: &Store, number: &str) -> Result<Uuid, Refusal> {
    let found: Vec<Uuid> = store.read::<_, store::Error>(|reader| {
        reader.column(
            "SELECT id FROM scans WHERE organization_id = (SELECT id FROM organizations LIMIT 1) \
             AND scan_number = ?1 AND deleted_at IS NULL LIMIT 2",
            params![number.trim()],
        )
    })?;
    match found.as_slice() {
        [one] => Ok(*one),
        [] => Err(Refusal::new("There is no scan with this number on this PC.")),
        _ => Err(Refusal::new("Several scans have this number. Use the window to choose one.")),
    }
}

fn sentences(answer: &Answer) -> Vec<String> {
    let mut lines: Vec<String> = answer
        .files
        .iter()
        .map(|told| {
            let what = match (&told.refused, &told.taken) {
                (Some(why), _) => why.as_str(),
                (None, Some(taken)) if taken.get("report").is_some() => "report taken",
                _ => "image taken",
            };
            format!("{}: {what}", told.file.display())
        })
        .collect();
    if let Some(quality) = &answer.quality {
        let said = |name: &str| quality.get(name).and_then(Value::as_str);
        lines.push(match (said("overall_result"), said("problem_text")) {
            (Some("acceptable"), _) => "Quality: acceptable.".to_owned(),
            (Some("look_again"), _) => "Quality: look again.".to_owned(),
            (None, Some(why)) => format!("Quality: not judged. {why}"),
            _ => "Quality: not every image could be judged.".to_owned(),
        });
    }
    if let Some(analysis) = &answer.analysis {
        let findings = analysis.get("finding_ids").and_then(Value::as_array).map_or(0, Vec::len);
        lines.push(match analysis.get("problem_text").and_then(Value::as_str) {
            Some(why) => format!("Analysis: failed. {why}"),
            None => format!("Analysis: {findings} proposals. A radiologist decides on each."),
        });
    }
    lines
}
