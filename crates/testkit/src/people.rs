//! Made-up people: the same seed gives the same person, on every machine and in every year.
//!
//! Names come from eleven languages in five scripts. Nobody in here exists.

mod places;

use chrono::{Days, NaiveDate};
use serde_json::{Value, json};
use store::Cells;

use places::PLACES;

/// A person that a clinic might register.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MadeUpPerson {
    /// As the person writes it.
    pub given_name: String,
    /// As the person writes it.
    pub family_name: String,
    /// FHIR's administrative gender.
    pub gender: &'static str,
    /// Within the 95 years before 2026.
    pub born: NaiveDate,
    /// `day` for most; `year` for those who do not know more.
    pub born_precision: &'static str,
    /// E.164 with blanks.
    pub phone: String,
    /// Street and number.
    pub address_line: String,
    /// A town in the country.
    pub city: &'static str,
    /// ISO 3166 alpha-2.
    pub country: &'static str,
    /// BCP 47.
    pub language: &'static str,
    /// ABO and rhesus, where it is known.
    pub blood_type: Option<&'static str>,
    /// Whom to call.
    pub emergency_contact: Option<(String, String)>,
}

impl MadeUpPerson {
    /// The person as the command `people.register` takes it.
    pub fn registration(&self) -> Value {
        let contact = self.emergency_contact.as_ref();
        json!({
            "given_name": self.given_name, "middle_name": null, "family_name": self.family_name,
            "date_of_birth": self.born.to_string(),
            "date_of_birth_precision": self.born_precision, "gender": self.gender,
            "phone": self.phone, "email": null, "address_line": self.address_line,
            "city": self.city, "state": null, "postal_code": null, "country": self.country,
            "preferred_language": self.language, "national_id": null,
            "blood_type": self.blood_type,
            "emergency_contact_name": contact.map(|(name, _)| name),
            "emergency_contact_phone": contact.map(|(_, phone)| phone),
            "emergency_contact_relationship": contact.map(|_| "family"),
            "notes": null, "accept_duplicates": true
        })
    }
}

impl MadeUpPerson {
    /// The person as a row of `patients`, for tests with more people than anybody registers.
    pub fn cells(&self) -> Cells {
        Cells::new()
            .set("given_name", self.given_name.as_str())
            .set("family_name", self.family_name.as_str())
            .set("name_precision", "full")
            .set("date_of_birth", self.born.to_string())
            .set("date_of_birth_precision", self.born_precision)
            .set("gender", self.gender)
            .set("phone", self.phone.as_str())
            .set("address_line", self.address_line.as_str())
            .set("city", self.city)
            .set("country", self.country)
            .set("preferred_language", self.language)
            .set("blood_type", self.blood_type)
            .set("status", "active")
    }
}

/// The person of a seed. Takes about a microsecond.
pub fn person(seed: u64) -> MadeUpPerson {
    let mut dice = Dice::new(seed);
    let place = PLACES.get(dice.below(PLACES.len())).unwrap_or(&PLACES[0]);
    let female = dice.below(100) < 52;
    let (given, gender) = if female { (place.women, "female") } else { (place.men, "male") };
    let family_name = place.family(&mut dice, female);
    let days_lived = dice.below(95 * 365) as u64;
    let anchor = NaiveDate::from_ymd_opt(2025, 12, 31).unwrap_or_default();
    let born = anchor.checked_sub_days(Days::new(days_lived)).unwrap_or(anchor);
    let phone = place.phone(&mut dice);
    let address_line = match place.number_first {
        true => format!("{} {}", 1 + dice.below(180), dice.pick(place.streets)),
        false => format!("{} {}", dice.pick(place.streets), 1 + dice.below(180)),
    };
    let blood_type = (dice.below(3) == 0)
        .then(|| dice.pick(&["O+", "A+", "B+", "AB+", "O-", "A-", "B-", "AB-"]));
    let emergency_contact = (dice.below(2) == 0).then(|| {
        let other = dice.pick(if female { place.men } else { place.women });
        (format!("{other} {family_name}"), place.phone(&mut dice))
    });
    MadeUpPerson {
        given_name: dice.pick(given).to_owned(),
        family_name,
        gender,
        born,
        born_precision: if dice.below(40) == 0 { "year" } else { "day" },
        phone,
        address_line,
        city: dice.pick(place.cities),
        country: place.country,
        language: place.language,
        blood_type,
        emergency_contact,
    }
}

/// Randomness that is the same everywhere: SplitMix64. A library's generator may change between
/// versions, and with it everybody's name.
#[derive(Clone, Debug)]
pub struct Dice(u64);

impl Dice {
    /// The dice of a seed.
    pub fn new(seed: u64) -> Self {
        Self(seed.wrapping_mul(0x9e37_79b9_7f4a_7c15) ^ 0x1234_5678_9abc_def0)
    }

    /// 64 even bits.
    pub fn roll(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        mixed ^ (mixed >> 31)
    }

    /// From 0 up to and without `limit`; 0 where there is nothing to choose.
    pub fn below(&mut self, limit: usize) -> usize {
        let limit = (limit as u64).max(1);
        (self.roll() % limit) as usize
    }

    /// One of `choices`, if there are any.
    pub fn choose<'a, T>(&mut self, choices: &'a [T]) -> Option<&'a T> {
        choices.get(self.below(choices.len()))
    }

    /// One of `choices`; the type's default where there are none.
    pub fn pick<T: Copy + Default>(&mut self, choices: &[T]) -> T {
        choices.get(self.below(choices.len())).copied().unwrap_or_default()
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    #[test]
    fn the_same_seed_is_the_same_person() {
        assert_eq!(person(7), person(7));
        assert_ne!(person(7), person(8));
    }

    #[test]
    fn people_of_five_scripts_come_to_a_small_clinic() {
        let scripts = ["Aa", "ا", "अ", "一", "А"].map(|letter| letter.chars().next().unwrap());
        let names: Vec<String> = (0..60).map(|seed| person(seed).given_name).collect();
        for (script, range) in scripts.iter().zip([
            'A'..='ỿ',
            '\u{600}'..='\u{6ff}',
            '\u{900}'..='\u{97f}',
            '\u{4e00}'..='\u{9fff}',
            '\u{400}'..='\u{4ff}',
        ]) {
            let found = names.iter().any(|name| name.chars().any(|letter| range.contains(&letter)));
            assert!(found, "nobody writes like {script}");
        }
    }

    #[test]
    fn a_big_town_has_many_different_people() {
        let people: BTreeSet<(String, String, NaiveDate)> = (0..20_000)
            .map(person)
            .map(|person| (person.given_name, person.family_name, person.born))
            .collect();
        assert!(people.len() > 19_900, "{}", people.len());
    }

    #[test]
    fn nobody_is_born_after_the_year_in_which_they_were_made_up() {
        let last = NaiveDate::from_ymd_opt(2025, 12, 31).unwrap();
        assert!((0..5_000).all(|seed| person(seed).born <= last));
    }
}
