//! A model is asked to look at a scan.

use serde::Deserialize;
use store::{Cells, Write};
use ts_rs::TS;
use uuid::Uuid;

use crate::imaging::change_model::looks_at;
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

/// Queues an analysis by a model that is in use and looks at such images. What it finds will be proposals.
pub fn request_analysis(
    write: &mut Write<'_>,
    who: &Who,
    request: RequestAnalysis,
) -> Result<Made, Refused> {
    let scan = scan(write, request.scan_id)?;
    scan.must_be(&["acquired", "reported"], "analysed")?;
    looks_at(write, request.ai_model_id, &scan.modality)?;
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
