//! A number from a device, a nurse or the patient.

use serde::{Deserialize, Serialize};
use store::{Cells, Reader, Write, params};
use ts_rs::TS;
use uuid::Uuid;

use super::correction::Correction;
use super::ewma::{self, Chart};
use super::limits::{self, LimitGroup, LimitPlace, Limits, spoken};
use super::patient::PatientFacts;
use super::record_icu::measured_at;
use crate::calendar::HOUR;
use crate::messages::add_task::{NewTask, add_task};
use crate::people::details::filled;
use crate::people::merged::of_person;
use crate::{Refused, Who};

/// Grams of glucose in a mole, per decilitre and millimole: 1 mmol/l is 18.016 mg/dl.
const GLUCOSE_MG_PER_DL: f64 = 18.016;
/// Kilograms in a pound.
const KG_PER_LB: f64 = 0.453_592_37;

/// What was read.
#[derive(Deserialize, TS)]
pub struct AddReading {
    pub(super) patient_id: Uuid,
    pub(super) device_kind: String,
    pub(super) metric: String,
    pub(super) value_number: f64,
    /// The unit it was read in; readings are kept in one unit for each metric.
    pub(super) unit: String,
    /// When it was read; where nothing is said, now, or when what it corrects was.
    pub(super) recorded_at: Option<i64>,
    pub(super) is_self_reported: bool,
    pub(super) serial_number: Option<String>,
    pub(super) corrects_id: Option<Uuid>,
    pub(super) correction_reason: Option<String>,
}

/// The stored reading, and whether it is out of the ordinary.
#[derive(Serialize, TS)]
pub struct ReadingAdded {
    pub(super) id: Uuid,
    pub(super) value_number: f64,
    pub(super) unit: String,
    /// None where neither a limit nor a chart applies yet.
    pub(super) is_anomaly: Option<bool>,
    pub(super) anomaly_reason: Option<String>,
}

/// Stores a reading and judges it: against the limits of its metric, and after twenty readings
/// against the person's own chart. What is out of the ordinary becomes a task, one for each
/// metric and day.
pub fn add_reading(
    write: &mut Write<'_>,
    who: &Who,
    request: AddReading,
) -> Result<ReadingAdded, Refused> {
    let now = write.now();
    let (value, unit) = in_unit_of(&request.metric, request.value_number, &request.unit)?;
    let facts = PatientFacts::load(write, who, request.patient_id, now)?;
    let correction = Correction::of(
        write,
        "monitoring_readings",
        request.patient_id,
        request.corrects_id,
        request.correction_reason.as_deref(),
    )?;
    let moment = correction.moment(write, "monitoring_readings", request.recorded_at)?;
    let recorded_at = measured_at(moment, now)?;
    let limits = Limits::of(write, who, LimitPlace::Monitoring, &LimitGroup::of(&facts))?;
    let key = Series {
        patient: request.patient_id,
        metric: &request.metric,
        unit: &unit,
        without: request.corrects_id,
    };
    let judged = Judged::of(&limits, &request.metric, value, &key.before(write, recorded_at)?);
    let method = match judged.by {
        None => None,
        Some(By::Limit) => limits::METHOD.named(write, who)?,
        Some(By::Chart) => ewma::METHOD.named(write, who)?,
    };
    // A judgement stands beside the reading with its method or not at all; the task says it anyway.
    let named = method.is_some();
    let id = write.insert(
        "monitoring_readings",
        Cells::new()
            .set("patient_id", correction.patient)
            .set("device_kind", request.device_kind)
            .set("metric", request.metric.as_str())
            .set("value_number", value)
            .set("unit", unit.as_str())
            .set("recorded_at", recorded_at)
            .set("recorded_by", who.user_id)
            .set("is_self_reported", request.is_self_reported)
            .set("serial_number", filled(request.serial_number.as_deref()))
            .set("is_anomaly", judged.is_anomaly.filter(|_| named))
            .set("anomaly_reason", judged.reason.clone().filter(|_| named))
            .set("expected_mean", judged.chart.filter(|_| named).map(|chart| chart.mean))
            .set("expected_deviation", judged.chart.filter(|_| named).map(|chart| chart.deviation))
            .set("ai_model_id", method)
            .set("corrects_id", correction.corrects_id)
            .set("correction_reason", correction.reason),
    )?;
    let day = who.today(recorded_at);
    let task =
        Uuid::new_v5(&request.patient_id, format!("reading/{}/{day}", request.metric).as_bytes());
    if judged.is_anomaly != Some(true)
        && let Some(wrong) = correction.corrects_id
    {
        nothing_to_look_at(write, who, task, wrong)?;
    }
    if judged.is_anomaly == Some(true) {
        let (name, _) = spoken(&request.metric);
        add_task(
            write,
            who,
            &NewTask {
                id: Some(task),
                kind: "follow_up",
                title: format!("{name}: look at a reading that is out of the ordinary"),
                description: judged.reason.clone(),
                priority: "high",
                for_role: Some("nurse"),
                assigned_to: None,
                patient: Some(request.patient_id),
                due_at: Some(now),
                source: Some(("monitoring_readings", id)),
            },
        )?;
    }
    Ok(ReadingAdded {
        id,
        value_number: value,
        unit,
        is_anomaly: judged.is_anomaly,
        anomaly_reason: judged.reason,
    })
}

