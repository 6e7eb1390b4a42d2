//! What a patient must not be given, as it stands on papers.

use store::{Reader, params};
use uuid::Uuid;

use crate::Refused;
use crate::people::merged;

/// The substances of the active allergies of the person whose record is `patient`, merged records
/// included, those that endanger most first.
pub fn not_to_be_given(reader: &Reader<'_>, patient: Uuid) -> Result<Vec<String>, Refused> {
    let sql = format!(
        "SELECT substance_text FROM patient_allergies WHERE {} AND status = 'active' \
         AND deleted_at IS NULL AND coalesce(verification, '') NOT IN ('refuted', 'entered_in_error') \
         GROUP BY substance_text ORDER BY max(coalesce(criticality, '') = 'high') DESC, substance_text",
        merged::is_one("patient_id")
    );
    Ok(reader.column(&sql, params![patient])?)
}
