//! Explanations of benefit: what was paid on a claim.

use serde::Deserialize;
use uuid::Uuid;

use super::elements::{Concept, Identifier, Money, Reference, filled, joined};
use super::follow::{read, when};
use super::identity::part_id;
use super::intake::{Draft, Found, Intake, Outcome, Refused};
use super::invoices::{no_currency, too_large};
use super::money::{Sum, currency_of, sum};

#[derive(Default, Deserialize)]
#[serde(default)]
struct Explanation {
    status: Option<String>,
    r#use: Option<String>,
    identifier: Vec<Identifier>,
    patient: Option<Reference>,
    created: Option<String>,
    insurer: Option<Reference>,
    claim: Option<Reference>,
    total: Vec<Total>,
    payment: Option<Payment>,
}

#[derive(Default, Deserialize)]
#[serde(default)]
struct Total {
    category: Option<Concept>,
    amount: Option<Money>,
}

#[derive(Default, Deserialize)]
#[serde(default)]
struct Payment {
    date: Option<String>,
    amount: Option<Money>,
    identifier: Option<Identifier>,
}

/// Who paid.
#[derive(Clone, Copy)]
enum Payer {
    Insurer,
    Patient,
}

/// Takes what the insurer paid, and what the patient is said to have paid already. What the
/// patient still owes is no payment: it is what remains of the invoice.
pub(crate) fn take(intake: &mut Intake<'_, '_>, found: &Found<'_>) -> Result<Outcome, Refused> {
    let explanation: Explanation = read(found)?;
    let settled = explanation.status.as_deref() == Some("active")
        && explanation.r#use.as_deref().is_none_or(|purpose| purpose == "claim");
    if !settled {
        return Ok(Outcome::Left);
    }
    let by_patient = explanation.total.iter().find(|total| {
        let category = total.category.as_ref();
        category.and_then(|c| c.first(|code| (code == "paidbypatient").then_some(()))).is_some()
    });
    let by_insurer = explanation.payment.as_ref().and_then(|payment| payment.amount.as_ref());
    let sums = [
        (Payer::Insurer, by_insurer),
        (Payer::Patient, by_patient.and_then(|total| total.amount.as_ref())),
    ];
    let patient = intake.patient(found, explanation.patient.as_ref())?;
    let mut rows = Vec::new();
    for (payer, money) in sums {
        let row = money.map(|money| payment(intake, found, &explanation, patient, payer, money));
        rows.extend(row.transpose()?.flatten());
    }
    rows.iter().try_for_each(|row| intake.check(row, None))?;
    let mut outcomes = Vec::new();
    for row in rows {
        outcomes.push(intake.put_ledger(patient, row)?);
    }
    let any = |outcome| outcomes.contains(&outcome);
    Ok(match () {
        () if any(Outcome::Changed) => Outcome::Changed,
        () if any(Outcome::Stored) && any(Outcome::Unchanged) => Outcome::Changed,
        () if any(Outcome::Stored) => Outcome::Stored,
        () if any(Outcome::Unchanged) => Outcome::Unchanged,
        () => Outcome::Left,
    })
}

/// The ledger row of a sum, unless nothing was paid. A sum below zero was taken back.
fn payment(
    intake: &mut Intake<'_, '_>,
    found: &Found<'_>,
    explanation: &Explanation,
    patient: Uuid,
    payer: Payer,
    money: &Money,
) -> Result<Option<Draft>, Refused> {
    let Some(value) = &money.value else { return Ok(None) };
    let currency = currency_of(money, intake.place.currency.as_deref()).ok_or_else(no_currency)?;
    let Sum { minor, rounded } = sum(value, &currency).ok_or_else(too_large)?;
    if minor == 0 {
        return Ok(None);
    }
    let paid = explanation.payment.as_ref();
    let date = paid.and_then(|paid| paid.date.as_deref()).or(explanation.created.as_deref());
    let received = when(date, "The day of payment")?
        .ok_or_else(|| Refused::because("It does not say when it was paid."))?;
    let invoice = intake.row(found, explanation.claim.as_ref(), "Claim", "invoices")?;
    let number = paid.and_then(|paid| paid.identifier.as_ref()).or(explanation.identifier.first());
    let insurer = intake.organization_name(found, explanation.insurer.as_ref())?;
    let (part, method, payer_kind, payer_text) = match payer {
        Payer::Insurer => ("insurer", "insurance", "insurer", insurer),
        Payer::Patient => ("patient", "other", "patient", None),
    };
    let reported = rounded.then(|| format!("Reported as {} {currency}.", value.0));
    let caveat = received.caveat("The day of payment");
    Ok(Some(
        Draft::new("payments", part_id(found.id, part))
            .set("patient_id", patient)
            .set("invoice_id", invoice)
            .set("kind", if minor < 0 { "refund" } else { "payment" })
            .set("amount_minor", minor.checked_abs().ok_or_else(too_large)?)
            .set("currency", currency)
            .set("method", method)
            .set("received_at", received.moment_or_start(intake.place.zone))
            .set("reference", number.and_then(|number| filled(number.value.as_deref())))
            .set("payer_kind", payer_kind)
            .set("payer_text", payer_text)
            .set("notes", joined([reported, caveat], "\n")),
    ))
}