/// Ends the task of the day where the reading that it is about was corrected and is nothing to look
/// at. A task about another reading of the day stays.
fn nothing_to_look_at(
    write: &mut Write<'_>,
    who: &Who,
    task: Uuid,
    wrong: Uuid,
) -> Result<(), Refused> {
    let about: Option<i64> = write.value(
        "SELECT 1 FROM tasks WHERE id = ?1 AND source_row_id = ?2 \
         AND status IN ('open', 'in_progress') AND deleted_at IS NULL",
        params![task, wrong],
    )?;
    if about.is_none() {
        return Ok(());
    }
    // Another reading of the day may be out of the ordinary too; its task was this one.
    let other: Option<i64> = write.value(
        "SELECT 1 FROM monitoring_readings w JOIN monitoring_readings r \
         ON r.patient_id = w.patient_id AND r.metric = w.metric \
         AND r.recorded_at > w.recorded_at - ?2 AND r.recorded_at < w.recorded_at + ?2 \
         WHERE w.id = ?1 AND r.id <> w.id AND r.is_anomaly AND r.deleted_at IS NULL \
         AND NOT EXISTS (SELECT 1 FROM monitoring_readings c WHERE c.patient_id = r.patient_id \
         AND c.corrects_id = r.id) LIMIT 1",
        params![wrong, 24 * HOUR],
    )?;
    if other.is_some() {
        return Ok(());
    }
    let cells = Cells::new()
        .set("status", "done")
        .set("completed_at", write.now())
        .set("completed_by", who.user_id)
        .set("outcome_text", "The reading was corrected.");
    Ok(write.update("tasks", task, None, cells)?)
}

/// What a reading was judged by.
#[derive(Clone, Copy, PartialEq, Eq)]
enum By {
    Limit,
    Chart,
}

/// What was found.
struct Judged {
    is_anomaly: Option<bool>,
    reason: Option<String>,
    chart: Option<Chart>,
    by: Option<By>,
}

impl Judged {
    /// Judges `value`, which follows `before`, oldest first.
    fn of(limits: &Limits, metric: &str, value: f64, before: &[f64]) -> Self {
        let crossed = limits.crossed(metric, value);
        let limited = limits.ends(metric).is_some();
        let charted = Chart::of(before);
        let chart = charted.map(|(chart, _)| chart);
        let drift = charted.and_then(|(chart, rest)| {
            let readings: Vec<f64> = rest.iter().copied().chain([value]).collect();
            let point = chart.points(&readings).last().copied()?;
            let (name, unit) = spoken(metric);
            point.is_out().then(|| {
                format!(
                    "{name} has moved away from this person's usual {:.1}: the moving average is \
                     {:.1} {unit}, outside {:.1} to {:.1}.",
                    chart.mean, point.average, point.low, point.high
                )
            })
        });
        let by = match (&crossed, chart, limited) {
            (Some(_), ..) | (None, None, true) => Some(By::Limit),
            (None, Some(_), _) => Some(By::Chart),
            (None, None, false) => None,
        };
        let reasons: Vec<String> =
            crossed.map(|crossed| crossed.text).into_iter().chain(drift).collect();
        Self {
            is_anomaly: by.map(|_| !reasons.is_empty()),
            reason: (!reasons.is_empty()).then(|| reasons.join(" ")),
            chart,
            by,
        }
    }
}

