//! A medicine is paused, and goes on.

use store::{Cells, Write};

use crate::medication::standing::{ThisItem, ThisItemBecause, standing};
use crate::{Nothing, Refused, Who};

/// Pauses a medicine; it stays in the plan and is neither given nor handed out meanwhile.
pub fn hold(write: &mut Write<'_>, _: &Who, request: ThisItemBecause) -> Result<Nothing, Refused> {
    let (this, reason) = request.parts("Say why the medicine is paused.")?;
    standing(write, this.item_id)?.must_be(&["active"], "paused")?;
    let cells = Cells::new().set("status", "on_hold").set("status_reason", reason);
    write.update("prescription_items", this.item_id, Some(this.version), cells)?;
    Ok(Nothing {})
}

/// Lets a paused medicine go on.
pub fn resume(write: &mut Write<'_>, _: &Who, this: ThisItem) -> Result<Nothing, Refused> {
    standing(write, this.item_id)?.must_be(&["on_hold"], "resumed")?;
    let cells = Cells::new().set("status", "active").set("status_reason", None::<String>);
    write.update("prescription_items", this.item_id, Some(this.version), cells)?;
    Ok(Nothing {})
}
