//! What the program itself notes: sessions, security, measurements, transfers, holds.

use anyhow::Result;
use serde_json::json;

use super::story::{At, Story};
use super::{DAY, MINUTE};

pub(super) const CHAPTERS: &[At] =
    &[(54, 8, 0, sessions), (49, 8, 0, connections), (48, 8, 0, holds), (0, 7, 50, measured)];

fn sessions(story: &mut Story<'_>) -> Result<()> {
    for (who, ended) in [("rosa", Some("logout")), ("amina", None)] {
        story.put(
            who,
            "user_sessions",
            json!({"user_id": story.id(who)?, "token_hash": "b3f1c2", "ip_address": "10.0.0.17",
                   "user_agent": "Holdfast", "started_at": story.now(),
                   "expires_at": story.now() + DAY / 2, "last_activity_at": story.now() + MINUTE,
                   "ended_at": ended.map(|_| story.now() + 60 * MINUTE), "end_reason": ended}),
        )?;
        story.put(
            who,
            "security_logs",
            json!({"user_id": story.id(who)?, "action": "sign_in", "occurred_at": story.now(),
                   "ip_address": "10.0.0.17", "user_agent": "Holdfast", "succeeded": true}),
        )?;
        story.pass(5);
    }
    story.put(
        "rosa",
        "security_logs",
        json!({"user_id": "@rosa", "action": "sign_in_failed", "occurred_at": story.now(),
               "succeeded": false, "failure_reason": "wrong password"}),
    )?;
    Ok(())
}

fn connections(story: &mut Story<'_>) -> Result<()> {
    story.make(
        "hospital",
        "dmitri",
        "system.add_integration",
        json!({"name": "Harbour Hospital", "kind": "fhir", "direction": "both",
               "endpoint": "https://fhir.hospital.example/R4",
               "settings": {"timeout_seconds": 30}, "credential": "not a real one",
               "is_active": true}),
    )?;
    for (status, problem) in
        [("succeeded", None), ("partial", Some("Two bundles could not be read."))]
    {
        let started_at = story.now();
        story.pass(2);
        story.ask(
            "dmitri",
            "system.note_transfer",
            json!({"integration_id": "@hospital", "direction": "incoming", "status": status,
                   "started_at": started_at, "records_seen": 120, "records_stored": 118,
                   "records_left": 2, "problem": problem, "source": "2024-12-31.ndjson"}),
        )?;
    }
    Ok(())
}

fn holds(story: &mut Story<'_>) -> Result<()> {
    for name in ["hold", "lifted hold"] {
        let about = json!({"patient_id": "@referred", "reason": "Letter of a lawyer."});
        story.make(name, "leila", "system.place_hold", about)?;
    }
    story.step(
        "leila",
        "system.release_hold",
        ("legal_holds", "lifted hold"),
        json!({"reason": "The matter is settled."}),
    )?;
    Ok(())
}

fn measured(story: &mut Story<'_>) -> Result<()> {
    story.ask(
        "dmitri",
        "system.record_metrics",
        json!({"measurements": [
            {"kind": "storage", "name": "database_bytes", "value": 18_874_368.0, "unit": "By"},
            {"kind": "speed", "name": "search_milliseconds", "value": 4.5, "unit": "ms"}]}),
    )?;
    story.put(
        "dmitri",
        "system_metrics",
        json!({"kind": "speed", "name": "open_chart_milliseconds", "value_number": 61.0,
               "unit": "ms", "labels": {"screen": "chart"}, "recorded_at": story.now(),
               "site_id": "@site"}),
    )?;
    Ok(())
}
