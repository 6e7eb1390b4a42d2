//! Whom the demo clinic treats.

use anyhow::Result;
use chrono::NaiveDate;
use serde_json::json;
use store::params;
use uuid::Uuid;

use super::cases::{self, Case, LASTING};
use super::staff::user;
use super::{Demo, MINUTE, id_of};
use crate::people::{Dice, MadeUpPerson, person};

/// How many patients it has.
const PATIENTS: u64 = 60;
/// From this age on nobody is seen by the paediatrician.
pub(super) const CHILD_YEARS: u32 = 15;

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

/// Who of the made-up people is which patient.
pub(super) struct Patient {
    pub(super) id: Uuid,
    pub(super) born: NaiveDate,
    pub(super) female: bool,
    /// Decides what is theirs: illnesses, measurements, allergies.
    pub(super) seed: u64,
}

impl Patient {
    pub(super) fn age_years(&self, on: NaiveDate) -> u32 {
        on.years_since(self.born).unwrap_or(0)
    }
}

impl Demo<'_> {
    pub(super) fn register(&self) -> Result<Vec<Patient>> {
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
                Ok(Patient { id, born: made_up.born, female: made_up.gender == "female", seed })
            })
            .collect()
    }

    pub(super) fn known_patients(&self) -> Result<Vec<Patient>> {
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

    /// The nurse asks for allergies when a patient comes for the first time.
    pub(super) fn note_allergies(&self, patient: Uuid, seed: u64) -> Result<()> {
        let mut dice = Dice::new(seed + 9_000);
        let asked: Option<i64> = self.store.read::<_, store::Error>(|reader| {
            reader.value(
                "SELECT 1 FROM patient_allergies WHERE patient_id IN (?1, ?2) LIMIT 1",
                params![patient, self.other_record(patient)],
            )
        })?;
        if dice.below(10) >= 3 || asked.is_some() {
            return Ok(());
        }
        let nurse = user(self.store, "tomas")?;
        for (substance, category, criticality, reaction, severity) in
            cases::ALLERGIES.iter().cycle().skip(dice.below(8)).take(1 + dice.below(2))
        {
            self.ask(
                nurse,
                "people.add_allergy",
                json!({"patient_id": patient, "substance_text": substance,
                       "category": category, "criticality": criticality,
                       "reaction_text": reaction, "severity": severity}),
            )?;
        }
        Ok(())
    }
}

/// The lasting illness of a patient who is grown up, if they have one.
pub(super) fn lasting(seed: u64) -> Option<&'static Case> {
    let mut dice = Dice::new(seed + 77);
    if dice.below(10) < 2 { dice.choose(LASTING) } else { None }
}

/// The seed of whoever was registered as `patient`.
pub(super) fn seed_of(demo: &Demo<'_>, patient: Uuid) -> Result<u64> {
    let name: Option<(Option<String>, Option<String>)> =
        demo.store.read::<_, store::Error>(|reader| {
            reader
                .row("SELECT given_name, family_name FROM patients WHERE id = ?1", params![patient])
        })?;
    let (given, family) = name.unwrap_or_default();
    let found = (0..PATIENTS).find(|seed| {
        let person = person(*seed);
        Some(&person.given_name) == given.as_ref() && Some(&person.family_name) == family.as_ref()
    });
    found.ok_or_else(|| anyhow::anyhow!("this patient was not made up here"))
}
