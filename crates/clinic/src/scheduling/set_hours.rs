//! A practitioner's week changes.

use chrono::{NaiveDate, NaiveTime, Timelike};
use serde::Deserialize;
use store::{Cells, Write};
use ts_rs::TS;
use uuid::Uuid;

use crate::calendar;
use crate::people::details::filled;
use crate::scheduling::appointment::practitioner_exists;
use crate::scheduling::hours::{END_OF_DAY, Schedule, WeekdayHours, standing};
use crate::{Nothing, Refused, Who};

/// The week as it should be from a day on.
#[derive(Deserialize, TS)]
pub struct SetHours {
    practitioner_id: Uuid,
    weekdays: Vec<WeekdayHours>,
    /// `YYYY-MM-DD`, today or later; today where nothing is said.
    #[ts(optional = nullable)]
    from_on: Option<String>,
    /// Whether a change that was planned for a later day is given up for this one.
    #[serde(default)]
    #[ts(as = "Option<bool>", optional)]
    replace_planned: bool,
}

/// Replaces a practitioner's week at this site from a day on. What was valid until the day before
/// stays on record, and booked appointments stay where they are. A stretch that ends at
/// `24:00`, or `00:00`, goes to the end of its day; one that passes midnight is said as two, since
/// hours that end before they begin are oftener a slip. Refuses with the code `planned` where the week
/// changes on a later day, until `replace_planned` gives that change up.
pub fn set_hours(write: &mut Write<'_>, who: &Who, request: SetHours) -> Result<Nothing, Refused> {
    practitioner_exists(write, request.practitioner_id)?;
    let mut wanted = request.weekdays;
    for hours in &mut wanted {
        // What stands in the record is shown so, and compared below.
        if minutes(&hours.ends)? == 0 {
            END_OF_DAY.clone_into(&mut hours.ends);
        }
    }
    check(&wanted)?;
    let today = who.today(write.now());
    let from = match filled(request.from_on.as_deref()) {
        Some(day) => calendar::day("from_on", &day)?,
        None => today,
    };
    if from < today {
        return Err(Refused::field(
            "from_on",
            "A week cannot be changed for days that have passed. Choose today or a later day.",
        ));
    }
    let from_on = from.to_string();
    let before = standing(write, who, request.practitioner_id, from)?;
    if !request.replace_planned
        && let Some(planned) =
            before.iter().map(|row| &row.valid_from_on).filter(|day| **day > from_on).min()
    {
        return Err(Refused::coded_field(
            "planned",
            "from_on",
            format!(
                "This week changes on {planned}, as was planned. Begin on that day, or give that \
                 change up for this one."
            ),
        ));
    }
    let mut ended: Vec<&Schedule> = Vec::new();
    for row in &before {
        let lasts = row.valid_from_on <= from_on && row.valid_until_on.is_none();
        match wanted.iter().position(|hours| lasts && *hours == row.shown()) {
            Some(same) => drop(wanted.remove(same)),
            None => ended.push(row),
        }
    }
    for row in &ended {
        end(write, row, from)?;
    }
    for hours in wanted {
        let weekday = calendar::weekday_codes(hours.weekday - 1);
        let superseded = ended.iter().find(|row| row.weekday == weekday).map(|row| row.id);
        write.insert(
            "schedules",
            Cells::new()
                .set("site_id", who.site.id)
                .set("practitioner_id", request.practitioner_id)
                .set("weekday", weekday)
                .set("start_time", hours.starts)
                .set("end_time", if hours.ends == END_OF_DAY { MIDNIGHT } else { &hours.ends })
                .set("slot_minutes", hours.slot_minutes)
                .set("room", filled(hours.room.as_deref()))
                .set("department_id", hours.department_id)
                .set("valid_from_on", from_on.as_str())
                .set("supersedes_id", superseded),
        )?;
    }
    Ok(Nothing {})
}

/// The day before `from` was the last day; what would have begun only then was never valid.
fn end(write: &mut Write<'_>, row: &Schedule, from: NaiveDate) -> Result<(), Refused> {
    let last = from.pred_opt().unwrap_or(from);
    let begins = calendar::day("valid_from_on", &row.valid_from_on)?;
    let cells = if begins > last {
        Cells::new().set("is_active", false)
    } else {
        Cells::new().set("valid_until_on", last.to_string())
    };
    Ok(write.update("schedules", row.id, None, cells)?)
}

