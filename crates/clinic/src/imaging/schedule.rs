//! A scan gets a time and a machine.

use serde::Deserialize;
use store::{Cells, Write};
use ts_rs::TS;
use uuid::Uuid;

use crate::calendar::{MINUTE, believable};
use crate::imaging::standing::scan;
use crate::people::details::filled;
use crate::scheduling::clash::scan_may_be_at;
use crate::scheduling::needed::promise_to_scan;
use crate::{Nothing, Refused, Who};

/// A scan that lasts longer is a mistake.
const MINUTES_MAX: i64 = 12 * 60;

/// Which scan, when, how long, and on which machine.
#[derive(Deserialize, TS)]
pub struct ScheduleScan {
    id: Uuid,
    version: i64,
    scheduled_at: i64,
    minutes: i64,
    resource_id: Option<Uuid>,
    room: Option<String>,
}

/// Schedules a scan, or another time for it. Refuses a machine that is out of order, and one that
/// is promised to somebody else at that time; a time at which the patient is elsewhere; and a room
/// that an appointment or another scan has then.
pub fn schedule(
    write: &mut Write<'_>,
    who: &Who,
    request: ScheduleScan,
) -> Result<Nothing, Refused> {
    let scan = scan(write, request.id)?;
    scan.must_be(&["ordered", "scheduled"], "scheduled")?;
    if !(1..=MINUTES_MAX).contains(&request.minutes) {
        return Err(Refused::field(
            "minutes",
            format!("A scan lasts between 1 and {MINUTES_MAX} minutes."),
        ));
    }
    let now = write.now();
    if request.scheduled_at < now.saturating_sub(5 * MINUTE) && believable(now) {
        return Err(Refused::coded_field(
            "in_the_past",
            "scheduled_at",
            "This time has passed. Choose another one.",
        ));
    }
    let until = request.scheduled_at.saturating_add(request.minutes * MINUTE);
    let time = (request.scheduled_at, until);
    let room = filled(request.room.as_deref());
    let place = (request.resource_id, room.as_deref());
    promise_to_scan(write, who, (scan.id, scan.patient_id), place, time)
        .map_err(|refused| Refused { field: Some("resource_id"), ..refused })?;
    let own = (scan.id, scan.patient_id, scan.appointment_id);
    scan_may_be_at(write, who, own, place, time)?;
    let cells = Cells::new()
        .set("status", "scheduled")
        .set("scheduled_at", request.scheduled_at)
        .set("resource_id", request.resource_id)
        .set("room", room);
    write.update("scans", request.id, Some(request.version), cells)?;
    Ok(Nothing {})
}

#[cfg(test)]
mod tests {
    use crate::calendar::MINUTE;
    use crate::fixture::{Clinic, moment};
    use crate::imaging::order::tests::ordered;
    use serde_json::{Value, json};
    use store::Cells;
    use uuid::Uuid;

    fn machine(clinic: &Clinic, status: &str) -> Uuid {
        let made = clinic.store.write(clinic.owner, "test", |write| {
            write.insert(
                "resources",
                Cells::new()
                    .set("site_id", clinic.site)
                    .set("kind", "imaging_machine")
                    .set("name", "CT 1")
                    .set("status", status),
            )
        });
        made.unwrap()
    }

    fn request(scan: Uuid, machine: Uuid, at: i64) -> Value {
        json!({
            "id": scan, "version": 0, "scheduled_at": at, "minutes": 30, "resource_id": machine,
            "room": null
        })
    }

