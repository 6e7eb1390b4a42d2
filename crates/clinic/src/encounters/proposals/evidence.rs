//! What criteria are judged on: results by LOINC code in one unit, pressures, vitals, problems.
//!
//! A result counts where it is final, a number without a comparator, not replaced by a correction,
//! coded in LOINC, and in a unit that belongs to its test. Whatever is left out for its unit is
//! told, so that nobody takes silence for a normal finding.

use chrono_tz::Tz;
use serde::Deserialize;
use store::{Reader, params};
use uuid::Uuid;

use crate::calendar::HOUR;
use crate::encounters::acute::patient::PatientFacts;
use crate::encounters::icd10;
use crate::people::merged::of_person;
use crate::{Refused, Who};

/// Microseconds in a day of 24 hours.
pub(crate) const DAY: i64 = 24 * HOUR;

/// What was measured, whatever code and unit it came in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Analyte {
    /// Serum creatinine, mg/dl.
    Creatinine,
    /// Urine albumin to creatinine, mg/g.
    AlbuminToCreatinine,
    /// Haemoglobin A1c, NGSP percent.
    HbA1c,
    /// Fasting plasma glucose, mg/dl.
    FastingGlucose,
    /// Plasma glucose two hours after 75 g, mg/dl.
    GlucoseAfterTwoHours,
    /// Plasma glucose at any time, mg/dl.
    RandomGlucose,
    /// Urea, mmol/l.
    Urea,
}

/// LOINC codes by what they measure.
const CODES: &[(&str, Analyte)] = &[
    ("2160-0", Analyte::Creatinine),
    ("38483-4", Analyte::Creatinine),
    ("14682-9", Analyte::Creatinine),
    ("77140-2", Analyte::Creatinine),
    ("9318-7", Analyte::AlbuminToCreatinine),
    ("14959-1", Analyte::AlbuminToCreatinine),
    ("32294-1", Analyte::AlbuminToCreatinine),
    ("30000-4", Analyte::AlbuminToCreatinine),
    ("4548-4", Analyte::HbA1c),
    ("17856-6", Analyte::HbA1c),
    ("59261-8", Analyte::HbA1c),
    ("1558-6", Analyte::FastingGlucose),
    ("14771-0", Analyte::FastingGlucose),
    ("76629-5", Analyte::FastingGlucose),
    ("1518-0", Analyte::GlucoseAfterTwoHours),
    ("14995-5", Analyte::GlucoseAfterTwoHours),
    ("2345-7", Analyte::RandomGlucose),
    ("2339-0", Analyte::RandomGlucose),
    ("14749-6", Analyte::RandomGlucose),
    ("15074-8", Analyte::RandomGlucose),
    ("22664-7", Analyte::Urea),
    ("3091-6", Analyte::Urea),
    ("14937-7", Analyte::Urea),
    ("3094-0", Analyte::Urea),
    ("6299-2", Analyte::Urea),
];

/// Codes of urea as nitrogen: the weight of the nitrogen alone.
const UREA_NITROGEN: [&str; 3] = ["14937-7", "3094-0", "6299-2"];

/// What LOINC is called in records from here and from elsewhere.
const LOINC: &str = "'http://loinc.org', 'loinc', 'LOINC', 'urn:oid:2.16.840.1.113883.6.1'";

/// What SNOMED CT is called in records from here and from elsewhere.
const SNOMED: [&str; 4] =
    ["http://snomed.info/sct", "snomed", "SNOMED-CT", "urn:oid:2.16.840.1.113883.6.96"];

/// Findings of SNOMED CT that a criterion here would propose, with the code of ICD-10-CM under which
/// that criterion knows them. Source: the descriptions of the concepts in SNOMED CT.
const FINDINGS: &[(&str, &str)] = &[
    ("73211009", "E11"),
    ("44054006", "E11"),
    ("46635009", "E10"),
    ("38341003", "I10"),
    ("59621000", "I10"),
    ("709044004", "N18.9"),
    ("431855005", "N18.1"),
    ("431856006", "N18.2"),
    ("433144002", "N18.30"),
    ("700378005", "N18.31"),
    ("700379002", "N18.32"),
    ("431857002", "N18.4"),
    ("433146000", "N18.5"),
    ("46177005", "N18.6"),
    ("14669001", "N17.9"),
];

