//! The patient says that they will come.

use store::{Cells, Write};

use crate::scheduling::appointment::{ThisAppointment, step};
use crate::{Nothing, Refused, Who};

/// Confirms an appointment.
pub fn confirm(write: &mut Write<'_>, _: &Who, this: ThisAppointment) -> Result<Nothing, Refused> {
    let cells = Cells::new().set("status", "confirmed").set("confirmed_at", write.now());
    step(write, this, &["scheduled"], "confirmed", cells)
}

#[cfg(test)]
mod tests {
    use crate::fixture::Clinic;
    use serde_json::json;

    #[test]
    fn who_says_that_they_come_is_confirmed_once_and_still_checked_in_on_the_day() {
        let clinic = Clinic::found();
        let patient = clinic.patient("Elena", "Marín", "1960-01-05");
        let id = clinic.book(patient, "2026-03-02T10:00:00Z").unwrap();
        let confirm = |user, version: i64| {
            clinic.ask(user, "scheduling.confirm", json!({ "id": id, "version": version }))
        };
        let nurse = confirm(clinic.nurse, 0).unwrap_err();
        assert_eq!(nurse.code, Some("not_allowed"), "who books confirms");
        confirm(clinic.receptionist, 0).unwrap();
        let said = clinic.text("SELECT status FROM appointments WHERE id = ?1", id);
        assert_eq!(said.as_deref(), Some("confirmed"));
        let at = clinic.number("SELECT confirmed_at FROM appointments WHERE id = ?1", id);
        assert_eq!(at, Some(clinic.now()));
        assert!(confirm(clinic.receptionist, 0).unwrap_err().sentence.contains("confirmed"));
        // What is confirmed still holds its time, is moved and taken in like any other.
        let other = clinic.patient("Luis", "Prieto", "1990-10-10");
        let taken = clinic.book(other, "2026-03-02T10:00:00Z").unwrap_err();
        assert_eq!(taken.code, Some("taken"));
        let this = json!({ "id": id, "version": 0 });
        clinic.ask(clinic.receptionist, "scheduling.check_in", this).unwrap();
        let late = confirm(clinic.receptionist, 0).unwrap_err();
        assert!(late.sentence.contains("has been checked in"), "{}", late.sentence);
    }

    #[test]
    fn what_was_called_off_is_not_confirmed() {
        let clinic = Clinic::found();
        let patient = clinic.patient("Elena", "Marín", "1960-01-05");
        let id = clinic.book(patient, "2026-03-02T10:00:00Z").unwrap();
        let cancel = json!({ "id": id, "version": 0, "reason": "has a cold" });
        clinic.ask(clinic.receptionist, "scheduling.cancel", cancel).unwrap();
        let this = json!({ "id": id, "version": 0 });
        let refused = clinic.ask(clinic.receptionist, "scheduling.confirm", this).unwrap_err();
        assert!(refused.sentence.contains("it was cancelled"), "{}", refused.sentence);
    }
}
