//! `holdfast restore`: a backup into an empty data folder.

use std::path::{Path, PathBuf};

use clap::Args;
use serde::Serialize;

use super::{Outcome, Output};
use crate::Refusal;
use crate::profile::{BESIDE, Profile};

#[derive(Args)]
pub(super) struct Restore {
    /// The file that `holdfast backup` made.
    file: PathBuf,
    #[command(flatten)]
    output: Output,
}

#[derive(Serialize)]
struct Restored<'a> {
    data: &'a Path,
}

impl Restore {
    /// Needs no password: nothing is opened.
    pub fn run(&self, profile: Profile) -> Result<Outcome, Refusal> {
        store::restore(&self.file, profile.folder(), &BESIDE)?;
        let sentences = [
            format!("The backup is restored into {}.", profile.folder().display()),
            "On the PC that made it, sign in as before. On another PC choose Forgotten password and use the recovery key.".to_owned(),
            "Check it with: holdfast verify".to_owned(),
        ];
        self.output.say(&Restored { data: profile.folder() }, &sentences)?;
        Ok(Outcome::Done)
    }
}
