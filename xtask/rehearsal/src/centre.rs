//! The clinic's server as a process of its own, with its private Postgres.

use std::net::{SocketAddr, TcpListener};
use std::path::{Path, PathBuf};
use std::process::Stdio;

use anyhow::{Context as _, Result, ensure};
use tokio::io::{BufReader, Lines};
use tokio::process::{ChildStdout, Command};

use crate::started::{Started, end_left_over, first_line};

/// A running server.
pub struct Centre {
    folder: PathBuf,
    process: Option<Started>,
    /// Held open, so that the server has somebody to talk to.
    _output: Lines<BufReader<ChildStdout>>,
}

impl Centre {
    /// Starts the server in `folder`; makes it, on free ports of loopback, where it is new.
    pub async fn start(folder: &Path) -> Result<Self> {
        if !folder.join("server.json").exists() {
            let made = server(folder)?
                .args(["init", "--listen", &free_address()?.to_string()])
                .args(["--operations", &free_address()?.to_string()])
                .stdout(Stdio::null())
                .status()
                .await?;
            ensure!(made.success(), "the server could not be made in {}", folder.display());
        }
        let folder = std::fs::canonicalize(folder)?;
        let note = folder.join("serving");
        end_left_over(&note, &folder).await?;
        let log = std::fs::File::create(folder.join("server.log"))?;
        let mut process = Started::new(
            server(&folder)?.arg("serve").stdout(Stdio::piped()).stderr(log).stdin(Stdio::null()),
        )?;
        process.note(&note)?;
        let mut output = process.output()?;
        first_line(&mut output, "the server").await.with_context(|| {
            format!("the server did not start; see {}", folder.join("server.log").display())
        })?;
        Ok(Self { folder, process: Some(process), _output: output })
    }

    /// A one-time link for a PC.
    pub async fn invite(&self, device: &str) -> Result<String> {
        let output = server(&self.folder)?
            .args(["enrol", "--device", device])
            .stderr(Stdio::null())
            .output()
            .await?;
        ensure!(output.status.success(), "the server gives no link for {device}");
        Ok(String::from_utf8(output.stdout)?.trim().to_owned())
    }

    /// Starts it again, at the same address, if it was stopped.
    pub async fn resume(&mut self) -> Result<()> {
        if self.process.is_none() {
            *self = Self::start(&self.folder).await?;
        }
        Ok(())
    }

    /// Stops it and its Postgres, if it runs.
    pub async fn stop(&mut self) -> Result<()> {
        if let Some(process) = self.process.take() {
            process.stop().await?;
            std::fs::remove_file(self.folder.join("serving"))?;
        }
        Ok(())
    }
}

fn server(folder: &Path) -> Result<Command> {
    let mut command = Command::new(crate::program("holdfast-server")?);
    command.arg("--data").arg(folder);
    Ok(command)
}

/// An address of loopback that nobody listens on at the moment.
fn free_address() -> Result<SocketAddr> {
    Ok(TcpListener::bind(("127.0.0.1", 0))?.local_addr()?)
}
