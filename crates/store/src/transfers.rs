//! Files of the record on their way between this PC and the centre: which are to go, which are to
//! come, and how far each has come.
//!
//! What arrives is gathered beside the files that are whole and gets a file's name only when its
//! sum is that name. It is the sealed file, as it lies on the PC that added it.

use std::fs::{self, File};
use std::io::{ErrorKind, Read, Seek, SeekFrom, Write};
use std::path::PathBuf;

use data_encoding::HEXLOWER;
use fs4::fs_std::FileExt;
use protocol::sealed_bytes;
use rusqlite::{Connection, params};
use serde::Deserialize;
use sha2::{Digest as _, Sha256};
use uuid::Uuid;

use crate::attachments::{ATTACHMENTS_FOLDER, is_sum};
use crate::facts::Facts;
use crate::{Error, Store};

/// What no person has asked for is wanted for three days at most: it was for a day that is over.
const UNASKED_KEPT: i64 = 3 * 24 * 3_600 * 1_000_000;

/// A file that a row of `attachments` names.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NamedFile {
    /// The row.
    pub attachment: Uuid,
    /// The file's name: the sum of its sealed bytes.
    pub sealed_sha256: String,
    /// How long the sealed file is.
    pub size: u64,
}

/// How a file stands on this PC.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FileStanding {
    /// Whether it can be opened.
    pub here: bool,
    /// Whether it is wanted and will come by itself.
    pub wanted: bool,
    /// How many bytes of the sealed file have come.
    pub fetched_bytes: u64,
    /// How long the sealed file is.
    pub size: u64,
    /// Why it did not come yet.
    pub sentence: Option<String>,
}

/// The columns of `attachments` that name a file.
#[derive(Deserialize)]
struct Named {
    id: Uuid,
    sealed_sha256: String,
    size_bytes: i64,
}

impl From<Named> for NamedFile {
    fn from(row: Named) -> Self {
        Self {
            attachment: row.id,
            sealed_sha256: row.sealed_sha256,
            size: sealed_bytes(u64::try_from(row.size_bytes).unwrap_or(0)),
        }
    }
}

/// Remembers the file of a row of `attachments` that is about to be forgotten, if it is here and
/// the centre was not seen to have it: it is brought without its row.
pub(crate) fn keep_file_to_send(connection: &Connection, attachment: Uuid) -> Result<(), Error> {
    let named: Option<Named> = crate::Reader { connection }.row(
        "SELECT id, sealed_sha256, size_bytes FROM attachments a WHERE id = ?1 \
         AND deleted_at IS NULL AND NOT EXISTS (SELECT 1 FROM files_at_centre c \
         WHERE c.sealed_sha256 = a.sealed_sha256)",
        [attachment],
    )?;
    let Some(named) = named.filter(|named| is_sum(&named.sealed_sha256)) else { return Ok(()) };
    let folder = connection.path().and_then(|path| std::path::Path::new(path).parent());
    let is_here = folder
        .is_some_and(|folder| folder.join(ATTACHMENTS_FOLDER).join(&named.sealed_sha256).is_file());
    if is_here {
        connection
            .prepare_cached(
                "INSERT OR REPLACE INTO files_left (sealed_sha256, attachment_id, size_bytes) \
                 VALUES (?1, ?2, ?3)",
            )?
            .execute(params![named.sealed_sha256, named.id, named.size_bytes])?;
    }
    Ok(())
}

impl Store {
    /// The file that a row names; `None` where the row is not here or leads nowhere.
    pub fn named_file(&self, attachment: Uuid) -> Result<Option<NamedFile>, Error> {
        let row: Option<Named> = self.read(|reader| {
            reader.row(
                "SELECT id, sealed_sha256, size_bytes FROM attachments \
                 WHERE id = ?1 AND deleted_at IS NULL",
                [attachment],
            )
        })?;
        Ok(row.filter(|row| is_sum(&row.sealed_sha256)).map(NamedFile::from))
    }

    /// Whether the file called `sealed_sha256` is on this PC.
    pub fn has_file(&self, sealed_sha256: &str) -> bool {
        is_sum(sealed_sha256) && self.whole(sealed_sha256).is_file()
    }

