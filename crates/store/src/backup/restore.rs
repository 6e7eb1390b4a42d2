//! Putting a backup into an empty data folder.
//!
//! Needs no password, since nothing is opened. Whatever is wrong is found before the folder holds
//! anything by which somebody could begin to work.

use std::fs::File;
use std::io::{BufReader, ErrorKind, Read, Seek as _};
use std::ops::ControlFlow;
use std::path::Path;

use serde::{Deserialize, Serialize};
use tempfile::TempDir;

use super::manifest::{MANIFEST_BYTES_MAX, MANIFEST_FILE, Manifest, Part, foreign};
use super::trouble::is_full;
use super::{BackupError, Poured, Watch, Watched, pour, sum, sync_folder};
use crate::Error;
use crate::attachments::ATTACHMENTS_FOLDER;
use crate::keys::KEY_FILE;
use crate::private::{make_private_folder, new_private_file};
use crate::store::{DATABASE_FILE, lock};

/// Where the parts are until all of them are found to be whole.
const ARRIVING_FOLDER: &str = "restore.partial";

/// Lies beside a restored record until somebody has opened it and written down that it was
/// restored: a record that is closed cannot say so itself.
const RESTORED_FILE: &str = "restored.json";

/// What a record was restored from.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Restored {
    /// When the backup was made, in microseconds since 1970 UTC; unknown where the note is damaged.
    pub backup_made_at: Option<i64>,
}

/// What the record in `folder` was restored from, where nobody has written that down yet.
///
/// # Errors
/// [`Error::Io`] where the note is there and cannot be read.
pub fn restored(folder: &Path) -> Result<Option<Restored>, Error> {
    match std::fs::read(folder.join(RESTORED_FILE)) {
        Ok(note) => Ok(Some(serde_json::from_slice(&note).unwrap_or_default())),
        Err(error) if error.kind() == ErrorKind::NotFound => Ok(None),
        Err(error) => Err(error.into()),
    }
}

/// Takes the note away: the record says it now.
///
/// # Errors
/// [`Error::Io`] where it cannot be removed.
pub fn restored_is_noted(folder: &Path) -> Result<(), Error> {
    Ok(std::fs::remove_file(folder.join(RESTORED_FILE))?)
}

/// Puts the file `backup` into the profile folder `folder`, which must hold no record yet. Beside
/// the record and its keys the backup may hold the files `beside`. The person's password (or the
/// recovery key) opens it afterwards as before.
pub fn restore(backup: &Path, folder: &Path, beside: &[&str]) -> Result<(), Error> {
    let mut file = open(backup)?;
    let manifest = survey(&mut file, beside)?;
    make_private_folder(folder)?;
    let _lock = lock(folder)?;
    require_no_record(folder, &manifest)?;
    let arriving = unpack(&mut file, &manifest, folder)?;
    take_in(&manifest, &arriving, folder).map_err(of_writing)
}

/// Reads the file `backup` to its end, as [`restore`] would, and says when it was made. Every part is
/// compared with what was saved; nothing is opened and nothing is written. `progress` hears how many
/// bytes of how many were read, and says whether to go on.
///
/// # Errors
/// [`BackupError`], which says what is wrong with the file; [`BackupError::Stopped`].
pub fn check_backup(
    backup: &Path,
    beside: &[&str],
    mut progress: impl FnMut(u64, u64) -> ControlFlow<()>,
) -> Result<Restored, Error> {
    let mut file = open(backup)?;
    let manifest = survey(&mut file, beside)?;
    file.rewind().map_err(BackupError::Read)?;
    let mut archive = tar::Archive::new(BufReader::with_capacity(super::PORTION_BYTES, file));
    let mut entries = archive.entries().map_err(BackupError::Read)?.raw(true);
    // The manifest, which has been read.
    entries.next();
    let mut watch = Watch::of(&manifest, &mut progress);
    for part in &manifest.parts {
        let Some(entry) = entries.next() else { return Err(BackupError::CutShort.into()) };
        let inner = entry.map_err(BackupError::Read)?.take(part.bytes);
        let read = sum(Watched { inner, watch: &mut watch });
        if watch.stopped {
            return Err(BackupError::Stopped.into());
        }
        if read.map_err(BackupError::Read)? != (part.bytes, part.sha256.clone()) {
            return Err(BackupError::Damaged(part.name.clone()).into());
        }
    }
    Ok(Restored { backup_made_at: Some(manifest.made_at) })
}

fn open(backup: &Path) -> Result<File, BackupError> {
    let file = File::open(backup).map_err(|error| match error.kind() {
        ErrorKind::NotFound => BackupError::Missing,
        _ => BackupError::Read(error),
    })?;
    if file.metadata().map_err(BackupError::Read)?.is_dir() {
        return Err(BackupError::Folder);
    }
    Ok(file)
}

/// Reads the manifest, and passes over the rest to see that all of it is there and nothing else.
fn survey(file: &mut File, beside: &[&str]) -> Result<Manifest, BackupError> {
    let length = file.metadata().map_err(BackupError::Read)?.len();
    let mut archive = tar::Archive::new(file);
    // Raw: a name or a size may come from nowhere but the entry's own header.
    let mut entries = archive.entries_with_seek().map_err(BackupError::Read)?.raw(true);
    let Some(Ok(mut first)) = entries.next() else { return Err(BackupError::NotOurs) };
    let manifest_bytes = first.size();
    if name_of(&first) != MANIFEST_FILE
        || !first.header().entry_type().is_file()
        || manifest_bytes > MANIFEST_BYTES_MAX
    {
        return Err(BackupError::NotOurs);
    }
    let mut text = Vec::new();
    first.read_to_end(&mut text).map_err(BackupError::Read)?;
    if (text.len() as u64) < manifest_bytes {
        return Err(BackupError::CutShort);
    }
    let manifest = Manifest::read(&text, beside)?;
    let Some(whole) = manifest.whole_bytes(manifest_bytes) else {
        return Err(BackupError::Damaged(MANIFEST_FILE.to_owned()));
    };
    let unreadable = |name: &str| {
        if length < whole { BackupError::CutShort } else { BackupError::Damaged(name.to_owned()) }
    };
    for part in &manifest.parts {
        match entries.next() {
            Some(Ok(entry)) => require_part(&entry, part)?,
            _ => return Err(unreadable(&part.name)),
        }
    }
    match entries.next() {
        Some(Ok(entry)) => Err(stranger(&entry)),
        Some(Err(_)) => Err(unreadable("its end")),
        None if length < whole => Err(BackupError::CutShort),
        None if length > whole => Err(BackupError::Foreign),
        None => Ok(manifest),
    }
}

