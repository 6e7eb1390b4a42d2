//! How fast FHIR comes in, and whether memory grows with the number of files: the same program
//! imports two folders, one with four times as many files, each in a process of its own.

use std::path::Path;
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

/// Measures both.
pub fn import(folder: &Path) -> Result<()> {
    let few = once(&folder.join("few"), FILES)?;
    let many = once(&folder.join("many"), FILES * TIMES_AS_MANY)?;
    let resources = FILES * TIMES_AS_MANY * (READINGS_EACH + 1);
    line(
        &format!("FHIR bundles imported: {} files, {resources} resources", FILES * TIMES_AS_MANY),
        &format!("{:.0} resources/s", resources as f64 / many.seconds),
        "",
    );
    line(
        &format!("peak memory of an import of {} files", FILES * TIMES_AS_MANY),
        &format!("{:.0} MiB", many.peak_kib / 1_024.0),
        &format!("{:.2} of the peak for {FILES} files", many.peak_kib / few.peak_kib),
    );
    Ok(())
}

struct Took {
    seconds: f64,
    peak_kib: f64,
}

fn once(folder: &Path, files: u64) -> Result<Took> {
    let bundles = folder.join("fhir");
    std::fs::create_dir_all(&bundles)?;
    for number in 0..files {
        std::fs::write(bundles.join(format!("{number}.json")), bundle(number).to_string())?;
    }
    let output = Command::new(std::env::current_exe()?).arg(ONCE).arg(folder).output()?;
    ensure!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let said: Value = serde_json::from_slice(&output.stdout)?;
    let number = |name: &str| said.get(name).and_then(Value::as_f64).context("a number");
    Ok(Took { seconds: number("seconds")?, peak_kib: number("peak_kib")? })
}

/// What the other process does.
pub fn import_once(folder: &Path) -> Result<()> {
    let desk = Device::alone_by_clock("desk", &folder.join("record"), surroundings())?;
    let began = Instant::now();
    let goes_on = AtomicBool::new(false);
    let bundles = folder.join("fhir");
    let report = interchange::import(&desk.store, desk.user, &bundles, &mut |_| {}, &goes_on)?;
    ensure!(report.problems.is_empty(), "{:?}", report.problems.first());
    let seconds = began.elapsed().as_secs_f64();
    let status = std::fs::read_to_string("/proc/self/status")?;
    let peak = status.lines().find_map(|line| line.strip_prefix("VmHWM:"));
    let peak = peak.and_then(|rest| rest.split_whitespace().next()).context("a peak")?;
    println!("{}", json!({ "seconds": seconds, "peak_kib": peak.parse::<f64>()? }));
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
