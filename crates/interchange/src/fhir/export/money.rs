//! Invoices, claims and payments.

use catalog::Value;
use serde_json::{Value as Json, json};
use store::Cells;

use super::field::{
    Field, code, coding_of, concept, day, moment, money, money_of, positive, refer, reference,
    text, token,
};
use super::mapping::{Draw, Mapping, OURS, PLAIN, Part, id_of};
use super::sheet::{Sheet, string};
use crate::fhir::elements::filled;

pub(super) const MAPPINGS: &[Mapping] = &[
    Mapping {
        kind: "Invoice",
        table: "invoices",
        fields: &[
            code("status", "status"),
            text("number", "identifier[0].value"),
            refer("patient_id", "subject", "Patient"),
            day("issued_on", "date"),
            text("void_reason", "cancelledReason"),
            text("notes", "note[0].text"),
        ],
        parts: &[Part {
            table: "invoice_lines",
            owner: "invoice_id",
            path: "lineItem",
            fields: LINE,
            complete: |_, row, sheet| {
                sheet.set("priceComponent[0].type", json!("base"));
                let quantity = row.get("quantity").and_then(Value::as_real);
                sheet.set("priceComponent[0].factor", quantity.map(Json::from));
                Ok(())
            },
        }],
        complete: invoice,
        happened: &["issued_on"],
        ..PLAIN
    },
    Mapping {
        kind: "Claim",
        table: "insurance_claims",
        fields: &[
            code("status", "status"),
            text("number", "identifier[0].value"),
            refer("patient_id", "patient", "Patient"),
            moment("submitted_at", "created"),
            refer("insurance_policy_id", "insurance[0].coverage", "Coverage"),
            money("claimed_minor", "total"),
            token("currency", "total.currency"),
            refer("resubmits_id", "related[0].claim", "Claim"),
        ],
        earlier: Some("resubmits_id"),
        complete: claim,
        repeats: &[("invoice_lines", "invoice_id", "invoice_id")],
        happened: &["submitted_at"],
        ..PLAIN
    },
    Mapping {
        kind: "PaymentReconciliation",
        table: "payments",
        fields: &[
            moment("received_at", "created"),
            money("amount_minor", "paymentAmount"),
            token("currency", "paymentAmount.currency"),
            text("reference", "paymentIdentifier.value"),
            text("payer_text", "paymentIssuer.display"),
            refer("invoice_id", "detail[0].request", "Invoice"),
            text("notes", "processNote[0].text"),
        ],
        earlier: Some("corrects_id"),
        complete: payment,
        happened: &["received_at"],
        ..PLAIN
    },
];

const LINE: &[Field] = &[
    positive("line_order", "sequence"),
    concept("description", "chargeItemCodeableConcept", "procedure_code_system", "procedure_code"),
    money("amount_minor", "priceComponent[0].amount"),
    token("currency", "priceComponent[0].amount.currency"),
];

fn own_number(draw: &Draw<'_>, numbering: &str, sheet: &mut Sheet) {
    if sheet.has("identifier[0].value") {
        let system = format!("{OURS}{}:{numbering}", draw.organization);
        sheet.set("identifier[0].system", Json::from(system));
    }
}

fn invoice(draw: &Draw<'_>, row: &Cells, sheet: &mut Sheet) -> Result<(), store::Error> {
    own_number(draw, "invoice", sheet);
    sheet.set("issuer", reference("Organization", draw.organization));
    let currency = row.get("currency").and_then(Value::as_text).unwrap_or_default();
    let total: Option<i64> = draw
        .reader
        .value::<Option<i64>>(
            "SELECT sum(amount_minor) FROM invoice_lines \
             WHERE invoice_id = ?1 AND deleted_at IS NULL",
            [id_of(row)],
        )?
        .flatten();
    sheet.set("totalGross", total.and_then(|total| money_of(total, currency)));
    if let Some(insurer) = row.get("insurer_text").and_then(Value::as_text).and_then(string) {
        let actor = json!({ "actor": { "display": insurer }, "role": { "text": "insurer" } });
        sheet.push("participant", actor);
    }
    Ok(())
}

