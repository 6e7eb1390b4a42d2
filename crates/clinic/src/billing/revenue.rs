//! What was billed and what came in, by day, month, practitioner or payer: totals, and no single
//! patient.

use std::collections::BTreeMap;

use chrono::{Datelike, NaiveDate};
use serde::{Deserialize, Serialize};
use store::{Reader, params};
use ts_rs::TS;
use uuid::Uuid;

use crate::billing::invoices::COUNTED;
use crate::billing::period;
use crate::billing::take_payment::CREDIT;
use crate::covers::{CountedSite, Covers, counted};
use crate::{Asking, Refused};

/// By what totals are told apart.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum RevenueBy {
    /// The day of issue and of payment.
    Day,
    /// Their month.
    Month,
    /// Who treated, by the visit that was billed.
    Practitioner,
    /// The patients or one insurer; only payments have a payer.
    Payer,
}

/// From which to which day, at one site or, where it is left out, at all.
#[derive(Deserialize, TS)]
pub struct RevenueAsked {
    from_on: String,
    until_on: String,
    site_id: Option<Uuid>,
    by: RevenueBy,
}

/// Totals of one group in one currency; currencies are never added.
#[derive(Debug, Serialize, TS)]
pub struct RevenueTotal {
    /// A day, a month, a practitioner or a payer; `None` where it is not known.
    group: Option<String>,
    currency: String,
    /// Issued bills, void ones not counted.
    billed_minor: i64,
    /// Money taken less money given back.
    received_minor: i64,
}

/// What was billed and received.
#[derive(Debug, Serialize, TS)]
pub struct Revenue {
    totals: Vec<RevenueTotal>,
    covers: Covers,
}

#[derive(Deserialize)]
struct Sum {
    name: Option<String>,
    currency: String,
    sum_minor: i64,
}

/// Bills of site ?1 that were issued from ?2 to ?3.
pub(super) fn billed_sql(by: RevenueBy) -> String {
    let (name, join) = match by {
        RevenueBy::Practitioner => (NAMED, TREATED_BY),
        _ => ("NULL", ""),
    };
    format!(
        "SELECT {name} AS name, i.currency, CAST(total((SELECT total(l.amount_minor) \
         FROM invoice_lines l WHERE l.invoice_id = i.id AND l.deleted_at IS NULL)) AS INTEGER) \
         AS sum_minor FROM invoices i {join} WHERE i.site_id IS ?1 AND i.issued_on >= ?2 \
         AND i.issued_on <= ?3 AND i.status IN ('issued', 'written_off') \
         AND i.deleted_at IS NULL GROUP BY 1, 2"
    )
}

/// Money that moved at site ?1 from moment ?2 on and before ?3, but not as ?4.
pub(super) fn received_sql(by: RevenueBy) -> String {
    let (name, join) = match by {
        RevenueBy::Practitioner => {
            (NAMED, format!("LEFT JOIN invoices i ON i.id = q.invoice_id {TREATED_BY}"))
        }
        RevenueBy::Payer => (
            "CASE q.payer_kind WHEN 'insurer' THEN coalesce(q.payer_text, 'Insurer') \
             WHEN 'patient' THEN 'Patients' ELSE coalesce(q.payer_text, 'Others') END",
            String::new(),
        ),
        _ => ("NULL", String::new()),
    };
    format!(
        "SELECT {name} AS name, q.currency, CAST(total(CASE q.kind WHEN 'payment' \
         THEN q.amount_minor ELSE -q.amount_minor END) AS INTEGER) AS sum_minor \
         FROM payments q {join} WHERE q.site_id IS ?1 AND q.received_at >= ?2 \
         AND q.received_at < ?3 AND q.method <> ?4 AND {COUNTED} GROUP BY 1, 2"
    )
}

const TREATED_BY: &str = "LEFT JOIN visits v ON v.id = i.visit_id \
     LEFT JOIN practitioners d ON d.id = v.practitioner_id";
const NAMED: &str = "coalesce(nullif(trim(coalesce(d.given_name, '') || ' ' \
     || coalesce(d.family_name, '')), ''), d.name_text)";

/// What is read for it.
fn tables(by: RevenueBy) -> &'static [&'static str] {
    match by {
        RevenueBy::Practitioner => &["invoices", "invoice_lines", "payments", "visits"],
        _ => &["invoices", "invoice_lines", "payments"],
    }
}

/// By group and currency: what was billed, and what came in.
type Totals = BTreeMap<(Option<String>, String), (i64, i64)>;

/// Totals of a stretch of days. Finance, administration and management see them.
pub fn revenue(asking: &Asking<'_>, request: RevenueAsked) -> Result<Revenue, Refused> {
    let (from, until) = period::days(&request.from_on, &request.until_on)?;
    let counted = counted(asking, request.site_id, tables(request.by))?;
    let nowhere = CountedSite { id: None, zone: asking.who.site.time_zone };
    let nowhere = counted.is_everything.then_some(nowhere);
    let mut totals = Totals::new();
    for site in counted.sites.into_iter().chain(nowhere) {
        for (label, first, last) in stretches(request.by, from, until) {
            add(&asking.reader, &mut totals, &site, request.by, label, (first, last))?;
        }
    }
    let rows = totals.into_iter().map(|((group, currency), (billed_minor, received_minor))| {
        RevenueTotal { group, currency, billed_minor, received_minor }
    });
    Ok(Revenue { totals: rows.collect(), covers: counted.covers })
}

fn add(
    reader: &Reader<'_>,
    totals: &mut Totals,
    site: &CountedSite,
    by: RevenueBy,
    label: Option<String>,
    (first, last): (NaiveDate, NaiveDate),
) -> Result<(), Refused> {
    let billed: Vec<Sum> = match by {
        RevenueBy::Payer => Vec::new(),
        _ => reader.rows(&billed_sql(by), params![site.id, first.to_string(), last.to_string()])?,
    };
    let (from, until) = site.moments(first, last);
    let received: Vec<Sum> =
        reader.rows(&received_sql(by), params![site.id, from, until, CREDIT])?;
    for sum in billed {
        let group = label.clone().or(sum.name);
        totals.entry((group, sum.currency)).or_default().0 += sum.sum_minor;
    }
    for sum in received {
        let group = label.clone().or(sum.name);
        totals.entry((group, sum.currency)).or_default().1 += sum.sum_minor;
    }
    Ok(())
}

/// The stretch, cut at the ends of days or months where totals are told apart by them.
fn stretches(
    by: RevenueBy,
    from: NaiveDate,
    until: NaiveDate,
) -> Vec<(Option<String>, NaiveDate, NaiveDate)> {
    let label = |day: NaiveDate| match by {
        RevenueBy::Day => Some(day.to_string()),
        RevenueBy::Month => Some(format!("{:04}-{:02}", day.year(), day.month())),
        RevenueBy::Practitioner | RevenueBy::Payer => None,
    };
    let mut stretches: Vec<(Option<String>, NaiveDate, NaiveDate)> = Vec::new();
    for day in from.iter_days().take_while(|day| *day <= until) {
        match stretches.last_mut().filter(|(known, ..)| *known == label(day)) {
            Some((.., last)) => *last = day,
            None => stretches.push((label(day), day, day)),
        }
    }
    stretches
}
