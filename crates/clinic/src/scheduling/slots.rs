//! The slots that a week's hours consist of.
//!
//! They are computed, not stored: a slot becomes a row when it is booked, closed, or asked for by
//! `scheduling.generate_slots`. Its id follows from its schedule and its beginning, so that two
//! PCs that cannot reach each other write one row, and a week that is never booked costs nothing.

use std::collections::BTreeSet;

use chrono::{Days, NaiveDate};
use serde::{Deserialize, Serialize};
use store::{Cells, Reader, Write, params};
use ts_rs::TS;
use uuid::Uuid;

use crate::calendar::{self, MINUTE};
use crate::scheduling::appointment::practitioner_exists;
use crate::scheduling::closed::{Because, closures};
use crate::scheduling::free_slots::busy;
use crate::scheduling::hours::{Stretch, Working, on_day, weeks, working};
use crate::scheduling::offer::standing;
use crate::{Asking, Refused, Who};

/// Nobody plans further ahead at one time, and one action stays well within what a changeset
/// carries.
const DAYS_MAX: u64 = 31;

/// The id of the slot of a schedule that begins then.
pub(crate) fn slot_id(schedule: Uuid, starts_at: i64) -> Uuid {
    Uuid::new_v5(&schedule, &starts_at.to_be_bytes())
}

impl Working {
    /// The slots of the stretch, in the order in which they pass. Where the clock jumps, a slot
    /// still lasts its full minutes; what is left over at the end is no slot.
    pub fn slots(&self) -> impl Iterator<Item = Stretch> + '_ {
        let lasts = self.slot_minutes.max(1) * MINUTE;
        let count = (self.stretch.ends_at - self.stretch.starts_at) / lasts;
        (0..count).map(move |number| {
            let starts_at = self.stretch.starts_at + number * lasts;
            Stretch { starts_at, ends_at: starts_at + lasts }
        })
    }
}

/// Writes the row of a slot, unless it is there, and gives its id.
pub(crate) fn keep(
    write: &mut Write<'_>,
    who: &Who,
    practitioner: Uuid,
    working: &Working,
    slot: Stretch,
) -> Result<(Uuid, bool), Refused> {
    let id = slot_id(working.schedule, slot.starts_at);
    if write.value::<i64>("SELECT 1 FROM time_slots WHERE id = ?1", params![id])?.is_some() {
        return Ok((id, false));
    }
    write.insert(
        "time_slots",
        Cells::new()
            .set("id", id)
            .set("site_id", who.site.id)
            .set("schedule_id", working.schedule)
            .set("practitioner_id", practitioner)
            .set("starts_at", slot.starts_at)
            .set("ends_at", slot.ends_at)
            .set("room", working.room.clone()),
    )?;
    Ok((id, true))
}

/// The slot that is exactly this time, written where it is not there yet; `None` where the time
/// is no slot of the practitioner's week.
pub(crate) fn slot_for(
    write: &mut Write<'_>,
    who: &Who,
    practitioner: Uuid,
    wanted: Stretch,
) -> Result<Option<Uuid>, Refused> {
    let day = calendar::day_of(who.site.time_zone, wanted.starts_at);
    for working in on_day(write, who, practitioner, day)? {
        if working.slots().any(|slot| slot == wanted) {
            return Ok(Some(keep(write, who, practitioner, &working, wanted)?.0));
        }
    }
    Ok(None)
}

/// Every slot of the practitioner's week between two days, both included.
pub(crate) fn between(
    reader: &Reader<'_>,
    who: &Who,
    practitioner: Uuid,
    (from, until): (NaiveDate, NaiveDate),
) -> Result<Vec<(Working, Stretch)>, Refused> {
    if until < from {
        return Err(Refused::field("until_on", "The last day must not be before the first."));
    }
    if from.checked_add_days(Days::new(DAYS_MAX)).is_some_and(|most| until >= most) {
        return Err(Refused::field(
            "until_on",
            format!("This goes for {DAYS_MAX} days at most. Choose an earlier last day."),
        ));
    }
    let weeks = weeks(reader, who.site.id, practitioner)?;
    let mut found = Vec::new();
    for day in from.iter_days().take_while(|day| *day <= until) {
        for working in working(&weeks, who.site.time_zone, day)? {
            let slots: Vec<Stretch> = working.slots().collect();
            found.extend(slots.into_iter().map(|slot| (working.clone(), slot)));
        }
    }
    Ok(found)
}

