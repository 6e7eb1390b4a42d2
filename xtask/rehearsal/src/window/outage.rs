//! The line goes and comes back.

use anyhow::{Context as _, Result, ensure};
use serde_json::{Value, json};

use super::Play;
use super::desk::{NEW_PATIENT, first_word, typeable};
use crate::laptop::Laptop;

const MINUTE: i64 = 60_000_000;

pub(super) async fn line_cut(play: &mut Play) -> Result<()> {
    play.switch_to("Rosa").await?;
    until_mode(play, &["synced"]).await?;
    play.stage.centre.stop().await?;
    until_mode(play, &["offline"]).await?;
    let window = &play.window;
    let patients = typeable();
    let person = patients.get(4).context("somebody to book")?;
    window.press("nav-today").await?;
    window.press("today-walk-in").await?;
    let family = first_word(&person.family_name);
    window.choose("walk-in-patient", family, family).await?;
    window.choose("walk-in-practitioner", "", "Daniel").await?;
    window.fill_and_leave("walk-in-reason", "Stung by a jellyfish").await?;
    window.press("walk-in-submit").await?;
    window.until_text("appointment", "jellyfish").await?;
    window.shoot("16-offline-today").await?;
    window.press("status-pill").await?;
    window.find("outbox-item").await?;
    window.shoot("17-offline-sync-centre").await?;
    play.stage.centre.resume().await?;
    play.window.press("sync-now").await?;
    until_mode(play, &["synced"]).await?;
    play.window.until_gone("outbox-item").await
}

pub(super) async fn taken_twice(play: &mut Play) -> Result<()> {
    let link = play.stage.centre.invite("Laptop").await?;
    let laptop = Laptop::join(&link, "rosa").await?;
    let slot = free_slot(&laptop)?;
    let theirs = registered(&laptop)?;

    play.stage.centre.stop().await?;
    until_mode(play, &["offline"]).await?;
    let window = &play.window;
    window.press("nav-today").await?;
    window.find("appointment").await?;
    if slot.tomorrow {
        window.press("today-next").await?;
    }
    let place = format!(
        "[data-testid=\"free-slot\"][data-starts-at=\"{}\"][aria-label*=\"{}\"]",
        slot.starts_at, slot.practitioner
    );
    window.press_css(&place).await?;
    window.choose("book-patient", NEW_PATIENT, NEW_PATIENT).await?;
    window.fill_and_leave("book-reason", "Booked on this PC").await?;
    window.press("book-submit").await?;
    window.until_text("appointment", "Booked on this PC").await?;

    laptop.ask(
        "scheduling.book",
        json!({"patient_id": theirs, "practitioner_id": slot.practitioner_id,
               "starts_at": slot.starts_at, "ends_at": slot.starts_at + 15 * MINUTE,
               "kind": "consultation", "priority": "medium", "reason": "Booked on the laptop",
               "room": null, "overbook": false}),
    )?;

    play.stage.centre.resume().await?;
    laptop.exchange().await?;
    let window = &play.window;
    window.press("nav-sync").await?;
    window.press("sync-now").await?;
    window.find("conflict-item").await?;
    until_mode(play, &["synced", "attention"]).await?;
    window.shoot("18-conflict").await?;
    let offered = window.texts("conflict-choose-slot").await?;
    ensure!(!offered.is_empty(), "no free time is offered for the booking that is held");
    window.press("conflict-choose-slot").await?;
    window.until_gone("conflict-item").await?;
    until_mode(play, &["synced"]).await?;
    laptop.exchange().await?;
    let left = laptop.ask("system.conflicts", json!({"include_decided": false}))?;
    let held = left
        .as_array()
        .into_iter()
        .flatten()
        .filter(|item| item.get("kind") == Some(&json!("held")));
    ensure!(held.count() == 0, "the laptop still shows the double booking as open");
    Ok(())
}

pub(super) async fn verify(play: &mut Play) -> Result<()> {
    let window = &play.window;
    window.press("nav-sync").await?;
    window.press("verify-now").await?;
    window.find("verify-equal").await?;
    window.shoot("19-sync-centre").await
}

/// Waits until the pill says one of `modes`.
pub(super) async fn until_mode(play: &Play, modes: &[&str]) -> Result<()> {
    play.window
        .until(&format!("the line being {}", modes.join(" or ")), async || {
            let now = play.window.attributes("status-pill", "data-mode").await?;
            Ok(now.first().filter(|now| modes.contains(&now.as_str())).map(|_| ()))
        })
        .await
}

/// Somebody with no appointments yet, registered on the laptop.
fn registered(laptop: &Laptop) -> Result<Value> {
    let made_up = testkit::people::person(1_000);
    let answer = laptop.ask("people.register", made_up.registration())?;
    answer.get("id").cloned().context("the new patient's id")
}

struct Slot {
    practitioner_id: String,
    practitioner: String,
    starts_at: i64,
    tomorrow: bool,
}

/// A free quarter of an hour, later today or tomorrow.
fn free_slot(laptop: &Laptop) -> Result<Slot> {
    let now = chrono::Utc::now().timestamp_micros();
    let slots = laptop.ask(
        "scheduling.free_slots",
        json!({"practitioner_id": null, "from": now + 60 * MINUTE, "minutes": 15, "count": 60}),
    )?;
    let begins = |slot: &Value| slot.get("starts_at").and_then(Value::as_i64);
    // The calendar can be pressed at quarters of an hour.
    let slot = slots
        .as_array()
        .into_iter()
        .flatten()
        .find(|slot| begins(slot).is_some_and(|at| at % (15 * MINUTE) == 0))
        .context("a free slot")?;
    let text = |name: &str| {
        let text = slot.get(name).and_then(Value::as_str).map(str::to_owned);
        text.with_context(|| format!("a slot's {name}"))
    };
    let starts_at = begins(slot).context("a beginning")?;
    let zone = testkit::demo::town(now).zone();
    let day = |at| clinic::calendar::day_of(zone, at);
    Ok(Slot {
        practitioner_id: text("practitioner_id")?,
        practitioner: text("practitioner")?,
        starts_at,
        tomorrow: day(starts_at) != day(now),
    })
}
