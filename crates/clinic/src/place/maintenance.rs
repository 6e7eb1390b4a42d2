//! When a room or machine should be serviced.

use chrono_tz::Tz;
use serde::{Deserialize, Serialize};
use store::{Reader, params};
use ts_rs::TS;
use uuid::Uuid;

use crate::calendar::{self, HOUR};
use crate::place::methods::{MAINTENANCE, MethodUsed};
use crate::{Asking, Refused};

const DAY: i64 = 24 * HOUR;
/// Use is projected from these last days.
const PROJECTED_FROM: i64 = 28 * DAY;
/// A shorter stretch of use says nothing about the next one.
const PROJECTED_FROM_MIN: i64 = 7 * DAY;
/// From so many faults on there is a mean time between them.
const FAULTS_MIN: usize = 5;
/// Later than this nobody plans.
const AHEAD_DAYS_MAX: f64 = 3_660.0;

/// When a room or machine should be serviced, and why.
#[derive(Clone, Debug, Serialize, TS)]
pub struct Maintenance {
    /// The proposed day.
    due_on: String,
    is_overdue: bool,
    /// What each reason alone would propose, the earliest first.
    reasons: Vec<String>,
    /// Days in working order between faults; from five faults on.
    mtbf_days: Option<f64>,
    /// The probability of a fault in the next 30 days; from five faults on.
    fault_in_30_days: Option<f64>,
    method: MethodUsed,
}

/// Which room or machine.
#[derive(Deserialize, TS)]
pub struct MaintenanceAsked {
    resource_id: Uuid,
}

/// A proposal, or nothing where the method does not apply.
#[derive(Serialize, TS)]
pub struct MaintenanceShown {
    maintenance: Option<Maintenance>,
}

/// When a room or machine should be serviced.
pub fn predictive_maintenance(
    asking: &Asking<'_>,
    request: MaintenanceAsked,
) -> Result<MaintenanceShown, Refused> {
    let zone = asking.who.site.time_zone;
    let maintenance = of(&asking.reader, request.resource_id, zone, asking.now)?;
    Ok(MaintenanceShown { maintenance })
}

/// What is known of a resource, microseconds.
#[derive(Clone, Debug, Default)]
struct Known {
    since: i64,
    interval_days: Option<i64>,
    interval_hours: Option<f64>,
    last_service: Option<i64>,
    /// When it was used, and for how many hours.
    uses: Vec<(i64, f64)>,
    /// When it broke, and when it worked again.
    faults: Vec<(i64, Option<i64>)>,
}

/// The proposal for one resource.
pub(crate) fn of(
    reader: &Reader<'_>,
    resource: Uuid,
    zone: Tz,
    now: i64,
) -> Result<Option<Maintenance>, Refused> {
    let Some(known) = known(reader, resource, now)? else {
        return Err(Refused::gone("room or machine"));
    };
    let Some(outlook) = known.outlook(now) else { return Ok(None) };
    let day = |moment| calendar::day_of(zone, moment);
    let mut proposals = outlook.proposals;
    proposals.sort_by_key(|(due, _)| *due);
    let Some((due, _)) = proposals.first() else { return Ok(None) };
    Ok(Some(Maintenance {
        due_on: day(*due).to_string(),
        is_overdue: day(*due) < day(now),
        reasons: proposals.iter().map(|(due, why)| format!("{}: {why}", day(*due))).collect(),
        mtbf_days: outlook.mtbf_days,
        fault_in_30_days: outlook.mtbf_days.map(|mtbf| 1.0 - (-30.0 / mtbf).exp()),
        method: MethodUsed::of(reader, &MAINTENANCE)?,
    }))
}

/// Days from microseconds.
fn days(micros: i64) -> f64 {
    micros as f64 / DAY as f64
}

struct Outlook {
    /// Until when service should be, and why.
    proposals: Vec<(i64, String)>,
    mtbf_days: Option<f64>,
}

impl Known {
    /// `None` where nothing can be said.
    fn outlook(&self, now: i64) -> Option<Outlook> {
        let mtbf_days = self.mtbf_days(now);
        let proposals: Vec<(i64, String)> =
            [self.by_days(), self.by_hours(now), self.by_faults(mtbf_days)]
                .into_iter()
                .flatten()
                .collect();
        (!proposals.is_empty()).then_some(Outlook { proposals, mtbf_days })
    }

    fn by_days(&self) -> Option<(i64, String)> {
        let interval = self.interval_days?;
        let from = self.last_service.unwrap_or(self.since);
        let since = if self.last_service.is_some() { "the last service" } else { "the beginning" };
        Some((from + interval * DAY, format!("{interval} days after {since}")))
    }

    fn by_hours(&self, now: i64) -> Option<(i64, String)> {
        let interval = self.interval_hours?;
        let serviced = self.last_service.unwrap_or(self.since);
        let hours_from = |from: i64| -> f64 {
            self.uses.iter().filter(|(at, _)| *at > from && *at <= now).map(|(_, h)| h).sum()
        };
        let used = hours_from(serviced);
        if used >= interval {
            return Some((now, format!("{used:.0} of {interval:.0} hours of use are reached")));
        }
        let from = self.since.max(now - PROJECTED_FROM);
        if now - from < PROJECTED_FROM_MIN {
            return None;
        }
        let a_day = hours_from(from) / days(now - from);
        let ahead = (interval - used) / a_day;
        if !ahead.is_finite() || ahead > AHEAD_DAYS_MAX {
            return None;
        }
        let due = now + (ahead * DAY as f64) as i64;
        let why = format!(
            "{used:.0} of {interval:.0} hours of use so far, {a_day:.1} more each day as of late"
        );
        Some((due, why))
    }

