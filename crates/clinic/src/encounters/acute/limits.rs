//! Limits of single values, by where and on whom they were measured: published defaults, which the
//! clinic may replace in the setting `acute_limits`.
//!
//! Sources of the defaults stand beside each, in `limit_defaults`. Limits of what they claim: a value outside is told
//! to a person and means no diagnosis; where the age is not known the limits of adults are used.

use serde::{Deserialize, Serialize};
use serde_json::json;
use store::{Cells, Reader, Write, params};
use ts_rs::TS;
use uuid::Uuid;

use super::limit_defaults::{DEFAULTS, LimitDefault};
use super::patient::PatientFacts;
use super::sats::AgeBand;
use crate::imaging::method::Method;
use crate::{Asking, Nothing, Refused, Who};

/// The row of `ai_models` that judgements by single limits name.
pub(crate) const METHOD: Method = Method {
    name: "Single-value limits",
    version: "1",
    kind: "rule",
    purpose: "Tells a person that one value lies outside its limits.",
    method: "Each value against a lower and an upper limit for intensive care or for monitoring, \
             by age band and pregnancy; the clinic may replace every limit.",
    source: "NEWS2 (RCP 2017), Modified Early Obstetric Warning System (Singh et al. 2012), SATS \
             Training Manual 2012, AHA PALS 2020, Surviving Sepsis Campaign 2021, ACC/AHA 2017, \
             ADA Standards of Care 2024; each limit names its own.",
    limits: "Each value is judged alone. Where the age is not known the limits of adults are used.",
};

/// The setting's name.
const SETTING: &str = "acute_limits";

/// Where a value was measured.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum LimitPlace {
    /// At a bed where somebody watches.
    IntensiveCare,
    /// By a device or by the patient, often at home.
    Monitoring,
}

/// On whom.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum LimitGroup {
    /// Older than 12 years and not pregnant.
    Adult,
    /// Pregnant.
    Pregnancy,
    /// 3 to 12 years.
    OlderChild,
    /// Under 3 years.
    YoungerChild,
}

impl LimitGroup {
    /// The groups that a patient may be of: several where an estimated age leaves it open.
    pub(crate) fn of(facts: &PatientFacts) -> Vec<Self> {
        let grown = if facts.pregnant { Self::Pregnancy } else { Self::Adult };
        let bands = AgeBand::within(facts.age_years());
        if bands.is_empty() {
            return vec![grown];
        }
        let group = |band| match band {
            AgeBand::YoungerChild => Self::YoungerChild,
            AgeBand::OlderChild => Self::OlderChild,
            AgeBand::Adult => grown,
        };
        bands.into_iter().map(group).collect()
    }
}

/// How a metric is called in sentences, with its unit.
pub(crate) fn spoken(metric: &str) -> (&'static str, &'static str) {
    match metric {
        "systolic" => ("Systolic blood pressure", "mmHg"),
        "diastolic" => ("Diastolic blood pressure", "mmHg"),
        "mean_arterial" => ("Mean arterial pressure", "mmHg"),
        "heart_rate" => ("Heart rate", "per minute"),
        "respiratory_rate" => ("Breathing rate", "per minute"),
        "temperature" => ("Temperature", "°C"),
        "oxygen_saturation" => ("Oxygen saturation", "%"),
        "glasgow_coma_scale" => ("Glasgow coma scale", "points"),
        "weight" => ("Weight", "kg"),
        "glucose" => ("Glucose", "mg/dl"),
        "peak_flow" => ("Peak flow", "l/min"),
        "steps" => ("Steps", "steps"),
        "sleep_hours" => ("Sleep", "hours"),
        _ => ("The reading", ""),
    }
}

/// A limit that the clinic has set in place of a default. Without both ends it is switched off.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, TS)]
pub struct AcuteLimit {
    place: LimitPlace,
    group: LimitGroup,
    metric: String,
    low: Option<f64>,
    high: Option<f64>,
}

