//! Papers: native PDFs of invoices, receipts, prescriptions, visit summaries, labels and wristbands.
//!
//! The web view cannot print, so papers are laid out here, and handed to the printer that was chosen
//! for their kind on this PC, or saved where the person chose. The layout is a Typst template; what
//! stands in it is read from the record, never from the screen. No part of a paper touches the disk
//! before it lies complete in that folder; what goes to a printer does not lie there at all.

mod barcode;
mod heading;
mod invoice;
mod kind;
mod language;
mod layout;
mod medicine_label;
mod patient_label;
mod prescription;
mod printers;
mod queue;
mod receipt;
mod specimen_label;
mod spooler;
mod visit_summary;
mod words;
mod wristband;

use std::io::Write as _;
use std::path::{Path, PathBuf};

use clinic::Who;
use serde::{Deserialize, Serialize};
use serde_json::json;
use store::Reader;
use uuid::Uuid;

pub use kind::{Kind, Size};
pub use printers::{ChoosePrinter, KindOfPaper, Printing, TestPage};
pub use queue::{Job, JobOfQueue, JobState, PrintQueue};

use crate::Refusal;
use crate::shell::{Manner, Shell};
use language::Language;
use words::Words;

/// What is to be printed.
#[derive(Clone, Debug, Deserialize)]
pub struct Print {
    /// The kind of paper.
    pub kind: Kind,
    /// The row that it is about.
    pub id: Uuid,
    /// The language of the screens, as a BCP 47 tag. What a patient takes home is in the patient's
    /// own where papers are written in it.
    #[serde(default)]
    pub language: Option<String>,
}

/// What became of a paper.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(tag = "outcome", rename_all = "snake_case")]
pub enum Printed {
    /// No printer is chosen for its kind: it lies in the folder for papers.
    Saved {
        /// Where.
        path: PathBuf,
        /// How many pages it has.
        pages: usize,
    },
    /// A printer has it.
    HandedOver {
        /// Which.
        printer: String,
        /// How many pages it has.
        pages: usize,
    },
    /// The printer did not take it; it waits in the queue of this PC.
    Kept {
        /// Which.
        printer: String,
        /// Why, for the person.
        trouble: String,
    },
}

/// Where papers are saved.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Folder {
    /// A folder of this PC.
    pub path: PathBuf,
}

/// What a kind of paper reads from the record.
struct Paper {
    template: &'static str,
    /// The file's name without its ending. It names no patient.
    name: String,
    table: &'static str,
    patient: Uuid,
    words: Words,
    content: serde_json::Value,
}

/// A paper that is laid out, in memory.
struct LaidOut {
    pdf: layout::Pdf,
    size: Size,
    name: String,
}

/// What every paper has at hand.
struct Desk<'a> {
    reader: &'a Reader<'a>,
    who: &'a Who,
    now: i64,
    /// The language of the screens.
    words: Words,
}

impl Desk<'_> {
    /// Refuses who may not read `table`.
    fn require(&self, table: &str) -> Result<(), Refusal> {
        if self.who.sees(table) {
            return Ok(());
        }
        Err(Refusal::new(
            "Your role does not allow this. Ask a colleague who may, or your administrator.",
        ))
    }

    /// The language of what `patient` takes home.
    fn for_patient(&self, patient: Uuid) -> Result<Words, Refusal> {
        Ok(heading::Person::read(self, patient)?.reads().unwrap_or(self.words))
    }

    /// A day as it stands in files' names, which are the same in every language.
    fn day_in_name(&self, moment: i64) -> String {
        Words(Language::English).day_of(self.who.site.time_zone, moment)
    }
}

fn gone(what: &str) -> Refusal {
    Refusal::new(format!("This {what} is not on this PC any more. Go back and open it again."))
}

fn words_of(tag: Option<&str>) -> Words {
    Words(tag.and_then(Language::said).unwrap_or(Language::English))
}

impl Shell {
    /// Prints a paper on the printer of its kind, and keeps it in the queue where that fails. Where
    /// no printer is chosen it is saved as PDF, and opened where there is a desktop.
    pub fn print(&self, request: &Print) -> Result<Printed, Refusal> {
        let printer = self.profile().settings.printers.get(request.kind.name()).cloned();
        match printer {
            Some(printer) => self.print_on(request, printer),
            None => self.print_into_folder(request),
        }
    }

