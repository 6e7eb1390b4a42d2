//! A procedure is not done, or not finished.

use serde::Deserialize;
use store::{Cells, Write};
use ts_rs::TS;
use uuid::Uuid;

use crate::encounters::procedures::record::chain;
use crate::encounters::procedures::update::going;
use crate::people::details::filled;
use crate::{Nothing, Refused, Who};

/// Which procedure, and why.
#[derive(Deserialize, TS)]
pub struct AbandonProcedure {
    pub(super) id: Uuid,
    pub(super) version: i64,
    pub(super) reason: String,
}

/// Ends a procedure before its end: one that had not begun was not done, one that had was stopped.
/// The reason stands as its outcome, and a stopped one goes into the chained record.
pub fn abandon_procedure(
    write: &mut Write<'_>,
    who: &Who,
    request: AbandonProcedure,
) -> Result<Nothing, Refused> {
    let reason = filled(Some(&request.reason))
        .ok_or_else(|| Refused::field("reason", "Say why the procedure was abandoned."))?;
    let before = going(write, request.id)?;
    let begun = before.status != "preparation";
    let mut cells = Cells::new()
        .set("status", if begun { "stopped" } else { "not_done" })
        .set("outcome_text", reason);
    if begun {
        cells.put("ended_at", write.now());
    }
    write.update("procedures", request.id, Some(request.version), cells)?;
    if begun {
        chain(write, who, request.id)?;
    }
    Ok(Nothing {})
}
