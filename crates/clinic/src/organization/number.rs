//! Numbers that people read out: of records, invoices, claims, scans and specimens.
//!
//! Each device numbers on its own under the prefix that it was given, so that two that cannot
//! reach each other never give one number twice. How far it has come is read from the rows.

use store::{Reader, params};
use uuid::Uuid;

use crate::Refused;

/// The prefix of a PC that stands alone.
const PREFIX_ALONE: &str = "A";

/// The next record number of a patient, such as `A7-000124`.
pub(crate) fn next_mrn(reader: &Reader<'_>, organization: Uuid) -> Result<String, Refused> {
    next(
        reader,
        organization,
        "SELECT max(CAST(substr(mrn, ?4) AS INTEGER)) FROM patients \
         WHERE organization_id = ?1 AND mrn >= ?2 AND mrn < ?3",
    )
}

/// The next number of an invoice.
pub(crate) fn next_invoice(reader: &Reader<'_>, organization: Uuid) -> Result<String, Refused> {
    next(
        reader,
        organization,
        "SELECT max(CAST(substr(number, ?4) AS INTEGER)) FROM invoices \
         WHERE organization_id = ?1 AND number >= ?2 AND number < ?3",
    )
}

/// The next accession number of a scan. DICOM gives it 16 characters (PS3.5, SH).
pub(crate) fn next_accession(reader: &Reader<'_>, organization: Uuid) -> Result<String, Refused> {
    next(
        reader,
        organization,
        "SELECT max(CAST(substr(scan_number, ?4) AS INTEGER)) FROM scans \
         WHERE organization_id = ?1 AND scan_number >= ?2 AND scan_number < ?3",
    )
}

/// The next number of a claim to an insurer.
pub(crate) fn next_claim(reader: &Reader<'_>, organization: Uuid) -> Result<String, Refused> {
    next(
        reader,
        organization,
        "SELECT max(CAST(substr(number, ?4) AS INTEGER)) FROM insurance_claims \
         WHERE organization_id = ?1 AND number >= ?2 AND number < ?3",
    )
}

/// The next number on the label of a specimen.
pub(crate) fn next_specimen(reader: &Reader<'_>, organization: Uuid) -> Result<String, Refused> {
    next(
        reader,
        organization,
        "SELECT max(CAST(substr(specimen_number, ?4) AS INTEGER)) FROM lab_orders \
         WHERE organization_id = ?1 AND specimen_number >= ?2 AND specimen_number < ?3",
    )
}

/// Numbers of removed rows count too: a number that a patient took home is never given again.
fn next(reader: &Reader<'_>, organization: Uuid, highest: &str) -> Result<String, Refused> {
    let prefix = reader.fact("number_prefix")?.filter(|prefix| !prefix.is_empty());
    let prefix = prefix.unwrap_or_else(|| PREFIX_ALONE.to_owned());
    // "A7-" up to "A7.", the character after the hyphen, is every number of the prefix.
    let (from, until) = (format!("{prefix}-"), format!("{prefix}."));
    let start = i64::try_from(from.chars().count()).unwrap_or(0) + 1;
    let highest: Option<Option<i64>> =
        reader.value(highest, params![organization, from, until, start])?;
    Ok(format!("{prefix}-{:06}", highest.flatten().unwrap_or(0) + 1))
}
