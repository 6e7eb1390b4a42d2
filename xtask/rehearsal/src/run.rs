//! `cargo xtask run`: the whole product on this machine, ready to be tried.
//!
//! Everything lies in one folder and nothing of the system is touched: the server has a Postgres
//! of its own, and the demo's keychain is not the account's.

use std::fs::{File, TryLockError};
use std::path::{Path, PathBuf};

use anyhow::{Context as _, Result, bail};

use crate::centre::Centre;
use crate::desktop::{Desktop, keyring_folder};
use crate::started::{Started, end_left_over};
use crate::{Interrupted, outage, pc, window};

/// Where the window's process id is written down.
const WINDOW: &str = "window.pid";

/// Where windows open.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Screen {
    /// Before the person who runs this.
    Here,
    /// On a screen that nobody sees.
    Virtual,
}

/// What runs while somebody tries the product.
pub struct Stage {
    /// The server.
    pub centre: Centre,
    /// Where the window opens.
    pub desktop: Desktop,
    /// The PC's data folder.
    pub pc: PathBuf,
    _claim: File,
}

impl Stage {
    /// Brings everything up in `data`, with what is there already.
    pub async fn set(data: &Path, screen: Screen, fresh: bool) -> Result<Self> {
        std::fs::create_dir_all(data)?;
        let data = std::fs::canonicalize(data)?;
        let claim = claim(&data)?;
        if fresh {
            clear(&data)?;
        }
        let keyring = keyring_folder(&data);
        let pc = data.join("pc");
        end_left_over(&data.join(WINDOW), &pc).await?;
        let desktop = match screen {
            Screen::Here => Desktop::start_here(&keyring).await?,
            Screen::Virtual => Desktop::start(&keyring).await?,
        };
        println!("Starting the server in {} …", data.join("server").display());
        let centre = Centre::start(&data.join("server")).await?;
        let mut prepare = tokio::process::Command::new(std::env::current_exe()?);
        let mut prepared = Started::new(desktop.adopt(&mut prepare).arg("demo").arg(&pc))?;
        if !prepared.ended().await? {
            bail!("the demo clinic could not be made");
        }
        if !pc::is_enrolled(&pc) {
            println!("Enrolling this PC …");
            let link = centre.invite("Front desk").await?;
            let mut enrol = pc::holdfast(&pc)?;
            pc::say(desktop.adopt(&mut enrol).args(["enrol", &link])).await?;
        }
        Ok(Self { centre, desktop, pc, _claim: claim })
    }

    /// Ends everything.
    pub async fn strike(mut self) -> Result<()> {
        let centre = self.centre.stop().await;
        self.desktop.stop().await?;
        centre
    }
}

/// One run per folder.
fn claim(data: &Path) -> Result<File> {
    let file =
        File::options().create(true).truncate(false).write(true).open(data.join("running.lock"))?;
    match file.try_lock() {
        Ok(()) => Ok(file),
        Err(TryLockError::WouldBlock) => {
            bail!("`cargo xtask run` is running on {} already", data.display())
        }
        Err(TryLockError::Error(error)) => Err(error.into()),
    }
}

/// Removes an earlier demo, with a database cluster that had to be kept elsewhere.
fn clear(data: &Path) -> Result<()> {
    if let Ok(elsewhere) = std::fs::read_link(data.join("server/postgres"))
        && elsewhere.starts_with("/var/lib/holdfast")
    {
        std::fs::remove_dir_all(&elsewhere)?;
    }
    for part in ["server", "pc", "desktop"] {
        let folder = data.join(part);
        if folder.exists() {
            std::fs::remove_dir_all(&folder)
                .with_context(|| format!("cannot remove {}", folder.display()))?;
        }
    }
    Ok(())
}

/// Opens the window for a person and waits until they close it or want to end.
pub async fn try_it(data: &Path, fresh: bool, interrupted: &mut Interrupted) -> Result<()> {
    let stage = tokio::select! {
        stage = Stage::set(data, Screen::Here, fresh) => stage?,
        () = interrupted.wait() => return Ok(()),
    };
    println!(
        "\nHoldfast is open.\n{}\nCtrl-C here, or closing the window, ends everything.",
        pc::how_to_sign_in()
    );
    let mut command = pc::holdfast(&stage.pc)?;
    let mut window = Started::new(stage.desktop.adopt(&mut command))?;
    window.note(&data.join(WINDOW))?;
    tokio::select! {
        ended = window.ended() => { ended?; }
        () = interrupted.wait() => {}
    }
    window.stop().await?;
    stage.strike().await?;
    println!("Everything is stopped; the data stays in {}.", data.display());
    Ok(())
}

/// The same on a screen that nobody sees: tells the outage story and takes pictures of the screens.
pub async fn show_it(
    repository: &Path,
    data: &Path,
    fresh: bool,
    interrupted: &mut Interrupted,
) -> Result<()> {
    println!("There is no display here, so Holdfast shows itself on a virtual one.\n");
    let stage = tokio::select! {
        stage = Stage::set(data, Screen::Virtual, fresh) => stage?,
        () = interrupted.wait() => return Ok(()),
    };
    println!("{}\n", pc::how_to_sign_in());
    let told = tokio::select! {
        told = outage::tell(repository) => told,
        () = interrupted.wait() => return stage.strike().await,
    };
    window::tour(stage, interrupted).await?;
    println!("Everything is stopped; the data stays in {}.", data.display());
    told
}
