//! Whom to tell when a practitioner must know something.

use store::{Reader, params};
use uuid::Uuid;

use crate::Refused;

/// As whom a practitioner signs in.
pub(crate) fn user_of(
    reader: &Reader<'_>,
    practitioner: Option<Uuid>,
) -> Result<Option<Uuid>, Refused> {
    let Some(practitioner) = practitioner else { return Ok(None) };
    let user: Option<Option<Uuid>> = reader.value(
        "SELECT user_id FROM practitioners WHERE id = ?1 AND deleted_at IS NULL",
        params![practitioner],
    )?;
    Ok(user.flatten())
}
