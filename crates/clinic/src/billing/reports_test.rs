//! Reports over bills, payments and claims, and what the replica keeps of what is open.

use crate::billing::stories::{Billed, insure, line, pay, shown};
use crate::fixture::{Clinic, id_of};
use serde_json::{Value, json};
use uuid::Uuid;

fn due(clinic: &Clinic, patient: Uuid, price: i64, day: Option<&str>) -> Billed {
    Billed::with(clinic, patient, &[line("Consultation", price, None)], true, |request| {
        request["due_on"] = json!(day);
    })
}

#[test]
fn what_is_owed_is_told_by_how_late_it_is_and_whose_part_it_is() {
    let clinic = Clinic::found();
    clinic.set_clock("2026-01-01T09:00:00Z");
    let elena = clinic.patient("Elena", "Marín", "1960-01-05");
    let pau = clinic.patient("Pau", "Soler", "1970-01-05");
    // On the first of May these are 0, 1, 30, 31, 60, 61, 90 and 91 days late, or never due.
    for (price, day) in [
        (1, Some("2026-05-01")),
        (10, Some("2026-04-30")),
        (20, Some("2026-04-01")),
        (100, Some("2026-03-31")),
        (200, Some("2026-03-02")),
        (1_000, Some("2026-03-01")),
        (2_000, Some("2026-01-31")),
        (10_000, Some("2026-01-30")),
        (4, None),
    ] {
        due(&clinic, elena, price, day);
    }
    let claimed = due(&clinic, pau, 50_000, Some("2026-04-20"));
    let policy = insure(&clinic, pau, "primary", json!({ "copay": 2_000 }));
    let ask = |name: &str, request: Value| clinic.ask(clinic.owner, name, request).unwrap();
    let draft = json!({
        "invoice_id": claimed.invoice, "insurance_policy_id": policy, "claimed_minor": null,
        "notes": null
    });
    let claim = id_of(&ask("billing.draft_claim", draft));
    ask("billing.submit_claim", json!({ "id": claim, "version": 0 }));
    pay(&clinic, claimed.invoice, 500, "cash");
    clinic.set_clock("2026-05-01T09:00:00Z");
    let ageing = ask("billing.ageing", json!({}));
    assert_eq!(
        ageing["patients"][1],
        json!({
            "patient": ageing["patients"][1]["patient"], "currency": "EUR", "current_minor": 5,
            "late_30_minor": 30, "late_60_minor": 300, "late_90_minor": 3_000,
            "late_more_minor": 10_000, "total_minor": 13_335
        })
    );
    assert_eq!(ageing["patients"][0]["total_minor"], 49_500, "who owes most stands first");
    assert_eq!(ageing["totals"][0]["total_minor"], 62_835);
    let (patients, insurer) = (&ageing["payers"][0], &ageing["payers"][1]);
    assert_eq!(
        (&insurer["insurer_name"], &insurer["late_30_minor"]),
        (&json!("Sanitas"), &json!(48_000))
    );
    assert_eq!(patients["late_30_minor"], 1_530, "30 and what the claim leaves of 49 500");
    assert_eq!(patients["total_minor"], 14_835);
    let open = ask("billing.open_balances", json!({ "after_patient_id": null }));
    let dues: Vec<_> =
        open["balances"].as_array().unwrap().iter().map(|row| row["due_minor"].clone()).collect();
    assert!(dues.contains(&json!(13_335)) && dues.contains(&json!(49_500)), "{dues:?}");
}

