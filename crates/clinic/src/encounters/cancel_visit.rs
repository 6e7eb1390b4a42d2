//! A visit is called off: begun by mistake, or not wanted any more.

use serde::Deserialize;
use store::{Cells, Write, params};
use ts_rs::TS;
use uuid::Uuid;

use crate::encounters::end_visit::standing;
use crate::people::details::filled;
use crate::scheduling::cancel::call_off;
use crate::{Nothing, Refused, Who};

/// Which visit, and why.
#[derive(Deserialize, TS)]
pub struct CancelVisit {
    id: Uuid,
    version: i64,
    reason: String,
    /// Whether its appointment goes on waiting, so that the right visit can begin; it is cancelled
    /// with the visit otherwise.
    #[serde(default)]
    #[ts(as = "Option<bool>", optional)]
    keep_appointment: bool,
}

/// Calls a visit off, and its appointment with it, for the same reason. Where the visit was begun by
/// mistake the appointment is kept: its patient waits again.
pub fn cancel_visit(
    write: &mut Write<'_>,
    who: &Who,
    request: CancelVisit,
) -> Result<Nothing, Refused> {
    let reason = filled(Some(&request.reason))
        .ok_or_else(|| Refused::field("reason", "Say why the visit is called off."))?;
    let visit = standing(write, request.id)?;
    if visit.signed_at.is_some() || visit.status == "completed" {
        return Err(Refused::because(
            "This visit has ended. Write what was wrong in an addendum to its note.",
        ));
    }
    if !matches!(visit.status.as_str(), "arrived" | "triaged" | "roomed" | "in_progress") {
        return Err(Refused::because("This visit was called off already."));
    }
    let cells = Cells::new()
        .set("status", "cancelled")
        .set("ended_at", write.now())
        .set("status_reason", reason.as_str());
    write.update("visits", request.id, Some(request.version), cells)?;
    let Some(appointment) = visit.appointment_id else { return Ok(Nothing {}) };
    let status: Option<String> = write.value(
        "SELECT status FROM appointments WHERE id = ?1 AND deleted_at IS NULL",
        params![appointment],
    )?;
    match (status.as_deref(), request.keep_appointment) {
        (Some("scheduled" | "confirmed" | "checked_in" | "in_progress"), false) => {
            call_off(write, who, appointment, None, &reason)?;
        }
        (Some("in_progress"), true) => {
            let waits = Cells::new().set("status", "checked_in").set("started_at", None::<i64>);
            write.update("appointments", appointment, None, waits)?;
        }
        _ => {}
    }
    Ok(Nothing {})
}

#[cfg(test)]
mod tests {
    use crate::fixture::{Clinic, id_of};
    use serde_json::json;

    #[test]
    fn after_a_visit_that_was_called_off_the_appointment_begins_another_one() {
        let clinic = Clinic::found();
        let patient = clinic.patient("Elena", "Marín", "1960-01-05");
        let appointment = clinic.book(patient, "2026-03-02T08:40:00Z").unwrap();
        let start = || {
            let start = json!({
                "appointment_id": appointment, "patient_id": patient, "practitioner_id": null,
                "kind": "consultation", "reason": null
            });
            id_of(&clinic.ask(clinic.doctor, "encounters.start_visit", start).unwrap())
        };
        let first = start();
        let cancel = |id, reason: &str| {
            let this =
                json!({ "id": id, "version": 0, "reason": reason, "keep_appointment": true });
            clinic.ask(clinic.doctor, "encounters.cancel_visit", this)
        };
        let waits =
            || clinic.text("SELECT status FROM appointments WHERE id = ?1", appointment).unwrap();
        assert_eq!(cancel(first, "").unwrap_err().field, Some("reason"));
        assert_eq!(waits(), "in_progress");
        cancel(first, "wrong patient called").unwrap();
        assert_eq!(waits(), "checked_in");
        assert!(cancel(first, "again").is_err());
        let second = start();
        assert_ne!(first, second);
        assert_eq!(start(), second, "one appointment, one visit that stands");
        let this = json!({ "id": second, "version": 0 });
        clinic.ask(clinic.doctor, "encounters.end_visit", this).unwrap();
        assert!(cancel(second, "late").unwrap_err().sentence.contains("addendum"));
    }

    #[test]
    fn with_a_visit_that_is_called_off_goes_its_appointment_and_the_time_is_free() {
        let clinic = Clinic::found();
        let patient = clinic.patient("Elena", "Marín", "1960-01-05");
        let appointment = clinic.book(patient, "2026-03-02T08:40:00Z").unwrap();
        let room = json!({ "appointment_id": appointment, "version": 0, "room": "2" });
        clinic.ask(clinic.nurse, "encounters.room", room).unwrap();
        let visit =
            clinic.text("SELECT hex(id) FROM visits WHERE appointment_id = ?1", appointment);
        let visit: uuid::Uuid = visit.unwrap().parse().unwrap();
        let cancel = json!({ "id": visit, "version": 0, "reason": "Feels well again" });
        clinic.ask(clinic.nurse, "encounters.cancel_visit", cancel).unwrap();
        let said = "SELECT status || ': ' || cancel_reason FROM appointments WHERE id = ?1";
        assert_eq!(clinic.text(said, appointment).as_deref(), Some("cancelled: Feels well again"));
        let queue =
            clinic.ask(clinic.nurse, "scheduling.queue", json!({ "on": "2026-03-02" })).unwrap();
        assert_eq!(queue, json!([]));
        let other = clinic.patient("Luis", "Prieto", "1990-10-10");
        clinic.book(other, "2026-03-02T08:40:00Z").unwrap();
    }
}
