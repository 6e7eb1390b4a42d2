//! Bills as lists show them. Totals, what is paid and what is owed are read from lines and
//! payments (the view `invoice_totals`) and never stored; which bills are open at all is what the
//! replica keeps in `unsettled_invoices`.

use serde::{Deserialize, Serialize};
use store::{Reader, params};
use ts_rs::TS;
use uuid::Uuid;

use crate::billing::standing::{Ledger, PaymentState};
use crate::people::line::{Lines, PatientLine};
use crate::people::merged;
use crate::{Asking, Refused};

const SHOWN_MAX: u32 = 300;
const PATIENTS_MAX: usize = 50;
const OF_PATIENT_MAX: u32 = 100;

/// A bill in one line.
#[derive(Clone, Debug, Serialize, TS)]
pub struct InvoiceLine {
    pub(crate) id: Uuid,
    pub(super) version: i64,
    pub(super) number: Option<String>,
    pub(crate) patient: PatientLine,
    #[ts(type = "\"draft\" | \"issued\" | \"written_off\" | \"void\"")]
    pub(super) status: String,
    pub(super) payment_state: Option<PaymentState>,
    pub(super) issued_on: Option<String>,
    pub(super) due_on: Option<String>,
    pub(super) currency: String,
    pub(super) total_minor: i64,
    pub(super) paid_minor: i64,
    /// Never below zero.
    pub(super) due_minor: i64,
    /// What was paid beyond what is owed.
    pub(super) credit_minor: i64,
    /// What was given up.
    pub(super) written_off_minor: i64,
    /// Whether a check found something that looks wrong and nobody has dismissed it.
    pub(super) looks_wrong: bool,
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
    looks_wrong: bool,
}

/// What payments of an invoice count: those that no correction has replaced. All corrections of an
/// entry name that entry, and the last of them counts alone: by its number, and by its id where
/// two PCs that did not know of each other gave the same number. The view `invoice_totals` counts
/// the same.
pub(crate) const COUNTED: &str = "q.deleted_at IS NULL AND NOT EXISTS (SELECT 1 FROM payments c \
     WHERE c.corrects_id = coalesce(q.corrects_id, q.id) \
     AND (c.correction_number, c.id) > (coalesce(q.correction_number, 0), q.id))";

/// Those that a correction has replaced.
pub(crate) const REPLACED: &str = "q.deleted_at IS NULL AND EXISTS (SELECT 1 FROM payments c \
     WHERE c.corrects_id = coalesce(q.corrects_id, q.id) \
     AND (c.correction_number, c.id) > (coalesce(q.correction_number, 0), q.id))";

const SELECT: &str = "SELECT i.id, i.version, i.number, i.patient_id, i.status, i.issued_on, \
     i.due_on, i.currency, i.total_minor, i.received_minor, i.returned_minor, \
     i.ai_error_detected AND i.ai_error_dismissed_at IS NULL AS looks_wrong";
const IS_OPEN: &str = "(u.status = 'draft' OR (u.status = 'issued' AND u.balance_minor > 0))";

/// The newest bills.
pub(super) fn newest_sql(status: InvoiceFilter) -> String {
    match status {
        InvoiceFilter::Open => format!(
            "{SELECT} FROM unsettled_invoices u CROSS JOIN invoice_totals i ON i.id = u.invoice_id \
             WHERE {IS_OPEN} ORDER BY u.invoice_id DESC LIMIT ?1"
        ),
        InvoiceFilter::All => format!("{SELECT} FROM invoice_totals i ORDER BY i.id DESC LIMIT ?1"),
    }
}

/// Bills whose number lies from ?2 up to ?3.
pub(super) fn numbered_sql(status: InvoiceFilter) -> String {
    format!(
        "{SELECT} FROM invoice_totals i WHERE i.organization_id = ?1 AND i.number >= ?2 \
         AND i.number < ?3{} ORDER BY i.number DESC LIMIT ?4",
        among(status)
    )
}

/// One patient's bills.
pub(super) fn of_patient_sql(status: InvoiceFilter) -> String {
    format!(
        "{SELECT} FROM invoice_totals i WHERE {}{} ORDER BY i.id DESC LIMIT ?2",
        merged::is_one("i.patient_id"),
        among(status)
    )
}

fn among(status: InvoiceFilter) -> String {
    match status {
        InvoiceFilter::Open => format!(
            " AND EXISTS (SELECT 1 FROM unsettled_invoices u WHERE u.invoice_id = i.id AND {IS_OPEN})"
        ),
        InvoiceFilter::All => String::new(),
    }
}

