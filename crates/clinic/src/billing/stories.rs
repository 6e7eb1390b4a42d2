//! Bills for the stories of this domain.

use serde_json::{Value, json};
use uuid::Uuid;

use crate::fixture::{Clinic, id_of};

/// A patient and a bill of one line.
pub(crate) struct Billed {
    pub patient: Uuid,
    pub invoice: Uuid,
}

impl Billed {
    pub fn issued(clinic: &Clinic, price: i64) -> Self {
        Self::issued_to(clinic, clinic.patient("Elena", "Marín", "1960-01-05"), price)
    }

    pub fn issued_to(clinic: &Clinic, patient: Uuid, price: i64) -> Self {
        Self::of(clinic, patient, &[line("Consultation", price, None)], true)
    }

    pub fn draft(clinic: &Clinic, price: i64) -> Self {
        let patient = clinic.patient("Elena", "Marín", "1960-01-05");
        Self::of(clinic, patient, &[line("Consultation", price, None)], false)
    }

    pub fn of(clinic: &Clinic, patient: Uuid, lines: &[Value], issue: bool) -> Self {
        Self::with(clinic, patient, lines, issue, |_| {})
    }

    /// With changes to the request.
    pub fn with(
        clinic: &Clinic,
        patient: Uuid,
        lines: &[Value],
        issue: bool,
        change: impl FnOnce(&mut Value),
    ) -> Self {
        let mut request = json!({
            "patient_id": patient, "visit_id": null, "lines": lines, "due_on": null,
            "notes": null, "issue": issue
        });
        change(&mut request);
        let invoice = id_of(&clinic.ask(clinic.owner, "billing.create_invoice", request).unwrap());
        Self { patient, invoice }
    }

    pub fn number(&self, clinic: &Clinic) -> String {
        shown(clinic, self.invoice)["number"].as_str().unwrap().to_owned()
    }
}

pub(crate) fn line(description: &str, price: i64, code: Option<&str>) -> Value {
    json!({
        "description": description, "quantity": 1, "unit_price_minor": price,
        "procedure_code": code, "diagnosis_code": null
    })
}

pub(crate) fn pay(clinic: &Clinic, invoice: Uuid, amount: i64, method: &str) -> Uuid {
    let request = json!({
        "invoice_id": invoice, "amount_minor": amount, "method": method, "reference": null
    });
    id_of(&clinic.ask(clinic.receptionist, "billing.take_payment", request).unwrap())
}

pub(crate) fn shown(clinic: &Clinic, invoice: Uuid) -> Value {
    clinic.ask(clinic.owner, "billing.invoice", json!({ "id": invoice })).unwrap()
}

/// A policy of the patient, as the people's part of the record keeps it.
pub(crate) fn insure(clinic: &Clinic, patient: Uuid, rank: &str, terms: Value) -> Uuid {
    let written: Result<Uuid, store::Error> =
        clinic.store.write(clinic.owner, "people.add_policy", |write| {
            let minor = |name: &str| terms[name].as_i64();
            let text = |name: &str| terms[name].as_str().map(str::to_owned);
            write.insert(
                "insurance_policies",
                store::Cells::new()
                    .set("patient_id", patient)
                    .set("insurer_name", text("insurer").unwrap_or_else(|| "Sanitas".to_owned()))
                    .set("policy_number", "P-1")
                    .set("coverage_rank", rank)
                    .set("effective_on", text("from").unwrap_or_else(|| "2026-01-01".to_owned()))
                    .set("expires_on", text("until"))
                    .set("copay_minor", minor("copay"))
                    .set("deductible_minor", minor("deductible"))
                    .set("deductible_met_minor", minor("met"))
                    .set("deductible_met_on", text("met_on"))
                    .set("currency", text("currency").unwrap_or_else(|| "EUR".to_owned()))
                    .set("status", text("status").unwrap_or_else(|| "active".to_owned())),
            )
        });
    written.unwrap()
}