    #[test]
    fn a_machine_takes_one_scan_at_a_time_and_none_while_out_of_order() {
        let clinic = Clinic::found();
        let technician = clinic.employ("Iria", "Castro", "imaging_technician");
        let patient = clinic.patient("Elena", "Marín", "1960-01-05");
        let (first, second) =
            (ordered(&clinic, patient, json!({})), ordered(&clinic, patient, json!({})));
        let (works, broken) = (machine(&clinic, "available"), machine(&clinic, "out_of_order"));
        let at = moment("2026-03-02T10:00:00Z");
        let schedule = |scan, machine, at| {
            clinic.ask(technician, "imaging.schedule", request(scan, machine, at))
        };
        schedule(first, works, at).unwrap();
        let taken = schedule(second, works, at + 29 * MINUTE).unwrap_err();
        assert_eq!(taken.code, Some("taken"));
        assert_eq!(schedule(second, broken, at).unwrap_err().field, Some("resource_id"));
        let past = schedule(second, works, at - 300 * MINUTE).unwrap_err();
        assert_eq!(past.code, Some("in_the_past"));
        schedule(second, works, at + 30 * MINUTE).unwrap();
        // The first one may be moved within its own time.
        schedule(first, works, at - 10 * MINUTE).unwrap();
        // However short, what lies within a long one is refused; what was called off is free.
        let mut long = request(second, works, at + 30 * MINUTE);
        long["minutes"] = json!(120);
        clinic.ask(technician, "imaging.schedule", long).unwrap();
        let third = ordered(&clinic, patient, json!({}));
        let mut short = request(third, works, at + 100 * MINUTE);
        short["minutes"] = json!(10);
        let taken = clinic.ask(technician, "imaging.schedule", short.clone()).unwrap_err();
        assert!(taken.sentence.contains("CT 1 is promised"), "{taken}");
        let called_off = json!({ "id": second, "version": 0, "reason": "not needed" });
        clinic.ask(technician, "imaging.cancel", called_off).unwrap();
        clinic.ask(technician, "imaging.schedule", short).unwrap();
    }

    #[test]
    fn a_machine_that_is_promised_to_a_scan_is_booked_for_nobody() {
        let clinic = Clinic::found();
        let technician = clinic.employ("Iria", "Castro", "imaging_technician");
        let patient = clinic.patient("Elena", "Marín", "1960-01-05");
        let other = clinic.patient("Luis", "Prieto", "1990-10-10");
        let (scan, works) = (ordered(&clinic, patient, json!({})), machine(&clinic, "available"));
        let at = moment("2026-03-02T10:00:00Z");
        clinic.ask(technician, "imaging.schedule", request(scan, works, at)).unwrap();
        let booking = json!({
            "patient_id": other, "practitioner_id": clinic.doctor_practitioner,
            "starts_at": at + 20 * MINUTE, "ends_at": at + 50 * MINUTE, "kind": "diagnostic",
            "priority": "low", "reason": "Echo", "overbook": true, "resource_ids": [works]
        });
        let taken = clinic.ask(clinic.receptionist, "scheduling.book", booking.clone());
        assert_eq!(taken.unwrap_err().field, Some("resource_ids"));
        for step in ["imaging.start", "imaging.acquire"] {
            clinic.ask(technician, step, json!({ "id": scan, "version": 0 })).unwrap();
        }
        clinic.ask(clinic.receptionist, "scheduling.book", booking).unwrap();
    }

    #[test]
    fn a_room_is_for_one_appointment_or_one_scan_whoever_asks() {
        let clinic = Clinic::found();
        let technician = clinic.employ("Iria", "Castro", "imaging_technician");
        let [first, second, third] =
            ["Elena", "Luis", "Ana"].map(|name| clinic.patient(name, "Marín", "1960-01-05"));
        let at = moment("2026-03-02T10:00:00Z");
        let schedule = |scan: Uuid, machine: Option<Uuid>, room: &str| {
            let asked = json!({
                "id": scan, "version": 0, "scheduled_at": at, "minutes": 30,
                "resource_id": machine, "room": room
            });
            clinic.ask(technician, "imaging.schedule", asked)
        };
        let book = |patient: Uuid, start: i64, room: Option<&str>, resources: &[Uuid]| {
            let booking = json!({
                "patient_id": patient, "practitioner_id": clinic.doctor_practitioner,
                "starts_at": start, "ends_at": start + 30 * MINUTE, "kind": "diagnostic",
                "priority": "low", "reason": null, "room": room, "overbook": true,
                "resource_ids": resources
            });
            clinic.ask(clinic.receptionist, "scheduling.book", booking)
        };
        // A scan without a machine keeps its room and its patient all the same.
        let scan = ordered(&clinic, first, json!({}));
        schedule(scan, None, "Ultrasound").unwrap();
        let taken = book(second, at + 10 * MINUTE, Some("ultrasound "), &[]).unwrap_err();
        assert_eq!(taken.field, Some("room"));
        assert!(taken.sentence.contains("by the scan at 11:00"), "{}", taken.sentence);
        assert_eq!(book(first, at, Some("4"), &[]).unwrap_err().field, Some("patient_id"));
        // So do two scans on two machines, or on none.
        let beside = ordered(&clinic, second, json!({}));
        for other in [None, Some(machine(&clinic, "available"))] {
            let taken = schedule(beside, other, "Ultrasound").unwrap_err();
            assert_eq!(taken.field, Some("room"), "{taken}");
        }
        schedule(beside, None, "Ultrasound 2").unwrap();
        // A room that is needed beside the one that was said is the room of that name.
        let room = clinic.store.write::<_, store::Error>(clinic.owner, "test", |write| {
            let cells = Cells::new()
                .set("site_id", clinic.site)
                .set("kind", "room")
                .set("name", "Plaster room")
                .set("status", "available");
            write.insert("resources", cells)
        });
        let later = at + 60 * MINUTE;
        book(second, later, Some("5"), &[room.unwrap()]).unwrap();
        let taken = book(third, later, Some("plaster room"), &[]).unwrap_err();
        assert_eq!(taken.field, Some("room"), "{taken}");
        // What is called off is free.
        let called_off = json!({ "id": scan, "version": 0, "reason": "not needed" });
        clinic.ask(technician, "imaging.cancel", called_off).unwrap();
        book(third, at, Some("Ultrasound"), &[]).unwrap();
    }

