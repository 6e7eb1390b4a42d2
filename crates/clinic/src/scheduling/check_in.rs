//! The patient has come.

use store::{Cells, Write};

use crate::calendar::HOUR;
use crate::encounters::start_visit::arrived;
use crate::scheduling::appointment::{ThisAppointment, booked, step};
use crate::{Nothing, Refused, Who};

/// Nobody sits in the waiting room for longer; further away it is the wrong appointment.
const AWAY_MAX: i64 = 24 * HOUR;

/// Checks a patient in.
pub fn check_in(
    write: &mut Write<'_>,
    who: &Who,
    this: ThisAppointment,
) -> Result<Nothing, Refused> {
    let appointment = booked(write, this.id)?;
    if (appointment.starts_at - write.now()).abs() > AWAY_MAX {
        return Err(Refused::because(
            "This appointment is on another day. Move it to today first, or add a walk-in.",
        ));
    }
    let cells = Cells::new().set("status", "checked_in").set("checked_in_at", write.now());
    step(write, this, &["scheduled", "confirmed"], "checked in", cells)?;
    arrived(write, who, ("appointments", appointment.id), appointment.patient_id)?;
    Ok(Nothing {})
}

#[cfg(test)]
mod tests {
    use crate::fixture::Clinic;
    use serde_json::json;

    #[test]
    fn a_patient_is_checked_in_once_and_on_the_day() {
        let clinic = Clinic::found();
        let patient = clinic.patient("Elena", "Marín", "1960-01-05");
        let today = clinic.book(patient, "2026-03-02T10:00:00Z").unwrap();
        let later = clinic.book(patient, "2026-03-09T10:00:00Z").unwrap();
        let check_in = |id| {
            let this = json!({ "id": id, "version": 0 });
            clinic.ask(clinic.receptionist, "scheduling.check_in", this)
        };
        check_in(today).unwrap();
        assert!(check_in(today).unwrap_err().sentence.contains("has been checked in"));
        assert!(check_in(later).unwrap_err().sentence.contains("another day"));
    }
}
