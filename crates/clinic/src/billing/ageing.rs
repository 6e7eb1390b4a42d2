//! How long money has been owed, and by whom.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use store::params;
use ts_rs::TS;
use uuid::Uuid;

use crate::billing::claims::LIVE;
use crate::billing::invoices::COUNTED;
use crate::covers::{Covers, counted};
use crate::people::line::{Lines, PatientLine};
use crate::people::merged;
use crate::{Asking, Nothing, Refused};

const SHOWN_MAX: u32 = 300;

/// What is owed today, by how late it is.
#[derive(Serialize, TS)]
pub struct Ageing {
    /// The day at the site from which lateness is counted.
    on: String,
    totals: Vec<CurrencyAgeing>,
    /// Whose part it is: an insurer's, as far as a claim is open, or the patients'.
    payers: Vec<PayerAgeing>,
    /// Those who owe most first; 300 at most.
    patients: Vec<PatientAgeing>,
    /// The sites whose bills were counted.
    covers: Covers,
}

/// What is owed in one currency; currencies are never added.
#[derive(Serialize, TS)]
pub struct CurrencyAgeing {
    currency: String,
    #[serde(flatten)]
    owed: Aged,
}

/// What one payer owes.
#[derive(Serialize, TS)]
pub struct PayerAgeing {
    /// `None` for the patients themselves.
    insurer_name: Option<String>,
    currency: String,
    #[serde(flatten)]
    owed: Aged,
}

/// What one patient's bills come to.
#[derive(Serialize, TS)]
pub struct PatientAgeing {
    patient: PatientLine,
    currency: String,
    #[serde(flatten)]
    owed: Aged,
}

/// Sums by days past the day on which payment was due.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct Aged {
    /// Not late, or without a day on which it is due.
    current_minor: i64,
    /// 1 to 30 days late.
    late_30_minor: i64,
    /// 31 to 60 days late.
    late_60_minor: i64,
    /// 61 to 90 days late.
    late_90_minor: i64,
    /// More than 90 days late.
    late_more_minor: i64,
    total_minor: i64,
}

impl Aged {
    fn add(&mut self, late_days: i64, owed: i64) {
        let part = match late_days {
            ..=0 => &mut self.current_minor,
            1..=30 => &mut self.late_30_minor,
            31..=60 => &mut self.late_60_minor,
            61..=90 => &mut self.late_90_minor,
            _ => &mut self.late_more_minor,
        };
        *part += owed;
        self.total_minor += owed;
    }

    fn more(&mut self, other: Self) {
        self.current_minor += other.current_minor;
        self.late_30_minor += other.late_30_minor;
        self.late_60_minor += other.late_60_minor;
        self.late_90_minor += other.late_90_minor;
        self.late_more_minor += other.late_more_minor;
        self.total_minor += other.total_minor;
    }

    fn less(&mut self, other: Self) {
        self.current_minor -= other.current_minor;
        self.late_30_minor -= other.late_30_minor;
        self.late_60_minor -= other.late_60_minor;
        self.late_90_minor -= other.late_90_minor;
        self.late_more_minor -= other.late_more_minor;
        self.total_minor -= other.total_minor;
    }
}

#[derive(Deserialize)]
struct Sums {
    patient_id: Option<Uuid>,
    currency: String,
    current_minor: i64,
    late_30_minor: i64,
    late_60_minor: i64,
    late_90_minor: i64,
    late_more_minor: i64,
    total_minor: i64,
}

impl Sums {
    fn aged(&self) -> Aged {
        Aged {
            current_minor: self.current_minor,
            late_30_minor: self.late_30_minor,
            late_60_minor: self.late_60_minor,
            late_90_minor: self.late_90_minor,
            late_more_minor: self.late_more_minor,
            total_minor: self.total_minor,
        }
    }
}

/// What is owed, by `group`; ?1 is today, ?2 the one site or NULL for all.
pub(super) fn ageing_sql(patient: &str, group: &str, end: &str) -> String {
    let part = |condition: &str, name: &str| {
        format!("CAST(total(CASE WHEN {condition} THEN owed END) AS INTEGER) AS {name}, ")
    };
    format!(
        "SELECT {patient} AS patient_id, currency, {}{}{}{}{}CAST(total(owed) AS INTEGER) \
         AS total_minor FROM (SELECT patient_id, currency, balance_minor AS owed, \
         coalesce(CAST(julianday(?1) - julianday(due_on) AS INTEGER), 0) AS late \
         FROM unsettled_invoices WHERE status = 'issued' AND balance_minor > 0 \
         AND (?2 IS NULL OR site_id = ?2)) GROUP BY {group} {end}",
        part("late <= 0", "current_minor"),
        part("late BETWEEN 1 AND 30", "late_30_minor"),
        part("late BETWEEN 31 AND 60", "late_60_minor"),
        part("late BETWEEN 61 AND 90", "late_90_minor"),
        part("late > 90", "late_more_minor"),
    )
}

