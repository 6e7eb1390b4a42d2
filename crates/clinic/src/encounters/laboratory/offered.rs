//! The laboratory's list.

use serde::Deserialize;
use store::params;
use ts_rs::TS;

use crate::encounters::laboratory::test::{LabTestRow, select};
use crate::{Asking, Refused};

/// Part of a name, a code or a panel; everything where nothing is typed.
#[derive(Deserialize, TS)]
pub struct LabTestsAsked {
    query: Option<String>,
    /// Whether to show what is not offered any more as well.
    with_retired: bool,
}

/// The tests that are offered, by name; one row for each range.
pub fn offered(asking: &Asking<'_>, request: LabTestsAsked) -> Result<Vec<LabTestRow>, Refused> {
    let typed = request.query.unwrap_or_default();
    let condition = "t.organization_id = ?1 AND (t.is_active OR ?2) AND (?3 = '' \
         OR instr(lower(t.name), ?3) OR lower(t.code) = ?3 OR instr(lower(t.panel_name), ?3))";
    Ok(asking.reader.rows(
        &(select(condition) + " ORDER BY t.name, t.sex, t.age_from_years, t.id LIMIT 500"),
        params![asking.who.organization_id, request.with_retired, typed.trim().to_lowercase()],
    )?)
}
