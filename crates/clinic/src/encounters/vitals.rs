//! Sets of measurements as lists and curves show them.

use serde::{Deserialize, Serialize};
use store::{Reader, params};
use ts_rs::TS;
use uuid::Uuid;

use crate::commands::Opened;
use crate::encounters::older::{OlderThan, PAGE_LIMIT, below, page};
use crate::people::merged::of_person;
use crate::{Asking, Refused};

/// One set of measurements, in the units that the names say.
#[derive(Clone, Debug, Serialize, Deserialize, TS)]
pub struct VitalsRow {
    id: Uuid,
    /// When it was measured.
    recorded_at: i64,
    /// When it was typed, where that was later.
    entered_at: Option<i64>,
    systolic_mmhg: Option<f64>,
    diastolic_mmhg: Option<f64>,
    heart_rate_bpm: Option<f64>,
    respiratory_rate_bpm: Option<f64>,
    temperature_celsius: Option<f64>,
    oxygen_saturation_percent: Option<f64>,
    on_oxygen: Option<bool>,
    consciousness: Option<String>,
    weight_kg: Option<f64>,
    height_cm: Option<f64>,
    head_circumference_cm: Option<f64>,
    bmi: Option<f64>,
    pain_score: Option<f64>,
    unusual_confirmed: bool,
    recorded_by: Option<String>,
    notes: Option<String>,
    /// The wrong set that this one replaces.
    corrects_id: Option<Uuid>,
    correction_reason: Option<String>,
    /// Whether another set replaces this one.
    struck: bool,
}

/// Another set replaces this one.
const STRUCK: &str = "EXISTS (SELECT 1 FROM vitals c WHERE c.corrects_id = v.id)";

/// An entry that only strikes another one measures nothing and repeats its reason.
const NOT_ONLY_STRIKING: &str = "(v.corrects_id IS NULL OR v.notes IS NOT v.correction_reason \
     OR coalesce(v.systolic_mmhg, v.diastolic_mmhg, v.heart_rate_bpm, v.respiratory_rate_bpm, \
     v.temperature_celsius, v.oxygen_saturation_percent, v.weight_kg, v.height_cm, \
     v.head_circumference_cm, v.pain_score, v.consciousness) IS NOT NULL)";

/// The SELECT that fills [`VitalsRow`], with `condition` on `v`.
fn select(condition: &str) -> String {
    format!(
        "SELECT v.id, v.recorded_at, v.entered_at, v.systolic_mmhg, v.diastolic_mmhg, v.heart_rate_bpm, \
         v.respiratory_rate_bpm, v.temperature_celsius, v.oxygen_saturation_percent, \
         v.on_oxygen, v.consciousness, v.weight_kg, v.height_cm, v.head_circumference_cm, v.bmi, \
         v.pain_score, v.unusual_confirmed, v.notes, v.corrects_id, v.correction_reason, \
         {STRUCK} AS struck, coalesce(u.display_name, u.username) AS recorded_by \
         FROM vitals v LEFT JOIN users u ON u.id = v.recorded_by \
         WHERE {condition} AND v.deleted_at IS NULL"
    )
}

/// Those that stand, newest first; `condition` is on `v` and takes an id as `?1`.
pub(crate) fn standing_query(condition: &str) -> String {
    select(condition)
        + &format!(
            " AND NOT {STRUCK} AND {NOT_ONLY_STRIKING} \
             ORDER BY v.recorded_at DESC, v.id DESC LIMIT 200"
        )
}

/// A patient's (`?1`), older than a place (`?2`, `?3`); struck ones too, if asked for.
pub(crate) fn page_query(with_struck: bool) -> String {
    let standing = if with_struck {
        String::new()
    } else {
        format!(" AND NOT {STRUCK} AND {NOT_ONLY_STRIKING}")
    };
    select(&of_person("v.patient_id = ?1 AND (v.recorded_at, v.id) < (?2, ?3)"))
        + &standing
        + " ORDER BY v.recorded_at DESC, v.id DESC"
        + PAGE_LIMIT
}

/// Sets of measurements that no correction has replaced, newest first; `condition` is on `v` and
/// takes `id` as `?1`.
pub(crate) fn rows(
    reader: &Reader<'_>,
    condition: &str,
    id: Uuid,
) -> Result<Vec<VitalsRow>, Refused> {
    Ok(reader.rows(&standing_query(condition), params![id])?)
}

/// Whose measurements, and from where on.
#[derive(Deserialize, TS)]
pub struct VitalsAsked {
    patient_id: Uuid,
    older: Option<OlderThan>,
    /// Whether to show what was struck as well.
    with_struck: bool,
}

