//! A patient leaves before the doctor has come.

use serde::Deserialize;
use store::{Cells, Write, params};
use ts_rs::TS;
use uuid::Uuid;

use crate::encounters::end_visit::standing;
use crate::people::details::filled;
use crate::scheduling::cancel::call_off;
use crate::{Nothing, Refused, Who};

/// Why the appointment of such a visit is called off.
pub(crate) const LEFT: &str = "Left without being seen";

/// Which visit, and what is known of why.
#[derive(Deserialize, TS)]
pub struct LeaveUnseen {
    id: Uuid,
    version: i64,
    reason: Option<String>,
}

/// Ends a visit whose patient left without being seen; an appointment is called off with it.
pub fn leave_unseen(
    write: &mut Write<'_>,
    who: &Who,
    request: LeaveUnseen,
) -> Result<Nothing, Refused> {
    let visit = standing(write, request.id)?;
    if !matches!(visit.status.as_str(), "arrived" | "triaged" | "roomed") {
        return Err(Refused::because(
            "Only a patient whom the doctor has not seen yet can leave unseen. End the visit instead.",
        ));
    }
    let now = write.now();
    let cells = Cells::new()
        .set("status", "left_without_being_seen")
        .set("ended_at", now)
        .set("status_reason", filled(request.reason.as_deref()));
    write.update("visits", request.id, Some(request.version), cells)?;
    if let Some(appointment) = visit.appointment_id
        && let Some(status) = write.value::<String>(
            "SELECT status FROM appointments WHERE id = ?1 AND deleted_at IS NULL",
            params![appointment],
        )?
        && matches!(status.as_str(), "scheduled" | "confirmed" | "checked_in")
    {
        call_off(write, who, appointment, None, LEFT)?;
    }
    Ok(Nothing {})
}

#[cfg(test)]
mod tests {
    use crate::fixture::Clinic;
    use serde_json::json;
    use uuid::Uuid;

    #[test]
    fn who_leaves_the_room_unseen_leaves_the_queue_and_the_reason_stays() {
        let clinic = Clinic::found();
        let patient = clinic.patient("Elena", "Marín", "1960-01-05");
        let appointment = clinic.book(patient, "2026-03-02T08:40:00Z").unwrap();
        let room = json!({ "appointment_id": appointment, "version": 0, "room": "2" });
        clinic.ask(clinic.nurse, "encounters.room", room).unwrap();
        let visit =
            clinic.text("SELECT hex(id) FROM visits WHERE appointment_id = ?1", appointment);
        let visit: Uuid = visit.unwrap().parse().unwrap();
        let left = json!({ "id": visit, "version": 0, "reason": "the bus was leaving" });
        clinic.ask(clinic.nurse, "encounters.leave_unseen", left.clone()).unwrap();
        let queue =
            clinic.ask(clinic.nurse, "scheduling.queue", json!({ "on": "2026-03-02" })).unwrap();
        assert_eq!(queue, json!([]));
        let why =
            clinic.text("SELECT status || ': ' || status_reason FROM visits WHERE id = ?1", visit);
        assert_eq!(why.unwrap(), "left_without_being_seen: the bus was leaving");
        assert!(clinic.ask(clinic.nurse, "encounters.leave_unseen", left).is_err());
    }
}
