//! Making a backup beside people who work.

use std::fs::File;
use std::io::{BufWriter, ErrorKind, Read, Seek as _};
use std::path::{Path, PathBuf};
use std::time::Duration;

use fs4::fs_std::FileExt as _;
use rusqlite::backup::{Backup, StepResult};
use tempfile::TempPath;

use super::manifest::{MANIFEST_FILE, Manifest, Part};
use super::{BackupError, sum, sync_folder};
use crate::keys::{KEY_FILE, KeyError};
use crate::private::new_private_file;
use crate::store::{DATABASE_FILE, connect};
use crate::{Error, Store};

/// Few enough that somebody who watches sees it move.
const PAGES_A_STEP: i32 = 64;

impl Store {
    /// Writes the whole record into the new file `target`, with its keys and with those files
    /// `beside` it that exist. `progress` hears how many pages of how many are done; each is
    /// copied twice. Until everything is on the disk the file is called `target.partial`.
    pub fn backup(
        &self,
        target: &Path,
        beside: &[&str],
        mut progress: impl FnMut(u64, u64),
    ) -> Result<(), Error> {
        let partial = Partial::begin(target)?;
        let made = self
            .copy_pages(&partial.copy, &mut progress)
            .and_then(|pages| self.pack(&partial, beside, pages, &mut progress));
        match made {
            Ok(()) => Ok(partial.finish(target)?),
            Err(Error::DiskFull) => Err(BackupError::DiskFull.into()),
            // A stick that was pulled out, say. A damaged record has an error of its own.
            Err(Error::Sqlite(said)) => Err(BackupError::Write(std::io::Error::other(said)).into()),
            Err(error) => Err(error),
        }
    }

    /// Copies the record as it is now into a file under the same key, and says how many pages it
    /// has.
    fn copy_pages(
        &self,
        copy: &ScratchFile,
        progress: &mut impl FnMut(u64, u64),
    ) -> Result<u64, Error> {
        new_private_file(&copy.0).map_err(BackupError::of_writing)?;
        let source = connect(&self.folder().join(DATABASE_FILE), self.key())?;
        // In a transaction nobody's writing makes the copy begin again.
        let moment = source.unchecked_transaction()?;
        moment.query_row("SELECT COUNT(*) FROM sqlite_schema", [], |_| Ok(()))?;
        let mut into = connect(&copy.0, self.key())?;
        // With a log beside it the copy would not be one file.
        into.pragma_update(None, "journal_mode", "DELETE")?;
        // After a power cut nobody looks at an unfinished backup.
        into.pragma_update(None, "synchronous", "OFF")?;
        let backup = Backup::new(&moment, &mut into)?;
        let pages = loop {
            let step = backup.step(PAGES_A_STEP)?;
            let at = backup.progress();
            let [all, left] =
                [at.pagecount, at.remaining].map(|count| u64::try_from(count).unwrap_or(0));
            progress(all.saturating_sub(left), 2 * all);
            match step {
                StepResult::Done => break all,
                StepResult::More => {}
                _ => std::thread::sleep(Duration::from_millis(5)),
            }
        };
        drop(backup);
        into.close().map_err(|(_, error)| error)?;
        Ok(pages)
    }

    /// Writes manifest and parts.
    fn pack(
        &self,
        partial: &Partial,
        beside: &[&str],
        pages: u64,
        progress: &mut impl FnMut(u64, u64),
    ) -> Result<(), Error> {
        let mut copy = File::open(&partial.copy.0).map_err(BackupError::Write)?;
        let (bytes, sha256) = sum(&copy).map_err(BackupError::Write)?;
        copy.rewind().map_err(BackupError::Write)?;
        let mut parts = vec![Part { name: DATABASE_FILE.to_owned(), bytes, sha256 }];
        let small = self.small_files(beside)?;
        for (name, content) in &small {
            let (bytes, sha256) = sum(content.as_slice()).map_err(BackupError::Write)?;
            parts.push(Part { name: (*name).to_owned(), bytes, sha256 });
        }
        let manifest = Manifest::new(self.surroundings().now(), parts);
        let copy = Watched { inner: copy, read: 0, bytes, pages, progress };
        write_tar(&partial.file, &manifest, copy, &small)
            .map_err(|error| BackupError::of_writing(error).into())
    }

    /// The keys, and what lies beside the record.
    fn small_files<'n>(&self, beside: &[&'n str]) -> Result<Vec<(&'n str, Vec<u8>)>, Error> {
        let mut files = Vec::new();
        for name in [KEY_FILE].into_iter().chain(beside.iter().copied()) {
            match std::fs::read(self.folder().join(name)) {
                Ok(content) => files.push((name, content)),
                Err(error) if error.kind() != ErrorKind::NotFound => return Err(error.into()),
                Err(_) if name == KEY_FILE => return Err(KeyError::Missing.into()),
                Err(_) => {}
            }
        }
        Ok(files)
    }
}

