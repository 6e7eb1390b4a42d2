//! Acute kidney injury and chronic kidney disease.
//!
//! Sources: KDIGO Clinical Practice Guideline for Acute Kidney Injury, Kidney Int Suppl 2012;2:1–138
//! (section 2.1); KDIGO 2024 Clinical Practice Guideline for the Evaluation and Management of CKD,
//! Kidney Int 2024;105(4S); Inker LA et al. New creatinine- and cystatin C–based equations to
//! estimate GFR without race. N Engl J Med 2021;385:1737–1749 (CKD-EPI 2021).
//!
//! Limits: urine output is not looked at, so an injury can be missed; the lowest creatinine of the
//! last seven days stands for the baseline; the estimate is for adults in a steady state, is not
//! valid in pregnancy or acute injury, and is not told where the sex is not recorded.

use chrono::NaiveDate;

use super::criterion::{Proposal, Reason, Said};
use super::evidence::{Analyte, DAY, Evidence, Lab};
use crate::calendar::HOUR;
use crate::encounters::acute::patient::Sex;
use crate::imaging::method::Method;

/// The method of acute kidney injury.
pub(crate) const ACUTE: Method = Method {
    name: "KDIGO acute kidney injury",
    version: "2012",
    kind: "rule",
    purpose: "Proposes acute kidney injury and its stage.",
    method: "Creatinine risen by 0.3 mg/dl within 48 hours, or to 1.5 times the lowest of the last \
             7 days; stage 2 from 2.0 times, stage 3 from 3.0 times or 4.0 mg/dl.",
    source: "KDIGO Clinical Practice Guideline for Acute Kidney Injury. Kidney Int Suppl \
             2012;2:1–138.",
    limits: "Urine output is not looked at. The lowest creatinine of the last 7 days stands for \
             the baseline. No probability is published.",
};

/// The method of chronic kidney disease.
pub(crate) const CHRONIC: Method = Method {
    name: "KDIGO chronic kidney disease with CKD-EPI",
    version: "2021/2024",
    kind: "rule",
    purpose: "Proposes chronic kidney disease and its stage.",
    method: "Estimated glomerular filtration (CKD-EPI 2021, creatinine, without race) below 60, or \
             urine albumin to creatinine of 30 mg/g and more, each over at least 90 days without a \
             better result between; either is enough. Staged by the newest estimate; without one \
             the stage is not judged.",
    source: "KDIGO 2024 CKD guideline, Kidney Int 2024;105(4S); Inker LA et al., N Engl J Med \
             2021;385:1737–1749.",
    limits: "Adults; no estimate where the sex is not recorded; not in pregnancy; not while \
             creatinine changes quickly. No probability is published.",
};

/// The estimate is for adults.
const ADULT_YEARS: u32 = 18;
/// What lasts this long is chronic.
const CHRONIC_DAYS: i64 = 90;

/// Estimated glomerular filtration rate by CKD-EPI 2021, ml/min/1.73 m².
pub(crate) fn egfr(creatinine_mg_dl: f64, age_years: u32, sex: Sex) -> f64 {
    let (kappa, alpha, factor) = match sex {
        Sex::Female => (0.7, -0.241, 1.012),
        Sex::Male => (0.9, -0.302, 1.0),
    };
    let ratio: f64 = creatinine_mg_dl / kappa;
    142.0
        * ratio.min(1.0).powf(alpha)
        * ratio.max(1.0).powf(-1.200)
        * 0.9938_f64.powf(f64::from(age_years))
        * factor
}

/// The stage of an acute injury, with the two results that show it.
struct Acute<'a> {
    stage: u8,
    before: &'a Lab,
    now: &'a Lab,
}

