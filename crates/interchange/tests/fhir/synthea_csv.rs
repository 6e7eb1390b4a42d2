//! Synthea's CSV files.

use std::path::Path;

use interchange::Count;

use crate::clinic::Clinic;
use crate::records::unchanged;
use left_out::left_out;

const PATIENT: &str = "5b7e3a52-0d5e-4c0e-9f0b-0a6f6f0f1c01";
const VISIT: &str = "5b7e3a52-0d5e-4c0e-9f0b-0a6f6f0f1c02";
const CLAIM: &str = "5b7e3a52-0d5e-4c0e-9f0b-0a6f6f0f1c04";
const FIRST: &str = "5b7e3a52-0d5e-4c0e-9f0b-0a6f6f0f1c05";
const SECOND: &str = "5b7e3a52-0d5e-4c0e-9f0b-0a6f6f0f1c06";
const NOBODY: &str = "5b7e3a52-0d5e-4c0e-9f0b-0a6f6f0f1cff";

fn write(clinic: &Clinic) {
    clinic.file(
        "patients.csv",
        format!(
            "Id,BIRTHDATE,DEATHDATE,SSN,FIRST,LAST,MARITAL,GENDER,ADDRESS,CITY\n\
             {PATIENT},1961-06-01,,999-17,Ελένη,Οικονόμου,M,F,\"Οδός 1,\nΑθήνα\",Αθήνα\n"
        ),
    );
    clinic.file(
        "encounters.csv",
        format!(
            "Id,START,STOP,PATIENT,ENCOUNTERCLASS,CODE,DESCRIPTION\n\
             {VISIT},2019-03-31T07:00:00Z,2019-03-31T07:30:00Z,{PATIENT},ambulatory,185349003,Check\n"
        ),
    );
    clinic.file(
        "conditions.csv",
        format!(
            "START,STOP,PATIENT,ENCOUNTER,CODE,DESCRIPTION\n\
             2019-03-31,,{PATIENT},{VISIT},195662009,\"Acute, \n viral pharyngitis\"\n\
             2019-03-31,,{NOBODY},{VISIT},195662009,Somebody else's\n\
             yesterday,,{PATIENT},{VISIT},195662009,No day\n\
             2019-04-01,,{PATIENT}\n"
        ),
    );
    clinic.file(
        "observations.csv",
        format!(
            "DATE,PATIENT,ENCOUNTER,CATEGORY,CODE,DESCRIPTION,VALUE,UNITS,TYPE\n\
             2019-03-31T07:05:00Z,{PATIENT},{VISIT},vital-signs,8480-6,Systolic,121,mm[Hg],numeric\n\
             2019-03-31T07:05:00Z,{PATIENT},{VISIT},vital-signs,8462-4,Diastolic,79,mm[Hg],numeric\n\
             2019-03-31T07:05:00Z,{PATIENT},{VISIT},survey,72166-2,Smoking,Never,,text\n"
        ),
    );
    clinic.file("payers.csv", format!("Id,NAME\n{FIRST},Medicare\n{SECOND},Aetna\n"));
    clinic.file(
        "medications.csv",
        format!(
            "START,STOP,PATIENT,ENCOUNTER,CODE,DESCRIPTION\n\
             2019-03-31T07:10:00Z,,{PATIENT},{VISIT},308136,Amoxicillin\n"
        ),
    );
    clinic.file(
        "claims.csv",
        format!(
            "Id,PATIENTID,APPOINTMENTID,SERVICEDATE,PRIMARYPATIENTINSURANCEID,\
             SECONDARYPATIENTINSURANCEID,DIAGNOSIS1,DIAGNOSIS2,DIAGNOSIS3\n\
             {CLAIM},{PATIENT},{VISIT},2019-03-31T07:00:00Z,{FIRST},{SECOND},195662009,65363002,\n"
        ),
    );
    clinic.file(
        "claims_transactions.csv",
        format!(
            "ID,CLAIMID,PATIENTID,CHARGEID,TYPE,AMOUNT,PAYMENTS,METHOD,FROMDATE,PROCEDURECODE,\
             NOTES,UNITS,UNITAMOUNT,DIAGNOSISREF1,DIAGNOSISREF2,DIAGNOSISREF3\n\
             a1,{CLAIM},{PATIENT},0,CHARGE,77.49,,,2019-03-31T07:00:00Z,1,Visit,1,77.49,2,1,7\n\
             a2,{CLAIM},{PATIENT},1,PAYMENT,,70.00,ECHECK,2019-04-02T07:00:00Z,1,Visit,1,,1,,\n\
             a3,{CLAIM},{PATIENT},2,TRANSFEROUT,,,,2019-04-02T07:00:00Z,1,Visit,1,,1,,\n\
             a4,{CLAIM},{PATIENT},3,CHARGE,5.00,,,2019-03-31T07:00:00Z,308136,Amoxicillin,1,5.00,1,,\n"
        ),
    );
}

