//! The doctor's part of the day.

use anyhow::Result;

use super::Play;
use super::money::newest_paper;

pub(super) async fn start(play: &mut Play) -> Result<()> {
    play.switch_to("Amina").await?;
    let window = &play.window;
    window.press("nav-queue").await?;
    window.until_text("queue-arrived", &play.patient).await?;
    window.press_inside("queue-card", &play.patient, "queue-start").await?;
    window.find("visit").await?;
    Ok(())
}

pub(super) async fn measure(play: &mut Play) -> Result<()> {
    let window = &play.window;
    window.press("visit-record-vitals").await?;
    window.until_cursor_in("vitals-systolic_mmhg").await?;
    let typed = [
        ("vitals-systolic_mmhg", "238"),
        ("vitals-diastolic_mmhg", "121"),
        ("vitals-heart_rate_bpm", "88"),
        ("vitals-temperature", "36.9"),
        ("vitals-oxygen_saturation_percent", "97"),
    ];
    window.fill_and_look(&typed).await?;
    window.press("vitals-submit").await?;
    window.find("vitals-unusual").await?;
    window.shoot("08-vitals-unusual").await?;
    window.press("vitals-confirm").await?;
    window.until_gone("vitals-form").await?;
    window.until_text("visit-vitals", "238").await?;
    Ok(())
}

pub(super) async fn diagnose(play: &mut Play) -> Result<()> {
    let window = &play.window;
    window.choose("diagnose-find", "essential hypertens", "I10").await?;
    window.press("diagnose-submit").await?;
    window.until_text("diagnosis", "I10").await?;
    Ok(())
}

pub(super) async fn prescribe(play: &mut Play) -> Result<()> {
    let window = &play.window;
    window.press("allergy-add").await?;
    window.until_cursor_in("allergy-substance").await?;
    window.fill_and_look(&[("allergy-substance", "Amoxicillin")]).await?;
    window.choose("allergy-criticality", "", "High").await?;
    window.fill("allergy-reaction", "Swollen lips").await?;
    window.press("allergy-submit").await?;
    window.until_gone("allergy-form").await?;
    window.until_text("allergies", "Amoxicillin").await?;

    window.press("visit-prescribe").await?;
    window.fill_and_leave("prescribe-medication", "Amoxicillin").await?;
    window.find("warning-allergy").await?;
    window.fill("prescribe-amount", "500").await?;
    window.fill_and_leave("prescribe-unit", "mg").await?;
    window.fill_and_leave("prescribe-route", "oral").await?;
    window.fill_and_leave("prescribe-frequency", "three times a day").await?;
    window.fill_and_leave("prescribe-days", "7").await?;
    window.press("prescribe-submit").await?;
    window.find("prescribe-warned").await?;
    window.shoot("09-prescribe-warned").await?;
    window.press("prescribe-accept").await?;
    window.until_gone("prescribe-form").await?;
    window.until_text("visit-prescriptions", "Amoxicillin").await?;
    Ok(())
}

pub(super) async fn sign(play: &mut Play) -> Result<()> {
    let window = &play.window;
    window.fill("note-subjective", "Palpitations since the morning, no chest pain.").await?;
    window.fill("note-assessment", "Hypertensive, otherwise well.").await?;
    window.fill_and_leave("note-plan", "Rest, measure again in an hour, review tomorrow.").await?;
    window
        .until("the note being kept", async || {
            let states = window.attributes("note-state", "data-state").await?;
            Ok((states.first().map(String::as_str) == Some("saved")).then_some(()))
        })
        .await?;
    window.shoot("10-visit").await?;
    window.press("visit-finish").await?;
    window.press("visit-sign").await?;
    window.until_text("visit-status", "Signed").await?;
    window.press("print-summary").await?;
    newest_paper(play).await
}

pub(super) async fn chart(play: &mut Play) -> Result<()> {
    let window = &play.window;
    window.press_css("[data-testid=\"visit\"] header a").await?;
    window.find("chart").await?;
    window.until_text("chart-problems", "I10").await?;
    window.until_text("chart-medicines", "Amoxicillin").await?;
    window.until_text("allergies", "Amoxicillin").await?;
    window.shoot("11-chart-after-visit").await
}
