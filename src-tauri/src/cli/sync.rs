//! `holdfast sync`: one exchange with the centre.

use clap::Args;
use serde::Serialize;

use super::{Desk, Outcome, Output, Person};
use crate::Refusal;
use crate::background::{SyncStatus, status};

#[derive(Args)]
pub(super) struct Sync {
    #[command(flatten)]
    person: Person,
    #[command(flatten)]
    output: Output,
}

#[derive(Serialize)]
struct Moved {
    sent: usize,
    received: usize,
    status: SyncStatus,
}

impl Sync {
    pub fn run(&self, desk: &Desk<'_>) -> Result<Outcome, Refusal> {
        let (store, _) = desk.open(&self.person)?;
        let exchanged = desk.shell.exchange_once(&store)?;
        let status = status(&store, None)?;
        let mut sentences = vec![format!(
            "Sent {} changes and received {} rows.",
            exchanged.sent, exchanged.received
        )];
        if status.waiting > 0 {
            sentences.push(format!("{} changes still wait.", status.waiting));
        }
        if status.decisions > 0 {
            sentences
                .push(format!("{} conflicts wait for a decision in the window.", status.decisions));
        }
        if status.quarantined > 0 {
            sentences.push(format!(
                "{} changes were refused by the centre; see the Sync Centre in the window.",
                status.quarantined
            ));
        }
        let answer = Moved { sent: exchanged.sent, received: exchanged.received, status };
        self.output.say(&answer, &sentences)?;
        Ok(Outcome::Done)
    }
}
