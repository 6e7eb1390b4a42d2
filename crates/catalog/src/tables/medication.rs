//! What is prescribed.

use super::{CLINICAL, LEDGER, OPERATIONAL, REFERENCE};
use crate::enumerations::{
    ADMINISTRATION_STATUS, CAUTION_KIND, CAUTION_SEVERITY, MOVEMENT_KIND, PERIOD_UNIT,
    PRESCRIPTION_STATUS, REPORT_SOURCE, STATEMENT_STATUS,
};
use crate::rules::medication as rules;
use crate::{Access, Column, Conflict, Domain, Scope, Table};

/// A medicine with its dose: the one never goes with another writer's other.
const fn dose(column: &'static str) -> Column {
    Column::named(column).group("dose")
}

pub(super) const PRESCRIPTIONS: Table = Table {
    name: "prescriptions",
    domain: Domain::Medication,
    access: Access::Prescribing,
    columns: &[
        Column::named("status").one_of(&PRESCRIPTION_STATUS).conflict(Conflict::Progress),
        Column::named("notes").conflict(Conflict::Text),
        Column::named("cancelled_at").group("cancellation").conflict(Conflict::Latest),
        Column::named("cancelled_by").group("cancellation").conflict(Conflict::Latest),
        Column::named("cancel_reason").group("cancellation").conflict(Conflict::Latest),
        Column::named("signed_at").group("signature"),
        Column::named("signed_by").group("signature"),
    ],
    ..CLINICAL
};

pub(super) const PRESCRIPTION_ITEMS: Table = Table {
    name: "prescription_items",
    domain: Domain::Medication,
    access: Access::Prescribing,
    columns: &[
        dose("medication_text"),
        dose("code_system"),
        dose("code"),
        dose("dose_amount"),
        dose("dose_unit"),
        dose("route"),
        dose("frequency_count"),
        dose("frequency_period"),
        dose("frequency_period_unit").one_of(&PERIOD_UNIT),
        dose("frequency_text"),
        dose("as_needed"),
        dose("dosage_text"),
        dose("is_free_text_dosage"),
        Column::named("duration_days").group("course"),
        Column::named("duration_text").group("course"),
        Column::named("start_on").group("course"),
        Column::named("end_on").group("course"),
        Column::named("quantity").group("supply"),
        Column::named("quantity_unit").group("supply"),
        Column::named("refills_allowed").group("supply"),
        Column::named("status").one_of(&PRESCRIPTION_STATUS).conflict(Conflict::Progress),
        Column::named("pharmacy_notes").conflict(Conflict::Text),
    ],
    rule: rules::prescription_item,
    ..CLINICAL
};

pub(super) const MEDICATIONS: Table = Table {
    name: "medications",
    domain: Domain::Medication,
    access: Access::Formulary,
    columns: &[
        Column::named("name").group("what"),
        Column::named("code_system").group("what"),
        Column::named("code").group("what"),
    ],
    rule: rules::medication,
    ..REFERENCE
};

pub(super) const MEDICATION_CAUTIONS: Table = Table {
    name: "medication_cautions",
    domain: Domain::Medication,
    conflict: Conflict::Review,
    access: Access::Formulary,
    columns: &[
        Column::named("kind").one_of(&CAUTION_KIND),
        Column::named("first_name").group("what"),
        Column::named("second_name").group("what"),
        Column::named("severity").group("what").one_of(&CAUTION_SEVERITY),
        Column::named("sentence").group("what"),
    ],
    rule: rules::caution,
    ..REFERENCE
};

pub(super) const MEDICATION_STATEMENTS: Table = Table {
    name: "medication_statements",
    domain: Domain::Medication,
    columns: &[
        Column::named("medication_id").group("what"),
        Column::named("medication_text").group("what"),
        Column::named("code_system").group("what"),
        Column::named("code").group("what"),
        Column::named("status").one_of(&STATEMENT_STATUS),
        Column::named("notes").conflict(Conflict::Text),
    ],
    rule: rules::statement,
    ..CLINICAL
};

pub(super) const INVENTORY_ITEMS: Table = Table {
    name: "inventory_items",
    domain: Domain::Medication,
    access: Access::Stock,
    columns: &[
        Column::named("medication_id").group("what"),
        Column::named("name").group("what"),
        Column::named("lot_number").group("lot"),
        Column::named("expires_on").group("lot"),
        Column::named("unit_cost_minor").group("cost"),
        Column::named("currency").group("cost"),
    ],
    rule: rules::inventory_item,
    ..OPERATIONAL
};

pub(super) const DISPENSINGS: Table = Table {
    name: "dispensings",
    domain: Domain::Medication,
    access: Access::Dispensing,
    rule: rules::dispensing,
    ..LEDGER
};

pub(super) const INVENTORY_MOVEMENTS: Table = Table {
    name: "inventory_movements",
    domain: Domain::Medication,
    scope: Scope::Site,
    access: Access::StockLedger,
    audited: false,
    columns: &[Column::named("kind").one_of(&MOVEMENT_KIND)],
    rule: rules::movement,
    ..LEDGER
};

pub(super) const ADHERENCE_EVENTS: Table = Table {
    name: "adherence_events",
    domain: Domain::Medication,
    access: Access::Adherence,
    columns: &[Column::named("source").one_of(&REPORT_SOURCE)],
    rule: rules::adherence,
    ..LEDGER
};

pub(super) const MEDICATION_ADMINISTRATIONS: Table = Table {
    name: "medication_administrations",
    domain: Domain::Medication,
    access: Access::Administrations,
    columns: &[Column::named("status").one_of(&ADMINISTRATION_STATUS)],
    rule: rules::administration,
    ..LEDGER
};
