//! A model's work on a scan, as verbs find it.

use serde::Deserialize;
use store::{Reader, params};
use uuid::Uuid;

use crate::Refused;

/// An analysis as a verb finds it.
#[derive(Debug, Deserialize)]
pub(crate) struct Analysis {
    pub scan_id: Uuid,
    status: String,
    pub model_is_active: bool,
}

/// The analysis `id`.
pub(crate) fn analysis(reader: &Reader<'_>, id: Uuid) -> Result<Analysis, Refused> {
    reader
        .row(
            "SELECT a.scan_id, a.status, m.is_active AS model_is_active FROM ai_analyses a \
             JOIN ai_models m ON m.id = a.ai_model_id WHERE a.id = ?1 AND a.deleted_at IS NULL",
            params![id],
        )?
        .ok_or_else(|| Refused::gone("analysis"))
}

impl Analysis {
    /// Refuses unless the status is one of `from`; `what` ends "This analysis cannot be …".
    pub fn must_be(&self, from: &[&str], what: &str) -> Result<(), Refused> {
        if from.contains(&self.status.as_str()) {
            return Ok(());
        }
        let now = match self.status.as_str() {
            "queued" => "it has not begun",
            "running" => "it is running",
            "completed" => "it is completed",
            "failed" => "it has failed",
            _ => "it was called off",
        };
        Err(Refused::because(format!("This analysis cannot be {what}: {now}.")))
    }
}

/// A model that was taken out of use proposes nothing any more.
pub(crate) fn model_in_use(active: bool) -> Result<(), Refused> {
    if active {
        return Ok(());
    }
    Err(Refused::field("ai_model_id", "This model is not in use. Choose another one."))
}

/// Whether there is an analysis `id`, whatever became of it.
pub(crate) fn is_there(reader: &Reader<'_>, id: Uuid) -> Result<bool, Refused> {
    Ok(reader.value::<i64>("SELECT 1 FROM ai_analyses WHERE id = ?1", params![id])?.is_some())
}
