//! What a role may not do, no PC can make the centre accept: every role, every table, every action.

#![expect(clippy::unwrap_used, reason = "a story fails by panicking")]

mod support;

use catalog::{Action, Conflict, Role, TABLES, Table, Value};
use migrations::schema;
use protocol::{Operation, Outcome, OutcomeKind, Position};
use support::{Clinic, cares_for, filled, insert, patient_row, some, update};
use uuid::Uuid;

fn operation(table: &Table, action: Action) -> Option<Operation> {
    let shape = schema().table(table.name)?;
    let own = |name: &str| !catalog::BOOKKEEPING.contains(&name) && name != "id";
    let row = Uuid::now_v7();
    match action {
        Action::Insert => Some(filled(table.name, row, &[])),
        Action::Update => {
            let column = shape.columns.iter().find(|column| own(column.name))?;
            let new = some(table, column.name, column.kind);
            Some(update(table.name, row, Position::START, &[(column.name, Value::Null, new)]))
        }
        Action::Remove => {
            Some(Operation::Remove { table: shape.number, id: row, base: Position::START })
        }
        Action::Read => None,
    }
}

/// Whether the outcome says that the person has not the right.
fn for_want_of_rights(outcome: &Outcome) -> bool {
    let reason = outcome.reason.as_deref().unwrap_or_default();
    outcome.kind == OutcomeKind::Quarantined
        && ["may not add to", "may not change", "may not remove from"]
            .iter()
            .any(|words| reason.contains(words))
}

/// Whether the outcome says that nobody at all may: what is a ledger is never changed, and what only
/// the centre fills in stays empty.
fn for_nobody(table: &Table, action: Action, outcome: &Outcome) -> bool {
    let said = outcome.reason.as_deref().unwrap_or_default();
    let ledger = table.conflict == Conflict::Ledger && action != Action::Insert;
    let by_the_centre = action == Action::Insert && table.columns.iter().any(|one| one.centre);
    (ledger && said.contains("is never changed")) || (by_the_centre && said.contains("is empty"))
}

#[tokio::test]
async fn what_a_role_may_not_do_the_centre_refuses_for_every_table() {
    let mut clinic = Clinic::open().await;
    let admin = clinic.user;
    let (mut wrongly_taken, mut wrongly_refused) = (Vec::new(), Vec::new());
    for role in Role::ALL {
        let person = Uuid::now_v7();
        let cells = [
            ("username", Value::from(role.code())),
            ("roles", Value::from(format!("[\"{}\"]", role.code()).as_str())),
            ("is_active", Value::Boolean(true)),
        ];
        clinic.desk.write(admin, vec![insert("users", person, &cells)]).await;
        let tried: Vec<(&Table, Action, Operation)> = TABLES
            .iter()
            .filter(|table| !table.shipped)
            .flat_map(|table| {
                [Action::Insert, Action::Update, Action::Remove]
                    .into_iter()
                    .filter_map(move |action| Some((table, action, operation(table, action)?)))
            })
            .collect();
        let changesets: Vec<_> = tried
            .iter()
            .map(|(_, _, operation)| {
                clinic.desk.changeset(person, "rights.try", vec![operation.clone()])
            })
            .collect();
        let outcomes = clinic.desk.push(&changesets.iter().collect::<Vec<_>>()).await;
        assert_eq!(outcomes.len(), tried.len());
        for ((table, action, _), outcome) in tried.iter().zip(&outcomes) {
            let what = format!("{} {action:?} {}", role.code(), table.name);
            let may = table.access.allows(role, *action);
            // Refused for another reason, it would have been taken from somebody more careful.
            if !may && !for_want_of_rights(outcome) && !for_nobody(table, *action, outcome) {
                wrongly_taken.push((what, outcome.reason.clone()));
            } else if may && for_want_of_rights(outcome) {
                wrongly_refused.push(what);
            }
        }
    }
    assert_eq!(wrongly_taken, Vec::new());
    assert_eq!(wrongly_refused, Vec::<String>::new());
}

