//! What a visit is billed for.

use crate::encounters::icd10::{Icd10Code, load};
use crate::fixture::{Clinic, assert_uses_indexes, id_of, moment};
use serde_json::{Value, json};
use store::Cells;
use uuid::Uuid;

fn insert(clinic: &Clinic, table: &'static str, cells: Cells) -> Uuid {
    let written = clinic
        .store
        .write::<_, store::Error>(clinic.owner, "test", |write| write.insert(table, cells.clone()));
    written.unwrap()
}

fn price(clinic: &Clinic, code: Option<&str>, name: &str, minor: i64) {
    let request = json!({
        "site_id": null, "code": code, "code_system": code.map(|_| "own"),
        "description": name, "unit_price_minor": minor, "currency": null,
        "valid_from_on": "2026-01-01", "valid_until_on": null
    });
    clinic.ask(clinic.owner, "billing.add_price", request).unwrap();
}

/// A visit with two procedures, two panels, a medicine that was handed out, and a diagnosis.
fn visit(clinic: &Clinic) -> (Uuid, Uuid) {
    let code = |code: &str, is_leaf| Icd10Code {
        code: code.to_owned(),
        description: format!("Illness {code}"),
        is_leaf,
        parent: None,
        excludes1: None,
    };
    load(&clinic.store, "test", [code("J03", false), code("J03.9", true)].into_iter()).unwrap();
    let patient = clinic.patient("Elena", "Marín", "1960-01-05");
    let request = json!({
        "patient_id": patient, "appointment_id": null, "practitioner_id": null,
        "kind": "routine", "reason": "Cough"
    });
    let visit = id_of(&clinic.ask(clinic.doctor, "encounters.start_visit", request).unwrap());
    let now = moment("2026-03-02T08:30:00Z");
    let of_visit = || Cells::new().set("patient_id", patient).set("visit_id", visit);
    for illness in ["J03", "J03.9"] {
        let cells = of_visit()
            .set("condition_text", "Tonsillitis")
            .set("code_system", crate::encounters::icd10::SYSTEM)
            .set("code", illness)
            .set("status", "active");
        insert(clinic, "medical_conditions", cells);
    }
    for (text, code, status) in [
        ("Throat swab", Some("87070"), "completed"),
        ("Ear syringing", None, "completed"),
        ("Tonsillectomy", Some("42826"), "not_done"),
    ] {
        let cells = of_visit()
            .set("procedure_text", text)
            .set("code", code.map(str::to_owned))
            .set("status", status);
        insert(clinic, "procedures", cells);
    }
    for (later, panel) in [(0, "Blood count"), (1, "Iron")] {
        let order = of_visit()
            .set("panel_name", panel)
            .set("ordered_at", now + later)
            .set("priority", "routine")
            .set("status", "completed");
        let order = insert(clinic, "lab_orders", order);
        for (test, code) in [("Ferritin", "2276-4"), ("Transferrin", "3034-6")] {
            let cells = of_visit()
                .set("lab_order_id", order)
                .set("test_name", test)
                .set("test_code", code)
                .set("status", "completed");
            insert(clinic, "lab_results", cells);
        }
    }
    let prescription = of_visit().set("prescribed_at", now).set("status", "active");
    let prescription = insert(clinic, "prescriptions", prescription);
    let item = Cells::new()
        .set("patient_id", patient)
        .set("prescription_id", prescription)
        .set("medication_text", "Amoxicillin 500 mg")
        .set("status", "completed");
    let item = insert(clinic, "prescription_items", item);
    let handed = Cells::new()
        .set("patient_id", patient)
        .set("prescription_item_id", item)
        .set("quantity", 21.0)
        .set("dispensed_at", now);
    insert(clinic, "dispensings", handed);
    (patient, visit)
}

fn suggested(clinic: &Clinic, visit: Uuid) -> Value {
    clinic.ask(clinic.owner, "billing.suggest_lines", json!({ "visit_id": visit })).unwrap()
}

fn named(rows: &Value) -> Vec<(String, f64, i64)> {
    let one = |row: &Value| {
        let name = row["description"].as_str().unwrap().to_owned();
        let price = row["unit_price_minor"].as_i64().unwrap_or(-1);
        (name, row["quantity"].as_f64().unwrap(), price)
    };
    rows.as_array().unwrap().iter().map(one).collect()
}