/// Looks at the newest creatinine, where it is not older than a week.
fn acute(evidence: &Evidence) -> Option<Acute<'_>> {
    let now = evidence.of(Analyte::Creatinine).next_back()?;
    if evidence.now - now.at > 7 * DAY {
        return None;
    }
    let lowest = |within: i64| {
        evidence
            .of(Analyte::Creatinine)
            .filter(|lab| lab.at < now.at && now.at - lab.at <= within)
            .min_by(|one, other| one.value.total_cmp(&other.value))
    };
    // Tenths of a mg/dl have no exact binary form.
    let tiny = 1e-9;
    let by_ratio = lowest(7 * DAY).filter(|lab| now.value / lab.value >= 1.5 - tiny);
    let by_rise = lowest(48 * HOUR).filter(|lab| now.value - lab.value >= 0.3 - tiny);
    let before = by_ratio.or(by_rise)?;
    let ratio = now.value / before.value;
    let stage = match ratio {
        _ if ratio >= 3.0 - tiny || now.value >= 4.0 - tiny => 3,
        _ if ratio >= 2.0 - tiny => 2,
        _ => 1,
    };
    Some(Acute { stage, before, now })
}

/// Acute kidney injury.
pub(crate) fn acute_injury(evidence: &Evidence, _: bool) -> Said {
    let Some(found) = acute(evidence) else { return Said::Nothing };
    if evidence.problem(&["N17"]).is_some() {
        return Said::Nothing;
    }
    let hours = (found.now.at - found.before.at) / HOUR;
    let reason = |lab: &Lab, text: String| Reason::of("lab_results", lab.id, text);
    Said::Proposed(Box::new(Proposal {
        method: &ACUTE,
        text: format!("Acute kidney injury, KDIGO stage {}", found.stage),
        code: "N17.9".to_owned(),
        severity: Some(match found.stage {
            1 => "mild",
            2 => "moderate",
            _ => "severe",
        }),
        reasons: vec![
            reason(found.before, format!("Creatinine {:.2} mg/dl", found.before.value)),
            reason(
                found.now,
                format!(
                    "Creatinine {:.2} mg/dl {hours} hours later, {:.1} times as much",
                    found.now.value,
                    found.now.value / found.before.value
                ),
            ),
        ],
    }))
}

/// A result with what is made of it: the estimate, or the value itself.
type Judged<'a> = (&'a Lab, f64);

/// The oldest and the newest of the newest results that lie beyond a limit without a better one
/// between, where they span at least 90 days.
fn lasting<'a>(labs: Vec<Judged<'a>>, beyond: impl Fn(f64) -> bool) -> Option<[Judged<'a>; 2]> {
    let run: Vec<_> = labs.into_iter().rev().take_while(|(_, value)| beyond(*value)).collect();
    let (newest, oldest) = (*run.first()?, *run.last()?);
    (newest.0.at - oldest.0.at >= CHRONIC_DAYS * DAY).then_some([oldest, newest])
}

/// The estimates of a patient who was born on `born`, oldest first, at the age on each day.
fn estimates(evidence: &Evidence, born: NaiveDate, sex: Sex) -> Vec<Judged<'_>> {
    evidence
        .of(Analyte::Creatinine)
        .filter_map(|lab| {
            let on = chrono::DateTime::from_timestamp_micros(lab.at)?.date_naive();
            let age = crate::calendar::age_years(born, on).filter(|age| *age >= ADULT_YEARS)?;
            Some((lab, egfr(lab.value, age, sex)))
        })
        .collect()
}

/// The stage by the newest estimate, and its code.
fn stage(estimate: Option<f64>) -> (&'static str, &'static str) {
    match estimate {
        None => ("stage not judged", "N18.9"),
        Some(estimate) if estimate < 15.0 => ("stage G5", "N18.5"),
        Some(estimate) if estimate < 30.0 => ("stage G4", "N18.4"),
        Some(estimate) if estimate < 45.0 => ("stage G3b", "N18.32"),
        Some(estimate) if estimate < 60.0 => ("stage G3a", "N18.31"),
        Some(estimate) if estimate < 90.0 => ("stage G2", "N18.2"),
        Some(_) => ("stage G1", "N18.1"),
    }
}

/// The stage by a result's estimate.
fn stage_of(judged: Option<Judged<'_>>) -> (&'static str, &'static str) {
    stage(judged.map(|(_, estimate)| estimate))
}

/// Codes of chronic kidney disease from the mildest on. Stage 3 without its half may be the graver
/// one.
const STAGES: [&[&str]; 8] = [
    &["N18.9", "N18"],
    &["N18.1"],
    &["N18.2"],
    &["N18.31"],
    &["N18.32", "N18.30", "N18.3"],
    &["N18.4"],
    &["N18.5"],
    &["N18.6"],
];

