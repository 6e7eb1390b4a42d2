//! Holdfast: without a subcommand the window, with one the same record for scripts.

use std::process::ExitCode;

fn main() -> ExitCode {
    holdfast_shell::cli::run()
}
