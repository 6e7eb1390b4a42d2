//! The files of records at the centre, in its data folder.
//!
//! They lie there as the devices sealed them, each under a key of its own that stands only in an
//! encrypted column, so nothing of a patient lies in clear. A file is named after the sum of its
//! bytes, so an organization's same file is kept once, whoever brought it, and one that begins on
//! one PC may be finished by another. Only what has the right sum gets its name.

use std::fs::{self, DirBuilder, File, OpenOptions};
use std::io::{ErrorKind, Read, Seek, SeekFrom, Write};
use std::os::unix::fs::{DirBuilderExt, FileExt, MetadataExt, OpenOptionsExt};
use std::path::{Path, PathBuf};
use std::time::{Duration, SystemTime};

use axum::http::StatusCode;
use data_encoding::HEXLOWER;
use protocol::FileState;
use sha2::{Digest, Sha256};
use uuid::Uuid;

use crate::error::Error;

/// The most files that one device may have begun and not finished.
const BEGUN_MAX: usize = 16;
/// What nobody went on with for so long is thrown away; whoever still has the file begins anew.
const ABANDONED: Duration = Duration::from_secs(7 * 24 * 60 * 60);

/// What a row says of its file.
#[derive(Clone, Debug)]
pub(crate) struct Content {
    pub organization: Uuid,
    /// The sum of the sealed bytes, lower-case hexadecimal.
    pub sum: String,
    /// Of the sealed file.
    pub size: u64,
}

/// All files of all organizations.
#[derive(Clone, Debug)]
pub(crate) struct Files {
    folder: PathBuf,
}

impl Files {
    /// Those in the data folder `data`.
    pub(crate) fn new(data: &Path) -> Self {
        Self { folder: data.join("attachments") }
    }

    /// How much of `content` is here.
    pub(crate) fn state(&self, content: &Content) -> Result<FileState, Error> {
        if let Some(size) = length(&self.whole(content))? {
            return Ok(FileState { size, held: size, whole: true });
        }
        let held = length(&self.part(content))?.unwrap_or(0);
        Ok(FileState { size: content.size, held, whole: false })
    }

    /// Bytes of a file from `offset` on, at most `max`, with its length; `None` where it is not
    /// here whole.
    pub(crate) fn read(
        &self,
        content: &Content,
        offset: u64,
        max: usize,
    ) -> Result<Option<(u64, Vec<u8>)>, Error> {
        let file = match File::open(self.whole(content)) {
            Ok(file) => file,
            Err(error) if error.kind() == ErrorKind::NotFound => return Ok(None),
            Err(error) => return Err(refused(error)),
        };
        let size = file.metadata().map_err(refused)?.len();
        let left = usize::try_from(size.saturating_sub(offset)).unwrap_or(usize::MAX);
        let mut bytes = vec![0; left.min(max)];
        file.read_exact_at(&mut bytes, offset).map_err(refused)?;
        Ok(Some((size, bytes)))
    }

    /// Takes `device`'s next bytes of `content`, if they begin where those here end. With the last
    /// ones the sum is checked: what is wrong is thrown away and refused.
    pub(crate) fn append(
        &self,
        device: Uuid,
        content: &Content,
        offset: u64,
        bytes: &[u8],
    ) -> Result<FileState, Error> {
        let part = self.part(content);
        // The lock keeps two devices that bring the same file from writing into each other. Who
        // waited for it may find that the other has finished the file or thrown it away.
        let mut file = loop {
            if self.whole(content).exists() || (offset > 0 && !part.exists()) {
                return self.state(content);
            }
            let file = self.open(device, content, &part)?;
            file.lock().map_err(refused)?;
            if !self.whole(content).exists() && file.metadata().map_err(refused)?.nlink() > 0 {
                break file;
            }
        };
        let held = file.metadata().map_err(refused)?.len();
        if held != offset {
            return self.state(content);
        }
        let end = held.saturating_add(bytes.len() as u64);
        if end > content.size {
            return Err(Error::refused(
                StatusCode::BAD_REQUEST,
                "file_too_long",
                "This file is longer than its entry in the record says, so it was not taken.",
            ));
        }
        file.seek(SeekFrom::End(0)).map_err(refused)?;
        file.write_all(bytes).map_err(refused)?;
        if end == content.size {
            self.finish(content, &mut file, &part)?;
        }
        self.state(content)
    }

