//! Notes to people: notifications, conversations, tasks.

pub(crate) mod add_task;
pub(crate) mod notify;

use crate::commands::Command;

/// Everything that can be asked here.
pub(crate) fn commands() -> Vec<Command> {
    Vec::new()
}
