//! How a test says that something it needs is not on this machine, so that `cargo xtask test` counts
//! it as left out and not as passed. A crate of its own, since the tests of every other one say so
//! and none of them shall depend on more for it. Nothing in here is shipped.

use std::io::Write as _;

/// Says that a test was left out, and what it needs. Call it once in the test, and return.
pub fn left_out(test: &str, why: &str) {
    say(&format!("left out: {test}: {why}"));
}

/// As [`left_out`], where the rest of the test is done.
pub fn left_out_in_part(test: &str, why: &str) {
    say(&format!("left out in part: {test}: {why}"));
}

/// Written past the harness, which keeps to itself what a test that passes prints, and which may
/// stand in the middle of a line of its own.
fn say(line: &str) {
    let _ = std::io::stdout().lock().write_all(format!("\n{line}\n").as_bytes());
}
