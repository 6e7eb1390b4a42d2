//! The record for other systems and theirs for this one, for the window and for scripts.
//!
//! Who may is `interchange`'s to say, for both alike, and the security log hears of each try. What
//! leaves is not encrypted, and every answer says so.

use std::ops::ControlFlow;
use std::path::{Path, PathBuf};
use std::sync::atomic::AtomicBool;

use chrono::NaiveDate;
use interchange::{ExportError, ExportProgress, Exported, List, Selection};
use serde::{Deserialize, Serialize};
use serde_json::json;
use store::Store;
use uuid::Uuid;

use crate::Refusal;
use crate::backup::{answer, dated};
use crate::shell::Shell;
use crate::work::{Ended, Kind, Work};

/// What is said of an export that was stopped.
pub(crate) const EXPORT_STOPPED: &str = "Stopped. Nothing of the export was kept.";
/// What is said of an import that was stopped.
pub(crate) const IMPORT_STOPPED: &str =
    "Stopped. What was stored stays; start the same import again to go on.";

/// What is written, and where.
pub(crate) enum Outgoing {
    /// FHIR R4 into a new folder.
    Fhir(PathBuf, Selection),
    /// A list as CSV into a new file.
    List(PathBuf, List),
}

impl Outgoing {
    /// Writes it.
    ///
    /// # Errors
    /// As [`interchange::export`] and [`interchange::export_list`].
    pub fn export(
        &self,
        store: &Store,
        author: Uuid,
        progress: &mut dyn FnMut(&ExportProgress),
        cancel: &AtomicBool,
    ) -> Result<Exported, ExportError> {
        match self {
            Self::Fhir(folder, selection) => {
                interchange::export(store, author, folder, *selection, progress, cancel)
            }
            Self::List(file, list) => {
                interchange::export_list(store, author, *list, file, progress, cancel)
            }
        }
    }

    fn path(&self) -> &Path {
        match self {
            Self::Fhir(path, _) | Self::List(path, _) => path,
        }
    }
}

/// What leaves, and the folder that it goes into; its own name is made of the moment.
#[derive(Clone, Deserialize)]
pub struct ExportRecord {
    /// A folder that exists.
    pub folder: PathBuf,
    /// A list by its name; FHIR where there is none.
    pub list: Option<String>,
    /// Of FHIR, only what was written since the beginning of this day.
    pub since: Option<NaiveDate>,
}

/// What comes.
#[derive(Clone, Deserialize)]
pub struct ImportRecords {
    /// A folder, or a file of a kind that is read.
    pub path: PathBuf,
}

/// A list that can be written.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct ListName {
    /// By which it is asked for.
    pub name: &'static str,
    /// Whose rows stand in it.
    pub table: &'static str,
}

impl Shell {
    /// The lists that can be exported, those that people ask for most first.
    ///
    /// # Errors
    /// Where nobody is signed in.
    pub fn lists(&self) -> Result<Vec<ListName>, Refusal> {
        self.store_and_person()?;
        Ok(List::all().map(|list| ListName { name: list.name(), table: list.table() }).collect())
    }

    /// Begins an export.
    ///
    /// # Errors
    /// Where the folder is not there, there is no such list, or an export is at work. What the person
    /// may not export is said by the work.
    pub fn begin_export(&self, request: ExportRecord) -> Result<Work, Refusal> {
        if request.folder.as_os_str().is_empty() || !request.folder.is_dir() {
            return Err(Refusal::about(
                "folder",
                "The folder for the export is not there. Plug in the disk that it is on, or make the folder first.",
            ));
        }
        let now = self.now();
        let what = match &request.list {
            None => {
                let selection = request.since.map_or(Selection::Everything, Selection::Since);
                Outgoing::Fhir(request.folder.join(dated("holdfast-fhir", now, "")), selection)
            }
            Some(name) => {
                let list = name
                    .parse::<List>()
                    .map_err(|_| Refusal::about("list", "There is no list of this name."))?;
                Outgoing::List(request.folder.join(dated(list.name(), now, "csv")), list)
            }
        };
        self.begin_work(Kind::Export, "writing", move |worker| {
            let mut show = |progress: &ExportProgress| {
                // Who stops it is heard by the writer itself.
                let _: ControlFlow<()> =
                    worker.tell("writing", (progress.resources, None), Some(progress.resources));
            };
            let exported = what.export(&worker.store, worker.by, &mut show, worker.stop());
            let exported = exported.map_err(|error| Refusal::new(error.to_string()))?;
            if exported.cancelled {
                return Err(Ended::Stopped(EXPORT_STOPPED, None));
            }
            Ok(json!({ "path": what.path(), "exported": answer(&exported)? }))
        })
    }

    /// Begins an import.
    ///
    /// # Errors
    /// Where there is nothing of that name, or an import is at work. What the person may not import is
    /// said by the work.
    pub fn begin_import(&self, request: ImportRecords) -> Result<Work, Refusal> {
        if request.path.as_os_str().is_empty() || !request.path.exists() {
            return Err(Refusal::about("path", interchange::Error::Missing.to_string()));
        }
        self.begin_work(Kind::Import, "reading", move |worker| {
            let mut show = |progress: &interchange::Progress| {
                let bytes = (progress.bytes_done, Some(progress.bytes_total));
                // Who stops it is heard by the reader itself.
                let _: ControlFlow<()> = worker.tell("reading", bytes, Some(progress.resources));
            };
            let report = interchange::import(
                &worker.store,
                worker.by,
                &request.path,
                &mut show,
                worker.stop(),
            )
            .map_err(|error| Refusal::new(error.to_string()))?;
            let result = answer(&report)?;
            if report.cancelled {
                return Err(Ended::Stopped(IMPORT_STOPPED, Some(result)));
            }
            Ok(result)
        })
    }
}
