//! What a PC that holds a part of the record is given, over the wire.

#![expect(clippy::unwrap_used, reason = "a story fails by panicking")]

mod support;

use catalog::Value;
use data_encoding::HEXLOWER;
use protocol::{
    Cursor, FilePart, FilePiece, FileWanted, FindAnswer, FindRequest, OpenAnswer, OpenRequest,
    Operation, PageRow, PullRequest, SCOPE_CHANGED, VerifyAnswer, from_bytes, sealed_bytes,
    to_bytes,
};
use sha2::{Digest as _, Sha256};
use support::{
    Clinic, Device, Link, cell, filled, insert, is_of, number, patient_row, refusal, rows_of,
};
use sync_server::{Invitation, Operator, Placement};
use uuid::Uuid;

/// A clinic with two sites, and a PC of `profile` at the second one.
async fn branch(profile: &str) -> (Clinic, Uuid, Device) {
    let mut clinic = Clinic::open().await;
    let hill = Uuid::now_v7();
    let cells = [
        ("name", Value::from("Hill")),
        ("code", Value::from("HILL")),
        ("time_zone", Value::from("Africa/Nairobi")),
        ("currency", Value::from("KES")),
        ("is_active", Value::Boolean(true)),
    ];
    let made = clinic.desk.changeset(
        clinic.user,
        "organization.add_site",
        vec![insert("sites", hill, &cells)],
    );
    assert_eq!(clinic.desk.push(&[&made]).await.remove(0).kind.code(), "applied");
    let mut invitation = Invitation::new("Hill desk");
    assert!(
        clinic
            .centre
            .running
            .invite(&Invitation { profile: profile.to_owned(), ..invitation.clone() })
            .await
            .is_err(),
        "a part belongs to a site"
    );
    invitation.site = Some("HILL".to_owned());
    invitation.profile = profile.to_owned();
    let link = Link::read(&clinic.centre.running.invite(&invitation).await.unwrap());
    let device = Device::enrol_by(&clinic.centre, link, None).await;
    (clinic, hill, device)
}

fn known_at(patient: Uuid, site: Uuid) -> Operation {
    filled(
        "patient_sites",
        Uuid::now_v7(),
        &[("patient_id", Value::Uuid(patient)), ("site_id", Value::Uuid(site))],
    )
}

fn allergy(patient: Uuid, id: Uuid) -> Operation {
    filled("patient_allergies", id, &[("patient_id", Value::Uuid(patient))])
}

#[tokio::test]
async fn a_branch_gets_a_patient_with_the_whole_past_when_known_there_and_loses_it_when_not() {
    let (mut clinic, hill, mut branch) = branch("clinical").await;
    let old = Uuid::now_v7();
    let user = clinic.user;
    let written = clinic.desk.changeset(user, "x", vec![allergy(clinic.patient, old)]);
    assert_eq!(clinic.desk.push(&[&written]).await.remove(0).kind.code(), "applied");
    let (rows, _) = branch.pull().await;
    assert!(
        rows_of(&rows, "patients").is_empty() && rows_of(&rows, "patient_allergies").is_empty()
    );
    assert!(!rows_of(&rows, "sites").is_empty(), "what is everybody's comes");
    let plan = branch.plan().await;
    assert!(plan.tables.iter().all(|table| table.table != number("patients")));

    let known = Uuid::now_v7();
    let row = insert(
        "patient_sites",
        known,
        &[
            ("patient_id", Value::Uuid(clinic.patient)),
            ("site_id", Value::Uuid(hill)),
            ("known_since", Value::Integer(support::now())),
            ("source", Value::from("found")),
        ],
    );
    let gained = clinic.desk.changeset(user, "x", vec![row]);
    let position = clinic.desk.push(&[&gained]).await.remove(0).position;
    let (rows, _) = branch.pull().await;
    for (table, id) in
        [("patients", clinic.patient), ("patient_allergies", old), ("patient_sites", known)]
    {
        let came = rows.iter().find(|row| is_of(row, table, id)).unwrap();
        assert!(matches!(came, PageRow::Whole { .. }), "{table}");
    }
    let chunk = branch.chunk(position, number("patient_allergies"), None).await;
    assert_eq!(chunk, [old]);
    let held = |answer: &VerifyAnswer, table: &str| {
        answer.tables.iter().find(|t| t.table == number(table)).map_or(0, |t| t.rows)
    };
    assert_eq!(held(&branch.verify().await, "patient_allergies"), 1);

    let operator = clinic.centre.operator().await;
    operator
        .execute("UPDATE patient_sites SET deleted_at = now() WHERE id = $1", &[&known])
        .await
        .unwrap();
    let (rows, _) = branch.pull().await;
    assert!(rows.iter().all(|row| matches!(row, PageRow::Forget { .. })), "{rows:?}");
    assert!(rows.iter().any(|row| is_of(row, "patient_allergies", old)));
    assert_eq!(held(&branch.verify().await, "patient_allergies"), 0);
    let (rows, _) = clinic.doctor.pull().await;
    assert!(rows.iter().all(|row| !matches!(row, PageRow::Forget { .. })), "others keep it");
}

