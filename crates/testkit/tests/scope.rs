//! What a device holds, in random worlds, against SQL that was written apart from the server's.

use testkit::simulation::{Scopes, Simulation};

/// Worlds in the test command; `cargo xtask simulate --scope --seeds 10000` plays more.
const WORLDS: u64 = 30;

#[tokio::test]
async fn a_device_holds_what_is_in_its_scope_and_nothing_else() {
    let simulation = Simulation::start().await.unwrap();
    let scopes = Scopes::of(&simulation).await.unwrap();
    for seed in 0..WORLDS {
        if let Some(found) = scopes.play(&simulation, seed).await.unwrap() {
            panic!("{found}");
        }
    }
}
