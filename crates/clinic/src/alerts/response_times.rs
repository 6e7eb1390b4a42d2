//! How fast alerts are received, answered and resolved.

use std::collections::BTreeMap;

use chrono::Datelike;
use serde::{Deserialize, Serialize};
use store::params;
use ts_rs::TS;
use uuid::Uuid;

use crate::covers::counted;
use crate::{Asking, Refused, calendar};

/// Days that are looked at in one go.
const DAYS_MAX: i64 = 732;

/// By what the figures are told apart.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum AlertGrouping {
    /// Calendar days at the site.
    Day,
    /// Weeks, each named after its Monday.
    Week,
    /// Calendar months.
    Month,
    /// The kind of alert.
    Kind,
    /// The department that it called.
    Department,
    /// 1 to 5.
    Urgency,
}

/// Which alerts, and by what they are told apart. Both days belong to the period.
#[derive(Deserialize, TS)]
pub struct ResponseTimes {
    from_on: String,
    until_on: String,
    group_by: AlertGrouping,
    kind: Option<String>,
    department_id: Option<Uuid>,
    urgency: Option<i64>,
}

/// How long something took, over the alerts to which it happened.
#[derive(Clone, Debug, PartialEq, Serialize, TS)]
pub struct ResponseTime {
    /// How many alerts.
    count: usize,
    /// Half were as fast.
    median_seconds: f64,
    /// Nine of ten were as fast.
    p90_seconds: f64,
}

/// The figures of one group.
#[derive(Debug, PartialEq, Serialize, TS)]
pub struct ResponseFigures {
    /// The day, month, kind, department or urgency.
    group: String,
    alerts: usize,
    acknowledged: usize,
    resolved: usize,
    /// Raised by mistake.
    cancelled: usize,
    escalated: usize,
    /// Of all alerts of the group, from 0 to 1.
    escalated_share: f64,
    to_delivered: Option<ResponseTime>,
    to_acknowledged: Option<ResponseTime>,
    to_resolved: Option<ResponseTime>,
}

#[derive(Deserialize)]
struct Row {
    kind: String,
    urgency: i64,
    status: String,
    department: Option<String>,
    raised_at: i64,
    delivered_at: Option<i64>,
    acknowledged_at: Option<i64>,
    resolved_at: Option<i64>,
    level: Option<i64>,
}

/// Alerts of site `?1` raised from `?2` on and before `?3`. Whoever raised an alert has not
/// received it for the others, and whoever answers has received it.
pub(crate) const RAISED: &str = "SELECT a.kind, a.urgency, a.status, d.name AS department, \
     a.raised_at, \
     (SELECT min(e.occurred_at) FROM alert_events e WHERE e.alert_id = a.id \
      AND e.kind IN ('delivered', 'acknowledged') AND e.user_id IS NOT a.raised_by \
      AND e.deleted_at IS NULL) AS delivered_at, \
     (SELECT min(e.occurred_at) FROM alert_events e WHERE e.alert_id = a.id \
      AND e.kind = 'acknowledged' AND e.deleted_at IS NULL) AS acknowledged_at, \
     a.resolved_at, \
     (SELECT max(e.level) FROM alert_events e WHERE e.alert_id = a.id \
      AND e.kind = 'escalated' AND e.deleted_at IS NULL) AS level \
     FROM alerts a LEFT JOIN departments d ON d.id = a.department_id \
     WHERE a.site_id = ?1 AND a.status IN ('open', 'acknowledged', 'resolved', 'cancelled') \
     AND a.raised_at >= ?2 AND a.raised_at < ?3 AND a.deleted_at IS NULL \
     AND (?4 IS NULL OR a.kind = ?4) AND (?5 IS NULL OR a.department_id = ?5) \
     AND (?6 IS NULL OR a.urgency = ?6)";

