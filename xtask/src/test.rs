//! The one gate: everything that must hold, in one command, here and in CI.
//!
//! A failing step does not stop the others unless they need its result, so that one run tells
//! everything that is wrong.

use std::path::Path;
use std::process::{Command, ExitCode};
use std::time::Instant;

use anyhow::Result;

use crate::needs::Purpose;
use crate::{built, cargo, needs, screens, step, validators};

/// Runs everything. Succeeds only if nothing failed.
pub fn test(root: &Path) -> Result<ExitCode> {
    needs::install(Purpose::All)?;
    let mut tally = Tally::default();
    tally.step("the screens' libraries", || screens::install(root));
    tally.step("the screens build", || screens::build(root));
    tally.count("the screens' unit tests", |hear| {
        step::run_hearing(screens::npm(root).args(["run", "--silent", "test"]), hear)
    });
    tally.step("Rust is formatted", || step::run(cargo(root).args(["fmt", "--all", "--check"])));
    tally.step("Rust has no lint", || {
        step::run(
            cargo(root)
                .args(["clippy", "--workspace", "--all-targets", "--quiet", "--"])
                .args(["-D", "warnings"]),
        )
    });
    let builds = tally.step("everything builds", || {
        step::run(cargo(root).args(["build", "--workspace", "--bins"]))
    });
    if builds {
        let rehearsal = built("debug", "rehearsal")?;
        let rehearse = || {
            let mut command = Command::new(&rehearsal);
            command.current_dir(root).env("HOLDFAST_REPOSITORY", root);
            command
        };
        tally.step("the screens' types are those of the commands", || {
            step::run(rehearse().args(["types", "--check"]))
        });
        tally.optional("FHIR validators of others", || validators::install(root));
        tally.count("Rust tests", |hear| {
            let mut command = rehearse();
            if let Ok(place) = validators::place() {
                command.env(validators::PLACE, place);
            }
            command.args(["desktop", "--"]).arg(cargo(root).get_program());
            step::run_hearing(command.args(["test", "--workspace", "--no-fail-fast"]), hear)
        });
        tally.count("the window", |hear| step::run_hearing(rehearse().arg("window"), hear));
    }
    Ok(tally.tell())
}

/// What passed, what failed, how long it took.
#[derive(Default)]
struct Tally {
    lines: Vec<String>,
    failed: Vec<String>,
    tests_passed: u32,
    tests_failed: u32,
    tests_left_out: u32,
    left_out: Vec<String>,
}

impl Tally {
    /// Runs `work` and notes whether it succeeded.
    fn step(&mut self, name: &str, work: impl FnOnce() -> Result<()>) -> bool {
        println!("\n=== {name} ===");
        let began = Instant::now();
        let result = work();
        let mark = if result.is_ok() { "ok    " } else { "FAILED" };
        self.lines.push(format!("  {mark} {name} ({} s)", began.elapsed().as_secs()));
        if let Err(error) = &result {
            println!("{error:#}");
            self.failed.push(format!("{name}: {error:#}"));
        }
        result.is_ok()
    }

    /// A step whose result nothing depends on; `work` says what could not be done.
    fn optional(&mut self, name: &str, work: impl FnOnce() -> Vec<String>) {
        println!("\n=== {name} ===");
        let began = Instant::now();
        let missing = work();
        let mark = if missing.is_empty() { "ok    " } else { "not all" };
        self.lines.push(format!("  {mark} {name} ({} s)", began.elapsed().as_secs()));
        for line in &missing {
            println!("{line}");
        }
        self.left_out.extend(missing);
    }

    /// As [`Tally::step`], and counts the tests in what the work says.
    fn count(&mut self, name: &str, work: impl FnOnce(&mut dyn FnMut(&str)) -> Result<()>) {
        let mut counts = Counts::default();
        self.step(name, || work(&mut |line| counts.hear(line)));
        self.tests_passed += counts.passed;
        self.tests_failed += counts.failed;
        self.tests_left_out += counts.left_out;
        self.failed.extend(counts.names);
        self.left_out.extend(counts.reasons);
    }

    fn tell(&self) -> ExitCode {
        println!("\n=== Summary ===\n{}", self.lines.join("\n"));
        for failure in &self.failed {
            println!("  - {failure}");
        }
        for what in &self.left_out {
            println!("  - left out: {what}");
        }
        println!(
            "{} tests passed, {} failed, {} left out",
            self.tests_passed, self.tests_failed, self.tests_left_out
        );
        if self.failed.is_empty() {
            println!("Everything passed.");
            ExitCode::SUCCESS
        } else {
            println!("NOT everything passed.");
            ExitCode::FAILURE
        }
    }
}

