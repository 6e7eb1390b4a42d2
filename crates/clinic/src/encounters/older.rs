//! Long lists are read page by page: each page says where the next one begins.

use serde::{Deserialize, Serialize};
use ts_rs::TS;
use uuid::Uuid;

/// Rows on a page.
pub(crate) const PAGE: usize = 50;

/// The SQL that ends the query of a page: one row more than is shown tells that there is more.
pub(crate) const PAGE_LIMIT: &str = " LIMIT 51";

/// Where a page ended: what is older than this comes next.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct OlderThan {
    /// The moment of the last row shown, microseconds since 1970 UTC.
    pub at: i64,
    /// The last row shown; it decides between rows of one moment.
    pub id: Uuid,
}

/// The moment and the id below which a page begins; the first page begins above everything.
pub(crate) fn below(older: Option<OlderThan>) -> (i64, Uuid) {
    older.map_or((i64::MAX, Uuid::max()), |place| (place.at, place.id))
}

/// Cuts the row too many off and says where the next page begins.
pub(crate) fn page<T>(
    mut rows: Vec<T>,
    place: impl Fn(&T) -> OlderThan,
) -> (Vec<T>, Option<OlderThan>) {
    let more = rows.len() > PAGE;
    rows.truncate(PAGE);
    let next = if more { rows.last().map(place) } else { None };
    (rows, next)
}
