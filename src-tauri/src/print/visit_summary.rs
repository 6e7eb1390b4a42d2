//! The paper that the patient takes home.

use serde::Deserialize;
use serde_json::{Value, json};
use store::params;
use uuid::Uuid;

use super::prescription::{allergies, items};
use super::receipt::short;
use super::words::{Words, joined};
use super::{Desk, Paper, gone, heading};
use crate::Refusal;

pub(super) fn read(desk: &Desk<'_>, id: Uuid) -> Result<Paper, Refusal> {
    #[derive(Deserialize)]
    struct Row {
        patient_id: Uuid,
        practitioner_id: Option<Uuid>,
        started_at: i64,
        reason: Option<String>,
        assessment: Option<String>,
        plan: Option<String>,
        discharge_instructions: Option<String>,
        follow_up_instructions: Option<String>,
        signed_at: Option<i64>,
        signed_by: Option<Uuid>,
    }
    desk.require("visits")?;
    let row: Option<Row> = desk.reader.row(
        "SELECT patient_id, practitioner_id, started_at, reason, assessment, plan, \
         discharge_instructions, follow_up_instructions, signed_at, signed_by \
         FROM visits WHERE id = ?1 AND deleted_at IS NULL",
        params![id],
    )?;
    let row = row.ok_or_else(|| gone("visit"))?;
    let zone = desk.who.site.time_zone;
    let words = desk.for_patient(row.patient_id)?;
    let signed = match (row.signed_at, heading::person(desk, row.signed_by)?) {
        (Some(at), Some(by)) => {
            let at = words.moment(zone, at);
            Some(words.with("signed-by", &[("at", at.into()), ("by", by.into())]))
        }
        (Some(at), None) => Some(words.with("signed", &[("at", words.moment(zone, at).into())])),
        (None, _) => None,
    };
    let medicines = if desk.who.sees("prescriptions") {
        items(
            desk,
            (words, words),
            "prescription_id IN (SELECT id FROM prescriptions WHERE visit_id = ?1)",
            id,
        )?
    } else {
        Vec::new()
    };
    let content = json!({
        "heading": heading::read(desk, words, row.patient_id)?,
        "visit_at": words.moment(zone, row.started_at),
        "practitioner": heading::practitioner(desk, words, row.practitioner_id)?,
        "reason": row.reason,
        "allergies": words.list(&allergies(desk, row.patient_id)?),
        "measurements": measurements(desk, words, id)?,
        "problems": problems(desk, id)?,
        "medicines": medicines,
        "assessment": row.assessment,
        "plan": row.plan,
        "instructions": row.discharge_instructions,
        "follow_up": row.follow_up_instructions,
        "signed": signed,
    });
    let name = format!("Visit summary {} {}", desk.day_in_name(row.started_at), short(id));
    let patient = row.patient_id;
    Ok(Paper { template: "visit_summary.typ", name, table: "visits", patient, words, content })
}

/// What was measured at the visit, latest value of each, with its unit.
fn measurements(desk: &Desk<'_>, words: Words, visit: Uuid) -> Result<Vec<Value>, Refusal> {
    #[derive(Deserialize)]
    struct Row {
        systolic_mmhg: Option<f64>,
        diastolic_mmhg: Option<f64>,
        heart_rate_bpm: Option<f64>,
        respiratory_rate_bpm: Option<f64>,
        temperature_celsius: Option<f64>,
        oxygen_saturation_percent: Option<f64>,
        weight_kg: Option<f64>,
        height_cm: Option<f64>,
        bmi: Option<f64>,
        pain_score: Option<f64>,
    }
    let rows: Vec<Row> = desk.reader.rows(
        "SELECT systolic_mmhg, diastolic_mmhg, heart_rate_bpm, respiratory_rate_bpm, \
         temperature_celsius, oxygen_saturation_percent, weight_kg, height_cm, bmi, pain_score \
         FROM vitals WHERE visit_id = ?1 AND deleted_at IS NULL AND id NOT IN \
         (SELECT corrects_id FROM vitals WHERE visit_id = ?1 AND corrects_id IS NOT NULL) \
         ORDER BY recorded_at DESC",
        params![visit],
    )?;
    let latest = |pick: fn(&Row) -> Option<f64>| rows.iter().find_map(pick);
    let pressure = rows.iter().find_map(|row| Some((row.systolic_mmhg?, row.diastolic_mmhg?)));
    let pressure = pressure.map(|(systolic, diastolic)| {
        format!("{}/{} mmHg", words.number(systolic), words.number(diastolic))
    });
    let with_unit = |value: Option<f64>, unit: &str| {
        value.map(|value| joined(&[Some(&words.number(tenth(value))), Some(unit)]))
    };
    let said = |value: Option<f64>, key: &str| {
        value.map(|value| words.with(key, &[("amount", words.number(tenth(value)).into())]))
    };
    let named = [
        ("blood-pressure", pressure),
        ("heart-rate", said(latest(|row| row.heart_rate_bpm), "per-minute")),
        ("breathing-rate", said(latest(|row| row.respiratory_rate_bpm), "per-minute")),
        ("temperature", with_unit(latest(|row| row.temperature_celsius), "°C")),
        ("oxygen-saturation", with_unit(latest(|row| row.oxygen_saturation_percent), "%")),
        ("weight", with_unit(latest(|row| row.weight_kg), "kg")),
        ("height", with_unit(latest(|row| row.height_cm), "cm")),
        ("body-mass-index", with_unit(latest(|row| row.bmi), "kg/m²")),
        ("pain", said(latest(|row| row.pain_score), "of-ten")),
    ];
    let present = named.into_iter().filter_map(|(name, value)| Some((name, value?)));
    Ok(present.map(|(name, value)| json!({ "name": words.say(name), "value": value })).collect())
}

fn tenth(value: f64) -> f64 {
    (value * 10.0).round() / 10.0
}

fn problems(desk: &Desk<'_>, visit: Uuid) -> Result<Vec<Value>, Refusal> {
    #[derive(Deserialize)]
    struct Row {
        condition_text: String,
        code: Option<String>,
    }
    let rows: Vec<Row> = desk.reader.rows(
        "SELECT condition_text, CASE WHEN code_system LIKE '%icd-10%' THEN code END AS code \
         FROM medical_conditions WHERE visit_id = ?1 AND deleted_at IS NULL \
         AND coalesce(verification, '') NOT IN ('refuted', 'entered_in_error') \
         ORDER BY recorded_at, id",
        params![visit],
    )?;
    Ok(rows
        .into_iter()
        .map(|row| json!({ "name": row.condition_text, "code": row.code }))
        .collect())
}
