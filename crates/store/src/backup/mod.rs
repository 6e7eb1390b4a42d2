//! The whole record in one encrypted file, and back.
//!
//! A backup is a plain tar. First comes `manifest.json`: what made it, when, and size and SHA-256
//! of every part. Then come the parts: `holdfast.db`, a SQLCipher file under the record's own
//! random key; `keys.json`, that key as it is wrapped for each person; the small files beside them
//! that the caller names; and the attachments, encrypted as they lie there. It opens with any password that opens the record on this PC, or
//! with the recovery key anywhere.
//!
//! The hashes find damage. They are no signature: that nobody wrote another page into the record
//! is SQLCipher's to tell, since only the key makes pages that it takes.

mod make;
mod manifest;
mod restore;
mod trouble;

use std::fs::File;
use std::io::{ErrorKind, Read, Write};
use std::ops::ControlFlow;
use std::path::Path;

use sha2::{Digest as _, Sha256};

use manifest::Manifest;
pub use restore::{Restored, check_backup, restore, restored, restored_is_noted};
pub use trouble::BackupError;

/// What is read at once.
const PORTION_BYTES: usize = 1 << 16;

/// Somebody who waits for all parts of a backup to be read, and may have enough of it.
struct Watch<'p, P> {
    done: u64,
    all: u64,
    progress: &'p mut P,
    stopped: bool,
}

impl<'p, P: FnMut(u64, u64) -> ControlFlow<()>> Watch<'p, P> {
    fn of(manifest: &Manifest, progress: &'p mut P) -> Self {
        let all = manifest.parts.iter().map(|part| part.bytes).sum();
        Self { done: 0, all, progress, stopped: false }
    }
}

/// A part that is read while somebody waits.
struct Watched<'w, 'p, R, P> {
    inner: R,
    watch: &'w mut Watch<'p, P>,
}

impl<R: Read, P: FnMut(u64, u64) -> ControlFlow<()>> Read for Watched<'_, '_, R, P> {
    fn read(&mut self, portion: &mut [u8]) -> std::io::Result<usize> {
        let read = self.inner.read(portion)?;
        let watch = &mut *self.watch;
        watch.done += read as u64;
        if (watch.progress)(watch.done, watch.all).is_break() {
            watch.stopped = true;
            return Err(std::io::Error::other("stopped"));
        }
        Ok(read)
    }
}

/// Which side failed.
enum Poured {
    Reading(std::io::Error),
    Writing(std::io::Error),
}

/// Reads `from` to its end into `to`, and says how much it was, with its SHA-256.
fn pour(mut from: impl Read, mut to: impl Write) -> Result<(u64, String), Poured> {
    let (mut bytes, mut hash) = (0, Sha256::new());
    let mut portion = vec![0; PORTION_BYTES];
    loop {
        let read = match from.read(&mut portion) {
            Ok(0) => return Ok((bytes, data_encoding::HEXLOWER.encode(&hash.finalize()))),
            Ok(read) => portion.get(..read).unwrap_or_default(),
            Err(error) if error.kind() == ErrorKind::Interrupted => continue,
            Err(error) => return Err(Poured::Reading(error)),
        };
        hash.update(read);
        to.write_all(read).map_err(Poured::Writing)?;
        bytes += read.len() as u64;
    }
}

fn sum(from: impl Read) -> std::io::Result<(u64, String)> {
    pour(from, std::io::sink()).map_err(|(Poured::Reading(error) | Poured::Writing(error))| error)
}

/// Makes a rename in `folder` outlast a power cut.
fn sync_folder(folder: &Path) -> std::io::Result<()> {
    if !cfg!(unix) {
        return Ok(());
    }
    match File::open(folder)?.sync_all() {
        // Some file systems of sticks and shares have no such thing.
        Err(error) if matches!(error.kind(), ErrorKind::InvalidInput | ErrorKind::Unsupported) => {
            Ok(())
        }
        synced => synced,
    }
}
