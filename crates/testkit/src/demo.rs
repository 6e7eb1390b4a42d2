//! The demo clinic: a made-up clinic in a harbour town, with a year and a half behind it and a
//! full day before it.
//!
//! Everything that a workflow can do is done by the workflow, at the moment when it would have
//! been done, so that the record is as valid as one that people made. The same moment gives the
//! same clinic. Nobody in here exists.

mod cases;
mod course;
mod staff;
mod towns;

use std::collections::BTreeSet;
use std::sync::Arc;
use std::sync::atomic::{AtomicI64, AtomicU64, Ordering};

use anyhow::{Context as _, Result, anyhow};
use chrono::NaiveDate;
use chrono_tz::Tz;
use clinic::calendar;
use serde_json::{Value, json};
use store::{Store, Surroundings, params};
use uuid::Uuid;

use crate::people::{Dice, MadeUpPerson, person};
use cases::{ACUTE, CHILDREN, Case, HEART, LASTING};
use course::{Course, Visit};
pub use staff::{Colleague, FOUNDER, STAFF};
use staff::{Doctor, Practice, doctors, user};
pub use towns::{Town, town};

const MINUTE: i64 = 60_000_000;
const DAY: i64 = 24 * 60 * MINUTE;
/// How long the clinic has been there.
const PAST: i64 = 540 * DAY;
/// How many patients it has.
const PATIENTS: u64 = 60;
/// From this age on nobody is seen by the paediatrician.
const CHILD_YEARS: u32 = 15;
/// How many days from today on have bookings.
const DAYS_BOOKED: u64 = 6;

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

/// When a clinic that is loaded at `now` was founded.
pub fn founded_at(now: i64) -> i64 {
    now - PAST
}

/// Fills the clinic that `founder` has founded on `store`: staff, patients, their past, and a
/// full day around `now`. The store must have been opened with `clock`'s surroundings, and the
/// clock shows `now` in the end.
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
) -> Result<()> {
    clinic::encounters::icd10::load_shipped(store).map_err(|refused| anyhow!(refused.sentence))?;
    let demo = Demo { store, clock, town, now };
    clock.set(founded_at(now));
    demo.hire(founder)?;
    tell(&format!("{} people work there.", STAFF.len() + 1));
    let patients = demo.register()?;
    tell(&format!("{} patients are registered.", patients.len()));
    let doctors = doctors(store)?;
    let mut taken = Taken::default();
    let mut visits = demo.past(&patients, &doctors, &mut taken)?;
    visits.extend(demo.coming(&patients, &doctors, &mut taken)?);
    let count = visits.len();
    course::play(&demo, visits)?;
    tell(&format!("{count} appointments are behind them or before them."));
    clock.set(now);
    Ok(())
}

/// Gives the clinic a full day around `now` if it has none, so that a demo of yesterday is one of
/// today. Says whether it did.
///
/// # Errors
/// As [`load`].
pub fn fill_today(store: &Store, clock: &Clock, now: i64) -> Result<bool> {
    let (zone, currency) = site(store)?;
    let town = towns::of(zone.name(), &currency);
    let demo = Demo { store, clock, town, now };
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
    course::play(&demo, visits)?;
    clock.set(now);
    Ok(true)
}

/// A patient with a lasting illness and much on record, whose name everybody can type.
pub fn well_known_patient() -> MadeUpPerson {
    let grown = NaiveDate::from_ymd_opt(1985, 1, 1).unwrap_or_default();
    (0..PATIENTS)
        .map(|seed| (seed, person(seed)))
        .filter(|(seed, person)| lasting(*seed).is_some() && person.born < grown)
        .map(|(_, person)| person)
        .find(|person| ["es", "en", "fr"].contains(&person.language))
        .unwrap_or_else(|| person(0))
}

/// Patients of the demo clinic, in the order in which they were registered.
pub fn patients() -> impl Iterator<Item = MadeUpPerson> {
    (0..PATIENTS).map(person)
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
}

/// Who of the made-up people is which patient.
struct Patient {
    id: Uuid,
    born: NaiveDate,
    female: bool,
    /// Decides what is theirs: illnesses, measurements, allergies.
    seed: u64,
}

impl Patient {
    fn age_years(&self, on: NaiveDate) -> u32 {
        on.years_since(self.born).unwrap_or(0)
    }
}

/// Which moments of a doctor and of a patient are taken.
#[derive(Default)]
struct Taken(BTreeSet<(Uuid, i64)>);

