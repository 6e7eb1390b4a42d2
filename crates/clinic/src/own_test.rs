//! What patients do for themselves: all of it in their own record, and nothing in another's.

use std::collections::BTreeSet;

use serde_json::{Value, json};
use store::{Cells, params};
use uuid::Uuid;

use crate::billing::stories::{Billed, pay};
use crate::commands::{Audience, commands};
use crate::encounters::laboratory::story::{Bench, found};
use crate::fixture::{Clinic, id_of};
use crate::medication::shop::prescribed;
use crate::messages::send::tests::message;

/// Somebody with an account and a bit of everything in the record.
struct Life {
    patient: Uuid,
    user: Uuid,
    /// Today, and in a week.
    today: Uuid,
    later: Uuid,
    visit: Uuid,
    invoice: Uuid,
    medicine: Uuid,
    plan: Uuid,
    steps: [Uuid; 2],
    reading: Uuid,
    note: Uuid,
    picture: Uuid,
}

fn life(clinic: &Clinic, given: &str, hour: u32) -> Life {
    let patient = clinic.patient(given, "Marín", "1960-01-05");
    let user = clinic.connect(patient, given);
    let today = clinic.book(patient, &format!("2026-03-02T{hour}:00:00Z")).unwrap();
    let later = clinic.book(patient, &format!("2026-03-09T{hour}:00:00Z")).unwrap();
    let start = json!({
        "appointment_id": null, "patient_id": patient, "practitioner_id": null,
        "kind": "routine", "reason": "Check-up", "beside_appointment": true
    });
    let visit = id_of(&clinic.ask(clinic.doctor, "encounters.start_visit", start).unwrap());
    clinic
        .store
        .write::<_, store::Error>(clinic.doctor, "test", |write| {
            let said = Cells::new().set("discharge_instructions", "Drink enough.");
            write.update("visits", visit, None, said.set("assessment", "Not for the patient."))
        })
        .unwrap();
    let (_, medicine) = prescribed(clinic, patient, "Metformin 850 mg", json!({}));
    let invoice = Billed::issued_to(clinic, patient, 4_000).invoice;
    let plan = json!({
        "patient_id": patient, "template_code": null, "title": "Walk more",
        "condition_text": null, "description": null, "starts_on": "2026-03-02", "weeks": 1,
        "steps": [{ "title": "Walk", "category": null, "first_day": 0, "every_days": 1 }]
    });
    let plan = id_of(&clinic.ask(clinic.doctor, "wellness.make_plan", plan).unwrap());
    let shown = clinic.ask(clinic.nurse, "wellness.plan", json!({ "id": plan })).unwrap();
    let steps = [0, 1].map(|index| id_of(&shown["items"][index]));
    let reading = id_of(&clinic.ask(user, "encounters.own_reading", reading(90.0, None)).unwrap());
    clinic.ask(clinic.doctor, "messages.send", message(later, "Come fasting.")).unwrap();
    let notes = clinic.ask(user, "messages.own_notifications", json!({})).unwrap();
    let note = id_of(&notes["items"][0]);
    let file = sealed("image/png", 1_000, u64::from(hour));
    let picture = id_of(&clinic.ask(user, "records.own_attach", file).unwrap());
    Life {
        patient,
        user,
        today,
        later,
        visit,
        invoice,
        medicine,
        plan,
        steps,
        reading,
        note,
        picture,
    }
}

fn reading(value: f64, corrects: Option<Uuid>) -> Value {
    json!({
        "device_kind": "other", "metric": "glucose", "value_number": value, "unit": "mg/dL",
        "recorded_at": null, "serial_number": null, "corrects_id": corrects,
        "correction_reason": corrects.map(|_| "Typed wrongly")
    })
}

