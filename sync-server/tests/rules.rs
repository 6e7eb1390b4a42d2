//! The rules that the data must obey, each broken by a changeset that no PC's own door has seen: what
//! one record cannot be is refused, what two cannot be together is held.

#![expect(clippy::unwrap_used, reason = "a story fails by panicking")]

mod support;

use catalog::{Role, Value};
use protocol::{Operation, OutcomeKind};
use support::{Clinic, cares_for, cell, filled, insert, is_of, now, patient_row, update};
use uuid::Uuid;

const MINUTE: i64 = 60_000_000;

fn text(value: &str) -> Value {
    Value::from(value)
}

/// A clinic in which one person has every right that any of the staff has.
async fn clinic() -> (Clinic, Uuid) {
    let mut clinic = Clinic::open().await;
    let (admin, person) = (clinic.user, Uuid::now_v7());
    let roles: Vec<&str> =
        Role::ALL.iter().map(|role| role.code()).filter(|role| *role != "patient").collect();
    let cells = [
        ("username", text("everybody")),
        ("roles", text(&serde_json::to_string(&roles).unwrap())),
        ("is_active", Value::Boolean(true)),
    ];
    let made = vec![insert("users", person, &cells), cares_for(person, clinic.patient)];
    assert_eq!(clinic.desk.write(admin, made).await.kind, OutcomeKind::Applied);
    clinic.desk.pull().await;
    (clinic, person)
}

