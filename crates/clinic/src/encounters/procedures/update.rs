//! A procedure goes on, or is done.

use serde::Deserialize;
use store::{Cells, Reader, Write, params};
use ts_rs::TS;
use uuid::Uuid;

use crate::encounters::procedures::record::{ProcedureStage, chain, not_yet_to_come};
use crate::people::details::filled;
use crate::{Nothing, Refused, Who};

/// Which procedure, and how far it has come.
#[derive(Deserialize, TS)]
pub struct UpdateProcedure {
    id: Uuid,
    version: i64,
    stage: ProcedureStage,
    /// Now where nothing is said and it is done.
    ended_at: Option<i64>,
    /// Where nothing is said, what stands stays.
    outcome_text: Option<String>,
    /// The same.
    notes: Option<String>,
}

/// A procedure as a verb finds it.
#[derive(Deserialize)]
pub(crate) struct Going {
    pub status: String,
    pub started_at: Option<i64>,
}

/// The procedure `id`, if it has not ended.
pub(crate) fn going(reader: &Reader<'_>, id: Uuid) -> Result<Going, Refused> {
    let found: Option<Going> = reader.row(
        "SELECT status, started_at FROM procedures WHERE id = ?1 AND deleted_at IS NULL",
        params![id],
    )?;
    let found = found.ok_or_else(|| Refused::gone("procedure"))?;
    if matches!(found.status.as_str(), "preparation" | "in_progress" | "on_hold" | "unknown") {
        return Ok(found);
    }
    Err(Refused::because("This procedure has ended or was abandoned."))
}

/// Moves a procedure on. One that is done goes into the chained record.
pub fn update_procedure(
    write: &mut Write<'_>,
    who: &Who,
    request: UpdateProcedure,
) -> Result<Nothing, Refused> {
    let before = going(write, request.id)?;
    let now = write.now();
    not_yet_to_come("ended_at", request.ended_at, now)?;
    if request.stage == ProcedureStage::Preparation && before.status != "preparation" {
        return Err(Refused::field("stage", "This procedure has begun already."));
    }
    let begins = request.stage != ProcedureStage::Preparation
        && (before.status == "preparation" || before.started_at.is_none());
    let done = request.stage == ProcedureStage::Completed;
    let mut cells = Cells::new().set("status", request.stage.status());
    for (column, said) in [("outcome_text", &request.outcome_text), ("notes", &request.notes)] {
        if let Some(said) = filled(said.as_deref()) {
            cells.put(column, said);
        }
    }
    if begins {
        // What was planned for another time begins now.
        cells.put("started_at", now.min(request.ended_at.unwrap_or(now)));
    }
    if done {
        cells.put("ended_at", request.ended_at.unwrap_or(now));
    }
    write.update("procedures", request.id, Some(request.version), cells)?;
    if done {
        chain(write, who, request.id)?;
    }
    Ok(Nothing {})
}
