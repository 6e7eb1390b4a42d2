//! Visits and what was found and done in them.

use catalog::Value;
use serde_json::{Value as Json, json};
use store::Cells;

use super::field::{
    Field, code, concept, day, moment, number, positive, refer, reference, status, text, token,
    untruth, words,
};
use super::mapping::{ABSENT, Draw, Mapping, PLAIN};
use super::sheet::{Sheet, at, string};
use super::units::code_unit;

const ACT: &str = "http://terminology.hl7.org/CodeSystem/v3-ActCode";
const CONDITION_CLINICAL: &str = "http://terminology.hl7.org/CodeSystem/condition-clinical";
const CONDITION_VERIFICATION: &str = "http://terminology.hl7.org/CodeSystem/condition-ver-status";
const CONDITION_CATEGORY: &str = "http://terminology.hl7.org/CodeSystem/condition-category";
const US_CORE_CATEGORY: &str = "http://hl7.org/fhir/us/core/CodeSystem/condition-category";
const SNOMED: &str = "http://snomed.info/sct";
pub(super) const OBSERVATION_CATEGORY: &str =
    "http://terminology.hl7.org/CodeSystem/observation-category";
const INTERPRETATION: &str = "http://terminology.hl7.org/CodeSystem/v3-ObservationInterpretation";

pub(super) const MAPPINGS: &[Mapping] = &[
    Mapping {
        kind: "Encounter",
        table: "visits",
        fields: &[
            code("status", "status"),
            token("class_code", "class.code"),
            words("type_text", "type[0]"),
            words("reason", "reasonCode[0]"),
            refer("patient_id", "subject", "Patient"),
            refer("practitioner_id", "participant[0].individual", "Practitioner"),
            refer("appointment_id", "appointment[0]", "Appointment"),
            refer("site_id", "location[0].location", "Location"),
            moment("started_at", "period.start"),
            moment("ended_at", "period.end"),
            words("discharge_disposition", "hospitalization.dischargeDisposition"),
            text("service_provider", "serviceProvider.display"),
        ],
        complete: visit,
        repeats: &[("visit_addenda", "visit_id", "id")],
        happened: &["started_at", "signed_at"],
        ..PLAIN
    },
    Mapping {
        kind: "Condition",
        table: "medical_conditions",
        fields: &[
            concept("condition_text", "code", "code_system", "code"),
            status("status", "clinicalStatus", CONDITION_CLINICAL),
            status("verification", "verificationStatus", CONDITION_VERIFICATION),
            status("category", "category[0]", CONDITION_CATEGORY),
            status("severity", "severity", SNOMED),
            refer("patient_id", "subject", "Patient"),
            refer("visit_id", "encounter", "Encounter"),
            moment("onset_at", "onsetDateTime"),
            day("onset_on", "onsetDateTime"),
            moment("abated_at", "abatementDateTime"),
            day("abated_on", "abatementDateTime"),
            moment("recorded_at", "recordedDate"),
            day("diagnosed_on", "recordedDate"),
            refer("diagnosed_by", "asserter", "Practitioner"),
            text("notes", "note[0].text"),
        ],
        complete: condition,
        happened: &["recorded_at", "diagnosed_on"],
        ..PLAIN
    },
    Mapping {
        kind: "Observation",
        table: "lab_results",
        fields: &[
            code("status", "status"),
            status("source_category", "category[0]", OBSERVATION_CATEGORY),
            concept("test_name", "code", "code_system", "test_code"),
            refer("patient_id", "subject", "Patient"),
            refer("visit_id", "encounter", "Encounter"),
            refer("lab_order_id", "basedOn[0]", "ServiceRequest"),
            moment("collected_at", "effectiveDateTime"),
            moment("resulted_at", "issued"),
            number("value_number", "valueQuantity.value"),
            code("value_comparator", "valueQuantity.comparator"),
            text("unit", "valueQuantity.unit"),
            status("abnormal_flag", "interpretation[0]", INTERPRETATION),
            text("interpretation", "interpretation[0].text"),
            number("reference_low", "referenceRange[0].low.value"),
            number("reference_high", "referenceRange[0].high.value"),
            text("reference_range_text", "referenceRange[0].text"),
            text("comments", "note[0].text"),
            text("value_text", "valueString"),
        ],
        earlier: Some("corrects_id"),
        complete: result,
        happened: &["collected_at", "resulted_at"],
        ..PLAIN
    },
    Mapping {
        kind: "Procedure",
        table: "procedures",
        fields: &[
            code("status", "status"),
            concept("procedure_text", "code", "code_system", "code"),
            text("category", "category.text"),
            refer("patient_id", "subject", "Patient"),
            refer("visit_id", "encounter", "Encounter"),
            moment("started_at", "performedPeriod.start"),
            moment("ended_at", "performedPeriod.end"),
            refer("practitioner_id", "performer[0].actor", "Practitioner"),
            concept("reason_text", "reasonCode[0]", "reason_code_system", "reason_code"),
            text("body_site", "bodySite[0].text"),
            text("outcome_text", "outcome.text"),
            refer("site_id", "location", "Location"),
            text("notes", "note[0].text"),
        ],
        happened: &["started_at"],
        ..PLAIN
    },
    Mapping {
        kind: "Immunization",
        table: "immunizations",
        fields: IMMUNIZATION,
        complete: |_, _, sheet| {
            code_unit(sheet, "doseQuantity");
            if !sheet.has("occurrenceDateTime") {
                sheet.set("occurrenceString", json!("unknown"));
            }
            if !sheet.has("protocolApplied[0].doseNumberPositiveInt") {
                sheet.remove("", "protocolApplied");
            }
            Ok(())
        },
        happened: &["occurred_at"],
        ..PLAIN
    },
    Mapping {
        kind: "CarePlan",
        table: "care_plans",
        fields: &[
            code("status", "status"),
            text("title", "title"),
            text("description", "description"),
            words("category", "category[0]"),
            refer("patient_id", "subject", "Patient"),
            day("starts_on", "period.start"),
            day("ends_on", "period.end"),
            refer("practitioner_id", "author", "Practitioner"),
            text("notes", "note[0].text"),
        ],
        complete: care_plan,
        ..PLAIN
    },
    Mapping {
        kind: "ServiceRequest",
        table: "referrals",
        fields: &[
            code("status", "status"),
            refer("patient_id", "subject", "Patient"),
            refer("visit_id", "encounter", "Encounter"),
            refer("from_practitioner_id", "requester", "Practitioner"),
            refer("to_practitioner_id", "performer[0]", "Practitioner"),
            text("specialization", "performerType.text"),
            text("reason", "reasonCode[0].text"),
            moment("sent_at", "authoredOn"),
            text("notes", "note[0].text"),
        ],
        complete: |_, _, sheet| {
            sheet.set("intent", json!("order"));
            let referral = json!({ "system": SNOMED, "code": "3457005" });
            sheet.set("category", json!([{ "coding": [referral] }]));
            Ok(())
        },
        happened: &["sent_at"],
        ..PLAIN
    },
];

