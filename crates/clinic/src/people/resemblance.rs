//! How much two people on paper resemble each other.
//!
//! Names are compared by Jaro-Winkler similarity, the measure that Winkler (1990) made for record
//! linkage; the weights were set so that twins (all equal but the given name) stay below what is
//! refused without a look, and a typing slip in one field does not.

use crate::people::details::Identity;

/// From here on two records are very likely one person.
pub(crate) const STRONG: f64 = 0.92;
/// Below this nobody is shown.
pub(crate) const SHOWN: f64 = 0.78;

const NAME_WEIGHT: f64 = 0.6;
const BIRTH_WEIGHT: f64 = 0.4;
/// What a name alone can prove at most, where a birth date is not known on both sides.
const NAME_ALONE: f64 = 0.88;
/// What is not written on one side speaks neither for nor much against.
const NAME_NOT_GIVEN: f64 = 0.75;
/// The share of the remaining doubt that an equal telephone number takes away; families share one.
const PHONE_SHARE: f64 = 0.3;
/// An equal national id proves nearly everything, but is mistyped and lent.
const NATIONAL_ID: f64 = 0.95;
const OTHER_GENDER: f64 = 0.06;
/// Another given name with the same family name is a sibling's, as far as anybody can tell.
const SIBLING_MAX: f64 = 0.9;
const PHONE_DIGITS_MIN: usize = 6;
const PHONE_DIGITS_COMPARED: usize = 9;

/// A likeness between 0 and 1, with what it rests on in words.
pub(crate) fn resemblance(one: &Identity<'_>, other: &Identity<'_>) -> (f64, Vec<String>) {
    let mut reasons = Vec::new();
    let names = names(one, other);
    if names.score >= 0.97 {
        reasons.push(if names.swapped { "Names swapped" } else { "Same name" }.to_owned());
    } else if names.score >= 0.85 {
        reasons.push("Similar name".to_owned());
    }
    let mut score = match (one.date_of_birth, other.date_of_birth) {
        (Some(a), Some(b)) => {
            let (birth, reason) = births(a, b);
            reasons.extend(reason.map(str::to_owned));
            NAME_WEIGHT * names.score + BIRTH_WEIGHT * birth
        }
        _ => NAME_ALONE * names.score,
    };
    if let (Some(a), Some(b)) = (digits(one.phone), digits(other.phone))
        && a == b
    {
        reasons.push("Same telephone number".to_owned());
        score += (1.0 - score) * PHONE_SHARE;
    }
    if let (Some(a), Some(b)) = (known_gender(one), known_gender(other))
        && a != b
    {
        score -= OTHER_GENDER;
    }
    if !names.same_given {
        score = score.min(SIBLING_MAX);
    }
    if let (Some(a), Some(b)) = (number(one.national_id), number(other.national_id))
        && a == b
    {
        reasons.push("Same national id".to_owned());
        score = score.max(NATIONAL_ID);
    }
    (score.clamp(0.0, 1.0), reasons)
}

struct Names {
    score: f64,
    same_given: bool,
    swapped: bool,
}

fn names(one: &Identity<'_>, other: &Identity<'_>) -> Names {
    let plain = |name: Option<&str>| store::words(name.unwrap_or_default()).join(" ");
    let [given, family] = [plain(one.given_name), plain(one.family_name)];
    let [other_given, other_family] = [plain(other.given_name), plain(other.family_name)];
    let alike = |a: &str, b: &str| match (a.is_empty(), b.is_empty()) {
        (true, true) => 0.0,
        (false, false) => strsim::jaro_winkler(a, b),
        _ => NAME_NOT_GIVEN,
    };
    let straight = (alike(&given, &other_given) + alike(&family, &other_family)) / 2.0;
    let crossed = (alike(&given, &other_family) + alike(&family, &other_given)) / 2.0;
    // A name in one field here and split there ("de la Cruz") is compared as a whole.
    let join = |a: &str, b: &str| format!("{a} {b}").trim().replace(' ', "");
    let whole = alike(&join(&given, &family), &join(&other_given, &other_family));
    let whole = if whole >= 0.97 { whole } else { 0.0 };
    let swapped = crossed > straight && crossed >= 0.85;
    Names {
        score: straight.max(crossed).max(whole),
        same_given: swapped || whole > 0.0 || same_given_name(&given, &other_given),
        swapped,
    }
}