    fn print_into_folder(&self, request: &Print) -> Result<Printed, Refusal> {
        let paper = self.lay_out(request)?;
        let name = format!("{}.pdf", paper.name);
        let bytes = &paper.pdf.bytes;
        let path = save(&self.profile().documents(), &name, |file| Ok(file.write_all(bytes)?))?;
        if self.manner == Manner::Window
            && let Err(error) = opener::open(&path)
        {
            tracing::info!(%error, "no program of this PC opened the paper");
        }
        Ok(Printed::Saved { path, pages: paper.pdf.pages })
    }

    /// Reads a paper from the record, lays it out and notes it in the audit trail as printed.
    fn lay_out(&self, request: &Print) -> Result<LaidOut, Refusal> {
        let (store, user) = self.store_and_person()?;
        let now = self.now();
        let words = words_of(request.language.as_deref());
        let (mut paper, size) = store.read(|reader| -> Result<_, Refusal> {
            let who = Who::load(reader, user)?;
            let desk = Desk { reader, who: &who, now, words };
            let paper = request.kind.read(&desk, request.id)?;
            clinic::may_open(reader, &who, paper.table, paper.patient, now)?;
            let size = match request.kind.label() {
                Some(size) => size,
                None => heading::sheet(&desk)?,
            };
            Ok((paper, size))
        })?;
        set_frame(&mut paper.content, paper.words, size, request.kind);
        let pdf = layout::pdf(paper.template, &paper.content, now)?;
        // What cannot be noted as printed is not printed.
        store.write(user, "document.print", |write| {
            write.audit("print", Some(paper.table), Some(request.id), Some(paper.patient), None)
        })?;
        Ok(LaidOut { pdf, size, name: paper.name })
    }

    /// Where papers are saved.
    pub fn documents_folder(&self) -> Folder {
        Folder { path: self.profile().documents() }
    }

    /// Chooses where papers are saved from now on.
    pub fn choose_documents_folder(&self, folder: &Folder) -> Result<Folder, Refusal> {
        if !folder.path.is_absolute() {
            return Err(Refusal::about(
                "path",
                "Give the whole path of the folder, from its beginning.",
            ));
        }
        if folder.path.starts_with(self.profile().folder()) {
            return Err(Refusal::about(
                "path",
                "Choose a folder outside Holdfast's own data folder.",
            ));
        }
        std::fs::create_dir_all(&folder.path).map_err(|error| {
            Refusal::about("path", format!("This folder cannot be used: {error}"))
        })?;
        self.change_profile(|profile| {
            profile.settings.documents = Some(folder.path.clone());
            profile.save()
        })?;
        Ok(self.documents_folder())
    }
}

/// What every template reads beside its own content.
fn set_frame(content: &mut serde_json::Value, words: Words, size: Size, kind: Kind) {
    let serde_json::Value::Object(content) = content else { return };
    let frame = [
        ("words", words.for_templates()),
        ("lang", json!(words.0.tag())),
        ("dir", json!(words.0.direction())),
        ("size", json!({ "width": size.width, "height": size.height })),
        ("title", json!(words.say(kind.key()))),
    ];
    for (name, value) in frame {
        content.entry(name).or_insert(value);
    }
}

/// Saves what `write` writes under `name`, or beside an older file of that name as `name (2)` and
/// so on. Nothing lies in the folder before it is complete.
pub(crate) fn save(
    folder: &Path,
    name: &str,
    write: impl FnOnce(&mut std::fs::File) -> Result<(), store::Error>,
) -> Result<PathBuf, Refusal> {
    let refused = |error: std::io::Error| match error.kind() {
        std::io::ErrorKind::StorageFull => Refusal::from(store::Error::DiskFull),
        _ => Refusal::new(format!(
            "The file could not be saved in {}: {error}. Choose another folder in Settings.",
            folder.display()
        )),
    };
    std::fs::create_dir_all(folder).map_err(refused)?;
    let mut file =
        tempfile::Builder::new().prefix(".saving-").tempfile_in(folder).map_err(refused)?;
    write(file.as_file_mut())?;
    file.as_file().sync_all().map_err(refused)?;
    let (stem, ending) = match name.rsplit_once('.') {
        Some((stem, ending)) if !stem.is_empty() => (stem, format!(".{ending}")),
        _ => (name, String::new()),
    };
    for number in 1u32.. {
        let path = match number {
            1 => folder.join(name),
            _ => folder.join(format!("{stem} ({number}){ending}")),
        };
        match file.persist_noclobber(&path) {
            Ok(_) => return Ok(path),
            Err(error) if error.error.kind() == std::io::ErrorKind::AlreadyExists => {
                file = error.file;
            }
            Err(error) => return Err(refused(error.error)),
        }
    }
    Err(Refusal::new("The file could not be saved: there are too many of its name."))
}
