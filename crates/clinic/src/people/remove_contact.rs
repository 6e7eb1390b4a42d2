//! Somebody is no contact of a patient any more.

use store::Write;

use crate::people::asked::ThisEntry;
use crate::{Nothing, Refused, Who};

/// Removes a contact.
pub fn remove_contact(
    write: &mut Write<'_>,
    _: &Who,
    request: ThisEntry,
) -> Result<Nothing, Refused> {
    write.remove("patient_contacts", request.id, Some(request.version))?;
    Ok(Nothing {})
}
