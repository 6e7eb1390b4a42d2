//! What must hold for files, documents and the chained record.

use data_encoding::HEXLOWER;
use sha2::{Digest as _, Sha256};
use uuid::Uuid;

use super::checks::{counted, date, filled, sha256};
use super::{Broken, Row};

/// A file larger than this is not taken into the record, in bytes (2 GiB).
const FILE_BYTES_MAX: i64 = 2 * 1024 * 1024 * 1024;

pub(crate) fn attachment(row: &Row<'_>) -> Result<(), Broken> {
    filled(row, "file_name", "The file's name")?;
    filled(row, "media_type", "The kind of file")?;
    filled(row, "content_key", "The file's key")?;
    counted(row, "size_bytes", "The size of the file in bytes", 0..=FILE_BYTES_MAX)?;
    sha256(row, "sha256", "The sum of the file")?;
    sha256(row, "sealed_sha256", "The sum of the encrypted file")
}

/// A file that a patient adds to the own record is at most this long, in bytes (20 MiB): a picture of
/// a telephone's camera, some pages that were scanned.
const OWN_FILE_BYTES_MAX: i64 = 20 * 1024 * 1024;

/// What a patient adds to the own record: pictures and papers that every PC shows. Beside each kind
/// the bytes with which such a file begins.
const OWN_FILES: &[(&str, &[u8])] = &[
    ("image/jpeg", &[0xFF, 0xD8, 0xFF]),
    ("image/png", b"\x89PNG\r\n\x1A\n"),
    ("application/pdf", b"%PDF-"),
];

/// What must hold for a file that a patient adds to the own record, beside what must hold for every
/// file.
///
/// # Errors
/// [`Broken`] names the field and the limit.
pub fn own_file(media_type: &str, size_bytes: i64) -> Result<(), Broken> {
    if !OWN_FILES.iter().any(|(kind, _)| *kind == media_type) {
        return Err(Broken::new(
            "media_type",
            "Send a picture (JPEG or PNG) or a PDF. Other files are taken in at the front desk.",
        ));
    }
    if size_bytes > OWN_FILE_BYTES_MAX {
        return Err(Broken::new(
            "size_bytes",
            format!(
                "This file has {size_bytes} bytes, and at most {OWN_FILE_BYTES_MAX} (20 MiB) can \
                 be sent. Make it smaller, or bring it to the front desk."
            ),
        ));
    }
    Ok(())
}

/// Which kind of file a patient may add begins so.
pub fn own_file_kind(beginning: &[u8]) -> Option<&'static str> {
    OWN_FILES.iter().find(|(_, begins)| beginning.starts_with(begins)).map(|(kind, _)| *kind)
}

pub(crate) fn document(row: &Row<'_>) -> Result<(), Broken> {
    filled(row, "title", "The title of the document")?;
    date(row, "documented_on", "The day of the document")?;
    Ok(())
}

/// The first entry of a chain has no predecessor, every later one has.
pub(crate) fn ehr_entry(row: &Row<'_>) -> Result<(), Broken> {
    sha256(row, "hash", "The hash of the entry")?;
    sha256(row, "previous_hash", "The hash of the entry before")?;
    counted(row, "chain_sequence", "The number in the chain", 1..=i64::MAX)?;
    let first = row.integer("chain_sequence") == Some(1);
    if first != row.get("previous_hash").is_null() {
        return Err(Broken::new(
            "previous_hash",
            "The first entry of a chain follows none, and every later one follows another.",
        ));
    }
    let sealed = ChainedEntry::of(row).map(|entry| entry.hash());
    if sealed.as_deref() != row.text("hash") {
        return Err(Broken::new("hash", "The hash of the entry is not that of what stands in it."));
    }
    Ok(())
}

