//! What must hold for schedules, slots, bookings and the waiting list.

use chrono::NaiveTime;

use super::checks::{after, counted, days_in_order, filled, time};
use super::{Broken, Row};

pub(crate) fn schedule(row: &Row<'_>) -> Result<(), Broken> {
    let start = time(row, "start_time", "The beginning of the schedule")?;
    let end = time(row, "end_time", "The end of the schedule")?;
    // A day ends at midnight, which its clock shows as 00:00 (`24:00` is no time of either database).
    if end <= start && end != NaiveTime::MIN {
        return Err(Broken::new(
            "end_time",
            "A schedule must end after it begins; split one that passes midnight in two.",
        ));
    }
    counted(row, "slot_minutes", "The minutes of a slot", 1..=720)?;
    days_in_order(row, "valid_from_on", "valid_until_on", "The first day", "The last day")
}

pub(crate) fn time_slot(row: &Row<'_>) -> Result<(), Broken> {
    after(row, "starts_at", "ends_at", "A slot")
}

/// No appointment, and no use of a room or machine, lasts longer, in microseconds. Whoever looks for
/// a clash looks so far back.
const LASTS_MAX: i64 = 24 * HOUR;
const HOUR: i64 = 3_600_000_000;

pub(crate) fn appointment(row: &Row<'_>) -> Result<(), Broken> {
    after(row, "starts_at", "ends_at", "An appointment")?;
    lasts_a_day_at_most(row, "An appointment")
}

fn lasts_a_day_at_most(row: &Row<'_>, what: &str) -> Result<(), Broken> {
    match (row.integer("starts_at"), row.integer("ends_at")) {
        (Some(from), Some(until)) if until.saturating_sub(from) > LASTS_MAX => {
            Err(Broken::new("ends_at", format!("{what} lasts 24 hours at most.")))
        }
        _ => Ok(()),
    }
}

/// What must hold of an appointment that was written here: one that was called off says why, and
/// its patient came on its day. The calendar of the site is not known here; two hours either way
/// belong to a day, as where somebody is checked in over midnight.
pub(super) fn appointment_here(row: &Row<'_>) -> Result<(), Broken> {
    if row.text("status") == Some("cancelled") {
        filled(row, "cancel_reason", "The reason for the cancellation")?;
    }
    let came = row
        .text("status")
        .is_some_and(|now| matches!(now, "checked_in" | "in_progress" | "completed"));
    match (row.integer("checked_in_at"), row.integer("starts_at")) {
        (Some(at), Some(start)) if came && (at - start).abs() > 26 * HOUR => Err(Broken::new(
            "checked_in_at",
            "The patient of an appointment is checked in on its day. Move it to that day first, or \
             add a walk-in.",
        )),
        _ => Ok(()),
    }
}

pub(crate) fn waitlist_entry(row: &Row<'_>) -> Result<(), Broken> {
    after(row, "offered_starts_at", "offered_ends_at", "An offered time")?;
    days_in_order(row, "wanted_from_on", "wanted_until_on", "The first day", "The last day")
}

pub(crate) fn appointment_resource(row: &Row<'_>) -> Result<(), Broken> {
    if row.get("appointment_id").is_null() == row.get("scan_id").is_null() {
        return Err(Broken::new(
            "appointment_id",
            "A room or a machine is promised either to an appointment or to a scan.",
        ));
    }
    if row.get("resource_id").is_null() && row.get("scan_id").is_null() {
        return Err(Broken::new(
            "resource_id",
            "Say which room or machine is promised to the appointment.",
        ));
    }
    after(row, "starts_at", "ends_at", "The use of a room or machine")?;
    lasts_a_day_at_most(row, "The use of a room or machine")
}

#[cfg(test)]
mod tests {
    use crate::rules::rows::broken;

    #[test]
    fn an_appointment_ends_after_it_begins() {
        let lasting = |end: i64| {
            broken("appointments", &[("starts_at", 1_000.into()), ("ends_at", end.into())])
        };
        assert_eq!(lasting(1_001), None);
        assert_eq!(lasting(1_000), Some("ends_at"));
        assert_eq!(lasting(1_000 + 24 * super::HOUR), None);
        assert_eq!(lasting(1_001 + 24 * super::HOUR), Some("ends_at"));
    }

    #[test]
    fn a_weekly_schedule_stays_within_its_day() {
        let schedule = |start: &str, end: &str, minutes: i64| {
            broken(
                "schedules",
                &[
                    ("start_time", start.into()),
                    ("end_time", end.into()),
                    ("slot_minutes", minutes.into()),
                    ("valid_from_on", "2026-01-01".into()),
                ],
            )
        };
        assert_eq!(schedule("09:00", "17:00:00", 30), None);
        assert_eq!(schedule("09:00", "09:00:00", 30), Some("end_time"));
        assert_eq!(schedule("22:00", "06:00", 30), Some("end_time"));
        assert_eq!(schedule("18:00", "00:00", 30), None, "until midnight");
        assert_eq!(schedule("00:00", "00:00", 30), None, "all day");
        assert_eq!(schedule("09:00", "25:00", 30), Some("end_time"));
        assert_eq!(schedule("09:00", "17:00", 0), Some("slot_minutes"));
    }
}
