//! A flag does not hold any more.

use store::{Cells, Write};

use crate::people::asked::ThisEntry;
use crate::{Nothing, Refused, Who};

/// Ends a flag with today; it stays on record.
pub fn end_flag(write: &mut Write<'_>, who: &Who, request: ThisEntry) -> Result<Nothing, Refused> {
    let today = who.today(write.now()).to_string();
    let cells = Cells::new().set("ended_on", today);
    write.update("patient_flags", request.id, Some(request.version), cells)?;
    Ok(Nothing {})
}
