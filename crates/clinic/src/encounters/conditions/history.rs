//! How a condition has stood over time.

use serde::{Deserialize, Serialize};
use store::params;
use ts_rs::TS;
use uuid::Uuid;

use crate::commands::Opened;
use crate::encounters::conditions::state::{ConditionState, condition};
use crate::{Asking, Refused};

/// Which condition.
#[derive(Deserialize, TS)]
pub struct ConditionHistoryAsked {
    id: Uuid,
}

/// One change of a condition.
#[derive(Serialize, TS)]
pub struct ConditionChange {
    at: i64,
    author: Option<String>,
    state: ConditionState,
}

/// The changes of a condition since it was first written here, the oldest first. What happened to
/// an imported condition before it came is not known.
#[derive(Serialize, TS)]
pub struct ConditionHistory {
    id: Uuid,
    patient_id: Uuid,
    states: Vec<ConditionChange>,
}

/// Entries of a patient (`?1`) about one row (`?2`).
pub(crate) const QUERY: &str = "SELECT e.recorded_at, e.content, \
     coalesce(u.display_name, u.username) AS author FROM ehr_entries e \
     LEFT JOIN users u ON u.id = e.author_id WHERE e.patient_id = ?1 AND e.row_id = ?2 \
     AND e.table_name = 'medical_conditions' AND e.deleted_at IS NULL \
     ORDER BY e.recorded_at, e.chain_sequence, e.id LIMIT 500";

/// How a condition has stood over time.
pub fn history(
    asking: &Asking<'_>,
    request: ConditionHistoryAsked,
) -> Result<ConditionHistory, Refused> {
    #[derive(Deserialize)]
    struct Row {
        recorded_at: i64,
        content: String,
        author: Option<String>,
    }
    let patient = condition(&asking.reader, request.id)?.patient_id;
    let rows: Vec<Row> = asking.reader.rows(QUERY, params![patient, request.id])?;
    let states = rows
        .into_iter()
        .map(|row| {
            let state = serde_json::from_str(&row.content).map_err(|_| {
                Refused::because(
                    "The history of this condition cannot be read by this version of Holdfast.",
                )
            })?;
            Ok(ConditionChange { at: row.recorded_at, author: row.author, state })
        })
        .collect::<Result<_, Refused>>()?;
    Ok(ConditionHistory { id: request.id, patient_id: patient, states })
}

/// Whose record was opened.
pub(crate) fn opened(history: &ConditionHistory) -> Opened {
    Opened { table: "medical_conditions", row: history.id, patient: history.patient_id }
}