/// Whose slots, and for which days.
#[derive(Deserialize, TS)]
pub struct GenerateSlots {
    practitioner_id: Uuid,
    from_on: String,
    until_on: String,
}

/// How many slots are new.
#[derive(Serialize, TS)]
pub struct SlotsGenerated {
    made: u32,
}

/// Writes the slots of a window as rows, for a system that reads them there. What is there stays
/// as it is, closed slots too.
pub fn generate_slots(
    write: &mut Write<'_>,
    who: &Who,
    request: GenerateSlots,
) -> Result<SlotsGenerated, Refused> {
    practitioner_exists(write, request.practitioner_id)?;
    let from = calendar::day("from_on", &request.from_on)?;
    let until = calendar::day("until_on", &request.until_on)?;
    let mut made = 0;
    for (working, slot) in between(write, who, request.practitioner_id, (from, until))? {
        made += u32::from(keep(write, who, request.practitioner_id, &working, slot)?.1);
    }
    Ok(SlotsGenerated { made })
}

/// Whose slots, and on which day.
#[derive(Deserialize, TS)]
pub struct Slots {
    practitioner_id: Uuid,
    on: String,
}

/// A slot of a day.
#[derive(Serialize, TS)]
pub struct SlotLine {
    time_slot_id: Uuid,
    starts_at: i64,
    ends_at: i64,
    room: Option<String>,
    state: SlotState,
}

/// What becomes of a slot.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum SlotState {
    /// It can be booked.
    Free,
    /// Somebody is booked.
    Booked,
    /// It is kept for somebody from the waiting list.
    Offered,
    /// Somebody closed it.
    Blocked,
    /// The site does not work then.
    Holiday,
    /// The practitioner is away.
    OnLeave,
    /// It is over.
    Past,
}

/// A practitioner's slots of a day, each with what becomes of it.
pub fn slots(asking: &Asking<'_>, request: Slots) -> Result<Vec<SlotLine>, Refused> {
    let (reader, who) = (&asking.reader, asking.who);
    let day = calendar::day("on", &request.on)?;
    let window = calendar::bounds(who.site.time_zone, day);
    let booked = busy(reader, "practitioner_id", request.practitioner_id, window)?;
    let closed = closures(reader, who, request.practitioner_id, window)?;
    let offers = standing(reader, request.practitioner_id, window, asking.now)?;
    let mut seen = BTreeSet::new();
    let mut lines = Vec::new();
    for (working, slot) in between(reader, who, request.practitioner_id, (day, day))? {
        let time_slot_id = slot_id(working.schedule, slot.starts_at);
        if !seen.insert(time_slot_id) {
            continue;
        }
        let overlaps = |from: i64, until: i64| from < slot.ends_at && until > slot.starts_at;
        let closure = closed.iter().find(|closed| overlaps(closed.starts_at, closed.ends_at));
        let state = match closure.map(|closed| closed.because) {
            _ if booked.iter().any(|(from, until)| overlaps(*from, *until)) => SlotState::Booked,
            Some(Because::Blocked) => SlotState::Blocked,
            Some(Because::Holiday) => SlotState::Holiday,
            Some(Because::Leave) => SlotState::OnLeave,
            None if slot.starts_at < asking.now => SlotState::Past,
            None if offers.iter().any(|offer| overlaps(offer.starts_at, offer.ends_at)) => {
                SlotState::Offered
            }
            None => SlotState::Free,
        };
        lines.push(SlotLine {
            time_slot_id,
            starts_at: slot.starts_at,
            ends_at: slot.ends_at,
            room: working.room,
            state,
        });
    }
    Ok(lines)
}
