//! Holidays, leave, closed slots and other hours, as the desk meets them.

use serde_json::{Value, json};
use uuid::Uuid;

use crate::calendar::MINUTE;
use crate::fixture::{Clinic, id_of, moment};

/// A doctor who works on Mondays from ten to twelve, half an hour each.
fn mondays() -> Clinic {
    let clinic = Clinic::found();
    clinic.work(json!([
        { "weekday": 1, "starts": "10:00", "ends": "12:00", "slot_minutes": 30, "room": "Room 1" }
    ]));
    clinic
}

fn free(clinic: &Clinic, minutes: i64, count: u32) -> Vec<i64> {
    let request = json!({
        "practitioner_id": clinic.doctor_practitioner, "from": 0, "minutes": minutes,
        "count": count
    });
    let slots = clinic.ask(clinic.receptionist, "scheduling.free_slots", request).unwrap();
    slots.as_array().unwrap().iter().map(|slot| slot["starts_at"].as_i64().unwrap()).collect()
}

fn holiday(clinic: &Clinic, day: &str, site: Option<Uuid>, half: bool) -> Uuid {
    let request = json!({ "site_id": site, "day_on": day, "name": "Holiday", "is_half_day": half });
    id_of(&clinic.ask(clinic.owner, "organization.add_holiday", request).unwrap())
}

fn affected(clinic: &Clinic) -> Vec<(Value, Value)> {
    let request =
        json!({ "from_on": "2026-03-01", "until_on": "2026-04-30", "practitioner_id": null });
    let told = clinic.ask(clinic.receptionist, "scheduling.affected_bookings", request).unwrap();
    told.as_array()
        .unwrap()
        .iter()
        .map(|line| (line["appointment"]["id"].clone(), line["reasons"].clone()))
        .collect()
}

#[test]
fn a_holiday_takes_the_day_and_half_a_holiday_what_comes_after_noon_or_the_clinics_own_hour() {
    let clinic = Clinic::found();
    clinic.work(json!([
        { "weekday": 1, "starts": "11:00", "ends": "14:00", "slot_minutes": 60 }
    ]));
    let elsewhere = json!({
        "name": "Norte", "code": null, "kind": null, "time_zone": "Europe/Madrid",
        "currency": "EUR", "address_line": null, "city": null, "state": null, "postal_code": null,
        "country": null, "phone": null, "email": null, "is_active": true
    });
    let other = id_of(&clinic.ask(clinic.owner, "organization.add_site", elsewhere).unwrap());
    holiday(&clinic, "2026-03-02", Some(other), false);
    let whole = holiday(&clinic, "2026-03-09", None, false);
    holiday(&clinic, "2026-03-16", Some(clinic.site), true);
    let days = |texts: &[&str]| texts.iter().map(|text| moment(text)).collect::<Vec<_>>();
    let second = ["2026-03-02T10:00:00Z", "2026-03-02T11:00:00Z", "2026-03-02T12:00:00Z"];
    let mut expected = days(&second);
    expected.extend(days(&["2026-03-16T10:00:00Z", "2026-03-23T10:00:00Z"]));
    assert_eq!(free(&clinic, 60, 5), expected);
    clinic
        .store
        .write(clinic.owner, "test", |write| {
            write.insert(
                "system_settings",
                store::Cells::new()
                    .set("site_id", clinic.site)
                    .set("name", super::closed::HALF_DAY_ENDS)
                    .set("content", json!({ "time": "13:00" }).to_string()),
            )
        })
        .unwrap();
    assert_eq!(free(&clinic, 60, 5)[4], moment("2026-03-16T11:00:00Z"));
    let twice =
        json!({ "site_id": null, "day_on": "2026-03-09", "name": "X", "is_half_day": true });
    let refused = clinic.ask(clinic.owner, "organization.add_holiday", twice).unwrap_err();
    assert_eq!(refused.field, Some("day_on"));
    let this = json!({ "id": whole, "version": 0 });
    clinic.ask(clinic.owner, "organization.remove_holiday", this).unwrap();
    assert_eq!(free(&clinic, 60, 5)[3], moment("2026-03-09T10:00:00Z"));
}

