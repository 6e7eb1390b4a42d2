//! What is done to a patient.

pub mod abandon;
pub mod list;
pub mod record;
pub mod strike;
pub mod update;

use catalog::Action::{Insert, Read, Update};

use crate::commands::{Command, open, write};

/// Everything that can be asked here.
pub(crate) fn commands() -> Vec<Command> {
    vec![
        write(
            "encounters.record_procedure",
            &[("procedures", Insert), ("ehr_entries", Insert)],
            record::record_procedure,
        ),
        write(
            "encounters.update_procedure",
            &[("procedures", Update), ("ehr_entries", Insert)],
            update::update_procedure,
        ),
        write(
            "encounters.abandon_procedure",
            &[("procedures", Update), ("ehr_entries", Insert)],
            abandon::abandon_procedure,
        ),
        write(
            "encounters.strike_procedure",
            &[("procedures", Update), ("ehr_entries", Insert)],
            strike::strike_procedure,
        ),
        open("encounters.procedures", &[("procedures", Read)], list::procedures, list::opened),
    ]
}
