//! How dates, amounts and names are written on paper, in the paper's language.

use chrono::{Datelike as _, NaiveDate};
use chrono_tz::Tz;
use fluent_bundle::FluentValue;
use iso_currency::Currency;
use serde_json::{Map, Value};

use super::language::Language;

/// A language's way of writing.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Words(pub Language);

impl Words {
    /// The text under `key`.
    pub fn say(self, key: &str) -> String {
        self.with(key, &[])
    }

    /// The text under `key` with the values that it names. A text that is missing would be a
    /// mistake of ours; the key is then readable, and the rest of the paper stands.
    pub fn with(self, key: &str, values: &[(&'static str, FluentValue<'_>)]) -> String {
        self.0.fill(key, values).unwrap_or_else(|| key.replace('-', " "))
    }

    /// A text whose form follows a number.
    pub fn counted(self, key: &str, count: f64) -> String {
        self.with(key, &[("count", count.into()), ("amount", self.number(count).into())])
    }

    /// The texts that templates choose from: all those that need no value, and the foot's, whose
    /// numbers only the layout knows.
    pub fn for_templates(self) -> Value {
        let foot = [("page", "{page}".into()), ("pages", "{pages}".into())];
        let texts = self.0.keys().filter_map(|key| {
            let text = match key {
                "page" => self.0.fill(key, &foot),
                _ => self.0.say(key),
            }?;
            Some((key.to_owned(), Value::String(text)))
        });
        Value::Object(texts.collect::<Map<_, _>>())
    }

    /// Texts one after another, as the language lists them.
    pub fn list(self, parts: &[String]) -> String {
        let filled: Vec<&str> =
            parts.iter().map(String::as_str).filter(|part| !part.is_empty()).collect();
        filled.join(&self.say("list-comma"))
    }

    /// `21 Nov 2026`: no order of day and month can be mistaken.
    pub fn date(self, day: NaiveDate) -> String {
        format!("{} {} {}", day.day(), self.month(day), day.year())
    }

    fn month(self, day: NaiveDate) -> String {
        self.say(&format!("month-{}", day.month()))
    }

    /// A stored day, `YYYY-MM-DD`, as it is written; what is no day is left as it stands.
    pub fn stored_date(self, text: &str) -> String {
        NaiveDate::parse_from_str(text, "%Y-%m-%d")
            .map_or_else(|_| text.to_owned(), |day| self.date(day))
    }

    /// A birth date as precisely as it is known.
    pub fn birth_date(self, text: Option<&str>, precision: &str) -> Option<String> {
        let day = NaiveDate::parse_from_str(text?, "%Y-%m-%d").ok()?;
        let year = day.year().to_string();
        Some(match precision {
            "year" => year,
            "month" => format!("{} {year}", self.month(day)),
            "estimated" => self.with("date-about", &[("year", year.into())]),
            _ => self.date(day),
        })
    }

    /// The day of a moment at the site.
    pub fn day_of(self, zone: Tz, moment: i64) -> String {
        self.date(clinic::calendar::day_of(zone, moment))
    }

    /// `21 Nov 2026, 14:05` at the site.
    pub fn moment(self, zone: Tz, moment: i64) -> String {
        let time = clinic::calendar::time_text(zone, moment);
        self.list(&[self.day_of(zone, moment), time.to_string()])
    }

    /// `1,234.50` in the currency's own decimals.
    pub fn amount(self, minor: i64, currency: &str) -> String {
        let decimals =
            Currency::from_code(currency).and_then(|known| known.exponent()).unwrap_or(2);
        let unit = 10u64.pow(u32::from(decimals));
        let (whole, rest) = (minor.unsigned_abs() / unit, minor.unsigned_abs() % unit);
        let digits = whole.to_string();
        let groups = self.say("number-groups");
        let mut grouped = String::new();
        for (index, digit) in digits.chars().enumerate() {
            if index > 0 && (digits.len() - index).is_multiple_of(3) {
                grouped.push_str(&groups);
            }
            grouped.push(digit);
        }
        let sign = if minor < 0 { "\u{2212}" } else { "" };
        match decimals {
            0 => format!("{sign}{grouped}"),
            _ => {
                let point = self.say("number-decimals");
                format!("{sign}{grouped}{point}{rest:0width$}", width = usize::from(decimals))
            }
        }
    }

