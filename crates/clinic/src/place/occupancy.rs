//! How many beds will be occupied.

use chrono::{Datelike, NaiveDate};
use chrono_tz::Tz;
use serde::{Deserialize, Serialize};
use store::{Reader, params};
use ts_rs::TS;
use uuid::Uuid;

use crate::calendar::{self, HOUR};
use crate::place::kaplan_meier::Survival;
use crate::place::methods::{MethodUsed, OCCUPANCY};
use crate::{Asking, Refused};

const DAY: i64 = 24 * HOUR;
/// Under eight weeks of history nothing is said.
const HISTORY_MIN: i64 = 56 * DAY;
/// Older stays say little about the ward of today.
const HISTORY_MAX: i64 = 364 * DAY;
const DAYS_AHEAD_MAX: i64 = 28;
/// The back-test asks on each of the last days what was expected then.
const TESTED_DAYS: i64 = 28;
/// What the back-test needs to know before its first day.
const TRAINED_MIN: i64 = 28 * DAY;
/// The normal quantile of an interval of 90 %.
const QUANTILE: f64 = 1.645;
/// New stays are spread over the quarters of a day.
const QUARTER: i64 = DAY / 4;

/// Which beds, and how far ahead.
#[derive(Deserialize, TS)]
pub struct OccupancyAsked {
    /// Only this ward.
    ward: Option<String>,
    department_id: Option<Uuid>,
    /// 1 to 28.
    days: i64,
}

/// What is expected, or nothing where there is too little history.
#[derive(Serialize, TS)]
pub struct OccupancyShown {
    prediction: Option<Occupancy>,
}

/// How many beds are expected to be occupied.
#[derive(Serialize, TS)]
pub struct Occupancy {
    /// Beds in use.
    beds: u32,
    /// Those with a patient now.
    occupied: u32,
    days: Vec<OccupancyDay>,
    /// For each patient who lies in a bed now; empty to those who do not see who lies where.
    stays: Vec<StayOutlook>,
    /// How well the same method did over the last four weeks.
    back_test: Vec<BackTest>,
    method: MethodUsed,
}

/// What is expected that many times 24 hours from now.
#[derive(Serialize, TS)]
pub struct OccupancyDay {
    at: i64,
    expected: f64,
    /// The lower end of an interval of 90 %.
    low: f64,
    /// The upper end of an interval of 90 %. It may exceed the number of beds: so many would need
    /// one.
    high: f64,
}

/// How likely a bed is still taken by who lies in it now.
#[derive(Serialize, TS)]
pub struct StayOutlook {
    bed_id: Uuid,
    since: i64,
    /// One for each day ahead.
    still_there: Vec<f64>,
}

/// What was expected against what came.
#[derive(Debug, Serialize, TS)]
pub struct BackTest {
    days_ahead: i64,
    /// On how many days it was tried.
    n: u32,
    /// The mean of how many beds it was wrong by.
    mean_error: f64,
    /// The same for expecting that nothing changes.
    mean_error_unchanged: f64,
    /// The share of days within the interval; 0.9 where it is right.
    within: f64,
}

/// A stay in one of the beds.
#[derive(Clone, Copy, Debug, Deserialize)]
struct Stay {
    bed_id: Uuid,
    started_at: i64,
    ended_at: Option<i64>,
}

