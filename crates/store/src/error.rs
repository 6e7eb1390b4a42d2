//! Why the store refused or failed. Sentences are for a person at a desk and never carry data.

use catalog::Broken;
use uuid::Uuid;

/// Why the store refused or failed.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// Another Holdfast has this profile folder open.
    #[error("Holdfast is already running on this data folder. Close the other window first.")]
    InUse,
    /// There is no record in the folder.
    #[error(
        "There is no Holdfast record in this folder. Choose another folder, or set up a new clinic here."
    )]
    NoRecord,
    /// There is a record in the folder already.
    #[error("This folder already holds a Holdfast record. Choose an empty folder.")]
    RecordExists,
    /// The file is not one of ours, is damaged in its first page, or belongs to another key.
    #[error(
        "The record in this folder cannot be opened: it is damaged, or it is not this PC's Holdfast record. Nothing was changed. Restore a backup, or ask your IT person."
    )]
    NotOurs,
    /// A page failed its authentication, or the structure is broken.
    #[error(
        "The record on this PC is damaged. Nothing was deleted. Restore a backup, or let this PC fetch the record from the centre again."
    )]
    Damaged,
    /// The disk is full.
    #[error(
        "The disk of this PC is full, so this was not saved. Free some space, then press Save again; what you typed is still here."
    )]
    DiskFull,
    /// The record was written by a newer Holdfast.
    #[error(
        "This record was last used by a newer version of Holdfast. Install the newer version on this PC."
    )]
    Newer,
    /// The file is not on this PC yet, or no longer.
    #[error("This file is not on this PC yet. It arrives when the network is there.")]
    AttachmentMissing,
    /// The file was changed, cut off, or belongs to another key.
    #[error("This file is damaged on this PC. Nothing of it was shown; ask for it again.")]
    AttachmentDamaged,
    /// The person or the device may not do this.
    #[error("{0}")]
    Denied(String),
    /// A row breaks a rule of its table.
    #[error("{sentence}", sentence = .0.sentence)]
    Rule(Broken),
    /// The row is not on this PC.
    #[error("That entry is no longer there. Go back and open it again.")]
    Missing {
        /// The table looked in.
        table: &'static str,
        /// The row looked for.
        id: Uuid,
    },
    /// Something refers to a row that is not there.
    #[error("Something this entry refers to does not exist on this PC. Nothing was saved.")]
    BrokenReference,
    /// One action wrote more than a changeset may hold.
    #[error(
        "This is too much for one step ({operations} changes, {most} at most). Nothing was saved; do it in parts."
    )]
    TooManyOperations {
        /// What was asked for.
        operations: usize,
        /// What is allowed.
        most: usize,
    },
    /// An unfinished form is larger than what is kept of one.
    #[error("This form is too long to be kept unfinished. Save it before you close Holdfast.")]
    TooLong,
    /// A program named a table or column that does not exist, or a value of the wrong type.
    #[error(
        "Holdfast tried to write something its record has no place for ({0}). Nothing was saved; please report this."
    )]
    Shape(String),
    /// A page from the centre does not follow this replica's cursor.
    #[error("The centre's answer does not continue where this PC stands; it will be asked again.")]
    NotNext,
    /// A message could not be read.
    #[error(transparent)]
    Malformed(#[from] protocol::Malformed),
    /// A key could not be unwrapped, or the key file is not readable.
    #[error(transparent)]
    Keys(#[from] crate::keys::KeyError),
    /// A backup was not made, or not restored.
    #[error(transparent)]
    Backup(#[from] crate::BackupError),
    /// The file system refused.
    #[error("The data folder cannot be used: {0}")]
    Io(std::io::Error),
    /// SQLite refused; the text is SQLite's, less what could be data.
    #[error("The record on this PC could not be read or written ({0}).")]
    Sqlite(String),
}

impl From<std::io::Error> for Error {
    fn from(error: std::io::Error) -> Self {
        if error.kind() == std::io::ErrorKind::StorageFull {
            Self::DiskFull
        } else {
            Self::Io(error)
        }
    }
}

impl From<rusqlite::Error> for Error {
    fn from(error: rusqlite::Error) -> Self {
        use rusqlite::ErrorCode;
        match error.sqlite_error_code() {
            Some(ErrorCode::DiskFull) => Self::DiskFull,
            // With not a page left SQLite fails earlier, where it sizes the WAL's shared memory.
            Some(ErrorCode::SystemIoFailure)
                if error.sqlite_extended_error_code()
                    == Some(rusqlite::ffi::SQLITE_IOERR_SHMSIZE) =>
            {
                Self::DiskFull
            }
            Some(ErrorCode::NotADatabase) => Self::NotOurs,
            Some(ErrorCode::DatabaseCorrupt) => Self::Damaged,
            Some(ErrorCode::ConstraintViolation)
                if error.sqlite_extended_error_code()
                    == Some(rusqlite::ffi::SQLITE_CONSTRAINT_FOREIGNKEY) =>
            {
                Self::BrokenReference
            }
            _ => Self::Sqlite(describe(&error)),
        }
    }
}

/// What SQLite said, for a person who looks for the cause.
pub(crate) fn describe(error: &rusqlite::Error) -> String {
    use rusqlite::Error as Said;
    match error {
        // A plain error is any of a hundred; only its text tells which.
        Said::SqlInputError { error, msg: text, .. } | Said::SqliteFailure(error, Some(text))
            if error.code == rusqlite::ErrorCode::Unknown =>
        {
            format!("Unknown: {}", without_data(text))
        }
        Said::QueryReturnedNoRows => "no such row".to_owned(),
        Said::InvalidColumnType(_, name, _) => format!("type of {name}"),
        Said::InvalidColumnName(name) => format!("column {name}"),
        Said::FromSqlConversionFailure(column, ..) => format!("type of column {column}"),
        other => other
            .sqlite_error_code()
            .map_or_else(|| "unexpected".to_owned(), |code| format!("{code:?}")),
    }
}

/// SQLite's text without what may have come from a person. Values are bound, so its texts name our
/// own schema; but a search is a language of its own inside a value, and its errors quote it. So a
/// word in quotes or after a colon stays only where our own SQL has it too.
fn without_data(text: &str) -> String {
    let ours = migrations::scripts(migrations::Engine::Sqlite).unwrap_or_default();
    let is_word = |letter: char| letter.is_alphanumeric() || letter == '_';
    let known = |word: &str| {
        ["error", "near", "syntax"].contains(&word)
            || ours.iter().any(|(_, sql)| sql.split(|letter| !is_word(letter)).any(|w| w == word))
    };
    let (mut kept, mut foreign) = (String::new(), false);
    for piece in text.split_inclusive(|letter| !is_word(letter)) {
        let word = piece.trim_end_matches(|letter| !is_word(letter));
        let after = piece.strip_prefix(word).unwrap_or_default();
        if word.is_empty() || !foreign || known(word) {
            kept.push_str(word);
        } else {
            kept.push('…');
        }
        kept.push_str(after);
        foreign |= after.contains([':', '"', '\'', '`']);
    }
    kept
}

impl From<serde_rusqlite::Error> for Error {
    fn from(error: serde_rusqlite::Error) -> Self {
        match error {
            serde_rusqlite::Error::Rusqlite(error) => error.into(),
            other => Self::Sqlite(format!("a column does not fit: {other}")),
        }
    }
}

impl From<serde_json::Error> for Error {
    fn from(_: serde_json::Error) -> Self {
        Self::Damaged
    }
}
