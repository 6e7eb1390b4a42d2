//! One alert with everything that happened to it.

use serde::{Deserialize, Serialize};
use ts_rs::TS;
use uuid::Uuid;

use crate::alerts::line::{Alert, AlertLine, may_see};
use crate::alerts::routing::Staffing;
use crate::organization::practitioners::user_name;
use crate::{Asking, Refused};

/// Which alert.
#[derive(Deserialize, TS)]
pub struct AlertAsked {
    id: Uuid,
}

/// An entry of an alert's timeline.
#[derive(Serialize, TS)]
pub struct AlertEventLine {
    id: Uuid,
    #[ts(
        type = "\"created\" | \"delivered\" | \"acknowledged\" | \"escalated\" | \"resolved\" | \"cancelled\" | \"note\""
    )]
    kind: String,
    /// When it happened; of an escalation, when it was due.
    occurred_at: i64,
    /// When a PC wrote it down.
    written_at: i64,
    person: Option<String>,
    level: Option<i64>,
    action_text: Option<String>,
    eta_minutes: Option<i64>,
    notes: Option<String>,
}

/// An alert with its timeline, the oldest entry first.
#[derive(Serialize, TS)]
pub struct AlertDetails {
    alert: AlertLine,
    timeline: Vec<AlertEventLine>,
}

/// An alert with its timeline.
pub fn one(asking: &Asking<'_>, request: AlertAsked) -> Result<AlertDetails, Refused> {
    let reader = &asking.reader;
    let alert = Alert::find(reader, request.id)?.ok_or_else(|| Refused::gone("alert"))?;
    if !may_see(reader, asking.who, request.id)? {
        return Err(Refused::not_allowed());
    }
    let staffing = Staffing::at(reader, asking.who, asking.now)?;
    let line = alert.line(asking, &staffing)?;
    let mut timeline = Vec::new();
    for event in alert.events {
        timeline.push(AlertEventLine {
            person: user_name(reader, event.user_id)?,
            id: event.id,
            kind: event.kind,
            occurred_at: event.occurred_at,
            written_at: event.created_at,
            level: event.level,
            action_text: event.action_text,
            eta_minutes: event.eta_minutes,
            notes: event.notes,
        });
    }
    Ok(AlertDetails { alert: line, timeline })
}
