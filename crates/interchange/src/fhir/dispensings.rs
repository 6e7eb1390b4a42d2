//! What a pharmacy handed out on a prescription.

use serde::Deserialize;

use super::elements::{Annotation, Concept, Quantity, Reference, notes_of};
use super::follow::{read, when};
use super::identity::part_id;
use super::intake::{Draft, Found, Intake, Outcome, Refused};

#[derive(Default, Deserialize)]
#[serde(default, rename_all = "camelCase")]
struct MedicationDispense {
    status: Option<String>,
    subject: Option<Reference>,
    authorizing_prescription: Vec<Reference>,
    quantity: Option<Quantity>,
    days_supply: Option<Quantity>,
    when_prepared: Option<String>,
    when_handed_over: Option<String>,
    note: Vec<Annotation>,
    substitution: Option<Substitution>,
}

#[derive(Default, Deserialize)]
#[serde(default)]
struct Substitution {
    r#type: Option<Concept>,
}

/// Takes a dispensing that is done, says how much, and belongs to a prescription that is here;
/// there is no other place for one.
pub(crate) fn take(intake: &mut Intake<'_, '_>, found: &Found<'_>) -> Result<Outcome, Refused> {
    let dispense: MedicationDispense = read(found)?;
    if dispense.status.as_deref() != Some("completed") {
        return Ok(Outcome::Left);
    }
    let patient = intake.patient(found, dispense.subject.as_ref())?;
    let prescription = dispense.authorizing_prescription.first();
    let prescription = intake.row(found, prescription, "MedicationRequest", "prescriptions")?;
    let quantity = dispense.quantity.as_ref();
    let amount = quantity.and_then(|quantity| quantity.value.as_ref()?.real());
    let (Some(prescription), Some(amount)) = (prescription, amount) else {
        return Ok(Outcome::Left);
    };
    let text = dispense.when_handed_over.as_deref().or(dispense.when_prepared.as_deref());
    let when = when(text, "The time of dispensing")?
        .ok_or_else(|| Refused::because("It does not say when it was handed out."))?;
    let days = dispense.days_supply.as_ref().and_then(|days| days.value.as_ref()?.0.parse().ok());
    let days: Option<i64> = days;
    let substituted = dispense.substitution.as_ref().and_then(|s| s.r#type.as_ref());
    let draft = Draft::new("dispensings", found.id)
        .set("patient_id", patient)
        .set("prescription_item_id", part_id(prescription, "item"))
        .set("quantity", amount)
        .set("unit", quantity.and_then(Quantity::unit))
        .set("days_supplied", days)
        .set("dispensed_at", when.moment_or_start(intake.place.zone))
        .set("substitution_text", substituted.and_then(Concept::words))
        .set("notes", notes_of(&dispense.note));
    intake.put_ledger(patient, draft)
}
