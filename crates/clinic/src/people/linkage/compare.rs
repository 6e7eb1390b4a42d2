//! Two people side by side: how far each field agrees, and how rare such agreement is.

use rphonetic::{DoubleMetaphone, Encoder};

use crate::people::linkage::frequency::{Counted, Frequencies};
use crate::people::linkage::model;
use crate::people::linkage::person::{Birth, Person};

/// How far two values agree. What is missing on one side speaks neither for nor against.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Level {
    Missing,
    /// The same.
    Same,
    /// One slip of the pen or of the ear apart.
    Near,
    /// One is a part of the other: an initial, one of two names.
    Part,
    /// Alike, as far as that goes.
    Akin,
    /// Of a birth date: day and month have changed places.
    Exchanged,
    Different,
}

impl Level {
    /// Its place in the tables of the model.
    pub const fn index(self) -> usize {
        match self {
            Self::Missing | Self::Same => 0,
            Self::Near => 1,
            Self::Part => 2,
            Self::Akin => 3,
            Self::Exchanged => 4,
            Self::Different => 5,
        }
    }
}

/// How many places a table of the model has.
pub(super) const LEVELS: usize = 6;

/// How far a field agrees, with one over the chance that a stranger's would.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Outcome {
    pub level: Level,
    pub rarity: f32,
}

impl Outcome {
    const MISSING: Self = Self { level: Level::Missing, rarity: 1.0 };

    fn new(level: Level, chance: f64) -> Self {
        Self { level, rarity: (1.0 / chance) as f32 }
    }
}

/// How the names of the two stand to each other.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Order {
    Straight,
    /// The given name of one is the family name of the other.
    Crossed,
    /// Only all names together agree ("de la Cruz" in one field here and in two there).
    Together,
}

impl Order {
    pub const fn index(self) -> usize {
        match self {
            Self::Straight => 0,
            Self::Crossed => 1,
            Self::Together => 2,
        }
    }
}

/// Fields that are compared, in the order of [`Comparison::fields`].
pub(super) const FIELDS: usize = 11;
pub(super) const GIVEN: usize = 0;
pub(super) const FAMILY: usize = 1;
pub(super) const BIRTH: usize = 2;
pub(super) const PHONE: usize = 3;
pub(super) const GENDER: usize = 4;
pub(super) const NATIONAL_ID: usize = 5;
/// From here on the fields are the address.
pub(super) const NUMBER: usize = 6;
pub(super) const STREET: usize = 7;
pub(super) const SUBURB: usize = 8;
pub(super) const POSTCODE: usize = 9;
pub(super) const STATE: usize = 10;

/// Two people side by side.
#[derive(Clone, Copy, Debug)]
pub(super) struct Comparison {
    pub order: Order,
    /// Whether the birth dates can be a parent's and a child's, as far as they are known.
    pub generation: bool,
    pub fields: [Outcome; FIELDS],
}

/// One agreement of an address follows from the other, since a suburb has few postal codes and a
/// state many: the second one counts with this power.
const POSTCODE_BESIDE_SUBURB: f32 = 0.4;
const STATE_BESIDE_SUBURB: f32 = 0.3;

/// Compares two people field by field. Nothing where neither names, birth date nor national id
/// agree in the least: those are two people, whatever else they share.
pub(super) fn compare(a: &Person, b: &Person, frequencies: &Frequencies) -> Option<Comparison> {
    let birth = births(a.birth, b.birth, frequencies);
    let (order, [given, family]) = names(a, b, frequencies);
    let national_id = national_ids(&a.national_id, &b.national_id, frequencies);
    let different = |outcome: &Outcome| outcome.level == Level::Different;
    if [birth, given, family].iter().all(different) && national_id.level != Level::Same {
        return None;
    }
    let suburb = name(&a.suburb, &b.suburb, &|suburb| frequencies.share(Counted::Suburb, suburb));
    let mut postcode = number(&a.postcode, &b.postcode, Counted::Postcode, 0.01, frequencies);
    let mut state = number(&a.state, &b.state, Counted::State, 0.02, frequencies);
    if suburb.level == Level::Same {
        postcode.rarity = postcode.rarity.powf(POSTCODE_BESIDE_SUBURB);
    }
    if matches!(suburb.level, Level::Same | Level::Near) || postcode.level == Level::Same {
        state.rarity = state.rarity.powf(STATE_BESIDE_SUBURB);
    }
    let fields = [
        given,
        family,
        birth,
        number(&a.phone, &b.phone, Counted::Phone, 0.000_1, frequencies),
        match (a.gender, b.gender) {
            (Some(a), Some(b)) if a == b => Outcome::new(Level::Same, 0.5),
            (Some(_), Some(_)) => Outcome::new(Level::Different, 0.5),
            _ => Outcome::MISSING,
        },
        national_id,
        number(&a.number, &b.number, Counted::Number, 0.1, frequencies),
        streets(&a.street, &b.street, frequencies),
        suburb,
        postcode,
        state,
    ];
    Some(Comparison { order, generation: generation(a.birth, b.birth), fields })
}

