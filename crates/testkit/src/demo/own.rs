//! What the patient with an account does from home.

use anyhow::{Context as _, Result};
use serde_json::json;

use super::MINUTE;
use super::story::{At, Story};

pub(super) const CHAPTERS: &[At] = &[
    (12, 14, 0, given),
    (6, 20, 0, evening),
    (1, 15, 0, again),
    (0, 7, 30, opinion),
    (0, 8, 15, today),
];

/// The doctor gives tablets and a plan along.
fn given(story: &mut Story<'_>) -> Result<()> {
    story.make(
        "online visit",
        "amina",
        "encounters.start_visit",
        json!({"patient_id": "@online", "practitioner_id": "@dr amina", "kind": "routine",
               "reason": "Sleeps badly"}),
    )?;
    let prescribed = story.ask(
        "amina",
        "medication.prescribe",
        json!({"patient_id": "@online", "visit_id": "@online visit", "accept_warnings": true,
               "items": [{"medication_text": "Melatonin 2 mg", "dosage_text": "one at bedtime",
                          "is_free_text_dosage": true, "duration_days": 30,
                          "refills_allowed": 0}]}),
    )?;
    let item = story.find("prescription_items", "prescription_id", super::id_of(&prescribed)?)?;
    story.call("melatonin", item);
    story.make(
        "sleep plan",
        "amina",
        "wellness.make_plan",
        json!({"patient_id": "@online", "title": "Better nights", "weeks": 4,
               "starts_on": story.day(-12).to_string(), "template_code": "depression"}),
    )?;
    let two: Vec<uuid::Uuid> = story.demo().store.read::<_, store::Error>(|reader| {
        reader.column(
            "SELECT id FROM wellness_plan_items WHERE wellness_plan_id = ?1 \
             ORDER BY due_on, id LIMIT 2",
            store::params![story.id("sleep plan").unwrap_or_default()],
        )
    })?;
    for (name, item) in ["first step", "second step"].into_iter().zip(two) {
        story.call(name, item);
    }
    story.close("amina", "online visit", "Sleeps badly", "Melatonin, a plan for the evenings.")
}

fn evening(story: &mut Story<'_>) -> Result<()> {
    let done = json!({"done": true});
    let about = ("wellness_plan_items", "first step");
    story.step("account", "wellness.own_do_item", about, done)?;
    let about = ("wellness_plan_items", "second step");
    let why = json!({"reason": "Worked late."});
    story.step("account", "wellness.own_skip_item", about, why)?;
    story.ask(
        "account",
        "medication.own_dose",
        json!({"prescription_item_id": "@melatonin", "was_taken": true,
               "occurred_at": story.now() - 5 * MINUTE}),
    )?;
    story.ask(
        "account",
        "encounters.own_reading",
        json!({"device_kind": "blood_pressure_monitor", "metric": "systolic",
               "value_number": 128.0, "unit": "mmHg"}),
    )?;
    story.ask("account", "wellness.own_stress_reading", json!({"self_rating": 4}))?;
    Ok(())
}

/// A visit of yesterday, of which the patient has said nothing yet, with a result to read.
fn again(story: &mut Story<'_>) -> Result<()> {
    story.make(
        "online review",
        "amina",
        "encounters.start_visit",
        json!({"patient_id": "@online", "practitioner_id": "@dr amina", "kind": "follow_up",
               "reason": "Sleeps better"}),
    )?;
    let haemoglobin = super::cases::Test {
        name: "Hemoglobin",
        loinc: "718-7",
        unit: "g/dL",
        low: 12.0,
        high: 16.5,
        course: (13.9, 13.9),
    };
    story.demo().test_blood(
        story.id("online")?,
        story.id("online review")?,
        story.id("amina")?,
        &haemoglobin,
        13.9,
    )?;
    story.close("amina", "online review", "Sleeps better", "Go on with the evenings.")
}

fn opinion(story: &mut Story<'_>) -> Result<()> {
    story.ask(
        "account",
        "people.own_feedback",
        json!({"visit_id": "@online visit", "rating": 5, "comments": "I sleep again, thank you!",
               "language": "en"}),
    )?;
    let told: Option<uuid::Uuid> = story.demo().store.read::<_, store::Error>(|reader| {
        reader.value(
            "SELECT id FROM notifications WHERE user_id = ?1 ORDER BY due_at, id LIMIT 1",
            store::params![story.id("account").unwrap_or_default()],
        )
    })?;
    let ids = json!({"ids": [told.context("something that the patient was told")?]});
    story.ask("account", "messages.own_mark_read", ids)?;
    story.ask("account", "messages.own_mark_all_read", json!({}))?;
    Ok(())
}

/// One appointment is confirmed and does not suit any more; at another the patient is there.
fn today(story: &mut Story<'_>) -> Result<()> {
    let about = ("appointments", "online appointment");
    story.step("account", "scheduling.own_confirm", about, json!({}))?;
    let why = json!({"id": "@online appointment", "reason": "Must travel that week"});
    story.ask("account", "scheduling.own_ask_to_cancel", why)?;
    let starts_at = story.time(0, 17, 20)?;
    story.make(
        "tonight",
        "rosa",
        "scheduling.book",
        json!({"patient_id": "@online", "practitioner_id": "@dr anjali", "starts_at": starts_at,
               "ends_at": starts_at + 40 * MINUTE, "kind": "consultation", "priority": "low",
               "reason": "Heart beats at night", "overbook": true}),
    )?;
    let about = ("appointments", "tonight");
    story.step("account", "scheduling.own_check_in", about, json!({}))?;
    Ok(())
}
