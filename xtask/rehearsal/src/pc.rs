//! The demo clinic's PC: its record, made and kept up to date, and the product's own commands.

use std::path::{Path, PathBuf};
use std::process::Stdio;
use std::sync::Arc;

use anyhow::{Context as _, Result, anyhow, bail};
use shell::keychain::Keychain;
use shell::profile::{Contents, Profile};
use shell::session::{AddPerson, FirstRun, SignIn};
use shell::shell::{Manner, Shell};
use store::params;
use testkit::PASSWORD;
use testkit::demo::crowd::{self, Size};
use testkit::demo::{self, Clock, FOUNDER, Town};
use tokio::io::AsyncWriteExt as _;
use tokio::process::Command;
use tokio::runtime::Handle;
use uuid::Uuid;

use crate::started::Started;

/// Who has a tile on the PC's sign-in screen, besides the founder: somebody of every role.
const AT_HOME: [&str; 10] =
    ["rosa", "tomas", "amina", "kwame", "noor", "elise", "hana", "piotr", "joris", "dmitri"];

/// Makes a stand-alone demo clinic in `folder`, with a crowd of `size` besides the people of its
/// day, or gives the one that is there a full day today. Blocks.
pub fn prepare(
    folder: &Path,
    size: Size,
    secret_file: Option<PathBuf>,
    network: Handle,
) -> Result<()> {
    let now = chrono::Utc::now().timestamp_micros();
    let mut profile = Profile::at(Some(folder.to_owned()))?;
    let new = profile.contents() == Contents::Empty;
    profile.settings.documents = Some(profile.folder().join("documents"));
    let clock = Clock::at(if new { demo::founded_at(now) } else { now });
    let shell = Shell::new(
        profile,
        Keychain::or_file(secret_file),
        clock.surroundings(),
        network,
        Manner::Script,
        Arc::new(|_| ()),
    );
    let done = if new { found(&shell, &clock, size, now) } else { freshen(&shell, &clock, now) };
    shell.close();
    done
}

fn found(shell: &Shell, clock: &Clock, size: Size, now: i64) -> Result<()> {
    let town = demo::town(now);
    println!("Making up a clinic in {}, where it is late morning now …", town.name);
    shell.first_run(&founding(town)).map_err(|refusal| anyhow!(refusal.sentence))?;
    let store = shell.store().context("the record is open")?;
    let founder: Option<Uuid> = store.read::<_, store::Error>(|reader| {
        reader.value("SELECT id FROM users WHERE username = ?1", params![FOUNDER.username])
    })?;
    let founder = founder.context("the founder has an account")?;
    demo::load(&store, clock, founder, town, now, &mut |line| println!("  {line}"))?;
    if size.patients > 0 {
        let began = std::time::Instant::now();
        let filled = crowd::fill(&store, clock, founder, town, (now, size), &mut |line| {
            println!("  {line}")
        })?;
        let seconds = began.elapsed().as_secs_f64();
        println!(
            "  {} more patients with {} rows at {} sites, {:.0} rows per second.",
            filled.patients,
            filled.rows,
            size.branches.max(1),
            filled.rows as f64 / seconds.max(0.001)
        );
    }
    for username in AT_HOME {
        let person = AddPerson { username: username.to_owned(), password: PASSWORD.to_owned() };
        shell.add_person(&person).map_err(|refusal| anyhow!(refusal.sentence))?;
    }
    Ok(())
}

fn freshen(shell: &Shell, clock: &Clock, now: i64) -> Result<()> {
    sign_in(shell)?;
    let store = shell.store().context("the record is open")?;
    if demo::fill_today(&store, clock, now)? {
        println!("The demo clinic has a new day.");
    }
    Ok(())
}

fn sign_in(shell: &Shell) -> Result<()> {
    let username = Some(FOUNDER.username.to_owned());
    let request = SignIn { user_id: None, username, password: PASSWORD.to_owned() };
    shell.sign_in(&request).map_err(|refusal| anyhow!(refusal.sentence))?;
    Ok(())
}

fn founding(town: &Town) -> FirstRun {
    FirstRun {
        organization_name: format!("{} Harbour Clinic", town.name),
        site_name: town.name.to_owned(),
        time_zone: town.time_zone.to_owned(),
        currency: town.currency.to_owned(),
        country: town.country.to_owned(),
        given_name: FOUNDER.given_name.to_owned(),
        family_name: FOUNDER.family_name.to_owned(),
        username: FOUNDER.username.to_owned(),
        password: PASSWORD.to_owned(),
        is_practitioner: false,
    }
}

/// Whether `folder` belongs to a centre.
pub fn is_enrolled(folder: &Path) -> bool {
    folder.join("link.json").exists()
}

/// The product's own program on `folder`.
pub fn holdfast(folder: &Path) -> Result<Command> {
    let mut command = Command::new(crate::program("holdfast")?);
    command.arg("--data").arg(folder).stdin(Stdio::null());
    Ok(command)
}

/// Runs one of the product's commands as the founder and gives what it says.
pub async fn say(command: &mut Command) -> Result<String> {
    let mut running = Started::new(
        command
            .args(["--user", FOUNDER.username, "--password-stdin"])
            .stdin(Stdio::piped())
            .stdout(Stdio::piped()),
    )?;
    let mut input = running.input()?;
    input.write_all(format!("{PASSWORD}\n").as_bytes()).await?;
    drop(input);
    let mut lines = running.output()?;
    let mut said = Vec::new();
    while let Some(line) = lines.next_line().await? {
        said.push(line);
    }
    if !running.ended().await? {
        bail!("holdfast did not do what it was asked");
    }
    Ok(said.join("\n"))
}

/// How people sign in, for a terminal.
pub fn how_to_sign_in() -> String {
    let mut lines = vec![format!("Everybody's password: {PASSWORD}")];
    let staff = std::iter::once(&FOUNDER).chain(&demo::STAFF);
    lines.extend(staff.map(|person| {
        let work = person.specialization.map_or_else(|| person.roles.join(", "), str::to_owned);
        format!("  {:<8} {} {} ({work})", person.username, person.given_name, person.family_name)
    }));
    lines.push(format!("  {:<8} a patient, for the own record", demo::PATIENT));
    lines.join("\n")
}
