//! Decisions that the program leaves to people.

pub mod conflicts;
pub mod decide_conflict;
pub mod decide_held_appointment;
pub(crate) mod happened;
pub mod undo_decision;

mod plain;

use catalog::Action::{Insert, Read, Update};

use crate::commands::{Command, read, write};

/// Everything that can be asked here.
pub(crate) fn commands() -> Vec<Command> {
    vec![
        read("system.conflicts", &[("sync_conflicts", Read)], conflicts::conflicts),
        write(
            "system.decide_conflict",
            &[("sync_conflicts", Update)],
            decide_conflict::decide_conflict,
        ),
        write(
            "system.decide_held_appointment",
            &[("sync_conflicts", Update), ("appointments", Update), ("appointments", Insert)],
            decide_held_appointment::decide_held_appointment,
        ),
        write("system.undo_decision", &[("sync_conflicts", Update)], undo_decision::undo_decision),
    ]
}
