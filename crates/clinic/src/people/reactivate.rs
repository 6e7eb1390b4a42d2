//! A patient comes again.

use store::Write;

use crate::people::asked::{ThisEntry, must_be_here};
use crate::people::deactivate::set;
use crate::{Nothing, Refused, Who};

/// Sets a patient active again.
pub fn reactivate(write: &mut Write<'_>, _: &Who, request: ThisEntry) -> Result<Nothing, Refused> {
    must_be_here(write, request.id)?;
    set(write, request, "active")
}
