//! Vaccinations: given here, known from elsewhere, or not given.

pub mod give;
pub mod list;
pub mod not_given;
pub mod report;
pub mod strike;

use catalog::Action::{Insert, Read, Update};

use crate::commands::{Command, open, write};

/// Everything that can be asked here.
pub(crate) fn commands() -> Vec<Command> {
    vec![
        write(
            "encounters.give_immunization",
            &[("immunizations", Insert), ("inventory_movements", Insert)],
            give::give,
        ),
        write("encounters.report_immunization", &[("immunizations", Insert)], report::report),
        write(
            "encounters.immunization_not_given",
            &[("immunizations", Insert)],
            not_given::not_given,
        ),
        write(
            "encounters.strike_immunization",
            &[("immunizations", Update), ("inventory_movements", Insert)],
            strike::strike,
        ),
        open(
            "encounters.immunizations",
            &[("immunizations", Read)],
            list::immunizations,
            list::opened,
        ),
    ]
}
