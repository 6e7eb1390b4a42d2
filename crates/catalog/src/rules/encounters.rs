//! What must hold for visits, measurements, problems, results, procedures and vaccinations.

use super::checks::{
    correction, counted, date, days_in_order, decision, filled, list, not_before, positive,
    possible, share,
};
use super::{Broken, Row};
use std::ops::RangeInclusive;

/// A measurement: what is possible at all, and outside what it is read back to the person.
struct Measurement {
    column: &'static str,
    field: &'static str,
    unit: &'static str,
    possible: RangeInclusive<f64>,
    usual: RangeInclusive<f64>,
}

const fn measurement(
    column: &'static str,
    field: &'static str,
    unit: &'static str,
    possible: RangeInclusive<f64>,
    usual: RangeInclusive<f64>,
) -> Measurement {
    Measurement { column, field, unit, possible, usual }
}

/// Possible reaches beyond the survived extremes in the literature (13.7 °C is refused: no ward
/// thermometer shows it); usual spans newborns to the aged, so that only slips of the hand and
/// true emergencies are asked about.
const MEASUREMENTS: &[Measurement] = &[
    measurement("systolic_mmhg", "Systolic blood pressure", "mmHg", 20.0..=350.0, 70.0..=220.0),
    measurement("diastolic_mmhg", "Diastolic blood pressure", "mmHg", 5.0..=250.0, 30.0..=130.0),
    measurement("heart_rate_bpm", "Heart rate", "per minute", 0.0..=400.0, 40.0..=180.0),
    measurement("respiratory_rate_bpm", "Breathing rate", "per minute", 0.0..=150.0, 8.0..=60.0),
    measurement("temperature_celsius", "Temperature", "°C", 20.0..=47.0, 35.0..=41.0),
    measurement("oxygen_saturation_percent", "Oxygen saturation", "%", 10.0..=100.0, 85.0..=100.0),
    measurement("weight_kg", "Weight", "kg", 0.2..=700.0, 0.5..=250.0),
    measurement("height_cm", "Height", "cm", 15.0..=290.0, 25.0..=220.0),
    measurement("head_circumference_cm", "Head circumference", "cm", 10.0..=100.0, 25.0..=65.0),
    measurement("bmi", "Body mass index", "kg/m²", 3.0..=300.0, 8.0..=70.0),
    measurement("pain_score", "Pain", "points", 0.0..=10.0, 0.0..=10.0),
];

/// What is measured beside these where somebody is watched closely. The usual ends are ours.
const INTENSIVE: &[Measurement] = &[
    measurement("inspired_oxygen_percent", "Inspired oxygen", "%", 21.0..=100.0, 21.0..=100.0),
    measurement("urine_output_ml", "Urine output", "ml", 0.0..=10_000.0, 0.0..=2_000.0),
    measurement("mean_arterial_mmhg", "Mean arterial pressure", "mmHg", 5.0..=300.0, 40.0..=160.0),
    measurement(
        "central_venous_mmhg",
        "Central venous pressure",
        "mmHg",
        -20.0..=60.0,
        -5.0..=30.0,
    ),
];

pub(crate) fn visit(row: &Row<'_>) -> Result<(), Broken> {
    not_before(row, "started_at", "ended_at", "A visit")
}

pub(crate) fn vitals(row: &Row<'_>) -> Result<(), Broken> {
    measurements(row)?;
    let measured = MEASUREMENTS.iter().any(|m| row.real(m.column).is_some());
    if !measured && row.get("consciousness").is_null() && row.get("notes").is_null() {
        return Err(Broken::new("recorded_at", "Enter at least one measurement."));
    }
    correction(row)
}

/// The measurements of a row of vitals, triage or intensive care that are possible but far from
/// usual, each as a sentence to be confirmed before it is stored (`unusual_confirmed`). Hypothermia
/// is real; so are typing slips.
pub fn unusual_measurements(row: &Row<'_>) -> Vec<Broken> {
    MEASUREMENTS
        .iter()
        .chain(INTENSIVE)
        .filter(|m| row.real(m.column).is_some_and(|number| !m.usual.contains(&number)))
        .map(|m| {
            Broken::new(
                m.column,
                format!(
                    "{} usually lies between {} and {} {}; please confirm it.",
                    m.field,
                    m.usual.start(),
                    m.usual.end(),
                    m.unit
                ),
            )
        })
        .collect()
}

