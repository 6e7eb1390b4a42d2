//! From agreements to the probability that two records are one person's.
//!
//! A pair belongs to one of five classes: one *person*, two *housemates*, *twins*, *namesakes* of
//! one household (father and son), or *strangers*. Each class gives its own chance to what a
//! comparison shows; a pair's probability of being one person is that class's part of them all.

use crate::people::linkage::compare::{
    BIRTH, Comparison, FAMILY, FIELDS, GENDER, GIVEN, LEVELS, Level, NATIONAL_ID, NUMBER, Order,
    Outcome, PHONE, POSTCODE, STATE, STREET, SUBURB,
};
use crate::people::linkage::{AUTOMATIC, REVIEWED};

type Table = [f64; LEVELS];

/// How many other records of each class one record has, on the average.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Shares {
    /// Of the same person.
    pub person: f64,
    /// Of others in the household.
    pub housemate: f64,
    /// Of a twin.
    pub twin: f64,
    /// Of somebody in the household with the same name.
    pub namesake: f64,
}

/// What the classes look like.
#[derive(Clone, Debug)]
pub struct Model {
    shares: Shares,
    /// Of one person's two records: how far each field agrees.
    fields: [Table; FIELDS],
    order: [f64; 3],
    /// How many of one person's two records name the same address.
    stays: f64,
}

/// How much likelier the classes make what a comparison shows than strangers do.
#[derive(Clone, Copy, Debug)]
struct Likelihoods {
    person: f64,
    /// The part of `person` in which the address is the same.
    stayed: f64,
    housemate: f64,
    twin: f64,
    namesake: f64,
}

/// Before anything was learnt from the records: a tenth of a clinic's records are duplicates in
/// the published surveys (McCoy et al. 2013: 0.2 to 15 per cent), a household has 2.5 people, and one birth in 40
/// to 80 is of twins.
const USUAL_SHARES: Shares = Shares { person: 0.1, housemate: 1.0, twin: 0.025, namesake: 0.03 };

// Same, near, part, akin, exchanged, different. The first column is what clerks get right; the
// others follow the kinds of error that Damerau (1964) and Winkler (1990) count.
const USUAL_FIELDS: [Table; FIELDS] = [
    [0.845, 0.09, 0.03, 0.01, 0.0, 0.025],    // given
    [0.85, 0.08, 0.02, 0.015, 0.0, 0.035],    // family
    [0.90, 0.045, 0.012, 0.01, 0.015, 0.018], // birth
    [0.72, 0.04, 0.0, 0.0, 0.0, 0.24],        // phone
    [0.985, 0.0, 0.0, 0.0, 0.0, 0.015],       // gender
    [0.91, 0.04, 0.0, 0.0, 0.0, 0.05],        // national id
    [0.88, 0.06, 0.0, 0.0, 0.0, 0.06],        // number
    [0.82, 0.09, 0.05, 0.0, 0.0, 0.04],       // street
    [0.86, 0.07, 0.015, 0.015, 0.0, 0.04],    // suburb
    [0.90, 0.05, 0.0, 0.0, 0.0, 0.05],        // postcode
    [0.96, 0.01, 0.0, 0.0, 0.0, 0.03],        // state
];
const USUAL_ORDER: [f64; 3] = [0.975, 0.02, 0.005];
const USUAL_STAYS: f64 = 0.85;

/// People of one household are written down from one paper.
const HOUSE_ADDRESS: [Table; FIELDS - NUMBER] = [
    [0.95, 0.03, 0.0, 0.0, 0.0, 0.02],
    [0.92, 0.05, 0.02, 0.0, 0.0, 0.01],
    [0.94, 0.04, 0.005, 0.005, 0.0, 0.01],
    [0.95, 0.04, 0.0, 0.0, 0.0, 0.01],
    [0.98, 0.01, 0.0, 0.0, 0.0, 0.01],
];
const HOUSE_FAMILY: Table = [0.94, 0.04, 0.01, 0.003, 0.0, 0.007];
const HOUSE_PHONE: Table = [0.5, 0.02, 0.0, 0.0, 0.0, 0.48];
/// Ids of twins are often neighbours.
const HOUSE_NATIONAL_ID: Table = [0.01, 0.03, 0.0, 0.0, 0.0, 0.96];
const HOUSE_STAYS: f64 = 0.97;
const HOUSE_CROSSED: f64 = 0.001;
/// In how many pairs of a household at least one record is a worn copy.
const WORN: f64 = 0.3;
/// Namesakes who are not of two generations are cousins.
const NAMESAKE_PEERS: f64 = 0.3;
const HOUSEMATE_SAME_FAMILY: f64 = 0.75;
/// Twins are called Lucas and Lucía more often than chance would have it, and never the same.
const TWIN_GIVEN: Table = [0.0, 0.03, 0.02, 0.12, 0.0, 0.83];
const TWIN_BIRTH: Table = [0.965, 0.02, 0.004, 0.003, 0.004, 0.004];
const TWIN_GENDER: Table = [0.64, 0.0, 0.0, 0.0, 0.0, 0.36];

