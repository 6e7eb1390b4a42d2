//! A new first password for somebody who has lost theirs.

use serde::Deserialize;
use store::{Cells, Security, Write};
use ts_rs::TS;
use uuid::Uuid;

use crate::organization::password;
use crate::{Nothing, Refused, Who};

/// Whose password, and the new one.
#[derive(Deserialize, TS)]
pub struct ResetPassword {
    user_id: Uuid,
    version: i64,
    new_password: String,
}

/// Gives a person a password that must be changed at the next sign-in.
pub fn reset_password(
    write: &mut Write<'_>,
    _: &Who,
    request: ResetPassword,
) -> Result<Nothing, Refused> {
    password::check(&request.new_password, &[])
        .map_err(|refused| Refused { field: Some("new_password"), ..refused })?;
    let now = write.now();
    write.update(
        "users",
        request.user_id,
        Some(request.version),
        Cells::new()
            .set("password_hash", password::hash(&request.new_password)?)
            .set("password_changed_at", now)
            .set("must_change_password", true),
    )?;
    write.note_security(Security::of("password_reset").about("users", request.user_id))?;
    Ok(Nothing {})
}
