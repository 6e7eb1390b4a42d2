//! A number was never this patient's, or is written wrongly.

use store::Write;

use crate::people::asked::ThisEntry;
use crate::{Nothing, Refused, Who};

/// Removes a foreign number; the right one is added anew. Who removed it and what it was stays in the
/// history of the record.
pub fn remove_identifier(
    write: &mut Write<'_>,
    _: &Who,
    request: ThisEntry,
) -> Result<Nothing, Refused> {
    write.remove("patient_identifiers", request.id, Some(request.version))?;
    Ok(Nothing {})
}
