//! How dates, amounts and names are written on paper.

use chrono::NaiveDate;
use chrono_tz::Tz;
use iso_currency::Currency;

/// `21 Nov 2026`: no order of day and month can be mistaken.
pub(super) fn date(day: NaiveDate) -> String {
    day.format("%-d %b %Y").to_string()
}

/// A stored day, `YYYY-MM-DD`, as it is written; what is no day is left as it stands.
pub(super) fn stored_date(text: &str) -> String {
    NaiveDate::parse_from_str(text, "%Y-%m-%d").map_or_else(|_| text.to_owned(), date)
}

/// A birth date as precisely as it is known.
pub(super) fn birth_date(text: Option<&str>, precision: &str) -> Option<String> {
    let day = NaiveDate::parse_from_str(text?, "%Y-%m-%d").ok()?;
    Some(match precision {
        "year" => day.format("%Y").to_string(),
        "month" => day.format("%b %Y").to_string(),
        "estimated" => format!("about {}", day.format("%Y")),
        _ => date(day),
    })
}

/// The day of a moment at the site.
pub(super) fn day_of(zone: Tz, moment: i64) -> String {
    date(clinic::calendar::day_of(zone, moment))
}

/// `21 Nov 2026, 14:05` at the site.
pub(super) fn moment(zone: Tz, moment: i64) -> String {
    format!("{}, {}", day_of(zone, moment), clinic::calendar::time_text(zone, moment))
}

/// `1,234.50` in the currency's own decimals.
pub(super) fn amount(minor: i64, currency: &str) -> String {
    let decimals = Currency::from_code(currency).and_then(|known| known.exponent()).unwrap_or(2);
    let unit = 10u64.pow(u32::from(decimals));
    let (whole, rest) = (minor.unsigned_abs() / unit, minor.unsigned_abs() % unit);
    let digits = whole.to_string();
    let mut grouped = String::new();
    for (index, digit) in digits.chars().enumerate() {
        if index > 0 && (digits.len() - index).is_multiple_of(3) {
            grouped.push(',');
        }
        grouped.push(digit);
    }
    let sign = if minor < 0 { "\u{2212}" } else { "" };
    match decimals {
        0 => format!("{sign}{grouped}"),
        _ => format!("{sign}{grouped}.{rest:0width$}", width = usize::from(decimals)),
    }
}

/// `USD 1,234.50`.
pub(super) fn money(minor: i64, currency: &str) -> String {
    format!("{currency} {}", amount(minor, currency))
}

/// A number without decimals that say nothing: `2`, `0.5`.
pub(super) fn number(value: f64) -> String {
    let rounded = (value * 1_000.0).round() / 1_000.0;
    format!("{rounded}")
}

/// A code of an enumeration as a person reads it: `mobile_money` becomes `Mobile money`.
pub(super) fn code(code: &str) -> String {
    store::spoken(code)
}

/// The words that are there, with a blank between.
pub(super) fn joined(words: &[Option<&str>]) -> String {
    let filled = words.iter().flatten().map(|word| word.trim()).filter(|word| !word.is_empty());
    filled.collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn money_has_the_decimals_of_its_currency() {
        assert_eq!(money(123_450, "USD"), "USD 1,234.50");
        assert_eq!(money(1_234_567, "JPY"), "JPY 1,234,567");
        assert_eq!(money(1_234, "KWD"), "KWD 1.234");
        assert_eq!(money(-5, "EUR"), "EUR \u{2212}0.05");
        assert_eq!(money(99_999, "XOF"), "XOF 99,999");
        assert_eq!(money(100_000_000, "INR"), "INR 1,000,000.00");
    }

    #[test]
    fn a_birth_date_is_written_as_precisely_as_it_is_known() {
        let born = |precision| birth_date(Some("1987-04-09"), precision).unwrap();
        assert_eq!(born("day"), "9 Apr 1987");
        assert_eq!(born("month"), "Apr 1987");
        assert_eq!(born("year"), "1987");
        assert_eq!(born("estimated"), "about 1987");
        assert_eq!(birth_date(None, "unknown"), None);
    }
}
