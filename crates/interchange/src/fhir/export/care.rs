//! What surrounds a visit: history, beds, triage, monitoring, orders, therapy, alerts, plans.
//!
//! Where R4 has no element for something, a resource says in words what it is, and the row's own
//! columns stand in extensions. Codes are LOINC's where they name the same measurement.

use catalog::Value;
use serde::Deserialize;
use serde_json::{Value as Json, json};
use store::Cells;
use uuid::Uuid;

use super::encounters::OBSERVATION_CATEGORY;
use super::field::{code, concept, day, instant, moment, number, refer, reference, text, words};
use super::mapping::{Draw, Mapping, PLAIN, Part, id_of};
use super::people::spoken_code;
use super::sheet::{Sheet, string};
use super::units::{UCUM, code_unit};

const ACT: &str = "http://terminology.hl7.org/CodeSystem/v3-ActCode";
const LOINC: &str = "http://loinc.org";
const PLACE: &str = "http://terminology.hl7.org/CodeSystem/location-physical-type";
const PARTICIPATION: &str = "http://terminology.hl7.org/CodeSystem/v3-ParticipationType";

pub(super) const MAPPINGS: &[Mapping] = &[
    Mapping {
        kind: "PractitionerRole",
        table: "practitioner_departments",
        fields: &[
            refer("practitioner_id", "practitioner", "Practitioner"),
            refer("department_id", "organization", "Organization"),
        ],
        ..PLAIN
    },
    Mapping {
        kind: "Device",
        table: "resources",
        fields: &[
            text("name", "deviceName[0].name"),
            refer("site_id", "location", "Location"),
            text("notes", "note[0].text"),
        ],
        complete: |_, row, sheet| {
            sheet.set("deviceName[0].type", json!("user-friendly-name"));
            sheet.set("type.text", spoken_code(row, "kind"));
            let here = !matches!(said(row, "status"), Some("retired" | "out_of_order"));
            sheet.set("status", json!(if here { "active" } else { "inactive" }));
            Ok(())
        },
        ..PLAIN
    },
    Mapping {
        kind: "Location",
        table: "beds",
        fields: &[
            text("label", "name"),
            text("notes", "description"),
            refer("site_id", "partOf", "Location"),
        ],
        complete: |draw, row, sheet| {
            let open = row.get("is_active").and_then(Value::as_boolean) == Some(true);
            sheet.set("status", json!(if open { "active" } else { "inactive" }));
            sheet.set("mode", json!("instance"));
            let bed = json!({ "system": PLACE, "code": "bd", "display": "Bed" });
            sheet.set("physicalType", json!({ "coding": [bed] }));
            sheet.set("managingOrganization", reference("Organization", draw.organization));
            Ok(())
        },
        ..PLAIN
    },
    Mapping {
        kind: "Medication",
        table: "medications",
        fields: &[concept("name", "code", "code_system", "code"), text("form", "form.text")],
        complete: |_, row, sheet| {
            let given = row.get("is_active").and_then(Value::as_boolean) == Some(true);
            sheet.set("status", json!(if given { "active" } else { "inactive" }));
            Ok(())
        },
        ..PLAIN
    },
    Mapping {
        kind: "Observation",
        table: "patient_history",
        fields: &[
            refer("patient_id", "subject", "Patient"),
            moment("recorded_at", "issued"),
            text("description", "valueString"),
            text("notes", "note[0].text"),
        ],
        complete: history,
        happened: &["recorded_at"],
        ..PLAIN
    },
    Mapping {
        kind: "ClinicalImpression",
        table: "visit_addenda",
        fields: &[
            refer("patient_id", "subject", "Patient"),
            refer("visit_id", "encounter", "Encounter"),
            moment("written_at", "date"),
            text("text", "summary"),
            text("reason", "description"),
        ],
        complete: |_, _, sheet| {
            sheet.set("status", json!("completed"));
            sheet.set("code.text", json!("Addendum to a signed visit"));
            Ok(())
        },
        happened: &["written_at"],
        ..PLAIN
    },
    Mapping {
        kind: "Encounter",
        table: "bed_stays",
        fields: &[
            refer("patient_id", "subject", "Patient"),
            refer("visit_id", "partOf", "Encounter"),
            refer("bed_id", "location[0].location", "Location"),
            moment("started_at", "period.start"),
            moment("ended_at", "period.end"),
            words("reason", "reasonCode[0]"),
        ],
        earlier: Some("transferred_from_id"),
        complete: |draw, row, sheet| {
            let status = match (said(row, "end_reason"), sheet.has("period.end")) {
                (Some("entered_in_error"), _) => "entered-in-error",
                (_, true) => "finished",
                (_, false) => "in-progress",
            };
            sheet.set("status", json!(status));
            sheet.set("class", json!({ "system": ACT, "code": "IMP" }));
            sheet.set("serviceProvider", reference("Organization", draw.organization));
            Ok(())
        },
        happened: &["started_at", "ended_at"],
        ..PLAIN
    },
    Mapping {
        kind: "Observation",
        table: "triage_assessments",
        fields: &[
            refer("patient_id", "subject", "Patient"),
            refer("visit_id", "encounter", "Encounter"),
            moment("assessed_at", "effectiveDateTime"),
            text("symptoms", "note[0].text"),
        ],
        earlier: Some("corrects_id"),
        complete: |draw, row, sheet| {
            observation(draw, "triage_assessments", row, sheet, "Triage priority", "exam")?;
            sheet.set("method.text", json!("South African Triage Scale"));
            sheet.set("valueCodeableConcept.text", spoken_code(row, "priority"));
            components(row, sheet, TRIAGE);
            Ok(())
        },
        happened: &["assessed_at"],
        ..PLAIN
    },
    Mapping {
        kind: "Observation",
        table: "icu_observations",
        fields: &[
            refer("patient_id", "subject", "Patient"),
            refer("visit_id", "encounter", "Encounter"),
            moment("recorded_at", "effectiveDateTime"),
            text("notes", "note[0].text"),
        ],
        earlier: Some("corrects_id"),
        complete: |draw, row, sheet| {
            observation(
                draw,
                "icu_observations",
                row,
                sheet,
                "Intensive care chart",
                "vital-signs",
            )?;
            components(row, sheet, INTENSIVE_CARE);
            if !sheet.has("component") {
                sheet.set("dataAbsentReason.text", json!("Nothing was measured"));
            }
            Ok(())
        },
        happened: &["recorded_at"],
        ..PLAIN
    },
    Mapping {
        kind: "Observation",
        table: "monitoring_readings",
        fields: &[
            refer("patient_id", "subject", "Patient"),
            moment("recorded_at", "effectiveDateTime"),
            number("value_number", "valueQuantity.value"),
            text("unit", "valueQuantity.unit"),
        ],
        earlier: Some("corrects_id"),
        complete: |draw, row, sheet| {
            let metric = said(row, "metric");
            let category = match metric {
                Some("glucose") => "laboratory",
                Some("steps" | "sleep_hours") => "activity",
                Some("peak_flow" | "other") => "exam",
                _ => "vital-signs",
            };
            observation(draw, "monitoring_readings", row, sheet, "Reading", category)?;
            sheet.set("code.text", spoken_code(row, "metric"));
            code_unit(sheet, "valueQuantity");
            let loinc = catalog::table("monitoring_readings")
                .and_then(|table| table.column("metric")?.enumeration)
                .zip(metric)
                .and_then(|(metrics, metric)| metrics.fhir(metric))
                .filter(|code| code.contains('-'));
            if let Some(loinc) = loinc {
                sheet.set("code.coding", json!([{ "system": LOINC, "code": loinc }]));
            }
            Ok(())
        },
        happened: &["recorded_at"],
        ..PLAIN
    },
    Mapping {
        kind: "Observation",
        table: "stress_readings",
        fields: &[
            refer("patient_id", "subject", "Patient"),
            moment("recorded_at", "effectiveDateTime"),
            text("notes", "note[0].text"),
        ],
        complete: |draw, row, sheet| {
            observation(draw, "stress_readings", row, sheet, "Stress", "survey")?;
            components(row, sheet, STRESS);
            if !sheet.has("component") {
                sheet.set("dataAbsentReason.text", json!("Nothing was measured"));
            }
            Ok(())
        },
        happened: &["recorded_at"],
        ..PLAIN
    },
    Mapping {
        kind: "ServiceRequest",
        table: "lab_orders",
        fields: &[
            refer("patient_id", "subject", "Patient"),
            refer("visit_id", "encounter", "Encounter"),
            refer("ordered_by", "requester", "Practitioner"),
            moment("ordered_at", "authoredOn"),
            text("panel_name", "code.text"),
            code("priority", "priority"),
            text("reason", "reasonCode[0].text"),
            text("notes", "note[0].text"),
        ],
        complete: |_, row, sheet| {
            let status = match said(row, "status") {
                Some("cancelled") => "revoked",
                Some("completed" | "corrected") => "completed",
                Some("entered_in_error") => "entered-in-error",
                _ => "active",
            };
            sheet.set("status", json!(status));
            sheet.set("intent", json!("order"));
            let laboratory = json!({ "system": "http://snomed.info/sct", "code": "108252007" });
            sheet.set("category", json!([{ "coding": [laboratory] }]));
            Ok(())
        },
        happened: &["ordered_at"],
        ..PLAIN
    },
    Mapping {
        kind: "Encounter",
        table: "therapy_sessions",
        fields: &[
            code("status", "status"),
            refer("patient_id", "subject", "Patient"),
            refer("practitioner_id", "participant[0].individual", "Practitioner"),
            refer("appointment_id", "appointment[0]", "Appointment"),
            refer("site_id", "location[0].location", "Location"),
            moment("started_at", "period.start"),
            moment("ended_at", "period.end"),
        ],
        complete: |draw, row, sheet| {
            sheet.set("class", json!({ "system": ACT, "code": "AMB" }));
            sheet.set("serviceType.text", json!("Psychotherapy"));
            sheet.set("type[0].text", spoken_code(row, "kind"));
            sheet.set("serviceProvider", reference("Organization", draw.organization));
            Ok(())
        },
        happened: &["started_at"],
        ..PLAIN
    },
    // Somebody says that a dose was taken or not; nobody of the clinic gave it.
    Mapping {
        kind: "MedicationStatement",
        table: "adherence_events",
        fields: &[
            refer("patient_id", "subject", "Patient"),
            refer("prescription_item_id", "basedOn[0]", "MedicationRequest"),
            moment("occurred_at", "effectiveDateTime"),
            text("notes", "note[0].text"),
        ],
        complete: adherence,
        happened: &["occurred_at"],
        ..PLAIN
    },
    Mapping {
        kind: "Communication",
        table: "alerts",
        fields: &[
            text("title", "topic.text"),
            text("message", "payload[0].contentString"),
            moment("raised_at", "sent"),
            text("resolution_text", "note[0].text"),
        ],
        complete: |draw, row, sheet| {
            // It reached somebody when somebody first answered it.
            let answered: Option<i64> = draw
                .reader
                .value::<Option<i64>>(
                    "SELECT min(occurred_at) FROM alert_events WHERE alert_id = ?1 \
                     AND kind = 'acknowledged' AND deleted_at IS NULL",
                    [id_of(row)],
                )?
                .flatten();
            sheet.set("received", answered.and_then(instant).map(Json::from));
            let patients: Vec<Uuid> = draw.reader.column(
                "SELECT DISTINCT patient_id FROM patient_alerts WHERE alert_id = ?1 \
                 AND deleted_at IS NULL",
                [id_of(row)],
            )?;
            if let [patient] = patients.as_slice() {
                draw.note("patients", *patient);
                sheet.set("subject", reference("Patient", *patient));
            }
            let status = match said(row, "status") {
                Some("resolved") => "completed",
                Some("cancelled") => "not-done",
                _ => "in-progress",
            };
            sheet.set("status", json!(status));
            sheet.set("category[0].text", spoken_code(row, "kind"));
            let urgent = row.get("urgency").and_then(Value::as_integer);
            let priority = match urgent {
                Some(1) => "stat",
                Some(2) => "asap",
                Some(3) => "urgent",
                _ => "routine",
            };
            sheet.set("priority", json!(priority));
            Ok(())
        },
        repeats: &[("alert_events", "alert_id", "id"), ("patient_alerts", "alert_id", "id")],
        happened: &["raised_at"],
        ..PLAIN
    },
    Mapping {
        kind: "Communication",
        table: "contact_attempts",
        fields: &[
            refer("patient_id", "subject", "Patient"),
            refer("appointment_id", "about[0]", "Appointment"),
            moment("attempted_at", "sent"),
            text("reason", "topic.text"),
            text("notes", "note[0].text"),
        ],
        complete: |_, row, sheet| {
            let reached = said(row, "outcome") == Some("reached");
            sheet.set("status", json!(if reached { "completed" } else { "not-done" }));
            sheet.set("medium[0].text", spoken_code(row, "channel"));
            if !reached {
                sheet.set("statusReason.text", spoken_code(row, "outcome"));
            }
            Ok(())
        },
        happened: &["attempted_at"],
        ..PLAIN
    },
    Mapping {
        kind: "Flag",
        table: "patient_alerts",
        fields: &[refer("patient_id", "subject", "Patient")],
        complete: |draw, row, sheet| {
            let alert = row.get("alert_id").and_then(Value::as_uuid);
            #[derive(Deserialize)]
            struct Alert {
                title: String,
                status: String,
                raised_at: i64,
                resolved_at: Option<i64>,
            }
            let alert: Option<Alert> = match alert {
                Some(id) => draw.reader.row(
                    "SELECT title, status, raised_at, resolved_at FROM alerts WHERE id = ?1",
                    [id],
                )?,
                None => None,
            };
            // A flag is a warning for as long as the alert is not over.
            let open = alert
                .as_ref()
                .is_some_and(|alert| matches!(alert.status.as_str(), "open" | "acknowledged"));
            sheet.set("status", json!(if open { "active" } else { "inactive" }));
            let raised = alert.as_ref().and_then(|alert| instant(alert.raised_at));
            sheet.set("period.start", raised.map(Json::from));
            let over = alert.as_ref().and_then(|alert| instant(alert.resolved_at?));
            sheet.set("period.end", over.map(Json::from));
            let title = alert.as_ref().and_then(|alert| string(&alert.title));
            sheet.set("code.text", json!(title.as_deref().unwrap_or("An alert about the patient")));
            Ok(())
        },
        repeats: &[("alerts", "id", "alert_id")],
        ..PLAIN
    },
    Mapping {
        kind: "CarePlan",
        table: "wellness_plans",
        fields: &[
            code("status", "status"),
            text("title", "title"),
            text("description", "description"),
            refer("patient_id", "subject", "Patient"),
            refer("practitioner_id", "author", "Practitioner"),
            day("starts_on", "period.start"),
            day("ends_on", "period.end"),
            text("notes", "note[0].text"),
        ],
        parts: &[Part {
            table: "wellness_plan_items",
            owner: "wellness_plan_id",
            path: "activity",
            fields: &[text("title", "detail.description"), day("due_on", "detail.scheduledString")],
            complete: |_, row, sheet| {
                let there = |column: &str| row.get(column).is_some_and(|value| !value.is_null());
                let status = match (there("done_at"), there("skipped_reason")) {
                    (true, _) => "completed",
                    (_, true) => "cancelled",
                    _ => "scheduled",
                };
                sheet.set("detail.status", json!(status));
                Ok(())
            },
        }],
        complete: |_, _, sheet| {
            sheet.set("intent", json!("plan"));
            sheet.set("category[0].text", json!("Wellness"));
            Ok(())
        },
        ..PLAIN
    },
    Mapping {
        kind: "Appointment",
        table: "waitlist_entries",
        fields: &[text("notes", "comment"), text("reason", "description")],
        complete: |_, row, sheet| {
            // One that was booked is an appointment of its own: nobody waits for this any more.
            let waits = matches!(said(row, "status"), Some("waiting" | "offered"));
            sheet.set("status", json!(if waits { "waitlist" } else { "cancelled" }));
            if !waits {
                sheet.set("cancelationReason.text", spoken_code(row, "status"));
            }
            if let Some(patient) = row.get("patient_id").and_then(Value::as_uuid) {
                let role = json!({ "coding": [{ "system": PARTICIPATION, "code": "SBJ" }] });
                let actor = reference("Patient", patient);
                sheet.set(
                    "participant",
                    json!([{ "type": [role], "actor": actor, "status": "accepted" }]),
                );
            }
            Ok(())
        },
        ..PLAIN
    },
];

