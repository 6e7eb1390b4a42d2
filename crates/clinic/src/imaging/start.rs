//! The images are being taken.

use store::{Cells, Write};

use crate::imaging::queue::{begin, enqueue};
use crate::imaging::standing::{ThisImaging, scan};
use crate::{Nothing, Refused, Who};

/// Starts a scan; whoever starts it takes it.
pub fn start(write: &mut Write<'_>, who: &Who, this: ThisImaging) -> Result<Nothing, Refused> {
    let scan = scan(write, this.id)?;
    scan.must_be(&["ordered", "scheduled"], "started")?;
    // An order that was imported waits in no queue yet.
    let entry = enqueue(write, who, &scan, "acquisition", None)?;
    begin(write, who, entry)?;
    let cells = Cells::new().set("status", "in_progress").set("technician_id", who.user_id);
    write.update("scans", this.id, Some(this.version), cells)?;
    Ok(Nothing {})
}