/// Adds somebody with one role, and gives the id.
async fn employ(clinic: &mut Clinic, role: Role) -> Uuid {
    let (admin, person) = (clinic.user, Uuid::now_v7());
    let cells = [
        ("username", Value::from(format!("{}.{person}", role.code()).as_str())),
        ("roles", Value::from(format!("[\"{}\"]", role.code()).as_str())),
        ("is_active", Value::Boolean(true)),
    ];
    let outcome = clinic.desk.write(admin, vec![insert("users", person, &cells)]).await;
    assert_eq!(outcome.kind, OutcomeKind::Applied, "{outcome:?}");
    person
}

#[tokio::test]
async fn to_call_it_an_import_opens_no_record_to_who_does_not_run_the_organization() {
    let mut clinic = Clinic::open().await;
    for (role, table) in [
        (Role::Doctor, "medical_conditions"),
        (Role::Nurse, "vitals"),
        (Role::Patient, "stress_readings"),
        (Role::Admin, "medical_conditions"),
    ] {
        let person = employ(&mut clinic, role).await;
        let patient = [("patient_id", Value::Uuid(clinic.patient))];
        let row = filled(table, Uuid::now_v7(), &patient);
        let changeset = clinic.desk.changeset(person, "system.import_fhir", vec![row]);
        let outcome = clinic.desk.push(&[&changeset]).await.remove(0);
        let taken = outcome.kind == OutcomeKind::Applied;
        assert_eq!(taken, role == Role::Admin, "{} {outcome:?}", role.code());
    }
}

#[tokio::test]
async fn what_one_prepares_another_decides_in_the_own_name() {
    let mut clinic = Clinic::open().await;
    let patient = ("patient_id", Value::Uuid(clinic.patient));
    let mut said = Vec::new();
    for role in [Role::ImagingTechnician, Role::Radiologist] {
        let person = employ(&mut clinic, role).await;
        let [scan, report, other] = [(); 3].map(|()| Uuid::now_v7());
        let signed = |id: Uuid, by: Uuid| {
            let cells = [
                patient.clone(),
                ("scan_id", Value::Uuid(scan)),
                ("status", Value::from("signed")),
                ("impression", Value::from("No fracture.")),
                ("signed_at", Value::Integer(support::now())),
                ("signed_by", Value::Uuid(by)),
            ];
            filled("reports", id, &cells)
        };
        let row = filled("scans", scan, std::slice::from_ref(&patient));
        assert_eq!(clinic.desk.write(person, vec![row]).await.kind, OutcomeKind::Applied);
        for (id, by) in [(report, person), (other, clinic.user)] {
            let outcome = clinic.desk.write(person, vec![signed(id, by)]).await;
            said.push((role, by == person, outcome.kind == OutcomeKind::Applied));
        }
    }
    let only = |role, own| (role, own, role == Role::Radiologist && own);
    let expected: Vec<_> = [Role::ImagingTechnician, Role::Radiologist]
        .into_iter()
        .flat_map(|role| [only(role, true), only(role, false)])
        .collect();
    assert_eq!(said, expected);
}

#[tokio::test]
async fn what_is_one_persons_own_nobody_else_changes() {
    let mut clinic = Clinic::open().await;
    let (owner, other) = (
        employ(&mut clinic, Role::Receptionist).await,
        employ(&mut clinic, Role::Receptionist).await,
    );
    let note = Uuid::now_v7();
    let cells = [("user_id", Value::Uuid(owner)), ("title", Value::from("The printer is mended"))];
    let outcome = clinic.desk.write(other, vec![filled("notifications", note, &cells)]).await;
    assert_eq!(outcome.kind, OutcomeKind::Applied, "whoever mended it says so: {outcome:?}");
    clinic.desk.pull().await;
    let base = clinic.desk.cursor.position;
    let read = |at: i64| {
        update("notifications", note, base, &[("read_at", Value::Null, Value::Integer(at))])
    };
    let outcome = clinic.desk.write(other, vec![read(1)]).await;
    assert!(outcome.reason.unwrap_or_default().contains("belongs to somebody else"));
    let outcome = clinic.desk.write(owner, vec![read(2)]).await;
    assert_eq!(outcome.kind, OutcomeKind::Applied, "{outcome:?}");
}

