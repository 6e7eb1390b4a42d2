//! One person on two records: what stands on one holds for work that names the other.

use serde_json::{Value, json};
use uuid::Uuid;

use crate::encounters::acute::record_icu::tests::{bed_stay, sheet};
use crate::fixture::{Clinic, id_of, moment};
use crate::medication::shop::prescribed;

/// The record in front and the one behind it.
fn person(clinic: &Clinic) -> (Uuid, Uuid) {
    let front = clinic.patient("Elena", "Marín", "1960-01-05");
    let behind = clinic.patient("Helena", "Marin", "1960-01-05");
    let merge = json!({
        "patient_id": front, "merged_patient_id": behind, "reason": "same passport"
    });
    clinic.ask(clinic.receptionist, "people.merge", merge).unwrap();
    (front, behind)
}

#[test]
fn what_was_prescribed_on_one_record_is_due_in_the_bed_of_the_other_and_given_there() {
    let clinic = Clinic::found();
    let (front, behind) = person(&clinic);
    let (_, item) = prescribed(&clinic, front, "Metformin 850 mg", json!({}));
    bed_stay(&clinic, behind);
    let due = |minutes: u32| -> Vec<Value> {
        let asked = json!({ "within_minutes": minutes });
        let list = clinic.ask(clinic.nurse, "medication.due", asked).unwrap();
        list.as_array().unwrap().clone()
    };
    let give = |patient: Uuid| {
        let given = json!({
            "patient_id": patient, "visit_id": null, "prescription_item_id": item,
            "medication_text": null, "status": "given", "status_reason": null,
            "dose_amount": 1, "dose_unit": "tablet", "route": "oral", "body_site": null,
            "given_at": null, "inventory_item_id": null, "lot_quantity": null, "notes": null,
            "accept_warnings": false
        });
        clinic.ask(clinic.nurse, "medication.administer", given)
    };
    let start = json!({
        "appointment_id": null, "patient_id": front, "practitioner_id": null,
        "kind": "routine", "reason": null
    });
    clinic.ask(clinic.doctor, "encounters.start_visit", start).unwrap();
    assert_eq!(due(60).len(), 1, "here by a bed and by a visit, and still one person");
    assert_eq!(due(60)[0]["patient"]["id"], json!(front));
    let other = clinic.patient("Luis", "Prieto", "1990-10-10");
    assert_eq!(give(other).unwrap_err().field, Some("prescription_item_id"));
    give(behind).unwrap();
    assert!(due(60).is_empty(), "it was given");
}

#[test]
fn one_person_lies_in_one_bed_and_comes_there_from_the_visit_of_either_record() {
    let clinic = Clinic::found();
    let (front, behind) = person(&clinic);
    let bed = |label: &str| {
        let form = json!({
            "department_id": null, "ward": "North", "room": "12", "label": label,
            "kind": "standard", "notes": null
        });
        id_of(&clinic.ask(clinic.owner, "place.add_bed", form).unwrap())
    };
    let admit = |patient: Uuid, bed: Uuid, visit: Option<Uuid>| {
        let request = json!({
            "patient_id": patient, "bed_id": bed, "visit_id": visit, "started_at": null,
            "reason": "pneumonia", "expected_end_on": null, "notes": null
        });
        clinic.ask(clinic.nurse, "place.admit", request)
    };
    let start = json!({
        "appointment_id": null, "patient_id": front, "practitioner_id": null,
        "kind": "emergency", "reason": null
    });
    let visit = id_of(&clinic.ask(clinic.doctor, "encounters.start_visit", start).unwrap());
    let other = clinic.patient("Luis", "Prieto", "1990-10-10");
    let foreign = admit(other, bed("A"), Some(visit)).unwrap_err();
    assert_eq!(foreign.field, Some("visit_id"));
    admit(behind, bed("B"), Some(visit)).unwrap();
    let twice = admit(front, bed("C"), None).unwrap_err();
    assert_eq!(twice.field, Some("patient_id"));
    assert!(twice.sentence.contains("lies in a bed already"), "{}", twice.sentence);
    admit(other, bed("D"), None).unwrap();
}

#[test]
fn a_merge_that_puts_one_person_into_two_beds_asks_the_ward() {
    let clinic = Clinic::found();
    let front = clinic.patient("Elena", "Marín", "1960-01-05");
    let behind = clinic.patient("Helena", "Marin", "1960-01-05");
    bed_stay(&clinic, front);
    clinic.pass_minutes(1);
    let later = bed_stay(&clinic, behind);
    let merge = json!({
        "patient_id": front, "merged_patient_id": behind, "reason": "same passport"
    });
    clinic.ask(clinic.receptionist, "people.merge", merge).unwrap();
    let asked = "SELECT title FROM tasks WHERE source_row_id = ?1 AND for_role = 'nurse'";
    assert_eq!(clinic.text(asked, later).as_deref(), Some(catalog::ONE_PERSON_IN_TWO_BEDS));
}

