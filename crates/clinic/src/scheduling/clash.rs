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
/// How long a session of therapy is taken to last where something is planned beside it.
pub(crate) const SESSION_LASTS: i64 = 60 * MINUTE;

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

    /// Whether the practitioner is taken then, by a booking or by a session of therapy that nobody
    /// booked; where sessions are not kept, such as at a front desk, they are not seen. A patient in
    /// two places is refused outright.
    pub fn practitioner_taken(
        &self,
        reader: &Reader<'_>,
        who: &Who,
        now: i64,
    ) -> Result<Option<Taken>, Refused> {
        let taken = self.beside_bookings(reader, who, now)?;
        let window = (self.starts_at, self.ends_at);
        let of_patient: Vec<(i64, i64)> =
            reader.rows(&sessions_sql("patient_id"), params![self.patient, window.0, window.1])?;
        if let Some((starts_at, _)) = of_patient.first() {
            return Err(Refused::field(
                "patient_id",
                format!(
                    "The patient has a session at {}. Nobody can be in two places; choose another \
                     time, or have the session called off first.",
                    time_text(who.site.time_zone, *starts_at)
                ),
            ));
        }
        if taken.is_some() {
            return Ok(taken);
        }
        let own: Vec<(i64, i64)> = reader.rows(
            &sessions_sql("practitioner_id"),
            params![self.practitioner, window.0, window.1],
        )?;
        Ok((!own.is_empty()).then_some(Taken::Booked))
    }

    /// Whether the practitioner is taken then; by a visit that ended early as well, since the centre
    /// keeps its whole time and would hold a second booking that does not say it is deliberate. A
    /// patient in two places, at a scan among them, and a room or machine for two are refused
    /// outright; a doctor may be overbooked on purpose. A time that is offered to somebody else from
    /// the waiting list is taken as well; whom it is offered to has it, also where somebody else was
    /// squeezed in beside them.
    pub fn beside_bookings(
        &self,
        reader: &Reader<'_>,
        who: &Who,
        now: i64,
    ) -> Result<Option<Taken>, Refused> {
        let others = self.others(reader)?;
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
        let time = (self.starts_at, self.ends_at);
        rooms_must_be_free(
            reader,
            who,
            &rooms(reader, self.room, self.resources)?,
            (self.appointment, None),
            time,
        )?;
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
    fn others(&self, reader: &Reader<'_>) -> Result<Vec<Other>, Refused> {
        let mut all = Vec::new();
        for (column, id) in [("practitioner_id", self.practitioner), ("patient_id", self.patient)] {
            all.extend(reader.rows::<Other>(
                &others_sql(column),
                params![id, self.ends_at, self.starts_at, self.appointment],
            )?);
        }
        Ok(all)
    }
}

/// The names of the rooms that something takes place in: the one that was said, and those among
/// what it needs.
fn rooms(
    reader: &Reader<'_>,
    said: Option<&str>,
    resources: &[Uuid],
) -> Result<Vec<String>, Refused> {
    let mut all: Vec<String> = said.map(room_name).into_iter().collect();
    for resource in resources {
        let name: Option<String> = reader.value(
            "SELECT name FROM resources WHERE id = ?1 AND kind IN ('room', 'operating_room')",
            params![resource],
        )?;
        all.extend(name.as_deref().map(room_name));
    }
    all.retain(|room| !room.is_empty());
    Ok(all)
}

/// A room that something has for a while.
#[derive(Deserialize)]
pub(crate) struct InUse {
    room: String,
    starts_at: i64,
    ends_at: i64,
    is_scan: bool,
}

impl InUse {
    /// Whether it is the room that is called so, at some time between the two moments.
    pub fn is(&self, room: &str, (starts_at, ends_at): (i64, i64)) -> bool {
        self.starts_at < ends_at
            && self.ends_at > starts_at
            && room_name(&self.room) == room_name(room)
    }
}

/// Which rooms of a site are in use between two moments.
pub(crate) fn rooms_in_use(
    reader: &Reader<'_>,
    site: Uuid,
    (from, until): (i64, i64),
) -> Result<Vec<InUse>, Refused> {
    Ok(reader.rows(&rooms_sql(), params![site, until, from, None::<Uuid>, None::<Uuid>])?)
}

/// Refuses where one of `rooms`, each a [`room_name`], is taken at this site by an appointment or a
/// scan, but for the appointment and the scan of `own`.
fn rooms_must_be_free(
    reader: &Reader<'_>,
    who: &Who,
    rooms: &[String],
    own: (Option<Uuid>, Option<Uuid>),
    (starts_at, ends_at): (i64, i64),
) -> Result<(), Refused> {
    if rooms.is_empty() {
        return Ok(());
    }
    let in_use: Vec<InUse> =
        reader.rows(&rooms_sql(), params![who.site.id, ends_at, starts_at, own.0, own.1])?;
    let Some(other) = in_use.iter().find(|other| rooms.contains(&room_name(&other.room))) else {
        return Ok(());
    };
    Err(Refused::field(
        "room",
        format!(
            "The room is taken by the {} at {}. Choose another room or time.",
            if other.is_scan { "scan" } else { "appointment" },
            time_text(who.site.time_zone, other.starts_at)
        ),
    ))
}