/// One slip in a short name, two in a longer one, or a second name left out. Twins are often called
/// Lucas and Lucía, so similarity alone does not do here.
fn same_given_name(one: &str, other: &str) -> bool {
    let shorter = one.chars().count().min(other.chars().count());
    let slips = if shorter < 6 { 1 } else { 2 };
    let words = |name: &str| name.split(' ').map(str::to_owned).collect::<Vec<_>>();
    let (ours, theirs) = (words(one), words(other));
    let within = |some: &[String], all: &[String]| some.iter().all(|word| all.contains(word));
    shorter > 0
        && (strsim::osa_distance(one, other) <= slips
            || within(&ours, &theirs)
            || within(&theirs, &ours))
}

/// How alike two birth dates are: the same, day and month exchanged, or one digit apart.
fn births(a: &str, b: &str) -> (f64, Option<&'static str>) {
    if a == b {
        return (1.0, Some("Same birth date"));
    }
    if exchanged(a).as_deref() == Some(b) {
        return (0.95, Some("Birth date with day and month exchanged"));
    }
    let apart = a.chars().zip(b.chars()).filter(|(x, y)| x != y).count();
    match apart {
        1 => (0.85, Some("Birth date one digit apart")),
        2 => (0.6, None),
        _ => (0.0, None),
    }
}

/// `1985-03-02` for `1985-02-03`.
pub(crate) fn exchanged(day: &str) -> Option<String> {
    let mut parts = day.split('-');
    let (year, month, day) = (parts.next()?, parts.next()?, parts.next()?);
    (day <= "12" && day != month).then(|| format!("{year}-{day}-{month}"))
}

/// The last digits of a telephone number; country and area codes are written or not.
fn digits(phone: Option<&str>) -> Option<String> {
    let all: Vec<char> = phone?.chars().filter(char::is_ascii_digit).collect();
    let skipped = all.len().saturating_sub(PHONE_DIGITS_COMPARED);
    (all.len() >= PHONE_DIGITS_MIN).then(|| all.into_iter().skip(skipped).collect())
}

fn known_gender<'a>(identity: &Identity<'a>) -> Option<&'a str> {
    identity.gender.filter(|gender| matches!(*gender, "male" | "female"))
}

fn number(id: Option<&str>) -> Option<String> {
    Some(store::words(id?).concat()).filter(|id| id.chars().count() >= 4)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn identity<'a>(given: &'a str, family: &'a str, born: &'a str) -> Identity<'a> {
        Identity {
            given_name: Some(given),
            family_name: Some(family),
            date_of_birth: Some(born),
            phone: Some("+34 600 111 222"),
            gender: None,
            national_id: None,
        }
    }

    fn score(a: &Identity<'_>, b: &Identity<'_>) -> f64 {
        resemblance(a, b).0
    }

    #[test]
    fn slips_of_the_pen_are_one_person() {
        let known = identity("María José", "O'Brien", "1985-02-03");
        for (given, family, born) in [
            ("Maria Jose", "O’Brien", "1985-02-03"),
            ("Maria José", "OBrien", "1985-03-02"),
            ("O'Brien", "María José", "1985-02-03"),
            ("Maria Jose", "Obrian", "1985-02-03"),
            ("María José", "O'Brien", "1985-02-08"),
        ] {
            let typed = identity(given, family, born);
            assert!(score(&known, &typed) >= STRONG, "{given} {family} {born}");
        }
    }

    #[test]
    fn twins_and_strangers_are_not() {
        let known = identity("Lucía", "Herrero", "2019-06-01");
        assert!(score(&known, &identity("Mateo", "Herrero", "2019-06-01")) < STRONG);
        assert!(score(&known, &identity("Lucas", "Herrero", "2019-06-01")) < STRONG);
        assert!(score(&known, &identity("Lucía", "Herrero", "1954-11-23")) < STRONG);
        assert!(score(&known, &identity("Pilar", "Zamora", "1948-01-12")) < SHOWN);
    }

    #[test]
    fn an_equal_national_id_is_told_whatever_the_name() {
        let mut known = identity("Wei", "Zhang", "1990-01-01");
        let mut typed = identity("Vivian", "Chang", "1991-11-11");
        known.national_id = Some("X-1234567-L");
        typed.national_id = Some("x1234567l");
        let (score, reasons) = resemblance(&known, &typed);
        assert!(score >= STRONG);
        assert!(reasons.contains(&"Same national id".to_owned()));
    }
}