fn said<'r>(row: &'r Cells, column: &str) -> Option<&'r str> {
    row.get(column).and_then(Value::as_text)
}

/// What every one of these observations says.
fn observation(
    draw: &Draw<'_>,
    table: &'static str,
    row: &Cells,
    sheet: &mut Sheet,
    what: &str,
    category: &str,
) -> Result<(), store::Error> {
    let corrected = row.get("corrects_id").is_some() && draw.is_corrected(table, row)?;
    sheet.set("status", json!(if corrected { "entered-in-error" } else { "final" }));
    sheet.set("code.text", json!(what));
    let category = json!({ "system": OBSERVATION_CATEGORY, "code": category });
    sheet.set("category", json!([{ "coding": [category] }]));
    Ok(())
}

/// A measured column: what it is called, its LOINC code, and its unit in UCUM.
type Measured = (&'static str, &'static str, Option<&'static str>, &'static str);

const TRIAGE: &[Measured] = &[
    ("respiratory_rate_bpm", "Respiratory rate", Some("9279-1"), "/min"),
    ("heart_rate_bpm", "Heart rate", Some("8867-4"), "/min"),
    ("systolic_mmhg", "Systolic blood pressure", Some("8480-6"), "mm[Hg]"),
    ("temperature_celsius", "Body temperature", Some("8310-5"), "Cel"),
    ("tews_score", "Triage Early Warning Score", None, "{score}"),
];

