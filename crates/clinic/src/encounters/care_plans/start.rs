//! A plan of care begins.

use serde::Deserialize;
use store::{Cells, Write};
use ts_rs::TS;
use uuid::Uuid;

use crate::encounters::care_plans::plan::plan;
use crate::{Nothing, Refused, Who};

/// Which plan, as the screen showed it.
#[derive(Clone, Copy, Deserialize, TS)]
pub struct ThisCarePlan {
    id: Uuid,
    version: i64,
}

/// Starts a draft or a plan that was on hold; it begins today where no day was planned.
pub fn start_care_plan(
    write: &mut Write<'_>,
    who: &Who,
    this: ThisCarePlan,
) -> Result<Nothing, Refused> {
    let before = plan(write, this.id)?;
    before.must_run()?;
    if before.status == "active" {
        return Err(Refused::because("This plan runs already."));
    }
    let mut cells = Cells::new().set("status", "active");
    if before.starts_on.is_none() {
        cells.put("starts_on", who.today(write.now()).to_string());
    }
    write.update("care_plans", this.id, Some(this.version), cells)?;
    Ok(Nothing {})
}
