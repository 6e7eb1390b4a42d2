//! What a doctor orders for the nurse's patient, for others to go on with.

use anyhow::Result;

use super::Play;
use super::desk::first_word;
use super::driver::keys;
use super::nurse::TASK;

/// What is tested, and what comes of it: above every limit.
pub(super) const TEST: &str = "Potassium";
/// What is prescribed, and stands in the pharmacy.
pub(super) const MEDICINE: &str = "Ibuprofen 400 mg";

pub(super) async fn answer(play: &mut Play) -> Result<()> {
    play.switch_to("Amina").await?;
    play.go_to("alerts").await?;
    let window = &play.window;
    window.press_inside("alert-card", "Cardiac arrest", "alert-answer").await?;
    window.fill("alert-act-text", "On my way").await?;
    window.press("alert-act-submit").await?;
    window.until_gone("alert-acknowledge-form").await?;
    window.until_text("alert-card", "On my way").await?;
    window.shoot("70-alerts-answered").await?;
    window.press_inside("alert-card", "Cardiac arrest", "alert-open").await?;
    window.until_text("alert-event", "Amina").await?;
    window.press("details-resolve").await?;
    window.fill("alert-act-text", "A faint, no arrest").await?;
    window.press("alert-act-submit").await?;
    window.until_text("alert-event", "A faint, no arrest").await?;
    window.shoot("71-alert-resolved").await?;
    window.key(keys::ESCAPE).await?;
    window.until_gone("alert-details").await?;
    play.go_to("tasks").await?;
    play.window.until_text("tasks-mine", TASK).await?;
    Ok(())
}

pub(super) async fn order(play: &mut Play) -> Result<()> {
    play.go_to("my-day").await?;
    let window = &play.window;
    window.press_link("my-visit", first_word(&play.emergency()?.family_name)).await?;
    window.find("visit").await?;

    window.press("visit-tests").await?;
    window.fill("order-tests-find", TEST).await?;
    window
        .until("the list being as short as what was typed asks", async || {
            let list = window.texts("order-tests-list").await?;
            let one = |list: &String| list.contains(TEST) && !list.contains("Sodium");
            Ok(list.first().is_some_and(one).then_some(()))
        })
        .await?;
    window.press("order-tests-one").await?;
    window.choose("order-tests-priority", "", "Immediately").await?;
    window.fill_and_leave("order-tests-reason", "Falling pressure").await?;
    window.shoot("72-order-tests").await?;
    window.press("order-tests-submit").await?;
    window.until_text("visit-order", TEST).await?;

    window.press("visit-scan").await?;
    window.choose("order-modality", "", "X-ray (DX)").await?;
    window.fill_and_leave("order-body-part", "Chest").await?;
    window.choose("order-priority", "", "Urgent").await?;
    window.fill_and_leave("order-reason", "Chest pain").await?;
    window.fill_and_leave("order-question", "Is the heart enlarged?").await?;
    window.press("order-submit").await?;
    window.until_gone("order-form").await?;

    window.press("visit-prescribe").await?;
    window.fill_and_leave("prescribe-medication", MEDICINE).await?;
    window.fill("prescribe-amount", "400").await?;
    window.fill_and_leave("prescribe-unit", "mg").await?;
    window.fill_and_leave("prescribe-route", "oral").await?;
    window.fill_and_leave("prescribe-frequency", "three times a day").await?;
    window.fill_and_leave("prescribe-days", "5").await?;
    window.press("prescribe-submit").await?;
    // Some patients have an allergy that speaks against it; the doctor knows better.
    let next = window.until_any(&["prescribe-warned", "print-prescription"]).await?;
    if next == "prescribe-warned" {
        window.press("prescribe-accept").await?;
    }
    window.until_gone("prescribe-form").await?;
    window.until_text("visit-prescriptions", MEDICINE).await?;
    window.shoot("73-visit-orders").await?;
    play.leave().await
}
