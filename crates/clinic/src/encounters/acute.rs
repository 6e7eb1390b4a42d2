//! Whoever cannot wait: triage, close observation, and readings from afar.

pub mod add_reading;
pub mod icu_grid;
pub mod limits;
pub mod own_reading;
pub mod readings;
pub mod record_icu;
pub mod signs;
pub mod triage;
pub mod triage_board;

pub(crate) mod correction;
pub(crate) mod ewma;
pub(crate) mod patient;

mod limit_defaults;
mod news2;
mod sats;

use catalog::Action::{Insert, Read, Update};
use catalog::Role;

use crate::commands::{Command, open, own_write, read, write};

/// Everything that can be asked here.
pub(crate) fn commands() -> Vec<Command> {
    vec![
        read("encounters.triage_signs", &[("triage_assessments", Insert)], signs::triage_signs),
        write(
            "encounters.triage",
            &[("triage_assessments", Insert), ("visits", Update)],
            triage::triage,
        ),
        read(
            "encounters.triage_board",
            &[("triage_assessments", Read), ("visits", Read)],
            triage_board::triage_board,
        ),
        write("encounters.record_icu", &[("icu_observations", Insert)], record_icu::record_icu),
        read(
            "encounters.icu_grid",
            &[("icu_observations", Read), ("bed_stays", Read)],
            icu_grid::icu_grid,
        ),
        write(
            "encounters.add_reading",
            &[("monitoring_readings", Insert)],
            add_reading::add_reading,
        ),
        own_write(
            "encounters.own_reading",
            &[("monitoring_readings", Insert), ("tasks", Insert)],
            own_reading::own_reading,
        ),
        open(
            "encounters.readings",
            &[("monitoring_readings", Read)],
            readings::readings,
            readings::opened,
        ),
        read("encounters.limits", &[("monitoring_readings", Read)], limits::limits),
        write(
            "encounters.set_limits",
            &[("system_settings", Insert), ("system_settings", Update)],
            limits::set_limits,
        )
        .by(&[Role::Admin]),
    ]
}