/// What the hash of an entry in the chained record covers.
#[derive(Clone, Copy, Debug)]
pub struct ChainedEntry<'a> {
    /// Whose record it is.
    pub patient_id: Uuid,
    /// The chain: one for each patient and PC.
    pub chain_id: Uuid,
    /// Its place in the chain, from 1.
    pub chain_sequence: i64,
    /// What it is about.
    pub record_type: &'a str,
    /// What was written, JSON.
    pub content: &'a str,
    /// 32 random bytes in hexadecimal, so that nobody guesses a short content from its hash.
    pub nonce: &'a str,
    /// Who wrote it.
    pub author_id: Uuid,
    /// When, microseconds since 1970 UTC.
    pub recorded_at: i64,
    /// The hash of the entry before, except in the first.
    pub previous_hash: Option<&'a str>,
}

impl<'a> ChainedEntry<'a> {
    fn of(row: &Row<'a>) -> Option<Self> {
        Some(Self {
            patient_id: row.get("patient_id").as_uuid()?,
            chain_id: row.get("chain_id").as_uuid()?,
            chain_sequence: row.integer("chain_sequence")?,
            record_type: row.text("record_type")?,
            content: row.text("content")?,
            nonce: row.text("nonce")?,
            author_id: row.get("author_id").as_uuid()?,
            recorded_at: row.integer("recorded_at")?,
            previous_hash: row.text("previous_hash"),
        })
    }

    /// SHA-256 over the entry, 64 lower-case hexadecimal digits. Each part is preceded by its
    /// length, so that no two entries share one.
    pub fn hash(&self) -> String {
        let mut sum = Sha256::new();
        sum.update(b"holdfast ehr entry 1");
        let sequence = self.chain_sequence.to_be_bytes();
        let recorded_at = self.recorded_at.to_be_bytes();
        for part in [
            self.previous_hash.unwrap_or_default().as_bytes(),
            self.nonce.as_bytes(),
            self.patient_id.as_bytes(),
            self.chain_id.as_bytes(),
            &sequence,
            self.record_type.as_bytes(),
            self.author_id.as_bytes(),
            &recorded_at,
            self.content.as_bytes(),
        ] {
            sum.update((part.len() as u64).to_be_bytes());
            sum.update(part);
        }
        HEXLOWER.encode(&sum.finalize())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rules::rows::broken;

    #[test]
    fn an_entry_follows_another_unless_it_is_the_first_and_says_what_was_sealed() {
        let other = "ab".repeat(32);
        let entry = |number: i64, previous: Option<&str>, content: &str| {
            let sealed = ChainedEntry {
                patient_id: Uuid::from_u128(1),
                chain_id: Uuid::from_u128(2),
                chain_sequence: number,
                record_type: "visit",
                content: "{}",
                nonce: "00",
                author_id: Uuid::from_u128(3),
                recorded_at: 4,
                previous_hash: previous,
            };
            broken(
                "ehr_entries",
                &[
                    ("patient_id", sealed.patient_id.into()),
                    ("chain_id", sealed.chain_id.into()),
                    ("chain_sequence", number.into()),
                    ("record_type", sealed.record_type.into()),
                    ("content", content.into()),
                    ("nonce", sealed.nonce.into()),
                    ("author_id", sealed.author_id.into()),
                    ("recorded_at", sealed.recorded_at.into()),
                    ("previous_hash", previous.into()),
                    ("hash", sealed.hash().as_str().into()),
                ],
            )
        };
        assert_eq!(entry(1, None, "{}"), None);
        assert_eq!(entry(2, Some(&other), "{}"), None);
        assert_eq!(entry(2, None, "{}"), Some("previous_hash"));
        assert_eq!(entry(1, Some(&other), "{}"), Some("previous_hash"));
        assert_eq!(entry(2, Some("AB"), "{}"), Some("previous_hash"));
        assert_eq!(entry(0, None, "{}"), Some("chain_sequence"));
        assert_eq!(entry(1, None, "{\"plan\": \"other\"}"), Some("hash"));
    }
}
