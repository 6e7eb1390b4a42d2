//! Patients follow their own wellness plans.

use serde::Deserialize;
use store::{Write, params};
use ts_rs::TS;
use uuid::Uuid;

use super::plan_items::{DoWellnessItem, SkipWellnessItem, do_item, skip_item};
use super::plans::{
    WellnessPlanAsked, WellnessPlanList, WellnessPlanShown, WellnessPlans, plan, plans,
};
use crate::people::own::{must_be_own, own_patient};
use crate::{Asking, Nothing, Refused, Who};

/// The own plans, those that run first.
pub fn own_plans(asking: &Asking<'_>, _: Nothing) -> Result<WellnessPlanList, Refused> {
    plans(asking, WellnessPlans { patient_id: own_patient(asking.who)? })
}

/// One of the own plans with its steps.
pub fn own_plan(
    asking: &Asking<'_>,
    request: WellnessPlanAsked,
) -> Result<WellnessPlanShown, Refused> {
    must_be_own(&asking.reader, asking.who, "wellness_plans", request.id)?;
    plan(asking, request)
}

/// Which step was done.
#[derive(Deserialize, TS)]
pub struct OwnDoItem {
    id: Uuid,
    version: i64,
    /// False takes it back.
    done: bool,
}

/// Ticks a step off as told by the patient, or takes such a tick back. What staff have ticked off
/// is theirs.
pub fn own_do_item(
    write: &mut Write<'_>,
    who: &Who,
    request: OwnDoItem,
) -> Result<Nothing, Refused> {
    must_be_own(write, who, "wellness_plan_items", request.id)?;
    let by_staff: Option<i64> = write.value(
        "SELECT 1 FROM wellness_plan_items WHERE id = ?1 AND done_at IS NOT NULL \
         AND is_self_reported = 0",
        params![request.id],
    )?;
    if by_staff.is_some() && !request.done {
        return Err(Refused::because(
            "The clinic has ticked this step off. Tell the clinic if that is wrong.",
        ));
    }
    let step = DoWellnessItem {
        id: request.id,
        version: request.version,
        is_self_reported: true,
        done: request.done,
    };
    do_item(write, who, step)
}

/// Leaves a step of an own plan out with a reason.
pub fn own_skip_item(
    write: &mut Write<'_>,
    who: &Who,
    request: SkipWellnessItem,
) -> Result<Nothing, Refused> {
    must_be_own(write, who, "wellness_plan_items", request.id)?;
    skip_item(write, who, request)
}
