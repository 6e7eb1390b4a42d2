//! Somebody writes down what is to be done.

use serde::Deserialize;
use store::{Write, params};
use ts_rs::TS;
use uuid::Uuid;

use crate::messages::add_task::{NewTask, add_task};
use crate::messages::task::{check_assignee, check_role};
use crate::organization::add_user::Made;
use crate::people::details::filled;
use crate::{Refused, Who};

/// What is to be done, by whom and until when.
#[derive(Deserialize, TS)]
pub struct CreateTask {
    title: String,
    description: Option<String>,
    kind: String,
    priority: String,
    for_role: Option<String>,
    assigned_to: Option<Uuid>,
    patient_id: Option<Uuid>,
    due_at: Option<i64>,
}

/// Adds a task.
pub fn create_task(write: &mut Write<'_>, who: &Who, request: CreateTask) -> Result<Made, Refused> {
    check_role(request.for_role.as_deref())?;
    check_assignee(write, request.assigned_to)?;
    if let Some(patient) = request.patient_id {
        let known: Option<i64> = write.value(
            "SELECT 1 FROM patients WHERE id = ?1 AND deleted_at IS NULL",
            params![patient],
        )?;
        known.ok_or_else(|| {
            Refused::field("patient_id", "This patient's record is not on this PC.")
        })?;
    }
    let id = add_task(
        write,
        who,
        &NewTask {
            id: None,
            kind: &request.kind,
            title: request.title.trim().to_owned(),
            description: filled(request.description.as_deref()),
            priority: &request.priority,
            for_role: request.for_role.as_deref(),
            assigned_to: request.assigned_to,
            patient: request.patient_id,
            due_at: request.due_at,
            source: None,
        },
    )?;
    Ok(Made { id })
}