#[test]
fn revenue_is_told_by_day_month_practitioner_and_payer_and_void_bills_bring_none() {
    let clinic = Clinic::found();
    let patient = clinic.patient("Elena", "Marín", "1960-01-05");
    let visit = json!({
        "patient_id": patient, "appointment_id": null, "reason": "Cough", "kind": "routine"
    });
    let visit = clinic.ask(clinic.doctor, "encounters.start_visit", visit).unwrap();
    let lines = [line("Consultation", 4_000, None)];
    let seen = Billed::with(&clinic, patient, &lines, true, |request| {
        request["visit_id"] = visit["id"].clone();
    });
    pay(&clinic, seen.invoice, 1_500, "cash");
    pay(&clinic, seen.invoice, 2_000, "insurance");
    let void = Billed::issued_to(&clinic, patient, 700);
    let request = json!({ "id": void.invoice, "version": 0, "reason": "wrong" });
    clinic.ask(clinic.owner, "billing.void_invoice", request).unwrap();
    clinic.set_clock("2026-04-01T09:00:00Z");
    Billed::issued_to(&clinic, patient, 300);
    let revenue = |by: &str| {
        let request = json!({
            "from_on": "2026-03-01", "until_on": "2026-04-30", "site_id": null, "by": by
        });
        let totals = clinic.ask(clinic.owner, "billing.revenue", request).unwrap();
        let totals = totals["totals"].as_array().unwrap().clone();
        let one = |row: &Value| {
            let minor = |name: &str| row[name].as_i64().unwrap();
            let group = row["group"].as_str().unwrap_or("-").to_owned();
            (group, minor("billed_minor"), minor("received_minor"))
        };
        totals.iter().map(one).collect::<Vec<_>>()
    };
    let group = |name: &str, billed: i64, received: i64| (name.to_owned(), billed, received);
    assert_eq!(revenue("day"), [group("2026-03-02", 4_000, 3_500), group("2026-04-01", 300, 0)]);
    assert_eq!(revenue("month"), [group("2026-03", 4_000, 3_500), group("2026-04", 300, 0)]);
    assert_eq!(revenue("practitioner"), [group("-", 300, 0), group("Amina Benali", 4_000, 3_500)]);
    assert_eq!(revenue("payer"), [group("Insurer", 0, 2_000), group("Patients", 0, 1_500)]);
    let request = json!({
        "from_on": "2025-03-01", "until_on": "2026-04-30", "site_id": null, "by": "day"
    });
    let refused = clinic.ask(clinic.owner, "billing.revenue", request.clone()).unwrap_err();
    assert_eq!(refused.field, Some("until_on"));
    let manager = clinic.employ("Marta", "Gil", "manager");
    let mut short = request.clone();
    short["from_on"] = json!("2026-03-01");
    assert!(clinic.ask(manager, "billing.revenue", short.clone()).is_ok());
    let desk = clinic.ask(clinic.receptionist, "billing.revenue", short);
    assert_eq!(desk.unwrap_err().code, Some("not_allowed"));
}

#[test]
fn payments_are_listed_with_those_that_were_corrected() {
    let clinic = Clinic::found();
    let bill = Billed::issued(&clinic, 4_000);
    let wrong = pay(&clinic, bill.invoice, 400, "cash");
    clinic.pass_minutes(1);
    pay(&clinic, bill.invoice, 50, "credit_card");
    let correct = json!({ "id": wrong, "amount_minor": 4_000, "method": null, "reason": "a zero" });
    clinic.ask(clinic.receptionist, "billing.correct_payment", correct).unwrap();
    let listed = |method: Option<&str>, day: &str| {
        let request = json!({
            "from_on": day, "until_on": day, "site_id": null, "method": method, "after": null
        });
        clinic.ask(clinic.receptionist, "billing.payments", request).unwrap()
    };
    let all = listed(None, "2026-03-02");
    assert_eq!(all["payments"].as_array().unwrap().len(), 3);
    assert_eq!(all["payments"][0]["method"], "credit_card", "the newest first");
    assert_eq!(all["next"], json!(null));
    let cash = listed(Some("cash"), "2026-03-02");
    let corrected: Vec<_> = cash["payments"].as_array().unwrap().iter().collect();
    assert_eq!(corrected.iter().filter(|row| row["is_corrected"] == true).count(), 1);
    assert_eq!(corrected.len(), 2);
    assert_eq!(listed(None, "2026-03-03")["payments"], json!([]));
}

