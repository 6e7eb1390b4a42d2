//! NEWS2, the National Early Warning Score.
//!
//! Source: Royal College of Physicians. National Early Warning Score (NEWS) 2: Standardising the
//! assessment of acute-illness severity in the NHS. Updated report of a working party. London:
//! RCP, 2017. The score is reproduced unmodified, with the acknowledgement that the College asks
//! for in [`METHOD`].
//!
//! Limits: patients of 16 years and older who are not pregnant; not for spinal cord injury, where
//! it may be unreliable. Scale 2 only where a competent clinician has prescribed a target of
//! 88–92 % for hypercapnic respiratory failure. It is told only where all seven parts are known.

use crate::imaging::method::Method;

/// The row of `ai_models` that scores name.
pub(crate) const METHOD: Method = Method {
    name: "NEWS2",
    version: "2017",
    kind: "score",
    purpose: "Notices that an adult in hospital is getting worse.",
    method: "Points for breathing rate, oxygen saturation (scale 1, or scale 2 where it was \
             prescribed), oxygen given, systolic pressure, pulse, consciousness (ACVPU) and \
             temperature. Risk: 0–4 low, 3 in one part low-medium, 5–6 medium, 7 and more high.",
    source: "Reproduced from: Royal College of Physicians. National Early Warning Score (NEWS) 2: \
             Standardising the assessment of acute-illness severity in the NHS. Updated report of \
             a working party. London: RCP, 2017.",
    limits: "Aged 16 and older and not pregnant; not for spinal cord injury. Only where all seven \
             parts were measured. It supports clinical judgement and does not replace it.",
};

/// The age from which on it may be used.
pub(crate) const AGE_YEARS_MIN: u32 = 16;

/// What was measured.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Measured<'a> {
    /// Breaths a minute.
    pub respiratory_rate: Option<f64>,
    /// Percent.
    pub oxygen_saturation: Option<f64>,
    /// Whether oxygen is given.
    pub on_oxygen: Option<bool>,
    /// Whether scale 2 was prescribed.
    pub scale2: bool,
    /// mmHg.
    pub systolic: Option<f64>,
    /// Beats a minute.
    pub heart_rate: Option<f64>,
    /// One of `consciousness`.
    pub consciousness: Option<&'a str>,
    /// Degrees Celsius.
    pub temperature: Option<f64>,
}

/// The clinical risk, the most urgent first.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Risk {
    /// 7 or more.
    High,
    /// 5 or 6.
    Medium,
    /// Less than 5, with 3 in one part.
    LowMedium,
    /// 0 to 4.
    Low,
}

impl Risk {
    /// Its code in `news2_risk`.
    pub const fn code(self) -> &'static str {
        match self {
            Self::High => "high",
            Self::Medium => "medium",
            Self::LowMedium => "low_medium",
            Self::Low => "low",
        }
    }

    /// How urgent an alert about it is; a low risk is none.
    pub const fn urgency(self) -> Option<i64> {
        match self {
            Self::High => Some(1),
            Self::Medium => Some(2),
            Self::LowMedium => Some(3),
            Self::Low => None,
        }
    }
}

/// A score with its parts.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct News2 {
    /// 0 to 20.
    pub score: i64,
    /// The clinical risk.
    pub risk: Risk,
    /// The parts that alone gave 3 points.
    pub threes: Vec<&'static str>,
}

/// Points below each limit in turn, and at or above the last one. The charts speak of whole
/// numbers, so a value is rounded to one first; tenths of a degree are whole numbers too.
fn points(value: f64, below: &[(f64, i64)], above: i64) -> i64 {
    let whole = value.round();
    below.iter().find(|(limit, _)| whole < *limit).map_or(above, |(_, points)| *points)
}

