//! What is prescribed, handed out, given and taken.

use catalog::Value;
use serde_json::{Value as Json, json};
use store::Cells;

use super::field::{
    Field, code, concept, day, moment, number, positive, refer, text, truth, whole,
};
use super::mapping::{Companion, Draw, Mapping, OURS, PLAIN};
use super::sheet::{Sheet, string};
use super::units::code_unit;

pub(super) const MAPPINGS: &[Mapping] = &[
    Mapping {
        kind: "MedicationRequest",
        table: "prescription_items",
        fields: ITEM,
        companion: Some(Companion {
            table: "prescriptions",
            column: "prescription_id",
            fields: &[
                refer("visit_id", "encounter", "Encounter"),
                moment("prescribed_at", "authoredOn"),
                refer("practitioner_id", "requester", "Practitioner"),
                text("notes", "note[0].text"),
            ],
            happened: "prescribed_at",
        }),
        earlier: Some("renews_id"),
        complete: item,
        ..PLAIN
    },
    Mapping {
        kind: "MedicationDispense",
        table: "dispensings",
        fields: &[
            refer("patient_id", "subject", "Patient"),
            refer("prescription_item_id", "authorizingPrescription[0]", "MedicationRequest"),
            number("quantity", "quantity.value"),
            text("unit", "quantity.unit"),
            whole("days_supplied", "daysSupply.value"),
            moment("dispensed_at", "whenHandedOver"),
            refer("site_id", "location", "Location"),
            text("notes", "note[0].text"),
        ],
        earlier: Some("corrects_id"),
        complete: dispensing,
        happened: &["dispensed_at"],
        ..PLAIN
    },
    Mapping {
        kind: "MedicationStatement",
        table: "medication_statements",
        fields: &[
            code("status", "status"),
            concept("medication_text", "medicationCodeableConcept", "code_system", "code"),
            refer("patient_id", "subject", "Patient"),
            refer("visit_id", "context", "Encounter"),
            day("started_on", "effectivePeriod.start"),
            day("ended_on", "effectivePeriod.end"),
            moment("recorded_at", "dateAsserted"),
            text("reason_text", "reasonCode[0].text"),
            text("dosage_text", "dosage[0].text"),
            text("notes", "note[0].text"),
        ],
        happened: &["recorded_at"],
        ..PLAIN
    },
    Mapping {
        kind: "MedicationAdministration",
        table: "medication_administrations",
        fields: &[
            code("status", "status"),
            text("status_reason", "statusReason[0].text"),
            text("medication_text", "medicationCodeableConcept.text"),
            refer("patient_id", "subject", "Patient"),
            refer("visit_id", "context", "Encounter"),
            moment("given_at", "effectiveDateTime"),
            refer("prescription_item_id", "request", "MedicationRequest"),
            number("dose_amount", "dosage.dose.value"),
            text("dose_unit", "dosage.dose.unit"),
            text("route", "dosage.route.text"),
            text("body_site", "dosage.site.text"),
            text("notes", "note[0].text"),
        ],
        earlier: Some("corrects_id"),
        complete: |draw, row, sheet| {
            if draw.is_corrected("medication_administrations", row)? {
                sheet.set("status", json!("entered-in-error"));
            }
            // mad-1: a dosage says how much, or how fast.
            if !sheet.has("dosage.dose.value") {
                sheet.remove("", "dosage");
            }
            code_unit(sheet, "dosage.dose");
            Ok(())
        },
        happened: &["given_at"],
        ..PLAIN
    },
];

