//! Schedules, slots, bookings and the waiting list.

use super::OPERATIONAL;
use crate::enumerations::{
    APPOINTMENT_KIND, APPOINTMENT_STATUS, CLOSED_BECAUSE, PRIORITY, WAITLIST_STATUS, WEEKDAY,
};
use crate::rules::scheduling as rules;
use crate::{Access, Column, Conflict, Table};

/// Moment, practitioner and place of a booking are one decision.
const fn when(column: &'static str) -> Column {
    Column::named(column).group("when")
}

pub(super) const SCHEDULES: Table = Table {
    name: "schedules",
    columns: &[
        when("weekday").one_of(&WEEKDAY),
        when("start_time"),
        when("end_time"),
        when("slot_minutes"),
        Column::named("valid_from_on").group("validity"),
        Column::named("valid_until_on").group("validity"),
    ],
    rule: rules::schedule,
    ..OPERATIONAL
};

pub(super) const TIME_SLOTS: Table = Table {
    name: "time_slots",
    access: Access::Slots,
    columns: &[
        when("starts_at"),
        when("ends_at"),
        Column::named("is_blocked").group("block"),
        Column::named("blocked_reason").group("block"),
    ],
    rule: rules::time_slot,
    ..OPERATIONAL
};

pub(super) const APPOINTMENTS: Table = Table {
    name: "appointments",
    access: Access::Booking,
    audited: true,
    guarded: true,
    columns: &[
        when("starts_at"),
        when("ends_at"),
        when("practitioner_id"),
        when("time_slot_id"),
        when("room"),
        // Somebody decided to overbook this moment, not whichever moment another one chose.
        when("overbooked"),
        when("booked_despite").one_of(&CLOSED_BECAUSE),
        Column::named("kind").one_of(&APPOINTMENT_KIND),
        Column::named("status").one_of(&APPOINTMENT_STATUS).conflict(Conflict::Progress),
        Column::named("priority").one_of(&PRIORITY),
        Column::named("notes").conflict(Conflict::Text),
        Column::named("cancelled_at").group("cancellation"),
        Column::named("cancelled_by").group("cancellation"),
        Column::named("cancel_reason").group("cancellation"),
        Column::named("held_reason").centre(),
    ],
    rule: rules::appointment,
    ..OPERATIONAL
};

pub(super) const WAITLIST_ENTRIES: Table = Table {
    name: "waitlist_entries",
    access: Access::Booking,
    audited: true,
    columns: &[
        Column::named("kind").one_of(&APPOINTMENT_KIND),
        Column::named("priority").one_of(&PRIORITY),
        Column::named("status").one_of(&WAITLIST_STATUS).conflict(Conflict::Progress),
        Column::named("wanted_from_on").group("wanted"),
        Column::named("wanted_until_on").group("wanted"),
        Column::named("offered_at").group("offer"),
        Column::named("offered_practitioner_id").group("offer"),
        Column::named("offered_starts_at").group("offer"),
        Column::named("offered_ends_at").group("offer"),
        Column::named("offered_until").group("offer"),
        Column::named("notes").conflict(Conflict::Text),
    ],
    rule: rules::waitlist_entry,
    ..OPERATIONAL
};

pub(super) const APPOINTMENT_RESOURCES: Table = Table {
    name: "appointment_resources",
    access: Access::Promises,
    guarded: true,
    columns: &[
        Column::named("starts_at").group("when"),
        Column::named("ends_at").group("when"),
        Column::named("held_reason").centre(),
    ],
    rule: rules::appointment_resource,
    ..OPERATIONAL
};
