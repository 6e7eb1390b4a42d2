//! The rules by which concurrent writes are merged, told as what two people did.

use catalog::{Conflict, Value};
use proptest::prelude::*;
use protocol::{CellVersion, Decision, Position, Written, decide, merge_group};
use uuid::Uuid;

const DESK: Uuid = Uuid::from_u128(1);
const LAPTOP: Uuid = Uuid::from_u128(2);

struct Met {
    rule: Conflict,
    current: Value,
    /// At which position, on which device and when the current value was written.
    written: (i64, Option<Uuid>, i64),
    base: i64,
    old: Value,
    new: Value,
}

impl Met {
    fn cell(&self) -> Written<'_> {
        let (position, device, made_at) = self.written;
        Written {
            rule: self.rule,
            order: catalog::table("appointments")
                .and_then(|table| table.column("status"))
                .and_then(|column| column.enumeration),
            current: &self.current,
            version: CellVersion { position: Position(position), device, made_at },
            base: Position(self.base),
            old: &self.old,
            new: &self.new,
        }
    }
}

fn met(rule: Conflict, current: &str, old: &str, new: &str) -> Met {
    Met {
        rule,
        current: current.into(),
        written: (10, Some(LAPTOP), 1_000),
        base: 5,
        old: old.into(),
        new: new.into(),
    }
}

#[test]
fn who_had_seen_the_last_change_writes_over_it_however_wrong_the_clock_is() {
    let seen = Met { base: 10, ..met(Conflict::Review, "b", "b", "c") };
    assert_eq!(decide(seen.cell(), DESK, -5), Decision::Apply);
}

#[test]
fn an_earlier_changeset_of_the_same_device_counts_as_seen() {
    let own = Met { written: (10, Some(DESK), 9_999), ..met(Conflict::Latest, "b", "b", "c") };
    assert_eq!(decide(own.cell(), DESK, 1), Decision::Apply);
}

#[test]
fn of_two_telephone_numbers_the_later_wins_and_equal_ones_merge() {
    let phone = met(Conflict::Latest, "theirs", "old", "mine");
    assert_eq!(decide(phone.cell(), DESK, 2_000), Decision::Win);
    assert_eq!(decide(phone.cell(), DESK, 500), Decision::Lose);
    assert_eq!(decide(phone.cell(), DESK, 1_000), Decision::Lose, "a tie stays as it is");
    let same = met(Conflict::Latest, "mine", "old", "mine");
    assert_eq!(decide(same.cell(), DESK, 500), Decision::Equal);
}

#[test]
fn two_doses_wait_for_a_person_whoever_was_later() {
    let dose = met(Conflict::Review, "5 mg", "1 mg", "10 mg");
    assert_eq!(decide(dose.cell(), DESK, i64::MAX), Decision::Review);
}

#[test]
fn two_edits_of_a_note_merge_where_they_do_not_touch() {
    let old = "a\nb\nc\nd\ne\n";
    let apart = met(Conflict::Text, "A\nb\nc\nd\ne\n", old, "a\nb\nc\nd\nE\n");
    assert_eq!(decide(apart.cell(), DESK, 1), Decision::Merged(vec!["A\nb\nc\nd\nE\n".into()]));
    let touching = met(Conflict::Text, "x\nb\nc\nd\ne\n", old, "y\nb\nc\nd\ne\n");
    assert_eq!(decide(touching.cell(), DESK, 1), Decision::Review);
}

#[test]
fn the_further_state_of_an_appointment_wins_and_leaving_the_course_is_reviewed() {
    let status = |current: &str, new: &str| met(Conflict::Progress, current, "scheduled", new);
    assert_eq!(decide(status("confirmed", "checked_in").cell(), DESK, 1), Decision::Apply);
    assert_eq!(decide(status("completed", "checked_in").cell(), DESK, 1), Decision::Lose);
    assert_eq!(decide(status("checked_in", "cancelled").cell(), DESK, 1), Decision::Review);
}

#[test]
fn what_two_found_was_found_by_the_first_and_nobody_is_asked() {
    let found = |current: i64, new: i64| Met {
        current: current.into(),
        new: new.into(),
        ..met(Conflict::Earliest, "", "", "")
    };
    let by = met(Conflict::Latest, "theirs", "", "mine");
    let pair = |moment: &Met| merge_group(&[moment.cell(), by.cell()], DESK, i64::MAX);
    assert_eq!(pair(&found(20, 10)), Decision::Merged(vec![10.into(), "mine".into()]));
    assert_eq!(pair(&found(10, 20)), Decision::Equal, "also where this arrives later");
    // A person who changes the moment itself has seen it.
    let seen = Met { base: 10, ..found(10, 20) };
    assert_eq!(decide(seen.cell(), DESK, 1), Decision::Apply);
}

#[test]
fn columns_that_mean_one_thing_are_decided_by_the_strictest_and_never_mixed() {
    let amount = met(Conflict::Review, "5", "1", "10");
    let unit = Met { written: (3, Some(LAPTOP), 0), ..met(Conflict::Latest, "mg", "mg", "g") };
    assert_eq!(merge_group(&[amount.cell(), unit.cell()], DESK, i64::MAX), Decision::Review);
}

proptest! {
    /// Whichever of two telephone numbers reaches the centre first, the same one stands.
    #[test]
    fn latest_does_not_depend_on_the_order_of_arrival(first in 0i64..1_000, second in 0i64..1_000) {
        prop_assume!(first != second);
        let stands = |standing: (i64, &'static str, Uuid), coming: (i64, &'static str, Uuid)| {
            let met = Met {
                written: (10, Some(standing.2), standing.0),
                ..met(Conflict::Latest, standing.1, "old", coming.1)
            };
            match decide(met.cell(), coming.2, coming.0) {
                Decision::Win => coming.1,
                _ => standing.1,
            }
        };
        let desk = (first, "desk", DESK);
        let laptop = (second, "laptop", LAPTOP);
        prop_assert_eq!(stands(desk, laptop), stands(laptop, desk));
    }
}
