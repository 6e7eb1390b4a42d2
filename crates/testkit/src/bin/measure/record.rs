//! Every workflow and every question on a record of 200,000 patients at twelve branches.

use std::path::Path;
use std::time::{Duration, Instant};

use anyhow::Result;
use testkit::demo::{self, Clock, Pace, crowd};
use testkit::questions::Asker;
use testkit::{Device, surroundings};
use uuid::Uuid;

use crate::{in_ms, line, percentile};

const SIZE: crowd::Size = crowd::Size { patients: 200_000, branches: 12, seed: 11 };
/// How often everything is asked, each time about another patient.
const ROUNDS: usize = 40;
/// How many of the slowest are named.
const NAMED: usize = 6;

/// Fills a record, lets a demo clinic work in it, and asks everything.
pub fn record(folder: &Path) -> Result<()> {
    let now = surroundings().now();
    let (town, clock) = (demo::town(now), Clock::at(demo::founded_at(now)));
    let founding = demo::founding(town, "Harbour Clinic");
    let desk = Device::founded("desk", folder, clock.surroundings(), &founding)?;
    let began = Instant::now();
    let mut say = |text: &str| eprintln!("{text}");
    let filled = crowd::fill(&desk.store, &clock, desk.user, town, (now, SIZE), &mut say)?;
    line(
        &format!("a clinic of {} patients at {} branches made up", SIZE.patients, SIZE.branches),
        &format!(
            "{:.1} million rows, {:.0} rows/s",
            filled.rows as f64 / 1e6,
            filled.rows as f64 / began.elapsed().as_secs_f64()
        ),
        "",
    );
    let worked = demo::load(&desk.store, &clock, desk.user, town, now, &mut say)?;
    let worked = demo::decide(&desk.store, &clock, (town, now), worked)?;
    tell("workflows", worked);

    let patients: Vec<Uuid> = desk.store.read::<_, store::Error>(|reader| {
        let busiest: Option<Uuid> = reader.value(
            "SELECT patient_id FROM visits GROUP BY patient_id ORDER BY count(*) DESC LIMIT 1",
            [],
        )?;
        let mut all: Vec<Uuid> = reader.column(
            "SELECT patient_id FROM visits WHERE rowid % 15000 = 0 ORDER BY rowid LIMIT 39",
            [],
        )?;
        all.extend(busiest);
        Ok(all)
    })?;
    let asker = Asker::new(&desk.store, desk.user)?;
    let mut answered = Pace::new();
    for patient in patients.iter().take(ROUNDS) {
        asker.ask_all(*patient, now, &mut answered)?;
    }
    tell("questions", answered);
    desk.close();
    Ok(())
}

/// The p95 of every command: how many there are, and the slowest.
fn tell(what: &str, pace: Pace) {
    let count = pace.len();
    let mut slowest: Vec<(Duration, String)> =
        pace.into_iter().map(|(name, mut times)| (percentile(&mut times, 95), name)).collect();
    slowest.sort_unstable_by(|one, other| other.cmp(one));
    let median = slowest.get(count / 2).map(|(time, _)| *time).unwrap_or_default();
    let over = slowest.iter().filter(|(time, _)| *time > Duration::from_millis(50)).count();
    line(
        &format!("{count} {what} on that record, each one's p95"),
        &format!("half of them under {}; {over} over 50 ms", in_ms(median)),
        "50 ms; 150 ms for the heaviest chart and a month's dashboard",
    );
    for (time, name) in slowest.iter().take(NAMED) {
        line(&format!("among the slowest {what}: `{name}`, p95"), &in_ms(*time), "");
    }
}
