//! Decisions that the program leaves to people.

pub mod conflicts;
pub mod decide_conflict;
pub mod decide_held_appointment;
pub mod undo_decision;

mod plain;
