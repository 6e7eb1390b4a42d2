//! The patient is shown to a room.

use serde::Deserialize;
use store::{Cells, Write};
use ts_rs::TS;
use uuid::Uuid;

use crate::encounters::start_visit::{Begun, arrived, kind_of_visit, next_visit_id, visit_of};
use crate::people::details::filled;
use crate::scheduling::appointment::{ThisAppointment, booked, step};
use crate::scheduling::check_in::must_be_today;
use crate::{Nothing, Refused, Who};

/// Whose appointment, and which room.
#[derive(Deserialize, TS)]
pub struct Room {
    appointment_id: Uuid,
    version: i64,
    room: String,
}

/// Shows a patient to a room, checking them in if nobody has. The visit begins here, so that the
/// nurse has something to write measurements to.
pub fn room(write: &mut Write<'_>, who: &Who, request: Room) -> Result<Nothing, Refused> {
    let room = filled(Some(&request.room))
        .ok_or_else(|| Refused::field("room", "Say which room the patient is in."))?;
    let appointment = booked(write, request.appointment_id)?;
    appointment.must_be(&["scheduled", "confirmed", "checked_in", "in_progress"], "roomed")?;
    if matches!(appointment.status.as_str(), "scheduled" | "confirmed") {
        must_be_today(who, &appointment, write.now())?;
        let this = ThisAppointment { id: appointment.id, version: request.version };
        let cells = Cells::new().set("status", "checked_in").set("checked_in_at", write.now());
        step(write, this, &["scheduled", "confirmed"], "roomed", cells)?;
        arrived(write, who, ("appointments", appointment.id), appointment.patient_id)?;
    }
    if let Some((visit, status)) = visit_of(write, appointment.id)? {
        let mut cells = Cells::new().set("room", room);
        if matches!(status.as_str(), "arrived" | "triaged") {
            cells.put("status", "roomed");
        }
        write.update("visits", visit, None, cells)?;
        return Ok(Nothing {});
    }
    let begun = Begun {
        id: next_visit_id(write, appointment.id)?,
        patient: appointment.patient_id,
        practitioner: appointment.practitioner_id,
        appointment: Some(appointment.id),
    };
    let kind = kind_of_visit(&appointment.kind);
    begun.write(write, who, kind, "roomed", appointment.reason, Some(room))?;
    Ok(Nothing {})
}

#[cfg(test)]
mod tests {
    use crate::fixture::Clinic;
    use serde_json::json;

    #[test]
    fn a_visit_begins_from_the_appointment_of_the_day_and_from_no_other() {
        let clinic = Clinic::found();
        let patient = clinic.patient("Elena", "Marín", "1960-01-05");
        let today = clinic.book(patient, "2026-03-02T10:00:00Z").unwrap();
        let next_week = clinic.book(patient, "2026-03-09T10:00:00Z").unwrap();
        clinic.set_clock("2026-03-02T09:00:00Z");
        let room = |appointment| {
            let request = json!({ "appointment_id": appointment, "version": 0, "room": "2" });
            clinic.ask(clinic.nurse, "encounters.room", request)
        };
        let start = |appointment| {
            let request = json!({
                "appointment_id": appointment, "patient_id": patient, "practitioner_id": null,
                "kind": "routine", "reason": null
            });
            clinic.ask(clinic.doctor, "encounters.start_visit", request)
        };
        assert!(room(next_week).unwrap_err().sentence.contains("another day"));
        assert!(start(next_week).unwrap_err().sentence.contains("another day"));
        let status = "SELECT status FROM appointments WHERE id = ?1";
        assert_eq!(clinic.text(status, next_week).as_deref(), Some("scheduled"));
        room(today).unwrap();
        // A visit that goes on past midnight is still that one.
        clinic.set_clock("2026-03-03T09:00:00Z");
        start(today).unwrap();
    }
}
