//! Which records are one person's: the one scorer behind the warning at the front desk, the
//! worklist of the whole clinic and `holdfast duplicates`.
//!
//! The model is Fellegi and Sunter's (A theory for record linkage, JASA 1969): what two records
//! show side by side speaks for one person by how often it is seen between records of one person
//! and against it by how often chance brings it about. To it come
//!
//! - partial agreement of names and numbers (Winkler 1990: string comparators): one slip of the
//!   pen (Damerau 1964) or of the ear (Double Metaphone, Philips 2000), one of two names, an
//!   initial, names that have changed places, a birth date with day and month exchanged;
//! - weights by frequency (Newcombe 1959, Winkler 1989): a shared rare name proves more than a
//!   shared common one;
//! - other households' members as classes of their own (Larsen and Rubin, JASA 2001): twins share
//!   name, birth date and address, father and son a name, and are two people. What an address
//!   proves is bounded, since people move;
//! - in a list, learning from its records how often each class and each error occurs, by
//!   expectation and maximization (Winkler 1988), from what is usual as a prior. Nothing is
//!   fitted to known answers;
//! - in a list, reasoning over three records: one that resembles two different people can be one
//!   of them only, and two that a third resembles are one if nothing speaks against it.
//!
//! A score is the probability that two records are one person's, as the model has it. It rests
//! on what stands in the records and proves nothing: nothing is ever merged without a person.
//! Sounds are an English ear's; names that are not written in Latin letters are compared by their
//! letters alone. Nicknames ("Bill" for "William") are not known.
//!
//! The thresholds follow Fellegi and Sunter's decision rule, which bounds the errors that each
//! decision may hold. [`AUTOMATIC`] is where a pair is likelier one person than not. Measured over
//! towns of made-up people (`invention.rs`) with other errors than the published sets: of the
//! pairs from there on fewer than 1 in 100 are wrong in an ordinary clinic's list, 2 where records
//! are copied often and badly, 4 where nothing but names and birth dates is known. [`REVIEWED`] is
//! where one pair in five that somebody looks at is right; of the true pairs 1 to 2 in 100 stand
//! below it where addresses are known, 5 where not.

pub(crate) mod blocking;
pub(crate) mod compare;
pub(crate) mod frequency;
#[cfg(test)]
mod invention;
pub mod list;
pub(crate) mod model;
mod pairs;
mod person;

pub use frequency::Frequencies;
pub use model::{Model, Shares};
pub use pairs::{Linked, Pair, link};
pub use person::{Birth, Person, Said};

use compare::{BIRTH, Comparison, FAMILY, GIVEN, Level, NATIONAL_ID, NUMBER, Order, PHONE, STREET};

/// From this score on two records are taken for one person's.
pub const AUTOMATIC: f64 = 0.5;
/// From this score on a person shall look at two records.
pub const REVIEWED: f64 = 0.2;

/// How much two people are alike, and what that rests on.
#[derive(Clone, Debug)]
pub(crate) struct Likeness {
    pub score: f64,
    pub reasons: Vec<&'static str>,
}

/// Compares one person with another among many, by what is usual.
pub(crate) fn likeness(one: &Person, other: &Person, frequencies: &Frequencies) -> Likeness {
    match compare::compare(one, other, frequencies) {
        Some(comparison) => Likeness {
            score: Model::default().verdict(&comparison, frequencies.records()).probability,
            reasons: reasons(&comparison),
        },
        None => Likeness { score: 0.0, reasons: Vec::new() },
    }
}

fn reasons(comparison: &Comparison) -> Vec<&'static str> {
    let level = |field: usize| comparison.fields.get(field).map(|outcome| outcome.level);
    let close =
        |field| matches!(level(field), Some(Level::Same | Level::Near | Level::Part | Level::Akin));
    let same = |field| level(field) == Some(Level::Same);
    let name = match comparison.order {
        Order::Crossed => Some("Names swapped"),
        _ if same(GIVEN) && same(FAMILY) => Some("Same name"),
        _ if close(GIVEN) && close(FAMILY) => Some("Similar name"),
        _ => None,
    };
    let birth = match level(BIRTH) {
        Some(Level::Same) => Some("Same birth date"),
        Some(Level::Exchanged) => Some("Birth date with day and month exchanged"),
        Some(Level::Near) => Some("Birth date one digit apart"),
        _ => None,
    };
    let address = same(NUMBER) && matches!(level(STREET), Some(Level::Same | Level::Near));
    [
        name,
        birth,
        address.then_some("Same address"),
        same(PHONE).then_some("Same telephone number"),
        same(NATIONAL_ID).then_some("Same national id"),
    ]
    .into_iter()
    .flatten()
    .collect()
}

#[cfg(test)]
mod tests;