    /// The files on this PC that the centre was not seen to have, each with a row that the centre
    /// knows. It looks at every file of the folder, so it is asked only when there are new ones.
    pub fn files_to_send(&self) -> Result<Vec<NamedFile>, Error> {
        self.files_missing_at_centre(1)
    }

    /// The same with those whose rows the centre has not taken: a PC that hands over what it had not
    /// sent brings their files as well.
    pub fn files_to_hand_over(&self) -> Result<Vec<NamedFile>, Error> {
        self.files_missing_at_centre(0)
    }

    /// Those whose rows have at least this version; what the centre has not taken has none.
    fn files_missing_at_centre(&self, version_min: i64) -> Result<Vec<NamedFile>, Error> {
        let entries = match fs::read_dir(self.folder().join(ATTACHMENTS_FOLDER)) {
            Ok(entries) => entries,
            Err(error) if error.kind() == ErrorKind::NotFound => return Ok(Vec::new()),
            Err(error) => return Err(error.into()),
        };
        let mut sums = Vec::new();
        for entry in entries {
            sums.extend(entry?.file_name().into_string().ok().filter(|name| is_sum(name)));
        }
        self.read(|reader| {
            let facts = Facts::read(reader)?;
            let epoch = facts.cursor.position.epoch();
            let mut files = Vec::new();
            for sum in sums {
                let row: Option<Named> = reader.row(
                    "SELECT id, sealed_sha256, size_bytes FROM attachments \
                     WHERE organization_id = ?1 AND sealed_sha256 = ?2 AND deleted_at IS NULL \
                     AND version >= ?4 AND NOT EXISTS (SELECT 1 FROM files_at_centre \
                     WHERE sealed_sha256 = ?2 AND epoch = ?3) LIMIT 1",
                    params![facts.organization, sum, epoch, version_min],
                )?;
                let left = match row {
                    Some(row) => Some(row),
                    None => reader.row(
                        "SELECT attachment_id AS id, sealed_sha256, size_bytes FROM files_left \
                         WHERE sealed_sha256 = ?1",
                        [&sum],
                    )?,
                };
                files.extend(left.map(NamedFile::from));
            }
            Ok(files)
        })
    }

    /// At most `max` sealed bytes of a file of this PC, from `offset` on.
    pub fn sealed_part(
        &self,
        sealed_sha256: &str,
        offset: u64,
        max: usize,
    ) -> Result<Vec<u8>, Error> {
        if !is_sum(sealed_sha256) {
            return Err(Error::AttachmentMissing);
        }
        let mut file = File::open(self.whole(sealed_sha256)).map_err(|error| {
            if error.kind() == ErrorKind::NotFound {
                Error::AttachmentMissing
            } else {
                Error::from(error)
            }
        })?;
        file.seek(SeekFrom::Start(offset))?;
        let mut bytes = Vec::new();
        file.take(u64::try_from(max).unwrap_or(u64::MAX)).read_to_end(&mut bytes)?;
        Ok(bytes)
    }

    /// Whether a file of this PC is what its name says.
    ///
    /// # Errors
    /// [`Error::AttachmentDamaged`] where it is not, [`Error::AttachmentMissing`].
    pub fn check_file(&self, sealed_sha256: &str) -> Result<(), Error> {
        if !self.has_file(sealed_sha256) {
            return Err(Error::AttachmentMissing);
        }
        let right = sum(&mut File::open(self.whole(sealed_sha256))?)? == sealed_sha256;
        if right { Ok(()) } else { Err(Error::AttachmentDamaged) }
    }

    /// Notes that the centre has a file.
    pub fn note_file_at_centre(&self, sealed_sha256: &str) -> Result<(), Error> {
        self.apply(|connection, changed| {
            changed.state = true;
            let facts = Facts::read(&crate::Reader { connection })?;
            connection
                .prepare_cached(
                    "INSERT INTO files_at_centre (sealed_sha256, epoch) VALUES (?1, ?2) \
                     ON CONFLICT (sealed_sha256) DO UPDATE SET epoch = excluded.epoch",
                )?
                .execute(params![sealed_sha256, facts.cursor.position.epoch()])?;
            connection
                .prepare_cached("DELETE FROM files_left WHERE sealed_sha256 = ?1")?
                .execute([sealed_sha256])?;
            Ok(())
        })
    }