pub(crate) fn condition(row: &Row<'_>) -> Result<(), Broken> {
    filled(row, "condition_text", "The condition")?;
    date(row, "diagnosed_on", "The day of the diagnosis")?;
    not_before(row, "onset_at", "abated_at", "A condition")?;
    days_in_order(row, "onset_on", "abated_on", "The onset", "The end of the condition")
}

pub(crate) fn lab_result(row: &Row<'_>) -> Result<(), Broken> {
    filled(row, "test_name", "The name of the test")?;
    if let (Some(low), Some(high)) = (row.real("reference_low"), row.real("reference_high"))
        && high < low
    {
        return Err(Broken::new(
            "reference_high",
            "The upper end of the reference range must not lie below the lower.",
        ));
    }
    let awaited = matches!(row.text("status"), Some("ordered" | "collected"));
    if awaited && !row.get("abnormal_flag").is_null() {
        return Err(Broken::new(
            "abnormal_flag",
            "A test can be normal or abnormal only once it has a result.",
        ));
    }
    correction(row)
}

pub(crate) fn procedure(row: &Row<'_>) -> Result<(), Broken> {
    filled(row, "procedure_text", "The procedure")?;
    not_before(row, "started_at", "ended_at", "A procedure")
}

pub(crate) fn immunization(row: &Row<'_>) -> Result<(), Broken> {
    filled(row, "vaccine_text", "The vaccine")?;
    date(row, "expires_on", "The expiry of the lot")?;
    positive(row, "dose_amount", "The amount of a dose")?;
    if row.real("dose_amount").is_some() {
        filled(row, "dose_unit", "The unit of the dose")?;
    }
    counted(row, "dose_number", "The number of the dose", 1..=50)
}

pub(crate) fn lab_test(row: &Row<'_>) -> Result<(), Broken> {
    filled(row, "name", "The name of the test")?;
    for (low, high, field) in [
        ("reference_low", "reference_high", "reference range"),
        ("critical_low", "critical_high", "critical range"),
        ("age_from_years", "age_until_years", "age range"),
    ] {
        if let (Some(from), Some(to)) = (row.real(low), row.real(high))
            && to < from
        {
            return Err(Broken::new(
                high,
                format!("The upper end of the {field} must not lie below the lower."),
            ));
        }
    }
    Ok(())
}

pub(crate) fn lab_order(row: &Row<'_>) -> Result<(), Broken> {
    filled(row, "panel_name", "What is to be tested")?;
    if row.text("status") == Some("cancelled") {
        filled(row, "cancel_reason", "The reason for the cancellation")?;
    }
    not_before(row, "ordered_at", "collected_at", "A laboratory order")
}

pub(crate) fn referral(row: &Row<'_>) -> Result<(), Broken> {
    filled(row, "reason", "The reason for the referral")?;
    let to = ["to_practitioner_id", "to_department_id", "to_text", "specialization"];
    if to.iter().all(|column| row.get(column).is_null()) {
        return Err(Broken::new("to_text", "Say to whom the patient is referred."));
    }
    Ok(())
}

pub(crate) fn care_plan(row: &Row<'_>) -> Result<(), Broken> {
    filled(row, "title", "The title of the plan")?;
    list(row, "goals", "The goals")?;
    list(row, "activities", "The activities")?;
    days_in_order(row, "starts_on", "ends_on", "The first day", "The last day")
}

pub(crate) fn addendum(row: &Row<'_>) -> Result<(), Broken> {
    filled(row, "text", "The addendum")?;
    filled(row, "reason", "The reason for the addendum")
}

pub(crate) fn proposal(row: &Row<'_>) -> Result<(), Broken> {
    filled(row, "diagnosis_text", "The proposed diagnosis")?;
    share(row, "confidence", "The confidence")?;
    from_a_model(row, "is_ai_supported")?;
    decision(row)
}

pub(crate) fn recommendation(row: &Row<'_>) -> Result<(), Broken> {
    filled(row, "recommendation_text", "The recommendation")?;
    share(row, "confidence", "The confidence")?;
    from_a_model(row, "is_ai_generated")?;
    decision(row)
}

/// What a method proposed names the method and its reasons.
fn from_a_model(row: &Row<'_>, column: &str) -> Result<(), Broken> {
    if !row.is_true(column) {
        return Ok(());
    }
    if row.get("ai_model_id").is_null() {
        return Err(Broken::new("ai_model_id", "A computed proposal must name its method."));
    }
    filled(row, "reasons", "The reasons of a computed proposal")
}

