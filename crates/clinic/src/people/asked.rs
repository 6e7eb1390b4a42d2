//! What most requests about one patient say.

use chrono::NaiveDate;
use serde::Deserialize;
use store::{Reader, params};
use ts_rs::TS;
use uuid::Uuid;

use crate::commands::Opened;
use crate::{Refused, Who, calendar};

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

/// Refuses a day that has not come, and one before the patient was born, where that is known to
/// the day.
pub(crate) fn must_be_of_life(
    reader: &Reader<'_>,
    who: &Who,
    now: i64,
    patient: Uuid,
    (field, day): (&'static str, NaiveDate),
) -> Result<(), Refused> {
    if day > who.today(now) && calendar::believable(now) {
        return Err(Refused::field(field, "This day must not lie in the future."));
    }
    match born(reader, patient)? {
        Some(born) if day < born => Err(Refused::field(
            field,
            "This day lies before the patient was born. Correct it, or the date of birth.",
        )),
        _ => Ok(()),
    }
}

/// The day on which the patient was born, where it is known to the day.
pub(crate) fn born(reader: &Reader<'_>, patient: Uuid) -> Result<Option<NaiveDate>, Refused> {
    let born: Option<Option<String>> = reader.value(
        "SELECT date_of_birth FROM patients WHERE id = ?1 AND date_of_birth_precision = 'day' \
         AND deleted_at IS NULL",
        params![patient],
    )?;
    Ok(born.flatten().and_then(|born| born.parse().ok()))
}

/// That a list of one patient's record was opened.
pub(crate) fn opened_list(table: &'static str, patient: Uuid) -> Opened {
    Opened { table, row: patient, patient }
}
