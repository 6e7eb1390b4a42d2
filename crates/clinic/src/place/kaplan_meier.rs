//! The product-limit estimate of how long things last.
//!
//! Kaplan EL, Meier P. Nonparametric estimation from incomplete observations. J Am Stat Assoc
//! 1958;53:457-481. Written here because the crates that have it bring a statistics package for
//! these few lines.

/// The probability of lasting longer than a time, a step function.
pub(crate) struct Survival {
    /// Rising times, each with the probability from there on.
    steps: Vec<(i64, f64)>,
}

impl Survival {
    /// Estimates from durations, each with whether it has ended; one that goes on is censored and
    /// counts as at risk up to its duration, at which it stands behind those that ended then.
    pub fn estimate(durations: &[(i64, bool)]) -> Self {
        let mut sorted = durations.to_vec();
        sorted.sort_unstable();
        let mut at_risk = sorted.len();
        let mut lasting = 1.0;
        let mut steps = Vec::new();
        for same in sorted.chunk_by(|a, b| a.0 == b.0) {
            let ended = same.iter().filter(|(_, ended)| *ended).count();
            if ended > 0 {
                lasting *= 1.0 - ended as f64 / at_risk as f64;
                steps.extend(same.first().map(|(time, _)| (*time, lasting)));
            }
            at_risk -= same.len();
        }
        Self { steps }
    }

    /// The probability of lasting longer than `time`. Beyond the longest duration it stays as it
    /// is: nothing is known there.
    pub fn at(&self, time: i64) -> f64 {
        let passed = self.steps.partition_point(|(step, _)| *step <= time);
        let step = passed.checked_sub(1).and_then(|index| self.steps.get(index));
        step.map_or(1.0, |(_, lasting)| *lasting)
    }

    /// The probability that what has lasted for `age` lasts for `ahead` longer.
    pub fn goes_on(&self, age: i64, ahead: i64) -> f64 {
        let now = self.at(age);
        if now > 0.0 { self.at(age + ahead) / now } else { 1.0 }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Weeks in remission under 6-mercaptopurine: Freireich EJ et al., Blood 1963;21:699-716, the
    /// example of most textbooks on survival. `false` is censored.
    const REMISSION: [(i64, bool); 21] = [
        (6, true),
        (6, true),
        (6, true),
        (6, false),
        (7, true),
        (9, false),
        (10, true),
        (10, false),
        (11, false),
        (13, true),
        (16, true),
        (17, false),
        (19, false),
        (20, false),
        (22, true),
        (23, true),
        (25, false),
        (32, false),
        (32, false),
        (34, false),
        (35, false),
    ];

    #[test]
    fn the_published_example_comes_out_as_published() {
        let survival = Survival::estimate(&REMISSION);
        let published = [
            (5, 1.0),
            (6, 0.857),
            (7, 0.807),
            (9, 0.807),
            (10, 0.753),
            (13, 0.690),
            (16, 0.627),
            (22, 0.538),
            (23, 0.448),
            (35, 0.448),
        ];
        for (week, lasting) in published {
            assert!((survival.at(week) - lasting).abs() < 0.000_5, "week {week}");
        }
        assert!((survival.goes_on(10, 3) - 0.690 / 0.753).abs() < 0.001);
    }

    #[test]
    fn what_is_older_than_everything_that_ended_is_taken_to_stay() {
        let survival = Survival::estimate(&[(1, true), (2, true)]);
        assert_eq!(survival.at(2), 0.0);
        assert_eq!(survival.goes_on(3, 1), 1.0);
        assert_eq!(Survival::estimate(&[]).goes_on(3, 1), 1.0);
    }
}
