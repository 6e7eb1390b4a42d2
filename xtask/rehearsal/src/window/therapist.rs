//! The therapist's part of the day.

use anyhow::{Context as _, Result};

use super::Play;
use super::desk::{first_word, typeable};

/// Questions of the PHQ-9.
const QUESTIONS: usize = 9;

/// Whom Hana sees, when the doctors have gone home: nobody has another appointment then.
fn who_talks() -> Result<(String, String)> {
    let grown = chrono::NaiveDate::from_ymd_opt(1990, 1, 1).context("a day")?;
    let person = typeable().into_iter().find(|person| person.born < grown);
    let person = person.context("somebody who is grown up")?;
    Ok((first_word(&person.family_name).to_owned(), person.given_name))
}

pub(super) async fn session(play: &mut Play) -> Result<()> {
    play.switch_to("Hana").await?;
    play.go_to("sessions").await?;
    let window = &play.window;
    let (family, given) = who_talks()?;
    window.press("sessions-plan").await?;
    window.choose("session-patient", &family, &given).await?;
    window.fill_and_leave("session-clock", "18:30").await?;
    window.press("session-submit").await?;
    window.until_gone("plan-session-form").await?;
    window.press_inside("session-line", &family, "session-start").await?;
    window.press("script-phq9").await?;
    for question in 0..QUESTIONS {
        let points = usize::from(question + 1 < QUESTIONS);
        window.press(&format!("answer-{question}-{points}")).await?;
    }
    window.shoot("100-script").await?;
    window.press("script-submit").await?;
    window.until_text("script-outcome", "8 points").await?;
    window.press("script-close").await?;
    window.until_gone("script-outcome").await?;
    window.fill("therapy-note", "Sleeps better since the walks by the harbour.").await?;
    window.press("therapy-note-save").await?;
    window.until_text("session-note-line", "walks by the harbour").await?;
    window.until_text("session-note-line", "8 points").await?;
    window.shoot("101-session").await?;
    window.press("session-complete").await?;
    window.press("session-complete-submit").await?;
    window.until_text("session", "Ended").await?;
    Ok(())
}

pub(super) async fn plan(play: &mut Play) -> Result<()> {
    play.go_to("sessions").await?;
    let window = &play.window;
    let (family, _) = who_talks()?;
    window.press_with_text("therapy-patient", &family).await?;
    window.until_text("therapy-scores", "PHQ-9 8").await?;
    window.shoot("102-therapy").await?;
    window.press("plan-make").await?;
    window.choose("plan-template", "", "Sleeping again").await?;
    window.find("step-title-0").await?;
    window.press("plan-submit").await?;
    window.find("plan-item").await?;
    window.press("item-tick").await?;
    window.until_text("items-past", "Hana").await?;
    window.shoot("103-plan").await?;
    play.leave().await
}