/// How many beds will be occupied on each of the next days.
pub fn occupancy_prediction(
    asking: &Asking<'_>,
    request: OccupancyAsked,
) -> Result<OccupancyShown, Refused> {
    if !(1..=DAYS_AHEAD_MAX).contains(&request.days) {
        return Err(Refused::field("days", "The outlook goes from 1 to 28 days ahead."));
    }
    let (reader, now) = (&asking.reader, asking.now);
    let stays = stays(reader, asking.who.site.id, &request, now - HISTORY_MAX)?;
    let history = History::of(&stays, asking.who.site.time_zone);
    if !history.is_long_enough(now) {
        return Ok(OccupancyShown { prediction: None });
    }
    let beds: Option<u32> = reader.value(
        "SELECT count(*) FROM beds WHERE site_id = ?1 AND (?2 IS NULL OR ward = ?2) \
         AND (?3 IS NULL OR department_id = ?3) AND is_active = 1 AND deleted_at IS NULL",
        params![asking.who.site.id, request.ward, request.department_id],
    )?;
    let outlook = history.known_at(now);
    let ahead: Vec<i64> = (1..=request.days).map(|day| day * DAY).collect();
    let open = stays.iter().filter(|stay| stay.ended_at.is_none());
    let shown = open.clone().filter(|_| asking.who.sees("bed_stays"));
    let prediction = Occupancy {
        beds: beds.unwrap_or(0),
        occupied: u32::try_from(open.count()).unwrap_or(u32::MAX),
        days: ahead.iter().map(|ahead| outlook.expect(*ahead).day(now + ahead)).collect(),
        stays: shown
            .map(|stay| StayOutlook {
                bed_id: stay.bed_id,
                since: stay.started_at,
                still_there: ahead
                    .iter()
                    .map(|ahead| outlook.survival.goes_on(now - stay.started_at, *ahead))
                    .collect(),
            })
            .collect(),
        back_test: [1, 7].map(|days| history.back_test(now, days)).into_iter().flatten().collect(),
        method: MethodUsed::of(reader, &OCCUPANCY)?,
    };
    Ok(OccupancyShown { prediction: Some(prediction) })
}

/// Stays since ?4 in beds of site ?1, of ward ?2 and department ?3 if any, and those that last.
pub(crate) const STAYS: &str = "SELECT s.bed_id, s.started_at, s.ended_at \
     FROM beds b CROSS JOIN bed_stays s ON s.bed_id = b.id WHERE b.site_id = ?1 \
     AND (?2 IS NULL OR b.ward = ?2) AND (?3 IS NULL OR b.department_id = ?3) \
     AND b.deleted_at IS NULL AND s.started_at > ?4 AND s.held_reason IS NULL \
     AND s.deleted_at IS NULL AND (s.end_reason IS NULL OR s.end_reason <> 'entered_in_error') \
     UNION ALL \
     SELECT s.bed_id, s.started_at, s.ended_at \
     FROM beds b CROSS JOIN bed_stays s ON s.bed_id = b.id WHERE b.site_id = ?1 \
     AND (?2 IS NULL OR b.ward = ?2) AND (?3 IS NULL OR b.department_id = ?3) \
     AND b.deleted_at IS NULL AND s.started_at <= ?4 AND s.ended_at IS NULL \
     AND s.held_reason IS NULL AND s.deleted_at IS NULL";

fn stays(
    reader: &Reader<'_>,
    site: Uuid,
    asked: &OccupancyAsked,
    since: i64,
) -> Result<Vec<Stay>, Refused> {
    Ok(reader.rows(STAYS, params![site, asked.ward, asked.department_id, since])?)
}

/// Stays with the calendar days on which they began.
struct History {
    stays: Vec<(Stay, NaiveDate)>,
    first: Option<i64>,
    zone: Tz,
}

/// What is known at one moment.
struct Outlook {
    now: i64,
    survival: Survival,
    /// How long those who lie in a bed have lain there.
    ages: Vec<i64>,
    /// New stays on a day, Monday first.
    admissions: [f64; 7],
    zone: Tz,
}

/// A number of beds with its variance.
#[derive(Clone, Copy, Debug)]
struct Expected {
    mean: f64,
    variance: f64,
}

impl Expected {
    fn interval(self) -> (f64, f64) {
        let reach = QUANTILE * self.variance.sqrt();
        ((self.mean - reach).max(0.0), self.mean + reach)
    }

