//! A task goes to somebody else.

use serde::Deserialize;
use store::{Cells, Write, params};
use ts_rs::TS;
use uuid::Uuid;

use crate::messages::notify::{Note, notify};
use crate::messages::task::{check_assignee, check_role, waiting};
use crate::people::details::filled;
use crate::{Nothing, Refused, Who};

/// Which task, and to whom: a person, or everybody with a role.
#[derive(Deserialize, TS)]
pub struct HandOverTask {
    id: Uuid,
    version: i64,
    assigned_to: Option<Uuid>,
    for_role: Option<String>,
    /// What the other should know.
    note: Option<String>,
}

/// Hands a task over, to be taken again. A person is told what the other should know; where it goes to
/// a role, that stands with the task, since nobody knows yet who takes it.
pub fn hand_over_task(
    write: &mut Write<'_>,
    who: &Who,
    request: HandOverTask,
) -> Result<Nothing, Refused> {
    let task = waiting(write, who, request.id)?;
    check_role(request.for_role.as_deref())?;
    check_assignee(write, request.assigned_to)?;
    let mut cells = Cells::new().set("assigned_to", request.assigned_to).set("status", "open");
    match (request.assigned_to, request.for_role) {
        (None, None) => {
            return Err(Refused::field("assigned_to", "Choose the person or the role it goes to."));
        }
        (Some(_), None) => {}
        (_, Some(role)) => cells.put("for_role", role),
    }
    let note = filled(request.note.as_deref());
    if let (None, Some(note)) = (request.assigned_to, &note) {
        let known: Option<Option<String>> =
            write.value("SELECT description FROM tasks WHERE id = ?1", params![request.id])?;
        let before = known.flatten().and_then(|text| filled(Some(&text)));
        let all: Vec<String> = before.into_iter().chain([note.clone()]).collect();
        cells.put("description", all.join("\n"));
    }
    write.update("tasks", request.id, Some(request.version), cells)?;
    if let Some(user) = request.assigned_to {
        notify(
            write,
            &Note {
                id: None,
                user,
                kind: "task",
                title: format!("Handed over to you: {}", task.title),
                body: note,
                link: Some(("tasks", request.id)),
                due_at: None,
            },
        )?;
    }
    Ok(Nothing {})
}
