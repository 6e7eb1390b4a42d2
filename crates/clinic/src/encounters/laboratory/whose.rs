//! For whom a range holds: sex at birth and age, as far as they are known.

use chrono::{Days, Months, NaiveDate};
use serde::Deserialize;
use store::{Reader, params};
use uuid::Uuid;

use crate::{Refused, calendar};

/// An estimated birth date may be this many years wrong either way.
const ESTIMATE_MONTHS: u32 = 5 * 12;
const MONTHS_IN_YEAR: u32 = 12;

/// What of a patient decides which range holds.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Whose {
    /// `male` or `female`, where one of them is known.
    pub sex: Option<String>,
    /// The youngest and the oldest that the patient can be, in years.
    pub age_years: Option<(f64, f64)>,
}

/// Sex and age of a patient on a day.
pub(crate) fn whose(reader: &Reader<'_>, patient: Uuid, on: NaiveDate) -> Result<Whose, Refused> {
    #[derive(Deserialize)]
    struct Row {
        birth_sex: Option<String>,
        gender: Option<String>,
        date_of_birth: Option<String>,
        date_of_birth_precision: String,
    }
    let row: Option<Row> = reader.row(
        "SELECT birth_sex, gender, date_of_birth, date_of_birth_precision FROM patients \
         WHERE id = ?1 AND deleted_at IS NULL",
        params![patient],
    )?;
    let Some(row) = row else { return Ok(Whose { sex: None, age_years: None }) };
    // Sex at birth decides where it is known; the gender stands in for it where nobody asked.
    let sex = row.birth_sex.or(row.gender).filter(|sex| matches!(sex.as_str(), "male" | "female"));
    let born = row.date_of_birth.as_deref().and_then(|text| text.parse().ok());
    let age_years = born.and_then(|born| ages(born, &row.date_of_birth_precision, on));
    Ok(Whose { sex, age_years })
}

/// The first and the last day that a birth may have been on, by how exactly its date is known.
pub(crate) fn born_between(born: NaiveDate, precision: &str) -> Option<(NaiveDate, NaiveDate)> {
    let lasting =
        |months: u32| born.checked_add_months(Months::new(months))?.checked_sub_days(Days::new(1));
    Some(match precision {
        "day" => (born, born),
        "month" => (born, lasting(1)?),
        "year" => (born, lasting(MONTHS_IN_YEAR)?),
        "estimated" => (
            born.checked_sub_months(Months::new(ESTIMATE_MONTHS))?,
            born.checked_add_months(Months::new(ESTIMATE_MONTHS))?,
        ),
        _ => return None,
    })
}

/// The ages that a birth date of some precision leaves open.
fn ages(born: NaiveDate, precision: &str, on: NaiveDate) -> Option<(f64, f64)> {
    let (earliest, latest) = born_between(born, precision)?;
    let oldest = years(earliest, on)?;
    Some((years(latest, on).unwrap_or(0.0), oldest))
}

/// Years from `born` to `on` with the share of the year that has begun; `None` before birth.
fn years(born: NaiveDate, on: NaiveDate) -> Option<f64> {
    let whole = calendar::age_years(born, on)?;
    let birthday =
        |number: u32| born.checked_add_months(Months::new(number.checked_mul(MONTHS_IN_YEAR)?));
    let (last, next) = (birthday(whole)?, birthday(whole.checked_add(1)?)?);
    let (days, length) = ((on - last).num_days(), (next - last).num_days().max(1));
    // Whoever was born on a leap day is a day short of the birthday on the 28th.
    let share = days.clamp(0, length - 1) as f64 / length as f64;
    Some(f64::from(whole) + share)
}

impl Whose {
    /// Whether a range for `sex`, from `from` on and below `until` years, surely holds.
    pub fn admits(&self, sex: Option<&str>, from: Option<f64>, until: Option<f64>) -> bool {
        let of_sex = sex.is_none_or(|sex| self.sex.as_deref() == Some(sex));
        let of_age = match self.age_years {
            Some((youngest, oldest)) => {
                from.is_none_or(|from| youngest >= from) && until.is_none_or(|until| oldest < until)
            }
            None => from.is_none() && until.is_none(),
        };
        of_sex && of_age
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(text: &str) -> NaiveDate {
        text.parse().unwrap()
    }

    #[test]
    fn ages_are_counted_in_days_and_uncertain_ones_hold_at_both_ends() {
        let on = day("2026-03-02");
        assert_eq!(ages(day("2026-03-02"), "day", on), Some((0.0, 0.0)));
        let month_old = ages(day("2026-02-02"), "day", on).unwrap();
        assert!((month_old.0 - 28.0 / 365.0).abs() < 1e-9);
        let adult = Whose { sex: None, age_years: ages(day("2008-01-01"), "year", on) };
        assert!(!adult.admits(None, Some(18.0), None), "may still be 17");
        let adult = Whose { sex: None, age_years: ages(day("2007-01-01"), "year", on) };
        assert!(adult.admits(None, Some(18.0), None));
        let guessed = Whose { sex: None, age_years: ages(day("1986-03-02"), "estimated", on) };
        assert!(guessed.admits(None, Some(18.0), Some(60.0)));
        assert!(!guessed.admits(None, Some(40.0), None));
        assert_eq!(ages(day("2026-03-03"), "day", on), None);
        let unknown = Whose { sex: None, age_years: None };
        assert!(unknown.admits(None, None, None) && !unknown.admits(None, Some(0.0), None));
        let leap = years(day("2024-02-29"), day("2026-02-28")).unwrap();
        assert!(leap < 2.0 && leap > 1.99, "{leap}");
    }
}
