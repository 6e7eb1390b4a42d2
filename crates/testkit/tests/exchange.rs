//! The demo clinic leaves as FHIR that a validator of others finds sound, and comes back unchanged.

use std::path::Path;
use std::sync::atomic::AtomicBool;

use anyhow::{Result, ensure};
use interchange::Selection;
use testkit::Device;
use testkit::demo::{self, Clock};

/// The first errors that fhirkit, a model of R4 generated from the official package, finds.
fn errors(folder: &Path) -> Result<Vec<String>> {
    let mut errors = Vec::new();
    for entry in std::fs::read_dir(folder)? {
        let path = entry?.path();
        for line in std::fs::read_to_string(&path)?.lines() {
            let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
            match fhirkit::from_json::<fhirkit::r4::Resource>(line) {
                Ok((Some(_), issues)) => {
                    errors.extend(issues.iter().map(|issue| format!("{name}: {issue}")));
                }
                Ok((None, _)) => errors.push(format!("{name}: no resource")),
                Err(error) => errors.push(format!("{name}: {error}")),
            }
        }
    }
    errors.truncate(20);
    Ok(errors)
}

#[test]
fn the_demo_clinic_is_sound_fhir_and_comes_back_unchanged() -> Result<()> {
    let folder = tempfile::tempdir()?;
    let now = chrono::Utc::now().timestamp_micros();
    let clock = Clock::at(demo::founded_at(now));
    let founding = demo::founding(demo::town(now), "Harbour Clinic");
    let record = folder.path().join("desk");
    let desk = Device::founded("desk", &record, clock.surroundings(), &founding)?;
    demo::load(&desk.store, &clock, desk.user, demo::town(now), now, &mut |_| {})?;

    let goes_on = AtomicBool::new(false);
    let out = folder.path().join("fhir");
    let all = Selection::Everything;
    let exported = interchange::export(&desk.store, desk.user, &out, all, &mut |_| {}, &goes_on)?;
    let kinds: Vec<&String> = exported.resources.keys().collect();
    ensure!(kinds.len() > 30, "{kinds:?}");
    assert_eq!(errors(&out)?, Vec::<String>::new());

    let report = interchange::import(&desk.store, desk.user, &out, &mut |_| {}, &goes_on)?;
    assert_eq!(report.problems, []);
    let different: Vec<&String> = report
        .resources
        .iter()
        .filter(|(_, count)| count.stored + count.changed > 0)
        .map(|(kind, _)| kind)
        .collect();
    assert_eq!(different, Vec::<&String>::new());
    Ok(())
}