#[test]
fn an_alarm_about_one_record_says_where_the_person_lies_by_the_other() {
    let clinic = Clinic::found();
    let (front, behind) = person(&clinic);
    let stay = bed_stay(&clinic, behind);
    let mut worse = sheet(front);
    worse["systolic_mmhg"] = json!(70.0);
    worse["diastolic_mmhg"] = json!(40.0);
    let wrong = clinic.ask(clinic.nurse, "encounters.record_icu", worse.clone()).unwrap();
    let room = clinic.text("SELECT room FROM alerts WHERE id = ?1", id_of_alert(&wrong));
    assert_eq!(room.as_deref(), Some("ICU 1, A"));
    // What was wrong is corrected by whichever record is open, and stands in the one it stood in.
    worse["patient_id"] = json!(behind);
    worse["bed_stay_id"] = json!(stay);
    worse["systolic_mmhg"] = json!(110.0);
    worse["corrects_id"] = wrong["id"].clone();
    worse["correction_reason"] = json!("The cuff had slipped");
    clinic.ask(clinic.nurse, "encounters.record_icu", worse).unwrap();
    let grid = clinic.ask(clinic.nurse, "encounters.icu_grid", json!({})).unwrap();
    let points = grid[0]["points"].as_array().unwrap();
    let pressures: Vec<&Value> = points.iter().map(|point| &point["systolic_mmhg"]).collect();
    assert_eq!(pressures, [&json!(110.0)]);
}

fn id_of_alert(recorded: &Value) -> Uuid {
    recorded["alert_id"].as_str().unwrap().parse().unwrap()
}

#[test]
fn the_account_of_one_record_hears_and_speaks_about_the_appointments_of_the_other() {
    let clinic = Clinic::found();
    let (front, behind) = person(&clinic);
    let account = clinic.connect(front, "Elena");
    let appointment = clinic.book(behind, "2026-03-04T09:00:00Z").unwrap();
    clinic.set_clock("2026-03-03T07:30:00Z");
    clinic.ask(clinic.nurse, "messages.write_reminders", json!({})).unwrap();
    let reminded = "SELECT count(*) FROM notifications WHERE user_id = ?1 AND kind = 'reminder'";
    assert_eq!(clinic.number(reminded, account), Some(2));
    clinic.set_clock("2026-03-03T09:30:00Z");
    let asked = json!({ "after": null, "limit": null });
    let shown = clinic.ask(account, "messages.own_notifications", asked).unwrap();
    let shown = shown["items"].as_array().unwrap();
    assert!(shown.iter().any(|note| note["kind"] == "reminder"), "{shown:?}");
    let message = |body: &str| {
        json!({
            "appointment_id": appointment, "recipient_id": null, "body": body, "attachments": []
        })
    };
    clinic.ask(account, "messages.own_send", message("May I eat before?")).unwrap();
    let asked = json!({ "appointment_id": appointment });
    let chat = clinic.ask(account, "messages.own_chat", asked).unwrap();
    assert_eq!(chat["messages"].as_array().unwrap().len(), 1);
    // The answer finds the account too.
    clinic.ask(clinic.doctor, "messages.send", message("Yes.")).unwrap();
    let answered = "SELECT count(*) FROM notifications WHERE user_id = ?1 AND kind = 'message'";
    assert_eq!(clinic.number(answered, account), Some(1));
    assert!(clinic.now() < moment("2026-03-04T09:00:00Z"));
}

#[test]
fn who_read_one_record_read_about_the_person_and_both_chains_are_verified() {
    let clinic = Clinic::found();
    let (front, behind) = person(&clinic);
    let typed = json!({
        "patient_id": behind, "visit_id": null, "icd10_code": null, "condition_name": "Gout",
        "severity": null, "status": "active", "onset_on": null, "notes": null
    });
    clinic.ask(clinic.doctor, "encounters.diagnose", typed).unwrap();
    clinic.pass_minutes(1);
    clinic.ask(clinic.doctor, "people.chart", json!({ "patient_id": behind })).unwrap();
    let asked = json!({ "patient_id": front, "action": "read" });
    let found = clinic.ask(clinic.owner, "system.audit", asked).unwrap();
    assert_eq!(found[0]["user_id"], json!(clinic.doctor));
    let verified =
        clinic.ask(clinic.doctor, "records.verify", json!({ "patient_id": front })).unwrap();
    assert_eq!((&verified["chains"], &verified["entries"]), (&json!(1), &json!(1)));
}