    /// Checks what has come as a whole, and gives it its name.
    fn finish(&self, content: &Content, file: &mut File, part: &Path) -> Result<(), Error> {
        if sum(file)? != content.sum {
            fs::remove_file(part).map_err(refused)?;
            tracing::warn!("a file came whose sum is not the one in the record");
            return Err(Error::refused(
                StatusCode::CONFLICT,
                "file_wrong",
                "What arrived is not the file that the record names, so it was thrown away. It is sent again.",
            ));
        }
        file.sync_all().map_err(refused)?;
        let whole = self.whole(content);
        let folder = whole.parent().unwrap_or(&self.folder);
        make(folder)?;
        fs::rename(part, &whole).map_err(refused)?;
        File::open(folder).and_then(|folder| folder.sync_all()).map_err(refused)
    }

    /// The file in which parts of `content` are gathered; begins it where nobody has.
    fn open(&self, device: Uuid, content: &Content, part: &Path) -> Result<File, Error> {
        let mut options = OpenOptions::new();
        options.read(true).write(true).mode(0o600);
        match options.open(part) {
            Err(error) if error.kind() == ErrorKind::NotFound => {}
            opened => return opened.map_err(refused),
        }
        make(part.parent().unwrap_or(&self.folder))?;
        self.admit(device, content)?;
        options.create(true).truncate(false).open(part).map_err(refused)
    }

    /// Notes that `device` begins `content`, if it has not begun too many files already.
    fn admit(&self, device: Uuid, content: &Content) -> Result<(), Error> {
        let parts = self.of(content.organization).join("parts");
        for entry in fs::read_dir(&parts).map_err(refused)? {
            let entry = entry.map_err(refused)?;
            let age = entry.metadata().and_then(|about| about.modified());
            let age = age.map(|at| SystemTime::now().duration_since(at).unwrap_or_default());
            if age.is_ok_and(|age| age > ABANDONED) {
                // Another request may have thrown it away first.
                let _ = fs::remove_file(entry.path());
            }
        }
        let begun = self.of(content.organization).join("begun").join(device.to_string());
        make(&begun)?;
        let mut count = 0;
        for entry in fs::read_dir(&begun).map_err(refused)? {
            let entry = entry.map_err(refused)?;
            if parts.join(entry.file_name()).exists() {
                count += 1;
            } else {
                let _ = fs::remove_file(entry.path());
            }
        }
        if count >= BEGUN_MAX {
            return Err(Error::refused(
                StatusCode::TOO_MANY_REQUESTS,
                "too_many_files_begun",
                format!(
                    "This PC has begun to send {BEGUN_MAX} files and has finished none of them. \
                     It has to finish those first; what is abandoned is thrown away after 7 days."
                ),
            ));
        }
        File::create(begun.join(name(content))).map_err(refused)?;
        Ok(())
    }

    fn of(&self, organization: Uuid) -> PathBuf {
        self.folder.join(organization.to_string())
    }

    fn whole(&self, content: &Content) -> PathBuf {
        self.of(content.organization).join("whole").join(&content.sum)
    }

    fn part(&self, content: &Content) -> PathBuf {
        self.of(content.organization).join("parts").join(name(content))
    }
}

/// With the length, so that a row that names the sum with a false one spoils nobody else's parts.
fn name(content: &Content) -> String {
    format!("{}.{}", content.sum, content.size)
}

fn make(folder: &Path) -> Result<(), Error> {
    DirBuilder::new().recursive(true).mode(0o700).create(folder).map_err(refused)
}

fn length(path: &Path) -> Result<Option<u64>, Error> {
    match fs::metadata(path) {
        Ok(about) => Ok(Some(about.len())),
        Err(error) if error.kind() == ErrorKind::NotFound => Ok(None),
        Err(error) => Err(refused(error)),
    }
}

fn sum(file: &mut File) -> Result<String, Error> {
    file.rewind().map_err(refused)?;
    let (mut sum, mut buffer) = (Sha256::new(), vec![0; 256 * 1024]);
    loop {
        match file.read(&mut buffer).map_err(refused)? {
            0 => return Ok(HEXLOWER.encode(&sum.finalize())),
            read => sum.update(buffer.get(..read).unwrap_or_default()),
        }
    }
}

