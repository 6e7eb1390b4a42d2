//! The South African Triage Scale: the Triage Early Warning Score by age, and its colours.
//!
//! Source: The South African Triage Scale (SATS), Training Manual 2012, South African Triage Group,
//! Western Cape Government Health: adult chart and the two charts of the paediatric scale.
//!
//! Limits: it sorts those who wait and diagnoses nothing; a trained person answers for the colour
//! and may choose another one. It is not the Emergency Severity Index. The score is only told when
//! everything on the chart was measured; what was measured can still be enough for red.

use crate::imaging::method::Method;

/// The row of `ai_models` that computed colours name.
pub(crate) const METHOD: Method = Method {
    name: "South African Triage Scale",
    version: "2012",
    kind: "score",
    purpose: "The order in which people who wait are seen, and within what time.",
    method: "Triage Early Warning Score by age band (mobility, breathing, pulse, systolic pressure \
             in adults, temperature, consciousness, trauma) and the emergency, very urgent and \
             urgent signs of the adult or the paediatric chart; the more urgent of both.",
    source: "The South African Triage Scale (SATS), Training Manual 2012, South African Triage \
             Group, Western Cape Government Health.",
    limits: "Sorts and does not diagnose. A trained person confirms the colour and may choose \
             another one with a reason. Not computed where age and height are unknown, or where \
             measurements are missing that could change the colour. Where an estimated age leaves \
             several charts open and no height was measured, the more urgent of their colours \
             stands, which is ours and not the manual's.",
};

/// The chart that applies.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd)]
pub(crate) enum AgeBand {
    /// Under 3 years, or shorter than 95 cm.
    YoungerChild,
    /// 3 to 12 years, or 95 to 150 cm.
    OlderChild,
    /// Older than 12 years, or taller than 150 cm.
    Adult,
}

impl AgeBand {
    /// The band by age; by height where the age is not known.
    pub fn of(age_years: Option<f64>, height_cm: Option<f64>) -> Option<Self> {
        match (age_years, height_cm) {
            (Some(age), _) if age < 3.0 => Some(Self::YoungerChild),
            (Some(age), _) if age < 13.0 => Some(Self::OlderChild),
            (Some(_), _) => Some(Self::Adult),
            (None, Some(height)) if height < 95.0 => Some(Self::YoungerChild),
            (None, Some(height)) if height <= 150.0 => Some(Self::OlderChild),
            (None, Some(_)) => Some(Self::Adult),
            (None, None) => None,
        }
    }

    /// Every band between the youngest and the oldest that somebody can be, the youngest first; none
    /// where the age is not known.
    pub fn within(age_years: Option<(f64, f64)>) -> Vec<Self> {
        let Some((youngest, oldest)) = age_years else { return Vec::new() };
        let (first, last) = (Self::of(Some(youngest), None), Self::of(Some(oldest), None));
        [Self::YoungerChild, Self::OlderChild, Self::Adult]
            .into_iter()
            .skip_while(|band| Some(*band) != first)
            .take_while(|band| Some(*band) <= last)
            .collect()
    }

    /// Its code in `sats_age_band`.
    pub const fn code(self) -> &'static str {
        match self {
            Self::YoungerChild => "younger_child",
            Self::OlderChild => "older_child",
            Self::Adult => "adult",
        }
    }

    /// The band with this code.
    pub fn from_code(code: &str) -> Option<Self> {
        [Self::YoungerChild, Self::OlderChild, Self::Adult]
            .into_iter()
            .find(|band| band.code() == code)
    }
}

/// The colours, the most urgent first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Colour {
    /// Emergency: at once.
    Red,
    /// Very urgent: within 10 minutes.
    Orange,
    /// Urgent: within an hour.
    Yellow,
    /// Routine: within four hours.
    Green,
    /// Dead. A person alone says so.
    Blue,
}

impl Colour {
    /// Every colour.
    const ALL: [Self; 5] = [Self::Red, Self::Orange, Self::Yellow, Self::Green, Self::Blue];

