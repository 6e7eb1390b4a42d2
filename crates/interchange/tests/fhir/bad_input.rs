//! What is broken is told by name and line, and stops nothing else.

use std::sync::atomic::AtomicBool;

use interchange::{Count, Progress};

use crate::clinic::Clinic;
use crate::records::*;

#[test]
fn one_bad_resource_is_told_by_its_line_and_the_others_are_taken() {
    let clinic = Clinic::new();
    let mut chart = chart();
    chart.push(resource("Patient", &id(7), "\"name\": \"Μυστικό Όνομα\""));
    chart.push(vital(8, "8480-6", "5000", "mm[Hg]"));
    chart.push(vital(9, "8867-4", "72", "/min"));
    chart.push(about(
        "Condition",
        10,
        r#""onsetDateTime": "the day after", "code": {"text": "Asthma"}"#,
    ));
    let text = bundle(&chart);
    let line = |id: &str| {
        let before = text.split(&format!("\"id\": \"{id}\"")).next().unwrap();
        before.matches('\n').count() as u64 + 1
    };
    clinic.file("mixed.json", &text);
    let report = clinic.import_all();
    let told: Vec<(u64, &str)> =
        report.problems.iter().map(|problem| (problem.line, problem.reason.as_str())).collect();
    assert_eq!(
        told,
        [
            (line(&id(7)), "Patient: Its name is not as FHIR R4 writes it."),
            (
                line(&id(8)),
                "Observation: Systolic blood pressure must lie between 20 and 350 mmHg."
            ),
            (line(&id(10)), "Condition: The onset is not a date."),
        ]
        .iter()
        .map(|(line, reason)| (*line, *reason))
        .collect::<Vec<_>>()
    );
    assert!(report.problems.iter().all(|problem| problem.file == "mixed.json"));
    assert_eq!(report.count("Patient"), Count { seen: 2, stored: 1, ..Count::default() });
    assert_eq!(report.count("Observation"), Count { seen: 2, stored: 1, ..Count::default() });
    assert_eq!(clinic.real("SELECT heart_rate_bpm FROM vitals"), Some(72.0));
    assert_eq!(clinic.real("SELECT systolic_mmhg FROM vitals"), None);
}

#[test]
fn a_broken_file_is_told_by_name_and_line_and_stops_no_other() {
    let clinic = Clinic::new();
    let whole = bundle(&chart());
    clinic.file("a/cut.json", whole.split("\"birthDate\"").next().unwrap());
    clinic.file("b/garbage.json", "this is no JSON");
    clinic.file("c/latin.json", b"{\n\"resourceType\": \"Patient\",\n\"id\": \"\xe9\"}");
    clinic.file("d/empty.json", "");
    clinic.file("e/deep.json", format!("{{\"resourceType\": {}", "[".repeat(300_000)));
    clinic.file("f/list.json", "[1, 2]");
    clinic.file("g/notes.txt", "not for us");
    clinic.file("h/good.json", &whole);
    let report = clinic.import_all();
    let told: Vec<(&str, &str)> = report
        .problems
        .iter()
        .map(|problem| (problem.file.as_str(), problem.reason.as_str()))
        .collect();
    assert_eq!(
        told,
        [
            ("a/cut.json", "The file ends in the middle; it is incomplete."),
            ("b/garbage.json", "The file is not JSON from here on."),
            ("c/latin.json", "The text is not UTF-8."),
            ("d/empty.json", "The file ends in the middle; it is incomplete."),
            ("e/deep.json", "This is not a FHIR bundle or resource."),
            ("f/list.json", "This is not a FHIR bundle or resource."),
        ]
    );
    assert_eq!(report.problems[2].line, 3);
    assert!(report.problems[0].line > 1);
    assert_eq!(report.count("Patient"), stored(1));
}

#[test]
fn a_source_that_is_none_is_said_to_be_none() {
    let clinic = Clinic::new();
    let nowhere = clinic.file("x.json", "{}").with_file_name("absent");
    assert!(matches!(clinic.try_import(&nowhere), Err(interchange::Error::Missing)));
    let pdf = clinic.file("letter.pdf", "%PDF");
    assert!(matches!(clinic.try_import(&pdf), Err(interchange::Error::UnknownKind)));
    let folder = clinic.file("only/letter.pdf", "%PDF");
    assert!(matches!(
        clinic.try_import(folder.parent().unwrap()),
        Err(interchange::Error::Nothing)
    ));
}

#[test]
fn what_cannot_be_stored_or_belongs_to_nobody_is_refused_without_its_content() {
    let clinic = Clinic::new();
    let mut chart = chart();
    chart.push(about("Condition", 1, r#""code": {"text": "Σύνδρομο\u0000"}"#));
    chart.push(resource(
        "Condition",
        &id(2),
        &format!(
            r#""code": {{"text": "Άσθμα"}}, "subject": {{"reference": "Patient/{}"}}"#,
            id(99)
        ),
    ));
    chart.push(resource("Condition", &id(3), r#""code": {"text": "Άσθμα"}"#));
    chart.push(about("Procedure", 4, r#""status": "wonderful", "code": {"text": "Χ"}"#));
    chart.push("{\"resourceType\": \"Ιωάννα\", \"id\": \"x\"}".to_owned());
    let report = clinic.import(&clinic.file("eleni.json", bundle(&chart)));
    let told: Vec<&str> = report.problems.iter().map(|problem| problem.reason.as_str()).collect();
    assert_eq!(
        told,
        [
            "Condition: Condition text holds a character that cannot be stored.",
            "Condition: It belongs to a patient who is neither in this source nor on this PC.",
            "Condition: It does not say which patient it belongs to.",
            "Procedure: Its status is not one that FHIR R4 knows.",
            "This is not a FHIR resource: its type is missing.",
        ]
    );
    assert_eq!(report.count("Condition"), Count { seen: 3, ..Count::default() });
    let everything = serde_json::to_string(&report).unwrap();
    assert!(!everything.contains("Σύνδρομο") && !everything.contains("Ιωάννα"));
}

#[test]
fn a_patient_from_the_future_is_refused_here_and_not_by_the_centre() {
    let clinic = Clinic::new();
    let unborn = resource(
        "Patient",
        &id(1),
        r#""name": [{"text": "Αγέννητος"}], "birthDate": "2031-01-01""#,
    );
    let report = clinic.import(&clinic.file("unborn.json", bundle(&[unborn])));
    assert_eq!(report.problems[0].reason, "Patient: The date of birth must not lie in the future.");
}

#[test]
fn only_an_administrator_brings_records_in() {
    let clinic = Clinic::new();
    let nurse = clinic.employ("nurse");
    let file = clinic.file("chart.json", bundle(&chart()));
    let never = AtomicBool::new(false);
    let refused = interchange::import(&clinic.store, nurse, &file, &mut |_: &Progress| {}, &never);
    assert!(matches!(refused, Err(interchange::Error::NotAllowed)));
    assert_eq!(clinic.rows("patients"), 0);
    assert_eq!(clinic.import_all().problems, []);
    assert_eq!(clinic.rows("patients"), 1);
    // The same again brings nothing, and a name that is nothing is refused.
    assert_eq!(clinic.import_all().problems, []);
    clinic.try_import(&clinic.beside("nowhere")).unwrap_err();
    assert_eq!(
        clinic.security_log(),
        [
            "import refused: not_allowed",
            "import done",
            "import refused: there is no such file or folder",
        ]
    );
    let told = clinic.text("SELECT group_concat(details) FROM security_logs").unwrap();
    assert!(!told.contains("nowhere") && !told.contains("chart"), "no name of a file: {told}");
}
