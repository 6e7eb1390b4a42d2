//! High blood pressure.
//!
//! Source: Williams B, Mancia G, Spiering W, et al. 2018 ESC/ESH Guidelines for the management of
//! arterial hypertension. Eur Heart J 2018;39:3021–3104, sections 3 and 4.
//!
//! Limits: pressures taken in the clinic on at least two days; a day counts with the mean of its
//! readings. Whether they were taken at rest with the right cuff the record does not say. Adults,
//! not pregnant. Treatment thresholds differ and are not told here.

use chrono::NaiveDate;
use chrono_tz::Tz;

use super::criterion::{Proposal, Reason, Said};
use super::evidence::{Evidence, Pressure};
use crate::calendar;
use crate::imaging::method::Method;

/// The method.
pub(crate) const METHOD: Method = Method {
    name: "ESC/ESH office hypertension",
    version: "2018",
    kind: "rule",
    purpose: "Proposes arterial hypertension and its grade.",
    method: "Mean systolic pressure of 140 and more or diastolic of 90 and more on each of the two \
             newest days with a reading within half a year; graded by the lower of both days.",
    source: "Williams B et al. 2018 ESC/ESH Guidelines. Eur Heart J 2018;39:3021–3104.",
    limits: "Adults who are not pregnant; readings taken in the clinic, at rest and with the right \
             cuff, which the record does not say. No probability is published.",
};

/// A day's readings as one.
struct Day<'a> {
    on: NaiveDate,
    systolic: f64,
    diastolic: f64,
    newest: &'a Pressure,
}

fn grade(systolic: f64, diastolic: f64) -> Option<u8> {
    match () {
        () if systolic >= 180.0 || diastolic >= 110.0 => Some(3),
        () if systolic >= 160.0 || diastolic >= 100.0 => Some(2),
        () if systolic >= 140.0 || diastolic >= 90.0 => Some(1),
        () => None,
    }
}

/// Days of the site's calendar with readings, newest first, each with its mean.
fn days(pressures: &[Pressure], zone: Tz) -> Vec<Day<'_>> {
    let day_of = |pressure: &Pressure| calendar::day_of(zone, pressure.recorded_at);
    pressures
        .chunk_by(|one, other| day_of(one) == day_of(other))
        .filter_map(|readings| {
            let newest = readings.first()?;
            let count = readings.len() as f64;
            let mean = |pick: fn(&Pressure) -> f64| readings.iter().map(pick).sum::<f64>() / count;
            Some(Day {
                on: day_of(newest),
                systolic: mean(|pressure| pressure.systolic_mmhg),
                diastolic: mean(|pressure| pressure.diastolic_mmhg),
                newest,
            })
        })
        .collect()
}

/// Arterial hypertension.
pub(crate) fn hypertension(evidence: &Evidence, _: bool) -> Said {
    let known = evidence.problem(&["I10", "I11", "I12", "I13", "I15", "I16"]).is_some();
    let days = days(&evidence.pressures, evidence.zone);
    let (Some(newest), Some(before)) = (days.first(), days.get(1)) else { return Said::Nothing };
    let grades =
        (grade(newest.systolic, newest.diastolic), grade(before.systolic, before.diastolic));
    let (Some(newest_grade), Some(grade_before), false) = (grades.0, grades.1, known) else {
        return Said::Nothing;
    };
    if !evidence.facts.surely_of(18) {
        return Said::NotJudged("Hypertension: the limits are for those who are surely adults.");
    }
    if evidence.facts.pregnant {
        return Said::NotJudged("Hypertension: in pregnancy other criteria hold.");
    }
    let reason = |day: &Day<'_>| {
        let text = format!("{}: {:.0}/{:.0} mmHg", day.on, day.systolic, day.diastolic);
        Reason::of("vitals", day.newest.id, text)
    };
    Said::Proposed(Box::new(Proposal {
        method: &METHOD,
        text: format!("Arterial hypertension, grade {}", newest_grade.min(grade_before)),
        code: "I10".to_owned(),
        severity: None,
        reasons: [reason(before), reason(newest)]
            .into_iter()
            .chain(evidence.facts.estimate().map(Reason::told))
            .collect(),
    }))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::encounters::proposals::evidence::DAY;
    use crate::encounters::proposals::evidence::tests::nothing;
    use uuid::Uuid;

    const NOW: i64 = 1_772_440_200_000_000;

    fn judged(readings: &[(i64, f64, f64)]) -> Option<String> {
        let mut evidence = nothing(NOW);
        evidence.pressures = readings
            .iter()
            .map(|(days_ago, systolic, diastolic)| Pressure {
                id: Uuid::nil(),
                recorded_at: NOW - days_ago * DAY,
                systolic_mmhg: *systolic,
                diastolic_mmhg: *diastolic,
            })
            .collect();
        match hypertension(&evidence, false) {
            Said::Proposed(proposal) => Some(proposal.text),
            _ => None,
        }
    }

    /// The grades of the source's table 3.
    #[test]
    fn two_days_are_needed_and_the_milder_one_grades() {
        assert_eq!(judged(&[(0, 150.0, 85.0)]), None);
        assert_eq!(judged(&[(0, 150.0, 85.0), (0, 152.0, 85.0)]), None, "one day");
        let one = judged(&[(0, 165.0, 85.0), (14, 142.0, 80.0)]);
        assert_eq!(one.as_deref(), Some("Arterial hypertension, grade 1"));
        assert_eq!(judged(&[(0, 150.0, 85.0), (14, 139.0, 89.0)]), None);
        let by_diastolic = judged(&[(0, 130.0, 100.0), (14, 130.0, 102.0)]);
        assert_eq!(by_diastolic.as_deref(), Some("Arterial hypertension, grade 2"));
        assert_eq!(judged(&[(0, 150.0, 85.0), (0, 128.0, 80.0), (14, 150.0, 80.0)]), None, "mean");
    }

    /// An evening in New York goes over midnight by the clock of Greenwich.
    #[test]
    fn a_day_is_one_of_the_sites_calendar() {
        let mut evidence = nothing(NOW);
        let at =
            |text: &str| chrono::DateTime::parse_from_rfc3339(text).unwrap().timestamp_micros();
        evidence.pressures = ["2026-03-01T00:40:00Z", "2026-02-28T23:20:00Z"]
            .map(|text| Pressure {
                id: Uuid::nil(),
                recorded_at: at(text),
                systolic_mmhg: 150.0,
                diastolic_mmhg: 95.0,
            })
            .to_vec();
        assert!(
            matches!(hypertension(&evidence, false), Said::Proposed(_)),
            "two days in Greenwich"
        );
        evidence.zone = chrono_tz::America::New_York;
        assert!(matches!(hypertension(&evidence, false), Said::Nothing), "one evening there");
    }
}
