//! A report is written.

use serde::Deserialize;
use store::{Cells, Write};
use ts_rs::TS;
use uuid::Uuid;

use crate::imaging::report::{must_be_radiologist, report};
use crate::people::details::filled;
use crate::{Nothing, Refused, Who};

/// Which report, what it says, and whether it may be read before it is signed.
#[derive(Deserialize, TS)]
pub struct SaveReport {
    id: Uuid,
    version: i64,
    findings_text: Option<String>,
    impression: Option<String>,
    recommendations: Option<String>,
    overall_result: Option<String>,
    preliminary: bool,
}

/// Saves a draft, or releases it as preliminary, which a radiologist does. What was preliminary
/// stays so: others may have read it.
pub fn save_report(
    write: &mut Write<'_>,
    who: &Who,
    request: SaveReport,
) -> Result<Nothing, Refused> {
    let report = report(write, request.id)?;
    report.must_be_open("changed")?;
    let impression = filled(request.impression.as_deref());
    let mut cells = Cells::new()
        .set("findings_text", filled(request.findings_text.as_deref()))
        .set("impression", impression.clone())
        .set("recommendations", filled(request.recommendations.as_deref()))
        .set("overall_result", request.overall_result);
    if request.preliminary || report.status == "preliminary" {
        must_be_radiologist(who, "release")?;
        if impression.is_none() {
            return Err(Refused::field(
                "impression",
                "A preliminary report must say its impression.",
            ));
        }
        cells.put("status", "preliminary");
    }
    write.update("reports", request.id, Some(request.version), cells)?;
    Ok(Nothing {})
}