const ITEM: &[Field] = &[
    code("status", "status"),
    text("status_reason", "statusReason.text"),
    concept("medication_text", "medicationCodeableConcept", "code_system", "code"),
    refer("patient_id", "subject", "Patient"),
    refer("renews_id", "priorPrescription", "MedicationRequest"),
    text("indication", "reasonCode[0].text"),
    text("dosage_text", "dosageInstruction[0].text"),
    text("instructions", "dosageInstruction[0].patientInstruction"),
    truth("as_needed", "dosageInstruction[0].asNeededBoolean"),
    text("route", "dosageInstruction[0].route.text"),
    number("dose_amount", "dosageInstruction[0].doseAndRate[0].doseQuantity.value"),
    text("dose_unit", "dosageInstruction[0].doseAndRate[0].doseQuantity.unit"),
    text("frequency_text", "dosageInstruction[0].timing.code.text"),
    positive("frequency_count", "dosageInstruction[0].timing.repeat.frequency"),
    number("frequency_period", "dosageInstruction[0].timing.repeat.period"),
    code("frequency_period_unit", "dosageInstruction[0].timing.repeat.periodUnit"),
    day("start_on", "dosageInstruction[0].timing.repeat.boundsPeriod.start"),
    day("end_on", "dosageInstruction[0].timing.repeat.boundsPeriod.end"),
    number("quantity", "dispenseRequest.quantity.value"),
    text("quantity_unit", "dispenseRequest.quantity.unit"),
    whole("refills_allowed", "dispenseRequest.numberOfRepeatsAllowed"),
    truth("substitution_allowed", "substitution.allowedBoolean"),
];

fn item(_: &Draw<'_>, row: &Cells, sheet: &mut Sheet) -> Result<(), store::Error> {
    sheet.set("intent", json!("order"));
    code_unit(sheet, "dosageInstruction[0].doseAndRate[0].doseQuantity");
    code_unit(sheet, "dispenseRequest.quantity");
    if let Some(group) = row.get("prescription_id").and_then(Value::as_uuid) {
        let system = format!("{OURS}prescription");
        sheet.set("groupIdentifier", json!({ "system": system, "value": group.to_string() }));
    }
    const REPEAT: &str = "dosageInstruction[0].timing.repeat";
    let there = |sheet: &Sheet, name: &str| sheet.has(&format!("{REPEAT}.{name}"));
    if !(there(sheet, "period") && there(sheet, "periodUnit")) {
        // tim-2: a period and its unit go together; without them a frequency says nothing.
        for name in ["frequency", "period", "periodUnit"] {
            sheet.remove(REPEAT, name);
        }
    }
    let days = row.get("duration_days").and_then(Value::as_integer);
    if let Some(days) = days.filter(|_| !there(sheet, "boundsPeriod")) {
        let ucum = "http://unitsofmeasure.org";
        let bounds = json!({ "value": days, "unit": "days", "system": ucum, "code": "d" });
        sheet.set(&format!("{REPEAT}.boundsDuration"), bounds);
    }
    let empty = |sheet: &Sheet, path: &str| {
        let object = super::sheet::at(&sheet.json, path).and_then(Json::as_object);
        object.is_some_and(serde_json::Map::is_empty)
    };
    if empty(sheet, REPEAT) {
        sheet.remove("dosageInstruction[0].timing", "repeat");
    }
    if empty(sheet, "dosageInstruction[0].timing") {
        sheet.remove("dosageInstruction[0]", "timing");
    }
    Ok(())
}

fn dispensing(draw: &Draw<'_>, row: &Cells, sheet: &mut Sheet) -> Result<(), store::Error> {
    let wrong = draw.is_corrected("dispensings", row)?;
    sheet.set("status", json!(if wrong { "entered-in-error" } else { "completed" }));
    let item = row.get("prescription_item_id").and_then(Value::as_uuid);
    let medicine = match item {
        Some(item) => draw.text("prescription_items", "medication_text", item)?,
        None => None,
    };
    let substitute = row.get("substitution_text").and_then(Value::as_text).and_then(string);
    code_unit(sheet, "quantity");
    let medicine = substitute.or(medicine.as_deref().and_then(string));
    sheet.set("medicationCodeableConcept.text", medicine.map(Json::from));
    if sheet.has("daysSupply.value") {
        sheet.set("daysSupply.unit", json!("days"));
        sheet.set("daysSupply.system", json!("http://unitsofmeasure.org"));
        sheet.set("daysSupply.code", json!("d"));
    }
    Ok(())
}
