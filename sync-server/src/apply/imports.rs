//! What an import may bring. It is checked by the record that it is of and not by who wrote each row,
//! so that it brings patients and their care and nothing else.

use super::admit::Change;

/// Refuses an import that would write what no import brings.
pub(super) fn may_be_brought_in(changes: &[Change]) -> Result<(), String> {
    changes.iter().try_for_each(|change| catalog::may_be_brought_in(change.plan.shape.name))
}
