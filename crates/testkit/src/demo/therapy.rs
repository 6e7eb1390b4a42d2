//! Psychotherapy, stress, and the plans that people follow at home.

use anyhow::{Context as _, Result};
use serde_json::{Value, json};

use super::story::{At, Story};

pub(super) const CHAPTERS: &[At] = &[
    (26, 15, 0, first_talk),
    (19, 15, 0, second_talk),
    (18, 9, 0, stress),
    (17, 9, 0, plan),
    (3, 15, 0, missed),
];

/// A questionnaire's version, as it is shown.
fn version(story: &Story<'_>, script: &str) -> Result<Value> {
    let asked = story.ask("hana", "wellness.script", json!({"script": script}))?;
    asked.get("version").cloned().context("a script has a version")
}

fn talk(story: &mut Story<'_>, name: &'static str, kind: &str) -> Result<()> {
    story.make(
        name,
        "hana",
        "wellness.plan_session",
        json!({"patient_id": "@low", "practitioner_id": "@dr hana", "kind": kind,
               "starts_at": story.now()}),
    )?;
    story.step("hana", "wellness.start_session", ("therapy_sessions", name), json!({}))?;
    story.pass(20);
    Ok(())
}

fn first_talk(story: &mut Story<'_>) -> Result<()> {
    talk(story, "first session", "intake")?;
    for (script, answers) in
        [("phq9", json!([2, 2, 1, 2, 1, 1, 2, 0, 1])), ("gad7", json!([2, 2, 2, 1, 1, 1, 2]))]
    {
        story.ask(
            "hana",
            "wellness.answer_script",
            json!({"session_id": "@first session", "script": script,
                   "version": version(story, script)?, "answers": answers}),
        )?;
    }
    story.ask(
        "hana",
        "wellness.write_note",
        json!({"session_id": "@first session", "language": "en",
               "content": "Sad and tired since the move, sleeps badly, afraid of losing the job. \
                           Hopeful about the talks."}),
    )?;
    story.pass(25);
    story.step(
        "hana",
        "wellness.complete_session",
        ("therapy_sessions", "first session"),
        json!({"next_session_on": story.day(-19).to_string()}),
    )?;
    Ok(())
}

fn second_talk(story: &mut Story<'_>) -> Result<()> {
    talk(story, "second session", "individual")?;
    let low = story.id("low")?;
    let booked: Option<uuid::Uuid> = story.demo().store.read::<_, store::Error>(|reader| {
        reader.value(
            "SELECT id FROM appointments WHERE patient_id IN (?1, ?2) ORDER BY starts_at LIMIT 1",
            store::params![low, story.demo().other_record(low)],
        )
    })?;
    story.change(
        "hana",
        ("therapy_sessions", "second session"),
        json!({"appointment_id": booked}),
    )?;
    story.ask(
        "hana",
        "wellness.answer_script",
        json!({"session_id": "@second session", "script": "phq9",
               "version": version(story, "phq9")?, "answers": [1, 1, 1, 1, 0, 1, 1, 0, 0]}),
    )?;
    story.pass(25);
    story.step(
        "hana",
        "wellness.complete_session",
        ("therapy_sessions", "second session"),
        json!({"next_session_on": story.day(4).to_string()}),
    )?;
    Ok(())
}

fn stress(story: &mut Story<'_>) -> Result<()> {
    for (rating, variability) in [(8, 18.0), (5, 34.0)] {
        story.ask(
            "hana",
            "wellness.add_stress_reading",
            json!({"patient_id": "@low", "recorded_at": story.now(), "is_self_reported": true,
                   "rmssd_ms": variability, "heart_rate_bpm": 78.0, "self_rating": rating,
                   "notes": "After the breathing exercise."}),
        )?;
        story.pass(30);
    }
    Ok(())
}

fn plan(story: &mut Story<'_>) -> Result<()> {
    story.make(
        "steps",
        "hana",
        "wellness.make_plan",
        json!({"patient_id": "@low", "template_code": "depression",
               "title": "Small steps out of it", "description": "One thing a day.",
               "starts_on": story.day(-17).to_string(), "weeks": 6}),
    )?;
    let low = story.id("low")?;
    let items: Vec<uuid::Uuid> = story.demo().store.read::<_, store::Error>(|reader| {
        reader.column(
            "SELECT id FROM wellness_plan_items WHERE patient_id IN (?1, ?2) \
             ORDER BY due_on, id LIMIT 3",
            store::params![low, story.demo().other_record(low)],
        )
    })?;
    for (number, item) in items.into_iter().enumerate() {
        story.call("item", item);
        let about = ("wellness_plan_items", "item");
        match number {
            0 => {
                let done = json!({"is_self_reported": true, "done": true});
                story.step("hana", "wellness.do_item", about, done)?;
            }
            1 => {
                let why = json!({"reason": "Visitors all week."});
                story.step("hana", "wellness.skip_item", about, why)?;
            }
            _ => {
                let change = json!({"title": "Walk to the harbour and back",
                                    "due_on": story.day(-2).to_string(), "notes": "With a friend."});
                story.step("hana", "wellness.change_item", about, change)?;
            }
        }
    }
    story
        .step(
            "hana",
            "wellness.update_plan",
            ("wellness_plans", "steps"),
            json!({"title": "Small steps out of it", "description": "One thing a day.",
               "status": "active", "ends_on": story.day(30).to_string(),
               "notes": "Longer than planned."}),
        )
        .map(drop)
}

fn missed(story: &mut Story<'_>) -> Result<()> {
    story.make(
        "missed session",
        "hana",
        "wellness.plan_session",
        json!({"patient_id": "@low", "practitioner_id": "@dr hana", "kind": "individual",
               "starts_at": story.now()}),
    )?;
    story.step(
        "hana",
        "wellness.move_session",
        ("therapy_sessions", "missed session"),
        json!({"starts_at": story.now() + 15 * 60 * 1_000_000}),
    )?;
    story.pass(35);
    story.step(
        "hana",
        "wellness.cancel_session",
        ("therapy_sessions", "missed session"),
        json!({"no_show": true}),
    )?;
    Ok(())
}
