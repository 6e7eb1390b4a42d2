//! The first entry of a backup: what the others are. It names nobody.

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};

use super::BackupError;
use crate::attachments::{ATTACHMENTS_FOLDER, is_sum};
use crate::keys::KEY_FILE;
use crate::store::DATABASE_FILE;

pub(super) const MANIFEST_FILE: &str = "manifest.json";
/// Room for some hundred thousand attachments.
pub(super) const MANIFEST_BYTES_MAX: u64 = 1 << 26;

const FORMAT: &str = "holdfast-backup";
const VERSION: u32 = 1;
/// A tar is made of blocks, and ends with two empty ones.
const BLOCK_BYTES: u64 = 512;

#[derive(Debug, Serialize, Deserialize)]
pub(super) struct Manifest {
    format: String,
    version: u32,
    /// Microseconds since 1970 UTC.
    pub made_at: i64,
    /// The version of Holdfast that made it.
    holdfast: String,
    /// What follows, in this order.
    pub parts: Vec<Part>,
}

#[derive(Debug, Serialize, Deserialize)]
pub(super) struct Part {
    pub name: String,
    pub bytes: u64,
    pub sha256: String,
}

/// What every version of the format begins with.
#[derive(Deserialize)]
struct Kind {
    format: String,
    version: u32,
}

impl Manifest {
    pub fn new(made_at: i64, parts: Vec<Part>) -> Self {
        let holdfast = env!("CARGO_PKG_VERSION").to_owned();
        Self { format: FORMAT.to_owned(), version: VERSION, made_at, holdfast, parts }
    }

    /// Reads a manifest whose parts may only be the record, its keys and the files `beside`.
    pub fn read(text: &[u8], beside: &[&str]) -> Result<Self, BackupError> {
        let kind: Kind = serde_json::from_slice(text).map_err(|_| BackupError::NotOurs)?;
        if kind.format != FORMAT || kind.version == 0 {
            return Err(BackupError::NotOurs);
        }
        if kind.version > VERSION {
            return Err(BackupError::Newer);
        }
        let manifest: Self = serde_json::from_slice(text).map_err(|_| BackupError::NotOurs)?;
        manifest.require_known_parts(beside)?;
        Ok(manifest)
    }

    fn require_known_parts(&self, beside: &[&str]) -> Result<(), BackupError> {
        let mut names = BTreeSet::new();
        for name in self.parts.iter().map(|part| part.name.as_str()) {
            let known = [DATABASE_FILE, KEY_FILE].contains(&name)
                || beside.contains(&name)
                || attachment_of(name).is_some_and(is_sum);
            if !known || !names.insert(name) {
                return Err(foreign(name));
            }
        }
        if names.contains(DATABASE_FILE) && names.contains(KEY_FILE) {
            Ok(())
        } else {
            Err(BackupError::NotOurs)
        }
    }

    /// How long a backup is whose manifest takes `manifest_bytes`. `None` where no file is so long.
    pub fn whole_bytes(&self, manifest_bytes: u64) -> Option<u64> {
        let mut whole = 2 * BLOCK_BYTES;
        for bytes in self.parts.iter().map(|part| part.bytes).chain([manifest_bytes]) {
            let filled = bytes.checked_next_multiple_of(BLOCK_BYTES)?;
            whole = whole.checked_add(BLOCK_BYTES)?.checked_add(filled)?;
        }
        Some(whole)
    }
}

/// The part's name of the attachment's file `sum`.
pub(super) fn part_of_attachment(sum: &str) -> String {
    format!("{ATTACHMENTS_FOLDER}/{sum}")
}

fn attachment_of(part: &str) -> Option<&str> {
    part.strip_prefix(ATTACHMENTS_FOLDER)?.strip_prefix('/')
}

/// What is wrong with a name that no Holdfast writes.
pub(super) fn foreign(name: &str) -> BackupError {
    let is_plain = !name.contains(['/', '\\', ':']) && name != "..";
    if is_plain { BackupError::Foreign } else { BackupError::Outside }
}
