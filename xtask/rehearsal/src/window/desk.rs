//! The front desk's part of the day.

use anyhow::{Context as _, Result, ensure};
use testkit::demo;
use testkit::people::MadeUpPerson;

use super::Play;
use super::driver::keys;

/// The family name of whom the desk registers.
pub(super) const NEW_PATIENT: &str = "Oosterbeek";

/// Patients whose names can be typed on every keyboard.
pub(super) fn typeable() -> Vec<MadeUpPerson> {
    demo::patients().filter(|person| ["es", "en", "fr"].contains(&person.language)).collect()
}

/// The family name as somebody types it who has only heard it: two letters the wrong way round, no
/// accents.
pub(super) fn misheard(person: &MadeUpPerson) -> String {
    let plain = |letter: char| match letter {
        'á' | 'à' | 'â' => 'a',
        'é' | 'è' | 'ê' | 'ë' => 'e',
        'í' | 'ï' | 'î' => 'i',
        'ó' | 'ô' => 'o',
        'ú' | 'ü' | 'û' => 'u',
        'ñ' => 'n',
        'ç' => 'c',
        other => other,
    };
    let mut letters: Vec<char> = first_word(&person.family_name).chars().map(plain).collect();
    if letters.len() > 4 {
        letters.swap(2, 3);
    }
    let given: String = first_word(&person.given_name).chars().map(plain).take(4).collect();
    format!("{} {given}", letters.into_iter().collect::<String>())
}

pub(super) fn first_word(name: &str) -> &str {
    name.split(' ').next().unwrap_or(name)
}

pub(super) async fn sign_in(play: &mut Play) -> Result<()> {
    play.window.find("person-tile").await?;
    play.window.shoot("01-sign-in").await?;
    play.enter("Rosa").await?;
    play.window.find("today-grid").await?;
    Ok(())
}

pub(super) async fn today(play: &mut Play) -> Result<()> {
    let window = &play.window;
    window.press("nav-today").await?;
    window.find("appointment").await?;
    let states = window.attributes("appointment", "data-status").await?;
    ensure!(states.len() >= 20, "today shows {} appointments", states.len());
    for state in ["completed", "in_progress", "confirmed"] {
        ensure!(states.iter().any(|found| found == state), "nobody today is {state}");
    }
    window.shoot("02-today").await
}

pub(super) async fn book(play: &mut Play) -> Result<()> {
    let window = &play.window;
    window.press("nav-today").await?;
    window.find("appointment").await?;
    // Whoever comes today anyway may come at the very time that is free.
    let today = window.texts("appointment").await?;
    let patients = typeable();
    let comes = |person: &&MadeUpPerson| {
        today.iter().any(|text| text.contains(first_word(&person.family_name)))
    };
    let person = patients.iter().find(|person| !comes(person)).context("somebody to book")?;
    window.press("today-book").await?;
    window.choose("book-patient", &misheard(person), first_word(&person.family_name)).await?;
    window.choose("book-practitioner", "", "Amina").await?;
    window.press("book-free").await?;
    window.fill_and_leave("book-reason", "Travel vaccination").await?;
    window.shoot("03-book").await?;
    window.press("book-submit").await?;
    window.until_gone("book-form").await?;
    window.until_text("appointment", "Travel vaccination").await?;
    Ok(())
}

pub(super) async fn move_and_cancel(play: &mut Play) -> Result<()> {
    let window = &play.window;
    window.press("nav-today").await?;
    window.press_with_text("appointment", "Travel vaccination").await?;
    window.find("appointment-drawer").await?;
    window.shoot("04-appointment").await?;
    let before = window.until_text("appointment", "Travel vaccination").await?;
    window.press("appointment-move").await?;
    // The second of the free times: the first may be the one it has.
    window.press_css("[data-testid=\"move-free\"]:nth-of-type(2)").await?;
    window.press("move-submit").await?;
    window
        .until("the appointment being elsewhere", async || {
            let texts = window.texts("appointment").await?;
            let now = texts.iter().find(|text| text.contains("Travel vaccination"));
            Ok((now != Some(&before)).then_some(()))
        })
        .await?;
    // It may be on another day now; what is cancelled is what today still shows.
    let id = waiting(play).await?;
    window.press_css(&block(&id)).await?;
    window.press("appointment-cancel").await?;
    window.fill("cancel-reason", "Called to say that they are away").await?;
    window.press("cancel-submit").await?;
    window
        .until("the cancelled appointment giving its place back", async || {
            let state = state_of(play, &id).await?;
            Ok(state.is_none_or(|state| state == "cancelled").then_some(()))
        })
        .await
}

