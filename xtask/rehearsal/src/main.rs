//! Plays a clinic on this machine: the running product with made-up people, and its window under
//! test. `cargo xtask` builds it and hands over to it.

mod desktop;
mod started;
mod types;

use std::ffi::OsString;
use std::path::PathBuf;
use std::process::ExitCode;

use anyhow::{Context as _, Result};
use clap::{Parser, Subcommand};
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
    /// Writes the screens' types.
    Types {
        /// Compares instead.
        #[arg(long)]
        check: bool,
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
        Command::Types { check } => types::types(repository, check)?,
        Command::Desktop { words } => {
            let (program, arguments) = words.split_first().context("no program is named")?;
            return desktop::run_on_one(program, arguments).await;
        }
    }
    Ok(0)
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
