//! The cash box of one person: what is in it is read from the payments that went through it.

use serde::{Deserialize, Serialize};
use store::{Reader, params};
use ts_rs::TS;
use uuid::Uuid;

use crate::billing::invoices::COUNTED;
use crate::{Asking, Nothing, Refused, Who};

/// The signed-in person's cash box, if one is open.
#[derive(Serialize, TS)]
pub struct MyCashBox {
    open: Option<CashBox>,
}

/// A cash box from opening to close. All sums are in minor units of its currency.
#[derive(Clone, Debug, Serialize, Deserialize, TS)]
pub struct CashBox {
    pub(super) id: Uuid,
    version: i64,
    pub(super) opened_by: Uuid,
    opened_by_name: Option<String>,
    opened_at: i64,
    opening_float_minor: i64,
    pub(super) currency: String,
    taken_minor: i64,
    returned_minor: i64,
    /// What should be in it, by the payments as they stand now.
    pub(super) expected_minor: i64,
    pub(super) closed_at: Option<i64>,
    /// What was counted at the close.
    counted_minor: Option<i64>,
    /// What should have been in it at the close.
    expected_at_close_minor: Option<i64>,
    difference_reason: Option<String>,
}

/// Cash boxes, with `condition` on `s`.
pub(super) fn boxes_sql(condition: &str) -> String {
    let moved = |kind: &str| {
        format!(
            "(SELECT coalesce(sum(q.amount_minor), 0) FROM payments q \
             WHERE q.cash_session_id = s.id AND q.kind = '{kind}' AND {COUNTED})"
        )
    };
    format!(
        "SELECT id, version, opened_by, opened_by_name, opened_at, opening_float_minor, currency, \
         taken_minor, returned_minor, \
         opening_float_minor + taken_minor - returned_minor AS expected_minor, closed_at, \
         counted_minor, expected_at_close_minor, difference_reason FROM ( \
         SELECT s.id, s.version, s.opened_by, coalesce(u.display_name, u.username) AS opened_by_name, \
         s.opened_at, s.opening_float_minor, s.currency, {} AS taken_minor, {} AS returned_minor, \
         s.closed_at, s.counted_minor, s.expected_minor AS expected_at_close_minor, \
         s.difference_reason FROM cash_sessions s LEFT JOIN users u ON u.id = s.opened_by \
         WHERE s.deleted_at IS NULL AND {condition}) ORDER BY opened_at, id",
        moved("payment"),
        moved("refund"),
    )
}

const MINE: &str = "s.opened_by = ?1 AND s.closed_at IS NULL";

/// The signed-in person's open cash box.
pub fn cash(asking: &Asking<'_>, _: Nothing) -> Result<MyCashBox, Refused> {
    Ok(MyCashBox { open: asking.reader.row(&boxes_sql(MINE), params![asking.who.user_id])? })
}

/// The person's open cash box.
pub(super) fn mine(reader: &Reader<'_>, who: &Who) -> Result<Option<CashBox>, Refused> {
    Ok(reader.row(&boxes_sql(MINE), params![who.user_id])?)
}

/// The person's open cash box in a currency: cash of another currency does not lie in it.
pub(super) fn open_session(
    reader: &Reader<'_>,
    who: &Who,
    currency: &str,
) -> Result<Option<Uuid>, Refused> {
    Ok(reader.value(
        "SELECT id FROM cash_sessions WHERE opened_by = ?1 AND closed_at IS NULL \
         AND currency = ?2 AND deleted_at IS NULL ORDER BY opened_at DESC LIMIT 1",
        params![who.user_id, currency],
    )?)
}

/// A cash box by its id.
pub(super) fn one(reader: &Reader<'_>, id: Uuid) -> Result<CashBox, Refused> {
    let found: Option<CashBox> = reader.row(&boxes_sql("s.id = ?1"), params![id])?;
    found.ok_or_else(|| Refused::gone("cash box"))
}
