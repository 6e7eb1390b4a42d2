//! Work that waits for somebody.

use store::{Cells, Write, params};
use uuid::Uuid;

use crate::{Refused, Who};

/// A task that is about to be written down.
pub(crate) struct NewTask<'a> {
    /// Derived from its cause where two PCs may find the same one; a new one otherwise. All that
    /// a derived task says must then follow from its cause.
    pub id: Option<Uuid>,
    /// One of `task_kind`.
    pub kind: &'a str,
    /// What is to be done.
    pub title: String,
    /// More about it.
    pub description: Option<String>,
    /// One of `priority`.
    pub priority: &'a str,
    /// The role that can do it.
    pub for_role: Option<&'a str>,
    /// Who shall do it.
    pub assigned_to: Option<Uuid>,
    /// Whom it is about.
    pub patient: Option<Uuid>,
    /// Until when, microseconds.
    pub due_at: Option<i64>,
    /// The row that caused it.
    pub source: Option<(&'static str, Uuid)>,
}

/// Writes the task, unless it is there already.
pub(crate) fn add_task(
    write: &mut Write<'_>,
    who: &Who,
    task: &NewTask<'_>,
) -> Result<Uuid, Refused> {
    let id = task.id.unwrap_or_else(|| write.new_id());
    if write.value::<i64>("SELECT 1 FROM tasks WHERE id = ?1", params![id])?.is_some() {
        return Ok(id);
    }
    write.insert(
        "tasks",
        Cells::new()
            .set("id", id)
            .set("site_id", who.site.id)
            .set("patient_id", task.patient)
            .set("title", task.title.as_str())
            .set("description", task.description.clone())
            .set("kind", task.kind)
            .set("status", "open")
            .set("priority", task.priority)
            .set("for_role", task.for_role.map(str::to_owned))
            .set("assigned_to", task.assigned_to)
            .set("due_at", task.due_at)
            .set("source_table", task.source.map(|(table, _)| table))
            .set("source_row_id", task.source.map(|(_, row)| row)),
    )?;
    Ok(id)
}
