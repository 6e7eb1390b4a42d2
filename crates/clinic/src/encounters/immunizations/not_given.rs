//! A vaccine that was due is not given.

use serde::Deserialize;
use store::Write;
use ts_rs::TS;
use uuid::Uuid;

use crate::encounters::belongs::belongs;
use crate::encounters::immunizations::give::Vaccine;
use crate::organization::add_user::Made;
use crate::people::details::filled;
use crate::{Refused, Who};

/// Which vaccine, and why not.
#[derive(Deserialize, TS)]
pub struct ImmunizationNotGiven {
    patient_id: Uuid,
    visit_id: Option<Uuid>,
    vaccine: Vaccine,
    reason: String,
}

/// Notes that a vaccine was not given, and why.
pub fn not_given(
    write: &mut Write<'_>,
    who: &Who,
    request: ImmunizationNotGiven,
) -> Result<Made, Refused> {
    belongs(write, request.patient_id, request.visit_id)?;
    let reason = filled(Some(&request.reason))
        .ok_or_else(|| Refused::field("reason", "Say why the vaccine is not given."))?;
    let cells = request
        .vaccine
        .cells(who, request.patient_id, request.visit_id)
        .set("status", "not_done")
        .set("status_reason", reason)
        .set("occurred_at", write.now())
        .set("practitioner_id", who.practitioner_id);
    Ok(Made { id: write.insert("immunizations", cells)? })
}