/// A limit as it stands.
#[derive(Serialize, TS)]
pub struct AcuteLimitShown {
    #[serde(flatten)]
    limit: AcuteLimit,
    name: String,
    unit: String,
    /// Whether the clinic set it.
    own: bool,
    /// Where the default was published.
    source: String,
}

/// A value that lies outside its limits.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Crossed {
    /// What was measured.
    pub metric: &'static str,
    /// What it was.
    pub value: f64,
    /// The sentence that says so.
    pub text: String,
}

/// The limits of one place and group.
pub(crate) struct Limits {
    rows: Vec<(&'static str, Option<f64>, Option<f64>)>,
}

impl Limits {
    /// The limits that hold for a group: the clinic's own where it has set some, or the defaults.
    /// For somebody who may be of several groups the narrowest of them hold.
    pub fn of(
        reader: &Reader<'_>,
        who: &Who,
        place: LimitPlace,
        groups: &[LimitGroup],
    ) -> Result<Self, Refused> {
        let own = stored(reader, who)?;
        let mut rows: Vec<(&'static str, Option<f64>, Option<f64>)> = Vec::new();
        let of_groups =
            |default: &&LimitDefault| default.place == place && groups.contains(&default.group);
        for default in DEFAULTS.iter().filter(of_groups) {
            let (low, high) = match replaced(&own, default) {
                Some(limit) => (limit.low, limit.high),
                None => (default.low, default.high),
            };
            let narrower = |one: Option<f64>, other: Option<f64>, pick: fn(f64, f64) -> f64| {
                one.zip(other).map(|(one, other)| pick(one, other)).or(one).or(other)
            };
            match rows.iter_mut().find(|(metric, ..)| *metric == default.metric) {
                Some((_, lowest, highest)) => {
                    *lowest = narrower(*lowest, low, f64::max);
                    *highest = narrower(*highest, high, f64::min);
                }
                None => rows.push((default.metric, low, high)),
            }
        }
        Ok(Self { rows })
    }

    /// Both ends for a metric, where one is set.
    pub fn ends(&self, metric: &str) -> Option<(Option<f64>, Option<f64>)> {
        self.rows
            .iter()
            .find(|(name, ..)| *name == metric)
            .map(|(_, low, high)| (*low, *high))
            .filter(|(low, high)| low.is_some() || high.is_some())
    }

    /// Whether `value` lies outside.
    pub fn crossed(&self, metric: &str, value: f64) -> Option<Crossed> {
        let (metric, low, high) = *self.rows.iter().find(|(name, ..)| *name == metric)?;
        let (name, unit) = spoken(metric);
        let text = match (low, high) {
            (Some(low), _) if value < low => {
                format!("{name} {value} {unit} is below the limit of {low}.")
            }
            (_, Some(high)) if value > high => {
                format!("{name} {value} {unit} is above the limit of {high}.")
            }
            _ => return None,
        };
        Some(Crossed { metric, value, text })
    }
}

fn replaced<'a>(own: &'a [AcuteLimit], default: &LimitDefault) -> Option<&'a AcuteLimit> {
    own.iter().find(|limit| {
        limit.place == default.place
            && limit.group == default.group
            && limit.metric == default.metric
    })
}

/// What the clinic has set, for this site or for all of them. A setting that cannot be read counts
/// as none, so that a slip in it never silences the defaults.
fn stored(reader: &Reader<'_>, who: &Who) -> Result<Vec<AcuteLimit>, Refused> {
    #[derive(Deserialize)]
    struct Content {
        limits: Vec<AcuteLimit>,
    }
    let content: Option<String> = reader.value(
        "SELECT content FROM system_settings WHERE organization_id = ?1 AND name = ?2 \
         AND deleted_at IS NULL AND (site_id IS NULL OR site_id = ?3) \
         ORDER BY site_id IS NULL, id LIMIT 1",
        params![who.organization_id, SETTING, who.site.id],
    )?;
    Ok(content
        .and_then(|text| serde_json::from_str::<Content>(&text).ok())
        .map(|content| content.limits)
        .unwrap_or_default())
}

