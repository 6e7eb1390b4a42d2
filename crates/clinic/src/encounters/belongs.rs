//! Whether what a screen sends belongs together.

use store::{Reader, params};
use uuid::Uuid;

use crate::Refused;

/// Refuses where the patient's record is not here, or where the visit is somebody else's: a
/// result, a diagnosis or a measurement must not land in another patient's record.
pub(crate) fn belongs(
    reader: &Reader<'_>,
    patient: Uuid,
    visit: Option<Uuid>,
) -> Result<(), Refused> {
    let known: Option<i64> = reader
        .value("SELECT 1 FROM patients WHERE id = ?1 AND deleted_at IS NULL", params![patient])?;
    if known.is_none() {
        return Err(Refused::field("patient_id", "This patient's record is not on this PC."));
    }
    let Some(visit) = visit else { return Ok(()) };
    let whose: Option<Uuid> = reader.value(
        "SELECT patient_id FROM visits WHERE id = ?1 AND deleted_at IS NULL",
        params![visit],
    )?;
    match whose {
        None => Err(Refused::gone("visit")),
        Some(whose) if whose != patient => {
            Err(Refused::field("visit_id", "This visit is another patient's."))
        }
        Some(_) => Ok(()),
    }
}
