//! Plays worlds under every fault and says which of them break a guarantee.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, Instant};

use anyhow::{Context as _, Result, anyhow, bail, ensure};
use testkit::simulation::{Scopes, Simulation};

/// How often a history that breaks something is played again to make it smaller.
const SHRINKS: usize = 600;
const USAGE: &str = "simulate [--scope] [--seeds N] [--from SEED]";

#[derive(Clone, Copy)]
struct Asked {
    from: u64,
    until: u64,
    /// Worlds in which patients, rows and devices change their place, without faults of the disk.
    scope: bool,
}

fn asked() -> Result<Asked> {
    let (mut seeds, mut from, mut scope) = (500, 0, false);
    let mut arguments = std::env::args().skip(1);
    while let Some(name) = arguments.next() {
        if name == "--scope" {
            scope = true;
            continue;
        }
        let number = arguments.next().and_then(|text| text.parse().ok()).context(USAGE)?;
        match name.as_str() {
            "--seeds" => seeds = number,
            "--from" => from = number,
            _ => bail!(USAGE),
        }
    }
    Ok(Asked { from, until: from + seeds, scope })
}

fn main() -> Result<()> {
    let asked = asked()?;
    let Asked { from, until, .. } = asked;
    let next = Arc::new(AtomicU64::new(from));
    let workers = std::thread::available_parallelism().map_or(1, usize::from);
    let began = Instant::now();
    let playing: Vec<_> = (0..workers)
        .map(|_| {
            let next = Arc::clone(&next);
            std::thread::spawn(move || play(&next, asked))
        })
        .collect();
    let mut broken = 0;
    for worker in playing {
        broken += worker.join().map_err(|_| anyhow!("a worker panicked"))??;
    }
    let took = began.elapsed().max(Duration::from_millis(1));
    let each = f64::from(u32::try_from(until - from)?) / took.as_secs_f64();
    println!(
        "{} worlds in {} s ({each:.1} a second), {broken} broke something",
        until - from,
        took.as_secs()
    );
    ensure!(broken == 0, "a guarantee does not hold");
    Ok(())
}

/// One worker, with a centre of its own.
fn play(next: &AtomicU64, asked: Asked) -> Result<u64> {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
    runtime.block_on(async {
        let simulation = Simulation::start().await?;
        let scopes = if asked.scope { Some(Scopes::of(&simulation).await?) } else { None };
        let mut broken = 0;
        loop {
            let seed = next.fetch_add(1, Ordering::SeqCst);
            if seed >= asked.until {
                return Ok(broken);
            }
            if let Some(scopes) = &scopes {
                let found = scopes.play(&simulation, seed).await;
                if let Some(found) = found.with_context(|| format!("seed {seed}"))? {
                    broken += 1;
                    println!("{found}");
                }
                continue;
            }
            let found = simulation.play(seed, None, SHRINKS).await;
            if let Some(found) = found.with_context(|| format!("seed {seed}"))? {
                broken += 1;
                println!("{found}");
            }
        }
    })
}
