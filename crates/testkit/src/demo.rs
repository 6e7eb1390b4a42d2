//! The demo clinic: a made-up clinic in a harbour town, with a year and a half behind it and a
//! full day before it.
//!
//! Everything that a workflow can do is done by the workflow, at the moment when it would have
//! been done, so that the record is as valid as one that people made. The same moment gives the
//! same clinic. Nobody in here exists.

mod acute;
mod alarms;
mod bed;
mod cases;
mod claims;
mod company;
mod course;
pub mod crowd;
mod decisions;
mod elsewhere;
mod house;
mod imaging;
mod laboratory;
mod letters;
mod measure;
mod ordinary;
mod own;
mod patients;
mod pharmacy;
mod plan;
mod program;
mod second_thoughts;
mod staff;
mod story;
mod therapy;
mod towns;
mod treatment;
mod twins;
mod waiting;
mod who;

use std::cell::RefCell;
use std::collections::BTreeMap;
use std::sync::Arc;
use std::sync::atomic::{AtomicI64, AtomicU64, Ordering};
use std::time::{Duration, Instant};

use anyhow::{Context as _, Result, anyhow};
use chrono_tz::Tz;
use clinic::Refused;
use clinic::calendar;
use clinic::organization::found::Founding;
use serde_json::Value;
use store::{Store, Surroundings, params};
use uuid::Uuid;

use crate::people::Dice;
pub use decisions::decide;
pub use patients::{patients, well_known_patient};
use plan::Taken;
use staff::doctors;
pub use staff::{Colleague, FOUNDER, STAFF};
use story::Story;
pub use towns::{Town, town};
use twins::Twins;
pub use who::PATIENT;

const MINUTE: i64 = 60_000_000;
const DAY: i64 = 24 * 60 * MINUTE;
/// How long the clinic has been there.
const PAST: i64 = 540 * DAY;

/// A clock that shows what it is told, for writing a past.
#[derive(Clone, Debug)]
pub struct Clock(Arc<AtomicI64>);

impl Clock {
    /// A clock that shows `micros` since 1970 UTC.
    pub fn at(micros: i64) -> Self {
        Self(Arc::new(AtomicI64::new(micros)))
    }

    /// What it shows.
    pub fn now(&self) -> i64 {
        self.0.load(Ordering::SeqCst)
    }

    /// Makes it show `micros`.
    pub fn set(&self, micros: i64) {
        self.0.store(micros, Ordering::SeqCst);
    }

    /// This clock with randomness that its first moment decides.
    pub fn surroundings(&self) -> Surroundings {
        let clock = self.clone();
        let seed = u64::try_from(self.now()).unwrap_or(0);
        let drawn = AtomicU64::new(0);
        Surroundings::new(
            move || clock.now(),
            move || {
                let draw = drawn.fetch_add(1, Ordering::SeqCst);
                let mut dice = Dice::new(seed.wrapping_add(draw.wrapping_mul(0x0100_0000_01b3)));
                let mut bytes = [0; 16];
                let (first, second) = bytes.split_at_mut(8);
                first.copy_from_slice(&dice.roll().to_le_bytes());
                second.copy_from_slice(&dice.roll().to_le_bytes());
                bytes
            },
        )
    }
}

/// How long every run of each command took while a clinic was loaded.
pub type Pace = BTreeMap<String, Vec<Duration>>;

/// How the demo's founder founds a clinic called `organization` in `town`.
pub fn founding(town: &Town, organization: &str) -> Founding {
    Founding {
        organization_name: organization.to_owned(),
        site_name: town.name.to_owned(),
        time_zone: town.time_zone.to_owned(),
        currency: town.currency.to_owned(),
        country: Some(town.country.to_owned()),
        given_name: FOUNDER.given_name.to_owned(),
        family_name: FOUNDER.family_name.to_owned(),
        username: FOUNDER.username.to_owned(),
        password: crate::PASSWORD.to_owned(),
        is_practitioner: false,
        recovery_public_key: None,
    }
}

/// When a clinic that is loaded at `now` was founded.
pub fn founded_at(now: i64) -> i64 {
    now - PAST
}

/// Fills the clinic that `founder` has founded on `store`: staff, patients, their past, and a
/// full day around `now`. The store must have been opened with `clock`'s surroundings, and the
/// clock shows `now` in the end. Says how long the commands took.
///
/// # Errors
/// What a workflow refused, in its words.
pub fn load(
    store: &Store,
    clock: &Clock,
    founder: Uuid,
    town: &Town,
    now: i64,
    tell: &mut dyn FnMut(&str),
) -> Result<Pace> {
    let demo = Demo { store, clock, town, now, pace: RefCell::default(), twins: None };
    demo.fill(founder, tell)?;
    Ok(demo.pace.into_inner())
}

