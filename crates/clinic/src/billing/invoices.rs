//! Bills as lists show them. Totals, what is paid and what is owed are read from lines and
//! payments and never stored.

use serde::{Deserialize, Serialize};
use store::{Reader, params};
use ts_rs::TS;
use uuid::Uuid;

use crate::people::line::{Lines, PatientLine};
use crate::people::merged;
use crate::{Asking, Refused};

const SHOWN_MAX: u32 = 300;
const PATIENTS_MAX: usize = 50;

/// How far an issued bill is paid.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum PaymentState {
    /// Nothing was paid, and nothing is late.
    Pending,
    /// Something was paid, and nothing is late.
    Partial,
    /// Nothing is owed.
    Paid,
    /// Something is owed and its day has passed.
    Overdue,
    /// What was paid was given back.
    Refunded,
}

/// A bill in one line.
#[derive(Clone, Debug, Serialize, TS)]
pub struct InvoiceLine {
    pub(crate) id: Uuid,
    version: i64,
    number: Option<String>,
    pub(crate) patient: PatientLine,
    #[ts(type = "\"draft\" | \"issued\" | \"written_off\" | \"void\"")]
    status: String,
    payment_state: Option<PaymentState>,
    issued_on: Option<String>,
    due_on: Option<String>,
    currency: String,
    total_minor: i64,
    paid_minor: i64,
    /// Never below zero.
    due_minor: i64,
    /// What was paid beyond the total.
    credit_minor: i64,
}

/// Which bills.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum InvoiceFilter {
    /// Drafts, and those on which something is owed.
    Open,
    /// All.
    All,
}

/// Which bills, and whose or with which number.
#[derive(Deserialize, TS)]
pub struct Invoices {
    status: InvoiceFilter,
    query: Option<String>,
}

#[derive(Deserialize)]
struct Row {
    id: Uuid,
    version: i64,
    number: Option<String>,
    patient_id: Uuid,
    status: String,
    issued_on: Option<String>,
    due_on: Option<String>,
    currency: String,
    total_minor: i64,
    received_minor: i64,
    returned_minor: i64,
}

/// What payments of an invoice count: those that no correction has replaced.
pub(crate) const COUNTED: &str =
    "q.deleted_at IS NULL AND NOT EXISTS (SELECT 1 FROM payments c WHERE c.corrects_id = q.id)";

fn select(condition: &str) -> String {
    let paid = |kind: &str| {
        format!(
            "(SELECT coalesce(sum(q.amount_minor), 0) FROM payments q \
             WHERE q.invoice_id = i.id AND q.kind = '{kind}' AND {COUNTED})"
        )
    };
    format!(
        "SELECT id, version, number, patient_id, status, issued_on, due_on, currency, \
         total_minor, received_minor, returned_minor FROM ( \
         SELECT i.*, (SELECT coalesce(sum(l.amount_minor), 0) FROM invoice_lines l \
         WHERE l.invoice_id = i.id AND l.deleted_at IS NULL) AS total_minor, \
         {} AS received_minor, {} AS returned_minor \
         FROM invoices i WHERE i.deleted_at IS NULL AND {condition})",
        paid("payment"),
        paid("refund"),
    )
}

/// Bills, the newest first.
pub fn invoices(asking: &Asking<'_>, request: Invoices) -> Result<Vec<InvoiceLine>, Refused> {
    let open = match request.status {
        InvoiceFilter::Open => {
            " WHERE status = 'draft' OR (status = 'issued' \
             AND total_minor > received_minor - returned_minor)"
        }
        InvoiceFilter::All => "",
    };
    let query = request.query.as_deref().map(str::trim).filter(|query| !query.is_empty());
    let Some(query) = query else {
        let sql = select("1") + open + " ORDER BY id DESC LIMIT ?1";
        return lines(asking, asking.reader.rows(&sql, params![SHOWN_MAX])?);
    };
    let sql = select("upper(i.number) LIKE ?1 ESCAPE '!'") + open + " ORDER BY id DESC LIMIT ?2";
    let mut rows: Vec<Row> =
        asking.reader.rows(&sql, params![beginning(&query.to_uppercase()), SHOWN_MAX])?;
    let sql = select(&merged::is_one("i.patient_id")) + open;
    for patient in asking.reader.find_patients(query, PATIENTS_MAX)? {
        rows.extend(asking.reader.rows::<Row>(&sql, params![patient])?);
    }
    rows.sort_by_key(|row| std::cmp::Reverse(row.id));
    rows.dedup_by_key(|row| row.id);
    lines(asking, rows)
}

