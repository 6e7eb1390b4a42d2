//! Making a backup beside people who work.

use std::collections::BTreeSet;
use std::fs::File;
use std::io::{BufWriter, ErrorKind, Read};
use std::ops::ControlFlow;
use std::path::{Path, PathBuf};
use std::time::Duration;

use fs4::fs_std::FileExt as _;
use rusqlite::backup::{Backup, StepResult};
use tempfile::TempPath;

use super::manifest::{MANIFEST_BYTES_MAX, MANIFEST_FILE, Manifest, Part, part_of_attachment};
use super::{BackupError, Watch, Watched, sum, sync_folder};
use crate::attachments::{ATTACHMENTS_FOLDER, is_sum};
use crate::keys::{KEY_FILE, KeyError};
use crate::private::new_private_file;
use crate::store::{DATABASE_FILE, connect};
use crate::{Error, Store};

/// Few enough that somebody who watches sees it move.
const PAGES_A_STEP: i32 = 64;

impl Store {
    /// Writes the whole record into the new file `target`: with its keys, its attachments and those
    /// files `beside` it that exist. `progress` hears how much of how much is done, first of the
    /// copy of the record, in pages, then of the backup, in bytes. Until everything is on the disk
    /// the file is called `target.partial`.
    pub fn backup(
        &self,
        target: &Path,
        beside: &[&str],
        mut progress: impl FnMut(u64, u64),
    ) -> Result<(), Error> {
        self.backup_unless_stopped(target, beside, |done, all| {
            progress(done, all);
            ControlFlow::Continue(())
        })
    }

    /// As [`Store::backup`], until `progress` says that it shall stop. Then nothing of it stays.
    ///
    /// # Errors
    /// [`BackupError::Stopped`] where it was stopped, and every other [`BackupError`].
    pub fn backup_unless_stopped(
        &self,
        target: &Path,
        beside: &[&str],
        mut progress: impl FnMut(u64, u64) -> ControlFlow<()>,
    ) -> Result<(), Error> {
        let partial = Partial::begin(target)?;
        let made = self
            .copy_pages(&partial.copy, &mut progress)
            .and_then(|pages| self.pack(&partial, beside, (pages, &mut progress)));
        match made {
            Ok(()) => Ok(partial.finish(target)?),
            Err(Error::DiskFull) => Err(BackupError::DiskFull.into()),
            // A stick that was pulled out, say. A damaged record has an error of its own.
            Err(Error::Sqlite(said)) => Err(BackupError::Write(std::io::Error::other(said)).into()),
            Err(error) => Err(error),
        }
    }

    /// Copies the record as it is now into a file under the same key; gives how many pages it has.
    fn copy_pages(
        &self,
        copy: &ScratchFile,
        progress: &mut impl FnMut(u64, u64) -> ControlFlow<()>,
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
            if progress(all.saturating_sub(left), all).is_break() {
                return Err(BackupError::Stopped.into());
            }
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
        (pages, progress): (u64, &mut impl FnMut(u64, u64) -> ControlFlow<()>),
    ) -> Result<(), Error> {
        let sources = self.sources(&partial.copy, beside)?;
        let mut parts = Vec::with_capacity(sources.len());
        for source in &sources {
            // Each is read once for its sum, which takes its time too.
            if progress(pages, pages).is_break() {
                return Err(BackupError::Stopped.into());
            }
            parts.push(source.part().map_err(BackupError::Write)?);
        }
        let manifest = Manifest::new(self.surroundings().now(), parts);
        let mut watch = Watch::of(&manifest, progress);
        write_tar(&partial.file, &manifest, &sources, &mut watch).map_err(|error| {
            let stopped = watch.stopped.then_some(BackupError::Stopped);
            stopped.unwrap_or_else(|| BackupError::of_writing(error)).into()
        })
    }

