//! What must hold for therapy, stress readings and wellness plans.

use super::checks::{counted, days_in_order, filled, not_before, possible};
use super::{Broken, Row};

pub(crate) fn session(row: &Row<'_>) -> Result<(), Broken> {
    counted(row, "phq9_score", "The PHQ-9 score", 0..=27)?;
    counted(row, "gad7_score", "The GAD-7 score", 0..=21)?;
    not_before(row, "started_at", "ended_at", "A session")
}

pub(crate) fn note(row: &Row<'_>) -> Result<(), Broken> {
    possible(row, "sentiment_score", "The sentiment score", -1.0..=1.0, "")?;
    if row.get("answers").is_null() { filled(row, "content", "The note") } else { Ok(()) }
}

pub(crate) fn stress(row: &Row<'_>) -> Result<(), Broken> {
    possible(row, "rmssd_ms", "Heart-rate variability (RMSSD)", 1.0..=400.0, "ms")?;
    possible(row, "heart_rate_bpm", "Heart rate", 20.0..=300.0, "per minute")?;
    counted(row, "self_rating", "The own rating", 0..=10)?;
    counted(row, "gad7_score", "The GAD-7 score", 0..=21)?;
    let read = ["rmssd_ms", "heart_rate_bpm", "self_rating", "gad7_score"];
    if read.iter().all(|column| row.get(column).is_null()) {
        return Err(Broken::new("rmssd_ms", "Enter at least one reading."));
    }
    Ok(())
}

pub(crate) fn plan(row: &Row<'_>) -> Result<(), Broken> {
    filled(row, "title", "The title of the plan")?;
    days_in_order(row, "starts_on", "ends_on", "The first day", "The last day")
}

pub(crate) fn item(row: &Row<'_>) -> Result<(), Broken> {
    filled(row, "title", "What is to be done")?;
    filled(row, "due_on", "The day when it is due")
}

#[cfg(test)]
mod tests {
    use crate::rules::rows::broken;

    #[test]
    fn scores_stay_within_their_scales() {
        let session = |score: i64| broken("therapy_sessions", &[("phq9_score", score.into())]);
        assert_eq!(session(27), None);
        assert_eq!(session(28), Some("phq9_score"));
        assert_eq!(broken("stress_readings", &[]), Some("rmssd_ms"));
        assert_eq!(broken("stress_readings", &[("rmssd_ms", 40.0.into())]), None);
        assert_eq!(broken("stress_readings", &[("rmssd_ms", 0.0.into())]), Some("rmssd_ms"));
    }
}
