//! How strained patients say that they are.

use serde::Deserialize;
use store::Write;
use ts_rs::TS;

use super::add_stress_reading::{AddStressReading, add_stress_reading};
use crate::organization::add_user::Made;
use crate::people::own::own_patient;
use crate::{Refused, Who};

/// What was read. Beats may be sent as they came from the device.
#[derive(Deserialize, TS)]
pub struct OwnStressReading {
    /// When it was read; now where nothing is said.
    recorded_at: Option<i64>,
    rmssd_ms: Option<f64>,
    /// Milliseconds from beat to beat, from which RMSSD is computed where it was not given.
    beat_intervals_ms: Option<Vec<f64>>,
    heart_rate_bpm: Option<f64>,
    /// The own rating, 0 to 10.
    self_rating: Option<i64>,
    gad7_score: Option<i64>,
    notes: Option<String>,
}

/// Stores a reading as told by the patient. What the rule suggests is for a clinician, who sees it
/// beside the reading.
pub fn own_stress_reading(
    write: &mut Write<'_>,
    who: &Who,
    request: OwnStressReading,
) -> Result<Made, Refused> {
    let reading = AddStressReading {
        patient_id: own_patient(who)?,
        recorded_at: request.recorded_at,
        is_self_reported: true,
        rmssd_ms: request.rmssd_ms,
        beat_intervals_ms: request.beat_intervals_ms,
        heart_rate_bpm: request.heart_rate_bpm,
        self_rating: request.self_rating,
        gad7_score: request.gad7_score,
        notes: request.notes,
    };
    Ok(Made { id: add_stress_reading(write, who, reading)?.id })
}
