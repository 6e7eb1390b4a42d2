//! A desktop without a screen: display, message bus and an unlocked keychain, all of our own.

use std::ffi::{OsStr, OsString};
use std::fs::Permissions;
use std::os::unix::fs::PermissionsExt as _;
use std::path::{Path, PathBuf};
use std::process::Stdio;

use anyhow::{Context as _, Result, ensure};
use tempfile::TempDir;
use tokio::io::AsyncWriteExt as _;
use tokio::process::Command;

use crate::started::{Started, first_line, quiet};

/// The keychain of a desktop that nobody sits at is opened with this. It protects nothing: its
/// folder does, as everything of a demo.
const KEYRING_PASSWORD: &[u8] = b"nobody sits here";

/// A running desktop. Programs belong to it by the environment that [`Desktop::adopt`] gives them.
pub struct Desktop {
    environment: Vec<(&'static str, OsString)>,
    started: Vec<Started>,
    runtime: TempDir,
}

impl Desktop {
    /// Starts one without a screen. Its keychain is kept in `keyring`, so that a later desktop has
    /// it again.
    pub async fn start(keyring: &Path) -> Result<Self> {
        let mut desktop = Self::new()?;
        let runtime = desktop.runtime.path().as_os_str().to_owned();
        desktop.environment = vec![
            ("XDG_RUNTIME_DIR", runtime),
            ("GDK_BACKEND", "x11".into()),
            // There is no accessibility bus here, and looking for one takes seconds.
            ("NO_AT_BRIDGE", "1".into()),
        ];
        desktop.start_display().await?;
        desktop.start_bus().await?;
        desktop.start_keyring(keyring).await?;
        Ok(desktop)
    }

    /// Starts one on the screen that somebody sits at. Bus and keychain are of our own all the
    /// same: a demo leaves nothing in anybody's keychain.
    pub async fn start_here(keyring: &Path) -> Result<Self> {
        let mut desktop = Self::new()?;
        desktop.start_bus().await?;
        desktop.start_keyring(keyring).await?;
        Ok(desktop)
    }

    fn new() -> Result<Self> {
        let runtime = tempfile::Builder::new().prefix("holdfast-desktop-").tempdir()?;
        std::fs::set_permissions(runtime.path(), Permissions::from_mode(0o700))?;
        Ok(Self { environment: Vec::new(), started: Vec::new(), runtime })
    }

    /// A folder that lives as long as the desktop.
    pub fn folder(&self) -> &Path {
        self.runtime.path()
    }

    /// Puts `command` on this desktop.
    pub fn adopt<'c>(&self, command: &'c mut Command) -> &'c mut Command {
        if self.environment.iter().any(|(name, _)| *name == "DISPLAY") {
            command.env_remove("WAYLAND_DISPLAY");
        }
        command.envs(self.environment.iter().map(|(name, value)| (name, value)))
    }

    /// Ends it, what was started last first.
    pub async fn stop(mut self) -> Result<()> {
        while let Some(started) = self.started.pop() {
            started.stop().await?;
        }
        Ok(())
    }

    async fn start_display(&mut self) -> Result<()> {
        let mut display = Started::new(
            quiet("Xvfb")
                .args(["-displayfd", "1", "-screen", "0", "1440x960x24"])
                .args(["-nolisten", "tcp", "-noreset"])
                .stdout(Stdio::piped()),
        )?;
        let number = first_line(&mut display.output()?, "Xvfb").await?;
        self.environment.push(("DISPLAY", format!(":{}", number.trim()).into()));
        self.started.push(display);
        Ok(())
    }

    async fn start_bus(&mut self) -> Result<()> {
        let mut bus = Started::new(
            self.adopt(&mut quiet("dbus-daemon"))
                .args(["--session", "--nofork", "--print-address=1"])
                .stdout(Stdio::piped()),
        )?;
        let address = first_line(&mut bus.output()?, "dbus-daemon").await?;
        self.environment.push(("DBUS_SESSION_BUS_ADDRESS", address.trim().into()));
        self.started.push(bus);
        Ok(())
    }

    async fn start_keyring(&mut self, folder: &Path) -> Result<()> {
        std::fs::create_dir_all(folder)?;
        let mut command = quiet("gnome-keyring-daemon");
        self.adopt(&mut command)
            .args(["--foreground", "--unlock", "--components=secrets", "--control-directory"])
            .arg(self.runtime.path().join("keyring"))
            .env("XDG_DATA_HOME", std::fs::canonicalize(folder)?);
        let mut keyring = Started::new(command.stdin(Stdio::piped()))?;
        let mut password = keyring.input()?;
        password.write_all(KEYRING_PASSWORD).await?;
        drop(password);
        self.started.push(keyring);
        let wait = self
            .adopt(&mut quiet("gdbus"))
            .args(["wait", "--session", "--timeout", "30", "org.freedesktop.secrets"])
            .status()
            .await
            .context("cannot run gdbus")?;
        ensure!(wait.success(), "the keychain of the virtual desktop does not answer");
        Ok(())
    }
}

/// Runs a program on a desktop of its own and gives its exit code.
pub async fn run_on_one(program: &OsStr, arguments: &[OsString]) -> Result<u8> {
    let folder = tempfile::tempdir()?;
    let desktop = Desktop::start(folder.path()).await?;
    let mut command = Command::new(program);
    desktop.adopt(&mut command).args(arguments);
    let mut running = Started::new(&mut command)?;
    let mut interrupted = crate::interrupted()?;
    let content = tokio::select! {
        content = running.ended() => content?,
        () = interrupted.wait() => false,
    };
    running.stop().await?;
    desktop.stop().await?;
    Ok(u8::from(!content))
}

/// The folder in which a demo keeps what belongs to its desktop.
pub fn keyring_folder(data: &Path) -> PathBuf {
    data.join("desktop")
}
