//! Who and what is taken at a time. The centre checks the same again by real constraints; here it
//! is told before anything is stored.

use serde::Deserialize;
use store::{Reader, params};
use uuid::Uuid;

use crate::calendar::{HOUR, MINUTE, day_of, time_text};
use crate::people::merged::{self, of_person};
use crate::scheduling::needed::must_be_free;
use crate::scheduling::offer;
use crate::{Refused, Who};

/// Somebody who is told "ten o'clock" at two minutes past ten is not booked in the past.
const GRACE: i64 = 5 * MINUTE;
/// No appointment lasts longer; it also bounds how far back a clash is looked for.
const LASTS_MAX: i64 = 24 * HOUR;

/// A stretch of time with those that it occupies.
pub(crate) struct Wanted<'a> {
    pub appointment: Option<Uuid>,
    pub patient: Uuid,
    pub practitioner: Uuid,
    pub room: Option<&'a str>,
    pub resources: &'a [Uuid],
    pub starts_at: i64,
    pub ends_at: i64,
}

#[derive(Deserialize)]
struct Other {
    patient_id: Uuid,
    practitioner_id: Option<Uuid>,
    room: Option<String>,
    starts_at: i64,
    is_over: bool,
    overbooked: bool,
}

/// Who has a practitioner at a time.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Taken {
    /// Somebody is booked.
    Booked,
    /// The time is kept until then for somebody from the waiting list.
    Offered { until: i64 },
}

impl Taken {
    /// What is refused when nobody said to overbook.
    pub fn refused(self, who: &Who) -> Refused {
        match self {
            Self::Booked => taken(),
            Self::Offered { until } => Refused::coded(
                "taken",
                format!(
                    "This time is kept for somebody from the waiting list until {} on {}. Choose \
                     another time, or overbook on purpose.",
                    time_text(who.site.time_zone, until),
                    day_of(who.site.time_zone, until)
                ),
            ),
        }
    }
}

impl Wanted<'_> {
    /// Refuses a time that runs backwards, lies in the past or lasts longer than a day.
    pub fn check_time(&self, now: i64) -> Result<(), Refused> {
        if self.ends_at <= self.starts_at {
            return Err(Refused::field("ends_at", "An appointment must end after it begins."));
        }
        if self.ends_at - self.starts_at > LASTS_MAX {
            return Err(Refused::field("ends_at", "An appointment lasts 24 hours at most."));
        }
        if self.starts_at < now - GRACE {
            return Err(Refused::coded(
                "in_the_past",
                "This time has already passed. Choose a later one, or add a walk-in.",
            ));
        }
        Ok(())
    }

    /// Whether the practitioner is taken then; by a visit that ended early as well, since the centre
    /// keeps its whole time and would hold a second booking that does not say it is deliberate. A
    /// patient in two places, at a scan among them, and a room or machine for two are refused
    /// outright; a doctor may be overbooked on purpose. A time that is offered to somebody else from
    /// the waiting list is taken as well; whom it is offered to has it, also where somebody else was
    /// squeezed in beside them.
    pub fn practitioner_taken(
        &self,
        reader: &Reader<'_>,
        who: &Who,
        now: i64,
    ) -> Result<Option<Taken>, Refused> {
        let others = self.others(reader, who)?;
        let person = merged::set_of(reader, self.patient)?;
        let zone = who.site.time_zone;
        let lasting = || others.iter().filter(|other| !other.is_over);
        if let Some(other) = lasting().find(|other| person.contains(&other.patient_id)) {
            return Err(Refused::field(
                "patient_id",
                format!(
                    "The patient already has an appointment at {}. Nobody can be in two places; \
                     move or cancel that one first.",
                    time_text(zone, other.starts_at)
                ),
            ));
        }
        let asked = params![self.patient, self.ends_at, self.starts_at, self.appointment];
        if let Some(scan) = reader.value::<i64>(&scans_beside_sql(), asked)? {
            return Err(Refused::field(
                "patient_id",
                format!(
                    "The patient has a scan at {}. Nobody can be in two places; choose another \
                     time, or have the scan moved first.",
                    time_text(zone, scan)
                ),
            ));
        }
        let room = self.room.map(room_name).filter(|room| !room.is_empty());
        let same_room =
            |other: &&Other| room.is_some() && other.room.as_deref().map(room_name) == room;
        if let Some(other) = lasting().find(same_room) {
            return Err(Refused::field(
                "room",
                format!(
                    "The room is taken by the appointment at {}. Choose another room or time.",
                    time_text(zone, other.starts_at)
                ),
            ));
        }
        let time = (self.starts_at, self.ends_at);
        must_be_free(reader, who, self.resources, self.appointment, time)?;
        let offers = offer::standing(reader, self.practitioner, time, now)?;
        let own = offers.iter().any(|offer| {
            person.contains(&offer.patient_id)
                && offer.starts_at <= self.starts_at
                && offer.ends_at >= self.ends_at
        });
        let booked = others.iter().any(|other| {
            other.practitioner_id == Some(self.practitioner) && !(own && other.overbooked)
        });
        let kept = offers.iter().find(|offer| !own && !person.contains(&offer.patient_id));
        Ok(match (booked, kept) {
            (true, _) => Some(Taken::Booked),
            (false, Some(offer)) => Some(Taken::Offered { until: offer.until }),
            (false, None) => None,
        })
    }

    /// Appointments that occupy somebody at the time; one that the centre holds occupies nobody.
    fn others(&self, reader: &Reader<'_>, who: &Who) -> Result<Vec<Other>, Refused> {
        let mut all = Vec::new();
        for (column, id) in [
            ("practitioner_id", self.practitioner),
            ("patient_id", self.patient),
            ("site_id", who.site.id),
        ] {
            if column == "site_id" && self.room.is_none() {
                continue;
            }
            all.extend(reader.rows::<Other>(
                &others_sql(column),
                params![id, self.ends_at, self.starts_at, self.appointment, who.site.id],
            )?);
        }
        Ok(all)
    }
}

