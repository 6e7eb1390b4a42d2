//! Money is given back.

use serde::Deserialize;
use store::Write;
use ts_rs::TS;
use uuid::Uuid;

use crate::billing::invoices::Bill;
use crate::billing::money;
use crate::billing::take_payment::Movement;
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

/// Notes money that is given back, at most what was paid. Cash comes out of the person's open cash
/// box.
pub fn refund(write: &mut Write<'_>, who: &Who, request: Refund) -> Result<Made, Refused> {
    let reason = filled(Some(&request.reason))
        .ok_or_else(|| Refused::field("reason", "Say why the money is given back."))?;
    let bill = Bill::of(write, request.invoice_id)?;
    let amount = money::positive("amount_minor", request.amount_minor)?;
    if amount > bill.received_minor - bill.returned_minor {
        return Err(Refused::field(
            "amount_minor",
            "This is more than was paid on this invoice. Give back what was paid at most.",
        ));
    }
    let cells = Movement {
        invoice: request.invoice_id,
        bill: &bill,
        kind: "refund",
        amount_minor: amount,
        method: &request.method,
        payer: "patient",
    }
    .cells(write, who)?
    .set("notes", reason);
    Ok(Made { id: write.insert("payments", cells)? })
}
