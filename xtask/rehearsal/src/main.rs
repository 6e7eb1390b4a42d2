//! Plays a clinic on this machine: the running product with made-up people, and its window under
//! test. `cargo xtask` builds it and hands over to it.

mod bench;
mod centre;
mod desktop;
mod laptop;
mod outage;
mod pc;
mod run;
mod sentences;
mod started;
mod types;
mod window;

use std::ffi::OsString;
use std::path::PathBuf;
use std::process::ExitCode;

use anyhow::{Context as _, Result};
use clap::{Parser, Subcommand};
use testkit::demo::crowd::Size;
use tokio::signal::unix::{Signal, SignalKind, signal};

#[derive(Parser)]
#[command(name = "rehearsal", about)]
struct Arguments {
    /// The repository's root folder.
    #[arg(long, env = "HOLDFAST_REPOSITORY", global = true, default_value = ".")]
    repository: PathBuf,
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// Writes the screens' types, and the sentences that the engine says to people.
    Types {
        /// Compares instead.
        #[arg(long)]
        check: bool,
    },
    /// Makes a stand-alone demo clinic, or gives the one that is there a full day today.
    Demo {
        /// The data folder of the PC.
        folder: PathBuf,
        /// How many more patients with histories the new clinic has.
        #[arg(long, default_value_t = 0)]
        patients: u64,
        /// At how many sites.
        #[arg(long, default_value_t = 1)]
        branches: u64,
        /// Decides who they are.
        #[arg(long, default_value_t = 1)]
        seed: u64,
        /// A file for the PC's secret, where there is no keychain.
        #[arg(long, env = "HOLDFAST_DEVICE_SECRET_FILE")]
        device_secret_file: Option<PathBuf>,
    },
    /// Runs the whole product with the demo clinic.
    Run {
        /// Where its data are kept.
        #[arg(long, default_value = ".holdfast")]
        data: PathBuf,
        /// Throws away what an earlier run has left.
        #[arg(long)]
        fresh: bool,
    },
    /// Tells the outage story.
    Outage,
    /// Measures the figures.
    Bench {
        /// Only this one: search, chart, record, import, sync or window.
        only: Option<String>,
    },
    /// Plays the desk that is killed in the outage story.
    #[command(hide = true, name = outage::DESK)]
    Desk,
    /// Tests the real window on a virtual screen.
    Window {
        /// Only these parts of the day, with what they go on from.
        #[arg(long, value_delimiter = ',')]
        only: Vec<window::Part>,
    },
    /// Runs a program on a virtual desktop with display, message bus and keychain.
    Desktop {
        /// The program and its arguments.
        #[arg(required = true, last = true)]
        words: Vec<OsString>,
    },
}

#[tokio::main]
async fn main() -> ExitCode {
    // Both ends of the wire choose the same cryptography; a second choice would be refused.
    let _ = rustls::crypto::ring::default_provider().install_default();
    match run(Arguments::parse()).await {
        Ok(code) => ExitCode::from(code),
        Err(error) => {
            eprintln!("{error:#}");
            ExitCode::FAILURE
        }
    }
}

async fn run(arguments: Arguments) -> Result<u8> {
    let repository = &arguments.repository;
    match arguments.command {
        Command::Types { check } => {
            types::types(repository, check)?;
            sentences::sentences(repository, check)?;
        }
        Command::Demo { folder, patients, branches, seed, device_secret_file } => {
            let network = tokio::runtime::Handle::current();
            let size = Size { patients, branches, seed };
            let prepare = move || pc::prepare(&folder, size, device_secret_file, network);
            tokio::task::spawn_blocking(prepare).await??;
        }
        Command::Run { data, fresh } => {
            let data = repository.join(data);
            if has_display() {
                run::try_it(&data, fresh, &mut interrupted()?).await?;
            } else {
                run::show_it(repository, &data, fresh, &mut interrupted()?).await?;
            }
        }
        Command::Outage => outage::tell(repository).await?,
        Command::Bench { only } => bench::bench(repository, only.as_deref()).await?,
        Command::Desk => {
            tokio::task::spawn_blocking(testkit::outage::be_the_desk_if_asked).await??
        }
        Command::Window { only } => {
            let content = window::test(&only, &mut interrupted()?).await?;
            return Ok(u8::from(!content));
        }
        Command::Desktop { words } => {
            let (program, arguments) = words.split_first().context("no program is named")?;
            return desktop::run_on_one(program, arguments).await;
        }
    }
    Ok(0)
}

/// Whether there is somewhere to open a window.
fn has_display() -> bool {
    ["DISPLAY", "WAYLAND_DISPLAY"]
        .iter()
        .any(|name| std::env::var_os(name).is_some_and(|value| !value.is_empty()))
}

/// One of the product's programs, built beside this one.
fn program(name: &str) -> Result<PathBuf> {
    let own = std::env::current_exe()?;
    Ok(own.parent().context("this program lies in no folder")?.join(name))
}

/// Somebody's wish to end, at the terminal or from outside.
struct Interrupted {
    signals: [Signal; 2],
}

fn interrupted() -> Result<Interrupted> {
    let signals = [signal(SignalKind::interrupt())?, signal(SignalKind::terminate())?];
    Ok(Interrupted { signals })
}

impl Interrupted {
    async fn wait(&mut self) {
        let [interrupt, terminate] = &mut self.signals;
        tokio::select! {
            _ = interrupt.recv() => {}
            _ = terminate.recv() => {}
        }
    }
}
