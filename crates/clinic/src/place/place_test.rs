//! Beds and machines, as the ward meets them.

use serde_json::{Value, json};
use store::Cells;
use uuid::Uuid;

use crate::Refused;
use crate::calendar::{HOUR, MINUTE};
use crate::fixture::{Clinic, assert_uses_indexes, id_of, moment};
use crate::place::{beds, equipment, occupancy, resources, stays};

fn bed(clinic: &Clinic, label: &str) -> Result<Value, Refused> {
    let form = json!({
        "department_id": null, "ward": "North", "room": "12", "label": label, "kind": "standard",
        "notes": null
    });
    clinic.ask(clinic.owner, "place.add_bed", form)
}

fn admit(clinic: &Clinic, patient: Uuid, bed: Uuid) -> Result<Uuid, Refused> {
    let request = json!({
        "patient_id": patient, "bed_id": bed, "visit_id": null, "started_at": null,
        "reason": "pneumonia", "expected_end_on": "2026-03-06", "notes": null
    });
    Ok(id_of(&clinic.ask(clinic.nurse, "place.admit", request)?))
}

fn lying(clinic: &Clinic) -> Vec<Value> {
    let wards = clinic.ask(clinic.nurse, "place.wards", json!({})).unwrap();
    let beds = wards[0]["beds"].as_array().unwrap().clone();
    beds.iter().map(|bed| bed["stay"]["patient"]["id"].clone()).collect()
}

#[test]
fn a_bed_holds_one_patient_and_a_patient_lies_in_one_bed() {
    let clinic = Clinic::found();
    let (left, right) = (id_of(&bed(&clinic, "A").unwrap()), id_of(&bed(&clinic, "B").unwrap()));
    assert_eq!(bed(&clinic, " A ").unwrap_err().field, Some("label"));
    let ana = clinic.patient("Ana", "Prieto", "1950-01-05");
    let eva = clinic.patient("Eva", "Bravo", "1955-02-06");
    let first = admit(&clinic, ana, left).unwrap();
    assert_eq!(admit(&clinic, eva, left).unwrap_err().field, Some("bed_id"));
    assert_eq!(admit(&clinic, ana, right).unwrap_err().field, Some("patient_id"));
    assert_eq!(admit(&clinic, eva, Uuid::nil()).unwrap_err().field, Some("bed_id"));
    clinic.pass_minutes(60);
    let transfer = |stay: Uuid, bed: Uuid| {
        let request = json!({
            "id": stay, "version": 0, "bed_id": bed, "at": null, "reason": "closer to the desk"
        });
        clinic.ask(clinic.nurse, "place.transfer", request)
    };
    assert_eq!(transfer(first, left).unwrap_err().field, Some("bed_id"));
    let second = id_of(&transfer(first, right).unwrap());
    assert_eq!(lying(&clinic), [json!(null), json!(ana)]);
    let chain = "SELECT count(*) FROM bed_stays s JOIN bed_stays f ON f.id = s.transferred_from_id \
         WHERE s.id = ?1 AND f.ended_at = s.started_at AND f.end_reason = 'transferred'";
    assert_eq!(clinic.number(chain, second), Some(1));
    admit(&clinic, eva, left).unwrap();
    let retire = json!({ "id": right, "version": 0 });
    assert!(clinic.ask(clinic.owner, "place.retire_bed", retire.clone()).is_err());
    let discharge = |reason: &str, at: Option<i64>| {
        let request = json!({ "id": second, "version": 0, "end_reason": reason, "at": at });
        clinic.ask(clinic.doctor, "place.discharge", request)
    };
    assert_eq!(discharge("transferred", None).unwrap_err().field, Some("end_reason"));
    let too_early = clinic.now() - 2 * HOUR;
    assert_eq!(discharge("discharged", Some(too_early)).unwrap_err().field, Some("at"));
    let too_late = clinic.now() + HOUR;
    assert_eq!(discharge("discharged", Some(too_late)).unwrap_err().field, Some("at"));
    discharge("discharged", None).unwrap();
    assert!(discharge("discharged", None).is_err());
    assert_eq!(lying(&clinic), [json!(eva), json!(null)]);
    // The wrong bed of two: the patient lies where she lay.
    let undo = |reason: &str| {
        let request = json!({ "id": second, "version": 0, "reason": reason });
        clinic.ask(clinic.nurse, "place.undo_discharge", request)
    };
    assert_eq!(undo("").unwrap_err().field, Some("reason"));
    undo("It was the other bed").unwrap();
    assert_eq!(lying(&clinic), [json!(eva), json!(ana)]);
    assert!(undo("again").is_err(), "she lies there");
    discharge("discharged", None).unwrap();
    clinic.ask(clinic.owner, "place.retire_bed", retire).unwrap();
    assert_eq!(lying(&clinic), [json!(eva)]);
}

