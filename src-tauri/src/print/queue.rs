//! What was to be printed on a printer of this PC, and what became of it.
//!
//! The list lies beside the record in clear, so it holds which row was to be printed and never what
//! stands in it: the paper is made anew from the record each time, with the rights of whoever asks
//! for it then. It belongs to this PC and is never synced.

use std::collections::BTreeSet;
use std::io::Write as _;
use std::path::Path;

use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::kind::Kind;
use super::spooler::{Progress, Sheets, Spooler};
use super::{Print, Printed, heading};
use crate::Refusal;
use crate::shell::{DAY, Event, Shell, unpoisoned};

/// The list's file in the data folder.
const QUEUE_FILE: &str = "print-queue.json";
/// How long it is remembered what was printed where.
const REMEMBERED: i64 = 7 * DAY;
/// How long the print system is asked what became of something.
const FOLLOWED: i64 = DAY;
/// The name under which the window hears that the list has changed.
const CHANGED: &str = "print_jobs";

/// Something that was to be printed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
struct Entry {
    id: Uuid,
    kind: Kind,
    row: Uuid,
    language: Option<String>,
    printer: String,
    asked_at: i64,
    asked_by: Uuid,
    state: JobState,
    #[serde(default)]
    trouble: Option<String>,
    /// When a printer took it.
    #[serde(default)]
    handed_over_at: Option<i64>,
    /// The print system's own name of it.
    #[serde(default)]
    known_as: Option<String>,
}

/// How something that was to be printed stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum JobState {
    /// It is being made and handed over.
    HandingOver,
    /// The printer did not take it, or gave it up.
    Failed,
    /// It is in the printer's own queue.
    AtPrinter,
    /// It was printed, as far as the print system says.
    Printed,
}

/// One line of the queue.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Job {
    /// Names it.
    pub id: Uuid,
    /// What it is.
    pub kind: Kind,
    /// Where it was to be printed.
    pub printer: String,
    /// When.
    pub asked_at: i64,
    /// Who asked.
    pub asked_by: Option<String>,
    /// How it stands.
    pub state: JobState,
    /// Why it was not printed, for the person.
    pub trouble: Option<String>,
}

/// What waits, and what was printed in the last days; what failed first, then the newest.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct PrintQueue {
    /// The lines.
    pub jobs: Vec<Job>,
}

/// One line of the queue.
#[derive(Clone, Copy, Debug, Deserialize)]
pub struct JobOfQueue {
    /// Names it.
    pub id: Uuid,
}

const INTERRUPTED: &str = "Holdfast was closed before the printer had it. Look whether it was printed, then try again or drop it.";
const GIVEN_UP: &str =
    "The printer gave it up, or somebody called it off there. Look at the printer, then try again.";

impl Shell {
    /// Makes a paper and hands it to `printer`. It is on the list before, so that it is not
    /// forgotten when the PC goes off meanwhile.
    pub(super) fn print_on(&self, request: &Print, printer: String) -> Result<Printed, Refusal> {
        let (_, user) = self.store_and_person()?;
        let entry = Entry {
            id: self.surroundings.new_id(),
            kind: request.kind,
            row: request.id,
            language: request.language.clone(),
            printer,
            asked_at: self.now(),
            asked_by: user,
            state: JobState::HandingOver,
            trouble: None,
            handed_over_at: None,
            known_as: None,
        };
        let id = entry.id;
        self.change_queue(|entries| entries.push(entry.clone()))?;
        match self.hand_over(&entry) {
            Err(refused) => {
                // What may not be printed, or is nothing to print, is not worth another try.
                self.change_queue(|entries| entries.retain(|entry| entry.id != id))?;
                Err(refused)
            }
            printed => printed,
        }
    }

