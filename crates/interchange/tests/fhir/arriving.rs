//! Records arrive, in every form in which they are handed over.

use std::sync::atomic::{AtomicBool, Ordering};

use interchange::Count;

use crate::clinic::Clinic;
use crate::records::*;

#[test]
fn a_chart_in_another_script_arrives_with_everything_in_its_place() {
    let clinic = Clinic::new();
    clinic.file("eleni.json", bundle(&chart()));
    let report = clinic.import_all();
    assert_eq!(report.problems, []);
    for kind in ["Patient", "Practitioner", "Encounter"] {
        assert_eq!(report.count(kind), stored(1), "{kind}");
    }
    let patient = |column: &str| clinic.text(&format!("SELECT {column} FROM patients"));
    assert_eq!(patient("family_name").as_deref(), Some("Οικονόμου"));
    assert_eq!(patient("middle_name").as_deref(), Some("Σοφία"));
    assert_eq!(patient("previous_family_name").as_deref(), Some("Παπαδάκη"));
    assert_eq!(patient("date_of_birth").as_deref(), Some("1961-06-01"));
    assert_eq!(patient("date_of_birth_precision").as_deref(), Some("month"));
    assert_eq!(patient("marital_status").as_deref(), Some("married"));
    assert_eq!(patient("mrn"), None, "their number is not ours");
    assert_eq!(clinic.text("SELECT value FROM patient_identifiers").as_deref(), Some("00917"));
    assert_eq!(clinic.text("SELECT kind FROM patient_identifiers").as_deref(), Some("mrn"));
    assert_eq!(clinic.text("SELECT source FROM patient_sites").as_deref(), Some("imported"));
    assert_eq!(
        clinic.text(
            "SELECT p.family_name FROM visits v JOIN practitioners p ON p.id = v.practitioner_id"
        ),
        Some("أبو زيد".to_owned())
    );
    assert_eq!(clinic.text("SELECT service_provider FROM visits").as_deref(), Some("Άγιος Λουκάς"));
    assert_eq!(clinic.number("SELECT started_at FROM visits"), Some(1_554_015_600_000_000));
    let found = clinic
        .store
        .read::<_, store::Error>(|reader| reader.find_patients("οικονομου", 5))
        .unwrap();
    assert_eq!(found.len(), 1, "search finds who was imported");
}

#[test]
fn a_bulk_export_is_read_line_by_line_and_bad_lines_are_passed_over() {
    let clinic = Clinic::new();
    let one = |resource: String| resource.replace('\n', " ");
    let by_id =
        |text: String| text.replace(&format!("urn:uuid:{PATIENT}"), &format!("Patient/{PATIENT}"));
    let result = one(by_id(about(
        "Observation",
        1,
        r#""status": "final",
        "code": {"coding": [{"system": "http://loinc.org", "code": "718-7"}], "text": "Hb"},
        "effectiveDateTime": "2020", "valueQuantity": {"value": 13.4, "unit": "g/dL"}"#,
    )));
    let mut lines = format!("{result}\nnot json\n\n").into_bytes();
    lines.extend_from_slice(b"{\"resourceType\": \"Observation\", \"id\": \"\xff\"}\n");
    lines.extend_from_slice(b"{\"resourceType\": \"Observation\", \"id\": \"cut");
    clinic.file("Observation.ndjson", lines);
    clinic.file("Patient.ndjson", one(patient_with_phone("1")) + "\n");
    let report = clinic.import_all();
    assert_eq!(report.count("Patient"), stored(1), "patients are read before what is about them");
    assert_eq!(report.count("Observation"), stored(1));
    let told: Vec<(u64, &str)> =
        report.problems.iter().map(|problem| (problem.line, problem.reason.as_str())).collect();
    assert_eq!(
        told,
        [
            (4, "The text is not UTF-8."),
            (2, "This is not JSON."),
            (5, "The resource ends in the middle."),
        ]
    );
    assert_eq!(
        clinic.text("SELECT comments FROM lab_results").as_deref(),
        Some("The time is known only as 2020.")
    );
}

