//! What an import says while it runs and when it is over.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

/// Problems listed for one file; a file of pure garbage must not fill the report.
const PROBLEMS_PER_FILE_MAX: usize = 1_000;

/// What became of the resources of one type. `seen` is the sum of the others and of those that
/// are listed among the problems.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Count {
    /// How many the source holds.
    pub seen: u64,
    /// New here, and stored.
    pub stored: u64,
    /// Known here, and some of it was different.
    pub changed: u64,
    /// Known here, and the same.
    pub unchanged: u64,
    /// Not stored: Holdfast keeps no such record, or the resource says nothing that is kept.
    pub left: u64,
}

/// A file, or a resource in it, that could not be taken.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Problem {
    /// The file's name inside the source.
    pub file: String,
    /// The line where the resource begins, from 1; 0 where the file as a whole is meant.
    pub line: u64,
    /// Why, in a sentence without patient data.
    pub reason: String,
}

/// What an import did.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Report {
    /// Counts by FHIR resource type.
    pub resources: BTreeMap<String, Count>,
    /// What could not be taken, in the order in which it was met.
    pub problems: Vec<Problem>,
    /// Whether it was stopped before its end. What was stored until then stays.
    #[serde(skip)]
    pub cancelled: bool,
    /// Says that this PC does not hold all that was asked for; `None` where it does.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub limits: Option<String>,
}

impl Report {
    /// The counts of one type.
    pub fn count(&self, resource_type: &str) -> Count {
        self.resources.get(resource_type).copied().unwrap_or_default()
    }

    pub(crate) fn of(&mut self, resource_type: &str) -> &mut Count {
        self.resources.entry(resource_type.to_owned()).or_default()
    }

    pub(crate) fn problem(&mut self, file: &str, line: u64, reason: impl Into<String>) {
        let listed = self.problems.iter().rev().take_while(|known| known.file == file).count();
        let reason = match listed {
            0..PROBLEMS_PER_FILE_MAX => reason.into(),
            PROBLEMS_PER_FILE_MAX => "This file has further problems; they are not listed.".into(),
            _ => return,
        };
        self.problems.push(Problem { file: file.to_owned(), line, reason });
    }
}

/// How far an import has come.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Progress {
    /// Files read to their end.
    pub files_done: u64,
    /// Files in the source.
    pub files_total: u64,
    /// Bytes of uncompressed text read.
    pub bytes_done: u64,
    /// Bytes of uncompressed text in the source.
    pub bytes_total: u64,
    /// Resources seen so far.
    pub resources: u64,
}

/// Why an import could not be made, or not be continued. Bad files and resources are problems in
/// the [`Report`] instead.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// The path names nothing.
    #[error("There is no file or folder with this name. Check the name and try again.")]
    Missing,
    /// The file is of a kind that is not read.
    #[error(
        "Holdfast imports a folder, or a file whose name ends in .json, .ndjson or .tar.xz. Of CSV files, give the folder that they are in."
    )]
    UnknownKind,
    /// The folder or archive holds nothing that is read.
    #[error("There is no FHIR file here: none of the names ends in .json, .ndjson or .tar.xz.")]
    Nothing,
    /// The person is no administrator.
    #[error("Your role does not allow an import. Ask an administrator.")]
    NotAllowed,
    /// The source cannot be read at all.
    #[error("The source of the import cannot be read ({kind}).", kind = .0.kind())]
    Io(#[from] std::io::Error),
    /// The replica refused or failed.
    #[error(transparent)]
    Store(#[from] store::Error),
}

impl Error {
    /// What the security log says: which kind of refusal, and nothing of the source.
    pub(crate) fn reason(&self) -> &'static str {
        match self {
            Self::Missing => "there is no such file or folder",
            Self::UnknownKind => "a kind of file that is not imported",
            Self::Nothing => "nothing to import is in it",
            Self::NotAllowed => "not_allowed",
            Self::Io(_) => "the source cannot be read",
            Self::Store(_) => "the record did not take it",
        }
    }
}

/// What an export wrote.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Exported {
    /// Resources by FHIR type, or rows by the name of a list.
    pub resources: BTreeMap<String, u64>,
    /// Whether it was stopped before its end; then nothing of it stays.
    #[serde(skip)]
    pub cancelled: bool,
    /// Says that this PC does not hold all that was asked for; `None` where it does.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub limits: Option<String>,
}

/// How far an export has come.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct ExportProgress {
    /// Resources or rows written so far.
    pub resources: u64,
    /// The type that is being written.
    pub kind: &'static str,
}

/// Why an export could not be made.
#[derive(Debug, thiserror::Error)]
pub enum ExportError {
    /// The person is no administrator, or may not read the list.
    #[error("Your role does not allow this export. Ask an administrator.")]
    NotAllowed,
    /// Something has that name already; nothing is ever overwritten.
    #[error("There is a file or folder with this name already. Choose a new name.")]
    Exists,
    /// An earlier export to this place did not end well.
    #[error("An unfinished export lies there (its name ends in .part). Remove it, then try again.")]
    Unfinished,
    /// The patient is not on this PC.
    #[error("This patient is not on this PC. Check the number of the record.")]
    NoPatient,
    /// The disk refused.
    #[error("The export cannot be written ({kind}).", kind = .0.kind())]
    Io(#[from] std::io::Error),
    /// The replica refused or failed.
    #[error(transparent)]
    Store(#[from] store::Error),
}

impl ExportError {
    /// What the security log says: which kind of refusal, and nothing of the target.
    pub(crate) fn reason(&self) -> &'static str {
        match self {
            Self::NotAllowed => "not_allowed",
            Self::Exists => "the name is taken",
            Self::Unfinished => "an unfinished export lies there",
            Self::NoPatient => "there is no such patient",
            Self::Io(_) => "it cannot be written there",
            Self::Store(_) => "the record did not give it",
        }
    }
}
