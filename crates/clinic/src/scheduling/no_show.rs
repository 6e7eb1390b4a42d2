//! The patient has not come.

use store::{Cells, Write};

use crate::scheduling::appointment::{ThisAppointment, booked, step};
use crate::scheduling::needed::release;
use crate::system::happened::{Happened, happened};
use crate::{Nothing, Refused, Who};

/// Notes that a patient did not come; the time is free again, and so is what was needed.
pub fn no_show(
    write: &mut Write<'_>,
    who: &Who,
    this: ThisAppointment,
) -> Result<Nothing, Refused> {
    let appointment = booked(write, this.id)?;
    if appointment.starts_at > write.now() {
        return Err(Refused::because(
            "This appointment has not begun yet. Cancel it if the patient will not come.",
        ));
    }
    let cells = Cells::new().set("status", "no_show");
    step(write, this, &["scheduled", "confirmed"], "marked as missed", cells)?;
    release(write, this.id)?;
    let missed = Happened {
        trigger: "appointment_no_show",
        row: ("appointments", this.id),
        patient: Some(appointment.patient_id),
    };
    happened(write, who, &missed)?;
    Ok(Nothing {})
}

#[cfg(test)]
mod tests {
    use crate::fixture::Clinic;
    use serde_json::json;

    #[test]
    fn nobody_has_missed_an_appointment_that_is_yet_to_come() {
        let clinic = Clinic::found();
        let patient = clinic.patient("Elena", "Marín", "1960-01-05");
        let id = clinic.book(patient, "2026-03-02T10:00:00Z").unwrap();
        let missed = || {
            let this = json!({ "id": id, "version": 0 });
            clinic.ask(clinic.nurse, "scheduling.no_show", this)
        };
        assert!(missed().unwrap_err().sentence.contains("not begun yet"));
        clinic.set_clock("2026-03-02T10:20:00Z");
        missed().unwrap();
        let other = clinic.patient("Luis", "Prieto", "1990-10-10");
        clinic.book(other, "2026-03-02T10:20:00Z").unwrap();
    }
}