const IMMUNIZATION: &[Field] = &[
    code("status", "status"),
    text("status_reason", "statusReason.text"),
    concept("vaccine_text", "vaccineCode", "code_system", "code"),
    refer("patient_id", "patient", "Patient"),
    refer("visit_id", "encounter", "Encounter"),
    moment("occurred_at", "occurrenceDateTime"),
    untruth("is_reported", "primarySource"),
    refer("site_id", "location", "Location"),
    text("manufacturer", "manufacturer.display"),
    text("lot_number", "lotNumber"),
    day("expires_on", "expirationDate"),
    text("body_site", "site.text"),
    text("route", "route.text"),
    number("dose_amount", "doseQuantity.value"),
    text("dose_unit", "doseQuantity.unit"),
    refer("practitioner_id", "performer[0].actor", "Practitioner"),
    positive("dose_number", "protocolApplied[0].doseNumberPositiveInt"),
    text("series_text", "protocolApplied[0].series"),
    text("notes", "note[0].text"),
];

/// The class of a visit at a site of ours follows from its kind; of one elsewhere it is what the
/// record says, or not known.
fn visit(draw: &Draw<'_>, row: &Cells, sheet: &mut Sheet) -> Result<(), store::Error> {
    let here = row.get("site_id").is_some_and(|site| !site.is_null());
    let emergency = row.get("kind").and_then(Value::as_text) == Some("emergency");
    match (sheet.has("class.code"), here, emergency) {
        (true, _, _) => sheet.set("class.system", json!(ACT)),
        (false, _, true) => sheet.set("class", json!({ "system": ACT, "code": "EMER" })),
        (false, true, false) => sheet.set("class", json!({ "system": ACT, "code": "AMB" })),
        (false, false, false) => {
            let unknown = json!([{ "url": ABSENT, "valueCode": "unknown" }]);
            sheet.set("class", json!({ "extension": unknown }));
        }
    }
    if here && !sheet.has("serviceProvider") {
        let department = row.get("department_id").and_then(Value::as_uuid);
        let provider = department.unwrap_or(draw.organization);
        sheet.set("serviceProvider", reference("Organization", provider));
    }
    Ok(())
}

