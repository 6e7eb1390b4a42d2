//! The importer over 120 patients that nobody here made up; left out where they are not at hand.

use std::collections::BTreeMap;
use std::path::Path;

use interchange::Selection;
use left_out::{left_out, left_out_in_part};

use crate::clinic::Clinic;
use crate::export::{assert_same_but_for_the_clinic, changed};
use crate::validators::{fhir_resources, fhirkit, medplum_and_fhir_js};

fn folder() -> std::path::PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared/data/fhir")
}

/// The totals of the manifest, by resource type.
fn manifest() -> Option<BTreeMap<String, u64>> {
    let text = std::fs::read_to_string(folder().join("manifest-visible.csv")).ok()?;
    let mut lines = text.lines();
    let header: Vec<&str> = lines.next()?.split(',').collect();
    let mut totals = BTreeMap::new();
    for line in lines {
        for (name, cell) in header.iter().zip(line.split(',')).skip(10) {
            *totals.entry((*name).to_owned()).or_insert(0) += cell.parse::<u64>().unwrap();
        }
    }
    Some(totals)
}

#[test]
fn a_hundred_and_twenty_real_patients_arrive_as_their_manifest_says() {
    let archive = folder().join("synthea-r4-visible.tar.xz");
    let (Some(manifest), true) = (manifest(), archive.exists()) else {
        left_out("120 real patients arrive", "../shared/data/fhir is not here");
        return;
    };
    let clinic = Clinic::new();
    let started = std::time::Instant::now();
    let report = clinic.import(&archive);
    println!("first run: {:.1} s", started.elapsed().as_secs_f64());
    println!("{}", serde_json::to_string_pretty(&report.resources).unwrap());
    assert_eq!(report.problems, []);
    let seen: BTreeMap<String, u64> =
        report.resources.iter().map(|(kind, count)| (kind.clone(), count.seen)).collect();
    assert_eq!(seen, manifest);
    for (kind, count) in &report.resources {
        let sum = count.stored + count.changed + count.unchanged + count.left;
        assert_eq!(sum, count.seen, "{kind}");
    }
    for (kind, table) in [
        ("Patient", "patients"),
        ("Practitioner", "practitioners"),
        ("Encounter", "visits"),
        ("Condition", "medical_conditions"),
        ("Procedure", "procedures"),
        ("Immunization", "immunizations"),
        ("MedicationRequest", "prescriptions"),
        ("AllergyIntolerance", "patient_allergies"),
        ("ImagingStudy", "scans"),
        ("CarePlan", "care_plans"),
        ("Claim", "invoices"),
        ("ExplanationOfBenefit", "payments"),
    ] {
        let stored = i64::try_from(report.count(kind).stored).unwrap();
        assert_eq!(clinic.rows(table), stored, "{table}");
        assert!(stored > 0, "{kind}");
    }
    for left in ["Organization", "DiagnosticReport", "Goal"] {
        assert_eq!(report.count(left).left, report.count(left).seen, "{left}");
    }
    assert_eq!(report.count("Observation").left, 0);
    let none = |sql: &str| assert_eq!(clinic.number(sql), Some(0), "{sql}");
    none("SELECT count(*) FROM medical_conditions WHERE code_system <> 'http://snomed.info/sct'");
    none("SELECT count(*) FROM visits WHERE service_provider IS NULL");
    none("SELECT count(*) FROM lab_results WHERE visit_id IS NULL OR value_text IS NULL");
    let signs = "SELECT count(systolic_mmhg) + count(height_cm) + count(weight_kg) + count(bmi) \
                 + count(pain_score) + count(temperature_celsius) FROM vitals";
    let results = clinic.rows("lab_results");
    assert_eq!(
        clinic.number(signs).unwrap() + results,
        i64::try_from(report.count("Observation").stored).unwrap()
    );
    // The claims' totals and the insurers' payments, added up outside of Holdfast.
    assert_eq!(clinic.number("SELECT sum(amount_minor) FROM invoice_lines"), Some(1_792_938_788));
    assert_eq!(clinic.number("SELECT sum(amount_minor) FROM payments"), Some(1_384_326_764));

    let before = clinic.footprint();
    let started = std::time::Instant::now();
    let again = clinic.import(&archive);
    println!("second run: {:.1} s", started.elapsed().as_secs_f64());
    assert_eq!(again.problems, []);
    for (kind, count) in &again.resources {
        assert_eq!((count.stored, count.changed), (0, 0), "{kind}");
        assert_eq!(count.left, report.count(kind).left, "{kind}");
    }
    assert_eq!(clinic.footprint(), before);
}

#[test]
fn a_hundred_and_twenty_real_patients_leave_as_sound_fhir_and_come_back_the_same() {
    let archive = folder().join("synthea-r4-visible.tar.xz");
    if !archive.exists() {
        left_out("120 real patients leave", "../shared/data/fhir is not here");
        return;
    }
    let clinic = Clinic::new();
    clinic.import(&archive);
    let started = std::time::Instant::now();
    let (out, exported) = clinic.export("out", Selection::Everything);
    println!("export: {:.1} s", started.elapsed().as_secs_f64());
    println!("{}", serde_json::to_string_pretty(&exported.resources).unwrap());
    let all: u64 = exported.resources.values().sum();

    let others = [
        ("fhirkit", Ok(fhirkit(&out))),
        ("fhir.resources", fhir_resources(&out)),
        ("medplum and fhir.js", medplum_and_fhir_js(&out)),
    ];
    for (name, found) in others {
        match found {
            Ok(found) => {
                println!("{name}: {} resources, {} errors", found.resources, found.errors.len());
                assert_eq!(found.errors, Vec::<String>::new());
                assert_eq!(found.resources, all);
            }
            Err(why) => left_out_in_part(&format!("120 real patients read by {name}"), &why),
        }
    }

    let before = clinic.footprint();
    let again = clinic.import(&out);
    assert_eq!(again.problems, []);
    assert_eq!(changed(&again), Vec::<String>::new());
    assert_eq!(clinic.footprint(), before);

    let other = Clinic::of(0x5000, 0x6000);
    let arrived = other.import(&out);
    assert_eq!(arrived.problems, []);
    assert_same_but_for_the_clinic(&out, &other);
}
