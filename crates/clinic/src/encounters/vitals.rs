//! One set of measurements as lists and curves show it.

use serde::{Deserialize, Serialize};
use store::{Reader, params};
use ts_rs::TS;
use uuid::Uuid;

use crate::Refused;

/// One set of measurements, in the units that the names say.
#[derive(Clone, Debug, Serialize, Deserialize, TS)]
pub struct VitalsRow {
    id: Uuid,
    recorded_at: i64,
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
    recorded_by: Option<String>,
    notes: Option<String>,
}

/// Sets of measurements that no correction has replaced, newest first; `condition` is on `v` and
/// takes `id` as `?1`.
pub(crate) fn rows(
    reader: &Reader<'_>,
    condition: &str,
    id: Uuid,
) -> Result<Vec<VitalsRow>, Refused> {
    Ok(reader.rows(
        &format!(
            "SELECT v.id, v.recorded_at, v.systolic_mmhg, v.diastolic_mmhg, v.heart_rate_bpm, \
             v.respiratory_rate_bpm, v.temperature_celsius, v.oxygen_saturation_percent, \
             v.weight_kg, v.height_cm, v.bmi, v.pain_score, v.notes, \
             coalesce(u.display_name, u.username) AS recorded_by \
             FROM vitals v LEFT JOIN users u ON u.id = v.recorded_by \
             WHERE {condition} AND v.deleted_at IS NULL \
             AND NOT EXISTS (SELECT 1 FROM vitals c WHERE c.corrects_id = v.id) \
             ORDER BY v.recorded_at DESC, v.id DESC LIMIT 200"
        ),
        params![id],
    )?)
}
