//! Money is taken.

use serde::Deserialize;
use store::{Cells, Write};
use ts_rs::TS;
use uuid::Uuid;

use crate::billing::invoices::Bill;
use crate::billing::payer::Payer;
use crate::billing::{cash, money};
use crate::messages::tell_patient::{PatientNote, tell_patient};
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
    #[serde(flatten)]
    #[ts(flatten)]
    payer: Payer,
}

/// Notes money that was taken. It lies in the till, so it is never refused for being too much:
/// what exceeds the bill is the patient's credit. Cash goes to the person's open cash box. A
/// patient who paid and signs in is told that it has arrived.
pub fn take_payment(
    write: &mut Write<'_>,
    who: &Who,
    request: TakePayment,
) -> Result<Made, Refused> {
    let bill = Bill::of(write, request.invoice_id)?;
    let (payer, payer_text) = request.payer.of(&request.method)?;
    let cells = Movement {
        invoice: request.invoice_id,
        bill: &bill,
        kind: "payment",
        amount_minor: money::positive("amount_minor", request.amount_minor)?,
        method: &request.method,
        payer,
    }
    .cells(write, who)?
    .set("reference", filled(request.reference.as_deref()))
    .set("payer_text", payer_text);
    let id = write.insert("payments", cells)?;
    if payer == "patient" {
        tell_patient(
            write,
            &PatientNote {
                id: None,
                patient: bill.patient_id,
                kind: "payment",
                title: "Your payment has arrived".to_owned(),
                body: bill.number.as_ref().map(|number| format!("Invoice {number}")),
                link: ("invoices", request.invoice_id),
            },
        )?;
    }
    Ok(Made { id })
}

/// Money that moves between a person and the clinic.
pub(super) struct Movement<'a> {
    pub invoice: Uuid,
    pub bill: &'a Bill,
    /// One of `payment_kind`.
    pub kind: &'a str,
    pub amount_minor: i64,
    /// One of `payment_method`; a credit moves no money and has its own command.
    pub method: &'a str,
    /// One of `payer_kind`.
    pub payer: &'a str,
}

impl Movement<'_> {
    /// What every payment and refund carries.
    pub fn cells(self, write: &Write<'_>, who: &Who) -> Result<Cells, Refused> {
        if self.method == CREDIT {
            return Err(Refused::field(
                "method",
                "A credit is applied from the invoice on which it stands. Choose how the money \
                 was handed over.",
            ));
        }
        let session = match self.method {
            "cash" => cash::open_session(write, who, &self.bill.currency)?,
            _ => None,
        };
        Ok(self.unchecked(write, who).set("cash_session_id", session))
    }

    /// The same for a credit that is applied.
    pub fn unchecked(self, write: &Write<'_>, who: &Who) -> Cells {
        Cells::new()
            .set("site_id", who.site.id)
            .set("invoice_id", self.invoice)
            .set("patient_id", self.bill.patient_id)
            .set("kind", self.kind)
            .set("amount_minor", self.amount_minor)
            .set("currency", self.bill.currency.as_str())
            .set("method", self.method)
            .set("received_at", write.now())
            .set("received_by", who.user_id)
            .set("payer_kind", self.payer)
    }
}

/// The method of what pays one bill with what was paid too much on another.
pub(crate) const CREDIT: &str = "patient_credit";
