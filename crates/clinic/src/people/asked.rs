//! What most requests about one patient say.

use serde::Deserialize;
use store::{Reader, params};
use ts_rs::TS;
use uuid::Uuid;

use crate::Refused;
use crate::commands::Opened;

/// Which patient.
#[derive(Clone, Copy, Debug, Deserialize, TS)]
pub struct OnePatient {
    /// The patient.
    pub patient_id: Uuid,
}

/// Which entry, as the screen showed it.
#[derive(Clone, Copy, Debug, Deserialize, TS)]
pub struct ThisEntry {
    /// The entry.
    pub id: Uuid,
    /// The row version that the screen showed.
    pub version: i64,
}

/// Refuses unless the patient's record is on this PC.
pub(crate) fn must_be_here(reader: &Reader<'_>, patient: Uuid) -> Result<(), Refused> {
    let found: Option<i64> = reader
        .value("SELECT 1 FROM patients WHERE id = ?1 AND deleted_at IS NULL", params![patient])?;
    found.map(|_| ()).ok_or_else(|| Refused::gone("patient"))
}

/// That a list of one patient's record was opened.
pub(crate) fn opened_list(table: &'static str, patient: Uuid) -> Opened {
    Opened { table, row: patient, patient }
}
