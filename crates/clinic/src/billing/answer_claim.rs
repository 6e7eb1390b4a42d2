//! What the insurer says to a claim.

use serde::Deserialize;
use store::{Cells, Write};
use ts_rs::TS;
use uuid::Uuid;

use crate::billing::claims::Claim;
use crate::billing::money;
use crate::people::details::filled;
use crate::{Nothing, Refused, Who};

const WAITING: &[&str] = &["submitted", "acknowledged"];
const NOT_WAITING: &str = "This claim does not wait for an answer of the insurer.";

/// The insurer has received a claim.
#[derive(Deserialize, TS)]
pub struct AcknowledgeClaim {
    id: Uuid,
    version: i64,
    insurer_reference: Option<String>,
}

/// Notes that the insurer has received the claim.
pub fn acknowledge_claim(
    write: &mut Write<'_>,
    _: &Who,
    request: AcknowledgeClaim,
) -> Result<Nothing, Refused> {
    let sentence = "Only a submitted claim can be acknowledged.";
    Claim::in_state(write, request.id, &["submitted"], sentence)?;
    let mut cells = Cells::new().set("status", "acknowledged");
    if let Some(reference) = filled(request.insurer_reference.as_deref()) {
        cells = cells.set("insurer_reference", reference);
    }
    write.update("insurance_claims", request.id, Some(request.version), cells)?;
    Ok(Nothing {})
}

/// The insurer promises to pay, all or a part.
#[derive(Deserialize, TS)]
pub struct ApproveClaim {
    id: Uuid,
    version: i64,
    approved_minor: i64,
    /// What the insurer leaves to the patient, where it says so.
    patient_share_minor: Option<i64>,
    insurer_reference: Option<String>,
}

/// Notes what the insurer promises to pay; what it pays are payments that name the claim. A promise
/// may be noted again, with another amount, while nothing was paid on it.
pub fn approve_claim(
    write: &mut Write<'_>,
    _: &Who,
    request: ApproveClaim,
) -> Result<Nothing, Refused> {
    let promised = ["submitted", "acknowledged", "approved"];
    let claim = Claim::in_state(write, request.id, &promised, NOT_WAITING)?;
    if claim.paid_minor > 0 {
        return Err(Refused::because(
            "The insurer has paid on this claim, so the amount approved stays as it is. Settle it \
             instead.",
        ));
    }
    let approved = money::positive("approved_minor", request.approved_minor)?;
    if approved > claim.claimed_minor {
        return Err(Refused::field(
            "approved_minor",
            "The amount approved must not be above the amount claimed.",
        ));
    }
    let share = request.patient_share_minor;
    let share = share.map(|share| money::not_negative("patient_share_minor", share)).transpose()?;
    let mut cells = Cells::new()
        .set("status", "approved")
        .set("approved_minor", approved)
        .set("patient_share_minor", share)
        .set("answered_at", write.now());
    if let Some(reference) = filled(request.insurer_reference.as_deref()) {
        cells = cells.set("insurer_reference", reference);
    }
    write.update("insurance_claims", request.id, Some(request.version), cells)?;
    Ok(Nothing {})
}

/// The insurer does not pay.
#[derive(Deserialize, TS)]
pub struct DenyClaim {
    id: Uuid,
    version: i64,
    reason: String,
    insurer_reference: Option<String>,
}

/// Notes that the insurer does not pay, and why.
pub fn deny_claim(write: &mut Write<'_>, _: &Who, request: DenyClaim) -> Result<Nothing, Refused> {
    let reason = filled(Some(&request.reason))
        .ok_or_else(|| Refused::field("reason", "Enter the insurer's reason."))?;
    Claim::in_state(write, request.id, WAITING, NOT_WAITING)?;
    let mut cells = Cells::new()
        .set("status", "denied")
        .set("denial_reason", reason)
        .set("answered_at", write.now());
    if let Some(reference) = filled(request.insurer_reference.as_deref()) {
        cells = cells.set("insurer_reference", reference);
    }
    write.update("insurance_claims", request.id, Some(request.version), cells)?;
    Ok(Nothing {})
}
