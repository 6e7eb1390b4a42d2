//! What must hold for files, documents and the chained record.

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
    Ok(())
}

#[cfg(test)]
mod tests {
    use crate::rules::rows::broken;

    #[test]
    fn an_entry_follows_another_unless_it_is_the_first() {
        let hash = "ab".repeat(32);
        let entry = |number: i64, previous: Option<&str>| {
            broken(
                "ehr_entries",
                &[
                    ("hash", hash.as_str().into()),
                    ("chain_sequence", number.into()),
                    ("previous_hash", previous.into()),
                ],
            )
        };
        assert_eq!(entry(1, None), None);
        assert_eq!(entry(2, Some(&hash)), None);
        assert_eq!(entry(2, None), Some("previous_hash"));
        assert_eq!(entry(1, Some(&hash)), Some("previous_hash"));
        assert_eq!(entry(2, Some("AB")), Some("previous_hash"));
    }
}