#[tokio::test]
async fn nobody_signs_or_opens_or_says_anything_in_somebody_elses_name() {
    let mut clinic = Clinic::open().await;
    let admin = clinic.user;
    let doctor = employ(&mut clinic, Role::Doctor).await;
    let pharmacist = employ(&mut clinic, Role::Pharmacist).await;
    let patient = ("patient_id", Value::Uuid(clinic.patient));
    let team = vec![cares_for(doctor, clinic.patient)];
    assert_eq!(clinic.desk.write(admin, team).await.kind, OutcomeKind::Applied);
    for (author, table, column) in [
        (doctor, "break_glass_grants", "user_id"),
        (doctor, "chat_messages", "sender_id"),
        (doctor, "medication_administrations", "given_by"),
        (pharmacist, "dispensings", "dispensed_by"),
        (doctor, "lab_results", "resulted_by"),
        (doctor, "vitals", "recorded_by"),
    ] {
        let mut cells = vec![patient.clone(), (column, Value::Uuid(admin))];
        match table {
            "break_glass_grants" => cells.extend([
                ("reason", Value::from("Unconscious in the corridor")),
                ("granted_at", Value::Integer(support::now())),
                ("expires_at", Value::Integer(support::now() + 60_000_000)),
            ]),
            "vitals" => cells.push(("pain_score", Value::Real(3.0))),
            _ => {}
        }
        let row = filled(table, Uuid::now_v7(), &cells);
        let outcome = clinic.desk.write(author, vec![row]).await;
        let said = outcome.reason.as_deref().unwrap_or_default();
        assert!(said.contains("somebody else's name"), "{table}: {outcome:?}");
    }
}

#[tokio::test]
async fn a_correction_keeps_the_name_of_who_gave_the_dose_and_no_other() {
    let mut clinic = Clinic::open().await;
    let another = employ(&mut clinic, Role::Nurse).await;
    let (site, dose) = (clinic.site, Uuid::now_v7());
    let given = filled(
        "medication_administrations",
        dose,
        &[
            ("patient_id", Value::Uuid(clinic.patient)),
            ("site_id", Value::Uuid(site)),
            ("medication_text", Value::from("Amoxicillin")),
            ("given_by", Value::Uuid(clinic.user)),
        ],
    );
    let admin = clinic.user;
    assert_eq!(clinic.desk.write(admin, vec![given]).await.kind, OutcomeKind::Applied);
    let nurse = employ(&mut clinic, Role::Nurse).await;
    let team = vec![cares_for(nurse, clinic.patient)];
    assert_eq!(clinic.desk.write(admin, team).await.kind, OutcomeKind::Applied);
    for (given_by, taken) in [(another, false), (admin, true)] {
        let corrected = filled(
            "medication_administrations",
            Uuid::now_v7(),
            &[
                ("patient_id", Value::Uuid(clinic.patient)),
                ("site_id", Value::Uuid(site)),
                ("medication_text", Value::from("Amoxicillin")),
                ("given_by", Value::Uuid(given_by)),
                ("corrects_id", Value::Uuid(dose)),
                ("correction_reason", Value::from("another dose")),
            ],
        );
        let outcome = clinic.desk.write(nurse, vec![corrected]).await;
        assert_eq!(outcome.kind == OutcomeKind::Applied, taken, "{outcome:?}");
    }
}

#[tokio::test]
async fn a_nurse_writes_no_assessment_and_moves_or_calls_off_no_booking() {
    let mut clinic = Clinic::open().await;
    let (admin, patient) = (clinic.user, clinic.patient);
    let nurse = employ(&mut clinic, Role::Nurse).await;
    let [visit, booking, other] = [(); 3].map(|()| Uuid::now_v7());
    let cells = [
        ("site_id", Value::Uuid(clinic.site)),
        ("patient_id", Value::Uuid(patient)),
        ("appointment_id", Value::Uuid(booking)),
        ("status", Value::from("roomed")),
    ];
    let rows = vec![
        clinic.booking(booking, 600),
        clinic.booking(other, 700),
        filled("visits", visit, &cells),
        cares_for(nurse, patient),
    ];
    let outcome = clinic.desk.write(admin, rows).await;
    assert_eq!(outcome.kind, OutcomeKind::Applied, "{outcome:?}");
    clinic.desk.pull().await;
    let base = clinic.desk.cursor.position;
    let start = support::tomorrow() + 600 * 60_000_000;
    let words = |column: &'static str| {
        update("visits", visit, base, &[(column, Value::Null, Value::from("Otitis"))])
    };
    let change = |id: Uuid, column: &'static str, old: Value, new: Value| {
        update("appointments", id, base, &[(column, old, new)])
    };
    let status =
        |id: Uuid, new: &str| change(id, "status", Value::from("scheduled"), Value::from(new));
    let why = |id| change(id, "cancel_reason", Value::Null, Value::from("The patient left"));
    let ended = || {
        let left = [("status", Value::from("roomed"), Value::from("left_without_being_seen"))];
        update("visits", visit, base, &left)
    };
    let (begins, later) = (Value::Integer(start), Value::Integer(start + 60_000_000));
    let doctor = Value::Uuid(clinic.practitioner);
    for (what, rows, taken) in [
        ("assessment", vec![words("assessment")], false),
        ("plan", vec![words("plan")], false),
        ("subjective", vec![words("subjective")], true),
        ("hour", vec![change(booking, "starts_at", begins, later)], false),
        ("doctor", vec![change(booking, "practitioner_id", doctor, Value::Null)], false),
        ("cancelled", vec![status(other, "cancelled")], false),
        ("another visit's", vec![status(other, "cancelled"), ended()], false),
        ("checked in", vec![status(other, "checked_in")], true),
        ("with its visit", vec![status(booking, "cancelled"), why(booking), ended()], true),
    ] {
        let outcome = clinic.desk.write(nurse, rows).await;
        assert_eq!(outcome.kind == OutcomeKind::Applied, taken, "{what}: {outcome:?}");
    }
}