/// A full disk is said, since somebody at the centre can do something about it.
fn refused(error: std::io::Error) -> Error {
    if error.kind() == ErrorKind::StorageFull {
        return Error::refused(
            StatusCode::INSUFFICIENT_STORAGE,
            "centre_full",
            "The disk of the centre is full. The file stays on this PC and is sent once there is space.",
        );
    }
    Error::Io { what: "cannot use the files of the record".to_owned(), source: error }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn content(bytes: &[u8]) -> Content {
        Content {
            organization: Uuid::from_u128(1),
            sum: HEXLOWER.encode(&Sha256::digest(bytes)),
            size: bytes.len() as u64,
        }
    }

    fn code(refused: Result<FileState, Error>) -> &'static str {
        match refused {
            Err(Error::Refused { code, .. }) => code,
            other => panic!("{other:?}"),
        }
    }

    const DESK: Uuid = Uuid::from_u128(2);
    const LAPTOP: Uuid = Uuid::from_u128(3);

    #[test]
    fn one_device_goes_away_half_way_and_another_finishes_the_same_file() {
        let folder = tempfile::tempdir().unwrap();
        let files = Files::new(folder.path());
        let bytes = vec![5; 1_000];
        let file = content(&bytes);
        assert_eq!(files.append(DESK, &file, 0, &bytes[..600]).unwrap().held, 600);
        let again = files.append(LAPTOP, &file, 0, &bytes[..300]).unwrap();
        assert_eq!(again, FileState { size: 1_000, held: 600, whole: false });
        assert!(files.read(&file, 0, 10).unwrap().is_none(), "half a file is no file");
        assert!(files.append(LAPTOP, &file, 600, &bytes[600..]).unwrap().whole);
        assert!(files.append(DESK, &file, 600, &bytes[600..]).unwrap().whole, "said twice");
        assert_eq!(files.read(&file, 990, 100).unwrap(), Some((1_000, vec![5; 10])));
        assert_eq!(files.read(&file, 5_000, 100).unwrap(), Some((1_000, vec![])));
    }

    #[test]
    fn a_wrong_file_is_thrown_away_and_the_true_one_lands_after_it() {
        let folder = tempfile::tempdir().unwrap();
        let files = Files::new(folder.path());
        let file = content(&[5; 100]);
        assert_eq!(code(files.append(DESK, &file, 0, &[6; 100])), "file_wrong");
        assert_eq!(files.state(&file).unwrap().held, 0);
        assert_eq!(code(files.append(DESK, &file, 0, &[5; 101])), "file_too_long");
        assert!(files.append(LAPTOP, &file, 0, &[5; 100]).unwrap().whole);
    }

    #[test]
    fn a_device_begins_only_so_many_files_and_what_is_abandoned_is_thrown_away() {
        let folder = tempfile::tempdir().unwrap();
        let files = Files::new(folder.path());
        let begun: Vec<Content> =
            (0..=u8::try_from(BEGUN_MAX).unwrap()).map(|n| content(&[n; 100])).collect();
        let (last, first) = begun.split_last().unwrap();
        for file in first {
            files.append(DESK, file, 0, &[0]).unwrap();
        }
        assert_eq!(code(files.append(DESK, last, 0, &[0])), "too_many_files_begun");
        files.append(LAPTOP, last, 0, &[16]).unwrap();
        let old = SystemTime::now() - ABANDONED - Duration::from_secs(60);
        let part = File::options().write(true).open(files.part(&first[0])).unwrap();
        part.set_modified(old).unwrap();
        files.append(DESK, &content(&[99; 100]), 0, &[99]).unwrap();
        assert_eq!(files.state(&first[0]).unwrap().held, 0);
        assert_eq!(files.state(&first[1]).unwrap().held, 1);
    }

    #[test]
    fn two_devices_that_bring_the_same_file_at_once_make_one() {
        let folder = tempfile::tempdir().unwrap();
        let files = Files::new(folder.path());
        let bytes: Vec<u8> = (0..100_000u32).map(|n| u8::try_from(n % 251).unwrap()).collect();
        let file = content(&bytes);
        std::thread::scope(|scope| {
            for device in [DESK, LAPTOP] {
                let (files, file, bytes) = (&files, &file, &bytes);
                scope.spawn(move || {
                    let mut state = files.state(file).unwrap();
                    while !state.whole {
                        let at = usize::try_from(state.held).unwrap();
                        let end = (at + 1_000).min(bytes.len());
                        state = files.append(device, file, state.held, &bytes[at..end]).unwrap();
                    }
                });
            }
        });
        assert_eq!(files.read(&file, 0, 200_000).unwrap(), Some((100_000, bytes)));
    }
}
