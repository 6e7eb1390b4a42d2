//! Who owes something, and who has a credit.

use serde::{Deserialize, Serialize};
use store::params;
use ts_rs::TS;
use uuid::Uuid;

use crate::covers::{Covers, counted};
use crate::people::line::{Lines, PatientLine};
use crate::people::merged;
use crate::{Asking, Refused};

const SHOWN_MAX: u32 = 300;

/// From which patient on; from the first where it is left out.
#[derive(Deserialize, TS)]
pub struct OpenBalancesAsked {
    after_patient_id: Option<Uuid>,
}

/// Patients with something open, in a steady order.
#[derive(Serialize, TS)]
pub struct OpenBalances {
    balances: Vec<OpenBalance>,
    /// Where the next page begins; `None` at the end.
    next_after_patient_id: Option<Uuid>,
    /// The sites whose bills were counted.
    covers: Covers,
}

/// What is open with one patient in one currency; currencies are never added.
#[derive(Serialize, TS)]
pub struct OpenBalance {
    patient: PatientLine,
    currency: String,
    /// What is owed on issued bills.
    due_minor: i64,
    /// What was paid too much.
    credit_minor: i64,
    /// Issued bills on which something is owed.
    invoices: u32,
}

#[derive(Deserialize)]
struct Row {
    patient_id: Uuid,
    currency: String,
    due_minor: i64,
    credit_minor: i64,
    invoices: u32,
}

pub(super) const BALANCES_SQL: &str = "SELECT patient_id, currency, \
     CAST(total(CASE WHEN status = 'issued' THEN max(balance_minor, 0) END) AS INTEGER) AS due_minor, \
     CAST(total(max(-balance_minor, 0)) AS INTEGER) AS credit_minor, \
     sum(status = 'issued' AND balance_minor > 0) AS invoices \
     FROM unsettled_invoices WHERE patient_id > ?1 AND (status <> 'draft' OR balance_minor < 0) \
     AND (?3 IS NULL OR site_id = ?3) \
     GROUP BY patient_id, currency ORDER BY patient_id, currency LIMIT ?2";

/// Patients who owe something or have a credit.
pub fn open_balances(
    asking: &Asking<'_>,
    request: OpenBalancesAsked,
) -> Result<OpenBalances, Refused> {
    let counted = counted(asking, None, &["invoices", "invoice_lines", "payments"])?;
    let after = request.after_patient_id.unwrap_or(Uuid::nil());
    let mut rows: Vec<Row> =
        asking.reader.rows(BALANCES_SQL, params![after, SHOWN_MAX, counted.only()])?;
    let mut next_after_patient_id = None;
    if rows.len() >= SHOWN_MAX as usize
        && let Some(last) = rows.last().map(|row| row.patient_id)
    {
        // The last patient's other currencies may not be on this page.
        rows.retain(|row| row.patient_id != last);
        next_after_patient_id = rows.last().map(|row| row.patient_id);
    }
    let lines = Lines::of(asking);
    let balances = rows.into_iter().map(|row| {
        Ok(OpenBalance {
            // A merged record's bills are the person's in front.
            patient: lines.line(merged::front(&asking.reader, row.patient_id)?)?,
            currency: row.currency,
            due_minor: row.due_minor,
            credit_minor: row.credit_minor,
            invoices: row.invoices,
        })
    });
    let balances = balances.collect::<Result<_, Refused>>()?;
    Ok(OpenBalances { balances, next_after_patient_id, covers: counted.covers })
}
