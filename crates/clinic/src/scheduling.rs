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