#[tokio::test]
async fn a_patient_who_walks_in_at_another_branch_is_found_opened_and_comes_whole() {
    let (mut clinic, hill, mut branch) = branch("clinical").await;
    let (user, old, cleaner) = (clinic.user, Uuid::now_v7(), Uuid::now_v7());
    let nobody = [
        ("username", Value::from("cleaner")),
        ("roles", Value::from("[\"patient\"]")),
        ("is_active", Value::Boolean(true)),
    ];
    let written = vec![allergy(clinic.patient, old), insert("users", cleaner, &nobody)];
    let written = clinic.desk.changeset(user, "x", written);
    assert_eq!(clinic.desk.push(&[&written]).await.remove(0).kind.code(), "applied");
    branch.pull().await;

    let ask = |user: Uuid, born: &str| {
        let name = Some("Zuma".to_owned());
        let date_of_birth = Some(born.to_owned());
        serde_json::to_vec(&FindRequest { user, name, date_of_birth, number: None }).unwrap()
    };
    let open =
        |user: Uuid, patient: Uuid| serde_json::to_vec(&OpenRequest { user, patient }).unwrap();
    for (route, body) in
        [("/v1/find", ask(cleaner, "1980-02-29")), ("/v1/open", open(cleaner, clinic.patient))]
    {
        assert_eq!(refusal(branch.post(route, body).await).await.0, 403, "{route}");
    }
    let found = branch.ask("/v1/find", ask(user, "1980-02-29")).await;
    let found: FindAnswer = serde_json::from_slice(&found).unwrap();
    let [found] = &found.patients[..] else { panic!("{} were found", found.patients.len()) };
    assert_eq!(found.id, clinic.patient);
    let (rows, _) = branch.pull().await;
    assert!(rows_of(&rows, "patients").is_empty(), "whoever is found is not given yet");

    let (status, said) = refusal(branch.post("/v1/open", open(user, Uuid::now_v7())).await).await;
    assert_eq!((status, said.code.as_str()), (404, "gone"));
    let answer: OpenAnswer =
        serde_json::from_slice(&branch.ask("/v1/open", open(user, clinic.patient)).await).unwrap();
    let again: OpenAnswer =
        serde_json::from_slice(&branch.ask("/v1/open", open(user, clinic.patient)).await).unwrap();
    assert!(again.position >= answer.position);
    let (rows, _) = branch.pull().await;
    assert!(branch.cursor.position >= answer.position);
    for (table, id) in [("patients", clinic.patient), ("patient_allergies", old)] {
        assert!(rows.iter().any(|row| is_of(row, table, id)), "{table}");
    }
    assert_eq!(rows_of(&rows, "patient_sites").len(), 1, "opened twice, known once");

    let operator = clinic.centre.operator().await;
    let row = operator
        .query_one(
            "SELECT count(*) FILTER (WHERE command = 'people.find_at_centre'), \
             count(*) FILTER (WHERE command = 'people.open_from_centre'), \
             (SELECT count(*) FROM patient_sites WHERE site_id = $1) FROM audit_logs \
             WHERE patient_id = $2",
            &[&hill, &clinic.patient],
        )
        .await
        .unwrap();
    let counted: [i64; 3] = [row.get(0), row.get(1), row.get(2)];
    assert_eq!(counted, [1, 2, 1]);
}

#[tokio::test]
async fn a_front_desk_gets_no_allergy_and_what_it_makes_elsewhere_leaves_it_again() {
    let (mut clinic, hill, mut branch) = branch("front_desk").await;
    let (here, elsewhere, hurt) = (Uuid::now_v7(), Uuid::now_v7(), Uuid::now_v7());
    branch.pull().await;
    let user = clinic.user;
    let made = branch.changeset(
        user,
        "people.register",
        vec![
            patient_row(here, "Achieng"),
            known_at(here, hill),
            patient_row(elsewhere, "Barasa"),
            support::cares_for(user, here),
        ],
    );
    assert_eq!(branch.push(&[&made]).await.remove(0).kind.code(), "applied");
    let written = clinic.desk.changeset(user, "x", vec![allergy(here, hurt)]);
    assert_eq!(clinic.desk.push(&[&written]).await.remove(0).kind.code(), "applied");
    let (rows, outcomes) = branch.pull().await;
    assert_eq!(outcomes.len(), 1);
    let here = rows.iter().find(|row| is_of(row, "patients", here)).unwrap();
    assert_eq!(cell(here, "patients", "family_name"), Some(Value::from("Achieng")));
    let elsewhere = rows.iter().find(|row| is_of(row, "patients", elsewhere)).unwrap();
    assert!(matches!(elsewhere, PageRow::Forget { .. }));
    assert!(rows_of(&rows, "patient_allergies").is_empty());
}

