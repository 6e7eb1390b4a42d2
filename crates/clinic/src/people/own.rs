//! Whose rows the commands of patients are about.

use store::{Reader, params};
use uuid::Uuid;

use crate::people::merged::SET;
use crate::{Refused, Who};

/// The record of the patient who asks.
pub(crate) fn own_patient(who: &Who) -> Result<Uuid, Refused> {
    who.patient_id.ok_or_else(Refused::not_allowed)
}

/// The record to which a row of `table` belongs, which must be the asking patient's own or one
/// that was merged with it. Another patient's row and one that does not exist are refused alike, so
/// that nobody learns which there are.
pub(crate) fn must_be_own(
    reader: &Reader<'_>,
    who: &Who,
    table: &'static str,
    row: Uuid,
) -> Result<Uuid, Refused> {
    let whose: Option<Uuid> = reader.value(&own_sql(table), params![own_patient(who)?, row])?;
    whose.ok_or_else(|| {
        Refused::coded(
            "not_allowed",
            "This is not in your record. Ask at the front desk if you miss something there.",
        )
    })
}

/// Whose row ?2 of `table` is, if it is one of the patient ?1.
pub(crate) fn own_sql(table: &str) -> String {
    format!(
        "SELECT patient_id FROM {table} WHERE id = ?2 AND deleted_at IS NULL AND patient_id IN {SET}"
    )
}
