//! A plan of care ends.

use serde::Deserialize;
use store::{Cells, Write};
use ts_rs::TS;
use uuid::Uuid;

use crate::encounters::care_plans::plan::plan;
use crate::people::details::filled;
use crate::{Nothing, Refused, Who};

/// How a plan ends.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum PlanEnd {
    /// As it was meant to.
    Completed,
    /// Before its end.
    Cancelled,
}

/// Which plan, how it ends, and why.
#[derive(Deserialize, TS)]
pub struct CloseCarePlan {
    id: Uuid,
    version: i64,
    outcome: PlanEnd,
    /// Needed where it ends early.
    reason: Option<String>,
}

/// Closes a plan today. The reason is added to its notes.
pub fn close_care_plan(
    write: &mut Write<'_>,
    who: &Who,
    request: CloseCarePlan,
) -> Result<Nothing, Refused> {
    let before = plan(write, request.id)?;
    before.must_run()?;
    let reason = filled(request.reason.as_deref());
    if request.outcome == PlanEnd::Cancelled && reason.is_none() {
        return Err(Refused::field("reason", "Say why the plan ends early."));
    }
    let notes: Vec<String> = [before.notes, reason].into_iter().flatten().collect();
    let today = who.today(write.now()).to_string();
    let mut cells = Cells::new()
        .set(
            "status",
            match request.outcome {
                PlanEnd::Completed => "completed",
                PlanEnd::Cancelled => "cancelled",
            },
        )
        .set("notes", (!notes.is_empty()).then(|| notes.join("\n")));
    // A plan that never began has no days.
    if before.starts_on.is_some_and(|starts| starts <= today) {
        cells.put("ends_on", today);
    }
    write.update("care_plans", request.id, Some(request.version), cells)?;
    Ok(Nothing {})
}
