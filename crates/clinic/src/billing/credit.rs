//! What patients have paid too much.

use serde::{Deserialize, Serialize};
use store::params;
use ts_rs::TS;
use uuid::Uuid;

use crate::commands::Opened;
use crate::people::merged;
use crate::{Asking, Refused};

/// Whose credit.
#[derive(Deserialize, TS)]
pub struct CreditAsked {
    patient_id: Uuid,
}

/// A patient's credit: where it stands, and how much it is in each currency.
#[derive(Serialize, TS)]
pub struct PatientCredit {
    patient_id: Uuid,
    invoices: Vec<CreditOnInvoice>,
    totals: Vec<CreditTotal>,
}

/// What was paid too much on one bill.
#[derive(Serialize, Deserialize, TS)]
pub struct CreditOnInvoice {
    invoice_id: Uuid,
    number: Option<String>,
    status: String,
    currency: String,
    credit_minor: i64,
}

/// Credit in one currency; currencies are never added.
#[derive(Serialize, TS)]
pub struct CreditTotal {
    currency: String,
    credit_minor: i64,
}

/// The bills of the person whose record is ?1, merged records included, that were paid too much.
pub(super) fn credit_sql() -> String {
    format!(
        "SELECT u.invoice_id, i.number, u.status, u.currency, \
         -u.balance_minor AS credit_minor FROM unsettled_invoices u \
         JOIN invoices i ON i.id = u.invoice_id \
         WHERE {} AND u.balance_minor < 0 ORDER BY u.currency, u.invoice_id",
        merged::is_one("u.patient_id")
    )
}

/// What a patient has paid too much. It can be applied to another bill or given back.
pub fn credit(asking: &Asking<'_>, request: CreditAsked) -> Result<PatientCredit, Refused> {
    let invoices: Vec<CreditOnInvoice> =
        asking.reader.rows(&credit_sql(), params![request.patient_id])?;
    let mut totals: Vec<CreditTotal> = Vec::new();
    for credit in &invoices {
        match totals.iter_mut().find(|total| total.currency == credit.currency) {
            Some(total) => total.credit_minor += credit.credit_minor,
            None => totals.push(CreditTotal {
                currency: credit.currency.clone(),
                credit_minor: credit.credit_minor,
            }),
        }
    }
    Ok(PatientCredit { patient_id: request.patient_id, invoices, totals })
}

/// Whose record was opened.
pub(crate) fn opened(credit: &PatientCredit) -> Opened {
    Opened { table: "invoices", row: credit.patient_id, patient: credit.patient_id }
}
