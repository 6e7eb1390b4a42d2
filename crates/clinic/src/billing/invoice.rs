//! One bill with its lines and payments.

use serde::{Deserialize, Serialize};
use store::params;
use ts_rs::TS;
use uuid::Uuid;

use crate::billing::claims::{self, ClaimLine};
use crate::billing::invoices::{COUNTED, InvoiceLine, REPLACED, one};
use crate::commands::Opened;
use crate::{Asking, Refused};

/// Which bill.
#[derive(Deserialize, TS)]
pub struct InvoiceAsked {
    id: Uuid,
}

/// A bill with its lines and payments.
#[derive(Serialize, TS)]
pub struct Invoice {
    #[serde(flatten)]
    line: InvoiceLine,
    visit_id: Option<Uuid>,
    notes: Option<String>,
    insurance_policy_id: Option<Uuid>,
    void_reason: Option<String>,
    write_off_reason: Option<String>,
    /// What a check found, a sentence a line; a proposal, not a verdict.
    error_text: Option<String>,
    /// Why somebody says that it is no error.
    error_dismissal_reason: Option<String>,
    lines: Vec<InvoicedService>,
    payments: Vec<PaymentLine>,
    /// Payments that a correction has replaced; they count no more and stay in sight.
    corrected_payments: Vec<PaymentLine>,
    claims: Vec<ClaimLine>,
}

/// Something that was done and costs.
#[derive(Serialize, Deserialize, TS)]
pub struct InvoicedService {
    id: Uuid,
    version: i64,
    service_on: Option<String>,
    description: String,
    procedure_code: Option<String>,
    diagnosis_code: Option<String>,
    quantity: f64,
    unit_price_minor: i64,
    amount_minor: i64,
}

/// Money taken or given back.
#[derive(Serialize, Deserialize, TS)]
pub struct PaymentLine {
    id: Uuid,
    kind: String,
    amount_minor: i64,
    method: String,
    /// `patient`, `insurer` or `other`.
    payer_kind: Option<String>,
    /// Who that is, where it is not the patient.
    payer_text: Option<String>,
    received_at: i64,
    received_by: Option<String>,
    reference: Option<String>,
    notes: Option<String>,
    corrects_id: Option<Uuid>,
    correction_reason: Option<String>,
}

#[derive(Deserialize)]
struct Extra {
    visit_id: Option<Uuid>,
    notes: Option<String>,
    insurance_policy_id: Option<Uuid>,
    void_reason: Option<String>,
    write_off_reason: Option<String>,
    ai_error_text: Option<String>,
    ai_error_dismissal_reason: Option<String>,
}

/// One bill. A diagnosis stands on it for those who may see diagnoses, and for those who bill:
/// codes are what they need of the clinical record.
pub fn invoice(asking: &Asking<'_>, request: InvoiceAsked) -> Result<Invoice, Refused> {
    let id = request.id;
    let line = one(asking, id)?;
    let extra: Option<Extra> = asking.reader.row(
        "SELECT visit_id, notes, insurance_policy_id, void_reason, write_off_reason, \
         ai_error_text, ai_error_dismissal_reason FROM invoices WHERE id = ?1",
        params![id],
    )?;
    let extra = extra.ok_or_else(|| Refused::gone("invoice"))?;
    let lines = asking.reader.rows(
        "SELECT id, version, service_on, description, procedure_code, diagnosis_code, quantity, \
         unit_price_minor, amount_minor FROM invoice_lines WHERE invoice_id = ?1 \
         AND deleted_at IS NULL ORDER BY line_order, id",
        params![id],
    )?;
    let payments = |condition: &str| {
        asking.reader.rows(
            &format!(
                "SELECT q.id, q.kind, q.amount_minor, q.method, q.payer_kind, q.payer_text, \
                 q.received_at, q.reference, q.notes, q.corrects_id, q.correction_reason, \
                 coalesce(u.display_name, u.username) AS received_by FROM payments q \
                 LEFT JOIN users u ON u.id = q.received_by \
                 WHERE q.invoice_id = ?1 AND {condition} ORDER BY q.received_at, q.id"
            ),
            params![id],
        )
    };
    Ok(Invoice {
        line,
        visit_id: extra.visit_id,
        notes: extra.notes,
        insurance_policy_id: extra.insurance_policy_id,
        void_reason: extra.void_reason,
        write_off_reason: extra.write_off_reason,
        error_text: extra.ai_error_text,
        error_dismissal_reason: extra.ai_error_dismissal_reason,
        lines,
        payments: payments(COUNTED)?,
        corrected_payments: payments(REPLACED)?,
        claims: claims::of_invoice(asking, id)?,
    })
}

/// Whose record was opened.
pub(crate) fn opened(invoice: &Invoice) -> Opened {
    Opened { table: "invoices", row: invoice.line.id, patient: invoice.line.patient.id }
}
