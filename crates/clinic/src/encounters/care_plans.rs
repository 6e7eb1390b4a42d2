//! Plans of care: what is aimed at, and what is done for it.

pub mod close;
pub mod complete_activity;
pub mod list;
pub mod plan;
pub mod start;
pub mod write_plan;

use catalog::Action::{Insert, Read, Update};

use crate::commands::{Command, open, write};

/// Everything that can be asked here.
pub(crate) fn commands() -> Vec<Command> {
    vec![
        write("encounters.write_care_plan", &[("care_plans", Insert)], write_plan::write_care_plan),
        write(
            "encounters.update_care_plan",
            &[("care_plans", Update)],
            write_plan::update_care_plan,
        ),
        write("encounters.start_care_plan", &[("care_plans", Update)], start::start_care_plan),
        write(
            "encounters.complete_activity",
            &[("care_plans", Update)],
            complete_activity::complete_activity,
        ),
        write("encounters.close_care_plan", &[("care_plans", Update)], close::close_care_plan),
        open("encounters.care_plans", &[("care_plans", Read)], list::care_plans, list::opened),
    ]
}
