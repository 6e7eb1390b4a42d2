//! The paper that says what was paid: one payment, or all of an invoice's.

use serde::Deserialize;
use serde_json::json;
use store::params;
use uuid::Uuid;

use super::invoice::{Invoice, sums};
use super::{Desk, Paper, heading};
use crate::Refusal;

#[derive(Deserialize)]
struct Payment {
    id: Uuid,
    invoice_id: Option<Uuid>,
    patient_id: Uuid,
    kind: String,
    amount_minor: i64,
    currency: String,
    method: String,
    received_at: i64,
    received_by: Option<Uuid>,
    reference: Option<String>,
    payer_text: Option<String>,
}

pub(super) fn read(desk: &Desk<'_>, id: Uuid) -> Result<Paper, Refusal> {
    desk.require("payments")?;
    let payments: Vec<Payment> = desk.reader.rows(
        "SELECT id, invoice_id, patient_id, kind, amount_minor, currency, method, received_at, \
         received_by, reference, payer_text FROM payments \
         WHERE (id = ?1 OR invoice_id = ?1) AND deleted_at IS NULL ORDER BY received_at, id",
        params![id],
    )?;
    let Some(last) = payments.last() else {
        return Err(Refusal::new(
            "Nothing has been paid yet, so there is nothing to print a receipt of.",
        ));
    };
    let (patient, currency) = (last.patient_id, last.currency.clone());
    let invoice_id = last.invoice_id;
    let invoice = match invoice_id {
        Some(invoice) => Invoice::read(desk, invoice)?,
        None => None,
    };
    let words = desk.for_patient(patient)?;
    let zone = desk.who.site.time_zone;
    let one = payments.len() == 1;
    let name = match (&invoice, one && last.id == id) {
        (Some(invoice), false) => format!("Receipt {}", invoice.label(id)),
        _ => format!("Receipt {} {}", desk.day_in_name(last.received_at), short(last.id)),
    };
    let signed = |payment: &Payment| match payment.kind.as_str() {
        "refund" => -payment.amount_minor,
        _ => payment.amount_minor,
    };
    let received = payments.iter().map(signed).sum::<i64>();
    let rows = payments
        .iter()
        .map(|payment| {
            Ok(json!({
                "at": words.moment(zone, payment.received_at),
                "kind": words.code("payment_kind", &payment.kind),
                "method": words.code("payment_method", &payment.method),
                "reference": payment.reference,
                "payer": payment.payer_text,
                "received_by": heading::person(desk, payment.received_by)?,
                "amount": words.amount(signed(payment), &payment.currency),
            }))
        })
        .collect::<Result<Vec<_>, Refusal>>()?;
    let of_invoice = match (&invoice, invoice_id) {
        (Some(invoice), Some(id)) => {
            let sums = sums(desk, id)?;
            Some(json!({
                "number": invoice.number,
                "total": words.money(sums.total, &invoice.currency),
                "paid": words.money(sums.paid, &invoice.currency),
                "due": words.money((sums.total - sums.paid).max(0), &invoice.currency),
                "credit": (sums.paid > sums.total)
                    .then(|| words.money(sums.paid - sums.total, &invoice.currency)),
            }))
        }
        _ => None,
    };
    let content = json!({
        "heading": heading::read(desk, words, patient)?,
        "payments": rows,
        "received": words.money(received, &currency),
        "invoice": of_invoice,
    });
    Ok(Paper { template: "receipt.typ", name, table: "payments", patient, words, content })
}

/// Enough of an id to tell two papers of one day apart.
pub(super) fn short(id: Uuid) -> String {
    let text = id.simple().to_string();
    text.get(text.len().saturating_sub(6)..).unwrap_or_default().to_owned()
}
