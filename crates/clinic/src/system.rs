//! What the program does beside care: decisions that it leaves to people, the clinic's own rules,
//! settings, the audit trail, connections, totals.

pub mod act_for_patients;
pub mod audit;
pub mod conflicts;
pub mod dashboard;
pub mod decide_conflict;
pub mod decide_held_appointment;
pub(crate) mod happened;
pub mod integrations;
pub mod metrics;
pub mod retention;
pub mod settings;
pub mod undo_decision;
pub mod workflow;
pub mod workflow_rules;

mod plain;

#[cfg(test)]
mod index_test;

use catalog::Action::{Insert, Read, Remove, Update};

use crate::commands::{Command, read, totals, write};

/// Everything that can be asked here.
pub(crate) fn commands() -> Vec<Command> {
    vec![
        read("system.conflicts", &[("sync_conflicts", Read)], conflicts::conflicts),
        write(
            "system.decide_conflict",
            &[("sync_conflicts", Update)],
            decide_conflict::decide_conflict,
        ),
        write(
            "system.decide_held_appointment",
            &[("sync_conflicts", Update), ("appointments", Update), ("appointments", Insert)],
            decide_held_appointment::decide_held_appointment,
        ),
        write("system.undo_decision", &[("sync_conflicts", Update)], undo_decision::undo_decision),
        totals("system.dashboard", dashboard::READERS, dashboard::dashboard),
        read(
            "system.workflow_rules",
            &[("workflow_rules", Update)],
            workflow_rules::workflow_rules,
        ),
        write("system.add_workflow_rule", &[("workflow_rules", Insert)], workflow_rules::add),
        write("system.update_workflow_rule", &[("workflow_rules", Update)], workflow_rules::update),
        write("system.remove_workflow_rule", &[("workflow_rules", Remove)], workflow_rules::remove),
        read("system.try_workflow_rule", &[("workflow_rules", Insert)], workflow_rules::dry_run),
        write(
            "system.act_for_patients",
            &[("feedback", Read), ("appointments", Read), ("tasks", Insert)],
            act_for_patients::act_for_patients,
        ),
        read("system.workflow_runs", &[("workflow_runs", Read)], workflow_rules::runs),
        read("system.settings", &[("system_settings", Update)], settings::settings),
        write(
            "system.set_setting",
            &[("system_settings", Insert), ("system_settings", Update)],
            settings::set,
        ),
        read("system.audit", &[("audit_logs", Read)], audit::audit),
        read("system.security", &[("security_logs", Read)], audit::security),
        read("system.sessions", &[("user_sessions", Read)], audit::sessions),
        write("system.record_metrics", &[("system_metrics", Insert)], metrics::record),
        read("system.metrics", &[("system_metrics", Read)], metrics::metrics),
        read("system.metric_totals", &[("system_metrics", Read)], metrics::metric_totals),
        read("system.integrations", &[("external_integrations", Read)], integrations::integrations),
        write("system.add_integration", &[("external_integrations", Insert)], integrations::add),
        write(
            "system.update_integration",
            &[("external_integrations", Update)],
            integrations::update,
        ),
        write(
            "system.remove_integration",
            &[("external_integrations", Remove)],
            integrations::remove,
        ),
        write("system.note_transfer", &[("sync_logs", Insert)], integrations::note_transfer),
        read("system.transfers", &[("sync_logs", Read)], integrations::transfers),
        read("system.retention", &[("retention_policies", Update)], retention::policies),
        write(
            "system.set_retention",
            &[("retention_policies", Insert), ("retention_policies", Update)],
            retention::set,
        ),
        read("system.holds", &[("legal_holds", Read)], retention::holds),
        write("system.place_hold", &[("legal_holds", Insert)], retention::place_hold),
        write("system.release_hold", &[("legal_holds", Update)], retention::release_hold),
    ]
}