#[test]
fn sums_in_two_currencies_are_never_put_together() {
    let clinic = Clinic::found();
    let patient = clinic.patient("Elena", "Marín", "1960-01-05");
    let switch = |code: &str| {
        let cells = store::Cells::new().set("currency", code);
        let written = clinic.store.write::<_, store::Error>(clinic.owner, "test", |write| {
            write.update("sites", clinic.site, None, cells.clone())
        });
        written.unwrap();
    };
    let mut bills = Vec::new();
    for (code, quantity, total) in [("EUR", 1.5, 1_850), ("JPY", 1.5, 1_850), ("KWD", 0.333, 411)] {
        switch(code);
        let mut one = line("Dressing", 1_233, None);
        one["quantity"] = json!(quantity);
        let bill = Billed::of(&clinic, patient, &[one], true);
        let invoice = shown(&clinic, bill.invoice);
        assert_eq!((&invoice["currency"], &invoice["total_minor"]), (&json!(code), &json!(total)));
        bills.push(bill);
    }
    let ageing = clinic.ask(clinic.owner, "billing.ageing", json!({})).unwrap();
    let totals: Vec<_> =
        ageing["totals"].as_array().unwrap().iter().map(|row| row["currency"].clone()).collect();
    assert_eq!(totals, ["EUR", "JPY", "KWD"]);
    let chart = clinic.ask(clinic.owner, "people.chart", json!({ "patient_id": patient })).unwrap();
    assert_eq!((&chart["currency"], &chart["balance_minor"]), (&json!("KWD"), &json!(411)));
    let yen = bills.get(1).unwrap();
    pay(&clinic, yen.invoice, 2_000, "cash");
    let apply = json!({
        "from_invoice_id": yen.invoice, "to_invoice_id": bills[2].invoice, "amount_minor": 100
    });
    let refused = clinic.ask(clinic.receptionist, "billing.apply_credit", apply).unwrap_err();
    assert!(refused.sentence.contains("JPY") && refused.sentence.contains("KWD"));
    let day = json!({ "on": "2026-03-02", "site_id": null });
    let close = clinic.ask(clinic.receptionist, "billing.day_close", day).unwrap();
    assert_eq!(close["methods"][0]["currency"], "JPY");
}

/// Every way in which a row comes about or changes leaves what the replica keeps as it would be
/// reckoned anew.
#[test]
fn what_the_replica_keeps_of_open_bills_is_what_the_ledger_says() {
    let clinic = Clinic::found();
    let bill = Billed::issued(&clinic, 4_000);
    let check = |kept: Option<i64>, when: &str| {
        let found = clinic.number(
            "SELECT balance_minor FROM unsettled_invoices WHERE invoice_id = ?1",
            bill.invoice,
        );
        assert_eq!(found, kept, "{when}");
    };
    let change = |table: &'static str, id: Uuid, cells: store::Cells| {
        let written = clinic.store.write::<_, store::Error>(clinic.owner, "test", |write| {
            write.update(table, id, None, cells)
        });
        written.unwrap();
    };
    check(Some(4_000), "issued");
    let payment = pay(&clinic, bill.invoice, 5_000, "cash");
    check(Some(-1_000), "paid too much");
    let correct =
        json!({ "id": payment, "amount_minor": 4_000, "method": null, "reason": "a slip" });
    clinic.ask(clinic.receptionist, "billing.correct_payment", correct).unwrap();
    check(None, "paid");
    let one: Uuid = clinic
        .store
        .read::<_, store::Error>(|reader| {
            reader.value("SELECT id FROM invoice_lines WHERE invoice_id = ?1", [bill.invoice])
        })
        .unwrap()
        .unwrap();
    let dearer = store::Cells::new().set("amount_minor", 6_000_i64);
    change("invoice_lines", one, dearer.set("unit_price_minor", 6_000_i64));
    check(Some(2_000), "a line became dearer");
    change(
        "invoices",
        bill.invoice,
        store::Cells::new().set("status", "written_off").set("write_off_reason", "x"),
    );
    check(None, "written off");
    change(
        "invoices",
        bill.invoice,
        store::Cells::new().set("status", "void").set("void_reason", "x"),
    );
    check(Some(-4_000), "void although it was paid");
    let removed = clinic.store.write::<_, store::Error>(clinic.owner, "test", |write| {
        write.remove("invoices", bill.invoice, None)
    });
    removed.unwrap();
    check(None, "removed");
}
