//! Checks again what a guarded command meant. What one row holds against another (a slot, a
//! number) is a constraint in Postgres; what is left here are the rules about time.

use protocol::Intent;
use uuid::Uuid;

use super::decide::{Touched, Work};
use crate::rows::plan_named;

/// Somebody who is told "ten o'clock" at two minutes past ten is not booked in the past; the
/// device's door allows the same.
const GRACE_MICROS: i64 = 5 * 60 * 1_000_000;

/// Judged at the clamped `made_at`, never at arrival: an hour that passed during an outage was not
/// in the past when it was booked. Every new appointment and every new hour is judged, whether or
/// not the changeset says that it books; what an import brings in happened elsewhere, long ago. The
/// sentence says why the whole changeset is quarantined.
pub(super) fn check(intent: Option<&Intent>, import: bool, work: &Work) -> Result<(), String> {
    let Some(plan) = plan_named("appointments") else { return Ok(()) };
    if let Some(Intent::Book { appointment }) = intent
        && !work.rows.contains_key(&(plan.shape.number, *appointment))
    {
        return Err("It says that it books an appointment and has none.".to_owned());
    }
    if import {
        return Ok(());
    }
    let appointments = work.rows.iter().filter(|((table, _), _)| *table == plan.shape.number);
    for ((_, appointment), touched) in appointments {
        not_in_the_past(*appointment, touched, work)?;
    }
    Ok(())
}

fn not_in_the_past(appointment: Uuid, touched: &Touched, work: &Work) -> Result<(), String> {
    let column = |name| touched.plan.shape.column_number(name).map(usize::from);
    let (Some(starts_at), Some(walk_in)) = (column("starts_at"), column("walk_in")) else {
        return Ok(());
    };
    // A walk-in stands at the desk, whatever the clock there says.
    if touched.row.get(walk_in).as_boolean() == Some(true) {
        return Ok(());
    }
    let placed = touched.before.is_none() || touched.changed.contains(&starts_at);
    let past = |begins: &i64| placed && *begins < work.context.made_at - GRACE_MICROS;
    let begins = touched.row.get(starts_at).as_integer().filter(past);
    let asked = |begins: i64| {
        let stood = |value: &serde_json::Value| value.as_i64() == Some(begins);
        was_asked_about(appointment, "starts_at", stood, work)
    };
    if begins.is_some_and(|begins| !asked(begins)) {
        return Err("The appointment lies in the past. If it does not, check the clock of the PC."
            .to_owned());
    }
    Ok(())
}

/// Whether the changeset decides a question about this row, or takes such a decision back, and the
/// value `stood` in it: an hour may have passed while the question was open, and the name under a
/// value that is chosen is that of whoever wrote it.
pub(super) fn was_asked_about(
    row: Uuid,
    column: &str,
    stood: impl Fn(&serde_json::Value) -> bool,
    work: &Work,
) -> bool {
    let Some(plan) = plan_named("sync_conflicts") else { return false };
    let number = |name| plan.shape.column_number(name).map(usize::from);
    let Some(about) = number("row_id") else { return false };
    let values = [number("canonical"), number("candidate")];
    let mut questions = work.rows.iter().filter(|((table, _), question)| {
        *table == plan.shape.number && question.row.get(about).as_uuid() == Some(row)
    });
    questions.any(|(_, question)| {
        values.into_iter().flatten().any(|value| {
            let text = question.row.get(value).as_text().unwrap_or_default();
            let cells: serde_json::Value = serde_json::from_str(text).unwrap_or_default();
            cells.get(column).is_some_and(&stood)
        })
    })
}
