//! Somebody else was checked in than the one who came.

use serde::Deserialize;
use store::{Cells, Write};
use ts_rs::TS;
use uuid::Uuid;

use crate::encounters::start_visit::visit_of;
use crate::people::details::filled;
use crate::scheduling::appointment::{ThisAppointment, booked, step};
use crate::{Nothing, Refused, Who};

/// Which one, and why.
#[derive(Deserialize, TS)]
pub struct UndoCheckIn {
    id: Uuid,
    version: i64,
    reason: String,
}

/// Takes a check-in back: the patient is expected as before. Refused once a visit has begun for it,
/// which is called off first with its appointment kept. A front desk's PC holds no visits: where one
/// has begun all the same, the centre asks a nurse. What the clinic's rules did on arrival stays.
pub fn undo_check_in(
    write: &mut Write<'_>,
    _: &Who,
    request: UndoCheckIn,
) -> Result<Nothing, Refused> {
    let reason = filled(Some(&request.reason))
        .ok_or_else(|| Refused::field("reason", "Say why the check-in is taken back."))?;
    let before = booked(write, request.id)?;
    before.must_be(&["checked_in"], "taken back to before the check-in")?;
    if visit_of(write, request.id)?.is_some() {
        return Err(Refused::because(
            "A visit has begun for this appointment. Call that visit off first and keep the \
             appointment, then take the check-in back.",
        ));
    }
    let status = if before.confirmed_at.is_some() { "confirmed" } else { "scheduled" };
    let cells = Cells::new().set("status", status).set("checked_in_at", None::<i64>);
    let this = ThisAppointment { id: request.id, version: request.version };
    step(write, this, &["checked_in"], "taken back to before the check-in", cells)?;
    let patient = Some(before.patient_id);
    write.audit("update", Some("appointments"), Some(before.id), patient, Some(&reason))?;
    Ok(Nothing {})
}

#[cfg(test)]
mod tests {
    use crate::fixture::Clinic;
    use serde_json::json;

    #[test]
    fn a_wrong_check_in_is_taken_back_until_a_visit_has_begun() {
        let clinic = Clinic::found();
        let patient = clinic.patient("Elena", "Marín", "1960-01-05");
        let id = clinic.book(patient, "2026-03-02T10:00:00Z").unwrap();
        let this = json!({ "id": id, "version": 0 });
        let undo = |reason: &str| {
            let request = json!({ "id": id, "version": 0, "reason": reason });
            clinic.ask(clinic.receptionist, "scheduling.undo_check_in", request)
        };
        assert!(undo("not here").unwrap_err().sentence.contains("not been checked in"));
        clinic.ask(clinic.receptionist, "scheduling.check_in", this.clone()).unwrap();
        assert_eq!(undo("").unwrap_err().field, Some("reason"));
        undo("The sister of the same name came").unwrap();
        let told = "SELECT status || coalesce(checked_in_at, '') FROM appointments WHERE id = ?1";
        assert_eq!(clinic.text(told, id).as_deref(), Some("scheduled"));
        clinic.ask(clinic.receptionist, "scheduling.check_in", this).unwrap();
        let room = json!({ "appointment_id": id, "version": 0, "room": "2" });
        clinic.ask(clinic.nurse, "encounters.room", room).unwrap();
        assert!(undo("Wrong one").unwrap_err().sentence.contains("A visit has begun"));
        let visit = clinic.text("SELECT hex(id) FROM visits WHERE appointment_id = ?1", id);
        let visit: uuid::Uuid = visit.unwrap().parse().unwrap();
        let cancel = json!({
            "id": visit, "version": 0, "reason": "Wrong patient called", "keep_appointment": true
        });
        clinic.ask(clinic.nurse, "encounters.cancel_visit", cancel).unwrap();
        undo("Wrong one").unwrap();
    }
}
