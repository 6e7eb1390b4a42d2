//! Every column that names a person of the clinic either says who answers for what stands there, so
//! that only that person writes it, or has a reason why another one writes it.

#![expect(clippy::unwrap_used, reason = "a story fails by panicking")]

use std::collections::BTreeSet;

const SCHEMA: &str = include_str!("../schema.sql");

/// Whom these name and why somebody else writes them.
const OTHERS: &[(&str, &[(&str, &str)])] = &[
    (
        "the account or the colleague is chosen by somebody else",
        &[
            ("practitioners", "user_id"),
            ("patients", "user_id"),
            ("shifts", "user_id"),
            ("care_team_members", "user_id"),
            ("patients", "attending_nurse_id"),
            ("tasks", "assigned_to"),
            ("scan_queue_entries", "assigned_to"),
            ("scans", "technician_id"),
            ("chat_messages", "recipient_id"),
            ("notifications", "user_id"),
        ],
    ),
    (
        "the program writes whose it is; nobody else changes it (`belongs_to`) or it is the entry's",
        &[
            ("devices", "user_id"),
            ("user_sessions", "user_id"),
            ("user_preferences", "user_id"),
            ("security_logs", "user_id"),
        ],
    ),
    (
        "an enrolment and a revocation are written by the centre, in an administrator's name",
        &[("devices", "enrolled_by"), ("devices", "revoked_by")],
    ),
    (
        "what was taken on the ward is copied into what is tested from it",
        &[("lab_results", "collected_by"), ("lab_orders", "collected_by")],
    ),
    (
        "who began or entered it answers for nothing in it; the audit trail names its writer",
        &[
            ("appointments", "created_by"),
            ("visits", "created_by"),
            ("prescriptions", "created_by"),
            ("invoices", "created_by"),
            ("waitlist_entries", "added_by"),
            ("attachments", "added_by"),
            ("care_team_members", "assigned_by"),
            ("patient_allergies", "recorded_by"),
            ("patient_history", "recorded_by"),
            ("patient_flags", "recorded_by"),
            ("medication_statements", "recorded_by"),
            ("resource_events", "recorded_by"),
            ("bed_stays", "admitted_by"),
            ("ai_analyses", "requested_by"),
            ("alerts", "raised_by"),
        ],
    ),
    (
        "what is closed may be closed for a colleague by a rule or with what it belongs to",
        &[
            ("appointments", "cancelled_by"),
            ("prescriptions", "cancelled_by"),
            ("alerts", "resolved_by"),
            ("tasks", "completed_by"),
            ("wellness_plans", "accepted_by"),
            ("wellness_plan_items", "done_by"),
            ("invoices", "ai_error_dismissed_by"),
        ],
    ),
];

/// The columns of the readable schema that reference `users`.
fn people() -> BTreeSet<(&'static str, &'static str)> {
    let (mut table, mut found) = ("", BTreeSet::new());
    // Columns that a later migration added stand in one line.
    for line in SCHEMA.lines().flat_map(|line| line.split(", ")) {
        if let Some(name) = line.strip_prefix("CREATE TABLE ") {
            table = name.trim_end_matches(" (");
        } else if line.contains("REFERENCES users (id)") {
            found.insert((table, line.split_whitespace().next().unwrap()));
        }
    }
    found
}

#[test]
fn every_column_that_names_a_person_says_whether_another_one_may_write_it() {
    let people = people();
    assert!(people.len() > 80, "the schema was read: {}", people.len());
    let others: BTreeSet<_> =
        OTHERS.iter().flat_map(|(_, columns)| columns.iter().copied()).collect();
    let mut wrong = Vec::new();
    for (table, column) in &people {
        let meaning = catalog::table(table).unwrap();
        let answers = catalog::names_who_answers(meaning, column);
        if answers == others.contains(&(*table, *column)) {
            wrong.push((*table, *column));
        }
    }
    assert_eq!(wrong, [], "in both lists or in none");
    let gone: Vec<_> = others.difference(&people).collect();
    assert!(gone.is_empty(), "no such columns: {gone:?}");
}