/// Molar masses, g/mol: creatinine 113.12, glucose 180.16, urea 60.06, two nitrogens 28.01.
const CREATININE_UMOL_PER_MG_DL: f64 = 88.4;
const GLUCOSE_MG_DL_PER_MMOL: f64 = 18.016;
const UREA_MG_DL_PER_MMOL: f64 = 6.006;
const UREA_NITROGEN_MG_DL_PER_MMOL: f64 = 2.801;
/// An albumin to creatinine ratio of 1 mg/mmol is 8.84 mg/g.
const RATIO_MG_G_PER_MG_MMOL: f64 = 8.84;

/// One result in the unit of its analyte.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Lab {
    /// Its row.
    pub id: Uuid,
    /// What it measures.
    pub analyte: Analyte,
    /// In the analyte's unit.
    pub value: f64,
    /// When the specimen was taken, or else when the result came.
    pub at: i64,
}

/// A blood pressure.
#[derive(Clone, Debug, Deserialize)]
pub(crate) struct Pressure {
    /// Its row.
    pub id: Uuid,
    /// When it was measured.
    pub recorded_at: i64,
    /// mmHg.
    pub systolic_mmhg: f64,
    /// mmHg.
    pub diastolic_mmhg: f64,
}

/// The newest vital signs of a day.
#[derive(Clone, Debug, Deserialize)]
pub(crate) struct LastVitals {
    /// Its row.
    pub id: Uuid,
    /// Breaths a minute.
    pub respiratory_rate_bpm: Option<f64>,
    /// mmHg.
    pub systolic_mmhg: Option<f64>,
    /// mmHg.
    pub diastolic_mmhg: Option<f64>,
    /// One of `consciousness`.
    pub consciousness: Option<String>,
}

/// A problem that stands.
#[derive(Clone, Debug, Deserialize)]
pub(crate) struct Known {
    /// Its row.
    pub id: Uuid,
    /// What it is called.
    pub condition_text: String,
    /// The code in ICD-10-CM, or the one that says the same as a code of SNOMED CT. It is compared
    /// and never written.
    pub code: String,
}

/// Everything that criteria are judged on.
pub(crate) struct Evidence {
    /// Age, sex, pregnancy.
    pub facts: PatientFacts,
    /// The moment.
    pub now: i64,
    /// Where the site's days begin and end.
    pub zone: Tz,
    /// Results, oldest first.
    pub labs: Vec<Lab>,
    /// Blood pressures of the last half year, newest first.
    pub pressures: Vec<Pressure>,
    /// Vital signs of the last day.
    pub vitals: Option<LastVitals>,
    /// Problems that stand and carry a code of ICD-10-CM, or a known one of SNOMED CT, of their own
    /// or beside it.
    pub problems: Vec<Known>,
    /// Sentences about results that could not be used.
    pub left_out: Vec<String>,
}

#[derive(Deserialize)]
struct Row {
    id: Uuid,
    test_name: String,
    test_code: String,
    value_number: f64,
    unit: Option<String>,
    at: i64,
}

