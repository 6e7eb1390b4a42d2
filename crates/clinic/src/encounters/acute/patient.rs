//! What the methods need to know of a patient: age, sex, pregnancy, language.

use chrono::{Datelike, NaiveDate};
use serde::Deserialize;
use store::{Reader, params};
use uuid::Uuid;

use crate::people::merged::of_person;
use crate::{Refused, Who, calendar};

/// The sex that formulas tell apart. Where none was recorded, they do not apply.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Sex {
    /// Female.
    Female,
    /// Male.
    Male,
}

/// What the methods need to know of a patient on one day.
#[derive(Clone, Debug)]
pub(crate) struct PatientFacts {
    /// The day of birth, as exactly as it is known.
    pub born: Option<NaiveDate>,
    /// The day that everything is judged on.
    pub today: NaiveDate,
    /// The sex at birth, or else the recorded gender where it is male or female.
    pub sex: Option<Sex>,
    /// Whether a flag says that the patient is pregnant.
    pub pregnant: bool,
    /// The language that the patient prefers, as it was typed.
    pub preferred_language: Option<String>,
}

impl PatientFacts {
    /// Reads them; a patient who is not on this PC is a refusal.
    pub fn load(reader: &Reader<'_>, who: &Who, patient: Uuid, now: i64) -> Result<Self, Refused> {
        #[derive(Deserialize)]
        struct Row {
            date_of_birth: Option<String>,
            birth_sex: Option<String>,
            gender: Option<String>,
            preferred_language: Option<String>,
        }
        let row: Option<Row> = reader.row(
            "SELECT date_of_birth, birth_sex, gender, preferred_language FROM patients \
             WHERE id = ?1 AND deleted_at IS NULL",
            params![patient],
        )?;
        let row = row.ok_or_else(|| Refused::gone("patient"))?;
        let today = who.today(now);
        let sex = |text: Option<&str>| match text {
            Some("female") => Some(Sex::Female),
            Some("male") => Some(Sex::Male),
            _ => None,
        };
        let pregnant: Option<i64> = reader.value(
            &of_person(
                "SELECT 1 FROM patient_flags WHERE patient_id = ?1 AND kind = 'pregnancy' \
             AND deleted_at IS NULL AND coalesce(started_on, ?2) <= ?2 \
             AND coalesce(ended_on, ?2) >= ?2 LIMIT 1",
            ),
            params![patient, today.to_string()],
        )?;
        Ok(Self {
            born: row.date_of_birth.and_then(|text| text.parse().ok()),
            today,
            sex: sex(row.birth_sex.as_deref()).or_else(|| sex(row.gender.as_deref())),
            pregnant: pregnant.is_some(),
            preferred_language: row.preferred_language,
        })
    }

    /// Completed months since birth; `None` where the birth is not known or has not come.
    pub fn months(&self) -> Option<u32> {
        let born = self.born.filter(|born| *born <= self.today)?;
        let years = i64::from(self.today.year()) - i64::from(born.year());
        let months = years * 12 + i64::from(self.today.month()) - i64::from(born.month());
        let complete = months - i64::from(self.today.day() < born.day());
        u32::try_from(complete).ok()
    }

    /// Completed years since birth.
    pub fn years(&self) -> Option<u32> {
        self.born.and_then(|born| calendar::age_years(born, self.today))
    }

    /// Years with completed months as their fraction, so that birthdays are exact limits.
    pub fn age_years(&self) -> Option<f64> {
        self.months().map(|months| f64::from(months) / 12.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_birthday_is_an_exact_limit() {
        let on = |today: &str| PatientFacts {
            born: Some("2023-03-15".parse().unwrap()),
            today: today.parse().unwrap(),
            sex: None,
            pregnant: false,
            preferred_language: None,
        };
        assert_eq!(on("2026-03-14").months(), Some(35));
        assert_eq!(on("2026-03-15").months(), Some(36));
        assert_eq!(on("2026-03-15").age_years(), Some(3.0));
        assert_eq!(on("2023-03-14").months(), None, "not born yet");
    }
}