const INTENSIVE_CARE: &[Measured] = &[
    ("systolic_mmhg", "Systolic blood pressure", Some("8480-6"), "mm[Hg]"),
    ("diastolic_mmhg", "Diastolic blood pressure", Some("8462-4"), "mm[Hg]"),
    ("mean_arterial_mmhg", "Mean arterial pressure", Some("8478-0"), "mm[Hg]"),
    ("heart_rate_bpm", "Heart rate", Some("8867-4"), "/min"),
    ("respiratory_rate_bpm", "Respiratory rate", Some("9279-1"), "/min"),
    ("temperature_celsius", "Body temperature", Some("8310-5"), "Cel"),
    ("oxygen_saturation_percent", "Oxygen saturation", Some("59408-5"), "%"),
    ("inspired_oxygen_percent", "Inspired oxygen", Some("3150-6"), "%"),
    ("glasgow_coma_scale", "Glasgow coma score", Some("9269-2"), "{score}"),
    ("urine_output_ml", "Urine output", Some("9187-6"), "mL"),
    ("central_venous_mmhg", "Central venous pressure", Some("60985-9"), "mm[Hg]"),
    ("news2_score", "National Early Warning Score 2", None, "{score}"),
];

const STRESS: &[Measured] = &[
    ("rmssd_ms", "Heart rate variability (RMSSD)", None, "ms"),
    ("heart_rate_bpm", "Heart rate", Some("8867-4"), "/min"),
    ("self_rating", "Own rating", None, "{score}"),
    ("gad7_score", "GAD-7 total score", Some("70274-6"), "{score}"),
];