    fn day(self, at: i64) -> OccupancyDay {
        let (low, high) = self.interval();
        OccupancyDay { at, expected: self.mean, low, high }
    }
}

impl History {
    fn of(stays: &[Stay], zone: Tz) -> Self {
        Self {
            stays: stays
                .iter()
                .map(|stay| (*stay, calendar::day_of(zone, stay.started_at)))
                .collect(),
            first: stays.iter().map(|stay| stay.started_at).min(),
            zone,
        }
    }

    fn is_long_enough(&self, now: i64) -> bool {
        let ended = self.stays.iter().any(|(stay, _)| stay.ended_at.is_some());
        ended && self.first.is_some_and(|first| now - first >= HISTORY_MIN)
    }

    /// What was known at a moment, whatever came later.
    fn known_at(&self, now: i64) -> Outlook {
        let today = calendar::day_of(self.zone, now);
        let first = self
            .first
            .map_or(today, |first| calendar::day_of(self.zone, first.max(now - HISTORY_MAX)));
        let mut durations = Vec::new();
        let mut ages = Vec::new();
        let mut begun = [0.0_f64; 7];
        for (stay, day) in &self.stays {
            if stay.started_at >= now {
                continue;
            }
            match stay.ended_at.filter(|ended| *ended <= now) {
                Some(ended) => durations.push((ended - stay.started_at, true)),
                None => {
                    durations.push((now - stay.started_at, false));
                    ages.push(now - stay.started_at);
                }
            }
            let counted = (first..today).contains(day);
            if let Some(count) = begun.get_mut(weekday(*day)).filter(|_| counted) {
                *count += 1.0;
            }
        }
        let mut days = [0.0_f64; 7];
        for day in first.iter_days().take_while(|day| *day < today) {
            if let Some(count) = days.get_mut(weekday(day)) {
                *count += 1.0;
            }
        }
        let mut admissions = [0.0; 7];
        for ((mean, begun), days) in admissions.iter_mut().zip(begun).zip(days) {
            *mean = if days > 0.0 { begun / days } else { 0.0 };
        }
        let survival = Survival::estimate(&durations);
        Outlook { now, survival, ages, admissions, zone: self.zone }
    }

    /// How many lay in a bed at a moment.
    fn census(&self, at: i64) -> f64 {
        let lay =
            |stay: &Stay| stay.started_at <= at && stay.ended_at.is_none_or(|ended| ended > at);
        self.stays.iter().filter(|(stay, _)| lay(stay)).count() as f64
    }

    /// What was expected `days` ahead on each of the last four weeks' days, against what came.
    fn back_test(&self, now: i64, days: i64) -> Option<BackTest> {
        let first = self.first?;
        let (mut n, mut error, mut unchanged, mut within) = (0_u32, 0.0, 0.0, 0.0);
        for back in (days..=TESTED_DAYS).rev() {
            let origin = now - back * DAY;
            if origin - first < TRAINED_MIN {
                continue;
            }
            let expected = self.known_at(origin).expect(days * DAY);
            let came = self.census(origin + days * DAY);
            let (low, high) = expected.interval();
            n += 1;
            error += (expected.mean - came).abs();
            unchanged += (self.census(origin) - came).abs();
            within += f64::from(u8::from(low.floor() <= came && came <= high.ceil()));
        }
        (n > 0).then(|| BackTest {
            days_ahead: days,
            n,
            mean_error: error / f64::from(n),
            mean_error_unchanged: unchanged / f64::from(n),
            within: within / f64::from(n),
        })
    }
}

