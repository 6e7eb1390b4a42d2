//! Every workflow and every question on a record of 200,000 patients at twelve branches.

use std::path::Path;
use std::time::{Duration, Instant};

use anyhow::{Context as _, Result, ensure};
use catalog::Role;
use testkit::demo::{self, Clock, Pace, crowd};
use testkit::questions::Asker;
use testkit::{Device, surroundings};
use uuid::Uuid;

use crate::{in_ms, line, percentile};

const SIZE: crowd::Size = crowd::Size { patients: 200_000, branches: 12, seed: 11 };
/// How often everything is asked, each time about another patient.
const ROUNDS: usize = 40;
/// How many rows there are at least.
const ROWS_MIN: u64 = 5_000_000;
/// How long anything may take at the 95th of a hundred.
const LIMIT: Duration = Duration::from_millis(50);
/// What may take longer, and how long: the heaviest chart, a month's figures, and what costs that
/// much on purpose.
const LONGER: &[(&str, Duration)] = &[
    ("people.chart", Duration::from_millis(150)),
    ("system.dashboard", Duration::from_millis(150)),
    // What is made of a password is slow to make on purpose, so that guessing is.
    ("organization.add_user", Duration::from_secs(1)),
    ("organization.reset_password", Duration::from_secs(1)),
];
/// How many of the slowest are named, where nothing is over its limit.
const NAMED: usize = 4;

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
    ensure!(filled.rows >= ROWS_MIN, "{} rows are fewer than {ROWS_MIN}", filled.rows);
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
    let everything = Asker::new(&desk.store, desk.user)?;
    tell("questions by somebody with every role", ask(&everything, &patients, now)?);

    let busiest: Option<Uuid> = desk.store.read::<_, store::Error>(|reader| {
        reader.value(
            "SELECT practitioner_id FROM visits GROUP BY practitioner_id \
             ORDER BY count(*) DESC LIMIT 1",
            [],
        )
    })?;
    let doctor = Asker::with_roles(&desk.store, desk.user, "doctor", vec![Role::Doctor])?;
    let doctor = doctor.about_one_alone();
    doctor.succeed(busiest.context("a doctor who saw somebody")?)?;
    tell("questions by a doctor, of their own patients", ask(&doctor, &patients, now)?);
    desk.close();
    Ok(())
}

fn ask(asker: &Asker, patients: &[Uuid], now: i64) -> Result<Pace> {
    let mut answered = Pace::new();
    for patient in patients.iter().take(ROUNDS) {
        asker.ask_all(*patient, now, &mut answered)?;
    }
    Ok(answered)
}

/// The p95 of every command: how many there are, which are over their limit, and the slowest.
fn tell(what: &str, pace: Pace) {
    let (count, runs) = (pace.len(), pace.values().map(Vec::len).sum::<usize>());
    let fewest = pace.values().map(Vec::len).min().unwrap_or_default();
    let mut slowest: Vec<(Duration, String, usize)> = pace
        .into_iter()
        .map(|(name, mut times)| (percentile(&mut times, 95), name, times.len()))
        .collect();
    slowest.sort_unstable_by(|one, other| other.cmp(one));
    let median = slowest.get(count / 2).map(|(time, ..)| *time).unwrap_or_default();
    let over = slowest.iter().filter(|(time, name, _)| *time > limit(name)).count();
    line(
        &format!("{count} {what}, each one's p95"),
        &format!("half of them under {}; {over} over their limit", in_ms(median)),
        &format!("{runs} runs, {fewest} at least of each"),
    );
    for (time, name, times) in slowest.iter().take(over.max(NAMED)) {
        let most = limit(name);
        let beside = if *time > most { "over the limit" } else { "within" };
        line(
            &format!("among the slowest {what}: `{name}`, p95"),
            &in_ms(*time),
            &format!("{} runs; {beside} of {}", times, in_ms(most)),
        );
    }
}

fn limit(name: &str) -> Duration {
    LONGER.iter().find(|(longer, _)| *longer == name).map_or(LIMIT, |(_, most)| *most)
}