/// Bills, the newest first.
pub fn invoices(asking: &Asking<'_>, request: Invoices) -> Result<Vec<InvoiceLine>, Refused> {
    let reader = &asking.reader;
    let query = request.query.as_deref().map(str::trim).filter(|query| !query.is_empty());
    let Some(query) = query else {
        return lines(asking, reader.rows(&newest_sql(request.status), params![SHOWN_MAX])?);
    };
    let mut rows: Vec<Row> = Vec::new();
    for from in [query.to_owned(), query.to_uppercase()] {
        let until = format!("{from}\u{10ffff}");
        let organization = asking.who.organization_id;
        rows.extend(reader.rows::<Row>(
            &numbered_sql(request.status),
            params![organization, from, until, SHOWN_MAX],
        )?);
    }
    let sql = of_patient_sql(request.status);
    for patient in reader.find_patients(query, PATIENTS_MAX)? {
        rows.extend(reader.rows::<Row>(&sql, params![patient, SHOWN_MAX])?);
    }
    rows.sort_by_key(|row| std::cmp::Reverse(row.id));
    rows.dedup_by_key(|row| row.id);
    rows.truncate(SHOWN_MAX as usize);
    lines(asking, rows)
}

/// A patient's bills, the newest first.
pub(crate) fn of_patient(asking: &Asking<'_>, patient: Uuid) -> Result<Vec<InvoiceLine>, Refused> {
    let sql = of_patient_sql(InvoiceFilter::All);
    lines(asking, asking.reader.rows(&sql, params![patient, OF_PATIENT_MAX])?)
}

/// The bills that a patient has been given, the newest first: a draft is none yet.
pub(crate) fn sent_to(asking: &Asking<'_>, patient: Uuid) -> Result<Vec<InvoiceLine>, Refused> {
    let mut bills = of_patient(asking, patient)?;
    bills.retain(|bill| bill.status != "draft");
    Ok(bills)
}

/// One bill.
pub(crate) fn one(asking: &Asking<'_>, id: Uuid) -> Result<InvoiceLine, Refused> {
    let sql = format!("{SELECT} FROM invoice_totals i WHERE i.id = ?1");
    let rows: Vec<Row> = asking.reader.rows(&sql, params![id])?;
    lines(asking, rows)?.pop().ok_or_else(|| Refused::gone("invoice"))
}

/// What a patient owes in the currency of the site, less all that was paid beyond; below zero is a
/// credit. Other currencies are not added to it.
pub(crate) fn balance(asking: &Asking<'_>, patient: Uuid) -> Result<i64, Refused> {
    let balance: Option<i64> = asking.reader.value(
        &format!(
            "SELECT CAST(total(balance_minor) AS INTEGER) FROM unsettled_invoices \
             WHERE {} AND currency = ?2 AND status <> 'draft'",
            merged::is_one("patient_id")
        ),
        params![patient, asking.who.site.currency],
    )?;
    Ok(balance.unwrap_or(0))
}

/// A bill as an action needs it, read in its own transaction.
#[derive(Deserialize)]
pub(crate) struct Bill {
    pub patient_id: Uuid,
    pub number: Option<String>,
    pub status: String,
    pub issued_on: Option<String>,
    pub due_on: Option<String>,
    pub currency: String,
    pub total_minor: i64,
    pub received_minor: i64,
    pub returned_minor: i64,
}

impl Bill {
    /// The bill with this id.
    pub fn of(reader: &Reader<'_>, id: Uuid) -> Result<Self, Refused> {
        let bill: Option<Self> = reader.row(
            "SELECT patient_id, number, status, issued_on, due_on, currency, \
             total_minor, received_minor, returned_minor \
             FROM invoice_totals WHERE id = ?1",
            params![id],
        )?;
        bill.ok_or_else(|| Refused::gone("invoice"))
    }

    /// What the ledger says about it.
    pub fn ledger(&self) -> Ledger<'_> {
        Ledger {
            status: &self.status,
            total_minor: self.total_minor,
            received_minor: self.received_minor,
            returned_minor: self.returned_minor,
            due_on: self.due_on.as_deref(),
        }
    }
}

fn lines(asking: &Asking<'_>, rows: Vec<Row>) -> Result<Vec<InvoiceLine>, Refused> {
    let patients = Lines::of(asking);
    let today = asking.today().to_string();
    rows.into_iter()
        .map(|row| {
            let ledger = Ledger {
                status: &row.status,
                total_minor: row.total_minor,
                received_minor: row.received_minor,
                returned_minor: row.returned_minor,
                due_on: row.due_on.as_deref(),
            };
            let standing = ledger.standing(&today);
            Ok(InvoiceLine {
                patient: patients.line(row.patient_id)?,
                payment_state: standing.state,
                id: row.id,
                version: row.version,
                number: row.number,
                issued_on: row.issued_on,
                currency: row.currency,
                total_minor: row.total_minor,
                paid_minor: standing.paid_minor,
                due_minor: standing.due_minor,
                credit_minor: standing.credit_minor,
                written_off_minor: standing.written_off_minor,
                looks_wrong: row.looks_wrong,
                status: row.status,
                due_on: row.due_on,
            })
        })
        .collect()
}
