//! Bills and money.

pub mod create_invoice;
pub mod invoice;
pub mod invoices;
pub mod issue_invoice;
pub mod refund;
pub mod take_payment;

use catalog::Action::{Insert, Read, Update};

use crate::commands::{Command, open, read, write};

/// Everything that can be asked here.
pub(crate) fn commands() -> Vec<Command> {
    vec![
        read("billing.invoices", &[("invoices", Read)], invoices::invoices),
        open("billing.invoice", &[("invoices", Read)], invoice::invoice, invoice::opened),
        write("billing.create_invoice", &[("invoices", Insert)], create_invoice::create_invoice),
        write("billing.issue_invoice", &[("invoices", Update)], issue_invoice::issue_invoice),
        write("billing.take_payment", &[("payments", Insert)], take_payment::take_payment),
        write("billing.refund", &[("payments", Insert)], refund::refund),
    ]
}
