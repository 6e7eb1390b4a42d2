//! Papers: native PDFs of invoices, receipts, prescriptions and visit summaries.
//!
//! The web view cannot print, so papers are laid out here and saved where the person chose. The
//! layout is a Typst template; what stands in it is read from the record, never from the screen.
//! No part of a paper touches the disk before it lies complete in that folder.

mod heading;
mod invoice;
mod layout;
mod prescription;
mod receipt;
mod visit_summary;
mod words;

use std::io::Write as _;
use std::path::{Path, PathBuf};

use clinic::Who;
use serde::{Deserialize, Serialize};
use store::Reader;
use uuid::Uuid;

use crate::Refusal;
use crate::shell::{Manner, Shell};

/// The kinds of paper.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Kind {
    /// What is owed; `id` is the invoice.
    Invoice,
    /// What was paid; `id` is the payment, or the invoice for all of its payments.
    Receipt,
    /// What a pharmacy needs; `id` is the prescription.
    Prescription,
    /// What the patient takes home; `id` is the visit.
    VisitSummary,
}

/// What is to be printed.
#[derive(Clone, Copy, Debug, Deserialize)]
pub struct Print {
    /// The kind of paper.
    pub kind: Kind,
    /// The row that it is about.
    pub id: Uuid,
}

/// A paper that has been saved.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Printed {
    /// Where.
    pub path: PathBuf,
    /// How many pages it has.
    pub pages: usize,
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
    content: serde_json::Value,
}

/// What every paper has at hand.
struct Desk<'a> {
    reader: &'a Reader<'a>,
    who: &'a Who,
    now: i64,
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
}

fn gone(what: &str) -> Refusal {
    Refusal::new(format!("This {what} is not on this PC any more. Go back and open it again."))
}

impl Shell {
    /// Saves a paper as PDF, notes it in the audit trail, and opens it where there is a desktop.
    pub fn print(&self, request: &Print) -> Result<Printed, Refusal> {
        let (store, user) = self.store_and_person()?;
        let now = self.now();
        let paper = store.read(|reader| -> Result<Paper, Refusal> {
            let who = Who::load(reader, user)?;
            let desk = Desk { reader, who: &who, now };
            let paper = match request.kind {
                Kind::Invoice => invoice::read(&desk, request.id),
                Kind::Receipt => receipt::read(&desk, request.id),
                Kind::Prescription => prescription::read(&desk, request.id),
                Kind::VisitSummary => visit_summary::read(&desk, request.id),
            }?;
            clinic::may_open(reader, &who, paper.table, paper.patient, now)?;
            Ok(paper)
        })?;
        let pdf = layout::pdf(paper.template, &paper.content, now)?;
        // What cannot be noted as printed is not printed.
        store.write(user, "document.print", |write| {
            write.audit("print", Some(paper.table), Some(request.id), Some(paper.patient), None)
        })?;
        let name = format!("{}.pdf", paper.name);
        let path =
            save(&self.profile().documents(), &name, |file| Ok(file.write_all(&pdf.bytes)?))?;
        if self.manner == Manner::Window
            && let Err(error) = opener::open(&path)
        {
            tracing::info!(%error, "no program of this PC opened the paper");
        }
        Ok(Printed { path, pages: pdf.pages })
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
