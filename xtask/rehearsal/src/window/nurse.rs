//! The nurse's part of the day: somebody comes who cannot wait.

use anyhow::{Context as _, Result};
use testkit::people::MadeUpPerson;

use super::Play;
use super::desk::{first_word, typeable};
use super::driver::keys;

/// Old enough to have such a pain, and not booked for today, so that the visit is their own.
fn who_comes(today: &[String]) -> Result<MadeUpPerson> {
    let booked = |person: &MadeUpPerson| {
        let family = first_word(&person.family_name);
        today.iter().any(|text| text.contains(family))
    };
    let grown = chrono::NaiveDate::from_ymd_opt(1985, 1, 1).context("a day")?;
    typeable()
        .into_iter()
        .rev()
        .find(|person| person.born < grown && person.born_precision == "day" && !booked(person))
        .context("somebody who comes without an appointment")
}

pub(super) async fn triage(play: &mut Play) -> Result<()> {
    play.switch_to("Tomás").await?;
    play.go_to("today").await?;
    play.window.find("appointment").await?;
    let person = who_comes(&play.window.texts("appointment").await?)?;
    let family = first_word(&person.family_name);
    play.go_to("triage").await?;
    let window = &play.window;
    window.press("triage-new").await?;
    window.choose("triage-patient", family, &person.given_name).await?;
    window.fill_and_leave("triage-symptoms", "Crushing pain in the chest for an hour").await?;
    window.press("mobility-with_help").await?;
    let typed = [
        ("triage-respiratory_rate_bpm", "24"),
        ("triage-heart_rate_bpm", "118"),
        ("triage-systolic_mmhg", "96"),
        ("triage-temperature_celsius", "37.1"),
    ];
    window.fill_and_look(&typed).await?;
    window.choose("triage-consciousness", "", "Alert").await?;
    window.press("sign-chest_pain").await?;
    window.shoot("60-triage").await?;
    window.press("triage-submit").await?;
    window.until_text("triage-outcome", "Orange").await?;
    window.shoot("61-triage-orange").await?;
    window.press("triage-close").await?;
    window.until_text("triage-orange", family).await?;
    play.emergency = Some(person);
    Ok(())
}

pub(super) async fn measure(play: &mut Play) -> Result<()> {
    let window = &play.window;
    let family = first_word(&play.emergency()?.family_name);
    window.press_inside("triage-line", family, "triage-visit").await?;
    window.find("visit").await?;
    window.press("visit-record-vitals").await?;
    window.until_cursor_in("vitals-systolic_mmhg").await?;
    let typed = [
        ("vitals-systolic_mmhg", "84"),
        ("vitals-diastolic_mmhg", "48"),
        ("vitals-heart_rate_bpm", "212"),
        ("vitals-oxygen_saturation_percent", "88"),
    ];
    window.fill_and_look(&typed).await?;
    window.press("vitals-submit").await?;
    window.until_text("vitals-unusual", "212").await?;
    window.shoot("62-pulse-asked").await?;
    window.press("vitals-confirm").await?;
    window.until_gone("vitals-form").await?;
    window.until_text("visit-vitals", "212").await?;
    Ok(())
}

pub(super) async fn admit(play: &mut Play) -> Result<()> {
    play.go_to("ward").await?;
    let window = &play.window;
    let family = first_word(&play.emergency()?.family_name);
    window.press_inside("bed", "Intensive care", "bed-admit").await?;
    window.choose("admit-patient", family, &play.emergency()?.given_name).await?;
    // The stay belongs to the visit that is going on.
    window.find("admit-visit").await?;
    window.fill_and_leave("admit-reason", "Chest pain, falling pressure").await?;
    window.press("admit-submit").await?;
    window.until_gone("admit-form").await?;
    window.until_text("bed", family).await?;
    window.shoot("63-ward").await?;
    let sums = window.texts("ward-sums").await?;
    play.beds = sums.first().context("the ward counts its beds")?.clone();
    Ok(())
}

pub(super) async fn observe(play: &mut Play) -> Result<()> {
    play.go_to("icu").await?;
    let window = &play.window;
    let family = first_word(&play.emergency()?.family_name);
    window.press_inside("icu-tile", family, "icu-enter").await?;
    let typed = [
        ("icu-systolic_mmhg", "88"),
        ("icu-diastolic_mmhg", "50"),
        ("icu-heart_rate_bpm", "132"),
        ("icu-respiratory_rate_bpm", "28"),
        ("icu-temperature_celsius", "37.2"),
        ("icu-oxygen_saturation_percent", "89"),
    ];
    window.fill_and_look(&typed).await?;
    window.press_label("icu-oxygen", "air").await?;
    window.choose("icu-consciousness", "", "Confused").await?;
    window.press("icu-submit").await?;
    window.until_text("icu-outcome", "high risk").await?;
    window.shoot("64-icu-outcome").await?;
    window.press("icu-close").await?;
    window.until_text("icu-news2", "high risk").await?;
    window.shoot("65-icu").await
}

pub(super) async fn call_for_help(play: &mut Play) -> Result<()> {
    let window = &play.window;
    window.until_gone("icu-outcome").await?;
    window.key(keys::RAISE_ALERT).await?;
    window.until_text("raise-template", "Cardiac arrest").await?;
    window.shoot("66-call-for-help").await?;
    window.key("1").await?;
    window.until_text("raise-out", "Cardiac arrest").await?;
    window.press("raise-follow").await?;
    window.until_text("alert-event", "Tomás").await?;
    window.shoot("67-alert-out").await?;
    window.key(keys::ESCAPE).await?;
    window.until_gone("alert-details").await
}

/// What Amina is to do.
pub(super) const TASK: &str = "ECG in ten minutes, then call the cardiologist";

pub(super) async fn hand_over(play: &mut Play) -> Result<()> {
    play.go_to("tasks").await?;
    let window = &play.window;
    let person = play.emergency()?;
    window.press("tasks-add").await?;
    window.fill_and_look(&[("add-task-title", TASK)]).await?;
    window.choose("add-task-patient", first_word(&person.family_name), &person.given_name).await?;
    window.press("add-task-submit").await?;
    window.until_gone("add-task-form").await?;
    window.press_inside("task-row", TASK, "task-take").await?;
    window.until_text("tasks-mine", TASK).await?;
    window.press_inside("task-row", TASK, "task-more").await?;
    window.press("task-hand-over").await?;
    window.choose("task-to", "Amina", "Amina").await?;
    window.fill_and_leave("task-act-text", "My shift ends").await?;
    window.shoot("68-hand-over").await?;
    window.press("task-act-submit").await?;
    window.until_gone("task-hand_over-form").await?;
    window
        .until("the task being somebody else's", async || {
            let left = window.texts("task-row").await?;
            Ok((!left.iter().any(|row| row.contains(TASK))).then_some(()))
        })
        .await?;
    play.leave().await
}
