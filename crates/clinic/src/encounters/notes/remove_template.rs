//! A wording for notes is not offered any more.

use serde::Deserialize;
use store::{Write, params};
use ts_rs::TS;
use uuid::Uuid;

use crate::encounters::notes::templates::FOLDER;
use crate::{Nothing, Refused, Who};

/// Which wording.
#[derive(Deserialize, TS)]
pub struct RemoveNoteTemplate {
    id: Uuid,
    version: i64,
}

/// Removes a wording. Notes that began with it stay as they are.
pub fn remove_template(
    write: &mut Write<'_>,
    _: &Who,
    request: RemoveNoteTemplate,
) -> Result<Nothing, Refused> {
    let name: Option<String> = write.value(
        "SELECT name FROM system_settings WHERE id = ?1 AND deleted_at IS NULL",
        params![request.id],
    )?;
    if !name.is_some_and(|name| name.starts_with(FOLDER)) {
        return Err(Refused::gone("template"));
    }
    write.remove("system_settings", request.id, Some(request.version))?;
    Ok(Nothing {})
}
