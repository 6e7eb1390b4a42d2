//! Something of a patient's history is over, or never was.

use serde::Deserialize;
use store::{Cells, Write};
use ts_rs::TS;
use uuid::Uuid;

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
}

/// Ends an entry of the history; it stays on record.
pub fn end_history(
    write: &mut Write<'_>,
    _: &Who,
    request: EndHistory,
) -> Result<Nothing, Refused> {
    let cells = match request.status {
        HistoryEnd::Past => {
            Cells::new().set("status", "past").set("ended_on", filled(request.ended_on.as_deref()))
        }
        HistoryEnd::EnteredInError => Cells::new().set("status", "entered_in_error"),
    };
    write.update("patient_history", request.id, Some(request.version), cells)?;
    Ok(Nothing {})
}
