//! CUPS, by its commands `lpstat` and `lp`.

use std::collections::BTreeMap;
use std::process::{Output, Stdio};
use std::time::Duration;

use tokio::io::AsyncWriteExt as _;
use tokio::process::Command;
use tokio::runtime::Handle;

use super::{Known, Progress, Sheets, Size, Trouble};

/// A print server that is away is waited for no longer than this.
const PATIENCE: Duration = Duration::from_secs(30);
/// What is said about a refusal is shown to a person, so it is no longer than a sentence.
const SAID_MAX: usize = 200;

/// The print system, asked over `network`'s threads.
pub(in crate::print) struct Spooler<'n>(pub &'n Handle);

impl Spooler<'_> {
    /// The printers of this PC, by name.
    pub fn known(&self) -> Result<Known, Trouble> {
        let listed = self.run("lpstat", &["-e"], &[])?;
        // CUPS exits with an error where it has no printer at all.
        let listed = String::from_utf8_lossy(&listed.stdout).into_owned();
        let mut names: Vec<String> =
            listed.lines().map(|name| name.trim().to_owned()).filter(|n| !n.is_empty()).collect();
        names.sort_unstable_by_key(|name| name.to_lowercase());
        let default = self.run("lpstat", &["-d"], &[])?;
        let default = String::from_utf8_lossy(&default.stdout)
            .lines()
            .find_map(|line| line.rsplit_once(": ").map(|(_, name)| name.trim().to_owned()))
            .filter(|name| names.contains(name));
        Ok(Known { names, default })
    }

    /// Hands `sheets` to `printer`; gives the print system's name of the job.
    pub fn hand_over(&self, sheets: &Sheets<'_>, printer: &str) -> Result<Option<String>, Trouble> {
        let media = format!("media={}", media(sheets.size));
        let options = ["-d", printer, "-t", sheets.title, "-o", &media, "-o", "print-scaling=none"];
        let output = self.run("lp", &options, sheets.pdf)?;
        if !output.status.success() {
            return Err(Trouble::Refused(said(&output)));
        }
        // "request id is Zebra-42 (1 file(s))", in the C locale.
        let text = String::from_utf8_lossy(&output.stdout).into_owned();
        let named = text
            .split_once("request id is ")
            .and_then(|(_, rest)| rest.split_whitespace().next().map(str::to_owned));
        Ok(named)
    }

    /// What became of the jobs that it still knows of.
    pub fn progress(&self) -> Result<BTreeMap<String, Progress>, Trouble> {
        let mut known = BTreeMap::new();
        for (which, otherwise) in
            [("completed", Progress::Printed), ("not-completed", Progress::Waiting)]
        {
            let output = self.run("lpstat", &["-l", "-W", which, "-o"], &[])?;
            let text = String::from_utf8_lossy(&output.stdout).into_owned();
            let mut job: Option<String> = None;
            for line in text.lines() {
                if !line.starts_with(char::is_whitespace) {
                    job = line.split_whitespace().next().map(str::to_owned);
                    if let Some(job) = &job {
                        known.insert(job.clone(), otherwise);
                    }
                } else if let Some((_, reasons)) = line.split_once("Alerts:")
                    && let Some(job) = &job
                    && ["aborted", "canceled"].iter().any(|reason| reasons.contains(reason))
                {
                    known.insert(job.clone(), Progress::Ended);
                }
            }
        }
        Ok(known)
    }

    fn run(&self, command: &str, options: &[&str], input: &[u8]) -> Result<Output, Trouble> {
        self.0.block_on(async {
            let work = async {
                let mut child = Command::new(command)
                    .args(options)
                    // Its sentences are read here, so they must be the same on every PC.
                    .env("LC_ALL", "C")
                    .stdin(Stdio::piped())
                    .stdout(Stdio::piped())
                    .stderr(Stdio::piped())
                    .kill_on_drop(true)
                    .spawn()?;
                let stdin = child.stdin.take();
                // A command that refuses ends without reading; what it said is what counts then.
                let give = async {
                    if let Some(mut stdin) = stdin
                        && let Err(error) = stdin.write_all(input).await
                    {
                        tracing::debug!(%error, "the print system did not read all of it");
                    }
                };
                let ((), output) = tokio::join!(give, child.wait_with_output());
                output
            };
            match tokio::time::timeout(PATIENCE, work).await {
                Err(_) => Err(Trouble::Silent),
                Ok(Err(error)) if error.kind() == std::io::ErrorKind::NotFound => {
                    Err(Trouble::NoPrintSystem)
                }
                Ok(output) => Ok(output?),
            }
        })
    }
}

/// The size as CUPS names it. A band is fed with its narrow side first.
fn media(size: Size) -> String {
    if size == Size::A4 {
        return "A4".to_owned();
    }
    if size == Size::LETTER {
        return "Letter".to_owned();
    }
    let band = size.width > 4.0 * size.height;
    let (across, along) = if band { (size.height, size.width) } else { (size.width, size.height) };
    format!("Custom.{across}x{along}mm")
}

fn said(output: &Output) -> String {
    let text = String::from_utf8_lossy(&output.stderr).into_owned();
    let line =
        text.lines().map(str::trim).find(|line| !line.is_empty()).unwrap_or("no reason given");
    let line = line.strip_prefix("lp: ").unwrap_or(line).trim_start_matches("Error - ");
    line.chars().take(SAID_MAX).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_size_has_the_name_that_cups_gives_it() {
        assert_eq!(media(Size::A4), "A4");
        assert_eq!(media(Size::LETTER), "Letter");
        assert_eq!(media(Size { width: 57.0, height: 32.0 }), "Custom.57x32mm");
        assert_eq!(media(Size { width: 250.0, height: 25.0 }), "Custom.25x250mm");
    }
}