#[test]
fn a_machine_stands_at_one_bed_is_shown_there_and_promised_to_nobody() {
    let clinic = Clinic::found();
    let [left, right] = ["A", "B"].map(|label| id_of(&bed(&clinic, label).unwrap()));
    let add = |kind: &str, name: &str| {
        let form = json!({
            "department_id": null, "kind": kind, "name": name, "code": null, "capacity": null,
            "service_interval_days": null, "service_interval_hours": null, "notes": null
        });
        id_of(&clinic.ask(clinic.owner, "place.add_resource", form).unwrap())
    };
    let (pump, room) = (add("pump", "Pump 7"), add("room", "Room 3"));
    let put = |machine: Uuid, bed: Option<Uuid>| {
        clinic.pass_minutes(1);
        let request = json!({ "resource_id": machine, "bed_id": bed, "notes": null });
        clinic.ask(clinic.nurse, "place.move_equipment", request)
    };
    let at = || -> Vec<Value> {
        let wards = clinic.ask(clinic.nurse, "place.wards", json!({})).unwrap();
        let beds = wards[0]["beds"].as_array().unwrap().clone();
        beds.iter().map(|bed| bed["equipment"][0]["name"].clone()).collect()
    };
    assert_eq!(put(room, Some(left)).unwrap_err().field, Some("resource_id"));
    assert_eq!(put(pump, None).unwrap_err().field, Some("bed_id"), "it stands at none");
    assert_eq!(put(pump, Some(Uuid::nil())).unwrap_err().field, Some("bed_id"));
    put(pump, Some(left)).unwrap();
    assert_eq!(put(pump, Some(left)).unwrap_err().field, Some("bed_id"));
    assert_eq!(at(), [json!("Pump 7"), json!(null)]);
    put(pump, Some(right)).unwrap();
    assert_eq!(at(), [json!(null), json!("Pump 7")]);
    let patient = clinic.patient("Ana", "Prieto", "1950-01-05");
    let book = || {
        let starts_at = moment("2026-03-04T10:00:00Z");
        let request = json!({
            "patient_id": patient, "practitioner_id": clinic.doctor_practitioner,
            "starts_at": starts_at, "ends_at": starts_at + 30 * MINUTE, "kind": "consultation",
            "priority": "medium", "reason": null, "room": null, "resource_ids": [pump],
            "overbook": false
        });
        clinic.ask(clinic.receptionist, "scheduling.book", request)
    };
    let refused = book().unwrap_err();
    assert_eq!(refused.field, Some("resource_ids"));
    assert!(refused.sentence.contains("stands at bed B in room 12"), "{}", refused.sentence);
    let retire = json!({ "id": right, "version": 0 });
    let refused = clinic.ask(clinic.owner, "place.retire_bed", retire).unwrap_err();
    assert!(refused.sentence.contains("Machines stand"));
    put(pump, None).unwrap();
    book().unwrap();
    let refused = put(pump, Some(left)).unwrap_err();
    assert!(refused.sentence.contains("promised to 1 appointments"));
}

#[test]
fn a_transfer_entered_in_error_is_struck_and_the_patient_lies_where_they_lay() {
    let clinic = Clinic::found();
    let [a, b, c] = ["A", "B", "C"].map(|label| id_of(&bed(&clinic, label).unwrap()));
    let ana = clinic.patient("Ana", "Prieto", "1950-01-05");
    let eva = clinic.patient("Eva", "Bravo", "1955-02-06");
    let first = admit(&clinic, ana, a).unwrap();
    clinic.pass_minutes(30);
    let transfer = |bed: Uuid| {
        let request =
            json!({ "id": first, "version": 0, "bed_id": bed, "at": null, "reason": null });
        clinic.ask(clinic.nurse, "place.transfer", request)
    };
    let wrong = id_of(&transfer(b).unwrap());
    let correct = |stay: Uuid, reason: &str| {
        let request = json!({ "id": stay, "version": 0, "reason": reason });
        clinic.ask(clinic.nurse, "place.correct_stay", request)
    };
    assert_eq!(correct(wrong, " ").unwrap_err().field, Some("reason"));
    assert!(correct(first, "wrong bed").unwrap_err().sentence.contains("later stay first"));
    let in_the_way = admit(&clinic, eva, a).unwrap();
    assert_eq!(correct(wrong, "wrong bed").unwrap_err().field, Some("bed_id"));
    correct(in_the_way, "wrong patient").unwrap();
    correct(wrong, "wrong bed").unwrap();
    assert_eq!(lying(&clinic), [json!(ana), json!(null), json!(null)]);
    assert!(correct(wrong, "wrong bed").is_err());
    clinic.pass_minutes(5);
    transfer(c).unwrap();
    assert_eq!(lying(&clinic), [json!(null), json!(null), json!(ana)]);
    let struck = "SELECT correction_reason FROM bed_stays WHERE id = ?1 AND notes IS NULL \
                  AND end_reason = 'entered_in_error'";
    assert_eq!(clinic.text(struck, wrong).as_deref(), Some("wrong bed"));
    // What was noted about a stay is not lost by striking it.
    let noted = json!({
        "patient_id": eva, "bed_id": a, "visit_id": null, "reason": null,
        "expected_end_on": null, "notes": "Drip stand from ward 2"
    });
    let noted = id_of(&clinic.ask(clinic.nurse, "place.admit", noted).unwrap());
    correct(noted, "wrong patient").unwrap();
    let kept = clinic.text("SELECT notes FROM bed_stays WHERE id = ?1", noted);
    assert_eq!(kept.as_deref(), Some("Drip stand from ward 2"));
}