    /// Asks for files to come: those that a person asked for come first. What is here or asked
    /// for already changes nothing.
    pub fn want_files(&self, attachments: &[Uuid], by_person: bool) -> Result<(), Error> {
        let mut missing = Vec::new();
        for attachment in attachments {
            let file = self.named_file(*attachment)?;
            missing.extend(file.filter(|file| !self.has_file(&file.sealed_sha256)));
        }
        if missing.is_empty() {
            return Ok(());
        }
        let now = self.surroundings().now();
        self.apply(|connection, changed| {
            changed.files = true;
            connection
                .prepare_cached("DELETE FROM files_wanted WHERE by_person = 0 AND wanted_at < ?1")?
                .execute([now - UNASKED_KEPT])?;
            for file in &missing {
                connection
                    .prepare_cached(
                        "INSERT INTO files_wanted (attachment_id, by_person, wanted_at) \
                         VALUES (?1, ?2, ?3) ON CONFLICT (attachment_id) \
                         DO UPDATE SET by_person = max(by_person, excluded.by_person)",
                    )?
                    .execute(params![file.attachment, by_person, now])?;
            }
            Ok(())
        })
    }

    /// The files that are to come, at most `max`, in their turn: what a person asked for, then what
    /// was not tried yet.
    pub fn files_wanted(&self, max: u32) -> Result<Vec<Uuid>, Error> {
        self.read(|reader| {
            reader.column(
                "SELECT attachment_id FROM files_wanted ORDER BY by_person DESC, \
                 sentence IS NOT NULL, wanted_at LIMIT ?1",
                [max],
            )
        })
    }

    /// A wish is fulfilled, or nothing can fulfil it any more.
    pub fn forget_wanted(&self, attachment: Uuid) -> Result<(), Error> {
        self.apply(|connection, changed| {
            let gone = connection
                .prepare_cached("DELETE FROM files_wanted WHERE attachment_id = ?1")?
                .execute([attachment])?;
            changed.state |= gone > 0;
            Ok(())
        })
    }

    /// Why a file did not come yet; it goes on being wanted.
    pub fn note_why_not(&self, attachment: Uuid, sentence: &str) -> Result<(), Error> {
        self.apply(|connection, changed| {
            let told = connection
                .prepare_cached(
                    "UPDATE files_wanted SET sentence = ?2 WHERE attachment_id = ?1 \
                     AND sentence IS NOT ?2",
                )?
                .execute(params![attachment, sentence])?;
            changed.state |= told > 0;
            Ok(())
        })
    }

    /// How the file of a row stands on this PC.
    pub fn file_standing(&self, attachment: Uuid) -> Result<Option<FileStanding>, Error> {
        let Some(file) = self.named_file(attachment)? else { return Ok(None) };
        #[derive(Deserialize)]
        struct Wish {
            sentence: Option<String>,
        }
        let wish: Option<Wish> = self.read(|reader| {
            reader.row("SELECT sentence FROM files_wanted WHERE attachment_id = ?1", [attachment])
        })?;
        let here = self.has_file(&file.sealed_sha256);
        Ok(Some(FileStanding {
            here,
            wanted: !here && wish.is_some(),
            fetched_bytes: if here { file.size } else { self.fetched_bytes(&file)? },
            size: file.size,
            sentence: wish.and_then(|wish| wish.sentence).filter(|_| !here),
        }))
    }

    /// How many bytes of a file have come and wait for the rest.
    pub fn fetched_bytes(&self, file: &NamedFile) -> Result<u64, Error> {
        match fs::metadata(self.part(file)) {
            Ok(about) => Ok(about.len()),
            Err(error) if error.kind() == ErrorKind::NotFound => Ok(0),
            Err(error) => Err(error.into()),
        }
    }

