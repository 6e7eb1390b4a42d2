//! A patient asks for another time.

use serde::Deserialize;
use store::Write;
use ts_rs::TS;
use uuid::Uuid;

use crate::organization::add_user::Made;
use crate::people::details::filled;
use crate::scheduling::appointment::booked;
use crate::scheduling::booking::Booking;
use crate::scheduling::cancel::call_off;
use crate::scheduling::needed;
use crate::{Refused, Who};

/// Which appointment, why, and where to.
#[derive(Deserialize, TS)]
pub struct Reschedule {
    id: Uuid,
    version: i64,
    reason: String,
    practitioner_id: Uuid,
    starts_at: i64,
    ends_at: i64,
    overbook: bool,
    /// Another room; the same one where nothing is said.
    #[ts(optional = nullable)]
    room: Option<String>,
    /// Other rooms and machines; the same ones where nothing is said.
    #[ts(optional = nullable)]
    resource_ids: Option<Vec<Uuid>>,
}

/// Cancels an appointment for the reason given and books a new one that names it, both or none.
/// `scheduling.move` corrects a booking in its place; this is what counts as a reschedule. The new
/// id follows from the old one, so that two PCs that reschedule one appointment make one new one. It
/// stays at its branch, as with `scheduling.move`.
pub fn reschedule(write: &mut Write<'_>, who: &Who, request: Reschedule) -> Result<Made, Refused> {
    let before = booked(write, request.id)?;
    before.must_be(&["scheduled", "confirmed"], "rescheduled")?;
    let reason = filled(Some(&request.reason))
        .ok_or_else(|| Refused::field("reason", "Say why the appointment is rescheduled."))?;
    let resources = match request.resource_ids {
        Some(chosen) => chosen,
        None => needed::of(write, request.id)?,
    };
    let there = who.at_branch(write, Some(before.site_id))?;
    call_off(write, &there, request.id, Some(request.version), &reason)?;
    let booking = Booking {
        id: Some(Uuid::new_v5(&request.id, b"rescheduled")),
        patient: before.patient_id,
        practitioner: request.practitioner_id,
        department: before.department_id,
        starts_at: request.starts_at,
        ends_at: request.ends_at,
        kind: before.kind,
        priority: before.priority,
        reason: before.reason,
        room: request.room.or(before.room),
        resources,
        overbook: request.overbook,
        rescheduled_from: Some(request.id),
        series: before.series_id,
    };
    Ok(Made { id: booking.place(write, &there)? })
}

#[cfg(test)]
mod tests {
    use crate::calendar::MINUTE;
    use crate::fixture::{Clinic, id_of, moment};
    use serde_json::json;

    #[test]
    fn what_was_rescheduled_twice_shows_its_whole_history() {
        let clinic = Clinic::found();
        let patient = clinic.patient("Elena", "Marín", "1960-01-05");
        let first = clinic.book(patient, "2026-03-02T10:00:00Z").unwrap();
        let to = |id: uuid::Uuid, start: &str, reason: &str| {
            let starts_at = moment(start);
            let request = json!({
                "id": id, "version": 0, "reason": reason,
                "practitioner_id": clinic.doctor_practitioner, "starts_at": starts_at,
                "ends_at": starts_at + 30 * MINUTE, "overbook": false
            });
            clinic.ask(clinic.receptionist, "scheduling.reschedule", request)
        };
        assert_eq!(to(first, "2026-03-03T10:00:00Z", " ").unwrap_err().field, Some("reason"));
        // Half an hour later overlaps the old time, which is no obstacle any more.
        let second = id_of(&to(first, "2026-03-02T10:15:00Z", "has to work").unwrap());
        let third = id_of(&to(second, "2026-03-03T10:00:00Z", "is ill").unwrap());
        let again = to(first, "2026-03-04T10:00:00Z", "once more").unwrap_err();
        assert!(again.sentence.contains("was cancelled"));
        let history =
            clinic.ask(clinic.receptionist, "scheduling.history", json!({ "id": second })).unwrap();
        let told: Vec<_> = history
            .as_array()
            .unwrap()
            .iter()
            .map(|step| (step["appointment"]["id"].clone(), step["cancel_reason"].clone()))
            .collect();
        assert_eq!(
            told,
            [
                (json!(first), json!("has to work")),
                (json!(second), json!("is ill")),
                (json!(third), json!(null)),
            ]
        );
    }

    #[test]
    fn a_reschedule_that_is_refused_leaves_the_booking_where_it_is() {
        let clinic = Clinic::found();
        let patient = clinic.patient("Elena", "Marín", "1960-01-05");
        let other = clinic.patient("Luis", "Prieto", "1990-10-10");
        let id = clinic.book(patient, "2026-03-02T10:00:00Z").unwrap();
        clinic.book(other, "2026-03-02T12:00:00Z").unwrap();
        let starts_at = moment("2026-03-02T12:00:00Z");
        let request = json!({
            "id": id, "version": 0, "reason": "later", "starts_at": starts_at,
            "practitioner_id": clinic.doctor_practitioner, "ends_at": starts_at + 30 * MINUTE,
            "overbook": false
        });
        let refused = clinic.ask(clinic.receptionist, "scheduling.reschedule", request);
        assert_eq!(refused.unwrap_err().code, Some("taken"));
        let status = clinic.text("SELECT status FROM appointments WHERE id = ?1", id);
        assert_eq!(status.as_deref(), Some("scheduled"));
    }
}
