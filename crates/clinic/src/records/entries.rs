//! The entries of a patient's chained record.

use serde::{Deserialize, Serialize};
use store::params;
use ts_rs::TS;
use uuid::Uuid;

use crate::commands::Opened;
use crate::people::merged::of_person;
use crate::{Asking, Refused};

/// The most that one answer holds.
const ENTRIES_MAX: i64 = 100;

/// Whose, and what lies before which one where there are more than one answer holds.
#[derive(Deserialize, TS)]
pub struct EntriesAsked {
    patient_id: Uuid,
    /// The `recorded_at` of the last one shown.
    #[serde(default)]
    before: Option<i64>,
}

/// One entry.
#[derive(Deserialize, Serialize, TS)]
pub struct EntryLine {
    id: Uuid,
    record_type: String,
    /// JSON, as it was recorded.
    content: String,
    hash: String,
    previous_hash: Option<String>,
    chain_sequence: i64,
    recorded_at: i64,
    author: Option<String>,
    table_name: Option<String>,
    row_id: Option<Uuid>,
}

/// Entries, the newest first.
#[derive(Serialize, TS)]
pub struct Entries {
    patient_id: Uuid,
    entries: Vec<EntryLine>,
}

/// The chained record of a patient.
pub fn entries(asking: &Asking<'_>, request: EntriesAsked) -> Result<Entries, Refused> {
    let entries = asking.reader.rows(
        &of_person(
            "SELECT e.id, e.record_type, e.content, e.hash, e.previous_hash, e.chain_sequence, \
         e.recorded_at, coalesce(u.display_name, u.username) AS author, e.table_name, e.row_id \
         FROM ehr_entries e LEFT JOIN users u ON u.id = e.author_id \
         WHERE e.patient_id = ?1 AND (?2 IS NULL OR e.recorded_at < ?2) \
         ORDER BY e.recorded_at DESC, e.id DESC LIMIT ?3",
        ),
        params![request.patient_id, request.before, ENTRIES_MAX],
    )?;
    Ok(Entries { patient_id: request.patient_id, entries })
}

/// Whose record was opened.
pub(crate) fn opened(answer: &Entries) -> Opened {
    Opened { table: "ehr_entries", row: answer.patient_id, patient: answer.patient_id }
}
