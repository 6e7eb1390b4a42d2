//! `holdfast export`: the record for other systems.

use std::io::{IsTerminal as _, Write as _};
use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use chrono::NaiveDate;
use clap::{ArgGroup, Args};
use interchange::{ExportProgress, Exported, List, Selection};
use uuid::Uuid;

use super::{Desk, Outcome, Output, Person, complain};
use crate::Refusal;
use crate::exchange::{EXPORT_STOPPED, Outgoing};

#[derive(Args)]
#[command(group(ArgGroup::new("what").required(true).args(["fhir", "csv"])))]
pub(super) struct Export {
    /// Write FHIR R4 into this new folder, one .ndjson file for every type of resource.
    #[arg(long, value_name = "DIR")]
    fhir: Option<PathBuf>,
    /// Write a list as CSV: patients, appointments, invoices, payments, visits, conditions,
    /// prescriptions, lab_results, inventory, audit, staff, or for an administrator any other table
    /// of the record by its name, such as referrals. A wrong name is answered with all that there
    /// are.
    #[arg(long, value_name = "LIST")]
    csv: Option<List>,
    /// The new file for the list; LIST.csv in the current folder where nothing is said.
    #[arg(long, value_name = "FILE", requires = "csv")]
    out: Option<PathBuf>,
    /// Of FHIR, only the record of this patient, by its id.
    #[arg(long, value_name = "ID", requires = "fhir")]
    patient: Option<Uuid>,
    /// Of FHIR, only what was written since the beginning of this day (YYYY-MM-DD).
    #[arg(long, value_name = "DATE", requires = "fhir", conflicts_with = "patient")]
    since: Option<NaiveDate>,
    /// Of FHIR, only the records of this day (YYYY-MM-DD) in the clinic's time zone: what took place
    /// or was written on it, what was removed on it, and what these refer to.
    #[arg(
        long,
        value_name = "DATE",
        requires = "fhir",
        conflicts_with_all = ["patient", "since"]
    )]
    day: Option<NaiveDate>,
    #[command(flatten)]
    person: Person,
    #[command(flatten)]
    output: Output,
}

impl Export {
    pub fn run(&self, desk: &Desk<'_>) -> Result<Outcome, Refusal> {
        let (store, author) = desk.open(&self.person)?;
        let cancel = Arc::new(AtomicBool::new(false));
        let stopping = cancel.clone();
        desk.runtime.spawn(async move {
            if tokio::signal::ctrl_c().await.is_ok() {
                stopping.store(true, Ordering::Relaxed);
            }
        });
        let what = match (&self.fhir, self.csv) {
            (Some(folder), _) => Outgoing::Fhir(folder.clone(), self.selection()),
            (None, Some(list)) => {
                let usual = || PathBuf::from(format!("{}.csv", list.name()));
                Outgoing::List(self.out.clone().unwrap_or_else(usual), list)
            }
            // The arguments admit no other case.
            _ => return Err(Refusal::new("Say what to export: --fhir DIR, or --csv LIST.")),
        };
        let exported = what
            .export(&store, author, &mut show, &cancel)
            .map_err(|error| Refusal::new(error.to_string()))?;
        if std::io::stderr().is_terminal() {
            complain("");
        }
        if exported.cancelled {
            return Err(Refusal::new(EXPORT_STOPPED));
        }
        self.output.say(&exported, &sentences(&exported))?;
        Ok(Outcome::Done)
    }

    fn selection(&self) -> Selection {
        match (self.patient, self.since, self.day) {
            (Some(patient), _, _) => Selection::Patient(patient),
            (None, Some(day), _) => Selection::Since(day),
            (None, None, Some(day)) => Selection::Day(day),
            (None, None, None) => Selection::Everything,
        }
    }
}

/// One line that is written over, where a person looks on.
fn show(progress: &ExportProgress) {
    let mut terminal = std::io::stderr();
    if terminal.is_terminal() {
        // A progress line that cannot be shown is no reason to stop.
        let _ = write!(terminal, "\r{} written, now {:<30}", progress.resources, progress.kind);
    }
}

fn sentences(exported: &Exported) -> Vec<String> {
    let mut lines: Vec<String> =
        exported.resources.iter().map(|(kind, count)| format!("{kind:<24}{count:>10}")).collect();
    if lines.is_empty() {
        lines.push("There was nothing to export.".to_owned());
    }
    lines.extend(exported.limits.clone());
    lines.push("The export is not encrypted. Keep it where only those look who may.".to_owned());
    lines
}
