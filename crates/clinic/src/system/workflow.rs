//! The clinic's own rules: what they look like, whether they match, and what they do.

use serde::{Deserialize, Serialize};
use store::{Cells, Reader, Write, params};
use ts_rs::TS;
use uuid::Uuid;

use crate::alerts::open::{Further, NewAlert, write_down};
use crate::calendar::HOUR;
use crate::messages::add_task::{NewTask, add_task};
use crate::messages::notify::{Note, notify};
use crate::system::happened::Happened;
use crate::{Refused, Who};

/// Each trigger with the table whose rows it happens to.
pub(crate) const TRIGGERS: &[(&str, &str)] = &[
    ("appointment_booked", "appointments"),
    ("appointment_cancelled", "appointments"),
    ("appointment_no_show", "appointments"),
    ("patient_arrived", "appointments"),
    ("visit_completed", "visits"),
    ("result_abnormal", "lab_results"),
    ("result_critical", "lab_results"),
    ("invoice_overdue", "invoices"),
    ("alert_raised", "alerts"),
    ("stock_low", "inventory_items"),
    ("scan_acquired", "scans"),
    ("report_signed", "reports"),
    ("prescription_written", "prescriptions"),
    ("feedback_given", "feedback"),
];

/// The most people whom one action tells.
const TOLD_MAX: i64 = 200;

/// How a condition compares.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum Comparison {
    /// The same text, number or truth value.
    Equals,
    /// Anything else.
    Differs,
    /// A number above.
    Above,
    /// A number below.
    Below,
    /// A text that has these letters in it, large or small.
    Contains,
    /// Nothing is there; `value` is not looked at.
    IsEmpty,
    /// Something is there; `value` is not looked at.
    IsFilled,
}

/// One condition on the row that something happened to.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, TS)]
pub struct Condition {
    /// A column of the trigger's table.
    pub field: String,
    /// How it compares.
    pub is: Comparison,
    /// With what.
    #[serde(default)]
    pub value: Option<String>,
}

/// What a rule does.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, TS)]
#[serde(tag = "do", rename_all = "snake_case")]
pub enum Action {
    /// A task for a role.
    AddTask {
        /// What is to be done; it names no patient, the task is linked to one.
        title: String,
        /// Who can do it.
        for_role: Option<String>,
        /// One of `priority`.
        priority: String,
        /// Until when, from the moment on.
        due_in_hours: Option<i64>,
    },
    /// A note to everybody of a role.
    Notify {
        /// Whom.
        role: String,
        /// One line.
        title: String,
    },
    /// An alert.
    OpenAlert {
        /// One of `alert_kind`.
        kind: String,
        /// What has happened.
        title: String,
        /// 1, the most urgent, to 5.
        urgency: i64,
        /// For whom; empty means everybody at the site.
        roles: Vec<String>,
    },
}

/// A rule in force.
pub(crate) struct Rule {
    pub id: Uuid,
    pub conditions: Vec<Condition>,
    pub actions: Vec<Action>,
    pub runs_max_per_hour: Option<i64>,
    /// Since when it is as it is, microseconds since 1970 UTC.
    pub changed_at: i64,
}

/// The rules for a trigger, by priority. A rule that cannot be read is left alone; the list of
/// rules shows it.
pub(crate) fn active_rules(reader: &Reader<'_>, trigger: &str) -> Result<Vec<Rule>, Refused> {
    #[derive(Deserialize)]
    struct Row {
        id: Uuid,
        conditions: Option<String>,
        actions: String,
        runs_max_per_hour: Option<i64>,
        updated_at: i64,
    }
    let organization: Option<Uuid> =
        reader.fact("organization")?.and_then(|text| text.parse().ok());
    let rows: Vec<Row> = reader.rows(
        "SELECT id, conditions, actions, runs_max_per_hour, updated_at FROM workflow_rules \
         WHERE organization_id = ?1 AND trigger_kind = ?2 AND is_active AND deleted_at IS NULL \
         ORDER BY priority IS NULL, priority, id",
        params![organization, trigger],
    )?;
    Ok(rows
        .into_iter()
        .filter_map(|row| {
            Some(Rule {
                id: row.id,
                conditions: row
                    .conditions
                    .map_or(Some(Vec::new()), |text| serde_json::from_str(&text).ok())?,
                actions: serde_json::from_str(&row.actions).ok()?,
                runs_max_per_hour: row.runs_max_per_hour,
                changed_at: row.updated_at,
            })
        })
        .collect())
}

