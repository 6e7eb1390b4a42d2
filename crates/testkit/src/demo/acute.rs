//! Emergencies: triage at the door, the intensive care chart, and readings from home.

use anyhow::Result;
use serde_json::json;

use super::story::{At, Story};
use super::{DAY, MINUTE};

pub(super) const CHAPTERS: &[At] = &[
    (33, 13, 50, at_the_door),
    (33, 15, 0, chart),
    (21, 8, 0, from_home),
    (0, 8, 20, this_morning),
];

fn at_the_door(story: &mut Story<'_>) -> Result<()> {
    story.make(
        "triage",
        "tomas",
        "encounters.triage",
        json!({"patient_id": "@feverish", "symptoms": "High fever, confused, cold hands",
               "mobility": "with_help", "has_trauma": false, "respiratory_rate_bpm": 26.0,
               "heart_rate_bpm": 124.0, "systolic_mmhg": 88.0, "temperature_celsius": 39.6,
               "consciousness": "confusion", "discriminators": [], "priority": "red",
               "override_reason": "Looks septic; goes straight in."}),
    )?;
    Ok(())
}

fn chart(story: &mut Story<'_>) -> Result<()> {
    for (hour, systolic, pulse, breath, heat, saturation) in [
        (0, 92.0, 122.0, 26.0, 39.4, 91.0),
        (1, 98.0, 114.0, 24.0, 38.9, 93.0),
        (2, 106.0, 104.0, 20.0, 38.3, 95.0),
    ] {
        let observed = story.ask(
            "tomas",
            "encounters.record_icu",
            json!({"patient_id": "@feverish", "bed_stay_id": "@fever stay",
                   "recorded_at": story.now(), "systolic_mmhg": systolic,
                   "diastolic_mmhg": systolic * 0.6, "mean_arterial_mmhg": 71.0 + f64::from(hour),
                   "heart_rate_bpm": pulse, "respiratory_rate_bpm": breath,
                   "temperature_celsius": heat, "oxygen_saturation_percent": saturation,
                   "on_oxygen": true, "scale2": false, "inspired_oxygen_percent": 40.0,
                   "consciousness": if hour == 0 { "confusion" } else { "alert" },
                   "glasgow_coma_scale": 13 + hour.min(2), "urine_output_ml": 35.0,
                   "central_venous_mmhg": 6.0, "notes": "Fluids running."}),
        )?;
        story.call("observation", super::id_of(&observed)?);
        story.pass(60);
    }
    story.ask(
        "tomas",
        "encounters.record_icu",
        json!({"patient_id": "@feverish", "bed_stay_id": "@fever stay", "systolic_mmhg": 108.0,
               "diastolic_mmhg": 64.0, "heart_rate_bpm": 101.0, "respiratory_rate_bpm": 20.0,
               "temperature_celsius": 38.3, "oxygen_saturation_percent": 95.0, "on_oxygen": true,
               "scale2": false, "consciousness": "alert", "corrects_id": "@observation",
               "correction_reason": "Cuff had slipped."}),
    )?;
    Ok(())
}

/// A month of readings that a patient sends from home, the last one far off.
fn from_home(story: &mut Story<'_>) -> Result<()> {
    let began = story.now();
    for day in 0..28_i64 {
        let value = if day == 27 { 186.0 } else { 132.0 + (day % 4) as f64 };
        let reading = story.ask(
            "amina",
            "encounters.add_reading",
            json!({"patient_id": "@watched", "device_kind": "blood_pressure_monitor",
                   "metric": "systolic", "value_number": value, "unit": "mmHg",
                   "recorded_at": began - (28 - day) * DAY, "is_self_reported": true,
                   "serial_number": "BP-7731"}),
        )?;
        story.call("reading", super::id_of(&reading)?);
    }
    story.ask(
        "amina",
        "encounters.add_reading",
        json!({"patient_id": "@watched", "device_kind": "blood_pressure_monitor",
               "metric": "systolic", "value_number": 168.0, "unit": "mmHg",
               "recorded_at": began - DAY, "is_self_reported": true, "serial_number": "BP-7731",
               "corrects_id": "@reading", "correction_reason": "Read from the wrong line."}),
    )?;
    Ok(())
}

fn this_morning(story: &mut Story<'_>) -> Result<()> {
    story.demo().clock.set(story.now().min(story.demo().now - MINUTE));
    story.make(
        "door visit",
        "tomas",
        "encounters.arrive",
        json!({"patient_id": "@fallen", "kind": "emergency", "reason": "Fell off a ladder"}),
    )?;
    story.make(
        "gone",
        "tomas",
        "encounters.arrive",
        json!({"patient_id": "@insured", "kind": "emergency", "reason": "Earache"}),
    )?;
    story.step(
        "tomas",
        "encounters.leave_unseen",
        ("visits", "gone"),
        json!({"reason": "Did not want to wait."}),
    )?;
    let assessed = story.ask(
        "tomas",
        "encounters.triage",
        json!({"patient_id": "@fallen", "visit_id": "@door visit", "symptoms": "Painful knee",
               "mobility": "walking", "has_trauma": true, "respiratory_rate_bpm": 14.0,
               "heart_rate_bpm": 84.0, "systolic_mmhg": 132.0, "temperature_celsius": 36.7,
               "consciousness": "alert", "discriminators": []}),
    )?;
    story.call("morning triage", super::id_of(&assessed)?);
    story.ask(
        "tomas",
        "encounters.triage",
        json!({"patient_id": "@fallen", "visit_id": "@door visit", "symptoms": "Painful elbow",
               "mobility": "walking", "has_trauma": true, "respiratory_rate_bpm": 14.0,
               "heart_rate_bpm": 84.0, "systolic_mmhg": 132.0, "temperature_celsius": 36.7,
               "consciousness": "alert", "discriminators": [], "priority": "orange",
               "override_reason": "Eighty years old and alone at home",
               "corrects_id": "@morning triage", "correction_reason": "It is the elbow."}),
    )?;
    Ok(())
}
