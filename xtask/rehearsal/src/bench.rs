//! `cargo xtask bench`: the figures of `docs/benchmarks.md`, measured in one run.
//!
//! What needs no window is measured by the testkit's `measure`; here the window follows: how long
//! it takes to show something, and what it holds in memory.

use std::path::{Path, PathBuf};
use std::process::Stdio;

use anyhow::{Result, ensure};
use tokio::process::Command;

use crate::desktop::{Desktop, keyring_folder};
use crate::started::Started;

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
        for (what, figure, compared) in window().await? {
            table.push_str(&format!("| {what} | {figure} | {compared} |\n"));
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

/// Works at a desk of a clinic of this size, on a PC that works alone.
const PATIENTS: u64 = 200_000;
const BRANCHES: u64 = 12;

async fn window() -> Result<Vec<(String, String, String)>> {
    let folder = tempfile::tempdir()?;
    let desktop = Desktop::start(&keyring_folder(folder.path())).await?;
    let pc = folder.path().join("pc");
    let mut prepare = Command::new(std::env::current_exe()?);
    let [patients, branches] = [PATIENTS, BRANCHES].map(|count| count.to_string());
    prepare.arg("demo").arg(&pc).args(["--patients", &patients, "--branches", &branches]);
    let mut prepared = Started::new(desktop.adopt(&mut prepare))?;
    ensure!(prepared.ended().await?, "the clinic could not be made");
    let pace = crate::window::pace::measure(&desktop, &pc).await?;
    desktop.stop().await?;

    let asked = "100 ms at p95".to_owned();
    let row = |what: &str, times: &[f64], compared: String| {
        let (half, most) = (at(times, 0.5), at(times, 0.95));
        let figure = format!("p50 {half:.0} ms, p95 {most:.0} ms of {}", times.len());
        (what.to_owned(), figure, compared)
    };
    let memory = |bytes: u64| format!("{} MiB", bytes / (1024 * 1024));
    Ok(vec![
        row("process start to the sign-in screen painted", &pace.sign_in_painted, String::new()),
        row(
            &format!("password entered to today's list painted, {PATIENTS} patients, encrypted"),
            &pace.list_painted,
            "most of it is the password's argon2id".to_owned(),
        ),
        row("a press in the navigation to the screen painted", &pace.screens, asked.clone()),
        row("a letter in the search to its results painted", &pace.letters, asked.clone()),
        row("a press on a patient to the chart painted", &pace.charts, asked),
        (
            "resident memory of all the window's processes (PSS), signed in".to_owned(),
            memory(pace.memory_idle),
            String::new(),
        ),
        (
            "the same after a busy hour's presses and letters".to_owned(),
            memory(pace.memory_used),
            format!("{:.2} × of before", pace.memory_used as f64 / pace.memory_idle as f64),
        ),
        ("the screens' bundle, as it is embedded".to_owned(), bundle()?, String::new()),
    ])
}

/// How large the screens' files are: all of them, and what is read before the first screen.
fn bundle() -> Result<String> {
    let root = std::env::var_os("HOLDFAST_REPOSITORY").map_or_else(|| ".".into(), PathBuf::from);
    let (mut all, mut script) = (0, 0);
    for entry in std::fs::read_dir(root.join("ui/dist/assets"))? {
        let entry = entry?;
        let (name, bytes) = (entry.file_name(), entry.metadata()?.len());
        all += bytes;
        let name = name.to_string_lossy();
        if name.starts_with("index-") && name.ends_with(".js") {
            script += bytes;
        }
    }
    Ok(format!("{} kB, of which {} kB of script at the start", all / 1000, script / 1000))
}

/// The value at this share of all, from the lowest.
fn at(values: &[f64], share: f64) -> f64 {
    let mut values = values.to_vec();
    values.sort_by(f64::total_cmp);
    let place = (values.len().saturating_sub(1) as f64 * share).round() as usize;
    values.get(place).copied().unwrap_or_default()
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
