//! Claims as invoices. What was paid on them is told by explanations of benefit.

use serde::Deserialize;
use uuid::Uuid;

use super::elements::{Coding, Concept, Decimal, Money, Period, Reference, filled, joined};
use super::follow::{read, when};
use super::identity::part_id;
use super::intake::{Draft, Found, Intake, Outcome, Refused, Taken};
use super::moment::When;
use super::money::{Sum, currency_of, sum};

#[derive(Default, Deserialize)]
#[serde(default, rename_all = "camelCase")]
struct Claim {
    status: Option<String>,
    r#use: Option<String>,
    patient: Option<Reference>,
    billable_period: Option<Period>,
    created: Option<String>,
    insurer: Option<Reference>,
    prescription: Option<Reference>,
    diagnosis: Vec<Diagnosis>,
    insurance: Vec<Insurance>,
    item: Vec<Item>,
    total: Option<Money>,
}

#[derive(Default, Deserialize)]
#[serde(default, rename_all = "camelCase")]
struct Diagnosis {
    sequence: Option<i64>,
    diagnosis_codeable_concept: Option<Concept>,
    diagnosis_reference: Option<Reference>,
}

#[derive(Default, Deserialize)]
#[serde(default)]
struct Insurance {
    focal: Option<bool>,
    coverage: Option<Reference>,
}

#[derive(Default, Deserialize)]
#[serde(default, rename_all = "camelCase")]
struct Item {
    sequence: Option<i64>,
    diagnosis_sequence: Vec<i64>,
    product_or_service: Option<Concept>,
    serviced_date: Option<String>,
    serviced_period: Option<Period>,
    quantity: Option<Quantity>,
    unit_price: Option<Money>,
    net: Option<Money>,
    encounter: Vec<Reference>,
}

#[derive(Default, Deserialize)]
#[serde(default)]
struct Quantity {
    value: Option<Decimal>,
}

/// A line of an invoice and what is kept beside it.
struct Line<'c> {
    row: Draft,
    service: Option<&'c Concept>,
    /// For what it was done besides the line's own diagnosis.
    further: Vec<Coding>,
}

/// What all lines of an invoice share.
struct Bill {
    patient: Uuid,
    visit: Option<Uuid>,
    currency: String,
    created: Option<String>,
    rounded: bool,
}

impl Bill {
    /// The sum in minor units, where there is one. All of a bill is in one currency.
    fn sum(&mut self, money: Option<&Money>) -> Result<Option<i64>, Refused> {
        let Some(money) = money else { return Ok(None) };
        let Some(value) = &money.value else { return Ok(None) };
        if money.currency.as_deref().is_some_and(|currency| currency != self.currency) {
            return Err(Refused::because("It has amounts in more than one currency."));
        }
        let Sum { minor, rounded } = sum(value, &self.currency).ok_or_else(too_large)?;
        self.rounded |= rounded;
        Ok(Some(minor))
    }
}

pub(crate) fn too_large() -> Refused {
    Refused::because("One of its amounts is larger than can be kept.")
}

pub(crate) fn no_currency() -> Refused {
    Refused::because("It does not say in which currency its amounts are.")
}

pub(crate) fn take(intake: &mut Intake<'_, '_>, found: &Found<'_>) -> Result<Outcome, Refused> {
    let claim: Claim = read(found)?;
    // A question to the insurer what would be paid is not a bill.
    if claim.r#use.as_deref().is_some_and(|purpose| purpose != "claim") {
        return Ok(Outcome::Left);
    }
    let patient = intake.patient(found, claim.patient.as_ref())?;
    let reference = claim.item.iter().find_map(|item| item.encounter.first());
    let visit = intake.visit(found, reference)?;
    let created = when(claim.created.as_deref(), "The day of the claim")?;
    let created = created.as_ref().and_then(When::day);
    let money = claim.total.iter().chain(claim.item.iter().filter_map(|item| item.net.as_ref()));
    let stated = money.clone().find(|money| money.currency.is_some());
    let any = stated.cloned().unwrap_or_default();
    let currency = currency_of(&any, intake.place.currency.as_deref()).ok_or_else(no_currency)?;
    let mut bill = Bill { patient, visit, currency, created, rounded: false };

    let lines = lines(intake, found, &claim, &mut bill)?;
    let focal = claim.insurance.iter().find(|insurance| insurance.focal == Some(true));
    let coverage = focal.or(claim.insurance.first()).and_then(|i| i.coverage.as_ref());
    let insurer = intake.organization_name(found, claim.insurer.as_ref())?;
    let covered = coverage.and_then(|coverage| filled(coverage.display.as_deref()));
    let medicine = medicine(intake, found, claim.prescription.as_ref())?;
    let rounded = bill.rounded.then_some("Amounts were rounded to the unit of the currency.");
    let status = status(&claim)?;
    let void = (status == "void").then_some("The claim was withdrawn where it came from.");
    let invoice = Draft::new("invoices", found.id)
        .set("patient_id", patient)
        .set("visit_id", visit)
        .set("status", status)
        .set("issued_on", bill.created.clone())
        .set("currency", bill.currency.clone())
        .set("insurer_text", insurer.or(covered))
        .set("void_reason", void)
        .set("notes", joined([medicine, rounded.map(str::to_owned)], "\n"));
    let mut taken = Taken::new(Some(patient), invoice);
    for Line { row, service, further } in lines {
        let id = row.id;
        taken.and(row);
        if let Some(service) = service {
            taken.bind("invoice_lines", id, "procedure_code", service.beside());
        }
        taken.bind("invoice_lines", id, "diagnosis_code", &further);
    }
    taken.whole("invoice_lines", "invoice_id");
    intake.put(taken)
}

