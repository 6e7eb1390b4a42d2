//! A patient takes a consent back.

use serde::Deserialize;
use store::{Cells, Write, params};
use ts_rs::TS;
use uuid::Uuid;

use crate::people::details::filled;
use crate::{Nothing, Refused, Who};

/// Which consent, and what was said.
#[derive(Deserialize, TS)]
pub struct WithdrawConsent {
    id: Uuid,
    version: i64,
    notes: Option<String>,
}

/// Withdraws a consent from now on; that it was given stays on record.
pub fn withdraw_consent(
    write: &mut Write<'_>,
    _: &Who,
    request: WithdrawConsent,
) -> Result<Nothing, Refused> {
    let status: Option<String> = write.value(
        "SELECT status FROM consents WHERE id = ?1 AND deleted_at IS NULL",
        params![request.id],
    )?;
    match status.as_deref() {
        None => return Err(Refused::gone("consent")),
        Some("given") => {}
        Some(_) => {
            return Err(Refused::because(
                "This consent is not given at present, so there is nothing to take back.",
            ));
        }
    }
    let now = write.now();
    let mut cells = Cells::new().set("status", "withdrawn").set("withdrawn_at", now);
    if let Some(notes) = filled(request.notes.as_deref()) {
        cells = cells.set("notes", notes);
    }
    write.update("consents", request.id, Some(request.version), cells)?;
    Ok(Nothing {})
}