/// What is known beforehand weighs as much as this many records or pairs.
const USUAL_RECORDS: f64 = 60.0;
const USUAL_PAIRS: f64 = 40.0;
/// How birth dates go wrong is known better than how names do, and learning it from people of one
/// name would take strangers in.
const USUAL_BIRTH_PAIRS: f64 = 150.0;
const ROUNDS_MAX: usize = 60;
const SETTLED: f64 = 1e-5;

impl Default for Model {
    fn default() -> Self {
        Self { shares: USUAL_SHARES, fields: USUAL_FIELDS, order: USUAL_ORDER, stays: USUAL_STAYS }
    }
}

/// How likely it is that two records are one person's.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Verdict {
    pub probability: f64,
    /// The same, where it is known that the two are no strangers.
    pub among_kin: f64,
}

impl Model {
    /// The shares of the classes.
    pub fn shares(&self) -> Shares {
        self.shares
    }

    /// Learns how often each class and each kind of error occurs, by expectation and maximization
    /// (Dempster, Laird and Rubin 1977; Winkler 1988), from the comparisons of pairs that may be
    /// one person's or one household's, among `records` records.
    pub(super) fn learn(comparisons: &[Comparison], records: f64) -> Self {
        let mut model = Self::default();
        for _ in 0..ROUNDS_MAX {
            let before = model.shares;
            model = model.improved(comparisons, records);
            let moved = (model.shares.person - before.person).abs()
                + (model.shares.twin - before.twin).abs()
                + (model.shares.namesake - before.namesake).abs();
            if moved < SETTLED {
                break;
            }
        }
        model
    }

    fn improved(&self, comparisons: &[Comparison], records: f64) -> Self {
        let mut fields = USUAL_FIELDS.map(|table| table.map(|chance| chance * USUAL_PAIRS));
        if let Some(table) = fields.get_mut(BIRTH) {
            *table = table.map(|count| count / USUAL_PAIRS * USUAL_BIRTH_PAIRS);
        }
        let mut order = USUAL_ORDER.map(|chance| chance * USUAL_PAIRS);
        let (mut stays, mut pairs) = (USUAL_STAYS * USUAL_PAIRS, USUAL_PAIRS);
        let mut sums = Shares { person: 0.0, housemate: 0.0, twin: 0.0, namesake: 0.0 };
        for comparison in comparisons {
            let likely = self.likelihoods(comparison);
            let s = &self.shares;
            let all = s.person * likely.person
                + s.housemate * likely.housemate
                + s.twin * likely.twin
                + s.namesake * likely.namesake
                + records;
            sums.housemate += s.housemate * likely.housemate / all;
            sums.twin += s.twin * likely.twin / all;
            sums.namesake += s.namesake * likely.namesake / all;
            let person = s.person * likely.person / all;
            let stayed = s.person * likely.stayed / all;
            sums.person += person;
            pairs += person;
            stays += stayed;
            if let Some(count) = order.get_mut(comparison.order.index()) {
                *count += person;
            }
            for (index, (outcome, table)) in comparison.fields.iter().zip(&mut fields).enumerate() {
                if outcome.level != Level::Missing
                    && let Some(count) = table.get_mut(outcome.level.index())
                {
                    *count += if index >= NUMBER { stayed } else { person };
                }
            }
        }
        // A pair gives each of its two records one other.
        let share =
            |sum: f64, usual: f64| (2.0 * sum + usual * USUAL_RECORDS) / (records + USUAL_RECORDS);
        Self {
            shares: Shares {
                person: share(sums.person, USUAL_SHARES.person),
                housemate: share(sums.housemate, USUAL_SHARES.housemate),
                twin: share(sums.twin, USUAL_SHARES.twin),
                namesake: share(sums.namesake, USUAL_SHARES.namesake),
            },
            fields: fields.map(whole),
            order: whole(order),
            stays: stays / pairs,
        }
    }

