//! Bills and money.

pub mod create_invoice;
pub mod invoice;
pub mod invoices;
pub mod issue_invoice;
pub mod refund;
pub mod take_payment;