/// The rooms at site ?1 that are in use between ?3 and ?2, but by the appointment ?4 and the scan ?5,
/// nor by a scan in that appointment: those that appointments and scans name, and the room that is
/// promised to one under its number. As in [`scans_beside_sql`], where scans are not kept one that
/// may take place in an appointment is not compared with it.
pub(crate) fn rooms_sql() -> String {
    let promised = |room: &str, join: &str| {
        format!(
            "SELECT {room} AS room, r.starts_at, r.ends_at, r.scan_id IS NOT NULL AS is_scan \
             FROM appointment_resources r {join} LEFT JOIN scans s ON s.id = r.scan_id \
             LEFT JOIN appointments a ON a.id = r.appointment_id \
             WHERE r.site_id = ?1 AND r.starts_at < ?2 AND r.starts_at > ?3 - {LASTS_MAX} \
             AND r.ends_at > ?3 AND r.is_released = 0 AND r.held_reason IS NULL \
             AND r.deleted_at IS NULL AND {room} IS NOT NULL \
             AND (r.appointment_id IS NULL OR r.appointment_id IS NOT ?4) \
             AND (r.scan_id IS NULL OR r.scan_id IS NOT ?5) \
             AND (a.id IS NULL OR a.status <> 'completed') \
             AND (r.scan_id IS NULL OR CASE WHEN s.id IS NULL THEN ?4 IS NULL \
             ELSE s.appointment_id IS NULL OR s.appointment_id IS NOT ?4 END)"
        )
    };
    format!(
        "SELECT room, starts_at, ends_at, 0 AS is_scan FROM appointments WHERE site_id = ?1 \
         AND starts_at < ?2 AND starts_at > ?3 - {LASTS_MAX} AND ends_at > ?3 AND room IS NOT NULL \
         AND id IS NOT ?4 AND deleted_at IS NULL AND held_reason IS NULL \
         AND status NOT IN ('cancelled', 'no_show', 'entered_in_error', 'completed') \
         UNION ALL {} UNION ALL {} ORDER BY 2",
        promised("r.room", ""),
        promised(
            "m.name",
            "JOIN resources m ON m.id = r.resource_id AND m.kind IN ('room', 'operating_room')"
        )
    )
}

/// Standing appointments of ?1 in `column` that overlap ?3 up to ?2, all but ?4.
pub(crate) fn others_sql(column: &str) -> String {
    of_person(&format!(
        "SELECT patient_id, practitioner_id, starts_at, status = 'completed' AS is_over, \
         overbooked FROM appointments WHERE {column} = ?1 AND starts_at < ?2 AND starts_at > ?3 - {LASTS_MAX} \
         AND ends_at > ?3 AND id IS NOT ?4 AND deleted_at IS NULL AND held_reason IS NULL \
         AND status NOT IN ('cancelled', 'no_show', 'entered_in_error') \
         ORDER BY starts_at"
    ))
}

/// The planned sessions of ?1 in `column` between ?2 and ?3 that have no appointment: one that has is
/// found by that.
pub(crate) fn sessions_sql(column: &str) -> String {
    of_person(&format!(
        "SELECT started_at AS starts_at, started_at + {SESSION_LASTS} AS ends_at \
         FROM therapy_sessions WHERE {column} = ?1 \
         AND started_at < ?3 AND started_at > ?2 - {SESSION_LASTS} AND appointment_id IS NULL \
         AND status = 'planned' AND deleted_at IS NULL ORDER BY started_at"
    ))
}

/// Refuses a time for a scan at which the patient is at an appointment or at another scan, and one
/// at which an appointment or another scan has the room. `own` is the appointment in which the scan
/// takes place.
pub(crate) fn scan_may_be_at(
    reader: &Reader<'_>,
    who: &Who,
    (scan, patient, own): (Uuid, Uuid, Option<Uuid>),
    (resource, room): (Option<Uuid>, Option<&str>),
    (starts_at, ends_at): (i64, i64),
) -> Result<(), Refused> {
    let zone = who.site.time_zone;
    let asked = params![patient, ends_at, starts_at, own];
    let booked: Vec<Other> = reader.rows(&others_sql("patient_id"), asked)?;
    if let Some(other) = booked.iter().find(|other| !other.is_over) {
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
    let rooms = rooms(reader, room, resource.as_slice())?;
    rooms_must_be_free(reader, who, &rooms, (own, Some(scan)), (starts_at, ends_at))
}

/// When scans of ?1 overlap ?3 up to ?2, all but ?4.
pub(crate) fn scans_sql() -> String {
    of_person(
        "SELECT r.starts_at FROM scans s JOIN appointment_resources r ON r.scan_id = s.id \
         WHERE s.patient_id = ?1 AND s.id IS NOT ?4 AND s.deleted_at IS NULL AND s.status = 'scheduled' \
         AND r.starts_at < ?2 AND r.ends_at > ?3 AND r.is_released = 0 \
         AND r.held_reason IS NULL AND r.deleted_at IS NULL ORDER BY r.starts_at LIMIT 1",
    )
}

/// The times of scans of ?1 that overlap ?3 up to ?2, soonest first, but those that take place in the
/// appointment ?4. Where scans themselves are not kept, such as at a front desk, nobody knows in
/// which appointment one takes place: there one that is moved is not compared.
pub(crate) fn scans_beside_sql() -> String {
    of_person(&format!(
        "SELECT r.starts_at, r.ends_at FROM appointment_resources r \
         LEFT JOIN scans s ON s.id = r.scan_id \
         WHERE r.patient_id = ?1 AND r.scan_id IS NOT NULL AND r.starts_at < ?2 \
         AND r.starts_at > ?3 - {LASTS_MAX} AND r.ends_at > ?3 AND r.is_released = 0 \
         AND r.held_reason IS NULL AND r.deleted_at IS NULL \
         AND CASE WHEN s.id IS NULL THEN ?4 IS NULL ELSE s.status = 'scheduled' \
         AND s.deleted_at IS NULL AND (s.appointment_id IS NULL OR s.appointment_id IS NOT ?4) END \
         ORDER BY r.starts_at"
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