/// A page of sets of measurements.
#[derive(Serialize, TS)]
pub struct VitalsPage {
    patient_id: Uuid,
    sets: Vec<VitalsRow>,
    older: Option<OlderThan>,
}

/// A patient's measurements, the newest first.
pub fn vitals(asking: &Asking<'_>, request: VitalsAsked) -> Result<VitalsPage, Refused> {
    let (at, id) = below(request.older);
    let sets: Vec<VitalsRow> = asking
        .reader
        .rows(&page_query(request.with_struck), params![request.patient_id, at, id])?;
    let (sets, older) = page(sets, |set| OlderThan { at: set.recorded_at, id: set.id });
    Ok(VitalsPage { patient_id: request.patient_id, sets, older })
}

/// Whose record was opened.
pub(crate) fn opened(page: &VitalsPage) -> Opened {
    Opened { table: "patients", row: page.patient_id, patient: page.patient_id }
}

/// What is measured, in the units that the names say.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum VitalSign {
    /// The upper blood pressure.
    SystolicMmhg,
    /// The lower blood pressure.
    DiastolicMmhg,
    /// The heart rate.
    HeartRateBpm,
    /// The breathing rate.
    RespiratoryRateBpm,
    /// The body temperature.
    TemperatureCelsius,
    /// The oxygen saturation.
    OxygenSaturationPercent,
    /// The weight.
    WeightKg,
    /// The height.
    HeightCm,
    /// The circumference of the head.
    HeadCircumferenceCm,
    /// The body mass index.
    Bmi,
    /// Pain, 0 to 10.
    PainScore,
}

impl VitalSign {
    /// Every one.
    #[cfg(test)]
    pub(crate) const ALL: [Self; 11] = [
        Self::SystolicMmhg,
        Self::DiastolicMmhg,
        Self::HeartRateBpm,
        Self::RespiratoryRateBpm,
        Self::TemperatureCelsius,
        Self::OxygenSaturationPercent,
        Self::WeightKg,
        Self::HeightCm,
        Self::HeadCircumferenceCm,
        Self::Bmi,
        Self::PainScore,
    ];

    fn column(self) -> &'static str {
        match self {
            Self::SystolicMmhg => "systolic_mmhg",
            Self::DiastolicMmhg => "diastolic_mmhg",
            Self::HeartRateBpm => "heart_rate_bpm",
            Self::RespiratoryRateBpm => "respiratory_rate_bpm",
            Self::TemperatureCelsius => "temperature_celsius",
            Self::OxygenSaturationPercent => "oxygen_saturation_percent",
            Self::WeightKg => "weight_kg",
            Self::HeightCm => "height_cm",
            Self::HeadCircumferenceCm => "head_circumference_cm",
            Self::Bmi => "bmi",
            Self::PainScore => "pain_score",
        }
    }

    /// The newest five hundred values of a patient (`?1`) since a moment (`?2`).
    pub(crate) fn query(self) -> String {
        let column = self.column();
        of_person(&format!(
            "SELECT v.id, v.recorded_at AS at, v.{column} AS value FROM vitals v \
             WHERE v.patient_id = ?1 AND v.recorded_at >= ?2 AND v.{column} IS NOT NULL \
             AND v.deleted_at IS NULL AND NOT {STRUCK} \
             ORDER BY v.recorded_at DESC, v.id DESC LIMIT 500"
        ))
    }
}

/// Whose curve of what, and since when.
#[derive(Deserialize, TS)]
pub struct VitalsTrendAsked {
    patient_id: Uuid,
    sign: VitalSign,
    since: Option<i64>,
}

/// One point of a curve.
#[derive(Clone, Copy, Debug, Serialize, Deserialize, TS)]
pub struct TrendPoint {
    id: Uuid,
    at: i64,
    value: f64,
}

/// A curve, from the oldest point to the newest.
#[derive(Serialize, TS)]
pub struct VitalsTrend {
    patient_id: Uuid,
    sign: VitalSign,
    points: Vec<TrendPoint>,
}

/// How one measurement has gone: the newest five hundred values, without what was struck.
pub fn trend(asking: &Asking<'_>, request: VitalsTrendAsked) -> Result<VitalsTrend, Refused> {
    let since = request.since.unwrap_or(i64::MIN);
    let mut points: Vec<TrendPoint> =
        asking.reader.rows(&request.sign.query(), params![request.patient_id, since])?;
    points.reverse();
    Ok(VitalsTrend { patient_id: request.patient_id, sign: request.sign, points })
}

/// Whose record was opened.
pub(crate) fn trend_opened(trend: &VitalsTrend) -> Opened {
    Opened { table: "patients", row: trend.patient_id, patient: trend.patient_id }
}
