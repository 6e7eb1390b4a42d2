//! Medicines' names as this clinic has written them before.

use serde::Deserialize;
use store::params;
use ts_rs::TS;

use crate::{Asking, Refused};

const SHOWN: u32 = 12;

/// What was typed.
#[derive(Deserialize, TS)]
pub struct Suggest {
    query: String,
}

/// Names used before that hold what was typed; those that begin with it first, then the most used.
pub fn suggest(asking: &Asking<'_>, request: Suggest) -> Result<Vec<String>, Refused> {
    let typed = request.query.trim().to_lowercase();
    if typed.chars().count() < 2 {
        return Ok(Vec::new());
    }
    Ok(asking.reader.column(
        "SELECT medication_text FROM prescription_items WHERE deleted_at IS NULL \
         AND instr(lower(medication_text), ?1) > 0 GROUP BY lower(medication_text) \
         ORDER BY instr(lower(medication_text), ?1) > 1, count(*) DESC, medication_text LIMIT ?2",
        params![typed, SHOWN],
    )?)
}
