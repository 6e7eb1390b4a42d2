//! How severe a community-acquired pneumonia is.
//!
//! Source: Lim WS, van der Eerden MM, Laing R, et al. Defining community acquired pneumonia severity
//! on presentation to hospital. Thorax 2003;58:377–382 (CURB-65).
//!
//! Limits: adults whose pneumonia a doctor has recorded, seen within a day; the five parts must all
//! be known. The published figures are deaths within 30 days by score, not a confidence in the
//! diagnosis, so none is stored.

use super::criterion::{Proposal, Reason, Said};
use super::evidence::{Analyte, DAY, Evidence};
use crate::imaging::method::Method;

/// The method.
pub(crate) const METHOD: Method = Method {
    name: "CURB-65",
    version: "2003",
    kind: "score",
    purpose: "Proposes how severe a recorded community-acquired pneumonia is.",
    method: "One point each for confusion, urea above 7 mmol/l, breathing rate of 30 and more, \
             systolic pressure below 90 or diastolic of 60 and less, age of 65 and more. 0–1 mild, \
             2 moderate, 3–5 severe.",
    source: "Lim WS et al. Thorax 2003;58:377–382.",
    limits: "Adults with a recorded pneumonia acquired outside hospital, measured within a day. \
             Gives the risk of death within 30 days, not a confidence.",
};

/// Viral, bacterial and unspecified pneumonia in ICD-10-CM.
const PNEUMONIA: [&str; 7] = ["J12", "J13", "J14", "J15", "J16", "J17", "J18"];

/// The five parts.
#[derive(Clone, Copy)]
struct Parts {
    confused: bool,
    urea_mmol_l: f64,
    respiratory_rate: f64,
    systolic: f64,
    diastolic: f64,
    age_years: u32,
}

impl Parts {
    fn score(self) -> u8 {
        u8::from(self.confused)
            + u8::from(self.urea_mmol_l > 7.0)
            + u8::from(self.respiratory_rate >= 30.0)
            + u8::from(self.systolic < 90.0 || self.diastolic <= 60.0)
            + u8::from(self.age_years >= 65)
    }
}

/// Severity and the share who died within 30 days in the source's derivation and validation.
fn meaning(score: u8) -> (&'static str, &'static str) {
    match score {
        0 | 1 => ("mild", "about 1.5 %"),
        2 => ("moderate", "about 9 %"),
        _ => ("severe", "about 22 %"),
    }
}

/// The severity of a recorded pneumonia.
pub(crate) fn severity(evidence: &Evidence, _: bool) -> Said {
    let Some(pneumonia) = evidence.problem(&PNEUMONIA) else { return Said::Nothing };
    // Nothing is said of a score without its parts.
    let urea = evidence.of(Analyte::Urea).next_back().filter(|lab| evidence.now - lab.at <= DAY);
    let vitals = evidence.vitals.as_ref();
    let parts = (|| {
        let vitals = vitals?;
        Some(Parts {
            confused: vitals.consciousness.as_deref()? != "alert",
            urea_mmol_l: urea?.value,
            respiratory_rate: vitals.respiratory_rate_bpm?,
            systolic: vitals.systolic_mmhg?,
            diastolic: vitals.diastolic_mmhg?,
            // Where the age is estimated the point of age is counted as soon as it may be due.
            age_years: evidence.facts.years().filter(|(youngest, _)| *youngest >= 18)?.1,
        })
    })();
    let (Some(parts), Some(vitals), Some(urea)) = (parts, vitals, urea) else {
        return Said::NotJudged(
            "CURB-65: it needs age, urea, breathing rate, blood pressure and consciousness of the \
             last 24 hours.",
        );
    };
    let score = parts.score();
    let (severity, died) = meaning(score);
    let mut proposal = Proposal {
        method: &METHOD,
        text: format!("{}: {severity}, CURB-65 of {score}", pneumonia.condition_text),
        code: pneumonia.code.clone(),
        severity: Some(severity),
        reasons: vec![
            Reason::of(
                "medical_conditions",
                pneumonia.id,
                format!("Recorded: {}", pneumonia.condition_text),
            ),
            Reason::of("lab_results", urea.id, format!("Urea {:.1} mmol/l", urea.value)),
            Reason::of(
                "vitals",
                vitals.id,
                format!(
                    "Breathing rate {}, blood pressure {}/{}, {}, {} years old",
                    parts.respiratory_rate,
                    parts.systolic,
                    parts.diastolic,
                    if parts.confused { "not alert" } else { "alert" },
                    parts.age_years
                ),
            ),
            Reason::told(format!("In the source {died} of these patients died within 30 days.")),
        ],
    };
    proposal.reasons.extend(evidence.facts.estimate().map(Reason::told));
    Said::Proposed(Box::new(proposal))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::encounters::proposals::evidence::tests::{lab, nothing};
    use crate::encounters::proposals::evidence::{Known, LastVitals};
    use uuid::Uuid;

    const NOW: i64 = 1_772_440_200_000_000;

    /// Each part alone gives one point, at the limits that the source gives.
    #[test]
    fn the_five_points() {
        let none = Parts {
            confused: false,
            urea_mmol_l: 7.0,
            respiratory_rate: 29.0,
            systolic: 90.0,
            diastolic: 61.0,
            age_years: 64,
        };
        assert_eq!(none.score(), 0);
        assert_eq!(Parts { confused: true, ..none }.score(), 1);
        assert_eq!(Parts { urea_mmol_l: 7.1, ..none }.score(), 1);
        assert_eq!(Parts { respiratory_rate: 30.0, ..none }.score(), 1);
        assert_eq!(Parts { systolic: 89.0, ..none }.score(), 1);
        assert_eq!(Parts { diastolic: 60.0, ..none }.score(), 1);
        assert_eq!(Parts { systolic: 80.0, diastolic: 50.0, ..none }.score(), 1, "one point");
        assert_eq!(Parts { age_years: 65, ..none }.score(), 1);
        assert_eq!((meaning(1).0, meaning(2).0, meaning(3).0), ("mild", "moderate", "severe"));
    }

    #[test]
    fn only_a_recorded_pneumonia_is_judged_and_only_with_every_part() {
        let mut evidence = nothing(NOW);
        evidence.labs = vec![lab(Analyte::Urea, 9.0, NOW - DAY / 2)];
        evidence.vitals = Some(LastVitals {
            id: Uuid::nil(),
            respiratory_rate_bpm: Some(32.0),
            systolic_mmhg: Some(85.0),
            diastolic_mmhg: Some(50.0),
            consciousness: Some("alert".to_owned()),
        });
        assert!(matches!(severity(&evidence, false), Said::Nothing));
        evidence.problems = vec![Known {
            id: Uuid::nil(),
            condition_text: "Pneumonia".to_owned(),
            code: "J18.9".to_owned(),
        }];
        let Said::Proposed(proposal) = severity(&evidence, false) else { panic!() };
        assert_eq!(proposal.text, "Pneumonia: severe, CURB-65 of 3");
        evidence.labs.clear();
        assert!(matches!(severity(&evidence, false), Said::NotJudged(_)));
    }
}
