//! What is prescribed.

use super::CLINICAL;
use crate::enumerations::{PERIOD_UNIT, PRESCRIPTION_STATUS};
use crate::rules::medication as rules;
use crate::{Access, Column, Conflict, Domain, Table};

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
