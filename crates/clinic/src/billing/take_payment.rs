//! Money is taken.

use serde::Deserialize;
use store::{Cells, Reader, Write, params};
use ts_rs::TS;
use uuid::Uuid;

use crate::organization::add_user::Made;
use crate::people::details::filled;
use crate::{Refused, Who};

/// How much, for which bill, and how.
#[derive(Deserialize, TS)]
pub struct TakePayment {
    invoice_id: Uuid,
    amount_minor: i64,
    method: String,
    reference: Option<String>,
}

/// Notes money that was taken. It lies in the till, so it is never refused for being too much:
/// what exceeds the bill is the patient's credit.
pub fn take_payment(
    write: &mut Write<'_>,
    who: &Who,
    request: TakePayment,
) -> Result<Made, Refused> {
    let (patient, currency) = billed(write, request.invoice_id)?;
    let payer = if request.method == "insurance" { "insurer" } else { "patient" };
    let id = write.insert(
        "payments",
        Cells::new()
            .set("site_id", who.site.id)
            .set("invoice_id", request.invoice_id)
            .set("patient_id", patient)
            .set("kind", "payment")
            .set("amount_minor", request.amount_minor)
            .set("currency", currency)
            .set("method", request.method)
            .set("received_at", write.now())
            .set("received_by", who.user_id)
            .set("reference", filled(request.reference.as_deref()))
            .set("payer_kind", payer),
    )?;
    Ok(Made { id })
}

/// Whose bill it is, and in which currency.
pub(crate) fn billed(reader: &Reader<'_>, invoice: Uuid) -> Result<(Uuid, String), Refused> {
    reader
        .row(
            "SELECT patient_id, currency FROM invoices WHERE id = ?1 AND deleted_at IS NULL",
            params![invoice],
        )?
        .ok_or_else(|| Refused::gone("invoice"))
}