fn condition(_: &Draw<'_>, _: &Cells, sheet: &mut Sheet) -> Result<(), store::Error> {
    let code = |sheet: &Sheet, path: &str| at(&sheet.json, path)?.as_str().map(str::to_owned);
    let verification = code(sheet, "verificationStatus.coding[0].code");
    let clinical = code(sheet, "clinicalStatus.coding[0].code");
    if verification.as_deref() == Some("entered-in-error") {
        // con-5: nothing is said of an error.
        sheet.remove("", "clinicalStatus");
    }
    let category = code(sheet, "category[0].coding[0].code");
    if category.as_deref() == Some("health-concern") {
        // The American profile's own code, which R4 does not have.
        sheet.set("category[0].coding[0].system", json!(US_CORE_CATEGORY));
    }
    if matches!(clinical.as_deref(), Some("active" | "recurrence" | "relapse")) {
        // con-4: what is going on has no end.
        sheet.remove("", "abatementDateTime");
    }
    Ok(())
}

fn result(draw: &Draw<'_>, row: &Cells, sheet: &mut Sheet) -> Result<(), store::Error> {
    if draw.is_corrected("lab_results", row)? {
        sheet.set("status", json!("entered-in-error"));
    }
    if !sheet.has("category") {
        let laboratory = json!({ "system": OBSERVATION_CATEGORY, "code": "laboratory" });
        sheet.set("category", json!([{ "coding": [laboratory] }]));
    }
    // A unit or a sign without its number would be a value that says nothing.
    if !sheet.has("valueQuantity.value") {
        sheet.remove("", "valueQuantity");
    }
    code_unit(sheet, "valueQuantity");
    // The range is in the unit of the value.
    let unit = row.get("unit").and_then(Value::as_text).and_then(string);
    for end in ["referenceRange[0].low", "referenceRange[0].high"] {
        if sheet.has(&format!("{end}.value")) {
            sheet.set(&format!("{end}.unit"), unit.clone().map(Json::from));
            code_unit(sheet, end);
        }
    }
    if sheet.has("valueQuantity") {
        sheet.remove("", "valueString");
        return Ok(());
    }
    let codings = at(&sheet.json, "extension").and_then(Json::as_array).map(|extensions| {
        let coding = |extension: &Json| {
            let coding = extension.get("valueCoding")?;
            let of_value = coding.get("id")?.as_str()?.starts_with("value_text.");
            of_value.then(|| {
                let mut coding = coding.clone();
                if let Some(coding) = coding.as_object_mut() {
                    coding.remove("id");
                    coding.remove("extension");
                }
                coding
            })
        };
        extensions.iter().filter_map(coding).collect::<Vec<Json>>()
    });
    if let Some(codings) = codings.filter(|codings| !codings.is_empty()) {
        let text = row.get("value_text").and_then(Value::as_text).and_then(string);
        sheet.remove("", "valueString");
        sheet.set("valueCodeableConcept", json!({ "coding": codings }));
        sheet.set("valueCodeableConcept.text", text.map(Json::from));
    }
    Ok(())
}

/// What a plan's list keeps of an activity.
#[derive(Default, serde::Deserialize)]
#[serde(default)]
struct Activity {
    text: Option<String>,
    status: Option<String>,
}

fn care_plan(_: &Draw<'_>, row: &Cells, sheet: &mut Sheet) -> Result<(), store::Error> {
    sheet.set("intent", json!("plan"));
    let kept = row.get("activities").and_then(Value::as_text);
    let activities: Vec<Activity> =
        kept.and_then(|kept| serde_json::from_str(kept).ok()).unwrap_or_default();
    for activity in activities {
        let Some(text) = activity.text.as_deref().and_then(string) else { continue };
        let status = match activity.status.as_deref() {
            Some("done") => "completed",
            Some("dropped") => "cancelled",
            _ => "scheduled",
        };
        sheet.push("activity", json!({ "detail": { "status": status, "description": text } }));
    }
    Ok(())
}
