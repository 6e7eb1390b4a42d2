//! Running one program and saying so.

use std::io::{BufRead as _, BufReader};
use std::process::{Command, Stdio};

use anyhow::{Context as _, Result, bail};

/// Runs `command` with its output where it belongs; an unsuccessful end is an error.
pub fn run(command: &mut Command) -> Result<()> {
    let told = told(command);
    let status = command.status().with_context(|| format!("cannot run {told}"))?;
    if !status.success() {
        bail!("{told} ended with {status}");
    }
    Ok(())
}

/// As [`run`], and shows every line of its standard output to `hear` as well.
pub fn run_hearing(command: &mut Command, mut hear: impl FnMut(&str)) -> Result<()> {
    let told = told(command);
    let mut child =
        command.stdout(Stdio::piped()).spawn().with_context(|| format!("cannot run {told}"))?;
    if let Some(output) = child.stdout.take() {
        for line in BufReader::new(output).split(b'\n') {
            let line = line.with_context(|| format!("cannot read what {told} says"))?;
            let line = String::from_utf8_lossy(&line);
            println!("{line}");
            hear(&line);
        }
    }
    let status = child.wait().with_context(|| format!("cannot wait for {told}"))?;
    if !status.success() {
        bail!("{told} ended with {status}");
    }
    Ok(())
}

/// Whether a program with this name can be started.
pub fn on_path(program: &str) -> bool {
    std::env::var_os("PATH").is_some_and(|path| {
        std::env::split_paths(&path).any(|folder| folder.join(program).is_file())
    })
}

fn told(command: &Command) -> String {
    let words = std::iter::once(command.get_program()).chain(command.get_args());
    let words: Vec<_> = words.map(|word| word.to_string_lossy()).collect();
    format!("`{}`", words.join(" "))
}
