//! What becomes of changes that devices send: none is lost, none is applied twice, and two that
//! meet are merged or shown.

#![expect(clippy::unwrap_used, reason = "a test that panics has said what is wrong")]

mod support;

use std::collections::BTreeSet;

use catalog::Value;
use protocol::{Intent, OutcomeKind, PageRow, Position, Signed, from_bytes, to_bytes};
use protocol::{Operation, PushAnswer, PushRequest};
use support::{
    Clinic, cares_for, cell, filled, insert, is_of, now, number, patient_row, refusal, rows_of,
    update,
};
use uuid::Uuid;

#[tokio::test]
async fn a_push_that_arrives_twice_is_applied_once_and_answered_with_the_same_bytes() {
    let mut clinic = Clinic::open().await;
    let (user, appointment) = (clinic.user, Uuid::now_v7());
    let operations = vec![clinic.booking(appointment, 0)];
    let changeset = clinic.desk.changeset(user, "scheduling.book", operations);
    let batch = clinic.desk.batch(&[&changeset]);
    let first = clinic.desk.ask("/v1/push", batch.clone()).await;
    let second = clinic.desk.ask("/v1/push", batch).await;
    assert_eq!(first, second);
    let outcome = from_bytes::<PushAnswer>(&first).unwrap().outcomes.remove(0);
    assert_eq!(outcome.kind, OutcomeKind::Applied);
    let (rows, _) = clinic.doctor.pull().await;
    assert_eq!(rows_of(&rows, "appointments").len(), 1);
}

#[tokio::test]
async fn a_gap_in_the_counters_is_refused_and_the_right_counter_is_said() {
    let mut clinic = Clinic::open().await;
    let user = clinic.user;
    let lost = clinic.desk.changeset(user, "test", vec![patient_row(Uuid::now_v7(), "Lost")]);
    let next = clinic.desk.changeset(user, "test", vec![patient_row(Uuid::now_v7(), "Next")]);
    let response = clinic.desk.post("/v1/push", clinic.desk.batch(&[&next])).await;
    let (status, said) = refusal(response).await;
    assert_eq!((status, said.code.as_str()), (409, "expected_counter"));
    assert_eq!(said.expected_counter, Some(lost.counter));
    let outcomes = clinic.desk.push(&[&lost, &next]).await;
    assert!(outcomes.iter().all(|outcome| outcome.kind == OutcomeKind::Applied));
}

#[tokio::test]
async fn a_slot_taken_twice_holds_the_second_booking_until_it_is_moved() {
    let mut clinic = Clinic::open().await;
    let user = clinic.user;
    let (first, second, other) = (Uuid::now_v7(), Uuid::now_v7(), Uuid::now_v7());
    clinic.desk.write(user, vec![patient_row(other, "Diallo")]).await;
    let booking = clinic.booking(first, 0);
    assert_eq!(clinic.desk.write(user, vec![booking]).await.kind, OutcomeKind::Applied);
    // The doctor has not seen the first booking; another change in the same action lands.
    let late = Uuid::now_v7();
    let booking = clinic.booking_of(other, second, 15);
    let outcome = clinic.doctor.write(user, vec![booking, patient_row(late, "Late")]).await;
    assert_eq!(outcome.kind, OutcomeKind::Held);

    let (rows, outcomes) = clinic.doctor.pull().await;
    assert!(outcomes.contains(&outcome), "the outcome comes through the cursor as well");
    assert!(rows.iter().any(|row| is_of(row, "patients", late)));
    let held = rows.iter().find(|row| is_of(row, "appointments", second)).unwrap();
    let reason = cell(held, "appointments", "held_reason");
    assert_eq!(reason, Some(Value::from("practitioner_taken")));
    let conflicts = rows_of(&rows, "sync_conflicts");
    assert_eq!(conflicts.len(), 1);
    let of = |name: &str| cell(conflicts[0], "sync_conflicts", name).unwrap();
    assert_eq!(of("kind"), Value::from("held"));
    assert_eq!(of("row_id"), Value::Uuid(second));
    assert_eq!(of("for_role"), Value::from("receptionist"));
    assert_eq!(of("candidate_by"), Value::Uuid(user));

    // The desk moves it to a free time: the centre lets it go.
    clinic.desk.pull().await;
    let base = clinic.desk.cursor.position;
    let start = support::tomorrow() + 15 * 60_000_000;
    let later = start + 120 * 60_000_000;
    let half_hour = 30 * 60_000_000;
    let moved = update(
        "appointments",
        second,
        base,
        &[
            ("starts_at", Value::Integer(start), Value::Integer(later)),
            ("ends_at", Value::Integer(start + half_hour), Value::Integer(later + half_hour)),
        ],
    );
    assert_eq!(clinic.desk.write(user, vec![moved]).await.kind, OutcomeKind::Applied);
    let (rows, _) = clinic.doctor.pull().await;
    let free = rows.iter().find(|row| is_of(row, "appointments", second)).unwrap();
    assert_eq!(cell(free, "appointments", "held_reason"), Some(Value::Null));
    assert_eq!(cell(free, "appointments", "starts_at"), Some(Value::Integer(later)));
    // Nobody is asked about it any more, on whichever PC.
    let question = rows_of(&rows, "sync_conflicts");
    let of = |name: &str| cell(question[0], "sync_conflicts", name);
    assert_eq!(of("status"), Some(Value::from("decided")));
    assert_eq!(of("decided_by"), Some(Value::Uuid(user)));
    let base = clinic.desk.cursor.position;
    let room = [("room", Value::Null, Value::from("3"))];
    clinic.desk.write(user, vec![update("appointments", second, base, &room)]).await;
    let (rows, _) = clinic.doctor.pull().await;
    assert!(rows_of(&rows, "sync_conflicts").is_empty(), "it is answered once");
}

#[tokio::test]
async fn what_the_inbox_answered_keeps_that_answer_when_the_hold_goes() {
    let mut clinic = Clinic::open().await;
    let user = clinic.user;
    let (first, second, other) = (Uuid::now_v7(), Uuid::now_v7(), Uuid::now_v7());
    let booking = clinic.booking(first, 0);
    clinic.desk.write(user, vec![patient_row(other, "Diallo"), booking]).await;
    let booking = clinic.booking_of(other, second, 15);
    assert_eq!(clinic.doctor.write(user, vec![booking]).await.kind, OutcomeKind::Held);
    let (rows, _) = clinic.desk.pull().await;
    let question = rows_of(&rows, "sync_conflicts")[0];
    let id = cell(question, "sync_conflicts", "id").and_then(|id| id.as_uuid()).unwrap();
    let base = clinic.desk.cursor.position;
    let operations = vec![
        update(
            "appointments",
            second,
            base,
            &[("overbooked", Value::Boolean(false), Value::Boolean(true))],
        ),
        update(
            "sync_conflicts",
            id,
            base,
            &[
                ("status", Value::from("open"), Value::from("decided")),
                ("decision", Value::Null, Value::from("candidate")),
                ("decision_reason", Value::Null, Value::from("overbooked")),
                ("decided_by", Value::Null, Value::Uuid(user)),
            ],
        ),
    ];
    let outcome = clinic.desk.write(user, operations).await;
    assert_eq!(outcome.kind, OutcomeKind::Applied, "{outcome:?}");
    let (rows, _) = clinic.doctor.pull().await;
    let booked = rows.iter().find(|row| is_of(row, "appointments", second)).unwrap();
    assert_eq!(cell(booked, "appointments", "held_reason"), Some(Value::Null));
    let answered = rows.iter().find(|row| is_of(row, "sync_conflicts", id)).unwrap();
    let reason = cell(answered, "sync_conflicts", "decision_reason");
    assert_eq!(reason, Some(Value::from("overbooked")));
}

#[tokio::test]
async fn what_was_to_go_along_with_a_lost_move_stays_where_the_booking_is() {
    let mut clinic = Clinic::open().await;
    let user = clinic.user;
    let (first, second, other) = (Uuid::now_v7(), Uuid::now_v7(), Uuid::now_v7());
    let [machine, lamp, promise, new_promise] = [(); 4].map(|()| Uuid::now_v7());
    let site = Value::Uuid(clinic.site);
    let (from, to) = (support::tomorrow() + 3_600_000_000, support::tomorrow());
    let half_hour = 30 * 60_000_000;
    let promised = |id: Uuid, resource: Uuid, start: i64| {
        let cells = [
            ("site_id", site.clone()),
            ("patient_id", Value::Uuid(other)),
            ("appointment_id", Value::Uuid(second)),
            ("resource_id", Value::Uuid(resource)),
            ("starts_at", Value::Integer(start)),
            ("ends_at", Value::Integer(start + half_hour)),
        ];
        filled("appointment_resources", id, &cells)
    };
    let resource =
        |id: Uuid| filled("resources", id, &[("site_id", site.clone()), ("name", "CT".into())]);
    let operations = vec![
        patient_row(other, "Diallo"),
        resource(machine),
        resource(lamp),
        clinic.booking(first, 0),
        clinic.booking_of(other, second, 60),
        promised(promise, machine, from),
    ];
    let outcome = clinic.desk.write(user, operations).await;
    assert_eq!(outcome.kind, OutcomeKind::Applied, "{outcome:?}");
    clinic.desk.pull().await;
    let base = clinic.desk.cursor.position;
    let time = [
        ("starts_at", Value::Integer(from), Value::Integer(to)),
        ("ends_at", Value::Integer(from + half_hour), Value::Integer(to + half_hour)),
    ];
    let moved = vec![
        update("appointments", second, base, &time),
        update("appointment_resources", promise, base, &time),
        promised(new_promise, lamp, to),
    ];
    assert_eq!(clinic.desk.write(user, moved).await.kind, OutcomeKind::Held);
    let operator = clinic.centre.operator().await;
    let stands = async |id: Uuid| {
        let sql = "SELECT (extract(epoch FROM starts_at) * 1000000)::BIGINT, is_released \
                   FROM appointment_resources WHERE id = $1";
        let row = operator.query_one(sql, &[&id]).await.unwrap();
        (row.get::<_, i64>(0), row.get::<_, bool>(1))
    };
    assert_eq!(stands(promise).await, (from, false), "with the booking");
    assert_eq!(stands(new_promise).await, (to, true), "not promised to anybody");
}

