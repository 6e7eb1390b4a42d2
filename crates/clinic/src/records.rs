//! Files of a record, and the chained record that nobody can rewrite.

pub(crate) mod append;

use crate::commands::Command;

/// Everything that can be asked here.
pub(crate) fn commands() -> Vec<Command> {
    Vec::new()
}
