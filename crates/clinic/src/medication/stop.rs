//! A medicine is stopped.

use serde::Deserialize;
use store::Write;
use ts_rs::TS;
use uuid::Uuid;

use crate::medication::standing::{because, end, standing};
use crate::{Nothing, Refused, Who};

/// Which medicine, and why.
#[derive(Deserialize, TS)]
pub struct Stop {
    item_id: Uuid,
    version: i64,
    reason: String,
}

/// Stops a medicine today; with the last one its prescription is stopped too.
pub fn stop(write: &mut Write<'_>, who: &Who, request: Stop) -> Result<Nothing, Refused> {
    let reason = because(&request.reason, "Say why the medicine is stopped.")?;
    let item = standing(write, request.item_id)?;
    if !matches!(item.status.as_str(), "draft" | "active" | "on_hold") {
        return Err(Refused::because("This medicine is not being taken any more."));
    }
    let today = who.today(write.now()).to_string();
    end(write, &item, Some(request.version), "stopped", Some(reason), &today)?;
    Ok(Nothing {})
}