#[tokio::test]
async fn a_device_that_is_placed_elsewhere_is_told_to_fetch_its_scope_anew() {
    let (clinic, _, mut branch) = branch("clinical").await;
    branch.pull().await;
    let placement = Placement { profile: Some("finance".to_owned()), ..Placement::default() };
    let running = &clinic.centre.running;
    let placed =
        running.place(&branch.id.to_string(), &placement, &Operator::default()).await.unwrap();
    assert_eq!(placed.profile, "finance");
    let asked = PullRequest { cursor: branch.cursor, life: branch.life(), rows_max: 10 };
    let (status, refused) = refusal(branch.post("/v1/pull", to_bytes(&asked).unwrap()).await).await;
    assert_eq!((status, refused.code.as_str()), (409, SCOPE_CHANGED));
    let plan = branch.plan().await;
    assert!(plan.tables.iter().all(|table| table.table != number("visits")));
    branch.cursor = Cursor::after(plan.pin);
    branch.pull().await;
    let nobody = Placement { person: Some("nobody".to_owned()), ..Placement::default() };
    assert!(running.place(&branch.id.to_string(), &nobody, &Operator::default()).await.is_err());
}

#[tokio::test]
async fn a_file_goes_to_who_holds_its_row_and_comes_from_whoever_has_it() {
    let (mut clinic, hill, branch) = branch("clinical").await;
    let (user, letter, plain) = (clinic.user, Uuid::now_v7(), 100_u64);
    let sealed = vec![7_u8; usize::try_from(sealed_bytes(plain)).unwrap()];
    let row = filled(
        "attachments",
        letter,
        &[
            ("patient_id", Value::Uuid(clinic.patient)),
            ("size_bytes", Value::Integer(100)),
            ("sha256", Value::from("a".repeat(64).as_str())),
            ("sealed_sha256", Value::from(HEXLOWER.encode(&Sha256::digest(&sealed)).as_str())),
        ],
    );
    let outcome = clinic.desk.write(user, vec![row]).await;
    assert_eq!(outcome.kind.code(), "applied", "{outcome:?}");
    let wanted =
        || to_bytes(&FileWanted { attachment: letter, offset: 0, bytes_max: 10_000 }).unwrap();
    // Whoever scanned it in may hold no letters; it leaves that PC all the same.
    let part = FilePart { attachment: letter, offset: 0, bytes: sealed.clone() };
    branch.ask("/v1/attachments/put", to_bytes(&part).unwrap()).await;
    let (status, refused) = refusal(branch.post("/v1/attachments/get", wanted()).await).await;
    assert_eq!((status, refused.code.as_str()), (404, "file_unknown"));
    let outcome = clinic.desk.write(user, vec![known_at(clinic.patient, hill)]).await;
    assert_eq!(outcome.kind.code(), "applied", "{outcome:?}");
    for device in [&branch, &clinic.desk] {
        let came: FilePiece =
            from_bytes(&device.ask("/v1/attachments/get", wanted()).await).unwrap();
        assert_eq!(came.bytes, sealed);
    }
}

#[tokio::test]
async fn a_booking_of_another_branch_is_moved_where_its_book_is() {
    let (mut clinic, hill, mut branch) = branch("front_desk").await;
    let (user, appointment) = (clinic.user, Uuid::now_v7());
    let operations = vec![clinic.booking(appointment, 0), known_at(clinic.patient, hill)];
    let booked = clinic.desk.changeset(user, "scheduling.book", operations);
    assert_eq!(clinic.desk.push(&[&booked]).await.remove(0).kind.code(), "applied");
    let (rows, _) = branch.pull().await;
    assert!(rows.iter().any(|row| is_of(row, "appointments", appointment)), "it is known there");
    let start = support::tomorrow();
    let later = |minutes: i64| Value::Integer(start + minutes * 60_000_000);
    let moved = |base| {
        let cells = [("starts_at", later(0), later(60)), ("ends_at", later(30), later(90))];
        vec![support::update("appointments", appointment, base, &cells)]
    };
    let operations = moved(branch.cursor.position);
    let outcome = branch.write(user, operations).await;
    assert_eq!(outcome.kind.code(), "quarantined");
    assert!(outcome.reason.as_ref().unwrap().contains("appointment book of Main"), "{outcome:?}");
    // That the patient has come may be said anywhere, and a PC of the whole record moves it.
    let reason = ("reason", Value::Null, Value::from("Check-up"));
    let said = support::update("appointments", appointment, branch.cursor.position, &[reason]);
    assert_eq!(branch.write(user, vec![said]).await.kind.code(), "applied");
    clinic.doctor.pull().await;
    let operations = moved(clinic.doctor.cursor.position);
    assert_eq!(clinic.doctor.write(user, operations).await.kind.code(), "applied");
}
