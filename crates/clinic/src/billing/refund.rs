//! Money is given back.

use serde::Deserialize;
use store::{Cells, Write};
use ts_rs::TS;
use uuid::Uuid;

use crate::billing::invoices::paid;
use crate::billing::take_payment::billed;
use crate::organization::add_user::Made;
use crate::people::details::filled;
use crate::{Refused, Who};

/// How much, of which bill, how and why.
#[derive(Deserialize, TS)]
pub struct Refund {
    invoice_id: Uuid,
    amount_minor: i64,
    method: String,
    reason: String,
}

/// Notes money that is given back, at most what was paid.
pub fn refund(write: &mut Write<'_>, who: &Who, request: Refund) -> Result<Made, Refused> {
    let reason = filled(Some(&request.reason))
        .ok_or_else(|| Refused::field("reason", "Say why the money is given back."))?;
    let (patient, currency) = billed(write, request.invoice_id)?;
    if request.amount_minor > paid(write, request.invoice_id)? {
        return Err(Refused::field(
            "amount_minor",
            "This is more than was paid on this invoice. Give back what was paid at most.",
        ));
    }
    let id = write.insert(
        "payments",
        Cells::new()
            .set("site_id", who.site.id)
            .set("invoice_id", request.invoice_id)
            .set("patient_id", patient)
            .set("kind", "refund")
            .set("amount_minor", request.amount_minor)
            .set("currency", currency)
            .set("method", request.method)
            .set("received_at", write.now())
            .set("received_by", who.user_id)
            .set("payer_kind", "patient")
            .set("notes", reason),
    )?;
    Ok(Made { id })
}