/// Every command that names a row, about the rows of `of`.
fn about(of: &Life, now: i64) -> Vec<(&'static str, Value)> {
    let this = |id: Uuid| json!({ "id": id, "version": 0 });
    vec![
        (
            "people.own_feedback",
            json!({
                "visit_id": of.visit, "rating": 5, "comments": "The book was good.",
                "language": "en"
            }),
        ),
        ("scheduling.own_confirm", this(of.later)),
        ("scheduling.own_check_in", this(of.today)),
        ("scheduling.own_ask_to_cancel", json!({ "id": of.later, "reason": "I am away" })),
        ("encounters.own_visit", json!({ "id": of.visit })),
        ("encounters.own_reading", reading(95.0, Some(of.reading))),
        (
            "medication.own_dose",
            json!({
                "prescription_item_id": of.medicine, "was_taken": false, "occurred_at": now,
                "scheduled_at": null, "notes": null
            }),
        ),
        ("billing.own_invoice", json!({ "id": of.invoice })),
        ("messages.own_chat", json!({ "appointment_id": of.later })),
        ("messages.own_send", message(of.later, "May I drink water?")),
        ("messages.own_mark_chat_read", json!({ "appointment_id": of.later, "until": now })),
        ("messages.own_mark_read", json!({ "ids": [of.note] })),
        ("records.own_attachment", json!({ "id": of.picture })),
        ("wellness.own_plan", json!({ "id": of.plan })),
        ("wellness.own_do_item", json!({ "id": of.steps[0], "version": 0, "done": true })),
        ("wellness.own_skip_item", json!({ "id": of.steps[1], "version": 0, "reason": "Rain" })),
    ]
}

/// Every command that is about the patient and no row in particular.
fn at_large() -> Vec<(&'static str, Value)> {
    vec![
        ("people.own_record", json!({})),
        ("scheduling.own_appointments", json!({})),
        ("encounters.own_visits", json!({})),
        ("billing.own_invoices", json!({})),
        ("messages.own_conversations", json!({})),
        ("messages.own_notifications", json!({})),
        ("messages.own_mark_all_read", json!({})),
        ("wellness.own_plans", json!({})),
        ("records.own_attach", sealed("application/pdf", 48_000, 77)),
        (
            "wellness.own_stress_reading",
            json!({
                "recorded_at": null, "rmssd_ms": null, "beat_intervals_ms": null,
                "heart_rate_bpm": null, "self_rating": 4, "gad7_score": 12, "notes": null
            }),
        ),
    ]
}

/// How many changes the record holds.
fn written(clinic: &Clinic) -> i64 {
    clinic
        .number("SELECT count(*) FROM outbox_operations WHERE ?1 IS NOT NULL", clinic.site)
        .unwrap()
}

#[test]
fn patients_do_in_their_own_record_what_there_is_to_do_and_in_anothers_nothing() {
    let clinic = Clinic::found();
    let (elena, irene) = (life(&clinic, "Elena", 10), life(&clinic, "Irene", 11));
    clinic.pass_minutes(1);
    let own: BTreeSet<&str> = commands()
        .iter()
        .filter(|command| command.audience == Audience::OwnRecord)
        .map(|command| command.name)
        .collect();
    let told: BTreeSet<&str> =
        about(&elena, 0).iter().chain(&at_large()).map(|(name, _)| *name).collect();
    assert_eq!(own, told, "a command of patients is told here");
    for (name, request) in about(&irene, clinic.now()) {
        let before = written(&clinic);
        let refused = clinic.ask(elena.user, name, request).unwrap_err();
        let field = (name == "messages.own_mark_read").then_some("ids");
        assert_eq!(refused.field, field, "{name}: {}", refused.sentence);
        assert!(field.is_some() || refused.code == Some("not_allowed"), "{name}");
        assert!(!refused.sentence.contains("Irene"), "{name}");
        assert_eq!(written(&clinic), before, "{name} wrote something");
    }
    for (name, request) in about(&elena, clinic.now()).into_iter().chain(at_large()) {
        let answer = clinic.ask(elena.user, name, request);
        let answer = answer.unwrap_or_else(|refused| panic!("{name}: {refused}")).to_string();
        assert!(!answer.contains(&irene.patient.to_string()), "{name} shows another's record");
        assert!(!answer.contains("Not for the patient."), "{name} shows the note");
    }
    // Nobody of the staff gives the commands of patients.
    for (name, request) in about(&elena, clinic.now()).into_iter().chain(at_large()) {
        let refused = clinic.ask(clinic.owner, name, request).unwrap_err();
        assert_eq!(refused.code, Some("not_allowed"), "{name}");
    }
    let said = "SELECT rating * 10 + is_mine FROM (SELECT rating, visit_id IS NOT NULL AS is_mine \
         FROM feedback WHERE patient_id = ?1)";
    assert_eq!(clinic.number(said, elena.patient), Some(51));
    let taken = "SELECT count(*) FROM adherence_events WHERE patient_id = ?1 AND was_taken = 0 \
         AND source = 'patient'";
    assert_eq!(clinic.number(taken, elena.patient), Some(1));
    let ticked = "SELECT is_self_reported FROM wellness_plan_items WHERE id = ?1 \
         AND done_at IS NOT NULL";
    assert_eq!(clinic.number(ticked, elena.steps[0]), Some(1));
    let unread = clinic.ask(clinic.doctor, "messages.unread", json!({})).unwrap();
    assert_eq!(unread["messages"], 1, "the doctor has an answer");
}