/// Every limit as it stands.
pub fn limits(asking: &Asking<'_>, _: Nothing) -> Result<Vec<AcuteLimitShown>, Refused> {
    let own = stored(&asking.reader, asking.who)?;
    Ok(DEFAULTS
        .iter()
        .map(|default| {
            let replaced = replaced(&own, default);
            let (name, unit) = spoken(default.metric);
            AcuteLimitShown {
                own: replaced.is_some(),
                limit: replaced.cloned().unwrap_or_else(|| AcuteLimit {
                    place: default.place,
                    group: default.group,
                    metric: default.metric.to_owned(),
                    low: default.low,
                    high: default.high,
                }),
                name: name.to_owned(),
                unit: unit.to_owned(),
                source: default.source.to_owned(),
            }
        })
        .collect())
}

/// The limits that the clinic sets in place of defaults; every other default stands again.
#[derive(Deserialize, TS)]
pub struct SetLimits {
    limits: Vec<AcuteLimit>,
}

/// Replaces what the clinic has set.
pub fn set_limits(
    write: &mut Write<'_>,
    who: &Who,
    request: SetLimits,
) -> Result<Nothing, Refused> {
    for limit in &request.limits {
        let known = DEFAULTS.iter().any(|default| {
            default.place == limit.place
                && default.group == limit.group
                && default.metric == limit.metric
        });
        if !known {
            return Err(Refused::field(
                "metric",
                "There is no such limit. Choose one from the list.",
            ));
        }
        if let (Some(low), Some(high)) = (limit.low, limit.high)
            && low >= high
        {
            let (name, _) = spoken(&limit.metric);
            return Err(Refused::field(
                "high",
                format!("{name}: the upper limit must lie above the lower."),
            ));
        }
    }
    let id = Uuid::new_v5(&who.organization_id, SETTING.as_bytes());
    let content = json!({ "limits": request.limits }).to_string();
    let known: Option<i64> =
        write.value("SELECT 1 FROM system_settings WHERE id = ?1", params![id])?;
    if known.is_some() {
        write.update("system_settings", id, None, Cells::new().set("content", content))?;
    } else {
        let cells = Cells::new().set("id", id).set("name", SETTING).set("content", content);
        write.insert("system_settings", cells)?;
    }
    Ok(Nothing {})
}

#[cfg(test)]
mod tests {
    use super::DEFAULTS;
    use crate::fixture::Clinic;
    use serde_json::{Value, json};

    #[test]
    fn every_limit_stands_once_and_its_ends_are_in_order() {
        for (index, limit) in DEFAULTS.iter().enumerate() {
            assert!(!DEFAULTS[..index].iter().any(|other| other.place == limit.place
                && other.group == limit.group
                && other.metric == limit.metric));
            assert!(limit.low.zip(limit.high).is_none_or(|(low, high)| low < high));
            assert!(limit.low.is_some() || limit.high.is_some());
        }
    }

    #[test]
    fn the_administrator_sets_limits_and_nobody_else() {
        let clinic = Clinic::found();
        let own = json!({ "limits": [
            { "place": "monitoring", "group": "adult", "metric": "glucose", "low": 60.0, "high": 300.0 }
        ] });
        let nurse = clinic.ask(clinic.nurse, "encounters.set_limits", own.clone());
        assert_eq!(nurse.unwrap_err().code, Some("not_allowed"));
        for _ in 0..2 {
            clinic.ask(clinic.owner, "encounters.set_limits", own.clone()).unwrap();
        }
        let shown = clinic.ask(clinic.nurse, "encounters.limits", json!({})).unwrap();
        let set: Vec<&Value> =
            shown.as_array().unwrap().iter().filter(|row| row["own"] == true).collect();
        assert_eq!(set.len(), 1);
        assert_eq!((&set[0]["low"], &set[0]["high"]), (&json!(60.0), &json!(300.0)));
        let crossed = json!({ "limits": [
            { "place": "monitoring", "group": "adult", "metric": "glucose", "low": 300.0, "high": 60.0 }
        ] });
        let refused = clinic.ask(clinic.owner, "encounters.set_limits", crossed).unwrap_err();
        assert_eq!(refused.field, Some("high"));
    }
}
