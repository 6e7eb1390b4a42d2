//! A task is done.

use serde::Deserialize;
use store::{Cells, Write};
use ts_rs::TS;
use uuid::Uuid;

use crate::messages::task::waiting;
use crate::people::details::filled;
use crate::{Nothing, Refused, Who};

/// Which task, and how it went.
#[derive(Deserialize, TS)]
pub struct CompleteTask {
    id: Uuid,
    version: i64,
    outcome: String,
}

/// Says that a task is done, and how it went.
pub fn complete_task(
    write: &mut Write<'_>,
    who: &Who,
    request: CompleteTask,
) -> Result<Nothing, Refused> {
    let outcome = filled(Some(&request.outcome))
        .ok_or_else(|| Refused::field("outcome", "Say how it went."))?;
    waiting(write, who, request.id)?;
    let cells = Cells::new()
        .set("status", "done")
        .set("completed_at", write.now())
        .set("completed_by", who.user_id)
        .set("outcome_text", outcome);
    write.update("tasks", request.id, Some(request.version), cells)?;
    Ok(Nothing {})
}
