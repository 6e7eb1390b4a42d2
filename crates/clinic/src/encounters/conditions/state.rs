//! How a condition stood at each change. The states are kept in the chained record, so that every
//! PC of the clinic shows the same history and nobody can rewrite it.

use serde::{Deserialize, Serialize};
use store::{Reader, Write, params};
use ts_rs::TS;
use uuid::Uuid;

use crate::records::append::{Entry, append};
use crate::{Refused, Who};

/// A condition as it stood after one change.
#[derive(Clone, Debug, Serialize, Deserialize, TS)]
pub struct ConditionState {
    /// What was done: `diagnosed`, `updated`, `coded`, `resolved` or `refuted`.
    change: String,
    /// Why, where somebody said so.
    reason: Option<String>,
    condition_text: String,
    code_system: Option<String>,
    code: Option<String>,
    status: String,
    severity: Option<String>,
    verification: Option<String>,
    onset_on: Option<String>,
    abated_on: Option<String>,
    notes: Option<String>,
}

/// A condition as a verb finds it.
#[derive(Deserialize)]
pub(crate) struct Condition {
    pub patient_id: Uuid,
    condition_text: String,
    pub code_system: Option<String>,
    pub code: Option<String>,
    pub status: String,
    severity: Option<String>,
    pub verification: Option<String>,
    pub onset_on: Option<String>,
    abated_on: Option<String>,
    notes: Option<String>,
}

/// The condition `id`.
pub(crate) fn condition(reader: &Reader<'_>, id: Uuid) -> Result<Condition, Refused> {
    reader
        .row(
            "SELECT patient_id, condition_text, code_system, code, status, severity, \
             verification, onset_on, abated_on, notes FROM medical_conditions \
             WHERE id = ?1 AND deleted_at IS NULL",
            params![id],
        )?
        .ok_or_else(|| Refused::gone("condition"))
}

impl Condition {
    /// Refuses where somebody has said that the patient never had it.
    pub fn must_stand(&self) -> Result<(), Refused> {
        match self.verification.as_deref() {
            Some("refuted" | "entered_in_error") => Err(Refused::because(
                "This condition was refuted. Write a new diagnosis if the patient has it after all.",
            )),
            _ => Ok(()),
        }
    }
}

/// Keeps in the chained record how a condition stands now.
pub(crate) fn remember(
    write: &mut Write<'_>,
    who: &Who,
    id: Uuid,
    change: &str,
    reason: Option<String>,
) -> Result<(), Refused> {
    let now = condition(write, id)?;
    let patient = now.patient_id;
    let state = ConditionState {
        change: change.to_owned(),
        reason,
        condition_text: now.condition_text,
        code_system: now.code_system,
        code: now.code,
        status: now.status,
        severity: now.severity,
        verification: now.verification,
        onset_on: now.onset_on,
        abated_on: now.abated_on,
        notes: now.notes,
    };
    let content = serde_json::to_value(state)
        .map_err(|_| Refused::because("This condition cannot be stored. Please report this."))?;
    let source = Some(("medical_conditions", id));
    append(write, who, Entry { patient, record_type: "other", content, source })?;
    Ok(())
}
