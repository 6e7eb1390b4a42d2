//! The patient leaves.

use serde::Deserialize;
use store::{Cells, Write, params};
use ts_rs::TS;
use uuid::Uuid;

use crate::system::happened::{Happened, happened};
use crate::{Nothing, Refused, Who};

/// Which visit, as the screen showed it.
#[derive(Clone, Copy, Deserialize, TS)]
pub struct ThisVisit {
    /// The visit.
    pub id: Uuid,
    /// The row version that the screen showed.
    pub version: i64,
}

/// A visit as a verb finds it.
#[derive(Deserialize)]
pub(crate) struct Standing {
    pub patient_id: Uuid,
    pub practitioner_id: Option<Uuid>,
    pub appointment_id: Option<Uuid>,
    pub status: String,
    pub signed_at: Option<i64>,
    pub assessment: Option<String>,
    pub plan: Option<String>,
    pub status_reason: Option<String>,
}

/// The visit `id`.
pub(crate) fn standing(reader: &store::Reader<'_>, id: Uuid) -> Result<Standing, Refused> {
    reader
        .row(
            "SELECT patient_id, practitioner_id, appointment_id, status, signed_at, assessment, plan, status_reason \
             FROM visits WHERE id = ?1 AND deleted_at IS NULL",
            params![id],
        )?
        .ok_or_else(|| Refused::gone("visit"))
}

/// Ends a visit and its appointment. The note can be written until it is signed.
pub fn end_visit(write: &mut Write<'_>, who: &Who, this: ThisVisit) -> Result<Nothing, Refused> {
    let visit = standing(write, this.id)?;
    match visit.status.as_str() {
        "completed" => return Err(Refused::because("This visit has already ended.")),
        "cancelled" | "left_without_being_seen" | "entered_in_error" => {
            return Err(Refused::because("This visit was called off and cannot be ended."));
        }
        _ => {}
    }
    let now = write.now();
    let cells = Cells::new().set("status", "completed").set("ended_at", now);
    write.update("visits", this.id, Some(this.version), cells)?;
    if let Some(appointment) = visit.appointment_id
        && let Some(status) = write.value::<String>(
            "SELECT status FROM appointments WHERE id = ?1 AND deleted_at IS NULL",
            params![appointment],
        )?
        && matches!(status.as_str(), "scheduled" | "confirmed" | "checked_in" | "in_progress")
    {
        let cells = Cells::new().set("status", "completed").set("completed_at", now);
        write.update("appointments", appointment, None, cells)?;
    }
    let patient = Some(visit.patient_id);
    let row = ("visits", this.id);
    happened(write, who, &Happened { trigger: "visit_completed", row, patient })?;
    Ok(Nothing {})
}
