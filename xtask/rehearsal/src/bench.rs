//! `cargo xtask bench`: the figures of `docs/benchmarks.md`, measured in one run.
//!
//! What needs no window is measured by the testkit's `measure`; here the window follows: how long
//! it takes to show something, and what it holds in memory.

use std::path::Path;
use std::process::Stdio;
use std::time::Duration;

use anyhow::{Context as _, Result, ensure};
use tokio::process::Command;

use crate::run::{Screen, Stage};
use crate::window::Opening;

/// Measures everything and writes `docs/benchmarks.md`. With a name (`search`, `chart`,
/// `record`, `local`, `import`, `sync`, `push`, `window`) measures only that, and writes nothing.
pub async fn bench(repository: &Path, only: Option<&str>) -> Result<()> {
    let mut table = String::from("| what | figure | compared with |\n|---|---|---|\n");
    if only != Some("window") {
        let mut measure = Command::new(crate::program("measure")?);
        measure.args(only).stdout(Stdio::piped());
        let output = measure.spawn()?.wait_with_output().await?;
        ensure!(output.status.success(), "the measurement failed");
        let lines = String::from_utf8(output.stdout)?;
        table.extend(lines.lines().skip(2).flat_map(|line| [line, "\n"]));
    }
    if only.is_none_or(|only| only == "window") {
        for (what, figure) in window().await? {
            table.push_str(&format!("| {what} | {figure} | |\n"));
        }
    }
    print!("{table}");
    if only.is_none() {
        std::fs::write(repository.join("docs/benchmarks.md"), page(&table))?;
    }
    Ok(())
}

fn page(table: &str) -> String {
    let cores = std::thread::available_parallelism().map_or(0, usize::from);
    format!(
        "# Figures\n\n\
         Written by `cargo xtask bench`, a release build, everything in one run on one machine with \
         {cores} cores: server, Postgres and devices share them. Times say something about that \
         machine; ratios and counts are what to compare. *The limit* is a Rust program that copies \
         the same rows from Postgres by binary `COPY` straight into a prepared insert of a SQLCipher \
         file with the same tables and settings, and builds the secondary indexes and the search \
         index afterwards. *The bare ingest* is a row for each changeset, an update and a row of the \
         log, five hundred to a commit, over the same durable Postgres.\n\n{table}"
    )
}

/// Opens the window on the demo clinic some times; medians.
async fn window() -> Result<Vec<(&'static str, String)>> {
    const TIMES: usize = 5;
    let folder = tempfile::tempdir()?;
    let stage = Stage::set(folder.path(), Screen::Virtual, false).await?;
    let mut openings = Vec::new();
    for _ in 0..TIMES {
        openings.push(crate::window::open_once(&stage).await?);
    }
    stage.strike().await?;
    let median = |pick: fn(&Opening) -> Duration| {
        let mut times: Vec<Duration> = openings.iter().map(pick).collect();
        times.sort_unstable();
        times.get(TIMES / 2).copied().unwrap_or_default()
    };
    let memory = openings.last().context("an opening")?.memory_bytes / (1024 * 1024);
    Ok(vec![
        ("process start to the sign-in screen painted", in_ms(median(|o| o.sign_in_painted))),
        (
            "password entered to today's list painted (most of it is argon2id)",
            in_ms(median(|o| o.list_painted)),
        ),
        ("resident memory of all the window's processes (PSS), signed in", format!("{memory} MiB")),
    ])
}

fn in_ms(time: Duration) -> String {
    format!("{} ms", time.as_millis())
}

/// The proportional set size of a process and all its descendants, bytes.
pub fn memory_of(root: u32) -> Result<u64> {
    let mut parents = Vec::new();
    for entry in std::fs::read_dir("/proc")? {
        let name = entry?.file_name();
        let Some(pid) = name.to_str().and_then(|name| name.parse::<u32>().ok()) else { continue };
        // A process that ended meanwhile has nothing to add.
        let Ok(stat) = std::fs::read_to_string(format!("/proc/{pid}/stat")) else { continue };
        let after_name = stat.rsplit(')').next().unwrap_or_default();
        let parent = after_name.split_whitespace().nth(1).and_then(|text| text.parse().ok());
        parents.push((pid, parent.unwrap_or(0)));
    }
    let mut family = vec![root];
    let mut next = 0;
    while let Some(parent) = family.get(next).copied() {
        family.extend(parents.iter().filter(|(_, of)| *of == parent).map(|(pid, _)| *pid));
        next += 1;
    }
    let kilobytes: u64 = family.iter().map(|pid| proportional_kilobytes(*pid)).sum();
    Ok(kilobytes * 1024)
}

fn proportional_kilobytes(pid: u32) -> u64 {
    let Ok(text) = std::fs::read_to_string(format!("/proc/{pid}/smaps_rollup")) else { return 0 };
    text.lines()
        .find_map(|line| line.strip_prefix("Pss:"))
        .and_then(|rest| rest.split_whitespace().next()?.parse().ok())
        .unwrap_or(0)
}