fn require_part<R: Read>(entry: &tar::Entry<'_, R>, part: &Part) -> Result<(), BackupError> {
    if name_of(entry) != part.name || !entry.header().entry_type().is_file() {
        return Err(stranger(entry));
    }
    if entry.size() != part.bytes {
        return Err(BackupError::Damaged(part.name.clone()));
    }
    Ok(())
}

/// What is wrong with an entry that Holdfast did not write.
fn stranger<R: Read>(entry: &tar::Entry<'_, R>) -> BackupError {
    let kind = entry.header().entry_type();
    match foreign(&name_of(entry)) {
        BackupError::Foreign if kind.is_symlink() || kind.is_hard_link() => BackupError::Link,
        other => other,
    }
}

fn name_of<R: Read>(entry: &tar::Entry<'_, R>) -> String {
    String::from_utf8_lossy(&entry.path_bytes()).into_owned()
}

/// A log without its record counts as well: SQLite would write it into the one that is restored.
fn require_no_record(folder: &Path, manifest: &Manifest) -> Result<(), Error> {
    for suffix in ["", "-wal", "-journal"] {
        if folder.join(format!("{DATABASE_FILE}{suffix}")).symlink_metadata().is_ok() {
            return Err(Error::RecordExists);
        }
    }
    let keys = match File::open(folder.join(KEY_FILE)) {
        Err(error) if error.kind() == ErrorKind::NotFound => return Ok(()),
        opened => sum(opened?)?,
    };
    // The keys of this very backup are there where a restore ended before its last step.
    let are_these = |part: &Part| part.name == KEY_FILE && part.sha256 == keys.1;
    if manifest.parts.iter().any(are_these) { Ok(()) } else { Err(Error::RecordExists) }
}

/// Brings all parts into a folder of their own, and compares each with the manifest.
fn unpack(file: &mut File, manifest: &Manifest, folder: &Path) -> Result<TempDir, Error> {
    match std::fs::remove_dir_all(folder.join(ARRIVING_FOLDER)) {
        Err(error) if error.kind() != ErrorKind::NotFound => return Err(error.into()),
        _ => {}
    }
    let arriving = tempfile::Builder::new()
        .prefix(ARRIVING_FOLDER)
        .rand_bytes(0)
        .tempdir_in(folder)
        .map_err(of_writing)?;
    make_private_folder(&arriving.path().join(ATTACHMENTS_FOLDER)).map_err(of_writing)?;
    file.rewind().map_err(BackupError::Read)?;
    let mut archive = tar::Archive::new(BufReader::with_capacity(super::PORTION_BYTES, file));
    let mut entries = archive.entries().map_err(BackupError::Read)?.raw(true);
    // The manifest, which has been read.
    entries.next();
    for part in &manifest.parts {
        let Some(entry) = entries.next() else { return Err(BackupError::CutShort.into()) };
        let entry = entry.map_err(BackupError::Read)?.take(part.bytes);
        let to = new_private_file(&arriving.path().join(&part.name)).map_err(of_writing)?;
        let (bytes, sha256) = pour(entry, &to).map_err(|failed| match failed {
            Poured::Reading(error) => BackupError::Read(error).into(),
            Poured::Writing(error) => of_writing(error),
        })?;
        if (bytes, &sha256) != (part.bytes, &part.sha256) {
            return Err(BackupError::Damaged(part.name.clone()).into());
        }
        to.sync_all().map_err(of_writing)?;
    }
    Ok(arriving)
}

/// Gives the parts their names, to the record last: until then the folder holds none.
fn take_in(manifest: &Manifest, arriving: &TempDir, folder: &Path) -> std::io::Result<()> {
    let attachments = folder.join(ATTACHMENTS_FOLDER);
    make_private_folder(&attachments)?;
    let take = |name: &str| std::fs::rename(arriving.path().join(name), folder.join(name));
    for part in manifest.parts.iter().filter(|part| part.name != DATABASE_FILE) {
        take(&part.name)?;
    }
    sync_folder(&attachments)?;
    note(manifest, folder)?;
    sync_folder(folder)?;
    take(DATABASE_FILE)?;
    sync_folder(folder)
}

/// Stands before the record does, so that no record is opened without it.
fn note(manifest: &Manifest, folder: &Path) -> std::io::Result<()> {
    let path = folder.join(RESTORED_FILE);
    // One of a restore that ended before its last step.
    match std::fs::remove_file(&path) {
        Err(error) if error.kind() != ErrorKind::NotFound => return Err(error),
        _ => {}
    }
    let mut file = new_private_file(&path)?;
    serde_json::to_writer(&mut file, &Restored { backup_made_at: Some(manifest.made_at) })?;
    file.sync_all()
}

fn of_writing(error: std::io::Error) -> Error {
    if is_full(&error) { BackupError::NoRoom.into() } else { error.into() }
}
