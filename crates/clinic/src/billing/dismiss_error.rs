//! What looked wrong on a bill is right.

use serde::Deserialize;
use store::{Cells, Write, params};
use ts_rs::TS;
use uuid::Uuid;

use crate::people::details::filled;
use crate::{Nothing, Refused, Who};

/// Which bill, as the screen showed it, and why it is right.
#[derive(Deserialize, TS)]
pub struct DismissError {
    id: Uuid,
    version: i64,
    reason: String,
}

/// Says that what a check found is no error. The finding and the reason stay in sight.
pub fn dismiss_error(
    write: &mut Write<'_>,
    who: &Who,
    request: DismissError,
) -> Result<Nothing, Refused> {
    let reason = filled(Some(&request.reason))
        .ok_or_else(|| Refused::field("reason", "Say why this is no error."))?;
    let open: Option<bool> = write.value(
        "SELECT ai_error_detected AND ai_error_dismissed_at IS NULL FROM invoices \
         WHERE id = ?1 AND deleted_at IS NULL",
        params![request.id],
    )?;
    if !open.ok_or_else(|| Refused::gone("invoice"))? {
        return Err(Refused::because("Nothing that looks wrong is open on this invoice."));
    }
    write.update(
        "invoices",
        request.id,
        Some(request.version),
        Cells::new()
            .set("ai_error_dismissed_at", write.now())
            .set("ai_error_dismissed_by", who.user_id)
            .set("ai_error_dismissal_reason", reason),
    )?;
    Ok(Nothing {})
}
