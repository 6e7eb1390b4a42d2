//! A patient at the kiosk: what is their own, and nothing that anybody else could see after them.

use anyhow::{Context as _, Result, ensure};
use testkit::{PASSWORD, demo};

use super::Play;
use super::outage::until_mode;

/// Somebody of the desk opens the record and locks, so that no staff screen stands open.
async fn opened_by_the_desk(play: &Play) -> Result<()> {
    play.switch_to("Rosa").await?;
    lock(play).await
}

async fn lock(play: &Play) -> Result<()> {
    let window = &play.window;
    window.press("account-menu").await?;
    window.press("lock").await?;
    window.press("sign-in-other").await?;
    window.press("sign-in-patient").await
}

async fn enter(play: &Play) -> Result<String> {
    let window = &play.window;
    window.fill_and_look(&[("add-username", demo::PATIENT)]).await?;
    window.fill("add-password", PASSWORD).await?;
    window.press("add-submit").await?;
    window.find("own-start").await?;
    let name = window.texts("own-name").await?;
    name.into_iter().next().context("the kiosk says who is there")
}

async fn finish(play: &Play) -> Result<()> {
    let window = &play.window;
    window.press("own-leave").await?;
    // The next one is asked first, and of the one before nothing is left on the screen.
    window.find("add-username").await?;
    ensure!(window.value("add-username").await?.is_empty(), "the kiosk remembers who was there");
    window.until_gone("own-name").await
}

pub(super) async fn read(play: &mut Play) -> Result<()> {
    opened_by_the_desk(play).await?;
    play.window.shoot("110-kiosk-door").await?;
    play.at_kiosk = enter(play).await?;
    let window = &play.window;
    window.shoot("111-kiosk-start").await?;
    window.press("own-nav-health").await?;
    let result = window.until_text("own-result", "Hemoglobin").await?;
    ensure!(result.contains("13.9"), "the patient reads another result: {result}");
    window.shoot("112-kiosk-health").await?;
    window.press("own-nav-start").await?;
    window.press("own-now-feedback").await?;
    window.press("own-rating-4").await?;
    window.fill("own-feedback-comments", "Kind and quick.").await?;
    window.shoot("113-kiosk-feedback").await?;
    window.press("own-feedback-submit").await?;
    window.find("own-told").await?;
    finish(play).await
}

pub(super) async fn check_in(play: &mut Play) -> Result<()> {
    play.switch_to("Rosa").await?;
    play.stage.centre.stop().await?;
    until_mode(play, &["offline"]).await?;
    play.go_to("today").await?;
    let window = &play.window;
    window.press("today-book").await?;
    window.choose("book-patient", &play.at_kiosk, &play.at_kiosk).await?;
    window.choose("book-practitioner", "", "Daniel").await?;
    window.press("book-free").await?;
    window.fill_and_leave("book-reason", "Came by the kiosk").await?;
    window.press("book-submit").await?;
    window.until_gone("book-form").await?;
    lock(play).await?;

    enter(play).await?;
    let window = &play.window;
    window.press("own-nav-appointments").await?;
    window.press("own-check-in").await?;
    window.until_gone("own-check-in").await?;
    window.shoot("114-kiosk-checked-in").await?;
    finish(play).await?;

    play.switch_to("Rosa").await?;
    play.go_to("today").await?;
    let window = &play.window;
    window
        .until("the desk seeing who has come", async || {
            let texts = window.texts("appointment").await?;
            let states = window.attributes("appointment", "data-status").await?;
            let came = texts
                .iter()
                .zip(&states)
                .any(|(text, state)| text.contains("Came by the kiosk") && state == "checked_in");
            Ok(came.then_some(()))
        })
        .await
}

pub(super) async fn sent(play: &mut Play) -> Result<()> {
    play.go_to("sync").await?;
    play.window.find("outbox-item").await?;
    play.stage.centre.resume().await?;
    play.window.press("sync-now").await?;
    until_mode(play, &["synced"]).await?;
    play.window.until_gone("outbox-item").await?;
    play.leave().await
}
