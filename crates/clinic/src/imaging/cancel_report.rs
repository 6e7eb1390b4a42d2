//! A report that is being written is given up.

use serde::Deserialize;
use store::{Cells, Write, params};
use ts_rs::TS;
use uuid::Uuid;

use crate::imaging::queue::{entry_id, give_back};
use crate::imaging::report::{SIGNED, must_be_radiologist, report};
use crate::people::details::filled;
use crate::{Nothing, Refused, Who};

/// Which report, and why.
#[derive(Deserialize, TS)]
pub struct CancelReport {
    id: Uuid,
    version: i64,
    reason: String,
}

/// Cancels a report that is not signed. A scan that has no other waits to be read again. One that
/// was released as preliminary is taken back by a radiologist.
pub fn cancel_report(
    write: &mut Write<'_>,
    who: &Who,
    request: CancelReport,
) -> Result<Nothing, Refused> {
    let reason = filled(Some(&request.reason))
        .ok_or_else(|| Refused::field("reason", "Say why the report is cancelled."))?;
    let report = report(write, request.id)?;
    report.must_be_open("cancelled")?;
    if report.status == "preliminary" {
        must_be_radiologist(who, "take back")?;
    }
    let cells = Cells::new().set("status", "cancelled").set("cancel_reason", reason);
    write.update("reports", request.id, Some(request.version), cells)?;
    if write.value::<Uuid>(SIGNED, params![report.scan_id])?.is_none() {
        give_back(write, entry_id(report.scan_id, "reading", None))?;
    }
    Ok(Nothing {})
}