#[tokio::test]
async fn a_booking_moved_onto_a_taken_time_stays_where_it_was() {
    let mut clinic = Clinic::open().await;
    let user = clinic.user;
    let (first, second, other) = (Uuid::now_v7(), Uuid::now_v7(), Uuid::now_v7());
    let operations = vec![
        patient_row(other, "Diallo"),
        clinic.booking(first, 0),
        clinic.booking_of(other, second, 60),
    ];
    clinic.desk.write(user, operations).await;
    clinic.desk.pull().await;
    let base = clinic.desk.cursor.position;
    let (from, to) = (support::tomorrow() + 3_600_000_000, support::tomorrow());
    let half_hour = 30 * 60_000_000;
    let moved = update(
        "appointments",
        second,
        base,
        &[
            ("starts_at", Value::Integer(from), Value::Integer(to)),
            ("ends_at", Value::Integer(from + half_hour), Value::Integer(to + half_hour)),
            ("reason", Value::Null, Value::from("cough")),
        ],
    );
    assert_eq!(clinic.desk.write(user, vec![moved]).await.kind, OutcomeKind::Held);
    let (rows, _) = clinic.desk.pull().await;
    let row = rows.iter().find(|row| is_of(row, "appointments", second)).unwrap();
    assert_eq!(cell(row, "appointments", "reason"), Some(Value::from("cough")));
    assert_eq!(cell(row, "appointments", "starts_at"), None, "the time did not change");
    assert_eq!(cell(row, "appointments", "held_reason"), None);
    let candidate = cell(rows_of(&rows, "sync_conflicts")[0], "sync_conflicts", "candidate");
    assert!(candidate.unwrap().as_text().unwrap().contains(&to.to_string()));
}

#[tokio::test]
async fn nothing_is_booked_in_the_past_but_an_hour_that_passed_in_an_outage_was_not() {
    let mut clinic = Clinic::open().await;
    let user = clinic.user;
    let minute = 60_000_000;
    let book = |clinic: &mut Clinic, minutes_from_now: i64, walk_in: bool| {
        let (id, patient) = (Uuid::now_v7(), Uuid::now_v7());
        let offset = (now() - support::tomorrow()) / minute + minutes_from_now;
        let Operation::Insert { table, id, mut row } = clinic.booking_of(patient, id, offset)
        else {
            unreachable!()
        };
        let column = usize::from(support::column("appointments", "walk_in"));
        row[column] = Value::Boolean(walk_in);
        let operations = vec![patient_row(patient, "Zuma"), Operation::Insert { table, id, row }];
        let mut changeset = clinic.desk.changeset(user, "scheduling.book", operations);
        changeset.intent = Some(Intent::Book { appointment: id });
        changeset
    };
    // A clock that is set back is no way around it: the upload was seen only just now.
    let mut past = book(&mut clinic, -120, false);
    past.made_at = 0;
    let outcome = clinic.desk.push(&[&past]).await.remove(0);
    assert_eq!(outcome.kind, OutcomeKind::Quarantined);
    assert!(outcome.reason.unwrap().contains("past"));
    let walk_in = book(&mut clinic, -240, true);
    assert_eq!(clinic.desk.push(&[&walk_in]).await.remove(0).kind, OutcomeKind::Applied);
    // The centre heard of the base two hours ago; the booking was made an hour ago for then.
    let operator = clinic.centre.operator().await;
    operator
        .batch_execute("UPDATE sync_changesets SET arrived_at = arrived_at - interval '2 hours'")
        .await
        .unwrap();
    let mut outage = book(&mut clinic, -60, false);
    outage.made_at = now() - 61 * minute;
    assert_eq!(clinic.desk.push(&[&outage]).await.remove(0).kind, OutcomeKind::Applied);
}

#[tokio::test]
async fn a_number_used_twice_holds_the_second_record() {
    let mut clinic = Clinic::open().await;
    let user = clinic.user;
    let numbered = |id| {
        let Operation::Insert { table, id, mut row } = patient_row(id, "Zuma") else {
            unreachable!()
        };
        row[usize::from(support::column("patients", "mrn"))] = Value::from("A1-000001");
        Operation::Insert { table, id, row }
    };
    clinic.desk.write(user, vec![numbered(Uuid::now_v7())]).await;
    let outcome = clinic.doctor.write(user, vec![numbered(Uuid::now_v7())]).await;
    assert_eq!(outcome.kind, OutcomeKind::Held);
}

/// Desk and doctor change one phone number without seeing each other.
async fn phone(desk_ahead: i64) -> (Clinic, Vec<PageRow>, [OutcomeKind; 2]) {
    let mut clinic = Clinic::open().await;
    let (user, patient) = (clinic.user, clinic.patient);
    let base = clinic.desk.cursor.position;
    let edit = |phone: &str| {
        let old = Value::from("+254 700 000001");
        vec![update("patients", patient, base, &[("phone", old, Value::from(phone))])]
    };
    let mut desk = clinic.desk.changeset(user, "people.update", edit("111"));
    let mut doctor = clinic.doctor.changeset(user, "people.update", edit("222"));
    desk.made_at = now() - 60_000_000 + desk_ahead;
    doctor.made_at = now() - 60_000_000;
    // Whoever works offline dates by the last thing seen; here both saw the upload just now.
    let first = clinic.desk.push(&[&desk]).await.remove(0).kind;
    let second = clinic.doctor.push(&[&doctor]).await.remove(0).kind;
    let (rows, _) = clinic.doctor.pull().await;
    (clinic, rows, [first, second])
}

fn phone_of(rows: &[PageRow], clinic: &Clinic) -> Value {
    let row = rows.iter().find(|row| is_of(row, "patients", clinic.patient)).unwrap();
    cell(row, "patients", "phone").unwrap()
}

