//! A patient who was marked as deceased lives.

use store::{Cells, Write};

use crate::people::asked::{ThisEntry, must_be_here};
use crate::{Nothing, Refused, Who};

/// Takes a wrong death back.
pub fn undo_death(write: &mut Write<'_>, _: &Who, request: ThisEntry) -> Result<Nothing, Refused> {
    must_be_here(write, request.id)?;
    let cells =
        Cells::new().set("deceased", false).set("deceased_at", None::<i64>).set("status", "active");
    write.update("patients", request.id, Some(request.version), cells)?;
    Ok(Nothing {})
}