#[test]
fn leave_closes_slots_once_it_is_approved_and_what_is_booked_is_listed() {
    let clinic = mondays();
    let patient = clinic.patient("Elena", "Marín", "1960-01-05");
    let booked = clinic.book(patient, "2026-03-09T09:30:00Z").unwrap();
    let leave = json!({
        "practitioner_id": clinic.doctor_practitioner, "site_id": null, "kind": "vacation",
        "starts_at": moment("2026-03-06T23:00:00Z"), "ends_at": moment("2026-03-13T23:00:00Z"),
        "reason": null
    });
    let id = id_of(&clinic.ask(clinic.doctor, "organization.request_leave", leave).unwrap());
    assert_eq!(free(&clinic, 30, 5)[4], moment("2026-03-09T09:00:00Z"));
    assert!(affected(&clinic).is_empty());
    let this = json!({ "id": id, "version": 0 });
    clinic.ask(clinic.owner, "organization.approve_leave", this.clone()).unwrap();
    assert_eq!(free(&clinic, 30, 5)[4], moment("2026-03-16T09:00:00Z"));
    assert_eq!(affected(&clinic), [(json!(booked), json!(["leave"]))]);
    let other = clinic.patient("Luis", "Prieto", "1990-10-10");
    let refused = clinic.book(other, "2026-03-09T10:00:00Z").unwrap_err();
    assert_eq!(refused.code, Some("closed"));
    let starts_at = moment("2026-03-09T10:00:00Z");
    let all_the_same = json!({
        "patient_id": other, "practitioner_id": clinic.doctor_practitioner,
        "starts_at": starts_at, "ends_at": starts_at + 30 * MINUTE, "kind": "emergency",
        "priority": "urgent", "reason": null, "room": null, "overbook": true
    });
    let made = clinic.ask(clinic.receptionist, "scheduling.book", all_the_same).unwrap();
    let despite = |id| {
        let sql = "SELECT coalesce(booked_despite, '-') || ' ' || overbooked FROM appointments \
                   WHERE id = ?1";
        clinic.text(sql, id).unwrap()
    };
    assert_eq!(despite(id_of(&made)), "leave 0", "on purpose, and nobody else is there");
    assert_eq!(despite(booked), "- 0", "it was there before the leave");
    let day = json!({ "on": "2026-03-09" });
    let day = clinic.ask(clinic.receptionist, "scheduling.day", day).unwrap().to_string();
    assert!(day.contains("\"booked_despite\":\"leave\""), "{day}");
    let moved = |overbook: bool, start: &str| {
        let starts_at = moment(start);
        let request = json!({
            "id": booked, "version": 0, "practitioner_id": clinic.doctor_practitioner,
            "starts_at": starts_at, "ends_at": starts_at + 30 * MINUTE, "overbook": overbook
        });
        clinic.ask(clinic.receptionist, "scheduling.move", request)
    };
    assert_eq!(moved(false, "2026-03-10T09:30:00Z").unwrap_err().code, Some("closed"));
    moved(true, "2026-03-10T09:30:00Z").unwrap();
    assert_eq!(despite(booked), "leave 0");
    moved(false, "2026-03-16T09:30:00Z").unwrap();
    assert_eq!(despite(booked), "- 0", "the mark belongs to the time");
    clinic.ask(clinic.doctor, "organization.cancel_leave", this).unwrap();
    assert!(affected(&clinic).is_empty());
}

