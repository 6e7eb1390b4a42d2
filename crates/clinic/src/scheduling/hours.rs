//! A practitioner's week, and what it means on a day.

use chrono::{NaiveDate, NaiveTime};
use chrono_tz::Tz;
use serde::{Deserialize, Serialize};
use store::{Reader, params};
use ts_rs::TS;
use uuid::Uuid;

use crate::calendar::{self, Edge};
use crate::people::details::filled;
use crate::{Asking, Refused, Who};

/// Whose week.
#[derive(Deserialize, TS)]
pub struct Hours {
    practitioner_id: Uuid,
    /// `YYYY-MM-DD`, as it will stand then; today where nothing is said.
    #[ts(optional = nullable)]
    on: Option<String>,
}

/// One stretch of a week.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct WeekdayHours {
    /// 1 is Monday, 7 is Sunday.
    pub weekday: u32,
    /// `HH:MM` on the site's clock.
    pub starts: String,
    /// `HH:MM` on the site's clock; `24:00` is the midnight at the end of the day.
    pub ends: String,
    /// How long an ordinary appointment lasts.
    pub slot_minutes: i64,
    /// Where it is, if always in the same room.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    pub room: Option<String>,
    /// For which department, if the practitioner works for several.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    pub department_id: Option<Uuid>,
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
    pub room: Option<String>,
    pub department_id: Option<Uuid>,
    pub valid_from_on: String,
    pub valid_until_on: Option<String>,
}

const COLUMNS: &str = "id, weekday, start_time, end_time, slot_minutes, room, department_id, \
     valid_from_on, valid_until_on";

/// How people write the midnight at which a day ends. The record keeps it as `00:00`, which no
/// stretch of hours can end at otherwise.
pub(crate) const END_OF_DAY: &str = "24:00";

/// A stretch in which a practitioner works on one day.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Working {
    pub schedule: Uuid,
    pub department: Option<Uuid>,
    pub room: Option<String>,
    pub slot_minutes: i64,
    pub stretch: Stretch,
}

/// The practitioner's week at this site as it stands on a day.
pub fn hours(asking: &Asking<'_>, request: Hours) -> Result<Vec<WeekdayHours>, Refused> {
    let on = match filled(request.on.as_deref()) {
        Some(on) => calendar::day("on", &on)?,
        None => asking.today(),
    };
    let rows = standing(&asking.reader, asking.who, request.practitioner_id, on)?;
    let on = on.to_string();
    Ok(rows.iter().filter(|row| row.valid_from_on <= on).map(Schedule::shown).collect())
}

impl Schedule {
    /// As a screen shows it.
    pub fn shown(&self) -> WeekdayHours {
        let weekday = (0..7).find(|day| calendar::weekday_codes(*day) == self.weekday);
        WeekdayHours {
            weekday: weekday.map_or(0, |day| day + 1),
            starts: self.start_time.chars().take(5).collect(),
            ends: match self.end_time.chars().take(5).collect::<String>() {
                midnight if midnight == "00:00" => END_OF_DAY.to_owned(),
                ends => ends,
            },
            slot_minutes: self.slot_minutes,
            room: self.room.clone(),
            department_id: self.department_id,
        }
    }
}

/// The rows of a practitioner's weeks at this site that are valid on `from` or later, in the order
/// of the week.
pub(crate) fn standing(
    reader: &Reader<'_>,
    who: &Who,
    practitioner: Uuid,
    from: NaiveDate,
) -> Result<Vec<Schedule>, Refused> {
    let mut rows: Vec<Schedule> = reader.rows(
        &format!(
            "SELECT {COLUMNS} FROM schedules WHERE practitioner_id = ?1 AND site_id = ?2 \
             AND is_active = 1 AND deleted_at IS NULL \
             AND (valid_until_on IS NULL OR valid_until_on >= ?3)"
        ),
        params![practitioner, who.site.id, from.to_string()],
    )?;
    rows.sort_by(|a, b| {
        let key = |row: &Schedule| {
            (row.shown().weekday, row.start_time.clone(), row.valid_from_on.clone())
        };
        key(a).cmp(&key(b))
    });
    Ok(rows)
}

/// The rows of a practitioner's weeks at this site, ended ones included.
pub(crate) fn weeks(
    reader: &Reader<'_>,
    site: Uuid,
    practitioner: Uuid,
) -> Result<Vec<Schedule>, Refused> {
    Ok(reader.rows(
        &format!(
            "SELECT {COLUMNS} FROM schedules WHERE practitioner_id = ?1 AND site_id = ?2 \
             AND is_active = 1 AND deleted_at IS NULL"
        ),
        params![practitioner, site],
    )?)
}

/// When somebody with these `weeks` works on `day`, by time. A day that the calendar of the place
/// skipped has no hours, and no stretch reaches out of its day.
pub(crate) fn working(
    weeks: &[Schedule],
    zone: Tz,
    day: NaiveDate,
) -> Result<Vec<Working>, Refused> {
    let (weekday, on) = (calendar::weekday_code(day), day.to_string());
    let (_, next_day) = calendar::bounds(zone, day);
    let mut found = Vec::new();
    for row in weeks {
        let ended = row.valid_until_on.as_deref().is_some_and(|until| until < on.as_str());
        if row.weekday != weekday || row.valid_from_on > on || ended {
            continue;
        }
        let at = |time: NaiveTime, edge| calendar::moment(zone, day.and_time(time), edge);
        let starts_at = at(calendar::time("starts", &row.start_time)?, Edge::Start);
        let ends_at = match calendar::time("ends", &row.end_time)? {
            NaiveTime::MIN => next_day,
            ends => at(ends, Edge::End).min(next_day),
        };
        if starts_at < ends_at {
            found.push(Working {
                schedule: row.id,
                department: row.department_id,
                room: row.room.clone(),
                slot_minutes: row.slot_minutes,
                stretch: Stretch { starts_at, ends_at },
            });
        }
    }
    found.sort_by_key(|working| working.stretch.starts_at);
    Ok(found)
}

/// The department in which a practitioner works at `at`: that of their hours then, else the first of
/// those that they belong to.
pub(crate) fn department_at(
    reader: &Reader<'_>,
    who: &Who,
    practitioner: Uuid,
    at: i64,
) -> Result<Option<Uuid>, Refused> {
    let hours = on_day(reader, who, practitioner, who.today(at))?;
    let then = hours
        .iter()
        .find(|hours| hours.stretch.starts_at <= at && at < hours.stretch.ends_at)
        .and_then(|hours| hours.department);
    if then.is_some() {
        return Ok(then);
    }
    Ok(reader.value(
        "SELECT department_id FROM practitioner_departments WHERE practitioner_id = ?1 \
         AND deleted_at IS NULL ORDER BY is_primary DESC, id LIMIT 1",
        params![practitioner],
    )?)
}

/// When a practitioner works at this site on `day`.
pub(crate) fn on_day(
    reader: &Reader<'_>,
    who: &Who,
    practitioner: Uuid,
    day: NaiveDate,
) -> Result<Vec<Working>, Refused> {
    working(&weeks(reader, who.site.id, practitioner)?, who.site.time_zone, day)
}
