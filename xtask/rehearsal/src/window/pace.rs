//! How fast the window is to whoever works in it: from the key or the press to what it shows being
//! painted, on a record of any size.

use std::path::Path;
use std::time::{Duration, Instant};

use anyhow::{Context as _, Result};
use serde_json::json;
use testkit::PASSWORD;

use super::driver::Window;
use super::shots;
use crate::desktop::Desktop;

/// How often the window is opened anew.
const OPENINGS: usize = 5;
/// How often everything is gone through; together some three thousand presses and keys, which is a
/// busy hour at a desk.
const ROUNDS: usize = 60;
/// The screens of a desk, and what is there once they are drawn.
const SCREENS: [(&str, &str); 6] = [
    ("nav-today", "appointment"),
    ("nav-queue", "queue-card"),
    ("nav-find", "find-input"),
    ("nav-invoices", "invoice-row"),
    ("nav-sync", "sync-line"),
    ("nav-settings", "settings-account"),
];
/// Names as they are typed, letter by letter.
const NAMES: [&str; 6] = ["okafor", "maria", "smith", "chen", "ahmed", "ivanova"];

/// Does something, and answers how many milliseconds later what is wanted has been painted: nothing is
/// being asked for any more, one frame to draw it and one until it is on the screen.
const PAINTED: &str = "
    const [press, type, wanted, done] = arguments;
    const began = performance.now();
    if (press !== null) document.querySelector(press).click();
    if (type !== null) {
      const field = document.querySelector('[data-testid=\"find-input\"]');
      Object.getOwnPropertyDescriptor(HTMLInputElement.prototype, 'value').set.call(field, type);
      field.dispatchEvent(new Event('input', { bubbles: true }));
    }
    const look = () => {
      const there = document.querySelector(wanted) && !document.querySelector('[data-asking]');
      if (!there && performance.now() - began < 20000) requestAnimationFrame(look);
      else requestAnimationFrame(() => done(there ? performance.now() - began : null));
    };
    requestAnimationFrame(look);";

/// What was measured.
#[derive(Default)]
pub struct Pace {
    /// From the process's start to the sign-in screen, the driver's own start included.
    pub sign_in_painted: Vec<f64>,
    /// From the password's last key to today's appointments.
    pub list_painted: Vec<f64>,
    /// From a press in the navigation to the screen.
    pub screens: Vec<f64>,
    /// From a letter in the search to its results.
    pub letters: Vec<f64>,
    /// From a press on a patient to the chart.
    pub charts: Vec<f64>,
    /// Of the driver, the window and all that they started, signed in, nothing done yet.
    pub memory_idle: u64,
    /// The same after everything.
    pub memory_used: u64,
}

/// Works at the desk on the record in `pc`. All times in milliseconds.
pub async fn measure(desktop: &Desktop, pc: &Path) -> Result<Pace> {
    let mut pace = Pace::default();
    for _ in 1..OPENINGS {
        open(desktop, pc, &mut pace).await?.close().await?;
    }
    let window = open(desktop, pc, &mut pace).await?;
    window.until_answered().await?;
    pace.memory_idle = crate::bench::memory_of(window.process())?;
    for round in 0..ROUNDS {
        for (screen, shown) in SCREENS {
            let press = json!(format!("[data-testid=\"{screen}\"]"));
            let shown = json!(format!("[data-testid=\"{shown}\"]"));
            pace.screens.push(painted(&window, press, json!(null), shown).await?);
        }
        let name = NAMES.get(round % NAMES.len()).context("a name")?;
        window.press("nav-find").await?;
        for letters in 1..=name.len() {
            let typed = name.get(..letters).context("names are of plain letters")?;
            let answered = json!(format!("[data-answers=\"{typed}\"]"));
            pace.letters.push(painted(&window, json!(null), json!(typed), answered).await?);
        }
        let patient = json!("[data-testid=\"find-result\"]");
        let chart = json!("[data-testid=\"chart\"]");
        pace.charts.push(painted(&window, patient, json!(null), chart).await?);
    }
    pace.memory_used = crate::bench::memory_of(window.process())?;
    window.close().await?;
    Ok(pace)
}

async fn open(desktop: &Desktop, pc: &Path, pace: &mut Pace) -> Result<Window> {
    let began = Instant::now();
    let window = Window::open(desktop, pc, &shots()?).await?;
    window.find("person-tile").await?;
    pace.sign_in_painted.push(in_ms(began.elapsed()));
    window.press_with_text("person-tile", "Rosa").await?;
    window.fill("sign-in-password", PASSWORD).await?;
    let typed = Instant::now();
    window.press("sign-in-submit").await?;
    window.find("appointment").await?;
    pace.list_painted.push(in_ms(typed.elapsed()));
    Ok(window)
}

async fn painted(
    window: &Window,
    press: serde_json::Value,
    typed: serde_json::Value,
    wanted: serde_json::Value,
) -> Result<f64> {
    let what = format!("{press} {typed} {wanted}");
    let milliseconds = window.answer(PAINTED, vec![press, typed, wanted]).await?;
    milliseconds.as_f64().with_context(|| format!("{what} was not painted"))
}

fn in_ms(time: Duration) -> f64 {
    time.as_secs_f64() * 1_000.0
}