/// Cells of one row, by column.
type Cells = Vec<(&'static str, Value)>;

/// What one record cannot be: table, what is wrong with it, and what is said.
fn impossible(clinic: &Clinic) -> Vec<(&'static str, Cells, &'static str)> {
    let at = Value::Integer(now());
    let booked = |starts_at: i64| {
        let ends_at = Value::Integer(starts_at + 30 * MINUTE);
        let site = ("site_id", Value::Uuid(clinic.site));
        vec![site, ("starts_at", Value::Integer(starts_at)), ("ends_at", ends_at)]
    };
    let active = ("status", text("active"));
    let amount = ("dose_amount", Value::Real(500.0));
    let unit = ("dose_unit", text("mg"));
    let medicine = ("medication_text", text("Amoxicillin"));
    let accepted = ("status", text("accepted"));
    let proposed = ("status", text("proposed"));
    let ai = Value::Boolean(true);
    let kes = ("currency", text("KES"));
    vec![
        ("appointments", booked(now() - 60 * MINUTE), "past"),
        ("prescription_items", vec![active.clone(), medicine.clone()], "needs its amount"),
        (
            "prescription_items",
            vec![active.clone(), medicine.clone(), amount.clone()],
            "unit of the",
        ),
        (
            "prescription_items",
            vec![active.clone(), medicine.clone(), amount, unit],
            "route of the",
        ),
        ("vitals", vec![("temperature_celsius", Value::Real(13.7))], "between 20 and 47"),
        (
            "vitals",
            vec![("systolic_mmhg", Value::Real(80.0)), ("diastolic_mmhg", Value::Real(90.0))],
            "below the systolic",
        ),
        ("payments", vec![("amount_minor", Value::Integer(-500)), kes.clone()], "must be above 0"),
        (
            "invoice_lines",
            vec![("unit_price_minor", Value::Integer(-5)), kes.clone()],
            "price of a line",
        ),
        ("invoice_lines", vec![("quantity", Value::Real(-1.0)), kes.clone()], "quantity of a line"),
        (
            "invoice_lines",
            vec![("diagnosis_code", text("E11")), kes.clone()],
            "E11 only groups other codes",
        ),
        (
            "invoice_lines",
            vec![
                ("quantity", Value::Real(3.0)),
                ("unit_price_minor", Value::Integer(1_500)),
                ("amount_minor", Value::Integer(450)),
                kes,
            ],
            "quantity times its price",
        ),
        ("vitals", vec![("temperature_celsius", Value::Real(31.0))], "please confirm it"),
        (
            "monitoring_readings",
            vec![
                ("metric", text("temperature")),
                ("unit", text("Cel")),
                ("value_number", Value::Real(-50.0)),
            ],
            "between 20 and 47",
        ),
        (
            "icu_observations",
            vec![("systolic_mmhg", Value::Real(80.0)), ("diastolic_mmhg", Value::Real(90.0))],
            "below the systolic",
        ),
        (
            "user_sessions",
            vec![("started_at", at), ("expires_at", Value::Integer(now() + 25 * 60 * MINUTE))],
            "within 24 hours",
        ),
        ("diagnoses", vec![accepted.clone()], "who took it and when"),
        ("diagnoses", vec![proposed.clone(), ("is_ai_supported", ai.clone())], "name its method"),
        ("recommendations", vec![accepted], "who took it and when"),
        ("recommendations", vec![proposed, ("is_ai_generated", ai)], "name its method"),
        ("reports", vec![("status", text("signed")), ("impression", text("Clear"))], "who signed"),
        (
            "ehr_entries",
            vec![("chain_sequence", Value::Integer(2)), ("hash", text(&"0".repeat(64)))],
            "every later one follows another",
        ),
        (
            "ehr_entries",
            vec![("chain_sequence", Value::Integer(1)), ("hash", text(&"0".repeat(64)))],
            "not that of what stands in it",
        ),
        ("patients", vec![("name_precision", text("full"))], "Give a name"),
    ]
}

#[tokio::test]
async fn what_one_record_cannot_be_the_centre_refuses_with_the_sentence_of_the_desk() {
    let (mut clinic, person) = clinic().await;
    let mut taken = Vec::new();
    for (table, mut cells, words) in impossible(&clinic) {
        let of_patient = migrations::schema().table(table).unwrap().column_number("patient_id");
        if of_patient.is_some() {
            cells.push(("patient_id", Value::Uuid(clinic.patient)));
        }
        let row = filled(table, Uuid::now_v7(), &cells);
        let outcome = clinic.desk.write(person, vec![row]).await;
        let said = outcome.reason.as_deref().unwrap_or_default();
        if outcome.kind != OutcomeKind::Quarantined || !said.contains(words) {
            taken.push((table, words, outcome));
        }
    }
    assert_eq!(taken, Vec::new());
}

#[tokio::test]
async fn what_two_records_cannot_be_together_is_held() {
    let (mut clinic, person) = clinic().await;
    let (other, patient, site) = (Uuid::now_v7(), clinic.patient, Value::Uuid(clinic.site));
    let [bed, free, machine] = [(); 3].map(|()| Uuid::now_v7());
    let place = |room: &str| [("site_id", site.clone()), ("room", text(room))];
    let house = vec![
        patient_row(other, "Diallo"),
        cares_for(person, other),
        filled("beds", bed, &place("1")),
        filled("beds", free, &place("2")),
        filled("resources", machine, &[("site_id", site.clone()), ("name", text("CT"))]),
    ];
    let outcome = clinic.desk.write(person, house).await;
    assert_eq!(outcome.kind, OutcomeKind::Applied, "{outcome:?}");

    let with = |mut booking: Operation, cells: &[(&str, Value)]| {
        if let Operation::Insert { row, .. } = &mut booking {
            for (name, value) in cells {
                row[usize::from(support::column("appointments", name))] = value.clone();
            }
        }
        booking
    };
    let nobody = ("practitioner_id", Value::Null);
    let room = ("room", text("3"));
    let on_purpose = ("overbooked", Value::Boolean(true));
    let [first, second] = [(); 2].map(|()| Uuid::now_v7());
    let uses = |appointment: Uuid, patient: Uuid| {
        let start = support::tomorrow() + 600 * MINUTE;
        let cells = [
            ("site_id", site.clone()),
            ("patient_id", Value::Uuid(patient)),
            ("appointment_id", Value::Uuid(appointment)),
            ("resource_id", Value::Uuid(machine)),
            ("starts_at", Value::Integer(start)),
            ("ends_at", Value::Integer(start + 30 * MINUTE)),
        ];
        filled("appointment_resources", Uuid::now_v7(), &cells)
    };
    let lies = |patient: Uuid, bed: Uuid| {
        let cells = [
            ("site_id", site.clone()),
            ("patient_id", Value::Uuid(patient)),
            ("bed_id", Value::Uuid(bed)),
            ("started_at", Value::Integer(now())),
        ];
        filled("bed_stays", Uuid::now_v7(), &cells)
    };
    let policy = || {
        let cells = [
            ("patient_id", Value::Uuid(patient)),
            ("insurer_name", text("Jubilee")),
            ("coverage_rank", text("primary")),
            ("status", text("active")),
        ];
        filled("insurance_policies", Uuid::now_v7(), &cells)
    };
    let new = Uuid::now_v7;
    let held = |words: &'static str| Some(words);
    let steps = [
        // A patient is in one place, a doctor too unless somebody says so; a room never doubles.
        (clinic.booking_of(patient, first, 600), None),
        (clinic.booking_of(other, new(), 610), held("practitioner was booked")),
        (with(clinic.booking_of(other, second, 610), &[on_purpose.clone(), room.clone()]), None),
        (
            with(clinic.booking_of(patient, new(), 620), std::slice::from_ref(&nobody)),
            held("another app"),
        ),
        (
            with(
                clinic.booking_of(new(), new(), 615),
                &[nobody.clone(), room, on_purpose, ("patient_id", Value::Uuid(patient))],
            ),
            held("at this time"),
        ),
        (uses(first, patient), None),
        (uses(second, other), held("room or machine")),
        (lies(patient, bed), None),
        (lies(other, bed), held("Another patient lies")),
        (lies(patient, free), held("lies in another bed")),
        (policy(), None),
        (policy(), held("another active policy")),
    ];
    for (number, (row, words)) in steps.into_iter().enumerate() {
        let outcome = clinic.desk.write(person, vec![row]).await;
        let said = outcome.reason.clone().unwrap_or_default();
        match words {
            None => assert_eq!(outcome.kind, OutcomeKind::Applied, "step {number}: {outcome:?}"),
            Some(words) => {
                assert_eq!(outcome.kind, OutcomeKind::Held, "step {number}: {outcome:?}");
                assert!(said.contains(words), "step {number}: {said}");
            }
        }
    }
    // One passport in two records is a question for people, not a reason to refuse a patient.
    let passport = |patient: Uuid| {
        let cells = [("patient_id", Value::Uuid(patient)), ("value", text("X1234567"))];
        filled("patient_identifiers", Uuid::now_v7(), &cells)
    };
    for patient in [patient, other] {
        let outcome = clinic.desk.write(person, vec![passport(patient)]).await;
        assert_eq!(outcome.kind, OutcomeKind::Applied, "{outcome:?}");
    }
}

#[tokio::test]
async fn who_has_left_early_and_the_room_are_free_again_and_the_doctors_hours_are_not() {
    let (mut clinic, person) = clinic().await;
    let [second, third] = [(); 2].map(|()| Uuid::now_v7());
    let house = [second, third]
        .into_iter()
        .flat_map(|patient| [patient_row(patient, "Diallo"), cares_for(person, patient)])
        .collect();
    assert_eq!(clinic.desk.write(person, house).await.kind, OutcomeKind::Applied);
    let (site, start) = (clinic.site, support::tomorrow() + 600 * MINUTE);
    let booked = |id: Uuid, patient: Uuid, room: &str, practitioner: Value| {
        let cells = [
            ("site_id", Value::Uuid(site)),
            ("patient_id", Value::Uuid(patient)),
            ("practitioner_id", practitioner),
            ("room", text(room)),
            ("starts_at", Value::Integer(start)),
            ("ends_at", Value::Integer(start + 30 * MINUTE)),
            ("status", text("scheduled")),
        ];
        filled("appointments", id, &cells)
    };
    let (first, doctor) = (Uuid::now_v7(), Value::Uuid(clinic.practitioner));
    let row = booked(first, clinic.patient, "3", doctor.clone());
    assert_eq!(clinic.desk.write(person, vec![row]).await.kind, OutcomeKind::Applied);
    clinic.desk.pull().await;
    let over = [("status", text("scheduled"), text("completed"))];
    let over = update("appointments", first, clinic.desk.cursor.position, &over);
    assert_eq!(clinic.desk.write(person, vec![over]).await.kind, OutcomeKind::Applied);
    let new = Uuid::now_v7;
    for (what, row, kind) in [
        ("the room", booked(new(), second, "3", Value::Null), OutcomeKind::Applied),
        ("the patient", booked(new(), clinic.patient, "4", Value::Null), OutcomeKind::Applied),
        ("the doctor", booked(new(), third, "5", doctor), OutcomeKind::Held),
    ] {
        let outcome = clinic.desk.write(person, vec![row]).await;
        assert_eq!(outcome.kind, kind, "{what}: {outcome:?}");
    }
}

#[tokio::test]
async fn a_scan_that_met_a_booking_is_asked_about_and_two_scans_share_no_room() {
    let (mut clinic, person) = clinic().await;
    let [other, visitor, first, second, third] = [(); 5].map(|()| Uuid::now_v7());
    let (site, patient) = (Value::Uuid(clinic.site), clinic.patient);
    let start = support::tomorrow() + 600 * MINUTE;
    let scan = |id: Uuid, patient: Uuid| {
        let cells = [
            ("patient_id", Value::Uuid(patient)),
            ("site_id", site.clone()),
            ("status", text("scheduled")),
        ];
        filled("scans", id, &cells)
    };
    let promise = |scan: Uuid, patient: Uuid, room: &str, start: i64| {
        let cells = [
            ("site_id", site.clone()),
            ("patient_id", Value::Uuid(patient)),
            ("scan_id", Value::Uuid(scan)),
            ("room", text(room)),
            ("starts_at", Value::Integer(start)),
            ("ends_at", Value::Integer(start + 30 * MINUTE)),
        ];
        filled("appointment_resources", Uuid::now_v7(), &cells)
    };
    let house = vec![
        patient_row(other, "Diallo"),
        cares_for(person, other),
        patient_row(visitor, "Sow"),
        cares_for(person, visitor),
        scan(first, patient),
        scan(second, other),
        scan(third, patient),
        promise(first, patient, "X-ray", start),
    ];
    let outcome = clinic.desk.write(person, house).await;
    assert_eq!(outcome.kind, OutcomeKind::Applied, "{outcome:?}");
    let outcome = clinic.desk.write(person, vec![promise(second, other, " x-ray", start)]).await;
    assert_eq!(outcome.kind, OutcomeKind::Held, "{outcome:?}");
    assert!(outcome.reason.unwrap_or_default().contains("The room was booked"));
    let outcome = clinic.desk.write(person, vec![promise(second, other, "CT", start)]).await;
    assert_eq!(outcome.kind, OutcomeKind::Applied, "{outcome:?}");

    let asked = async |clinic: &mut Clinic| -> Vec<Uuid> {
        let (rows, _) = clinic.desk.pull().await;
        let tasks = support::rows_of(&rows, "tasks").into_iter();
        tasks
            .filter(|row| cell(row, "tasks", "for_role") == Some(text("imaging_technician")))
            .filter_map(|row| cell(row, "tasks", "source_row_id").and_then(|id| id.as_uuid()))
            .collect()
    };
    let booked = |patient: Uuid, room: &str, start: i64| {
        let cells = [
            ("site_id", site.clone()),
            ("patient_id", Value::Uuid(patient)),
            ("practitioner_id", Value::Null),
            ("room", text(room)),
            ("starts_at", Value::Integer(start)),
            ("ends_at", Value::Integer(start + 30 * MINUTE)),
            ("status", text("scheduled")),
        ];
        filled("appointments", Uuid::now_v7(), &cells)
    };
    assert_eq!(asked(&mut clinic).await, Vec::<Uuid>::new());
    let later = start + 120 * MINUTE;
    for (what, rows, about) in [
        ("what is beside nothing", vec![booked(other, "4", start + 30 * MINUTE)], None),
        ("the scan's room", vec![booked(visitor, "x-ray ", start + 20 * MINUTE)], Some(first)),
        ("the patient, long after", vec![booked(patient, "5", later)], None),
        ("a scan at a booking", vec![promise(third, patient, "MR", later)], Some(third)),
    ] {
        let outcome = clinic.desk.write(person, rows).await;
        assert_eq!(outcome.kind, OutcomeKind::Applied, "{what}: {outcome:?}");
        let tasks = asked(&mut clinic).await;
        assert_eq!(tasks, about.into_iter().collect::<Vec<_>>(), "{what}");
    }
}

#[tokio::test]
async fn what_two_pcs_did_twice_stands_and_is_asked_about() {
    let (mut clinic, person) = clinic().await;
    let (patient, site) = (Value::Uuid(clinic.patient), Value::Uuid(clinic.site));
    let [scan, colleague] = [(); 2].map(|()| Uuid::now_v7());
    let vaccine = |by: Uuid, words: &str, hour: i64| {
        let cells = [
            ("patient_id", patient.clone()),
            ("site_id", site.clone()),
            ("vaccine_text", text(words)),
            ("status", text("completed")),
            ("occurred_at", Value::Integer(now() - hour * 60 * MINUTE)),
            ("is_reported", Value::Boolean(false)),
            ("recorded_by", Value::Uuid(by)),
        ];
        filled("immunizations", Uuid::now_v7(), &cells)
    };
    let visit = |status: &str| {
        let cells = [
            ("patient_id", patient.clone()),
            ("site_id", site.clone()),
            ("status", text(status)),
            ("started_at", Value::Integer(now())),
        ];
        filled("visits", Uuid::now_v7(), &cells)
    };
    let report = || {
        let cells = [
            ("patient_id", patient.clone()),
            ("scan_id", Value::Uuid(scan)),
            ("status", text("signed")),
            ("findings_text", text("Nothing new")),
            ("impression", text("Normal")),
            ("signed_at", Value::Integer(now())),
            ("signed_by", Value::Uuid(person)),
        ];
        filled("reports", Uuid::now_v7(), &cells)
    };
    let cells = [("patient_id", patient.clone()), ("site_id", site.clone())];
    let rosa = [
        ("username", text("rosa")),
        ("roles", text("[\"nurse\"]")),
        ("is_active", Value::Boolean(true)),
    ];
    let house = vec![
        filled("scans", scan, &cells),
        filled("users", colleague, &rosa),
        cares_for(colleague, clinic.patient),
    ];
    let outcome = clinic.desk.write(person, house).await;
    assert_eq!(outcome.kind, OutcomeKind::Applied, "{outcome:?}");
    clinic.desk.pull().await;
    for (what, by, row, title) in [
        ("a vaccine", person, vaccine(person, "Tetanus toxoid", 5), None),
        ("another vaccine", colleague, vaccine(colleague, "Influenza", 4), None),
        ("the same by the same", person, vaccine(person, "Tetanus toxoid", 3), None),
        ("long before", colleague, vaccine(colleague, "Tetanus toxoid", 300), None),
        (
            "the same by another",
            colleague,
            vaccine(colleague, "tetanus toxoid ", 2),
            Some("Two people noted one vaccine on one day"),
        ),
        ("a visit that is over", person, visit("completed"), None),
        ("a visit", person, visit("arrived"), None),
        (
            "a second one",
            person,
            visit("in_progress"),
            Some("Two visits of one patient are going on"),
        ),
        ("a report", person, report(), None),
        ("a second one", person, report(), Some("Two signed reports on one scan stand")),
    ] {
        let outcome = clinic.desk.write(by, vec![row]).await;
        assert_eq!(outcome.kind, OutcomeKind::Applied, "{what}: {outcome:?}");
        let (rows, _) = clinic.desk.pull().await;
        let asked: Vec<_> = support::rows_of(&rows, "tasks")
            .into_iter()
            .filter_map(|row| cell(row, "tasks", "title"))
            .collect();
        assert_eq!(asked, title.map(text).into_iter().collect::<Vec<_>>(), "{what}");
    }
}

#[tokio::test]
async fn it_writes_settings_of_the_programs_own_work_alone() {
    let (mut clinic, everybody) = clinic().await;
    let (admin, it) = (clinic.user, Uuid::now_v7());
    let cells = [
        ("username", text("it")),
        ("roles", text("[\"it_admin\"]")),
        ("is_active", Value::Boolean(true)),
    ];
    let outcome = clinic.desk.write(admin, vec![insert("users", it, &cells)]).await;
    assert_eq!(outcome.kind, OutcomeKind::Applied, "{outcome:?}");
    let setting = |id: Uuid, name: &str| {
        let cells = [("name", text(name)), ("content", text("{\"seconds\":60}"))];
        vec![filled("system_settings", id, &cells)]
    };
    let (own, other) = (Uuid::now_v7(), Uuid::now_v7());
    let outcome = clinic.desk.write(it, setting(own, "metric_limits")).await;
    assert_eq!(outcome.kind, OutcomeKind::Applied, "{outcome:?}");
    let outcome = clinic.desk.write(it, setting(Uuid::now_v7(), "reminder_leads")).await;
    assert_eq!(outcome.kind, OutcomeKind::Quarantined, "{outcome:?}");
    assert!(outcome.reason.unwrap_or_default().contains("Only an administrator"));
    let outcome = clinic.desk.write(everybody, setting(other, "reminder_leads")).await;
    assert_eq!(outcome.kind, OutcomeKind::Applied, "{outcome:?}");
    clinic.desk.pull().await;
    let base = clinic.desk.cursor.position;
    let content = |id: Uuid, column: &str, old: &str, new: &str| {
        vec![update("system_settings", id, base, &[(column, text(old), text(new))])]
    };
    // Neither the content of another one, nor another one's name.
    for operations in [
        content(other, "content", "{\"seconds\":60}", "{\"seconds\":1}"),
        content(own, "name", "metric_limits", "reminder_leads"),
    ] {
        let outcome = clinic.desk.write(it, operations).await;
        assert_eq!(outcome.kind, OutcomeKind::Quarantined, "{outcome:?}");
    }
    let outcome =
        clinic.desk.write(it, content(own, "content", "{\"seconds\":60}", "{\"seconds\":1}"));
    assert_eq!(outcome.await.kind, OutcomeKind::Applied);
}

#[tokio::test]
async fn what_was_signed_is_not_changed_by_anybody_even_by_who_had_not_heard_of_it() {
    let (mut clinic, person) = clinic().await;
    let patient = ("patient_id", Value::Uuid(clinic.patient));
    let [scan, report, visit] = [(); 3].map(|()| Uuid::now_v7());
    let open = vec![
        filled("scans", scan, &[patient.clone(), ("status", text("acquired"))]),
        filled(
            "reports",
            report,
            &[
                patient.clone(),
                ("scan_id", Value::Uuid(scan)),
                ("status", text("draft")),
                ("impression", text("No fracture.")),
            ],
        ),
        filled("visits", visit, &[patient, ("status", text("in_progress"))]),
    ];
    let outcome = clinic.desk.write(person, open).await;
    assert_eq!(outcome.kind, OutcomeKind::Applied, "{outcome:?}");
    clinic.desk.pull().await;
    clinic.doctor.pull().await;
    let unsigned = clinic.doctor.cursor.position;
    let signature = [
        ("signed_at", Value::Null, Value::Integer(now())),
        ("signed_by", Value::Null, Value::Uuid(person)),
    ];
    let mut of_report = signature.to_vec();
    of_report.push(("status", text("draft"), text("signed")));
    let sign = vec![
        update("reports", report, unsigned, &of_report),
        update("visits", visit, unsigned, &signature),
    ];
    let outcome = clinic.desk.write(person, sign).await;
    assert_eq!(outcome.kind, OutcomeKind::Applied, "{outcome:?}");
    clinic.desk.pull().await;
    let signed = clinic.desk.cursor.position;

    let words = |table, id, base, columns: &[&'static str]| -> Vec<Operation> {
        let one = |column| update(table, id, base, &[(column, Value::Null, text("Otherwise."))]);
        columns.iter().map(|column| one(*column)).collect()
    };
    let report_words = ["findings_text", "impression", "recommendations", "amendment_reason"];
    let visit_words = [
        "reason",
        "history_present_illness",
        "physical_examination",
        "subjective",
        "objective",
        "assessment",
        "plan",
        "notes",
        "discharge_instructions",
        "follow_up_instructions",
    ];
    let number = support::number;
    let mut changes = words("reports", report, signed, &report_words);
    changes.extend(words("visits", visit, signed, &visit_words));
    changes.push(update("reports", report, signed, &[("status", text("signed"), text("draft"))]));
    changes.push(update(
        "visits",
        visit,
        signed,
        &[("status", text("in_progress"), text("cancelled"))],
    ));
    changes.push(Operation::Remove { table: number("reports"), id: report, base: signed });
    changes.push(Operation::Remove { table: number("visits"), id: visit, base: signed });
    for change in changes {
        let outcome = clinic.desk.write(person, vec![change.clone()]).await;
        assert_eq!(outcome.kind, OutcomeKind::Quarantined, "{change:?} {outcome:?}");
        // Whoever removes one is refused before that, for want of the right.
        let said = outcome.reason.unwrap();
        let removal = matches!(change, Operation::Remove { .. });
        assert!(removal || said.contains("is signed, so"), "{change:?} {said}");
    }
    // The other PC wrote on in what it took for a draft.
    let late = words("reports", report, unsigned, &["findings_text"]);
    let outcome = clinic.doctor.write(person, late).await;
    assert_eq!(outcome.kind, OutcomeKind::Quarantined, "{outcome:?}");
    assert!(outcome.reason.unwrap().contains("Amend it instead"));
    // Who was told, that it was amended, and that the visit ended, are noted.
    let afterwards = vec![
        update(
            "reports",
            report,
            signed,
            &[
                ("status", text("signed"), text("amended")),
                ("told_to", Value::Null, text("Dr Okoye")),
            ],
        ),
        update("visits", visit, signed, &[("status", text("in_progress"), text("completed"))]),
    ];
    let outcome = clinic.desk.write(person, afterwards).await;
    assert_eq!(outcome.kind, OutcomeKind::Applied, "{outcome:?}");
    let (rows, _) = clinic.doctor.pull().await;
    let stands = rows.iter().rfind(|row| is_of(row, "reports", report)).unwrap();
    assert!(matches!(cell(stands, "reports", "findings_text"), None | Some(Value::Null)));
}

#[tokio::test]
async fn what_is_a_ledger_is_never_changed_and_who_is_removed_is_still_there() {
    let (mut clinic, person) = clinic().await;
    let patient = ("patient_id", Value::Uuid(clinic.patient));
    let [vitals, entry, gone] = [(); 3].map(|()| Uuid::now_v7());
    let sealed = catalog::ChainedEntry {
        patient_id: clinic.patient,
        chain_id: Uuid::now_v7(),
        chain_sequence: 1,
        record_type: "visit_note",
        content: "x",
        nonce: "00",
        author_id: person,
        recorded_at: now(),
        previous_hash: None,
    };
    let first = [
        patient.clone(),
        ("chain_id", Value::Uuid(sealed.chain_id)),
        ("chain_sequence", Value::Integer(sealed.chain_sequence)),
        ("record_type", text(sealed.record_type)),
        ("content", text(sealed.content)),
        ("nonce", text(sealed.nonce)),
        ("author_id", Value::Uuid(sealed.author_id)),
        ("recorded_at", Value::Integer(sealed.recorded_at)),
        ("hash", text(&sealed.hash())),
    ];
    let written = vec![
        filled("vitals", vitals, &[patient, ("heart_rate_bpm", Value::Real(70.0))]),
        filled("ehr_entries", entry, &first),
        patient_row(gone, "Diallo"),
        cares_for(person, gone),
    ];
    let outcome = clinic.desk.write(person, written).await;
    assert_eq!(outcome.kind, OutcomeKind::Applied, "{outcome:?}");
    clinic.desk.pull().await;
    let base = clinic.desk.cursor.position;
    let number = support::number;
    for change in [
        update("vitals", vitals, base, &[("notes", Value::Null, text("Otherwise."))]),
        update("ehr_entries", entry, base, &[("content", text("x"), text("Otherwise."))]),
        Operation::Remove { table: number("vitals"), id: vitals, base },
        Operation::Remove { table: number("ehr_entries"), id: entry, base },
    ] {
        let outcome = clinic.desk.write(person, vec![change.clone()]).await;
        assert_eq!(outcome.kind, OutcomeKind::Quarantined, "{change:?} {outcome:?}");
        assert!(outcome.reason.unwrap().contains("corrected with a new one"), "{change:?}");
    }
    let remove = Operation::Remove { table: number("patients"), id: gone, base };
    let outcome = clinic.desk.write(person, vec![remove]).await;
    let operator = clinic.centre.operator().await;
    let kept = "SELECT deleted_at IS NOT NULL FROM patients WHERE id = $1";
    let removed: bool = operator.query_one(kept, &[&gone]).await.unwrap().get(0);
    assert_eq!(removed, outcome.kind == OutcomeKind::Applied, "{outcome:?}");
}

#[tokio::test]
async fn an_hour_that_has_passed_is_given_to_nobody_unless_it_was_asked_about() {
    let (mut clinic, person) = clinic().await;
    let appointment = Uuid::now_v7();
    let outcome =
        clinic.desk.write(person, vec![clinic.booking_of(clinic.patient, appointment, 600)]);
    assert_eq!(outcome.await.kind, OutcomeKind::Applied);
    clinic.desk.pull().await;
    let base = clinic.desk.cursor.position;
    let past = Value::Integer(now() - 120 * MINUTE);
    let end = Value::Integer(now() - 90 * MINUTE);
    let wanted = [("starts_at", Value::Null, past.clone()), ("ends_at", Value::Null, end.clone())];
    let moved = update("appointments", appointment, base, &wanted);
    // Neither does it help to say nothing of booking, nor that the patient has come already.
    let outcome = clinic.desk.write(person, vec![moved]).await;
    assert_eq!(outcome.kind, OutcomeKind::Quarantined, "{outcome:?}");
    let site = Value::Uuid(clinic.site);
    let come = [
        ("site_id", site),
        ("patient_id", Value::Uuid(clinic.patient)),
        ("starts_at", past),
        ("ends_at", end),
        ("status", text("checked_in")),
    ];
    let come = filled("appointments", Uuid::now_v7(), &come);
    let outcome = clinic.desk.write(person, vec![come]).await;
    assert!(outcome.reason.unwrap_or_default().contains("lies in the past"));
}

#[tokio::test]
async fn an_invoice_that_was_sent_out_gets_no_other_lines() {
    let (mut clinic, person) = clinic().await;
    let patient = ("patient_id", Value::Uuid(clinic.patient));
    let currency = ("currency", text("KES"));
    let [invoice, line] = [(); 2].map(|()| Uuid::now_v7());
    let of_invoice = |id: Uuid| {
        let invoice = ("invoice_id", Value::Uuid(invoice));
        filled("invoice_lines", id, &[patient.clone(), currency.clone(), invoice])
    };
    let draft = [patient.clone(), currency.clone(), ("status", text("draft"))];
    let drafted = vec![filled("invoices", invoice, &draft), of_invoice(line)];
    assert_eq!(clinic.desk.write(person, drafted).await.kind, OutcomeKind::Applied);
    clinic.desk.pull().await;
    clinic.doctor.pull().await;
    let base = clinic.desk.cursor.position;
    let issue =
        [("status", text("draft"), text("issued")), ("issued_on", Value::Null, text("2026-03-02"))];
    let outcome = clinic.desk.write(person, vec![update("invoices", invoice, base, &issue)]).await;
    assert_eq!(outcome.kind, OutcomeKind::Applied, "{outcome:?}");
    // The other PC still takes it for a draft.
    let dearer = ["unit_price_minor", "amount_minor"]
        .map(|column| (column, Value::Null, Value::Integer(900)));
    for late in [of_invoice(Uuid::now_v7()), update("invoice_lines", line, base, &dearer)] {
        let outcome = clinic.doctor.write(person, vec![late]).await;
        assert_eq!(outcome.kind, OutcomeKind::Quarantined, "{outcome:?}");
        assert!(outcome.reason.unwrap().contains("was issued before this arrived"));
    }
}

#[tokio::test]
async fn what_was_prescribed_stays_and_is_stopped_instead() {
    let (mut clinic, doctor) = clinic().await;
    let (prescription, item) = (Uuid::now_v7(), Uuid::now_v7());
    let of = ("patient_id", Value::Uuid(clinic.patient));
    let made = vec![
        insert(
            "prescriptions",
            prescription,
            &[
                of.clone(),
                ("prescribed_by", Value::Uuid(doctor)),
                ("prescribed_at", Value::Integer(now())),
                ("status", text("active")),
            ],
        ),
        insert(
            "prescription_items",
            item,
            &[
                of,
                ("prescription_id", Value::Uuid(prescription)),
                ("medication_text", text("Metformin")),
                ("is_free_text_dosage", Value::Boolean(true)),
                ("dosage_text", text("one a day")),
                ("status", text("active")),
            ],
        ),
    ];
    assert_eq!(clinic.desk.write(doctor, made).await.kind, OutcomeKind::Applied);
    clinic.desk.pull().await;
    let change = |column: &'static str, old: &str, new: &str, base| {
        vec![update("prescription_items", item, base, &[(column, text(old), text(new))])]
    };
    let base = clinic.desk.cursor.position;
    let more = change("dosage_text", "one a day", "ten a day", base);
    let more = clinic.desk.write(doctor, more).await;
    assert_eq!(more.kind, OutcomeKind::Quarantined);
    assert!(more.reason.unwrap().contains("stays as it was prescribed"));
    let stop = change("status", "active", "stopped", base);
    assert_eq!(clinic.desk.write(doctor, stop).await.kind, OutcomeKind::Applied);
}

