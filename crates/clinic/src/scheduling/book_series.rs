//! Bookings that come back every few weeks.

use chrono::{Days, NaiveTime};
use serde::{Deserialize, Serialize};
use store::Write;
use ts_rs::TS;
use uuid::Uuid;

use crate::calendar::{self, Edge};
use crate::scheduling::book::Book;
use crate::{Refused, Who};

const EVERY_WEEKS: std::ops::RangeInclusive<u64> = 1..=26;
const TIMES: std::ops::RangeInclusive<u64> = 2..=52;

/// The first booking, how often it comes back, and whether dates that cannot be had are left out.
#[derive(Deserialize, TS)]
pub struct BookSeries {
    #[serde(flatten)]
    first: Book,
    every_weeks: u32,
    times: u32,
    accept_missed: bool,
}

/// What was booked, and what could not be.
#[derive(Serialize, TS)]
pub struct Series {
    booked: Vec<SeriesBooking>,
    missed: Vec<SeriesMissed>,
}

/// A date of the series.
#[derive(Serialize, TS)]
pub struct SeriesBooking {
    id: Uuid,
    starts_at: i64,
}

/// A date of the series that cannot be had.
#[derive(Serialize, TS)]
pub struct SeriesMissed {
    starts_at: i64,
    reason: String,
}

/// Books the same hour by the clock on the wall every `every_weeks` weeks, `times` times. Where
/// dates cannot be had it names them and books none, unless `accept_missed` says that the others
/// are wanted all the same.
pub fn book_series(
    write: &mut Write<'_>,
    who: &Who,
    request: BookSeries,
) -> Result<Series, Refused> {
    let (every, times) = (u64::from(request.every_weeks), u64::from(request.times));
    if !EVERY_WEEKS.contains(&every) {
        return Err(Refused::field("every_weeks", "A series comes back every 1 to 26 weeks."));
    }
    if !TIMES.contains(&times) {
        return Err(Refused::field("times", "A series has from 2 to 52 appointments."));
    }
    let there = who.at_branch(write, request.first.site_id)?;
    let who = &there;
    let zone = who.site.time_zone;
    let first = request.first.booking();
    let lasts = first.ends_at - first.starts_at;
    let wall = calendar::wall_clock(zone, first.starts_at).naive_local();
    let (day, time): (_, NaiveTime) = (wall.date(), wall.time());
    let mut possible = Vec::new();
    let mut missed = Vec::new();
    for number in 0..times {
        let Some(on) = day.checked_add_days(Days::new(number * every * 7)) else { break };
        // The first time is exactly the one that was chosen, also where the clock shows it twice.
        let starts_at = match number {
            0 => first.starts_at,
            _ => calendar::moment(zone, on.and_time(time), Edge::Start),
        };
        let mut booking = first.clone();
        (booking.starts_at, booking.ends_at) = (starts_at, starts_at + lasts);
        match booking.check(write, who, write.now()) {
            Ok(_) => possible.push(booking),
            // Not one date: what is wrong is the patient, the doctor or the hour itself.
            Err(refused) if number + 1 == times && possible.is_empty() => return Err(refused),
            Err(refused) => missed.push(SeriesMissed { starts_at, reason: refused.sentence }),
        }
    }
    let mut booked: Vec<SeriesBooking> = Vec::new();
    if missed.is_empty() || request.accept_missed {
        let series = write.new_id();
        for mut booking in possible {
            // The first of them names the series.
            booking.id = booked.is_empty().then_some(series);
            booking.series = Some(series);
            let id = booking.place(write, who)?;
            booked.push(SeriesBooking { id, starts_at: booking.starts_at });
        }
    }
    Ok(Series { booked, missed })
}

#[cfg(test)]
mod tests {
    use crate::calendar::MINUTE;
    use crate::fixture::{Clinic, moment};
    use serde_json::{Value, json};

    fn series(clinic: &Clinic, patient: uuid::Uuid, times: u32, accept: bool) -> Value {
        let starts_at = moment("2026-03-09T09:00:00Z");
        let request = json!({
            "patient_id": patient, "practitioner_id": clinic.doctor_practitioner,
            "starts_at": starts_at, "ends_at": starts_at + 30 * MINUTE,
            "kind": "follow_up", "priority": "medium", "reason": "dressing", "room": null,
            "overbook": false, "every_weeks": 2, "times": times, "accept_missed": accept
        });
        clinic.ask(clinic.receptionist, "scheduling.book_series", request).unwrap()
    }

    #[test]
    fn a_series_keeps_its_hour_when_the_clock_changes() {
        let clinic = Clinic::found();
        let patient = clinic.patient("Elena", "Marín", "1960-01-05");
        let made = series(&clinic, patient, 3, false);
        let starts: Vec<i64> = made["booked"]
            .as_array()
            .unwrap()
            .iter()
            .map(|booking| booking["starts_at"].as_i64().unwrap())
            .collect();
        // Summer time begins on 29 March: ten o'clock in Madrid is 9:00 UTC before and 8:00 after.
        let expected = ["2026-03-09T09:00:00Z", "2026-03-23T09:00:00Z", "2026-04-06T08:00:00Z"];
        assert_eq!(starts, expected.map(moment));
    }

    #[test]
    fn dates_that_cannot_be_had_are_named_and_none_is_booked_unless_that_is_accepted() {
        let clinic = Clinic::found();
        let patient = clinic.patient("Elena", "Marín", "1960-01-05");
        let other = clinic.patient("Luis", "Prieto", "1990-10-10");
        clinic.book(other, "2026-03-23T09:15:00Z").unwrap();
        let holiday = json!({
            "site_id": null, "day_on": "2026-04-06", "name": "Easter Monday", "is_half_day": false
        });
        clinic.ask(clinic.owner, "organization.add_holiday", holiday).unwrap();
        let told = series(&clinic, patient, 4, false);
        assert_eq!(told["booked"], json!([]));
        let missed: Vec<i64> = told["missed"]
            .as_array()
            .unwrap()
            .iter()
            .map(|missed| missed["starts_at"].as_i64().unwrap())
            .collect();
        assert_eq!(missed, ["2026-03-23T09:00:00Z", "2026-04-06T08:00:00Z"].map(moment));
        let count = "SELECT count(*) FROM appointments WHERE patient_id = ?1";
        assert_eq!(clinic.number(count, patient), Some(0));
        let made = series(&clinic, patient, 4, true);
        assert_eq!(made["booked"].as_array().unwrap().len(), 2);
        assert_eq!(clinic.number(count, patient), Some(2));
    }
}
