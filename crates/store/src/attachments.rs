//! Files of the record, each encrypted under a key of its own.
//!
//! A file is AES-256-GCM in the STREAM construction (Hoang, Reyhanitabar, Rogaway, Vizár 2015):
//! chunks of 64 KiB that cannot be reordered, left out or cut off, with the header as additional
//! data of every chunk. It is named after the sum of its encrypted bytes, so that it can be kept
//! and carried by whoever must not read it. The key stands in the row that names the file.

use std::fs::File;
use std::io::{Read, Write};
use std::path::{Path, PathBuf};

use aead_stream::{DecryptorBE32, EncryptorBE32};
use aes_gcm::aead::Payload;
use aes_gcm::{Aes256Gcm, KeyInit};
use data_encoding::{BASE64, HEXLOWER};
use sha2::{Digest as _, Sha256};
use zeroize::Zeroizing;

use crate::keys::random_bytes;
use crate::{Error, Store};

/// Where the files are, inside the profile folder.
pub(crate) const ATTACHMENTS_FOLDER: &str = "attachments";
const MAGIC: &[u8; 8] = b"HFATT\x00\x00\x01";
const CHUNK_BYTES: usize = 64 * 1024;
const TAG_BYTES: usize = 16;
/// What STREAM takes of the 12 bytes of a nonce; the rest counts the chunks.
const PREFIX_BYTES: usize = 7;

/// A file that was encrypted into the profile folder.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SealedAttachment {
    /// Over the plain bytes, 64 lower-case hexadecimal digits.
    pub sha256: String,
    /// Over the encrypted file; also its name.
    pub sealed_sha256: String,
    /// Of the plain file.
    pub size_bytes: u64,
    /// Base64 of the 32 bytes that open it.
    pub content_key: String,
}

impl Store {
    /// Encrypts `source` into the profile folder. What fails half way leaves no file.
    ///
    /// # Errors
    /// [`Error::DiskFull`], [`Error::Io`].
    pub fn seal_attachment(&self, source: impl Read) -> Result<SealedAttachment, Error> {
        let folder = self.folder().join(ATTACHMENTS_FOLDER);
        std::fs::create_dir_all(&folder)?;
        let partial = tempfile::NamedTempFile::new_in(&folder)?;
        let sealed = seal(source, partial.as_file())?;
        partial.as_file().sync_all()?;
        let path = folder.join(&sealed.sealed_sha256);
        partial.persist(&path).map_err(|error| Error::from(error.error))?;
        File::open(&folder)?.sync_all()?;
        Ok(sealed)
    }

    /// Decrypts the file called `sealed_sha256` into `target`, which gets nothing of a chunk that
    /// is not authentic. Where an error comes back, what `target` got must be thrown away.
    ///
    /// # Errors
    /// [`Error::AttachmentMissing`] where the file is not on this PC, [`Error::AttachmentDamaged`]
    /// where it was changed, cut off or belongs to another key, [`Error::Io`].
    pub fn open_attachment(
        &self,
        sealed_sha256: &str,
        content_key: &str,
        target: impl Write,
    ) -> Result<(), Error> {
        let source = File::open(path_of(self.folder(), sealed_sha256)?).map_err(|error| {
            if error.kind() == std::io::ErrorKind::NotFound {
                Error::AttachmentMissing
            } else {
                Error::from(error)
            }
        })?;
        open(source, content_key, target)
    }
}

/// The name is a sum and nothing else, so that no row leads out of the folder.
fn path_of(folder: &Path, sealed_sha256: &str) -> Result<PathBuf, Error> {
    if is_sum(sealed_sha256) {
        Ok(folder.join(ATTACHMENTS_FOLDER).join(sealed_sha256))
    } else {
        Err(Error::AttachmentMissing)
    }
}

/// Whether `name` can be that of an attachment's file.
pub(crate) fn is_sum(name: &str) -> bool {
    name.len() == 64 && name.bytes().all(|byte| matches!(byte, b'0'..=b'9' | b'a'..=b'f'))
}

