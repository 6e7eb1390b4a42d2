//! Therapy, stress and wellness plans.

use super::{CLINICAL, LEDGER, PERSONAL};
use crate::enumerations::{CARE_PLAN_STATUS, THERAPY_KIND, THERAPY_STATUS};
use crate::rules::wellness as rules;
use crate::{Access, Column, Conflict, Domain, Table};

pub(super) const THERAPY_SESSIONS: Table = Table {
    name: "therapy_sessions",
    domain: Domain::Wellness,
    access: Access::Therapy,
    columns: &[
        Column::named("kind").one_of(&THERAPY_KIND),
        Column::named("status").one_of(&THERAPY_STATUS).conflict(Conflict::Progress),
        Column::named("phq9_score").group("scores"),
        Column::named("gad7_score").group("scores"),
    ],
    rule: rules::session,
    ..PERSONAL
};

pub(super) const THERAPY_NOTES: Table = Table {
    name: "therapy_notes",
    domain: Domain::Wellness,
    access: Access::TherapyText,
    columns: &[
        Column::named("content").conflict(Conflict::Text).sealed(),
        Column::named("response_text").sealed(),
    ],
    rule: rules::note,
    ..CLINICAL
};

pub(super) const STRESS_READINGS: Table = Table {
    name: "stress_readings",
    domain: Domain::Wellness,
    access: Access::Stress,
    rule: rules::stress,
    ..LEDGER
};

pub(super) const WELLNESS_PLANS: Table = Table {
    name: "wellness_plans",
    domain: Domain::Wellness,
    access: Access::Wellness,
    columns: &[
        Column::named("description").conflict(Conflict::Text),
        Column::named("status").one_of(&CARE_PLAN_STATUS).conflict(Conflict::Progress),
        Column::named("starts_on").group("period"),
        Column::named("ends_on").group("period"),
        Column::named("notes").conflict(Conflict::Text),
    ],
    rule: rules::plan,
    ..PERSONAL
};

pub(super) const WELLNESS_PLAN_ITEMS: Table = Table {
    name: "wellness_plan_items",
    domain: Domain::Wellness,
    access: Access::WellnessItems,
    columns: &[
        Column::named("done_at").group("done"),
        Column::named("done_by").group("done"),
        Column::named("is_self_reported").group("done"),
    ],
    rule: rules::item,
    ..PERSONAL
};
