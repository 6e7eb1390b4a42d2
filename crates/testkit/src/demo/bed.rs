//! The ward: who lies where, and what is done for them there.

use anyhow::Result;
use serde_json::json;

use super::story::{At, Story};

pub(super) const CHAPTERS: &[At] = &[
    (33, 14, 0, feverish),
    (32, 9, 0, transferred),
    (30, 11, 0, home),
    (2, 19, 0, short_of_breath),
    (0, 8, 5, ward_round),
];

fn feverish(story: &mut Story<'_>) -> Result<()> {
    story.make(
        "fever",
        "amina",
        "encounters.start_visit",
        json!({"patient_id": "@feverish", "practitioner_id": "@dr amina", "kind": "emergency",
               "reason": "High fever, confused since noon"}),
    )?;
    story.pass(40);
    story.make(
        "fever stay",
        "tomas",
        "place.admit",
        json!({"patient_id": "@feverish", "bed_id": "@intensive", "visit_id": "@fever",
               "reason": "Sepsis from the kidneys", "notes": "Daughter has the telephone number.",
               "expected_end_on": story.day(-29).to_string()}),
    )?;
    story.ask(
        "tomas",
        "place.move_equipment",
        json!({"resource_id": "@monitor", "bed_id": "@intensive", "notes": "From the store room."}),
    )?;
    Ok(())
}

fn transferred(story: &mut Story<'_>) -> Result<()> {
    let moved = story.step(
        "tomas",
        "place.transfer",
        ("bed_stays", "fever stay"),
        json!({"bed_id": "@bed 1", "reason": "Needs no intensive care any more"}),
    )?;
    story.call("ward stay", super::id_of(&moved)?);
    story.make(
        "wrong stay",
        "tomas",
        "place.admit",
        json!({"patient_id": "@fallen", "bed_id": "@bed 2", "reason": "Observation",
               "notes": "Came with an own wheelchair."}),
    )?;
    story.step(
        "tomas",
        "place.correct_stay",
        ("bed_stays", "wrong stay"),
        json!({"reason": "Written for the wrong patient."}),
    )?;
    Ok(())
}

fn home(story: &mut Story<'_>) -> Result<()> {
    story.step(
        "tomas",
        "place.discharge",
        ("bed_stays", "ward stay"),
        json!({"end_reason": "discharged"}),
    )?;
    story.step(
        "tomas",
        "place.undo_discharge",
        ("bed_stays", "ward stay"),
        json!({"reason": "Still waits for the letter."}),
    )?;
    story.step(
        "tomas",
        "place.discharge",
        ("bed_stays", "ward stay"),
        json!({"end_reason": "discharged"}),
    )?;
    story.step(
        "amina",
        "encounters.write_note",
        ("visits", "fever"),
        json!({"reason": "Sepsis from the kidneys", "subjective": "Clear again, eats well.",
               "objective": "No fever for 48 hours.", "assessment": "Sepsis, recovered",
               "plan": "Antibiotic for another week.",
               "follow_up_instructions": "Blood test in a week.",
               "details": {"history_present_illness": "Shivering for a day, then confused.",
                           "physical_examination": "Flank tender on the left.",
                           "notes": "Told the family how to notice it earlier.",
                           "discharge_instructions": "Drink two litres a day, finish the tablets."}}),
    )?;
    story.step("amina", "encounters.end_visit", ("visits", "fever"), json!({}))?;
    story.step("amina", "encounters.sign_visit", ("visits", "fever"), json!({}))?;
    story.pass(60);
    story.ask(
        "amina",
        "encounters.add_addendum",
        json!({"visit_id": "@fever", "text": "The blood culture grew Escherichia coli, sensitive \
               to what was given.", "reason": "Result arrived after the discharge."}),
    )?;
    Ok(())
}

fn short_of_breath(story: &mut Story<'_>) -> Result<()> {
    story.make(
        "breath",
        "meiling",
        "encounters.start_visit",
        json!({"patient_id": "@short", "practitioner_id": "@dr meiling", "kind": "emergency",
               "reason": "Short of breath"}),
    )?;
    story.make(
        "breath stay",
        "tomas",
        "place.admit",
        json!({"patient_id": "@short", "bed_id": "@bed 3", "visit_id": "@breath",
               "reason": "Heart failure, needs oxygen",
               "expected_end_on": story.day(2).to_string()}),
    )?;
    Ok(())
}

/// A doctor prescribes for the ward, and the nurse gives it.
fn ward_round(story: &mut Story<'_>) -> Result<()> {
    story.make(
        "ward prescription",
        "meiling",
        "medication.prescribe",
        json!({"patient_id": "@short", "visit_id": "@breath", "accept_warnings": true,
               "items": [{"medication_text": "Furosemide 40 mg", "dose_amount": 40.0,
                          "dose_unit": "mg", "route": "oral", "frequency_count": 2,
                          "frequency_period": 1.0, "frequency_period_unit": "day",
                          "is_free_text_dosage": false, "duration_days": 7, "quantity": 14.0,
                          "refills_allowed": 0, "indication": "Heart failure"}]}),
    )?;
    let item =
        story.find("prescription_items", "prescription_id", story.id("ward prescription")?)?;
    story.ask(
        "tomas",
        "medication.administer",
        json!({"patient_id": "@short", "visit_id": "@breath", "prescription_item_id": item,
               "status": "given", "dose_amount": 40.0, "dose_unit": "mg", "route": "oral",
               "accept_warnings": true}),
    )?;
    story.ask(
        "tomas",
        "encounters.record_vitals",
        json!({"patient_id": "@short", "visit_id": "@breath", "systolic_mmhg": 128.0,
               "diastolic_mmhg": 76.0, "heart_rate_bpm": 88.0, "respiratory_rate_bpm": 18.0,
               "temperature": 36.8, "temperature_unit": "C", "weight": 78.4,
               "weight_unit": "kg", "oxygen_saturation_percent": 95.0, "on_oxygen": true,
               "consciousness": "alert", "pain_score": 1.0, "notes": "Slept through.",
               "confirm_unusual": false}),
    )?;
    Ok(())
}