/// Nobody younger has children who are patients in any number.
const GENERATION_YEARS_MIN: u32 = 14;

fn generation(a: Option<Birth>, b: Option<Birth>) -> bool {
    match (a.and_then(|birth| birth.year_number()), b.and_then(|birth| birth.year_number())) {
        (Some(a), Some(b)) => a.abs_diff(b) >= GENERATION_YEARS_MIN,
        _ => true,
    }
}

/// Given and family names, in the order in which they agree best.
fn names(a: &Person, b: &Person, frequencies: &Frequencies) -> (Order, [Outcome; 2]) {
    let straight = [
        name(&a.given, &b.given, &|given| frequencies.share(Counted::Given, given)),
        name(&a.family, &b.family, &|family| frequencies.share(Counted::Family, family)),
    ];
    let agree = |names: &[Outcome; 2]| {
        names.iter().all(|name| matches!(name.level, Level::Same | Level::Near))
    };
    if agree(&straight) {
        return (Order::Straight, straight);
    }
    // A name in the wrong field is as common as it is in the right one.
    let anywhere = |name: &str| {
        frequencies.share(Counted::Given, name).max(frequencies.share(Counted::Family, name))
    };
    let crossed = [name(&a.given, &b.family, &anywhere), name(&a.family, &b.given, &anywhere)];
    // Names that have changed places meet as well as any do; two that are merely alike are chance.
    let met = |names: &[Outcome; 2]| {
        let some = |name: &Outcome| matches!(name.level, Level::Same | Level::Near);
        let none = |name: &Outcome| name.level == Level::Different;
        names.iter().any(some) && !names.iter().any(none)
    };
    let weight = |names: &[Outcome; 2]| model::weight_of_names(names);
    if met(&crossed) && weight(&crossed) > weight(&straight) + CROSSED_BITS {
        return (Order::Crossed, crossed);
    }
    let together = |person: &Person| format!("{}{}", person.given, person.family).replace(' ', "");
    let (one, other) = (together(a), together(b));
    if !one.is_empty() && one == other {
        let known = |name: &str| if name.is_empty() { 1.0 } else { anywhere(name) };
        let both = [&a.given, &a.family].map(|name| Outcome::new(Level::Same, known(name)));
        return (Order::Together, both);
    }
    (Order::Straight, straight)
}

/// Names are crossed once in fifty times, so that much better must they agree.
const CROSSED_BITS: f64 = 5.6;

/// Similarity by Jaro and Winkler from which on two names count as akin.
const AKIN_MIN: f64 = 0.88;
/// Below this nobody counts slips.
const SLIPS_MIN: f64 = 0.65;
/// The chances that a stranger's name is one slip away from a name, is akin to it, or begins with
/// its initial, beyond what the frequencies say.
const NEAR_CHANCE: f64 = 0.002;
const AKIN_CHANCE: f64 = 0.015;
const INITIAL_CHANCE: f64 = 0.08;

/// Two names; `share` says how many strangers bear one.
fn name(a: &str, b: &str, share: &dyn Fn(&str) -> f64) -> Outcome {
    if a.is_empty() || b.is_empty() {
        return Outcome::MISSING;
    }
    if a == b {
        return Outcome::new(Level::Same, share(a));
    }
    // A stranger with the more common of two names that lie close together is met with its share.
    let either = || share(a) + share(b);
    if one_slip(a, b) || same_sound(a, b) {
        return Outcome::new(Level::Near, (either() + NEAR_CHANCE).min(1.0));
    }
    if let Some(part) = shared_part(a, b) {
        let chance =
            if part.chars().count() == 1 { INITIAL_CHANCE } else { share(part) + NEAR_CHANCE };
        return Outcome::new(Level::Part, chance.min(1.0));
    }
    let similarity = strsim::jaro_winkler(a, b);
    let slips = || (a.chars().count().min(b.chars().count()) / 3).min(3);
    if similarity >= AKIN_MIN || (similarity >= SLIPS_MIN && strsim::osa_distance(a, b) <= slips())
    {
        return Outcome::new(Level::Akin, (either() + AKIN_CHANCE).min(1.0));
    }
    Outcome::new(Level::Different, 1.0)
}

