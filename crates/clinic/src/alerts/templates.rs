//! Alerts that are raised with two keystrokes.

use serde::{Deserialize, Serialize};
use ts_rs::TS;
use uuid::Uuid;

use crate::alerts::routing::list;
use crate::{Asking, Nothing, Refused};

/// An alert that waits for somebody to raise it.
#[derive(Serialize, TS)]
pub struct AlertTemplate {
    id: Uuid,
    version: i64,
    name: String,
    kind: String,
    title: String,
    message: Option<String>,
    urgency: i64,
    department_id: Option<Uuid>,
    roles: Vec<String>,
    escalation_policy_id: Option<Uuid>,
}

#[derive(Deserialize)]
struct Row {
    id: Uuid,
    version: i64,
    name: String,
    kind: String,
    title: String,
    message: Option<String>,
    urgency: i64,
    department_id: Option<Uuid>,
    roles: Option<String>,
    escalation_policy_id: Option<Uuid>,
}

/// The templates that are in use, the most urgent first.
pub fn templates(asking: &Asking<'_>, _: Nothing) -> Result<Vec<AlertTemplate>, Refused> {
    let rows: Vec<Row> = asking.reader.rows(
        "SELECT id, version, name, kind, title, message, urgency, department_id, roles, \
         escalation_policy_id FROM alert_templates WHERE is_active = 1 AND deleted_at IS NULL \
         ORDER BY urgency, name, id LIMIT 500",
        [],
    )?;
    rows.into_iter()
        .map(|row| {
            Ok(AlertTemplate {
                roles: row.roles.as_deref().map_or(Ok(Vec::new()), list)?,
                id: row.id,
                version: row.version,
                name: row.name,
                kind: row.kind,
                title: row.title,
                message: row.message,
                urgency: row.urgency,
                department_id: row.department_id,
                escalation_policy_id: row.escalation_policy_id,
            })
        })
        .collect()
}
