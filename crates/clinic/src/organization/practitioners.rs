//! Those who treat.

use serde::{Deserialize, Serialize};
use store::{Reader, params};
use ts_rs::TS;
use uuid::Uuid;

use crate::{Asking, Nothing, Refused};

/// One who treats.
#[derive(Clone, Debug, Serialize, Deserialize, TS)]
pub struct Practitioner {
    /// The practitioner.
    pub id: Uuid,
    /// As people call them.
    pub display_name: String,
    /// Their field.
    pub specialization: Option<String>,
    /// Who they sign in as, if they do.
    pub user_id: Option<Uuid>,
}

/// How a practitioner is called, from the columns of `p`.
pub(crate) const NAME: &str = "coalesce(nullif(trim(coalesce(p.prefix || ' ', '') || \
     coalesce(p.given_name || ' ', '') || coalesce(p.family_name, '')), ''), p.name_text, '')";

/// Those who can be booked, by name.
pub fn practitioners(asking: &Asking<'_>, _: Nothing) -> Result<Vec<Practitioner>, Refused> {
    bookable(&asking.reader)
}

/// Those who are available and not merely named in records that came from elsewhere.
pub(crate) fn bookable(reader: &Reader<'_>) -> Result<Vec<Practitioner>, Refused> {
    Ok(reader.rows(
        &format!(
            "SELECT p.id, {NAME} AS display_name, p.specialization, p.user_id FROM practitioners p \
             LEFT JOIN users u ON u.id = p.user_id \
             WHERE p.deleted_at IS NULL AND p.is_available = 1 AND p.is_external = 0 \
             AND coalesce(u.is_active, 1) = 1 ORDER BY p.family_name, p.given_name, p.id"
        ),
        [],
    )?)
}

/// The name of one practitioner, if the replica knows them.
pub(crate) fn name_of(reader: &Reader<'_>, id: Option<Uuid>) -> Result<Option<String>, Refused> {
    let Some(id) = id else { return Ok(None) };
    Ok(reader.value(&format!("SELECT {NAME} FROM practitioners p WHERE p.id = ?1"), params![id])?)
}

/// The name of one user, if the replica knows them.
pub(crate) fn user_name(reader: &Reader<'_>, id: Option<Uuid>) -> Result<Option<String>, Refused> {
    let Some(id) = id else { return Ok(None) };
    Ok(reader
        .value("SELECT coalesce(display_name, username) FROM users WHERE id = ?1", params![id])?)
}
