//! A visit goes on: triaged, in a room, with the doctor.

use serde::Deserialize;
use store::{Cells, Write, params};
use ts_rs::TS;
use uuid::Uuid;

use crate::encounters::end_visit::standing;
use crate::people::details::filled;
use crate::{Nothing, Refused, Who};

/// How far a visit has come.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum VisitStage {
    /// Somebody has judged how urgent it is.
    Triaged,
    /// In a room, waiting for the doctor.
    Roomed,
    /// With the doctor.
    InProgress,
}

/// Which visit, and how far it has come.
#[derive(Deserialize, TS)]
pub struct MoveVisit {
    id: Uuid,
    version: i64,
    stage: VisitStage,
    /// Where the patient is; needed for a room.
    room: Option<String>,
}

impl VisitStage {
    fn status(self) -> &'static str {
        match self {
            Self::Triaged => "triaged",
            Self::Roomed => "roomed",
            Self::InProgress => "in_progress",
        }
    }

    /// The statuses from which it goes on to this one.
    fn follows(self) -> &'static [&'static str] {
        match self {
            Self::Triaged => &["arrived"],
            Self::Roomed => &["arrived", "triaged", "roomed"],
            Self::InProgress => &["arrived", "triaged", "roomed"],
        }
    }
}

/// Moves a visit forward, and its appointment with it once the doctor sees the patient.
pub fn move_visit(
    write: &mut Write<'_>,
    who: &Who,
    request: MoveVisit,
) -> Result<Nothing, Refused> {
    let visit = standing(write, request.id)?;
    if !request.stage.follows().contains(&visit.status.as_str()) {
        return Err(Refused::because(
            "This visit has come further already, or it was called off. Open it again to see.",
        ));
    }
    let room = filled(request.room.as_deref());
    if request.stage == VisitStage::Roomed && room.is_none() {
        return Err(Refused::field("room", "Say which room the patient is in."));
    }
    let mut cells = Cells::new().set("status", request.stage.status());
    if room.is_some() {
        cells.put("room", room);
    }
    let begins = request.stage == VisitStage::InProgress;
    if begins && visit.practitioner_id.is_none() && who.practitioner_id.is_some() {
        cells.put("practitioner_id", who.practitioner_id);
    }
    write.update("visits", request.id, Some(request.version), cells)?;
    if let Some(appointment) = visit.appointment_id.filter(|_| begins)
        && let Some(status) = write.value::<String>(
            "SELECT status FROM appointments WHERE id = ?1 AND deleted_at IS NULL",
            params![appointment],
        )?
        && matches!(status.as_str(), "scheduled" | "confirmed" | "checked_in")
    {
        let cells = Cells::new().set("status", "in_progress").set("started_at", write.now());
        write.update("appointments", appointment, None, cells)?;
    }
    Ok(Nothing {})
}

#[cfg(test)]
mod tests {
    use crate::fixture::Clinic;
    use serde_json::json;
    use uuid::Uuid;

    #[test]
    fn the_appointment_moves_on_when_the_doctor_sees_the_patient_and_not_before() {
        let clinic = Clinic::found();
        let patient = clinic.patient("Elena", "Marín", "1960-01-05");
        let appointment = clinic.book(patient, "2026-03-02T08:40:00Z").unwrap();
        let room = json!({ "appointment_id": appointment, "version": 0, "room": "2" });
        clinic.ask(clinic.nurse, "encounters.room", room).unwrap();
        let visit =
            clinic.text("SELECT hex(id) FROM visits WHERE appointment_id = ?1", appointment);
        let visit: Uuid = visit.unwrap().parse().unwrap();
        let status =
            || clinic.text("SELECT status FROM appointments WHERE id = ?1", appointment).unwrap();
        let step = |stage: &str| {
            let to = json!({ "id": visit, "version": 0, "stage": stage, "room": "3" });
            clinic.ask(clinic.doctor, "encounters.move_visit", to)
        };
        step("roomed").unwrap();
        assert_eq!(status(), "checked_in");
        step("in_progress").unwrap();
        assert_eq!(status(), "in_progress");
        assert!(step("roomed").is_err(), "a visit does not go back");
    }
}