fn seal(mut source: impl Read, target: &File) -> Result<SealedAttachment, Error> {
    let key = Zeroizing::new(random_bytes::<32>()?);
    let prefix = random_bytes::<PREFIX_BYTES>()?;
    let header = [MAGIC.as_slice(), &prefix].concat();
    let mut out = Summed { inner: std::io::BufWriter::new(target), sum: Sha256::new() };
    out.write_all(&header)?;
    let mut encryptor = EncryptorBE32::from_aead(
        cipher(key.as_slice())?,
        prefix.as_slice().try_into().map_err(|_| damaged())?,
    );
    let mut plain_sum = Sha256::new();
    let mut size_bytes = 0;
    let mut chunk = Zeroizing::new(vec![0; CHUNK_BYTES]);
    let mut filled = fill(&mut source, &mut chunk)?;
    loop {
        let plain = chunk.get(..filled).unwrap_or_default();
        plain_sum.update(plain);
        size_bytes += filled as u64;
        let mut next = Zeroizing::new(vec![0; CHUNK_BYTES]);
        let next_filled = if filled < CHUNK_BYTES { 0 } else { fill(&mut source, &mut next)? };
        let payload = Payload { msg: plain, aad: &header };
        if next_filled == 0 {
            out.write_all(&encryptor.encrypt_last(payload).map_err(|_| damaged())?)?;
            break;
        }
        out.write_all(&encryptor.encrypt_next(payload).map_err(|_| damaged())?)?;
        (chunk, filled) = (next, next_filled);
    }
    out.flush()?;
    Ok(SealedAttachment {
        sha256: HEXLOWER.encode(&plain_sum.finalize()),
        sealed_sha256: HEXLOWER.encode(&out.sum.finalize()),
        size_bytes,
        content_key: BASE64.encode(key.as_slice()),
    })
}

fn open(mut source: impl Read, content_key: &str, mut target: impl Write) -> Result<(), Error> {
    let key = Zeroizing::new(BASE64.decode(content_key.as_bytes()).map_err(|_| damaged())?);
    let mut header = [0; MAGIC.len() + PREFIX_BYTES];
    source.read_exact(&mut header).map_err(|_| damaged())?;
    let (magic, prefix) = header.split_at(MAGIC.len());
    if magic != MAGIC {
        return Err(damaged());
    }
    let mut decryptor = DecryptorBE32::from_aead(
        cipher(key.as_slice())?,
        prefix.try_into().map_err(|_| damaged())?,
    );
    let mut chunk = vec![0; CHUNK_BYTES + TAG_BYTES];
    let mut filled = fill(&mut source, &mut chunk)?;
    loop {
        let sealed = chunk.get(..filled).unwrap_or_default();
        let mut next = vec![0; CHUNK_BYTES + TAG_BYTES];
        let next_filled = if filled < chunk.len() { 0 } else { fill(&mut source, &mut next)? };
        let payload = Payload { msg: sealed, aad: &header };
        if next_filled == 0 {
            let plain = Zeroizing::new(decryptor.decrypt_last(payload).map_err(|_| damaged())?);
            target.write_all(&plain)?;
            return Ok(target.flush()?);
        }
        let plain = Zeroizing::new(decryptor.decrypt_next(payload).map_err(|_| damaged())?);
        target.write_all(&plain)?;
        (chunk, filled) = (next, next_filled);
    }
}

fn cipher(key: &[u8]) -> Result<Aes256Gcm, Error> {
    Aes256Gcm::new_from_slice(key).map_err(|_| damaged())
}

const fn damaged() -> Error {
    Error::AttachmentDamaged
}

/// Reads until `buffer` is full or the source ends.
fn fill(source: &mut impl Read, buffer: &mut [u8]) -> Result<usize, Error> {
    let mut filled = 0;
    while let Some(rest) = buffer.get_mut(filled..).filter(|rest| !rest.is_empty()) {
        match source.read(rest) {
            Ok(0) => break,
            Ok(read) => filled += read,
            Err(error) if error.kind() == std::io::ErrorKind::Interrupted => {}
            Err(error) => return Err(error.into()),
        }
    }
    Ok(filled)
}

/// Sums what passes through.
struct Summed<W> {
    inner: W,
    sum: Sha256,
}