/// The score, where every part is known.
pub(crate) fn score(measured: &Measured<'_>) -> Option<News2> {
    let on_oxygen = measured.on_oxygen?;
    let saturation = measured.oxygen_saturation?;
    let scale1: &[(f64, i64)] = &[(92.0, 3), (94.0, 2), (96.0, 1)];
    let scale2: &[(f64, i64)] = &[(84.0, 3), (86.0, 2), (88.0, 1), (93.0, 0), (95.0, 1), (97.0, 2)];
    let saturation = match (measured.scale2, on_oxygen) {
        (false, _) => points(saturation, scale1, 0),
        // On air, 93 % and more is no harm.
        (true, false) => points(saturation, &[(84.0, 3), (86.0, 2), (88.0, 1)], 0),
        (true, true) => points(saturation, scale2, 3),
    };
    let pulse: &[(f64, i64)] = &[(41.0, 3), (51.0, 1), (91.0, 0), (111.0, 1), (131.0, 2)];
    let tenths: &[(f64, i64)] = &[(351.0, 3), (361.0, 1), (381.0, 0), (391.0, 1)];
    let breathing: &[(f64, i64)] = &[(9.0, 3), (12.0, 1), (21.0, 0), (25.0, 2)];
    let pressure: &[(f64, i64)] = &[(91.0, 3), (101.0, 2), (111.0, 1), (220.0, 0)];
    let parts = [
        ("breathing rate", points(measured.respiratory_rate?, breathing, 3)),
        ("oxygen saturation", saturation),
        ("oxygen", if on_oxygen { 2 } else { 0 }),
        ("systolic blood pressure", points(measured.systolic?, pressure, 3)),
        ("heart rate", points(measured.heart_rate?, pulse, 3)),
        ("consciousness", if measured.consciousness? == "alert" { 0 } else { 3 }),
        ("temperature", points(measured.temperature? * 10.0, tenths, 2)),
    ];
    let score = parts.iter().map(|(_, points)| points).sum();
    let threes: Vec<_> =
        parts.iter().filter(|(_, points)| *points == 3).map(|(name, _)| *name).collect();
    let risk = match score {
        7.. => Risk::High,
        5..=6 => Risk::Medium,
        _ if !threes.is_empty() => Risk::LowMedium,
        _ => Risk::Low,
    };
    Some(News2 { score, risk, threes })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn well() -> Measured<'static> {
        Measured {
            respiratory_rate: Some(16.0),
            oxygen_saturation: Some(97.0),
            on_oxygen: Some(false),
            scale2: false,
            systolic: Some(124.0),
            heart_rate: Some(72.0),
            consciousness: Some("alert"),
            temperature: Some(36.8),
        }
    }

    fn of(change: impl FnOnce(&mut Measured<'static>)) -> News2 {
        let mut measured = well();
        change(&mut measured);
        score(&measured).unwrap()
    }

    /// Every limit of the scoring chart (RCP 2017, chart 1).
    #[test]
    fn the_scoring_chart() {
        let breathing = |rate| of(|m| m.respiratory_rate = Some(rate)).score;
        assert_eq!(
            [8.0, 9.0, 11.0, 12.0, 20.0, 21.0, 24.0, 25.0].map(breathing),
            [3, 1, 1, 0, 0, 2, 2, 3]
        );
        let scale1 = |percent| of(|m| m.oxygen_saturation = Some(percent)).score;
        assert_eq!([91.0, 92.0, 93.0, 94.0, 95.0, 96.0].map(scale1), [3, 2, 2, 1, 1, 0]);
        let pressure = |mmhg| of(|m| m.systolic = Some(mmhg)).score;
        assert_eq!(
            [90.0, 91.0, 100.0, 101.0, 110.0, 111.0, 219.0, 220.0].map(pressure),
            [3, 2, 2, 1, 1, 0, 0, 3]
        );
        let pulse = |beats| of(|m| m.heart_rate = Some(beats)).score;
        assert_eq!(
            [40.0, 41.0, 50.0, 51.0, 90.0, 91.0, 110.0, 111.0, 130.0, 131.0].map(pulse),
            [3, 1, 1, 0, 0, 1, 1, 2, 2, 3]
        );
        let temperature = |celsius| of(|m| m.temperature = Some(celsius)).score;
        assert_eq!(
            [35.0, 35.1, 36.0, 36.1, 38.0, 38.1, 39.0, 39.1].map(temperature),
            [3, 1, 1, 0, 0, 1, 1, 2]
        );
        for code in ["confusion", "voice", "pain", "unresponsive"] {
            assert_eq!(of(|m| m.consciousness = Some(code)).score, 3);
        }
    }

    #[test]
    fn scale_2_counts_too_much_oxygen_only_where_oxygen_is_given() {
        let scale2 = |percent, on_oxygen| {
            of(|m| {
                m.scale2 = true;
                m.on_oxygen = Some(on_oxygen);
                m.oxygen_saturation = Some(percent);
            })
            .score
                - if on_oxygen { 2 } else { 0 }
        };
        let values = [83.0, 84.0, 85.0, 86.0, 87.0, 88.0, 92.0, 93.0, 94.0, 95.0, 96.0, 97.0];
        assert_eq!(values.map(|p| scale2(p, true)), [3, 2, 2, 1, 1, 0, 0, 1, 1, 2, 2, 3]);
        assert_eq!(values.map(|p| scale2(p, false)), [3, 2, 2, 1, 1, 0, 0, 0, 0, 0, 0, 0]);
    }

    /// Worked by hand on the chart: breathing 22 gives 2, 93 % gives 2, on oxygen 2, systolic 105
    /// gives 1, pulse 112 gives 2, alert 0, 38.5 °C gives 1: 10, high.
    #[test]
    fn an_example_worked_by_hand_and_the_bands() {
        let sick = of(|m| {
            m.respiratory_rate = Some(22.0);
            m.oxygen_saturation = Some(93.0);
            m.on_oxygen = Some(true);
            m.systolic = Some(105.0);
            m.heart_rate = Some(112.0);
            m.temperature = Some(38.5);
        });
        assert_eq!((sick.score, sick.risk), (10, Risk::High));
        assert!(sick.threes.is_empty());
        assert_eq!(of(|_| ()).risk, Risk::Low);
        let confused = of(|m| m.consciousness = Some("confusion"));
        assert_eq!((confused.score, confused.risk), (3, Risk::LowMedium));
        assert_eq!(confused.threes, ["consciousness"]);
        let medium = of(|m| {
            m.respiratory_rate = Some(22.0);
            m.heart_rate = Some(112.0);
            m.temperature = Some(38.5);
        });
        assert_eq!((medium.score, medium.risk), (5, Risk::Medium));
    }

    #[test]
    fn without_one_part_there_is_no_score() {
        let mut measured = well();
        measured.on_oxygen = None;
        assert_eq!(score(&measured), None);
    }
}
