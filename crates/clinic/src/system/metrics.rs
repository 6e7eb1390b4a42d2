//! Measurements of the program's own work, and the alert where one leaves its limit.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use store::{Cells, Write, params};
use ts_rs::TS;
use uuid::Uuid;

use crate::alerts::open::{NewAlert, open};
use crate::calendar::HOUR;
use crate::system::settings::setting;
use crate::{Asking, Nothing, Refused, Who, calendar};

/// The setting that says above which value a metric opens an alert: `{"sync_seconds": 60}`.
const LIMITS: &str = "metric_limits";
/// The most measurements of one message and of one answer.
const MEASUREMENTS_MAX: usize = 1_000;

/// One measurement.
#[derive(Deserialize, TS)]
pub struct Measurement {
    /// What part of the program, such as `sync`.
    kind: String,
    /// What was measured, unit last, such as `sync_seconds`.
    name: String,
    value: f64,
    unit: Option<String>,
}

/// Measurements of one moment.
#[derive(Deserialize, TS)]
pub struct RecordMetrics {
    measurements: Vec<Measurement>,
}

/// Writes measurements down. One above its limit opens an alert for IT, once an hour.
pub fn record(
    write: &mut Write<'_>,
    who: &Who,
    request: RecordMetrics,
) -> Result<Nothing, Refused> {
    if request.measurements.len() > MEASUREMENTS_MAX {
        return Err(Refused::field(
            "measurements",
            format!("{MEASUREMENTS_MAX} measurements fit into one message."),
        ));
    }
    let limits: BTreeMap<String, f64> = setting(write, who, LIMITS)?.unwrap_or_default();
    let now = write.now();
    for one in request.measurements {
        write.insert(
            "system_metrics",
            Cells::new()
                .set("kind", one.kind.trim())
                .set("name", one.name.trim())
                .set("value_number", one.value)
                .set("unit", one.unit)
                .set("recorded_at", now)
                .set("device_id", write.facts().device)
                .set("site_id", who.site.id),
        )?;
        let Some(limit) = limits.get(one.name.trim()).filter(|limit| one.value > **limit) else {
            continue;
        };
        // Whoever may raise no alert leaves it to the next PC that measures the same.
        if who.may("alerts", catalog::Action::Insert) {
            let cause = format!("{}/{}", one.name.trim(), now / HOUR);
            let alert = NewAlert {
                id: Some(Uuid::new_v5(&who.site.id, cause.as_bytes())),
                kind: "system",
                title: format!("{} is above {limit}", one.name.trim().replace('_', " ")),
                message: None,
                urgency: 4,
                roles: &["it_admin", "admin"],
                department: None,
                room: None,
                patients: &[],
                source: None,
            };
            open(write, who, &alert)?;
        }
    }
    Ok(Nothing {})
}

/// Which measurements.
#[derive(Deserialize, TS)]
pub struct MetricsAsked {
    kind: String,
    /// Microseconds; from this moment on.
    from: i64,
    /// Microseconds; before this moment.
    until: i64,
}

/// A measurement of the list.
#[derive(Deserialize, Serialize, TS)]
pub struct MetricLine {
    name: String,
    value_number: f64,
    unit: Option<String>,
    recorded_at: i64,
    device_id: Option<Uuid>,
    /// What people call the PC.
    device_name: Option<String>,
}

/// Measurements of the kind `?2` from `?3` on and before `?4`, at most `?5`.
pub(crate) const LIST: &str = "SELECT m.name, m.value_number, m.unit, m.recorded_at, m.device_id, \
     d.name AS device_name FROM system_metrics m LEFT JOIN devices d ON d.id = m.device_id \
     WHERE m.organization_id = ?1 AND m.kind = ?2 AND m.recorded_at >= ?3 \
     AND m.recorded_at < ?4 ORDER BY m.recorded_at DESC LIMIT ?5";

/// Measurements of one kind, the newest first.
pub fn metrics(asking: &Asking<'_>, request: MetricsAsked) -> Result<Vec<MetricLine>, Refused> {
    Ok(asking.reader.rows(
        LIST,
        params![
            asking.who.organization_id,
            request.kind,
            request.from,
            request.until,
            i64::try_from(MEASUREMENTS_MAX).unwrap_or(i64::MAX)
        ],
    )?)
}

/// Which measurements, day by day or hour by hour.
#[derive(Deserialize, TS)]
pub struct MetricTotalsAsked {
    kind: String,
    /// `YYYY-MM-DD`, by the clock of this site.
    from_on: String,
    /// The last day.
    until_on: String,
    by: TotalsBy,
}

/// How much time one total is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum TotalsBy {
    /// An hour; seven days at most.
    Hour,
    /// A day; 92 days at most.
    Day,
}

/// What was measured under one name in an hour or a day, on all PCs whose measurements are here.
#[derive(Debug, Deserialize, Serialize, TS)]
pub struct MetricTotal {
    name: String,
    unit: Option<String>,
    /// When the hour or the day began.
    starts_at: i64,
    measurements: i64,
    /// How many PCs measured.
    devices: i64,
    least: f64,
    mean: f64,
    most: f64,
}

