//! People who never lived, with copies damaged in ways that the published sets do not know:
//! households, twins, sons named after their fathers, people who married or moved.

use std::collections::HashSet;

use crate::people::linkage::pairs::link;
use crate::people::linkage::person::{Birth, Person, Said};

/// Steele, Lea and Flood's SplitMix64 (2014): a seed gives the same people everywhere.
pub struct Dice(pub u64);

impl Dice {
    pub fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        z ^ (z >> 31)
    }

    pub fn below(&mut self, end: usize) -> usize {
        (self.next() % end as u64) as usize
    }

    pub fn chance(&mut self, share: f64) -> bool {
        (self.next() >> 11) as f64 / (1_u64 << 53) as f64 <= share
    }

    /// One of a list, the first ones more often, as with names of people.
    fn often<'a>(&mut self, list: &[&'a str]) -> &'a str {
        let (a, b) = (self.below(list.len()), self.below(list.len()));
        list[a.min(b)]
    }
}

/// A record that was made up.
#[derive(Clone, Debug, Default)]
pub struct Invented {
    pub given: String,
    pub family: String,
    pub born: String,
    pub number: String,
    pub street: String,
    pub suburb: String,
    pub postcode: String,
    pub state: String,
    pub phone: String,
    pub gender: &'static str,
    /// Who it is in truth.
    pub who: usize,
}

const GIRLS: [&str; 40] = [
    "maria",
    "olivia",
    "emma",
    "charlotte",
    "sophie",
    "amelia",
    "isla",
    "chloe",
    "grace",
    "lucia",
    "hannah",
    "zoe",
    "ella",
    "mia",
    "ruby",
    "alice",
    "eva",
    "jasmine",
    "georgia",
    "sarah",
    "laura",
    "fatima",
    "aisha",
    "mei",
    "ingrid",
    "nadia",
    "yuki",
    "priya",
    "helena",
    "margaret",
    "dorothy",
    "beatrice",
    "philippa",
    "joanne",
    "kathryn",
    "caitlin",
    "rebecca",
    "stephanie",
    "nicole",
    "vivienne",
];
const BOYS: [&str; 40] = [
    "john",
    "oliver",
    "jack",
    "william",
    "noah",
    "thomas",
    "james",
    "lucas",
    "henry",
    "ethan",
    "liam",
    "daniel",
    "samuel",
    "max",
    "leo",
    "joshua",
    "michael",
    "david",
    "peter",
    "robert",
    "mohammed",
    "ahmed",
    "wei",
    "sven",
    "ivan",
    "kenji",
    "arjun",
    "pablo",
    "george",
    "walter",
    "frederick",
    "stephen",
    "christopher",
    "geoffrey",
    "nicholas",
    "matthew",
    "philip",
    "sean",
    "jonathan",
    "bartholomew",
];
const STEMS: [&str; 30] = [
    "smith", "jones", "brown", "wilson", "taylor", "nguyen", "garcia", "martin", "anders",
    "peters", "kowal", "schmidt", "rossi", "fischer", "macdon", "campbell", "reynolds", "hughes",
    "phillips", "o'brien", "fitzger", "harris", "silva", "kim", "chen", "singh", "patel", "novak",
    "horvath", "lindstr",
];
const ENDS: [&str; 20] = [
    "", "", "", "son", "ez", "ski", "ov", "ald", "man", "er", "ini", "ley", "ford", "ton", "wick",
    "berg", "stein", "oni", "akis", "ham",
];
const ROADS: [&str; 30] = [
    "main",
    "church",
    "station",
    "victoria",
    "george",
    "park",
    "high",
    "mill",
    "queen",
    "king",
    "bridge",
    "river",
    "garden",
    "hillside",
    "acacia",
    "wattle",
    "banksia",
    "jacaranda",
    "cypress",
    "magnolia",
    "wellington",
    "nelson",
    "trafalgar",
    "waterloo",
    "cook",
    "macquarie",
    "darwin",
    "flinders",
    "burke",
    "wills",
];
const KINDS: [&str; 6] = ["street", "road", "avenue", "close", "crescent", "place"];
const TOWNS: [&str; 30] = [
    "ashford",
    "burwood",
    "carlton",
    "dalby",
    "elwood",
    "fairfield",
    "glenelg",
    "hornsby",
    "ipswich",
    "joondalup",
    "kingston",
    "lismore",
    "mosman",
    "newtown",
    "oakleigh",
    "penrith",
    "quorn",
    "richmond",
    "sunbury",
    "toowong",
    "unley",
    "vermont",
    "windsor",
    "yarraville",
    "st kilda",
    "port albert",
    "mount barker",
    "lake cargelligo",
    "upper gully",
    "north ryde",
];
const STATES: [&str; 5] = ["nsw", "vic", "qld", "wa", "sa"];

