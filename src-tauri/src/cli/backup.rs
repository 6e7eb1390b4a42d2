//! `holdfast backup`: the whole record in one encrypted file.

use std::path::{Path, PathBuf};

use chrono::{DateTime, Local};
use clap::Args;
use serde::Serialize;
use serde_json::json;
use store::Security;

use super::{Desk, Outcome, Output, Person};
use crate::Refusal;
use crate::profile::BESIDE;

/// What the name of a backup ends with where nobody chose another.
const EXTENSION: &str = "holdfast-backup";

#[derive(Args)]
pub(super) struct Backup {
    /// The new file. Where it is a folder, a file with the date in its name is made in it.
    file: PathBuf,
    #[command(flatten)]
    person: Person,
    #[command(flatten)]
    output: Output,
}

#[derive(Serialize)]
struct Made<'a> {
    file: &'a Path,
    bytes: u64,
}

impl Backup {
    pub fn run(&self, desk: &Desk<'_>) -> Result<Outcome, Refusal> {
        let (store, author) = desk.open(&self.person)?;
        let file = self.target(store.surroundings().now());
        let noted = store.write(author, "system.backup", |write| {
            write.note_security(Security::of("export").details(json!({ "what": "backup" })))
        });
        match noted {
            // A full disk is a reason for a backup to another one.
            Ok(()) | Err(store::Error::DiskFull) => {}
            Err(error) => return Err(error.into()),
        }
        if let Err(error) = store.backup(&file, &BESIDE, |_, _| ()) {
            // It failed whether or not it can be written down.
            let _ = store.write::<_, store::Error>(author, "system.backup", |write| {
                let entry = Security::of("export").details(json!({ "what": "backup" }));
                write.note_security(entry.failed("the backup was not made"))
            });
            return Err(error.into());
        }
        let bytes = std::fs::metadata(&file).map_or(0, |metadata| metadata.len());
        let sentences = [format!(
            "The backup is {}. It is encrypted; a password of this PC opens it on this PC, and the recovery key anywhere.",
            file.display()
        )];
        self.output.say(&Made { file: &file, bytes }, &sentences)?;
        Ok(Outcome::Done)
    }

    fn target(&self, now: i64) -> PathBuf {
        if !self.file.is_dir() {
            return self.file.clone();
        }
        let moment = DateTime::from_timestamp_micros(now).unwrap_or_default().with_timezone(&Local);
        self.file.join(format!("holdfast-{}.{EXTENSION}", moment.format("%Y-%m-%d-%H%M%S")))
    }
}