fn components(row: &Cells, sheet: &mut Sheet, measured: &[Measured]) {
    for (column, name, loinc, unit) in measured {
        let value = match row.get(column) {
            Some(Value::Real(number)) => json!(number),
            Some(Value::Integer(number)) => json!(number),
            _ => continue,
        };
        let mut code = json!({ "text": name });
        if let (Some(loinc), Some(code)) = (loinc, code.as_object_mut()) {
            code.insert("coding".to_owned(), json!([{ "system": LOINC, "code": loinc }]));
        }
        let quantity = json!({ "value": value, "unit": unit, "system": UCUM, "code": unit });
        sheet.push("component", json!({ "code": code, "valueQuantity": quantity }));
    }
}

/// LOINC names the section of a record in which each kind of history stands.
fn history(_: &Draw<'_>, row: &Cells, sheet: &mut Sheet) -> Result<(), store::Error> {
    let (loinc, name) = match said(row, "kind") {
        Some("family") => ("10157-6", "History of family member diseases"),
        Some("social") => ("29762-2", "Social history"),
        Some("operation") => ("47519-4", "History of procedures"),
        Some("medication") => ("10160-0", "History of medication use"),
        _ => ("11348-0", "History of past illness"),
    };
    let error = said(row, "status") == Some("entered_in_error");
    sheet.set("status", json!(if error { "entered-in-error" } else { "final" }));
    sheet.set("code", json!({ "coding": [{ "system": LOINC, "code": loinc }], "text": name }));
    if said(row, "kind") == Some("social") {
        let category = json!({ "system": OBSERVATION_CATEGORY, "code": "social-history" });
        sheet.set("category", json!([{ "coding": [category] }]));
    }
    Ok(())
}

fn adherence(draw: &Draw<'_>, row: &Cells, sheet: &mut Sheet) -> Result<(), store::Error> {
    let taken = row.get("was_taken").and_then(Value::as_boolean) == Some(true);
    sheet.set("status", json!(if taken { "completed" } else { "not-taken" }));
    if said(row, "source") == Some("patient") {
        let patient = row.get("patient_id").and_then(Value::as_uuid);
        sheet.set("informationSource", patient.map(|patient| reference("Patient", patient)));
    } else {
        sheet.set("informationSource.display", spoken_code(row, "source"));
    }
    let item = row.get("prescription_item_id").and_then(Value::as_uuid);
    let medicine: Option<String> = match item {
        Some(id) => draw
            .reader
            .value("SELECT medication_text FROM prescription_items WHERE id = ?1", [id])?,
        None => None,
    };
    let medicine = medicine.as_deref().and_then(string);
    let medicine = medicine.as_deref().unwrap_or("Not known");
    sheet.set("medicationCodeableConcept.text", json!(medicine));
    Ok(())
}
