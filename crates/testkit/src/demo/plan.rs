//! Who comes to whom, and when.

use std::collections::BTreeSet;

use anyhow::{Context as _, Result};
use clinic::calendar;
use store::{Store, params};
use uuid::Uuid;

use super::cases::{ACUTE, CHILDREN, Case, HEART};
use super::course::{Course, Visit};
use super::patients::{CHILD_YEARS, Patient, lasting};
use super::staff::{Doctor, Practice};
use super::{DAY, Demo, MINUTE, founded_at};
use crate::people::Dice;

/// How many days from today on have bookings.
const DAYS_BOOKED: u64 = 6;

/// Which moments of a doctor and of a patient are taken.
#[derive(Default)]
pub(super) struct Taken(BTreeSet<(Uuid, i64)>);

impl Taken {
    /// What stands in the calendar from `first` on.
    pub(super) fn of(store: &Store, first: i64) -> Result<Self> {
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
    pub(super) fn past(
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
    pub(super) fn coming(
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
}
