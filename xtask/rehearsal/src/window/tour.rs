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

const ADMINISTRATOR: (&str, &[&str]) = ("Leïla", &["administration", "duplicates", "dashboard"]);

/// The screens of desk and doctor, for a look at their words.
const WORDS: &[(&str, &[&str])] = &[
    ("Rosa", &["today", "queue", "find", "invoices", "sync", "settings"]),
    ("Amina", &["my-day"]),
];

/// The other languages that the tour speaks.
pub(super) const LANGUAGES: [&str; 3] = ["ar", "es", "fr"];
/// Letters of twice the size, in the names of pictures.
const LARGE: &str = "large";
/// From right to left, and large: which screens are kept as pictures.
const PICTURED: [&str; 2] = ["ar", LARGE];

/// Opens a screen by the navigation and looks at it. What a screen asks for, whoever is shown it may
/// ask for: nothing on it may have been refused.
async fn look_at(play: &Play, page: &str) -> Result<()> {
    let window = &play.window;
    window.press(&format!("nav-{page}")).await?;
    window.find(place_of(page)).await?;
    window.until_answered().await?;
    window.shoot(&format!("40-{page}")).await?;
    let refused = window.texts("failure").await?;
    ensure!(refused.is_empty(), "{page} shows what was refused: {}", refused.join(" "));
    Ok(())
}

/// Whether there is room for the words of a language on every screen, and nothing is refused there.
/// What is wrong is told for all screens at once.
pub(super) async fn in_language(play: &mut Play, language: &str) -> Result<()> {
    play.switch_to("Rosa").await?;
    play.leave().await?;
    let window = &play.window;
    window.press(&format!("language-{language}")).await?;
    window.find_css(&format!("html[lang=\"{language}\"]")).await?;
    let wrong = look_at_all_words(play, language).await?;
    play.leave().await?;
    let window = &play.window;
    window.press("language-en").await?;
    window.find_css("html[lang=\"en\"]").await?;
    ensure!(wrong.is_empty(), "\n    {}", wrong.join("\n    "));
    Ok(())
}

/// The same with letters of twice the size.
pub(super) async fn at_twice_the_size(play: &mut Play) -> Result<()> {
    play.switch_to("Rosa").await?;
    write_large(play, "200 %").await?;
    let wrong = look_at_all_words(play, LARGE).await?;
    play.switch_to("Rosa").await?;
    write_large(play, "100 %").await?;
    ensure!(wrong.is_empty(), "\n    {}", wrong.join("\n    "));
    Ok(())
}

async fn write_large(play: &Play, size: &str) -> Result<()> {
    play.go_to("settings").await?;
    play.window.press("settings-appearance").await?;
    play.window.press_label("text-size", size).await
}

async fn look_at_all_words(play: &Play, how: &str) -> Result<Vec<String>> {
    let mut wrong = Vec::new();
    for (who, pages) in WORDS.iter().chain(ELSEWHERE).chain(&[ADMINISTRATOR]) {
        play.switch_to(who).await?;
        for page in *pages {
            look_at_words(play, how, page, &mut wrong).await?;
        }
    }
    Ok(wrong)
}

async fn look_at_words(play: &Play, how: &str, page: &str, wrong: &mut Vec<String>) -> Result<()> {
    let window = &play.window;
    play.go_to(page).await?;
    window.find(place_of(page)).await?;
    window.until_answered().await?;
    if PICTURED.contains(&how) {
        window.rest().await?;
        window.shoot_once(&format!("50-{page}-{how}")).await?;
    }
    let refused = window.texts("failure").await?;
    wrong.extend(refused.iter().map(|text| format!("{page} shows what was refused: {text}")));
    let cut = window.cut_texts().await?;
    wrong.extend(cut.iter().map(|text| format!("{page} has no room for “{text}”")));
    Ok(())
}

/// What stands on a screen that the navigation leads to.
fn place_of(page: &str) -> &str {
    match page {
        "imaging" => "worklist",
        "find" => "find-input",
        "today" => "today-grid",
        "queue" => "queue-arrived",
        "sync" => "sync-centre",
        "settings" => "settings-account",
        other => other,
    }
}

/// The tour on its own: somebody has only just opened the program.
pub(super) async fn from_the_door(play: &mut Play) -> Result<()> {
    play.window.find("person-tile").await?;
    play.window.shoot("01-sign-in").await?;
    play.enter("Rosa").await?;
    all_screens(play).await
}

/// Whoever is there, somebody of the desk begins. Nothing may keep anybody out: axe looks at every
/// screen in light and in dark.
pub(super) async fn all_screens(play: &mut Play) -> Result<()> {
    play.window.let_axe_look();
    let shown = show_all(play).await;
    let barriers = play.window.barriers();
    shown?;
    ensure!(barriers.is_empty(), "\n    {}", barriers.join("\n    "));
    Ok(())
}

async fn show_all(play: &mut Play) -> Result<()> {
    play.switch_to("Rosa").await?;
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

    let (administrator, pages) = ADMINISTRATOR;
    play.switch_to(administrator).await?;
    for page in pages {
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