    /// How likely a pair is one person's among `records` records.
    pub(super) fn verdict(&self, comparison: &Comparison, records: f64) -> Verdict {
        let verdict = self.weighed(comparison, records);
        let id = comparison.fields.get(NATIONAL_ID).map(|outcome| outcome.level);
        if id != Some(Level::Same) {
            return verdict;
        }
        // An equal national id alone opens a review and decides nothing, since ids are mistyped
        // and lent.
        let mut without = *comparison;
        if let Some(outcome) = without.fields.get_mut(NATIONAL_ID) {
            *outcome = Outcome { level: Level::Missing, rarity: 1.0 };
        }
        if self.weighed(&without, records).probability >= REVIEWED / 2.0 {
            return verdict;
        }
        let between = REVIEWED + (AUTOMATIC - REVIEWED) * 0.9 * verdict.probability;
        Verdict { probability: between, ..verdict }
    }

    fn weighed(&self, comparison: &Comparison, records: f64) -> Verdict {
        let likely = self.likelihoods(comparison);
        let s = &self.shares;
        let person = s.person * likely.person;
        let kin =
            s.housemate * likely.housemate + s.twin * likely.twin + s.namesake * likely.namesake;
        Verdict {
            probability: person / (person + kin + records),
            among_kin: person / (person + kin).max(f64::MIN_POSITIVE),
        }
    }

    /// Whether a pair is worth remembering: not plainly two strangers.
    pub(super) fn notices(&self, comparison: &Comparison, records: f64) -> bool {
        let likely = self.likelihoods(comparison);
        likely.person.max(likely.housemate).max(likely.twin).max(likely.namesake)
            > records * NOTICED_MIN
            || comparison.fields.get(NATIONAL_ID).is_some_and(|id| id.level == Level::Same)
    }

    fn likelihoods(&self, comparison: &Comparison) -> Likelihoods {
        let outcome = |field: usize| comparison.fields.get(field);
        let with = |field: usize, table: &Table| ratio(outcome(field), table);
        let own = |field: usize| self.fields.get(field).map_or(1.0, |table| with(field, table));
        let address: f64 = (NUMBER..FIELDS).map(own).product();
        let who: f64 =
            [GIVEN, FAMILY, BIRTH, PHONE, GENDER, NATIONAL_ID].into_iter().map(own).product();
        let order = self.order.get(comparison.order.index()).copied().unwrap_or(0.0);
        let person = who * order;

        let house: f64 =
            HOUSE_ADDRESS.iter().enumerate().map(|(i, table)| with(NUMBER + i, table)).product();
        let house = HOUSE_STAYS * house + 1.0 - HOUSE_STAYS;
        let worn_house = HOUSE_STAYS * address + 1.0 - HOUSE_STAYS;
        let family = with(FAMILY, &HOUSE_FAMILY);
        let numbers = with(PHONE, &HOUSE_PHONE) * with(NATIONAL_ID, &HOUSE_NATIONAL_ID);
        // What household members share was written from one paper, or copied as badly as anything.
        let shared = |clean: f64, worn: f64| numbers * (clean * (1.0 - WORN) + worn * WORN);
        let straight = if comparison.order == Order::Straight { 1.0 } else { HOUSE_CROSSED };
        let housemate = |family: f64| HOUSEMATE_SAME_FAMILY * family + 1.0 - HOUSEMATE_SAME_FAMILY;
        let generation = if comparison.generation { 1.0 } else { NAMESAKE_PEERS };
        Likelihoods {
            person: person * (self.stays * address + 1.0 - self.stays),
            stayed: person * self.stays * address,
            housemate: straight
                * shared(house * housemate(family), worn_house * housemate(own(FAMILY))),
            twin: straight
                * with(GIVEN, &TWIN_GIVEN)
                * with(GENDER, &TWIN_GENDER)
                * shared(
                    house * family * with(BIRTH, &TWIN_BIRTH),
                    worn_house * own(FAMILY) * own(BIRTH),
                ),
            namesake: straight
                * generation
                * own(GIVEN)
                * own(GENDER)
                * shared(house * family, worn_house * own(FAMILY)),
        }
    }
}

/// Pairs whose likeliest class is this rare in comparison with strangers are not remembered.
const NOTICED_MIN: f64 = 0.002;

/// How much the two names speak for one person, in bits.
pub(super) fn weight_of_names(names: &[Outcome; 2]) -> f64 {
    names.iter().zip(&USUAL_FIELDS).map(|(name, table)| ratio(Some(name), table).log2()).sum()
}

fn ratio(outcome: Option<&Outcome>, table: &Table) -> f64 {
    match outcome {
        Some(outcome) if outcome.level != Level::Missing => {
            table.get(outcome.level.index()).copied().unwrap_or(0.0) * f64::from(outcome.rarity)
        }
        _ => 1.0,
    }
}

fn whole<const N: usize>(counts: [f64; N]) -> [f64; N] {
    let sum: f64 = counts.iter().sum();
    counts.map(|count| count / sum)
}

const _: () = assert!(NUMBER < STREET && STREET < SUBURB && SUBURB < POSTCODE && POSTCODE < STATE);
