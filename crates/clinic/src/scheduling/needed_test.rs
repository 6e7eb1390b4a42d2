//! Rooms and machines of bookings, from promise to release.

use serde_json::{Value, json};
use uuid::Uuid;

use crate::Refused;
use crate::calendar::MINUTE;
use crate::fixture::{Clinic, id_of, moment};

struct Equipped {
    clinic: Clinic,
    machine: Uuid,
    theatre: Uuid,
    colleague: Uuid,
}

fn equipped() -> Equipped {
    let clinic = Clinic::found();
    let add = |kind: &str, name: &str| {
        let form = json!({
            "department_id": null, "kind": kind, "name": name, "code": null, "capacity": null,
            "service_interval_days": null, "service_interval_hours": null, "notes": null
        });
        id_of(&clinic.ask(clinic.owner, "place.add_resource", form).unwrap())
    };
    let (machine, theatre) = (add("ultrasound", "Ultrasound 1"), add("operating_room", "Theatre"));
    let practitioners = clinic.ask(clinic.owner, "organization.practitioners", json!({})).unwrap();
    let colleague = practitioners
        .as_array()
        .unwrap()
        .iter()
        .find(|one| one["id"] != json!(clinic.doctor_practitioner))
        .map(id_of)
        .unwrap();
    Equipped { clinic, machine, theatre, colleague }
}

impl Equipped {
    fn book(&self, doctor: Uuid, name: &str, start: &str, needs: &[Uuid]) -> Result<Uuid, Refused> {
        let patient = self.clinic.patient(name, "Prieto", "1990-10-10");
        let starts_at = moment(start);
        let request = json!({
            "patient_id": patient, "practitioner_id": doctor, "starts_at": starts_at,
            "ends_at": starts_at + 30 * MINUTE, "kind": "diagnostic", "priority": "medium",
            "reason": null, "room": null, "resource_ids": needs, "overbook": true
        });
        let made = self.clinic.ask(self.clinic.receptionist, "scheduling.book", request)?;
        Ok(id_of(&made))
    }

    fn ask(&self, name: &str, request: Value) -> Result<Value, Refused> {
        self.clinic.ask(self.clinic.receptionist, name, request)
    }

    /// How many promises of an appointment stand at its own time.
    fn promised(&self, appointment: Uuid) -> Option<i64> {
        self.clinic.number(
            "SELECT count(*) FROM appointment_resources r JOIN appointments a \
             ON a.id = r.appointment_id WHERE a.id = ?1 AND r.is_released = 0 \
             AND r.starts_at = a.starts_at AND r.ends_at = a.ends_at",
            appointment,
        )
    }
}

#[test]
fn a_machine_is_promised_once_and_given_back_with_the_booking() {
    let here = equipped();
    let doctor = here.clinic.doctor_practitioner;
    let (ten, machine) = ("2026-03-02T10:00:00Z", [here.machine]);
    let first = here.book(doctor, "Ana", ten, &machine).unwrap();
    let refused = here.book(here.colleague, "Eva", "2026-03-02T10:15:00Z", &machine).unwrap_err();
    assert_eq!(refused.field, Some("resource_ids"), "not even when overbooked");
    assert!(refused.sentence.contains("Ultrasound 1 is promised to somebody else at 11:00"));
    assert_eq!(here.promised(first), Some(1));
    let cancel = json!({ "id": first, "version": 0, "reason": "ill" });
    here.ask("scheduling.cancel", cancel).unwrap();
    assert_eq!(here.promised(first), Some(0));
    let second = here.book(here.colleague, "Eva", ten, &machine).unwrap();
    here.clinic.set_clock("2026-03-02T10:20:00Z");
    let this = json!({ "id": second, "version": 0 });
    here.clinic.ask(here.clinic.nurse, "scheduling.no_show", this).unwrap();
    here.book(doctor, "Noa", "2026-03-02T10:20:00Z", &machine).unwrap();
}

#[test]
fn promises_follow_a_booking_that_moves() {
    let here = equipped();
    let doctor = here.clinic.doctor_practitioner;
    let id = here.book(doctor, "Ana", "2026-03-02T10:00:00Z", &[here.machine]).unwrap();
    here.book(here.colleague, "Eva", "2026-03-02T11:00:00Z", &[here.machine]).unwrap();
    let to = |start: &str, needs: Option<Value>| {
        let starts_at = moment(start);
        let mut request = json!({
            "id": id, "version": 0, "practitioner_id": doctor, "starts_at": starts_at,
            "ends_at": starts_at + 30 * MINUTE, "overbook": false
        });
        if let Some(needs) = needs {
            request["resource_ids"] = needs;
        }
        here.ask("scheduling.move", request)
    };
    assert_eq!(to("2026-03-02T10:45:00Z", None).unwrap_err().field, Some("resource_ids"));
    to("2026-03-02T10:15:00Z", None).unwrap();
    assert_eq!(here.promised(id), Some(1));
    to("2026-03-02T10:45:00Z", Some(json!([here.theatre]))).unwrap();
    assert_eq!(here.promised(id), Some(1));
    let room = here.clinic.text("SELECT room FROM appointments WHERE id = ?1", id);
    assert_eq!(room.as_deref(), Some("Theatre"), "a room that is needed is where it takes place");
    let both = json!([here.machine, here.theatre, here.machine]);
    to("2026-03-02T10:15:00Z", Some(both)).unwrap();
    assert_eq!(here.promised(id), Some(2), "what was released is promised again");
}

#[test]
fn what_is_broken_is_not_promised_until_it_is_repaired_and_free_slots_keep_clear_of_promises() {
    let here = equipped();
    let doctor = here.clinic.doctor_practitioner;
    let happens = |kind: &str, notes: Value| {
        let request = json!({
            "resource_id": here.machine, "kind": kind, "occurred_at": null, "hours_used": null,
            "notes": notes
        });
        here.clinic.ask(here.clinic.nurse, "place.record_resource_event", request)
    };
    assert_eq!(happens("fault", json!(null)).unwrap_err().field, Some("notes"));
    happens("fault", json!("no picture")).unwrap();
    let ten = "2026-03-02T10:00:00Z";
    let broken = here.book(doctor, "Ana", ten, &[here.machine]).unwrap_err();
    assert!(broken.sentence.contains("out of order"));
    here.clinic.pass_minutes(5);
    happens("repair", json!("new probe")).unwrap();
    here.book(here.colleague, "Ana", ten, &[here.machine]).unwrap();
    here.clinic.work(json!([
        { "weekday": 1, "starts": "11:00", "ends": "12:00", "slot_minutes": 30 }
    ]));
    let request = json!({
        "practitioner_id": doctor, "from": 0, "minutes": 30, "count": 1,
        "resource_ids": [here.machine]
    });
    let slots = here.ask("scheduling.free_slots", request).unwrap();
    assert_eq!(slots[0]["starts_at"], json!(moment("2026-03-02T10:30:00Z")));
    let unknown = here.book(doctor, "Eva", ten, &[Uuid::nil()]).unwrap_err();
    assert_eq!(unknown.field, Some("resource_ids"));
}
