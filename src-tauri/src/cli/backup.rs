//! `holdfast backup`: the whole record in one encrypted file.

use std::ops::ControlFlow;
use std::path::{Path, PathBuf};

use clap::Args;
use serde::Serialize;

use super::{Desk, Outcome, Output, Person};
use crate::{Refusal, backup};

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
        let file = backup::target(&self.file, store.surroundings().now());
        let made = backup::make(&store, author, &file, |_, _| ControlFlow::Continue(()))?;
        let sentences = [format!(
            "The backup is {}. It is encrypted; a password of this PC opens it on this PC, and the recovery key anywhere.",
            file.display()
        )];
        self.output.say(&Made { file: &file, bytes: made.bytes }, &sentences)?;
        Ok(Outcome::Done)
    }
}
