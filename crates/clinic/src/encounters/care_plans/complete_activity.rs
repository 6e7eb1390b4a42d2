//! Something that a plan asks for was done.

use serde::Deserialize;
use store::{Cells, Write};
use ts_rs::TS;
use uuid::Uuid;

use crate::encounters::care_plans::plan::{ActivityStatus, plan, stored};
use crate::people::details::filled;
use crate::{Nothing, Refused, Who};

/// Which activity of which plan, and what came of it.
#[derive(Deserialize, TS)]
pub struct CompleteActivity {
    id: Uuid,
    version: i64,
    activity_id: Uuid,
    outcome: Option<String>,
}

/// Notes an activity as done.
pub fn complete_activity(
    write: &mut Write<'_>,
    who: &Who,
    request: CompleteActivity,
) -> Result<Nothing, Refused> {
    let before = plan(write, request.id)?;
    before.must_run()?;
    if before.status != "active" {
        return Err(Refused::because("This plan does not run. Start it first."));
    }
    let mut activities = before.activities()?;
    let activity = activities
        .iter_mut()
        .find(|activity| activity.id == request.activity_id)
        .ok_or_else(|| Refused::gone("activity"))?;
    if activity.status == ActivityStatus::Done {
        return Err(Refused::because("This was done already."));
    }
    activity.status = ActivityStatus::Done;
    activity.done_at = Some(write.now());
    activity.done_by = Some(who.user_id);
    activity.outcome = filled(request.outcome.as_deref());
    let cells = Cells::new().set("activities", stored(&activities)?);
    write.update("care_plans", request.id, Some(request.version), cells)?;
    Ok(Nothing {})
}
