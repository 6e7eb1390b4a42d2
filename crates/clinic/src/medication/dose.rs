//! How much of a medicine a dose uses in a day, where that can be counted.
//!
//! Only what is said without doubt counts: a dose as needed, one with an upper limit only, one in
//! words, or one in a unit that cannot be turned into the unit of the stock has no daily use here.

use serde::Deserialize;
use store::{Reader, params};
use uuid::Uuid;

use crate::{Refused, calendar};

/// The longest supply that a row may say.
const DAYS_MAX: f64 = 3_660.0;

/// A dose as a prescription has it.
#[derive(Clone, Debug, Default, Deserialize)]
pub(crate) struct Dose {
    pub dose_amount: Option<f64>,
    pub dose_unit: Option<String>,
    pub frequency_count: Option<i64>,
    pub frequency_period: Option<f64>,
    pub frequency_period_unit: Option<String>,
    pub frequency_text: Option<String>,
    pub as_needed: bool,
    pub is_free_text_dosage: bool,
}

impl Dose {
    /// How often a day, where it is said.
    pub fn times_a_day(&self) -> Option<f64> {
        if self.as_needed || self.is_free_text_dosage {
            return None;
        }
        if let (Some(count), Some(period), Some(unit)) =
            (self.frequency_count, self.frequency_period, self.frequency_period_unit.as_deref())
        {
            let days = period
                * match unit {
                    "minute" => 1.0 / 1_440.0,
                    "hour" => 1.0 / 24.0,
                    "day" => 1.0,
                    "week" => 7.0,
                    // A month and a year have no fixed number of days.
                    _ => return None,
                };
            return (days > 0.0 && count > 0).then(|| count as f64 / days);
        }
        from_words(self.frequency_text.as_deref()?)
    }

    /// How long after one dose the next one comes, in microseconds, where it is said.
    pub fn interval(&self) -> Option<i64> {
        Some((24.0 * calendar::HOUR as f64 / self.times_a_day()?).round() as i64)
    }

    /// How many `unit`s a day, for a medicine of this strength.
    pub fn a_day(&self, unit: &str, strength: Option<&str>) -> Option<f64> {
        let (amount, dose_unit) = (self.dose_amount?, self.dose_unit.as_deref()?);
        let each = if singular(dose_unit) == singular(unit) {
            amount
        } else {
            amount / per_unit(strength?, dose_unit, unit)?
        };
        Some(each * self.times_a_day()?).filter(|much| much.is_finite() && *much > 0.0)
    }
}

/// The dose of a prescribed medicine.
pub(crate) fn of_item(reader: &Reader<'_>, item: Uuid) -> Result<Dose, Refused> {
    let dose: Option<Dose> = reader.row(
        "SELECT dose_amount, dose_unit, frequency_count, frequency_period, frequency_period_unit, \
         frequency_text, as_needed, is_free_text_dosage FROM prescription_items WHERE id = ?1",
        params![item],
    )?;
    Ok(dose.unwrap_or_default())
}

/// For how many whole days a quantity lasts; `None` where it does not last one.
pub(crate) fn days(quantity: f64, a_day: f64) -> Option<i64> {
    // A quantity of 0.1 × 30 is thirty days, whatever binary fractions make of it.
    let days = (quantity / a_day + 1e-9).floor();
    (1.0..=DAYS_MAX).contains(&days).then_some(days as i64)
}

/// Whether two quantities are counted in one unit; a unit that is not told is taken to be the other.
pub(crate) fn same_unit(one: Option<&str>, other: Option<&str>) -> bool {
    match (one, other) {
        (Some(one), Some(other)) => singular(one) == singular(other),
        _ => true,
    }
}

/// What a strength without a volume is the strength of: one of these, and not a box or a bottle of
/// them.
const SINGLE: [&str; 22] = [
    "ampoule",
    "ampule",
    "capsule",
    "cap",
    "dose",
    "dragee",
    "implant",
    "lozenge",
    "patch",
    "pessarie",
    "pessary",
    "piece",
    "pill",
    "puff",
    "sachet",
    "stick",
    "supp",
    "suppositorie",
    "suppository",
    "tab",
    "tablet",
    "vial",
];

/// How much of `dose_unit` one `unit` holds: 500 for a tablet of "500 mg" in mg, 24 for a
/// millilitre of "120 mg/5 ml". A strength of two substances says nothing.
fn per_unit(strength: &str, dose_unit: &str, unit: &str) -> Option<f64> {
    let (held, volume) = match strength.split_once('/') {
        Some((held, volume)) => (held, Some(volume)),
        None => (strength, None),
    };
    let (amount, held_unit) = measure(held)?;
    let amount = amount * grams(&held_unit)? / grams(&singular(dose_unit))?;
    match volume {
        None => SINGLE.contains(&singular(unit).as_str()).then_some(amount),
        Some(volume) => {
            let (size, volume_unit) = measure(volume)?;
            (singular(unit) == volume_unit && volume_unit == "ml").then_some(amount / size)
        }
    }
    .filter(|amount| *amount > 0.0)
}

/// "5 ml" is 5 of ml, "ml" is one.
fn measure(text: &str) -> Option<(f64, String)> {
    let text = text.trim();
    let digits = text.find(|c: char| !(c.is_ascii_digit() || c == '.')).unwrap_or(text.len());
    let (number, unit) = text.split_at_checked(digits)?;
    let number = if number.is_empty() { 1.0 } else { number.parse().ok()? };
    let unit = singular(unit);
    (number > 0.0 && !unit.is_empty()).then_some((number, unit))
}

