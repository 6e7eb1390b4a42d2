//! That what is asked all day long never reads a whole table, however much it holds.

use crate::fixture::{Clinic, assert_uses_indexes};
use crate::scheduling::{affected_bookings, appointment, ask_branch, clash, closed, day};
use crate::scheduling::{free_slots, needed, offer, own_appointments, queue, series, waitlist};

#[test]
fn day_queue_and_free_slots_are_read_by_an_index() {
    let clinic = Clinic::found();
    for sql in [
        day::of_day(),
        queue::of_queue(),
        affected_bookings::to_come(),
        appointment::select("a.id = ?1"),
        free_slots::busy_sql("practitioner_id"),
        free_slots::busy_sql("patient_id"),
        closed::blocked_slots(),
        closed::LEAVE.to_owned(),
        clash::others_sql("practitioner_id"),
        clash::others_sql("patient_id"),
        clash::rooms_sql(),
        clash::scans_sql(),
        clash::scans_beside_sql(),
        needed::promised_sql(),
        own_appointments::past_query(),
        offer::standing_sql(),
        format!("{} AND site_id = ?1 AND status = ?2", waitlist::WAITING),
        ask_branch::ASKED.to_owned(),
        series::REST.to_owned(),
    ] {
        assert_uses_indexes(&clinic, &sql);
    }
}

#[test]
#[should_panic(expected = "reads the whole of")]
fn a_query_that_reads_a_whole_table_is_told() {
    let clinic = Clinic::found();
    assert_uses_indexes(&clinic, "SELECT count(*) FROM appointments WHERE status = ?1");
}
