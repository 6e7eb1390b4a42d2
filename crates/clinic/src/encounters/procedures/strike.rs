//! A procedure stands in the wrong record, or never took place.

use store::{Cells, Write, params};

use crate::encounters::procedures::abandon::AbandonProcedure;
use crate::encounters::procedures::record::chain;
use crate::people::details::filled;
use crate::{Nothing, Refused, Who};

/// Strikes a procedure that was entered in error: it stays on record with the reason, is billed and
/// counted no more, and the chained record says so after what it said before.
pub fn strike_procedure(
    write: &mut Write<'_>,
    who: &Who,
    request: AbandonProcedure,
) -> Result<Nothing, Refused> {
    let reason = filled(Some(&request.reason))
        .ok_or_else(|| Refused::field("reason", "Say why the procedure was entered in error."))?;
    let before: Option<(String, Option<String>)> = write.row(
        "SELECT status, notes FROM procedures WHERE id = ?1 AND deleted_at IS NULL",
        params![request.id],
    )?;
    let (status, notes) = before.ok_or_else(|| Refused::gone("procedure"))?;
    if status == "entered_in_error" {
        return Err(Refused::because("This procedure was struck already."));
    }
    let notes = match filled(notes.as_deref()) {
        Some(before) => format!("{before}\n{reason}"),
        None => reason,
    };
    let cells = Cells::new().set("status", "entered_in_error").set("notes", notes);
    write.update("procedures", request.id, Some(request.version), cells)?;
    chain(write, who, request.id)?;
    Ok(Nothing {})
}
