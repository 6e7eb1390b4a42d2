//! The exponentially weighted moving average chart of one person's own readings.
//!
//! Sources: Roberts SW. Control chart tests based on geometric moving averages. Technometrics
//! 1959;1:239–250; NIST/SEMATECH e-Handbook of Statistical Methods, section 6.3.2.4. With λ = 0.2
//! and limits at 3 standard deviations of the statistic, exact for each point in time:
//! σ √(λ/(2 − λ) · (1 − (1 − λ)^(2i))).
//!
//! Limits: it needs twenty readings to begin with, assumes that they are independent and were
//! taken in a usual time, and says that something has changed, not what.

use crate::imaging::method::Method;

/// The row of `ai_models` that judgements name.
pub(crate) const METHOD: Method = Method {
    name: "Personal EWMA chart",
    version: "1959",
    kind: "chart",
    purpose: "Notices that a person's readings have drifted away from what is usual for them.",
    method: "Mean and standard deviation of the first 20 of at most 100 readings; from then on the \
             exponentially weighted moving average with weight 0.2 against exact limits at 3 \
             standard deviations.",
    source: "Roberts SW. Control chart tests based on geometric moving averages. Technometrics \
             1959;1:239–250; NIST/SEMATECH e-Handbook of Statistical Methods 6.3.2.4.",
    limits: "Needs 20 earlier readings of the same kind that differ from each other. Says that \
             something has changed and not what; not for emergencies.",
};

/// The weight of the newest reading.
pub(crate) const WEIGHT: f64 = 0.2;
/// How many standard deviations of the statistic the limits lie away.
pub(crate) const DEVIATIONS: f64 = 3.0;
/// How many readings the chart is set up with.
pub(crate) const BASELINE: usize = 20;
/// How many readings it looks back at most, so that a lasting change becomes what is usual.
pub(crate) const WINDOW: usize = 100;

/// A chart: its weight, centre and the standard deviation of single readings.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Chart {
    /// The weight of the newest reading.
    pub weight: f64,
    /// How many standard deviations of the statistic the limits lie away.
    pub deviations: f64,
    /// What is usual.
    pub mean: f64,
    /// The standard deviation of single readings.
    pub deviation: f64,
}

/// One point of a chart.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Point {
    /// The moving average.
    pub average: f64,
    /// The lower control limit at this point.
    pub low: f64,
    /// The upper control limit at this point.
    pub high: f64,
}

impl Point {
    /// Whether the average has left its limits.
    pub fn is_out(&self) -> bool {
        self.average < self.low || self.average > self.high
    }
}

impl Chart {
    /// A chart of earlier readings, oldest first, with the readings that come after its baseline.
    /// None before there are [`BASELINE`] of them, and where they are all the same.
    pub fn of(readings: &[f64]) -> Option<(Self, &[f64])> {
        let (first, rest) = readings.split_at_checked(BASELINE)?;
        let (mean, deviation) = mean_and_deviation(first)?;
        let chart = Self { weight: WEIGHT, deviations: DEVIATIONS, mean, deviation };
        (deviation > 0.0).then_some((chart, rest))
    }

    /// The points of the readings that follow the baseline.
    pub fn points(&self, readings: &[f64]) -> Vec<Point> {
        let mut average = self.mean;
        let mut forgotten = 1.0;
        readings
            .iter()
            .map(|reading| {
                average = self.weight * reading + (1.0 - self.weight) * average;
                forgotten *= (1.0 - self.weight).powi(2);
                let share = self.weight / (2.0 - self.weight) * (1.0 - forgotten);
                let width = self.deviations * self.deviation * share.sqrt();
                Point { average, low: self.mean - width, high: self.mean + width }
            })
            .collect()
    }
}

/// Arithmetic mean and sample standard deviation.
fn mean_and_deviation(values: &[f64]) -> Option<(f64, f64)> {
    let count = values.len() as f64;
    if count < 2.0 {
        return None;
    }
    let mean = values.iter().sum::<f64>() / count;
    let squares: f64 = values.iter().map(|value| (value - mean).powi(2)).sum();
    Some((mean, (squares / (count - 1.0)).sqrt()))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The worked example of NIST/SEMATECH 6.3.2.4: target 50, s = 2.0539, λ = 0.3.
    const NIST: [f64; 20] = [
        52.0, 47.0, 53.0, 49.3, 50.1, 47.0, 51.0, 50.1, 51.2, 50.5, 49.6, 47.6, 49.9, 51.3, 47.8,
        51.2, 52.6, 52.4, 53.6, 52.1,
    ];

    #[test]
    fn the_worked_example_of_the_nist_handbook() {
        let chart = Chart { weight: 0.3, deviations: 3.0, mean: 50.0, deviation: 2.0539 };
        let points = chart.points(&NIST);
        let published = [
            50.60, 49.52, 50.56, 50.18, 50.16, 49.21, 49.75, 49.85, 50.26, 50.33, 50.11, 49.36,
            49.52, 50.05, 49.38, 49.92, 50.73, 51.23, 51.94, 51.99,
        ];
        for (point, published) in points.iter().zip(published) {
            assert!((point.average - published).abs() < 0.0051, "{} {published}", point.average);
            assert!(!point.is_out(), "the example is in control");
        }
        // The limits that the handbook gives, 47.4115 and 52.5884, are those of a long time.
        let last = points.last().unwrap();
        assert!((last.high - 52.5884).abs() < 0.001 && (last.low - 47.4115).abs() < 0.001);
    }

    /// Worked by hand: at the first point the exact width is 3 σ λ, at the second
    /// 3 σ √(0.3/1.7 · (1 − 0.7⁴)) = 3 · 2.0539 · 0.366197 = 2.2564.
    #[test]
    fn the_limits_are_exact_for_each_point() {
        let chart = Chart { weight: 0.3, deviations: 3.0, mean: 50.0, deviation: 2.0539 };
        let points = chart.points(&NIST);
        assert!((points[0].high - (50.0 + 3.0 * 2.0539 * 0.3)).abs() < 1e-9);
        assert!((points[1].high - 52.2564).abs() < 0.0005, "{}", points[1].high);
    }

    #[test]
    fn a_chart_begins_with_twenty_readings_that_differ() {
        assert!(Chart::of(&NIST[..19]).is_none());
        assert!(Chart::of(&[70.0; 30]).is_none());
        let (chart, rest) = Chart::of(&NIST).unwrap();
        assert!(rest.is_empty() && (chart.mean - 50.465).abs() < 1e-9);
    }

    #[test]
    fn a_slow_drift_is_noticed_before_any_single_reading_stands_out() {
        let (chart, _) = Chart::of(&NIST).unwrap();
        let drifted: Vec<f64> = vec![chart.mean + 2.0 * chart.deviation; 5];
        let points = chart.points(&drifted);
        assert!(!points[0].is_out());
        assert!(points.last().unwrap().is_out());
    }
}