    #[test]
    fn a_scan_waits_for_its_patient_and_for_its_room() {
        let clinic = Clinic::found();
        let technician = clinic.employ("Iria", "Castro", "imaging_technician");
        let patient = clinic.patient("Elena", "Marín", "1960-01-05");
        let own = clinic.book(patient, "2026-03-02T10:00:00Z").unwrap();
        let other = clinic.patient("Luis", "Prieto", "1990-10-10");
        let at = moment("2026-03-02T11:00:00Z");
        let booking = json!({
            "patient_id": other, "practitioner_id": clinic.doctor_practitioner,
            "starts_at": at, "ends_at": at + 30 * MINUTE, "kind": "diagnostic",
            "priority": "low", "reason": null, "room": "X-ray", "overbook": false
        });
        clinic.ask(clinic.receptionist, "scheduling.book", booking).unwrap();
        let scan = ordered(&clinic, patient, json!({}));
        let works = machine(&clinic, "available");
        let schedule = |scan, room: &str, start: &str| {
            let mut asked = request(scan, works, moment(start));
            asked["room"] = json!(room);
            clinic.ask(technician, "imaging.schedule", asked)
        };
        let away = schedule(scan, "CT", "2026-03-02T10:15:00Z").unwrap_err();
        assert_eq!(away.field, Some("scheduled_at"));
        assert!(away.sentence.contains("appointment at 11:00"), "{}", away.sentence);
        let full = schedule(scan, " X-ray", "2026-03-02T10:45:00Z").unwrap_err();
        assert_eq!(full.field, Some("room"));
        assert!(full.sentence.contains("appointment at 12:00"), "{}", full.sentence);
        schedule(scan, "X-ray", "2026-03-02T10:30:00Z").unwrap();
        // The patient is at that scan now, whatever machine another one would have.
        let second = ordered(&clinic, patient, json!({}));
        let mut asked =
            request(second, machine(&clinic, "available"), moment("2026-03-02T10:45:00Z"));
        let twice = clinic.ask(technician, "imaging.schedule", asked.clone()).unwrap_err();
        assert!(twice.sentence.contains("another scan at 11:30"), "{}", twice.sentence);
        // The desk does not book the patient away from it either.
        let away = clinic.book(patient, "2026-03-02T10:45:00Z").unwrap_err();
        assert_eq!(away.field, Some("patient_id"));
        assert!(away.sentence.contains("a scan at 11:30"), "{}", away.sentence);
        clinic.book(patient, "2026-03-02T12:00:00Z").unwrap();
        // A scan that belongs to an appointment takes place in it.
        let within = ordered(&clinic, patient, json!({ "appointment_id": own }));
        asked["id"] = json!(within);
        asked["scheduled_at"] = json!(moment("2026-03-02T10:00:00Z"));
        clinic.ask(technician, "imaging.schedule", asked).unwrap();
    }
}