pub(crate) fn triage(row: &Row<'_>) -> Result<(), Broken> {
    filled(row, "symptoms", "What the patient complains of")?;
    measurements(row)?;
    counted(row, "tews_score", "The early warning score", 0..=17)?;
    possible(row, "age_years", "Age", 0.0..=130.0, "years")?;
    let overridden = !row.get("computed_priority").is_null()
        && row.text("computed_priority") != row.text("priority");
    if overridden {
        filled(row, "override_reason", "The reason for another colour than the score's")?;
    }
    if overridden && row.is_true("is_computed") {
        return Err(Broken::new("is_computed", "A colour that a person changed is not computed."));
    }
    correction(row)
}

pub(crate) fn icu_observation(row: &Row<'_>) -> Result<(), Broken> {
    measurements(row)?;
    counted(row, "glasgow_coma_scale", "The Glasgow coma scale", 3..=15)?;
    counted(row, "news2_score", "NEWS2", 0..=20)?;
    correction(row)
}

/// The measurements that triage and intensive care share with a visit's vitals.
fn measurements(row: &Row<'_>) -> Result<(), Broken> {
    for m in MEASUREMENTS.iter().chain(INTENSIVE) {
        possible(row, m.column, m.field, m.possible.clone(), m.unit)?;
    }
    if let (Some(systolic), Some(diastolic)) =
        (row.real("systolic_mmhg"), row.real("diastolic_mmhg"))
        && diastolic >= systolic
    {
        return Err(Broken::new(
            "diastolic_mmhg",
            "Diastolic blood pressure must lie below the systolic one.",
        ));
    }
    Ok(())
}

/// How readings of one metric are kept.
struct Reading {
    metric: &'static str,
    field: &'static str,
    unit: &'static str,
    possible: RangeInclusive<f64>,
}

const fn reading(
    metric: &'static str,
    field: &'static str,
    unit: &'static str,
    possible: RangeInclusive<f64>,
) -> Reading {
    Reading { metric, field, unit, possible }
}

/// What is measured on the ward too has the bounds that it has there; the others reach as far as
/// the device that reads them shows.
const READINGS: &[Reading] = &[
    reading("systolic", "Systolic blood pressure", "mmHg", 20.0..=350.0),
    reading("diastolic", "Diastolic blood pressure", "mmHg", 5.0..=250.0),
    reading("heart_rate", "Heart rate", "/min", 0.0..=400.0),
    reading("respiratory_rate", "Breathing rate", "/min", 0.0..=150.0),
    reading("temperature", "Temperature", "Cel", 20.0..=47.0),
    reading("oxygen_saturation", "Oxygen saturation", "%", 10.0..=100.0),
    reading("weight", "Weight", "kg", 0.2..=700.0),
    reading("glucose", "Glucose", "mg/dL", 1.0..=3_000.0),
    reading("peak_flow", "Peak flow", "L/min", 10.0..=1_200.0),
    reading("steps", "Steps", "{steps}", 0.0..=200_000.0),
    reading("sleep_hours", "Sleep", "h", 0.0..=24.0),
];

/// The one unit in which readings of `metric` are kept; none for what has no metric of its own.
pub fn unit_of_reading(metric: &str) -> Option<&'static str> {
    READINGS.iter().find(|kept| kept.metric == metric).map(|kept| kept.unit)
}

