//! An alert as lists show it.

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};
use store::{Reader, params};
use ts_rs::TS;
use uuid::Uuid;

use crate::alerts::escalation::{EscalationStep, next, read_steps};
use crate::alerts::routing::{CalledPerson, RoutingRule, Staffing, list};
use crate::organization::practitioners::user_name;
use crate::people::line::{Lines, PatientLine};
use crate::{Asking, Refused, Who};

/// Entries of one alert's timeline that are read.
const EVENTS_MAX: u32 = 2_000;

/// Why an alert is shown to somebody.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum AlertReason {
    /// The person said that they are dealing with it.
    Answering,
    /// It calls the person.
    Called,
    /// Nobody had answered, and then it called the person.
    Escalated,
    /// The person raised it.
    Raised,
}

/// That somebody has received an alert.
#[derive(Clone, Debug, Serialize, TS)]
pub struct AlertReceipt {
    user_id: Uuid,
    name: String,
    received_at: i64,
}

/// That somebody deals with an alert.
#[derive(Clone, Debug, Serialize, TS)]
pub struct AlertAnswer {
    user_id: Uuid,
    name: String,
    answered_at: i64,
    /// What they are doing about it.
    action_text: Option<String>,
    /// How long they said it would take.
    eta_minutes: Option<i64>,
}

/// An alert in one line.
#[derive(Clone, Debug, Serialize, TS)]
pub struct AlertLine {
    pub(crate) id: Uuid,
    version: i64,
    kind: String,
    title: String,
    message: Option<String>,
    /// 1 is the most urgent.
    pub(crate) urgency: i64,
    #[ts(type = "\"open\" | \"acknowledged\" | \"resolved\" | \"cancelled\"")]
    status: String,
    room: Option<String>,
    latitude: Option<f64>,
    longitude: Option<f64>,
    accuracy_metres: Option<f64>,
    roles: Vec<String>,
    department: Option<String>,
    patients: Vec<PatientLine>,
    raised_by: Option<String>,
    /// Who that is, so that the one who called is not called as well.
    raised_by_id: Option<Uuid>,
    pub(crate) raised_at: i64,
    source_table: Option<String>,
    source_row_id: Option<Uuid>,
    /// By which rule those whom it calls were found, as the rota is now.
    rule: RoutingRule,
    called: Vec<CalledPerson>,
    received_by: Vec<AlertReceipt>,
    answered_by: Vec<AlertAnswer>,
    /// The step of escalation that it has reached; 0 is none.
    level: i64,
    /// When it calls others unless somebody answers first.
    next_escalation_at: Option<i64>,
    /// Whether nobody has received it yet, so that somebody should be telephoned.
    telephone: bool,
    /// Why it is shown to the person who asks; nothing where it does not concern them.
    reason: Option<AlertReason>,
}

/// A row of [`select`].
#[derive(Deserialize)]
pub(crate) struct AlertRow {
    pub id: Uuid,
    version: i64,
    pub department_id: Option<Uuid>,
    pub department: Option<String>,
    pub kind: String,
    pub title: String,
    message: Option<String>,
    pub urgency: i64,
    status: String,
    room: Option<String>,
    latitude: Option<f64>,
    longitude: Option<f64>,
    accuracy_metres: Option<f64>,
    roles: Option<String>,
    steps: Option<String>,
    pub raised_by: Option<Uuid>,
    pub raised_at: i64,
    source_table: Option<String>,
    source_row_id: Option<Uuid>,
}

/// The SELECT that fills [`AlertRow`], with `condition` on `a`.
pub(crate) fn select(condition: &str) -> String {
    format!(
        "SELECT a.id, a.version, a.department_id, d.name AS department, a.kind, a.title, \
         a.message, a.urgency, a.status, a.room, a.latitude, a.longitude, a.accuracy_metres, \
         a.roles, e.steps, a.raised_by, a.raised_at, a.source_table, a.source_row_id \
         FROM alerts a LEFT JOIN departments d ON d.id = a.department_id \
         LEFT JOIN escalation_policies e ON e.id = a.escalation_policy_id \
         WHERE a.deleted_at IS NULL AND {condition}"
    )
}

/// One patient whom alert `?1` names.
pub(crate) const NAMED: &str =
    "SELECT 1 FROM patient_alerts WHERE alert_id = ?1 AND deleted_at IS NULL LIMIT 1";

/// Whether the person may see an alert: one that names a patient is for those who may know whom.
pub(crate) fn may_see(reader: &Reader<'_>, who: &Who, id: Uuid) -> Result<bool, Refused> {
    Ok(who.sees("patient_alerts") || reader.value::<i64>(NAMED, params![id])?.is_none())
}

/// An entry of a timeline.
#[derive(Deserialize)]
pub(crate) struct EventRow {
    pub id: Uuid,
    pub kind: String,
    pub occurred_at: i64,
    /// When a PC wrote it down.
    pub created_at: i64,
    pub user_id: Option<Uuid>,
    pub level: Option<i64>,
    roles: Option<String>,
    department_id: Option<Uuid>,
    pub action_text: Option<String>,
    pub eta_minutes: Option<i64>,
    pub notes: Option<String>,
}

/// Reads the timeline of alert `?1`, at most `?2` entries.
pub(crate) const EVENTS: &str = "SELECT id, kind, occurred_at, created_at, user_id, level, roles, \
     department_id, action_text, eta_minutes, notes FROM alert_events WHERE alert_id = ?1 \
     AND deleted_at IS NULL ORDER BY occurred_at, created_at, id LIMIT ?2";

/// An alert with its timeline, before it is put into words.
pub(crate) struct Alert {
    pub row: AlertRow,
    pub events: Vec<EventRow>,
}