#[test]
fn a_visit_shows_what_to_do_next_once_it_is_signed() {
    let clinic = Clinic::found();
    let elena = life(&clinic, "Elena", 10);
    let shown = || {
        let request = json!({ "id": elena.visit });
        clinic.ask(elena.user, "encounters.own_visit", request).unwrap()
    };
    assert_eq!(shown()["discharge_instructions"], json!(null));
    let this = json!({ "id": elena.visit, "version": 0 });
    clinic.ask(clinic.doctor, "encounters.sign_visit", this).unwrap();
    assert_eq!(shown()["discharge_instructions"], "Drink enough.");
    let draft = Billed::of(
        &clinic,
        elena.patient,
        &[crate::billing::stories::line("Dressing", 1_000, None)],
        false,
    );
    let bills = clinic.ask(elena.user, "billing.own_invoices", json!({})).unwrap();
    assert_eq!(bills["invoices"].as_array().unwrap().len(), 1, "a draft is no bill");
    assert_eq!(bills["balance_minor"], 4_000);
    let request = json!({ "id": draft.invoice });
    assert!(clinic.ask(elena.user, "billing.own_invoice", request).is_err());
}

#[test]
fn what_a_patient_reads_out_of_the_ordinary_reaches_a_nurse() {
    let clinic = Clinic::found();
    let elena = life(&clinic, "Elena", 10);
    let own = |value: f64| {
        clinic.pass_minutes(60);
        id_of(&clinic.ask(elena.user, "encounters.own_reading", reading(value, None)).unwrap())
    };
    own(40.0);
    let task = "SELECT count(*) FROM tasks WHERE patient_id = ?1 AND for_role = 'nurse' \
         AND description LIKE '%below the limit of 54%'";
    assert_eq!(clinic.number(task, elena.patient), Some(1));
    // A method is named once staff have written it down; until then no judgement is stored.
    let judged = |id: Uuid| {
        let sql = "SELECT is_anomaly FROM monitoring_readings WHERE id = ?1 \
             AND ai_model_id IS NOT NULL AND is_self_reported = 1";
        clinic.number(sql, id)
    };
    assert_eq!(judged(own(41.0)), None);
    let by_nurse = json!({
        "patient_id": elena.patient, "device_kind": "other", "metric": "glucose",
        "value_number": 90.0, "unit": "mg/dL", "recorded_at": null, "is_self_reported": false,
        "serial_number": null, "corrects_id": null, "correction_reason": null
    });
    let made = clinic.ask(clinic.nurse, "encounters.add_reading", by_nurse).unwrap();
    assert_eq!(judged(own(42.0)), Some(1));
    let of_nurse = reading(95.0, Some(id_of(&made)));
    let refused = clinic.ask(elena.user, "encounters.own_reading", of_nurse).unwrap_err();
    assert_eq!(refused.field, Some("corrects_id"));
}

#[test]
fn who_asks_to_cancel_waits_for_the_desk_and_the_desk_answers_by_cancelling() {
    let clinic = Clinic::found();
    let elena = life(&clinic, "Elena", 10);
    let ask = || {
        let request = json!({ "id": elena.later, "reason": "I am away" });
        clinic.ask(elena.user, "scheduling.own_ask_to_cancel", request)
    };
    let task = id_of(&ask().unwrap());
    assert!(ask().unwrap_err().sentence.contains("asked for this already"));
    let asked = || {
        let own = clinic.ask(elena.user, "scheduling.own_appointments", json!({})).unwrap();
        let coming = own["upcoming"].as_array().unwrap().clone();
        coming.into_iter().map(|line| line["cancel_asked"].clone()).collect::<Vec<_>>()
    };
    assert_eq!(asked(), [json!(false), json!(true)], "it stands until somebody answers");
    let waits = "SELECT status FROM tasks WHERE id = ?1 AND for_role = 'receptionist'";
    assert_eq!(clinic.text(waits, task).as_deref(), Some("open"));
    let cancel = json!({ "id": elena.later, "version": 0, "reason": "as asked" });
    clinic.ask(clinic.receptionist, "scheduling.cancel", cancel).unwrap();
    assert_eq!(clinic.text(waits, task).as_deref(), Some("done"));
    let own = clinic.ask(elena.user, "scheduling.own_appointments", json!({})).unwrap();
    assert_eq!(own["past"][0]["id"], json!(elena.later));
    assert_eq!(asked(), [json!(false)]);
}