    /// Its code in `sats_priority`.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Red => "red",
            Self::Orange => "orange",
            Self::Yellow => "yellow",
            Self::Green => "green",
            Self::Blue => "blue",
        }
    }

    /// The colour with this code.
    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|colour| colour.code() == code)
    }

    /// Minutes within which the patient should be seen; none for the dead.
    pub const fn target_minutes(self) -> Option<i64> {
        match self {
            Self::Red => Some(0),
            Self::Orange => Some(10),
            Self::Yellow => Some(60),
            Self::Green => Some(240),
            Self::Blue => None,
        }
    }

    /// The colour of a score.
    pub const fn of_score(score: i64) -> Self {
        match score {
            7.. => Self::Red,
            5..=6 => Self::Orange,
            3..=4 => Self::Yellow,
            _ => Self::Green,
        }
    }
}

/// What was seen and measured.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Observed<'a> {
    /// One of `mobility`.
    pub mobility: Option<&'a str>,
    /// Whether there is an injury.
    pub has_trauma: bool,
    /// Breaths a minute.
    pub respiratory_rate: Option<f64>,
    /// Beats a minute.
    pub heart_rate: Option<f64>,
    /// mmHg; scored in adults.
    pub systolic: Option<f64>,
    /// Degrees Celsius.
    pub temperature: Option<f64>,
    /// One of `consciousness`.
    pub consciousness: Option<&'a str>,
}

/// Points of the chart, by part; a part that was not measured has none.
pub(crate) struct Tews {
    parts: Vec<(&'static str, Option<i64>)>,
}

impl Tews {
    /// The score, where every part is known.
    pub fn total(&self) -> Option<i64> {
        self.parts.iter().map(|(_, points)| *points).sum()
    }

    /// What the known parts add up to. The score is not lower.
    pub fn at_least(&self) -> i64 {
        self.parts.iter().filter_map(|(_, points)| *points).sum()
    }

    /// What was not measured, in words.
    pub fn missing(&self) -> Vec<&'static str> {
        self.parts.iter().filter(|(_, points)| points.is_none()).map(|(name, _)| *name).collect()
    }
}

/// Points below each limit in turn, and at or above the last one.
struct Steps {
    below: &'static [(f64, i64)],
    above: i64,
}

impl Steps {
    fn points(&self, value: f64) -> i64 {
        self.below
            .iter()
            .find(|(limit, _)| value < *limit)
            .map_or(self.above, |(_, points)| *points)
    }
}

const fn breathing(band: AgeBand) -> Steps {
    match band {
        AgeBand::Adult => Steps { below: &[(9.0, 2), (15.0, 0), (21.0, 1), (30.0, 2)], above: 3 },
        AgeBand::OlderChild => {
            Steps { below: &[(15.0, 3), (17.0, 2), (22.0, 0), (27.0, 1)], above: 2 }
        }
        AgeBand::YoungerChild => {
            Steps { below: &[(20.0, 3), (26.0, 2), (40.0, 0), (50.0, 2)], above: 3 }
        }
    }
}

const fn pulse(band: AgeBand) -> Steps {
    match band {
        AgeBand::Adult => {
            Steps { below: &[(41.0, 2), (51.0, 1), (101.0, 0), (111.0, 1), (130.0, 2)], above: 3 }
        }
        AgeBand::OlderChild => {
            Steps { below: &[(60.0, 3), (80.0, 2), (100.0, 0), (130.0, 1)], above: 2 }
        }
        AgeBand::YoungerChild => {
            Steps { below: &[(70.0, 3), (80.0, 2), (131.0, 0), (160.0, 2)], above: 3 }
        }
    }
}

const SYSTOLIC: Steps = Steps { below: &[(71.0, 3), (81.0, 2), (101.0, 1), (200.0, 0)], above: 2 };