    /// `USD 1,234.50`.
    pub fn money(self, minor: i64, currency: &str) -> String {
        format!("{currency}\u{a0}{}", self.amount(minor, currency))
    }

    /// A number without decimals that say nothing: `2`, `0.5`.
    pub fn number(self, value: f64) -> String {
        let rounded = (value * 1_000.0).round() / 1_000.0;
        format!("{rounded}").replace('.', &self.say("number-decimals"))
    }

    /// A value of an enumeration or of a form's choices as a person reads it; what this version
    /// has no word for stands as it is, `some_thing` as `Some thing`.
    pub fn code(self, group: &str, code: &str) -> String {
        self.0.say(&format!("{group}-{code}")).unwrap_or_else(|| store::spoken(code))
    }
}

/// The words that are there, with a blank between.
pub(super) fn joined(words: &[Option<&str>]) -> String {
    let filled = words.iter().flatten().map(|word| word.trim()).filter(|word| !word.is_empty());
    filled.collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;

    const ENGLISH: Words = Words(Language::English);

    #[test]
    fn money_has_the_decimals_of_its_currency() {
        let money = |minor, currency| ENGLISH.money(minor, currency).replace('\u{a0}', " ");
        assert_eq!(money(123_450, "USD"), "USD 1,234.50");
        assert_eq!(money(1_234_567, "JPY"), "JPY 1,234,567");
        assert_eq!(money(1_234, "KWD"), "KWD 1.234");
        assert_eq!(money(-5, "EUR"), "EUR \u{2212}0.05");
        assert_eq!(money(99_999, "XOF"), "XOF 99,999");
        assert_eq!(money(100_000_000, "INR"), "INR 1,000,000.00");
    }

    #[test]
    fn each_language_writes_numbers_so_that_nobody_takes_a_thousand_for_one() {
        let in_french = Words(Language::French).money(123_450, "EUR");
        assert_eq!(in_french, "EUR\u{a0}1\u{a0}234,50");
        assert_eq!(Words(Language::Spanish).number(0.5), "0,5");
        assert_eq!(Words(Language::Arabic).money(123_450, "EGP"), "EGP\u{a0}1,234.50");
    }

    #[test]
    fn a_birth_date_is_written_as_precisely_as_it_is_known() {
        let born = |precision| ENGLISH.birth_date(Some("1987-04-09"), precision).unwrap();
        assert_eq!(born("day"), "9 Apr 1987");
        assert_eq!(born("month"), "Apr 1987");
        assert_eq!(born("year"), "1987");
        assert_eq!(born("estimated"), "about 1987");
        assert_eq!(ENGLISH.birth_date(None, "unknown"), None);
        let in_arabic = Words(Language::Arabic).birth_date(Some("1987-04-09"), "day").unwrap();
        assert_eq!(in_arabic, "9 أبريل 1987");
    }

    #[test]
    fn a_number_of_things_has_the_form_of_its_language() {
        let days = |language, count| Words(language).counted("for-days", count);
        assert_eq!(days(Language::English, 1.0), "for 1 day");
        assert_eq!(days(Language::English, 3.0), "for 3 days");
        let arabic = |count| {
            let text = days(Language::Arabic, count);
            text.replace(['\u{2068}', '\u{2069}'], "")
        };
        assert_eq!(arabic(2.0), "لمدة يومين");
        assert_eq!(arabic(5.0), "لمدة 5 أيام");
        assert_eq!(arabic(14.0), "لمدة 14 يومًا");
    }

    #[test]
    fn every_value_that_a_paper_can_show_has_its_word_in_every_language() {
        let shown = [
            ("payment_kind", "payment_kind"),
            ("payment_method", "payment_method"),
            ("specimen_kind", "specimen_kind"),
            ("gender", "gender"),
            ("times-per", "period_unit"),
            ("period", "period_unit"),
        ];
        for language in Language::ALL {
            for (group, enumeration) in shown {
                let of = catalog::enumerations();
                let of = of.iter().find(|each| each.name == enumeration).unwrap();
                for (value, _) in of.values {
                    let key = format!("{group}-{value}");
                    let said = language.keys().any(|known| known == key);
                    assert!(said || key == "gender-unknown", "{key} in {}", language.tag());
                }
            }
        }
    }
}
