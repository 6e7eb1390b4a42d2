//! What Holdfast needs from the system, and installing it on Debian and Ubuntu.
//!
//! It deliberately starts and changes no system service: Postgres is wanted for its programs, and
//! the cluster that Debian's package would make by itself is declined.

use std::path::Path;
use std::process::{Command, Stdio};

use anyhow::{Context as _, Result, bail};

use crate::step;

/// What the packages are for.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Purpose {
    /// Building it and opening the window on this desktop.
    Run,
    /// That, and testing it under a virtual desktop.
    All,
}

const BUILD: &[&str] = &[
    "build-essential",
    "libdbus-1-dev",
    "librsvg2-dev",
    "libssl-dev",
    "libwebkit2gtk-4.1-dev",
    "pkg-config",
];

/// The made-up clinic has patients in five scripts, on the screen and on paper.
const FONTS: &[&str] = &["fonts-dejavu-core", "fonts-droid-fallback", "fonts-noto-core"];

/// Found when the window runs, not when it is built.
const TRAY: &[&str] = &["libayatana-appindicator3-1"];

/// A demo has a keychain of its own.
const KEYCHAIN: &[&str] = &["dbus", "gnome-keyring", "libglib2.0-bin"];

/// A screen that nobody sees, driving the window on it, and reading papers.
const TESTS: &[&str] = &["dbus-x11", "poppler-utils", "webkit2gtk-driver", "xvfb"];

const DECLINE: &str = "/etc/postgresql-common/createcluster.d/holdfast-declines.conf";

/// Installs what is missing for `purpose`, and says what before it does.
pub fn install(purpose: Purpose) -> Result<()> {
    check_node()?;
    let mut wanted: Vec<&str> = [BUILD, FONTS, TRAY, KEYCHAIN].concat();
    if purpose == Purpose::All {
        wanted.extend(TESTS);
    }
    if !step::on_path("dpkg-query") {
        return elsewhere(&wanted);
    }
    let mut missing = not_installed(&wanted)?;
    let postgres = !has_postgres();
    if postgres {
        missing.push("postgresql");
    }
    if missing.is_empty() {
        return Ok(());
    }
    println!("Holdfast needs these packages and will install them:\n  {}", missing.join(" "));
    if postgres && !Path::new(DECLINE).exists() {
        as_root(&[
            "sh",
            "-c",
            "mkdir -p \"$(dirname \"$1\")\" && echo 'create_main_cluster = false' > \"$1\"",
            "sh",
            DECLINE,
        ])?;
    }
    let installed = apt(&["update", "-qq"]).and_then(|()| {
        apt(&[&["install", "-y", "-qq", "--no-install-recommends"], missing.as_slice()].concat())
    });
    if postgres {
        as_root(&["rm", "-f", DECLINE])?;
    }
    installed.context("the packages above could not be installed")
}

fn check_node() -> Result<()> {
    if !step::on_path("npm") {
        bail!(
            "Node is missing. Install Node 20 or newer (https://nodejs.org), then run this again."
        );
    }
    let output = Command::new("node").arg("--version").output().context("cannot run node")?;
    let version = String::from_utf8_lossy(&output.stdout).trim().to_owned();
    let major: u32 = version
        .trim_start_matches('v')
        .split('.')
        .next()
        .and_then(|number| number.parse().ok())
        .unwrap_or(0);
    if major < 20 {
        bail!("Node is {version}; Holdfast needs 20 or newer (https://nodejs.org).");
    }
    Ok(())
}

fn not_installed<'a>(wanted: &[&'a str]) -> Result<Vec<&'a str>> {
    let output = Command::new("dpkg-query")
        .args(["--show", "--showformat=${Package} ${db:Status-Status}\\n"])
        .args(wanted)
        .stderr(Stdio::null())
        .output()
        .context("cannot run dpkg-query")?;
    let listed = String::from_utf8_lossy(&output.stdout);
    let installed = |package: &&&str| {
        listed.lines().any(|line| line.split_once(' ') == Some((**package, "installed")))
    };
    Ok(wanted.iter().filter(|package| !installed(package)).copied().collect())
}

/// Whether there are Postgres' programs in a place where the server looks for them.
fn has_postgres() -> bool {
    let debian = std::fs::read_dir("/usr/lib/postgresql").into_iter().flatten().flatten();
    debian.into_iter().any(|version| version.path().join("bin/initdb").is_file())
        || step::on_path("initdb")
}

fn apt(arguments: &[&str]) -> Result<()> {
    let quiet: &[&str] = &["env", "DEBIAN_FRONTEND=noninteractive", "apt-get"];
    // Another apt may be at work on a machine that has just started.
    let patient: &[&str] = &["-o", "DPkg::Lock::Timeout=300"];
    as_root(&[quiet, patient, arguments].concat())
}

fn as_root(words: &[&str]) -> Result<()> {
    let mut command = if is_root()? {
        Command::new("env")
    } else if step::on_path("sudo") {
        let mut sudo = Command::new("sudo");
        if std::env::var_os("CI").is_some() {
            sudo.arg("--non-interactive");
        }
        sudo
    } else {
        bail!("this needs root, and there is no sudo: install them as root, then run this again");
    };
    step::run(command.args(words))
}

fn is_root() -> Result<bool> {
    let output = Command::new("id").arg("-u").output().context("cannot run id")?;
    Ok(output.stdout.trim_ascii() == b"0")
}

/// On a system without dpkg nothing is installed; what cannot be there is told by name.
fn elsewhere(wanted: &[&str]) -> Result<()> {
    let library = |name: &str| {
        Command::new("pkg-config")
            .args(["--exists", name])
            .status()
            .is_ok_and(|status| status.success())
    };
    let libraries =
        ["webkit2gtk-4.1", "librsvg-2.0", "openssl", "dbus-1"].iter().all(|name| library(name));
    let programs = !wanted.contains(&"xvfb")
        || ["Xvfb", "WebKitWebDriver", "dbus-daemon", "gnome-keyring-daemon"]
            .iter()
            .all(|program| step::on_path(program));
    if libraries && programs && has_postgres() {
        return Ok(());
    }
    bail!(
        "this is not Debian or Ubuntu; install what these packages are called here, then run this \
         again:\n  {} postgresql",
        wanted.join(" ")
    )
}
