//! What a day brought in, by method.

use serde::{Deserialize, Serialize};
use store::params;
use ts_rs::TS;
use uuid::Uuid;

use crate::billing::cash::{CashBox, boxes_sql};
use crate::billing::invoices::COUNTED;
use crate::billing::period;
use crate::billing::take_payment::CREDIT;
use crate::{Asking, Refused, calendar};

/// Which day at which site; this one where it is left out.
#[derive(Deserialize, TS)]
pub struct DayCloseAsked {
    on: String,
    site_id: Option<Uuid>,
}

/// What a day brought in.
#[derive(Serialize, TS)]
pub struct DayClose {
    on: String,
    site_id: Option<Uuid>,
    methods: Vec<MethodTotal>,
    /// Cash boxes that were opened on the day.
    boxes: Vec<CashBox>,
}

/// Money in one currency by one method; currencies are never added.
#[derive(Serialize, Deserialize, TS)]
pub struct MethodTotal {
    method: String,
    currency: String,
    payments: u32,
    payments_minor: i64,
    refunds: u32,
    refunds_minor: i64,
    net_minor: i64,
}

pub(super) fn methods_sql() -> String {
    format!(
        "SELECT q.method, q.currency, sum(q.kind = 'payment') AS payments, \
         CAST(total(CASE q.kind WHEN 'payment' THEN q.amount_minor END) AS INTEGER) AS payments_minor, \
         sum(q.kind = 'refund') AS refunds, \
         CAST(total(CASE q.kind WHEN 'refund' THEN q.amount_minor END) AS INTEGER) AS refunds_minor, \
         CAST(total(CASE q.kind WHEN 'payment' THEN q.amount_minor ELSE -q.amount_minor END) \
         AS INTEGER) AS net_minor \
         FROM payments q WHERE q.site_id = ?1 AND q.received_at >= ?2 AND q.received_at < ?3 \
         AND q.amount_minor > 0 AND q.method <> ?4 AND {COUNTED} \
         GROUP BY q.currency, q.method ORDER BY q.currency, q.method"
    )
}

/// What was taken and given back at a site on a day of its calendar. Credits that were applied
/// moved no money and are left out.
pub fn day_close(asking: &Asking<'_>, request: DayCloseAsked) -> Result<DayClose, Refused> {
    let day = calendar::day("on", &request.on)?;
    let site = period::site(asking, request.site_id, &["payments", "cash_sessions"])?;
    let (from, until) = site.moments(day, day);
    Ok(DayClose {
        on: day.to_string(),
        site_id: site.id,
        methods: asking.reader.rows(&methods_sql(), params![site.id, from, until, CREDIT])?,
        boxes: asking.reader.rows(
            &boxes_sql("s.site_id = ?1 AND s.opened_at >= ?2 AND s.opened_at < ?3"),
            params![site.id, from, until],
        )?,
    })
}