#[test]
fn what_was_done_is_priced_from_the_list_and_what_has_no_price_is_told() {
    let clinic = Clinic::found();
    let (patient, visit) = visit(&clinic);
    let done = |name: &str, quantity: f64, price: i64| (name.to_owned(), quantity, price);
    let before = suggested(&clinic, visit);
    assert_eq!(before["lines"], json!([]), "nothing is invented");
    assert_eq!(before["unpriced"].as_array().unwrap().len(), 8);
    clinic
        .store
        .write::<_, store::Error>(clinic.owner, "test", |write| {
            let fee = Cells::new().set("consultation_fee_minor", 4_500_i64).set("currency", "EUR");
            write.update("practitioners", clinic.doctor_practitioner, None, fee)
        })
        .unwrap();
    price(&clinic, Some("87070"), "Culture, throat", 2_500);
    price(&clinic, None, "blood count", 1_200);
    price(&clinic, Some("2276-4"), "Ferritin", 900);
    price(&clinic, None, "Amoxicillin 500 mg", 35);
    let after = suggested(&clinic, visit);
    assert_eq!(
        named(&after["lines"]),
        [
            done("Consultation", 1.0, 4_500),
            done("Culture, throat", 1.0, 2_500),
            done("blood count", 1.0, 1_200),
            done("Ferritin", 1.0, 900),
            done("Amoxicillin 500 mg", 21.0, 35),
        ]
    );
    assert_eq!(after["lines"][1]["procedure_code"], "87070");
    assert_eq!(after["lines"][1]["procedure_code_system"], "own");
    assert_eq!(
        named(&after["unpriced"]),
        [done("Ear syringing", 1.0, -1), done("Transferrin", 1.0, -1)]
    );
    assert_eq!(after["diagnoses"].as_array().unwrap().len(), 1, "only what can be billed");
    assert_eq!(after["lines"][0]["diagnosis_code"], "J03.9");
    assert_eq!(after["invoices"], json!([]));
    let bill = json!({
        "patient_id": patient, "visit_id": visit, "due_on": null, "notes": null, "issue": true,
        "lines": after["lines"]
    });
    let bill = clinic.ask(clinic.owner, "billing.create_invoice", bill).unwrap();
    let again = suggested(&clinic, visit);
    assert_eq!(again["invoices"][0]["id"], bill["id"], "the visit has a bill by now");
    let other = clinic.patient("Pau", "Soler", "1970-01-05");
    let wrong = json!({
        "patient_id": other, "visit_id": visit, "due_on": null, "notes": null, "issue": true,
        "lines": after["lines"]
    });
    let refused = clinic.ask(clinic.owner, "billing.create_invoice", wrong).unwrap_err();
    assert_eq!(refused.field, Some("visit_id"));
}

#[test]
fn a_fee_in_another_currency_is_no_price_and_a_price_of_another_day_neither() {
    let clinic = Clinic::found();
    let (_, visit) = visit(&clinic);
    clinic
        .store
        .write::<_, store::Error>(clinic.owner, "test", |write| {
            let fee = Cells::new().set("consultation_fee_minor", 4_500_i64).set("currency", "KWD");
            write.update("practitioners", clinic.doctor_practitioner, None, fee)
        })
        .unwrap();
    let late = json!({
        "site_id": null, "code": "87070", "code_system": null, "description": "Culture",
        "unit_price_minor": 2_500, "currency": null, "valid_from_on": "2026-03-03",
        "valid_until_on": null
    });
    clinic.ask(clinic.owner, "billing.add_price", late).unwrap();
    assert_eq!(suggested(&clinic, visit)["lines"], json!([]));
}

