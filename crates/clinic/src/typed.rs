//! A refusal repeats what was typed, so that a slip of the finger is seen at once: numbers, days and
//! codes of bills. It goes to the screen on which it was typed and nowhere else. Text is never
//! repeated, nor anything else by which a person could be known.

use chrono::NaiveDate;
use serde_json::Value;

use crate::Refused;
use crate::billing::money;

/// Codes that say nothing about who somebody is.
const CODES: [&str; 3] = ["currency", "diagnosis_code", "procedure_code"];
/// A longer one is no code but words.
const CODE_LENGTH_MAX: usize = 16;

/// The refusal with what stands in its field of `request`. A code that the sentence names is not
/// named twice; a number is, because the same one may stand there as the limit.
/// not named twice; a number is, because the same one may stand there as the limit. `currency` is
/// what money is counted in where the request does not say it.
pub(crate) fn repeated(
    refused: Refused,
    command: &str,
    request: &Value,
    currency: impl FnOnce() -> Option<String>,
) -> Refused {
    let place = refused.field.map(|field| (field, refused.line));
    let Some(shown) = place.and_then(|place| shown(place, command, request, currency)) else {
        return refused;
    };
    if shown.contains(char::is_alphabetic) && refused.sentence.contains(&shown) {
        return refused;
    }
    Refused { sentence: format!("{} You entered {shown}.", refused.sentence), ..refused }
}

fn shown(
    (field, line): (&str, Option<usize>),
    command: &str,
    request: &Value,
    currency: impl FnOnce() -> Option<String>,
) -> Option<String> {
    let mut found = Vec::new();
    gather(field, request, &mut found);
    // Of several lines nobody could tell which one is meant where none is named.
    let value = match (&found[..], line) {
        ([value], _) => *value,
        (_, Some(_)) => of_line(field, line?, request)?,
        _ => return None,
    };
    match value {
        Value::Number(number) if field.ends_with("_minor") => {
            let amount = number.as_i64()?;
            let said = request.get("currency").and_then(Value::as_str).map(str::to_owned);
            let currency = said.or_else(currency);
            match currency.and_then(|currency| money::currency("currency", &currency).ok()) {
                Some(currency) => Some(money::shown(amount, &currency)),
                // Without its currency nobody knows how many decimals it has.
                None => (amount == 0).then(|| "0".to_owned()),
            }
        }
        // A moment is microseconds, which nobody typed.
        Value::Number(number) if !field.ends_with("_at") && field != "version" => {
            match number.as_f64() {
                Some(whole) if whole.fract() == 0.0 && whole.abs() < 1e15 => {
                    Some(format!("{whole:.0}"))
                }
                _ => Some(number.to_string()),
            }
        }
        Value::String(day) if field.ends_with("_on") && !is_about_a_person(command) => {
            NaiveDate::parse_from_str(day, "%Y-%m-%d").ok().map(|day| day.to_string())
        }
        Value::String(code) if CODES.contains(&field) => {
            let code = code.trim();
            let is_code = (1..=CODE_LENGTH_MAX).contains(&code.len())
                && code.bytes().all(|byte| byte.is_ascii_alphanumeric() || b".-".contains(&byte));
            is_code.then(|| code.to_owned())
        }
        _ => None,
    }
}

/// What stands in the field of a line, counted from 1, of the one list of lines that has the field.
fn of_line<'r>(field: &str, line: usize, request: &'r Value) -> Option<&'r Value> {
    let lists = request.as_object()?.values().filter_map(Value::as_array);
    let mut lists = lists.filter(|lines| lines.iter().any(|one| one.get(field).is_some()));
    let (list, None) = (lists.next()?, lists.next()) else { return None };
    list.get(line.checked_sub(1)?)?.get(field)
}

/// Days in these are days of somebody's life.
fn is_about_a_person(command: &str) -> bool {
    ["people.", "records.", "interchange."].iter().any(|domain| command.starts_with(domain))
}

