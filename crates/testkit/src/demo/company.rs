//! The people who work there: shifts, leave, holidays, tasks and what they are told.

use anyhow::Result;
use serde_json::json;

use super::story::{At, Story};

pub(super) const CHAPTERS: &[At] = &[
    (34, 8, 0, rota),
    (34, 9, 0, leave),
    (34, 10, 0, left),
    (4, 9, 0, tasks),
    (0, 7, 45, morning),
];

fn rota(story: &mut Story<'_>) -> Result<()> {
    for (day, who, kind, from, to, department) in [
        (-33, "tomas", "regular", 7, 19, "ward"),
        (-33, "amina", "on_call", 13, 23, "ward"),
        (-1, "tomas", "regular", 7, 19, "ward"),
        (0, "tomas", "regular", 7, 19, "ward"),
        (0, "meiling", "on_call", 8, 22, "ward"),
        (0, "noor", "regular", 8, 16, "laboratory"),
        (1, "tomas", "overtime", 19, 22, "ward"),
    ] {
        let (starts_at, ends_at) = (story.time(day, from, 0)?, story.time(day, to, 0)?);
        story.make(
            "shift",
            "leila",
            "organization.add_shift",
            json!({"user_id": story.id(who)?, "department_id": story.id(department)?,
                   "starts_at": starts_at, "ends_at": ends_at, "kind": kind,
                   "notes": "Swap only with a word to the office."}),
        )?;
    }
    story.step("leila", "organization.cancel_shift", ("shifts", "shift"), json!({}))?;
    for (name, ahead, half) in [("Feast of the harbour", 380, false), ("Old year's day", 395, true)]
    {
        story.ask(
            "leila",
            "organization.add_holiday",
            json!({"site_id": "@site", "day_on": story.day(ahead).to_string(), "name": name,
                   "is_half_day": half, "notes": "Emergencies go to the hospital."}),
        )?;
    }
    Ok(())
}

fn leave(story: &mut Story<'_>) -> Result<()> {
    for (name, ahead, kind) in
        [("holiday", 20, "vacation"), ("course", 45, "training"), ("asked", 60, "other")]
    {
        let (starts_at, ends_at) = (story.time(ahead, 0, 0)?, story.time(ahead + 5, 0, 0)?);
        story.make(
            name,
            "hana",
            "organization.request_leave",
            json!({"practitioner_id": "@dr hana", "site_id": "@site", "kind": kind,
                   "starts_at": starts_at, "ends_at": ends_at, "reason": "Agreed with Élise"}),
        )?;
    }
    story.step("leila", "organization.approve_leave", ("leave", "holiday"), json!({}))?;
    story.step("leila", "organization.refuse_leave", ("leave", "course"), json!({}))?;
    Ok(())
}

/// Somebody worked here and does not any more.
fn left(story: &mut Story<'_>) -> Result<()> {
    story.ask(
        "leila",
        "organization.add_user",
        json!({"given_name": "Nils", "family_name": "Berg", "username": "nils",
               "password": crate::PASSWORD, "roles": ["nurse"], "is_practitioner": false}),
    )?;
    let nils = super::staff::user(story.demo().store, "nils")?;
    story.call("nils", nils);
    let version = story.demo().version("users", nils)?;
    story.ask(
        "leila",
        "organization.reset_password",
        json!({"user_id": nils, "version": version, "new_password": "eight quiet harbours"}),
    )?;
    let version = story.demo().version("users", nils)?;
    story.ask(
        "leila",
        "organization.deactivate_user",
        json!({"user_id": nils, "version": version}),
    )?;
    story.change(
        "leila",
        ("users", "nils"),
        json!({"suspended_at": story.now(), "suspended_reason": "Left for the hospital.",
               "avatar": "nils.png"}),
    )
}

fn tasks(story: &mut Story<'_>) -> Result<()> {
    for (name, title, role) in [
        ("call", "Ring the hospital about the letter", "nurse"),
        ("order", "Order plaster", "nurse"),
        ("idle", "Water the plants", "receptionist"),
        ("open", "Ask for the new price list", "finance"),
    ] {
        story.make(
            name,
            "leila",
            "messages.create_task",
            json!({"title": title, "description": "Before the end of the week.", "kind": "other",
                   "priority": "medium", "for_role": role,
                   "patient_id": (name == "call").then_some("@referred"),
                   "due_at": story.time(2, 12, 0)?}),
        )?;
    }
    story.step("tomas", "messages.take_task", ("tasks", "call"), json!({}))?;
    story.step(
        "tomas",
        "messages.complete_task",
        ("tasks", "call"),
        json!({"outcome": "They send it again."}),
    )?;
    story.step("tomas", "messages.take_task", ("tasks", "order"), json!({}))?;
    story.step(
        "tomas",
        "messages.hand_over_task",
        ("tasks", "order"),
        json!({"for_role": "pharmacist", "note": "You order there anyway."}),
    )?;
    story.step(
        "rosa",
        "messages.cancel_task",
        ("tasks", "idle"),
        json!({"reason": "They are made of plastic."}),
    )?;
    Ok(())
}

fn morning(story: &mut Story<'_>) -> Result<()> {
    story.ask("rosa", "messages.write_reminders", json!({}))?;
    story.ask("rosa", "system.act_for_patients", json!({}))?;
    let unread = story.value::<uuid::Uuid>(
        "SELECT id FROM notifications WHERE user_id = (SELECT id FROM users WHERE username = \
         'amina') ORDER BY due_at, id LIMIT 1",
    )?;
    story.ask("amina", "messages.mark_read", json!({"ids": [unread]}))?;
    for who in ["amina", "rosa"] {
        story.ask(
            who,
            "organization.set_preference",
            json!({"name": "calendar", "content": {"starts": "08:00", "zoom": 1}}),
        )?;
    }
    Ok(())
}
