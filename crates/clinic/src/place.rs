//! Rooms, machines and beds.

pub mod beds;
pub(crate) mod condition;
pub mod equipment;
pub(crate) mod kaplan_meier;
pub mod maintenance;
pub mod methods;
pub mod occupancy;
pub mod resources;
pub mod stays;

#[cfg(test)]
mod place_test;

use catalog::Action::{Insert, Read, Update};

use crate::commands::{Command, read, write};

/// Everything that can be asked here.
pub(crate) fn commands() -> Vec<Command> {
    vec![
        read("place.resources", &[("resources", Read)], resources::resources),
        write(
            "place.add_resource",
            &[("resources", Insert), ("ai_models", Insert)],
            resources::add_resource,
        ),
        write("place.update_resource", &[("resources", Update)], resources::update_resource),
        write("place.retire_resource", &[("resources", Update)], resources::retire_resource),
        read("place.resource_events", &[("resource_events", Read)], resources::resource_events),
        write(
            "place.record_resource_event",
            &[("resource_events", Insert)],
            resources::record_resource_event,
        ),
        write("place.move_equipment", &[("resource_events", Insert)], equipment::move_equipment),
        read(
            "place.predictive_maintenance",
            &[("resources", Read), ("resource_events", Read)],
            maintenance::predictive_maintenance,
        ),
        read("place.wards", &[("beds", Read), ("bed_stays", Read)], beds::wards),
        write("place.add_bed", &[("beds", Insert), ("ai_models", Insert)], beds::add_bed),
        write("place.update_bed", &[("beds", Update)], beds::update_bed),
        write("place.retire_bed", &[("beds", Update)], beds::retire_bed),
        write("place.admit", &[("bed_stays", Insert)], stays::admit),
        write("place.transfer", &[("bed_stays", Insert), ("bed_stays", Update)], stays::transfer),
        write("place.discharge", &[("bed_stays", Update)], stays::discharge),
        write("place.undo_discharge", &[("bed_stays", Update)], stays::undo_discharge),
        write("place.correct_stay", &[("bed_stays", Update)], stays::correct_stay),
        read("place.occupancy_prediction", &[("beds", Read)], occupancy::occupancy_prediction),
    ]
}
