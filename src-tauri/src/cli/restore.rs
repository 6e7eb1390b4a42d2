//! `holdfast restore`: a backup into an empty data folder.

use std::path::{Path, PathBuf};

use clap::Args;
use serde::Serialize;

use super::{Outcome, Output};
use crate::Refusal;
use crate::profile::{Contents, PROFILE_FILE, Profile};

/// What goes with the record and is no secret: the settings, whose id names the keychain's entry,
/// and where the centre is.
pub(super) const BESIDE: [&str; 2] = [PROFILE_FILE, "link.json"];

#[derive(Args)]
pub(super) struct Restore {
    /// The folder that `holdfast backup` made.
    backup: PathBuf,
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
        if profile.contents() != Contents::Empty {
            return Err(store::Error::RecordExists.into());
        }
        if !self.backup.join(store::DATABASE_FILE).is_file() {
            return Err(Refusal::new(format!(
                "There is no backup in {}. Name the folder that holdfast backup made.",
                self.backup.display()
            )));
        }
        store::restore(&self.backup, profile.folder())?;
        for name in BESIDE {
            copy_beside(&self.backup, profile.folder(), name)?;
        }
        let sentences = [
            format!("The backup is restored into {}.", profile.folder().display()),
            "On the PC that made it, sign in as before. On another PC choose Forgotten password and use the recovery key.".to_owned(),
            "Check it with: holdfast verify".to_owned(),
        ];
        self.output.say(&Restored { data: profile.folder() }, &sentences)?;
        Ok(Outcome::Done)
    }
}

/// Copies a file that may be missing.
pub(super) fn copy_beside(from: &Path, to: &Path, name: &str) -> Result<(), Refusal> {
    match std::fs::copy(from.join(name), to.join(name)) {
        Ok(_) => Ok(()),
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => Ok(()),
        Err(error) => Err(store::Error::from(error).into()),
    }
}