/// The figures of the site in a period, group by group. What was raised by mistake is counted and
/// its times are not.
pub fn response_times(
    asking: &Asking<'_>,
    request: ResponseTimes,
) -> Result<Vec<ResponseFigures>, Refused> {
    let zone = asking.who.site.time_zone;
    let from_on = calendar::day("from_on", &request.from_on)?;
    let until_on = calendar::day("until_on", &request.until_on)?;
    if until_on < from_on {
        return Err(Refused::field("until_on", "The last day must not come before the first."));
    }
    if (until_on - from_on).num_days() >= DAYS_MAX {
        return Err(Refused::field(
            "until_on",
            format!("At most {DAYS_MAX} days can be looked at in one go."),
        ));
    }
    counted(asking, Some(asking.who.site.id), &["alerts", "alert_events"])?;
    let (from, _) = calendar::bounds(zone, from_on);
    let (_, until) = calendar::bounds(zone, until_on);
    let rows: Vec<Row> = asking.reader.rows(
        RAISED,
        params![
            asking.who.site.id,
            from,
            until,
            request.kind,
            request.department_id,
            request.urgency
        ],
    )?;
    let mut groups: BTreeMap<String, Vec<Row>> = BTreeMap::new();
    for row in rows {
        let day = calendar::day_of(zone, row.raised_at);
        let group = match request.group_by {
            AlertGrouping::Day => day.to_string(),
            AlertGrouping::Week => day.week(chrono::Weekday::Mon).first_day().to_string(),
            AlertGrouping::Month => format!("{:04}-{:02}", day.year(), day.month()),
            AlertGrouping::Kind => row.kind.clone(),
            AlertGrouping::Department => row.department.clone().unwrap_or_default(),
            AlertGrouping::Urgency => row.urgency.to_string(),
        };
        groups.entry(group).or_default().push(row);
    }
    Ok(groups.into_iter().map(|(group, rows)| figures(group, &rows)).collect())
}

fn figures(group: String, rows: &[Row]) -> ResponseFigures {
    let count = |fits: &dyn Fn(&Row) -> bool| rows.iter().filter(|row| fits(row)).count();
    let times = |end: fn(&Row) -> Option<i64>| {
        let seconds = rows
            .iter()
            .filter(|row| row.status != "cancelled")
            .filter_map(|row| Some(end(row)?.saturating_sub(row.raised_at)))
            // Two PCs whose clocks differ may answer before the alert was raised.
            .map(|micros| micros.max(0) as f64 / 1_000_000.0)
            .collect();
        response_time(seconds)
    };
    let escalated = count(&|row| row.level.is_some());
    ResponseFigures {
        group,
        alerts: rows.len(),
        acknowledged: count(&|row| row.acknowledged_at.is_some()),
        resolved: count(&|row| row.status == "resolved"),
        cancelled: count(&|row| row.status == "cancelled"),
        escalated,
        escalated_share: escalated as f64 / rows.len() as f64,
        to_delivered: times(|row| row.delivered_at),
        to_acknowledged: times(|row| row.acknowledged_at),
        to_resolved: times(|row| row.resolved_at),
    }
}

fn response_time(mut seconds: Vec<f64>) -> Option<ResponseTime> {
    seconds.sort_by(f64::total_cmp);
    Some(ResponseTime {
        count: seconds.len(),
        median_seconds: quantile(&seconds, 0.5)?,
        p90_seconds: quantile(&seconds, 0.9)?,
    })
}

