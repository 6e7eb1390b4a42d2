//! A booking is called off.

use catalog::Action;
use serde::Deserialize;
use store::{Cells, Write};
use ts_rs::TS;
use uuid::Uuid;

use crate::encounters::start_visit::visit_of;
use crate::messages::add_task::{NewTask, add_task};
use crate::messages::reminders::tell_cancelled;
use crate::people::details::filled;
use crate::scheduling::appointment::{Booked, booked};
use crate::scheduling::needed::release;
use crate::scheduling::own_appointments::answered;
use crate::system::happened::{Happened, happened};
use crate::{Nothing, Refused, Who};

/// Which one, and why.
#[derive(Deserialize, TS)]
pub struct Cancel {
    id: Uuid,
    version: i64,
    reason: String,
}

/// Cancels an appointment; the time is free again and the reason stays. A visit that has begun for
/// it, as when the patient was shown to a room, is called off with it; where the visit is not the
/// canceller's to change, a nurse is asked to. Refuses where the doctor is seeing the patient.
pub fn cancel(write: &mut Write<'_>, who: &Who, request: Cancel) -> Result<Nothing, Refused> {
    let reason = filled(Some(&request.reason))
        .ok_or_else(|| Refused::field("reason", "Say why the appointment is cancelled."))?;
    let before = booked(write, request.id)?;
    before.must_be(&["scheduled", "confirmed", "checked_in"], "cancelled")?;
    call_off(write, who, request.id, Some(request.version), &reason)?;
    close_visit(write, who, &before, &reason)?;
    tell_cancelled(write, who, request.id)?;
    Ok(Nothing {})
}

/// Calls off the visit of an appointment that was cancelled.
fn close_visit(
    write: &mut Write<'_>,
    who: &Who,
    before: &Booked,
    reason: &str,
) -> Result<(), Refused> {
    let begun = visit_of(write, before.id)?;
    let mine = who.may("visits", Action::Update);
    match begun {
        Some((_, status)) if status == "in_progress" => {
            return Err(Refused::because(
                "The doctor is seeing this patient. End the visit or call it off; the appointment \
                 goes with it.",
            ));
        }
        Some((visit, status)) if mine => {
            if matches!(status.as_str(), "arrived" | "triaged" | "roomed") {
                let cells = Cells::new()
                    .set("status", "cancelled")
                    .set("ended_at", write.now())
                    .set("status_reason", reason);
                write.update("visits", visit, None, cells)?;
            }
            return Ok(());
        }
        _ => {}
    }
    // A PC of the front desk holds no visits: whether one has begun, a nurse sees.
    if mine || before.status != "checked_in" {
        return Ok(());
    }
    let task = NewTask {
        id: Some(Uuid::new_v5(&before.id, b"cancelled after check-in")),
        kind: "other",
        title: "An appointment was cancelled after the patient had come".to_owned(),
        description: Some("If a visit has begun for it, call that off.".to_owned()),
        priority: "high",
        for_role: Some("nurse"),
        assigned_to: None,
        patient: Some(before.patient_id),
        due_at: None,
        source: Some(("appointments", before.id)),
    };
    add_task(write, who, &task)?;
    Ok(())
}

/// Writes that an appointment does not take place, and gives back what it needed.
pub(crate) fn call_off(
    write: &mut Write<'_>,
    who: &Who,
    appointment: Uuid,
    seen: Option<i64>,
    reason: &str,
) -> Result<(), Refused> {
    let before = booked(write, appointment)?;
    write.update("appointments", appointment, seen, cancelled(write.now(), who, reason))?;
    release(write, appointment)?;
    answered(write, who, appointment, before.starts_at)?;
    let cancelled = Happened {
        trigger: "appointment_cancelled",
        row: ("appointments", appointment),
        patient: Some(before.patient_id),
    };
    happened(write, who, &cancelled)
}

/// The cells of a cancelled appointment.
fn cancelled(now: i64, who: &Who, reason: &str) -> Cells {
    Cells::new()
        .set("status", "cancelled")
        .set("cancelled_at", now)
        .set("cancelled_by", who.user_id)
        .set("cancel_reason", reason)
}

#[cfg(test)]
mod tests {
    use crate::fixture::Clinic;
    use serde_json::json;

    #[test]
    fn a_cancelled_appointment_leaves_its_time_to_others() {
        let clinic = Clinic::found();
        let first = clinic.patient("Elena", "Marín", "1960-01-05");
        let second = clinic.patient("Luis", "Prieto", "1990-10-10");
        let id = clinic.book(first, "2026-03-02T10:00:00Z").unwrap();
        let request = |reason: &str| json!({ "id": id, "version": 0, "reason": reason });
        let silent = clinic.ask(clinic.receptionist, "scheduling.cancel", request(" "));
        assert_eq!(silent.unwrap_err().field, Some("reason"));
        clinic.ask(clinic.receptionist, "scheduling.cancel", request("has a cold")).unwrap();
        clinic.book(second, "2026-03-02T10:00:00Z").unwrap();
    }

    #[test]
    fn with_an_appointment_that_is_cancelled_goes_the_visit_that_began_for_it() {
        let clinic = Clinic::found();
        let roomed = |given: &str, start: &str| {
            let patient = clinic.patient(given, "Marín", "1960-01-05");
            let id = clinic.book(patient, start).unwrap();
            let room = json!({ "appointment_id": id, "version": 0, "room": "2" });
            clinic.ask(clinic.nurse, "encounters.room", room).unwrap();
            (patient, id)
        };
        let cancel = |user, id: uuid::Uuid| {
            let request = json!({ "id": id, "version": 0, "reason": "Went to work" });
            clinic.ask(user, "scheduling.cancel", request)
        };
        let visit = |id: uuid::Uuid| {
            let sql = "SELECT status || coalesce(': ' || status_reason, '') FROM visits \
                       WHERE appointment_id = ?1";
            clinic.text(sql, id).unwrap()
        };
        let (_, id) = roomed("Elena", "2026-03-02T09:00:00Z");
        cancel(clinic.doctor, id).unwrap();
        assert_eq!(visit(id), "cancelled: Went to work");
        // The desk writes no visits: a nurse is asked, once.
        let (patient, id) = roomed("Irene", "2026-03-02T10:00:00Z");
        cancel(clinic.receptionist, id).unwrap();
        assert_eq!(visit(id), "roomed");
        let asked = "SELECT count(*) FROM tasks WHERE for_role = 'nurse' AND status = 'open' \
                     AND patient_id = ?1 AND source_table = 'appointments'";
        assert_eq!(clinic.number(asked, patient), Some(1));
        // Whom the doctor sees is not sent away by the desk.
        let patient = clinic.patient("Luis", "Prieto", "1990-10-10");
        let id = clinic.book(patient, "2026-03-02T11:00:00Z").unwrap();
        let start = json!({
            "appointment_id": id, "patient_id": patient, "practitioner_id": null,
            "kind": "consultation", "reason": null
        });
        clinic.ask(clinic.doctor, "encounters.start_visit", start).unwrap();
        assert!(cancel(clinic.receptionist, id).unwrap_err().sentence.contains("with the doctor"));
        assert_eq!(visit(id), "in_progress");
    }
}