fn claim(draw: &Draw<'_>, row: &Cells, sheet: &mut Sheet) -> Result<(), store::Error> {
    own_number(draw, "claim", sheet);
    let kinds = "http://terminology.hl7.org/CodeSystem/claim-type";
    sheet.set("type", json!({ "coding": [{ "system": kinds, "code": "professional" }] }));
    sheet.set("use", json!("claim"));
    let priorities = "http://terminology.hl7.org/CodeSystem/processpriority";
    sheet.set("priority", json!({ "coding": [{ "system": priorities, "code": "normal" }] }));
    sheet.set("provider", reference("Organization", draw.organization));
    sheet.set("insurance[0].sequence", json!(1));
    sheet.set("insurance[0].focal", json!(true));
    if let Some(policy) = row.get("insurance_policy_id").and_then(Value::as_uuid) {
        let insurer = draw.text("insurance_policies", "insurer_name", policy)?;
        sheet.set("insurer.display", filled(insurer.as_deref()).map(Json::from));
    }
    let invoice = row.get("invoice_id").and_then(Value::as_uuid).unwrap_or_default();
    let mut lines = draw.rows_of("invoice_lines", "invoice_id", invoice)?;
    lines
        .sort_by_key(|line| line.get("line_order").and_then(Value::as_integer).unwrap_or(i64::MAX));
    let mut diagnoses: Vec<Json> = Vec::new();
    let mut days: Vec<String> = Vec::new();
    for (position, line) in lines.iter().enumerate() {
        let mut item = Sheet::new();
        item.set("sequence", json!(position + 1));
        for field in LINE.iter().filter(|field| field.column == "description") {
            field.write("invoice_lines", line, &mut Vec::new(), &mut item);
        }
        let service = item.json.get("chargeItemCodeableConcept").cloned();
        let Some(service) = service else { continue };
        item.set("productOrService", service);
        item.remove("", "chargeItemCodeableConcept");
        let of = |column: &str| line.get(column).and_then(Value::as_text);
        let serviced = of("service_on").filter(|day| super::field::is_day(day));
        days.extend(serviced.map(str::to_owned));
        item.set("servicedDate", serviced.map(Json::from));
        for diagnosis in diagnoses_of(draw, line)? {
            let known = diagnoses.iter().position(|known| *known == diagnosis);
            let number = known.unwrap_or(diagnoses.len());
            if known.is_none() {
                diagnoses.push(diagnosis);
            }
            item.push("diagnosisSequence", json!(number + 1));
        }
        let quantity = line.get("quantity").and_then(Value::as_real);
        item.set("quantity", quantity.map(|quantity| json!({ "value": quantity })));
        let price = line.get("unit_price_minor").and_then(Value::as_integer);
        item.set("unitPrice", price.and_then(|price| money_of(price, of("currency")?)));
        let visit = line.get("visit_id").and_then(Value::as_uuid);
        item.set("encounter", visit.map(|visit| json!([reference("Encounter", visit)])));
        let amount = line.get("amount_minor").and_then(Value::as_integer);
        let net = amount.and_then(|amount| money_of(amount, of("currency")?));
        item.set("net", net);
        sheet.push("item", item.json);
    }
    for (position, diagnosis) in diagnoses.into_iter().enumerate() {
        let concept = json!({ "coding": [diagnosis] });
        let entry = json!({ "sequence": position + 1, "diagnosisCodeableConcept": concept });
        sheet.push("diagnosis", entry);
    }
    let issued = draw.text("invoices", "issued_on", invoice)?;
    let issued = issued.filter(|day| super::field::is_day(day));
    days.sort();
    if let (Some(first), Some(last)) = (days.first(), days.last()) {
        sheet.set("billablePeriod", json!({ "start": first, "end": last }));
    }
    if !sheet.has("created") {
        // It has not been handed in yet: it was made of a bill that has a day, or else of services.
        let made = issued.or_else(|| days.pop()).or_else(|| made_on(draw, row));
        sheet.set("created", made.map(Json::from));
    }
    Ok(())
}