impl Outlook {
    /// How many are expected to lie in a bed `ahead` from now: those who stay on, and those who
    /// come and stay.
    fn expect(&self, ahead: i64) -> Expected {
        let mut expected = Expected { mean: 0.0, variance: 0.0 };
        for age in &self.ages {
            let stays = self.survival.goes_on(*age, ahead);
            expected.mean += stays;
            expected.variance += stays * (1.0 - stays);
        }
        let target = self.now + ahead;
        let mut from = self.now;
        while from < target {
            let until = (from + QUARTER).min(target);
            let middle = from + (until - from) / 2;
            let day = calendar::day_of(self.zone, middle);
            let admissions = self.admissions.get(weekday(day)).copied().unwrap_or(0.0);
            let come = admissions * (until - from) as f64 / DAY as f64;
            // A Poisson number thinned by who stays is Poisson: its variance is its mean.
            let stay = come * self.survival.at(target - middle);
            expected.mean += stay;
            expected.variance += stay;
            from = until;
        }
        expected
    }
}

/// Days from Monday.
fn weekday(day: NaiveDate) -> usize {
    day.weekday().num_days_from_monday() as usize
}

#[cfg(test)]
mod tests {
    use super::*;

    const ZONE: Tz = Tz::UTC;

    /// One patient comes each day at noon and stays for exactly 60 hours.
    fn regular(days: i64) -> Vec<Stay> {
        (0..days)
            .map(|day| {
                let started_at = day * DAY + DAY / 2;
                let ended_at = Some(started_at + 60 * HOUR).filter(|ended| *ended <= days * DAY);
                Stay { bed_id: Uuid::nil(), started_at, ended_at }
            })
            .collect()
    }

    #[test]
    fn a_ward_that_never_changes_is_expected_not_to_change() {
        // Worked by hand: at midnight those lie there who came 12 and 36 hours ago; who came 60
        // hours ago has just left. One more day: who came 12 hours ago stays for certain, who came
        // 36 hours ago leaves at noon, and one comes, who stays for certain.
        let history = History::of(&regular(70), ZONE);
        let outlook = history.known_at(70 * DAY);
        assert_eq!(outlook.ages.len(), 2);
        assert!(outlook.admissions.iter().all(|mean| (mean - 1.0).abs() < 1e-9));
        let tomorrow = outlook.expect(DAY);
        assert!((tomorrow.mean - 2.0).abs() < 1e-9, "{tomorrow:?}");
        // The certain one adds no variance, the one who comes is Poisson with mean 1.
        assert!((tomorrow.variance - 1.0).abs() < 1e-9);
        let test = history.back_test(70 * DAY, 1).unwrap();
        assert_eq!(test.n, 28);
        assert!(test.mean_error < 0.01 && test.within == 1.0, "{test:?}");
    }

    #[test]
    fn admissions_are_those_of_their_weekday() {
        // 1 January 1970 was a Thursday; patients come on Thursdays only and stay a day.
        let thursdays: Vec<Stay> = (0..10)
            .map(|week| Stay {
                bed_id: Uuid::nil(),
                started_at: week * 7 * DAY + HOUR,
                ended_at: Some(week * 7 * DAY + 25 * HOUR),
            })
            .collect();
        let outlook = History::of(&thursdays, ZONE).known_at(70 * DAY - HOUR);
        assert_eq!(outlook.admissions[3], 1.0);
        assert_eq!(outlook.admissions[4], 0.0);
        assert!(outlook.expect(DAY).mean > 0.9);
        assert!(outlook.expect(3 * DAY).mean < 0.1);
    }

    #[test]
    fn under_eight_weeks_nothing_is_said() {
        assert!(!History::of(&regular(55), ZONE).is_long_enough(55 * DAY));
        assert!(History::of(&regular(58), ZONE).is_long_enough(58 * DAY));
        assert!(!History::of(&[], ZONE).is_long_enough(100 * DAY));
    }

    #[test]
    fn what_came_later_is_not_known_before() {
        let stays = regular(70);
        let (early, _) = stays.split_at(40);
        let then = History::of(&stays, ZONE).known_at(39 * DAY);
        let alone = History::of(early, ZONE).known_at(39 * DAY);
        assert!((then.expect(DAY).mean - alone.expect(DAY).mean).abs() < 1e-9);
    }
}
