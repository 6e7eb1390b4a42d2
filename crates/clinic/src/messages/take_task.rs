//! Somebody takes a task on.

use store::{Cells, Write};

use crate::messages::task::{ThisTask, waiting};
use crate::{Nothing, Refused, Who};

/// Takes a task that is for one of the person's roles.
pub fn take_task(write: &mut Write<'_>, who: &Who, this: ThisTask) -> Result<Nothing, Refused> {
    waiting(write, who, this.id)?;
    let cells = Cells::new().set("assigned_to", who.user_id).set("status", "in_progress");
    write.update("tasks", this.id, Some(this.version), cells)?;
    Ok(Nothing {})
}