/// The quantile of sorted numbers by linear interpolation of order statistics, definition 7 of
/// R. J. Hyndman and Y. Fan, Sample Quantiles in Statistical Packages, The American Statistician
/// 50 (1996) 361–365.
fn quantile(sorted: &[f64], share: f64) -> Option<f64> {
    let place = sorted.len().checked_sub(1)? as f64 * share;
    let below = *sorted.get(place.floor() as usize)?;
    let above = *sorted.get(place.ceil() as usize)?;
    Some(below + (above - below) * place.fract())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::alerts::raise::tests::raise;
    use crate::fixture::Clinic;
    use serde_json::{Value, json};

    #[test]
    fn quantiles_are_interpolated_as_definition_7_says() {
        // R: quantile(c(1, 2, 4, 8, 16), c(.5, .9), type = 7) is 4 and 12.8.
        let numbers = [1.0, 2.0, 4.0, 8.0, 16.0];
        assert_eq!(quantile(&numbers, 0.5), Some(4.0));
        assert!((quantile(&numbers, 0.9).unwrap() - 12.8).abs() < 1e-9);
        assert_eq!(quantile(&[7.0], 0.9), Some(7.0));
        assert_eq!(quantile(&[], 0.5), None);
    }

    fn asked(group_by: &str) -> Value {
        json!({
            "from_on": "2026-03-01", "until_on": "2026-03-31", "group_by": group_by,
            "kind": null, "department_id": null, "urgency": null
        })
    }

    #[test]
    fn figures_are_read_from_the_timeline() {
        let clinic = Clinic::found();
        for minutes in [1, 2, 6] {
            let alert = raise(&clinic, clinic.receptionist, json!({ "urgency": 2 }));
            clinic.pass_minutes(minutes);
            clinic.ask(clinic.nurse, "alerts.escalate_due", json!({})).unwrap();
            let seen = json!({ "alert_ids": [alert] });
            clinic.ask(clinic.nurse, "alerts.receive", seen).unwrap();
            clinic.pass_minutes(1);
            let answer = json!({ "id": alert, "version": 0 });
            clinic.ask(clinic.nurse, "alerts.acknowledge", answer).unwrap();
        }
        let mistake = raise(&clinic, clinic.receptionist, json!({ "urgency": 4 }));
        let cancel = json!({ "id": mistake, "version": 0, "reason": "mistake" });
        clinic.ask(clinic.nurse, "alerts.cancel", cancel).unwrap();
        let groups = clinic.ask(clinic.owner, "alerts.response_times", asked("urgency")).unwrap();
        let urgent = &groups[0];
        assert_eq!(urgent["group"], "2");
        assert_eq!(urgent["alerts"], 3);
        assert_eq!(urgent["escalated"], 1);
        assert_eq!(urgent["to_delivered"]["median_seconds"], 120.0);
        assert_eq!(urgent["to_acknowledged"]["count"], 3);
        assert_eq!(urgent["to_acknowledged"]["median_seconds"], 180.0);
        assert_eq!(urgent["to_acknowledged"]["p90_seconds"], 372.0);
        assert_eq!(urgent["to_resolved"], json!(null));
        assert_eq!(groups[1]["cancelled"], 1);
        let months = clinic.ask(clinic.owner, "alerts.response_times", asked("month")).unwrap();
        assert_eq!(months[0]["group"], "2026-03");
        assert_eq!(months[0]["escalated_share"], 0.25);
        let weeks = clinic.ask(clinic.owner, "alerts.response_times", asked("week")).unwrap();
        assert_eq!(weeks[0]["group"], "2026-03-02");
    }

    #[test]
    fn whoever_answers_the_own_call_has_not_received_it_for_the_others() {
        let clinic = Clinic::found();
        let alert = raise(&clinic, clinic.nurse, json!({ "urgency": 2 }));
        clinic.pass_minutes(1);
        let answer = json!({ "id": alert, "version": 0 });
        clinic.ask(clinic.nurse, "alerts.acknowledge", answer).unwrap();
        let groups = clinic.ask(clinic.owner, "alerts.response_times", asked("kind")).unwrap();
        assert_eq!(groups[0]["group"], "medical");
        assert_eq!(groups[0]["to_delivered"], json!(null));
        assert_eq!(groups[0]["to_acknowledged"]["median_seconds"], 60.0);
    }

    #[test]
    fn totals_are_for_those_who_run_the_place_and_for_two_years_at_most() {
        let clinic = Clinic::found();
        let nurse = clinic.ask(clinic.nurse, "alerts.response_times", asked("day")).unwrap_err();
        assert_eq!(nurse.code, Some("not_allowed"));
        let manager = clinic.employ("Iker", "Sanz", "manager");
        clinic.ask(manager, "alerts.response_times", asked("day")).unwrap();
        for (from_on, until_on) in [("2026-03-02", "2026-03-01"), ("2020-01-01", "2026-03-01")] {
            let mut request = asked("day");
            request["from_on"] = json!(from_on);
            request["until_on"] = json!(until_on);
            let refused = clinic.ask(manager, "alerts.response_times", request).unwrap_err();
            assert_eq!(refused.field, Some("until_on"));
        }
    }
}