#[test]
fn a_history_of_insurance_holds_only_what_holds_today_and_no_rank_twice() {
    let clinic = Clinic::new();
    write(&clinic);
    let rows = [
        ("2014-10-14", "2015-10-20", FIRST, ""),
        ("2015-10-20", "2016-10-25", SECOND, FIRST),
        ("2020-01-01", "", FIRST, SECOND),
        ("2021-01-01", "2999-12-31", SECOND, ""),
        ("2022-01-01", "2999-12-31", FIRST, ""),
    ];
    let rows = rows.map(|(start, end, payer, second)| {
        let [start, end] = [start, end].map(|day| match day {
            "" => String::new(),
            day => format!("{day}T04:17:47Z"),
        });
        format!("{PATIENT},m,{start},{end},{payer},{second},Self,Ελένη\n")
    });
    clinic.file(
        "payer_transitions.csv",
        format!(
            "PATIENT,MEMBERID,START_YEAR,END_YEAR,PAYER,SECONDARY_PAYER,OWNERSHIP,OWNERNAME\n{}",
            rows.concat()
        ),
    );
    let report = clinic.import_all();
    let policies = "SELECT group_concat(line, ' ') FROM (SELECT substr(effective_on, 1, 4) || '-' || \
                    insurer_name || '-' || coverage_rank || '-' || status AS line \
                    FROM insurance_policies ORDER BY effective_on, coverage_rank)";
    assert_eq!(
        clinic.text(policies).as_deref(),
        Some(
            "2014-Medicare-primary-expired 2015-Aetna-primary-expired \
             2015-Medicare-secondary-expired 2020-Medicare-primary-active \
             2020-Aetna-secondary-active 2021-Aetna-tertiary-active"
        )
    );
    // For a fourth there is no rank: it is told, and nothing of it is kept.
    let told: Vec<&str> = report
        .problems
        .iter()
        .filter(|problem| problem.file == "payer_transitions.csv")
        .map(|problem| problem.reason.as_str())
        .collect();
    assert_eq!(told.len(), 1, "{told:?}");
    assert!(told[0].contains("three active policies"), "{told:?}");
    let before = clinic.footprint();
    clinic.import_all();
    assert_eq!(clinic.footprint(), before, "brought in again, all stays as it is");
}

#[test]
fn a_folder_of_csv_files_is_read_row_by_row_and_bad_rows_are_told_by_their_line() {
    let clinic = Clinic::new();
    write(&clinic);
    let report = clinic.import_all();
    let problems: Vec<(&str, u64)> =
        report.problems.iter().map(|problem| (problem.file.as_str(), problem.line)).collect();
    // The first row takes two lines.
    let expected = [("conditions.csv", 4), ("conditions.csv", 5), ("conditions.csv", 6)];
    assert_eq!(problems, expected, "{:?}", report.problems);
    assert!(!report.problems.iter().any(|problem| problem.reason.contains("Somebody")));
    for (sql, expected) in [
        (
            "SELECT family_name || '|' || address_line || '|' || marital_status FROM patients",
            "Οικονόμου|Οδός 1,\nΑθήνα|married",
        ),
        (
            "SELECT code_system || '|' || code || '|' || onset_on FROM medical_conditions",
            "http://snomed.info/sct|195662009|2019-03-31",
        ),
        (
            "SELECT systolic_mmhg || '/' || diastolic_mmhg FROM vitals WHERE visit_id IS NOT NULL",
            "121.0/79.0",
        ),
        ("SELECT value_text FROM lab_results", "Never"),
        (
            "SELECT l.amount_minor || '|' || l.description || '|' || i.currency || '|' || \
             i.issued_on FROM invoice_lines l JOIN invoices i ON i.id = l.invoice_id \
             ORDER BY l.line_order",
            "7749|Visit|USD|2019-03-31",
        ),
        ("SELECT insurer_text || '|' || notes FROM invoices", "Medicare|Second insurer: Aetna"),
        // The charge names the claim's second diagnosis first; there is no seventh.
        (
            "SELECT group_concat(diagnosis_code, ' ') FROM (SELECT diagnosis_code \
             FROM invoice_lines ORDER BY line_order)",
            "65363002 195662009",
        ),
        (
            "SELECT code FROM code_bindings WHERE column_name = 'diagnosis_code' \
             AND table_name = 'invoice_lines'",
            "195662009",
        ),
        (
            "SELECT group_concat(procedure_code_system, ' ') FROM (SELECT procedure_code_system \
             FROM invoice_lines ORDER BY line_order)",
            "http://snomed.info/sct http://www.nlm.nih.gov/research/umls/rxnorm",
        ),
        ("SELECT amount_minor || '|' || payer_kind FROM payments", "7000|insurer"),
    ] {
        assert_eq!(clinic.text(sql).as_deref(), Some(expected));
    }
    let left = Count { seen: 1, left: 1, ..Count::default() };
    assert_eq!(report.count("CsvTransfer"), left);

    let before = clinic.footprint();
    let again = clinic.import_all();
    assert_eq!(clinic.footprint(), before);
    assert_eq!(again.count("CsvCharge"), unchanged(2));
    assert_eq!(again.problems, report.problems);
}