    /// Takes the next bytes of a file and says whether it is whole now. Bytes that do not begin
    /// where those here end are not taken. With the last ones the sum is checked.
    ///
    /// # Errors
    /// [`Error::AttachmentDamaged`] where the sum is wrong: nothing of it is kept then.
    /// [`Error::DiskFull`], [`Error::Io`]: what had come stays.
    pub fn take_fetched(&self, file: &NamedFile, offset: u64, bytes: &[u8]) -> Result<bool, Error> {
        if self.has_file(&file.sealed_sha256) {
            return Ok(true);
        }
        let (folder, path) = (self.folder().join(ATTACHMENTS_FOLDER), self.part(file));
        fs::create_dir_all(&folder)?;
        let mut part =
            File::options().read(true).write(true).create(true).truncate(false).open(&path)?;
        // A person's wish and the background may bring the same file at the same time.
        part.lock_exclusive()?;
        if self.has_file(&file.sealed_sha256) {
            return Ok(true);
        }
        let held = part.seek(SeekFrom::End(0))?;
        if held != offset {
            return Ok(false);
        }
        part.write_all(bytes)?;
        let end = held.saturating_add(bytes.len() as u64);
        if end < file.size {
            return Ok(false);
        }
        if end > file.size || sum(&mut part)? != file.sealed_sha256 {
            fs::remove_file(&path)?;
            return Err(Error::AttachmentDamaged);
        }
        part.sync_all()?;
        fs::rename(&path, self.whole(&file.sealed_sha256))?;
        File::open(&folder)?.sync_all()?;
        Ok(true)
    }

    fn whole(&self, sealed_sha256: &str) -> PathBuf {
        self.folder().join(ATTACHMENTS_FOLDER).join(sealed_sha256)
    }

    fn part(&self, file: &NamedFile) -> PathBuf {
        self.folder().join(ATTACHMENTS_FOLDER).join(format!("{}.part", file.sealed_sha256))
    }
}

fn sum(file: &mut File) -> Result<String, Error> {
    file.rewind()?;
    let (mut sum, mut buffer) = (Sha256::new(), vec![0; 256 * 1024]);
    loop {
        match file.read(&mut buffer)? {
            0 => return Ok(HEXLOWER.encode(&sum.finalize())),
            read => sum.update(buffer.get(..read).unwrap_or_default()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Surroundings;
    use crate::keys::DatabaseKey;

    fn store(folder: &std::path::Path) -> Store {
        let surroundings = Surroundings::new(|| 1_800_000_000_000_000, || [7; 16]);
        Store::create(folder, DatabaseKey::generate().unwrap(), surroundings).unwrap()
    }

    #[test]
    fn a_file_travels_in_parts_and_opens_on_the_other_pc_and_a_damaged_part_is_found() {
        let (here, there) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
        let (from, to) = (store(here.path()), store(there.path()));
        for plain in [0usize, 1, 65_536, 65_537, 300_000] {
            let content: Vec<u8> = (0..plain).map(|n| u8::try_from(n % 249).unwrap()).collect();
            let sealed = from.seal_attachment(content.as_slice()).unwrap();
            let file = NamedFile {
                attachment: Uuid::nil(),
                sealed_sha256: sealed.sealed_sha256.clone(),
                size: sealed_bytes(sealed.size_bytes),
            };
            let whole = from.sealed_part(&sealed.sealed_sha256, 0, 1_000_000).unwrap();
            assert_eq!(whole.len() as u64, file.size, "the length is known from the row");
            from.check_file(&sealed.sealed_sha256).unwrap();

            let mut damaged = whole.clone();
            *damaged.last_mut().unwrap() ^= 1;
            let refused = to.take_fetched(&file, 0, &damaged);
            assert!(matches!(refused, Err(Error::AttachmentDamaged)));
            assert_eq!(to.fetched_bytes(&file).unwrap(), 0, "nothing of it is kept");
            let longer = [whole.as_slice(), &[0]].concat();
            assert!(matches!(to.take_fetched(&file, 0, &longer), Err(Error::AttachmentDamaged)));

            let half = whole.len() / 2;
            assert!(!to.take_fetched(&file, 0, &whole[..half]).unwrap());
            assert!(!to.take_fetched(&file, 0, &whole[..half]).unwrap(), "said twice");
            assert_eq!(to.fetched_bytes(&file).unwrap(), half as u64);
            assert!(!to.has_file(&sealed.sealed_sha256));
            assert!(to.take_fetched(&file, half as u64, &whole[half..]).unwrap());
            let mut back = Vec::new();
            to.open_attachment(&sealed.sealed_sha256, &sealed.content_key, &mut back).unwrap();
            assert_eq!(back, content);
        }
    }
}
