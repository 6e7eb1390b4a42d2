//! Slots on days on which the clock is changed, in places that do it each in their own way.

use std::collections::BTreeSet;
use std::path::Path;

use chrono::{Days, MappedLocalTime, NaiveDate, NaiveDateTime, TimeZone};
use chrono_tz::Tz;
use serde::Deserialize;
use uuid::Uuid;

use crate::calendar::{self, Edge, MINUTE};
use crate::fixture::moment;
use crate::scheduling::hours::{Schedule, Stretch, working};
use crate::scheduling::slots::slot_id;

/// The slots of one stretch on one day.
fn slots_on(zone: Tz, day: &str, starts: &str, ends: &str, slot_minutes: i64) -> Vec<Stretch> {
    let day: NaiveDate = day.parse().unwrap();
    let week = Schedule {
        id: Uuid::from_u128(7),
        weekday: calendar::weekday_code(day).to_owned(),
        start_time: starts.to_owned(),
        end_time: ends.to_owned(),
        slot_minutes,
        room: None,
        department_id: None,
        valid_from_on: "1900-01-01".to_owned(),
        valid_until_on: None,
    };
    let working = working(&[week], zone, day).unwrap();
    working.iter().flat_map(|working| working.slots().collect::<Vec<_>>()).collect()
}

/// That every slot lasts its minutes, lies within its day, and overlaps no other, from the day
/// before to the day after.
fn must_be_sound(zone: Tz, around: NaiveDate) {
    let mut last_end = i64::MIN;
    let mut ids = BTreeSet::new();
    for day in [around.checked_sub_days(Days::new(1)).unwrap(), around, around + Days::new(1)] {
        let (first, last) = calendar::bounds(zone, day);
        for slot in slots_on(zone, &day.to_string(), "00:00", "00:00", 15) {
            assert_eq!(slot.ends_at - slot.starts_at, 15 * MINUTE, "{zone} {day}");
            assert!(slot.starts_at >= first && slot.ends_at <= last, "{zone} {day}");
            assert!(slot.starts_at >= last_end, "{zone} {day}: two slots at once");
            assert_eq!(calendar::day_of(zone, slot.starts_at), day, "{zone}");
            assert!(ids.insert(slot_id(Uuid::from_u128(7), slot.starts_at)), "{zone} {day}");
            last_end = slot.ends_at;
        }
    }
}

#[test]
fn hours_are_as_long_as_the_clock_of_the_place_makes_them() {
    let cases = [
        // Forward at two: two hours of three are left. Back at three: one more.
        ("Europe/Madrid", "2026-03-29", "01:00", "04:00", 4),
        ("Europe/Madrid", "2026-10-25", "01:00", "04:00", 8),
        ("America/New_York", "2026-03-08", "01:00", "05:00", 6),
        ("America/New_York", "2026-11-01", "00:30", "02:30", 6),
        // Half an hour forward and back.
        ("Australia/Lord_Howe", "2026-10-04", "01:00", "03:00", 3),
        ("Australia/Lord_Howe", "2026-04-05", "01:00", "03:00", 5),
        // Back for Ramadan and forward after it.
        ("Africa/Casablanca", "2026-02-15", "01:00", "04:00", 8),
        ("Africa/Casablanca", "2026-03-22", "01:00", "04:00", 4),
        // At midnight: the day begins at one.
        ("America/Sao_Paulo", "2018-11-04", "00:00", "02:00", 2),
        // Until midnight; back at midnight, so that the last hour of the day comes twice.
        ("Europe/Madrid", "2026-03-28", "22:00", "00:00", 4),
        ("America/Sao_Paulo", "2018-02-17", "22:00", "00:00", 6),
        ("America/Sao_Paulo", "2018-11-03", "22:00", "00:00", 4),
        ("Europe/Madrid", "2026-10-25", "00:00", "00:00", 50),
        // A day that never was, between two that were.
        ("Pacific/Apia", "2011-12-29", "09:00", "11:00", 4),
        ("Pacific/Apia", "2011-12-30", "09:00", "11:00", 0),
        ("Pacific/Apia", "2011-12-31", "09:00", "11:00", 4),
        ("Asia/Kathmandu", "2026-03-29", "01:00", "04:00", 6),
        ("Africa/Nairobi", "2026-03-29", "01:00", "04:00", 6),
        ("UTC", "2026-03-29", "01:00", "04:00", 6),
    ];
    for (zone, day, starts, ends, count) in cases {
        let zone: Tz = zone.parse().unwrap();
        assert_eq!(slots_on(zone, day, starts, ends, 30).len(), count, "{zone} {day}");
        must_be_sound(zone, day.parse().unwrap());
    }
}

