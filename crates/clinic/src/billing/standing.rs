//! Where a bill stands: the one place in which lines and payments become a state.

use serde::Serialize;
use ts_rs::TS;

/// How far an issued bill is paid.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum PaymentState {
    /// Nothing was paid, and nothing is late.
    Pending,
    /// Something was paid, and nothing is late.
    Partial,
    /// Nothing is owed.
    Paid,
    /// Something is owed and its day has passed.
    Overdue,
    /// All that was paid was given back, and nothing is owed any more.
    Refunded,
}

/// What the ledger says about a bill, in minor units of its currency.
#[derive(Clone, Copy, Debug)]
pub struct Ledger<'a> {
    /// One of `invoice_status`.
    pub status: &'a str,
    /// The sum of the lines.
    pub total_minor: i64,
    /// What was taken.
    pub received_minor: i64,
    /// What was given back.
    pub returned_minor: i64,
    /// `YYYY-MM-DD`, the last day on which payment is not late.
    pub due_on: Option<&'a str>,
}

/// Where a bill stands, in minor units of its currency.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Standing {
    /// Only an issued bill has one, and a void one on which all money was given back.
    pub state: Option<PaymentState>,
    /// What was taken and not given back.
    pub paid_minor: i64,
    /// What is still owed; never below zero.
    pub due_minor: i64,
    /// What was paid beyond what is owed.
    pub credit_minor: i64,
    /// What was given up.
    pub written_off_minor: i64,
}

impl Ledger<'_> {
    /// Where the bill stands on `today`, the calendar day at the site (`YYYY-MM-DD`). A bill is
    /// overdue from the day after the one on which it is due.
    pub fn standing(&self, today: &str) -> Standing {
        let paid = self.received_minor.saturating_sub(self.returned_minor);
        let open = self.total_minor.saturating_sub(paid);
        let (due, given_up, credit) = match self.status {
            "void" => (0, 0, paid),
            "written_off" => (0, open, open.saturating_neg()),
            _ => (open, 0, open.saturating_neg()),
        };
        Standing {
            state: self.state(paid, today),
            paid_minor: paid,
            due_minor: due.max(0),
            credit_minor: credit.max(0),
            written_off_minor: given_up.max(0),
        }
    }

    fn state(&self, paid: i64, today: &str) -> Option<PaymentState> {
        // Money that was given back for what is still owed leaves the bill as open as it was.
        if self.status == "void" && self.received_minor > 0 && paid == 0 {
            return Some(PaymentState::Refunded);
        }
        if self.status != "issued" {
            return None;
        }
        Some(if paid >= self.total_minor {
            PaymentState::Paid
        } else if self.due_on.is_some_and(|due| due < today) {
            PaymentState::Overdue
        } else if paid > 0 {
            PaymentState::Partial
        } else {
            PaymentState::Pending
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn bill(status: &str, received: i64, returned: i64) -> Standing {
        let ledger = Ledger {
            status,
            total_minor: 4_000,
            received_minor: received,
            returned_minor: returned,
            due_on: Some("2026-03-16"),
        };
        ledger.standing("2026-03-16")
    }

    #[test]
    fn each_state_is_read_from_what_was_paid_and_the_day() {
        let states = [(0, 0), (1, 0), (4_000, 0), (4_000, 4_000)]
            .map(|(received, returned)| bill("issued", received, returned).state);
        let expected = [
            PaymentState::Pending,
            PaymentState::Partial,
            PaymentState::Paid,
            PaymentState::Pending,
        ];
        assert_eq!(states, expected.map(Some));
        assert_eq!(bill("void", 4_000, 4_000).state, Some(PaymentState::Refunded));
        assert_eq!(bill("void", 0, 0).state, None);
        let late = Ledger {
            status: "issued",
            total_minor: 1,
            received_minor: 0,
            returned_minor: 0,
            due_on: Some("2026-03-16"),
        };
        assert_eq!(late.standing("2026-03-16").state, Some(PaymentState::Pending));
        assert_eq!(late.standing("2026-03-17").state, Some(PaymentState::Overdue));
        assert_eq!(bill("draft", 0, 0).state, None);
    }

    #[test]
    fn nothing_is_owed_on_what_was_given_up_and_money_taken_for_it_is_not_lost() {
        let given_up = bill("written_off", 1_000, 0);
        assert_eq!((given_up.due_minor, given_up.written_off_minor), (0, 3_000));
        assert_eq!(given_up.credit_minor, 0);
        assert_eq!(bill("written_off", 5_000, 0).credit_minor, 1_000);
        let void = bill("void", 1_000, 0);
        assert_eq!((void.due_minor, void.credit_minor), (0, 1_000));
        assert_eq!(bill("issued", 5_000, 0).due_minor, 0);
    }
}
