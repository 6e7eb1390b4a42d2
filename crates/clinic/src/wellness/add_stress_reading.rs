//! How strained somebody is: heart-rate variability, own rating, GAD-7.
//!
//! Sources: Task Force of the European Society of Cardiology and the North American Society of
//! Pacing and Electrophysiology. Heart rate variability. Circulation 1996;93:1043–1065 (RMSSD);
//! Roberts 1959 (EWMA); Spitzer et al. 2006 (GAD-7 of 10 and more). What is suggested: Goessl VC
//! et al. Psychol Med 2017;47:2578–2586 (slow breathing with biofeedback).
//!
//! Limits: a low RMSSD has many causes, illness and measurement among them; the rule needs twenty
//! earlier readings, and each of the last three must lie more than two standard deviations below
//! the person's own moving average. It suggests a conversation and no treatment.

use serde::{Deserialize, Serialize};
use store::{Cells, Reader, Write, params};
use ts_rs::TS;
use uuid::Uuid;

use crate::encounters::acute::ewma::{self, Chart};
use crate::encounters::acute::record_icu::measured_at;
use crate::imaging::method::Method;
use crate::people::details::filled;
use crate::people::merged::of_person;
use crate::{Refused, Who};

/// The row of `ai_models` that suggestions name.
pub(crate) const METHOD: Method = Method {
    name: "Stress rule",
    version: "1",
    kind: "rule",
    purpose: "Suggests a conversation about stress.",
    method: "Heart-rate variability (RMSSD) more than 2 standard deviations below the personal \
             moving average three times in a row, or GAD-7 of 10 and more.",
    source: "Circulation 1996;93:1043–1065 (RMSSD); Technometrics 1959;1:239–250 (EWMA); Arch \
             Intern Med 2006;166:1092–1097 (GAD-7).",
    limits: "Needs 20 earlier readings. A low variability has many causes. It suggests a \
             conversation and no treatment.",
};

/// From this score on further assessment is advised.
const GAD7_FURTHER: i64 = 10;
/// How many readings in a row must be low.
const IN_A_ROW: usize = 3;
/// How many standard deviations below the moving average is low.
const LOW_DEVIATIONS: f64 = 2.0;

const BREATHE: &str = "Talk about what weighs on them, and offer slow breathing, about six breaths a minute, \
                       for some minutes a day.";
const ASSESS: &str = "Go through the answers together and assess anxiety further.";

/// What was read. Beats may be sent as they came from the device.
#[derive(Deserialize, TS)]
pub struct AddStressReading {
    pub(super) patient_id: Uuid,
    /// When it was read; now where nothing is said.
    pub(super) recorded_at: Option<i64>,
    pub(super) is_self_reported: bool,
    pub(super) rmssd_ms: Option<f64>,
    /// Milliseconds from beat to beat, from which RMSSD is computed where it was not given.
    pub(super) beat_intervals_ms: Option<Vec<f64>>,
    pub(super) heart_rate_bpm: Option<f64>,
    /// The own rating, 0 to 10.
    pub(super) self_rating: Option<i64>,
    pub(super) gad7_score: Option<i64>,
    pub(super) notes: Option<String>,
}

/// The stored reading, and what is suggested.
#[derive(Serialize, TS)]
pub struct StressAdded {
    pub(super) id: Uuid,
    pub(super) rmssd_ms: Option<f64>,
    pub(super) intervention_suggested: Option<String>,
    pub(super) intervention_reason: Option<String>,
}

/// A reading that is about to be stored.
pub(crate) struct NewStress {
    pub patient: Uuid,
    pub recorded_at: Option<i64>,
    pub is_self_reported: bool,
    pub rmssd_ms: Option<f64>,
    pub heart_rate_bpm: Option<f64>,
    pub self_rating: Option<i64>,
    pub gad7_score: Option<i64>,
    pub notes: Option<String>,
}

impl NewStress {
    /// A reading of now with nothing in it yet.
    pub fn of(patient: Uuid) -> Self {
        Self {
            patient,
            recorded_at: None,
            is_self_reported: false,
            rmssd_ms: None,
            heart_rate_bpm: None,
            self_rating: None,
            gad7_score: None,
            notes: None,
        }
    }
}

