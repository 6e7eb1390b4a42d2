//! All pairs of a list that may be one person's, with how likely they are.

use std::collections::HashMap;

use crate::people::linkage::blocking::Blocks;
use crate::people::linkage::compare::{Comparison, compare};
use crate::people::linkage::frequency::Frequencies;
use crate::people::linkage::model::Model;
use crate::people::linkage::person::Person;
use crate::people::linkage::{AUTOMATIC, REVIEWED};

/// Two records of a list, by their places in it.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Pair {
    /// The earlier one.
    pub a: u32,
    /// The later one.
    pub b: u32,
    /// How likely the two are one person.
    pub score: f64,
}

/// What was found in a list.
#[derive(Clone, Debug)]
pub struct Linked {
    /// Pairs from [`REVIEWED`] on, the likeliest first.
    pub pairs: Vec<Pair>,
    /// What the records taught.
    pub model: Model,
    /// How many pairs were compared.
    pub compared: u64,
}

/// Finds the pairs of one person among `people`.
pub fn link(people: &[Person]) -> Linked {
    let frequencies = Frequencies::of(people);
    let records = frequencies.records();
    let usual = Model::default();
    let blocks = Blocks::of(people);
    let (mut places, mut comparisons): (Vec<(u32, u32)>, Vec<Comparison>) = Default::default();
    let mut compared = 0;
    let mut others = Vec::new();
    for (a, one) in (0_u32..).zip(people) {
        blocks.later(a, &mut others);
        for b in &others {
            let Some(other) = people.get(*b as usize) else { continue };
            compared += 1;
            let Some(comparison) = compare(one, other, &frequencies) else { continue };
            if usual.notices(&comparison, records) {
                places.push((a, *b));
                comparisons.push(comparison);
            }
        }
    }
    let model = Model::learn(&comparisons, records);
    let mut pairs: Vec<Pair> = places
        .iter()
        .zip(&comparisons)
        .map(|((a, b), comparison)| Pair {
            a: *a,
            b: *b,
            score: model.verdict(comparison, records).probability,
        })
        .collect();
    let apart = |a: u32, b: u32| {
        let (one, other) = (people.get(a as usize)?, people.get(b as usize)?);
        let comparison = compare(one, other, &frequencies);
        Some(comparison.map_or(0.0, |comparison| model.verdict(&comparison, records).among_kin))
    };
    complete(&mut pairs, &apart);
    pairs.retain(|pair| pair.score >= REVIEWED);
    pairs.sort_by(|x, y| y.score.total_cmp(&x.score).then((x.a, x.b).cmp(&(y.a, y.b))));
    Linked { pairs, model, compared }
}

/// More likenesses than this of one record are not reasoned about together.
const LIKENESSES_MAX: usize = 24;
/// Below this two records that a third resembles are two people of one household.
const KIN_MIN: f64 = 0.2;

/// Reasons over three records at a time. Where b is a's and c's likeness, a and c are one person
/// too if nothing speaks against it; if much does, b can be only one of the two, and what speaks
/// for the one speaks against the other.
fn complete(pairs: &mut Vec<Pair>, among_kin: &impl Fn(u32, u32) -> Option<f64>) {
    let mut scores: HashMap<(u32, u32), f64> =
        pairs.iter().map(|pair| ((pair.a, pair.b), pair.score)).collect();
    let mut likenesses: HashMap<u32, Vec<(u32, f64)>> = HashMap::new();
    for pair in pairs.iter().filter(|pair| pair.score >= REVIEWED) {
        likenesses.entry(pair.a).or_default().push((pair.b, pair.score));
        likenesses.entry(pair.b).or_default().push((pair.a, pair.score));
    }
    let mut records: Vec<u32> = likenesses.keys().copied().collect();
    records.sort_unstable();
    let key = |a: u32, b: u32| if a < b { (a, b) } else { (b, a) };
    let before = scores.clone();
    for b in records {
        let Some(others) = likenesses.get_mut(&b) else { continue };
        others.sort_by(|x, y| y.1.total_cmp(&x.1).then(x.0.cmp(&y.0)));
        others.truncate(LIKENESSES_MAX);
        for (index, (a, with_a)) in others.iter().enumerate() {
            for (c, with_c) in others.iter().skip(index + 1) {
                let direct = before.get(&key(*a, *c)).copied().unwrap_or(0.0);
                let Some(kin) = among_kin(*a, *c) else { continue };
                if kin >= KIN_MIN {
                    let through = with_a * with_c * kin;
                    let score = scores.entry(key(*a, *c)).or_insert(direct);
                    *score = score.max(through);
                } else if direct < REVIEWED {
                    let odds = |chance: f64| chance / (1.0 - chance).max(f64::EPSILON);
                    let both = 1.0 + odds(*with_a) + odds(*with_c);
                    for (other, with) in [(a, with_a), (c, with_c)] {
                        let score = scores.entry(key(*other, b)).or_insert(*with);
                        *score = score.min(odds(*with) / both);
                    }
                }
            }
        }
    }
    *pairs = scores.into_iter().map(|((a, b), score)| Pair { a, b, score }).collect();
}

impl Linked {
    /// How many pairs need nobody's look.
    pub fn automatic(&self) -> usize {
        self.pairs.iter().filter(|pair| pair.score >= AUTOMATIC).count()
    }
}
