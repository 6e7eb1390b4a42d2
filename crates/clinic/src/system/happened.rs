//! Where something that happened meets the clinic's own rules.
//!
//! A rule says when (a trigger), if (conditions on the row it happened to) and then (actions). It
//! acts in the same transaction, once for one cause whatever PC sees it, and an alert that a rule
//! opened may set off further rules only so deep. What happens to a row again on another day, as a
//! lot that runs low each month, is another cause; what is undone and done again on one day is not.

use serde_json::json;
use store::{Cells, Write, params};
use uuid::Uuid;

use crate::calendar::{self, HOUR};
use crate::system::workflow::{Action, Rule, active_rules};
use crate::{Refused, Who};

/// Rules that set off rules end here.
const DEPTH_MAX: i64 = 3;

/// Something that rules may wait for.
pub(crate) struct Happened {
    /// One of `workflow_trigger`.
    pub trigger: &'static str,
    /// The row it happened to.
    pub row: (&'static str, Uuid),
    /// Whom it is about.
    pub patient: Option<Uuid>,
}

/// Lets the clinic's rules act on what happened, in the same transaction. What a patient does in
/// the own record starts no rule there, since rules act with the rights of staff; the next round of
/// a PC where staff work does (`act_for_patients`).
pub(crate) fn happened(write: &mut Write<'_>, who: &Who, what: &Happened) -> Result<(), Refused> {
    if !who.sees("tasks") {
        return Ok(());
    }
    run_rules(write, who, what, 0)
}

/// The same for what happened at a moment before, of which nobody knows whether a rule has acted on it:
/// each that is older acts once, whatever day it is. Gives how many did.
pub(crate) fn happened_before(
    write: &mut Write<'_>,
    who: &Who,
    what: &Happened,
    at: i64,
) -> Result<u32, Refused> {
    let (table, row) = what.row;
    let Some(cells) = write.cells(table, row)? else { return Ok(0) };
    let mut acted = 0;
    for rule in active_rules(write, what.trigger)? {
        let known: Option<i64> = write.value(
            "SELECT 1 FROM workflow_runs WHERE source_row_id = ?1 AND workflow_rule_id = ?2 \
             AND trigger_kind = ?3 LIMIT 1",
            params![row, rule.id, what.trigger],
        )?;
        if known.is_none() && rule.changed_at <= at && rule.matches(&cells) {
            run(write, who, what, &rule, 0)?;
            acted += 1;
        }
    }
    Ok(acted)
}

fn run_rules(write: &mut Write<'_>, who: &Who, what: &Happened, depth: i64) -> Result<(), Refused> {
    let rules = active_rules(write, what.trigger)?;
    if rules.is_empty() {
        return Ok(());
    }
    let (table, row) = what.row;
    let Some(cells) = write.cells(table, row)? else { return Ok(()) };
    for rule in rules {
        if rule.matches(&cells) {
            run(write, who, what, &rule, depth)?;
        }
    }
    Ok(())
}

fn run(
    write: &mut Write<'_>,
    who: &Who,
    what: &Happened,
    rule: &Rule,
    depth: i64,
) -> Result<(), Refused> {
    let (table, row) = what.row;
    let now = write.now();
    let today = who.today(now);
    let cause = Uuid::new_v5(&rule.id, format!("{}/{row}/{today}", what.trigger).as_bytes());
    let (from, until) = calendar::bounds(who.site.time_zone, today);
    let before: Option<i64> = write.value(
        "SELECT 1 FROM workflow_runs WHERE source_row_id = ?1 AND workflow_rule_id = ?2 \
         AND trigger_kind = ?3 AND ran_at >= ?4 AND ran_at < ?5 LIMIT 1",
        params![row, rule.id, what.trigger, from, until],
    )?;
    if before.is_some() {
        return Ok(());
    }
    // Two PCs that see one cause do the same, so what they make has one id; but each says when it
    // did so, and entries of a ledger that share an id and differ would be refused at the centre.
    let device = write.facts().device.unwrap_or_default();
    let run = Uuid::new_v5(&cause, device.as_bytes());
    let stopped = if depth >= DEPTH_MAX {
        Some(format!("Rules have set each other off {DEPTH_MAX} times."))
    } else {
        rule.runs_max_per_hour
            .map(|most| {
                let since: Option<i64> = write.value(
                    "SELECT count(*) FROM workflow_runs WHERE workflow_rule_id = ?1 \
                     AND ran_at > ?2 AND status = 'done'",
                    params![rule.id, now - HOUR],
                )?;
                let reached = since.unwrap_or(0) >= most;
                Ok::<_, Refused>(reached.then(|| format!("It has run {most} times in this hour.")))
            })
            .transpose()?
            .flatten()
    };
    let mut done = Vec::new();
    let mut opened = Vec::new();
    if stopped.is_none() {
        for (ordinal, action) in rule.actions.iter().enumerate() {
            let id = Uuid::new_v5(&cause, ordinal.to_string().as_bytes());
            action.act(write, who, what, id)?;
            done.push(json!({ "do": action.name(), "id": id }));
            if matches!(action, Action::OpenAlert { .. }) {
                opened.push(id);
            }
        }
    }
    write.insert(
        "workflow_runs",
        Cells::new()
            .set("id", run)
            .set("site_id", who.site.id)
            .set("workflow_rule_id", rule.id)
            .set("trigger_kind", what.trigger)
            .set("source_table", table)
            .set("source_row_id", row)
            .set("depth", depth)
            .set("status", if stopped.is_some() { "stopped_by_guard" } else { "done" })
            .set("actions_done", json!(done).to_string())
            .set("reason", stopped)
            .set("ran_at", now),
    )?;
    for alert in opened {
        let next =
            Happened { trigger: "alert_raised", row: ("alerts", alert), patient: what.patient };
        run_rules(write, who, &next, depth + 1)?;
    }
    Ok(())
}
