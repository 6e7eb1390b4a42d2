//! `holdfast verify`: is the file whole, and does it hold what the centre holds? What differs is
//! fetched again.

use clap::Args;
use serde::Serialize;

use super::{Desk, Outcome, Output, Person};
use crate::Refusal;
use crate::centre::VerifyAnswer;

#[derive(Args)]
pub(super) struct Verify {
    /// Check the file only; ask no centre.
    #[arg(long)]
    offline: bool,
    #[command(flatten)]
    person: Person,
    #[command(flatten)]
    output: Output,
}

#[derive(Serialize)]
struct Verified {
    file: &'static str,
    centre: Option<VerifyAnswer>,
}

impl Verify {
    pub fn run(&self, desk: &Desk<'_>) -> Result<Outcome, Refusal> {
        let (store, _) = desk.open(&self.person)?;
        store.verify()?;
        let mut sentences = vec!["The record's file is whole.".to_owned()];
        let enrolled = desk.shell.link()?.is_some() && !self.offline;
        let centre = if enrolled { Some(desk.shell.sync_verify()?) } else { None };
        let mut outcome = Outcome::Done;
        if let Some(answer) = &centre {
            if answer.mended > 0 {
                let rows = answer.mended;
                sentences.push(format!("{rows} rows differed and were fetched again."));
            }
            let differing = answer.tables.iter().filter(|table| !table.equal);
            sentences.extend(differing.map(|table| {
                format!("{}: {} rows here, {} at the centre", table.table, table.here, table.centre)
            }));
            if answer.equal {
                sentences.push("It holds the same rows as the centre.".to_owned());
            } else {
                outcome = Outcome::Differs;
            }
        }
        self.output.say(&Verified { file: "whole", centre }, &sentences)?;
        Ok(outcome)
    }
}
