//! Somebody was told a result by word of mouth.

use serde::Deserialize;
use store::{Cells, Write};
use ts_rs::TS;
use uuid::Uuid;

use crate::alerts::critical::settled;
use crate::imaging::report::report;
use crate::people::details::filled;
use crate::{Nothing, Refused, Who};

/// Which report, and who was told.
#[derive(Deserialize, TS)]
pub struct TellResult {
    id: Uuid,
    version: i64,
    told_to: String,
}

/// Notes who was told, when and by whom; the alert and the task of telephoning end with it.
pub fn tell_result(
    write: &mut Write<'_>,
    who: &Who,
    request: TellResult,
) -> Result<Nothing, Refused> {
    let told_to = filled(Some(&request.told_to))
        .ok_or_else(|| Refused::field("told_to", "Say who was told."))?;
    let report = report(write, request.id)?;
    match report.status.as_str() {
        "cancelled" => {
            return Err(Refused::because("This report was cancelled; there is nothing to tell."));
        }
        "amended" => {
            return Err(Refused::because(
                "This report has been amended. Tell the result of the report that amends it.",
            ));
        }
        _ => {}
    }
    let cells = Cells::new()
        .set("told_to", told_to.as_str())
        .set("told_at", write.now())
        .set("told_by", who.user_id);
    write.update("reports", request.id, Some(request.version), cells)?;
    settled(write, who, request.id, &format!("Told to {told_to}"))?;
    Ok(Nothing {})
}
