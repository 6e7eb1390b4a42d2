//! Alerts that must reach somebody: who is called, who has received and answered it, and who is
//! called next when nobody does.

pub mod acknowledge;
pub mod board;
pub mod calling;
pub mod cancel;
pub mod change_policy;
pub mod change_template;
pub(crate) mod critical;
pub(crate) mod defaults;
pub mod escalate_due;
pub mod escalation;
pub mod line;
pub mod mine;
pub mod note;
pub mod one;
pub(crate) mod open;
pub mod policies;
pub mod raise;
pub mod receive;
pub mod resolve;
pub mod response_times;
pub mod routing;
pub(crate) mod standing;
pub mod templates;

#[cfg(test)]
mod index_test;

use catalog::Action::{Insert, Read, Update};

use crate::commands::{Command, Need, read, write};

/// What happens to an alert is an entry of its timeline and, mostly, a step of its status.
const ANSWER: &[Need] = &[("alerts", Update), ("alert_events", Insert)];

/// Everything that can be asked here.
pub(crate) fn commands() -> Vec<Command> {
    vec![
        write("alerts.raise", &[("alerts", Insert), ("alert_events", Insert)], raise::raise),
        read("alerts.mine", &[("alerts", Read), ("alert_events", Read)], mine::mine),
        read("alerts.board", &[("alerts", Read), ("alert_events", Read)], board::board),
        read("alerts.one", &[("alerts", Read), ("alert_events", Read)], one::one),
        write("alerts.receive", &[("alert_events", Insert)], receive::receive),
        write("alerts.acknowledge", ANSWER, acknowledge::acknowledge),
        write("alerts.note", &[("alert_events", Insert)], note::note),
        write("alerts.resolve", ANSWER, resolve::resolve),
        write("alerts.cancel", ANSWER, cancel::cancel),
        write(
            "alerts.escalate_due",
            &[("alert_events", Insert), ("notifications", Insert)],
            escalate_due::escalate_due,
        ),
        // Totals without a patient are for those who run the place, who see no single alert.
        read("alerts.response_times", &[("system_metrics", Read)], response_times::response_times),
        read("alerts.templates", &[("alert_templates", Read)], templates::templates),
        write("alerts.add_template", &[("alert_templates", Insert)], change_template::add_template),
        write(
            "alerts.update_template",
            &[("alert_templates", Update)],
            change_template::update_template,
        ),
        write(
            "alerts.retire_template",
            &[("alert_templates", Update)],
            change_template::retire_template,
        ),
        read("alerts.policies", &[("escalation_policies", Read)], policies::policies),
        write("alerts.add_policy", &[("escalation_policies", Insert)], change_policy::add_policy),
        write(
            "alerts.update_policy",
            &[("escalation_policies", Update)],
            change_policy::update_policy,
        ),
        write(
            "alerts.retire_policy",
            &[("escalation_policies", Update)],
            change_policy::retire_policy,
        ),
    ]
}
