//! How fast FHIR comes in, and whether memory grows with the number of files: the same program
//! imports the real patients, and two folders, one with four times as many files, each in a
//! process of its own.

use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::atomic::AtomicBool;
use std::time::Instant;

use anyhow::{Context as _, Result, ensure};
use serde_json::{Value, json};
use testkit::{Device, people, surroundings};

use crate::line;

const FILES: u64 = 250;
const TIMES_AS_MANY: u64 = 4;
const READINGS_EACH: u64 = 200;
/// The argument under which this program imports one folder and says what it took.
pub const ONCE: &str = "import-once";

/// How much more memory four times as many files may take at the peak: what two runs of one import
/// differ by.
const GROWTH_MAX: f64 = 1.2;

/// Measures all of them.
///
/// # Errors
/// An import that failed, and memory that grew with the number of files.
pub fn import(folder: &Path) -> Result<()> {
    match real_patients() {
        Some(archive) => {
            let real = once(&folder.join("real"), &archive)?;
            line(
                &format!("FHIR import, 120 real patients, {} resources", real.resources),
                &format!("{:.0} resources/s", real.resources / real.seconds),
                &format!("peak memory {:.0} MiB", real.peak_kib / 1_024.0),
            );
        }
        None => line("FHIR import, 120 real patients", "skipped", "../shared/data is not here"),
    }
    let few = once(&folder.join("few"), &bundles(&folder.join("few-fhir"), FILES)?)?;
    let all = FILES * TIMES_AS_MANY;
    let many = once(&folder.join("many"), &bundles(&folder.join("many-fhir"), all)?)?;
    line(
        &format!("FHIR bundles imported: {all} files, {} resources", many.resources),
        &format!("{:.0} resources/s", many.resources / many.seconds),
        "",
    );
    let growth = many.peak_kib / few.peak_kib;
    line(
        &format!("peak memory of an import of {all} files"),
        &format!("{:.0} MiB", many.peak_kib / 1_024.0),
        &format!("{growth:.2} of the peak for {FILES} files; {GROWTH_MAX} at most"),
    );
    ensure!(growth <= GROWTH_MAX, "memory grows with the number of files: {growth:.2}");
    Ok(())
}

/// The archive of real patients, where it is beside the repository.
pub fn real_patients() -> Option<PathBuf> {
    let archive = Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("../../../shared/data/fhir/synthea-r4-visible.tar.xz");
    archive.is_file().then_some(archive)
}

struct Took {
    resources: f64,
    seconds: f64,
    peak_kib: f64,
}

fn bundles(folder: &Path, files: u64) -> Result<PathBuf> {
    std::fs::create_dir_all(folder)?;
    for number in 0..files {
        std::fs::write(folder.join(format!("{number}.json")), bundle(number).to_string())?;
    }
    Ok(folder.to_owned())
}

/// Imports `source` into a new record in `folder`, in another process.
fn once(folder: &Path, source: &Path) -> Result<Took> {
    std::fs::create_dir_all(folder)?;
    let output =
        Command::new(std::env::current_exe()?).arg(ONCE).arg(folder).arg(source).output()?;
    ensure!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let said: Value = serde_json::from_slice(&output.stdout)?;
    let number = |name: &str| said.get(name).and_then(Value::as_f64).context("a number");
    Ok(Took {
        resources: number("resources")?,
        seconds: number("seconds")?,
        peak_kib: number("peak_kib")?,
    })
}

/// What the other process does.
///
/// # Errors
/// What the import could not take.
pub fn import_once(folder: &Path, source: &Path) -> Result<()> {
    let desk = Device::alone_by_clock("desk", &folder.join("record"), surroundings())?;
    let began = Instant::now();
    let goes_on = AtomicBool::new(false);
    let report = interchange::import(&desk.store, desk.user, source, &mut |_| {}, &goes_on)?;
    ensure!(report.problems.is_empty(), "{:?}", report.problems.first());
    let seconds = began.elapsed().as_secs_f64();
    let resources: u64 = report.resources.values().map(|count| count.seen).sum();
    let status = std::fs::read_to_string("/proc/self/status")?;
    let peak = status.lines().find_map(|line| line.strip_prefix("VmHWM:"));
    let peak = peak.and_then(|rest| rest.split_whitespace().next()).context("a peak")?;
    let peak = peak.parse::<f64>()?;
    println!("{}", json!({ "resources": resources, "seconds": seconds, "peak_kib": peak }));
    Ok(())
}

/// One patient with readings, as another system's bundle.
fn bundle(number: u64) -> Value {
    let person = people::person(number);
    let patient = format!("urn:uuid:00000000-0000-4000-8000-{number:012x}");
    let mut entries = vec![json!({ "fullUrl": patient, "resource": {
        "resourceType": "Patient", "id": format!("p{number}"),
        "name": [{ "family": person.family_name, "given": [person.given_name] }],
        "birthDate": person.born.to_string(),
    } })];
    entries.extend((0..READINGS_EACH).map(|reading| {
        let id = format!("o{number}-{reading}");
        let code = json!([{ "system": "http://loinc.org", "code": "2339-0" }]);
        json!({ "fullUrl": format!("http://example.org/Observation/{id}"), "resource": {
            "resourceType": "Observation", "id": id, "status": "final",
            "code": { "coding": code, "text": "Glucose" },
            "subject": { "reference": patient },
            "effectiveDateTime": format!("2025-{:02}-{:02}T08:{:02}:00Z",
                reading % 12 + 1, reading % 28 + 1, reading % 60),
            "valueQuantity": { "value": 80 + reading % 60, "unit": "mg/dL" },
        } })
    }));
    json!({ "resourceType": "Bundle", "type": "collection", "entry": entries })
}