#[test]
fn csv_files_without_patients_are_none_of_synthea() {
    let clinic = Clinic::new();
    let file = clinic.file("conditions.csv", "START\n2019-01-01\n");
    let folder = clinic.try_import(file.parent().unwrap());
    assert!(matches!(folder, Err(interchange::Error::Nothing)));
    assert!(matches!(clinic.try_import(&file), Err(interchange::Error::UnknownKind)));
}

#[test]
fn the_published_csv_set_arrives_whole_and_once() {
    let folder =
        Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared/data/fhir/synthea-csv");
    if !folder.join("patients.csv").exists() {
        left_out("the published CSV set", "../shared/data/fhir/synthea-csv is not here");
        return;
    }
    let clinic = Clinic::new();
    let report = clinic.import(&folder);
    println!("{}", serde_json::to_string_pretty(&report.resources).unwrap());
    assert_eq!(report.problems, []);
    for (kind, file) in [
        ("Patient", "patients"),
        ("Practitioner", "providers"),
        ("Encounter", "encounters"),
        ("Condition", "conditions"),
        ("AllergyIntolerance", "allergies"),
        ("MedicationRequest", "medications"),
        ("Observation", "observations"),
        ("Procedure", "procedures"),
        ("Immunization", "immunizations"),
        ("CarePlan", "careplans"),
        ("ImagingStudy", "imaging_studies"),
        ("Coverage", "payer_transitions"),
        ("CsvClaim", "claims"),
        ("Device", "devices"),
        ("SupplyDelivery", "supplies"),
    ] {
        let rows = csv::Reader::from_path(folder.join(format!("{file}.csv"))).unwrap();
        let rows = u64::try_from(rows.into_records().count()).unwrap();
        let count = report.count(kind);
        assert_eq!(count.seen, rows, "{file}");
        assert_eq!(count.stored + count.unchanged + count.left, rows, "{file}");
        let kept = !matches!(kind, "Device" | "SupplyDelivery");
        assert_eq!(count.stored > 0, kept, "{file}");
    }
    // Every charge names a diagnosis, and what a pharmacy hands out has a code of medicines.
    let none = |sql: &str| assert_eq!(clinic.number(sql), Some(0), "{sql}");
    none("SELECT count(*) FROM invoice_lines WHERE diagnosis_code IS NULL");
    none(
        "SELECT count(*) FROM invoice_lines WHERE procedure_code_system = 'http://snomed.info/sct' \
         AND procedure_code IN (SELECT code FROM prescription_items)",
    );
    let transfers = report.count("CsvTransfer");
    assert_eq!((transfers.left, transfers.seen), (1_840, 1_840));
    // Added up outside of Holdfast.
    assert_eq!(clinic.number("SELECT sum(amount_minor) FROM invoice_lines"), Some(109_240_273));
    assert_eq!(clinic.number("SELECT sum(amount_minor) FROM payments"), Some(110_350_395));
    let before = clinic.footprint();
    let again = clinic.import(&folder);
    assert_eq!(crate::export::changed(&again), Vec::<String>::new());
    assert_eq!(clinic.footprint(), before);
}
