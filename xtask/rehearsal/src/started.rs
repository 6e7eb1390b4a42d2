//! A program that was started here and is ended here.

use std::ffi::OsStr;
use std::path::Path;
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

    /// Writes its process id down, for [`end_left_over`].
    pub fn note(&self, note: &Path) -> Result<()> {
        Ok(std::fs::write(note, self.group.as_raw_pid().to_string())?)
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

    /// Its process id, 0 once it has ended.
    pub fn process(&self) -> u32 {
        self.child.id().unwrap_or(0)
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

/// Ends a process that an earlier run, which was killed, has left behind: the one that it wrote
/// down in `note`. Process ids are used again, so its command line must name `folder`.
pub async fn end_left_over(note: &Path, folder: &Path) -> Result<()> {
    let Ok(text) = std::fs::read_to_string(note) else { return Ok(()) };
    let process = Path::new("/proc").join(text.trim());
    let line = std::fs::read(process.join("cmdline")).unwrap_or_default();
    let folder = folder.as_os_str().as_encoded_bytes();
    let ours = line.split(|byte| *byte == 0).any(|word| word == folder);
    let Some(pid) = text.trim().parse().ok().and_then(Pid::from_raw).filter(|_| ours) else {
        return Ok(());
    };
    println!("An earlier run was cut off and has left something running; it is stopped.");
    kill_process(pid, Signal::TERM).context("cannot end what an earlier run has left behind")?;
    let deadline = tokio::time::Instant::now() + PATIENCE;
    while process.join("exe").exists() && tokio::time::Instant::now() < deadline {
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
    Ok(())
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
