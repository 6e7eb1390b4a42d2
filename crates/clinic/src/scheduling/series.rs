//! What is still to come of a series of bookings is called off or moved at once.

use chrono::{Days, NaiveDateTime};
use serde::{Deserialize, Serialize};
use store::{Reader, Write, params};
use ts_rs::TS;
use uuid::Uuid;

use crate::calendar::{self, Edge};
use crate::messages::reminders::tell_cancelled;
use crate::people::details::filled;
use crate::scheduling::appointment::{Booked, booked};
use crate::scheduling::cancel::call_off;
use crate::scheduling::move_to::Place;
use crate::{Refused, Who};

/// This booking and the later ones of its series, and why.
#[derive(Deserialize, TS)]
pub struct CancelSeries {
    id: Uuid,
    version: i64,
    reason: String,
}

/// How many were called off.
#[derive(Serialize, TS)]
pub struct SeriesCancelled {
    cancelled: u32,
}

/// The bookings of series ?1 from ?2 on that still stand, by time.
pub(crate) const REST: &str = "SELECT id FROM appointments WHERE series_id = ?1 AND starts_at >= ?2 \
     AND status IN ('scheduled', 'confirmed') AND deleted_at IS NULL ORDER BY starts_at, id";

/// This booking and the later ones of its series that nobody has come for.
fn rest(reader: &Reader<'_>, this: &Booked, what: &str) -> Result<Vec<Booked>, Refused> {
    let Some(series) = this.series_id else {
        return Err(Refused::because("This appointment is not one of a series."));
    };
    this.must_be(&["scheduled", "confirmed"], what)?;
    let ids: Vec<Uuid> = reader.column(REST, params![series, this.starts_at])?;
    ids.into_iter().map(|id| booked(reader, id)).collect()
}

/// Cancels an appointment and the later ones of its series for one reason; those before it stay.
pub fn cancel_series(
    write: &mut Write<'_>,
    who: &Who,
    request: CancelSeries,
) -> Result<SeriesCancelled, Refused> {
    let reason = filled(Some(&request.reason))
        .ok_or_else(|| Refused::field("reason", "Say why the appointments are cancelled."))?;
    let this = booked(write, request.id)?;
    let mut cancelled = 0;
    for booking in rest(write, &this, "cancelled")? {
        let seen = (booking.id == request.id).then_some(request.version);
        call_off(write, who, booking.id, seen, &reason)?;
        tell_cancelled(write, who, booking.id)?;
        cancelled += 1;
    }
    Ok(SeriesCancelled { cancelled })
}

/// Where this booking goes; the later ones of its series go as far.
#[derive(Deserialize, TS)]
pub struct MoveSeries {
    id: Uuid,
    version: i64,
    practitioner_id: Uuid,
    starts_at: i64,
    ends_at: i64,
    /// Whether those that cannot be had there stay where they are.
    #[serde(default)]
    #[ts(as = "Option<bool>", optional)]
    accept_missed: bool,
}

/// What was moved, and what stays where it was.
#[derive(Serialize, TS)]
pub struct SeriesMoved {
    moved: u32,
    missed: Vec<MissedMove>,
}

/// A booking of the series that could not be moved.
#[derive(Serialize, TS)]
pub struct MissedMove {
    id: Uuid,
    starts_at: i64,
    reason: String,
}

/// Moves an appointment and the later ones of its series by as many days, to the same hour by the
/// clock on the wall. Refuses with the code `missed`, and moves none, where one of them cannot be had
/// there, until `accept_missed` says that those stay.
pub fn move_series(
    write: &mut Write<'_>,
    who: &Who,
    request: MoveSeries,
) -> Result<SeriesMoved, Refused> {
    let this = booked(write, request.id)?;
    let zone = who.site.time_zone;
    let wall = |moment| calendar::wall_clock(zone, moment).naive_local();
    let (from, to) = (wall(this.starts_at), wall(request.starts_at));
    let days = (to.date() - from.date()).num_days();
    let mut bookings = rest(write, &this, "moved")?;
    // So that none stands where the next one goes.
    if request.starts_at > this.starts_at {
        bookings.reverse();
    }
    let (mut moved, mut missed) = (0, Vec::new());
    for booking in bookings {
        let first = booking.id == request.id;
        let starts_at = match shifted(wall(booking.starts_at), days) {
            _ if first => request.starts_at,
            Some(day) => calendar::moment(zone, day.date().and_time(to.time()), Edge::Start),
            None => continue,
        };
        let place = Place {
            practitioner: request.practitioner_id,
            starts_at,
            ends_at: starts_at + (request.ends_at - request.starts_at),
            overbook: false,
            room: None,
            resources: None,
        };
        match place.give(write, who, booking.id, first.then_some(request.version)) {
            Ok(_) => moved += 1,
            Err(refused) if request.accept_missed => missed.push(MissedMove {
                id: booking.id,
                starts_at: booking.starts_at,
                reason: refused.sentence,
            }),
            Err(refused) => {
                return Err(Refused::coded_field(
                    "missed",
                    "starts_at",
                    format!(
                        "On {} it cannot be had: {} Choose another time, or say that what cannot \
                         be moved stays.",
                        calendar::day_of(zone, starts_at),
                        refused.sentence
                    ),
                ));
            }
        }
    }
    Ok(SeriesMoved { moved, missed })
}

