//! `holdfast import`: other systems' records.

use std::io::{IsTerminal as _, Write as _};
use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use clap::Args;
use interchange::{Progress, Report};

use super::{Desk, Outcome, Output, Person, complain};
use crate::Refusal;
use crate::exchange::IMPORT_STOPPED;

#[derive(Args)]
pub(super) struct Import {
    /// A folder (also of Synthea's CSV files), or a file whose name ends in .json, .ndjson or
    /// .tar.xz.
    path: PathBuf,
    #[command(flatten)]
    person: Person,
    #[command(flatten)]
    output: Output,
}

impl Import {
    pub fn run(&self, desk: &Desk<'_>) -> Result<Outcome, Refusal> {
        let (store, author) = desk.open(&self.person)?;
        let cancel = Arc::new(AtomicBool::new(false));
        let stopping = cancel.clone();
        desk.runtime.spawn(async move {
            if tokio::signal::ctrl_c().await.is_ok() {
                stopping.store(true, Ordering::Relaxed);
            }
        });
        let report = interchange::import(&store, author, &self.path, &mut show, &cancel)
            .map_err(|error| Refusal::new(error.to_string()))?;
        if std::io::stderr().is_terminal() {
            complain("");
        }
        self.output.say(&report, &sentences(&report))?;
        if report.cancelled {
            return Err(Refusal::new(IMPORT_STOPPED));
        }
        Ok(Outcome::Done)
    }
}

/// One line that is written over, where a person looks on.
fn show(progress: &Progress) {
    let mut terminal = std::io::stderr();
    if terminal.is_terminal() {
        let percent = (progress.bytes_done * 100).checked_div(progress.bytes_total).unwrap_or(0);
        // A progress line that cannot be shown is no reason to stop.
        let _ = write!(
            terminal,
            "\r{percent} %, file {} of {}, {} resources",
            progress.files_done.min(progress.files_total),
            progress.files_total,
            progress.resources
        );
    }
}

fn sentences(report: &Report) -> Vec<String> {
    let mut lines = vec![format!(
        "{:<24}{:>10}{:>10}{:>10}{:>11}{:>10}",
        "", "seen", "stored", "changed", "unchanged", "left"
    )];
    lines.extend(report.resources.iter().map(|(kind, count)| {
        format!(
            "{kind:<24}{:>10}{:>10}{:>10}{:>11}{:>10}",
            count.seen, count.stored, count.changed, count.unchanged, count.left
        )
    }));
    lines.extend(report.problems.iter().map(|problem| match problem.line {
        0 => format!("{}: {}", problem.file, problem.reason),
        line => format!("{}, line {line}: {}", problem.file, problem.reason),
    }));
    lines
}