#[test]
fn scans_vaccines_doses_and_days_in_a_bed_are_not_forgotten() {
    let clinic = Clinic::found();
    let (patient, visit) = visit(&clinic);
    let of_visit = || Cells::new().set("patient_id", patient).set("visit_id", visit);
    let at = moment("2026-03-02T08:40:00Z");
    for (text, status) in [("X-ray chest", "acquired"), ("CT head", "ordered")] {
        let cells = of_visit()
            .set("modality", "DX")
            .set("study_description", text)
            .set("ordered_at", at)
            .set("priority", "routine")
            .set("status", status);
        insert(&clinic, "scans", cells);
    }
    for (text, reported) in [("MMR", false), ("Yellow fever", true)] {
        let cells = of_visit()
            .set("vaccine_text", text)
            .set("status", "completed")
            .set("occurred_at", at)
            .set("is_reported", reported);
        insert(&clinic, "immunizations", cells);
    }
    let dose = |status: &str| {
        let cells = of_visit()
            .set("medication_text", "Paracetamol 1 g")
            .set("given_at", at)
            .set("given_by", clinic.nurse)
            .set("status", status.to_owned())
            .set("status_reason", (status == "refused").then_some("felt sick"));
        insert(&clinic, "medication_administrations", cells)
    };
    dose("given");
    dose("given");
    dose("refused");
    let bed = insert(
        &clinic,
        "beds",
        Cells::new().set("site_id", clinic.site).set("room", "1").set("label", "A"),
    );
    for (from, until) in [
        ("2026-03-02T09:00:00Z", "2026-03-03T15:00:00Z"),
        ("2026-03-03T15:00:00Z", "2026-03-05T09:00:00Z"),
    ] {
        let cells = of_visit()
            .set("site_id", clinic.site)
            .set("bed_id", bed)
            .set("started_at", moment(from))
            .set("ended_at", moment(until))
            .set("end_reason", "transferred");
        insert(&clinic, "bed_stays", cells);
    }
    price(&clinic, None, "X-ray chest", 3_000);
    price(&clinic, None, "bed day", 20_000);
    let after = suggested(&clinic, visit);
    let done = |name: &str, quantity: f64, price: i64| (name.to_owned(), quantity, price);
    assert_eq!(
        named(&after["lines"]),
        [done("X-ray chest", 1.0, 3_000), done("bed day", 3.0, 20_000)]
    );
    let unpriced = named(&after["unpriced"]);
    assert!(unpriced.contains(&done("MMR", 1.0, -1)), "{unpriced:?}");
    assert!(unpriced.contains(&done("Paracetamol 1 g", 2.0, -1)), "{unpriced:?}");
    assert!(!unpriced.iter().any(|(name, ..)| name == "Yellow fever" || name == "CT head"));
}

#[test]
fn finance_finds_what_is_not_billed_and_bills_it_without_reading_the_visit() {
    let clinic = Clinic::found();
    let (patient, visit) = visit(&clinic);
    let fina = clinic.employ("Fina", "Costa", "finance");
    price(&clinic, None, "Blood count", 1_200);
    let waiting = || {
        let page = clinic.ask(fina, "billing.visits_to_bill", json!({})).unwrap();
        assert_eq!(page["since"], "2025-12-02");
        let visits = page["visits"].as_array().unwrap().iter();
        visits.map(|visit| visit["id"].clone()).collect::<Vec<_>>()
    };
    assert!(waiting().is_empty(), "the visit goes on");
    clinic
        .ask(clinic.doctor, "encounters.end_visit", json!({ "id": visit, "version": 0 }))
        .unwrap();
    assert_eq!(waiting(), [json!(visit)]);
    let suggested =
        clinic.ask(fina, "billing.suggest_lines", json!({ "visit_id": visit })).unwrap();
    assert_eq!(named(&suggested["lines"]), [("Blood count".to_owned(), 1.0, 1_200)]);
    let read = clinic.ask(fina, "encounters.visit", json!({ "id": visit })).unwrap_err();
    assert_eq!(read.code, Some("not_allowed"), "what was said and found is not finance's");
    let bill = json!({
        "patient_id": patient, "visit_id": visit, "due_on": null, "notes": null, "issue": true,
        "lines": suggested["lines"]
    });
    let bill = id_of(&clinic.ask(fina, "billing.create_invoice", bill).unwrap());
    assert!(waiting().is_empty(), "it has its bill");
    let void = json!({ "id": bill, "version": 0, "reason": "The wrong prices" });
    clinic.ask(fina, "billing.void_invoice", void).unwrap();
    assert_eq!(waiting(), [json!(visit)], "a bill that is void counts no more");
    clinic.set_clock("2026-06-02T09:00:00Z");
    let later = clinic.ask(fina, "billing.visits_to_bill", json!({})).unwrap();
    assert_eq!(later["visits"], json!([]), "it is looked back for ninety days");
    for somebody in [clinic.nurse, clinic.receptionist] {
        let refused = clinic.ask(somebody, "billing.visits_to_bill", json!({})).unwrap_err();
        assert_eq!(refused.code, Some("not_allowed"));
    }
    assert_uses_indexes(&clinic, &crate::billing::visits_to_bill::query());
}
