//! What the program keeps about its own work.

use super::{LEDGER, PERSONAL, REFERENCE};
use crate::enumerations::{
    AUDIT_ACTION, AUDIT_OUTCOME, INTEGRATION_DIRECTION, INTEGRATION_KIND, RETENTION_ACTION,
    SECURITY_ACTION, SYNC_CONFLICT_DECISION, SYNC_CONFLICT_KIND, SYNC_CONFLICT_STATUS,
    SYNC_LOG_STATUS, WORKFLOW_RUN_STATUS, WORKFLOW_TRIGGER,
};
use crate::rules::system as rules;
use crate::{Access, Care, Column, Conflict, Domain, Scope, Table};

/// Two people who decide one conflict differently are not a conflict again: the later one counts.
const fn decision(column: &'static str) -> Column {
    Column::named(column).group("decision")
}

/// What the centre found; a person adds only the decision.
const fn found(column: &'static str) -> Column {
    Column::named(column).centre()
}

pub(super) const SYNC_CONFLICTS: Table = Table {
    name: "sync_conflicts",
    care: Care::Apart,
    domain: Domain::System,
    access: Access::Conflicts,
    columns: &[
        found("table_name"),
        found("row_id"),
        found("patient_id"),
        found("site_id"),
        found("kind").one_of(&SYNC_CONFLICT_KIND),
        found("column_group"),
        found("canonical"),
        found("candidate"),
        found("changeset_id"),
        found("other_changeset_id"),
        found("candidate_by"),
        found("candidate_device_id"),
        found("candidate_made_at"),
        found("canonical_by"),
        found("canonical_made_at"),
        found("reason"),
        found("for_role"),
        decision("status").one_of(&SYNC_CONFLICT_STATUS),
        decision("decision").one_of(&SYNC_CONFLICT_DECISION),
        decision("decision_reason"),
        decision("decided_value"),
        decision("decided_by"),
        decision("decided_at"),
        decision("undone_by"),
        decision("undone_at"),
    ],
    ..PERSONAL
};

/// Not audited itself: an entry about reading the entries would never end.
pub(super) const AUDIT_LOGS: Table = Table {
    name: "audit_logs",
    domain: Domain::System,
    scope: Scope::Centre,
    access: Access::Audit,
    audited: false,
    columns: &[
        Column::named("action").one_of(&AUDIT_ACTION),
        Column::named("outcome").one_of(&AUDIT_OUTCOME),
    ],
    ..LEDGER
};

pub(super) const SECURITY_LOGS: Table = Table {
    name: "security_logs",
    domain: Domain::System,
    scope: Scope::Centre,
    access: Access::SecurityLog,
    audited: false,
    columns: &[Column::named("action").one_of(&SECURITY_ACTION)],
    ..LEDGER
};

pub(super) const SYSTEM_METRICS: Table = Table {
    name: "system_metrics",
    domain: Domain::System,
    scope: Scope::Centre,
    access: Access::Metrics,
    audited: false,
    rule: rules::metric,
    ..LEDGER
};

pub(super) const SYSTEM_SETTINGS: Table = Table {
    name: "system_settings",
    domain: Domain::System,
    access: Access::NamedSettings,
    rule: rules::setting,
    ..REFERENCE
};

pub(super) const EXTERNAL_INTEGRATIONS: Table = Table {
    name: "external_integrations",
    domain: Domain::System,
    access: Access::Integrations,
    columns: &[
        Column::named("kind").one_of(&INTEGRATION_KIND),
        Column::named("direction").one_of(&INTEGRATION_DIRECTION),
        Column::named("credential_text").sealed(),
    ],
    rule: rules::integration,
    ..REFERENCE
};

pub(super) const SYNC_LOGS: Table = Table {
    name: "sync_logs",
    domain: Domain::System,
    scope: Scope::Centre,
    access: Access::Metrics,
    audited: false,
    columns: &[
        Column::named("direction").one_of(&INTEGRATION_DIRECTION),
        Column::named("status").one_of(&SYNC_LOG_STATUS),
    ],
    rule: rules::sync_log,
    ..LEDGER
};

pub(super) const WORKFLOW_RULES: Table = Table {
    name: "workflow_rules",
    domain: Domain::System,
    access: Access::Workings,
    conflict: Conflict::Review,
    columns: &[Column::named("trigger_kind").one_of(&WORKFLOW_TRIGGER)],
    rule: rules::workflow_rule,
    ..REFERENCE
};

pub(super) const WORKFLOW_RUNS: Table = Table {
    name: "workflow_runs",
    domain: Domain::System,
    scope: Scope::Site,
    access: Access::WorkflowRuns,
    audited: false,
    columns: &[
        Column::named("trigger_kind").one_of(&WORKFLOW_TRIGGER),
        Column::named("status").one_of(&WORKFLOW_RUN_STATUS),
    ],
    ..LEDGER
};

pub(super) const RETENTION_POLICIES: Table = Table {
    name: "retention_policies",
    domain: Domain::System,
    access: Access::Workings,
    columns: &[Column::named("action").one_of(&RETENTION_ACTION)],
    rule: rules::retention,
    ..REFERENCE
};

pub(super) const LEGAL_HOLDS: Table = Table {
    name: "legal_holds",
    care: Care::Apart,
    domain: Domain::System,
    conflict: Conflict::Review,
    access: Access::LegalHolds,
    columns: &[
        Column::named("released_by").group("release"),
        Column::named("released_at").group("release"),
        Column::named("release_reason").group("release"),
    ],
    rule: rules::legal_hold,
    ..PERSONAL
};
