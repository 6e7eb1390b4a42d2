//! Whether a result is normal, low, high or critical.
//!
//! Normal is what lies within the reference range, its ends included; critical is what lies beyond
//! the limits from which somebody is telephoned. A number with a comparator is judged only as far
//! as it goes: `<5` is low where the range begins at 10, and unknown where it begins at 3.

/// The limits of a test for one patient.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub(crate) struct Limits {
    pub reference_low: Option<f64>,
    pub reference_high: Option<f64>,
    pub critical_low: Option<f64>,
    pub critical_high: Option<f64>,
}

/// What can be said of a reported number.
#[derive(Clone, Copy)]
struct Reported<'a> {
    number: f64,
    comparator: Option<&'a str>,
}

impl Reported<'_> {
    fn surely_below(self, limit: f64) -> bool {
        match self.comparator {
            None => self.number < limit,
            Some("<") => self.number <= limit,
            Some("<=") => self.number < limit,
            Some(_) => false,
        }
    }

    fn surely_above(self, limit: f64) -> bool {
        match self.comparator {
            None => self.number > limit,
            Some(">") => self.number >= limit,
            Some(">=") => self.number > limit,
            Some(_) => false,
        }
    }

    fn surely_not_below(self, limit: f64) -> bool {
        matches!(self.comparator, None | Some(">" | ">=")) && self.number >= limit
    }

    fn surely_not_above(self, limit: f64) -> bool {
        matches!(self.comparator, None | Some("<" | "<=")) && self.number <= limit
    }
}

/// The flag of a number, or `None` where the limits do not say.
pub(crate) fn flag(limits: &Limits, number: f64, comparator: Option<&str>) -> Option<&'static str> {
    let value = Reported { number, comparator };
    let below = |limit: Option<f64>| limit.is_some_and(|limit| value.surely_below(limit));
    let above = |limit: Option<f64>| limit.is_some_and(|limit| value.surely_above(limit));
    if below(limits.critical_low) {
        return Some("critical_low");
    }
    if above(limits.critical_high) {
        return Some("critical_high");
    }
    if below(limits.reference_low) {
        return Some("low");
    }
    if above(limits.reference_high) {
        return Some("high");
    }
    let ranged = limits.reference_low.is_some() || limits.reference_high.is_some();
    let within = limits.reference_low.is_none_or(|limit| value.surely_not_below(limit))
        && limits.reference_high.is_none_or(|limit| value.surely_not_above(limit));
    (ranged && within).then_some("normal")
}

/// Whether somebody must be telephoned.
pub(crate) fn is_critical(flag: Option<&str>) -> bool {
    matches!(flag, Some("critical_low" | "critical_high"))
}

/// Whether it is out of the ordinary.
pub(crate) fn is_abnormal(flag: Option<&str>) -> bool {
    flag.is_some_and(|flag| flag != "normal")
}

#[cfg(test)]
mod tests {
    use super::*;

    const POTASSIUM: Limits = Limits {
        reference_low: Some(3.5),
        reference_high: Some(5.1),
        critical_low: Some(2.8),
        critical_high: Some(6.2),
    };

    #[test]
    fn the_ends_of_a_range_are_normal_and_the_limits_of_danger_not_yet_critical() {
        let potassium = |number| flag(&POTASSIUM, number, None);
        assert_eq!(potassium(3.5), Some("normal"));
        assert_eq!(potassium(5.1), Some("normal"));
        assert_eq!(potassium(5.2), Some("high"));
        assert_eq!(potassium(6.2), Some("high"));
        assert_eq!(potassium(6.3), Some("critical_high"));
        assert_eq!(potassium(2.8), Some("low"));
        assert_eq!(potassium(2.7), Some("critical_low"));
    }

    #[test]
    fn a_comparator_says_only_what_it_says() {
        let crp = Limits { reference_high: Some(5.0), ..Limits::default() };
        assert_eq!(flag(&crp, 1.0, Some("<")), Some("normal"));
        assert_eq!(flag(&crp, 10.0, Some("<")), None);
        assert_eq!(flag(&crp, 5.0, Some(">")), Some("high"));
        assert_eq!(flag(&crp, 5.0, Some(">=")), None, "5 itself is normal");
        assert_eq!(flag(&crp, 200.0, Some(">")), Some("high"));
        assert_eq!(flag(&POTASSIUM, 2.8, Some("<")), Some("critical_low"));
        assert_eq!(flag(&POTASSIUM, 2.8, Some("<=")), Some("low"));
        assert_eq!(flag(&POTASSIUM, 4.0, Some(">")), None);
    }

    #[test]
    fn without_a_range_nothing_is_normal() {
        assert_eq!(flag(&Limits::default(), 4.0, None), None);
        let only_danger = Limits { critical_high: Some(30.0), ..Limits::default() };
        assert_eq!(flag(&only_danger, 4.0, None), None);
        assert_eq!(flag(&only_danger, 31.0, None), Some("critical_high"));
    }
}
