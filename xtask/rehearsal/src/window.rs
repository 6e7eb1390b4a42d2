//! The real window under test: the product's binary on a real replica, with a real server, a real
//! keychain and a virtual screen.
//!
//! A day is told in scenes, each a test. They follow one another as they do at a clinic, so a
//! scene that fails may take later ones with it; every failure leaves a picture.

mod desk;
mod doctor;
mod driver;
mod money;
mod outage;
pub mod pace;
mod tour;

use std::path::{Path, PathBuf};
use std::time::Instant;

use anyhow::Result;
use testkit::PASSWORD;

use crate::Interrupted;
use crate::run::{Screen, Stage};
use driver::Window;

/// The pictures' folder inside the build's.
fn shots() -> Result<PathBuf> {
    let program = crate::program("holdfast")?;
    let target = program.parent().and_then(Path::parent).unwrap_or(Path::new("target"));
    Ok(target.join("screenshots"))
}

/// What the scenes act with and remember.
struct Play {
    window: Window,
    stage: Stage,
    /// The patient whose visit is told.
    patient: String,
}

/// Plays every scene; whether all of them went well.
pub async fn test(interrupted: &mut Interrupted) -> Result<bool> {
    let folder = tempfile::tempdir()?;
    let stage = tokio::select! {
        stage = Stage::set(folder.path(), Screen::Virtual, false) => stage?,
        () = interrupted.wait() => return Ok(false),
    };
    let shots = shots()?;
    let window = Window::open(&stage.desktop, &stage.pc, &shots).await?;
    let mut play = Play { window, stage, patient: String::new() };
    let mut report = Report::default();
    tokio::select! {
        () = scenes(&mut report, &mut play) => {}
        () = interrupted.wait() => report.failed += 1,
    }
    play.window.close().await?;
    play.stage.strike().await?;
    println!("Screenshots are in {}", shots.display());
    Ok(report.tell())
}

async fn scenes(report: &mut Report, play: &mut Play) {
    report.scene(play, "a receptionist signs in", desk::sign_in).await;
    report.scene(play, "today shows a full day in its different states", desk::today).await;
    report.scene(play, "an appointment is booked for a misspelt name", desk::book).await;
    report
        .scene(play, "an appointment is moved and another one cancelled", desk::move_and_cancel)
        .await;
    report.scene(play, "a patient is found by a misspelt name", desk::find).await;
    report
        .scene(play, "registering somebody who is known already is noticed", desk::register)
        .await;
    report.scene(play, "a patient is checked in and waits in the queue", desk::check_in).await;
    report.scene(play, "a doctor takes over the PC and starts the visit", doctor::start).await;
    report
        .scene(play, "unusual measurements are read back before they are kept", doctor::measure)
        .await;
    report.scene(play, "a diagnosis is found in ICD-10", doctor::diagnose).await;
    report.scene(play, "an allergy warns of a prescription", doctor::prescribe).await;
    report.scene(play, "the note is kept and the visit signed", doctor::sign).await;
    report.scene(play, "the visit shows on the patient's chart", doctor::chart).await;
    report.scene(play, "an invoice is issued, paid and printed", money::invoice).await;
    report
        .scene(play, "work goes on without the network and is sent afterwards", outage::line_cut)
        .await;
    report
        .scene(play, "a slot that was taken twice is decided in the inbox", outage::taken_twice)
        .await;
    report.scene(play, "a PC and the centre hold the same rows", outage::verify).await;
    report.scene(play, "every screen is shown in light and dark", tour::all_screens).await;
}

/// Shows every screen of a set stage.
pub async fn tour(stage: Stage, interrupted: &mut Interrupted) -> Result<()> {
    let shots = shots()?;
    let window = Window::open(&stage.desktop, &stage.pc, &shots).await?;
    let mut play = Play { window, stage, patient: String::new() };
    let shown = tokio::select! {
        shown = tour::from_the_door(&mut play) => shown,
        () = interrupted.wait() => Ok(()),
    };
    play.window.close().await?;
    play.stage.strike().await?;
    println!("Screenshots of every screen are in {}", shots.display());
    shown
}

impl Play {
    /// Signs somebody in at the sign-in screen, who has a tile there.
    async fn enter(&self, given_name: &str) -> Result<()> {
        let window = &self.window;
        window
            .until("the sign-in screen", async || {
                let tiles = window.texts("person-tile").await?;
                let password = window.texts("sign-in-password").await?;
                Ok((!tiles.is_empty() || !password.is_empty()).then_some(()))
            })
            .await?;
        if window.texts("person-tile").await?.is_empty() {
            window.press("sign-in-other").await?;
        }
        window.press_with_text("person-tile", given_name).await?;
        window.fill("sign-in-password", PASSWORD).await?;
        window.press("sign-in-submit").await?;
        window.find("account-menu").await?;
        Ok(())
    }

    /// Lets somebody else take over.
    async fn switch_to(&self, given_name: &str) -> Result<()> {
        self.window.press("account-menu").await?;
        self.window.press("switch-person").await?;
        self.enter(given_name).await
    }
}

/// How the scenes went, in the words of Rust's test harness.
#[derive(Default)]
struct Report {
    passed: u32,
    failed: u32,
}

impl Report {
    async fn scene(
        &mut self,
        play: &mut Play,
        name: &str,
        act: impl AsyncFnOnce(&mut Play) -> Result<()>,
    ) {
        let began = Instant::now();
        match act(play).await {
            Ok(()) => {
                self.passed += 1;
                println!("test window: {name} ... ok ({:.1} s)", began.elapsed().as_secs_f32());
            }
            Err(error) => {
                self.failed += 1;
                println!("test window: {name} ... FAILED");
                println!("    {error:#}");
                let picture =
                    format!("failed-{}", name.replace(|c: char| !c.is_alphanumeric(), "-"));
                let after = async {
                    play.window.shoot_once(&picture).await?;
                    play.stage.centre.resume().await?;
                    play.window.refresh().await
                };
                if let Err(error) = after.await {
                    println!("    (and the window does not answer: {error:#})");
                }
            }
        }
    }

    fn tell(&self) -> bool {
        let word = if self.failed == 0 { "ok" } else { "FAILED" };
        println!(
            "\ntest result: {word}. {} passed; {} failed; 0 ignored",
            self.passed, self.failed
        );
        self.failed == 0
    }
}