pub(super) async fn find(play: &mut Play) -> Result<()> {
    let window = &play.window;
    let person = demo::well_known_patient();
    window.press("nav-find").await?;
    window.fill("find-input", &misheard(&person)).await?;
    let family = first_word(&person.family_name);
    let first = window.until_text("find-result", family).await?;
    ensure!(
        window.texts("find-result").await?.first() == Some(&first),
        "{family} is found, but not first"
    );
    window.shoot("05-find").await?;
    window.press_with_text("find-result", family).await?;
    window.until_text("chart-name", family).await?;
    Ok(())
}

pub(super) async fn register(play: &mut Play) -> Result<()> {
    let window = &play.window;
    let patients = typeable();
    let known = patients.get(2).context("somebody who is known")?;
    open_registration(play).await?;
    window.fill("patient-given_name", &known.given_name).await?;
    window.fill("patient-family_name", &known.family_name).await?;
    window.fill_and_leave("patient-date_of_birth", &known.born.to_string()).await?;
    window.find("duplicate-match").await?;
    window.shoot("06-register-duplicate").await?;
    window.press("register-submit").await?;
    window.find("register-anyway").await?;
    window.press("duplicate-use").await?;
    window.until_text("chart-name", first_word(&known.family_name)).await?;

    open_registration(play).await?;
    window.fill("patient-given_name", "Wilhelmina").await?;
    window.fill("patient-family_name", NEW_PATIENT).await?;
    window.fill("patient-date_of_birth", "1979-04-03").await?;
    window.fill_and_leave("patient-phone", "+31 6 5550 1234").await?;
    window.press("register-submit").await?;
    window.until_text("chart-name", NEW_PATIENT).await?;
    Ok(())
}

async fn open_registration(play: &Play) -> Result<()> {
    play.window.press("nav-find").await?;
    play.window.fill("find-input", "Wilh").await?;
    play.window.press("find-register").await?;
    play.window.find("register-form").await?;
    Ok(())
}

pub(super) async fn check_in(play: &mut Play) -> Result<()> {
    let window = &play.window;
    window.press("nav-today").await?;
    window.find("appointment").await?;
    let id = waiting(play).await?;
    window.press_css(&block(&id)).await?;
    let name = window.find("appointment-patient").await?.text().await?;
    window.press("appointment-check-in").await?;
    window
        .until("the patient being checked in", async || {
            Ok((state_of(play, &id).await?.as_deref() == Some("checked_in")).then_some(()))
        })
        .await?;
    window.key(keys::ESCAPE).await?;
    window.press("nav-queue").await?;
    window.until_text("queue-arrived", &name).await?;
    window.shoot("07-queue").await?;
    play.patient = name;
    Ok(())
}

/// The first appointment of the day whose patient has not come yet.
async fn waiting(play: &Play) -> Result<String> {
    let window = &play.window;
    window
        .until("somebody who is still expected", async || {
            let states = window.attributes("appointment", "data-status").await?;
            let ids = window.attributes("appointment", "data-appointment").await?;
            let mut both = ids.into_iter().zip(states);
            Ok(both.find(|(_, state)| state == "confirmed" || state == "scheduled"))
        })
        .await
        .map(|(id, _)| id)
}

async fn state_of(play: &Play, id: &str) -> Result<Option<String>> {
    let states = play.window.attributes("appointment", "data-status").await?;
    let ids = play.window.attributes("appointment", "data-appointment").await?;
    Ok(ids.into_iter().zip(states).find(|(each, _)| each == id).map(|(_, state)| state))
}

fn block(id: &str) -> String {
    format!("[data-appointment=\"{id}\"]")
}