/// The Triage Early Warning Score of a band's chart.
pub(crate) fn tews(band: AgeBand, seen: &Observed<'_>) -> Tews {
    let mobility = seen.mobility.and_then(|code| match (code, band) {
        ("walking", _) => Some(0),
        ("with_help", AgeBand::Adult) => Some(1),
        // A child who does not move as is normal for its age.
        ("with_help" | "stretcher", _) => Some(2),
        _ => None,
    });
    let consciousness = seen.consciousness.and_then(|code| match (code, band) {
        ("alert", _) => Some(0),
        ("voice", _) => Some(1),
        // The chart of the youngest has no confusion; it is an emergency sign there.
        ("confusion", AgeBand::YoungerChild) => None,
        ("confusion" | "pain", _) => Some(2),
        ("unresponsive", _) => Some(3),
        _ => None,
    });
    let temperature =
        seen.temperature.map(|celsius| if !(35.0..=38.4).contains(&celsius) { 2 } else { 0 });
    let mut parts = vec![
        ("mobility", mobility),
        ("breathing rate", seen.respiratory_rate.map(|rate| breathing(band).points(rate))),
        ("heart rate", seen.heart_rate.map(|rate| pulse(band).points(rate))),
        ("temperature", temperature),
        ("consciousness", consciousness),
        ("trauma", Some(i64::from(seen.has_trauma))),
    ];
    if band == AgeBand::Adult {
        let systolic = seen.systolic.map(|pressure| SYSTOLIC.points(pressure));
        parts.push(("systolic blood pressure", systolic));
    }
    Tews { parts }
}

/// The colour: the more urgent of signs and score. None while a missing measurement could still
/// change it.
pub(crate) fn colour(signs: Option<Colour>, tews: &Tews) -> Option<Colour> {
    let at_least = Colour::of_score(tews.at_least());
    if signs == Some(Colour::Red) || at_least == Colour::Red {
        return Some(Colour::Red);
    }
    let scored = Colour::of_score(tews.total()?);
    Some(signs.map_or(scored, |signs| signs.min(scored)))
}

#[cfg(test)]
mod tests {
    use super::*;

    // Every limit below stands on the charts of the 2012 manual.

    #[test]
    fn the_adult_chart() {
        let rate = |value| breathing(AgeBand::Adult).points(value);
        assert_eq!(
            [8.0, 9.0, 14.0, 15.0, 20.0, 21.0, 29.0, 30.0].map(rate),
            [2, 0, 0, 1, 1, 2, 2, 3]
        );
        let beats = |value| pulse(AgeBand::Adult).points(value);
        assert_eq!(
            [40.0, 41.0, 50.0, 51.0, 100.0, 101.0, 110.0, 111.0, 129.0, 130.0].map(beats),
            [2, 1, 1, 0, 0, 1, 1, 2, 2, 3]
        );
        let pressure = |value| SYSTOLIC.points(value);
        assert_eq!(
            [70.0, 71.0, 80.0, 81.0, 100.0, 101.0, 199.0, 200.0].map(pressure),
            [3, 2, 2, 1, 1, 0, 0, 2]
        );
    }

    #[test]
    fn the_charts_of_children() {
        let older = |value| breathing(AgeBand::OlderChild).points(value);
        assert_eq!(
            [14.0, 15.0, 16.0, 17.0, 21.0, 22.0, 26.0, 27.0].map(older),
            [3, 2, 2, 0, 0, 1, 1, 2]
        );
        let younger = |value| breathing(AgeBand::YoungerChild).points(value);
        assert_eq!(
            [19.0, 20.0, 25.0, 26.0, 39.0, 40.0, 49.0, 50.0].map(younger),
            [3, 2, 2, 0, 0, 2, 2, 3]
        );
        let older = |value| pulse(AgeBand::OlderChild).points(value);
        assert_eq!(
            [59.0, 60.0, 79.0, 80.0, 99.0, 100.0, 129.0, 130.0].map(older),
            [3, 2, 2, 0, 0, 1, 1, 2]
        );
        let younger = |value| pulse(AgeBand::YoungerChild).points(value);
        assert_eq!(
            [69.0, 70.0, 79.0, 80.0, 130.0, 131.0, 159.0, 160.0].map(younger),
            [3, 2, 2, 0, 0, 2, 2, 3]
        );
    }