/// What a town of made-up people is like.
#[derive(Clone, Copy, Debug)]
pub struct Town {
    pub seed: u64,
    /// How many people live in it.
    pub people: usize,
    /// Whether they live in families; alone otherwise.
    pub families: bool,
    /// How many births of two children there are to a birth.
    pub twins: f64,
    /// How many sons bear their father's name.
    pub namesakes: f64,
    /// How many people stand there twice or more often.
    pub copied: f64,
    /// Up to how many copies.
    pub copies_max: usize,
    /// Up to how many things are wrong in a copy.
    pub errors_max: usize,
    /// Whether addresses and telephone numbers are known.
    pub addresses: bool,
}

impl Town {
    /// Everybody, in no order, copies included.
    pub fn people(&self) -> Vec<Invented> {
        let mut dice = Dice(self.seed);
        let mut all: Vec<Invented> = Vec::new();
        while all.len() < self.people {
            self.household(&mut dice, &mut all);
        }
        let originals = all.len();
        for who in 0..originals {
            all[who].who = who;
            if dice.chance(self.copied) {
                for _ in 0..=dice.below(self.copies_max) {
                    let mut copy = all[who].clone();
                    for _ in 0..=dice.below(self.errors_max) {
                        damage(&mut copy, &mut dice);
                    }
                    all.push(copy);
                }
            }
        }
        for index in (1..all.len()).rev() {
            all.swap(index, dice.below(index + 1));
        }
        all
    }

    fn household(&self, dice: &mut Dice, all: &mut Vec<Invented>) {
        let town = dice.below(TOWNS.len());
        let mut home = Invented {
            family: format!("{}{}", dice.often(&STEMS), dice.often(&ENDS)),
            ..Invented::default()
        };
        if self.addresses {
            home.number = (1 + dice.below(180)).to_string();
            home.street = format!("{} {}", dice.often(&ROADS), dice.often(&KINDS));
            home.suburb = TOWNS[town].to_owned();
            home.postcode = (2000 + town * 37 + dice.below(3)).to_string();
            home.state = STATES[town % STATES.len()].to_owned();
            home.phone = telephone(dice);
        }
        let parent = 1935 + dice.below(55);
        let father = member(&home, dice, parent, "male");
        all.push(father.clone());
        if !self.families {
            self.twin_of(&father, dice, all);
            self.namesake_of(&father, dice, all);
            return;
        }
        if dice.chance(0.7) {
            let gap = dice.below(8);
            let mut mother = member(&home, dice, parent + gap, "female");
            if dice.chance(0.3) {
                mother.family = format!("{}{}", dice.often(&STEMS), dice.often(&ENDS));
            }
            all.push(mother);
            for _ in 0..dice.below(4) {
                let (year, gender) = (
                    parent + 22 + dice.below(16),
                    if dice.chance(0.5) { "male" } else { "female" },
                );
                let child = member(&home, dice, year, gender);
                if all.iter().rev().take(6).any(|one| one.given == child.given) {
                    continue;
                }
                all.push(child.clone());
                self.twin_of(&child, dice, all);
            }
        }
        self.namesake_of(&father, dice, all);
    }

