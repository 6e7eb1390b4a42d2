//! A booking goes elsewhere.

use serde::Deserialize;
use store::{Cells, Intent, Write};
use ts_rs::TS;
use uuid::Uuid;

use crate::messages::reminders::tell_moved;
use crate::people::details::filled;
use crate::scheduling::appointment::{Booked, booked, practitioner_exists};
use crate::scheduling::booking::room_of;
use crate::scheduling::check_in::is_today;
use crate::scheduling::clash::Wanted;
use crate::scheduling::closed::{Because, closed_because};
use crate::scheduling::hours::Stretch;
use crate::scheduling::needed::{self, Following};
use crate::scheduling::slots::slot_for;
use crate::{Nothing, Refused, Who};

/// Where to.
#[derive(Deserialize, TS)]
pub struct Move {
    id: Uuid,
    version: i64,
    practitioner_id: Uuid,
    starts_at: i64,
    ends_at: i64,
    overbook: bool,
    /// Another room; blank for none. The same one where nothing is said.
    #[ts(optional = nullable)]
    room: Option<String>,
    /// Other rooms and machines; the same ones where nothing is said.
    #[ts(optional = nullable)]
    resource_ids: Option<Vec<Uuid>>,
}

/// Moves an appointment whose visit has not begun, under the same conditions as booking it there: by
/// the hours, holidays, leave and rooms of the branch whose booking it is. Refuses with the code
/// `other_branch` where this PC does not hold them.
pub fn move_to(write: &mut Write<'_>, who: &Who, request: Move) -> Result<Nothing, Refused> {
    let place = Place {
        practitioner: request.practitioner_id,
        starts_at: request.starts_at,
        ends_at: request.ends_at,
        overbook: request.overbook,
        room: request.room,
        resources: request.resource_ids,
    };
    place.give(write, who, request.id, Some(request.version))
}

/// A time with a doctor.
pub(crate) struct Place {
    pub practitioner: Uuid,
    pub starts_at: i64,
    pub ends_at: i64,
    pub overbook: bool,
    /// As in [`Move`].
    pub room: Option<String>,
    /// As in [`Move`].
    pub resources: Option<Vec<Uuid>>,
}

impl Place {
    /// Gives the place to an appointment, at its branch.
    pub fn give(
        &self,
        write: &mut Write<'_>,
        who: &Who,
        appointment: Uuid,
        seen: Option<i64>,
    ) -> Result<Nothing, Refused> {
        let before = booked(write, appointment)?;
        before.must_be(&["scheduled", "confirmed", "checked_in"], "moved")?;
        let there = who.at_branch(write, Some(before.site_id))?;
        let who = &there;
        // Who has come today is not checked in for another day.
        if before.status == "checked_in" && !is_today(who, self.starts_at, write.now()) {
            return Err(Refused::field(
                "starts_at",
                "The patient has been checked in today. Take the check-in back first, or choose a \
                 time today.",
            ));
        }
        if before.practitioner_id != Some(self.practitioner) {
            practitioner_exists(write, self.practitioner)?;
        }
        let resources = match &self.resources {
            Some(chosen) => chosen.clone(),
            None => needed::of(write, appointment)?,
        };
        let said = self.room.as_deref().or(before.room.as_deref());
        let room = match &self.resources {
            Some(chosen) => room_of(write, who, said, chosen)?,
            None => filled(said),
        };
        let wanted = Wanted {
            appointment: Some(appointment),
            patient: before.patient_id,
            practitioner: self.practitioner,
            room: room.as_deref(),
            resources: &resources,
            starts_at: self.starts_at,
            ends_at: self.ends_at,
        };
        // Somebody who waits may go to another doctor after the time has passed.
        let same_time = self.starts_at == before.starts_at;
        wanted.check_time(if same_time { self.starts_at } else { write.now() })?;
        let taken = wanted.practitioner_taken(write, who, write.now())?;
        if !self.overbook {
            if let Some(taken) = taken {
                return Err(taken.refused(who));
            }
            let time = (self.starts_at, self.ends_at);
            if let Some(because) = closed_because(write, who, self.practitioner, time)? {
                return Err(because.refused());
            }
        }
        let overbooked = taken.is_some();
        self.put(write, who, &before, Put { room, resources, overbooked, seen })?;
        let practitioner = before.practitioner_id == Some(self.practitioner);
        if !practitioner || !same_time || before.ends_at != self.ends_at {
            tell_moved(write, who, appointment)?;
        }
        Ok(Nothing {})
    }

