//! What a device holds, in random worlds, against SQL that was written apart from the server's.

use testkit::simulation::{Scopes, Simulation};

/// Worlds in the test command; `cargo xtask simulate --scope --seeds 10000` plays more.
const WORLDS: u64 = 16;
/// Worlds in which a planted bug must be found.
const WORLDS_WITH_A_BUG: u64 = 20;

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

/// An oracle that finds nothing would prove nothing.
#[tokio::test]
async fn what_the_server_forgets_about_a_scope_is_found() {
    let telling = |body: &str| {
        format!(
            "CREATE OR REPLACE FUNCTION holdfast_tell(\
             organization UUID, here BIGINT, holder UUID, patient UUID) RETURNS VOID \
             LANGUAGE plpgsql AS $$ BEGIN {body} END $$"
        )
    };
    for (bug, sql) in [
        ("merged patients are two", "DROP TRIGGER holdfast_scope_new ON patient_merges".to_owned()),
        ("a site that gains or loses a patient is not told", telling("RETURN;")),
    ] {
        let simulation = Simulation::start().await.unwrap();
        let scopes = Scopes::of(&simulation).await.unwrap();
        simulation.meddle(&sql).await.unwrap();
        let mut found = None;
        for seed in 0..WORLDS_WITH_A_BUG {
            found = scopes.play(&simulation, seed).await.unwrap();
            if found.is_some() {
                break;
            }
        }
        assert!(found.is_some(), "not found: {bug}");
    }
}