/// Stores a reading and says what the rule suggests.
pub fn add_stress_reading(
    write: &mut Write<'_>,
    who: &Who,
    request: AddStressReading,
) -> Result<StressAdded, Refused> {
    let rmssd_ms = match (request.rmssd_ms, &request.beat_intervals_ms) {
        (None, Some(intervals)) => Some(rmssd(intervals).ok_or_else(|| {
            Refused::field(
                "beat_intervals_ms",
                "Send at least two intervals between beats, each from 200 to 3000 ms.",
            )
        })?),
        (given, _) => given,
    };
    store_reading(
        write,
        who,
        NewStress {
            patient: request.patient_id,
            recorded_at: request.recorded_at,
            is_self_reported: request.is_self_reported,
            rmssd_ms,
            heart_rate_bpm: request.heart_rate_bpm,
            self_rating: request.self_rating,
            gad7_score: request.gad7_score,
            notes: filled(request.notes.as_deref()),
        },
    )
}

/// Stores a reading, for a device and for an answered questionnaire.
pub(crate) fn store_reading(
    write: &mut Write<'_>,
    who: &Who,
    reading: NewStress,
) -> Result<StressAdded, Refused> {
    let recorded_at = measured_at(reading.recorded_at, write.now())?;
    let suggestion = match (reading.gad7_score, reading.rmssd_ms) {
        (Some(score), _) if score >= GAD7_FURTHER => Some((
            ASSESS,
            format!("GAD-7 is {score}; from {GAD7_FURTHER} on it is assessed further."),
        )),
        (_, Some(rmssd)) => {
            let mut readings = before(write, reading.patient, recorded_at)?;
            readings.push(rmssd);
            strained(&readings).map(|reason| (BREATHE, reason))
        }
        _ => None,
    };
    let method = match &suggestion {
        Some(_) => METHOD.named(write, who)?,
        None => None,
    };
    let suggestion = suggestion.filter(|_| method.is_some());
    let (suggested, reason) = suggestion.map(|(what, why)| (what.to_owned(), why)).unzip();
    let id = write.insert(
        "stress_readings",
        Cells::new()
            .set("patient_id", reading.patient)
            .set("recorded_at", recorded_at)
            .set("recorded_by", who.user_id)
            .set("is_self_reported", reading.is_self_reported)
            .set("rmssd_ms", reading.rmssd_ms)
            .set("heart_rate_bpm", reading.heart_rate_bpm)
            .set("self_rating", reading.self_rating)
            .set("gad7_score", reading.gad7_score)
            .set("intervention_suggested", suggested.clone())
            .set("intervention_reason", reason.clone())
            .set("ai_model_id", method)
            .set("notes", reading.notes),
    )?;
    Ok(StressAdded {
        id,
        rmssd_ms: reading.rmssd_ms,
        intervention_suggested: suggested,
        intervention_reason: reason,
    })
}

/// Root mean square of successive differences of the intervals between beats, ms.
fn rmssd(intervals: &[f64]) -> Option<f64> {
    if !intervals.iter().all(|interval| (200.0..=3000.0).contains(interval)) {
        return None;
    }
    let squares: Vec<f64> = intervals
        .windows(2)
        .filter_map(|pair| Some((pair.last()? - pair.first()?).powi(2)))
        .collect();
    let count = squares.len() as f64;
    (count > 0.0).then(|| ((squares.iter().sum::<f64>() / count).sqrt() * 10.0).round() / 10.0)
}

/// Whether each of the last three readings lies more than two standard deviations below the moving
/// average of those before it, and the sentence that says so. Oldest first.
fn strained(readings: &[f64]) -> Option<String> {
    let (chart, rest) = Chart::of(readings)?;
    let averages: Vec<f64> = std::iter::once(chart.mean)
        .chain(chart.points(rest).iter().map(|point| point.average))
        .collect();
    // The average before a reading stands at the reading's own place.
    let low: Vec<(f64, f64)> = rest
        .iter()
        .zip(&averages)
        .rev()
        .take(IN_A_ROW)
        .map(|(reading, average)| (*reading, average - LOW_DEVIATIONS * chart.deviation))
        .collect();
    let (newest, limit) = *low.first()?;
    (low.len() == IN_A_ROW && low.iter().all(|(reading, limit)| reading < limit)).then(|| {
        format!(
            "RMSSD was low three times in a row, now {newest:.0} ms; the limit from the own moving \
             average is {limit:.0} ms."
        )
    })
}

