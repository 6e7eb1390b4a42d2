//! What the program keeps about its own work.

use super::{LEDGER, PERSONAL};
use crate::enumerations::{
    AUDIT_ACTION, AUDIT_OUTCOME, SYNC_CONFLICT_DECISION, SYNC_CONFLICT_KIND, SYNC_CONFLICT_STATUS,
};
use crate::{Access, Column, Domain, Scope, Table};

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
