//! Invoices and payments.

use super::{LEDGER, PERSONAL};
use crate::enumerations::{INVOICE_STATUS, PAYER_KIND, PAYMENT_KIND, PAYMENT_METHOD};
use crate::rules::billing as rules;
use crate::{Access, Column, Conflict, Domain, Table};

pub(super) const INVOICES: Table = Table {
    name: "invoices",
    domain: Domain::Billing,
    access: Access::Billing,
    guarded: true,
    columns: &[
        Column::named("number").conflict(Conflict::Review),
        Column::named("status").one_of(&INVOICE_STATUS).conflict(Conflict::Progress),
        Column::named("issued_on").group("days"),
        Column::named("due_on").group("days"),
        Column::named("ai_error_detected").group("ai_error"),
        Column::named("ai_error_text").group("ai_error"),
        Column::named("notes").conflict(Conflict::Text),
        Column::named("held_reason").centre(),
    ],
    rule: rules::invoice,
    ..PERSONAL
};

pub(super) const INVOICE_LINES: Table = Table {
    name: "invoice_lines",
    domain: Domain::Billing,
    access: Access::Billing,
    columns: &[
        Column::named("quantity").group("amount"),
        Column::named("unit_price_minor").group("amount"),
        Column::named("amount_minor").group("amount"),
        Column::named("currency").group("amount"),
        Column::named("description").group("what"),
        Column::named("procedure_code").group("what"),
        Column::named("procedure_code_system").group("what"),
        Column::named("diagnosis_code").group("why"),
        Column::named("diagnosis_code_system").group("why"),
    ],
    rule: rules::invoice_line,
    ..PERSONAL
};

pub(super) const PAYMENTS: Table = Table {
    name: "payments",
    domain: Domain::Billing,
    access: Access::Payments,
    columns: &[
        Column::named("kind").one_of(&PAYMENT_KIND),
        Column::named("method").one_of(&PAYMENT_METHOD),
        Column::named("payer_kind").one_of(&PAYER_KIND),
    ],
    rule: rules::payment,
    ..LEDGER
};