    /// Writes an appointment to this place, with its slot and with what it needs, and says so where
    /// the place is closed. `who` is at the appointment's branch.
    pub fn put(
        &self,
        write: &mut Write<'_>,
        who: &Who,
        before: &Booked,
        put: Put,
    ) -> Result<Nothing, Refused> {
        let stretch = Stretch { starts_at: self.starts_at, ends_at: self.ends_at };
        let slot = slot_for(write, who, self.practitioner, stretch)?;
        let time = (self.starts_at, self.ends_at);
        let despite = closed_because(write, who, self.practitioner, time)?;
        write.update(
            "appointments",
            before.id,
            put.seen,
            Cells::new()
                .set("practitioner_id", self.practitioner)
                .set("time_slot_id", slot)
                .set("starts_at", self.starts_at)
                .set("ends_at", self.ends_at)
                .set("room", put.room)
                .set("overbooked", put.overbooked)
                .set("booked_despite", despite.map(Because::code)),
        )?;
        let following = Following {
            appointment: before.id,
            patient: before.patient_id,
            starts_at: self.starts_at,
            ends_at: self.ends_at,
        };
        following.needs(write, who, &put.resources)?;
        write.intend(Intent::Book { appointment: before.id });
        Ok(Nothing {})
    }
}

/// How an appointment is put to its place.
pub(crate) struct Put {
    pub room: Option<String>,
    pub resources: Vec<Uuid>,
    pub overbooked: bool,
    pub seen: Option<i64>,
}

#[cfg(test)]
mod tests {
    use crate::calendar::MINUTE;
    use crate::fixture::{Clinic, moment};
    use serde_json::json;

    #[test]
    fn an_appointment_moves_to_a_free_time_and_does_not_stand_in_its_own_way() {
        let clinic = Clinic::found();
        let first = clinic.patient("Elena", "Marín", "1960-01-05");
        let second = clinic.patient("Luis", "Prieto", "1990-10-10");
        let id = clinic.book(first, "2026-03-02T10:00:00Z").unwrap();
        clinic.book(second, "2026-03-02T11:00:00Z").unwrap();
        let to = |start: &str, overbook: bool| {
            let starts_at = moment(start);
            let request = json!({
                "id": id, "version": 0, "practitioner_id": clinic.doctor_practitioner,
                "starts_at": starts_at, "ends_at": starts_at + 30 * MINUTE, "overbook": overbook
            });
            clinic.ask(clinic.receptionist, "scheduling.move", request)
        };
        to("2026-03-02T10:15:00Z", false).unwrap();
        assert_eq!(to("2026-03-02T10:45:00Z", false).unwrap_err().code, Some("taken"));
        to("2026-03-02T10:45:00Z", true).unwrap();
        let overbooked = "SELECT overbooked FROM appointments WHERE id = ?1";
        assert_eq!(clinic.number(overbooked, id), Some(1));
        to("2026-03-02T12:00:00Z", true).unwrap();
        assert_eq!(clinic.number(overbooked, id), Some(0), "nobody is there any more");
        let this = json!({ "id": id, "version": 0 });
        clinic.ask(clinic.receptionist, "scheduling.check_in", this).unwrap();
        let tomorrow = to("2026-03-03T12:00:00Z", false).unwrap_err();
        assert_eq!(tomorrow.field, Some("starts_at"), "{tomorrow:?}");
        to("2026-03-02T13:00:00Z", false).unwrap();
    }
}
