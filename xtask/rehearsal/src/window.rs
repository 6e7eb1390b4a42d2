//! The real window under test: the product's binary on a real replica, with a real server, a real
//! keychain and a virtual screen.
//!
//! A day is told in scenes, each a test. They follow one another as they do at a clinic, so a
//! scene that fails may take later ones with it; every failure leaves a picture.

mod administrator;
mod conventions;
mod desk;
mod doctor;
mod driver;
mod finance;
mod imaging;
mod kiosk;
mod laboratory;
mod money;
mod nurse;
mod orders;
mod outage;
pub mod pace;
mod pharmacy;
mod therapist;
mod totals;
mod tour;
mod xray;

use std::path::{Path, PathBuf};
use std::time::Instant;

use anyhow::{Context as _, Result};
use clap::ValueEnum;
use testkit::PASSWORD;
use testkit::people::MadeUpPerson;

use crate::Interrupted;
use crate::run::{Screen, Stage};
use driver::Window;

/// The pictures' folder inside the build's.
fn shots() -> Result<PathBuf> {
    let program = crate::program("holdfast")?;
    let target = program.parent().and_then(Path::parent).unwrap_or(Path::new("target"));
    Ok(target.join("screenshots"))
}

/// A part of the day: whose it is, or what is tried.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum Part {
    /// Rosa at the front desk.
    Desk,
    /// Amina with a patient of the desk.
    Doctor,
    /// What a desktop expects of a program, from the patient's chart.
    Conventions,
    /// What the visit costs.
    Money,
    /// Tomás and somebody who cannot wait.
    Nurse,
    /// Amina orders for them.
    Orders,
    /// Noor tests.
    Laboratory,
    /// Élise takes, reads and reports.
    Imaging,
    /// Kwame hands out, without the network.
    Pharmacy,
    /// Hana listens.
    Therapist,
    /// A patient at the kiosk, without the network.
    Kiosk,
    /// Piotr and an insurer.
    Finance,
    /// Leïla looks after the clinic, and Dmitri after its machines.
    Administrator,
    /// Joris adds up.
    Totals,
    /// The line goes and comes back.
    Outage,
    /// Every screen.
    Tour,
}

impl Part {
    /// What it goes on from.
    const fn after(self) -> &'static [Self] {
        match self {
            Self::Doctor | Self::Outage => &[Self::Desk],
            Self::Conventions | Self::Money => &[Self::Doctor],
            Self::Orders => &[Self::Nurse],
            Self::Laboratory | Self::Imaging | Self::Pharmacy | Self::Totals => &[Self::Orders],
            Self::Administrator => &[Self::Nurse],
            _ => &[],
        }
    }

    /// `chosen` with everything that they go on from; every part if none is chosen.
    fn with_what_is_before(chosen: &[Self]) -> Vec<Self> {
        if chosen.is_empty() {
            return Self::value_variants().to_vec();
        }
        let mut all = Vec::new();
        let mut next = chosen.to_vec();
        while let Some(part) = next.pop() {
            all.push(part);
            next.extend(part.after());
        }
        all
    }
}

/// What the scenes act with and remember.
struct Play {
    window: Window,
    stage: Stage,
    /// The patient whose visit is told.
    patient: String,
    /// Who comes with a pain in the chest, and is the nurse's first.
    emergency: Option<MadeUpPerson>,
    /// Who is at the kiosk.
    at_kiosk: String,
    /// What the ward says of its beds when the nurse leaves.
    beds: String,
}

/// Plays the scenes of `only`, or all of them; whether all of them went well.
pub async fn test(only: &[Part], interrupted: &mut Interrupted) -> Result<bool> {
    let folder = tempfile::tempdir()?;
    let stage = tokio::select! {
        stage = Stage::set(folder.path(), Screen::Virtual, false) => stage?,
        () = interrupted.wait() => return Ok(false),
    };
    let shots = shots()?;
    let window = Window::open(&stage.desktop, &stage.pc, &shots).await?;
    let mut play = Play::new(window, stage);
    let mut report = Report::default();
    let parts = Part::with_what_is_before(only);
    tokio::select! {
        () = scenes(&mut report, &mut play, &parts) => {}
        () = interrupted.wait() => report.failed += 1,
    }
    play.window.close().await?;
    play.stage.strike().await?;
    println!("Screenshots are in {}", shots.display());
    Ok(report.tell())
}

