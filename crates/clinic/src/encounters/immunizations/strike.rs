//! A vaccination stands in the wrong record.

use serde::Deserialize;
use store::{Cells, Write, params};
use ts_rs::TS;
use uuid::Uuid;

use crate::people::details::filled;
use crate::{Nothing, Refused, Who};

/// Which entry, and why.
#[derive(Deserialize, TS)]
pub struct StrikeImmunization {
    id: Uuid,
    version: i64,
    reason: String,
}

/// Strikes an entry; it stays readable with the reason.
pub fn strike(
    write: &mut Write<'_>,
    _: &Who,
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
    let cells = Cells::new().set("status", "entered_in_error").set("status_reason", reason);
    write.update("immunizations", request.id, Some(request.version), cells)?;
    Ok(Nothing {})
}