    /// Makes the paper of `entry` from the record and hands it over; notes on the list what came
    /// of it.
    fn hand_over(&self, entry: &Entry) -> Result<Printed, Refusal> {
        let request = Print { kind: entry.kind, id: entry.row, language: entry.language.clone() };
        let paper = self.lay_out(&request)?;
        let folder = self.profile().documents();
        let title = super::words_of(entry.language.as_deref()).say(entry.kind.key());
        let sheets =
            Sheets { title: &title, pdf: &paper.pdf.bytes, size: paper.size, folder: &folder };
        let handed = Spooler(&self.network).hand_over(&sheets, &entry.printer);
        let printer = entry.printer.clone();
        let now = self.now();
        let (printed, state, trouble, known_as) = match handed {
            Ok(known_as) => {
                let state =
                    if known_as.is_some() { JobState::AtPrinter } else { JobState::Printed };
                let pages = paper.pdf.pages;
                (Printed::HandedOver { printer, pages }, state, None, known_as)
            }
            Err(trouble) => {
                let trouble = trouble.to_string();
                let kept = Printed::Kept { printer, trouble: trouble.clone() };
                (kept, JobState::Failed, Some(trouble), None)
            }
        };
        self.change_entry(entry.id, |entry| {
            entry.state = state;
            entry.handed_over_at = trouble.is_none().then_some(now);
            entry.trouble = trouble;
            entry.known_as = known_as;
        })?;
        Ok(printed)
    }

    /// What waits on this PC, and what was printed where in the last days.
    pub fn print_queue(&self) -> Result<PrintQueue, Refusal> {
        self.require_staff()?;
        let (store, user) = self.store_and_person()?;
        self.follow_printers();
        let mut entries = self.entries()?;
        entries.sort_by_key(|entry| (entry.state != JobState::Failed, -entry.asked_at));
        let now = self.now();
        store.read(|reader| {
            let who = clinic::Who::load(reader, user)?;
            let words = super::words_of(None);
            let desk = super::Desk { reader, who: &who, now, words };
            let jobs = entries.into_iter().map(|entry| {
                Ok(Job {
                    id: entry.id,
                    kind: entry.kind,
                    printer: entry.printer,
                    asked_at: entry.asked_at,
                    asked_by: heading::person(&desk, Some(entry.asked_by))?,
                    state: entry.state,
                    trouble: entry.trouble,
                })
            });
            Ok(PrintQueue { jobs: jobs.collect::<Result<_, Refusal>>()? })
        })
    }

    /// Tries once more, on the printer that the kind has now. Another may ask than the first time;
    /// the record decides anew whether that person may.
    pub fn print_again(&self, request: JobOfQueue) -> Result<Printed, Refusal> {
        self.require_staff()?;
        let mut found = None;
        let printers = self.profile().settings.printers;
        self.change_entry(request.id, |entry| {
            if entry.state == JobState::Failed {
                if let Some(printer) = printers.get(entry.kind.name()) {
                    entry.printer.clone_from(printer);
                }
                entry.state = JobState::HandingOver;
                found = Some(entry.clone());
            }
        })?;
        let entry = found.ok_or_else(|| {
            Refusal::new("This was printed or dropped meanwhile. Nothing was printed again.")
        })?;
        self.hand_over(&entry).inspect_err(|refused| {
            let trouble = refused.sentence.clone();
            let noted = self.change_entry(entry.id, |entry| {
                entry.state = JobState::Failed;
                entry.trouble = Some(trouble);
            });
            if let Err(refused) = noted {
                tracing::warn!(%refused, "the print queue could not be written");
            }
        })
    }

    /// Takes something that was not printed off the list.
    pub fn drop_print(&self, request: JobOfQueue) -> Result<(), Refusal> {
        self.require_staff()?;
        self.change_queue(|entries| {
            entries.retain(|entry| entry.id != request.id || entry.state != JobState::Failed);
        })
    }

