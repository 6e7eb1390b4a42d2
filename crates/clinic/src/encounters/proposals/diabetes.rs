//! Diabetes mellitus.
//!
//! Source: American Diabetes Association Professional Practice Committee. 2. Diagnosis and
//! Classification of Diabetes: Standards of Care in Diabetes—2024. Diabetes Care 2024;47(Suppl 1):
//! S20–S42, table 2.1.
//!
//! Limits: two abnormal results are needed, of one specimen or of two, unless classic symptoms come
//! with a glucose of 200 mg/dl and more. The type is not told. HbA1c is not valid in pregnancy, with
//! haemoglobin variants, haemolysis or recent transfusion, which the record may not show.

use super::criterion::{Proposal, Reason, Said};
use super::evidence::{Analyte, DAY, Evidence, Lab};
use crate::imaging::method::Method;

/// The method.
pub(crate) const METHOD: Method = Method {
    name: "ADA diagnosis of diabetes",
    version: "2024",
    kind: "rule",
    purpose: "Proposes diabetes mellitus.",
    method: "Two of: HbA1c of 6.5 % and more, fasting glucose of 126 mg/dl and more, glucose of \
             200 mg/dl and more two hours after 75 g; the newer within a year, neither with a \
             normal result of the same test after it; or one glucose of 200 mg/dl and more with \
             classic symptoms.",
    source: "ADA Standards of Care in Diabetes—2024, section 2. Diabetes Care 2024;47(Suppl \
             1):S20–S42.",
    limits: "Does not tell the type. Not in pregnancy. HbA1c misleads with haemoglobin variants, \
             haemolysis and transfusion. No probability is published.",
};

/// Categories of diabetes mellitus in ICD-10-CM.
pub(super) const DIABETES: [&str; 5] = ["E08", "E09", "E10", "E11", "E13"];
/// Results that are this far apart do not confirm each other.
const CONFIRMS_DAYS: i64 = 365;
/// What is older is no finding of today and is repeated first.
const RECENT_DAYS: i64 = 365;

fn abnormal(lab: &Lab) -> Option<String> {
    let (limit, text) = match lab.analyte {
        Analyte::HbA1c => (6.5, format!("HbA1c {:.1} %", lab.value)),
        Analyte::FastingGlucose => (126.0, format!("Fasting glucose {:.0} mg/dl", lab.value)),
        Analyte::GlucoseAfterTwoHours => {
            (200.0, format!("Glucose after two hours {:.0} mg/dl", lab.value))
        }
        _ => return None,
    };
    // A converted value may miss a limit by the digits that nobody writes.
    (rounded(lab) >= limit).then_some(text)
}

fn rounded(lab: &Lab) -> f64 {
    match lab.analyte {
        Analyte::HbA1c => (lab.value * 10.0).round() / 10.0,
        _ => lab.value.round(),
    }
}

