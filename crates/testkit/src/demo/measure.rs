//! Measurements that fit the person and the illness.

use serde_json::{Value, json};
use uuid::Uuid;

use super::course::Visit;
use crate::people::Dice;

/// One set of measurements that fits the person, the illness and how far it has come.
pub(super) fn measurements(visit: &Visit, id: Option<Uuid>) -> Value {
    let mut body = Dice::new(visit.seed + 3_000);
    let mut day = Dice::new(visit.seed ^ u64::from_ne_bytes(visit.starts_at.to_ne_bytes()));
    let part = |dice: &mut Dice| dice.below(1_000) as f64 / 1_000.0 - 0.5;
    let age = f64::from(visit.age_years);
    let (pressure, pulse, heat) = visit.case.strain;
    // What is treated gets better; what is new is as it is.
    let left = if visit.case.lasting { 1.0 - 0.75 * visit.progress } else { 1.0 };
    let child = age < 16.0;
    let height = if child {
        70.0 + age * 6.2
    } else {
        (if visit.female { 163.0 } else { 176.0 }) + 16.0 * part(&mut body)
    };
    let weight = if child {
        9.0 + age * 2.9
    } else {
        let index = 25.5 + 9.0 * part(&mut body);
        index * height * height / 10_000.0 * (1.0 + 0.05 * (left - 0.5))
    };
    let systolic = if child { 92.0 + age * 1.6 } else { 112.0 + age * 0.18 } + pressure * left;
    let systolic = systolic + 9.0 * part(&mut day);
    let tenth = |value: f64| (value * 10.0).round() / 10.0;
    json!({
        "patient_id": visit.patient, "visit_id": id,
        "systolic_mmhg": systolic.round(),
        "diastolic_mmhg": (systolic * 0.62 + 5.0 * part(&mut day)).round(),
        "heart_rate_bpm": (if child { 108.0 - age * 2.2 } else { 70.0 } + pulse * left + 12.0 * part(&mut day)).round(),
        "respiratory_rate_bpm": (if child { 26.0 - age * 0.6 } else { 15.0 } + 3.0 * part(&mut day)).round(),
        "temperature": tenth(36.7 + heat + 0.5 * part(&mut day)), "temperature_unit": "C",
        "weight": tenth(weight + part(&mut day)), "weight_unit": "kg",
        "height_cm": height.round(), "height_feet": null, "height_inches": null,
        "pain_score": null,
        "oxygen_saturation_percent": (97.5 + 2.5 * part(&mut day)).round().min(100.0),
        "on_oxygen": null, "consciousness": null, "notes": null, "confirm_unusual": true
    })
}