impl Evidence {
    /// Reads it.
    pub fn load(reader: &Reader<'_>, who: &Who, patient: Uuid, now: i64) -> Result<Self, Refused> {
        let facts = PatientFacts::load(reader, who, patient, now)?;
        let codes: Vec<String> = CODES.iter().map(|(code, _)| format!("'{code}'")).collect();
        let rows: Vec<Row> = reader.rows(
            &of_person(&format!(
                "SELECT id, test_name, test_code, value_number, unit, \
                 coalesce(collected_at, resulted_at) AS at FROM lab_results r \
                 WHERE patient_id = ?1 AND test_code IN ({}) AND code_system IN ({LOINC}) \
                 AND status IN ('completed', 'corrected') AND value_number IS NOT NULL \
                 AND value_comparator IS NULL AND deleted_at IS NULL \
                 AND coalesce(collected_at, resulted_at) IS NOT NULL \
                 AND NOT EXISTS (SELECT 1 FROM lab_results c WHERE c.corrects_id = r.id) \
                 ORDER BY coalesce(collected_at, resulted_at) DESC, id DESC LIMIT 500",
                codes.join(", ")
            )),
            params![patient],
        )?;
        let mut labs = Vec::new();
        let mut left_out: Vec<String> = Vec::new();
        for row in rows.into_iter().rev() {
            match in_unit_of(&row.test_code, row.value_number, row.unit.as_deref()) {
                Some((analyte, value)) => {
                    labs.push(Lab { id: row.id, analyte, value, at: row.at });
                }
                None => {
                    let sentence = format!(
                        "{} was left out: its unit is not one of this test.",
                        row.test_name
                    );
                    if !left_out.contains(&sentence) {
                        left_out.push(sentence);
                    }
                }
            }
        }
        let standing = of_person(
            "FROM vitals v WHERE patient_id = ?1 AND recorded_at > ?2 AND deleted_at IS NULL \
             AND NOT EXISTS (SELECT 1 FROM vitals c WHERE c.corrects_id = v.id)",
        );
        Ok(Self {
            facts,
            now,
            zone: who.site.time_zone,
            labs,
            pressures: reader.rows(
                &format!(
                    "SELECT id, recorded_at, systolic_mmhg, diastolic_mmhg {standing} \
                     AND systolic_mmhg IS NOT NULL AND diastolic_mmhg IS NOT NULL \
                     ORDER BY recorded_at DESC, id DESC LIMIT 100"
                ),
                params![patient, now - 183 * DAY],
            )?,
            vitals: reader.row(
                &format!(
                    "SELECT id, respiratory_rate_bpm, systolic_mmhg, diastolic_mmhg, \
                     consciousness {standing} AND respiratory_rate_bpm IS NOT NULL \
                     AND systolic_mmhg IS NOT NULL ORDER BY recorded_at DESC, id DESC LIMIT 1"
                ),
                params![patient, now - DAY],
            )?,
            problems: problems(reader, patient)?,
            left_out,
        })
    }

    /// The results of an analyte, oldest first.
    pub fn of(&self, analyte: Analyte) -> impl DoubleEndedIterator<Item = &Lab> {
        self.labs.iter().filter(move |lab| lab.analyte == analyte)
    }

    /// A problem that stands and whose code begins with one of `stems`.
    pub fn problem(&self, stems: &[&str]) -> Option<&Known> {
        self.problems.iter().find(|problem| stems.iter().any(|stem| problem.code.starts_with(stem)))
    }
}

/// Problems that stand, by their own code and by those that are kept beside it.
pub(super) fn problems_sql() -> String {
    let standing = "m.patient_id = ?1 AND m.deleted_at IS NULL \
         AND m.status NOT IN ('resolved', 'inactive') \
         AND coalesce(m.verification, '') NOT IN ('refuted', 'entered_in_error')";
    of_person(&format!(
        "SELECT m.id, m.condition_text, m.code_system AS system, m.code, m.recorded_at \
         FROM medical_conditions m WHERE {standing} AND m.code IS NOT NULL \
         UNION ALL SELECT m.id, m.condition_text, b.system, b.code, m.recorded_at \
         FROM medical_conditions m JOIN code_bindings b ON b.row_id = m.id \
         AND b.column_name = 'code' AND b.deleted_at IS NULL WHERE {standing} \
         ORDER BY recorded_at DESC, id DESC"
    ))
}

