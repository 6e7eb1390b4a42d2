//! Invoices and payments.

use super::{LEDGER, OPERATIONAL, PERSONAL, REFERENCE};
use crate::enumerations::{CLAIM_STATUS, INVOICE_STATUS, PAYER_KIND, PAYMENT_KIND, PAYMENT_METHOD};
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
        Column::named("ai_model_id").group("ai_error"),
        Column::named("ai_error_dismissed_at").group("ai_error"),
        Column::named("ai_error_dismissed_by").group("ai_error"),
        Column::named("ai_error_dismissal_reason").group("ai_error"),
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

pub(super) const PRICE_LIST: Table = Table {
    name: "price_list",
    domain: Domain::Billing,
    access: Access::Prices,
    columns: &[
        Column::named("code").group("what"),
        Column::named("code_system").group("what"),
        Column::named("description").group("what"),
        Column::named("unit_price_minor").group("price"),
        Column::named("currency").group("price"),
        Column::named("valid_from_on").group("validity"),
        Column::named("valid_until_on").group("validity"),
    ],
    rule: rules::price,
    ..REFERENCE
};

pub(super) const INSURANCE_CLAIMS: Table = Table {
    name: "insurance_claims",
    domain: Domain::Billing,
    access: Access::Claims,
    guarded: true,
    columns: &[
        Column::named("status").one_of(&CLAIM_STATUS).conflict(Conflict::Progress),
        Column::named("claimed_minor").group("claimed"),
        Column::named("approved_minor").group("answer"),
        Column::named("patient_share_minor").group("answer"),
        Column::named("currency").group("claimed"),
        Column::named("answered_at").group("answer"),
        Column::named("denial_reason").group("answer"),
        Column::named("insurer_reference").group("answer"),
        Column::named("notes").conflict(Conflict::Text),
        Column::named("held_reason").centre(),
    ],
    rule: rules::claim,
    ..PERSONAL
};

pub(super) const CASH_SESSIONS: Table = Table {
    name: "cash_sessions",
    domain: Domain::Billing,
    access: Access::CashBox,
    columns: &[
        Column::named("closed_at").group("close"),
        Column::named("closed_by").group("close"),
        Column::named("counted_minor").group("close"),
        Column::named("expected_minor").group("close"),
        Column::named("difference_reason").group("close"),
    ],
    rule: rules::cash_session,
    ..OPERATIONAL
};
