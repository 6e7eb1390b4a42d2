//! A patient is sent to somebody else, and what comes of it.

pub mod list;
pub mod referral;
pub mod steps;
pub mod write_referral;

use catalog::Action::{Insert, Read, Update};

use crate::commands::{Command, Need, open, read, write};

const STEP: &[Need] = &[("referrals", Update), ("tasks", Update)];

/// Everything that can be asked here.
pub(crate) fn commands() -> Vec<Command> {
    vec![
        write(
            "encounters.write_referral",
            &[("referrals", Insert), ("tasks", Insert)],
            write_referral::write_referral,
        ),
        write("encounters.update_referral", STEP, write_referral::update_referral),
        write(
            "encounters.send_referral",
            &[("referrals", Update), ("tasks", Insert)],
            steps::send_referral,
        ),
        write("encounters.accept_referral", STEP, steps::accept_referral),
        write("encounters.decline_referral", STEP, steps::decline_referral),
        write("encounters.complete_referral", STEP, steps::complete_referral),
        write("encounters.cancel_referral", STEP, steps::cancel_referral),
        open("encounters.referrals", &[("referrals", Read)], list::referrals, list::opened),
        read("encounters.referral_worklist", &[("referrals", Read)], list::worklist),
    ]
}
