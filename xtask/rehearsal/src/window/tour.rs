//! Every screen, in light and dark, as pictures that somebody looks at.

use anyhow::{Result, ensure};
use testkit::demo;

use super::Play;
use super::desk::first_word;
use super::driver::keys;

/// Whose screens they are, and which, as the navigation calls them.
const ELSEWHERE: &[(&str, &[&str])] = &[
    ("Tomás", &["ward", "triage", "icu", "laboratory", "stock", "alerts", "tasks", "messages"]),
    ("Kwame", &["pharmacy", "stock"]),
    ("Noor", &["laboratory"]),
    ("Élise", &["imaging"]),
    ("Hana", &["sessions"]),
    ("Piotr", &["invoices", "claims", "balances", "cash", "prices"]),
    ("Joris", &["dashboard"]),
    ("Dmitri", &["administration"]),
];

/// Opens a screen by the navigation and looks at it. What a screen asks for, whoever is shown it may
/// ask for: nothing on it may have been refused.
async fn look_at(play: &Play, page: &str) -> Result<()> {
    let window = &play.window;
    window.press(&format!("nav-{page}")).await?;
    window.find(if page == "imaging" { "worklist" } else { page }).await?;
    window.until_answered().await?;
    window.shoot(&format!("40-{page}")).await?;
    let refused = window.texts("failure").await?;
    ensure!(refused.is_empty(), "{page} shows what was refused: {}", refused.join(" "));
    Ok(())
}

/// The tour on its own: somebody has only just opened the program.
pub(super) async fn from_the_door(play: &mut Play) -> Result<()> {
    play.window.find("person-tile").await?;
    play.window.shoot("01-sign-in").await?;
    play.enter("Rosa").await?;
    all_screens(play).await
}

/// Somebody of the desk is signed in.
pub(super) async fn all_screens(play: &mut Play) -> Result<()> {
    let window = &play.window;
    window.press("nav-today").await?;
    window.find("appointment").await?;
    window.shoot("20-today").await?;
    window.press("today-book").await?;
    window.find("book-form").await?;
    window.shoot("21-book").await?;
    // The first press closes the list under the cursor, the next one the form.
    window
        .until("the booking closing", async || {
            window.key(keys::ESCAPE).await?;
            Ok(window.texts("book-form").await?.is_empty().then_some(()))
        })
        .await?;
    window.press("today-next").await?;
    window.shoot("22-tomorrow").await?;
    window.press("nav-queue").await?;
    window.find("queue-card").await?;
    window.shoot("23-queue").await?;
    window.press("nav-find").await?;
    window.fill("find-input", "a").await?;
    window.find("find-result").await?;
    window.shoot("24-find").await?;
    window.press("find-register").await?;
    window.find("register-form").await?;
    window.shoot("25-register").await?;
    window.press("nav-invoices").await?;
    window.find("invoice-row").await?;
    window.shoot("26-invoices").await?;
    window.press("invoice-row").await?;
    window.find("invoice-print").await?;
    window.shoot("27-invoice").await?;
    window.press("nav-sync").await?;
    window.find("sync-line").await?;
    window.shoot("28-sync-centre").await?;
    open_chart(play).await?;
    play.window.shoot("29-chart-desk").await?;
    play.window.press("open-palette").await?;
    play.window.shoot("30-palette").await?;
    play.window.key(keys::ESCAPE).await?;

    play.switch_to("Amina").await?;
    look_at(play, "my-day").await?;
    open_chart(play).await?;
    let window = &play.window;
    window.find("vitals-trends").await?;
    window.shoot("31-chart-doctor").await?;
    window.press("nav-queue").await?;
    window.press("queue-open-visit").await?;
    window.find("visit").await?;
    window.shoot("32-visit").await?;

    for (who, pages) in ELSEWHERE {
        play.switch_to(who).await?;
        for page in *pages {
            look_at(play, page).await?;
        }
    }

    play.switch_to("Leïla").await?;
    for page in ["administration", "duplicates", "dashboard"] {
        look_at(play, page).await?;
    }
    let window = &play.window;
    window.press("nav-settings").await?;
    for tab in ["account", "pc", "staff", "hours", "appearance"] {
        window.press(&format!("settings-{tab}")).await?;
        window.shoot(&format!("33-settings-{tab}")).await?;
    }
    window.press("account-menu").await?;
    window.press("lock").await?;
    window.find("sign-in-password").await?;
    window.shoot("34-locked").await
}

async fn open_chart(play: &Play) -> Result<()> {
    let person = demo::well_known_patient();
    let window = &play.window;
    window.press("nav-find").await?;
    let name = format!("{} {}", person.given_name, person.family_name);
    window.fill("find-input", &name).await?;
    window.press_with_text("find-result", first_word(&person.family_name)).await?;
    window.until_text("chart-name", first_word(&person.family_name)).await?;
    Ok(())
}
