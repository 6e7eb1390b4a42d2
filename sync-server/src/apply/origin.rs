//! From where entries of the audit trail and of the security log came. A PC does not know its own
//! address; the centre sees it, and which program has sent them. It is where the PC was when it
//! reached the centre, not where it stood when it worked alone.

use catalog::{Scope, Value};

use super::Sender;
use super::admit::{Change, What};
use crate::rows::TablePlan;

const ADDRESS: &str = "ip_address";
const PROGRAM: &str = "user_agent";

/// Adds to entries that no device pulls what the entry itself does not say.
pub(super) fn add(changes: &mut [Change], sender: &Sender) {
    for change in changes.iter_mut().filter(|change| change.plan.table.scope == Scope::Centre) {
        let What::Insert(values) = &mut change.what else { continue };
        for (name, known) in [(ADDRESS, &sender.address), (PROGRAM, &sender.program)] {
            let column = change.plan.shape.column_number(name).map(usize::from);
            let value = column.and_then(|column| values.get_mut(column));
            if let (Some(value), Some(known)) = (value, known)
                && value.is_null()
            {
                *value = Value::from(known.as_str());
            }
        }
    }
}

/// Whether the column may have been filled here: an entry that comes again, by another way, is the
/// same entry.
pub(super) fn is_added(plan: &TablePlan, column: usize) -> bool {
    plan.table.scope == Scope::Centre
        && plan
            .shape
            .columns
            .get(column)
            .is_some_and(|column| [ADDRESS, PROGRAM].contains(&column.name))
}
