//! The laboratory: what it offers, what is ordered, collected and found, and who was told.
//!
//! A result row exists from its order on. Nurses collect and change only the order; the result rows
//! are the laboratory's and the doctor's.

pub mod add_test;
pub mod cancel;
pub mod collect;
pub mod correct_result;
pub mod enter_result;
pub mod offered;
pub mod order;
pub mod order_line;
pub mod receive;
pub mod reject_specimen;
pub mod results;
pub mod retire_test;
pub mod review_results;
pub mod strike_result;
pub mod tell_result;
pub mod test;
pub mod update_test;
pub mod waiting;

mod critical;
mod flag;
mod resulted;
mod unit;
mod value;
pub(crate) mod whose;

#[cfg(test)]
mod course_test;
#[cfg(test)]
pub(crate) mod story;

use catalog::Action::{Insert, Read, Update};

use crate::commands::{Command, Need, open, read, write};

/// A result goes into the chained record, and may open a task and an alert.
const RESULT: &[Need] = &[
    ("lab_results", Update),
    ("lab_orders", Update),
    ("ehr_entries", Insert),
    ("tasks", Insert),
    ("alerts", Insert),
];

/// Everything that can be asked here.
pub(crate) fn commands() -> Vec<Command> {
    vec![
        read("encounters.lab_tests", &[("lab_tests", Read)], offered::offered),
        write("encounters.add_lab_test", &[("lab_tests", Insert)], add_test::add_test),
        write("encounters.update_lab_test", &[("lab_tests", Update)], update_test::update_test),
        write("encounters.retire_lab_test", &[("lab_tests", Update)], retire_test::retire_test),
        write(
            "encounters.order_tests",
            &[("lab_orders", Insert), ("lab_results", Insert)],
            order::order,
        ),
        write("encounters.collect_specimen", &[("lab_orders", Update)], collect::collect),
        write(
            "encounters.receive_specimen",
            &[("lab_orders", Update), ("lab_results", Update)],
            receive::receive,
        ),
        write(
            "encounters.reject_specimen",
            &[("lab_orders", Update), ("lab_results", Update)],
            reject_specimen::reject_specimen,
        ),
        write("encounters.enter_result", RESULT, enter_result::enter_result),
        write("encounters.correct_result", RESULT, correct_result::correct_result),
        write("encounters.strike_result", RESULT, strike_result::strike_result),
        write(
            "encounters.tell_result",
            &[("lab_results", Update), ("tasks", Update), ("alerts", Update)],
            tell_result::tell_result,
        ),
        // Whoever may diagnose may sign results off.
        write(
            "encounters.review_results",
            &[("lab_results", Update), ("medical_conditions", Insert)],
            review_results::review_results,
        ),
        write(
            "encounters.cancel_lab_order",
            &[("lab_orders", Update), ("lab_results", Update)],
            cancel::cancel_order,
        ),
        write(
            "encounters.cancel_lab_test",
            &[("lab_orders", Update), ("lab_results", Update)],
            cancel::cancel_test,
        ),
        open(
            "encounters.lab_order",
            &[("lab_orders", Read), ("lab_results", Read)],
            order_line::lab_order,
            order_line::opened,
        ),
        open(
            "encounters.find_specimen",
            &[("lab_orders", Read), ("lab_results", Read)],
            order_line::find_specimen,
            order_line::opened,
        ),
        open(
            "encounters.lab_orders",
            &[("lab_orders", Read)],
            order_line::patient_orders,
            order_line::orders_opened,
        ),
        open("encounters.results", &[("lab_results", Read)], results::results, results::opened),
        open(
            "encounters.result_trend",
            &[("lab_results", Read)],
            results::trend,
            results::trend_opened,
        ),
        read("encounters.lab_worklist", &[("lab_orders", Read)], waiting::worklist),
        read("encounters.results_to_review", &[("lab_results", Read)], waiting::to_review),
        read("encounters.critical_not_told", &[("lab_results", Read)], waiting::not_told),
    ]
}
