//! Backups of this PC's record, for the window and for scripts: where they go, what the security log
//! says of them, and when the last good one was made.

use std::io::ErrorKind;
use std::ops::ControlFlow;
use std::path::{Path, PathBuf};

use chrono::{DateTime, Local};
use serde::{Deserialize, Serialize};
use serde_json::json;
use store::{BackupError, Security, Store};
use uuid::Uuid;

use crate::Refusal;
use crate::profile::BESIDE;
use crate::shell::Shell;
use crate::work::{Ended, Kind, Work};

/// What the name of a backup ends with where nobody chose another.
const EXTENSION: &str = "holdfast-backup";
/// Beside the record, and in no backup: which was the last good one.
const LAST_FILE: &str = "last-backup.json";
const COMMAND: &str = "system.backup";

/// A backup that was made.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct MadeBackup {
    /// The file.
    pub file: PathBuf,
    /// How large it is.
    pub bytes: u64,
    /// When it was begun, microseconds since 1970 UTC.
    pub made_at: i64,
}

/// What the screen of backups begins with.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Backups {
    /// The last that was made on this PC to its end.
    pub last: Option<MadeBackup>,
    /// Whether the centre holds the record as well.
    pub is_enrolled: bool,
}

/// Where a backup goes.
#[derive(Clone, Deserialize)]
pub struct BackUp {
    /// A folder that exists; a file with the date in its name is made in it.
    pub folder: PathBuf,
}

/// Which backup is looked at.
#[derive(Clone, Deserialize)]
pub struct CheckBackup {
    /// The file.
    pub file: PathBuf,
}

/// The file of a backup that is made now, where `at` is a folder; `at` itself where it is none.
pub(crate) fn target(at: &Path, now: i64) -> PathBuf {
    if !at.is_dir() {
        return at.to_owned();
    }
    at.join(dated("holdfast", now, EXTENSION))
}

/// A name with the moment in it by this PC's clock, so that no file takes another's place.
pub(crate) fn dated(what: &str, now: i64, extension: &str) -> String {
    let moment = DateTime::from_timestamp_micros(now).unwrap_or_default().with_timezone(&Local);
    let name = format!("{what}-{}", moment.format("%Y-%m-%d-%H%M%S"));
    if extension.is_empty() { name } else { format!("{name}.{extension}") }
}

/// Makes a backup, says so in the security log, and remembers it as the last good one.
///
/// # Errors
/// As [`Store::backup`]; stopped by `progress`, nothing of it stays.
pub(crate) fn make(
    store: &Store,
    author: Uuid,
    file: &Path,
    progress: impl FnMut(u64, u64) -> ControlFlow<()>,
) -> Result<MadeBackup, store::Error> {
    let made_at = store.surroundings().now();
    let entry = || Security::of("export").details(json!({ "what": "backup" }));
    match store.write(author, COMMAND, |write| write.note_security(entry())) {
        // A full disk is a reason for a backup to another one.
        Ok(()) | Err(store::Error::DiskFull) => {}
        Err(error) => return Err(error),
    }
    if let Err(error) = store.backup_unless_stopped(file, &BESIDE, progress) {
        let reason = match &error {
            store::Error::Backup(BackupError::Stopped) => "stopped",
            _ => "the backup was not made",
        };
        // It failed whether or not it can be written down.
        let _ = store.write::<_, store::Error>(author, COMMAND, |write| {
            write.note_security(entry().failed(reason))
        });
        return Err(error);
    }
    let bytes = std::fs::metadata(file).map_or(0, |metadata| metadata.len());
    let file = std::path::absolute(file).unwrap_or_else(|_| file.to_owned());
    let made = MadeBackup { file, bytes, made_at };
    if let Err(error) = remember(store.folder(), &made) {
        tracing::warn!(%error, "that a backup was made was not written down beside the record");
    }
    Ok(made)
}

fn remember(folder: &Path, made: &MadeBackup) -> std::io::Result<()> {
    let mut file = tempfile::NamedTempFile::new_in(folder)?;
    serde_json::to_writer(&mut file, made)?;
    file.persist(folder.join(LAST_FILE)).map_err(|error| error.error)?;
    Ok(())
}

/// The last good backup; a note that cannot be read is none.
fn last(folder: &Path) -> Result<Option<MadeBackup>, std::io::Error> {
    match std::fs::read(folder.join(LAST_FILE)) {
        Ok(note) => Ok(serde_json::from_slice(&note).ok()),
        Err(error) if error.kind() == ErrorKind::NotFound => Ok(None),
        Err(error) => Err(error),
    }
}

impl Shell {
    /// When the last good backup was made.
    ///
    /// # Errors
    /// Where the person does not look after PCs.
    pub fn backups(&self) -> Result<Backups, Refusal> {
        let (store, _) = self.who_looks_after_pcs()?;
        let last = last(store.folder()).map_err(store::Error::from)?;
        Ok(Backups { last, is_enrolled: store.facts()?.enrolled })
    }

    /// Begins a backup into a folder.
    ///
    /// # Errors
    /// Where the person does not look after PCs, the folder is not there, or a backup is at work.
    pub fn begin_backup(&self, request: BackUp) -> Result<Work, Refusal> {
        let (store, _) = self.who_looks_after_pcs()?;
        if request.folder.as_os_str().is_empty() || !request.folder.is_dir() {
            return Err(Refusal::about("folder", BackupError::NoFolder.to_string()));
        }
        let file = target(&request.folder, store.surroundings().now());
        self.begin_work(Kind::Backup, "copying", move |worker| {
            // First the pages of the record are copied, then its parts are packed.
            let mut pages = None;
            let made = make(&worker.store, worker.by, &file, |done, total| {
                let is_copying = *pages.get_or_insert(total) == total;
                let step = if is_copying { "copying" } else { "packing" };
                worker.tell(step, (done, Some(total)), None)
            });
            let made = made.map_err(ended)?;
            answer(&made)
        })
    }

    /// Begins to read a backup to its end, to see that it is whole.
    ///
    /// # Errors
    /// Where the person does not look after PCs, or a check is at work.
    pub fn begin_check(&self, request: CheckBackup) -> Result<Work, Refusal> {
        self.who_looks_after_pcs()?;
        if !request.file.is_file() {
            let wrong =
                if request.file.is_dir() { BackupError::Folder } else { BackupError::Missing };
            return Err(Refusal::about("file", wrong.to_string()));
        }
        self.begin_work(Kind::Check, "checking", move |worker| {
            let checked = store::check_backup(&request.file, &BESIDE, |done, total| {
                worker.tell("checking", (done, Some(total)), None)
            });
            let checked = checked.map_err(ended)?;
            Ok(json!({ "file": request.file, "made_at": checked.backup_made_at }))
        })
    }
}

fn ended(error: store::Error) -> Ended {
    match error {
        store::Error::Backup(BackupError::Stopped) => {
            Ended::Stopped("Stopped. Nothing of it was kept.", None)
        }
        error => Ended::Refused(error.into()),
    }
}

/// What came of a work, for the screen.
pub(crate) fn answer(result: &impl Serialize) -> Result<serde_json::Value, Ended> {
    serde_json::to_value(result)
        .map_err(|error| Ended::Refused(Refusal::misshapen("the result of a work", &error)))
}