fn status(claim: &Claim) -> Result<&'static str, Refused> {
    match claim.status.as_deref() {
        Some("active") => Ok("issued"),
        Some("draft") => Ok("draft"),
        Some("cancelled" | "entered-in-error") => Ok("void"),
        _ => Err(Refused::because("Its status is not one that FHIR R4 knows.")),
    }
}

/// What a claim of a pharmacy is for.
fn medicine(
    intake: &mut Intake<'_, '_>,
    found: &Found<'_>,
    prescription: Option<&Reference>,
) -> Result<Option<String>, Refused> {
    let prescription = intake.row(found, prescription, "MedicationRequest", "prescriptions")?;
    let Some(prescription) = prescription else { return Ok(None) };
    let medicine: Option<String> = intake.write.value(
        "SELECT medication_text FROM prescription_items WHERE prescription_id = ?1 \
         AND deleted_at IS NULL",
        [prescription],
    )?;
    Ok(medicine.map(|medicine| format!("For the medicine: {medicine}")))
}

/// One line for each item, so that they add up to the claim's total. An item may leave out its
/// price: the only one that does has the rest of the total, and where more than one does, or the
/// sums disagree, the rest stands on a line of its own.
fn lines<'c>(
    intake: &mut Intake<'_, '_>,
    found: &Found<'_>,
    claim: &'c Claim,
    bill: &mut Bill,
) -> Result<Vec<Line<'c>>, Refused> {
    let mut prices = Vec::new();
    for item in &claim.item {
        prices.push(price(item, bill)?);
    }
    let known = prices
        .iter()
        .flatten()
        .try_fold(0_i64, |total, price| total.checked_add(*price))
        .ok_or_else(too_large)?;
    let total = bill.sum(claim.total.as_ref())?;
    let mut rest = total.map_or(Some(0), |total| total.checked_sub(known)).ok_or_else(too_large)?;
    let open: Vec<usize> = positions(&prices, |_| true);
    // An item that only names a diagnosis is no service with a price.
    let services = positions(&prices, |position| {
        claim.item.get(position).is_some_and(|item| item.diagnosis_sequence.is_empty())
    });
    let only = match (open.as_slice(), services.as_slice()) {
        ([only], _) | (_, [only]) => Some(*only),
        _ => None,
    };
    if let Some(price) = only.filter(|_| rest > 0).and_then(|only| prices.get_mut(only)) {
        *price = Some(std::mem::take(&mut rest));
    }
    let mut lines = Vec::new();
    for (position, (item, price)) in claim.item.iter().zip(prices).enumerate() {
        let mut diagnoses = diagnoses(intake, found, claim, item)?.into_iter();
        let own = diagnoses.next();
        let row = line(found, claim, bill, (position, item, price.unwrap_or(0)), own)?;
        let service = item.product_or_service.as_ref();
        lines.push(Line { row, service, further: diagnoses.collect() });
    }
    if rest != 0 {
        let id = part_id(found.id, "line/rest");
        let description = "Part of the claim's total that its items do not explain";
        let row = amount(bill, found.id, id, description.to_owned(), 1.0, rest, rest);
        lines.push(Line { row, service: None, further: Vec::new() });
    }
    Ok(lines)
}

fn positions(prices: &[Option<i64>], which: impl Fn(usize) -> bool) -> Vec<usize> {
    let open = prices.iter().enumerate().filter(|(_, price)| price.is_none());
    open.map(|(position, _)| position).filter(|position| which(*position)).collect()
}