#[test]
fn a_stay_that_the_centre_holds_is_shown_and_occupies_nobody() {
    let clinic = Clinic::found();
    let a = id_of(&bed(&clinic, "A").unwrap());
    let ana = clinic.patient("Ana", "Prieto", "1950-01-05");
    let eva = clinic.patient("Eva", "Bravo", "1955-02-06");
    let held = admit(&clinic, ana, a).unwrap();
    clinic
        .store
        .write(clinic.owner, "test", |write| {
            let cells = Cells::new().set("held_reason", "bed_taken");
            write.update("bed_stays", held, None, cells)
        })
        .unwrap();
    admit(&clinic, eva, a).unwrap();
    let wards = clinic.ask(clinic.nurse, "place.wards", json!({})).unwrap();
    let board = &wards[0]["beds"][0];
    assert_eq!(board["stay"]["patient"]["id"], json!(eva));
    assert_eq!(board["held"][0]["patient"]["id"], json!(ana));
    assert_eq!(wards[0]["free"], 0);
}

#[test]
fn resources_show_whether_they_are_free_and_are_retired_only_without_bookings() {
    let clinic = Clinic::found();
    let form = |name: &str| {
        json!({
            "department_id": null, "kind": "ventilator", "name": name, "code": null,
            "capacity": null, "service_interval_days": 30, "service_interval_hours": null,
            "notes": null
        })
    };
    let add = |name: &str| clinic.ask(clinic.owner, "place.add_resource", form(name));
    let id = id_of(&add("Ventilator 1").unwrap());
    assert_eq!(add("ventilator 1").unwrap_err().field, Some("name"));
    let models = "SELECT count(*) FROM ai_models WHERE name = 'Service interval and MTBF' \
         AND organization_id <> ?1";
    assert_eq!(clinic.number(models, id), Some(1), "the method is on record");
    let patient = clinic.patient("Ana", "Prieto", "1950-01-05");
    let book = |start: &str| {
        let starts_at = moment(start);
        let request = json!({
            "patient_id": patient, "practitioner_id": clinic.doctor_practitioner,
            "starts_at": starts_at, "ends_at": starts_at + 30 * MINUTE, "kind": "surgery",
            "priority": "high", "reason": null, "room": null, "resource_ids": [id],
            "overbook": false
        });
        id_of(&clinic.ask(clinic.receptionist, "scheduling.book", request).unwrap())
    };
    book("2026-03-02T08:30:00Z");
    let later = book("2026-03-02T12:00:00Z");
    let shown = || clinic.ask(clinic.nurse, "place.resources", json!({})).unwrap()[0].clone();
    let line = shown();
    assert_eq!(line["is_in_use"], true);
    assert_eq!(line["in_use_until"], json!(moment("2026-03-02T09:00:00Z")));
    assert_eq!(line["next_booking_at"], json!(moment("2026-03-02T12:00:00Z")));
    assert_eq!(line["maintenance"]["due_on"], "2026-04-01");
    assert_eq!(line["maintenance"]["is_overdue"], false);
    assert!(line["maintenance"]["method"]["model_id"].is_string());
    let retire = json!({ "id": id, "version": 0 });
    let refused = clinic.ask(clinic.owner, "place.retire_resource", retire.clone()).unwrap_err();
    assert!(refused.sentence.contains("1 appointments"));
    let mut changed = form("Ventilator One");
    changed["id"] = json!(id);
    changed["version"] = json!(0);
    changed["status"] = json!("in_service");
    clinic.ask(clinic.owner, "place.update_resource", changed).unwrap();
    assert_eq!(shown()["status"], "in_service");
    let cancel = json!({ "id": later, "version": 0, "reason": "postponed" });
    clinic.ask(clinic.receptionist, "scheduling.cancel", cancel).unwrap();
    clinic.ask(clinic.owner, "place.retire_resource", retire).unwrap();
    assert_eq!(shown()["is_active"], false);
    assert_eq!(shown()["maintenance"], json!(null));
}