#[test]
fn records_that_were_merged_are_one_patients_own() {
    let clinic = Clinic::found();
    let elena = life(&clinic, "Elena", 10);
    let behind = clinic.patient("Helena", "Marin", "1960-01-05");
    let appointment = clinic.book(behind, "2026-03-02T15:00:00Z").unwrap();
    let check_in = || {
        let this = json!({ "id": appointment, "version": 0 });
        clinic.ask(elena.user, "scheduling.own_check_in", this)
    };
    assert_eq!(check_in().unwrap_err().code, Some("not_allowed"));
    let merge = json!({
        "patient_id": elena.patient, "merged_patient_id": behind, "reason": "same passport"
    });
    clinic.ask(clinic.receptionist, "people.merge", merge).unwrap();
    check_in().unwrap();
}

/// What an account was told, by kind and in order.
fn told(clinic: &Clinic, user: Uuid, kind: &str) -> Vec<String> {
    let titles: Result<_, store::Error> = clinic.store.read(|reader| {
        reader.column(
            "SELECT title FROM notifications WHERE user_id = ?1 AND kind = ?2 ORDER BY due_at, id",
            params![user, kind],
        )
    });
    titles.unwrap()
}

#[test]
fn whoever_signs_in_is_told_what_happens_and_no_more_than_that() {
    let clinic = Clinic::found();
    let patient = clinic.patient("Elena", "Marín", "1960-01-05");
    let silent = clinic.patient("Irene", "Soto", "1971-01-05");
    let user = clinic.connect(patient, "Elena");
    let notes =
        |id: Uuid| clinic.number("SELECT count(*) FROM notifications WHERE ?1 <> user_id", id);
    for whose in [patient, silent] {
        let before = notes(clinic.site);
        let bill = Billed::issued_to(&clinic, whose, 4_000);
        pay(&clinic, bill.invoice, 1_000, "cash");
        pay(&clinic, bill.invoice, 1_000, "insurance");
        let (_, item) = prescribed(&clinic, whose, "Metformin 850 mg", json!({}));
        clinic.pass_minutes(1);
        let renew = json!({
            "item_id": item, "version": 0, "visit_id": null, "duration_days": null,
            "quantity": null, "refills_allowed": null, "notes": null, "accept_warnings": true,
            "accept_reason": "known for years"
        });
        clinic.ask(clinic.doctor, "medication.renew", renew).unwrap();
        if whose == silent {
            assert_eq!(notes(clinic.site), before, "who does not sign in is told nothing");
        }
    }
    assert_eq!(told(&clinic, user, "payment"), ["Your payment has arrived"], "an insurer's is not");
    assert_eq!(
        told(&clinic, user, "prescription"),
        ["You have a new prescription", "Your prescription was renewed"]
    );
    let id = clinic.book(patient, "2026-03-04T09:00:00Z").unwrap();
    clinic.pass_minutes(1);
    let starts_at = crate::fixture::moment("2026-03-04T11:00:00Z");
    let move_to = |room: Option<&str>| {
        let request = json!({
            "id": id, "version": 0, "practitioner_id": clinic.doctor_practitioner,
            "starts_at": starts_at, "ends_at": starts_at + 1_800_000_000_i64, "overbook": false,
            "room": room
        });
        clinic.ask(clinic.receptionist, "scheduling.move", request).unwrap();
    };
    move_to(None);
    move_to(Some("Room 4"));
    let cancel = json!({ "id": id, "version": 0, "reason": "the doctor is ill" });
    clinic.ask(clinic.receptionist, "scheduling.cancel", cancel).unwrap();
    assert_eq!(
        told(&clinic, user, "booking_confirmation"),
        [
            "Your appointment on 2026-03-04 at 10:00 is booked",
            "Your appointment is now on 2026-03-04 at 12:00"
        ]
    );
    let waits = json!({
        "patient_id": patient, "practitioner_id": null, "department_id": null,
        "kind": "consultation", "priority": "low", "reason": null, "wanted_from_on": null,
        "wanted_until_on": null, "wanted_times": null
    });
    let desk = clinic.receptionist;
    let entry = id_of(&clinic.ask(desk, "scheduling.add_to_waitlist", waits).unwrap());
    clinic.pass_minutes(1);
    let offer = json!({
        "id": entry, "version": 0, "practitioner_id": clinic.doctor_practitioner,
        "starts_at": starts_at, "ends_at": starts_at + 1_800_000_000_i64
    });
    clinic.ask(desk, "scheduling.offer", offer).unwrap();
    assert_eq!(
        told(&clinic, user, "general"),
        [
            "Your appointment on 2026-03-04 at 12:00 was cancelled",
            "A time has become free for you: 2026-03-04 at 12:00"
        ]
    );
    let clinical = clinic.number(
        "SELECT count(*) FROM notifications WHERE user_id = ?1 \
         AND (title || coalesce(body, '')) LIKE '%Metformin%'",
        user,
    );
    assert_eq!(clinical, Some(0));
}

