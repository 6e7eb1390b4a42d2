//! Measurements of the program's own work, and the alert where one leaves its limit.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use store::{Cells, Write, params};
use ts_rs::TS;
use uuid::Uuid;

use crate::alerts::open::{NewAlert, open};
use crate::calendar::HOUR;
use crate::system::settings::setting;
use crate::{Asking, Nothing, Refused, Who};

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
}

/// Measurements of the kind `?2` from `?3` on and before `?4`, at most `?5`.
pub(crate) const LIST: &str = "SELECT name, value_number, unit, recorded_at, device_id \
     FROM system_metrics WHERE organization_id = ?1 AND kind = ?2 AND recorded_at >= ?3 \
     AND recorded_at < ?4 ORDER BY recorded_at DESC LIMIT ?5";

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

#[cfg(test)]
mod tests {
    use crate::fixture::Clinic;
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
}
