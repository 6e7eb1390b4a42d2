//! The patient says that they will come.

use store::{Cells, Write};

use crate::scheduling::appointment::{ThisAppointment, step};
use crate::{Nothing, Refused, Who};

/// Confirms an appointment.
pub fn confirm(write: &mut Write<'_>, _: &Who, this: ThisAppointment) -> Result<Nothing, Refused> {
    let cells = Cells::new().set("status", "confirmed").set("confirmed_at", write.now());
    step(write, this, &["scheduled"], "confirmed", cells)
}
