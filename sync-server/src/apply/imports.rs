//! What an import may bring. It is checked by the record that it is of and not by who wrote each row,
//! so that it brings patients and their care and nothing else.

use super::admit::Change;

/// Refuses an import that would write what no import brings.
pub(super) fn may_be_brought_in(changes: &[Change]) -> Result<(), String> {
    let other = changes.iter().map(|change| change.plan.shape.name);
    match other.filter(|table| !catalog::may_be_brought_in(table)).min() {
        Some(table) => Err(format!(
            "An import brings patients and their care, and nothing of {}.",
            table.replace('_', " ")
        )),
        None => Ok(()),
    }
}
