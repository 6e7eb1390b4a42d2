//! Validators that are not ours, over every line of an export.

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

/// The same version everywhere, so that a new release cannot fail an old build.
const PYTHON_PACKAGE: &str = "fhir.resources==8.2.0";

const PYTHON: &str = r#"
import importlib, json, pathlib, sys
seen, errors, models = 0, [], {}
for path in sorted(pathlib.Path(sys.argv[1]).glob("*.ndjson")):
    for line in path.read_text(encoding="utf-8").split("\n"):
        if not line:
            continue
        seen += 1
        kind = json.loads(line)["resourceType"]
        if kind not in models:
            module = importlib.import_module("fhir.resources.R4B." + kind.lower())
            models[kind] = getattr(module, kind)
        try:
            models[kind].model_validate_json(line)
        except Exception as error:
            errors.append(f"{kind}: {error}: {line}")
print(json.dumps({"seen": seen, "errors": errors[:50], "all": len(errors)}))
"#;

/// `fhir.resources` of PyPI in a virtual environment under the target folder; `None`, with a
/// line that says so, where there is no Python 3 with venv and pip, or no way to PyPI.
pub fn fhir_resources(folder: &Path) -> Option<Found> {
    let python = environment()?;
    let script = folder.with_extension("py");
    std::fs::write(&script, PYTHON).unwrap();
    let output = Command::new(python).arg(&script).arg(folder).output().unwrap();
    let complaint = String::from_utf8_lossy(&output.stderr).into_owned();
    assert!(output.status.success(), "{complaint}");
    let answer: serde_json::Value = serde_json::from_slice(&output.stdout).unwrap();
    let errors = answer["errors"].as_array().unwrap();
    let errors: Vec<String> = errors.iter().map(|error| error.as_str().unwrap().into()).collect();
    Some(Found { resources: answer["seen"].as_u64().unwrap(), errors })
}

fn environment() -> Option<PathBuf> {
    static MADE: std::sync::OnceLock<Option<PathBuf>> = std::sync::OnceLock::new();
    MADE.get_or_init(|| {
        let made = make_environment();
        if let Err(why) = &made {
            println!("skipped: fhir.resources of PyPI cannot be had here ({why})");
        }
        made.ok()
    })
    .clone()
}

fn make_environment() -> Result<PathBuf, String> {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("fhir-resources-8.2.0");
    let python = folder.join("bin/python");
    let works = |python: &Path| {
        let asked = Command::new(python).args(["-c", "import fhir.resources"]).output();
        asked.is_ok_and(|asked| asked.status.success())
    };
    if works(&python) {
        return Ok(python);
    }
    let run = |command: &mut Command| -> Result<(), String> {
        let output = command.output().map_err(|error| error.to_string())?;
        let failed = || String::from_utf8_lossy(&output.stderr).lines().last().map(str::to_owned);
        if output.status.success() { Ok(()) } else { Err(failed().unwrap_or_default()) }
    };
    run(Command::new("python3").args(["-m", "venv", "--clear"]).arg(&folder))?;
    let pip = ["-m", "pip", "install", "--quiet", "--disable-pip-version-check", PYTHON_PACKAGE];
    run(Command::new(&python).args(pip))?;
    Ok(python)
}
