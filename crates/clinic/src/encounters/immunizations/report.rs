//! A vaccination becomes known that was given elsewhere.

use serde::Deserialize;
use store::Write;
use ts_rs::TS;
use uuid::Uuid;

use crate::encounters::belongs::belongs;
use crate::encounters::immunizations::give::Vaccine;
use crate::encounters::procedures::record::not_yet_to_come;
use crate::organization::add_user::Made;
use crate::people::details::filled;
use crate::{Refused, Who};

/// What is known of it, and from where.
#[derive(Deserialize, TS)]
pub struct ReportImmunization {
    patient_id: Uuid,
    vaccine: Vaccine,
    /// Where the time is not known, the vaccination stands without one.
    occurred_at: Option<i64>,
    /// Such as a card or the patient's word.
    source_text: Option<String>,
    lot_number: Option<String>,
}

/// Notes a vaccination as reported.
pub fn report(
    write: &mut Write<'_>,
    who: &Who,
    request: ReportImmunization,
) -> Result<Made, Refused> {
    belongs(write, request.patient_id, None)?;
    not_yet_to_come("occurred_at", request.occurred_at, write.now())?;
    let cells = request
        .vaccine
        .cells(who, request.patient_id, None)
        .set("status", "completed")
        .set("is_reported", true)
        .set("occurred_at", request.occurred_at)
        .set("lot_number", filled(request.lot_number.as_deref()))
        .set("notes", filled(request.source_text.as_deref()));
    Ok(Made { id: write.insert("immunizations", cells)? })
}
