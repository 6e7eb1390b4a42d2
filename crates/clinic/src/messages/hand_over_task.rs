//! A task goes to somebody else.

use serde::Deserialize;
use store::{Cells, Write};
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

/// Hands a task over, to be taken again. Whoever gets it is told.
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
    write.update("tasks", request.id, Some(request.version), cells)?;
    if let Some(user) = request.assigned_to {
        notify(
            write,
            &Note {
                id: None,
                user,
                kind: "task",
                title: format!("Handed over to you: {}", task.title),
                body: filled(request.note.as_deref()),
                link: Some(("tasks", request.id)),
                due_at: None,
            },
        )?;
    }
    Ok(Nothing {})
}