/// Whether the same stage or a graver one is on record.
fn known(evidence: &Evidence, proposed: &str) -> bool {
    let grade = |code: &str| STAGES.iter().position(|codes| codes.contains(&code));
    let recorded = evidence.problems.iter().filter_map(|problem| grade(&problem.code)).max();
    recorded.is_some() && recorded >= grade(proposed)
}

/// Chronic kidney disease, by filtration or by albumin in the urine.
pub(crate) fn chronic_disease(evidence: &Evidence, _: bool) -> Said {
    let measured = [Analyte::Creatinine, Analyte::AlbuminToCreatinine];
    if !measured.iter().any(|analyte| evidence.of(*analyte).next().is_some()) {
        return Said::Nothing;
    }
    let facts = &evidence.facts;
    let Some((earliest, latest)) = facts.born_between.filter(|_| facts.surely_of(ADULT_YEARS))
    else {
        return Said::NotJudged(
            "Chronic kidney disease: the estimate is for those who are surely adults.",
        );
    };
    if facts.pregnant {
        return Said::NotJudged("Chronic kidney disease: the estimate is not valid in pregnancy.");
    }
    if acute(evidence).is_some() {
        return Said::NotJudged(
            "Chronic kidney disease: the creatinine is changing, so the estimate is not valid.",
        );
    }
    let ratios = evidence.of(Analyte::AlbuminToCreatinine).map(|lab| (lab, lab.value)).collect();
    let albumin = lasting(ratios, |ratio| ratio >= 30.0);
    if facts.sex.is_none() && albumin.is_none() {
        return Said::NotJudged("Chronic kidney disease: the sex is not recorded.");
    }
    // The filtration falls with age: of the ages that are possible the oldest is judged, and it is
    // said where the youngest would be judged otherwise.
    let at = |born| facts.sex.map(|sex| estimates(evidence, born, sex)).unwrap_or_default();
    let (estimates, if_youngest) = (at(earliest), at(latest));
    let newest = estimates.last().copied();
    let filtration = lasting(estimates, |estimate| estimate < 60.0);
    if filtration.is_none() && albumin.is_none() {
        return Said::Nothing;
    }
    let (stage, code) = stage_of(newest);
    if known(evidence, code) {
        return Said::Nothing;
    }
    let mut reasons = Vec::new();
    for (lab, estimate) in filtration.into_iter().flatten() {
        reasons.push(Reason::of(
            "lab_results",
            lab.id,
            format!("Creatinine {:.2} mg/dl, estimated filtration {estimate:.0}", lab.value),
        ));
    }
    if filtration.is_none()
        && let Some((lab, estimate)) = newest
    {
        let text = format!("Creatinine {:.2} mg/dl, estimated filtration {estimate:.0}", lab.value);
        reasons.push(Reason::of("lab_results", lab.id, text));
    }
    for (lab, ratio) in albumin.into_iter().flatten() {
        let text = format!("Urine albumin to creatinine {ratio:.0} mg/g");
        reasons.push(Reason::of("lab_results", lab.id, text));
    }
    reasons.push(Reason::told("Over at least 90 days, without a better result between."));
    reasons.extend(facts.estimate().map(Reason::told));
    let milder = stage_of(if_youngest.last().copied()).1 != code;
    let never = filtration.is_some() && lasting(if_youngest, |estimate| estimate < 60.0).is_none();
    if milder || never {
        reasons.push(Reason::told(
            "At the youngest of these ages it would be milder, or none: ask for the date of birth.",
        ));
    }
    Said::Proposed(Box::new(Proposal {
        method: &CHRONIC,
        text: format!("Chronic kidney disease, {stage}"),
        code: code.to_owned(),
        severity: None,
        reasons,
    }))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::encounters::proposals::evidence::tests::{lab, nothing};

    const NOW: i64 = 1_772_440_200_000_000;

    /// Worked by hand: a man of 60 with 1.2 mg/dl: 142 · (1.2/0.9)^−1.2 · 0.9938^60 = 69.2; a
    /// woman of 50 with 0.7 mg/dl: 142 · 0.9938^50 · 1.012 = 105.3; a man of 40 with 0.6 mg/dl:
    /// 142 · (0.6/0.9)^−0.302 · 0.9938^40 = 125.1.
    #[test]
    fn the_estimate_by_hand() {
        for (creatinine, age, sex, by_hand) in
            [(1.2, 60, Sex::Male, 69.2), (0.7, 50, Sex::Female, 105.3), (0.6, 40, Sex::Male, 125.1)]
        {
            let estimate = egfr(creatinine, age, sex);
            assert!((estimate - by_hand).abs() < 0.1, "{estimate} {by_hand}");
        }
    }

    fn acutely(results: &[(f64, i64)]) -> Option<String> {
        let mut evidence = nothing(NOW);
        evidence.labs = results
            .iter()
            .map(|(value, hours_ago)| lab(Analyte::Creatinine, *value, NOW - hours_ago * HOUR))
            .collect();
        match acute_injury(&evidence, false) {
            Said::Proposed(proposal) => Some(proposal.text),
            _ => None,
        }
    }

    /// The table of the guideline, section 2.1.
    #[test]
    fn stages_of_an_acute_injury() {
        let stage = |text: Option<String>| text.map(|text| text.chars().last().unwrap());
        assert_eq!(stage(acutely(&[(1.0, 40), (1.3, 0)])), Some('1'), "0.3 within 48 hours");
        assert_eq!(acutely(&[(1.0, 60), (1.3, 0)]), None, "0.3 in 60 hours");
        assert_eq!(stage(acutely(&[(0.8, 150), (1.2, 0)])), Some('1'), "1.5 times in 7 days");
        assert_eq!(acutely(&[(0.8, 170), (1.2, 0)]), None, "the baseline is older than 7 days");
        assert_eq!(stage(acutely(&[(1.0, 100), (2.0, 0)])), Some('2'));
        assert_eq!(stage(acutely(&[(1.0, 100), (3.0, 0)])), Some('3'));
        assert_eq!(stage(acutely(&[(3.7, 40), (4.0, 0)])), Some('3'), "4.0 mg/dl with a rise");
        assert_eq!(acutely(&[(4.2, 40), (4.3, 0)]), None, "high and not risen");
        assert_eq!(acutely(&[(1.0, 400), (2.0, 300)]), None, "long ago");
    }

    fn chronically(results: &[(Analyte, f64, i64)]) -> Said {
        let mut evidence = nothing(NOW);
        evidence.labs = results
            .iter()
            .map(|(analyte, value, days_ago)| lab(*analyte, *value, NOW - days_ago * DAY))
            .collect();
        chronic_disease(&evidence, false)
    }

    fn code(said: Said) -> Option<&'static str> {
        match said {
            Said::Proposed(proposal) => Some(proposal.code.leak()),
            _ => None,
        }
    }

    #[test]
    fn what_lasts_three_months_is_chronic_and_what_recovered_between_is_not() {
        use Analyte::{AlbuminToCreatinine, Creatinine};
        // A man of 60: 1.5 mg/dl is 53, 2.0 is 38, 3.0 is 23.
        assert_eq!(
            code(chronically(&[(Creatinine, 1.5, 120), (Creatinine, 1.5, 20)])),
            Some("N18.31")
        );
        assert_eq!(code(chronically(&[(Creatinine, 1.5, 80), (Creatinine, 1.5, 20)])), None);
        assert_eq!(
            code(chronically(&[
                (Creatinine, 1.5, 120),
                (Creatinine, 0.9, 60),
                (Creatinine, 1.5, 20)
            ])),
            None
        );
        assert_eq!(
            code(chronically(&[(Creatinine, 2.0, 400), (Creatinine, 3.0, 20)])),
            Some("N18.4")
        );
        assert_eq!(
            code(chronically(&[
                (AlbuminToCreatinine, 45.0, 200),
                (AlbuminToCreatinine, 60.0, 30),
                (Creatinine, 0.8, 30)
            ])),
            Some("N18.1")
        );
    }

    #[test]
    fn an_estimated_age_is_said_and_near_the_limit_the_date_of_birth_is_asked_for() {
        use crate::encounters::laboratory::whose::born_between;
        let of = |born: &str, creatinine: f64| {
            let mut evidence = nothing(NOW);
            evidence.facts.born_between = born_between(born.parse().unwrap(), "estimated");
            evidence.labs = vec![
                lab(Analyte::Creatinine, creatinine, NOW - 200 * DAY),
                lab(Analyte::Creatinine, creatinine, NOW - 20 * DAY),
            ];
            evidence
        };
        let told = |evidence: &Evidence| match chronic_disease(evidence, false) {
            Said::Proposed(proposal) => {
                proposal.reasons.iter().map(|reason| reason.text.clone()).collect::<String>()
            }
            _ => String::new(),
        };
        // A man of 65: 1.35 mg/dl is 58; one of 55: 62.
        let near = told(&of("1966-01-01", 1.35));
        assert!(near.contains("estimated age of 55 to 65"), "{near}");
        assert!(near.contains("ask for the date of birth"), "{near}");
        // 1.5 mg/dl is 51 or 55.
        let surely = told(&of("1966-01-01", 1.5));
        assert!(surely.contains("estimated age") && !surely.contains("ask for"), "{surely}");
        let young = chronic_disease(&of("2006-01-01", 2.0), false);
        assert!(matches!(young, Said::NotJudged(_)), "may be a child");
    }

    /// The guideline's definition: a marker of damage alone is enough.
    #[test]
    fn albumin_alone_is_enough_and_the_newest_estimate_stages() {
        use Analyte::{AlbuminToCreatinine, Creatinine};
        let albumin = [(AlbuminToCreatinine, 45.0, 200), (AlbuminToCreatinine, 60.0, 30)];
        let with = |more: &[(Analyte, f64, i64)]| {
            let mut all = albumin.to_vec();
            all.extend(more);
            code(chronically(&all))
        };
        assert_eq!(with(&[]), Some("N18.9"), "no creatinine");
        assert_eq!(with(&[(Creatinine, 2.0, 20)]), Some("N18.32"), "one estimate below 60");
        assert_eq!(with(&[(Creatinine, 1.5, 40), (Creatinine, 0.8, 20)]), Some("N18.1"));
        assert_eq!(code(chronically(&[albumin[1]])), None, "one ratio alone");
        let mut evidence = nothing(NOW);
        evidence.facts.sex = None;
        evidence.labs = albumin.map(|(of, value, ago)| lab(of, value, NOW - ago * DAY)).to_vec();
        match chronic_disease(&evidence, false) {
            Said::Proposed(proposal) => {
                assert_eq!(proposal.text, "Chronic kidney disease, stage not judged");
            }
            _ => panic!("albumin needs no sex"),
        }
    }

    #[test]
    fn a_stage_that_is_on_record_or_a_graver_one_is_not_proposed_again() {
        use crate::encounters::proposals::evidence::Known;
        let proposed = |recorded: &str, creatinine: f64| {
            let mut evidence = nothing(NOW);
            evidence.labs = vec![
                lab(Analyte::Creatinine, creatinine, NOW - 200 * DAY),
                lab(Analyte::Creatinine, creatinine, NOW - 20 * DAY),
            ];
            evidence.problems = vec![Known {
                id: uuid::Uuid::nil(),
                condition_text: "Chronic kidney disease".to_owned(),
                code: recorded.to_owned(),
            }];
            code(chronic_disease(&evidence, false))
        };
        // A man of 60: 6.0 mg/dl is 10, 2.0 is 38.
        assert_eq!(proposed("N18.6", 6.0), None, "end stage holds stage 5");
        assert_eq!(proposed("N18.5", 6.0), None);
        assert_eq!(proposed("N18.30", 2.0), None, "stage 3, half not told");
        assert_eq!(proposed("N18.31", 2.0), Some("N18.32"), "worse than recorded");
        assert_eq!(proposed("N18.9", 2.0), Some("N18.32"), "more exact than recorded");
        assert_eq!(proposed("N17.9", 2.0), Some("N18.32"), "another disease");
    }

    #[test]
    fn without_a_recorded_sex_the_estimate_is_not_made_and_it_is_said() {
        let mut evidence = nothing(NOW);
        evidence.facts.sex = None;
        evidence.labs = vec![lab(Analyte::Creatinine, 2.0, NOW - DAY)];
        assert!(matches!(chronic_disease(&evidence, false), Said::NotJudged(_)));
    }
}