    fn adult() -> Observed<'static> {
        Observed {
            mobility: Some("walking"),
            has_trauma: false,
            respiratory_rate: Some(12.0),
            heart_rate: Some(80.0),
            systolic: Some(120.0),
            temperature: Some(36.8),
            consciousness: Some("alert"),
        }
    }

    /// Worked by hand on the adult chart: walking with help 1, breathing 24 gives 2, pulse 115
    /// gives 2, systolic 95 gives 1, 38.9 °C gives 2, alert 0, no trauma 0: 8, red.
    #[test]
    fn an_adult_worked_by_hand() {
        let seen = Observed {
            mobility: Some("with_help"),
            respiratory_rate: Some(24.0),
            heart_rate: Some(115.0),
            systolic: Some(95.0),
            temperature: Some(38.9),
            ..adult()
        };
        let score = tews(AgeBand::Adult, &seen);
        assert_eq!(score.total(), Some(8));
        assert_eq!(colour(None, &score), Some(Colour::Red));
    }

    #[test]
    fn the_highest_score_of_an_adult_is_17() {
        let seen = Observed {
            mobility: Some("stretcher"),
            has_trauma: true,
            respiratory_rate: Some(40.0),
            heart_rate: Some(150.0),
            systolic: Some(60.0),
            temperature: Some(34.0),
            consciousness: Some("unresponsive"),
        };
        assert_eq!(tews(AgeBand::Adult, &seen).total(), Some(17));
    }

    #[test]
    fn the_same_pulse_is_an_alarm_in_an_adult_and_normal_in_a_baby() {
        let seen = Observed { heart_rate: Some(128.0), respiratory_rate: Some(30.0), ..adult() };
        assert_eq!(tews(AgeBand::Adult, &seen).total(), Some(5));
        assert_eq!(tews(AgeBand::YoungerChild, &seen).total(), Some(0));
        assert_eq!(tews(AgeBand::OlderChild, &seen).total(), Some(3));
    }

    #[test]
    fn signs_outrank_a_low_score_and_never_lower_a_high_one() {
        let low = tews(AgeBand::Adult, &adult());
        assert_eq!(colour(Some(Colour::Orange), &low), Some(Colour::Orange));
        let high = tews(
            AgeBand::Adult,
            &Observed { respiratory_rate: Some(31.0), heart_rate: Some(112.0), ..adult() },
        );
        assert_eq!(high.total(), Some(5));
        assert_eq!(colour(Some(Colour::Yellow), &high), Some(Colour::Orange));
    }

    #[test]
    fn a_missing_measurement_leaves_the_colour_open_unless_it_is_red_anyway() {
        let open = tews(AgeBand::Adult, &Observed { temperature: None, ..adult() });
        assert_eq!((open.total(), colour(Some(Colour::Orange), &open)), (None, None));
        assert_eq!(open.missing(), ["temperature"]);
        assert_eq!(colour(Some(Colour::Red), &open), Some(Colour::Red));
        let child = tews(AgeBand::OlderChild, &Observed { systolic: None, ..adult() });
        assert!(child.missing().is_empty(), "pressure is on the adult chart alone");
    }

    #[test]
    fn bands_go_by_age_and_by_height_where_the_age_is_unknown() {
        assert_eq!(AgeBand::of(Some(2.99), None), Some(AgeBand::YoungerChild));
        assert_eq!(AgeBand::of(Some(3.0), Some(80.0)), Some(AgeBand::OlderChild));
        assert_eq!(AgeBand::of(Some(12.9), None), Some(AgeBand::OlderChild));
        assert_eq!(AgeBand::of(Some(13.0), None), Some(AgeBand::Adult));
        assert_eq!(AgeBand::of(None, Some(94.0)), Some(AgeBand::YoungerChild));
        assert_eq!(AgeBand::of(None, Some(150.0)), Some(AgeBand::OlderChild));
        assert_eq!(AgeBand::of(None, Some(151.0)), Some(AgeBand::Adult));
        assert_eq!(AgeBand::of(None, None), None);
    }
}