impl<W: Write> Write for Summed<W> {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        let written = self.inner.write(bytes)?;
        self.sum.update(bytes.get(..written).unwrap_or_default());
        Ok(written)
    }

    fn flush(&mut self) -> std::io::Result<()> {
        self.inner.flush()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Surroundings;
    use crate::keys::DatabaseKey;

    fn store() -> (tempfile::TempDir, Store) {
        let folder = tempfile::tempdir().unwrap();
        let surroundings = Surroundings::new(|| 1_800_000_000_000_000, || [7; 16]);
        let key = DatabaseKey::generate().unwrap();
        let store = Store::create(folder.path(), key, surroundings).unwrap();
        (folder, store)
    }

    fn content(bytes: usize) -> Vec<u8> {
        (0..bytes).map(|index| u8::try_from(index * 31 % 251).unwrap()).collect()
    }

    #[test]
    fn a_file_of_any_size_comes_back_and_none_of_it_lies_on_the_disk_in_clear() {
        let (folder, store) = store();
        for size in [0, 1, CHUNK_BYTES - 1, CHUNK_BYTES, CHUNK_BYTES + 1, 3 * CHUNK_BYTES] {
            let plain = content(size);
            let sealed = store.seal_attachment(plain.as_slice()).unwrap();
            assert_eq!(sealed.size_bytes, size as u64);
            let mut back = Vec::new();
            store.open_attachment(&sealed.sealed_sha256, &sealed.content_key, &mut back).unwrap();
            assert_eq!(back, plain, "{size} bytes");
            if size > 100 {
                let path = folder.path().join(ATTACHMENTS_FOLDER).join(&sealed.sealed_sha256);
                let on_disk = std::fs::read(path).unwrap();
                assert!(!on_disk.windows(32).any(|window| window == &plain[50..82]));
            }
        }
        let left = std::fs::read_dir(folder.path().join(ATTACHMENTS_FOLDER)).unwrap().count();
        assert_eq!(left, 6, "no partial file is left");
    }

    #[test]
    fn a_file_that_was_changed_cut_or_lengthened_is_told_and_gives_nothing_wrong() {
        let (folder, store) = store();
        let plain = content(2 * CHUNK_BYTES + 100);
        let sealed = store.seal_attachment(plain.as_slice()).unwrap();
        let path = folder.path().join(ATTACHMENTS_FOLDER).join(&sealed.sealed_sha256);
        let whole = std::fs::read(&path).unwrap();
        let chunk = CHUNK_BYTES + TAG_BYTES;
        let head = MAGIC.len() + PREFIX_BYTES;
        let mut flipped = whole.clone();
        flipped[head + chunk + 5] ^= 1;
        let mut other_header = whole.clone();
        other_header[MAGIC.len()] ^= 1;
        let mut exchanged = whole.clone();
        exchanged[head..head + chunk].copy_from_slice(&whole[head + chunk..head + 2 * chunk]);
        for (what, bytes) in [
            ("a flipped bit", flipped),
            ("another header", other_header),
            ("chunks exchanged", exchanged),
            ("cut inside a chunk", whole[..whole.len() - 1].to_vec()),
            ("cut after a chunk", whole[..head + chunk].to_vec()),
            ("cut to nothing", Vec::new()),
            ("lengthened", [whole.as_slice(), &[0; 20]].concat()),
        ] {
            std::fs::write(&path, bytes).unwrap();
            let mut back = Vec::new();
            let opened =
                store.open_attachment(&sealed.sealed_sha256, &sealed.content_key, &mut back);
            assert!(matches!(opened, Err(Error::AttachmentDamaged)), "{what}");
            assert!(plain.starts_with(&back), "{what}: only authentic chunks were given");
        }
        std::fs::write(&path, &whole).unwrap();
        let other = store.seal_attachment(plain.as_slice()).unwrap();
        let wrong_key =
            store.open_attachment(&sealed.sealed_sha256, &other.content_key, std::io::sink());
        assert!(matches!(wrong_key, Err(Error::AttachmentDamaged)));
    }

    #[test]
    fn a_name_that_is_no_sum_leads_nowhere() {
        let (_folder, store) = store();
        for name in ["../holdfast.db", "", &"g".repeat(64), &"A".repeat(64)] {
            let opened = store.open_attachment(name, "", std::io::sink());
            assert!(matches!(opened, Err(Error::AttachmentMissing)), "{name}");
        }
    }
}
