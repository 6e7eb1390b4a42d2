//! A program that was started here and is ended here.

use std::ffi::OsStr;
use std::process::Stdio;
use std::time::Duration;

use anyhow::{Context as _, Result, bail};
use rustix::process::{Pid, Signal, kill_process, kill_process_group};
use tokio::io::{AsyncBufReadExt as _, AsyncRead, BufReader, Lines};
use tokio::process::{Child, ChildStdin, ChildStdout, Command};

/// How long a program may take to end by itself.
const PATIENCE: Duration = Duration::from_secs(70);

/// A running program. A Ctrl-C at the terminal does not reach it: whoever started it ends it, in
/// the right order.
pub struct Started {
    name: String,
    child: Child,
    group: Pid,
}

impl Started {
    /// Starts `command` in a process group of its own.
    pub fn new(command: &mut Command) -> Result<Self> {
        let name = command.as_std().get_program().to_string_lossy().into_owned();
        let child = command
            .process_group(0)
            .kill_on_drop(true)
            .spawn()
            .with_context(|| format!("cannot start {name}"))?;
        let group = child
            .id()
            .and_then(|id| i32::try_from(id).ok())
            .and_then(Pid::from_raw)
            .with_context(|| format!("{name} has no process id"))?;
        Ok(Self { name, child, group })
    }

    /// Its process id.
    pub fn id(&self) -> u32 {
        self.group.as_raw_pid().unsigned_abs()
    }

    /// What it says on its standard output, line by line.
    pub fn output(&mut self) -> Result<Lines<BufReader<ChildStdout>>> {
        let output = self.child.stdout.take();
        Ok(BufReader::new(output.with_context(|| format!("{} was not heard", self.name))?).lines())
    }

    /// Its standard input.
    pub fn input(&mut self) -> Result<ChildStdin> {
        self.child.stdin.take().with_context(|| format!("{} takes no input", self.name))
    }

    /// Waits until it ends by itself; whether it was content.
    pub async fn ended(&mut self) -> Result<bool> {
        Ok(self.child.wait().await.with_context(|| format!("waiting for {}", self.name))?.success())
    }

    /// Whether it has not ended yet.
    pub fn is_running(&mut self) -> bool {
        matches!(self.child.try_wait(), Ok(None))
    }

    /// Asks it to end and waits until it has; a program that does not answer is killed.
    pub async fn stop(mut self) -> Result<()> {
        if self.is_running() {
            // It may have ended a moment ago by itself, and then there is nothing to ask.
            let _ = kill_process(self.group, Signal::TERM);
            let ended = tokio::time::timeout(PATIENCE, self.child.wait()).await;
            if ended.is_err() {
                eprintln!("{} does not end when asked; it is killed.", self.name);
                self.child.start_kill()?;
                self.child.wait().await?;
            }
        }
        // What it has started itself and left behind.
        let _ = kill_process_group(self.group, Signal::TERM);
        Ok(())
    }
}

/// Ends a process that an earlier run has left behind, if `id` still is one whose command line has
/// `sign` in it. Process ids are used again, so the sign decides.
pub fn end_left_over(id: u32, sign: &OsStr) -> Result<bool> {
    let line = std::fs::read(format!("/proc/{id}/cmdline")).unwrap_or_default();
    let ours = line.split(|byte| *byte == 0).any(|word| word == sign.as_encoded_bytes());
    let Some(pid) = i32::try_from(id).ok().and_then(Pid::from_raw).filter(|_| ours) else {
        return Ok(false);
    };
    kill_process(pid, Signal::TERM).context("cannot end what an earlier run has left behind")?;
    Ok(true)
}

/// The first line of `lines`, or why there is none.
pub async fn first_line<R: AsyncRead + Unpin>(
    lines: &mut Lines<BufReader<R>>,
    what: &str,
) -> Result<String> {
    let wait = tokio::time::timeout(PATIENCE, lines.next_line());
    match wait.await.with_context(|| format!("{what} says nothing"))?? {
        Some(line) => Ok(line),
        None => bail!("{what} ended before it was ready"),
    }
}

/// A command whose words nobody reads.
pub fn quiet(program: impl AsRef<OsStr>) -> Command {
    let mut command = Command::new(program);
    command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null());
    command
}