fn shifted(wall: NaiveDateTime, days: i64) -> Option<NaiveDateTime> {
    let count = Days::new(days.unsigned_abs());
    if days < 0 { wall.checked_sub_days(count) } else { wall.checked_add_days(count) }
}

#[cfg(test)]
mod tests {
    use crate::calendar::MINUTE;
    use crate::fixture::{Clinic, moment};
    use serde_json::{Value, json};
    use uuid::Uuid;

    /// Three bookings a fortnight apart; summer time begins between the second and the third.
    fn series(clinic: &Clinic, patient: Uuid) -> Vec<Uuid> {
        let starts_at = moment("2026-03-09T09:00:00Z");
        let request = json!({
            "patient_id": patient, "practitioner_id": clinic.doctor_practitioner,
            "starts_at": starts_at, "ends_at": starts_at + 30 * MINUTE,
            "kind": "follow_up", "priority": "medium", "reason": "dressing", "room": null,
            "overbook": false, "every_weeks": 2, "times": 3, "accept_missed": false
        });
        let made = clinic.ask(clinic.receptionist, "scheduling.book_series", request).unwrap();
        let booked = made["booked"].as_array().unwrap();
        booked.iter().map(crate::fixture::id_of).collect()
    }

    #[test]
    fn the_rest_of_a_series_is_cancelled_and_what_came_before_stays() {
        let clinic = Clinic::found();
        let patient = clinic.patient("Elena", "Marín", "1960-01-05");
        let ids = series(&clinic, patient);
        let cancel = |id: Uuid, reason: &str| {
            let request = json!({ "id": id, "version": 0, "reason": reason });
            clinic.ask(clinic.receptionist, "scheduling.cancel_series", request)
        };
        assert_eq!(cancel(ids[1], "").unwrap_err().field, Some("reason"));
        assert_eq!(cancel(ids[1], "The wound has closed").unwrap(), json!({ "cancelled": 2 }));
        let status = |id| clinic.text("SELECT status FROM appointments WHERE id = ?1", id).unwrap();
        assert_eq!(status(ids[0]), "scheduled");
        assert_eq!((status(ids[1]), status(ids[2])), ("cancelled".into(), "cancelled".into()));
        let single = clinic.book(patient, "2026-03-02T10:00:00Z").unwrap();
        assert!(cancel(single, "Moved away").unwrap_err().sentence.contains("not one of a series"));
    }

    #[test]
    fn the_rest_of_a_series_moves_by_the_clock_on_the_wall_or_not_at_all() {
        let clinic = Clinic::found();
        let patient = clinic.patient("Elena", "Marín", "1960-01-05");
        let ids = series(&clinic, patient);
        let starts = |id: Uuid| {
            clinic.number("SELECT starts_at FROM appointments WHERE id = ?1", id).unwrap()
        };
        let shift = |to: &str, accept: bool| -> Result<Value, crate::Refused> {
            let request = json!({
                "id": ids[1], "version": 0, "practitioner_id": clinic.doctor_practitioner,
                "starts_at": moment(to), "ends_at": moment(to) + 30 * MINUTE,
                "accept_missed": accept
            });
            clinic.ask(clinic.receptionist, "scheduling.move_series", request)
        };
        // A fortnight on, onto the place of the next one, which moves along.
        shift("2026-04-06T08:00:00Z", false).unwrap();
        assert_eq!(starts(ids[1]), moment("2026-04-06T08:00:00Z"));
        assert_eq!(starts(ids[2]), moment("2026-04-20T08:00:00Z"));
        assert_eq!(starts(ids[0]), moment("2026-03-09T09:00:00Z"));
        // To Tuesdays at eleven; on the second somebody is there.
        let other = clinic.patient("Luis", "Prieto", "1990-10-10");
        clinic.book(other, "2026-04-21T09:00:00Z").unwrap();
        let refused = shift("2026-04-07T09:00:00Z", false).unwrap_err();
        assert_eq!(refused.code, Some("missed"));
        assert_eq!(starts(ids[1]), moment("2026-04-06T08:00:00Z"), "none is moved");
        let done = shift("2026-04-07T09:00:00Z", true).unwrap();
        assert_eq!((&done["moved"], done["missed"].as_array().unwrap().len()), (&json!(1), 1));
        assert_eq!(starts(ids[1]), moment("2026-04-07T09:00:00Z"));
        assert_eq!(starts(ids[2]), moment("2026-04-20T08:00:00Z"));
    }
}
