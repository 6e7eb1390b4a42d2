//! A claim is taken back.

use serde::Deserialize;
use store::{Cells, Write};
use ts_rs::TS;
use uuid::Uuid;

use crate::billing::claims::Claim;
use crate::people::details::filled;
use crate::{Nothing, Refused, Who};

/// Which claim, as the screen showed it, and why.
#[derive(Deserialize, TS)]
pub struct CancelClaim {
    id: Uuid,
    version: i64,
    reason: String,
}

/// Takes a claim back, as long as nothing was paid on it.
pub fn cancel_claim(
    write: &mut Write<'_>,
    _: &Who,
    request: CancelClaim,
) -> Result<Nothing, Refused> {
    let reason = filled(Some(&request.reason))
        .ok_or_else(|| Refused::field("reason", "Say why the claim is taken back."))?;
    let claim = Claim::in_state(
        write,
        request.id,
        &["draft", "submitted", "acknowledged", "approved"],
        "This claim is closed and cannot be taken back.",
    )?;
    if claim.paid_minor > 0 {
        return Err(Refused::because(
            "The insurer has paid on this claim, so it cannot be taken back. Settle it instead.",
        ));
    }
    let notes = match claim.notes {
        Some(notes) => format!("{notes}\n\nCancelled: {reason}"),
        None => format!("Cancelled: {reason}"),
    };
    let cells = Cells::new().set("status", "cancelled").set("notes", notes);
    write.update("insurance_claims", request.id, Some(request.version), cells)?;
    Ok(Nothing {})
}
