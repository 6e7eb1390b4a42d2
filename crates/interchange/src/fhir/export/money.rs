//! Invoices, claims and payments.

use catalog::Value;
use serde_json::{Value as Json, json};
use store::Cells;

use super::field::{
    Field, code, concept, day, moment, money, money_of, positive, refer, reference, text, token,
};
use super::mapping::{ABSENT, Draw, Mapping, OURS, PLAIN, Part, id_of};
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
    if !sheet.has("created") {
        // It has not been handed in yet.
        let unknown = json!([{ "url": ABSENT, "valueCode": "unknown" }]);
        sheet.set("_created", json!({ "extension": unknown }));
    }
    sheet.set("insurance[0].sequence", json!(1));
    sheet.set("insurance[0].focal", json!(true));
    if let Some(policy) = row.get("insurance_policy_id").and_then(Value::as_uuid) {
        let insurer = draw.text("insurance_policies", "insurer_name", policy)?;
        sheet.set("insurer.display", filled(insurer.as_deref()).map(Json::from));
    }
    let invoice = row.get("invoice_id").and_then(Value::as_uuid).unwrap_or_default();
    for (position, line) in draw.rows_of("invoice_lines", "invoice_id", invoice)?.iter().enumerate()
    {
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
        item.set("servicedDate", serviced.map(Json::from));
        let amount = line.get("amount_minor").and_then(Value::as_integer);
        let net = amount.and_then(|amount| money_of(amount, of("currency")?));
        item.set("net", net);
        sheet.push("item", item.json);
    }
    Ok(())
}

fn payment(draw: &Draw<'_>, row: &Cells, sheet: &mut Sheet) -> Result<(), store::Error> {
    let wrong = draw.is_corrected("payments", row)?;
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
