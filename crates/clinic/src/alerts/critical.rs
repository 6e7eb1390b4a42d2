//! A critical result: an alert is open and somebody telephones, until somebody was told or the
//! result turned out not to be so. The laboratory and imaging have the same.

use catalog::Role;
use store::{Cells, Reader, Write, params};
use uuid::Uuid;

use crate::alerts::open::{NewAlert, open};
use crate::alerts::resolve::end;
use crate::messages::add_task::{NewTask, add_task};
use crate::{Refused, Who};

/// The second most urgent: minutes count, but nobody runs.
const URGENCY: i64 = 2;

/// A result that was, or is, critical.
pub(crate) struct Critical<'a> {
    /// The row that holds it.
    pub source: (&'static str, Uuid),
    /// Whom it is about.
    pub patient: Uuid,
    /// What it is a result of, without a name: it is shown on locked screens.
    pub of: &'a str,
    /// Whom the alert is for.
    pub roles: &'a [&'a str],
    /// Who telephones.
    pub telephones: Role,
    /// Who of them, where one person answers for the result.
    pub assigned_to: Option<Uuid>,
}

/// Two PCs that find the same critical result open one alert and one task.
fn alert_id(result: Uuid) -> Uuid {
    Uuid::new_v5(&result, b"critical result")
}

fn task_id(result: Uuid) -> Uuid {
    Uuid::new_v5(&result, b"telephone result")
}

fn correction_id(result: Uuid) -> Uuid {
    Uuid::new_v5(&result, b"telephone correction")
}

/// The one after it: a result that was critical, then was not, and is again.
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

impl Critical<'_> {
    /// Opens the alert and the task to telephone, unless they are there.
    pub fn raise(&self, write: &mut Write<'_>, who: &Who) -> Result<(), Refused> {
        let (_, result) = self.source;
        open(
            write,
            who,
            &NewAlert {
                id: Some(not_over(write, "alerts", alert_id(result))?),
                kind: "critical_result",
                title: format!("Critical result: {}", self.of),
                message: None,
                urgency: URGENCY,
                roles: self.roles,
                department: None,
                room: None,
                patients: &[self.patient],
                source: Some(self.source),
            },
        )?;
        let title = format!("Telephone a critical result: {}", self.of);
        self.telephone(write, who, task_id(result), title)
    }

    /// Has whoever was told that the result was critical telephoned again: it was not so.
    pub fn take_back(&self, write: &mut Write<'_>, who: &Who) -> Result<(), Refused> {
        let (_, result) = self.source;
        let title = format!("Telephone the correction of a critical result: {}", self.of);
        self.telephone(write, who, correction_id(result), title)
    }

    fn telephone(
        &self,
        write: &mut Write<'_>,
        who: &Who,
        first: Uuid,
        title: String,
    ) -> Result<(), Refused> {
        let (id, due_at) = (not_over(write, "tasks", first)?, write.now());
        add_task(
            write,
            who,
            &NewTask {
                id: Some(id),
                kind: "telephone_result",
                title,
                description: None,
                priority: "urgent",
                for_role: Some(self.telephones.code()),
                assigned_to: self.assigned_to,
                patient: Some(self.patient),
                due_at: Some(due_at),
                source: Some(self.source),
            },
        )?;
        Ok(())
    }
}

/// Whether somebody has still to be telephoned that a result was not critical after all.
pub(crate) fn correction_is_owed(reader: &Reader<'_>, result: Uuid) -> Result<bool, Refused> {
    let task = not_over(reader, "tasks", correction_id(result))?;
    Ok(status_of(reader, "tasks", task)?.is_some())
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
    if status_of(write, "alerts", alert)?.is_some() {
        end(write, who, alert, outcome)?;
    }
    Ok(())
}