impl Taken {
    /// What stands in the calendar from `first` on.
    fn of(store: &Store, first: i64) -> Result<Self> {
        let rows: Vec<(Uuid, Uuid, i64)> = store.read::<_, store::Error>(|reader| {
            reader.rows(
                "SELECT practitioner_id, patient_id, starts_at FROM appointments \
                 WHERE starts_at >= ?1 AND practitioner_id IS NOT NULL AND deleted_at IS NULL",
                params![first],
            )
        })?;
        let mut taken = Self::default();
        for (practitioner, patient, starts_at) in rows {
            taken.0.insert((practitioner, starts_at));
            taken.0.insert((patient, starts_at / DAY));
        }
        Ok(taken)
    }

    /// Takes the moment for both if it is free; a patient comes once a day.
    fn take(&mut self, doctor: Uuid, patient: Uuid, starts_at: i64) -> bool {
        let (slot, day) = ((doctor, starts_at), (patient, starts_at / DAY));
        if self.0.contains(&slot) || self.0.contains(&day) {
            return false;
        }
        self.0.insert(slot) && self.0.insert(day)
    }
}

impl Demo<'_> {
    fn ask(&self, user: Uuid, command: &str, request: Value) -> Result<Value> {
        clinic::dispatch(self.store, user, command, request)
            .map_err(|refused| anyhow!("{command}: {}", refused.sentence))
    }

    fn version(&self, table: &'static str, id: Uuid) -> Result<i64> {
        let version: Option<i64> = self.store.read::<_, store::Error>(|reader| {
            reader.value(&format!("SELECT version FROM {table} WHERE id = ?1"), params![id])
        })?;
        version.with_context(|| format!("a row of {table}"))
    }

    fn register(&self) -> Result<Vec<Patient>> {
        let desk = user(self.store, "rosa")?;
        (0..PATIENTS)
            .map(|seed| {
                let made_up = person(seed);
                let mut request = made_up.registration();
                if let Some(fields) = request.as_object_mut() {
                    fields.insert("city".to_owned(), json!(self.town.name));
                    fields.insert("country".to_owned(), json!(self.town.country));
                }
                self.clock.set(self.clock.now() + 35 * MINUTE);
                let id = id_of(&self.ask(desk, "people.register", request)?)?;
                let patient =
                    Patient { id, born: made_up.born, female: made_up.gender == "female", seed };
                self.note_allergies(&patient)?;
                Ok(patient)
            })
            .collect()
    }

    fn known_patients(&self) -> Result<Vec<Patient>> {
        let rows: Vec<(Uuid, Option<String>, Option<String>)> =
            self.store.read::<_, store::Error>(|reader| {
                reader.rows(
                    "SELECT id, date_of_birth, gender FROM patients \
                 WHERE deleted_at IS NULL AND deceased = 0 ORDER BY mrn, id LIMIT 60",
                    [],
                )
            })?;
        Ok((0..)
            .zip(rows)
            .map(|(seed, (id, born, gender))| Patient {
                id,
                born: born.and_then(|day| day.parse().ok()).unwrap_or_default(),
                female: gender.as_deref() == Some("female"),
                seed,
            })
            .collect())
    }

    fn note_allergies(&self, patient: &Patient) -> Result<()> {
        let mut dice = Dice::new(patient.seed + 9_000);
        if dice.below(10) >= 3 {
            return Ok(());
        }
        let nurse = user(self.store, "tomas")?;
        for (substance, category, criticality, reaction, severity) in
            cases::ALLERGIES.iter().cycle().skip(dice.below(8)).take(1 + dice.below(2))
        {
            self.ask(
                nurse,
                "people.add_allergy",
                json!({"patient_id": patient.id, "substance_text": substance,
                       "category": category, "criticality": criticality,
                       "reaction_text": reaction, "severity": severity}),
            )?;
        }
        Ok(())
    }

    /// Whether a doctor is the right one for a patient.
    fn sees(&self, doctor: &Doctor, patient: &Patient) -> bool {
        let today = calendar::day_of(self.town.zone(), self.now);
        match doctor.practice {
            Practice::Everybody => true,
            Practice::Children => patient.age_years(today) < CHILD_YEARS,
            Practice::Adults | Practice::Hearts => patient.age_years(today) >= CHILD_YEARS,
        }
    }

    /// What brings a patient to a doctor: the lasting illness they have, or something that passes.
    fn case(&self, patient: &Patient, doctor: &Doctor, dice: &mut Dice) -> Result<&'static Case> {
        let today = calendar::day_of(self.town.zone(), self.now);
        let child = patient.age_years(today) < CHILD_YEARS;
        let passing = match doctor.practice {
            _ if child => CHILDREN,
            Practice::Hearts => HEART,
            _ => ACUTE,
        };
        let lasting = lasting(patient.seed).filter(|_| !child && dice.below(4) > 0);
        lasting.or_else(|| dice.choose(passing)).context("there are cases")
    }

    /// The visits behind the patients.
    fn past(
        &self,
        patients: &[Patient],
        doctors: &[Doctor],
        taken: &mut Taken,
    ) -> Result<Vec<Visit>> {
        let today = calendar::day_of(self.town.zone(), self.now);
        let first = founded_at(self.now) + 12 * DAY;
        let span = self.now - 3 * DAY - first;
        let mut visits = Vec::new();
        for patient in patients {
            let mut dice = Dice::new(patient.seed + 500);
            let grown = patient.age_years(today) >= CHILD_YEARS;
            let times = match lasting(patient.seed).filter(|_| grown) {
                Some(_) => 7,
                None => dice.below(3),
            };
            for time in 0..times {
                let part = span / i64::try_from(times).unwrap_or(1).max(1);
                let order = i64::try_from(time).unwrap_or(0);
                let around =
                    first + part * order + part / 4 * i64::try_from(dice.below(3)).unwrap_or(0);
                let right: Vec<&Doctor> =
                    doctors.iter().filter(|doctor| self.sees(doctor, patient)).collect();
                let doctor = *dice.choose(&right).context("the clinic has doctors")?;
                let case = self.case(patient, doctor, &mut dice)?;
                let slot = i64::try_from(dice.below(9)).unwrap_or(0);
                let starts_at = self.at(around, 8, 0)? + slot * doctor.minutes * MINUTE;
                if taken.take(doctor.practitioner, patient.id, starts_at) {
                    let progress = (starts_at - first) as f64 / span as f64;
                    let visit = Visit::new(patient, doctor, case, starts_at, &mut dice);
                    visits.push(visit.progressed(progress));
                }
            }
        }
        Ok(visits)
    }

    /// Today, full, and the days after it, less so.
    fn coming(
        &self,
        patients: &[Patient],
        doctors: &[Doctor],
        taken: &mut Taken,
    ) -> Result<Vec<Visit>> {
        let zone = self.town.zone();
        let mut visits = Vec::new();
        let mut dice = Dice::new(u64::from_ne_bytes(self.now.to_ne_bytes()) / 86_400_000_000);
        let mut queue = patients.iter().cycle().skip(dice.below(patients.len()));
        for ahead in 0..DAYS_BOOKED {
            let day = calendar::day_of(zone, self.now) + chrono::Days::new(ahead);
            for (number, doctor) in doctors.iter().enumerate() {
                for (place, hour_minute) in doctor.slots().into_iter().enumerate() {
                    let today = ahead == 0;
                    // A day without gaps leaves nobody a place; later days fill up by and by.
                    let free =
                        if today { (place * 7 + number * 3) % 6 == 5 } else { dice.below(5) > 0 };
                    if free {
                        continue;
                    }
                    let wall = day.and_hms_opt(hour_minute.0, hour_minute.1, 0);
                    let wall = wall.context("a time of day")?;
                    let starts_at = calendar::moment(zone, wall, calendar::Edge::Start);
                    let Some(patient) = queue.by_ref().take(patients.len()).find(|patient| {
                        self.sees(doctor, patient)
                            && taken.take(doctor.practitioner, patient.id, starts_at)
                    }) else {
                        continue;
                    };
                    let case = self.case(patient, doctor, &mut dice)?;
                    let visit = Visit::new(patient, doctor, case, starts_at, &mut dice);
                    let course = match (today, place, number) {
                        (true, 2, 0) => Course::StaysAway,
                        (true, 9, 2) => Course::Cancels,
                        (true, 5, 3) => Course::WalksIn,
                        _ => Course::Comes,
                    };
                    visits.push(visit.on(course));
                }
            }
        }
        Ok(visits)
    }

    /// A time of day on the day of `around`.
    fn at(&self, around: i64, hour: u32, minute: u32) -> Result<i64> {
        let day = calendar::day_of(self.town.zone(), around);
        let wall = day.and_hms_opt(hour, minute, 0).context("a time of day")?;
        Ok(calendar::moment(self.town.zone(), wall, calendar::Edge::Start))
    }
}

/// The lasting illness of a patient who is grown up, if they have one.
fn lasting(seed: u64) -> Option<&'static Case> {
    let mut dice = Dice::new(seed + 77);
    if dice.below(10) < 2 { dice.choose(LASTING) } else { None }
}

fn id_of(answer: &Value) -> Result<Uuid> {
    Ok(answer.get("id").and_then(Value::as_str).context("an id")?.parse()?)
}

#[cfg(test)]
mod tests;