/// Shorter names are a slip away from too many others.
const SLIP_LETTERS_MIN: usize = 3;

/// One slip apart, spaces aside.
fn one_slip(a: &str, b: &str) -> bool {
    if a.chars().count().min(b.chars().count()) < SLIP_LETTERS_MIN {
        return false;
    }
    if a.contains(' ') || b.contains(' ') {
        return one_edit(&a.replace(' ', ""), &b.replace(' ', ""));
    }
    one_edit(a, b)
}

/// One letter wrong, missing, too much or exchanged with its neighbour (Damerau 1964): an optimal
/// string alignment distance of at most one, without its table, since nearly all pairs ask.
fn one_edit(a: &str, b: &str) -> bool {
    if !a.is_ascii() || !b.is_ascii() {
        return strsim::osa_distance(a, b) <= 1;
    }
    let (a, b) = (a.as_bytes(), b.as_bytes());
    let start = a.iter().zip(b).take_while(|(x, y)| x == y).count();
    let (a, b) = (a.split_at(start).1, b.split_at(start).1);
    let end = a.iter().rev().zip(b.iter().rev()).take_while(|(x, y)| x == y).count();
    let (a, b) = (a.split_at(a.len() - end).0, b.split_at(b.len() - end).0);
    match (a, b) {
        ([] | [_], [] | [_]) => true,
        ([first, second], [other, another]) => first == another && second == other,
        _ => false,
    }
}

/// Whether two names sound the same to an English ear (Philips' Double Metaphone 2000) and do not
/// look wholly different.
fn same_sound(a: &str, b: &str) -> bool {
    strsim::jaro_winkler(a, b) >= SOUNDING_MIN
        && sound(a).is_some_and(|sound_of_a| sound(b) == Some(sound_of_a))
}

/// Names that look less alike than this are not asked how they sound.
const SOUNDING_MIN: f64 = 0.75;
/// Sounds shorter than this are too many names'.
const SOUND_LETTERS_MIN: usize = 2;

/// How a name in Latin letters sounds.
pub(super) fn sound(name: &str) -> Option<String> {
    let letters: String = name.chars().filter(|letter| *letter != ' ').collect();
    if letters.is_empty() || !letters.bytes().all(|letter| letter.is_ascii_lowercase()) {
        return None;
    }
    let code = DoubleMetaphone::new(Some(6)).encode(&letters);
    (code.len() >= SOUND_LETTERS_MIN).then_some(code)
}

/// The word, or else the initial, of one name that the other consists of.
fn shared_part<'a>(a: &'a str, b: &'a str) -> Option<&'a str> {
    let (short, long) = if a.len() <= b.len() { (a, b) } else { (b, a) };
    if short.chars().count() == 1 {
        return long.starts_with(short).then_some(short);
    }
    let words: Vec<&str> = long.split(' ').collect();
    let mut parts = short.split(' ');
    let first = parts.next().filter(|_| words.len() > 1 || short.contains(' '))?;
    if short.split(' ').all(|part| words.contains(&part)) {
        return Some(first);
    }
    None
}

/// A number or code: the same, one slip apart, or different.
fn number(a: &str, b: &str, kind: Counted, near: f64, frequencies: &Frequencies) -> Outcome {
    if a.is_empty() || b.is_empty() {
        return Outcome::MISSING;
    }
    if a == b {
        return Outcome::new(Level::Same, frequencies.share(kind, a));
    }
    if one_edit(a, b) {
        return Outcome::new(Level::Near, near);
    }
    Outcome::new(Level::Different, 1.0)
}

/// The chance that two strangers' national ids are equal: forms are filled in by others, and some
/// numbers are lent.
const NATIONAL_ID_CHANCE: f64 = 0.000_1;

fn national_ids(a: &str, b: &str, frequencies: &Frequencies) -> Outcome {
    let filler = |id: &str| id.is_empty() || frequencies.is_filler(Counted::NationalId, id);
    if filler(a) || filler(b) {
        Outcome::MISSING
    } else if a == b {
        Outcome::new(Level::Same, NATIONAL_ID_CHANCE)
    } else if one_edit(a, b) {
        Outcome::new(Level::Near, 0.001)
    } else {
        Outcome::new(Level::Different, 1.0)
    }
}

