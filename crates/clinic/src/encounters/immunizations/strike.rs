//! A vaccination stands in the wrong record.

use serde::Deserialize;
use store::{Cells, Write, params};
use ts_rs::TS;
use uuid::Uuid;

use crate::medication::lot::lot;
use crate::medication::move_stock::{Movement, caused_by, record};
use crate::people::details::filled;
use crate::{Nothing, Refused, Who};

/// Which entry, and why.
#[derive(Deserialize, TS)]
pub struct StrikeImmunization {
    id: Uuid,
    version: i64,
    reason: String,
}

/// Strikes an entry; it stays readable with the reason. What it took from the stock is put back:
/// whoever really got the vaccine gets an entry that takes it.
pub fn strike(
    write: &mut Write<'_>,
    who: &Who,
    request: StrikeImmunization,
) -> Result<Nothing, Refused> {
    let reason = filled(Some(&request.reason))
        .ok_or_else(|| Refused::field("reason", "Say why this entry is struck."))?;
    let status: Option<String> = write.value(
        "SELECT status FROM immunizations WHERE id = ?1 AND deleted_at IS NULL",
        params![request.id],
    )?;
    if status.ok_or_else(|| Refused::gone("vaccination"))? == "entered_in_error" {
        return Err(Refused::because("This entry was struck already."));
    }
    put_back(write, who, request.id, &reason)?;
    let cells = Cells::new().set("status", "entered_in_error").set("status_reason", reason);
    write.update("immunizations", request.id, Some(request.version), cells)?;
    Ok(Nothing {})
}

/// The id derives from the movement, so that two PCs that strike one entry put it back once.
fn put_back(write: &mut Write<'_>, who: &Who, entry: Uuid, reason: &str) -> Result<(), Refused> {
    let taken = caused_by(entry);
    let moved: Option<(Uuid, f64)> = write.row(
        "SELECT inventory_item_id, quantity FROM inventory_movements \
         WHERE id = ?1 AND deleted_at IS NULL",
        params![taken],
    )?;
    let Some((id, quantity)) = moved else { return Ok(()) };
    let movement = Movement {
        id: Some(caused_by(taken)),
        corrects: Some((taken, reason.to_owned())),
        ..Movement::new("administered", -quantity)
    };
    record(write, who, &lot(write, id)?, movement)?;
    Ok(())
}
