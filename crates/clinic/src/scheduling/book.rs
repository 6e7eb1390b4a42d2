//! A booking.

use serde::Deserialize;
use store::{Cells, Intent, Write};
use ts_rs::TS;
use uuid::Uuid;

use crate::organization::add_user::Made;
use crate::people::details::filled;
use crate::people::register::make_known;
use crate::scheduling::appointment::{patient_may_come, practitioner_exists};
use crate::scheduling::clash::{Wanted, taken};
use crate::{Refused, Who};

/// Who is booked with whom, and when.
#[derive(Deserialize, TS)]
pub struct Book {
    patient_id: Uuid,
    practitioner_id: Uuid,
    starts_at: i64,
    ends_at: i64,
    kind: String,
    priority: String,
    reason: Option<String>,
    room: Option<String>,
    overbook: bool,
}

/// Books an appointment. Refuses with the code `taken` where the doctor has somebody and
/// `overbook` was not said, and with `in_the_past` where the time has passed.
pub fn book(write: &mut Write<'_>, who: &Who, request: Book) -> Result<Made, Refused> {
    patient_may_come(write, request.patient_id)?;
    practitioner_exists(write, request.practitioner_id)?;
    let room = filled(request.room.as_deref());
    let wanted = Wanted {
        appointment: None,
        patient: request.patient_id,
        practitioner: request.practitioner_id,
        room: room.as_deref(),
        starts_at: request.starts_at,
        ends_at: request.ends_at,
    };
    wanted.check_time(write.now())?;
    let overbooked = wanted.practitioner_taken(write, who)?;
    if overbooked && !request.overbook {
        return Err(taken());
    }
    make_known(write, who, request.patient_id, "booked")?;
    let id = write.insert(
        "appointments",
        Cells::new()
            .set("site_id", who.site.id)
            .set("patient_id", request.patient_id)
            .set("practitioner_id", request.practitioner_id)
            .set("starts_at", request.starts_at)
            .set("ends_at", request.ends_at)
            .set("kind", request.kind)
            .set("status", "scheduled")
            .set("priority", request.priority)
            .set("reason", filled(request.reason.as_deref()))
            .set("room", room)
            .set("overbooked", overbooked)
            .set("created_by", who.user_id),
    )?;
    write.intend(Intent::Book { appointment: id });
    crate::messages::reminders::confirm_booking(write, who, id)?;
    Ok(Made { id })
}

#[cfg(test)]
mod tests {
    use crate::calendar::MINUTE;
    use crate::fixture::{Clinic, moment};
    use serde_json::json;

    #[test]
    fn a_doctor_has_one_patient_at_a_time_unless_somebody_says_otherwise() {
        let clinic = Clinic::found();
        let first = clinic.patient("Elena", "Marín", "1960-01-05");
        let second = clinic.patient("Luis", "Prieto", "1990-10-10");
        clinic.book(first, "2026-03-02T10:00:00Z").unwrap();
        let refused = clinic.book(second, "2026-03-02T10:15:00Z").unwrap_err();
        assert_eq!(refused.code, Some("taken"));
        clinic.book(second, "2026-03-02T10:30:00Z").unwrap();
        let starts_at = moment("2026-03-02T10:00:00Z");
        let third = clinic.patient("Noa", "Bravo", "2010-02-02");
        let overbooked = json!({
            "patient_id": third, "practitioner_id": clinic.doctor_practitioner,
            "starts_at": starts_at, "ends_at": starts_at + 10 * MINUTE, "kind": "emergency",
            "priority": "urgent", "reason": null, "room": null, "overbook": true
        });
        let made = clinic.ask(clinic.receptionist, "scheduling.book", overbooked).unwrap();
        let id = crate::fixture::id_of(&made);
        assert_eq!(clinic.number("SELECT overbooked FROM appointments WHERE id = ?1", id), Some(1));
    }

    #[test]
    fn nobody_is_in_two_places_and_no_room_holds_two() {
        let clinic = Clinic::found();
        let patient = clinic.patient("Elena", "Marín", "1960-01-05");
        let other = clinic.patient("Luis", "Prieto", "1990-10-10");
        let practitioners =
            clinic.ask(clinic.owner, "organization.practitioners", json!({})).unwrap();
        let starts_at = moment("2026-03-02T11:00:00Z");
        let with = |doctor: &serde_json::Value, patient: uuid::Uuid, room: &str| {
            json!({
                "patient_id": patient, "practitioner_id": doctor["id"],
                "starts_at": starts_at, "ends_at": starts_at + 30 * MINUTE,
                "kind": "consultation", "priority": "medium", "reason": null, "room": room,
                "overbook": true
            })
        };
        let (one, two) = (&practitioners[0], &practitioners[1]);
        clinic.ask(clinic.receptionist, "scheduling.book", with(one, patient, "Room 1")).unwrap();
        let twice =
            clinic.ask(clinic.receptionist, "scheduling.book", with(two, patient, "Room 2"));
        assert_eq!(twice.unwrap_err().field, Some("patient_id"));
        let crowded =
            clinic.ask(clinic.receptionist, "scheduling.book", with(two, other, "Room 1"));
        assert_eq!(crowded.unwrap_err().field, Some("room"));
        clinic.ask(clinic.receptionist, "scheduling.book", with(two, other, "Room 2")).unwrap();
    }

    #[test]
    fn nothing_is_booked_in_the_past_but_a_minute_ago_is_now() {
        let clinic = Clinic::found();
        let patient = clinic.patient("Elena", "Marín", "1960-01-05");
        let refused = clinic.book(patient, "2026-03-02T08:20:00Z").unwrap_err();
        assert_eq!(refused.code, Some("in_the_past"));
        clinic.book(patient, "2026-03-02T08:28:00Z").unwrap();
    }

    #[test]
    fn the_dead_are_not_booked() {
        let clinic = Clinic::found();
        let patient = clinic.patient("Elena", "Marín", "1930-01-05");
        clinic
            .store
            .write(clinic.doctor, "test", |write| {
                write.update("patients", patient, None, store::Cells::new().set("deceased", true))
            })
            .unwrap();
        assert!(clinic.book(patient, "2026-03-02T10:00:00Z").is_err());
    }
}