/// How the record keeps [`END_OF_DAY`].
const MIDNIGHT: &str = "00:00";

fn minutes_of(time: NaiveTime) -> u32 {
    time.num_seconds_from_midnight() / 60
}

/// Minutes after the beginning of the day.
fn minutes(text: &str) -> Result<u32, Refused> {
    if text.trim() == END_OF_DAY {
        return Ok(24 * 60);
    }
    Ok(minutes_of(calendar::time("ends", text)?))
}

fn check(weekdays: &[WeekdayHours]) -> Result<(), Refused> {
    let mut stretches = Vec::new();
    for hours in weekdays {
        if !(1..=7).contains(&hours.weekday) {
            return Err(Refused::field("weekday", "A weekday is a number from 1, Monday, to 7."));
        }
        let starts = minutes_of(calendar::time("starts", &hours.starts)?);
        stretches.push((hours.weekday, starts, minutes(&hours.ends)?));
    }
    stretches.sort();
    let overlap = stretches.windows(2).any(|pair| match pair {
        [(day, _, end), (next_day, start, _)] => day == next_day && start < end,
        _ => false,
    });
    if overlap {
        return Err(Refused::field(
            "starts",
            "Two stretches of one day overlap. Join or shorten them.",
        ));
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use crate::fixture::Clinic;
    use serde_json::json;

    fn stretch(weekday: u32, starts: &str, ends: &str) -> serde_json::Value {
        json!({ "weekday": weekday, "starts": starts, "ends": ends, "slot_minutes": 20 })
    }

    #[test]
    fn a_changed_week_keeps_the_past_as_it_was() {
        let clinic = Clinic::found();
        let doctor = clinic.doctor_practitioner;
        let set = |weekdays: serde_json::Value| {
            let request = json!({ "practitioner_id": doctor, "weekdays": weekdays });
            clinic.ask(clinic.owner, "scheduling.set_hours", request)
        };
        set(json!([stretch(1, "09:00", "13:00"), stretch(3, "15:00", "19:00")])).unwrap();
        clinic.set_clock("2026-03-11T08:00:00Z");
        set(json!([stretch(1, "10:00", "14:00"), stretch(3, "15:00", "19:00")])).unwrap();
        let hours_on = |day: &str| {
            let answer = clinic.ask(clinic.nurse, "scheduling.day", json!({ "on": day })).unwrap();
            let practitioners = answer["practitioners"].as_array().unwrap().clone();
            let own = practitioners.iter().find(|p| p["id"] == json!(doctor)).unwrap().clone();
            own["hours"][0]["starts_at"].as_i64().unwrap()
        };
        assert_eq!(hours_on("2026-03-09"), crate::fixture::moment("2026-03-09T08:00:00Z"));
        assert_eq!(hours_on("2026-03-16"), crate::fixture::moment("2026-03-16T09:00:00Z"));
        let shown = clinic
            .ask(clinic.nurse, "scheduling.hours", json!({ "practitioner_id": doctor }))
            .unwrap();
        assert_eq!(shown, json!([stretch(1, "10:00", "14:00"), stretch(3, "15:00", "19:00")]));
    }

    #[test]
    fn overlapping_stretches_and_a_day_that_ends_before_it_begins_are_refused() {
        let clinic = Clinic::found();
        let doctor = clinic.doctor_practitioner;
        for week in [
            json!([stretch(1, "09:00", "13:00"), stretch(1, "12:30", "15:00")]),
            json!([stretch(2, "14:00", "13:00")]),
            json!([stretch(8, "09:00", "13:00")]),
            json!([stretch(2, "nine", "13:00")]),
        ] {
            let request = json!({ "practitioner_id": doctor, "weekdays": week });
            let refused = clinic.ask(clinic.owner, "scheduling.set_hours", request).unwrap_err();
            assert!(refused.field.is_some());
        }
    }

    #[test]
    fn a_night_clinic_works_until_midnight_and_on_after_it() {
        let clinic = Clinic::found();
        let doctor = clinic.doctor_practitioner;
        let set = |weekdays: &serde_json::Value| {
            let request = json!({ "practitioner_id": doctor, "weekdays": weekdays });
            clinic.ask(clinic.owner, "scheduling.set_hours", request)
        };
        let night = json!([stretch(6, "22:00", "24:00"), stretch(7, "00:00", "02:00")]);
        set(&night).unwrap();
        let shown = || {
            let asked = json!({ "practitioner_id": doctor });
            clinic.ask(clinic.nurse, "scheduling.hours", asked).unwrap()
        };
        assert_eq!(shown(), night);
        // Said as the clock shows it the same week stands, and no row is written.
        let rows = "SELECT count(*) FROM schedules WHERE practitioner_id = ?1";
        let before = clinic.number(rows, doctor);
        set(&json!([stretch(6, "22:00", "00:00"), stretch(7, "00:00", "02:00")])).unwrap();
        assert_eq!((shown(), clinic.number(rows, doctor)), (night, before));
        let free = |from: &str| {
            let asked = json!({
                "practitioner_id": doctor, "from": crate::fixture::moment(from), "minutes": 20, "count": 1
            });
            let free = clinic.ask(clinic.receptionist, "scheduling.free_slots", asked).unwrap();
            free[0]["starts_at"].as_i64()
        };
        let moment = crate::fixture::moment;
        assert_eq!(free("2026-03-07T22:35:00Z"), Some(moment("2026-03-07T22:40:00Z")), "23:40");
        assert_eq!(free("2026-03-07T22:45:00Z"), Some(moment("2026-03-07T23:00:00Z")), "midnight");
        // On the night on which two o'clock is three.
        assert_eq!(free("2026-03-29T00:35:00Z"), Some(moment("2026-03-29T00:40:00Z")));
        // Overlapping at midnight or within the day is a slip all the same.
        let overlap = json!([stretch(6, "22:00", "24:00"), stretch(6, "23:00", "23:30")]);
        assert!(set(&overlap).is_err());
    }

    #[test]
    fn a_week_that_is_planned_begins_on_its_day_and_is_given_up_only_on_purpose() {
        let clinic = Clinic::found();
        let doctor = clinic.doctor_practitioner;
        let set = |weekdays: &serde_json::Value, from: Option<&str>, replace: bool| {
            let request = json!({
                "practitioner_id": doctor, "weekdays": weekdays, "from_on": from,
                "replace_planned": replace
            });
            clinic.ask(clinic.owner, "scheduling.set_hours", request)
        };
        let on = |day: Option<&str>| {
            let request = json!({ "practitioner_id": doctor, "on": day });
            clinic.ask(clinic.nurse, "scheduling.hours", request).unwrap()
        };
        let now = json!([stretch(1, "09:00", "13:00"), stretch(3, "15:00", "19:00")]);
        let later = json!([stretch(1, "10:00", "14:00"), stretch(3, "15:00", "19:00")]);
        set(&now, None, false).unwrap();
        let past = set(&now, Some("2026-03-01"), false).unwrap_err();
        assert_eq!(past.field, Some("from_on"));
        set(&later, Some("2026-04-06"), false).unwrap();
        assert_eq!(on(None), now);
        assert_eq!(on(Some("2026-04-05")), now);
        assert_eq!(on(Some("2026-04-06")), later);
        let first_hour = |day: &str| {
            let answer = clinic.ask(clinic.nurse, "scheduling.day", json!({ "on": day })).unwrap();
            let practitioners = answer["practitioners"].as_array().unwrap().clone();
            let own = practitioners.iter().find(|p| p["id"] == json!(doctor)).unwrap().clone();
            own["hours"][0]["starts_at"].as_i64().unwrap()
        };
        assert_eq!(first_hour("2026-03-30"), crate::fixture::moment("2026-03-30T07:00:00Z"));
        assert_eq!(first_hour("2026-04-06"), crate::fixture::moment("2026-04-06T08:00:00Z"));
        let short = json!([stretch(1, "09:00", "11:00")]);
        let planned = set(&short, None, false).unwrap_err();
        assert_eq!(planned.code, Some("planned"));
        assert!(planned.sentence.contains("2026-04-06"), "{}", planned.sentence);
        set(&short, None, true).unwrap();
        assert_eq!((on(None), on(Some("2026-04-06"))), (short.clone(), short));
    }
}