/// A person's readings of one kind.
struct Series<'a> {
    patient: Uuid,
    metric: &'a str,
    unit: &'a str,
    /// A reading that is being replaced.
    without: Option<Uuid>,
}

impl Series<'_> {
    /// The newest readings before a moment, oldest first.
    fn before(&self, reader: &Reader<'_>, moment: i64) -> Result<Vec<f64>, Refused> {
        let mut values: Vec<f64> = reader.column(
            &of_person("SELECT value_number FROM monitoring_readings r WHERE patient_id = ?1 AND metric = ?2 \
             AND unit = ?3 AND recorded_at <= ?4 AND deleted_at IS NULL \
             AND (?5 IS NULL OR id <> ?5) \
             AND NOT EXISTS (SELECT 1 FROM monitoring_readings c WHERE c.patient_id = ?1 \
              AND c.metric = ?2 AND c.corrects_id = r.id) \
             ORDER BY recorded_at DESC, id DESC LIMIT ?6"),
            params![
                self.patient,
                self.metric,
                self.unit,
                moment,
                self.without,
                i64::try_from(ewma::WINDOW).unwrap_or(i64::MAX)
            ],
        )?;
        values.reverse();
        Ok(values)
    }
}

/// The reading in the one unit in which its metric is kept. A unit that does not belong to the
/// metric is refused; whether anybody can have the value the rule of the table says.
fn in_unit_of(metric: &str, value: f64, unit: &str) -> Result<(f64, String), Refused> {
    let unit = unit.trim();
    let converted = match (metric, unit.to_lowercase().as_str()) {
        ("systolic" | "diastolic", "mmhg" | "mm[hg]")
        | ("heart_rate" | "respiratory_rate", "/min" | "bpm" | "per minute")
        | ("temperature", "cel" | "c" | "°c")
        | ("oxygen_saturation", "%")
        | ("weight", "kg")
        | ("glucose", "mg/dl")
        | ("peak_flow", "l/min")
        | ("steps", "steps" | "{steps}" | "1")
        | ("sleep_hours", "h") => value,
        ("temperature", "[degf]" | "f" | "°f") => tenth((value - 32.0) * 5.0 / 9.0),
        ("weight", "lb" | "[lb_av]") => tenth(value * KG_PER_LB),
        ("glucose", "mmol/l") => tenth(value * GLUCOSE_MG_PER_DL),
        ("other", text) if !text.is_empty() => value,
        _ => {
            return Err(Refused::field(
                "unit",
                "This unit does not belong to what was read. Choose one from the list.",
            ));
        }
    };
    Ok((converted, catalog::unit_of_reading(metric).unwrap_or(unit).to_owned()))
}

fn tenth(value: f64) -> f64 {
    (value * 10.0).round() / 10.0
}

#[cfg(test)]
pub(crate) mod tests {
    use crate::fixture::Clinic;
    use serde_json::{Value, json};
    use uuid::Uuid;

    pub(crate) fn reading(patient: Uuid, metric: &str, value: f64, unit: &str) -> Value {
        json!({
            "patient_id": patient, "device_kind": "other", "metric": metric,
            "value_number": value, "unit": unit, "recorded_at": null, "is_self_reported": true,
            "serial_number": null, "corrects_id": null, "correction_reason": null
        })
    }

    fn add(clinic: &Clinic, request: Value) -> Value {
        clinic.pass_minutes(60);
        clinic.ask(clinic.nurse, "encounters.add_reading", request).unwrap()
    }

