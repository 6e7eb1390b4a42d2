//! Synthea's claims and transactions, which are rows of two files: invoices, their lines, and
//! what was paid on them. See [`synthea`](crate::synthea).

use serde::Deserialize;

use super::elements::{Coding, Concept, Decimal, Reference};
use super::follow::{read, when};
use super::intake::{Draft, Found, Intake, Outcome, Refused, Taken};
use super::invoices::too_large;
use super::moment::When;
use super::money::{Sum, sum};

/// Synthea reckons in US dollars.
const CURRENCY: &str = "USD";

#[derive(Default, Deserialize)]
#[serde(default, rename_all = "camelCase")]
struct Claim {
    patient: Option<Reference>,
    encounter: Option<Reference>,
    insurer: Option<Reference>,
    second_insurer: Option<Reference>,
    created: Option<String>,
}

#[derive(Default, Deserialize)]
#[serde(default, rename_all = "camelCase")]
struct Transaction {
    claim: Option<Reference>,
    patient: Option<Reference>,
    encounter: Option<Reference>,
    sequence: Option<Decimal>,
    when: Option<String>,
    service: Option<Concept>,
    diagnosis: Vec<Coding>,
    units: Option<Decimal>,
    unit_amount: Option<Decimal>,
    amount: Option<Decimal>,
    method: Option<String>,
}

pub(crate) fn take(intake: &mut Intake<'_, '_>, found: &Found<'_>) -> Result<Outcome, Refused> {
    let claim: Claim = read(found)?;
    let patient = intake.patient(found, claim.patient.as_ref())?;
    let created = when(claim.created.as_deref(), "The day of the claim")?;
    let second = intake.organization_name(found, claim.second_insurer.as_ref())?;
    let draft = Draft::new("invoices", found.id)
        .set("patient_id", patient)
        .set("visit_id", intake.visit(found, claim.encounter.as_ref())?)
        .set("status", "issued")
        .set("issued_on", created.as_ref().and_then(When::day))
        .set("currency", CURRENCY)
        .set("insurer_text", intake.organization_name(found, claim.insurer.as_ref())?)
        .set("notes", second.map(|name| format!("Second insurer: {name}")));
    intake.put(Taken::new(Some(patient), draft))
}

pub(crate) fn take_charge(
    intake: &mut Intake<'_, '_>,
    found: &Found<'_>,
) -> Result<Outcome, Refused> {
    let charge: Transaction = read(found)?;
    let patient = intake.patient(found, charge.patient.as_ref())?;
    let invoice = intake
        .row(found, charge.claim.as_ref(), "CsvClaim", "invoices")?
        .ok_or_else(|| Refused::because("Its claim is neither in this source nor on this PC."))?;
    let amount = charge.amount.as_ref();
    let amount = amount.ok_or_else(|| Refused::because("It does not say how much it costs."))?;
    let service = charge.service.clone().unwrap_or_default();
    let description = service.words();
    let description =
        description.ok_or_else(|| Refused::because("It does not say what it is for."))?;
    let on = when(charge.when.as_deref(), "The day of a service")?;
    let whole = |number: &Decimal| number.0.parse::<i64>().ok();
    let amount = minor(amount)?.minor;
    let unit = charge.unit_amount.as_ref().map(minor).transpose()?;
    let draft = Draft::new("invoice_lines", found.id)
        .set("invoice_id", invoice)
        .set("patient_id", patient)
        .set("visit_id", intake.visit(found, charge.encounter.as_ref())?)
        .set("line_order", charge.sequence.as_ref().and_then(whole))
        .set("service_on", on.as_ref().and_then(When::day))
        .set("description", description)
        .code("procedure_code_system", "procedure_code", service.coded())
        .code("diagnosis_code_system", "diagnosis_code", charge.diagnosis.first())
        .set("quantity", charge.units.as_ref().and_then(Decimal::real).unwrap_or(1.0))
        .set("unit_price_minor", unit.map_or(amount, |unit| unit.minor))
        .set("amount_minor", amount)
        .set("currency", CURRENCY);
    let mut taken = Taken::new(Some(patient), draft);
    taken.bind("invoice_lines", found.id, "procedure_code", service.beside());
    taken.bind("invoice_lines", found.id, "diagnosis_code", charge.diagnosis.iter().skip(1));
    intake.put(taken)
}

pub(crate) fn take_payment(
    intake: &mut Intake<'_, '_>,
    found: &Found<'_>,
) -> Result<Outcome, Refused> {
    let payment: Transaction = read(found)?;
    let patient = intake.patient(found, payment.patient.as_ref())?;
    let invoice = intake.row(found, payment.claim.as_ref(), "CsvClaim", "invoices")?;
    let paid = payment.amount.as_ref().map(minor).transpose()?.map(|sum| sum.minor);
    let Some(paid) = paid.filter(|paid| *paid != 0) else { return Ok(Outcome::Left) };
    let received = when(payment.when.as_deref(), "The day of payment")?
        .ok_or_else(|| Refused::because("It does not say when it was paid."))?;
    // An insurer pays electronically; everything else comes from the patient.
    let (method, payer) = match payment.method.as_deref() {
        Some("ECHECK") => ("insurance", "insurer"),
        Some("CASH") => ("cash", "patient"),
        Some("CHECK") => ("check", "patient"),
        Some("CC") => ("credit_card", "patient"),
        _ => ("other", "patient"),
    };
    let draft = Draft::new("payments", found.id)
        .set("patient_id", patient)
        .set("invoice_id", invoice)
        .set("kind", if paid < 0 { "refund" } else { "payment" })
        .set("amount_minor", paid.checked_abs().ok_or_else(too_large)?)
        .set("currency", CURRENCY)
        .set("method", method)
        .set("received_at", received.moment_or_start(intake.place.zone))
        .set("payer_kind", payer);
    intake.check(&draft, None)?;
    intake.put_ledger(patient, draft)
}

fn minor(amount: &Decimal) -> Result<Sum, Refused> {
    sum(amount, CURRENCY).ok_or_else(too_large)
}
