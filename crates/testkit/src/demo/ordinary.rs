//! What doctors conclude: conditions over time, and what the program proposes and they decide.

use anyhow::{Context as _, Result};
use serde_json::{Value, json};

use super::story::{At, Story};

pub(super) const CHAPTERS: &[At] =
    &[(43, 9, 0, pressure), (42, 9, 0, proposed), (41, 9, 0, conditions)];

fn pressure(story: &mut Story<'_>) -> Result<()> {
    for (systolic, diastolic) in [(172.0, 104.0), (168.0, 101.0)] {
        let measured = story.ask(
            "amina",
            "encounters.record_vitals",
            json!({"patient_id": "@watched", "visit_id": "@weak", "systolic_mmhg": systolic,
                   "diastolic_mmhg": diastolic, "heart_rate_bpm": 82.0, "temperature_unit": "C",
                   "weight": 98.0, "weight_unit": "kg", "height_cm": 168.0,
                   "confirm_unusual": true, "notes": "Sitting, left arm."}),
        )?;
        story.call("measured", super::id_of(&measured)?);
        story.pass(12);
    }
    story.ask(
        "amina",
        "encounters.correct_vitals",
        json!({"id": "@measured", "reason": "Wrong cuff.", "vitals": {
               "patient_id": "@watched", "visit_id": "@weak", "systolic_mmhg": 166.0,
               "diastolic_mmhg": 100.0, "temperature_unit": "C", "weight_unit": "kg",
               "confirm_unusual": true}}),
    )?;
    Ok(())
}

fn each<'v>(answer: &'v Value, list: &str) -> Result<&'v [Value]> {
    Ok(answer.get(list).and_then(Value::as_array).context("a list of proposals")?)
}

/// The program proposes; one is accepted, another rejected.
fn proposed(story: &mut Story<'_>) -> Result<()> {
    // Three months of raised creatinine are what the criterion for the kidneys asks for.
    for days_ago in [120, 2] {
        let at = story.now() - days_ago * super::DAY;
        story.put(
            "amina",
            "lab_results",
            json!({"patient_id": "@watched", "visit_id": "@weak", "site_id": "@site",
                   "ordered_by": "@dr amina", "test_name": "Creatinine",
                   "code_system": "http://loinc.org", "test_code": "2160-0",
                   "test_category": "blood", "status": "completed", "value_number": 2.1,
                   "unit": "mg/dL", "reference_low": 0.6, "reference_high": 1.2,
                   "abnormal_flag": "high", "ordered_at": at, "collected_at": at,
                   "resulted_at": at}),
        )?;
    }
    let diagnoses = story.ask(
        "amina",
        "encounters.propose_diagnoses",
        json!({"patient_id": "@watched", "visit_id": "@weak", "hyperglycaemia_symptoms": false}),
    )?;
    for (number, proposal) in each(&diagnoses, "proposed")?.iter().enumerate() {
        story.call("proposal", super::id_of(proposal)?);
        let about = ("diagnoses", "proposal");
        story.pass(2);
        if number == 0 {
            let how = json!({"visit_id": "@weak", "notes": "Told the patient."});
            story.step("amina", "encounters.accept_diagnosis", about, how)?;
        } else {
            let why = json!({"reason": "White coat; the readings from home are normal."});
            story.step("amina", "encounters.reject_diagnosis", about, why)?;
        }
    }
    let advice = story.ask(
        "amina",
        "encounters.propose_recommendations",
        json!({"patient_id": "@watched", "visit_id": "@weak"}),
    )?;
    for (number, proposal) in each(&advice, "proposed")?.iter().enumerate() {
        story.call("advice", super::id_of(proposal)?);
        let about = ("recommendations", "advice");
        match number {
            0 => drop(story.step("amina", "encounters.accept_recommendation", about, json!({}))?),
            1 => {
                let why = json!({"reason": "Was done at the company doctor's."});
                story.step("amina", "encounters.reject_recommendation", about, why)?;
            }
            _ => {}
        }
    }
    // A doctor may note a suspicion, with how sure of it the literature is.
    let model: uuid::Uuid =
        story.value("SELECT id FROM ai_models WHERE name = 'Fracture outline'")?;
    story.put(
        "amina",
        "diagnoses",
        json!({"patient_id": "@watched", "visit_id": "@weak", "practitioner_id": "@dr amina",
               "diagnosis_text": "Renal artery stenosis", "code": "I70.1",
               "code_system": "http://hl7.org/fhir/sid/icd-10-cm", "is_ai_supported": true,
               "ai_model_id": model, "confidence": 0.22, "reasons": [{"text": "Abdominal bruit"}],
               "status": "proposed", "proposed_at": story.now(), "proposed_by": "@amina"}),
    )?;
    let suspicion = story.find("diagnoses", "patient_id", story.id("watched")?)?;
    story.call("suspicion", suspicion);
    story.put(
        "amina",
        "recommendations",
        json!({"patient_id": "@watched", "visit_id": "@weak", "diagnosis_id": suspicion,
               "kind": "investigation", "recommendation_text": "Duplex of the renal arteries",
               "is_ai_generated": true, "ai_model_id": model, "confidence": 0.6,
               "reasons": [{"text": "Rules it in or out"}], "source_text": "Ward round",
               "due_on": story.day(14).to_string(), "status": "proposed",
               "proposed_at": story.now(), "proposed_by": "@amina"}),
    )?;
    story.pass(5);
    story.step(
        "amina",
        "encounters.reject_diagnosis",
        ("diagnoses", "suspicion"),
        json!({"reason": "The duplex was normal."}),
    )?;
    Ok(())
}

fn conditions(story: &mut Story<'_>) -> Result<()> {
    for (name, text, code) in [("back pain", "Low back pain", "M54.50"), ("rash", "Rash", "R21")] {
        story.make(
            name,
            "amina",
            "encounters.diagnose",
            json!({"patient_id": "@watched", "visit_id": "@weak", "icd10_code": code,
                   "condition_name": text, "severity": "mild", "status": "active",
                   "onset_on": story.day(-70).to_string(), "notes": "After moving house."}),
        )?;
    }
    story.step(
        "amina",
        "encounters.update_condition",
        ("medical_conditions", "back pain"),
        json!({"status": "active", "severity": "moderate", "verification": "confirmed",
               "onset_on": story.day(-75).to_string(), "notes": "Radiates to the left."}),
    )?;
    story.step(
        "amina",
        "encounters.resolve_condition",
        ("medical_conditions", "back pain"),
        json!({"abated_on": story.day(-41).to_string()}),
    )?;
    story.step(
        "amina",
        "encounters.refute_condition",
        ("medical_conditions", "rash"),
        json!({"refutation": "refuted", "reason": "Marks of the stockings."}),
    )?;
    Ok(())
}
