//! Validators of FHIR that are not ours, from PyPI and npm, for the tests of the export.
//!
//! They are installed once into the cache folder under the home folder, in the versions that the
//! repository names. A machine without Python or a way to these registries is no failure: the tests
//! that need them say that they were left out, and are counted so.

use std::ffi::OsString;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use anyhow::{Context as _, Result, bail};

/// The environment variable that tells the tests where they are.
pub const PLACE: &str = "HOLDFAST_VALIDATORS";
/// Stands in a folder that is complete, and says what is in it.
const INSTALLED: &str = "installed";

/// Where they are, or are to be.
pub fn place() -> Result<PathBuf> {
    let named = std::env::var_os(PLACE).map(PathBuf::from);
    let home = || std::env::var_os("HOME").map(PathBuf::from);
    let usual = || home().map(|home| home.join(".cache/holdfast/validators"));
    named.or_else(usual).context("there is no home folder to keep the validators in")
}

/// Installs what is missing, and gives a line for each of them that cannot be had here.
pub fn install(root: &Path) -> Vec<String> {
    let lists = root.join("crates/interchange/tests/fhir/validators");
    let mut missing = Vec::new();
    for name in ["python", "node"] {
        let done = place().and_then(|place| {
            let list = if name == "python" { "requirements.txt" } else { "package-lock.json" };
            let list = std::fs::read_to_string(lists.join(list))
                .with_context(|| format!("cannot read {list}"))?;
            let folder = place.join(name);
            if std::fs::read_to_string(folder.join(INSTALLED)).is_ok_and(|there| there == list) {
                return Ok(());
            }
            println!("Installing the validators of {name} …");
            if folder.exists() {
                std::fs::remove_dir_all(&folder).context("cannot remove the older ones")?;
            }
            std::fs::create_dir_all(&folder).context("cannot make their folder")?;
            if name == "python" { python(&lists, &folder) } else { node(&lists, &folder) }?;
            std::fs::write(folder.join(INSTALLED), list).context("cannot note what is installed")
        });
        if let Err(why) = done {
            missing.push(format!("FHIR validators of {name} cannot be had here: {why:#}"));
        }
    }
    missing
}

fn python(lists: &Path, folder: &Path) -> Result<()> {
    run(Command::new("python3").args(["-m", "venv"]).arg(folder))?;
    let mut pip = Command::new(folder.join("bin/python"));
    pip.args(["-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--no-deps"]);
    run(pip.arg("--requirement").arg(lists.join("requirements.txt")))
}

fn node(lists: &Path, folder: &Path) -> Result<()> {
    for name in ["package.json", "package-lock.json"] {
        std::fs::copy(lists.join(name), folder.join(name))
            .with_context(|| format!("cannot copy {name}"))?;
    }
    let mut npm = Command::new("npm");
    npm.args(["ci", "--ignore-scripts", "--no-audit", "--no-fund", "--silent"]);
    run(npm.current_dir(folder))
}

/// Runs it, and tells the last line of its complaint where it fails.
fn run(command: &mut Command) -> Result<()> {
    let program: OsString = command.get_program().to_owned();
    let program = program.to_string_lossy();
    let output =
        command.stdin(Stdio::null()).output().with_context(|| format!("cannot run {program}"))?;
    if output.status.success() {
        return Ok(());
    }
    let complaint = String::from_utf8_lossy(&output.stderr);
    let last = complaint.lines().rev().find(|line| !line.trim().is_empty()).unwrap_or("no reason");
    bail!("{program}: {last}")
}
