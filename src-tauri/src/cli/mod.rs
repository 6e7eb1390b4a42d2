//! Holdfast without a window, for IT people and scripts, on the same record.
//!
//! Answers go to standard output, with `--json` as one JSON object; everything else is a plain
//! sentence on standard error. Exit codes: 0 done, 1 refused or failed, 2 not understood, 3 done
//! and the answer is that something differs. A password is never an argument.

mod backup;
mod duplicates;
mod enrol;
mod export;
mod images;
mod import;
mod init;
mod model;
mod password;
mod restore;
mod status;
mod sync;
mod verify;

use std::io::{IsTerminal as _, Write as _};
use std::path::PathBuf;
use std::process::ExitCode;
use std::sync::Arc;

use clap::{Args, Parser, Subcommand};
use serde::Serialize;
use store::Store;
use tokio::runtime::Runtime;
use uuid::Uuid;

use crate::keychain::Keychain;
use crate::profile::{Contents, Profile};
use crate::session::SignIn;
use crate::shell::{Manner, Shell};
use crate::{Refusal, surroundings, window};

/// Names a file for the PC's secrets where there is no keychain.
const SECRET_FILE_VARIABLE: &str = "HOLDFAST_DEVICE_SECRET_FILE";

/// Clinic software that keeps working without the network.
///
/// Without a command it opens the window.
#[derive(Parser)]
#[command(name = "holdfast", version, about, max_term_width = 100)]
struct Arguments {
    /// The data folder; the account's usual place where nothing is said.
    #[arg(long, global = true, value_name = "DIR")]
    data: Option<PathBuf>,

    /// On a machine without a keychain: the file that holds this PC's secrets, readable by its
    /// owner alone (made by `init` and `enrol`; one file serves several data folders).
    /// HOLDFAST_DEVICE_SECRET_FILE says the same.
    #[arg(long, global = true, value_name = "FILE")]
    device_secret_file: Option<PathBuf>,

    /// Open what a link leads to in the window: holdfast://patient/NUMBER, holdfast://alert/ID. A
    /// window that is open already comes to the front and shows it.
    #[arg(long, value_name = "LINK", conflicts_with = "link")]
    open: Option<String>,

    /// The same, as desktops hand links over.
    #[arg(value_name = "LINK", value_parser = begins_as_link)]
    link: Option<String>,

    #[command(subcommand)]
    command: Option<Command>,
}

/// So that a mistyped command is not taken for a link.
fn begins_as_link(text: &str) -> Result<String, String> {
    if text.trim_start().to_ascii_lowercase().starts_with("holdfast:") {
        return Ok(text.to_owned());
    }
    Err("there is no such command, and a link begins with holdfast://".to_owned())
}

#[derive(Subcommand)]
enum Command {
    /// Set up a new clinic in the data folder; prints the recovery key once.
    Init(init::Init),
    /// Bring records in: FHIR R4 as a folder, .json, .ndjson or .tar.xz, or a folder of
    /// Synthea's CSV files.
    Import(import::Import),
    /// Take DICOM images and devices' reports to a scan, and check how its images are taken.
    Images(images::Images),
    /// Install a model that looks at images, or try it on files.
    Model(model::Model),
    /// Write the record as FHIR R4, or a list as CSV; what comes out is not encrypted.
    Export(export::Export),
    /// Send what waits and fetch what is new, once.
    Sync(sync::Sync),
    /// Say what is here and how sync stands.
    Status(status::Status),
    /// Copy the whole record into one encrypted file.
    Backup(backup::Backup),
    /// Put a backup into an empty data folder.
    Restore(restore::Restore),
    /// Check the record's file, and compare its rows with the centre's.
    Verify(verify::Verify),
    /// Find people who stand twice in a list (.csv); needs no record and no password.
    Duplicates(duplicates::Duplicates),
    /// Connect this PC to a centre by the link an administrator made.
    Enrol(enrol::Enrol),
}

/// Who works, for commands that open the record.
#[derive(Args, Clone)]
struct Person {
    /// The user name; not needed where only one person uses this PC.
    #[arg(long, value_name = "NAME")]
    user: Option<String>,
    #[command(flatten)]
    password: password::Password,
}

/// Where a command's answer goes.
#[derive(Args, Clone, Copy)]
struct Output {
    /// Answer with one JSON object on standard output.
    #[arg(long)]
    json: bool,
}

impl Output {
    /// Prints `answer` as JSON where that was asked for, and its `sentences` where not.
    fn say(self, answer: &impl Serialize, sentences: &[String]) -> Result<(), Refusal> {
        let text = if self.json {
            serde_json::to_string(answer)
                .map_err(|error| Refusal::misshapen("an answer", &error))?
        } else {
            sentences.join("\n")
        };
        let mut out = std::io::stdout().lock();
        writeln!(out, "{text}")
            .and_then(|()| out.flush())
            .map_err(|error| Refusal::new(format!("The answer could not be written: {error}")))
    }
}

/// How a command ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Outcome {
    Done,
    Differs,
}

