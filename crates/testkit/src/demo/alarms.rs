//! Alerts: raised, received, answered, escalated, resolved, called off.

use anyhow::Result;
use serde_json::json;
use uuid::Uuid;

use super::story::{At, Story};

pub(super) const CHAPTERS: &[At] =
    &[(33, 14, 30, on_the_ward), (16, 10, 0, in_the_yard), (2, 9, 0, seen_to), (1, 12, 0, fault)];

/// What rang days ago is over: nobody works beside an alarm that goes on for weeks.
fn seen_to(story: &mut Story<'_>) -> Result<()> {
    let open: Vec<(Uuid, i64)> = story.demo().store.read::<_, store::Error>(|reader| {
        reader.rows(
            "SELECT id, version FROM alerts WHERE status IN ('open', 'acknowledged') \
             AND deleted_at IS NULL ORDER BY raised_at, id",
            [],
        )
    })?;
    for (id, version) in open {
        story.ask(
            "tomas",
            "alerts.resolve",
            json!({"id": id, "version": version, "text": "Seen to at the time."}),
        )?;
    }
    Ok(())
}

fn on_the_ward(story: &mut Story<'_>) -> Result<()> {
    story.make(
        "ward alert",
        "tomas",
        "alerts.raise",
        json!({"template_id": "@ward call", "room": "ICU", "urgency": 2,
               "message": "Blood pressure falls in spite of fluids.",
               "patient_ids": ["@feverish"], "department_id": "@ward"}),
    )?;
    story.note_on("tomas", "patient_alerts", ("alert_id", "ward alert"), "Allergic to nothing.")?;
    story.ask("meiling", "alerts.receive", json!({"alert_ids": ["@ward alert"]}))?;
    story.pass(7);
    story.ask("tomas", "alerts.escalate_due", json!({}))?;
    story.pass(1);
    story.step(
        "amina",
        "alerts.acknowledge",
        ("alerts", "ward alert"),
        json!({"action_text": "On my way", "eta_minutes": 2}),
    )?;
    story.pass(20);
    story.ask(
        "amina",
        "alerts.note",
        json!({"id": "@ward alert", "text": "Noradrenaline started."}),
    )?;
    story.pass(30);
    story.step(
        "amina",
        "alerts.resolve",
        ("alerts", "ward alert"),
        json!({"text": "Stable with 0.1 micrograms per kilogram and minute."}),
    )?;
    Ok(())
}

fn in_the_yard(story: &mut Story<'_>) -> Result<()> {
    story.make(
        "yard alert",
        "rosa",
        "alerts.raise",
        json!({"kind": "medical", "title": "Somebody fell in the car park", "urgency": 3,
               "room": "Car park", "roles": ["nurse", "doctor"],
               "position": {"latitude": 41.1496, "longitude": -8.6109, "accuracy_metres": 12.5}}),
    )?;
    story.pass(2);
    story.step(
        "rosa",
        "alerts.cancel",
        ("alerts", "yard alert"),
        json!({"reason": "Stood up again and left."}),
    )?;
    Ok(())
}

fn fault(story: &mut Story<'_>) -> Result<()> {
    story.make(
        "equipment alert",
        "jonas",
        "alerts.raise",
        json!({"kind": "equipment", "title": "The infusion pump does not start", "urgency": 4,
               "roles": ["admin"]}),
    )?;
    story.pass(5);
    story.step(
        "leila",
        "alerts.acknowledge",
        ("alerts", "equipment alert"),
        json!({"action_text": "The maker comes tomorrow"}),
    )?;
    for (kind, notes) in [
        ("fault", "Does not start"),
        ("service", "Yearly service"),
        ("repair", "New battery"),
        ("check", "Runs again"),
    ] {
        story.ask(
            "jonas",
            "place.record_resource_event",
            json!({"resource_id": "@old pump", "kind": kind, "notes": notes}),
        )?;
        story.pass(10);
    }
    Ok(())
}