async fn scenes(report: &mut Report, play: &mut Play, parts: &[Part]) {
    for part in Part::value_variants() {
        if parts.contains(part) {
            scenes_of(*part, report, play).await;
        }
    }
}

async fn scenes_of(part: Part, report: &mut Report, play: &mut Play) {
    match part {
        Part::Desk => at_the_desk(report, play).await,
        Part::Doctor => with_the_doctor(report, play).await,
        Part::Money => {
            report.scene(play, "an invoice is issued, paid and printed", money::invoice).await;
        }
        Part::Nurse => {
            report.scene(play, "a nurse judges who cannot wait", nurse::triage).await;
            report.scene(play, "a pulse far off is asked about", nurse::measure).await;
            report.scene(play, "the patient gets a bed in intensive care", nurse::admit).await;
            report.scene(play, "observations there raise a warning", nurse::observe).await;
            report.scene(play, "help is called by two keystrokes", nurse::call_for_help).await;
            report.scene(play, "a task is handed over at the shift's end", nurse::hand_over).await;
        }
        Part::Orders => {
            report.scene(play, "somebody else is on their way", orders::answer).await;
            report.scene(play, "a doctor orders blood, a film and a medicine", orders::order).await;
        }
        Part::Laboratory => {
            report
                .scene(play, "a specimen is taken, tested and telephoned", laboratory::test)
                .await;
            report
                .scene(play, "the doctor signs the result off and sees it", laboratory::sign_off)
                .await;
        }
        Part::Imaging => {
            report.scene(play, "a wording for reports is kept", imaging::wording).await;
            report.scene(play, "a film is taken and lies in the record", imaging::take).await;
            report.scene(play, "it is measured and a finding drawn", imaging::view).await;
            report.scene(play, "the report is signed and amended", imaging::report).await;
        }
        Part::Pharmacy => {
            report
                .scene(play, "a delivery is taken in without the network", pharmacy::deliver)
                .await;
            report.scene(play, "what expires first is handed out first", pharmacy::dispense).await;
            report.scene(play, "what runs low is to be ordered", pharmacy::reorder).await;
            report.scene(play, "the pharmacy's day reaches the centre", pharmacy::sent).await;
        }
        Part::Therapist => {
            report.scene(play, "a session with a script and its score", therapist::session).await;
            report.scene(play, "a plan is made and its first step done", therapist::plan).await;
        }
        Part::Kiosk => {
            report.scene(play, "a patient reads a result at the kiosk", kiosk::read).await;
            report
                .scene(play, "a patient checks in without the network, and leaves", kiosk::check_in)
                .await;
            report.scene(play, "what the patient did reaches the centre", kiosk::sent).await;
        }
        Part::Finance => {
            report.scene(play, "a claim is sent and paid in part", finance::claim).await;
            report.scene(play, "the day is closed", finance::close).await;
        }
        Part::Administrator => {
            report.scene(play, "a colleague is added", administrator::hire).await;
            report.scene(play, "a rule is tried and changed", administrator::rule).await;
            report
                .scene(play, "the trail is searched and the record proved", administrator::audit)
                .await;
            report.scene(play, "the program's health is looked at", administrator::machines).await;
        }
        Part::Totals => {
            report.scene(play, "the totals are those of the day", totals::dashboard).await;
        }
        Part::Conventions => {
            report
                .scene(
                    play,
                    "a link waits behind the lock, without a second window",
                    conventions::link,
                )
                .await;
            report
                .scene(play, "the window is as large again as it was left", conventions::size)
                .await;
        }
        Part::Outage => without_the_line(report, play).await,
        Part::Tour => {
            report.scene(play, "every screen is shown in light and dark", tour::all_screens).await;
            report
                .scene(play, "every screen has room for letters of twice the size", async |play| {
                    tour::at_twice_the_size(play).await
                })
                .await;
            for language in tour::LANGUAGES {
                let name = format!("every screen has room for its words, {language}");
                report
                    .scene(play, &name, async |play: &mut Play| {
                        tour::in_language(play, language).await
                    })
                    .await;
            }
        }
    }
}

