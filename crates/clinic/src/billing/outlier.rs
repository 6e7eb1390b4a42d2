//! How far a number lies from many others, by their median.

/// Scales the median absolute deviation of a normal distribution to its standard deviation.
const CONSISTENCY: f64 = 0.6745;
/// Beyond it a score is called an outlier (Iglewicz & Hoaglin 1993).
pub(crate) const SCORE_MAX: f64 = 3.5;
/// With fewer numbers a median says too little.
pub(crate) const NUMBERS_MIN: usize = 10;

/// The modified z-score of a number: 0.6745 (x - median) / MAD, where MAD is the median of the
/// absolute distances from the median (B. Iglewicz, D. C. Hoaglin: How to Detect and Handle
/// Outliers. ASQC Quality Press 1993).
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct ModifiedZ {
    pub score: f64,
    pub median: f64,
}

/// The score of `number` among `others`; `None` where there are too few of them, or where more
/// than half of them are equal, so that the distance has no unit.
pub(crate) fn modified_z(number: f64, others: &[f64]) -> Option<ModifiedZ> {
    if others.len() < NUMBERS_MIN {
        return None;
    }
    let centre = median(others.to_vec())?;
    let deviation = median(others.iter().map(|other| (other - centre).abs()).collect())?;
    if deviation == 0.0 {
        return None;
    }
    Some(ModifiedZ { score: CONSISTENCY * (number - centre) / deviation, median: centre })
}

fn median(mut numbers: Vec<f64>) -> Option<f64> {
    numbers.sort_by(f64::total_cmp);
    let middle = numbers.len() / 2;
    let upper = *numbers.get(middle)?;
    if numbers.len() % 2 == 1 {
        return Some(upper);
    }
    Some((numbers.get(middle.checked_sub(1)?)? + upper) / 2.0)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Worked by hand: the median of these ten is (39 + 41) / 2 = 40, their distances from it are
    /// 10 5 4 2 1 1 2 4 5 10 and sorted 1 1 2 2 4 4 5 5 10 10, so the MAD is 4. Then 50 scores
    /// 0.6745 * 10 / 4 = 1.68625, and an outlier lies above 40 + 3.5 * 4 / 0.6745 = 60.756.
    const PRICES: [f64; 10] = [30.0, 35.0, 36.0, 38.0, 39.0, 41.0, 42.0, 44.0, 45.0, 50.0];

    #[test]
    fn the_score_is_as_worked_by_hand() {
        let of = |number: f64| modified_z(number, &PRICES).unwrap();
        assert!((of(50.0).score - 1.68625).abs() < 1e-12);
        assert!((of(30.0).score + 1.68625).abs() < 1e-12);
        assert_eq!(of(50.0).median, 40.0);
        assert!(of(60.75).score < SCORE_MAX);
        assert!(of(60.76).score > SCORE_MAX);
    }

    #[test]
    fn an_outlier_among_the_others_hardly_moves_the_score() {
        let mut others = PRICES.to_vec();
        others.push(4_500.0);
        let score = modified_z(4_500.0, &others).unwrap();
        assert_eq!(score.median, 41.0);
        assert!(score.score > 500.0);
    }

    #[test]
    fn too_few_numbers_and_numbers_without_spread_have_no_score() {
        assert_eq!(modified_z(900.0, &PRICES[..9]), None);
        assert_eq!(modified_z(900.0, &[45.0; 50]), None);
        assert_eq!(modified_z(900.0, &[]), None);
    }
}
