//! What a patient brings along, as lists show it.

use serde::{Deserialize, Serialize};
use store::{Reader, params};
use ts_rs::TS;
use uuid::Uuid;

use crate::commands::Opened;
use crate::people::asked::{OnePatient, opened_list};
use crate::people::merged;
use crate::{Asking, Refused};

/// Something of a patient's history.
#[derive(Serialize, Deserialize, TS)]
pub struct HistoryLine {
    id: Uuid,
    version: i64,
    #[ts(
        type = "\"condition\" | \"operation\" | \"family\" | \"social\" | \"medication\" | \"other\""
    )]
    kind: String,
    description: String,
    code_system: Option<String>,
    code: Option<String>,
    /// Of a family history: whose it is.
    relationship: Option<String>,
    status: Option<String>,
    started_on: Option<String>,
    ended_on: Option<String>,
    recorded_at: Option<i64>,
    notes: Option<String>,
}

/// A patient's history.
#[derive(Serialize, TS)]
pub struct PatientHistory {
    patient_id: Uuid,
    history: Vec<HistoryLine>,
}

/// What a patient brings along, what is current first.
pub fn history(asking: &Asking<'_>, request: OnePatient) -> Result<PatientHistory, Refused> {
    let history = lines(&asking.reader, request.patient_id)?;
    Ok(PatientHistory { patient_id: request.patient_id, history })
}

/// Whose record was opened.
pub(crate) fn opened(history: &PatientHistory) -> Opened {
    opened_list("patient_history", history.patient_id)
}

pub(crate) fn lines(reader: &Reader<'_>, patient: Uuid) -> Result<Vec<HistoryLine>, Refused> {
    Ok(reader.rows(
        &format!(
            "SELECT id, version, kind, description, code_system, code, relationship, status, \
             started_on, ended_on, recorded_at, notes FROM patient_history WHERE {} \
             AND deleted_at IS NULL AND status IS NOT 'entered_in_error' \
             ORDER BY status IS 'past', kind, coalesce(started_on, '') DESC, id DESC LIMIT 200",
            merged::is_one("patient_id")
        ),
        params![patient],
    )?)
}