pub(crate) fn monitoring_reading(row: &Row<'_>) -> Result<(), Broken> {
    filled(row, "unit", "The unit")?;
    if !row.real("value_number").is_some_and(f64::is_finite) {
        return Err(Broken::new("value_number", "A reading must be a number."));
    }
    if let Some(kept) = READINGS.iter().find(|kept| row.text("metric") == Some(kept.metric)) {
        if row.text("unit") != Some(kept.unit) {
            return Err(Broken::new(
                "unit",
                format!("{} is kept in {} and in no other unit.", kept.field, kept.unit),
            ));
        }
        possible(row, "value_number", kept.field, kept.possible.clone(), kept.unit)?;
    }
    correction(row)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Value;
    use crate::rules::rows::{broken, check};

    fn measured(column: &str, number: f64) -> Result<(), Broken> {
        check("vitals", &[(column, number.into())])
    }

    #[test]
    fn an_impossible_measurement_is_refused_and_the_sentence_names_field_and_limit() {
        assert_eq!(
            measured("temperature_celsius", 98.6).unwrap_err().sentence,
            "Temperature must lie between 20 and 47 °C."
        );
        for (column, number) in [
            ("heart_rate_bpm", 401.0),
            ("oxygen_saturation_percent", 101.0),
            ("pain_score", 10.5),
            ("weight_kg", 0.0),
            ("systolic_mmhg", f64::NAN),
            ("height_cm", f64::INFINITY),
        ] {
            assert_eq!(measured(column, number).unwrap_err().column, column);
        }
    }

    #[test]
    fn hypothermia_is_possible_and_asked_about() {
        assert_eq!(measured("temperature_celsius", 28.0), Ok(()));
        let cold = Value::Real(28.0);
        let lookup = |name: &str| (name == "temperature_celsius").then_some(&cold);
        let asked = unusual_measurements(&Row::new(&lookup));
        assert_eq!(asked.len(), 1);
        assert_eq!(asked[0].column, "temperature_celsius");
    }

    #[test]
    fn every_usual_measurement_is_possible() {
        for m in MEASUREMENTS.iter().chain(INTENSIVE) {
            assert!(m.possible.contains(m.usual.start()) && m.possible.contains(m.usual.end()));
        }
    }

    #[test]
    fn a_blood_pressure_has_its_higher_number_first() {
        let pressure = |systolic: f64, diastolic: f64| {
            broken(
                "vitals",
                &[("systolic_mmhg", systolic.into()), ("diastolic_mmhg", diastolic.into())],
            )
        };
        assert_eq!(pressure(120.0, 80.0), None);
        assert_eq!(pressure(80.0, 120.0), Some("diastolic_mmhg"));
    }

    #[test]
    fn intensive_care_takes_no_pressure_that_is_upside_down() {
        let pressure = |systolic: f64, diastolic: f64| {
            let cells = [("systolic_mmhg", systolic.into()), ("diastolic_mmhg", diastolic.into())];
            broken("icu_observations", &cells)
        };
        assert_eq!(pressure(120.0, 80.0), None);
        assert_eq!(pressure(80.0, 80.0), Some("diastolic_mmhg"));
    }

    #[test]
    fn a_reading_is_possible_and_in_the_unit_of_its_metric() {
        let read = |metric: &str, number: f64, unit: &str| {
            let cells =
                [("metric", metric.into()), ("value_number", number.into()), ("unit", unit.into())];
            broken("monitoring_readings", &cells)
        };
        for kept in READINGS {
            let (low, high) = (*kept.possible.start(), *kept.possible.end());
            assert_eq!(read(kept.metric, low, kept.unit), None);
            assert_eq!(read(kept.metric, high, kept.unit), None);
            assert_eq!(read(kept.metric, low - 0.1, kept.unit), Some("value_number"));
            assert_eq!(read(kept.metric, high + 0.1, kept.unit), Some("value_number"));
        }
        assert_eq!(read("temperature", -50.0, "Cel"), Some("value_number"));
        assert_eq!(read("temperature", 98.6, "[degF]"), Some("unit"));
        assert_eq!(read("other", -50.0, "dB"), None);
    }

    #[test]
    fn every_metric_but_the_one_for_all_others_has_its_unit() {
        let metrics = crate::table("monitoring_readings").and_then(|table| table.column("metric"));
        let metrics = metrics.and_then(|column| column.enumeration).unwrap();
        for (metric, _) in metrics.values {
            assert_eq!(unit_of_reading(metric).is_none(), *metric == "other", "{metric}");
        }
    }

    #[test]
    fn an_empty_set_of_vitals_and_a_correction_without_reason_are_refused() {
        assert_eq!(broken("vitals", &[]), Some("recorded_at"));
        let id = ("corrects_id", uuid::Uuid::max().into());
        let pain = ("pain_score", 3.0.into());
        let why = ("correction_reason", "wrong patient's sheet".into());
        assert_eq!(broken("vitals", &[id.clone(), pain.clone()]), Some("correction_reason"));
        assert_eq!(broken("vitals", &[id, pain, why]), None);
    }

    #[test]
    fn a_test_without_a_result_is_neither_normal_nor_abnormal() {
        let flagged = |status: &str| {
            broken(
                "lab_results",
                &[
                    ("test_name", "Potassium".into()),
                    ("status", status.into()),
                    ("abnormal_flag", "normal".into()),
                ],
            )
        };
        assert_eq!(flagged("completed"), None);
        assert_eq!(flagged("ordered"), Some("abnormal_flag"));
    }

    #[test]
    fn a_condition_does_not_end_before_its_onset() {
        let until = |day: &str| {
            broken(
                "medical_conditions",
                &[
                    ("condition_text", "Asthma".into()),
                    ("onset_on", "2020-05-01".into()),
                    ("abated_on", day.into()),
                ],
            )
        };
        assert_eq!(until("2020-05-01"), None);
        assert_eq!(until("2020-04-30"), Some("abated_on"));
    }
}
