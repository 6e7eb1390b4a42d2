//! The outage story end to end: real HTTPS, real Postgres, real encrypted files, a real kill -9.

use std::path::Path;
use std::process::Command;

use anyhow::Result;
use testkit::outage;

/// In the process that [`outage::play`] starts, this is the desk; in the test run itself, nothing.
#[test]
fn the_desk_in_a_process_of_its_own() -> Result<()> {
    outage::be_the_desk_if_asked()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_clinic_day_survives_the_network() -> Result<()> {
    let archive = Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("../../../shared/data/fhir/synthea-r4-visible.tar.xz");
    let real = archive.is_file().then_some(archive.as_path());
    if real.is_none() {
        left_out::left_out_in_part("the real patients", "../shared/data/fhir is not here");
    }
    let desk = || {
        let mut command = Command::new(std::env::current_exe()?);
        command.args(["--exact", "the_desk_in_a_process_of_its_own", "--nocapture"]);
        Ok(command)
    };
    outage::play(&mut |line| println!("{line}"), desk, real).await
}