/// The newest readings before a moment, oldest first.
fn before(reader: &Reader<'_>, patient: Uuid, moment: i64) -> Result<Vec<f64>, Refused> {
    let mut values: Vec<f64> = reader.column(
        &of_person(
            "SELECT rmssd_ms FROM stress_readings WHERE patient_id = ?1 AND recorded_at <= ?2 \
         AND rmssd_ms IS NOT NULL AND deleted_at IS NULL \
         ORDER BY recorded_at DESC, id DESC LIMIT ?3",
        ),
        params![patient, moment, i64::try_from(ewma::WINDOW).unwrap_or(i64::MAX)],
    )?;
    values.reverse();
    Ok(values)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::fixture::Clinic;
    use serde_json::json;

    /// Worked by hand: differences 10, −20, 20; squares 100, 400, 400; mean 300; root 17.3.
    #[test]
    fn rmssd_by_hand() {
        assert_eq!(rmssd(&[800.0, 810.0, 790.0, 810.0]), Some(17.3));
        assert_eq!(rmssd(&[800.0]), None);
        assert_eq!(rmssd(&[800.0, 80.0]), None, "no heart beats so fast");
    }

    #[test]
    fn three_low_readings_in_a_row_and_not_two() {
        let usual: Vec<f64> = (0..20).map(|index| 40.0 + f64::from(index % 5)).collect();
        let with = |low: &[f64]| strained(&[&usual[..], low].concat());
        assert_eq!(with(&[30.0, 30.0]), None);
        assert_eq!(with(&[30.0, 41.0, 30.0, 30.0]), None, "broken by a usual one");
        assert!(with(&[30.0, 30.0, 30.0]).unwrap().contains("three times in a row"));
        assert_eq!(strained(&[30.0; 22]), None, "all the same");
        assert_eq!(strained(&usual[..10]), None, "too few");
    }

    #[test]
    fn a_reading_says_what_is_suggested_and_why_or_nothing() {
        let clinic = Clinic::found();
        let patient = clinic.patient("Elena", "Marín", "1960-01-05");
        let reading = |rmssd: f64| {
            clinic.pass_minutes(60);
            let request = json!({
                "patient_id": patient, "recorded_at": null, "is_self_reported": true,
                "rmssd_ms": rmssd, "beat_intervals_ms": null, "heart_rate_bpm": 70.0,
                "self_rating": 4, "gad7_score": null, "notes": null
            });
            clinic.ask(clinic.nurse, "wellness.add_stress_reading", request).unwrap()
        };
        for index in 0..20 {
            assert_eq!(reading(40.0 + f64::from(index % 5))["intervention_suggested"], json!(null));
        }
        reading(28.0);
        reading(28.0);
        let told = reading(28.0);
        assert!(told["intervention_suggested"].as_str().unwrap().contains("slow breathing"));
        assert!(told["intervention_reason"].as_str().unwrap().contains("now 28 ms"));
        let list = json!({ "patient_id": patient, "before": null });
        let curve = clinic.ask(clinic.doctor, "wellness.stress", list).unwrap();
        assert_eq!(curve["readings"].as_array().unwrap().len(), 23);
    }

    #[test]
    fn an_empty_reading_is_refused() {
        let clinic = Clinic::found();
        let patient = clinic.patient("Elena", "Marín", "1960-01-05");
        let request = json!({
            "patient_id": patient, "recorded_at": null, "is_self_reported": true,
            "rmssd_ms": null, "beat_intervals_ms": null, "heart_rate_bpm": null,
            "self_rating": null, "gad7_score": null, "notes": null
        });
        let refused = clinic.ask(clinic.nurse, "wellness.add_stress_reading", request);
        assert_eq!(refused.unwrap_err().field, Some("rmssd_ms"));
    }
}
