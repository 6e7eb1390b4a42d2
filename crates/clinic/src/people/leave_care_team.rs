//! Somebody looks after a patient no more.

use store::{Cells, Write, params};

use crate::people::asked::ThisEntry;
use crate::{Nothing, Refused, Who};

/// Ends a place in a care team.
pub fn leave_care_team(
    write: &mut Write<'_>,
    _: &Who,
    request: ThisEntry,
) -> Result<Nothing, Refused> {
    let lasting: Option<i64> = write.value(
        "SELECT 1 FROM care_team_members WHERE id = ?1 AND ended_at IS NULL \
         AND deleted_at IS NULL",
        params![request.id],
    )?;
    if lasting.is_none() {
        return Err(Refused::because("This colleague has left the care team already."));
    }
    let now = write.now();
    let cells = Cells::new().set("ended_at", now);
    write.update("care_team_members", request.id, Some(request.version), cells)?;
    Ok(Nothing {})
}