/// Diabetes mellitus.
pub(crate) fn diabetes(evidence: &Evidence, symptoms: bool) -> Said {
    let known = evidence.problem(&DIABETES).is_some();
    let any = evidence.labs.iter().any(|lab| symptoms || abnormal(lab).is_some());
    if known || !any {
        return Said::Nothing;
    }
    if evidence.facts.pregnant {
        return Said::NotJudged("Diabetes: in pregnancy other criteria hold.");
    }
    let proposed = |reasons| {
        Said::Proposed(Box::new(Proposal {
            method: &METHOD,
            text: "Diabetes mellitus, type not determined".to_owned(),
            code: "E11.9".to_owned(),
            severity: None,
            reasons,
        }))
    };
    let reason = |lab: &Lab, text| Reason::of("lab_results", lab.id, text);
    if symptoms
        && let Some(lab) = evidence.labs.iter().rev().find(|lab| {
            matches!(
                lab.analyte,
                Analyte::RandomGlucose | Analyte::FastingGlucose | Analyte::GlucoseAfterTwoHours
            ) && lab.value.round() >= 200.0
                && evidence.now - lab.at <= 30 * DAY
        })
    {
        let text = format!("Glucose {:.0} mg/dl", lab.value);
        return proposed(vec![reason(lab, text), Reason::told("With classic symptoms.")]);
    }
    // What a later normal result of the same test contradicts no longer counts.
    let stands = |lab: &Lab| {
        !evidence.of(lab.analyte).any(|later| later.at > lab.at && abnormal(later).is_none())
    };
    let recent: Vec<(&Lab, String)> = evidence
        .labs
        .iter()
        .rev()
        .filter(|lab| stands(lab))
        .filter_map(|lab| abnormal(lab).map(|text| (lab, text)))
        .collect();
    let Some((newest, newest_text)) = recent.first() else { return Said::Nothing };
    if evidence.now - newest.at > RECENT_DAYS * DAY {
        return Said::NotJudged(
            "Diabetes: the abnormal results are older than a year. Repeat the tests.",
        );
    }
    // The same test must have been abnormal on another specimen; another test may be of the same.
    let confirms = recent.iter().skip(1).find(|(lab, _)| {
        newest.at - lab.at <= CONFIRMS_DAYS * DAY
            && (lab.analyte != newest.analyte || lab.at != newest.at)
    });
    match confirms {
        Some((lab, text)) => {
            proposed(vec![reason(lab, text.clone()), reason(newest, newest_text.clone())])
        }
        None => Said::NotJudged(
            "Diabetes: one abnormal result alone. Repeat it, or take another of the tests.",
        ),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::encounters::proposals::evidence::tests::{lab, nothing};

    const NOW: i64 = 1_772_440_200_000_000;

    fn judged(results: &[(Analyte, f64, i64)], symptoms: bool) -> Said {
        let mut evidence = nothing(NOW);
        evidence.labs = results
            .iter()
            .map(|(analyte, value, days_ago)| lab(*analyte, *value, NOW - days_ago * DAY))
            .collect();
        diabetes(&evidence, symptoms)
    }

    /// The combinations that the source's text names.
    #[test]
    fn two_abnormal_results_are_needed_unless_there_are_symptoms() {
        use Analyte::{FastingGlucose, HbA1c, RandomGlucose};
        let both = [(HbA1c, 6.5, 0), (FastingGlucose, 126.0, 0)];
        assert!(matches!(judged(&both, false), Said::Proposed(_)), "one specimen, two tests");
        let twice = [(HbA1c, 7.0, 90), (HbA1c, 6.8, 0)];
        assert!(matches!(judged(&twice, false), Said::Proposed(_)), "one test, two specimens");
        assert!(matches!(judged(&[(HbA1c, 7.0, 0)], false), Said::NotJudged(_)));
        let discordant = [(HbA1c, 7.0, 0), (FastingGlucose, 125.0, 0)];
        assert!(matches!(judged(&discordant, false), Said::NotJudged(_)));
        assert!(matches!(judged(&[(HbA1c, 6.4, 90), (HbA1c, 6.4, 0)], false), Said::Nothing));
        assert!(matches!(judged(&[(RandomGlucose, 220.0, 1)], true), Said::Proposed(_)));
        assert!(matches!(judged(&[(RandomGlucose, 220.0, 1)], false), Said::Nothing));
    }

    #[test]
    fn old_results_and_those_that_a_later_one_contradicts_propose_nothing() {
        use Analyte::{FastingGlucose, HbA1c};
        let of_2012 = [(HbA1c, 7.4, 5_000), (HbA1c, 7.1, 4_950)];
        assert!(matches!(judged(&of_2012, false), Said::NotJudged(_)));
        let well_since = [(HbA1c, 7.0, 120), (HbA1c, 6.8, 90), (HbA1c, 5.6, 10)];
        assert!(matches!(judged(&well_since, false), Said::Nothing));
        let between = [(HbA1c, 7.0, 120), (HbA1c, 5.6, 60), (HbA1c, 6.8, 10)];
        assert!(matches!(judged(&between, false), Said::NotJudged(_)), "one alone");
        // Twice by one test is diabetes, whatever another test says.
        let other = [(HbA1c, 7.0, 120), (HbA1c, 6.8, 90), (FastingGlucose, 110.0, 10)];
        assert!(matches!(judged(&other, false), Said::Proposed(_)));
    }
}