#[tokio::test]
async fn a_nurse_of_one_site_does_not_reach_who_is_at_another() {
    let mut clinic = Clinic::open().await;
    let (admin, elsewhere) = (clinic.user, Uuid::now_v7());
    let nurse = employ(&mut clinic, Role::Nurse).await;
    let place = [
        ("name", Value::from("Branch")),
        ("time_zone", Value::from("Africa/Nairobi")),
        ("currency", Value::from("KES")),
        ("is_active", Value::Boolean(true)),
    ];
    let home = [("site_id", Value::Null, Value::Uuid(clinic.site))];
    clinic.desk.pull().await;
    let home = update("users", nurse, clinic.desk.cursor.position, &home);
    let outcome = clinic.desk.write(admin, vec![insert("sites", elsewhere, &place), home]).await;
    assert_eq!(outcome.kind, OutcomeKind::Applied, "{outcome:?}");
    for table in ["appointments", "visits", "bed_stays", "triage_assessments"] {
        for (site, reached) in [(elsewhere, false), (clinic.site, true)] {
            let (patient, bed) = (Uuid::now_v7(), Uuid::now_v7());
            let start = support::tomorrow();
            let mut cells =
                vec![("site_id", Value::Uuid(site)), ("patient_id", Value::Uuid(patient))];
            match table {
                "appointments" => cells.extend([
                    ("starts_at", Value::Integer(start)),
                    ("ends_at", Value::Integer(start + 60_000_000)),
                ]),
                "bed_stays" => cells.push(("bed_id", Value::Uuid(bed))),
                "triage_assessments" => cells.push(("symptoms", Value::from("Fever"))),
                _ => {}
            }
            let rows = vec![
                patient_row(patient, "Zuma"),
                cares_for(admin, patient),
                filled("beds", bed, &[("site_id", Value::Uuid(site))]),
                filled(table, Uuid::now_v7(), &cells),
            ];
            let outcome = clinic.desk.write(admin, rows).await;
            assert_eq!(outcome.kind, OutcomeKind::Applied, "{table}: {outcome:?}");
            let history =
                filled("patient_history", Uuid::now_v7(), &[("patient_id", Value::Uuid(patient))]);
            let outcome = clinic.desk.write(nurse, vec![history]).await;
            assert_eq!(outcome.kind == OutcomeKind::Applied, reached, "{table}: {outcome:?}");
        }
    }
}

