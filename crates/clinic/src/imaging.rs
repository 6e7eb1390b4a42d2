//! Scans, what was seen in them, and the methods that make proposals.

pub(crate) mod method;

use crate::commands::Command;

/// Everything that can be asked here.
pub(crate) fn commands() -> Vec<Command> {
    Vec::new()
}
