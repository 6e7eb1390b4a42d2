//! A person's readings of one kind, as a curve.

use serde::{Deserialize, Serialize};
use store::params;
use ts_rs::TS;
use uuid::Uuid;

use super::limits::{LimitGroup, LimitPlace, Limits};
use super::patient::PatientFacts;
use crate::commands::Opened;
use crate::people::merged::of_person;
use crate::{Asking, Refused};

/// How many readings are shown at once.
const PAGE: usize = 400;

/// Whose readings, of which kind.
#[derive(Deserialize, TS)]
pub struct Readings {
    patient_id: Uuid,
    metric: String,
    /// Only readings before this moment; the newest where nothing is said.
    before: Option<i64>,
}

/// One reading.
#[derive(Serialize, Deserialize, TS)]
pub struct ReadingPoint {
    id: Uuid,
    recorded_at: i64,
    value_number: f64,
    unit: String,
    device_kind: String,
    is_self_reported: bool,
    is_anomaly: Option<bool>,
    anomaly_reason: Option<String>,
    /// What was usual when it was judged.
    expected_mean: Option<f64>,
    expected_deviation: Option<f64>,
}

/// The curve.
#[derive(Serialize, TS)]
pub struct ReadingCurve {
    patient_id: Uuid,
    metric: String,
    /// The limits as they stand.
    low: Option<f64>,
    high: Option<f64>,
    /// Oldest first; what was corrected is left out.
    points: Vec<ReadingPoint>,
    /// Whether there are earlier ones.
    more: bool,
}

/// A person's readings of one kind.
pub fn readings(asking: &Asking<'_>, request: Readings) -> Result<ReadingCurve, Refused> {
    let reader = &asking.reader;
    let facts = PatientFacts::load(reader, asking.who, request.patient_id, asking.now)?;
    let limits = Limits::of(reader, asking.who, LimitPlace::Monitoring, &LimitGroup::of(&facts))?;
    let (low, high) = limits.ends(&request.metric).unwrap_or_default();
    let mut points: Vec<ReadingPoint> = reader.rows(
        &of_person(
            "SELECT id, recorded_at, value_number, unit, device_kind, is_self_reported, is_anomaly, \
         anomaly_reason, expected_mean, expected_deviation FROM monitoring_readings r \
         WHERE patient_id = ?1 AND metric = ?2 AND recorded_at < ?3 AND deleted_at IS NULL \
         AND NOT EXISTS (SELECT 1 FROM monitoring_readings c WHERE c.patient_id = ?1 \
          AND c.metric = ?2 AND c.corrects_id = r.id) \
         ORDER BY recorded_at DESC, id DESC LIMIT ?4",
        ),
        params![
            request.patient_id,
            request.metric,
            request.before.unwrap_or(i64::MAX),
            i64::try_from(PAGE + 1).unwrap_or(i64::MAX)
        ],
    )?;
    let more = points.len() > PAGE;
    points.truncate(PAGE);
    points.reverse();
    Ok(ReadingCurve {
        patient_id: request.patient_id,
        metric: request.metric,
        low,
        high,
        points,
        more,
    })
}

/// Whose record was opened.
pub(crate) fn opened(curve: &ReadingCurve) -> Opened {
    Opened { table: "patients", row: curve.patient_id, patient: curve.patient_id }
}

#[cfg(test)]
mod tests {
    use crate::encounters::acute::add_reading::tests::reading;
    use crate::fixture::Clinic;
    use serde_json::json;

    #[test]
    fn a_curve_runs_from_old_to_new_and_leaves_out_what_was_corrected() {
        let clinic = Clinic::found();
        let patient = clinic.patient("Elena", "Marín", "1960-01-05");
        let mut ids = Vec::new();
        for value in [120.0, 12.0, 126.0] {
            clinic.pass_minutes(60);
            let told = clinic
                .ask(
                    clinic.nurse,
                    "encounters.add_reading",
                    reading(patient, "glucose", value, "mg/dL"),
                )
                .unwrap();
            ids.push(told["id"].clone());
        }
        let mut right = reading(patient, "glucose", 121.0, "mg/dL");
        right["corrects_id"] = ids[1].clone();
        right["correction_reason"] = json!("A digit was missing");
        right["recorded_at"] = json!(clinic.now() - crate::calendar::HOUR);
        clinic.ask(clinic.nurse, "encounters.add_reading", right).unwrap();
        let asked = json!({ "patient_id": patient, "metric": "glucose", "before": null });
        let curve = clinic.ask(clinic.doctor, "encounters.readings", asked).unwrap();
        let values: Vec<_> = curve["points"]
            .as_array()
            .unwrap()
            .iter()
            .map(|point| point["value_number"].as_f64().unwrap())
            .collect();
        assert_eq!(values, [120.0, 121.0, 126.0]);
        assert_eq!((&curve["low"], &curve["high"]), (&json!(54.0), &json!(250.0)));
    }
}
