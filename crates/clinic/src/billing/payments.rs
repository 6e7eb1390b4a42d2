//! Payments and refunds as they were noted.

use serde::{Deserialize, Serialize};
use store::params;
use ts_rs::TS;
use uuid::Uuid;

use crate::billing::period;
use crate::people::details::filled;
use crate::people::line::{Lines, PatientLine};
use crate::{Asking, Refused};

const SHOWN_MAX: u32 = 200;

/// Which payments: from day to day at a site (this one where it is left out), by a method or all,
/// and older than the last one that was shown.
#[derive(Deserialize, TS)]
pub struct PaymentsAsked {
    from_on: String,
    until_on: String,
    site_id: Option<Uuid>,
    method: Option<String>,
    after: Option<PaymentMark>,
}

/// Where a page of payments ended.
#[derive(Clone, Copy, Serialize, Deserialize, TS)]
pub struct PaymentMark {
    received_at: i64,
    id: Uuid,
}

/// Payments, the newest first.
#[derive(Serialize, TS)]
pub struct PaymentPage {
    payments: Vec<ListedPayment>,
    /// Where the next page begins; `None` at the end.
    next: Option<PaymentMark>,
}

/// A payment or refund in a list.
#[derive(Serialize, TS)]
pub struct ListedPayment {
    patient: PatientLine,
    #[serde(flatten)]
    payment: NotedPayment,
}

/// A payment or refund as it was noted.
#[derive(Serialize, Deserialize, TS)]
pub struct NotedPayment {
    id: Uuid,
    #[serde(skip_serializing)]
    #[ts(skip)]
    patient_id: Uuid,
    invoice_id: Option<Uuid>,
    invoice_number: Option<String>,
    received_at: i64,
    received_by: Option<String>,
    kind: String,
    amount_minor: i64,
    currency: String,
    method: String,
    payer_kind: String,
    payer_text: Option<String>,
    reference: Option<String>,
    corrects_id: Option<Uuid>,
    correction_reason: Option<String>,
    /// Another entry counts in its place.
    is_corrected: bool,
}

pub(super) const PAYMENTS_SQL: &str = "SELECT q.id, q.patient_id, q.invoice_id, \
     i.number AS invoice_number, q.received_at, \
     coalesce(u.display_name, u.username) AS received_by, q.kind, q.amount_minor, q.currency, \
     q.method, q.payer_kind, q.payer_text, q.reference, q.corrects_id, q.correction_reason, \
     EXISTS (SELECT 1 FROM payments c WHERE c.corrects_id = coalesce(q.corrects_id, q.id) \
     AND (c.correction_number, c.id) > (coalesce(q.correction_number, 0), q.id)) AS is_corrected \
     FROM payments q LEFT JOIN invoices i ON i.id = q.invoice_id \
     LEFT JOIN users u ON u.id = q.received_by \
     WHERE q.site_id = ?1 AND q.received_at >= ?2 AND q.received_at <= ?3 \
     AND (q.received_at < ?3 OR q.id < ?4) AND (?5 IS NULL OR q.method = ?5) \
     AND q.deleted_at IS NULL ORDER BY q.received_at DESC, q.id DESC LIMIT ?6";

/// Payments and refunds, also those that were corrected, the newest first.
pub fn payments(asking: &Asking<'_>, request: PaymentsAsked) -> Result<PaymentPage, Refused> {
    let (from, until) = period::days(&request.from_on, &request.until_on)?;
    let site = period::site(asking, request.site_id, &["payments"])?;
    let (from, end) = site.moments(from, until);
    let mark = request.after.unwrap_or(PaymentMark { received_at: end, id: Uuid::nil() });
    let method = filled(request.method.as_deref());
    let noted: Vec<NotedPayment> = asking.reader.rows(
        PAYMENTS_SQL,
        params![site.id, from, mark.received_at.min(end), mark.id, method, SHOWN_MAX],
    )?;
    let last = noted.last().filter(|_| noted.len() >= SHOWN_MAX as usize);
    let next = last.map(|last| PaymentMark { received_at: last.received_at, id: last.id });
    let patients = Lines::of(asking);
    let listed = noted
        .into_iter()
        .map(|payment| Ok(ListedPayment { patient: patients.line(payment.patient_id)?, payment }));
    Ok(PaymentPage { payments: listed.collect::<Result<_, Refused>>()?, next })
}