/// Fills the clinic as [`load`] does, with every patient registered twice and the two records
/// merged, and gives the records in front with those behind them. Each thing that is done names
/// one of a patient's records, whichever.
///
/// # Errors
/// What a workflow refused, in its words: a patient's records are not treated as one then.
pub fn load_merged(
    store: &Store,
    clock: &Clock,
    founder: Uuid,
    town: &Town,
    now: i64,
) -> Result<Vec<(Uuid, Uuid)>> {
    let twins = Some(RefCell::new(Twins::new()));
    let demo = Demo { store, clock, town, now, pace: RefCell::default(), twins };
    demo.fill(founder, &mut |_| ())?;
    Ok(demo.twins.map(|twins| twins.into_inner().pairs()).unwrap_or_default())
}

/// Gives the clinic a full day around `now` if it has none, so that a demo of yesterday is one of
/// today. Says whether it did.
///
/// # Errors
/// As [`load`].
pub fn fill_today(store: &Store, clock: &Clock, now: i64) -> Result<bool> {
    let (zone, currency) = site(store)?;
    let town = towns::of(zone.name(), &currency);
    let demo = Demo { store, clock, town, now, pace: RefCell::default(), twins: None };
    let (first, last) = calendar::bounds(zone, calendar::day_of(zone, now));
    let booked: i64 = store
        .read::<_, store::Error>(|reader| {
            reader.value(
                "SELECT count(*) FROM appointments WHERE starts_at >= ?1 AND starts_at < ?2 \
                 AND checked_in_at IS NOT NULL",
                params![first, last],
            )
        })?
        .unwrap_or(0);
    if booked > 0 {
        clock.set(now);
        return Ok(false);
    }
    let patients = demo.known_patients()?;
    let mut taken = Taken::of(store, first)?;
    let visits = demo.coming(&patients, &doctors(store)?, &mut taken)?;
    // What is left from before today goes on standing; only time that has passed is written.
    clock.set(first);
    course::play(&demo, visits, None)?;
    clock.set(now);
    Ok(true)
}

/// The site's time zone and currency.
fn site(store: &Store) -> Result<(Tz, String)> {
    let site: Option<(String, String)> = store.read::<_, store::Error>(|reader| {
        reader.row("SELECT time_zone, currency FROM sites ORDER BY id LIMIT 1", [])
    })?;
    let (time_zone, currency) = site.context("the demo has a site")?;
    Ok((time_zone.parse()?, currency))
}

/// The clinic being made.
struct Demo<'a> {
    store: &'a Store,
    clock: &'a Clock,
    town: &'a Town,
    now: i64,
    pace: RefCell<Pace>,
    /// Where every patient has two records.
    twins: Option<RefCell<Twins>>,
}

impl Demo<'_> {
    /// Does what [`load`] says.
    fn fill(&self, founder: Uuid, tell: &mut dyn FnMut(&str)) -> Result<()> {
        clinic::encounters::icd10::load_shipped(self.store)
            .map_err(|refused| anyhow!(refused.sentence))?;
        self.clock.set(founded_at(self.now));
        self.hire(founder)?;
        let mut story = Story::new(self)?;
        house::set_up(&mut story)?;
        tell(&format!("{} people work there.", STAFF.len() + 1));
        let patients = self.register()?;
        tell(&format!("{} patients are registered.", patients.len()));
        let doctors = doctors(self.store)?;
        let mut taken = Taken::default();
        let mut visits = self.past(&patients, &doctors, &mut taken)?;
        visits.extend(self.coming(&patients, &doctors, &mut taken)?);
        let count = visits.len();
        story.cast(&patients)?;
        course::play(self, visits, Some(&mut story))?;
        tell(&format!("{count} appointments are behind them or before them."));
        self.clock.set(self.now);
        Ok(())
    }

    fn try_to(&self, user: Uuid, command: &str, request: Value) -> Result<Value, Refused> {
        let request = self.crossed(command, request);
        let again = (command == "people.register").then(|| request.clone());
        let began = Instant::now();
        let answer = clinic::dispatch(self.store, user, command, request);
        self.pace.borrow_mut().entry(command.to_owned()).or_default().push(began.elapsed());
        if let (Ok(made), Some(again)) = (&answer, again) {
            self.register_again(user, again, made)?;
        }
        answer
    }

    fn ask(&self, user: Uuid, command: &str, request: Value) -> Result<Value> {
        self.try_to(user, command, request)
            .map_err(|refused| anyhow!("{command}: {}", refused.sentence))
    }

    fn version(&self, table: &'static str, id: Uuid) -> Result<i64> {
        let version: Option<i64> = self.store.read::<_, store::Error>(|reader| {
            reader.value(&format!("SELECT version FROM {table} WHERE id = ?1"), params![id])
        })?;
        version.with_context(|| format!("a row of {table}"))
    }

    /// A time of day on the day of `around`.
    fn at(&self, around: i64, hour: u32, minute: u32) -> Result<i64> {
        let day = calendar::day_of(self.town.zone(), around);
        let wall = day.and_hms_opt(hour, minute, 0).context("a time of day")?;
        Ok(calendar::moment(self.town.zone(), wall, calendar::Edge::Start))
    }
}

fn id_of(answer: &Value) -> Result<Uuid> {
    Ok(answer.get("id").and_then(Value::as_str).context("an id")?.parse()?)
}

#[cfg(test)]
mod tests;
