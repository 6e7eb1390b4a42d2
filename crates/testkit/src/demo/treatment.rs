//! What is done for patients: procedures, vaccines, referrals, plans of care.

use anyhow::{Context as _, Result};
use serde_json::{Value, json};

use super::story::{At, Story};

pub(super) const CHAPTERS: &[At] =
    &[(39, 10, 0, stitched), (38, 9, 0, vaccinated), (37, 9, 0, referred), (36, 9, 0, planned)];

fn stitched(story: &mut Story<'_>) -> Result<()> {
    story.make(
        "cut",
        "amina",
        "encounters.start_visit",
        json!({"patient_id": "@referred", "practitioner_id": "@dr amina", "kind": "emergency",
               "reason": "Cut his hand"}),
    )?;
    story.make(
        "stitches",
        "amina",
        "encounters.record_procedure",
        json!({"patient_id": "@referred", "visit_id": "@cut", "procedure_text": "Wound closure",
               "code_system": "http://snomed.info/sct", "code": "225358003",
               "category": "surgical", "stage": "in_progress", "started_at": story.now(),
               "reason_text": "Cut by broken glass", "reason_icd10_code": "S61.411A",
               "body_site": "Right hand", "notes": "Four stitches."}),
    )?;
    story.pass(25);
    story.step(
        "amina",
        "encounters.update_procedure",
        ("procedures", "stitches"),
        json!({"stage": "completed", "ended_at": story.now(), "outcome_text": "Closed, no bleeding",
               "notes": "Four stitches, out in ten days."}),
    )?;
    story.make(
        "drainage",
        "amina",
        "encounters.record_procedure",
        json!({"patient_id": "@referred", "visit_id": "@cut", "procedure_text": "Drainage",
               "stage": "preparation"}),
    )?;
    story.step(
        "amina",
        "encounters.abandon_procedure",
        ("procedures", "drainage"),
        json!({"reason": "Nothing to drain."}),
    )?;
    story.make(
        "wrong dressing",
        "amina",
        "encounters.record_procedure",
        json!({"patient_id": "@referred", "visit_id": "@cut", "procedure_text": "Dressing of the foot",
               "stage": "completed", "body_site": "left foot"}),
    )?;
    story.step(
        "amina",
        "encounters.strike_procedure",
        ("procedures", "wrong dressing"),
        json!({"reason": "It was the patient before."}),
    )?;
    story.close("amina", "cut", "Cut of the right hand", "Stitches out in ten days.")
}

fn vaccinated(story: &mut Story<'_>) -> Result<()> {
    story.make(
        "shot",
        "amina",
        "encounters.give_immunization",
        json!({"patient_id": "@referred", "visit_id": "@cut",
               "vaccine": {"vaccine_text": "Tetanus and diphtheria",
                           "code_system": "http://hl7.org/fhir/sid/cvx", "code": "113",
                           "dose_number": 1, "series_text": "Booster"},
               "manufacturer": "Harbour Biologics", "lot_number": "TD-5512",
               "expires_on": story.day(200).to_string(), "dose_amount": 0.5, "dose_unit": "ml",
               "route": "intramuscular", "body_site": "Left arm", "notes": "No reaction.",
               "accept_warnings": false}),
    )?;
    story.make(
        "told shot",
        "amina",
        "encounters.report_immunization",
        json!({"patient_id": "@referred", "vaccine": {"vaccine_text": "Measles"},
               "source_text": "The patient's yellow booklet"}),
    )?;
    story.step(
        "amina",
        "encounters.strike_immunization",
        ("immunizations", "told shot"),
        json!({"reason": "It was his brother's booklet."}),
    )?;
    Ok(())
}

fn referred(story: &mut Story<'_>) -> Result<()> {
    story.make(
        "to the heart",
        "amina",
        "encounters.write_referral",
        json!({"patient_id": "@referred", "visit_id": "@cut",
               "to_practitioner_id": "@dr anjali", "specialization": "Cardiology",
               "reason": "Palpitations at night", "priority": "routine",
               "notes": "ECG was normal.", "send": true}),
    )?;
    story.pass(60);
    story.step(
        "anjali",
        "encounters.accept_referral",
        ("referrals", "to the heart"),
        json!({"appointment_id": null}),
    )?;
    story.pass(60);
    story.step(
        "anjali",
        "encounters.complete_referral",
        ("referrals", "to the heart"),
        json!({"outcome": "Harmless extra beats. No treatment."}),
    )?;
    for (name, to) in [
        ("outside", json!({"to_text": "Harbour Hospital, Orthopaedics"})),
        ("department", json!({"to_department_id": "@ward"})),
    ] {
        let mut form = json!({"patient_id": "@referred", "visit_id": "@cut",
                              "reason": "Numb finger", "priority": "urgent", "send": true});
        if let (Some(fields), Value::Object(to)) = (form.as_object_mut(), to) {
            fields.extend(to);
        }
        story.make(name, "amina", "encounters.write_referral", form)?;
    }
    Ok(())
}

fn planned(story: &mut Story<'_>) -> Result<()> {
    story.make(
        "plan",
        "amina",
        "encounters.write_care_plan",
        json!({"patient_id": "@watched", "title": "Blood pressure under control",
               "category": "cardiovascular", "description": "Tablets, less salt, walking.",
               "starts_on": story.day(-36).to_string(), "ends_on": story.day(60).to_string(),
               "goals": [{"text": "Below 140 over 90", "target": "140/90 mmHg",
                          "due_on": story.day(30).to_string(), "status": "open"}],
               "activities": [{"text": "Measure at home for two weeks",
                               "due_on": story.day(-20).to_string(), "is_dropped": false},
                              {"text": "Talk with the dietician", "is_dropped": false}],
               "notes": "Wife helps."}),
    )?;
    story.step("amina", "encounters.start_care_plan", ("care_plans", "plan"), json!({}))?;
    let plans = story.ask("amina", "encounters.care_plans", json!({"patient_id": "@watched"}))?;
    let activity = first_activity(&plans).context("a plan has activities")?;
    story.pass(10);
    story.step(
        "amina",
        "encounters.complete_activity",
        ("care_plans", "plan"),
        json!({"activity_id": activity, "outcome": "Average 148 over 92."}),
    )?;
    Ok(())
}

/// The id of the first activity in an answer, wherever its list of plans stands.
fn first_activity(answer: &Value) -> Option<Value> {
    match answer {
        Value::Object(fields) => match fields.get("activities").and_then(|all| all.get(0)) {
            Some(activity) => activity.get("id").cloned(),
            None => fields.values().find_map(first_activity),
        },
        Value::Array(values) => values.iter().find_map(first_activity),
        _ => None,
    }
}