#[tokio::test]
async fn what_a_model_has_found_is_a_proposal_whoever_sends_it() {
    let (mut clinic, person) = clinic().await;
    let patient = ("patient_id", Value::Uuid(clinic.patient));
    let [scan, model, analysis] = [(); 3].map(|()| Uuid::now_v7());
    let scan_id = ("scan_id", Value::Uuid(scan));
    let made = vec![
        filled("scans", scan, std::slice::from_ref(&patient)),
        filled("ai_models", model, &[]),
        filled(
            "ai_analyses",
            analysis,
            &[patient.clone(), scan_id.clone(), ("ai_model_id", Value::Uuid(model))],
        ),
    ];
    let outcome = clinic.desk.write(person, made).await;
    assert_eq!(outcome.kind, OutcomeKind::Applied, "{outcome:?}");
    for (status, expected) in
        [("accepted", OutcomeKind::Quarantined), ("proposed", OutcomeKind::Applied)]
    {
        let mut cells = vec![
            patient.clone(),
            scan_id.clone(),
            ("ai_analysis_id", Value::Uuid(analysis)),
            ("status", text(status)),
        ];
        if status == "accepted" {
            cells.push(("decided_by", Value::Uuid(person)));
            cells.push(("decided_at", Value::Integer(now())));
        }
        let row = filled("findings", Uuid::now_v7(), &cells);
        let outcome = clinic.desk.write(person, vec![row]).await;
        assert_eq!(outcome.kind, expected, "{status} {outcome:?}");
    }
}
