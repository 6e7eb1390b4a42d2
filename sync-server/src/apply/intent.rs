//! Checks again what a guarded command meant. What one row holds against another (a slot, a
//! number) is a constraint in Postgres; what is left here are the rules about time.

use protocol::Intent;

use super::decide::{Touched, Work};
use crate::rows::plan_named;

/// Somebody who is told "ten o'clock" at two minutes past ten is not booked in the past; the
/// device's door allows the same.
const GRACE_MICROS: i64 = 5 * 60 * 1_000_000;

/// Judged at the clamped `made_at`, never at arrival: an hour that passed during an outage was not
/// in the past when it was booked. A new appointment that is still to come is judged whether or not
/// the changeset says that it books; what an import brings in happened elsewhere, long ago. The
/// sentence says why the whole changeset is quarantined.
pub(super) fn check(intent: Option<&Intent>, import: bool, work: &Work) -> Result<(), String> {
    let Some(plan) = plan_named("appointments") else { return Ok(()) };
    if let Some(Intent::Book { appointment }) = intent {
        let Some(touched) = work.rows.get(&(plan.shape.number, *appointment)) else {
            return Err("It says that it books an appointment and has none.".to_owned());
        };
        not_in_the_past(touched, work)?;
    }
    let new = work.rows.values().filter(|touched| {
        !import && touched.plan.shape.number == plan.shape.number && touched.before.is_none()
    });
    for touched in new {
        let status = plan.shape.column_number("status").map(usize::from);
        let status = status.and_then(|column| touched.row.get(column).as_text());
        if matches!(status, Some("scheduled" | "confirmed")) {
            not_in_the_past(touched, work)?;
        }
    }
    Ok(())
}

fn not_in_the_past(touched: &Touched, work: &Work) -> Result<(), String> {
    let column = |name| touched.plan.shape.column_number(name).map(usize::from);
    let (Some(starts_at), Some(walk_in)) = (column("starts_at"), column("walk_in")) else {
        return Ok(());
    };
    // A walk-in stands at the desk, whatever the clock there says.
    if touched.row.get(walk_in).as_boolean() == Some(true) {
        return Ok(());
    }
    let placed = touched.before.is_none() || touched.changed.contains(&starts_at);
    let begins = touched.row.get(starts_at).as_integer();
    if placed && begins.is_some_and(|begins| begins < work.context.made_at - GRACE_MICROS) {
        return Err("The appointment lies in the past. If it does not, check the clock of the PC."
            .to_owned());
    }
    Ok(())
}
