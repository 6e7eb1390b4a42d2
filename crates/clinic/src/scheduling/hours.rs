//! A practitioner's week, and what it means on a day.

use chrono::{NaiveDate, NaiveTime};
use serde::{Deserialize, Serialize};
use store::{Reader, params};
use ts_rs::TS;
use uuid::Uuid;

use crate::calendar::{self, Edge};
use crate::{Asking, Refused, Who};

/// Whose week.
#[derive(Deserialize, TS)]
pub struct Hours {
    practitioner_id: Uuid,
}

/// One stretch of a week.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct WeekdayHours {
    /// 1 is Monday, 7 is Sunday.
    pub weekday: u32,
    /// `HH:MM` on the site's clock.
    pub starts: String,
    /// `HH:MM` on the site's clock.
    pub ends: String,
    /// How long an ordinary appointment lasts.
    pub slot_minutes: i64,
}

/// A stretch of one day.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, TS)]
pub struct Stretch {
    /// Where it begins.
    pub starts_at: i64,
    /// Where it ends.
    pub ends_at: i64,
}

/// A row of `schedules`.
#[derive(Deserialize)]
pub(crate) struct Schedule {
    pub id: Uuid,
    pub weekday: String,
    pub start_time: String,
    pub end_time: String,
    pub slot_minutes: i64,
    pub valid_from_on: String,
}

/// The practitioner's week at this site as it stands from today on.
pub fn hours(asking: &Asking<'_>, request: Hours) -> Result<Vec<WeekdayHours>, Refused> {
    let rows = standing(&asking.reader, asking.who, request.practitioner_id)?;
    Ok(rows.iter().map(Schedule::shown).collect())
}

impl Schedule {
    /// As a screen shows it.
    pub fn shown(&self) -> WeekdayHours {
        let weekday = (0..7).find(|day| calendar::weekday_codes(*day) == self.weekday);
        WeekdayHours {
            weekday: weekday.map_or(0, |day| day + 1),
            starts: self.start_time.chars().take(5).collect(),
            ends: self.end_time.chars().take(5).collect(),
            slot_minutes: self.slot_minutes,
        }
    }
}

/// The rows of a practitioner's week at this site that have not ended, in the order of the week.
pub(crate) fn standing(
    reader: &Reader<'_>,
    who: &Who,
    practitioner: Uuid,
) -> Result<Vec<Schedule>, Refused> {
    let mut rows: Vec<Schedule> = reader.rows(
        "SELECT id, weekday, start_time, end_time, slot_minutes, valid_from_on FROM schedules \
         WHERE practitioner_id = ?1 AND site_id = ?2 AND is_active = 1 AND deleted_at IS NULL \
         AND valid_until_on IS NULL",
        params![practitioner, who.site.id],
    )?;
    rows.sort_by(|a, b| {
        let key = |row: &Schedule| (row.shown().weekday, row.start_time.clone());
        key(a).cmp(&key(b))
    });
    Ok(rows)
}

/// When a practitioner works at this site on `day`, each stretch with the minutes of its slots.
pub(crate) fn on_day(
    reader: &Reader<'_>,
    who: &Who,
    practitioner: Uuid,
    day: NaiveDate,
) -> Result<Vec<(Stretch, i64)>, Refused> {
    let rows: Vec<Schedule> = reader.rows(
        "SELECT id, weekday, start_time, end_time, slot_minutes, valid_from_on FROM schedules \
         WHERE practitioner_id = ?1 AND site_id = ?2 AND weekday = ?3 AND is_active = 1 \
         AND deleted_at IS NULL AND valid_from_on <= ?4 \
         AND (valid_until_on IS NULL OR valid_until_on >= ?4) ORDER BY start_time",
        params![practitioner, who.site.id, calendar::weekday_code(day), day.to_string()],
    )?;
    let zone = who.site.time_zone;
    rows.iter()
        .map(|row| {
            let at = |time: NaiveTime, edge| calendar::moment(zone, day.and_time(time), edge);
            let starts_at = at(calendar::time("starts", &row.start_time)?, Edge::Start);
            let ends_at = at(calendar::time("ends", &row.end_time)?, Edge::End);
            Ok((Stretch { starts_at, ends_at }, row.slot_minutes))
        })
        .collect()
}