impl Rule {
    /// Whether every condition holds for the row.
    pub(crate) fn matches(&self, cells: &Cells) -> bool {
        self.conditions.iter().all(|condition| condition.holds(cells))
    }
}

impl Condition {
    fn holds(&self, cells: &Cells) -> bool {
        use catalog::Value;
        let value = cells.get(&self.field).unwrap_or(&Value::Null);
        let wanted = self.value.as_deref().unwrap_or_default().trim();
        let number = match value {
            #[expect(clippy::cast_precision_loss, reason = "a threshold is compared, not stored")]
            Value::Integer(number) => Some(*number as f64),
            Value::Real(number) => Some(*number),
            _ => None,
        };
        let wanted_number = wanted.parse::<f64>().ok();
        let text = match value {
            Value::Text(text) => text.clone(),
            Value::Uuid(id) => id.to_string(),
            Value::Boolean(truth) => truth.to_string(),
            Value::Integer(_) | Value::Real(_) | Value::Null => String::new(),
        };
        let equal = match (number, wanted_number) {
            (Some(number), Some(wanted)) => number == wanted,
            (Some(_), None) => false,
            (None, _) => !value.is_null() && text == wanted,
        };
        match self.is {
            Comparison::Equals => equal,
            Comparison::Differs => !equal,
            Comparison::Above => number.zip(wanted_number).is_some_and(|(a, b)| a > b),
            Comparison::Below => number.zip(wanted_number).is_some_and(|(a, b)| a < b),
            Comparison::Contains => {
                !wanted.is_empty() && text.to_lowercase().contains(&wanted.to_lowercase())
            }
            Comparison::IsEmpty => value.is_null() || (number.is_none() && text.trim().is_empty()),
            Comparison::IsFilled => {
                !value.is_null() && (number.is_some() || !text.trim().is_empty())
            }
        }
    }
}

impl Action {
    /// What it is called where runs are listed.
    pub(crate) fn name(&self) -> &'static str {
        match self {
            Self::AddTask { .. } => "add_task",
            Self::Notify { .. } => "notify",
            Self::OpenAlert { .. } => "open_alert",
        }
    }

    /// Does it; `id` is what the row that it makes is called.
    pub(crate) fn act(
        &self,
        write: &mut Write<'_>,
        who: &Who,
        what: &Happened,
        id: Uuid,
    ) -> Result<(), Refused> {
        match self {
            Self::AddTask { title, for_role, priority, due_in_hours } => {
                let due_at = due_in_hours.map(|hours| write.now() + hours * HOUR);
                let task = NewTask {
                    id: Some(id),
                    kind: "other",
                    title: title.clone(),
                    description: None,
                    priority,
                    for_role: for_role.as_deref(),
                    assigned_to: None,
                    patient: what.patient,
                    due_at,
                    source: Some(what.row),
                };
                add_task(write, who, &task)?;
            }
            Self::Notify { role, title } => {
                let users: Vec<Uuid> = write.column(
                    "SELECT u.id FROM users u, json_each(u.roles) r WHERE u.organization_id = ?1 \
                     AND r.value = ?2 AND u.is_active AND u.deleted_at IS NULL LIMIT ?3",
                    params![who.organization_id, role, TOLD_MAX],
                )?;
                for user in users {
                    let note = Note {
                        id: Some(Uuid::new_v5(&id, user.as_bytes())),
                        user,
                        kind: "general",
                        title: title.clone(),
                        body: None,
                        link: Some(what.row),
                        due_at: None,
                    };
                    notify(write, &note)?;
                }
            }
            Self::OpenAlert { kind, title, urgency, roles } => {
                let roles: Vec<&str> = roles.iter().map(String::as_str).collect();
                let patients: Vec<Uuid> = what.patient.into_iter().collect();
                let alert = NewAlert {
                    id: Some(id),
                    kind,
                    title: title.clone(),
                    message: None,
                    urgency: *urgency,
                    roles: &roles,
                    department: None,
                    room: None,
                    patients: &patients,
                    source: Some(what.row),
                };
                // The engine itself lets further rules act, and counts how deep.
                write_down(write, who, &alert, &Further::default())?;
            }
        }
        Ok(())
    }
}