impl Alert {
    pub fn read(reader: &Reader<'_>, row: AlertRow) -> Result<Self, Refused> {
        let events = reader.rows(EVENTS, params![row.id, EVENTS_MAX])?;
        Ok(Self { row, events })
    }

    /// The alert `id`, if it is on this PC.
    pub fn find(reader: &Reader<'_>, id: Uuid) -> Result<Option<Self>, Refused> {
        let row: Option<AlertRow> = reader.row(&select("a.id = ?1"), params![id])?;
        row.map(|row| Self::read(reader, row)).transpose()
    }

    /// The roles that it calls.
    pub fn roles(&self) -> Result<Vec<String>, Refused> {
        self.row.roles.as_deref().map_or(Ok(Vec::new()), list)
    }

    pub fn steps(&self) -> Result<Vec<EscalationStep>, Refused> {
        self.row.steps.as_deref().map_or(Ok(Vec::new()), read_steps)
    }

    /// Whether somebody has answered, or it is over. An answer that another PC gave shows in the
    /// timeline before the status has arrived.
    pub fn answered(&self) -> bool {
        self.row.status != "open" || self.events_of("acknowledged").next().is_some()
    }

    /// The steps of escalation that were taken.
    pub fn reached(&self) -> BTreeSet<i64> {
        self.events_of("escalated").filter_map(|event| event.level).collect()
    }

    pub fn events_of<'e>(&'e self, kind: &'e str) -> impl Iterator<Item = &'e EventRow> {
        self.events.iter().filter(move |event| event.kind == kind)
    }

    /// Why the alert concerns `user`, if it does.
    pub fn reason(&self, staffing: &Staffing, user: Uuid) -> Result<Option<AlertReason>, Refused> {
        if self.events_of("acknowledged").any(|event| event.user_id == Some(user)) {
            return Ok(Some(AlertReason::Answering));
        }
        if staffing.concerned(&self.roles()?, self.row.department_id).includes(user) {
            return Ok(Some(AlertReason::Called));
        }
        for event in self.events_of("escalated") {
            let roles = event.roles.as_deref().map_or(Ok(Vec::new()), list)?;
            if staffing.concerned(&roles, event.department_id).includes(user) {
                return Ok(Some(AlertReason::Escalated));
            }
        }
        Ok((self.row.raised_by == Some(user)).then_some(AlertReason::Raised))
    }

    /// Who has received it: whoever raised it knows of it anyway and does not count.
    fn receipts(&self, reader: &Reader<'_>) -> Result<Vec<AlertReceipt>, Refused> {
        let mut receipts: Vec<AlertReceipt> = Vec::new();
        for event in &self.events {
            let Some(user) = event.user_id else { continue };
            let received = matches!(event.kind.as_str(), "delivered" | "acknowledged");
            let known = receipts.iter().any(|receipt| receipt.user_id == user);
            if !received || known || self.row.raised_by == Some(user) {
                continue;
            }
            receipts.push(AlertReceipt {
                user_id: user,
                name: user_name(reader, Some(user))?.unwrap_or_default(),
                received_at: event.occurred_at,
            });
        }
        Ok(receipts)
    }

    fn answers(&self, reader: &Reader<'_>) -> Result<Vec<AlertAnswer>, Refused> {
        let mut answers = Vec::new();
        for event in self.events_of("acknowledged") {
            let Some(user) = event.user_id else { continue };
            answers.push(AlertAnswer {
                user_id: user,
                name: user_name(reader, Some(user))?.unwrap_or_default(),
                answered_at: event.occurred_at,
                action_text: event.action_text.clone(),
                eta_minutes: event.eta_minutes,
            });
        }
        Ok(answers)
    }

    /// The line, as the person who asks sees it.
    pub fn line(&self, asking: &Asking<'_>, staffing: &Staffing) -> Result<AlertLine, Refused> {
        let (reader, row) = (&asking.reader, &self.row);
        let patients: Vec<Uuid> = reader.column(
            "SELECT patient_id FROM patient_alerts WHERE alert_id = ?1 AND deleted_at IS NULL \
             ORDER BY id",
            params![row.id],
        )?;
        let lines = Lines::of(asking);
        let roles = self.roles()?;
        let concerned = staffing.concerned(&roles, row.department_id);
        let received_by = self.receipts(reader)?;
        let answered = self.answered();
        let reached = self.reached();
        Ok(AlertLine {
            id: row.id,
            version: row.version,
            kind: row.kind.clone(),
            title: row.title.clone(),
            message: row.message.clone(),
            urgency: row.urgency,
            status: row.status.clone(),
            room: row.room.clone(),
            latitude: row.latitude,
            longitude: row.longitude,
            accuracy_metres: row.accuracy_metres,
            department: row.department.clone(),
            patients: patients.into_iter().map(|id| lines.line(id)).collect::<Result<_, _>>()?,
            raised_by: user_name(reader, row.raised_by)?,
            raised_by_id: row.raised_by,
            raised_at: row.raised_at,
            source_table: row.source_table.clone(),
            source_row_id: row.source_row_id,
            rule: concerned.rule,
            called: concerned.people,
            telephone: !answered && received_by.is_empty(),
            received_by,
            answered_by: self.answers(reader)?,
            level: reached.last().copied().unwrap_or(0),
            next_escalation_at: next(&self.steps()?, row.raised_at, answered, &reached)
                .map(|level| level.due_at),
            reason: self.reason(staffing, asking.who.user_id)?,
            roles,
        })
    }
}

/// The most urgent first, and of these the newest.
pub(crate) fn by_urgency(lines: &mut [AlertLine]) {
    lines.sort_by_key(|line| (line.urgency, std::cmp::Reverse((line.raised_at, line.id))));
}