/// Problems that stand, the newest first.
pub(super) fn problems(reader: &Reader<'_>, patient: Uuid) -> Result<Vec<Known>, Refused> {
    #[derive(Deserialize)]
    struct Coded {
        id: Uuid,
        condition_text: String,
        system: Option<String>,
        code: String,
    }
    let rows: Vec<Coded> = reader.rows(&problems_sql(), params![patient])?;
    let known = rows.into_iter().filter_map(|Coded { id, condition_text, system, code }| {
        let code = in_icd10(system.as_deref()?, &code)?;
        Some(Known { id, condition_text, code })
    });
    Ok(known.collect())
}

/// The code of ICD-10-CM under which criteria know a coded finding.
fn in_icd10(system: &str, code: &str) -> Option<String> {
    if system == icd10::SYSTEM {
        return Some(code.to_owned());
    }
    let found = FINDINGS.iter().find(|(finding, _)| SNOMED.contains(&system) && *finding == code);
    found.map(|(_, code)| (*code).to_owned())
}

/// A result by its LOINC code in the unit of its analyte; none for a unit that does not belong.
fn in_unit_of(code: &str, value: f64, unit: Option<&str>) -> Option<(Analyte, f64)> {
    let (_, analyte) = *CODES.iter().find(|(known, _)| *known == code)?;
    // Both the Greek letter and the micro sign are written for micro.
    let unit = unit?.trim().to_lowercase().replace(['µ', 'μ'], "u").replace(' ', "");
    let value = match (analyte, unit.as_str()) {
        (Analyte::Creatinine, "mg/dl") => value,
        (Analyte::Creatinine, "umol/l") => value / CREATININE_UMOL_PER_MG_DL,
        (Analyte::AlbuminToCreatinine, "mg/g" | "mg/g{creat}" | "ug/mg") => value,
        (Analyte::AlbuminToCreatinine, "mg/mmol") => value * RATIO_MG_G_PER_MG_MMOL,
        (Analyte::HbA1c, "%" | "%{hba1c}") => value,
        // NGSP from IFCC: the master equation of Hoelzel et al., Clin Chem 2004;50:166–174.
        (Analyte::HbA1c, "mmol/mol") => 0.09148 * value + 2.152,
        (
            Analyte::FastingGlucose | Analyte::GlucoseAfterTwoHours | Analyte::RandomGlucose,
            "mg/dl",
        ) => value,
        (
            Analyte::FastingGlucose | Analyte::GlucoseAfterTwoHours | Analyte::RandomGlucose,
            "mmol/l",
        ) => value * GLUCOSE_MG_DL_PER_MMOL,
        // A mole of urea is a mole of urea, counted by its nitrogen or not.
        (Analyte::Urea, "mmol/l") => value,
        (Analyte::Urea, "mg/dl") if UREA_NITROGEN.contains(&code) => {
            value / UREA_NITROGEN_MG_DL_PER_MMOL
        }
        (Analyte::Urea, "mg/dl") => value / UREA_MG_DL_PER_MMOL,
        _ => return None,
    };
    (value.is_finite() && value > 0.0).then_some((analyte, value))
}

#[cfg(test)]
pub(crate) mod tests {
    use super::*;
    use crate::encounters::acute::patient::Sex;
    use crate::encounters::laboratory::whose::born_between;

    /// Evidence about a person of 60 with nothing known yet.
    pub(crate) fn nothing(now: i64) -> Evidence {
        Evidence {
            facts: PatientFacts {
                born_between: born_between("1966-01-01".parse().unwrap(), "day"),
                today: "2026-03-02".parse().unwrap(),
                sex: Some(Sex::Male),
                pregnant: false,
                preferred_language: None,
            },
            now,
            zone: Tz::UTC,
            labs: Vec::new(),
            pressures: Vec::new(),
            vitals: None,
            problems: Vec::new(),
            left_out: Vec::new(),
        }
    }

    pub(crate) fn lab(analyte: Analyte, value: f64, at: i64) -> Lab {
        Lab { id: Uuid::from_u128(at.unsigned_abs().into()), analyte, value, at }
    }

