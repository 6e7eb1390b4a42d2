//! A booking that was called off stands again: it was called off by mistake, or the patient comes
//! after all.

use store::{Cells, Write};
use uuid::Uuid;

use crate::messages::reminders::tell_stands;
use crate::people::details::filled;
use crate::scheduling::appointment::{Booked, booked, patient_may_come};
use crate::scheduling::undo_no_show::UndoNoShow;
use crate::{Nothing, Refused, Who};

/// Takes back that an appointment was cancelled, while its time is still to come: it stands again as
/// before, with the rooms and machines that were given back, and the patient hears of it. Refuses
/// with the code `taken` where the doctor has somebody else by now, unless `overbook` was said, and
/// outright where patient, room or machine are elsewhere. Why it had been cancelled, and why it
/// stands again, stays in the audit trail. A visit that was called off with it stays called off.
pub fn undo_cancel(
    write: &mut Write<'_>,
    who: &Who,
    request: UndoNoShow,
) -> Result<Nothing, Refused> {
    let reason = filled(Some(&request.reason))
        .ok_or_else(|| Refused::field("reason", "Say why the appointment stands after all."))?;
    let before = booked(write, request.id)?;
    before.must_be(&["cancelled"], "put back")?;
    patient_may_come(write, before.patient_id)?;
    let there = who.at_branch(write, Some(before.site_id))?;
    if before.starts_at < write.now() {
        return Err(Refused::because(
            "The time of this appointment has passed. Book the patient anew, or add a walk-in.",
        ));
    }
    let cells = before.not_cancelled();
    before.stand_again(write, &there, (Some(request.version), request.overbook), cells)?;
    let of = Some(before.patient_id);
    write.audit("update", Some("appointments"), Some(before.id), of, Some(&reason))?;
    tell_stands(write, &there, before.id)?;
    Ok(Nothing {})
}

impl Booked {
    /// The cells of an appointment that was cancelled and stands as before.
    pub(crate) fn not_cancelled(&self) -> Cells {
        let status = if self.confirmed_at.is_some() { "confirmed" } else { "scheduled" };
        Cells::new()
            .set("status", status)
            .set("cancelled_at", None::<i64>)
            .set("cancelled_by", None::<Uuid>)
            .set("cancel_reason", None::<String>)
    }
}

#[cfg(test)]
mod tests {
    use crate::fixture::Clinic;
    use serde_json::json;

    #[test]
    fn what_was_cancelled_by_mistake_stands_again_unless_the_time_is_gone() {
        let clinic = Clinic::found();
        let patient = clinic.patient("Elena", "Marín", "1960-01-05");
        let other = clinic.patient("Luis", "Prieto", "1990-10-10");
        let id = clinic.book(patient, "2026-03-02T10:00:00Z").unwrap();
        let cancel = || {
            let request = json!({ "id": id, "version": 0, "reason": "The wrong line" });
            clinic.ask(clinic.receptionist, "scheduling.cancel", request)
        };
        let undo = |reason: &str, overbook: bool| {
            let request = json!({ "id": id, "version": 0, "reason": reason, "overbook": overbook });
            clinic.ask(clinic.receptionist, "scheduling.undo_cancel", request)
        };
        assert!(undo("Too soon", false).is_err(), "nobody cancelled it");
        cancel().unwrap();
        assert_eq!(undo(" ", false).unwrap_err().field, Some("reason"));
        undo("It was another patient's", false).unwrap();
        let stands = "SELECT status || coalesce(cancel_reason, '') FROM appointments WHERE id = ?1";
        assert_eq!(clinic.text(stands, id).as_deref(), Some("scheduled"));
        cancel().unwrap();
        clinic.book(other, "2026-03-02T10:00:00Z").unwrap();
        assert_eq!(undo("He called again", false).unwrap_err().code, Some("taken"));
        undo("He called again", true).unwrap();
        assert_eq!(clinic.number("SELECT overbooked FROM appointments WHERE id = ?1", id), Some(1));
        cancel().unwrap();
        clinic.set_clock("2026-03-02T11:00:00Z");
        assert!(undo("Too late", true).unwrap_err().sentence.contains("has passed"));
    }
}