#[test]
fn a_closed_slot_is_not_offered_until_it_is_opened_again() {
    let clinic = mondays();
    let patient = clinic.patient("Elena", "Marín", "1960-01-05");
    let booked = clinic.book(patient, "2026-03-02T09:30:00Z").unwrap();
    let block = |from: &str, until: &str, reason: &str| {
        let request = json!({
            "practitioner_id": clinic.doctor_practitioner, "starts_at": moment(from),
            "ends_at": moment(until), "reason": reason
        });
        clinic.ask(clinic.receptionist, "scheduling.block_slot", request)
    };
    let (from, until) = ("2026-03-02T09:10:00Z", "2026-03-02T10:00:00Z");
    assert_eq!(block(from, until, " ").unwrap_err().field, Some("reason"));
    let outside = block("2026-03-03T09:00:00Z", "2026-03-03T10:00:00Z", "meeting").unwrap_err();
    assert_eq!(outside.field, Some("starts_at"));
    let done = block(from, until, "meeting").unwrap();
    assert_eq!(done, json!({ "blocked": 2, "affected": 1 }));
    assert_eq!(free(&clinic, 30, 1), [moment("2026-03-02T10:00:00Z")]);
    assert_eq!(affected(&clinic), [(json!(booked), json!(["blocked"]))]);
    let shown = clinic
        .ask(
            clinic.nurse,
            "scheduling.slots",
            json!({ "practitioner_id": clinic.doctor_practitioner, "on": "2026-03-02" }),
        )
        .unwrap();
    let states: Vec<_> =
        shown.as_array().unwrap().iter().map(|slot| slot["state"].as_str().unwrap()).collect();
    assert_eq!(states, ["blocked", "booked", "free", "free"]);
    assert_eq!(shown[0]["room"], "Room 1");
    let open = json!({
        "practitioner_id": clinic.doctor_practitioner, "starts_at": moment(from),
        "ends_at": moment(until)
    });
    let opened = clinic.ask(clinic.receptionist, "scheduling.unblock_slot", open.clone());
    assert_eq!(opened.unwrap(), json!({ "unblocked": 2 }));
    assert!(clinic.ask(clinic.receptionist, "scheduling.unblock_slot", open).is_err());
    assert_eq!(free(&clinic, 30, 1), [moment("2026-03-02T09:00:00Z")]);
}

#[test]
fn a_booked_slot_survives_other_hours_and_is_listed() {
    let clinic = mondays();
    let patient = clinic.patient("Elena", "Marín", "1960-01-05");
    let id = clinic.book(patient, "2026-03-09T09:30:00Z").unwrap();
    let slot = "SELECT count(*) FROM appointments a JOIN time_slots t ON t.id = a.time_slot_id \
         WHERE a.id = ?1 AND t.starts_at = a.starts_at AND t.room = 'Room 1'";
    assert_eq!(clinic.number(slot, id), Some(1), "the booking names its slot");
    let beside = clinic.patient("Luis", "Prieto", "1990-10-10");
    let between = clinic.book(beside, "2026-03-09T10:10:00Z").unwrap();
    assert_eq!(clinic.number(slot, between), Some(0), "ten past is no slot");
    clinic.set_clock("2026-03-04T08:00:00Z");
    clinic.work(json!([{ "weekday": 2, "starts": "10:00", "ends": "12:00", "slot_minutes": 30 }]));
    assert_eq!(clinic.number(slot, id), Some(1));
    assert_eq!(affected(&clinic), [(json!(id), json!(["hours_changed"]))]);
    assert_eq!(free(&clinic, 30, 1), [moment("2026-03-10T09:00:00Z")]);
    let practitioner = json!({ "id": clinic.doctor_practitioner });
    let mut form = clinic.ask(clinic.nurse, "organization.practitioner", practitioner).unwrap();
    form["is_available"] = json!(false);
    clinic.ask(clinic.owner, "organization.update_practitioner", form).unwrap();
    assert_eq!(affected(&clinic).len(), 2);
}

