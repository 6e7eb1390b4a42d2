//! A booking.

use serde::Deserialize;
use store::Write;
use ts_rs::TS;
use uuid::Uuid;

use crate::organization::add_user::Made;
use crate::scheduling::booking::Booking;
use crate::{Refused, Who};

/// Who is booked with whom, and when.
#[derive(Deserialize, TS)]
pub struct Book {
    patient_id: Uuid,
    practitioner_id: Uuid,
    #[ts(optional = nullable)]
    department_id: Option<Uuid>,
    starts_at: i64,
    ends_at: i64,
    kind: String,
    priority: String,
    reason: Option<String>,
    room: Option<String>,
    /// Rooms and machines that are needed.
    #[serde(default)]
    #[ts(as = "Option<_>", optional)]
    resource_ids: Vec<Uuid>,
    overbook: bool,
    /// Another branch than this one, where the PC holds the whole record.
    #[ts(optional = nullable)]
    pub(crate) site_id: Option<Uuid>,
}

/// Books an appointment. Refuses with the code `taken` where the doctor has somebody and with
/// `closed` at a holiday, a leave or a closed slot, both unless `overbook` was said; and with
/// `in_the_past` where the time has passed. At another branch it is booked only where this PC holds
/// that branch's book; elsewhere it refuses with the code `other_branch` (`scheduling.ask_branch`).
pub fn book(write: &mut Write<'_>, who: &Who, request: Book) -> Result<Made, Refused> {
    let there = who.at_branch(write, request.site_id)?;
    let id = request.booking().place(write, &there)?;
    Ok(Made { id })
}

impl Book {
    /// The booking that is asked for.
    pub(crate) fn booking(self) -> Booking {
        Booking {
            id: None,
            patient: self.patient_id,
            practitioner: self.practitioner_id,
            department: self.department_id,
            starts_at: self.starts_at,
            ends_at: self.ends_at,
            kind: self.kind,
            priority: self.priority,
            reason: self.reason,
            room: self.room,
            resources: self.resource_ids,
            overbook: self.overbook,
            rescheduled_from: None,
            series: None,
        }
    }
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
        for room in ["Room 1", "room 1", " ROOM 1 "] {
            let crowded =
                clinic.ask(clinic.receptionist, "scheduling.book", with(two, other, room));
            assert_eq!(crowded.unwrap_err().field, Some("room"), "{room}");
        }
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
