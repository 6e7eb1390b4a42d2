//! Which records are compared with each other: those that share one of several independent keys.
//!
//! Comparing all with all grows with the square. Whatever is wrong in one copy (a name, a digit
//! of the birth date, the address), some key that does not contain it still meets the other copy.
//! A block that is larger than a few dozen is sorted and compared with its neighbours only
//! (Hernández and Stolfo 1995), so that work stays proportional to the number of records.

use std::hash::{DefaultHasher, Hash, Hasher};

use crate::people::linkage::compare::sound;
use crate::people::linkage::person::Person;

const BLOCK_MAX: usize = 32;
const NEIGHBOURS: usize = 12;

/// The records to compare with each record.
pub(super) struct Blocks {
    /// Records by key; a key's records stand together.
    entries: Vec<(u64, u32)>,
    /// Where each entry of a record stands.
    places: Vec<u32>,
    /// Where each record's places begin.
    begins: Vec<u32>,
}

impl Blocks {
    pub fn of(people: &[Person]) -> Self {
        let mut entries: Vec<(u64, u32)> = Vec::new();
        for (record, person) in (0_u32..).zip(people) {
            entries.extend(keys(person).into_iter().map(|key| (key, record)));
        }
        let order = |record: u32| {
            people.get(record as usize).map(|p| (&p.family, &p.given, p.birth.map(|b| b.digits)))
        };
        entries.sort_unstable_by(|a, b| {
            a.0.cmp(&b.0).then_with(|| order(a.1).cmp(&order(b.1))).then(a.1.cmp(&b.1))
        });
        let mut begins = vec![0_u32; people.len() + 1];
        for (_, record) in &entries {
            if let Some(count) = begins.get_mut(*record as usize + 1) {
                *count += 1;
            }
        }
        let mut sum = 0;
        for begin in &mut begins {
            sum += *begin;
            *begin = sum;
        }
        let mut next = begins.clone();
        let mut places = vec![0_u32; entries.len()];
        for (place, (_, record)) in (0_u32..).zip(&entries) {
            if let Some(free) = next.get_mut(*record as usize) {
                if let Some(slot) = places.get_mut(*free as usize) {
                    *slot = place;
                }
                *free += 1;
            }
        }
        Self { entries, places, begins }
    }

    /// The later records that `record` is compared with, into `found`.
    pub fn later(&self, record: u32, found: &mut Vec<u32>) {
        found.clear();
        let range = |index: usize| self.begins.get(index).copied().unwrap_or(0) as usize;
        let own = range(record as usize)..range(record as usize + 1);
        for place in self.places.get(own).unwrap_or_default() {
            found.extend(self.block(*place as usize).filter(|other| *other > record));
        }
        found.sort_unstable();
        found.dedup();
    }

    /// The records near `place` in its block; all of it where it is small.
    fn block(&self, place: usize) -> impl Iterator<Item = u32> {
        let key = self.entries.get(place).map_or(0, |(key, _)| *key);
        let same = move |entry: &&(u64, u32)| entry.0 == key;
        let (before, after) = self.entries.split_at(place);
        let size = before.iter().rev().take(BLOCK_MAX).take_while(same).count()
            + after.iter().take(BLOCK_MAX).take_while(same).count();
        let reach = if size <= BLOCK_MAX { BLOCK_MAX } else { NEIGHBOURS };
        let before = before.iter().rev().take(reach).take_while(same);
        before.chain(after.iter().take(reach + 1).take_while(same)).map(|(_, record)| *record)
    }
}

/// The keys of a record; what is not known makes none.
fn keys(person: &Person) -> Vec<u64> {
    let given = sounding(person.given.split(' ').next().unwrap_or_default());
    let family = sounding(&person.family);
    let longest = person.street.split(' ').max_by_key(|word| word.len()).unwrap_or_default();
    let suburb: String = person.suburb.chars().take(4).collect();
    let (mut year, mut month_day, mut either) = (String::new(), String::new(), String::new());
    if let Some(birth) = &person.birth {
        let text = |digits: &[u8]| String::from_utf8_lossy(digits).into_owned();
        year = text(birth.year());
        if birth.known == 8 {
            month_day = text(birth.month()) + &text(birth.day());
            let (low, high) = if birth.month() <= birth.day() {
                (birth.month(), birth.day())
            } else {
                (birth.day(), birth.month())
            };
            either = year.clone() + &text(low) + &text(high);
        }
    }
    let (first, second) = if given <= family { (&given, &family) } else { (&family, &given) };
    let start = |name: &str| name.chars().take(3).collect::<String>();
    let (low, high) = {
        let (a, b) = (start(&person.given), start(&person.family));
        if a <= b { (a, b) } else { (b, a) }
    };
    let together = if person.given.is_empty() || person.family.is_empty() {
        String::new()
    } else {
        let mut words: Vec<&str> =
            person.given.split(' ').chain(person.family.split(' ')).collect();
        words.sort_unstable();
        words.concat()
    };
    let year_and_month =
        person.birth.filter(|birth| birth.known >= 6).map_or_else(String::new, |birth| {
            String::from_utf8_lossy(birth.digits.get(..6).unwrap_or_default()).into_owned()
        });
    let wanted: [&[&str]; 17] = [
        &[&either],
        &[&family, &year],
        &[&given, &month_day],
        &[first, second],
        &[&family, &person.postcode],
        &[&given, &person.postcode],
        &[&person.phone],
        &[&person.national_id],
        &[&person.number, longest, "number"],
        &[longest, &suburb],
        &[&person.postcode, &month_day],
        &[&low, &high, "start"],
        &[longest, &given],
        &[longest, &family],
        &[&together],
        &[&year_and_month, &suburb],
        &[&person.number, &person.postcode, &suburb],
    ];
    let mut keys: Vec<u64> = (0_u8..)
        .zip(wanted)
        .filter(|(_, parts)| parts.iter().all(|part| !part.is_empty()))
        .map(|(kind, parts)| {
            let mut hasher = DefaultHasher::new();
            (kind, parts).hash(&mut hasher);
            hasher.finish()
        })
        .collect();
    keys.sort_unstable();
    keys.dedup();
    keys
}

/// How a name sounds, or itself where that is not known.
fn sounding(name: &str) -> String {
    sound(name).unwrap_or_else(|| name.to_owned())
}