#[test]
fn a_result_is_told_when_it_is_final_and_again_when_it_was_wrong() {
    let bench = Bench::open();
    let user = bench.clinic.connect(bench.patient, "Elena");
    let titles = || told(&bench.clinic, user, "result");
    let [result] = bench.ordered(1)[..] else { panic!() };
    bench.enter(result, found(4.0), true).unwrap();
    assert_eq!(titles(), [] as [String; 0], "it may still change");
    bench.enter(result, found(4.2), false).unwrap();
    assert_eq!(titles(), ["Results of your tests are there"]);
    bench.clinic.pass_minutes(1);
    let mut correct = found(4.4);
    correct["id"] = json!(result);
    correct["reason"] = json!("Other tube");
    bench.clinic.ask(bench.technician, "encounters.correct_result", correct).unwrap();
    assert_eq!(titles()[1..], ["A result of your tests was corrected"]);
}

/// A file that the shell has sealed.
fn sealed(media_type: &str, size_bytes: i64, number: u64) -> Value {
    json!({
        "file_name": "wound.jpg", "media_type": media_type, "size_bytes": size_bytes,
        "sha256": format!("{number:064x}"), "sealed_sha256": format!("{:064x}", number + 1),
        "content_key": "YSBrZXkgZm9yIGEgcGljdHVyZSBvZiB0aGUgcGF0aWVudA"
    })
}

#[test]
fn a_patient_sends_a_picture_and_whoever_treats_opens_it_and_no_other_patient() {
    let clinic = Clinic::found();
    let (elena, irene) = (life(&clinic, "Elena", 10), life(&clinic, "Irene", 11));
    let attach = |media_type: &str, size: i64| {
        clinic.ask(elena.user, "records.own_attach", sealed(media_type, size, 7))
    };
    let refused = attach("application/x-msdownload", 1_000).unwrap_err();
    assert_eq!(refused.field, Some("media_type"));
    let refused = attach("image/jpeg", 20 * 1024 * 1024 + 1).unwrap_err();
    assert_eq!(refused.field, Some("size_bytes"));
    assert!(refused.sentence.contains("20 MiB"), "{}", refused.sentence);
    let picture = id_of(&attach("image/jpeg", 20 * 1024 * 1024).unwrap());
    let send = |user: Uuid, appointment: Uuid| {
        let mut request = message(appointment, "It looks like this today.");
        request["attachments"] = json!([{ "kind": "attachment", "id": picture }]);
        clinic.ask(user, "messages.own_send", request)
    };
    assert_eq!(send(irene.user, irene.later).unwrap_err().field, Some("attachments"));
    clinic.pass_minutes(1);
    send(elena.user, elena.later).unwrap();
    let asked = json!({ "appointment_id": elena.later });
    let chat = clinic.ask(clinic.doctor, "messages.chat", asked).unwrap();
    let shown = &chat["messages"][0]["attachments"][0];
    assert_eq!((&shown["id"], &shown["title"]), (&json!(picture), &json!("wound.jpg")));
    let open = |user: Uuid, command: &str| clinic.ask(user, command, json!({ "id": picture }));
    assert_eq!(
        open(clinic.doctor, "records.attachment").unwrap()["patient_id"],
        json!(elena.patient)
    );
    assert!(open(elena.user, "records.own_attachment").is_ok());
    let other = open(irene.user, "records.own_attachment").unwrap_err();
    assert_eq!(other.code, Some("not_allowed"));
    assert_eq!(open(elena.user, "records.attachment").unwrap_err().code, Some("not_allowed"));
}