    #[test]
    fn a_reading_is_kept_in_one_unit_and_a_unit_of_something_else_is_refused() {
        let clinic = Clinic::found();
        let patient = clinic.patient("Elena", "Marín", "1960-01-05");
        let told = add(&clinic, reading(patient, "glucose", 5.5, "mmol/L"));
        assert_eq!((&told["value_number"], &told["unit"]), (&json!(99.1), &json!("mg/dL")));
        assert_eq!(told["is_anomaly"], false);
        let told = add(&clinic, reading(patient, "temperature", 98.6, "F"));
        assert_eq!(told["value_number"], 37.0);
        let wrong = reading(patient, "glucose", 99.0, "mmHg");
        let refused = clinic.ask(clinic.nurse, "encounters.add_reading", wrong).unwrap_err();
        assert_eq!(refused.field, Some("unit"));
        let wrong = reading(patient, "oxygen_saturation", 101.0, "%");
        let refused = clinic.ask(clinic.nurse, "encounters.add_reading", wrong).unwrap_err();
        assert_eq!(refused.field, Some("value_number"));
    }

    #[test]
    fn what_crosses_a_limit_says_which_and_becomes_one_task_a_day() {
        let clinic = Clinic::found();
        let patient = clinic.patient("Elena", "Marín", "1960-01-05");
        for _ in 0..2 {
            let told = add(&clinic, reading(patient, "glucose", 40.0, "mg/dL"));
            assert_eq!(told["is_anomaly"], true);
            assert!(told["anomaly_reason"].as_str().unwrap().contains("below the limit of 54"));
        }
        let tasks = "SELECT count(*) FROM tasks WHERE patient_id = ?1 AND kind = 'follow_up'";
        assert_eq!(clinic.number(tasks, patient), Some(1));
        let nothing = add(&clinic, reading(patient, "steps", 5000.0, "steps"));
        assert_eq!(nothing["is_anomaly"], json!(null), "no limit, and no chart yet");
    }

    #[test]
    fn what_was_read_wrongly_asks_nobody_any_more_and_keeps_its_moment() {
        let clinic = Clinic::found();
        let patient = clinic.patient("Elena", "Marín", "1960-01-05");
        let wrong =
            crate::fixture::id_of(&add(&clinic, reading(patient, "glucose", 40.0, "mg/dL")));
        let moment = "SELECT recorded_at FROM monitoring_readings WHERE id = ?1";
        let read_at = clinic.number(moment, wrong);
        let task = || {
            clinic.text(
                "SELECT status FROM tasks WHERE patient_id = ?1 AND kind = 'follow_up'",
                patient,
            )
        };
        assert_eq!(task().as_deref(), Some("open"));
        let mut right = reading(patient, "glucose", 104.0, "mg/dL");
        right["corrects_id"] = json!(wrong);
        right["correction_reason"] = json!("Read off the wrong line");
        let right = crate::fixture::id_of(&add(&clinic, right));
        assert_eq!(clinic.number(moment, right), read_at);
        assert_eq!(task().as_deref(), Some("done"));
    }

    #[test]
    fn after_twenty_readings_a_drift_within_the_limits_is_noticed() {
        let clinic = Clinic::found();
        let patient = clinic.patient("Elena", "Marín", "1960-01-05");
        for index in 0..20 {
            let value = 80.0 + f64::from(index % 3);
            let told = add(&clinic, reading(patient, "weight", value, "kg"));
            assert_eq!(told["is_anomaly"], json!(null), "reading {index}");
        }
        let usual = add(&clinic, reading(patient, "weight", 81.0, "kg"));
        assert_eq!(usual["is_anomaly"], false);
        let mut told = usual;
        for _ in 0..5 {
            told = add(&clinic, reading(patient, "weight", 83.0, "kg"));
        }
        assert_eq!(told["is_anomaly"], true);
        assert!(told["anomaly_reason"].as_str().unwrap().contains("usual 81.0"), "{told}");
        let named = "SELECT count(*) FROM monitoring_readings r JOIN ai_models m \
                     ON m.id = r.ai_model_id WHERE r.patient_id = ?1 \
                     AND m.name = 'Personal EWMA chart'";
        assert_eq!(clinic.number(named, patient), Some(6));
    }
}
