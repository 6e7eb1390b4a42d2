//! Who is called when nobody answers, as the clinic has decided.

use serde::{Deserialize, Serialize};
use ts_rs::TS;
use uuid::Uuid;

use crate::alerts::escalation::{EscalationStep, read_steps};
use crate::{Asking, Nothing, Refused};

/// A policy of escalation.
#[derive(Serialize, TS)]
pub struct EscalationPolicy {
    id: Uuid,
    version: i64,
    name: String,
    /// The kind of alert that it is for; nothing means all.
    kind: Option<String>,
    /// The least urgency that it is for; nothing means all.
    urgency_from: Option<i64>,
    department_id: Option<Uuid>,
    steps: Vec<EscalationStep>,
}

#[derive(Deserialize)]
struct Row {
    id: Uuid,
    version: i64,
    name: String,
    kind: Option<String>,
    urgency_from: Option<i64>,
    department_id: Option<Uuid>,
    steps: String,
}

/// The policies that are in use, by name.
pub fn policies(asking: &Asking<'_>, _: Nothing) -> Result<Vec<EscalationPolicy>, Refused> {
    let rows: Vec<Row> = asking.reader.rows(
        "SELECT id, version, name, kind, urgency_from, department_id, steps \
         FROM escalation_policies WHERE is_active = 1 AND deleted_at IS NULL \
         ORDER BY name, id LIMIT 500",
        [],
    )?;
    rows.into_iter()
        .map(|row| {
            Ok(EscalationPolicy {
                steps: read_steps(&row.steps)?,
                id: row.id,
                version: row.version,
                name: row.name,
                kind: row.kind,
                urgency_from: row.urgency_from,
                department_id: row.department_id,
            })
        })
        .collect()
}