    /// Notes what the print system says of what it took.
    fn follow_printers(&self) {
        let since = self.now() - FOLLOWED;
        let follows = |entry: &Entry| {
            entry.state == JobState::AtPrinter && entry.handed_over_at.is_some_and(|at| at > since)
        };
        if !self.entries().is_ok_and(|entries| entries.iter().any(follows)) {
            return;
        }
        let progress = match Spooler(&self.network).progress() {
            Ok(progress) => progress,
            Err(trouble) => {
                tracing::info!(%trouble, "the print system does not say what became of its jobs");
                return;
            }
        };
        let noted = self.change_queue_quietly(|entries| {
            for entry in entries.iter_mut().filter(|entry| follows(entry)) {
                match entry.known_as.as_ref().and_then(|name| progress.get(name)) {
                    Some(Progress::Printed) => entry.state = JobState::Printed,
                    Some(Progress::Ended) => {
                        entry.state = JobState::Failed;
                        entry.trouble = Some(GIVEN_UP.to_owned());
                    }
                    Some(Progress::Waiting) | None => {}
                }
            }
        });
        if let Err(refused) = noted {
            tracing::warn!(%refused, "the print queue could not be written");
        }
    }

    fn entries(&self) -> Result<Vec<Entry>, Refusal> {
        let under_way = unpoisoned(self.printing.lock());
        read(self.profile().folder(), &under_way)
    }

    fn change_entry(&self, id: Uuid, change: impl FnOnce(&mut Entry)) -> Result<(), Refusal> {
        self.change_queue(|entries| {
            if let Some(entry) = entries.iter_mut().find(|entry| entry.id == id) {
                change(entry);
            }
        })
    }

    fn change_queue(&self, change: impl FnOnce(&mut Vec<Entry>)) -> Result<(), Refusal> {
        self.change_queue_quietly(change)?;
        (self.listener)(Event::TablesChanged(vec![CHANGED]));
        Ok(())
    }

    /// Changes the list and tells no window, which may be just asking for it.
    fn change_queue_quietly(&self, change: impl FnOnce(&mut Vec<Entry>)) -> Result<(), Refusal> {
        let mut under_way = unpoisoned(self.printing.lock());
        let profile = self.profile();
        let before = read(profile.folder(), &under_way)?;
        let mut entries = before.clone();
        change(&mut entries);
        // Reading has turned what an earlier process left behind into failures.
        *under_way = entries
            .iter()
            .filter(|entry| entry.state == JobState::HandingOver)
            .map(|entry| entry.id)
            .collect();
        let oldest = self.now() - REMEMBERED;
        entries.retain(|entry| match entry.state {
            JobState::HandingOver | JobState::Failed => true,
            JobState::AtPrinter | JobState::Printed => entry.asked_at > oldest,
        });
        if entries == before { Ok(()) } else { write(profile.folder(), &entries) }
    }
}

/// The list as it stands. What was being handed over by a Holdfast that has ended since is a failure
/// that somebody looks into.
fn read(folder: &Path, under_way: &BTreeSet<Uuid>) -> Result<Vec<Entry>, Refusal> {
    let bytes = match std::fs::read(folder.join(QUEUE_FILE)) {
        Ok(bytes) => bytes,
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => return Ok(Vec::new()),
        Err(error) => return Err(unusable(&error)),
    };
    let mut entries: Vec<Entry> = serde_json::from_slice(&bytes).unwrap_or_else(|error| {
        // Papers can be printed again from where they are; nobody is kept from printing by it.
        tracing::warn!(%error, "the print queue is damaged and begins anew");
        Vec::new()
    });
    for entry in &mut entries {
        if entry.state == JobState::HandingOver && !under_way.contains(&entry.id) {
            entry.state = JobState::Failed;
            entry.trouble = Some(INTERRUPTED.to_owned());
        }
    }
    Ok(entries)
}

fn write(folder: &Path, entries: &[Entry]) -> Result<(), Refusal> {
    let text = serde_json::to_vec(entries).map_err(|error| unusable(&error.into()))?;
    let save = || -> Result<(), std::io::Error> {
        let mut file = tempfile::NamedTempFile::new_in(folder)?;
        file.write_all(&text)?;
        file.as_file().sync_all()?;
        file.persist(folder.join(QUEUE_FILE)).map_err(|error| error.error)?;
        Ok(())
    };
    save().map_err(|error| unusable(&error))
}

fn unusable(error: &std::io::Error) -> Refusal {
    match error.kind() {
        std::io::ErrorKind::StorageFull => Refusal::from(store::Error::DiskFull),
        _ => Refusal::new(format!("The print queue of this PC cannot be used: {error}")),
    }
}
