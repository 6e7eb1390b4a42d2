//! What a patient brought along from another clinic: rows as an import writes them, with columns
//! that only imports fill.

use anyhow::Result;
use serde_json::json;

use super::DAY;
use super::story::{At, Story};

pub(super) const CHAPTERS: &[At] = &[(500, 9, 0, registered), (499, 9, 0, brought)];

/// The records' owner, with everything that a person can have.
fn registered(story: &mut Story<'_>) -> Result<()> {
    story.change(
        "rosa",
        ("patients", "referred"),
        json!({"prefix": "Dr", "middle_name": "Olu", "suffix": "Jr", "name_text": "Dr Olu Jr",
               "previous_family_name": "Adeyemi-Brandt", "birth_sex": "unknown",
               "phone_alternative": "+000 22 555 0777", "email": "referred@example.org",
               "state": "Harbour District", "postal_code": "4052", "birth_place": "Lagos",
               "marital_status": "married", "race_text": "not asked",
               "ethnicity_text": "not asked", "national_id": "29022000-0413",
               "blood_type": "O-", "blood_type_text": "O Rh negative, weak D",
               "multiple_birth": true, "multiple_birth_order": 2,
               "emergency_contact_name": "Bisi Adeyemi", "emergency_contact_phone": "+234 1 555 01",
               "emergency_contact_relationship": "twin", "notes": "Comes with an interpreter."}),
    )?;
    story.make(
        "first talk",
        "amina",
        "encounters.start_visit",
        json!({"patient_id": "@referred", "practitioner_id": "@dr amina", "kind": "routine",
               "reason": "New in town"}),
    )?;
    story.close("amina", "first talk", "New patient", "Brings the papers along tomorrow.")
}