#[tokio::test]
async fn who_saw_a_patient_reaches_them_for_sixty_days_and_until_the_note_is_signed() {
    let mut clinic = Clinic::open().await;
    let (admin, day) = (clinic.user, 86_400_000_000_i64);
    for (days, signed, reached) in [(30, true, true), (90, true, false), (90, false, true)] {
        let doctor = employ(&mut clinic, Role::Doctor).await;
        let [practitioner, patient] = [(); 2].map(|()| Uuid::now_v7());
        let at = support::now() - days * day;
        let mut cells = vec![
            ("site_id", Value::Uuid(clinic.site)),
            ("patient_id", Value::Uuid(patient)),
            ("practitioner_id", Value::Uuid(practitioner)),
            ("status", Value::from("completed")),
            ("started_at", Value::Integer(at)),
            ("ended_at", Value::Integer(at + 60_000_000)),
        ];
        if signed {
            cells.extend([
                ("signed_at", Value::Integer(at + 120_000_000)),
                ("signed_by", Value::Uuid(doctor)),
            ]);
        }
        let person = [("family_name", Value::from("Okello")), ("user_id", Value::Uuid(doctor))];
        let rows = vec![
            patient_row(patient, "Zuma"),
            filled("practitioners", practitioner, &person),
            filled("visits", Uuid::now_v7(), &cells),
        ];
        let changeset = clinic.desk.changeset(admin, "system.import_fhir", rows);
        let outcome = clinic.desk.push(&[&changeset]).await.remove(0);
        assert_eq!(outcome.kind, OutcomeKind::Applied, "{outcome:?}");
        let history =
            filled("patient_history", Uuid::now_v7(), &[("patient_id", Value::Uuid(patient))]);
        let outcome = clinic.desk.write(doctor, vec![history]).await;
        let taken = outcome.kind == OutcomeKind::Applied;
        assert_eq!(taken, reached, "{days} days, signed {signed}: {outcome:?}");
    }
}

#[tokio::test]
async fn an_import_brings_patients_and_makes_nobody_a_colleague() {
    let mut clinic = Clinic::open().await;
    let admin = clinic.user;
    for (what, row, taken) in [
        ("a patient", patient_row(Uuid::now_v7(), "Zuma"), true),
        ("a colleague", filled("users", Uuid::now_v7(), &[("username", "x".into())]), false),
        ("a setting", filled("system_settings", Uuid::now_v7(), &[]), false),
        ("a grant", filled("break_glass_grants", Uuid::now_v7(), &[]), false),
        ("what was said in therapy", filled("therapy_notes", Uuid::now_v7(), &[]), false),
        ("what the import says of itself", filled("security_logs", Uuid::now_v7(), &[]), true),
    ] {
        let changeset = clinic.desk.changeset(admin, "system.import_fhir", vec![row]);
        let outcome = clinic.desk.push(&[&changeset]).await.remove(0);
        assert_eq!(outcome.kind == OutcomeKind::Applied, taken, "{what}: {outcome:?}");
        if !taken {
            let said = outcome.reason.unwrap_or_default();
            assert!(said.contains("An import brings patients"), "{what}: {said}");
        }
    }
}

#[tokio::test]
async fn a_patient_adds_a_picture_to_the_own_record_and_to_no_others() {
    let mut clinic = Clinic::open().await;
    let (admin, patient, user) =
        (clinic.user, clinic.patient, employ(&mut clinic, Role::Patient).await);
    clinic.desk.pull().await;
    let base = clinic.desk.cursor.position;
    let account = [("user_id", Value::Null, Value::Uuid(user))];
    let connected = support::update("patients", patient, base, &account);
    let outcome = clinic.desk.write(admin, vec![connected]).await;
    assert_eq!(outcome.kind, OutcomeKind::Applied, "{outcome:?}");
    let other = Uuid::now_v7();
    clinic.desk.write(admin, vec![support::patient_row(other, "Diallo")]).await;
    for (whose, kind, bytes, taken) in [
        (patient, "image/jpeg", 20 << 20, true),
        (patient, "image/jpeg", (20 << 20) + 1, false),
        (patient, "application/zip", 1_000, false),
        (other, "image/jpeg", 1_000, false),
    ] {
        let cells = [
            ("patient_id", Value::Uuid(whose)),
            ("media_type", Value::from(kind)),
            ("size_bytes", Value::Integer(bytes)),
            ("sha256", Value::from("a".repeat(64).as_str())),
            ("sealed_sha256", Value::from("b".repeat(64).as_str())),
        ];
        let file = filled("attachments", Uuid::now_v7(), &cells);
        let changeset = clinic.desk.changeset(user, "records.own_attach", vec![file]);
        let outcome = clinic.desk.push(&[&changeset]).await.remove(0);
        assert_eq!(outcome.kind == OutcomeKind::Applied, taken, "{kind} {bytes} {outcome:?}");
    }
}
