//! Slots are closed by a person, and opened again.

use serde::{Deserialize, Serialize};
use store::{Cells, Write, params};
use ts_rs::TS;
use uuid::Uuid;

use crate::calendar;
use crate::people::details::filled;
use crate::scheduling::free_slots::busy;
use crate::scheduling::slots::{between, keep};
use crate::{Refused, Who};

/// Whose slots, from when until when, and why.
#[derive(Deserialize, TS)]
pub struct BlockSlot {
    practitioner_id: Uuid,
    starts_at: i64,
    ends_at: i64,
    reason: String,
}

/// What came of it.
#[derive(Serialize, TS)]
pub struct SlotsBlocked {
    /// How many slots are closed now that were open.
    blocked: u32,
    /// How many bookings stand in the time; they stay.
    affected: u32,
}

/// Closes every slot of a practitioner's week that the time touches. What is booked stays, and
/// `scheduling.affected_bookings` lists it.
pub fn block_slot(
    write: &mut Write<'_>,
    who: &Who,
    request: BlockSlot,
) -> Result<SlotsBlocked, Refused> {
    let reason = filled(Some(&request.reason))
        .ok_or_else(|| Refused::field("reason", "Say why the slot is closed."))?;
    let window = (request.starts_at, request.ends_at);
    if window.1 <= window.0 {
        return Err(Refused::field("ends_at", "The time must end after it begins."));
    }
    let day = |moment| calendar::day_of(who.site.time_zone, moment);
    let days = (day(window.0), day(window.1 - 1));
    let practitioner = request.practitioner_id;
    let slots = between(write, who, practitioner, days)?;
    let touched: Vec<_> = slots
        .into_iter()
        .filter(|(_, slot)| slot.starts_at < window.1 && slot.ends_at > window.0)
        .collect();
    if touched.is_empty() {
        return Err(Refused::field("starts_at", "There is no slot of this doctor at that time."));
    }
    let mut blocked = 0;
    for (working, slot) in touched {
        let (id, _) = keep(write, who, practitioner, &working, slot)?;
        let open: Option<i64> = write
            .value("SELECT 1 FROM time_slots WHERE id = ?1 AND is_blocked = 0", params![id])?;
        // The row and the closing of it are two operations, so that another PC that books the slot
        // meanwhile and writes the same row does not open it.
        let cells = Cells::new().set("is_blocked", true).set("blocked_reason", reason.as_str());
        write.update("time_slots", id, None, cells)?;
        blocked += u32::from(open.is_some());
    }
    let standing = busy(write, "practitioner_id", practitioner, window)?;
    Ok(SlotsBlocked { blocked, affected: u32::try_from(standing.len()).unwrap_or(u32::MAX) })
}

/// Whose slots, and from when until when.
#[derive(Deserialize, TS)]
pub struct UnblockSlot {
    practitioner_id: Uuid,
    starts_at: i64,
    ends_at: i64,
}

/// How many slots are open again.
#[derive(Serialize, TS)]
pub struct SlotsUnblocked {
    unblocked: u32,
}

/// Opens the closed slots of a practitioner that the time touches.
pub fn unblock_slot(
    write: &mut Write<'_>,
    who: &Who,
    request: UnblockSlot,
) -> Result<SlotsUnblocked, Refused> {
    let closed: Vec<Uuid> = write.column(
        &format!(
            "SELECT id FROM time_slots WHERE practitioner_id = ?1 AND site_id = ?4 \
             AND starts_at < ?3 AND starts_at > ?2 - {} AND ends_at > ?2 \
             AND is_blocked = 1 AND deleted_at IS NULL",
            24 * calendar::HOUR
        ),
        params![request.practitioner_id, request.starts_at, request.ends_at, who.site.id],
    )?;
    if closed.is_empty() {
        return Err(Refused::field("starts_at", "No slot of this doctor is closed at that time."));
    }
    for id in &closed {
        let cells = Cells::new().set("is_blocked", false).set("blocked_reason", None::<String>);
        write.update("time_slots", *id, None, cells)?;
    }
    Ok(SlotsUnblocked { unblocked: u32::try_from(closed.len()).unwrap_or(u32::MAX) })
}