    /// All that goes into a backup. The attachments are looked for after the record was copied,
    /// since each is there before the row that names it.
    fn sources(&self, copy: &ScratchFile, beside: &[&str]) -> Result<Vec<Source>, Error> {
        let record = Content::At(copy.0.clone());
        let mut sources = vec![Source { name: DATABASE_FILE.to_owned(), content: record }];
        for name in [KEY_FILE].into_iter().chain(beside.iter().copied()) {
            match std::fs::read(self.folder().join(name)) {
                Ok(bytes) => {
                    sources.push(Source { name: name.to_owned(), content: Content::Held(bytes) });
                }
                Err(error) if error.kind() != ErrorKind::NotFound => return Err(error.into()),
                Err(_) if name == KEY_FILE => return Err(KeyError::Missing.into()),
                Err(_) => {}
            }
        }
        for sum in self.attachment_files()? {
            let content = Content::At(self.folder().join(ATTACHMENTS_FOLDER).join(&sum));
            sources.push(Source { name: part_of_attachment(&sum), content });
        }
        Ok(sources)
    }

    fn attachment_files(&self) -> Result<BTreeSet<String>, Error> {
        let entries = match std::fs::read_dir(self.folder().join(ATTACHMENTS_FOLDER)) {
            Err(error) if error.kind() == ErrorKind::NotFound => return Ok(BTreeSet::new()),
            entries => entries?,
        };
        let names = entries.map(|entry| Ok(entry?.file_name().into_string().ok()));
        let names: Vec<Option<String>> = names.collect::<std::io::Result<_>>()?;
        // One that is being encrypted just now has another name, and no row yet.
        Ok(names.into_iter().flatten().filter(|name| is_sum(name)).collect())
    }
}

/// What becomes a part.
struct Source {
    name: String,
    content: Content,
}

enum Content {
    /// A file that nobody changes.
    At(PathBuf),
    /// A small one, as it was when it was read.
    Held(Vec<u8>),
}

impl Source {
    fn part(&self) -> std::io::Result<Part> {
        let (bytes, sha256) = sum(self.open()?).map_err(|error| {
            std::io::Error::new(error.kind(), format!("{} cannot be read: {error}", self.name))
        })?;
        Ok(Part { name: self.name.clone(), bytes, sha256 })
    }

    fn open(&self) -> std::io::Result<Box<dyn Read + '_>> {
        Ok(match &self.content {
            Content::At(path) => Box::new(File::open(path)?),
            Content::Held(bytes) => Box::new(bytes.as_slice()),
        })
    }
}

fn write_tar(
    file: &File,
    manifest: &Manifest,
    sources: &[Source],
    watch: &mut Watch<'_, impl FnMut(u64, u64) -> ControlFlow<()>>,
) -> std::io::Result<()> {
    let mut tar = tar::Builder::new(BufWriter::with_capacity(super::PORTION_BYTES, file));
    let text = serde_json::to_vec_pretty(manifest)?;
    let text_bytes = text.len() as u64;
    let header = |name: &str, bytes: u64| -> std::io::Result<tar::Header> {
        let mut header = tar::Header::new_gnu();
        header.set_path(name)?;
        header.set_size(bytes);
        header.set_mode(0o600);
        header.set_mtime(u64::try_from(manifest.made_at / 1_000_000).unwrap_or(0));
        header.set_cksum();
        Ok(header)
    };
    tar.append(&header(MANIFEST_FILE, text_bytes)?, text.as_slice())?;
    for (part, source) in manifest.parts.iter().zip(sources) {
        let watched = Watched { inner: source.open()?, watch: &mut *watch };
        tar.append(&header(&part.name, part.bytes)?, watched)?;
    }
    tar.into_inner()?.into_inner().map_err(std::io::IntoInnerError::into_error)?.sync_all()?;
    // What can not be restored is no backup.
    if text_bytes > MANIFEST_BYTES_MAX
        || manifest.whole_bytes(text_bytes) != Some(file.metadata()?.len())
    {
        return Err(ErrorKind::InvalidData.into());
    }
    Ok(())
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
