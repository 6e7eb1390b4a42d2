//! What every way of booking has in common: what is checked, and what is written.

use store::{Cells, Intent, Reader, Write};
use uuid::Uuid;

use crate::messages::reminders::confirm_booking;
use crate::people::details::filled;
use crate::people::register::make_known;
use crate::scheduling::appointment::{patient_may_come, practitioner_exists};
use crate::scheduling::clash::Wanted;
use crate::scheduling::closed::{Because, closed_because};
use crate::scheduling::hours::{Stretch, department_at};
use crate::scheduling::needed::{self, Following};
use crate::scheduling::slots::slot_for;
use crate::system::happened::{Happened, happened};
use crate::{Refused, Who};

/// A booking that is about to be made.
#[derive(Clone)]
pub(crate) struct Booking {
    /// Derived from its cause where two PCs may make the same one; a new one otherwise.
    pub id: Option<Uuid>,
    pub patient: Uuid,
    pub practitioner: Uuid,
    /// That in which the practitioner works then, where nobody says which.
    pub department: Option<Uuid>,
    pub starts_at: i64,
    pub ends_at: i64,
    pub kind: String,
    pub priority: String,
    pub reason: Option<String>,
    pub room: Option<String>,
    pub resources: Vec<Uuid>,
    /// Whether a person decided that it may stand beside another one, or at a closed time.
    pub overbook: bool,
    pub rescheduled_from: Option<Uuid>,
    /// The first booking of the series that this one belongs to.
    pub series: Option<Uuid>,
}

/// What the check of a booking found out.
pub(crate) struct Checked {
    room: Option<String>,
    overbooked: bool,
    /// Why the time is closed into which it is booked on purpose.
    despite: Option<Because>,
}

impl Booking {
    /// Refuses what cannot be booked: with the code `taken` where the doctor has somebody or the
    /// time is offered to somebody who waits, with
    /// `closed` at a holiday, a leave or a closed slot, both unless it is overbooked on purpose;
    /// with `in_the_past` where the time has passed; outright where patient, room or machine are
    /// elsewhere.
    pub fn check(&self, reader: &Reader<'_>, who: &Who, now: i64) -> Result<Checked, Refused> {
        patient_may_come(reader, self.patient)?;
        practitioner_exists(reader, self.practitioner)?;
        let room = room_of(reader, who, self.room.as_deref(), &self.resources)?;
        let wanted = Wanted {
            // What is rescheduled makes room for itself.
            appointment: self.rescheduled_from,
            patient: self.patient,
            practitioner: self.practitioner,
            room: room.as_deref(),
            resources: &self.resources,
            starts_at: self.starts_at,
            ends_at: self.ends_at,
        };
        wanted.check_time(now)?;
        let taken = wanted.practitioner_taken(reader, who, now)?;
        let time = (self.starts_at, self.ends_at);
        let despite = closed_because(reader, who, self.practitioner, time)?;
        if !self.overbook {
            if let Some(taken) = taken {
                return Err(taken.refused(who));
            }
            if let Some(because) = despite {
                return Err(because.refused());
            }
        }
        Ok(Checked { room, overbooked: taken.is_some(), despite })
    }

    /// Checks the booking and writes it.
    pub fn place(&self, write: &mut Write<'_>, who: &Who) -> Result<Uuid, Refused> {
        let now = write.now();
        let checked = self.check(write, who, now)?;
        let stretch = Stretch { starts_at: self.starts_at, ends_at: self.ends_at };
        let slot = slot_for(write, who, self.practitioner, stretch)?;
        make_known(write, who, self.patient, "booked")?;
        let department = match self.department {
            Some(department) => Some(department),
            None => department_at(write, who, self.practitioner, self.starts_at)?,
        };
        let id = self.id.unwrap_or_else(|| write.new_id());
        write.insert(
            "appointments",
            Cells::new()
                .set("id", id)
                .set("site_id", who.site.id)
                .set("patient_id", self.patient)
                .set("practitioner_id", self.practitioner)
                .set("department_id", department)
                .set("time_slot_id", slot)
                .set("starts_at", self.starts_at)
                .set("ends_at", self.ends_at)
                .set("kind", self.kind.as_str())
                .set("status", "scheduled")
                .set("priority", self.priority.as_str())
                .set("reason", filled(self.reason.as_deref()))
                .set("room", checked.room)
                .set("overbooked", checked.overbooked)
                .set("booked_despite", checked.despite.map(Because::code))
                .set("rescheduled_from_id", self.rescheduled_from)
                .set("series_id", self.series)
                .set("created_by", who.user_id),
        )?;
        let following = Following {
            appointment: id,
            patient: self.patient,
            starts_at: self.starts_at,
            ends_at: self.ends_at,
        };
        following.needs(write, who, &self.resources)?;
        write.intend(Intent::Book { appointment: id });
        let booked = Happened {
            trigger: "appointment_booked",
            row: ("appointments", id),
            patient: Some(self.patient),
        };
        happened(write, who, &booked)?;
        confirm_booking(write, who, id)?;
        Ok(id)
    }
}

/// Where the appointment takes place: the room that was said, or the one among what is needed.
/// Refuses what cannot be promised.
pub(crate) fn room_of(
    reader: &Reader<'_>,
    who: &Who,
    said: Option<&str>,
    resources: &[Uuid],
) -> Result<Option<String>, Refused> {
    let mut room = filled(said);
    for resource in resources {
        let usable = needed::usable(reader, who, *resource)?;
        if usable.is_room() && room.is_none() {
            room = Some(usable.name);
        }
    }
    Ok(room)
}
