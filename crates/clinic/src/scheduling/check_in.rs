//! The patient has come.

use store::{Cells, Write};

use crate::calendar::{HOUR, day_of};
use crate::encounters::start_visit::arrived;
use crate::scheduling::appointment::{Booked, ThisAppointment, booked, step};
use crate::{Nothing, Refused, Who};

/// So near, an appointment on the other side of midnight is the one that the patient came for.
const OVER_MIDNIGHT: i64 = 2 * HOUR;

/// Whether a moment is on the day that it is, by the calendar of the site.
pub(crate) fn is_today(who: &Who, starts_at: i64, now: i64) -> bool {
    let zone = who.site.time_zone;
    day_of(zone, starts_at) == day_of(zone, now) || (starts_at - now).abs() <= OVER_MIDNIGHT
}

/// Refuses where the appointment is on another day than this moment.
pub(crate) fn must_be_today(who: &Who, appointment: &Booked, now: i64) -> Result<(), Refused> {
    if is_today(who, appointment.starts_at, now) {
        return Ok(());
    }
    Err(Refused::because(
        "This appointment is on another day. Move it to today first, or add a walk-in.",
    ))
}

/// Checks a patient in on the day of the appointment, by the calendar of the site.
pub fn check_in(
    write: &mut Write<'_>,
    who: &Who,
    this: ThisAppointment,
) -> Result<Nothing, Refused> {
    let appointment = booked(write, this.id)?;
    let now = write.now();
    must_be_today(who, &appointment, now)?;
    let cells = Cells::new().set("status", "checked_in").set("checked_in_at", now);
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
        let tomorrow = clinic.book(patient, "2026-03-03T08:00:00Z").unwrap();
        clinic.set_clock("2026-03-02T09:00:00Z");
        assert!(check_in(tomorrow).unwrap_err().sentence.contains("another day"), "23 hours away");
        check_in(today).unwrap();
        assert!(check_in(today).unwrap_err().sentence.contains("has been checked in"));
        assert!(check_in(later).unwrap_err().sentence.contains("another day"));
    }
}