/// Reads the arguments and does what they say.
pub fn run() -> ExitCode {
    let arguments = Arguments::parse();
    start_log();
    // Another provider was chosen only if a caller in this process did so before.
    let _ = rustls::crypto::ring::default_provider().install_default();
    match carry_out(arguments) {
        Ok(Outcome::Done) => ExitCode::SUCCESS,
        Ok(Outcome::Differs) => ExitCode::from(3),
        Err(refusal) => {
            complain(&refusal.sentence);
            ExitCode::FAILURE
        }
    }
}

fn start_log() {
    let filter = tracing_subscriber::EnvFilter::try_from_env("HOLDFAST_LOG")
        .unwrap_or_else(|_| tracing_subscriber::EnvFilter::new("warn"));
    let colours = std::io::stderr().is_terminal();
    tracing_subscriber::fmt()
        .with_env_filter(filter)
        .with_ansi(colours)
        .with_writer(std::io::stderr)
        .init();
}

/// A plain sentence on standard error.
fn complain(sentence: &str) {
    // Where standard error is closed nobody wants to read it.
    let _ = writeln!(std::io::stderr(), "{sentence}");
}

fn carry_out(arguments: Arguments) -> Result<Outcome, Refusal> {
    let runtime = Runtime::new()
        .map_err(|error| Refusal::new(format!("Holdfast could not start: {error}")))?;
    let secret_file = arguments
        .device_secret_file
        .or_else(|| std::env::var_os(SECRET_FILE_VARIABLE).map(PathBuf::from));
    let keychain = Keychain::or_file(secret_file);
    let link = arguments.open.or(arguments.link);
    if link.is_some() && arguments.command.is_some() {
        return Err(Refusal::new("A link is opened in the window, without another command."));
    }
    let Some(command) = arguments.command else {
        require_display()?;
        let profile = Profile::for_window(arguments.data)?;
        return window::open(profile, keychain, &runtime, link).map(|()| Outcome::Done);
    };
    if let Command::Duplicates(duplicates) = &command {
        return duplicates.run();
    }
    if let Command::Model(model) = &command
        && !model.install
    {
        return model.try_on_files();
    }
    let profile = Profile::at(arguments.data)?;
    if let Command::Restore(restore) = &command {
        return restore.run(profile);
    }
    let folder = Desk { shell: shell(profile, keychain, &runtime), runtime: &runtime };
    match command {
        Command::Init(init) => init.run(&folder),
        Command::Import(import) => import.run(&folder),
        Command::Images(images) => images.run(&folder),
        Command::Model(model) => model.run(&folder),
        Command::Export(export) => export.run(&folder),
        Command::Sync(sync) => sync.run(&folder),
        Command::Status(status) => status.run(&folder),
        Command::Backup(backup) => backup.run(&folder),
        Command::Restore(restore) => restore.run(folder.shell.profile()),
        Command::Verify(verify) => verify.run(&folder),
        Command::Duplicates(duplicates) => duplicates.run(),
        Command::Enrol(enrol) => enrol.run(&folder),
    }
}

fn shell(profile: Profile, keychain: Keychain, runtime: &Runtime) -> Shell {
    let network = runtime.handle().clone();
    Shell::new(profile, keychain, surroundings(), network, Manner::Script, Arc::new(|_| ()))
}

/// GTK ends the process without a word where there is no display.
fn require_display() -> Result<(), Refusal> {
    let named = |name: &str| std::env::var_os(name).is_some_and(|value| !value.is_empty());
    if cfg!(target_os = "linux") && !named("DISPLAY") && !named("WAYLAND_DISPLAY") {
        return Err(Refusal::new(
            "There is no display here, so no window can be opened. With a command (holdfast --help) Holdfast works without one.",
        ));
    }
    Ok(())
}

/// A data folder with a command at work on it.
struct Desk<'r> {
    shell: Shell,
    runtime: &'r Runtime,
}

impl Desk<'_> {
    /// Signs `person` in and gives the open record.
    fn open(&self, person: &Person) -> Result<(Store, Uuid), Refusal> {
        if self.shell.profile().contents() == Contents::Empty {
            return Err(Refusal::new(
                "There is no Holdfast record in this folder. Choose another with --data, or set up a clinic with: holdfast init",
            ));
        }
        let username = match &person.user {
            Some(username) => username.clone(),
            None => self.only_person()?,
        };
        let password = person.password.ask(&format!("Password of {username}: "))?;
        let request =
            SignIn { user_id: None, username: Some(username), password: password.to_string() };
        self.shell.sign_in(&request)?;
        self.shell.store_and_person()
    }

    fn only_person(&self) -> Result<String, Refusal> {
        let people = self.shell.key_file()?.people;
        let names: Vec<&str> = people.iter().map(|person| person.username.as_str()).collect();
        match names.as_slice() {
            [name] => Ok((*name).to_owned()),
            [] => {
                Err(Refusal::new("Nobody has signed in on this PC yet. Say who with --user NAME."))
            }
            names => Err(Refusal::new(format!(
                "Several people use this PC. Say who with --user: {}.",
                names.join(", ")
            ))),
        }
    }
}

impl Drop for Desk<'_> {
    fn drop(&mut self) {
        self.shell.close();
    }
}