#[test]
fn five_faults_make_a_proposal_where_no_interval_was_entered() {
    let clinic = Clinic::found();
    let form = json!({
        "department_id": null, "kind": "pump", "name": "Pump 3", "code": null, "capacity": null,
        "service_interval_days": null, "service_interval_hours": null, "notes": null
    });
    let id = id_of(&clinic.ask(clinic.owner, "place.add_resource", form).unwrap());
    let asked = || {
        let request = json!({ "resource_id": id });
        clinic.ask(clinic.nurse, "place.predictive_maintenance", request).unwrap()
    };
    let happens = |kind: &str, day: i64| {
        let request = json!({
            "resource_id": id, "kind": kind, "hours_used": null, "notes": "stops",
            "occurred_at": moment("2026-03-02T08:00:00Z") - day * 24 * HOUR
        });
        clinic.ask(clinic.nurse, "place.record_resource_event", request).unwrap();
    };
    for day in [80, 60, 40, 20] {
        happens("fault", day);
        happens("repair", day - 1);
    }
    assert_eq!(asked()["maintenance"], json!(null));
    happens("fault", 5);
    let proposal = asked()["maintenance"].clone();
    // 80 days and half an hour, less four days and one of five days out of order: 71 ÷ 5.
    let mtbf = proposal["mtbf_days"].as_f64().unwrap();
    assert!((mtbf - 71.0 / 5.0).abs() < 0.01, "{mtbf}");
    let likely = proposal["fault_in_30_days"].as_f64().unwrap();
    assert!((likely - (1.0 - (-30.0 / 14.2_f64).exp())).abs() < 0.01);
    assert!(proposal["reasons"][0].as_str().unwrap().contains("5 faults"));
}

#[test]
fn occupancy_is_expected_from_eight_weeks_of_history_on() {
    let clinic = Clinic::found();
    let id = id_of(&bed(&clinic, "A").unwrap());
    let patient = clinic.patient("Ana", "Prieto", "1950-01-05");
    let asked = |days: i64| {
        let request = json!({ "ward": "North", "department_id": null, "days": days });
        clinic.ask(clinic.nurse, "place.occupancy_prediction", request)
    };
    assert_eq!(asked(29).unwrap_err().field, Some("days"));
    assert_eq!(asked(3).unwrap(), json!({ "prediction": null }));
    let day = 24 * HOUR;
    let begin = clinic.now() - 70 * day;
    clinic
        .store
        .write(clinic.owner, "test", |write| {
            for number in 0..70 {
                let started_at = begin + number * day;
                let last = number == 69;
                let ended_at = (!last).then_some(started_at + 20 * HOUR);
                let cells = Cells::new()
                    .set("patient_id", patient)
                    .set("site_id", clinic.site)
                    .set("bed_id", id)
                    .set("started_at", started_at)
                    .set("ended_at", ended_at)
                    .set("end_reason", ended_at.map(|_| "discharged"));
                write.insert("bed_stays", cells)?;
            }
            Ok::<_, store::Error>(())
        })
        .unwrap();
    let told = asked(3).unwrap()["prediction"].clone();
    assert_eq!((told["beds"].as_u64(), told["occupied"].as_u64()), (Some(1), Some(1)));
    assert_eq!(told["days"].as_array().unwrap().len(), 3);
    let first = &told["days"][0];
    let number = |name: &str| first[name].as_f64().unwrap();
    assert!(number("low") <= number("expected") && number("expected") <= number("high"));
    assert_eq!(told["stays"][0]["bed_id"], json!(id));
    assert_eq!(told["back_test"][0]["days_ahead"], 1);
    assert_eq!(told["back_test"][0]["n"], 28);
    assert!(told["method"]["model_id"].is_string());
}

#[test]
fn ward_board_and_machines_are_read_by_an_index() {
    let clinic = Clinic::found();
    for sql in [
        beds::OPEN_STAYS.to_owned(),
        occupancy::STAYS.to_owned(),
        stays::overlapping("bed_id"),
        stays::overlapping("patient_id"),
        resources::in_use(),
        resources::NEXT_BOOKING.to_owned(),
        equipment::STANDS_AT.to_owned(),
    ] {
        assert_uses_indexes(&clinic, &sql);
    }
}
