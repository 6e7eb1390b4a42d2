//! A model is asked to look at a scan.

use serde::Deserialize;
use store::{Cells, Write, params};
use ts_rs::TS;
use uuid::Uuid;

use crate::imaging::analysis::model_in_use;
use crate::imaging::queue::enqueue;
use crate::imaging::standing::scan;
use crate::organization::add_user::Made;
use crate::{Refused, Who};

/// Which scan, and which model.
#[derive(Deserialize, TS)]
pub struct RequestAnalysis {
    scan_id: Uuid,
    ai_model_id: Uuid,
}

/// Queues an analysis by a model that is in use. What it finds will be proposals.
pub fn request_analysis(
    write: &mut Write<'_>,
    who: &Who,
    request: RequestAnalysis,
) -> Result<Made, Refused> {
    let scan = scan(write, request.scan_id)?;
    scan.must_be(&["acquired", "reported"], "analysed")?;
    let active: Option<bool> = write.value(
        "SELECT is_active FROM ai_models WHERE id = ?1 AND deleted_at IS NULL",
        params![request.ai_model_id],
    )?;
    model_in_use(active.unwrap_or(false))?;
    let id = write.insert(
        "ai_analyses",
        Cells::new()
            .set("patient_id", scan.patient_id)
            .set("scan_id", scan.id)
            .set("ai_model_id", request.ai_model_id)
            .set("status", "queued")
            .set("requested_by", who.user_id),
    )?;
    enqueue(write, who, &scan, "analysis", Some(id))?;
    Ok(Made { id })
}
