//! What the methods need to know of a patient: age, sex, pregnancy, language.

use chrono::{Datelike, NaiveDate};
use serde::Deserialize;
use store::{Reader, params};
use uuid::Uuid;

use crate::encounters::laboratory::whose::born_between;
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
    /// The first and the last day that the birth may have been on: one day where that is known.
    pub born_between: Option<(NaiveDate, NaiveDate)>,
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
            date_of_birth_precision: String,
            birth_sex: Option<String>,
            gender: Option<String>,
            preferred_language: Option<String>,
        }
        let row: Option<Row> = reader.row(
            "SELECT date_of_birth, date_of_birth_precision, birth_sex, gender, preferred_language FROM patients \
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
        let born: Option<NaiveDate> = row.date_of_birth.and_then(|text| text.parse().ok());
        Ok(Self {
            born_between: born.and_then(|born| born_between(born, &row.date_of_birth_precision)),
            today,
            sex: sex(row.birth_sex.as_deref()).or_else(|| sex(row.gender.as_deref())),
            pregnant: pregnant.is_some(),
            preferred_language: row.preferred_language,
        })
    }

    /// The youngest and the oldest that the patient can be, in completed years.
    pub fn years(&self) -> Option<(u32, u32)> {
        let (earliest, latest) = self.born_between?;
        let oldest = calendar::age_years(earliest, self.today)?;
        Some((calendar::age_years(latest, self.today).unwrap_or(0), oldest))
    }

    /// Whether the patient is surely that old.
    pub fn surely_of(&self, years: u32) -> bool {
        self.years().is_some_and(|(youngest, _)| youngest >= years)
    }

    /// The youngest and the oldest that the patient can be, in years with completed months as their
    /// fraction, so that birthdays are exact limits.
    pub fn age_years(&self) -> Option<(f64, f64)> {
        let (earliest, latest) = self.born_between?;
        let years = |months: u32| f64::from(months) / 12.0;
        let oldest = months_between(earliest, self.today)?;
        Some((years(months_between(latest, self.today).unwrap_or(0)), years(oldest)))
    }

    /// Whether the birth is not known to the day.
    pub fn age_is_estimated(&self) -> bool {
        self.born_between.is_some_and(|(earliest, latest)| earliest != latest)
    }

    /// What a result that went by an estimated age says of it.
    pub fn estimate(&self) -> Option<String> {
        let (youngest, oldest) = self.years().filter(|_| self.age_is_estimated())?;
        Some(if youngest == oldest {
            format!("This rests on an estimated age of {oldest} years.")
        } else {
            format!("This rests on an estimated age of {youngest} to {oldest} years.")
        })
    }
}

/// Completed months from `born` to `today`; `None` for a day that has not come.
fn months_between(born: NaiveDate, today: NaiveDate) -> Option<u32> {
    if born > today {
        return None;
    }
    let years = i64::from(today.year()) - i64::from(born.year());
    let months = years * 12 + i64::from(today.month()) - i64::from(born.month());
    u32::try_from(months - i64::from(today.day() < born.day())).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_birthday_is_an_exact_limit() {
        let on = |today: &str| PatientFacts {
            born_between: born_between("2023-03-15".parse().unwrap(), "day"),
            today: today.parse().unwrap(),
            sex: None,
            pregnant: false,
            preferred_language: None,
        };
        assert_eq!(on("2026-03-14").years(), Some((2, 2)));
        assert_eq!(on("2026-03-15").years(), Some((3, 3)));
        assert_eq!(on("2026-03-15").age_years(), Some((3.0, 3.0)));
        assert_eq!(on("2023-03-14").years(), None, "not born yet");
    }

    #[test]
    fn an_estimated_birth_leaves_an_age_open() {
        let of = |precision: &str| PatientFacts {
            born_between: born_between("2010-01-01".parse().unwrap(), precision),
            today: "2026-03-02".parse().unwrap(),
            sex: None,
            pregnant: false,
            preferred_language: None,
        };
        assert_eq!((of("day").years(), of("day").estimate()), (Some((16, 16)), None));
        assert_eq!(of("year").years(), Some((15, 16)));
        assert!(of("day").surely_of(16) && !of("year").surely_of(16));
        let said = of("estimated").estimate().unwrap();
        assert!(said.contains("11 to 21"), "{said}");
    }
}
