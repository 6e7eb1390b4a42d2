//! How common a value is among the records at hand.
//!
//! Two records that share a rare name are more likely one person's than two that share a common
//! one (Newcombe 1959; Winkler 1989): the chance that a stranger shares a value is its share
//! among the records, smoothed with what is usual where there are few.

use std::collections::HashMap;
use std::hash::{DefaultHasher, Hash, Hasher};

use crate::people::linkage::person::{Birth, Person};

/// What is counted.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(crate) enum Counted {
    Given,
    Family,
    Birth,
    Number,
    StreetWord,
    Suburb,
    Postcode,
    State,
    Phone,
    NationalId,
}

/// More records than this one person does not have.
const OWN_RECORDS_MAX: u32 = 10;

/// How often values stand in the records at hand.
#[derive(Clone, Debug, Default)]
pub struct Frequencies {
    records: f64,
    // By hash, so that hundreds of thousands of records do not keep their words twice.
    counts: HashMap<u64, u32>,
}

impl Counted {
    /// The chance that a stranger shares a value where nothing was counted, and how many records
    /// that knowledge is worth.
    fn usual(self) -> (f64, f64) {
        match self {
            Self::Given => (0.004, 300.0),
            Self::Family => (0.001, 800.0),
            // 70 years of days.
            Self::Birth => (1.0 / 25_000.0, 25_000.0),
            Self::Number => (0.01, 200.0),
            Self::StreetWord => (0.003, 400.0),
            Self::Suburb => (0.003, 400.0),
            Self::Postcode => (0.003, 400.0),
            Self::State => (0.2, 20.0),
            Self::Phone => (0.000_02, 50_000.0),
            Self::NationalId => (0.000_1, 10_000.0),
        }
    }
}

impl Frequencies {
    /// Of `records` records about which nothing else is known yet.
    pub(crate) fn among(records: u64) -> Self {
        Self { records: records as f64, counts: HashMap::new() }
    }

    /// Counted over all `people`.
    pub fn of(people: &[Person]) -> Self {
        let mut counted = Self::among(people.len() as u64);
        for person in people {
            counted.add(person);
        }
        counted
    }

    fn add(&mut self, person: &Person) {
        let mut one = |kind: Counted, value: &str| {
            if !value.is_empty() {
                *self.counts.entry(hash(kind, value.as_bytes())).or_default() += 1;
            }
        };
        one(Counted::Given, &person.given);
        one(Counted::Family, &person.family);
        one(Counted::Number, &person.number);
        for word in person.street.split(' ') {
            one(Counted::StreetWord, word);
        }
        one(Counted::Suburb, &person.suburb);
        one(Counted::Postcode, &person.postcode);
        one(Counted::State, &person.state);
        one(Counted::Phone, &person.phone);
        one(Counted::NationalId, &person.national_id);
        if let Some(birth) = &person.birth {
            *self.counts.entry(hash(Counted::Birth, &birth.digits)).or_default() += 1;
        }
    }

    /// Says how often a value was counted elsewhere.
    pub(crate) fn set(&mut self, kind: Counted, value: &str, count: u32) {
        self.counts.insert(hash(kind, value.as_bytes()), count);
    }

    /// Says how often a date of birth was counted elsewhere.
    pub(crate) fn set_birth(&mut self, birth: &Birth, count: u32) {
        self.counts.insert(hash(Counted::Birth, &birth.digits), count);
    }

    /// How many records were counted.
    pub(crate) fn records(&self) -> f64 {
        self.records
    }

    /// The chance that a stranger's record has this value. The two records under comparison are
    /// not strangers, so that they are not counted.
    pub(crate) fn share(&self, kind: Counted, value: &str) -> f64 {
        self.share_of(kind, value.as_bytes())
    }

    /// Whether so many records have this value that it stands for none, as `99999999` does.
    pub(crate) fn is_filler(&self, kind: Counted, value: &str) -> bool {
        let count = self.counts.get(&hash(kind, value.as_bytes()));
        count.is_some_and(|count| *count > OWN_RECORDS_MAX)
    }

    /// The same of a date of birth.
    pub(crate) fn share_of_birth(&self, birth: &Birth) -> f64 {
        self.share_of(Counted::Birth, &birth.digits)
    }

    fn share_of(&self, kind: Counted, value: &[u8]) -> f64 {
        let (usual, worth) = kind.usual();
        let count = self.counts.get(&hash(kind, value)).copied().unwrap_or(0);
        let others = f64::from(count.saturating_sub(2));
        (others + usual * worth) / (self.records + worth)
    }
}

fn hash(kind: Counted, value: &[u8]) -> u64 {
    let mut hasher = DefaultHasher::new();
    (kind, value).hash(&mut hasher);
    hasher.finish()
}
