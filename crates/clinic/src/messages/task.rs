//! A task as lists show it, and as verbs find it.

use catalog::Role;
use serde::{Deserialize, Serialize};
use store::{Reader, params};
use ts_rs::TS;
use uuid::Uuid;

use crate::people::line::{Lines, PatientLine};
use crate::{Asking, Refused, Who};

/// A task in one line.
#[derive(Serialize, TS)]
pub struct TaskLine {
    id: Uuid,
    version: i64,
    title: String,
    description: Option<String>,
    kind: String,
    #[ts(type = "\"open\" | \"in_progress\" | \"done\" | \"cancelled\"")]
    status: String,
    #[ts(type = "\"low\" | \"medium\" | \"high\" | \"urgent\"")]
    priority: String,
    /// The role that can do it; nothing means anybody.
    for_role: Option<String>,
    assigned_to: Option<Uuid>,
    assignee: Option<String>,
    patient: Option<PatientLine>,
    due_at: Option<i64>,
    overdue: bool,
    source_table: Option<String>,
    source_row_id: Option<Uuid>,
}

/// A row of a list of tasks.
#[derive(Deserialize)]
pub(crate) struct TaskRow {
    id: Uuid,
    version: i64,
    title: String,
    description: Option<String>,
    kind: String,
    status: String,
    priority: String,
    for_role: Option<String>,
    assigned_to: Option<Uuid>,
    assignee: Option<String>,
    patient_id: Option<Uuid>,
    due_at: Option<i64>,
    source_table: Option<String>,
    source_row_id: Option<Uuid>,
}

/// The SELECT that fills [`TaskRow`], with `condition` on `t`.
pub(crate) fn select(condition: &str) -> String {
    format!(
        "SELECT t.id, t.version, t.title, t.description, t.kind, t.status, t.priority, \
         t.for_role, t.assigned_to, coalesce(u.display_name, u.username) AS assignee, \
         t.patient_id, t.due_at, t.source_table, t.source_row_id \
         FROM tasks t LEFT JOIN users u ON u.id = t.assigned_to \
         WHERE t.deleted_at IS NULL AND {condition}"
    )
}

impl TaskLine {
    /// The line of a row.
    pub(crate) fn of(asking: &Asking<'_>, row: TaskRow) -> Result<Self, Refused> {
        let lines = Lines::of(asking);
        Ok(Self {
            patient: row.patient_id.map(|patient| lines.line(patient)).transpose()?,
            overdue: row.due_at.is_some_and(|due_at| due_at < asking.now),
            id: row.id,
            version: row.version,
            title: row.title,
            description: row.description,
            kind: row.kind,
            status: row.status,
            priority: row.priority,
            for_role: row.for_role,
            assigned_to: row.assigned_to,
            assignee: row.assignee,
            due_at: row.due_at,
            source_table: row.source_table,
            source_row_id: row.source_row_id,
        })
    }
}

/// Which task, as the screen showed it.
#[derive(Clone, Copy, Deserialize, TS)]
pub struct ThisTask {
    /// The task.
    pub id: Uuid,
    /// The row version that the screen showed.
    pub version: i64,
}

/// A task as a verb finds it.
#[derive(Debug, Deserialize)]
pub(crate) struct Waiting {
    pub title: String,
    status: String,
    for_role: Option<String>,
    pub assigned_to: Option<Uuid>,
}

/// The task `id`, if it is not over and the person may deal with it: it is theirs, or nobody's and
/// for one of their roles, or they run the place.
pub(crate) fn waiting(reader: &Reader<'_>, who: &Who, id: Uuid) -> Result<Waiting, Refused> {
    let task: Option<Waiting> = reader.row(
        "SELECT title, status, for_role, assigned_to FROM tasks WHERE id = ?1 \
         AND deleted_at IS NULL",
        params![id],
    )?;
    let task = task.ok_or_else(|| Refused::gone("task"))?;
    match task.status.as_str() {
        "done" => return Err(Refused::coded("over", "This task has been done already.")),
        "cancelled" => return Err(Refused::coded("over", "This task was called off.")),
        _ => {}
    }
    let runs_the_place = who.is(Role::Admin);
    match task.assigned_to {
        Some(user) if user != who.user_id && !runs_the_place => Err(Refused::coded(
            "taken",
            "A colleague has taken this task. Ask them to hand it over.",
        )),
        None if !runs_the_place && !task.fits(who) => Err(Refused::coded(
            "not_allowed",
            "This task is for another role. Leave it to a colleague who holds it.",
        )),
        _ => Ok(task),
    }
}

impl Waiting {
    /// Whether one of the person's roles can do it.
    fn fits(&self, who: &Who) -> bool {
        self.for_role.as_deref().is_none_or(|code| who.roles.iter().any(|role| role.code() == code))
    }
}

/// Refuses a role that does not exist or that sees no tasks.
pub(crate) fn check_role(code: Option<&str>) -> Result<(), Refused> {
    let Some(code) = code else { return Ok(()) };
    let sees_tasks = Role::from_code(code).is_some_and(|role| {
        catalog::table("tasks")
            .is_some_and(|table| table.access.allows(role, catalog::Action::Read))
    });
    if sees_tasks {
        return Ok(());
    }
    Err(Refused::field("for_role", "This role does not exist or sees no tasks. Choose another."))
}

/// Refuses somebody who does not work here any more, or who sees no tasks.
pub(crate) fn check_assignee(reader: &Reader<'_>, user: Option<Uuid>) -> Result<(), Refused> {
    let Some(user) = user else { return Ok(()) };
    let roles = store::roles_of(reader, user)?;
    if roles.iter().any(|role| check_role(Some(role.code())).is_ok()) {
        return Ok(());
    }
    Err(Refused::field("assigned_to", "This person cannot do tasks here. Choose somebody else."))
}