#[derive(Deserialize)]
struct Awaited {
    invoice_id: Uuid,
    currency: String,
    late: i64,
    owed_minor: i64,
    insurer_name: String,
    awaited_minor: i64,
}

/// What insurers have still to pay on open bills; ?1 is today, ?2 the one site or NULL for all. A
/// draft is not with the insurer yet.
pub(super) fn awaited_sql() -> String {
    format!(
        "SELECT u.invoice_id, u.currency, \
         coalesce(CAST(julianday(?1) - julianday(u.due_on) AS INTEGER), 0) AS late, \
         u.balance_minor AS owed_minor, p.insurer_name, \
         coalesce(c.approved_minor, c.claimed_minor) - (SELECT coalesce(sum(CASE q.kind \
         WHEN 'payment' THEN q.amount_minor ELSE -q.amount_minor END), 0) FROM payments q \
         WHERE q.insurance_claim_id = c.id AND {COUNTED}) AS awaited_minor \
         FROM unsettled_invoices u CROSS JOIN insurance_claims c ON c.invoice_id = u.invoice_id \
         JOIN insurance_policies p ON p.id = c.insurance_policy_id \
         WHERE u.status = 'issued' AND u.balance_minor > 0 AND (?2 IS NULL OR u.site_id = ?2) \
         AND c.deleted_at IS NULL AND c.{LIVE} \
         AND c.status NOT IN ('draft', 'settled') ORDER BY u.invoice_id, c.id"
    )
}

/// What is read for it. A PC without claims would put insurers' parts down to the patients.
const COUNTED_TABLES: &[&str] = &["invoices", "invoice_lines", "payments", "insurance_claims"];

/// What is owed today, by lateness, patient and payer.
pub fn ageing(asking: &Asking<'_>, _: Nothing) -> Result<Ageing, Refused> {
    let counted = counted(asking, None, COUNTED_TABLES)?;
    let site = counted.only();
    let on = asking.today().to_string();
    let sql = ageing_sql("NULL", "currency", "ORDER BY currency");
    let totals: Vec<Sums> = asking.reader.rows(&sql, params![on, site])?;
    let end = "ORDER BY total_minor DESC, patient_id LIMIT ?3";
    let sql = ageing_sql("patient_id", "patient_id, currency", end);
    let by_patient: Vec<Sums> = asking.reader.rows(&sql, params![on, site, SHOWN_MAX])?;
    let lines = Lines::of(asking);
    let mut patients: Vec<PatientAgeing> = Vec::with_capacity(by_patient.len());
    for sums in by_patient {
        let Some(record) = sums.patient_id else { continue };
        // What one person owes under several records stands together.
        let patient = lines.line(merged::front(&asking.reader, record)?)?;
        let same = |one: &&mut PatientAgeing| {
            one.patient.id == patient.id && one.currency == sums.currency
        };
        match patients.iter_mut().find(same) {
            Some(known) => known.owed.more(sums.aged()),
            None => {
                let owed = sums.aged();
                patients.push(PatientAgeing { patient, owed, currency: sums.currency });
            }
        }
    }
    patients.sort_by_key(|one| std::cmp::Reverse(one.owed.total_minor));
    let awaited: Vec<Awaited> = asking.reader.rows(&awaited_sql(), params![on, site])?;
    let totals: Vec<CurrencyAgeing> = totals
        .into_iter()
        .map(|sums| CurrencyAgeing { owed: sums.aged(), currency: sums.currency })
        .collect();
    Ok(Ageing { payers: payers(&totals, awaited), on, totals, patients, covers: counted.covers })
}

/// Insurers owe what is open of their claims, together at most what is owed on the bill; the
/// patients owe the rest.
fn payers(totals: &[CurrencyAgeing], awaited: Vec<Awaited>) -> Vec<PayerAgeing> {
    let mut insurers: BTreeMap<(String, String), Aged> = BTreeMap::new();
    let mut bill = None;
    let mut left = 0;
    for claim in awaited {
        if bill != Some(claim.invoice_id) {
            bill = Some(claim.invoice_id);
            left = claim.owed_minor;
        }
        let part = claim.awaited_minor.clamp(0, left);
        left -= part;
        insurers.entry((claim.currency, claim.insurer_name)).or_default().add(claim.late, part);
    }
    let mut payers = Vec::new();
    for total in totals {
        let mut patients = total.owed;
        for ((currency, _), owed) in &insurers {
            if *currency == total.currency {
                patients.less(*owed);
            }
        }
        payers.push(PayerAgeing {
            insurer_name: None,
            currency: total.currency.clone(),
            owed: patients,
        });
    }
    payers.extend(insurers.into_iter().map(|((currency, insurer), owed)| PayerAgeing {
        insurer_name: Some(insurer),
        currency,
        owed,
    }));
    payers
}
