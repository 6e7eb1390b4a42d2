//! The laboratory's part of the day.

use anyhow::Result;

use super::Play;
use super::desk::first_word;
use super::orders::TEST;

pub(super) async fn test(play: &mut Play) -> Result<()> {
    play.switch_to("Noor").await?;
    play.go_to("laboratory").await?;
    let window = &play.window;
    let family = first_word(&play.emergency()?.family_name);
    window.press_with_text("lab-row", family).await?;
    window.press("specimen-take").await?;
    window.press("specimen-take-submit").await?;
    window.press("specimen-receive").await?;
    window.fill("result-value", "6.9").await?;
    window.shoot("75-result-entered").await?;
    window.press("results-save").await?;
    window.until_text("shown-result", "Critically high").await?;
    window.shoot("76-critical").await?;

    window.press_label("lab-view", "telephone").await?;
    window.press_inside("telephone-row", family, "telephone-tell").await?;
    window.fill("tell-reason", "Dr Benali, by telephone").await?;
    window.shoot("77-telephoned").await?;
    window.press("tell-submit").await?;
    window
        .until("nothing being left to telephone about this patient", async || {
            let rows = window.texts("telephone-row").await?;
            Ok((!rows.iter().any(|row| row.contains(family))).then_some(()))
        })
        .await?;
    play.leave().await
}

pub(super) async fn sign_off(play: &mut Play) -> Result<()> {
    play.switch_to("Amina").await?;
    play.go_to("my-day").await?;
    let window = &play.window;
    let person = play.emergency()?;
    let family = first_word(&person.family_name);
    window.press_inside("sign-row", family, "sign-one").await?;
    window.shoot("78-results-to-sign").await?;
    window.press("sign-submit").await?;
    window
        .until("the result being signed off", async || {
            let rows = window.texts("sign-row").await?;
            Ok((!rows.iter().any(|row| row.contains(family))).then_some(()))
        })
        .await?;
    window.press_link("my-visit", family).await?;
    window.find("visit").await?;
    window.press_css("[data-testid=\"visit\"] header a").await?;
    window.find("chart").await?;
    let result = window.until_text("chart-results", TEST).await?;
    anyhow::ensure!(result.contains("6.9"), "the chart shows another result: {result}");
    window.shoot("79-chart-result").await?;
    play.leave().await
}