fn write_tar(
    file: &File,
    manifest: &Manifest,
    record: impl Read,
    small: &[(&str, Vec<u8>)],
) -> std::io::Result<()> {
    let mut tar = tar::Builder::new(BufWriter::with_capacity(super::PORTION_BYTES, file));
    let text = serde_json::to_vec_pretty(manifest)?;
    let header = |name: &str, bytes: u64| -> std::io::Result<tar::Header> {
        let mut header = tar::Header::new_gnu();
        header.set_path(name)?;
        header.set_size(bytes);
        header.set_mode(0o600);
        header.set_mtime(u64::try_from(manifest.made_at / 1_000_000).unwrap_or(0));
        header.set_cksum();
        Ok(header)
    };
    tar.append(&header(MANIFEST_FILE, text.len() as u64)?, text.as_slice())?;
    let mut record = Some(record);
    for part in &manifest.parts {
        let header = header(&part.name, part.bytes)?;
        match small.iter().find(|(name, _)| *name == part.name) {
            Some((_, content)) => tar.append(&header, content.as_slice())?,
            None => tar.append(&header, record.take().ok_or(ErrorKind::InvalidData)?)?,
        }
    }
    tar.into_inner()?.into_inner().map_err(std::io::IntoInnerError::into_error)?.sync_all()?;
    let whole = manifest.whole_bytes(text.len() as u64);
    if whole != Some(file.metadata()?.len()) {
        return Err(ErrorKind::InvalidData.into());
    }
    Ok(())
}

/// The copy on its way into the backup, watched by whoever waits for it.
struct Watched<'p, P> {
    inner: File,
    read: u64,
    bytes: u64,
    pages: u64,
    progress: &'p mut P,
}

impl<P: FnMut(u64, u64)> Read for Watched<'_, P> {
    fn read(&mut self, portion: &mut [u8]) -> std::io::Result<usize> {
        let read = self.inner.read(portion)?;
        self.read += read as u64;
        let packed = self.pages * self.read / self.bytes.max(1);
        (self.progress)(self.pages + packed, 2 * self.pages);
        Ok(read)
    }
}

/// A backup that is not finished. Dropping it removes what there is of it.
struct Partial {
    file: File,
    path: TempPath,
    copy: ScratchFile,
}

impl Partial {
    /// Takes `target.partial`, where what a killed backup left is written over.
    fn begin(target: &Path) -> Result<Self, BackupError> {
        if !folder_of(target).is_dir() {
            return Err(BackupError::NoFolder);
        }
        require_free(target)?;
        let path = with_suffix(target, ".partial");
        let file = match new_private_file(&path) {
            Err(error) if error.kind() == ErrorKind::AlreadyExists && is_plain_file(&path) => {
                File::options().write(true).open(&path)
            }
            opened => opened,
        }
        .map_err(BackupError::of_writing)?;
        // A disk that knows no locks refuses; two backups of one name at once are then not noticed.
        if matches!(file.try_lock_exclusive(), Ok(false)) {
            return Err(BackupError::Busy);
        }
        // Another backup may have been finished since, and this its file under its new name.
        require_free(target)?;
        let copy = ScratchFile::replacing(with_suffix(target, ".partial.db"));
        let partial =
            Self { file, path: TempPath::try_from_path(path).map_err(BackupError::Write)?, copy };
        partial.file.set_len(0).map_err(BackupError::Write)?;
        Ok(partial)
    }

    /// Gives the backup its name.
    fn finish(self, target: &Path) -> Result<(), BackupError> {
        drop(self.copy);
        self.path.persist_noclobber(target).map_err(|error| match error.error.kind() {
            ErrorKind::AlreadyExists => BackupError::Exists,
            _ => BackupError::of_writing(error.error),
        })?;
        sync_folder(folder_of(target)).map_err(|error| {
            // Whether it is there after a power cut nobody knows, so it must not seem to be.
            let _ = std::fs::remove_file(target);
            BackupError::of_writing(error)
        })
    }
}

/// A database file for the time of a backup, with what SQLite writes beside one.
struct ScratchFile(PathBuf);

impl ScratchFile {
    fn replacing(path: PathBuf) -> Self {
        let file = Self(path);
        file.remove();
        file
    }

    fn remove(&self) {
        for suffix in ["", "-wal", "-shm", "-journal"] {
            // What is not there need not be removed, and what cannot be is found when it is made.
            let _ = std::fs::remove_file(with_suffix(&self.0, suffix));
        }
    }
}

impl Drop for ScratchFile {
    fn drop(&mut self) {
        self.remove();
    }
}

fn require_free(target: &Path) -> Result<(), BackupError> {
    if target.symlink_metadata().is_ok() { Err(BackupError::Exists) } else { Ok(()) }
}

fn is_plain_file(path: &Path) -> bool {
    path.symlink_metadata().is_ok_and(|metadata| metadata.is_file())
}

fn folder_of(target: &Path) -> &Path {
    match target.parent() {
        Some(folder) if !folder.as_os_str().is_empty() => folder,
        _ => Path::new("."),
    }
}

fn with_suffix(path: &Path, suffix: &str) -> PathBuf {
    let mut name = path.as_os_str().to_owned();
    name.push(suffix);
    name.into()
}
