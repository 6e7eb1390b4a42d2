//! `cargo xtask …`: one command for each thing that people do with this repository.
//!
//! It deliberately knows nothing of the product: it installs what a machine lacks, builds, and
//! hands over to `rehearsal`, which is built with everything else.

mod needs;
mod screens;
mod step;
mod test;
mod validators;

use std::os::unix::process::CommandExt as _;
use std::path::{Path, PathBuf};
use std::process::{Command, ExitCode};

use anyhow::{Context as _, Result, bail};

use needs::Purpose;

const USAGE: &str = "\
cargo xtask COMMAND

  run [--data DIR] [--fresh]   everything needed to try Holdfast: packages, build, server, demo
                               clinic, window. Without a display: screenshots of all screens.
  test                         every test there is, as the gate runs it
  outage                       a clinic day through a network outage, told as it happens
  bench [NAME…]                the figures, measured on this machine
  simulate [--scope] [--seeds N] [--from SEED]
                               plays N worlds of PCs and a centre under every fault; each that breaks
                               a guarantee is told with its seed, as short as it can be made
  demo DIR [--patients N] [--branches B] [--seed S]
                               a made-up clinic as a stand-alone record in DIR, with N more
                               patients and their histories at B sites
  types [--check]              writes (or compares) the screens' types and the engine's sentences
  window [--only PART,…]       only the tests of the real window: the whole day, or parts of it such
                               as nurse or imaging, with what they go on from
  validators                   installs the validators of FHIR that tests use, as `test` does
";

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    match dispatch(&arguments) {
        Ok(code) => code,
        Err(error) => {
            eprintln!("xtask: {error:#}");
            ExitCode::FAILURE
        }
    }
}

fn dispatch(arguments: &[String]) -> Result<ExitCode> {
    let Some((command, rest)) = arguments.split_first() else {
        print!("{USAGE}");
        return Ok(ExitCode::FAILURE);
    };
    let root = root()?;
    match command.as_str() {
        "test" if rest.is_empty() => test::test(&root),
        "run" => {
            needs::install(if has_display() { Purpose::Run } else { Purpose::All })?;
            screens::build(&root)?;
            build(&root, &[])?;
            turn_into(&root, "debug", "rehearsal", arguments)
        }
        "demo" | "outage" | "window" => {
            needs::install(Purpose::All)?;
            screens::build(&root)?;
            build(&root, &[])?;
            turn_into(&root, "debug", "rehearsal", arguments)
        }
        // Figures of an unoptimized build would say nothing.
        "bench" => {
            needs::install(Purpose::All)?;
            screens::build(&root)?;
            build(&root, &["--release"])?;
            turn_into(&root, "release", "rehearsal", arguments)
        }
        "simulate" => {
            needs::install(Purpose::All)?;
            build(&root, &[])?;
            turn_into(&root, "debug", "simulate", rest)
        }
        "validators" => {
            let missing = validators::install(&root);
            if missing.is_empty() {
                return Ok(ExitCode::SUCCESS);
            }
            bail!("{}", missing.join("\n"))
        }
        "types" => {
            needs::install(Purpose::Run)?;
            build(&root, &[])?;
            turn_into(&root, "debug", "rehearsal", arguments)
        }
        "help" | "--help" | "-h" => {
            print!("{USAGE}");
            Ok(ExitCode::SUCCESS)
        }
        _ => bail!("there is no `{}`\n\n{USAGE}", arguments.join(" ")),
    }
}

/// The repository's root folder. Cargo says at run time where it is; what it was when this program
/// was built may be another clone that shares the target folder.
fn root() -> Result<PathBuf> {
    let here = std::env::var_os("CARGO_MANIFEST_DIR")
        .map_or_else(|| PathBuf::from(env!("CARGO_MANIFEST_DIR")), PathBuf::from);
    Ok(here.parent().context("xtask has no parent folder")?.to_owned())
}

/// Whether there is somewhere to open a window.
fn has_display() -> bool {
    ["DISPLAY", "WAYLAND_DISPLAY"]
        .iter()
        .any(|name| std::env::var_os(name).is_some_and(|value| !value.is_empty()))
}

/// Builds every binary. Always the whole workspace: another choice of packages would choose other
/// features for the libraries and compile them all again.
fn build(root: &Path, more: &[&str]) -> Result<()> {
    println!("Building Holdfast (the first time takes some minutes) …");
    step::run(cargo(root).args(["build", "--workspace", "--bins"]).args(more))
}

fn cargo(root: &Path) -> Command {
    let mut command = Command::new(std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into()));
    command.current_dir(root);
    command
}

/// Where cargo puts what it builds in `profile`; this program lies there itself.
fn built(profile: &str, name: &str) -> Result<PathBuf> {
    let own = std::env::current_exe().context("cannot find this program's own file")?;
    let target =
        own.parent().and_then(Path::parent).context("this program lies in no target folder")?;
    Ok(target.join(profile).join(name))
}

/// Becomes another program, so that signals reach the process that has something to clean up.
fn turn_into(root: &Path, profile: &str, name: &str, arguments: &[String]) -> Result<ExitCode> {
    let program = built(profile, name)?;
    let failure = Command::new(&program)
        .args(arguments)
        .current_dir(root)
        .env("HOLDFAST_REPOSITORY", root)
        .exec();
    Err(failure).with_context(|| format!("cannot start {}", program.display()))
}
