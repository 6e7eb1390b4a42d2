//! Medicines' names: as this clinic has written them before, then those of its list.

use serde::Deserialize;
use store::params;
use ts_rs::TS;

use crate::medication::formulary::{Formulary, Medicine};
use crate::{Asking, Refused};

const SHOWN: usize = 12;

/// What was typed.
#[derive(Deserialize, TS)]
pub struct Suggest {
    query: String,
}

/// One probe of the index for each name, however often it was written.
pub(super) const WRITTEN_BEFORE: &str = "WITH RECURSIVE found (name) AS ( \
     SELECT (SELECT lower(i.medication_text) FROM prescription_items i \
     WHERE i.organization_id = ?1 AND lower(i.medication_text) >= ?2 \
     AND lower(i.medication_text) < ?3 ORDER BY lower(i.medication_text) LIMIT 1) \
     UNION ALL SELECT (SELECT lower(i.medication_text) FROM prescription_items i \
     WHERE i.organization_id = ?1 AND lower(i.medication_text) > found.name \
     AND lower(i.medication_text) < ?3 ORDER BY lower(i.medication_text) LIMIT 1) \
     FROM found WHERE found.name IS NOT NULL LIMIT ?4) \
     SELECT (SELECT i.medication_text FROM prescription_items i WHERE i.organization_id = ?1 \
     AND lower(i.medication_text) = found.name LIMIT 1) FROM found WHERE found.name IS NOT NULL";

/// Names that begin with what was typed and were written before, then medicines of the list that
/// hold every typed word by its beginning.
pub fn suggest(asking: &Asking<'_>, request: Suggest) -> Result<Vec<String>, Refused> {
    let typed = request.query.trim().to_ascii_lowercase();
    if typed.chars().count() < 2 {
        return Ok(Vec::new());
    }
    let organization = asking.who.organization_id;
    // The last character that there is ends the stretch of what begins alike.
    let until = format!("{typed}\u{10FFFF}");
    let mut names: Vec<String> = asking.reader.column(
        WRITTEN_BEFORE,
        params![organization, typed, until, i64::try_from(SHOWN).unwrap_or(i64::MAX)],
    )?;
    let formulary = Formulary::read(&asking.reader, organization)?;
    for label in formulary.search(&typed).map(Medicine::label) {
        if !names.iter().any(|name| name.eq_ignore_ascii_case(&label)) {
            names.push(label);
        }
    }
    names.truncate(SHOWN);
    Ok(names)
}
