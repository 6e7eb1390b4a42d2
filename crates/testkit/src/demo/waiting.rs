//! The appointment book besides the everyday: series, moves, machines, the waiting list, closed
//! hours. All of it lies after the days that the demo fills.

use anyhow::{Context as _, Result};
use serde_json::{Value, json};

use super::MINUTE;
use super::story::{At, Story};

pub(super) const CHAPTERS: &[At] = &[
    (300, 7, 30, rooms),
    (30, 8, 30, slots),
    (20, 10, 0, bookings),
    (15, 11, 0, moves),
    (12, 9, 0, list),
];

/// Anjali's hours get a room.
fn rooms(story: &mut Story<'_>) -> Result<()> {
    let week: Vec<Value> = (1..=7)
        .flat_map(|weekday| [(weekday, "08:00", "13:00"), (weekday, "14:00", "18:00")])
        .map(|(weekday, starts, ends)| {
            json!({"weekday": weekday, "starts": starts, "ends": ends, "slot_minutes": 40,
                   "room": "Room 4", "department_id": "@ward"})
        })
        .collect();
    story.ask(
        "leila",
        "scheduling.set_hours",
        json!({"practitioner_id": "@dr anjali", "weekdays": week}),
    )?;
    Ok(())
}

fn slots(story: &mut Story<'_>) -> Result<()> {
    story.ask(
        "rosa",
        "scheduling.generate_slots",
        json!({"practitioner_id": "@dr anjali", "from_on": story.day(9).to_string(),
               "until_on": story.day(12).to_string()}),
    )?;
    story.ask(
        "rosa",
        "scheduling.block_slot",
        json!({"practitioner_id": "@dr anjali", "starts_at": story.time(12, 14, 0)?,
               "ends_at": story.time(12, 15, 0)?, "reason": "Meeting about the new ward"}),
    )?;
    Ok(())
}

fn booking(story: &Story<'_>, ahead: i64, hour: u32, minute: u32) -> Result<Value> {
    let starts_at = story.time(ahead, hour, minute)?;
    Ok(json!({"patient_id": "@short", "practitioner_id": "@dr anjali", "starts_at": starts_at,
              "ends_at": starts_at + 40 * MINUTE, "kind": "diagnostic", "priority": "medium",
              "reason": "Echocardiogram", "overbook": false}))
}

fn bookings(story: &mut Story<'_>) -> Result<()> {
    let mut squeezed = booking(story, 12, 14, 40)?;
    let fields = squeezed.as_object_mut().context("a request")?;
    fields.insert("overbook".to_owned(), json!(true));
    story.make("in spite of the meeting", "rosa", "scheduling.book", squeezed)?;
    let mut request = booking(story, 9, 8, 0)?;
    let fields = request.as_object_mut().context("a request")?;
    fields.insert("resource_ids".to_owned(), json!(["@scanner"]));
    fields.insert("department_id".to_owned(), json!("@ward"));
    fields.insert("room".to_owned(), json!("Room 4"));
    story.make("echo", "rosa", "scheduling.book", request)?;
    story.change(
        "rosa",
        ("appointments", "echo"),
        json!({"notes": "Brings the old films along."}),
    )?;
    story.ask(
        "rosa",
        "people.note_contact_attempt",
        json!({"patient_id": "@short", "appointment_id": "@echo", "channel": "phone",
               "outcome": "message_left", "reason": "Bring the old films to the echocardiogram",
               "notes": "Left it with the sister."}),
    )?;
    let mut beside = booking(story, 9, 8, 0)?;
    let fields = beside.as_object_mut().context("a request")?;
    fields.insert("patient_id".to_owned(), json!("@referred"));
    fields.insert("overbook".to_owned(), json!(true));
    fields.insert("reason".to_owned(), json!("Palpitations, cannot wait"));
    story.make("beside", "rosa", "scheduling.book", beside)?;
    let mut series = booking(story, 10, 16, 0)?;
    let fields = series.as_object_mut().context("a request")?;
    for (name, value) in [
        ("patient_id", json!("@low")),
        ("kind", json!("follow_up")),
        ("reason", json!("Blood pressure after the new tablets")),
        ("every_weeks", json!(2)),
        ("times", json!(3)),
        ("accept_missed", json!(true)),
    ] {
        fields.insert(name.to_owned(), value);
    }
    let made = story.ask("rosa", "scheduling.book_series", series)?;
    let second = made.pointer("/booked/1/id").and_then(Value::as_str).context("a series")?;
    story.call("second of the series", second.parse()?);
    let about = ("appointments", "second of the series");
    let starts_at = story.time(25, 16, 0)?;
    story.step(
        "rosa",
        "scheduling.move_series",
        about,
        json!({"practitioner_id": "@dr anjali", "starts_at": starts_at,
               "ends_at": starts_at + 40 * MINUTE, "accept_missed": true}),
    )?;
    let well = json!({"reason": "The tablets do their work"});
    story.step("rosa", "scheduling.cancel_series", about, well)?;
    Ok(())
}

fn moves(story: &mut Story<'_>) -> Result<()> {
    let starts_at = story.time(11, 10, 40)?;
    story.step(
        "rosa",
        "scheduling.move",
        ("appointments", "echo"),
        json!({"practitioner_id": "@dr anjali", "starts_at": starts_at,
               "ends_at": starts_at + 40 * MINUTE, "overbook": false}),
    )?;
    let starts_at = story.time(11, 12, 0)?;
    story.step(
        "rosa",
        "scheduling.reschedule",
        ("appointments", "beside"),
        json!({"reason": "Prefers to be seen before noon", "practitioner_id": "@dr anjali",
               "starts_at": starts_at, "ends_at": starts_at + 40 * MINUTE, "overbook": false}),
    )?;
    Ok(())
}

fn list(story: &mut Story<'_>) -> Result<()> {
    for (name, patient, kind) in
        [("wants", "@yellow", "consultation"), ("waits", "@watched", "follow_up")]
    {
        story.make(
            name,
            "rosa",
            "scheduling.add_to_waitlist",
            json!({"patient_id": patient, "practitioner_id": "@dr anjali",
                   "department_id": "@ward", "kind": kind, "priority": "medium",
                   "reason": "Wants to come earlier", "wanted_from_on": story.day(1).to_string(),
                   "wanted_until_on": story.day(40).to_string(),
                   "wanted_times": "mornings, not on Mondays"}),
        )?;
    }
    story.make(
        "asked of the hill",
        "rosa",
        "scheduling.ask_branch",
        json!({"site_id": "@hill", "patient_id": "@watched", "kind": "follow_up",
               "priority": "medium", "reason": "Has moved up the hill",
               "wanted_times": "mornings"}),
    )?;
    let about = ("waitlist_entries", "asked of the hill");
    let stays = json!({"reason": "Would rather come here after all"});
    story.step("rosa", "scheduling.cancel_waiting", about, stays)?;
    story.change(
        "rosa",
        ("waitlist_entries", "wants"),
        json!({"notes": "Rings back after six."}),
    )?;
    let starts_at = story.time(11, 14, 0)?;
    story.step(
        "rosa",
        "scheduling.offer",
        ("waitlist_entries", "wants"),
        json!({"practitioner_id": "@dr anjali", "starts_at": starts_at,
               "ends_at": starts_at + 40 * MINUTE}),
    )?;
    story.pass(30);
    story.step(
        "rosa",
        "scheduling.accept_offer",
        ("waitlist_entries", "wants"),
        json!({"practitioner_id": "@dr anjali", "starts_at": starts_at,
               "ends_at": starts_at + 40 * MINUTE}),
    )?;
    Ok(())
}