#[test]
fn a_window_of_slots_is_written_once_and_only_what_is_new() {
    let clinic = mondays();
    let generate = |until: &str| {
        let request = json!({
            "practitioner_id": clinic.doctor_practitioner, "from_on": "2026-03-02",
            "until_on": until
        });
        clinic.ask(clinic.receptionist, "scheduling.generate_slots", request)
    };
    assert_eq!(generate("2026-03-09").unwrap(), json!({ "made": 8 }));
    assert_eq!(generate("2026-03-16").unwrap(), json!({ "made": 4 }));
    let rewritten = "SELECT count(*) FROM time_slots WHERE practitioner_id = ?1 \
         AND updated_at <> created_at";
    assert_eq!(clinic.number(rewritten, clinic.doctor_practitioner), Some(0));
    assert_eq!(generate("2026-04-30").unwrap_err().field, Some("until_on"));
    assert_eq!(generate("2026-03-01").unwrap_err().field, Some("until_on"));
}

#[test]
fn two_pcs_that_write_one_slot_write_one_row() {
    let (first, second) = (Uuid::from_u128(1), Uuid::from_u128(2));
    let at = moment("2026-03-02T09:00:00Z");
    assert_eq!(super::slots::slot_id(first, at), super::slots::slot_id(first, at));
    assert_ne!(super::slots::slot_id(first, at), super::slots::slot_id(second, at));
    assert_ne!(super::slots::slot_id(first, at), super::slots::slot_id(first, at + MINUTE));
}

#[test]
fn the_next_time_is_sought_over_a_department_or_a_field_and_around_what_the_patient_has() {
    let clinic = mondays();
    let second = clinic.employ("Iker", "Sanz", "doctor");
    let iker: Uuid = clinic
        .text("SELECT lower(hex(id)) FROM practitioners WHERE user_id = ?1", second)
        .unwrap()
        .parse()
        .unwrap();
    let department = json!({
        "site_id": null, "name": "Cardiology", "code": null, "description": null, "phone": null
    });
    let heart = clinic.ask(clinic.owner, "organization.add_department", department).unwrap();
    let form = json!({ "id": iker });
    let mut form = clinic.ask(clinic.nurse, "organization.practitioner", form).unwrap();
    form["department_ids"] = json!([heart["id"]]);
    form["specialization"] = json!("Cardiology");
    clinic.ask(clinic.owner, "organization.update_practitioner", form).unwrap();
    let week = json!([{ "weekday": 1, "starts": "11:30", "ends": "13:00", "slot_minutes": 30 }]);
    let hours = json!({ "practitioner_id": iker, "weekdays": week });
    clinic.ask(clinic.owner, "scheduling.set_hours", hours).unwrap();
    let patient = clinic.patient("Elena", "Marín", "1960-01-05");
    clinic.book(patient, "2026-03-02T10:30:00Z").unwrap();
    let sought = |more: Value| {
        let mut request = json!({ "practitioner_id": null, "from": 0, "minutes": 30, "count": 2 });
        request.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
        let slots = clinic.ask(clinic.receptionist, "scheduling.free_slots", request).unwrap();
        slots
            .as_array()
            .unwrap()
            .iter()
            .map(|slot| (slot["practitioner_id"].clone(), slot["starts_at"].as_i64().unwrap()))
            .collect::<Vec<_>>()
    };
    let doctor = json!(clinic.doctor_practitioner);
    let at = |who: &Value, text: &str| (who.clone(), moment(text));
    let anybody = [at(&doctor, "2026-03-02T09:00:00Z"), at(&doctor, "2026-03-02T09:30:00Z")];
    assert_eq!(sought(json!({})), anybody);
    let iker = json!(iker);
    let hearts = [at(&iker, "2026-03-02T10:30:00Z"), at(&iker, "2026-03-02T11:00:00Z")];
    assert_eq!(sought(json!({ "department_id": heart["id"] })), hearts);
    assert_eq!(sought(json!({ "specialization": "cardiology" })), hearts);
    let around = [at(&iker, "2026-03-02T11:00:00Z"), at(&iker, "2026-03-02T11:30:00Z")];
    assert_eq!(sought(json!({ "specialization": "cardiology", "patient_id": patient })), around);
}
