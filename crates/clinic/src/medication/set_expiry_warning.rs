//! How early the clinic wants to hear that a lot expires.

use serde::Deserialize;
use serde_json::json;
use store::{Cells, Write, params};
use ts_rs::TS;
use uuid::Uuid;

use crate::medication::stock::{EXPIRY_WARNING_DAYS_MAX, SETTING};
use crate::{Nothing, Refused, Who};

/// How long before its last day a lot is told to expire.
#[derive(Deserialize, TS)]
pub struct SetExpiryWarning {
    days: u32,
}

/// Sets for the whole organization how long before its last day a lot is told to expire.
pub fn set_expiry_warning(
    write: &mut Write<'_>,
    who: &Who,
    request: SetExpiryWarning,
) -> Result<Nothing, Refused> {
    if request.days > EXPIRY_WARNING_DAYS_MAX {
        return Err(Refused::field(
            "days",
            format!("The days must lie between 0 and {EXPIRY_WARNING_DAYS_MAX}."),
        ));
    }
    let id = Uuid::new_v5(&who.organization_id, SETTING.as_bytes());
    let content = json!({ "days": request.days }).to_string();
    let known: Option<i64> =
        write.value("SELECT 1 FROM system_settings WHERE id = ?1", params![id])?;
    if known.is_some() {
        write.update("system_settings", id, None, Cells::new().set("content", content))?;
    } else {
        let cells = Cells::new().set("id", id).set("name", SETTING).set("content", content);
        write.insert("system_settings", cells)?;
    }
    Ok(Nothing {})
}
