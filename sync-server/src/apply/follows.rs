//! What goes along with a booking stays with it. Where an appointment cannot have the time that it
//! was moved to, the rooms and machines that were to go along are promised at the time that it has.

use std::collections::BTreeSet;

use catalog::Value;
use uuid::Uuid;

use super::decide::Work;
use super::write::{Cells, give_up};
use crate::rows::{TablePlan, plan_named};

/// The columns in which a promise follows its appointment.
const FOLLOWING: [&str; 3] = ["starts_at", "ends_at", "is_released"];

/// Whether rows of others follow those of this table.
pub(super) fn leads(table: u16) -> bool {
    plan_named("appointments").is_some_and(|plan| plan.shape.number == table)
}

/// Called where the row `id` of `plan` keeps `kept` although the changeset wanted something else.
/// What was promised to an appointment whose time stays is promised then, and what it was to get
/// anew it does not get.
pub(super) fn stay(work: &mut Work, plan: &'static TablePlan, id: Uuid, kept: &Cells) {
    let is_time = |column: &usize| {
        ["starts_at", "ends_at"]
            .iter()
            .any(|name| plan.shape.column_number(name).map(usize::from) == Some(*column))
    };
    if plan.shape.name != "appointments" || !kept.iter().any(|(column, _)| is_time(column)) {
        return;
    }
    let Some(promises) = plan_named("appointment_resources") else { return };
    let column = |name| promises.shape.column_number(name).map(usize::from);
    let (Some(of), Some(released)) = (column("appointment_id"), column("is_released")) else {
        return;
    };
    let following: BTreeSet<usize> = FOLLOWING.into_iter().filter_map(column).collect();
    for ((table, _), promise) in &mut work.rows {
        if *table != promises.shape.number || promise.row.get(of).as_uuid() != Some(id) {
            continue;
        }
        if promise.before.is_none() {
            promise.row.set(released, Value::from(true));
            continue;
        }
        let changed: BTreeSet<usize> = following.intersection(&promise.changed).copied().collect();
        give_up(promise, &changed);
    }
}
