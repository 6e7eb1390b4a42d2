//! Somebody was told a result by word of mouth.

use serde::Deserialize;
use store::{Cells, Write, params};
use ts_rs::TS;
use uuid::Uuid;

use crate::imaging::report::report;
use crate::people::details::filled;
use crate::{Nothing, Refused, Who};

/// Which report, and who was told.
#[derive(Deserialize, TS)]
pub struct TellResult {
    id: Uuid,
    version: i64,
    told_to: String,
}

/// Notes who was told, when and by whom; the task of telephoning is done with it.
pub fn tell_result(
    write: &mut Write<'_>,
    who: &Who,
    request: TellResult,
) -> Result<Nothing, Refused> {
    let told_to = filled(Some(&request.told_to))
        .ok_or_else(|| Refused::field("told_to", "Say who was told."))?;
    let report = report(write, request.id)?;
    if report.status == "cancelled" {
        return Err(Refused::because("This report was cancelled; there is nothing to tell."));
    }
    let now = write.now();
    let cells = Cells::new()
        .set("told_to", told_to.as_str())
        .set("told_at", now)
        .set("told_by", who.user_id);
    write.update("reports", request.id, Some(request.version), cells)?;
    let task = report.telephone_task();
    let open: Option<i64> = write.value(
        "SELECT 1 FROM tasks WHERE id = ?1 AND status IN ('open', 'in_progress') \
         AND deleted_at IS NULL",
        params![task],
    )?;
    if open.is_some() {
        let cells = Cells::new()
            .set("status", "done")
            .set("completed_at", now)
            .set("completed_by", who.user_id)
            .set("outcome_text", told_to);
        write.update("tasks", task, None, cells)?;
    }
    Ok(Nothing {})
}
