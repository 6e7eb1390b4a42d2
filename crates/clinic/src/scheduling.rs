//! The day: hours, bookings, who waits.

pub mod affected_bookings;
pub mod appointment;
pub mod ask_branch;
pub mod block_slot;
pub mod book;
pub mod book_series;
pub(crate) mod booking;
pub mod cancel;
pub mod check_in;
pub(crate) mod clash;
pub mod closed;
pub mod confirm;
pub mod day;
pub mod free_slots;
pub mod history;
pub mod hours;
pub mod move_to;
pub(crate) mod needed;
pub mod no_show;
pub mod offer;
pub mod own_appointments;
pub mod queue;
pub mod reschedule;
pub mod series;
pub mod set_hours;
pub mod slots;
pub mod undo_cancel;
pub mod undo_check_in;
pub mod undo_no_show;
pub mod wait;
pub mod waitlist;
pub mod walk_in;

#[cfg(test)]
mod clock_test;
#[cfg(test)]
mod closed_test;
#[cfg(test)]
mod index_test;
#[cfg(test)]
mod needed_test;

use catalog::Action::{Insert, Read, Remove, Update};

use crate::commands::{Command, Need, open, own_read, own_write, read, write};

/// Who moves or calls off a booking could also make it; a nurse only takes the patient in.
const BOOKING: &[Need] = &[("appointments", Update), ("appointments", Insert)];

/// Who closes a slot may have to write it first.
const SLOTS: &[Need] = &[("time_slots", Insert), ("time_slots", Update)];
/// Who fills a freed time books it.
const WAITING: &[Need] = &[("waitlist_entries", Insert), ("waitlist_entries", Update)];

/// Everything that can be asked here.
pub(crate) fn commands() -> Vec<Command> {
    vec![
        read("scheduling.day", &[("appointments", Read)], day::day),
        open(
            "scheduling.appointment",
            &[("appointments", Read)],
            appointment::one,
            appointment::opened,
        ),
        write("scheduling.book", &[("appointments", Insert)], book::book),
        write("scheduling.move", BOOKING, move_to::move_to),
        write("scheduling.cancel", BOOKING, cancel::cancel),
        write("scheduling.undo_cancel", BOOKING, undo_cancel::undo_cancel),
        write("scheduling.confirm", BOOKING, confirm::confirm),
        write("scheduling.check_in", &[("appointments", Update)], check_in::check_in),
        own_read(
            "scheduling.own_appointments",
            &[("appointments", Read)],
            own_appointments::own_appointments,
        ),
        own_write(
            "scheduling.own_check_in",
            &[("appointments", Update)],
            own_appointments::own_check_in,
        ),
        own_write(
            "scheduling.own_confirm",
            &[("appointments", Update)],
            own_appointments::own_confirm,
        ),
        own_write(
            "scheduling.own_ask_to_cancel",
            &[("appointments", Read), ("tasks", Insert)],
            own_appointments::own_ask_to_cancel,
        ),
        write("scheduling.no_show", &[("appointments", Update)], no_show::no_show),
        write("scheduling.undo_no_show", &[("appointments", Update)], undo_no_show::undo_no_show),
        write(
            "scheduling.undo_check_in",
            &[("appointments", Update)],
            undo_check_in::undo_check_in,
        ),
        write("scheduling.walk_in", &[("appointments", Insert)], walk_in::walk_in),
        read("scheduling.free_slots", &[("appointments", Read)], free_slots::free_slots),
        read("scheduling.queue", &[("appointments", Read)], queue::queue),
        write(
            "scheduling.set_hours",
            &[("schedules", Insert), ("schedules", Update), ("schedules", Remove)],
            set_hours::set_hours,
        ),
        read("scheduling.hours", &[("schedules", Read)], hours::hours),
        write("scheduling.reschedule", BOOKING, reschedule::reschedule),
        read("scheduling.history", &[("appointments", Read)], history::history),
        write("scheduling.book_series", &[("appointments", Insert)], book_series::book_series),
        write("scheduling.cancel_series", BOOKING, series::cancel_series),
        write("scheduling.move_series", BOOKING, series::move_series),
        read(
            "scheduling.affected_bookings",
            &[("appointments", Read)],
            affected_bookings::affected_bookings,
        ),
        read("scheduling.slots", &[("time_slots", Read), ("appointments", Read)], slots::slots),
        write("scheduling.generate_slots", SLOTS, slots::generate_slots),
        write("scheduling.block_slot", SLOTS, block_slot::block_slot),
        write("scheduling.unblock_slot", SLOTS, block_slot::unblock_slot),
        read("scheduling.waitlist", &[("waitlist_entries", Read)], waitlist::waitlist),
        write("scheduling.add_to_waitlist", WAITING, wait::add_to_waitlist),
        write(
            "scheduling.ask_branch",
            &[("waitlist_entries", Insert), ("patient_sites", Insert), ("tasks", Insert)],
            ask_branch::ask_branch,
        ),
        read(
            "scheduling.asked_of_branches",
            &[("waitlist_entries", Read), ("appointments", Read)],
            ask_branch::asked_of_branches,
        ),
        write("scheduling.cancel_waiting", WAITING, wait::cancel_waiting),
        write("scheduling.expire_waiting", WAITING, wait::expire_waiting),
        read(
            "scheduling.suggest_waiting",
            &[("waitlist_entries", Read), ("appointments", Read)],
            waitlist::suggest_waiting,
        ),
        write("scheduling.offer", WAITING, offer::offer),
        write("scheduling.decline_offer", WAITING, offer::decline_offer),
        write(
            "scheduling.accept_offer",
            &[("waitlist_entries", Update), ("appointments", Insert)],
            offer::accept_offer,
        ),
    ]
}
