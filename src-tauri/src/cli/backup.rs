//! `holdfast backup`: the whole record in one encrypted folder.

use std::path::PathBuf;

use clap::Args;
use serde::Serialize;

use super::restore::{BESIDE, copy_beside};
use super::{Desk, Outcome, Output, Person};
use crate::Refusal;

#[derive(Args)]
pub(super) struct Backup {
    /// A new or empty folder.
    target: PathBuf,
    #[command(flatten)]
    person: Person,
    #[command(flatten)]
    output: Output,
}

#[derive(Serialize)]
struct Made<'a> {
    target: &'a std::path::Path,
    file_bytes: u64,
}

impl Backup {
    pub fn run(&self, desk: &Desk<'_>) -> Result<Outcome, Refusal> {
        let (store, _) = desk.open(&self.person)?;
        store.backup(&self.target, |_, _| ())?;
        for name in BESIDE {
            copy_beside(store.folder(), &self.target, name)?;
        }
        let file = self.target.join(store::DATABASE_FILE);
        let file_bytes = std::fs::metadata(file).map_or(0, |metadata| metadata.len());
        let answer = Made { target: &self.target, file_bytes };
        let sentences = [format!(
            "The backup is in {}. It is encrypted; a password of this PC opens it on this PC, and the recovery key anywhere.",
            self.target.display()
        )];
        self.output.say(&answer, &sentences)?;
        Ok(Outcome::Done)
    }
}