/// Streets by their words, each weighing what it is rare (soft TF-IDF: Cohen, Ravikumar and
/// Fienberg 2003), so that "street" and "road" say little.
fn streets(a: &str, b: &str, frequencies: &Frequencies) -> Outcome {
    if a.is_empty() || b.is_empty() {
        return Outcome::MISSING;
    }
    let bits = |word: &str| -frequencies.share(Counted::StreetWord, word).min(0.9).log2();
    let total = |text: &str| text.split(' ').map(bits).sum::<f64>();
    let mut theirs: Vec<&str> = b.split(' ').collect();
    let mut shared = 0.0;
    for word in a.split(' ') {
        let found = theirs
            .iter()
            .position(|other| *other == word)
            .or_else(|| theirs.iter().position(|other| one_slip(word, other)));
        if let Some(index) = found {
            let other = theirs.swap_remove(index);
            shared += bits(word).min(bits(other));
        }
    }
    let longest = total(a).max(total(b));
    let agreement = if longest > 0.0 { shared / longest } else { 0.0 };
    // Spaces come and go: "long street" is "longstreet" with a slip.
    let glued = || {
        let (one, other) = (a.replace(' ', ""), b.replace(' ', ""));
        strsim::osa_distance(&one, &other) <= 2 && one.chars().count() >= 6
    };
    let chance = |bits: f64| 2.0_f64.powf(-bits.min(STREET_BITS_MAX));
    if a == b {
        Outcome::new(Level::Same, chance(longest))
    } else if agreement >= 0.8 || glued() {
        Outcome::new(Level::Near, chance(longest.min(total(a).min(total(b)))) + NEAR_CHANCE)
    } else if agreement >= 0.4 {
        Outcome::new(Level::Part, (chance(shared) + 0.004).min(1.0))
    } else {
        Outcome::new(Level::Different, 1.0)
    }
}

/// Words of one street's name follow from each other.
const STREET_BITS_MAX: f64 = 10.0;

/// Birth dates, as far as both are known.
fn births(a: Option<Birth>, b: Option<Birth>, frequencies: &Frequencies) -> Outcome {
    let (Some(a), Some(b)) = (a, b) else { return Outcome::MISSING };
    if a.known < 8 || b.known < 8 {
        return partly_known(&a, &b);
    }
    if a.digits == b.digits {
        return Outcome::new(Level::Same, frequencies.share_of_birth(&a));
    }
    if a.year() == b.year() && a.month() == b.day() && a.day() == b.month() {
        return Outcome::new(
            Level::Exchanged,
            frequencies.share_of_birth(&a).max(EXCHANGED_CHANCE),
        );
    }
    let apart: Vec<usize> = a
        .digits
        .iter()
        .zip(&b.digits)
        .enumerate()
        .filter_map(|(index, (x, y))| (x != y).then_some(index))
        .collect();
    let turned = |first: usize, second: usize| {
        second == first + 1
            && a.digits.get(first) == b.digits.get(second)
            && a.digits.get(second) == b.digits.get(first)
    };
    match apart.as_slice() {
        [_] => return Outcome::new(Level::Near, ONE_DIGIT_CHANCE),
        [first, second] if turned(*first, *second) => {
            return Outcome::new(Level::Near, ONE_DIGIT_CHANCE);
        }
        _ => {}
    }
    let parts = [a.year() == b.year(), a.month() == b.month(), a.day() == b.day()];
    match parts.iter().filter(|same| **same).count() {
        2 => Outcome::new(Level::Part, TWO_PARTS_CHANCE),
        _ if apart.len() == 2 => Outcome::new(Level::Akin, TWO_DIGITS_CHANCE),
        _ => Outcome::new(Level::Different, 1.0),
    }
}

/// Chances that a stranger was born on such a day, over 70 years of days.
const EXCHANGED_CHANCE: f64 = 1.0 / 25_000.0;
const ONE_DIGIT_CHANCE: f64 = 0.001_2;
const TWO_PARTS_CHANCE: f64 = 0.004;
const TWO_DIGITS_CHANCE: f64 = 0.012;
const SAME_YEAR_CHANCE: f64 = 0.015;
const SAME_MONTH_CHANCE: f64 = 0.001_2;

fn partly_known(a: &Birth, b: &Birth) -> Outcome {
    let known = a.known.min(b.known);
    let apart = a.digits.iter().zip(&b.digits).take(known).filter(|(x, y)| x != y).count();
    match (apart, known) {
        (0, 4) => Outcome::new(Level::Same, SAME_YEAR_CHANCE),
        (0, _) => Outcome::new(Level::Same, SAME_MONTH_CHANCE),
        (1, _) => Outcome::new(Level::Near, 0.1),
        _ => Outcome::new(Level::Different, 1.0),
    }
}