#[tokio::test]
async fn of_two_phone_numbers_the_later_stands_and_the_other_is_kept() {
    // A clock far ahead gains nothing over the five minutes that every clock is allowed.
    let (clinic, rows, outcomes) = phone(86_400_000_000 * 365 * 70).await;
    assert_eq!(outcomes, [OutcomeKind::Applied, OutcomeKind::AppliedWithConflict]);
    assert_eq!(phone_of(&rows, &clinic), Value::from("111"));
    let conflicts = rows_of(&rows, "sync_conflicts");
    assert_eq!(conflicts.len(), 1);
    let of = |name: &str| cell(conflicts[0], "sync_conflicts", name).unwrap();
    assert_eq!(of("kind"), Value::from("latest"));
    assert_eq!(of("candidate"), Value::from(r#"{"phone":"222"}"#));
    assert_eq!(of("canonical"), Value::from(r#"{"phone":"111"}"#));
    assert_eq!(of("patient_id"), Value::Uuid(clinic.patient));
    assert_eq!(of("candidate_device_id"), Value::Uuid(clinic.doctor.id));
}

#[tokio::test]
async fn a_later_phone_number_replaces_an_earlier_one_that_arrived_first() {
    let mut clinic = Clinic::open().await;
    let (user, patient) = (clinic.user, clinic.patient);
    let base = clinic.desk.cursor.position;
    let edit = |phone: &str| {
        let old = Value::from("+254 700 000001");
        vec![update("patients", patient, base, &[("phone", old, Value::from(phone))])]
    };
    let desk = clinic.desk.changeset(user, "people.update", edit("111"));
    clinic.desk.push(&[&desk]).await;
    let mut doctor = clinic.doctor.changeset(user, "people.update", edit("222"));
    doctor.made_at = desk.made_at + 1_000_000;
    let outcome = clinic.doctor.push(&[&doctor]).await.remove(0);
    assert_eq!(outcome.kind, OutcomeKind::AppliedWithConflict);
    let (rows, _) = clinic.doctor.pull().await;
    assert_eq!(phone_of(&rows, &clinic), Value::from("222"));
    let conflict = rows_of(&rows, "sync_conflicts")[0];
    let of = |name: &str| cell(conflict, "sync_conflicts", name).unwrap();
    assert_eq!(of("candidate"), Value::from(r#"{"phone":"111"}"#), "the overwritten value is kept");
    assert_eq!(of("candidate_device_id"), Value::Uuid(clinic.desk.id));
}

#[tokio::test]
async fn a_change_that_saw_the_last_one_applies_however_wrong_its_clock_is() {
    let mut clinic = Clinic::open().await;
    let (user, patient) = (clinic.user, clinic.patient);
    let edit = |base: Position, from: &str, to: &str| {
        vec![update("patients", patient, base, &[("phone", Value::from(from), Value::from(to))])]
    };
    let base = clinic.desk.cursor.position;
    clinic.desk.write(user, edit(base, "+254 700 000001", "111")).await;
    clinic.doctor.pull().await;
    let base = clinic.doctor.cursor.position;
    let mut changeset = clinic.doctor.changeset(user, "people.update", edit(base, "111", "222"));
    changeset.made_at = 0;
    let outcome = clinic.doctor.push(&[&changeset]).await.remove(0);
    assert_eq!(outcome.kind, OutcomeKind::Applied);
    let (rows, _) = clinic.doctor.pull().await;
    assert_eq!(phone_of(&rows, &clinic), Value::from("222"));
}

#[tokio::test]
async fn a_device_goes_on_from_its_own_unanswered_change() {
    let mut clinic = Clinic::open().await;
    let (user, patient) = (clinic.user, clinic.patient);
    let base = clinic.desk.cursor.position;
    let edit = |from: &str, to: &str| {
        vec![update("patients", patient, base, &[("phone", Value::from(from), Value::from(to))])]
    };
    let one = clinic.desk.changeset(user, "people.update", edit("+254 700 000001", "111"));
    let two = clinic.desk.changeset(user, "people.update", edit("111", "222"));
    let outcomes = clinic.desk.push(&[&one, &two]).await;
    assert!(outcomes.iter().all(|outcome| outcome.kind == OutcomeKind::Applied));
}

#[tokio::test]
async fn two_words_about_one_allergy_stand_beside_each_other_until_a_person_decides() {
    let mut clinic = Clinic::open().await;
    let (user, allergy) = (clinic.user, Uuid::now_v7());
    let row = insert(
        "patient_allergies",
        allergy,
        &[
            ("patient_id", Value::Uuid(clinic.patient)),
            ("substance_text", Value::from("Penicillin")),
            ("status", Value::from("active")),
            ("severity", Value::from("mild")),
        ],
    );
    clinic.desk.write(user, vec![row]).await;
    clinic.desk.pull().await;
    clinic.doctor.pull().await;
    let base = clinic.desk.cursor.position;
    let edit = |severity: &str| {
        let (old, new) = (Value::from("mild"), Value::from(severity));
        vec![update("patient_allergies", allergy, base, &[("severity", old, new)])]
    };
    clinic.desk.write(user, edit("moderate")).await;
    let outcome = clinic.doctor.write(user, edit("severe")).await;
    assert_eq!(outcome.kind, OutcomeKind::NeedsReview);
    let (rows, _) = clinic.doctor.pull().await;
    let row = rows.iter().find(|row| is_of(row, "patient_allergies", allergy)).unwrap();
    assert_eq!(cell(row, "patient_allergies", "severity"), Some(Value::from("moderate")));
    let conflict = rows_of(&rows, "sync_conflicts")[0];
    let of = |name: &str| cell(conflict, "sync_conflicts", name).unwrap();
    assert_eq!(of("kind"), Value::from("review"));
    assert_eq!(of("candidate"), Value::from(r#"{"severity":"severe"}"#));
    assert_eq!(of("for_role"), Value::from("doctor"));
}

/// As an action does that corrects what it has just written.
#[tokio::test]
async fn of_a_field_that_one_action_wrote_twice_the_last_word_waits_for_a_decision() {
    let mut clinic = Clinic::open().await;
    let (user, patient) = (clinic.user, clinic.patient);
    let base = clinic.desk.cursor.position;
    let edit = |old: &str, new: &str| {
        let (old, new) = (Value::from(old), Value::from(new));
        update("patients", patient, base, &[("family_name", old, new)])
    };
    clinic.desk.write(user, vec![edit("Mwangi", "Mwangi-Otieno")]).await;
    let twice = vec![edit("Mwangi", "Mwang"), edit("Mwang", "Mwangi-Kamau")];
    let outcome = clinic.doctor.write(user, twice).await;
    assert_eq!(outcome.kind, OutcomeKind::NeedsReview);
    let (rows, _) = clinic.doctor.pull().await;
    let [conflict] = rows_of(&rows, "sync_conflicts")[..] else { panic!("one question") };
    let candidate = cell(conflict, "sync_conflicts", "candidate");
    assert_eq!(candidate, Some(Value::from(r#"{"family_name":"Mwangi-Kamau"}"#)));
}

#[tokio::test]
async fn what_is_written_about_a_patient_outside_ones_care_is_quarantined() {
    let mut clinic = Clinic::open().await;
    let (admin, doctor, stranger) = (clinic.user, Uuid::now_v7(), Uuid::now_v7());
    let row = insert(
        "users",
        doctor,
        &[
            ("username", Value::from("ines")),
            ("roles", Value::from(r#"["doctor"]"#)),
            ("is_active", Value::Boolean(true)),
        ],
    );
    clinic.desk.write(admin, vec![row, patient_row(stranger, "Novak")]).await;
    let allergy = || {
        insert(
            "patient_allergies",
            Uuid::now_v7(),
            &[
                ("patient_id", Value::Uuid(stranger)),
                ("substance_text", Value::from("Latex")),
                ("status", Value::from("active")),
            ],
        )
    };
    let outcome = clinic.doctor.write(doctor, vec![allergy()]).await;
    assert_eq!(outcome.kind, OutcomeKind::Quarantined);
    assert!(outcome.reason.unwrap().contains("did not look after"));
    // A visit that begins in the same step, or an emergency, is care.
    let visit = insert(
        "visits",
        Uuid::now_v7(),
        &[
            ("patient_id", Value::Uuid(stranger)),
            ("site_id", Value::Uuid(clinic.site)),
            ("started_at", Value::Integer(now())),
            ("kind", Value::from("emergency")),
            ("status", Value::from("in_progress")),
            ("created_by", Value::Uuid(doctor)),
        ],
    );
    let outcome = clinic.doctor.write(doctor, vec![visit, allergy()]).await;
    assert_eq!(outcome.kind, OutcomeKind::Applied, "{:?}", outcome.reason);
    // The administrator entrusts another patient to the doctor.
    let notes = |base| {
        let (old, new) = (Value::Null, Value::from("Prefers mornings"));
        vec![update("patients", clinic.patient, base, &[("notes", old, new)])]
    };
    let edit = notes(clinic.doctor.cursor.position);
    let outcome = clinic.doctor.write(doctor, edit.clone()).await;
    assert_eq!(outcome.kind, OutcomeKind::Quarantined);
    clinic.desk.write(admin, vec![cares_for(doctor, clinic.patient)]).await;
    assert_eq!(clinic.doctor.write(doctor, edit).await.kind, OutcomeKind::Applied);
}

#[tokio::test]
async fn halves_of_one_address_are_never_mixed_from_two_people() {
    let mut clinic = Clinic::open().await;
    let (user, patient) = (clinic.user, clinic.patient);
    let base = clinic.desk.cursor.position;
    let set = |name: &'static str, text: &str| {
        vec![update("patients", patient, base, &[(name, Value::Null, Value::from(text))])]
    };
    clinic.desk.write(user, set("city", "Kisumu")).await;
    let outcome = clinic.doctor.write(user, set("postal_code", "00100")).await;
    assert_eq!(outcome.kind, OutcomeKind::AppliedWithConflict);
    let (rows, _) = clinic.doctor.pull().await;
    let row = rows.iter().find(|row| is_of(row, "patients", patient)).unwrap();
    assert_eq!(cell(row, "patients", "city"), Some(Value::from("Kisumu")));
    assert_eq!(cell(row, "patients", "postal_code"), None);
    // A field outside the group goes on its own.
    let outcome = clinic.doctor.write(user, set("preferred_language", "sw")).await;
    assert_eq!(outcome.kind, OutcomeKind::Applied);
}

#[tokio::test]
async fn a_removal_that_meets_an_edit_is_told_and_the_record_stays() {
    let mut clinic = Clinic::open().await;
    let (user, patient) = (clinic.user, clinic.patient);
    let base = clinic.desk.cursor.position;
    let old = Value::from("+254 700 000001");
    let edit = update("patients", patient, base, &[("phone", old, Value::from("111"))]);
    clinic.desk.write(user, vec![edit]).await;
    let remove = Operation::Remove { table: number("patients"), id: patient, base };
    let outcome = clinic.doctor.write(user, vec![remove]).await;
    assert_eq!(outcome.kind, OutcomeKind::NeedsReview);
    let (rows, _) = clinic.doctor.pull().await;
    let row = rows.iter().find(|row| is_of(row, "patients", patient)).unwrap();
    assert_eq!(cell(row, "patients", "deleted_at"), None);
    let conflict = rows_of(&rows, "sync_conflicts")[0];
    assert_eq!(cell(conflict, "sync_conflicts", "kind"), Some(Value::from("delete_edit")));
}

#[tokio::test]
async fn a_broken_reference_condemns_only_its_own_changeset() {
    let mut clinic = Clinic::open().await;
    let user = clinic.user;
    let (before, after) = (Uuid::now_v7(), Uuid::now_v7());
    let one = clinic.desk.changeset(user, "test", vec![patient_row(before, "Before")]);
    let astray = clinic.booking_of(Uuid::now_v7(), Uuid::now_v7(), 0);
    let two = clinic.desk.changeset(user, "test", vec![astray]);
    let three = clinic.desk.changeset(user, "test", vec![patient_row(after, "After")]);
    let outcomes = clinic.desk.push(&[&one, &two, &three]).await;
    let kinds: Vec<_> = outcomes.iter().map(|outcome| outcome.kind).collect();
    assert_eq!(kinds, [OutcomeKind::Applied, OutcomeKind::Quarantined, OutcomeKind::Applied]);
    assert!(outcomes[1].reason.as_deref().unwrap().contains("does not have"));
    let (rows, _) = clinic.doctor.pull().await;
    assert!(rows.iter().any(|row| is_of(row, "patients", after)));
    assert!(rows_of(&rows, "appointments").is_empty());
}

#[tokio::test]
async fn a_payment_that_comes_twice_is_one_and_a_different_one_under_its_id_is_quarantined() {
    let mut clinic = Clinic::open().await;
    let (user, payment) = (clinic.user, Uuid::now_v7());
    let taken = |patient: Uuid, amount: i64| {
        insert(
            "payments",
            payment,
            &[
                ("patient_id", Value::Uuid(patient)),
                ("kind", Value::from("payment")),
                ("amount_minor", Value::Integer(amount)),
                ("currency", Value::from("KES")),
                ("method", Value::from("cash")),
                ("received_at", Value::Integer(1_700_000_000_000_000)),
                ("payer_kind", Value::from("patient")),
            ],
        )
    };
    let patient = clinic.patient;
    let first = clinic.desk.write(user, vec![taken(patient, 5_000)]).await;
    assert_eq!(first.kind, OutcomeKind::Applied, "{first:?}");
    let same = clinic.doctor.write(user, vec![taken(patient, 5_000)]).await;
    assert_eq!(same.kind, OutcomeKind::Merged);
    let other = clinic.doctor.write(user, vec![taken(patient, 7_000)]).await;
    assert_eq!(other.kind, OutcomeKind::Quarantined);
    let changed = update(
        "payments",
        payment,
        first.position,
        &[("amount_minor", Value::Integer(5_000), Value::Integer(1))],
    );
    assert_eq!(clinic.desk.write(user, vec![changed]).await.kind, OutcomeKind::Quarantined);
}

/// A row that the PC made without asking its own rules.
fn money(invoice: Uuid, patient: Uuid, kind: &str, amount: i64) -> Operation {
    insert(
        "payments",
        Uuid::now_v7(),
        &[
            ("invoice_id", Value::Uuid(invoice)),
            ("patient_id", Value::Uuid(patient)),
            ("kind", Value::from(kind)),
            ("amount_minor", Value::Integer(amount)),
            ("currency", Value::from("KES")),
            ("method", Value::from("cash")),
            ("received_at", Value::Integer(now())),
            ("payer_kind", Value::from("patient")),
        ],
    )
}

#[tokio::test]
async fn what_two_pcs_did_without_knowing_of_each_other_lands_and_is_looked_into() {
    let mut clinic = Clinic::open().await;
    let (user, patient, invoice) = (clinic.user, clinic.patient, Uuid::now_v7());
    let bill = insert(
        "invoices",
        invoice,
        &[
            ("patient_id", Value::Uuid(patient)),
            ("site_id", Value::Uuid(clinic.site)),
            ("status", Value::from("draft")),
            ("currency", Value::from("KES")),
        ],
    );
    let paid = money(invoice, patient, "payment", 5_000);
    let outcome = clinic.desk.write(user, vec![bill, paid]).await;
    assert_eq!(outcome.kind, OutcomeKind::Applied, "{outcome:?}");
    let cash_box = |site: Uuid| {
        insert(
            "cash_sessions",
            Uuid::now_v7(),
            &[
                ("site_id", Value::Uuid(site)),
                ("opened_by", Value::Uuid(user)),
                ("opened_at", Value::Integer(now())),
                ("opening_float_minor", Value::Integer(0)),
                ("currency", Value::from("KES")),
            ],
        )
    };
    let site = clinic.site;
    let refund = || vec![money(invoice, patient, "refund", 3_000), cash_box(site)];
    let first = clinic.desk.write(user, refund()).await;
    let (rows, _) = clinic.desk.pull().await;
    assert!(rows_of(&rows, "tasks").is_empty());
    let second = clinic.doctor.write(user, refund()).await;
    assert_eq!([first.kind, second.kind], [OutcomeKind::Applied; 2], "{second:?}");
    // The devices are told like of everything else.
    let (rows, _) = clinic.desk.pull().await;
    let titles: BTreeSet<Option<String>> = rows_of(&rows, "tasks")
        .into_iter()
        .map(|row| cell(row, "tasks", "title").and_then(|t| t.as_text().map(str::to_owned)))
        .collect();
    let expected =
        ["More was given back on an invoice than was paid", "One person has two cash boxes open"];
    assert_eq!(titles, expected.map(|title| Some(title.to_owned())).into());
}

#[tokio::test]
async fn a_claim_above_its_invoice_is_refused_and_two_that_are_above_it_together_are_looked_into() {
    let mut clinic = Clinic::open().await;
    let (user, patient, invoice) = (clinic.user, Value::Uuid(clinic.patient), Uuid::now_v7());
    let site = Value::Uuid(clinic.site);
    let policies = [("primary", Uuid::now_v7()), ("secondary", Uuid::now_v7())];
    let mut operations = vec![
        filled(
            "invoices",
            invoice,
            &[
                ("patient_id", patient.clone()),
                ("site_id", site.clone()),
                ("status", Value::from("issued")),
                ("issued_on", Value::from("2026-03-02")),
                ("currency", Value::from("KES")),
            ],
        ),
        filled(
            "invoice_lines",
            Uuid::now_v7(),
            &[
                ("invoice_id", Value::Uuid(invoice)),
                ("patient_id", patient.clone()),
                ("description", Value::from("Consultation")),
                ("quantity", Value::Real(2.0)),
                ("unit_price_minor", Value::Integer(2_500)),
                ("amount_minor", Value::Integer(5_000)),
                ("currency", Value::from("KES")),
            ],
        ),
    ];
    operations.extend(policies.map(|(rank, policy)| {
        let cells = [
            ("patient_id", patient.clone()),
            ("insurer_name", Value::from("Jubilee")),
            ("policy_number", Value::from("P-1")),
            ("coverage_rank", Value::from(rank)),
            ("status", Value::from("active")),
        ];
        filled("insurance_policies", policy, &cells)
    }));
    let outcome = clinic.desk.write(user, operations).await;
    assert_eq!(outcome.kind, OutcomeKind::Applied, "{outcome:?}");
    clinic.doctor.pull().await;
    let claim = |policy: Uuid, claimed: i64| {
        let cells = [
            ("patient_id", patient.clone()),
            ("site_id", site.clone()),
            ("invoice_id", Value::Uuid(invoice)),
            ("insurance_policy_id", Value::Uuid(policy)),
            ("status", Value::from("draft")),
            ("claimed_minor", Value::Integer(claimed)),
            ("currency", Value::from("KES")),
        ];
        vec![filled("insurance_claims", Uuid::now_v7(), &cells)]
    };
    let [(_, one), (_, other)] = policies;
    let outcome = clinic.desk.write(user, claim(one, 5_001)).await;
    assert_eq!(outcome.kind, OutcomeKind::Quarantined, "{outcome:?}");
    let outcome = clinic.desk.write(user, claim(one, 3_000)).await;
    assert_eq!(outcome.kind, OutcomeKind::Applied, "{outcome:?}");
    assert_eq!(asked_at(&mut clinic).await, []);
    let outcome = clinic.doctor.write(user, claim(other, 2_500)).await;
    assert_eq!(outcome.kind, OutcomeKind::Applied, "{outcome:?}");
    let asked = asked_at(&mut clinic).await;
    assert_eq!(asked, [Value::from("More is claimed on an invoice than it comes to")]);
}

/// Two PCs that have seen a visit with this plan.
async fn visit_with_a_plan(clinic: &mut Clinic, plan: &str) -> Uuid {
    let visit = Uuid::now_v7();
    let cells = [
        ("patient_id", Value::Uuid(clinic.patient)),
        ("site_id", Value::Uuid(clinic.site)),
        ("status", Value::from("in_progress")),
        ("plan", Value::from(plan)),
    ];
    let outcome = clinic.desk.write(clinic.user, vec![filled("visits", visit, &cells)]).await;
    assert_eq!(outcome.kind, OutcomeKind::Applied, "{outcome:?}");
    clinic.desk.pull().await;
    clinic.doctor.pull().await;
    visit
}

fn signature(user: Uuid, visit: Uuid, base: Position) -> Operation {
    let cells = [
        ("signed_at", Value::Null, Value::Integer(now())),
        ("signed_by", Value::Null, Value::Uuid(user)),
    ];
    update("visits", visit, base, &cells)
}

/// The tasks about a visit that the doctor's PC hears of, by their assignee.
async fn asked_to_read(clinic: &mut Clinic, visit: Uuid) -> Vec<Option<Uuid>> {
    let (rows, _) = clinic.doctor.pull().await;
    rows_of(&rows, "tasks")
        .into_iter()
        .filter(|row| cell(row, "tasks", "source_row_id") == Some(Value::Uuid(visit)))
        .map(|row| cell(row, "tasks", "assigned_to").and_then(|user| user.as_uuid()))
        .collect()
}

#[tokio::test]
async fn who_signed_words_that_another_had_changed_unseen_is_asked_to_read_them() {
    let mut clinic = Clinic::open().await;
    let user = clinic.user;
    let words = |visit, base, column, old: &str, new: &str| {
        vec![update("visits", visit, base, &[(column, Value::from(old), Value::from(new))])]
    };
    let plan = "Rest.\n\nCool the ankle.\n\nKeep it high.\n\nCome back in a week.\n";

    // The plan was changed at the desk before the signature came.
    let visit = visit_with_a_plan(&mut clinic, plan).await;
    let seen = clinic.doctor.cursor.position;
    clinic.desk.write(user, words(visit, seen, "plan", plan, "Ibuprofen 400 mg.")).await;
    let signed = clinic.doctor.write(user, vec![signature(user, visit, seen)]).await;
    assert_eq!(signed.kind, OutcomeKind::Applied, "a signature is not refused: {signed:?}");
    assert_eq!(asked_to_read(&mut clinic, visit).await, [Some(user)]);

    // What the signer wrote was put together with what came from the desk.
    let visit = visit_with_a_plan(&mut clinic, plan).await;
    let seen = clinic.doctor.cursor.position;
    let at_the_desk = format!("{plan}\nIbuprofen 400 mg.\n");
    clinic.desk.write(user, words(visit, seen, "plan", plan, &at_the_desk)).await;
    let own = format!("Three days of {plan}");
    let merged = clinic.doctor.write(user, words(visit, seen, "plan", plan, &own)).await;
    assert_eq!(merged.kind, OutcomeKind::Merged, "{merged:?}");
    clinic.doctor.write(user, vec![signature(user, visit, seen)]).await;
    assert_eq!(asked_to_read(&mut clinic, visit).await, [Some(user)]);

    // Two wrote the same line, and the signer's words wait for a decision: they covered what had come
    // from the desk when the signer read the note.
    let visit = visit_with_a_plan(&mut clinic, plan).await;
    let seen = clinic.doctor.cursor.position;
    clinic.desk.write(user, words(visit, seen, "plan", plan, "Ibuprofen 400 mg.")).await;
    clinic.doctor.pull().await;
    let covered = clinic.doctor.cursor.position;
    let waits = clinic.doctor.write(user, words(visit, seen, "plan", plan, "Bed rest.")).await;
    assert_eq!(waits.kind, OutcomeKind::NeedsReview, "{waits:?}");
    clinic.doctor.write(user, vec![signature(user, visit, covered)]).await;
    assert_eq!(asked_to_read(&mut clinic, visit).await, [Some(user)]);

    // The same, but the signer had heard of it.
    let visit = visit_with_a_plan(&mut clinic, plan).await;
    let seen = clinic.doctor.cursor.position;
    clinic.desk.write(user, words(visit, seen, "plan", plan, "Ibuprofen 400 mg.")).await;
    clinic.doctor.write(user, words(visit, seen, "plan", plan, "Bed rest.")).await;
    clinic.doctor.pull().await;
    let heard = clinic.doctor.cursor.position;
    clinic.doctor.write(user, vec![signature(user, visit, heard)]).await;
    assert_eq!(asked_to_read(&mut clinic, visit).await, []);

    // Words that were seen, words of the signer's own, and what no signature vouches for.
    let visit = visit_with_a_plan(&mut clinic, plan).await;
    let seen = clinic.doctor.cursor.position;
    clinic.desk.write(user, words(visit, seen, "plan", plan, "Ibuprofen 400 mg.")).await;
    clinic.doctor.pull().await;
    let seen = clinic.doctor.cursor.position;
    let own = words(visit, seen, "assessment", "", "Sprained ankle.");
    clinic.doctor.write(user, own).await;
    let room = vec![update("visits", visit, seen, &[("room", Value::Null, Value::from("4"))])];
    clinic.desk.write(user, room).await;
    let signed = clinic.doctor.write(user, vec![signature(user, visit, seen)]).await;
    assert_eq!(signed.kind, OutcomeKind::Applied, "{signed:?}");
    assert_eq!(asked_to_read(&mut clinic, visit).await, []);
}

#[tokio::test]
async fn a_policy_entered_while_another_pc_merged_the_records_is_looked_into_once() {
    let mut clinic = Clinic::open().await;
    let (user, one, other, site) = (clinic.user, clinic.patient, Uuid::now_v7(), clinic.site);
    let known = |patient: Uuid| {
        insert(
            "patient_sites",
            Uuid::now_v7(),
            &[
                ("patient_id", Value::Uuid(patient)),
                ("site_id", Value::Uuid(site)),
                ("known_since", Value::Integer(now())),
                ("source", Value::from("registered")),
            ],
        )
    };
    let policy = |patient: Uuid| {
        insert(
            "insurance_policies",
            Uuid::now_v7(),
            &[
                ("patient_id", Value::Uuid(patient)),
                ("insurer_name", Value::from("Jubilee")),
                ("coverage_rank", Value::from("primary")),
                ("status", Value::from("active")),
                ("relationship_to_patient", Value::from("self")),
            ],
        )
    };
    let registered = vec![patient_row(other, "Novak"), known(one), known(other), policy(one)];
    let outcome = clinic.desk.write(user, registered).await;
    assert_eq!(outcome.kind, OutcomeKind::Applied, "{outcome:?}");
    let merge = insert(
        "patient_merges",
        Uuid::now_v7(),
        &[
            ("patient_id", Value::Uuid(one)),
            ("merged_patient_id", Value::Uuid(other)),
            ("reason", Value::from("Same passport")),
            ("merged_by", Value::Uuid(user)),
            ("merged_at", Value::Integer(now())),
        ],
    );
    clinic.desk.write(user, vec![merge]).await;
    let (rows, _) = clinic.desk.pull().await;
    assert!(rows_of(&rows, "tasks").is_empty());
    // The other PC had not heard of it.
    let outcome = clinic.doctor.write(user, vec![policy(other)]).await;
    assert_eq!(outcome.kind, OutcomeKind::Applied, "{outcome:?}");
    let (rows, _) = clinic.desk.pull().await;
    let [task] = rows_of(&rows, "tasks")[..] else { panic!("one question") };
    let title = cell(task, "tasks", "title");
    assert_eq!(title, Some(Value::from(catalog::TWO_POLICIES_OF_ONE_RANK)));
}

#[tokio::test]
async fn two_beds_for_two_records_of_one_person_are_looked_into_whichever_comes_last() {
    for merged_first in [true, false] {
        let mut clinic = Clinic::open().await;
        let (user, one, other, site) = (clinic.user, clinic.patient, Uuid::now_v7(), clinic.site);
        let beds = [(); 2].map(|()| Uuid::now_v7());
        let place = |bed: Uuid, room: &str| {
            let cells = [("site_id", Value::Uuid(site)), ("room", Value::from(room))];
            filled("beds", bed, &cells)
        };
        let stay = |patient: Uuid, bed: Uuid, minutes: i64| {
            let cells = [
                ("patient_id", Value::Uuid(patient)),
                ("site_id", Value::Uuid(site)),
                ("bed_id", Value::Uuid(bed)),
                ("started_at", Value::Integer(now() - minutes * 60_000_000)),
            ];
            filled("bed_stays", Uuid::now_v7(), &cells)
        };
        let merge = filled(
            "patient_merges",
            Uuid::now_v7(),
            &[
                ("patient_id", Value::Uuid(one)),
                ("merged_patient_id", Value::Uuid(other)),
                ("merged_by", Value::Uuid(user)),
                ("merged_at", Value::Integer(now())),
            ],
        );
        let house = vec![
            patient_row(other, "Novak"),
            cares_for(user, one),
            cares_for(user, other),
            place(beds[0], "1"),
            place(beds[1], "2"),
            stay(one, beds[0], 60),
        ];
        let outcome = clinic.desk.write(user, house).await;
        assert_eq!(outcome.kind, OutcomeKind::Applied, "{outcome:?}");
        clinic.doctor.pull().await;
        // Neither of the two has heard of the other.
        let (first, last) = (vec![merge], vec![stay(other, beds[1], 30)]);
        let (first, last) = if merged_first { (first, last) } else { (last, first) };
        let outcome = clinic.desk.write(user, first).await;
        assert_eq!(outcome.kind, OutcomeKind::Applied, "{outcome:?}");
        assert_eq!(asked_at(&mut clinic).await, [], "two people, as far as anybody knows");
        let outcome = clinic.doctor.write(user, last).await;
        assert_eq!(outcome.kind, OutcomeKind::Applied, "{outcome:?}");
        let asked = asked_at(&mut clinic).await;
        assert_eq!(asked, [Value::from(catalog::ONE_PERSON_IN_TWO_BEDS)], "{merged_first}");
    }
}

/// Sets a cell of an insert.
fn set(operation: &mut Operation, table: &str, name: &str, value: Value) {
    let Operation::Insert { row, .. } = operation else { panic!("an insert") };
    *row.get_mut(usize::from(support::column(table, name))).unwrap() = value;
}

/// What people are asked to look into, as titles.
async fn asked_at(clinic: &mut Clinic) -> Vec<Value> {
    let (rows, _) = clinic.desk.pull().await;
    rows_of(&rows, "tasks").into_iter().filter_map(|task| cell(task, "tasks", "title")).collect()
}

#[tokio::test]
async fn two_corrections_of_one_entry_that_met_are_looked_into() {
    let mut clinic = Clinic::open().await;
    let (user, patient, first) = (clinic.user, Value::Uuid(clinic.patient), Uuid::now_v7());
    let known = filled(
        "patient_sites",
        Uuid::now_v7(),
        &[("patient_id", patient.clone()), ("site_id", Value::Uuid(clinic.site))],
    );
    let measured = |id: Uuid, beats: f64, corrects: Value| {
        let cells = [
            ("patient_id", patient.clone()),
            ("recorded_by", Value::Uuid(user)),
            ("heart_rate_bpm", Value::Real(beats)),
            ("corrects_id", corrects.clone()),
            ("correction_reason", if corrects.is_null() { corrects } else { "Misread".into() }),
        ];
        filled("vitals", id, &cells)
    };
    let cares = cares_for(user, clinic.patient);
    let operations = vec![known, cares, measured(first, 70.0, Value::Null)];
    let outcome = clinic.desk.write(user, operations).await;
    assert_eq!(outcome.kind, OutcomeKind::Applied, "{outcome:?}");
    clinic.doctor.pull().await;
    let second = Uuid::now_v7();
    clinic.desk.write(user, vec![measured(second, 80.0, Value::Uuid(first))]).await;
    let third = measured(Uuid::now_v7(), 84.0, Value::Uuid(second));
    clinic.desk.write(user, vec![third]).await;
    assert_eq!(asked_at(&mut clinic).await, [], "one after the other asks nobody");
    let other = measured(Uuid::now_v7(), 90.0, Value::Uuid(first));
    let outcome = clinic.doctor.write(user, vec![other]).await;
    assert_eq!(outcome.kind, OutcomeKind::Applied, "{outcome:?}");
    let asked = asked_at(&mut clinic).await;
    assert_eq!(asked, [Value::from("Two corrections of one entry stand")]);
}

#[tokio::test]
async fn who_was_booked_beside_another_keeps_the_hour_in_sight_when_the_other_calls_off() {
    let mut clinic = Clinic::open().await;
    let user = clinic.user;
    let [first, beside, late] = [(); 3].map(|()| Uuid::now_v7());
    let [friend, stranger] = [(); 2].map(|()| Uuid::now_v7());
    let site = Value::Uuid(clinic.site);
    let known = [clinic.patient, friend, stranger].map(|patient| {
        let cells = [("patient_id", Value::Uuid(patient)), ("site_id", site.clone())];
        filled("patient_sites", Uuid::now_v7(), &cells)
    });
    let mut operations = vec![patient_row(friend, "Diallo"), patient_row(stranger, "Okafor")];
    operations.extend(known);
    operations.push(clinic.booking(first, 0));
    clinic.desk.write(user, operations).await;
    clinic.doctor.pull().await;
    let mut booking = clinic.booking_of(friend, beside, 0);
    set(&mut booking, "appointments", "overbooked", Value::Boolean(true));
    assert_eq!(clinic.desk.write(user, vec![booking]).await.kind, OutcomeKind::Applied);
    clinic.desk.pull().await;
    let base = clinic.desk.cursor.position;
    let off = [
        ("status", Value::from("scheduled"), Value::from("cancelled")),
        ("cancel_reason", Value::Null, Value::from("Called")),
    ];
    clinic.desk.write(user, vec![update("appointments", first, base, &off)]).await;
    assert_eq!(asked_at(&mut clinic).await, []);
    // The other PC knows neither of the second booking nor of the cancellation.
    let booking = clinic.booking_of(stranger, late, 15);
    assert_eq!(clinic.doctor.write(user, vec![booking]).await.kind, OutcomeKind::Applied);
    let asked = asked_at(&mut clinic).await;
    assert_eq!(asked, [Value::from("A doctor has two patients at one time")]);
}

#[tokio::test]
async fn two_pcs_that_hand_out_one_prescription_ask_the_pharmacist() {
    let mut clinic = Clinic::open().await;
    let (admin, user, patient) = (clinic.user, Uuid::now_v7(), Value::Uuid(clinic.patient));
    let (prescription, item) = (Uuid::now_v7(), Uuid::now_v7());
    let pharmacist = insert(
        "users",
        user,
        &[
            ("username", Value::from("piet")),
            ("roles", Value::from(r#"["pharmacist"]"#)),
            ("is_active", Value::Boolean(true)),
        ],
    );
    let operations = vec![
        pharmacist,
        cares_for(user, clinic.patient),
        cares_for(admin, clinic.patient),
        filled(
            "prescriptions",
            prescription,
            &[
                ("patient_id", patient.clone()),
                ("practitioner_id", Value::Uuid(clinic.practitioner)),
                ("status", Value::from("active")),
            ],
        ),
        filled(
            "prescription_items",
            item,
            &[
                ("patient_id", patient.clone()),
                ("prescription_id", Value::Uuid(prescription)),
                ("status", Value::from("active")),
                ("dose_amount", Value::Real(1.0)),
                ("dose_unit", Value::from("tablet")),
                ("route", Value::from("oral")),
                ("frequency_text", Value::from("twice a day")),
                ("quantity", Value::Real(20.0)),
                ("refills_allowed", Value::Integer(1)),
            ],
        ),
    ];
    let outcome = clinic.desk.write(admin, operations).await;
    assert_eq!(outcome.kind, OutcomeKind::Applied, "{outcome:?}");
    clinic.doctor.pull().await;
    let site = Value::Uuid(clinic.site);
    let handed = |quantity: f64| {
        let cells = [
            ("patient_id", patient.clone()),
            ("site_id", site.clone()),
            ("prescription_item_id", Value::Uuid(item)),
            ("quantity", Value::Real(quantity)),
            ("dispensed_by", Value::Uuid(user)),
            ("no_lot_reason", Value::from("From the ward's cupboard")),
        ];
        vec![filled("dispensings", Uuid::now_v7(), &cells)]
    };
    let outcome = clinic.desk.write(user, handed(20.0)).await;
    assert_eq!(outcome.kind, OutcomeKind::Applied, "{outcome:?}");
    clinic.desk.write(user, handed(20.0)).await;
    assert_eq!(asked_at(&mut clinic).await, [], "that was the refill");
    clinic.doctor.write(user, handed(20.0)).await;
    let asked = asked_at(&mut clinic).await;
    assert_eq!(asked, [Value::from("More was handed out than was prescribed")]);
}

#[tokio::test]
async fn two_nurses_who_gave_one_dose_on_two_pcs_are_asked_to_look() {
    let mut clinic = Clinic::open().await;
    let (admin, patient, site) =
        (clinic.user, Value::Uuid(clinic.patient), Value::Uuid(clinic.site));
    let [one, other, prescription, item] = [(); 4].map(|()| Uuid::now_v7());
    let nurse = |user: Uuid, name: &str| {
        insert(
            "users",
            user,
            &[
                ("username", Value::from(name)),
                ("roles", Value::from(r#"["nurse"]"#)),
                ("is_active", Value::Boolean(true)),
            ],
        )
    };
    let operations = vec![
        nurse(one, "tomas"),
        nurse(other, "marta"),
        cares_for(admin, clinic.patient),
        cares_for(one, clinic.patient),
        cares_for(other, clinic.patient),
        filled(
            "prescriptions",
            prescription,
            &[
                ("patient_id", patient.clone()),
                ("practitioner_id", Value::Uuid(clinic.practitioner)),
                ("status", Value::from("active")),
            ],
        ),
        filled(
            "prescription_items",
            item,
            &[
                ("patient_id", patient.clone()),
                ("prescription_id", Value::Uuid(prescription)),
                ("status", Value::from("active")),
                ("dose_amount", Value::Real(1.0)),
                ("dose_unit", Value::from("tablet")),
                ("route", Value::from("oral")),
                ("as_needed", Value::Boolean(false)),
                ("frequency_count", Value::Integer(2)),
                ("frequency_period", Value::Real(1.0)),
                ("frequency_period_unit", Value::from("day")),
            ],
        ),
    ];
    let outcome = clinic.desk.write(admin, operations).await;
    assert_eq!(outcome.kind, OutcomeKind::Applied, "{outcome:?}");
    clinic.doctor.pull().await;
    let given = |by: Uuid, hours_ago: i64| {
        let cells = [
            ("patient_id", patient.clone()),
            ("site_id", site.clone()),
            ("prescription_item_id", Value::Uuid(item)),
            ("given_by", Value::Uuid(by)),
            ("given_at", Value::Integer(now() - hours_ago * 3_600_000_000)),
            ("status", Value::from("given")),
        ];
        vec![filled("medication_administrations", Uuid::now_v7(), &cells)]
    };
    for dose in [given(one, 20), given(one, 12)] {
        let outcome = clinic.desk.write(one, dose).await;
        assert_eq!(outcome.kind, OutcomeKind::Applied, "{outcome:?}");
    }
    let outcome = clinic.desk.write(other, given(other, 4)).await;
    assert_eq!(outcome.kind, OutcomeKind::Applied, "{outcome:?}");
    assert_eq!(asked_at(&mut clinic).await, [], "more than six hours lie between them");
    let outcome = clinic.doctor.write(one, given(one, 3)).await;
    assert_eq!(outcome.kind, OutcomeKind::Applied, "{outcome:?}");
    let asked = asked_at(&mut clinic).await;
    assert_eq!(asked, [Value::from("Two people gave one medicine shortly after each other")]);
}

#[tokio::test]
async fn leave_is_approved_by_an_administrator_or_not_at_all() {
    let mut clinic = Clinic::open().await;
    let (admin, doctor, leave) = (clinic.user, Uuid::now_v7(), Uuid::now_v7());
    let row = insert(
        "users",
        doctor,
        &[
            ("username", Value::from("ines")),
            ("roles", Value::from(r#"["doctor"]"#)),
            ("is_active", Value::Boolean(true)),
        ],
    );
    clinic.desk.write(admin, vec![row]).await;
    let away = |status: &str, decided_by: Value| {
        insert(
            "leave",
            leave,
            &[
                ("practitioner_id", Value::Uuid(clinic.practitioner)),
                ("kind", Value::from("vacation")),
                ("starts_at", Value::Integer(now())),
                ("ends_at", Value::Integer(now() + 86_400_000_000)),
                ("status", Value::from(status)),
                ("decided_by", decided_by),
            ],
        )
    };
    let (asked, decided) = (away("requested", Value::Null), away("approved", Value::Uuid(doctor)));
    let outcome = clinic.doctor.write(doctor, vec![decided]).await;
    assert_eq!(outcome.kind, OutcomeKind::Quarantined);
    assert!(outcome.reason.unwrap().contains("may not decide"));
    let outcome = clinic.doctor.write(doctor, vec![asked]).await;
    assert_eq!(outcome.kind, OutcomeKind::Applied, "{outcome:?}");
    let approve = |by: Uuid| {
        vec![update(
            "leave",
            leave,
            outcome.position,
            &[
                ("status", Value::from("requested"), Value::from("approved")),
                ("decided_by", Value::Null, Value::Uuid(by)),
            ],
        )]
    };
    let by_doctor = clinic.doctor.write(doctor, approve(doctor)).await;
    assert_eq!(by_doctor.kind, OutcomeKind::Quarantined);
    clinic.desk.pull().await;
    assert_eq!(clinic.desk.write(admin, approve(admin)).await.kind, OutcomeKind::Applied);
}

#[tokio::test]
async fn what_may_not_be_written_is_quarantined_whole_with_its_reason() {
    let mut clinic = Clinic::open().await;
    let (admin, patient) = (clinic.user, clinic.patient);
    let nurse = Uuid::now_v7();
    let row = insert(
        "users",
        nurse,
        &[
            ("username", Value::from("nina")),
            ("roles", Value::from(r#"["nurse"]"#)),
            ("is_active", Value::Boolean(true)),
        ],
    );
    clinic.desk.write(admin, vec![row]).await;
    let base = clinic.desk.cursor.position;
    let phone = |new: Value| {
        let old = Value::from("+254 700 000001");
        vec![update("patients", patient, base, &[("phone", old, new)])]
    };
    let status = |new: &str| {
        let (old, new) = (Value::from("active"), Value::from(new));
        vec![update("patients", patient, base, &[("status", old, new)])]
    };
    // The right is not the nurse's, the person is unknown, the value is not one of the list.
    for (author, operations, word) in [
        (nurse, phone(Value::from("1")), "may not"),
        (Uuid::now_v7(), phone(Value::from("1")), "not known"),
        (admin, status("asleep"), "not one of"),
        (admin, vec![clinic.booking_of(patient, Uuid::now_v7(), -1_000_000)], "past"),
    ] {
        let outcome = clinic.desk.write(author, operations).await;
        assert_eq!(outcome.kind, OutcomeKind::Quarantined, "{word}");
        assert!(outcome.reason.unwrap().contains(word));
    }
    // Whoever is let go changes nothing any more.
    clinic.desk.pull().await;
    let base = clinic.desk.cursor.position;
    let gone =
        update("users", nurse, base, &[("is_active", Value::Boolean(true), Value::Boolean(false))]);
    clinic.desk.write(admin, vec![gone]).await;
    let outcome = clinic.desk.write(nurse, vec![]).await;
    assert_eq!(outcome.kind, OutcomeKind::Quarantined);
}

#[tokio::test]
async fn a_forged_signature_and_unreadable_bytes_are_quarantined_and_block_nothing() {
    let mut clinic = Clinic::open().await;
    let (user, after) = (clinic.user, Uuid::now_v7());
    let forged = clinic.desk.changeset(user, "test", vec![patient_row(Uuid::now_v7(), "Forged")]);
    let mut forged = clinic.desk.sign(&forged);
    forged.signature[5] ^= 1;
    let broken = clinic.desk.changeset(user, "test", vec![patient_row(Uuid::now_v7(), "Broken")]);
    let mut body = broken.encode();
    body.truncate(body.len() - 3);
    let broken = Signed::sign(body, &clinic.desk.key);
    let garbage = Signed::sign(vec![9, 9, 9], &clinic.desk.key);
    clinic.desk.counter += 1;
    let good = clinic.desk.changeset(user, "test", vec![patient_row(after, "Good")]);
    // The doctor's PC has sent something under the id that comes next from the desk.
    let theirs = clinic.doctor.changeset(user, "test", vec![]);
    clinic.doctor.push(&[&theirs]).await;
    let mut stolen = clinic.desk.changeset(user, "test", vec![]);
    stolen.id = theirs.id;
    let stolen = clinic.desk.sign(&stolen);
    let changesets = vec![forged, broken, garbage, clinic.desk.sign(&good), stolen];
    let batch =
        to_bytes(&PushRequest { incarnation: 1, life: clinic.desk.life(), changesets }).unwrap();
    let bytes = clinic.desk.ask("/v1/push", batch).await;
    let kinds: Vec<_> = from_bytes::<PushAnswer>(&bytes)
        .unwrap()
        .outcomes
        .into_iter()
        .map(|outcome| outcome.kind)
        .collect();
    assert_eq!(kinds[..3], [OutcomeKind::Quarantined; 3]);
    assert_eq!(kinds[3..], [OutcomeKind::Applied, OutcomeKind::Quarantined]);
}

#[tokio::test]
async fn the_same_generated_row_made_twice_is_one_row() {
    let mut clinic = Clinic::open().await;
    let (user, link) = (clinic.user, Uuid::now_v7());
    let known = |clinic: &Clinic, at: i64| {
        insert(
            "patient_sites",
            link,
            &[
                ("patient_id", Value::Uuid(clinic.patient)),
                ("site_id", Value::Uuid(clinic.site)),
                ("known_since", Value::Integer(at)),
                ("source", Value::from("registered")),
            ],
        )
    };
    let row = known(&clinic, 1_700_000_000_000_000);
    let outcome = clinic.desk.write(user, vec![row.clone()]).await;
    assert_eq!(outcome.kind, OutcomeKind::Applied, "{outcome:?}");
    assert_eq!(clinic.doctor.write(user, vec![row]).await.kind, OutcomeKind::Merged);
    let row = known(&clinic, 1_600_000_000_000_000);
    let outcome = clinic.doctor.write(user, vec![row]).await;
    assert_eq!(outcome.kind, OutcomeKind::AppliedWithConflict);
    let (rows, _) = clinic.desk.pull().await;
    let conflict = rows_of(&rows, "sync_conflicts")[0];
    assert_eq!(cell(conflict, "sync_conflicts", "kind"), Some(Value::from("duplicate_insert")));
}

#[tokio::test]
async fn what_patients_write_lands_in_their_own_record_and_nowhere_else() {
    let mut clinic = Clinic::open().await;
    let (admin, own, stranger) = (clinic.user, clinic.patient, Uuid::now_v7());
    let [account, treats, theirs] = [(); 3].map(|()| Uuid::now_v7());
    let person = |id: Uuid, name: &str, role: &str| {
        insert(
            "users",
            id,
            &[
                ("username", Value::from(name)),
                ("roles", Value::from(format!(r#"["{role}"]"#).as_str())),
                ("is_active", Value::Boolean(true)),
            ],
        )
    };
    let operations = vec![
        person(account, "ada", "patient"),
        person(treats, "ines", "doctor"),
        patient_row(stranger, "Novak"),
        insert(
            "notifications",
            theirs,
            &[
                ("user_id", Value::Uuid(treats)),
                ("kind", Value::from("general")),
                ("title", Value::from("For the doctor")),
                ("due_at", Value::Integer(now())),
            ],
        ),
    ];
    let outcome = clinic.desk.write(admin, operations).await;
    assert_eq!(outcome.kind, OutcomeKind::Applied, "{:?}", outcome.reason);
    clinic.desk.pull().await;
    let base = clinic.desk.cursor.position;
    let connect =
        vec![update("patients", own, base, &[("user_id", Value::Null, Value::Uuid(account))])];
    assert_eq!(clinic.desk.write(admin, connect).await.kind, OutcomeKind::Applied);
    // The same things for the own record and for the other one.
    let mut booked = Vec::new();
    for (ordinal, patient) in [own, stranger].into_iter().enumerate() {
        let [appointment, plan, step, prescription, item, visit] = [(); 6].map(|()| Uuid::now_v7());
        let of = ("patient_id", Value::Uuid(patient));
        let minutes = i64::try_from(ordinal).unwrap() * 60;
        let operations = vec![
            cares_for(admin, patient),
            clinic.booking_of(patient, appointment, minutes),
            insert(
                "visits",
                visit,
                &[
                    of.clone(),
                    ("started_at", Value::Integer(now())),
                    ("kind", Value::from("routine")),
                    ("status", Value::from("completed")),
                ],
            ),
            insert(
                "prescriptions",
                prescription,
                &[
                    of.clone(),
                    ("prescribed_at", Value::Integer(now())),
                    ("status", Value::from("active")),
                ],
            ),
            insert(
                "prescription_items",
                item,
                &[
                    of.clone(),
                    ("prescription_id", Value::Uuid(prescription)),
                    ("medication_text", Value::from("Metformin")),
                    ("is_free_text_dosage", Value::Boolean(true)),
                    ("dosage_text", Value::from("as the sheet says")),
                    ("status", Value::from("active")),
                ],
            ),
            insert(
                "wellness_plans",
                plan,
                &[
                    of.clone(),
                    ("title", Value::from("Walk")),
                    ("status", Value::from("active")),
                    ("starts_on", Value::from("2026-03-02")),
                ],
            ),
            insert(
                "wellness_plan_items",
                step,
                &[
                    of,
                    ("wellness_plan_id", Value::Uuid(plan)),
                    ("title", Value::from("Walk")),
                    ("due_on", Value::from("2026-03-02")),
                ],
            ),
        ];
        let outcome = clinic.desk.write(admin, operations).await;
        assert_eq!(outcome.kind, OutcomeKind::Applied, "{:?}", outcome.reason);
        booked.push((patient, appointment, step, item, visit));
    }
    clinic.desk.pull().await;
    let base = clinic.desk.cursor.position;
    for (patient, appointment, step, item, visit) in booked {
        let of = ("patient_id", Value::Uuid(patient));
        let at = |name: &'static str| (name, Value::Integer(now()));
        let steps: Vec<(&str, Operation)> = vec![
            (
                "confirms an appointment",
                update(
                    "appointments",
                    appointment,
                    base,
                    &[
                        ("status", Value::from("scheduled"), Value::from("confirmed")),
                        ("confirmed_at", Value::Null, Value::Integer(now())),
                    ],
                ),
            ),
            (
                "asks to cancel",
                insert(
                    "tasks",
                    Uuid::now_v7(),
                    &[
                        of.clone(),
                        ("site_id", Value::Uuid(clinic.site)),
                        ("title", Value::from("A patient asks to call an appointment off")),
                        ("kind", Value::from("other")),
                        ("status", Value::from("open")),
                        ("priority", Value::from("medium")),
                        ("for_role", Value::from("receptionist")),
                    ],
                ),
            ),
            (
                "gives feedback",
                insert(
                    "feedback",
                    Uuid::now_v7(),
                    &[
                        of.clone(),
                        ("site_id", Value::Uuid(clinic.site)),
                        ("visit_id", Value::Uuid(visit)),
                        ("rating", Value::Integer(5)),
                        at("given_at"),
                    ],
                ),
            ),
            (
                "reads a value",
                insert(
                    "monitoring_readings",
                    Uuid::now_v7(),
                    &[
                        of.clone(),
                        ("device_kind", Value::from("other")),
                        ("metric", Value::from("weight")),
                        ("value_number", Value::Real(70.0)),
                        ("unit", Value::from("kg")),
                        at("recorded_at"),
                        ("recorded_by", Value::Uuid(account)),
                        ("is_self_reported", Value::Boolean(true)),
                    ],
                ),
            ),
            (
                "rates stress",
                insert(
                    "stress_readings",
                    Uuid::now_v7(),
                    &[
                        of.clone(),
                        at("recorded_at"),
                        ("is_self_reported", Value::Boolean(true)),
                        ("self_rating", Value::Integer(4)),
                    ],
                ),
            ),
            (
                "takes a dose",
                insert(
                    "adherence_events",
                    Uuid::now_v7(),
                    &[
                        of.clone(),
                        ("prescription_item_id", Value::Uuid(item)),
                        ("was_taken", Value::Boolean(true)),
                        at("occurred_at"),
                        ("source", Value::from("patient")),
                    ],
                ),
            ),
            (
                "writes a message",
                insert(
                    "chat_messages",
                    Uuid::now_v7(),
                    &[
                        of,
                        ("appointment_id", Value::Uuid(appointment)),
                        ("sender_id", Value::Uuid(account)),
                        ("recipient_id", Value::Uuid(treats)),
                        ("body", Value::from("May I eat before?")),
                        at("sent_at"),
                    ],
                ),
            ),
            (
                "ticks a step off",
                update(
                    "wellness_plan_items",
                    step,
                    base,
                    &[
                        ("done_at", Value::Null, Value::Integer(now())),
                        ("done_by", Value::Null, Value::Uuid(account)),
                        ("is_self_reported", Value::Boolean(false), Value::Boolean(true)),
                    ],
                ),
            ),
        ];
        for (what, operation) in steps {
            let outcome = clinic.desk.write(account, vec![operation]).await;
            let expected =
                if patient == own { OutcomeKind::Applied } else { OutcomeKind::Quarantined };
            assert_eq!(outcome.kind, expected, "{what}: {:?}", outcome.reason);
            if patient == stranger {
                assert!(outcome.reason.unwrap().contains("not this patient"), "{what}");
            }
        }
    }
    // What is about nobody, what is somebody else's, and what is the clinic's.
    let nobodys = insert(
        "tasks",
        Uuid::now_v7(),
        &[
            ("site_id", Value::Uuid(clinic.site)),
            ("title", Value::from("Do this")),
            ("kind", Value::from("other")),
            ("status", Value::from("open")),
            ("priority", Value::from("medium")),
        ],
    );
    let read =
        update("notifications", theirs, base, &[("read_at", Value::Null, Value::Integer(now()))]);
    let renamed = update("patients", own, base, &[("city", Value::Null, Value::from("Kisumu"))]);
    for operation in [nobodys, read, renamed] {
        let outcome = clinic.desk.write(account, vec![operation]).await;
        assert_eq!(outcome.kind, OutcomeKind::Quarantined);
    }
}

#[tokio::test]
async fn one_alert_that_two_pcs_found_is_one_and_asks_nobody() {
    let mut clinic = Clinic::open().await;
    let (user, nurse, site) = (clinic.user, Uuid::now_v7(), clinic.site);
    let row = insert(
        "users",
        nurse,
        &[
            ("username", Value::from("nina")),
            ("roles", Value::from(r#"["nurse"]"#)),
            ("is_active", Value::Boolean(true)),
        ],
    );
    clinic.desk.write(user, vec![row]).await;
    let opened = |alert: Uuid, by: Uuid, at: i64, message: &str| {
        insert(
            "alerts",
            alert,
            &[
                ("site_id", Value::Uuid(site)),
                ("kind", Value::from("stock")),
                ("title", Value::from("Stock is low")),
                ("message", Value::from(message)),
                ("urgency", Value::Integer(4)),
                ("status", Value::from("open")),
                ("roles", Value::from(r#"["nurse"]"#)),
                ("raised_by", Value::Uuid(by)),
                ("raised_at", Value::Integer(at)),
            ],
        )
    };
    // Whichever PC reaches the centre first, what was found first stands.
    for (first, then) in [(1_000, 2_000), (2_000, 1_000)] {
        let alert = Uuid::now_v7();
        let operations = vec![opened(alert, user, first, "4 are left")];
        assert_eq!(clinic.desk.write(user, operations).await.kind, OutcomeKind::Applied);
        clinic.desk.pull().await;
        let base = clinic.desk.cursor.position;
        let (open, answered) = (Value::from("open"), Value::from("acknowledged"));
        let answer = update("alerts", alert, base, &[("status", open, answered.clone())]);
        clinic.desk.write(user, vec![answer]).await;
        let operations = vec![opened(alert, nurse, then, "3 are left")];
        let outcome = clinic.doctor.write(nurse, operations).await;
        assert_eq!(outcome.kind, OutcomeKind::Merged, "{outcome:?}");
        clinic.doctor.cursor = protocol::Cursor::default();
        let (rows, _) = clinic.doctor.pull().await;
        let row = rows.iter().rfind(|row| is_of(row, "alerts", alert)).unwrap();
        let of = |name: &str| cell(row, "alerts", name).unwrap();
        assert_eq!(of("raised_at"), Value::Integer(1_000));
        let (by, message) = if first < then { (user, "4 are left") } else { (nurse, "3 are left") };
        assert_eq!((of("raised_by"), of("message")), (Value::Uuid(by), Value::from(message)));
        assert_eq!(of("status"), answered, "that somebody answered it stays");
        assert!(rows_of(&rows, "sync_conflicts").is_empty());
    }
}

#[tokio::test]
async fn an_import_of_thousands_of_rows_is_one_changeset_among_others() {
    let mut clinic = Clinic::open().await;
    let user = clinic.user;
    let rows: Vec<Operation> =
        (0..protocol::OPERATIONS_MAX).map(|_| patient_row(Uuid::now_v7(), "Many")).collect();
    let outcome = clinic.desk.write(user, rows).await;
    assert_eq!(outcome.kind, OutcomeKind::Applied, "{outcome:?}");
    let (rows, _) = clinic.doctor.pull().await;
    assert_eq!(rows_of(&rows, "patients").len(), protocol::OPERATIONS_MAX);
}

#[tokio::test]
async fn sealed_columns_are_encrypted_in_postgres_and_plain_on_the_wire() {
    let mut clinic = Clinic::open().await;
    let operator = clinic.centre.operator().await;
    let row = operator
        .query_one("SELECT pg_typeof(phone)::TEXT, phone::TEXT FROM patients", &[])
        .await
        .unwrap();
    assert_eq!(row.get::<_, &str>(0), "bytea");
    assert!(!row.get::<_, &str>(1).contains("254"));
    clinic.doctor.cursor = protocol::Cursor::default();
    let (rows, _) = clinic.doctor.pull().await;
    assert_eq!(phone_of(&rows, &clinic), Value::from("+254 700 000001"));
}

#[tokio::test]
async fn what_is_written_about_one_patient_names_no_visit_and_no_appointment_of_another() {
    let mut clinic = Clinic::open().await;
    let (user, one, other) = (clinic.user, clinic.patient, Uuid::now_v7());
    let [visit, appointment] = [(); 2].map(|()| Uuid::now_v7());
    let site = ("site_id", Value::Uuid(clinic.site));
    let operations = vec![
        patient_row(other, "Novak"),
        cares_for(user, one),
        cares_for(user, other),
        filled(
            "visits",
            visit,
            &[
                ("patient_id", Value::Uuid(other)),
                site.clone(),
                ("status", Value::from("in_progress")),
                ("started_at", Value::Integer(now())),
            ],
        ),
        filled(
            "appointments",
            appointment,
            &[
                ("patient_id", Value::Uuid(other)),
                site.clone(),
                ("status", Value::from("scheduled")),
                ("starts_at", Value::Integer(now() + 3_600_000_000)),
                ("ends_at", Value::Integer(now() + 5_400_000_000)),
            ],
        ),
    ];
    let outcome = clinic.desk.write(user, operations).await;
    assert_eq!(outcome.kind, OutcomeKind::Applied, "{outcome:?}");
    clinic.doctor.pull().await;
    let statement = |id: Uuid, patient: Uuid| {
        let cells = [
            ("patient_id", Value::Uuid(patient)),
            ("visit_id", Value::Uuid(visit)),
            ("status", Value::from("active")),
        ];
        vec![filled("medication_statements", id, &cells)]
    };
    let called = |patient: Uuid| {
        let cells = [
            ("patient_id", Value::Uuid(patient)),
            site.clone(),
            ("appointment_id", Value::Uuid(appointment)),
            ("attempted_at", Value::Integer(now())),
            ("attempted_by", Value::Uuid(user)),
        ];
        vec![filled("contact_attempts", Uuid::now_v7(), &cells)]
    };
    for (wrong, says) in [
        (statement(Uuid::now_v7(), one), "It names a visit of another patient."),
        (called(one), "It names an appointment of another patient."),
    ] {
        let outcome = clinic.doctor.write(user, wrong).await;
        assert_eq!(outcome.kind, OutcomeKind::Quarantined, "{outcome:?}");
        assert_eq!(outcome.reason.as_deref(), Some(says));
    }
    let theirs = Uuid::now_v7();
    for right in [statement(theirs, other), called(other)] {
        let outcome = clinic.doctor.write(user, right).await;
        assert_eq!(outcome.kind, OutcomeKind::Applied, "{outcome:?}");
    }
    // A row does not walk to another patient and leave its visit behind.
    clinic.doctor.pull().await;
    let base = clinic.doctor.cursor.position;
    let whose = ("patient_id", Value::Uuid(other), Value::Uuid(one));
    let walks = update("medication_statements", theirs, base, &[whose]);
    let outcome = clinic.doctor.write(user, vec![walks]).await;
    assert_eq!(outcome.kind, OutcomeKind::Quarantined, "{outcome:?}");
    // Two records that were declared one person's are one.
    let declared = insert(
        "patient_merges",
        Uuid::now_v7(),
        &[
            ("patient_id", Value::Uuid(one)),
            ("merged_patient_id", Value::Uuid(other)),
            ("reason", Value::from("Same passport")),
            ("merged_by", Value::Uuid(user)),
            ("merged_at", Value::Integer(now())),
        ],
    );
    let outcome = clinic.desk.write(user, vec![declared]).await;
    assert_eq!(outcome.kind, OutcomeKind::Applied, "{outcome:?}");
    let outcome = clinic.doctor.write(user, statement(Uuid::now_v7(), one)).await;
    assert_eq!(outcome.kind, OutcomeKind::Applied, "{outcome:?}");
}