fn brought(story: &mut Story<'_>) -> Result<()> {
    let then = story.now() - 900 * DAY;
    let visit = story.put(
        "amina",
        "visits",
        json!({"patient_id": "@referred", "practitioner_id": "@dr amina", "site_id": "@site",
               "department_id": "@ward", "started_at": then, "ended_at": then + DAY / 24,
               "kind": "routine", "status": "completed", "class_code": "AMB",
               "type_text": "Encounter for check up", "reason": "Check-up",
               "discharge_disposition": "home", "service_provider": "St. Elsewhere",
               "created_by": "@amina"}),
    )?;
    story.call("earlier visit", visit);
    let condition = story.put(
        "amina",
        "medical_conditions",
        json!({"patient_id": "@referred", "visit_id": visit, "condition_text": "Childhood asthma",
               "code_system": "http://snomed.info/sct", "code": "233678006",
               "category": "problem_list_item", "severity": "mild", "status": "active",
               "verification": "confirmed", "onset_on": "1990-02-28", "onset_at": then,
               "diagnosed_on": "1990-03-31", "diagnosed_by": "@dr amina", "recorded_at": then,
               "recorded_by": "@amina", "notes": "From the letter."}),
    )?;
    story.call("asthma", condition);
    story.put(
        "amina",
        "medical_conditions",
        json!({"patient_id": "@referred", "visit_id": visit, "condition_text": "Measles",
               "category": "health_concern", "status": "resolved", "verification": "confirmed",
               "onset_at": then, "abated_at": then + 20 * DAY, "recorded_by": "@amina",
               "recorded_at": then}),
    )?;
    story.step(
        "amina",
        "encounters.code_condition",
        ("medical_conditions", "asthma"),
        json!({"icd10_code": "J45.909"}),
    )?;
    story.put(
        "amina",
        "code_bindings",
        json!({"patient_id": "@referred", "table_name": "medical_conditions", "row_id": condition,
               "column_name": "code", "system": "http://id.who.int/icd/release/11/mms",
               "code": "CA23", "display": "Asthma", "code_version": "2024-01"}),
    )?;
    story.put(
        "amina",
        "lab_results",
        json!({"patient_id": "@referred", "visit_id": visit, "site_id": "@site",
               "ordered_by": "@dr amina", "test_name": "Total IgE", "status": "completed",
               "code_system": "http://loinc.org", "test_code": "19113-0",
               "test_category": "blood", "source_category": "laboratory",
               "panel_id": story.demo().store.surroundings().new_id(), "panel_name": "Allergy",
               "value_number": 212.0, "unit": "kU/L", "reference_range_text": "below 100 kU/L",
               "abnormal_flag": "high", "ordered_at": then, "resulted_at": then}),
    )?;
    story.put(
        "amina",
        "vitals",
        json!({"patient_id": "@referred", "visit_id": visit, "recorded_by": "@amina",
               "recorded_at": then, "temperature_celsius": 37.0, "temperature_entered_value": 98.6,
               "temperature_entered_unit": "fahrenheit", "weight_kg": 70.3,
               "weight_entered_value": 155.0, "weight_entered_unit": "lb", "height_cm": 170.2,
               "height_entered_feet": 5.0, "height_entered_inches": 7.0,
               "head_circumference_cm": 56.0, "bmi": 24.3, "unusual_confirmed": false}),
    )?;
    story.put(
        "amina",
        "immunizations",
        json!({"patient_id": "@referred", "visit_id": visit, "site_id": "@site",
               "practitioner_id": "@dr amina", "vaccine_text": "Influenza, seasonal",
               "code_system": "http://hl7.org/fhir/sid/cvx", "code": "140",
               "status": "not_done", "status_reason": "Was ill that day", "is_reported": true,
               "recorded_by": "@amina"}),
    )?;
    story.put(
        "amina",
        "medication_statements",
        json!({"patient_id": "@referred", "visit_id": visit, "medication_text": "Fish oil",
               "code_system": "http://www.nlm.nih.gov/research/umls/rxnorm", "code": "4419",
               "dosage_text": "one a day", "status": "completed",
               "started_on": "2020-02-29", "ended_on": "2023-12-31", "source_text": "patient",
               "reason_text": "A friend said so", "recorded_by": "@amina", "recorded_at": then,
               "notes": "Stopped by himself."}),
    )?;
    let prescription = story.put(
        "amina",
        "prescriptions",
        json!({"patient_id": "@referred", "visit_id": visit, "site_id": "@site",
               "practitioner_id": "@dr amina", "prescribed_at": then, "status": "completed",
               "diagnosis_text": "Asthma", "notes": "From the letter.", "created_by": "@amina"}),
    )?;
    story.put(
        "amina",
        "prescription_items",
        json!({"prescription_id": prescription, "patient_id": "@referred",
               "medication_text": "Salbutamol inhaler", "code": "435",
               "code_system": "http://www.nlm.nih.gov/research/umls/rxnorm",
               "dose_amount": 100.0, "dose_unit": "mcg", "route": "inhaled",
               "frequency_count": 2, "frequency_period": 1.0, "frequency_period_unit": "day",
               "frequency_text": "when needed", "as_needed": true, "dosage_text": "two puffs",
               "is_free_text_dosage": false, "duration_days": 90,
               "duration_text": "three months", "quantity": 1.0, "quantity_unit": "inhaler",
               "refills_allowed": 0, "substitution_allowed": true, "instructions": "Shake first.",
               "indication": "Asthma", "status": "completed", "status_reason": "Course is over",
               "start_on": "2022-12-31", "end_on": "2023-03-31", "pharmacy_notes": "Paid."}),
    )?;
    let outline = json!({
        "name": "Fracture outline", "model_version": "0.9", "kind": "network",
        "purpose": "Outlines what may be a fracture of the wrist.",
        "method_text": "A network over two views; runs outside of this program.",
        "source_text": "Trained on public radiographs.", "limits_text": "Adults only.",
        "modalities": ["DX", "CR", "CT"], "last_trained_on": "2024-02-29", "federated_over": null,
        "file_sha256": "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08"
    });
    story.make("outline", "elise", "imaging.add_model", outline)?;
    let averaged = json!({
        "name": "Quality of chest images", "model_version": "3", "kind": "network",
        "purpose": "Says which chest images should be taken again.",
        "method_text": "A network that five hospitals trained without giving images away.",
        "source_text": null, "limits_text": "Says nothing about illness.", "modalities": ["DX"],
        "last_trained_on": "2023-05-31", "federated_over": 5, "file_sha256": null
    });
    story.make("averaged", "elise", "imaging.add_model", averaged)?;
    story.step("elise", "imaging.retire_model", ("ai_models", "averaged"), json!({}))?;
    let sum = format!("{:064x}", 0xa1b2);
    let details = json!({
        "name": "Cast or splint", "model_version": "1.0", "kind": "network",
        "purpose": "Says whether an image of the wrist shows a cast, so that it is read with that.",
        "method_text": "A small network over one view; runs on the PC that holds its file.",
        "source_text": "Trained on public radiographs. Licence: CC BY 4.0.",
        "limits_text": "No claim about a fracture.", "modalities": ["DX", "CR"],
        "last_trained_on": "2024-06-30", "federated_over": null, "file_sha256": sum
    });
    let manifest = json!({
        "format": 1, "name": "Cast or splint", "version": "1.0",
        "intended_use": "Says whether an image of the wrist shows a cast.",
        "method": "A small network over one view.", "citation": "Trained on public radiographs.",
        "licence": "CC BY 4.0", "limits": "No claim about a fracture.",
        "last_trained_on": "2024-06-30", "file_sha256": sum, "modalities": ["DX", "CR"],
        "body_parts": ["WRIST"],
        "input": {"width": 224, "height": 224, "channels": 1, "layout": "nchw",
                  "fit": "letterbox", "range": {"kind": "percentiles", "low": 0.5, "high": 99.5},
                  "mean": [0.5], "deviation": [0.25]},
        "outputs": [{"kind": "classification", "tensor": "logit", "activation": "sigmoid",
                     "labels": [{"name": "cast", "threshold": 0.5}]}]
    });
    let installed = json!({"details": details, "manifest": manifest});
    story.make("cast", "elise", "imaging.record_model", installed)?;
    Ok(())
}
