//! The paper that says what is owed.

use serde::Deserialize;
use serde_json::{Value, json};
use store::params;
use uuid::Uuid;

use super::receipt::short;
use super::words::Words;
use super::{Desk, Paper, gone, heading};
use crate::Refusal;

#[derive(Deserialize)]
pub(super) struct Invoice {
    pub number: Option<String>,
    pub patient_id: Uuid,
    pub status: String,
    pub issued_on: Option<String>,
    pub due_on: Option<String>,
    pub currency: String,
    pub notes: Option<String>,
}

impl Invoice {
    pub fn read(desk: &Desk<'_>, id: Uuid) -> Result<Option<Self>, store::Error> {
        desk.reader.row(
            "SELECT number, patient_id, status, issued_on, due_on, currency, notes \
             FROM invoices WHERE id = ?1 AND deleted_at IS NULL",
            params![id],
        )
    }

    /// What people call it; one that was imported or is a draft has no number.
    pub fn label(&self, id: Uuid) -> String {
        self.number.clone().unwrap_or_else(|| short(id))
    }
}

/// What an invoice comes to and what was paid of it, in minor units.
#[derive(Clone, Copy, Deserialize)]
pub(super) struct Sums {
    pub total: i64,
    pub paid: i64,
}

pub(super) fn sums(desk: &Desk<'_>, invoice: Uuid) -> Result<Sums, store::Error> {
    let sums = desk.reader.row(
        "SELECT (SELECT coalesce(sum(amount_minor), 0) FROM invoice_lines \
                 WHERE invoice_id = ?1 AND deleted_at IS NULL) AS total, \
                (SELECT coalesce(sum(CASE kind WHEN 'refund' THEN -amount_minor \
                 ELSE amount_minor END), 0) FROM payments \
                 WHERE invoice_id = ?1 AND deleted_at IS NULL) AS paid",
        params![invoice],
    )?;
    Ok(sums.unwrap_or(Sums { total: 0, paid: 0 }))
}

pub(super) fn read(desk: &Desk<'_>, id: Uuid) -> Result<Paper, Refusal> {
    desk.require("invoices")?;
    let invoice = Invoice::read(desk, id)?.ok_or_else(|| gone("invoice"))?;
    let words = desk.for_patient(invoice.patient_id)?;
    let sums = sums(desk, id)?;
    let currency = invoice.currency.as_str();
    let due = sums.total - sums.paid;
    let content = json!({
        "heading": heading::read(desk, words, invoice.patient_id)?,
        "title": words.say(if invoice.status == "draft" { "invoice-draft" } else { "invoice" }),
        "number": invoice.number,
        "void": invoice.status == "void",
        "issued_on": invoice.issued_on.as_deref().map(|day| words.stored_date(day)),
        "due_on": invoice.due_on.as_deref().map(|day| words.stored_date(day)),
        "lines": lines(desk, words, id, currency)?,
        "total": words.money(sums.total, currency),
        "paid": (sums.paid != 0).then(|| words.money(sums.paid, currency)),
        "due": words.money(due.max(0), currency),
        "credit": (due < 0).then(|| words.money(-due, currency)),
        "settled": due <= 0 && sums.total > 0,
        "notes": invoice.notes,
    });
    let name = format!("Invoice {}", invoice.label(id));
    let patient = invoice.patient_id;
    Ok(Paper { template: "invoice.typ", name, table: "invoices", patient, words, content })
}

fn lines(
    desk: &Desk<'_>,
    words: Words,
    invoice: Uuid,
    currency: &str,
) -> Result<Vec<Value>, Refusal> {
    #[derive(Deserialize)]
    struct Line {
        service_on: Option<String>,
        description: String,
        procedure_code: Option<String>,
        quantity: f64,
        unit_price_minor: i64,
        amount_minor: i64,
    }
    let lines: Vec<Line> = desk.reader.rows(
        "SELECT service_on, description, procedure_code, quantity, unit_price_minor, amount_minor \
         FROM invoice_lines WHERE invoice_id = ?1 AND deleted_at IS NULL \
         ORDER BY line_order, service_on, created_at, id",
        params![invoice],
    )?;
    let line = |line: Line| {
        json!({
            "service_on": line.service_on.as_deref().map(|day| words.stored_date(day)),
            "description": line.description,
            "code": line.procedure_code,
            "quantity": words.number(line.quantity),
            "unit_price": words.amount(line.unit_price_minor, currency),
            "amount": words.amount(line.amount_minor, currency),
        })
    };
    Ok(lines.into_iter().map(line).collect())
}
