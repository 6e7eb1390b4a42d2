//! The day: hours, bookings, who waits.

pub mod appointment;
pub mod book;
pub mod cancel;
pub mod check_in;
pub(crate) mod clash;
pub mod confirm;
pub mod day;
pub mod free_slots;
pub mod hours;
pub mod move_to;
pub mod no_show;
pub mod queue;
pub mod set_hours;
pub mod walk_in;

use catalog::Action::{Insert, Read, Remove, Update};

use crate::commands::{Command, Need, own_write, read, write};

/// Who moves or calls off a booking could also make it; a nurse only takes the patient in.
const BOOKING: &[Need] = &[("appointments", Update), ("appointments", Insert)];

/// Everything that can be asked here.
pub(crate) fn commands() -> Vec<Command> {
    vec![
        read("scheduling.day", &[("appointments", Read)], day::day),
        write("scheduling.book", &[("appointments", Insert)], book::book),
        write("scheduling.move", BOOKING, move_to::move_to),
        write("scheduling.cancel", BOOKING, cancel::cancel),
        write("scheduling.confirm", BOOKING, confirm::confirm),
        write("scheduling.check_in", &[("appointments", Update)], check_in::check_in),
        own_write("scheduling.own_check_in", &[("appointments", Update)], check_in::check_in),
        write("scheduling.no_show", &[("appointments", Update)], no_show::no_show),
        write("scheduling.walk_in", &[("appointments", Insert)], walk_in::walk_in),
        read("scheduling.free_slots", &[("appointments", Read)], free_slots::free_slots),
        read("scheduling.queue", &[("appointments", Read)], queue::queue),
        write(
            "scheduling.set_hours",
            &[("schedules", Insert), ("schedules", Update), ("schedules", Remove)],
            set_hours::set_hours,
        ),
        read("scheduling.hours", &[("schedules", Read)], hours::hours),
    ]
}
