//! Therapy, stress and the plans that people follow.

use crate::commands::Command;

/// Everything that can be asked here.
pub(crate) fn commands() -> Vec<Command> {
    Vec::new()
}
