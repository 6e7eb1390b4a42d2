//! A medicine is stopped.

use serde::Deserialize;
use store::{Cells, Write, params};
use ts_rs::TS;
use uuid::Uuid;

use crate::people::details::filled;
use crate::{Nothing, Refused, Who};

/// Which medicine, and why.
#[derive(Deserialize, TS)]
pub struct Stop {
    item_id: Uuid,
    version: i64,
    reason: String,
}

/// Stops a medicine today; with the last one its prescription is stopped too.
pub fn stop(write: &mut Write<'_>, _: &Who, request: Stop) -> Result<Nothing, Refused> {
    let reason = filled(Some(&request.reason))
        .ok_or_else(|| Refused::field("reason", "Say why the medicine is stopped."))?;
    let found: Option<(String, Uuid)> = write.row(
        "SELECT status, prescription_id FROM prescription_items WHERE id = ?1 AND deleted_at IS NULL",
        params![request.item_id],
    )?;
    let (status, prescription) = found.ok_or_else(|| Refused::gone("medicine"))?;
    if !matches!(status.as_str(), "draft" | "active" | "on_hold") {
        return Err(Refused::because("This medicine is not being taken any more."));
    }
    write.update(
        "prescription_items",
        request.item_id,
        Some(request.version),
        Cells::new().set("status", "stopped").set("status_reason", reason),
    )?;
    let left: Option<i64> = write.value(
        "SELECT count(*) FROM prescription_items WHERE prescription_id = ?1 \
         AND status IN ('draft', 'active', 'on_hold') AND deleted_at IS NULL",
        params![prescription],
    )?;
    if left == Some(0) {
        write.update("prescriptions", prescription, None, Cells::new().set("status", "stopped"))?;
    }
    Ok(Nothing {})
}
