//! The insurer pays a claim.

use serde::{Deserialize, Serialize};
use store::{Cells, Write, params};
use ts_rs::TS;
use uuid::Uuid;

use crate::billing::claims::Claim;
use crate::billing::invoices::Bill;
use crate::billing::money;
use crate::billing::take_payment::Movement;
use crate::people::details::filled;
use crate::{Refused, Who};

/// What the insurer paid on which claim, as the screen showed it.
#[derive(Deserialize, TS)]
pub struct SettleClaim {
    id: Uuid,
    version: i64,
    amount_minor: i64,
    method: String,
    reference: Option<String>,
    /// Whether nothing more is expected, though less came than was approved.
    is_final: bool,
}

/// The payment, and whether the claim is settled by it.
#[derive(Serialize, TS)]
pub struct ClaimPaid {
    payment_id: Uuid,
    settled: bool,
    /// What was approved and has not come.
    awaited_minor: i64,
}

/// Notes a payment of the insurer that names the claim. The claim is settled once all that was
/// approved has come, or when nothing more is expected. Money is never refused for being too much.
pub fn settle_claim(
    write: &mut Write<'_>,
    who: &Who,
    request: SettleClaim,
) -> Result<ClaimPaid, Refused> {
    let sentence = "Only a claim that the insurer has approved is paid. Note the answer first.";
    let claim = Claim::in_state(write, request.id, &["approved"], sentence)?;
    let bill = Bill::of(write, claim.invoice_id)?;
    money::same_currency(&claim.currency, &bill.currency)?;
    let amount = money::positive("amount_minor", request.amount_minor)?;
    let insurer: Option<String> = write.value(
        "SELECT insurer_name FROM insurance_policies WHERE id = ?1",
        params![claim.insurance_policy_id],
    )?;
    let cells = Movement {
        invoice: claim.invoice_id,
        bill: &bill,
        kind: "payment",
        amount_minor: amount,
        method: &request.method,
        payer: "insurer",
    }
    .cells(write, who)?
    .set("payer_text", insurer)
    .set("insurance_claim_id", request.id)
    .set("reference", filled(request.reference.as_deref()));
    let payment_id = write.insert("payments", cells)?;
    let awaited = (claim.approved_minor.unwrap_or(0) - claim.paid_minor - amount).max(0);
    let settled = awaited == 0 || request.is_final;
    if settled {
        let cells = Cells::new().set("status", "settled");
        write.update("insurance_claims", request.id, Some(request.version), cells)?;
    }
    Ok(ClaimPaid { payment_id, settled, awaited_minor: awaited })
}
