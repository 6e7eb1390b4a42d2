//! FHIR's dates, which say how exactly they are known by how much of them is written.

use chrono::{DateTime, NaiveDate, TimeDelta, TimeZone};
use chrono_tz::Tz;

/// How exactly a date is known.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Precision {
    Year,
    Month,
    Day,
    Moment,
}

/// A FHIR `date`, `dateTime` or `instant`.
#[derive(Clone, Debug)]
pub(crate) struct When {
    /// As it is written.
    pub text: String,
    pub precision: Precision,
    /// The first day that it can mean, on the calendar of whoever wrote it.
    day: NaiveDate,
    micros: Option<i64>,
}

impl When {
    /// Reads `2019`, `2019-05`, `2019-05-28` or `2019-05-28T06:29:54.552+02:00`. A time of day
    /// without its offset from UTC is refused, as FHIR has it: it names no moment.
    pub fn read(text: &str) -> Option<Self> {
        let text = text.trim();
        let on = |padded: String| NaiveDate::parse_from_str(&padded, "%Y-%m-%d").ok();
        let digits = text.bytes().all(|byte| byte.is_ascii_digit() || byte == b'-');
        let (precision, day, micros) = match text.len() {
            4 if digits => (Precision::Year, on(format!("{text}-01-01"))?, None),
            7 if digits => (Precision::Month, on(format!("{text}-01"))?, None),
            10 if digits => (Precision::Day, on(text.to_owned())?, None),
            _ => {
                let moment = DateTime::parse_from_rfc3339(text).ok()?;
                (Precision::Moment, moment.date_naive(), Some(moment.timestamp_micros()))
            }
        };
        Some(Self { text: text.to_owned(), precision, day, micros })
    }

    /// The day, where it is known.
    pub fn day(&self) -> Option<String> {
        matches!(self.precision, Precision::Day | Precision::Moment).then(|| self.first_day())
    }

    /// The first day that this can mean.
    pub fn first_day(&self) -> String {
        self.day.format("%Y-%m-%d").to_string()
    }

    /// The moment in microseconds since 1970 UTC, where it is known.
    pub fn moment(&self) -> Option<i64> {
        self.micros
    }

    /// The moment, or the beginning of the first day in `zone`.
    pub fn moment_or_start(&self, zone: Tz) -> i64 {
        self.micros.unwrap_or_else(|| start_of(self.day, zone))
    }

    /// What to write beside a moment that had to be made of a month or a year.
    pub fn caveat(&self, what: &str) -> Option<String> {
        matches!(self.precision, Precision::Year | Precision::Month)
            .then(|| format!("{what} is known only as {}.", self.text))
    }
}

/// The first moment of `day` in `zone`; where midnight was skipped there, the one after the gap.
pub(crate) fn start_of(day: NaiveDate, zone: Tz) -> i64 {
    let midnight = day.and_time(chrono::NaiveTime::MIN);
    (0..=4)
        .filter_map(|half_hours| {
            let local = midnight.checked_add_signed(TimeDelta::minutes(30 * half_hours))?;
            zone.from_local_datetime(&local).earliest()
        })
        .next()
        .map_or_else(|| midnight.and_utc().timestamp_micros(), |moment| moment.timestamp_micros())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_date_keeps_how_exactly_it_is_known() {
        let read = |text: &str| When::read(text).map(|when| (when.precision, when.first_day()));
        assert_eq!(read("1961"), Some((Precision::Year, "1961-01-01".to_owned())));
        assert_eq!(read("1961-06"), Some((Precision::Month, "1961-06-01".to_owned())));
        assert_eq!(read("1961-06-30"), Some((Precision::Day, "1961-06-30".to_owned())));
        let moment = When::read("2019-12-31T23:30:00.5-05:00").unwrap();
        assert_eq!(moment.day().as_deref(), Some("2019-12-31"), "the day of whoever wrote it");
        assert_eq!(moment.moment(), Some(1_577_853_000_500_000));
        assert_eq!(When::read("1961").unwrap().day(), None);
    }

    #[test]
    fn what_is_no_date_is_not_made_one() {
        for text in ["", "61", "1961-13", "2019-02-29", "2019-05-28T06:29:54", "yesterday", "١٩٦١"]
        {
            assert!(When::read(text).is_none(), "{text}");
        }
    }

    #[test]
    fn a_day_begins_where_the_clinic_is_even_where_midnight_was_skipped() {
        let beirut: Tz = "Asia/Beirut".parse().unwrap();
        let day = When::read("2021-03-28").unwrap().moment_or_start(beirut);
        assert_eq!(day, 1_616_882_400_000_000, "01:00 summer time is 22:00 UTC the day before");
    }
}