async fn at_the_desk(report: &mut Report, play: &mut Play) {
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
}

async fn with_the_doctor(report: &mut Report, play: &mut Play) {
    report.scene(play, "a doctor takes over the PC and starts the visit", doctor::start).await;
    report
        .scene(play, "unusual measurements are read back before they are kept", doctor::measure)
        .await;
    report.scene(play, "a diagnosis is found in ICD-10", doctor::diagnose).await;
    report.scene(play, "an allergy warns of a prescription", doctor::prescribe).await;
    report.scene(play, "the note is kept and the visit signed", doctor::sign).await;
    report.scene(play, "the visit shows on the patient's chart", doctor::chart).await;
}

async fn without_the_line(report: &mut Report, play: &mut Play) {
    report
        .scene(play, "work goes on without the network and is sent afterwards", outage::line_cut)
        .await;
    report
        .scene(play, "a slot that was taken twice is decided in the inbox", outage::taken_twice)
        .await;
    report.scene(play, "a PC and the centre hold the same rows", outage::verify).await;
}

/// Shows every screen of a set stage.
pub async fn tour(stage: Stage, interrupted: &mut Interrupted) -> Result<()> {
    let shots = shots()?;
    let window = Window::open(&stage.desktop, &stage.pc, &shots).await?;
    let mut play = Play::new(window, stage);
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
    const fn new(window: Window, stage: Stage) -> Self {
        Self {
            window,
            stage,
            patient: String::new(),
            emergency: None,
            at_kiosk: String::new(),
            beds: String::new(),
        }
    }

    /// Signs somebody in who has a tile at the sign-in screen.
    async fn enter(&self, given_name: &str) -> Result<()> {
        let window = &self.window;
        let doors = ["person-tile", "sign-in-password", "add-username"];
        if window.until_any(&doors).await? == "add-username" {
            // The last one was a patient, and the next patient is asked first.
            window.press("add-back").await?;
        }
        if window.until_any(&["person-tile", "sign-in-password"]).await? == "sign-in-password" {
            window.press("sign-in-other").await?;
        }
        window.press_with_text("person-tile", given_name).await?;
        window.fill("sign-in-password", PASSWORD).await?;
        window.press("sign-in-submit").await?;
        window.find("account-menu").await?;
        Ok(())
    }

    /// Ends somebody's work at the PC.
    async fn leave(&self) -> Result<()> {
        self.window.press("account-menu").await?;
        self.window.press("switch-person").await?;
        self.window.until_gone("account-menu").await
    }

    /// Lets somebody else take over, whoever is there.
    async fn switch_to(&self, given_name: &str) -> Result<()> {
        let here = ["account-menu", "own-leave", "person-tile", "sign-in-password", "add-username"];
        match self.window.until_any(&here).await? {
            "account-menu" => self.leave().await?,
            "own-leave" => self.window.press("own-leave").await?,
            _ => {}
        }
        self.enter(given_name).await
    }

    /// Opens a screen by the navigation, with all that it asks for.
    async fn go_to(&self, page: &str) -> Result<()> {
        self.window.press(&format!("nav-{page}")).await?;
        self.window.until_answered().await
    }

    /// Who is the nurse's first.
    fn emergency(&self) -> Result<&MadeUpPerson> {
        self.emergency.as_ref().context("nobody has come with a pain in the chest")
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