/// A LIKE pattern for what begins with `text`.
fn beginning(text: &str) -> String {
    let mut pattern: String = text
        .chars()
        .flat_map(|c| if matches!(c, '%' | '_' | '!') { vec!['!', c] } else { vec![c] })
        .collect();
    pattern.push('%');
    pattern
}

/// A patient's bills, the newest first.
pub(crate) fn of_patient(asking: &Asking<'_>, patient: Uuid) -> Result<Vec<InvoiceLine>, Refused> {
    let sql = select(&merged::is_one("i.patient_id")) + " ORDER BY id DESC LIMIT 100";
    lines(asking, asking.reader.rows(&sql, params![patient])?)
}

/// One bill.
pub(crate) fn one(asking: &Asking<'_>, id: Uuid) -> Result<InvoiceLine, Refused> {
    let rows: Vec<Row> = asking.reader.rows(&select("i.id = ?1"), params![id])?;
    lines(asking, rows)?.pop().ok_or_else(|| Refused::gone("invoice"))
}

/// What a patient owes on issued bills less all that was paid beyond; below zero is a credit.
pub(crate) fn balance(reader: &Reader<'_>, patient: Uuid) -> Result<i64, Refused> {
    let balance: Option<i64> = reader.value(
        &format!(
            "SELECT coalesce(sum(total_minor - received_minor + returned_minor), 0) FROM ({}) \
             WHERE status = 'issued'",
            select(&merged::is_one("i.patient_id"))
        ),
        params![patient],
    )?;
    Ok(balance.unwrap_or(0))
}

/// What was paid on a bill and not given back.
pub(crate) fn paid(reader: &Reader<'_>, invoice: Uuid) -> Result<i64, Refused> {
    let paid: Option<i64> = reader.value(
        &format!(
            "SELECT coalesce(sum(CASE q.kind WHEN 'payment' THEN q.amount_minor \
             ELSE -q.amount_minor END), 0) FROM payments q WHERE q.invoice_id = ?1 AND {COUNTED}"
        ),
        params![invoice],
    )?;
    Ok(paid.unwrap_or(0))
}

fn lines(asking: &Asking<'_>, rows: Vec<Row>) -> Result<Vec<InvoiceLine>, Refused> {
    let patients = Lines::of(asking);
    let today = asking.today().to_string();
    rows.into_iter()
        .map(|row| {
            let paid = row.received_minor - row.returned_minor;
            Ok(InvoiceLine {
                patient: patients.line(row.patient_id)?,
                payment_state: state(&row, paid, &today),
                id: row.id,
                version: row.version,
                number: row.number,
                status: row.status,
                issued_on: row.issued_on,
                due_on: row.due_on,
                currency: row.currency,
                total_minor: row.total_minor,
                paid_minor: paid,
                due_minor: (row.total_minor - paid).max(0),
                credit_minor: (paid - row.total_minor).max(0),
            })
        })
        .collect()
}

fn state(row: &Row, paid: i64, today: &str) -> Option<PaymentState> {
    if row.status != "issued" {
        return None;
    }
    Some(if row.received_minor > 0 && paid <= 0 && row.total_minor > 0 {
        PaymentState::Refunded
    } else if paid >= row.total_minor {
        PaymentState::Paid
    } else if row.due_on.as_deref().is_some_and(|due| due < today) {
        PaymentState::Overdue
    } else if paid > 0 {
        PaymentState::Partial
    } else {
        PaymentState::Pending
    })
}
