//! A critical result: somebody is telephoned, and until then an alert is open.

use catalog::Role;
use store::{Cells, Reader, Write, params};
use uuid::Uuid;

use crate::alerts::open::{NewAlert, open};
use crate::encounters::laboratory::flag::is_critical;
use crate::encounters::laboratory::resulted::Resulted;
use crate::messages::add_task::{NewTask, add_task};
use crate::{Refused, Who};

/// The second most urgent: minutes count, but nobody runs.
const URGENCY: i64 = 2;

/// Two PCs that find the same critical result open one alert and one task.
fn alert_id(result: Uuid) -> Uuid {
    Uuid::new_v5(&result, b"critical result")
}

fn task_id(result: Uuid) -> Uuid {
    Uuid::new_v5(&result, b"telephone result")
}

/// The one after it: a preliminary result that was critical, then was not, and is again.
fn next_id(id: Uuid) -> Uuid {
    Uuid::new_v5(&id, b"again")
}

/// The first alert or task from `id` on that is not over.
fn not_over(reader: &Reader<'_>, table: &str, mut id: Uuid) -> Result<Uuid, Refused> {
    while let Some(status) = status_of(reader, table, id)? {
        if matches!(status.as_str(), "open" | "acknowledged" | "in_progress") {
            break;
        }
        id = next_id(id);
    }
    Ok(id)
}

fn status_of(reader: &Reader<'_>, table: &str, id: Uuid) -> Result<Option<String>, Refused> {
    Ok(reader.value(
        &format!("SELECT status FROM {table} WHERE id = ?1 AND deleted_at IS NULL"),
        params![id],
    )?)
}

/// Opens the alert and the task to telephone, unless they are there.
pub(crate) fn raise(
    write: &mut Write<'_>,
    who: &Who,
    result: &Resulted<'_>,
) -> Result<(), Refused> {
    open(
        write,
        who,
        &NewAlert {
            id: Some(not_over(write, "alerts", alert_id(result.id))?),
            kind: "critical_result",
            title: format!("Critical result: {}", result.test_name),
            message: None,
            urgency: URGENCY,
            roles: &["doctor", "nurse"],
            department: None,
            room: None,
            patients: &[result.patient],
            source: Some(("lab_results", result.id)),
        },
    )?;
    let title = format!("Telephone a critical result: {}", result.test_name);
    let task = not_over(write, "tasks", task_id(result.id))?;
    telephone(write, who, result.id, result.patient, task, title)
}

/// Ends the alarm about a result (`before`) that turned out not to be critical, or not in that
/// way. Whoever was told that it was is telephoned again.
pub(crate) fn no_longer_critical(
    write: &mut Write<'_>,
    who: &Who,
    result: &Resulted<'_>,
    before: Uuid,
    was_told: bool,
) -> Result<(), Refused> {
    if !is_critical(result.flag_before) || result.flag == result.flag_before {
        return Ok(());
    }
    settled(write, who, before, "The result was not so")?;
    if !was_told || is_critical(result.flag) {
        return Ok(());
    }
    let title = format!("Telephone the correction of a critical result: {}", result.test_name);
    let first = Uuid::new_v5(&result.id, b"telephone correction");
    let id = not_over(write, "tasks", first)?;
    telephone(write, who, result.id, result.patient, id, title)
}

/// Whoever found it telephones: the laboratory, or a doctor who tested at the bedside.
fn telephone(
    write: &mut Write<'_>,
    who: &Who,
    result: Uuid,
    patient: Uuid,
    id: Uuid,
    title: String,
) -> Result<(), Refused> {
    let role = if who.is(Role::LabTechnician) { Role::LabTechnician } else { Role::Doctor };
    let due_at = Some(write.now());
    add_task(
        write,
        who,
        &NewTask {
            id: Some(id),
            kind: "telephone_result",
            title,
            description: None,
            priority: "urgent",
            for_role: Some(role.code()),
            assigned_to: None,
            patient: Some(patient),
            due_at,
            source: Some(("lab_results", result)),
        },
    )?;
    Ok(())
}

/// Ends what a critical result opened: somebody was told, or it was wrong.
pub(crate) fn settled(
    write: &mut Write<'_>,
    who: &Who,
    result: Uuid,
    outcome: &str,
) -> Result<(), Refused> {
    let now = write.now();
    let tasks: Vec<Uuid> = write.column(
        "SELECT id FROM tasks WHERE source_row_id = ?1 AND kind = 'telephone_result' \
         AND status IN ('open', 'in_progress') AND deleted_at IS NULL ORDER BY id",
        params![result],
    )?;
    for task in tasks {
        let cells = Cells::new()
            .set("status", "done")
            .set("completed_at", now)
            .set("completed_by", who.user_id)
            .set("outcome_text", outcome);
        write.update("tasks", task, None, cells)?;
    }
    let alert = not_over(write, "alerts", alert_id(result))?;
    if status_of(write, "alerts", alert)?.is_none() {
        return Ok(());
    }
    let cells = Cells::new()
        .set("status", "resolved")
        .set("resolved_at", now)
        .set("resolved_by", who.user_id)
        .set("resolution_text", outcome);
    write.update("alerts", alert, None, cells)?;
    write.insert(
        "alert_events",
        Cells::new()
            .set("site_id", who.site.id)
            .set("alert_id", alert)
            .set("kind", "resolved")
            .set("occurred_at", now)
            .set("user_id", who.user_id)
            .set("device_id", write.facts().device),
    )?;
    Ok(())
}
