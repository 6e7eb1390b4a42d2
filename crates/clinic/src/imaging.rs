//! Scans, what was seen in them, and the methods that make proposals.

pub mod methods;

pub(crate) mod method;

use catalog::Action::Read;

use crate::commands::{Command, read};

/// Everything that can be asked here.
pub(crate) fn commands() -> Vec<Command> {
    vec![read("imaging.methods", &[("ai_models", Read)], methods::methods)]
}