/// The diagnoses for which a line was charged: its own, and what is bound to that.
fn diagnoses_of(draw: &Draw<'_>, line: &Cells) -> Result<Vec<Json>, store::Error> {
    let of = |column: &str| line.get(column).and_then(Value::as_text);
    let own = coding_of(of("diagnosis_code_system"), of("diagnosis_code"), None);
    let own = own.filter(|_| of("diagnosis_code").is_some());
    let bound = draw.bindings(id_of(line))?;
    let mut bound: Vec<_> =
        bound.into_iter().filter(|binding| binding.column == "diagnosis_code").collect();
    // Ids differ from clinic to clinic; the codes do not.
    bound.sort_by(|one, other| (&one.system, &one.code).cmp(&(&other.system, &other.code)));
    let bound = bound
        .into_iter()
        .filter_map(|b| coding_of(b.system.as_deref(), Some(b.code.as_str()), None));
    let mut all: Vec<Json> = own.into_iter().collect();
    for coding in bound {
        if !all.contains(&coding) {
            all.push(coding);
        }
    }
    Ok(all)
}

/// The day at the clinic on which the row was made.
fn made_on(draw: &Draw<'_>, row: &Cells) -> Option<String> {
    let made = row.get("created_at").and_then(Value::as_integer)?;
    let made = chrono::DateTime::from_timestamp_micros(made)?;
    Some(made.with_timezone(&draw.zone).format("%Y-%m-%d").to_string())
}

fn payment(draw: &Draw<'_>, row: &Cells, sheet: &mut Sheet) -> Result<(), store::Error> {
    let wrong = draw.is_replaced_payment(row)?;
    sheet.set("status", json!(if wrong { "entered-in-error" } else { "active" }));
    let of = |column: &str| row.get(column).and_then(Value::as_text);
    let received = row.get("received_at").and_then(Value::as_integer);
    let day = received
        .and_then(chrono::DateTime::from_timestamp_micros)
        .map(|moment| moment.with_timezone(&draw.zone).format("%Y-%m-%d").to_string());
    sheet.set("paymentDate", day.map(Json::from));
    let amount = row.get("amount_minor").and_then(Value::as_integer);
    if of("kind") == Some("refund") {
        let back = amount.and_then(i64::checked_neg);
        let back = back.and_then(|back| money_of(back, of("currency")?));
        sheet.set("paymentAmount", back);
    }
    if of("payer_kind") == Some("patient")
        && let Some(patient) = row.get("patient_id").and_then(Value::as_uuid)
    {
        let name = super::sheet::at(&sheet.json, "paymentIssuer.display").cloned();
        // The issuer is an organization to FHIR; who paid stands with what was paid.
        sheet.set("detail[0].payee", reference("Organization", draw.organization));
        sheet.set("detail[0].submitter", name.map(|name| json!({ "display": name })));
        let number = json!({ "system": format!("{OURS}patient"), "value": patient.to_string() });
        sheet.set("detail[0].identifier", number);
    }
    if sheet.has("detail[0]") {
        let kinds = "http://terminology.hl7.org/CodeSystem/payment-type";
        sheet.set("detail[0].type", json!({ "coding": [{ "system": kinds, "code": "payment" }] }));
        let paid = super::sheet::at(&sheet.json, "paymentAmount").cloned();
        sheet.set("detail[0].amount", paid);
    }
    if sheet.has("processNote[0].text") {
        sheet.set("processNote[0].type", json!("display"));
    }
    Ok(())
}
