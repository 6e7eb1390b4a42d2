//! The patient has not come.

use store::{Cells, Write};

use crate::scheduling::appointment::{ThisAppointment, booked, step};
use crate::{Nothing, Refused, Who};

/// Notes that a patient did not come; the time is free again.
pub fn no_show(write: &mut Write<'_>, _: &Who, this: ThisAppointment) -> Result<Nothing, Refused> {
    if booked(write, this.id)?.starts_at > write.now() {
        return Err(Refused::because(
            "This appointment has not begun yet. Cancel it if the patient will not come.",
        ));
    }
    let cells = Cells::new().set("status", "no_show");
    step(write, this, &["scheduled", "confirmed"], "marked as missed", cells)
}
