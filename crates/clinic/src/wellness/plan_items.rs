//! The steps of a wellness plan: added, changed, done, left out.

use serde::Deserialize;
use store::{Cells, Reader, Write, params};
use ts_rs::TS;
use uuid::Uuid;

use super::plan::plan;
use crate::organization::add_user::Made;
use crate::people::details::filled;
use crate::{Nothing, Refused, Who, calendar};

/// A step that is added to a plan.
#[derive(Deserialize, TS)]
pub struct AddWellnessItem {
    wellness_plan_id: Uuid,
    title: String,
    category: Option<String>,
    due_on: String,
}

/// Adds a step.
pub fn add_item(write: &mut Write<'_>, _: &Who, request: AddWellnessItem) -> Result<Made, Refused> {
    let patient = plan(write, request.wellness_plan_id)?;
    let due_on = calendar::day("due_on", &request.due_on)?;
    let id = write.insert(
        "wellness_plan_items",
        Cells::new()
            .set("patient_id", patient)
            .set("wellness_plan_id", request.wellness_plan_id)
            .set("title", request.title.trim())
            .set("category", filled(request.category.as_deref()))
            .set("due_on", due_on.to_string()),
    )?;
    Ok(Made { id })
}

/// A step as it should stand.
#[derive(Deserialize, TS)]
pub struct ChangeWellnessItem {
    id: Uuid,
    version: i64,
    title: String,
    due_on: String,
    notes: Option<String>,
}

/// Changes a step.
pub fn change_item(
    write: &mut Write<'_>,
    _: &Who,
    request: ChangeWellnessItem,
) -> Result<Nothing, Refused> {
    item(write, request.id)?;
    let due_on = calendar::day("due_on", &request.due_on)?;
    let cells = Cells::new()
        .set("title", request.title.trim())
        .set("due_on", due_on.to_string())
        .set("notes", filled(request.notes.as_deref()));
    write.update("wellness_plan_items", request.id, Some(request.version), cells)?;
    Ok(Nothing {})
}

/// Which step, as the screen showed it.
#[derive(Clone, Copy, Deserialize, TS)]
pub struct ThisWellnessItem {
    id: Uuid,
    version: i64,
}

/// Takes a step out of its plan.
pub fn remove_item(
    write: &mut Write<'_>,
    _: &Who,
    this: ThisWellnessItem,
) -> Result<Nothing, Refused> {
    item(write, this.id)?;
    write.remove("wellness_plan_items", this.id, Some(this.version))?;
    Ok(Nothing {})
}

#[derive(Deserialize)]
struct Item {
    done_at: Option<i64>,
}

fn item(reader: &Reader<'_>, id: Uuid) -> Result<Item, Refused> {
    reader
        .row(
            "SELECT done_at FROM wellness_plan_items WHERE id = ?1 AND deleted_at IS NULL",
            params![id],
        )?
        .ok_or_else(|| Refused::gone("step"))
}

/// Which step was done.
#[derive(Deserialize, TS)]
pub struct DoWellnessItem {
    pub(super) id: Uuid,
    pub(super) version: i64,
    /// Whether the patient says so.
    pub(super) is_self_reported: bool,
    /// False takes it back.
    pub(super) done: bool,
}

/// Ticks a step off, or takes the tick back.
pub fn do_item(
    write: &mut Write<'_>,
    who: &Who,
    request: DoWellnessItem,
) -> Result<Nothing, Refused> {
    let before = item(write, request.id)?;
    if request.done == before.done_at.is_some() {
        return Ok(Nothing {});
    }
    let now = write.now();
    let mut cells = Cells::new()
        .set("done_at", request.done.then_some(now))
        .set("done_by", request.done.then_some(who.user_id))
        .set("is_self_reported", request.done && request.is_self_reported);
    if request.done {
        cells.put("skipped_reason", None::<String>);
    }
    write.update("wellness_plan_items", request.id, Some(request.version), cells)?;
    Ok(Nothing {})
}

/// Which step is left out, and why.
#[derive(Deserialize, TS)]
pub struct SkipWellnessItem {
    pub(super) id: Uuid,
    version: i64,
    reason: String,
}

/// Leaves a step out with a reason. It stays due: progress tells what was done and not what was
/// explained.
pub fn skip_item(
    write: &mut Write<'_>,
    _: &Who,
    request: SkipWellnessItem,
) -> Result<Nothing, Refused> {
    if item(write, request.id)?.done_at.is_some() {
        return Err(Refused::because("This step is done. Take the tick back first."));
    }
    let reason = filled(Some(&request.reason))
        .ok_or_else(|| Refused::field("reason", "Say why the step is left out."))?;
    let cells = Cells::new().set("skipped_reason", reason);
    write.update("wellness_plan_items", request.id, Some(request.version), cells)?;
    Ok(Nothing {})
}
