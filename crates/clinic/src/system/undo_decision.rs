//! A decision is taken back.

use serde::Deserialize;
use store::{Cells, Write};
use ts_rs::TS;
use uuid::Uuid;

use crate::system::conflicts::to_decide;
use crate::system::decide_conflict::table_of;
use crate::system::plain::{cells, columns};
use crate::{Nothing, Refused, Who};

/// Which decision.
#[derive(Deserialize, TS)]
pub struct UndoDecision {
    id: Uuid,
}

/// Puts back what stood before a decision, if nobody has changed it since, and opens the question
/// again.
pub fn undo_decision(
    write: &mut Write<'_>,
    who: &Who,
    request: UndoDecision,
) -> Result<Nothing, Refused> {
    let row = to_decide(write, who, request.id, write.now())?;
    if row.status != "decided" {
        return Err(Refused::because("There is no decision to undo here."));
    }
    match row.decision.as_deref() {
        Some("canonical") | None => {}
        Some("candidate") => {
            let table = table_of(&row)?;
            let decided = cells(table, &columns(row.decided_value.as_deref())?)?;
            let standing = write.cells(table, row.row_id)?.ok_or_else(|| Refused::gone("entry"))?;
            let untouched = decided.iter().all(|(name, value)| standing.get(name) == Some(value));
            let removed = standing.get("deleted_at").is_some_and(|at| !at.is_null());
            if !untouched || removed || decided.is_empty() {
                return Err(Refused::because(
                    "The entry was changed since or is removed. Open it and correct it there.",
                ));
            }
            let before = cells(table, &columns(row.canonical.as_deref())?)?;
            write.update(table, row.row_id, None, before)?;
        }
        Some(_) => {
            return Err(Refused::because(
                "Something else was chosen then. Open the entry and change it there.",
            ));
        }
    }
    let now = write.now();
    write.update(
        "sync_conflicts",
        row.id,
        None,
        Cells::new().set("status", "undone").set("undone_by", who.user_id).set("undone_at", now),
    )?;
    Ok(Nothing {})
}
