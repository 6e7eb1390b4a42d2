//! A booking is called off.

use serde::Deserialize;
use store::{Cells, Write};
use ts_rs::TS;
use uuid::Uuid;

use crate::messages::reminders::tell_cancelled;
use crate::people::details::filled;
use crate::scheduling::appointment::booked;
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

/// Cancels an appointment; the time is free again and the reason stays.
pub fn cancel(write: &mut Write<'_>, who: &Who, request: Cancel) -> Result<Nothing, Refused> {
    let reason = filled(Some(&request.reason))
        .ok_or_else(|| Refused::field("reason", "Say why the appointment is cancelled."))?;
    booked(write, request.id)?.must_be(&["scheduled", "confirmed", "checked_in"], "cancelled")?;
    call_off(write, who, request.id, Some(request.version), &reason)?;
    tell_cancelled(write, who, request.id)?;
    Ok(Nothing {})
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
}
