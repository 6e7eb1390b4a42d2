//! Some hundred worlds under every fault, and the bugs that the harness must find.

use testkit::simulation::{Planted, Simulation, history, history_of_one_server};

/// Worlds in the test command; `cargo xtask simulate` plays more.
const WORLDS: u64 = 20;
/// Worlds that broke a guarantee once, after a restore: what was written before the PC had heard of
/// it, and what waits for something that is offered again.
const ONCE_BROKEN: [u64; 3] = [117, 157, 219];
/// How often a history that breaks something is made smaller.
const SHRINKS: usize = 200;
/// Worlds in which a planted bug must be found.
const WORLDS_WITH_A_BUG: u64 = 60;

#[tokio::test]
async fn no_world_breaks_a_guarantee() {
    let simulation = Simulation::start().await.unwrap();
    for seed in 0..WORLDS {
        if let Some(found) = simulation.play(seed, None, SHRINKS).await.unwrap() {
            panic!("{found}");
        }
    }
    for seed in ONCE_BROKEN {
        let history = history_of_one_server(seed).unwrap();
        if let Some(broken) = simulation.breaks(seed, &history, None).await.unwrap() {
            panic!("seed {seed}: {broken}");
        }
    }
    let full = simulation.full();
    assert!(full.centre > 0 && (full.pcs > 0 || !full.has_disk), "the faults strike: {full:?}");
    println!("{full:?}");
}

/// Of a failure nothing could be learned if its seed did not play it again.
#[tokio::test]
async fn a_seed_plays_the_same_world_again() {
    let simulation = Simulation::start().await.unwrap();
    for seed in 0..4 {
        let history = history(seed).unwrap();
        let first = simulation.run(seed, &history, None).await.unwrap();
        assert_eq!(simulation.run(seed, &history, None).await.unwrap(), first, "seed {seed}");
    }
}

#[tokio::test]
async fn every_planted_bug_is_found() {
    let simulation = Simulation::start().await.unwrap();
    let mut missed = Vec::new();
    for planted in Planted::ALL {
        let mut found = None;
        for seed in 0..WORLDS_WITH_A_BUG {
            found = simulation.play(seed, Some(planted), 0).await.unwrap();
            if found.is_some() {
                break;
            }
        }
        match found {
            Some(found) => println!("{planted:?}, in world {}: {}", found.seed, found.broken),
            None => missed.push(planted),
        }
    }
    assert!(missed.is_empty(), "not found: {missed:?}");
}
