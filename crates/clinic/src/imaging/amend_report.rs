//! A signed report is amended.

use serde::Deserialize;
use store::{Cells, Write};
use ts_rs::TS;
use uuid::Uuid;

use crate::imaging::report::{must_be_radiologist, none_open, report};
use crate::organization::add_user::Made;
use crate::people::details::filled;
use crate::{Refused, Who};

/// Which report, and why.
#[derive(Deserialize, TS)]
pub struct AmendReport {
    id: Uuid,
    reason: String,
}

/// Begins a report that amends a signed one, with its wording. The old one stands until the new
/// one is signed.
pub fn amend_report(
    write: &mut Write<'_>,
    who: &Who,
    request: AmendReport,
) -> Result<Made, Refused> {
    must_be_radiologist(who, "amend")?;
    let reason = filled(Some(&request.reason))
        .ok_or_else(|| Refused::field("reason", "Say why the report is amended."))?;
    let old = report(write, request.id)?;
    let sentence = match old.status.as_str() {
        "signed" => None,
        "amended" => Some("This report has been amended. Amend the one that stands."),
        _ => Some("This report is not signed; it can simply be changed."),
    };
    if let Some(sentence) = sentence {
        return Err(Refused::coded("over", sentence));
    }
    none_open(write, old.scan_id)?;
    let id = write.insert(
        "reports",
        Cells::new()
            .set("patient_id", old.patient_id)
            .set("scan_id", old.scan_id)
            .set("ai_analysis_id", old.ai_analysis_id)
            .set("practitioner_id", who.practitioner_id)
            .set("template_id", old.template_id)
            .set("kind", old.kind)
            .set("status", "draft")
            .set("findings_text", old.findings_text)
            .set("impression", old.impression)
            .set("recommendations", old.recommendations)
            .set("overall_result", old.overall_result)
            .set("amends_id", old.id)
            .set("amendment_reason", reason),
    )?;
    Ok(Made { id })
}
