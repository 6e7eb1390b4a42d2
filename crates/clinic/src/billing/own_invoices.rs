//! What patients see of their own bills. A draft is none yet, and what the clinic's checks say of a
//! bill is the clinic's.

use serde::{Deserialize, Serialize};
use store::params;
use ts_rs::TS;
use uuid::Uuid;

use crate::billing::invoices::{self, COUNTED, InvoiceLine};
use crate::billing::standing::PaymentState;
use crate::people::own::{must_be_own, own_patient};
use crate::{Asking, Nothing, Refused};

/// The bills, and what is owed on all of them.
#[derive(Serialize, TS)]
pub struct OwnInvoices {
    invoices: Vec<OwnInvoiceLine>,
    /// In the currency of the site; below zero is a credit.
    balance_minor: i64,
    currency: String,
}

/// A bill in one line.
#[derive(Serialize, TS)]
pub struct OwnInvoiceLine {
    id: Uuid,
    number: Option<String>,
    #[ts(type = "\"issued\" | \"written_off\" | \"void\"")]
    status: String,
    payment_state: Option<PaymentState>,
    issued_on: Option<String>,
    due_on: Option<String>,
    currency: String,
    total_minor: i64,
    paid_minor: i64,
    due_minor: i64,
    credit_minor: i64,
}

impl From<InvoiceLine> for OwnInvoiceLine {
    fn from(line: InvoiceLine) -> Self {
        Self {
            id: line.id,
            number: line.number,
            status: line.status,
            payment_state: line.payment_state,
            issued_on: line.issued_on,
            due_on: line.due_on,
            currency: line.currency,
            total_minor: line.total_minor,
            paid_minor: line.paid_minor,
            due_minor: line.due_minor,
            credit_minor: line.credit_minor,
        }
    }
}

/// The own bills, the newest first, and what is owed.
pub fn own_invoices(asking: &Asking<'_>, _: Nothing) -> Result<OwnInvoices, Refused> {
    let patient = own_patient(asking.who)?;
    Ok(OwnInvoices {
        invoices: invoices::sent_to(asking, patient)?.into_iter().map(Into::into).collect(),
        balance_minor: invoices::balance(asking, patient)?,
        currency: asking.who.site.currency.clone(),
    })
}

/// Which bill.
#[derive(Deserialize, TS)]
pub struct OwnInvoiceAsked {
    id: Uuid,
}

/// A bill with what it is for and what was paid.
#[derive(Serialize, TS)]
pub struct OwnInvoice {
    #[serde(flatten)]
    line: OwnInvoiceLine,
    services: Vec<OwnService>,
    payments: Vec<OwnPayment>,
}

/// Something that was done and costs.
#[derive(Serialize, Deserialize, TS)]
pub struct OwnService {
    service_on: Option<String>,
    description: String,
    quantity: f64,
    unit_price_minor: i64,
    amount_minor: i64,
}

/// Money taken or given back.
#[derive(Serialize, Deserialize, TS)]
pub struct OwnPayment {
    kind: String,
    amount_minor: i64,
    method: String,
    received_at: i64,
}

/// One of the own bills.
pub fn own_invoice(asking: &Asking<'_>, request: OwnInvoiceAsked) -> Result<OwnInvoice, Refused> {
    let reader = &asking.reader;
    must_be_own(reader, asking.who, "invoices", request.id)?;
    let line = invoices::one(asking, request.id)?;
    if line.status == "draft" {
        return Err(Refused::gone("invoice"));
    }
    Ok(OwnInvoice {
        line: line.into(),
        services: reader.rows(
            "SELECT service_on, description, quantity, unit_price_minor, amount_minor \
             FROM invoice_lines WHERE invoice_id = ?1 AND deleted_at IS NULL \
             ORDER BY line_order, id",
            params![request.id],
        )?,
        payments: reader.rows(
            &format!(
                "SELECT q.kind, q.amount_minor, q.method, q.received_at FROM payments q \
                 WHERE q.invoice_id = ?1 AND {COUNTED} ORDER BY q.received_at, q.id"
            ),
            params![request.id],
        )?,
    })
}