/// Tests as Rust's harness and vitest count them.
#[derive(Debug, Default, PartialEq, Eq)]
struct Counts {
    passed: u32,
    failed: u32,
    left_out: u32,
    names: Vec<String>,
    /// Which tests said that they were left out, and why.
    reasons: Vec<String>,
    /// Of these, how many the harness has still to count among those that passed.
    not_passed: u32,
}

impl Counts {
    fn hear(&mut self, line: &str) {
        let line = without_colours(line);
        let line = line.trim();
        if let Some(name) =
            line.strip_prefix("test ").and_then(|rest| rest.strip_suffix(" ... FAILED"))
        {
            self.names.push(name.to_owned());
        }
        // A test of ours that lacks something on this machine, all of it or a part of it.
        if let Some(what) = line.strip_prefix("left out: ") {
            self.left_out += 1;
            self.not_passed += 1;
            self.reasons.push(what.to_owned());
        } else if let Some(what) = line.strip_prefix("left out in part: ") {
            self.left_out += 1;
            self.reasons.push(what.to_owned());
        }
        // `test result: ok. 3 passed; 0 failed; 1 ignored; …` and `Tests  2 failed | 9 passed (11)`.
        let summary = line.strip_prefix("test result:").or_else(|| line.strip_prefix("Tests "));
        let Some(summary) = summary else { return };
        let words: Vec<&str> =
            summary.split([' ', ';', '|', '.']).filter(|word| !word.is_empty()).collect();
        for pair in words.windows(2) {
            let &[number, what] = pair else { continue };
            let Ok(number) = number.parse::<u32>() else { continue };
            match what {
                "passed" => {
                    self.passed += number.saturating_sub(std::mem::take(&mut self.not_passed));
                }
                "failed" => self.failed += number,
                "ignored" | "skipped" | "todo" => self.left_out += number,
                _ => {}
            }
        }
    }
}

fn without_colours(line: &str) -> String {
    let mut plain = String::with_capacity(line.len());
    let mut rest = line;
    while let Some((before, after)) = rest.split_once("\u{1b}[") {
        plain.push_str(before);
        rest = after.split_once('m').map_or("", |(_, after)| after);
    }
    plain + rest
}

#[cfg(test)]
mod tests {
    use super::*;

    fn heard(lines: &[&str]) -> Counts {
        let mut counts = Counts::default();
        for line in lines {
            counts.hear(line);
        }
        counts
    }

    #[test]
    fn rust_tests_are_counted_over_all_binaries_and_failures_named() {
        let counts = heard(&[
            "test keys::tests::a_wrong_password_is_told ... ok",
            "test sync::the_line_is_cut ... FAILED",
            "test result: FAILED. 4 passed; 1 failed; 2 ignored; 0 measured; 3 filtered out; finished in 0.5s",
            "test result: ok. 10 passed; 0 failed; 0 ignored; 0 measured; 0 filtered out; finished in 1s",
        ]);
        let names = vec!["sync::the_line_is_cut".to_owned()];
        let expected = Counts { passed: 14, failed: 1, left_out: 2, names, ..Counts::default() };
        assert_eq!(counts, expected);
    }

    #[test]
    fn a_test_that_says_it_was_left_out_has_not_passed() {
        let counts = heard(&[
            "left out: sound_to_others: the validators of node are not installed",
            "left out in part: real_patients: the validators of node are not installed",
            "test export::sound_to_others ... ok",
            "test real_patients ... ok",
            "test result: ok. 2 passed; 0 failed; 0 ignored; 0 measured; 0 filtered out; finished in 1s",
            "test result: ok. 5 passed; 0 failed; 0 ignored; 0 measured; 0 filtered out; finished in 1s",
        ]);
        assert_eq!((counts.passed, counts.left_out, counts.reasons.len()), (6, 2, 2));
    }

    #[test]
    fn the_screens_tests_are_counted_in_colour_too() {
        let counts = heard(&[
            "\u{1b}[2m Test Files \u{1b}[22m \u{1b}[1m\u{1b}[32m5 passed\u{1b}[39m\u{1b}[22m (5)",
            "\u{1b}[2m      Tests \u{1b}[22m \u{1b}[31m2 failed\u{1b}[39m | \u{1b}[32m43 passed\u{1b}[39m (45)",
        ]);
        assert_eq!((counts.passed, counts.failed), (43, 2));
    }
}
