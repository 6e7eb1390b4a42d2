//! The first moment of a process, when SQLite calls itself ready before its cipher is.
//!
//! The gap is less than a microsecond wide, so one process shows nothing: on two cores about one
//! in a hundred fell into it. Two hundred are asked here, each a little later than the last.

#![expect(clippy::unwrap_used, reason = "a story fails by panicking")]

use std::process::Command;
use std::sync::Barrier;
use std::time::{Duration, Instant};

use store::keys::DatabaseKey;
use store::{Error, Store, Surroundings};

/// Set for the processes that do the opening.
const LATER_BY_NANOS: &str = "HOLDFAST_TEST_LATER_BY_NANOS";

#[test]
fn two_records_may_be_the_first_that_a_process_opens() {
    if let Ok(nanos) = std::env::var(LATER_BY_NANOS) {
        return open_two(Duration::from_nanos(nanos.parse().unwrap()));
    }
    for nanos in (0..8_000).step_by(40) {
        let output = Command::new(std::env::current_exe().unwrap())
            .args(["two_records_may_be_the_first_that_a_process_opens", "--exact"])
            .env(LATER_BY_NANOS, nanos.to_string())
            .output()
            .unwrap();
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stdout));
    }
}

/// Opens two files at once, the second `later`. Neither is a record, which only a cipher that is
/// there can tell, and quickly.
fn open_two(later: Duration) {
    let home = tempfile::tempdir().unwrap();
    let together = Barrier::new(2);
    let open = |name: &str, later: Duration| {
        let folder = home.path().join(name);
        std::fs::create_dir(&folder).unwrap();
        std::fs::write(folder.join(store::DATABASE_FILE), [7; 8_192]).unwrap();
        let key = DatabaseKey::generate().unwrap();
        together.wait();
        let start = Instant::now();
        while start.elapsed() < later {
            std::hint::spin_loop();
        }
        let opened = Store::open(&folder, key, Surroundings::new(|| 0, || [0; 16])).map(drop);
        assert!(matches!(opened, Err(Error::NotOurs)), "{opened:?}");
    };
    std::thread::scope(|scope| {
        scope.spawn(|| open("first", Duration::ZERO));
        scope.spawn(|| open("second", later));
    });
}
