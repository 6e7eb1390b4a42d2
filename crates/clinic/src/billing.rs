//! Bills and money.

pub mod add_price;
pub mod ageing;
pub mod answer_claim;
pub mod apply_credit;
pub mod cancel_claim;
pub mod cash;
pub mod check_invoice;
pub mod claims;
pub mod close_cash;
pub(crate) mod coding;
pub mod correct_payment;
pub mod create_invoice;
pub mod credit;
pub mod day_close;
pub mod dismiss_error;
pub mod draft_claim;
pub mod draft_lines;
pub mod end_price;
pub mod invoice;
pub mod invoices;
pub mod issue_invoice;
pub(crate) mod money;
pub mod note_overdue;
pub mod open_balances;
pub mod open_cash;
pub(crate) mod outlier;
pub mod own_invoices;
pub mod payer;
pub mod payments;
pub(crate) mod period;
pub mod prices;
pub mod refund;
pub mod replace_price;
pub mod resubmit_claim;
pub mod revenue;
pub mod settle_claim;
pub(crate) mod share;
pub mod split;
pub mod standing;
pub mod submit_claim;
pub mod suggest_lines;
pub mod take_payment;
pub mod undo_write_off;
pub mod visits_to_bill;
pub mod void_invoice;
pub mod write_off;

#[cfg(test)]
mod claims_test;
#[cfg(test)]
mod plans_test;
#[cfg(test)]
mod reports_test;
#[cfg(test)]
pub(crate) mod stories;
#[cfg(test)]
mod suggest_lines_test;

use catalog::Action::{Insert, Read, Remove, Update};
use catalog::Role;

use crate::commands::{Command, Need, open, own_read, read, totals, write};

/// Bills are finance's.
const BILLS: &[Need] = &[("invoices", Update)];
/// A new bill has lines, and what a check finds in it is noted on it.
const NEW_BILL: &[Need] = &[("invoices", Insert), ("invoice_lines", Insert), ("invoices", Update)];
const PAYMENTS: &[Need] = &[("payments", Insert)];
const CLAIMS: &[Need] = &[("insurance_claims", Update)];
const NEW_CLAIM: &[Need] = &[("insurance_claims", Insert)];
/// An insurer's payment closes a claim.
const CLAIM_PAID: &[Need] = &[("payments", Insert), ("insurance_claims", Update)];
const READ_BILLS: &[Need] = &[("invoices", Read)];
const READ_CASH: &[Need] = &[("cash_sessions", Read)];

/// Everything that can be asked here.
pub(crate) fn commands() -> Vec<Command> {
    [bills(), money_taken(), insurance(), price_list(), reports()].into_iter().flatten().collect()
}

fn bills() -> Vec<Command> {
    vec![
        read("billing.invoices", READ_BILLS, invoices::invoices),
        open("billing.invoice", READ_BILLS, invoice::invoice, invoice::opened),
        own_read("billing.own_invoices", READ_BILLS, own_invoices::own_invoices),
        own_read(
            "billing.own_invoice",
            &[("invoices", Read), ("invoice_lines", Read), ("payments", Read)],
            own_invoices::own_invoice,
        ),
        write("billing.create_invoice", NEW_BILL, create_invoice::create_invoice),
        write(
            "billing.add_line",
            &[("invoices", Update), ("invoice_lines", Insert)],
            draft_lines::add_line,
        ),
        write(
            "billing.change_line",
            &[("invoices", Update), ("invoice_lines", Update)],
            draft_lines::change_line,
        ),
        write(
            "billing.remove_line",
            &[("invoices", Update), ("invoice_lines", Remove)],
            draft_lines::remove_line,
        ),
        write("billing.issue_invoice", BILLS, issue_invoice::issue_invoice),
        write("billing.void_invoice", BILLS, void_invoice::void_invoice),
        write("billing.write_off", BILLS, write_off::write_off),
        write("billing.undo_write_off", BILLS, undo_write_off::undo_write_off),
        write("billing.check_invoice", BILLS, check_invoice::check_invoice),
        write("billing.dismiss_error", BILLS, dismiss_error::dismiss_error),
        write(
            "billing.note_overdue",
            &[("invoices", Read), ("tasks", Insert)],
            note_overdue::note_overdue,
        ),
        open(
            "billing.suggest_lines",
            &[("invoices", Insert)],
            suggest_lines::suggest_lines,
            suggest_lines::opened,
        ),
        read("billing.visits_to_bill", &[("invoices", Insert)], visits_to_bill::visits_to_bill),
    ]
}

fn money_taken() -> Vec<Command> {
    vec![
        write("billing.take_payment", PAYMENTS, take_payment::take_payment),
        write("billing.refund", PAYMENTS, refund::refund),
        write("billing.correct_payment", PAYMENTS, correct_payment::correct_payment),
        open("billing.credit", READ_BILLS, credit::credit, credit::opened),
        write("billing.apply_credit", PAYMENTS, apply_credit::apply_credit),
        read("billing.cash", READ_CASH, cash::cash),
        write("billing.open_cash", &[("cash_sessions", Insert)], open_cash::open_cash),
        write("billing.close_cash", &[("cash_sessions", Update)], close_cash::close_cash),
        read("billing.day_close", READ_CASH, day_close::day_close),
    ]
}

fn insurance() -> Vec<Command> {
    vec![
        open("billing.split", READ_BILLS, split::split, split::opened),
        read("billing.claims", &[("insurance_claims", Read)], claims::claims),
        write("billing.draft_claim", NEW_CLAIM, draft_claim::draft_claim),
        write("billing.submit_claim", CLAIMS, submit_claim::submit_claim),
        write("billing.acknowledge_claim", CLAIMS, answer_claim::acknowledge_claim),
        write("billing.approve_claim", CLAIMS, answer_claim::approve_claim),
        write("billing.deny_claim", CLAIMS, answer_claim::deny_claim),
        write("billing.resubmit_claim", NEW_CLAIM, resubmit_claim::resubmit_claim),
        write("billing.settle_claim", CLAIM_PAID, settle_claim::settle_claim),
        write("billing.cancel_claim", CLAIMS, cancel_claim::cancel_claim),
    ]
}

fn price_list() -> Vec<Command> {
    vec![
        read("billing.prices", &[("price_list", Read)], prices::prices),
        write("billing.add_price", &[("price_list", Insert)], add_price::add_price),
        write("billing.end_price", &[("price_list", Update)], end_price::end_price),
        write(
            "billing.replace_price",
            &[("price_list", Insert), ("price_list", Update)],
            replace_price::replace_price,
        ),
    ]
}

/// Revenue is totals without patients, which also those may see who see no patient: the command
/// itself says who they are.
fn reports() -> Vec<Command> {
    vec![
        read("billing.ageing", READ_BILLS, ageing::ageing),
        read("billing.open_balances", READ_BILLS, open_balances::open_balances),
        read("billing.payments", &[("payments", Read)], payments::payments),
        totals("billing.revenue", &[Role::Finance, Role::Admin, Role::Manager], revenue::revenue),
    ]
}
