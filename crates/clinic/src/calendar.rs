//! Wall-clock times at a site and the moments that they are, across changes of the clock.
//!
//! Moments are microseconds since 1970 UTC. A wall-clock time that a change of the clock skips
//! means the moment that much later; one that comes twice means the first for a beginning and the
//! last for an end, so that a stretch of hours is never cut short.

use chrono::{DateTime, Datelike, Days, MappedLocalTime, NaiveDate, NaiveDateTime, NaiveTime};
use chrono::{Offset, TimeDelta, TimeZone};
use chrono_tz::Tz;

use crate::Refused;

/// Microseconds in a minute.
pub const MINUTE: i64 = 60_000_000;
/// Microseconds in an hour.
pub const HOUR: i64 = 60 * MINUTE;

/// A clock that shows an earlier moment (2020-01-01) is wrong and proves no date wrong.
const BELIEVABLE: i64 = 1_577_836_800_000_000;

/// Whether the machine's clock can be right, so that a date may be refused because of it.
pub fn believable(now: i64) -> bool {
    now >= BELIEVABLE
}

/// Which end of a stretch of time a wall-clock time is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Edge {
    /// Where it begins.
    Start,
    /// Where it ends.
    End,
}

/// The moment of a wall-clock time.
pub fn moment(zone: Tz, wall: NaiveDateTime, edge: Edge) -> i64 {
    match (zone.from_local_datetime(&wall), edge) {
        (MappedLocalTime::Single(found), _)
        | (MappedLocalTime::Ambiguous(found, _), Edge::Start)
        | (MappedLocalTime::Ambiguous(_, found), Edge::End) => found.timestamp_micros(),
        (MappedLocalTime::None, _) => {
            let before = zone.offset_from_utc_datetime(&(wall - TimeDelta::days(1))).fix();
            wall.and_utc().timestamp_micros() - i64::from(before.local_minus_utc()) * 1_000_000
        }
    }
}

/// The first moment of `day` and of the day after it.
pub fn bounds(zone: Tz, day: NaiveDate) -> (i64, i64) {
    let next = day.checked_add_days(Days::new(1)).unwrap_or(day);
    let first = |day: NaiveDate| moment(zone, day.and_time(NaiveTime::MIN), Edge::Start);
    (first(day), first(next))
}

/// What the clock at the site shows.
pub fn wall_clock(zone: Tz, moment: i64) -> DateTime<Tz> {
    DateTime::from_timestamp_micros(moment).unwrap_or_default().with_timezone(&zone)
}

/// The calendar day at the site.
pub fn day_of(zone: Tz, moment: i64) -> NaiveDate {
    wall_clock(zone, moment).date_naive()
}

/// `14:05`, for a sentence.
pub fn time_text(zone: Tz, moment: i64) -> String {
    wall_clock(zone, moment).format("%H:%M").to_string()
}

/// Reads `YYYY-MM-DD`.
pub fn day(field: &'static str, text: &str) -> Result<NaiveDate, Refused> {
    NaiveDate::parse_from_str(text, "%Y-%m-%d").map_err(|_| {
        Refused::field(field, "This is not a day of the calendar. Write it as year-month-day.")
    })
}

/// Reads `HH:MM`, with or without seconds.
pub fn time(field: &'static str, text: &str) -> Result<NaiveTime, Refused> {
    NaiveTime::parse_from_str(text, "%H:%M")
        .or_else(|_| NaiveTime::parse_from_str(text, "%H:%M:%S%.f"))
        .map_err(|_| Refused::field(field, "This is not a time of day. Write it as 09:30."))
}

/// Whole years from `born` to `on`; `None` for a day that has not come.
pub fn age_years(born: NaiveDate, on: NaiveDate) -> Option<u32> {
    on.years_since(born)
}

/// The weekday's code in `schedules.weekday`.
pub fn weekday_code(day: NaiveDate) -> &'static str {
    weekday_codes(day.weekday().num_days_from_monday())
}

/// The code of the weekday that many days after Monday.
pub(crate) fn weekday_codes(days_from_monday: u32) -> &'static str {
    match days_from_monday {
        0 => "mon",
        1 => "tue",
        2 => "wed",
        3 => "thu",
        4 => "fri",
        5 => "sat",
        _ => "sun",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn wall(text: &str) -> NaiveDateTime {
        NaiveDateTime::parse_from_str(text, "%Y-%m-%dT%H:%M").unwrap()
    }

    fn utc(text: &str) -> i64 {
        DateTime::parse_from_rfc3339(text).unwrap().timestamp_micros()
    }

    #[test]
    fn a_time_that_the_clock_skips_is_that_much_later() {
        let cases = [
            ("America/New_York", "2026-03-08T02:30", "2026-03-08T07:30:00Z"),
            ("Europe/London", "2026-03-29T01:30", "2026-03-29T01:30:00Z"),
            ("America/Sao_Paulo", "2018-11-04T00:30", "2018-11-04T03:30:00Z"),
            ("Pacific/Apia", "2011-12-30T12:00", "2011-12-30T22:00:00Z"),
        ];
        for (zone, shown, meant) in cases {
            let zone: Tz = zone.parse().unwrap();
            assert_eq!(moment(zone, wall(shown), Edge::Start), utc(meant), "{zone}");
        }
    }

    #[test]
    fn a_time_that_comes_twice_begins_with_the_first_and_ends_with_the_last() {
        let zone: Tz = "America/New_York".parse().unwrap();
        let twice = wall("2026-11-01T01:30");
        assert_eq!(moment(zone, twice, Edge::Start), utc("2026-11-01T05:30:00Z"));
        assert_eq!(moment(zone, twice, Edge::End), utc("2026-11-01T06:30:00Z"));
    }

    #[test]
    fn days_last_as_long_as_the_clock_says() {
        let hours = |zone: &str, day: &str| {
            let (start, end) = bounds(zone.parse().unwrap(), super::day("on", day).unwrap());
            (end - start) / HOUR
        };
        assert_eq!(hours("America/New_York", "2026-03-08"), 23);
        assert_eq!(hours("America/New_York", "2026-11-01"), 25);
        assert_eq!(hours("America/Sao_Paulo", "2018-11-04"), 23);
        assert_eq!(hours("Asia/Kathmandu", "2026-01-01"), 24);
    }

    #[test]
    fn somebody_born_on_a_leap_day_turns_one_on_the_first_of_march() {
        let day = |text| super::day("on", text).unwrap();
        assert_eq!(age_years(day("2024-02-29"), day("2025-02-28")), Some(0));
        assert_eq!(age_years(day("2024-02-29"), day("2025-03-01")), Some(1));
        assert_eq!(age_years(day("2024-02-29"), day("2024-02-28")), None);
    }
}
