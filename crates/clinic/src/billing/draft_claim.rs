//! A new claim to an insurer.

use serde::Deserialize;
use store::{Cells, Reader, Write, params};
use ts_rs::TS;
use uuid::Uuid;

use crate::billing::claims::LIVE;
use crate::billing::invoices::Bill;
use crate::billing::{money, split};
use crate::organization::add_user::Made;
use crate::people::details::filled;
use crate::people::merged;
use crate::{Refused, Who};

/// What is claimed, on which bill and from which policy.
#[derive(Deserialize, TS)]
pub struct DraftClaim {
    invoice_id: Uuid,
    insurance_policy_id: Uuid,
    /// What the policy is likely to pay (`billing.split`), where it is left out.
    claimed_minor: Option<i64>,
    notes: Option<String>,
}

/// Drafts a claim on an issued bill. All claims on a bill together claim no more than it is.
pub fn draft_claim(write: &mut Write<'_>, who: &Who, request: DraftClaim) -> Result<Made, Refused> {
    let shares = split::split_of(write, who, write.now(), request.invoice_id)?;
    let likely = shares.of_policy(request.insurance_policy_id);
    let draft = NewClaim {
        invoice: request.invoice_id,
        policy: request.insurance_policy_id,
        claimed_minor: request.claimed_minor.unwrap_or(likely),
        patient_share_minor: None,
        resubmits: None,
        notes: filled(request.notes.as_deref()),
    };
    Ok(Made { id: draft.insert(write, who)? })
}

/// A claim that is about to be drafted.
pub(super) struct NewClaim {
    pub invoice: Uuid,
    pub policy: Uuid,
    pub claimed_minor: i64,
    pub patient_share_minor: Option<i64>,
    pub resubmits: Option<Uuid>,
    pub notes: Option<String>,
}

impl NewClaim {
    /// Writes it as a draft.
    pub fn insert(self, write: &mut Write<'_>, who: &Who) -> Result<Uuid, Refused> {
        let bill = Bill::of(write, self.invoice)?;
        if bill.status != "issued" {
            return Err(Refused::field(
                "invoice_id",
                "Only an issued invoice can be claimed from an insurer.",
            ));
        }
        self.check_policy(write, &bill)?;
        let claimed = money::positive("claimed_minor", self.claimed_minor)?;
        if claimed > bill.total_minor - claimed_already(write, self.invoice)? {
            return Err(Refused::field(
                "claimed_minor",
                "All claims on an invoice together must not be more than its total.",
            ));
        }
        Ok(write.insert(
            "insurance_claims",
            Cells::new()
                .set("site_id", who.site.id)
                .set("patient_id", bill.patient_id)
                .set("invoice_id", self.invoice)
                .set("insurance_policy_id", self.policy)
                .set("status", "draft")
                .set("claimed_minor", claimed)
                .set("patient_share_minor", self.patient_share_minor)
                .set("currency", bill.currency)
                .set("resubmits_id", self.resubmits)
                .set("notes", self.notes),
        )?)
    }

    fn check_policy(&self, reader: &Reader<'_>, bill: &Bill) -> Result<(), Refused> {
        let field = "insurance_policy_id";
        let known: Option<(Uuid, Option<String>)> = reader.row(
            "SELECT patient_id, currency FROM insurance_policies \
             WHERE id = ?1 AND deleted_at IS NULL",
            params![self.policy],
        )?;
        let (holder, currency) = known.ok_or_else(|| Refused::gone("policy"))?;
        if !merged::is_one_person(reader, bill.patient_id, holder)? {
            return Err(Refused::field(field, "This is not a policy of the patient."));
        }
        if let Some(currency) = currency {
            money::same_currency(&currency, &bill.currency)?;
        }
        let twice: Option<i64> = reader.value(
            &format!(
                "SELECT 1 FROM insurance_claims WHERE invoice_id = ?1 \
                 AND insurance_policy_id = ?2 AND deleted_at IS NULL AND {LIVE} LIMIT 1"
            ),
            params![self.invoice, self.policy],
        )?;
        if twice.is_some() {
            return Err(Refused::field(
                field,
                "This invoice is claimed from this policy already. Cancel that claim first, or \
                 wait for the answer.",
            ));
        }
        Ok(())
    }
}

fn claimed_already(reader: &Reader<'_>, invoice: Uuid) -> Result<i64, Refused> {
    let claimed: Option<i64> = reader.value(
        &format!(
            "SELECT coalesce(sum(coalesce(approved_minor, claimed_minor)), 0) \
             FROM insurance_claims WHERE invoice_id = ?1 AND deleted_at IS NULL AND {LIVE}"
        ),
        params![invoice],
    )?;
    Ok(claimed.unwrap_or(0))
}
