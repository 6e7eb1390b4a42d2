//! A draft becomes a bill.

use serde::{Deserialize, Serialize};
use store::{Cells, Intent, Write, params};
use ts_rs::TS;
use uuid::Uuid;

use crate::billing::check_invoice::{self, InvoiceFinding};
use crate::organization::number;
use crate::{Refused, Who};

/// Which draft, as the screen showed it.
#[derive(Deserialize, TS)]
pub struct IssueInvoice {
    id: Uuid,
    version: i64,
}

/// The number that the bill was given.
#[derive(Serialize, TS)]
pub struct Issued {
    number: String,
    /// What looks wrong; the bill is issued all the same.
    findings: Vec<InvoiceFinding>,
}

/// Gives a draft its number and the day of issue, and looks for errors in it.
pub fn issue_invoice(
    write: &mut Write<'_>,
    who: &Who,
    request: IssueInvoice,
) -> Result<Issued, Refused> {
    let status: Option<String> = write.value(
        "SELECT status FROM invoices WHERE id = ?1 AND deleted_at IS NULL",
        params![request.id],
    )?;
    match status.as_deref() {
        None => return Err(Refused::gone("invoice")),
        Some("draft") => {}
        Some(_) => {
            return Err(Refused::because("Only a draft can be issued; this invoice has been."));
        }
    }
    let number = number::next_invoice(write, who.organization_id)?;
    let today = who.today(write.now()).to_string();
    write.update(
        "invoices",
        request.id,
        Some(request.version),
        Cells::new()
            .set("number", number.as_str())
            .set("status", "issued")
            .set("issued_on", today)
            .set("issued_by", who.user_id),
    )?;
    let findings = check_invoice::detect(write, who, request.id)?;
    write.intend(Intent::IssueInvoice { invoice: request.id });
    Ok(Issued { number, findings })
}