#[test]
fn an_archive_is_read_without_unpacking_and_what_others_refer_to_comes_first() {
    let clinic = Clinic::new();
    let without_doctor = bundle(&[patient_with_phone("1"), visit()]);
    let mut archive = tar::Builder::new(Vec::new());
    for (name, content) in
        [("export/eleni.json", without_doctor), ("export/practitioners.json", bundle(&[doctor()]))]
    {
        let mut header = tar::Header::new_gnu();
        header.set_size(content.len() as u64);
        header.set_mode(0o644);
        archive.append_data(&mut header, name, content.as_bytes()).unwrap();
    }
    let packed = archive.into_inner().unwrap();
    let mut squeezed = Vec::new();
    let mut encoder = liblzma::read::XzEncoder::new(packed.as_slice(), 6);
    std::io::Read::read_to_end(&mut encoder, &mut squeezed).unwrap();
    let whole = clinic.file("export.tar.xz", &squeezed);
    let report = clinic.import(&whole);
    assert_eq!(report.problems, []);
    assert_eq!(report.count("Encounter"), stored(1));
    assert!(
        clinic.number("SELECT count(*) FROM visits WHERE practitioner_id IS NOT NULL") == Some(1)
    );
    assert_eq!(clinic.import(&whole).count("Encounter"), unchanged(1));

    let cut = clinic.file("cut.tar.xz", &squeezed[..squeezed.len() / 2]);
    let report = clinic.import(&cut);
    assert_eq!(report.problems[0].file, "cut.tar.xz");
    assert!(report.problems[0].reason.starts_with("The archive is damaged"));
}

#[test]
fn what_has_no_table_is_counted_and_left() {
    let clinic = Clinic::new();
    let mut chart = chart();
    chart.push(resource("Goal", &id(1), "\"lifecycleStatus\": \"active\""));
    chart.push(resource("Organization", &id(2), "\"name\": \"Άλλο νοσοκομείο\""));
    let path = clinic.file("eleni.json", bundle(&chart));
    for _ in 0..2 {
        let report = clinic.import(&path);
        for kind in ["Goal", "Organization"] {
            assert_eq!(report.count(kind), Count { seen: 1, left: 1, ..Count::default() });
        }
    }
    assert_eq!(clinic.rows("organizations"), 1, "their organization is not our tenant");
}

#[test]
fn an_import_that_was_stopped_is_continued_by_running_it_again() {
    let clinic = Clinic::new();
    let person = |number: u8| {
        let rest = format!("\"name\": [{{\"family\": \"Nr {number}\", \"given\": [\"Ayşe\"]}}]");
        bundle(&[resource("Patient", &id(number), &rest)])
    };
    let folder = clinic.file("0.json", person(0)).parent().unwrap().to_owned();
    for number in 1..6 {
        clinic.file(&format!("{number}.json"), person(number));
    }
    let cancel = AtomicBool::new(false);
    let mut seen = Vec::new();
    let report = interchange::import(
        &clinic.store,
        clinic.author,
        &folder,
        &mut |progress| {
            seen.push(progress.clone());
            cancel.store(progress.files_done >= 2, Ordering::Relaxed);
        },
        &cancel,
    )
    .unwrap();
    assert!(report.cancelled);
    assert_eq!(clinic.rows("patients"), 2);
    assert_eq!(seen[0].files_total, 6);
    assert!(seen.windows(2).all(|pair| pair[0].bytes_done <= pair[1].bytes_done));

    let report = clinic.import(&folder);
    assert!(!report.cancelled);
    assert_eq!(
        report.count("Patient"),
        Count { seen: 6, stored: 4, unchanged: 2, ..Count::default() }
    );
    assert_eq!(
        serde_json::to_value(&report).unwrap(),
        serde_json::json!({
            "resources": {"Patient":
                {"seen": 6, "stored": 4, "changed": 0, "unchanged": 2, "left": 0}},
            "problems": []
        })
    );
}

#[test]
fn a_large_bundle_is_taken_in_several_steps() {
    let clinic = Clinic::new();
    let mut chart = chart();
    for number in 0..5_200_u32 {
        chart.push(resource(
            "Observation",
            &format!("9c000000-0000-4000-9000-{number:012x}"),
            &format!(
                r#""status": "final", "subject": {{"reference": "urn:uuid:{PATIENT}"}},
                "code": {{"text": "Glucose"}}, "effectiveDateTime": "2020-01-01T00:00:00Z",
                "valueQuantity": {{"value": {number}, "unit": "mg/dL"}}"#
            ),
        ));
    }
    let report = clinic.import(&clinic.file("large.json", bundle(&chart)));
    assert_eq!(report.problems, []);
    assert_eq!(report.count("Observation"), stored(5_200));
    assert_eq!(clinic.rows("lab_results"), 5_200);
    let imports = clinic.number("SELECT count(*) FROM audit_logs WHERE reason = 'import'");
    assert_eq!(imports, Some(2), "one entry for each step and none for each row");
}
