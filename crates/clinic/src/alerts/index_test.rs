//! That lists of alerts are read by an index, however many alerts there have been.

use crate::alerts::board::{GOING_ON, OVER};
use crate::alerts::escalate_due::UNANSWERED;
use crate::alerts::line::{EVENTS, select};
use crate::alerts::response_times::RAISED;
use crate::alerts::routing::USERS;
use crate::fixture::Clinic;

#[test]
fn no_list_of_alerts_reads_a_whole_table() {
    let clinic = Clinic::found();
    let whole = "SELECT id FROM alerts WHERE title = 'Fire'";
    assert_eq!(clinic.scans(whole), ["SCAN alerts"]);
    for sql in [
        select(GOING_ON),
        select(OVER),
        select(UNANSWERED),
        EVENTS.to_owned(),
        RAISED.to_owned(),
        USERS.to_owned(),
    ] {
        let scans = clinic.scans(&sql);
        assert!(scans.is_empty(), "{sql}\n{scans:?}");
    }
}