/// Standing appointments of ?1 in `column` that overlap ?3 up to ?2, all but ?4, with their rooms
/// at site ?5.
pub(crate) fn others_sql(column: &str) -> String {
    of_person(&format!(
        "SELECT patient_id, practitioner_id, CASE WHEN site_id = ?5 THEN room END AS room, \
         starts_at, status = 'completed' AS is_over, overbooked FROM appointments \
         WHERE {column} = ?1 AND starts_at < ?2 AND starts_at > ?3 - {LASTS_MAX} \
         AND ends_at > ?3 AND id IS NOT ?4 AND deleted_at IS NULL AND held_reason IS NULL \
         AND status NOT IN ('cancelled', 'no_show', 'entered_in_error') \
         ORDER BY starts_at"
    ))
}

/// Refuses a time for a scan at which the patient is at an appointment or at another scan, and one
/// at which an appointment has the room. `own` is the appointment in which the scan takes place.
pub(crate) fn scan_may_be_at(
    reader: &Reader<'_>,
    who: &Who,
    (scan, patient, own): (Uuid, Uuid, Option<Uuid>),
    room: Option<&str>,
    (starts_at, ends_at): (i64, i64),
) -> Result<(), Refused> {
    let zone = who.site.time_zone;
    let at = |column: &str, id: Uuid| -> Result<Vec<Other>, Refused> {
        let asked = params![id, ends_at, starts_at, own, who.site.id];
        Ok(reader.rows(&others_sql(column), asked)?)
    };
    if let Some(other) = at("patient_id", patient)?.iter().find(|other| !other.is_over) {
        return Err(Refused::field(
            "scheduled_at",
            format!(
                "The patient has an appointment at {}. Nobody can be in two places; choose another \
                 time, or move or cancel that one first.",
                time_text(zone, other.starts_at)
            ),
        ));
    }
    let asked = params![patient, ends_at, starts_at, scan];
    if let Some(other) = reader.value::<i64>(&scans_sql(), asked)? {
        return Err(Refused::field(
            "scheduled_at",
            format!(
                "The patient has another scan at {}. Choose another time, or move that one first.",
                time_text(zone, other)
            ),
        ));
    }
    let Some(room) = room else { return Ok(()) };
    let others = at("site_id", who.site.id)?;
    let room = room_name(room);
    let same_room = |other: &&Other| {
        !other.is_over && other.room.as_deref().map(room_name).as_ref() == Some(&room)
    };
    match others.iter().find(same_room) {
        Some(other) => Err(Refused::field(
            "room",
            format!(
                "The room is taken by the appointment at {}. Choose another room or time.",
                time_text(zone, other.starts_at)
            ),
        )),
        None => Ok(()),
    }
}

/// When scans of ?1, which machines are promised to, overlap ?3 up to ?2, all but ?4.
pub(crate) fn scans_sql() -> String {
    of_person(
        "SELECT r.starts_at FROM scans s JOIN appointment_resources r ON r.scan_id = s.id \
         WHERE s.patient_id = ?1 AND s.id IS NOT ?4 AND s.deleted_at IS NULL AND s.status = 'scheduled' \
         AND r.starts_at < ?2 AND r.ends_at > ?3 AND r.is_released = 0 \
         AND r.held_reason IS NULL AND r.deleted_at IS NULL ORDER BY r.starts_at LIMIT 1",
    )
}

/// When machines are promised to scans of ?1 that overlap ?3 up to ?2, but those that take place in
/// the appointment ?4. Where scans themselves are not kept, such as at a front desk, nobody knows in
/// which appointment one takes place: there one that is moved is not compared.
pub(crate) fn scans_beside_sql() -> String {
    of_person(&format!(
        "SELECT r.starts_at FROM appointment_resources r LEFT JOIN scans s ON s.id = r.scan_id \
         WHERE r.patient_id = ?1 AND r.scan_id IS NOT NULL AND r.starts_at < ?2 \
         AND r.starts_at > ?3 - {LASTS_MAX} AND r.ends_at > ?3 AND r.is_released = 0 \
         AND r.held_reason IS NULL AND r.deleted_at IS NULL \
         AND CASE WHEN s.id IS NULL THEN ?4 IS NULL ELSE s.status = 'scheduled' \
         AND s.deleted_at IS NULL AND (s.appointment_id IS NULL OR s.appointment_id IS NOT ?4) END \
         ORDER BY r.starts_at LIMIT 1"
    ))
}

/// A room's name as it is compared, here as at the centre: "room 1 " is "Room 1".
fn room_name(room: &str) -> String {
    room.trim().to_lowercase()
}

fn taken() -> Refused {
    Refused::coded(
        "taken",
        "The doctor already has somebody at that time. Choose another time, or overbook on purpose.",
    )
}
