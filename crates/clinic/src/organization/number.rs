//! Numbers that people read out: of records, invoices, claims, scans and specimens.
//!
//! Each device numbers on its own under the prefix that it was given, so that two that cannot
//! reach each other never give one number twice. What the centre handed out stands in
//! `number_blocks`, where anybody reads which PC gave a number; how far a PC has come is read from
//! the rows.

use serde::Deserialize;
use store::{Reader, params};
use uuid::Uuid;

use crate::Refused;

/// The prefix of a PC that stands alone.
const PREFIX_ALONE: &str = "A";
/// Shorter numbers are filled with zeros to this length.
const DIGITS: i64 = 6;

/// The next record number of a patient, such as `A7-000124`.
pub(crate) fn next_mrn(reader: &Reader<'_>, organization: Uuid) -> Result<String, Refused> {
    next(
        reader,
        organization,
        "mrn",
        "SELECT max(CAST(substr(mrn, ?4) AS INTEGER)) FROM patients \
         WHERE organization_id = ?1 AND mrn >= ?2 AND mrn < ?3",
    )
}

/// The next number of an invoice.
pub(crate) fn next_invoice(reader: &Reader<'_>, organization: Uuid) -> Result<String, Refused> {
    next(
        reader,
        organization,
        "invoice",
        "SELECT max(CAST(substr(number, ?4) AS INTEGER)) FROM invoices \
         WHERE organization_id = ?1 AND number >= ?2 AND number < ?3",
    )
}

/// The next accession number of a scan. DICOM gives it 16 characters (PS3.5, SH).
pub(crate) fn next_accession(reader: &Reader<'_>, organization: Uuid) -> Result<String, Refused> {
    next(
        reader,
        organization,
        "accession",
        "SELECT max(CAST(substr(scan_number, ?4) AS INTEGER)) FROM scans \
         WHERE organization_id = ?1 AND scan_number >= ?2 AND scan_number < ?3",
    )
}

/// The next number of a claim to an insurer.
pub(crate) fn next_claim(reader: &Reader<'_>, organization: Uuid) -> Result<String, Refused> {
    next(
        reader,
        organization,
        "claim",
        "SELECT max(CAST(substr(number, ?4) AS INTEGER)) FROM insurance_claims \
         WHERE organization_id = ?1 AND number >= ?2 AND number < ?3",
    )
}

/// The next number on the label of a specimen.
pub(crate) fn next_specimen(reader: &Reader<'_>, organization: Uuid) -> Result<String, Refused> {
    next(
        reader,
        organization,
        "specimen",
        "SELECT max(CAST(substr(specimen_number, ?4) AS INTEGER)) FROM lab_orders \
         WHERE organization_id = ?1 AND specimen_number >= ?2 AND specimen_number < ?3",
    )
}

/// The numbers that this PC may give, as the centre handed them out; those of a PC that stands alone
/// have no end.
#[derive(Deserialize)]
struct Block {
    prefix: String,
    first_number: i64,
    last_number: i64,
    digits: Option<i64>,
}

fn block(reader: &Reader<'_>, kind: &str) -> Result<Block, Refused> {
    let own: Option<Uuid> = reader.fact("device")?.and_then(|text| text.parse().ok());
    // The prefix is this PC's from when it enrolled, before any row of the centre has come.
    let prefix = reader.fact("number_prefix")?.filter(|prefix| !prefix.is_empty());
    let prefix = prefix.unwrap_or_else(|| PREFIX_ALONE.to_owned());
    let given: Option<Block> = reader.row(
        "SELECT prefix, first_number, last_number, digits FROM number_blocks \
         WHERE device_id = ?1 AND kind = ?2 AND prefix = ?3 AND held_reason IS NULL \
         AND deleted_at IS NULL ORDER BY last_number DESC LIMIT 1",
        params![own, kind, prefix],
    )?;
    let without_end = Block { prefix, first_number: 1, last_number: i64::MAX, digits: None };
    Ok(given.unwrap_or(without_end))
}

/// Numbers of removed rows count too: a number that a patient took home is never given again.
fn next(
    reader: &Reader<'_>,
    organization: Uuid,
    kind: &str,
    highest: &str,
) -> Result<String, Refused> {
    let block = block(reader, kind)?;
    let prefix = &block.prefix;
    // "A7-" up to "A7.", the character after the hyphen, is every number of the prefix.
    let (from, until) = (format!("{prefix}-"), format!("{prefix}."));
    let start = i64::try_from(from.chars().count()).unwrap_or(0) + 1;
    let highest: Option<Option<i64>> =
        reader.value(highest, params![organization, from, until, start])?;
    let number = (highest.flatten().unwrap_or(0) + 1).max(block.first_number);
    if number > block.last_number {
        return Err(Refused::because(
            "This PC has given all its numbers. Ask your administrator to enrol it anew.",
        ));
    }
    let digits = usize::try_from(block.digits.unwrap_or(DIGITS)).unwrap_or(0);
    Ok(format!("{prefix}-{number:0digits$}"))
}
