//! What the patient has: how it changes, ends, or turns out not to be so.

pub mod code;
pub mod history;
pub mod list;
pub mod refute;
pub mod resolve;
pub mod state;
pub mod update;

use catalog::Action::{Insert, Read, Update};

use crate::commands::{Command, Need, open, write};

/// Every state of a condition goes into the chained record as well.
const CHANGE: &[Need] = &[("medical_conditions", Update), ("ehr_entries", Insert)];

/// Everything that can be asked here.
pub(crate) fn commands() -> Vec<Command> {
    vec![
        write("encounters.update_condition", CHANGE, update::update_condition),
        write("encounters.resolve_condition", CHANGE, resolve::resolve_condition),
        write("encounters.refute_condition", CHANGE, refute::refute_condition),
        write(
            "encounters.code_condition",
            &[("medical_conditions", Update), ("ehr_entries", Insert), ("code_bindings", Insert)],
            code::code_condition,
        ),
        open(
            "encounters.conditions",
            &[("medical_conditions", Read)],
            list::conditions,
            list::opened,
        ),
        open(
            "encounters.condition_history",
            &[("medical_conditions", Read), ("ehr_entries", Read)],
            history::history,
            history::opened,
        ),
    ]
}
