//! A task need not be done any more.

use serde::Deserialize;
use store::{Cells, Write};
use ts_rs::TS;
use uuid::Uuid;

use crate::messages::task::waiting;
use crate::people::details::filled;
use crate::{Nothing, Refused, Who};

/// Which task, and why.
#[derive(Deserialize, TS)]
pub struct CancelTask {
    id: Uuid,
    version: i64,
    reason: String,
}

/// Calls a task off; the reason stands where the outcome would.
pub fn cancel_task(
    write: &mut Write<'_>,
    who: &Who,
    request: CancelTask,
) -> Result<Nothing, Refused> {
    let reason = filled(Some(&request.reason))
        .ok_or_else(|| Refused::field("reason", "Say why this need not be done."))?;
    waiting(write, who, request.id)?;
    let cells = Cells::new()
        .set("status", "cancelled")
        .set("completed_at", write.now())
        .set("completed_by", who.user_id)
        .set("outcome_text", reason);
    write.update("tasks", request.id, Some(request.version), cells)?;
    Ok(Nothing {})
}
