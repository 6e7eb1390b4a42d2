//! `cargo xtask outage`: the story of a clinic day that the network leaves in the middle of.

use std::path::Path;
use std::process::Command;

use anyhow::Result;

/// Real patients, where this machine has them beside the repository.
const REAL_PATIENTS: &str = "../shared/data/fhir/synthea-r4-visible.tar.xz";

/// The argument with which this program plays the desk that is killed.
pub const DESK: &str = "desk-of-the-story";

/// Plays the story and tells it as it happens.
pub async fn tell(repository: &Path) -> Result<()> {
    let archive = repository.join(REAL_PATIENTS);
    let real = archive.is_file().then_some(archive.as_path());
    let mut number = 0;
    let mut tell = |line: &str| {
        number += 1;
        println!("{number:>3}. {line}");
    };
    let desk = || {
        let mut command = Command::new(std::env::current_exe()?);
        command.arg(DESK);
        Ok(command)
    };
    println!("A clinic day through an outage:");
    testkit::outage::play(&mut tell, desk, real).await
}