/// The price of an item: as it stands there, or its unit price times a whole quantity.
fn price(item: &Item, bill: &mut Bill) -> Result<Option<i64>, Refused> {
    if let Some(net) = bill.sum(item.net.as_ref())? {
        return Ok(Some(net));
    }
    let Some(unit) = bill.sum(item.unit_price.as_ref())? else { return Ok(None) };
    let quantity = item.quantity.as_ref().and_then(|quantity| quantity.value.as_ref());
    let count = quantity.map_or(Some(1), |quantity| quantity.0.parse::<i64>().ok());
    Ok(match count {
        Some(count) => Some(unit.checked_mul(count).ok_or_else(too_large)?),
        None => None,
    })
}

fn line(
    found: &Found<'_>,
    claim: &Claim,
    bill: &mut Bill,
    (position, item, price): (usize, &Item, i64),
    diagnosis: Option<Coding>,
) -> Result<Draft, Refused> {
    let service = item.product_or_service.clone().unwrap_or_default();
    let description = service.words();
    let description =
        description.ok_or_else(|| Refused::because("One of its items does not say what it is."))?;
    let (quantity, unit) = parts(item, price, bill)?;
    let id = part_id(found.id, &format!("line/{position}"));
    let serviced = item.serviced_period.as_ref().and_then(|period| period.start.as_deref());
    let billed = claim.billable_period.as_ref().and_then(|period| period.start.as_deref());
    let serviced = item.serviced_date.as_deref().or(serviced).or(billed);
    let service_on = when(serviced, "The day of a service")?.as_ref().and_then(When::day);
    Ok(amount(bill, found.id, id, description, quantity, unit, price)
        .set("line_order", item.sequence.or_else(|| i64::try_from(position + 1).ok()))
        .set("service_on", service_on.or_else(|| bill.created.clone()))
        .code("procedure_code_system", "procedure_code", service.coded())
        .code("diagnosis_code_system", "diagnosis_code", diagnosis.as_ref()))
}

/// Quantity and unit price of a line. Without a unit price, the price is divided where that comes
/// out even, and the line is sold as one where it does not.
fn parts(item: &Item, price: i64, bill: &mut Bill) -> Result<(f64, i64), Refused> {
    let quantity = item.quantity.as_ref().and_then(|quantity| quantity.value.as_ref());
    let Some(quantity) = quantity else { return Ok((1.0, price)) };
    let real = quantity.real().unwrap_or(1.0);
    if let Some(unit) = bill.sum(item.unit_price.as_ref())? {
        return Ok((real, unit));
    }
    let whole = quantity.0.parse::<i64>().ok().filter(|count| *count > 0);
    Ok(match whole.filter(|count| price % count == 0) {
        Some(count) => (real, price / count),
        None => (1.0, price),
    })
}

fn amount(
    bill: &Bill,
    invoice: Uuid,
    id: Uuid,
    description: String,
    quantity: f64,
    unit: i64,
    price: i64,
) -> Draft {
    Draft::new("invoice_lines", id)
        .set("invoice_id", invoice)
        .set("patient_id", bill.patient)
        .set("visit_id", bill.visit)
        .set("description", description)
        .set("quantity", quantity)
        .set("unit_price_minor", unit)
        .set("amount_minor", price)
        .set("currency", bill.currency.clone())
}

/// The codes of the diagnoses that an item names, each once and in its order.
fn diagnoses(
    intake: &mut Intake<'_, '_>,
    found: &Found<'_>,
    claim: &Claim,
    item: &Item,
) -> Result<Vec<Coding>, Refused> {
    let mut all: Vec<Coding> = Vec::new();
    for sequence in &item.diagnosis_sequence {
        let named = claim.diagnosis.iter().find(|diagnosis| diagnosis.sequence == Some(*sequence));
        let Some(named) = named else { continue };
        let coding = named.diagnosis_codeable_concept.as_ref().and_then(Concept::coded).cloned();
        let coding = match coding {
            Some(coding) => coding,
            None => {
                let condition = intake.condition(found, named.diagnosis_reference.as_ref())?;
                let Some(condition) = condition else { continue };
                Coding { system: condition.code_system, code: condition.code, ..Coding::default() }
            }
        };
        let Some(code) = filled(coding.code.as_deref()) else { continue };
        let coding =
            Coding { system: filled(coding.system.as_deref()), code: Some(code), ..coding };
        if !all.iter().any(|known| (&known.system, &known.code) == (&coding.system, &coding.code)) {
            all.push(coding);
        }
    }
    Ok(all)
}