    /// The time in working order divided by the number of faults.
    fn mtbf_days(&self, now: i64) -> Option<f64> {
        if self.faults.len() < FAULTS_MIN {
            return None;
        }
        let down: i64 =
            self.faults.iter().map(|(broke, worked)| worked.unwrap_or(now) - broke).sum();
        let working = days(now - self.since - down);
        (working > 0.0).then(|| working / self.faults.len() as f64)
    }

    fn by_faults(&self, mtbf_days: Option<f64>) -> Option<(i64, String)> {
        let mtbf = mtbf_days?;
        let (broke, worked) = self.faults.last()?;
        let due = worked.unwrap_or(*broke) + (mtbf * DAY as f64) as i64;
        let why = format!("{} faults, one in {mtbf:.0} days in working order", self.faults.len());
        Some((due, why))
    }
}

fn known(reader: &Reader<'_>, resource: Uuid, now: i64) -> Result<Option<Known>, Refused> {
    #[derive(Deserialize)]
    struct Row {
        created_at: i64,
        service_interval_days: Option<i64>,
        service_interval_hours: Option<f64>,
    }
    #[derive(Deserialize)]
    struct Event {
        kind: String,
        occurred_at: i64,
        hours_used: Option<f64>,
    }
    let row: Option<Row> = reader.row(
        "SELECT created_at, service_interval_days, service_interval_hours FROM resources \
         WHERE id = ?1 AND deleted_at IS NULL",
        params![resource],
    )?;
    let Some(row) = row else { return Ok(None) };
    let events: Vec<Event> = reader.rows(
        "SELECT kind, occurred_at, hours_used FROM resource_events WHERE resource_id = ?1 \
         AND occurred_at <= ?2 AND deleted_at IS NULL ORDER BY occurred_at, id",
        params![resource, now],
    )?;
    let mut known = Known {
        since: events.first().map_or(row.created_at, |first| first.occurred_at.min(row.created_at)),
        interval_days: row.service_interval_days,
        interval_hours: row.service_interval_hours,
        ..Known::default()
    };
    for event in events {
        let broken = known.faults.last_mut().filter(|(_, worked)| worked.is_none());
        match (event.kind.as_str(), broken) {
            ("fault", None) => known.faults.push((event.occurred_at, None)),
            ("repair" | "service", Some((_, worked))) => *worked = Some(event.occurred_at),
            _ => {}
        }
        match event.kind.as_str() {
            "service" => known.last_service = Some(event.occurred_at),
            "use" => known.uses.push((event.occurred_at, event.hours_used.unwrap_or(0.0))),
            _ => {}
        }
    }
    // Where nobody writes down its use, what it was booked for is the best that is known.
    if known.uses.is_empty() && known.interval_hours.is_some() {
        let from = known.last_service.unwrap_or(known.since).min(now - PROJECTED_FROM);
        let booked: Vec<(i64, i64)> = reader.rows(
            "SELECT starts_at, ends_at FROM appointment_resources WHERE resource_id = ?1 \
             AND starts_at > ?2 AND starts_at <= ?3 AND ends_at <= ?3 AND is_released = 0 \
             AND held_reason IS NULL AND deleted_at IS NULL",
            params![resource, from, now],
        )?;
        let hours = |(starts, ends): (i64, i64)| (ends, (ends - starts) as f64 / HOUR as f64);
        known.uses = booked.into_iter().map(hours).collect();
    }
    Ok(Some(known))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn on(day: i64) -> i64 {
        day * DAY
    }

    #[test]
    fn without_an_interval_and_with_four_faults_nothing_is_said() {
        let faults = (1..=4).map(|n| (on(n * 10), Some(on(n * 10 + 1)))).collect();
        assert!(Known { faults, ..Known::default() }.outlook(on(100)).is_none());
    }

    #[test]
    fn service_is_due_by_days_or_by_hours_whichever_is_first() {
        let known = Known {
            interval_days: Some(180),
            interval_hours: Some(500.0),
            last_service: Some(on(100)),
            // Five hours each day since the last service, 60 days ago.
            uses: (1..=60).map(|n| (on(100 + n), 5.0)).collect(),
            ..Known::default()
        };
        let outlook = known.outlook(on(160)).unwrap();
        let due: Vec<f64> = outlook.proposals.iter().map(|(due, _)| days(*due)).collect();
        // 300 of 500 hours; the other 200 take 40 days more at 5 hours a day.
        assert_eq!(due, [280.0, 200.0]);
        assert!(outlook.proposals[1].1.contains("300 of 500 hours"));
        let worn = Known { interval_hours: Some(300.0), ..known };
        assert_eq!(worn.outlook(on(160)).unwrap().proposals[1].0, on(160));
    }

    #[test]
    fn the_mean_time_between_failures_counts_the_time_in_working_order() {
        // Worked by hand: 110 days, five faults, each repaired after two days: 100 days in working
        // order, so one fault in 20 days; the last repair was on day 102.
        let faults = [20, 40, 60, 80, 100].map(|day| (on(day), Some(on(day + 2)))).to_vec();
        let known = Known { faults, ..Known::default() };
        let outlook = known.outlook(on(110)).unwrap();
        assert_eq!(outlook.mtbf_days, Some(20.0));
        assert_eq!(outlook.proposals[0].0, on(122));
    }
}