fn grams(unit: &str) -> Option<f64> {
    Some(match unit {
        "g" | "gram" => 1.0,
        "mg" | "milligram" => 1e-3,
        "mcg" | "microgram" | "µg" | "ug" => 1e-6,
        _ => return None,
    })
}

fn singular(unit: &str) -> String {
    let unit = unit.trim().to_lowercase();
    unit.strip_suffix('s').map(str::to_owned).unwrap_or(unit)
}

/// The phrases by which doses are timed, and nothing else.
fn from_words(text: &str) -> Option<f64> {
    let words = store::words(text);
    let words: Vec<&str> = words.iter().map(String::as_str).collect();
    let (times, rest) = match words.as_slice() {
        ["every", hours, "hours", rest @ ..] => {
            let hours: f64 = hours.parse().ok().filter(|hours| *hours > 0.0)?;
            (24.0 / hours, rest)
        }
        ["every", "other", "day", rest @ ..] | ["on", "alternate", "days", rest @ ..] => {
            (0.5, rest)
        }
        ["every", "day", rest @ ..] | ["daily", rest @ ..] => (1.0, rest),
        ["at", "night", rest @ ..] | ["at", "bedtime", rest @ ..] => (1.0, rest),
        ["in", "the", "morning" | "evening", rest @ ..] => (1.0, rest),
        ["weekly", rest @ ..] => (1.0 / 7.0, rest),
        [count @ ("once" | "twice"), rest @ ..] => {
            each(if *count == "once" { 1.0 } else { 2.0 }, rest)?
        }
        [count, "times", rest @ ..] => {
            let count = match *count {
                "two" | "2" => 2.0,
                "three" | "3" => 3.0,
                "four" | "4" => 4.0,
                "five" | "5" => 5.0,
                "six" | "6" => 6.0,
                _ => return None,
            };
            each(count, rest)?
        }
        _ => return None,
    };
    let qualified =
        rest.is_empty() || matches!(rest, ["with" | "before" | "after" | "at" | "in", ..]);
    // "once a day in the evening if dizzy" is a condition, not a time.
    let conditional =
        rest.iter().any(|word| matches!(*word, "if" | "when" | "needed" | "required"));
    (qualified && !conditional).then_some(times)
}

fn each<'a>(count: f64, rest: &'a [&'a str]) -> Option<(f64, &'a [&'a str])> {
    Some(match rest {
        ["a" | "per" | "each" | "every", "day", rest @ ..] | ["daily", rest @ ..] => (count, rest),
        ["a" | "per" | "each" | "every", "week", rest @ ..] | ["weekly", rest @ ..] => {
            (count / 7.0, rest)
        }
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn dose(amount: f64, unit: &str, how_often: &str) -> Dose {
        Dose {
            dose_amount: Some(amount),
            dose_unit: Some(unit.to_owned()),
            frequency_text: Some(how_often.to_owned()),
            ..Dose::default()
        }
    }

    #[test]
    fn what_is_said_without_doubt_is_counted_and_nothing_else() {
        for (text, times) in [
            ("once a day", Some(1.0)),
            ("Twice daily", Some(2.0)),
            ("three times a day with food", Some(3.0)),
            ("every 8 hours", Some(3.0)),
            ("at night", Some(1.0)),
            ("once a day in the evening", Some(1.0)),
            ("every other day", Some(0.5)),
            ("up to four times a day", None),
            ("as needed", None),
            ("once", None),
            ("twice a day if it hurts", None),
            ("twice a day in pain when needed", None),
        ] {
            assert_eq!(dose(1.0, "tablet", text).times_a_day(), times, "{text}");
        }
        assert_eq!(dose(1.0, "tablet", "once a week").times_a_day(), Some(1.0 / 7.0));
        let counted = Dose {
            frequency_count: Some(2),
            frequency_period: Some(12.0),
            frequency_period_unit: Some("hour".to_owned()),
            ..dose(1.0, "tablet", "as the sheet says")
        };
        assert_eq!(counted.times_a_day(), Some(4.0));
    }

    #[test]
    fn a_dose_in_milligrams_is_counted_in_tablets_and_millilitres() {
        let by = |dose: Dose, unit: &str, strength: &str| dose.a_day(unit, Some(strength));
        assert_eq!(by(dose(1_000.0, "mg", "twice a day"), "tablet", "500 mg"), Some(4.0));
        assert_eq!(by(dose(1.0, "g", "three times a day"), "tablets", "500 mg"), Some(6.0));
        assert_eq!(by(dose(240.0, "mg", "twice a day"), "ml", "120 mg/5 ml"), Some(20.0));
        assert_eq!(by(dose(2.0, "Tablets", "once a day"), "tablet", "5 mg"), Some(2.0));
        assert_eq!(by(dose(500.0, "mg", "once a day"), "tablet", "500 mg/125 mg"), None);
        assert_eq!(by(dose(10.0, "drop", "once a day"), "ml", "5 mg"), None);
    }

    #[test]
    fn a_supply_lasts_whole_days() {
        assert_eq!(days(21.0, 3.0), Some(7));
        assert_eq!(days(20.0, 3.0), Some(6));
        assert_eq!(days(3.0, 0.1), Some(30));
        assert_eq!(days(1.0, 3.0), None);
        assert_eq!(days(4.0, 1.0 / 7.0), Some(28));
    }
}
