//! Something of a patient's history is over, or never was.

use serde::Deserialize;
use store::{Cells, Write, params};
use ts_rs::TS;
use uuid::Uuid;

use crate::people::add_history::lived;
use crate::people::details::filled;
use crate::{Nothing, Refused, Who};

/// Why it does not hold any more.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum HistoryEnd {
    /// It is over.
    Past,
    /// It never was.
    EnteredInError,
}

/// Which entry, why, and since when.
#[derive(Deserialize, TS)]
pub struct EndHistory {
    id: Uuid,
    version: i64,
    status: HistoryEnd,
    ended_on: Option<String>,
    /// What showed it; it stands in the notes of the entry.
    #[ts(optional = nullable)]
    reason: Option<String>,
}

/// Ends an entry of the history; it stays on record.
pub fn end_history(
    write: &mut Write<'_>,
    who: &Who,
    request: EndHistory,
) -> Result<Nothing, Refused> {
    let before: Option<Before> = write.row(
        "SELECT patient_id, kind, status, notes FROM patient_history \
         WHERE id = ?1 AND deleted_at IS NULL",
        params![request.id],
    )?;
    let before = before.ok_or_else(|| Refused::gone("entry of the history"))?;
    if before.status.as_deref() == Some("entered_in_error") {
        return Err(Refused::because("This entry was ended as a mistake already."));
    }
    let mut cells = match request.status {
        HistoryEnd::Past => {
            let days = (None, request.ended_on.as_deref());
            let now = write.now();
            let (_, ended) = lived(write, who, now, (before.patient_id, &before.kind), days)?;
            Cells::new().set("status", "past").set("ended_on", ended)
        }
        HistoryEnd::EnteredInError => Cells::new().set("status", "entered_in_error"),
    };
    if let Some(reason) = filled(request.reason.as_deref()) {
        cells.put(
            "notes",
            match filled(before.notes.as_deref()) {
                Some(notes) => format!("{notes}\n{reason}"),
                None => reason,
            },
        );
    }
    write.update("patient_history", request.id, Some(request.version), cells)?;
    Ok(Nothing {})
}

#[derive(Deserialize)]
struct Before {
    patient_id: Uuid,
    kind: String,
    status: Option<String>,
    notes: Option<String>,
}
