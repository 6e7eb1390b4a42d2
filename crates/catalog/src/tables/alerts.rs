//! Alerts, whom they reach, and what happened to each.

use super::{LEDGER, OPERATIONAL, PERSONAL, REFERENCE};
use crate::enumerations::{ALERT_EVENT, ALERT_KIND, ALERT_STATUS};
use crate::rules::alerts as rules;
use crate::{Access, Care, Column, Conflict, Domain, Scope, Table};

pub(super) const ESCALATION_POLICIES: Table = Table {
    name: "escalation_policies",
    domain: Domain::Alerts,
    access: Access::Workings,
    columns: &[Column::named("kind").one_of(&ALERT_KIND)],
    rule: rules::policy,
    ..REFERENCE
};

pub(super) const ALERT_TEMPLATES: Table = Table {
    name: "alert_templates",
    domain: Domain::Alerts,
    access: Access::Workings,
    columns: &[Column::named("kind").one_of(&ALERT_KIND)],
    rule: rules::template,
    ..REFERENCE
};

/// What an alert says when it is opened. Several PCs may find one cause.
const fn raised(column: &'static str) -> Column {
    Column::named(column).group("raised")
}

pub(super) const ALERTS: Table = Table {
    name: "alerts",
    domain: Domain::Alerts,
    access: Access::Alerts,
    audited: true,
    columns: &[
        Column::named("kind").one_of(&ALERT_KIND),
        Column::named("status").one_of(&ALERT_STATUS).conflict(Conflict::Progress),
        raised("raised_at").conflict(Conflict::Earliest),
        raised("raised_by"),
        raised("site_id"),
        raised("department_id"),
        raised("title"),
        raised("message"),
        raised("urgency"),
        raised("room"),
        raised("roles"),
        raised("template_id"),
        raised("escalation_policy_id"),
        Column::named("latitude").group("position"),
        Column::named("longitude").group("position"),
        Column::named("accuracy_metres").group("position"),
        Column::named("resolved_at").group("resolution"),
        Column::named("resolved_by").group("resolution"),
        Column::named("resolution_text").group("resolution"),
    ],
    rule: rules::alert,
    ..OPERATIONAL
};

pub(super) const PATIENT_ALERTS: Table = Table {
    name: "patient_alerts",
    care: Care::Apart,
    domain: Domain::Alerts,
    access: Access::PatientAlerts,
    ..PERSONAL
};

pub(super) const ALERT_EVENTS: Table = Table {
    name: "alert_events",
    domain: Domain::Alerts,
    scope: Scope::Site,
    access: Access::AlertEvents,
    columns: &[Column::named("kind").one_of(&ALERT_EVENT)],
    rule: rules::event,
    ..LEDGER
};