#[test]
fn the_hour_that_comes_twice_has_two_slots_of_each_time_and_each_its_own_id() {
    let zone: Tz = "America/New_York".parse().unwrap();
    let starts: Vec<i64> = slots_on(zone, "2026-11-01", "01:00", "02:00", 30)
        .iter()
        .map(|slot| slot.starts_at)
        .collect();
    let expected = [
        "2026-11-01T05:00:00Z",
        "2026-11-01T05:30:00Z",
        "2026-11-01T06:00:00Z",
        "2026-11-01T06:30:00Z",
    ];
    assert_eq!(starts, expected.map(moment));
}

#[test]
fn what_is_left_at_the_end_of_the_hours_is_no_slot() {
    let slots = slots_on(Tz::UTC, "2026-03-02", "09:00", "10:50", 30);
    assert_eq!(slots.len(), 3);
}

#[derive(Deserialize)]
struct EdgeCases {
    timezone: Vec<Case>,
}

#[derive(Deserialize)]
struct Case {
    tz: String,
    local: String,
    kind: String,
    utc: Option<Vec<String>>,
}

#[test]
fn every_edge_case_of_the_shared_list_comes_out_right() {
    let file =
        Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared/data/misc/edge-cases.json");
    let Ok(text) = std::fs::read_to_string(&file) else {
        left_out::left_out("the edge cases of time zones", "../shared/data/misc is not here");
        return;
    };
    let cases: EdgeCases = serde_json::from_str(&text).unwrap();
    assert!(!cases.timezone.is_empty());
    for case in cases.timezone {
        let zone: Tz = case.tz.parse().unwrap();
        let wall = NaiveDateTime::parse_from_str(&case.local, "%Y-%m-%dT%H:%M").unwrap();
        let (start, end) =
            (calendar::moment(zone, wall, Edge::Start), calendar::moment(zone, wall, Edge::End));
        let found = zone.from_local_datetime(&wall);
        match case.kind.split(' ').next().unwrap() {
            "gap" => {
                assert!(matches!(found, MappedLocalTime::None), "{} {}", case.tz, case.local);
                assert_eq!(start, end);
                assert!(calendar::wall_clock(zone, start).naive_local() > wall);
            }
            "ambiguous" => assert!(start < end, "{} {}", case.tz, case.local),
            _ => assert_eq!(start, end),
        }
        if let Some(utc) = case.utc {
            let utc: Vec<i64> = utc.iter().map(|text| moment(&text.replace('Z', ":00Z"))).collect();
            assert_eq!((Some(&start), Some(&end)), (utc.first(), utc.last()), "{}", case.tz);
        }
        must_be_sound(zone, wall.date());
        let day = wall.date().to_string();
        let an_hour = slots_on(zone, &day, &wall.format("%H:%M").to_string(), "23:59", 15);
        let first = an_hour.first().map(|slot| slot.starts_at);
        if case.kind.contains("whole day") {
            assert_eq!(first, None, "a day that never was has no slot");
        } else {
            assert_eq!(first, Some(start), "{} {}", case.tz, case.local);
        }
    }
}