fn gather<'r>(field: &str, part: &'r Value, found: &mut Vec<&'r Value>) {
    match part {
        Value::Object(fields) => {
            for (name, value) in fields {
                if name == field {
                    found.push(value);
                } else {
                    gather(field, value, found);
                }
            }
        }
        Value::Array(items) => items.iter().for_each(|item| gather(field, item, found)),
        _ => {}
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::fixture::Clinic;
    use serde_json::json;

    fn told(field: &'static str, command: &str, request: Value) -> String {
        let refused = Refused::field(field, "At least 1.");
        repeated(refused, command, &request, || None).sentence
    }

    #[test]
    fn of_several_lines_the_one_that_is_meant_is_named_and_repeated() {
        let two = json!({ "lines": [{ "quantity": 1 }, { "quantity": 0 }], "currency": null });
        let refused = Refused::field("quantity", "At least 1.").in_line(1, 2);
        let told = repeated(refused, "billing.create_invoice", &two, || None);
        assert_eq!(told.sentence, "Line 2: At least 1. You entered 0.");
        assert_eq!(Refused::field("quantity", "At least 1.").in_line(0, 1).sentence, "At least 1.");
        let price = json!({ "lines": [{ "price_minor": -450 }, { "price_minor": 3 }] });
        let refused = Refused::field("price_minor", "Not below 0.").in_line(0, 2);
        let told = repeated(refused, "billing.create_invoice", &price, || Some("EUR".to_owned()));
        assert_eq!(told.sentence, "Line 1: Not below 0. You entered -4.50 EUR.");
    }

    #[test]
    fn numbers_days_and_codes_are_repeated_and_nothing_that_says_who_somebody_is() {
        let bill = "billing.create_invoice";
        assert_eq!(told("quantity", bill, json!({ "quantity": 0 })), "At least 1. You entered 0.");
        assert_eq!(
            told("quantity", bill, json!({ "lines": [{ "quantity": -0.5 }] })),
            "At least 1. You entered -0.5."
        );
        let price = json!({ "price_minor": -450, "currency": "eur" });
        assert_eq!(told("price_minor", bill, price), "At least 1. You entered -4.50 EUR.");
        assert_eq!(
            told("due_on", bill, json!({ "due_on": "2026-02-28" })),
            "At least 1. You entered 2026-02-28."
        );
        let code = json!({ "diagnosis_code": "X99.9" });
        assert_eq!(told("diagnosis_code", bill, code), "At least 1. You entered X99.9.");
        for (field, command, request) in [
            ("family_name", "people.register", json!({ "family_name": "Marín" })),
            ("deceased_on", "people.update", json!({ "deceased_on": "2026-01-01" })),
            ("date_of_birth", "people.register", json!({ "date_of_birth": "1960-01-05" })),
            ("diagnosis_code", bill, json!({ "diagnosis_code": "Elena has diabetes" })),
            ("due_on", bill, json!({ "due_on": "Elena" })),
            ("reason", bill, json!({ "reason": "Elena" })),
            ("starts_at", "scheduling.book", json!({ "starts_at": 1_772_440_200_000_000_i64 })),
            ("price_minor", bill, json!({ "price_minor": -450 })),
            ("quantity", bill, json!({ "lines": [{ "quantity": 0 }, { "quantity": 3 }] })),
            ("quantity", bill, json!({})),
        ] {
            assert_eq!(told(field, command, request), "At least 1.", "{field}");
        }
    }

    #[test]
    fn a_code_that_the_sentence_names_is_not_said_twice_and_a_limit_is_not_the_number() {
        let of = |field: &'static str, sentence: &str, value: Value| {
            let request = json!({ field: value });
            repeated(Refused::field(field, sentence), "x", &request, || None).sentence
        };
        let groups = "E11 only groups other codes.";
        assert_eq!(of("diagnosis_code", groups, json!("E11")), groups);
        let above = of("quantity", "It must be above 0.", json!(0));
        assert_eq!(above, "It must be above 0. You entered 0.");
    }

    #[test]
    fn a_screen_is_told_the_number_that_was_typed_and_the_limit() {
        let clinic = Clinic::found();
        let days = json!({ "days": 1_000_000 });
        let refused = clinic.ask(clinic.owner, "medication.set_expiry_warning", days).unwrap_err();
        assert!(refused.sentence.ends_with("You entered 1000000."), "{refused}");
    }
}