/// Measurements of the kind `?2` from `?3` on and before `?4`, in stretches of `?5` from `?3` on.
pub(crate) const TOTALS: &str = "SELECT name, unit, \
     ?3 + (recorded_at - ?3) / ?5 * ?5 AS starts_at, count(*) AS measurements, \
     count(DISTINCT device_id) AS devices, min(value_number) AS least, \
     avg(value_number) AS mean, max(value_number) AS most \
     FROM system_metrics WHERE organization_id = ?1 AND kind = ?2 AND recorded_at >= ?3 \
     AND recorded_at < ?4 GROUP BY name, unit, 3 ORDER BY 3, name";

/// Measurements of one kind put together by hour or by day, the oldest first.
pub fn metric_totals(
    asking: &Asking<'_>,
    request: MetricTotalsAsked,
) -> Result<Vec<MetricTotal>, Refused> {
    let first = calendar::day("from_on", &request.from_on)?;
    let last = calendar::day("until_on", &request.until_on)?;
    let days_max = match request.by {
        TotalsBy::Hour => 7,
        TotalsBy::Day => 92,
    };
    let days = last.signed_duration_since(first).num_days() + 1;
    if !(1..=days_max).contains(&days) {
        return Err(Refused::field("until_on", format!("Choose between 1 and {days_max} days.")));
    }
    let zone = asking.who.site.time_zone;
    let mut totals = Vec::new();
    for day in first.iter_days().take(usize::try_from(days).unwrap_or(0)) {
        // A day of a clock that is set back has 25 hours.
        let (from, until) = calendar::bounds(zone, day);
        let stretch = match request.by {
            TotalsBy::Hour => HOUR,
            TotalsBy::Day => until - from,
        };
        totals.extend(asking.reader.rows::<MetricTotal>(
            TOTALS,
            params![asking.who.organization_id, request.kind, from, until, stretch],
        )?);
    }
    Ok(totals)
}

#[cfg(test)]
mod tests {
    use crate::fixture::{Clinic, moment};
    use serde_json::json;

    #[test]
    fn a_metric_above_its_limit_opens_one_alert_in_an_hour() {
        let clinic = Clinic::found();
        let limits = json!({
            "site_id": null, "name": "metric_limits", "content": { "sync_seconds": 60 }
        });
        clinic.ask(clinic.owner, "system.set_setting", limits).unwrap();
        let measure = |seconds: f64| {
            let one =
                json!({ "kind": "sync", "name": "sync_seconds", "value": seconds, "unit": "s" });
            let request = json!({ "measurements": [one] });
            clinic.ask(clinic.receptionist, "system.record_metrics", request).unwrap();
        };
        let alerts = || {
            let sql = "SELECT count(*) FROM alerts WHERE site_id = ?1 AND kind = 'system'";
            clinic.number(sql, clinic.site).unwrap()
        };
        measure(59.0);
        assert_eq!(alerts(), 0);
        measure(61.0);
        measure(90.0);
        assert_eq!(alerts(), 1);
        clinic.pass_minutes(60);
        measure(90.0);
        assert_eq!(alerts(), 2);
        let asked = json!({ "kind": "sync", "from": 0, "until": clinic.now() + 1 });
        let list = clinic.ask(clinic.owner, "system.metrics", asked).unwrap();
        assert_eq!(list.as_array().unwrap().len(), 4);
        assert_eq!(list[0]["value_number"], 90.0);
    }

    #[test]
    fn measurements_are_put_together_by_hour_and_by_day() {
        let clinic = Clinic::found();
        let measure = |seconds: f64| {
            let one =
                json!({ "kind": "sync", "name": "sync_seconds", "value": seconds, "unit": "s" });
            let request = json!({ "measurements": [one] });
            clinic.ask(clinic.receptionist, "system.record_metrics", request).unwrap();
        };
        clinic.set_clock("2026-03-02T09:10:00Z");
        measure(2.0);
        clinic.pass_minutes(20);
        measure(4.0);
        clinic.pass_minutes(60);
        measure(12.0);
        let totals = |by: &str, until: &str| {
            let asked = json!({
                "kind": "sync", "from_on": "2026-03-01", "until_on": until, "by": by
            });
            clinic.ask(clinic.owner, "system.metric_totals", asked)
        };
        let days = totals("day", "2026-03-03").unwrap();
        let expected = json!([{
            "name": "sync_seconds", "unit": "s", "starts_at": moment("2026-03-01T23:00:00Z"),
            "measurements": 3, "devices": 1, "least": 2.0, "mean": 6.0, "most": 12.0
        }]);
        assert_eq!(days, expected);
        let hours = totals("hour", "2026-03-03").unwrap();
        let hours: Vec<(i64, f64)> = hours
            .as_array()
            .unwrap()
            .iter()
            .map(|one| (one["starts_at"].as_i64().unwrap(), one["mean"].as_f64().unwrap()))
            .collect();
        let expected = [("2026-03-02T09:00:00Z", 3.0), ("2026-03-02T10:00:00Z", 12.0)];
        assert_eq!(hours, expected.map(|(text, mean)| (moment(text), mean)));
        assert_eq!(totals("hour", "2026-03-08").unwrap_err().field, Some("until_on"));
    }
}