    fn twin_of(&self, person: &Invented, dice: &mut Dice, all: &mut Vec<Invented>) {
        if dice.chance(self.twins) {
            let gender = if dice.chance(0.6) { person.gender } else { "female" };
            let mut twin = member(person, dice, 2000, gender);
            while twin.given == person.given {
                twin = member(person, dice, 2000, gender);
            }
            twin.born.clone_from(&person.born);
            all.push(twin);
        }
    }

    fn namesake_of(&self, person: &Invented, dice: &mut Dice, all: &mut Vec<Invented>) {
        if dice.chance(self.namesakes) {
            let year: usize = person.born[..4].parse().unwrap();
            let later = year + 20 + dice.below(15);
            let mut son = member(person, dice, later, person.gender);
            son.given.clone_from(&person.given);
            all.push(son);
        }
    }
}

fn telephone(dice: &mut Dice) -> String {
    format!("04{:08}", dice.below(100_000_000))
}

fn member(home: &Invented, dice: &mut Dice, year: usize, gender: &'static str) -> Invented {
    let given = dice.often(if gender == "male" { &BOYS } else { &GIRLS }).to_owned();
    let given = match dice.below(12) {
        0 => format!("{given} {}", dice.often(if gender == "male" { &BOYS } else { &GIRLS })),
        _ => given,
    };
    let own_phone = !home.phone.is_empty() && dice.chance(0.5);
    Invented {
        given,
        born: format!("{year}-{:02}-{:02}", 1 + dice.below(12), 1 + dice.below(28)),
        phone: if own_phone { telephone(dice) } else { home.phone.clone() },
        gender,
        ..home.clone()
    }
}

/// Does to a record what people do to records.
fn damage(person: &mut Invented, dice: &mut Dice) {
    match dice.below(20) {
        0 => std::mem::swap(&mut person.given, &mut person.family),
        1 | 2 => person.given = misheard(&person.given, dice),
        3 | 4 => person.family = misheard(&person.family, dice),
        5 => person.given = slip(&person.given, dice),
        6 => person.family = slip(&person.family, dice),
        7 => person.born = exchanged(&person.born),
        8 | 9 => person.born = turned(&person.born, dice),
        10 => person.number = turned(&person.number, dice),
        11 => person.suburb = TOWNS[dice.below(TOWNS.len())].to_owned(),
        12 => person.postcode = turned(&person.postcode, dice),
        13 => person.street = slip(&person.street, dice),
        14 => match dice.below(6) {
            0 => person.born.clear(),
            1 => person.given.clear(),
            2 => person.street.clear(),
            3 => person.suburb.clear(),
            4 => person.postcode.clear(),
            _ => person.phone.clear(),
        },
        15 => person.phone = telephone(dice),
        16 => {
            person.given = match person.given.split_once(' ') {
                Some((first, _)) => first.to_owned(),
                None => person.given.chars().take(1).collect(),
            }
        }
        17 if person.gender == "female" => {
            person.family = format!("{}{}", dice.often(&STEMS), dice.often(&ENDS));
        }
        18 if !person.street.is_empty() => {
            let town = dice.below(TOWNS.len());
            person.number = (1 + dice.below(180)).to_string();
            person.street = format!("{} {}", dice.often(&ROADS), dice.often(&KINDS));
            person.suburb = TOWNS[town].to_owned();
            person.postcode = (2000 + town * 37 + dice.below(3)).to_string();
            person.state = STATES[town % STATES.len()].to_owned();
        }
        _ => person.given = person.given.to_uppercase(),
    }
}

const SOUNDS: [(&str, &str); 12] = [
    ("ph", "f"),
    ("c", "k"),
    ("ie", "y"),
    ("ll", "l"),
    ("th", "t"),
    ("ei", "ie"),
    ("s", "z"),
    ("y", "i"),
    ("ck", "k"),
    ("w", "v"),
    ("oo", "u"),
    ("e", "a"),
];

