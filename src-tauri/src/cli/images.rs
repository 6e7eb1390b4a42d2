//! `holdfast images`: DICOM files to a scan, and how its images are taken.

use std::path::PathBuf;

use clap::Args;
use serde::Serialize;
use serde_json::Value;
use store::{Store, params};
use uuid::Uuid;

use super::{Desk, Outcome, Output, Person};
use crate::Refusal;
use crate::images::{CheckQuality, TakeFile};

#[derive(Args)]
pub(super) struct Images {
    /// The scan's number (its accession number).
    #[arg(long, value_name = "NUMBER")]
    scan: String,
    /// Judge how the images are taken; no claim about any disease.
    #[arg(long)]
    check: bool,
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
        if self.files.is_empty() && !self.check {
            return Err(Refusal::new("Name the files to take, or say --check."));
        }
        let (store, _) = desk.open(&self.person)?;
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
        let refused = files.iter().filter(|told| told.refused.is_some()).count();
        let answer = Answer { files, quality };
        self.output.say(&answer, &sentences(&answer))?;
        if refused > 0 {
            return Err(Refusal::new(format!(
                "{refused} of {} files were not taken.",
                answer.files.len()
            )));
        }
        Ok(Outcome::Done)
    }
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
    lines
}
