//! Measurements of one moment. Each is an observation of its own, as the vital-signs profile has
//! it; the first one also carries the whole row.

use catalog::Value;
use serde_json::{Value as Json, json};
use store::Cells;
use uuid::Uuid;

use super::encounters::OBSERVATION_CATEGORY;
use super::field::{instant, reference};
use super::mapping::{Draw, Mapping, OURS, PLAIN, extend, id_of};
use super::sheet::Sheet;
use crate::fhir::identity::part_id;

const LOINC: &str = "http://loinc.org";
const UCUM: &str = "http://unitsofmeasure.org";
/// The extension that names the row to which a measurement belongs.
pub(crate) const ROW: &str = "urn:holdfast:vitals.id";
/// The extension of measurements after the first one of their row.
pub(crate) const PART: &str = "urn:holdfast:vitals.part";

pub(super) const MAPPINGS: &[Mapping] = &[Mapping {
    kind: "Observation",
    table: "vitals",
    earlier: Some("corrects_id"),
    happened: &["recorded_at"],
    ..PLAIN
}];

/// A column with its LOINC code and name, its unit and the unit's UCUM code.
type Sign = (&'static str, &'static str, &'static str, &'static str, &'static str);

const SIGNS: &[Sign] = &[
    ("heart_rate_bpm", "8867-4", "Heart rate", "beats/minute", "/min"),
    ("respiratory_rate_bpm", "9279-1", "Respiratory rate", "breaths/minute", "/min"),
    ("temperature_celsius", "8310-5", "Body temperature", "°C", "Cel"),
    ("oxygen_saturation_percent", "2708-6", "Oxygen saturation in Arterial blood", "%", "%"),
    ("weight_kg", "29463-7", "Body weight", "kg", "kg"),
    ("height_cm", "8302-2", "Body height", "cm", "cm"),
    ("head_circumference_cm", "9843-4", "Head Occipital-frontal circumference", "cm", "cm"),
    ("bmi", "39156-5", "Body mass index (BMI) [Ratio]", "kg/m2", "kg/m2"),
    (
        "pain_score",
        "72514-3",
        "Pain severity - 0-10 verbal numeric rating [Score] - Reported",
        "{score}",
        "{score}",
    ),
];
const PRESSURES: &[Sign] = &[
    ("systolic_mmhg", "8480-6", "Systolic blood pressure", "mmHg", "mm[Hg]"),
    ("diastolic_mmhg", "8462-4", "Diastolic blood pressure", "mmHg", "mm[Hg]"),
];

/// The row as observations.
pub(crate) fn observations(
    draw: &Draw<'_>,
    mapping: &Mapping,
    row: &Cells,
) -> Result<Vec<Json>, store::Error> {
    let corrected = draw.is_corrected("vitals", row)?;
    let corrects = row.get("corrects_id").is_some_and(|earlier| !earlier.is_null());
    let mut status = match (corrected, corrects) {
        (true, _) => "entered-in-error",
        (false, true) => "corrected",
        (false, false) => "final",
    };
    let mut sheets: Vec<(&str, Sheet)> = Vec::new();
    let pressures: Vec<Json> = PRESSURES
        .iter()
        .filter_map(|sign| {
            let value = quantity(row, sign)?;
            Some(json!({ "code": code_of(sign.1, sign.2), "valueQuantity": value }))
        })
        .collect();
    if !pressures.is_empty() {
        let mut sheet = Sheet::new();
        sheet.set("code", code_of("85354-9", "Blood pressure panel with all children optional"));
        sheet.set("component", Json::Array(pressures));
        sheets.push(("blood_pressure", sheet));
    }
    for sign in SIGNS {
        let Some(value) = quantity(row, sign) else { continue };
        let mut sheet = Sheet::new();
        sheet.set("code", code_of(sign.1, sign.2));
        sheet.set("valueQuantity", value);
        sheets.push((sign.0, sheet));
    }
    if let Some(consciousness) = super::people::spoken_code(row, "consciousness") {
        let mut sheet = Sheet::new();
        sheet.set("code", code_of("8693-4", "Mental status"));
        sheet.set("valueString", Some(consciousness));
        sheets.push(("consciousness", sheet));
    }
    if sheets.is_empty() {
        // Words alone, or what strikes a set that should not stand in this record at all: nothing
        // was measured, and none of it may be read as a finding.
        let name =
            "Vital signs, weight, height, head circumference, oxygen saturation and BMI panel";
        let mut sheet = Sheet::new();
        sheet.set("code", code_of("85353-1", name));
        let absent = "http://terminology.hl7.org/CodeSystem/data-absent-reason";
        let none = json!({ "system": absent, "code": "not-performed", "display": "Not Performed" });
        sheet.set("dataAbsentReason", json!({ "coding": [none] }));
        if corrects {
            status = "entered-in-error";
        }
        sheets.push(("nothing", sheet));
    }
    let id = id_of(row);
    let mut all = Vec::with_capacity(sheets.len());
    for (position, (name, mut sheet)) in sheets.into_iter().enumerate() {
        common(row, status, &mut sheet);
        if position == 0 {
            sheet.push("extension", json!({ "url": ROW, "valueString": id.to_string() }));
            extend("vitals", &[], row, &mut sheet, &|_| false);
        } else {
            sheet.push("extension", json!({ "url": PART, "valueString": id.to_string() }));
        }
        draw.head(mapping, part_id(id, &format!("{OURS}{name}")), &mut sheet);
        all.push(sheet.json);
    }
    Ok(all)
}

fn common(row: &Cells, status: &str, sheet: &mut Sheet) {
    sheet.set("status", json!(status));
    let category = json!({ "system": OBSERVATION_CATEGORY, "code": "vital-signs" });
    sheet.set("category", json!([{ "coding": [category] }]));
    let named = |column: &str| row.get(column).and_then(Value::as_uuid);
    let refer = |kind: &str, id: Option<Uuid>| id.map(|id| reference(kind, id));
    sheet.set("subject", refer("Patient", named("patient_id")));
    sheet.set("encounter", refer("Encounter", named("visit_id")));
    let when = row.get("recorded_at").and_then(Value::as_integer).and_then(instant);
    sheet.set("effectiveDateTime", when.map(Json::from));
}

fn code_of(code: &str, name: &str) -> Json {
    json!({ "coding": [{ "system": LOINC, "code": code, "display": name }], "text": name })
}

fn quantity(row: &Cells, (column, _, _, unit, ucum): &Sign) -> Option<Json> {
    let value = row.get(column).and_then(Value::as_real)?;
    Some(json!({ "value": value, "unit": unit, "system": UCUM, "code": ucum }))
}
