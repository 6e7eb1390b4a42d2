//! Validators that are not ours, over every line of an export.
//!
//! fhirkit is a crate. Those of PyPI and npm are installed by `cargo xtask test` (or `validators`) into
//! the cache folder under the home folder, in the versions that stand beside this file; where they are
//! not there, a test that needs them says so (see [`left_out`]).

use std::path::{Path, PathBuf};
use std::process::Command;

/// What a validator found wrong, and in how many resources it looked.
#[derive(Debug)]
pub struct Found {
    pub resources: u64,
    pub errors: Vec<String>,
}

fn files(folder: &Path) -> Vec<PathBuf> {
    let mut files: Vec<PathBuf> =
        std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    files.sort();
    files
}

/// fhirkit: a model of R4 (4.0.1) generated from the official package.
pub fn fhirkit(folder: &Path) -> Found {
    let mut found = Found { resources: 0, errors: Vec::new() };
    for file in files(folder) {
        let text = std::fs::read_to_string(&file).unwrap();
        for line in text.lines() {
            found.resources += 1;
            match fhirkit::from_json::<fhirkit::r4::Resource>(line) {
                Ok((resource, issues)) => {
                    let issues = issues.iter().map(|issue| format!("{issue}: {line}"));
                    found.errors.extend(issues);
                    if resource.is_none() {
                        found.errors.push(format!("no resource: {line}"));
                    }
                }
                Err(error) => found.errors.push(format!("{error}: {line}")),
            }
        }
    }
    found
}

/// `fhir.resources` of PyPI.
pub fn fhir_resources(folder: &Path) -> Result<Found, String> {
    let installed = installed("python", include_str!("validators/requirements.txt"))?;
    // Not the folder's own name: Python would take it for the package.
    let script = folder.with_extension("check.py");
    std::fs::write(&script, include_str!("validators/check.py")).unwrap();
    Ok(told(Command::new(installed.join("bin/python")).arg(&script).arg(folder)))
}

/// `@medplum/core` and `fhir` of npm, and the types that R4's definitions let a reference name.
pub fn medplum_and_fhir_js(folder: &Path) -> Result<Found, String> {
    let installed = installed("node", include_str!("validators/package-lock.json"))?;
    let script = folder.with_extension("mjs");
    std::fs::write(&script, include_str!("validators/check.mjs")).unwrap();
    Ok(told(Command::new("node").arg(&script).arg(installed).arg(folder)))
}

/// Where xtask installed what `wanted` lists; it leaves that list behind at the end.
fn installed(name: &str, wanted: &str) -> Result<PathBuf, String> {
    let named = std::env::var_os("HOLDFAST_VALIDATORS").map(PathBuf::from);
    let usual =
        || Some(PathBuf::from(std::env::var_os("HOME")?).join(".cache/holdfast/validators"));
    let folder = named.or_else(usual).ok_or("there is no home folder")?.join(name);
    match std::fs::read_to_string(folder.join("installed")) {
        Ok(list) if list == wanted => Ok(folder),
        _ => Err(format!(
            "the validators of {name} are not installed; `cargo xtask validators` does it"
        )),
    }
}

fn told(command: &mut Command) -> Found {
    let output = command.output().unwrap();
    let complaint = String::from_utf8_lossy(&output.stderr).into_owned();
    assert!(output.status.success(), "{complaint}");
    let answer: serde_json::Value = serde_json::from_slice(&output.stdout).unwrap();
    let errors = answer["errors"].as_array().unwrap();
    let errors = errors.iter().map(|error| error.as_str().unwrap().to_owned()).collect();
    Found { resources: answer["seen"].as_u64().unwrap(), errors }
}