    #[test]
    fn the_same_creatinine_in_two_units_is_the_same_and_a_strange_unit_is_none() {
        let (analyte, value) = in_unit_of("2160-0", 1.2, Some("mg/dL")).unwrap();
        assert_eq!((analyte, value), (Analyte::Creatinine, 1.2));
        for unit in ["umol/L", "µmol/L", "μmol/l"] {
            let (_, other) = in_unit_of("14682-9", 106.08, Some(unit)).unwrap();
            assert!((other - 1.2).abs() < 1e-9);
        }
        assert_eq!(in_unit_of("2160-0", 1.2, Some("mmol/L")), None);
        assert_eq!(in_unit_of("2160-0", 1.2, None), None);
        assert_eq!(in_unit_of("0000-0", 1.2, Some("mg/dL")), None);
    }

    /// IFCC 48 mmol/mol is NGSP 6.5 %, 53 is 7.0 % (NGSP's table).
    #[test]
    fn haemoglobin_a1c_in_both_units() {
        let percent = |value| in_unit_of("59261-8", value, Some("mmol/mol")).unwrap().1;
        assert!((percent(48.0) - 6.5).abs() < 0.05 && (percent(53.0) - 7.0).abs() < 0.05);
    }

    /// Urea of 7 mmol/l is 42 mg/dl of urea and 19.6 mg/dl of urea nitrogen.
    #[test]
    fn urea_and_its_nitrogen_weigh_differently() {
        let urea = |code, value| in_unit_of(code, value, Some("mg/dL")).unwrap().1;
        assert!((urea("3091-6", 42.04) - 7.0).abs() < 0.01);
        assert!((urea("3094-0", 19.61) - 7.0).abs() < 0.01);
        assert_eq!(in_unit_of("3094-0", 7.0, Some("mmol/L")), Some((Analyte::Urea, 7.0)));
    }

    #[test]
    fn problems_are_known_by_either_code_system_and_by_the_codes_beside_their_own() {
        use crate::fixture::{Clinic, assert_uses_indexes};
        use store::Cells;
        let clinic = Clinic::found();
        assert_uses_indexes(&clinic, &problems_sql());
        let known = |system: &str, code: &str, beside: Option<(&str, &str)>| -> Vec<String> {
            let patient = clinic.patient("Elena", "Marín", "1960-01-05");
            let written: Result<(), store::Error> =
                clinic.store.write(clinic.doctor, "test", |write| {
                    let row = write.insert(
                        "medical_conditions",
                        Cells::new()
                            .set("patient_id", patient)
                            .set("condition_text", "Known for years")
                            .set("code_system", system)
                            .set("code", code)
                            .set("category", "problem_list_item")
                            .set("status", "active")
                            .set("recorded_at", write.now()),
                    )?;
                    if let Some((system, code)) = beside {
                        write.insert(
                            "code_bindings",
                            Cells::new()
                                .set("patient_id", patient)
                                .set("table_name", "medical_conditions")
                                .set("row_id", row)
                                .set("column_name", "code")
                                .set("system", system)
                                .set("code", code),
                        )?;
                    }
                    Ok(())
                });
            written.unwrap();
            let read = clinic.store.read(|reader| problems(reader, patient));
            read.unwrap().into_iter().map(|problem| problem.code).collect()
        };
        let snomed = "http://snomed.info/sct";
        assert_eq!(known(icd10::SYSTEM, "E11.9", None), ["E11.9"]);
        assert_eq!(known(snomed, "44054006", None), ["E11"]);
        assert_eq!(known(snomed, "59621000", None), ["I10"]);
        assert_eq!(known(snomed, "46177005", None), ["N18.6"]);
        assert_eq!(known("http://loinc.org", "44054006", None), [""; 0]);
        assert_eq!(known("local", "DM2", Some((snomed, "44054006"))), ["E11"]);
        assert_eq!(known(snomed, "1", Some((icd10::SYSTEM, "N18.4"))), ["N18.4"]);
    }
}