fn misheard(name: &str, dice: &mut Dice) -> String {
    let from = dice.below(SOUNDS.len());
    for index in 0..SOUNDS.len() {
        let (sound, other) = SOUNDS[(from + index) % SOUNDS.len()];
        if name.contains(sound) {
            return name.replacen(sound, other, 1);
        }
        if name.contains(other) {
            return name.replacen(other, sound, 1);
        }
    }
    format!("{name}e")
}

fn slip(name: &str, dice: &mut Dice) -> String {
    let mut letters: Vec<char> = name.chars().collect();
    if letters.len() < 3 {
        return name.to_owned();
    }
    let at = 1 + dice.below(letters.len() - 2);
    match dice.below(4) {
        0 => letters.swap(at, at + 1),
        1 => {
            letters.remove(at);
        }
        2 => letters.insert(at, letters[at]),
        _ => letters[at] = char::from(b'a' + dice.below(26) as u8),
    }
    letters.into_iter().collect()
}

fn exchanged(day: &str) -> String {
    let parts: Vec<&str> = day.split('-').collect();
    match parts.as_slice() {
        [year, month, day] if *day <= "12" => format!("{year}-{day}-{month}"),
        _ => day.to_owned(),
    }
}

/// Two neighbouring digits changed places, or one was mistyped.
fn turned(number: &str, dice: &mut Dice) -> String {
    let mut letters: Vec<char> = number.chars().collect();
    let digits: Vec<usize> =
        (0..letters.len()).filter(|at| letters[*at].is_ascii_digit()).collect();
    if digits.is_empty() {
        return number.to_owned();
    }
    let at = dice.below(digits.len());
    match digits.get(at + 1) {
        Some(next) if dice.chance(0.6) => letters.swap(digits[at], *next),
        _ => letters[digits[at]] = char::from(b'0' + dice.below(10) as u8),
    }
    letters.into_iter().collect()
}

/// How well the pairs of one person are found.
#[derive(Clone, Copy, Debug)]
pub struct Measured {
    pub precision: f64,
    pub recall: f64,
    pub f1: f64,
}

/// Measures the pairs that score at least `threshold`; `who` says whose each record is.
pub fn measure(people: &[Person], who: &[usize], threshold: f64) -> Measured {
    let found = link(people).pairs;
    let found: Vec<_> = found.iter().filter(|pair| pair.score >= threshold).collect();
    let right = found.iter().filter(|p| who[p.a as usize] == who[p.b as usize]).count() as f64;
    let mut sizes = std::collections::HashMap::new();
    for one in who {
        *sizes.entry(*one).or_insert(0_u64) += 1;
    }
    let all: u64 = sizes.values().map(|size| size * (size - 1) / 2).sum();
    let precision = if found.is_empty() { 1.0 } else { right / found.len() as f64 };
    let recall = right / all.max(1) as f64;
    Measured { precision, recall, f1: 2.0 * precision * recall / (precision + recall) }
}

/// The comparable form of made-up records, and whose they are.
pub fn comparable(invented: &[Invented]) -> (Vec<Person>, Vec<usize>) {
    let people = invented
        .iter()
        .map(|one| {
            Person::of(&Said {
                given_name: Some(&one.given),
                family_name: Some(&one.family),
                birth: Birth::read(&one.born),
                street: Some(&format!("{} {}", one.number, one.street)),
                suburb: Some(&one.suburb),
                postcode: Some(&one.postcode),
                state: Some(&one.state),
                phone: Some(&one.phone),
                gender: Some(one.gender),
                national_id: None,
            })
        })
        .collect();
    (people, invented.iter().map(|one| one.who).collect())
}

/// Whether a list's pairs from `threshold` on hold two different people who share a birth date
/// and a home.
pub fn twins_taken_for_one(invented: &[Invented], threshold: f64) -> usize {
    let (people, who) = comparable(invented);
    let found = link(&people).pairs;
    let pairs: HashSet<(u32, u32)> = found
        .iter()
        .filter(|p| p.score >= threshold && who[p.a as usize] != who[p.b as usize])
        .filter(|p| invented[p.a as usize].born == invented[p.b as usize].born)
        .map(|p| (p.a, p.b))
        .collect();
    pairs.len()
}
