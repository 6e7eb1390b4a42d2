//! A denied claim is made again.

use serde::Deserialize;
use store::{Write, params};
use ts_rs::TS;
use uuid::Uuid;

use crate::billing::claims::Claim;
use crate::billing::draft_claim::NewClaim;
use crate::organization::add_user::Made;
use crate::people::details::filled;
use crate::{Refused, Who};

/// Which denied claim, and what is different now.
#[derive(Deserialize, TS)]
pub struct ResubmitClaim {
    id: Uuid,
    /// As before, where it is left out.
    claimed_minor: Option<i64>,
    notes: Option<String>,
}

/// Drafts a new claim that names the denied one, which stays as it is.
pub fn resubmit_claim(
    write: &mut Write<'_>,
    who: &Who,
    request: ResubmitClaim,
) -> Result<Made, Refused> {
    let denied = Claim::in_state(
        write,
        request.id,
        &["denied"],
        "Only a denied claim is made again. Cancel another one and draft a new claim.",
    )?;
    let again: Option<i64> = write.value(
        "SELECT 1 FROM insurance_claims WHERE invoice_id = ?1 AND resubmits_id = ?2 \
         AND deleted_at IS NULL AND status NOT IN ('cancelled', 'entered_in_error') LIMIT 1",
        params![denied.invoice_id, request.id],
    )?;
    if again.is_some() {
        return Err(Refused::because(
            "This claim has been made again already. Open the newer one.",
        ));
    }
    let claim = NewClaim {
        invoice: denied.invoice_id,
        policy: denied.insurance_policy_id,
        claimed_minor: request.claimed_minor.unwrap_or(denied.claimed_minor),
        patient_share_minor: None,
        resubmits: Some(request.id),
        notes: filled(request.notes.as_deref()),
    };
    Ok(Made { id: claim.insert(write, who)? })
}
