//! Stress readings as a curve.

use serde::{Deserialize, Serialize};
use store::params;
use ts_rs::TS;
use uuid::Uuid;

use crate::commands::Opened;
use crate::people::merged::of_person;
use crate::{Asking, Refused};

/// Whose readings.
#[derive(Deserialize, TS)]
pub struct StressAsked {
    patient_id: Uuid,
    /// Only readings before this moment; the newest where nothing is said.
    before: Option<i64>,
}

/// One reading.
#[derive(Serialize, Deserialize, TS)]
pub struct StressPoint {
    id: Uuid,
    recorded_at: i64,
    is_self_reported: bool,
    rmssd_ms: Option<f64>,
    heart_rate_bpm: Option<f64>,
    self_rating: Option<i64>,
    gad7_score: Option<i64>,
    intervention_suggested: Option<String>,
    intervention_reason: Option<String>,
    notes: Option<String>,
}

/// The curve.
#[derive(Serialize, TS)]
pub struct StressCurve {
    patient_id: Uuid,
    /// Oldest first.
    readings: Vec<StressPoint>,
}

/// A person's stress readings.
pub fn stress(asking: &Asking<'_>, request: StressAsked) -> Result<StressCurve, Refused> {
    let mut readings: Vec<StressPoint> = asking.reader.rows(
        &of_person(
            "SELECT id, recorded_at, is_self_reported, rmssd_ms, heart_rate_bpm, self_rating, \
         gad7_score, intervention_suggested, intervention_reason, notes FROM stress_readings \
         WHERE patient_id = ?1 AND recorded_at < ?2 AND deleted_at IS NULL \
         ORDER BY recorded_at DESC, id DESC LIMIT 400",
        ),
        params![request.patient_id, request.before.unwrap_or(i64::MAX)],
    )?;
    readings.reverse();
    Ok(StressCurve { patient_id: request.patient_id, readings })
}

/// Whose record was opened.
pub(crate) fn opened(curve: &StressCurve) -> Opened {
    Opened { table: "patients", row: curve.patient_id, patient: curve.patient_id }
}
