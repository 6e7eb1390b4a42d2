//! A model could not look at a scan.

use serde::Deserialize;
use store::{Cells, Write};
use ts_rs::TS;
use uuid::Uuid;

use crate::imaging::analysis::analysis;
use crate::imaging::queue::{call_off, entry_id};
use crate::people::details::filled;
use crate::{Nothing, Refused, Who};

/// Which analysis, and what went wrong.
#[derive(Deserialize, TS)]
pub struct FailAnalysis {
    id: Uuid,
    version: i64,
    reason: String,
}

/// Says that an analysis came to nothing.
pub fn fail_analysis(
    write: &mut Write<'_>,
    _: &Who,
    request: FailAnalysis,
) -> Result<Nothing, Refused> {
    let reason = filled(Some(&request.reason))
        .ok_or_else(|| Refused::field("reason", "Say what went wrong."))?;
    let analysis = analysis(write, request.id)?;
    analysis.must_be(&["queued", "running"], "said to have failed")?;
    let cells = Cells::new()
        .set("status", "failed")
        .set("ended_at", write.now())
        .set("problem_text", reason);
    write.update("ai_analyses", request.id, Some(request.version), cells)?;
    call_off(write, entry_id(analysis.scan_id, "analysis", Some(request.id)))?;
    Ok(Nothing {})
}
