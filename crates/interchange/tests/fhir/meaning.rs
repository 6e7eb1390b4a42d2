//! What a record says is kept as it was meant: codes, measurements, doses, money.

use interchange::Count;

use crate::clinic::Clinic;
use crate::records::*;

#[test]
fn a_foreign_code_keeps_its_system_and_no_icd_code_is_invented() {
    let clinic = Clinic::new();
    let mut chart = chart();
    chart.push(about(
        "Condition",
        1,
        r#""clinicalStatus": {"coding": [{"code": "active"}]},
        "code": {"coding": [{"system": "http://snomed.info/sct", "code": "195967001",
                 "display": "Asthma (disorder)"}], "text": "Άσθμα"},
        "onsetDateTime": "2001""#,
    ));
    chart.push(about(
        "Condition",
        2,
        r#""abatementDateTime": "2015-02-01",
        "code": {"coding": [{"system": "http://snomed.info/sct", "code": "38341003"},
                 {"system": "http://hl7.org/fhir/sid/icd-10-cm", "code": "I10"}],
                 "text": "Hypertension"}"#,
    ));
    clinic.import(&clinic.file("eleni.json", bundle(&chart)));
    let asthma = |column: &str| {
        clinic.text(&format!(
            "SELECT {column} FROM medical_conditions WHERE condition_text = 'Άσθμα'"
        ))
    };
    assert_eq!(asthma("code_system").as_deref(), Some("http://snomed.info/sct"));
    assert_eq!(asthma("code").as_deref(), Some("195967001"));
    assert_eq!(asthma("onset_on"), None, "a year is no day");
    assert_eq!(asthma("notes").as_deref(), Some("The onset is known only as 2001."));
    let bound = |code: &str| {
        clinic.text(&format!(
            "SELECT system || ' ' || coalesce(display, '-') FROM code_bindings WHERE code = '{code}'"
        ))
    };
    assert_eq!(bound("195967001").as_deref(), Some("http://snomed.info/sct Asthma (disorder)"));
    assert_eq!(bound("38341003").as_deref(), Some("http://snomed.info/sct -"));
    assert_eq!(
        clinic.text("SELECT code || status FROM medical_conditions WHERE code = 'I10'").as_deref(),
        Some("I10resolved")
    );
    assert_eq!(
        clinic.number("SELECT count(*) FROM medical_conditions WHERE code_system LIKE '%icd%'"),
        Some(1)
    );
}

#[test]
fn signs_of_one_moment_are_one_row_of_vitals_and_a_new_value_corrects_it() {
    let clinic = Clinic::new();
    let mut chart = chart();
    chart.push(vital(1, "8310-5", "98.6", "[degF]"));
    chart.push(vital(2, "29463-7", "70.25", "kg"));
    chart.push(about(
        "Observation",
        3,
        &format!(
            r#""status": "final",
        "category": [{{"coding": [{{"code": "vital-signs"}}]}}],
        "code": {{"coding": [{{"system": "http://loinc.org", "code": "85354-9"}}]}},
        "encounter": {{"reference": "urn:uuid:{VISIT}"}},
        "effectiveDateTime": "2019-03-31T09:05:00+02:00",
        "component": [
          {{"code": {{"coding": [{{"system": "http://loinc.org", "code": "8480-6"}}]}},
            "valueQuantity": {{"value": 121, "unit": "mm[Hg]"}}}},
          {{"code": {{"coding": [{{"system": "http://loinc.org", "code": "8462-4"}}]}},
            "valueQuantity": {{"value": 79, "unit": "mm[Hg]"}}}}]"#
        ),
    ));
    chart.push(vital(4, "19935-6", "480", "L/min"));
    let report = clinic.import(&clinic.file("eleni.json", bundle(&chart)));
    assert_eq!(report.problems, []);
    assert_eq!(report.count("Observation"), stored(4));
    assert_eq!(clinic.rows("vitals"), 1);
    assert_eq!(clinic.real("SELECT temperature_celsius FROM vitals"), Some(37.0));
    assert_eq!(clinic.real("SELECT temperature_entered_value FROM vitals"), Some(98.6));
    assert_eq!(clinic.real("SELECT systolic_mmhg - diastolic_mmhg FROM vitals"), Some(42.0));
    assert_eq!(
        clinic.text("SELECT source_category FROM lab_results").as_deref(),
        Some("vital_signs"),
        "a sign without a column is a result"
    );

    chart[4] = vital(2, "29463-7", "72.5", "kg");
    let report = clinic.import(&clinic.file("eleni.json", bundle(&chart)));
    assert_eq!(
        report.count("Observation"),
        Count { seen: 4, changed: 1, unchanged: 3, ..Count::default() }
    );
    let current = "FROM vitals WHERE corrects_id IS NOT NULL";
    assert_eq!(clinic.real(&format!("SELECT weight_kg {current}")), Some(72.5));
    assert_eq!(clinic.real(&format!("SELECT systolic_mmhg {current}")), Some(121.0));
    assert!(clinic.text(&format!("SELECT correction_reason {current}")).is_some());
    let before = clinic.footprint();
    clinic.import(&clinic.file("turned.json", bundle(&chart).replace(",\n", ", \n")));
    assert_eq!(clinic.footprint(), before);
}

#[test]
fn a_claim_becomes_an_invoice_to_the_cent_and_the_insurers_payment_a_payment() {
    let clinic = Clinic::new();
    let mut chart = chart();
    let claim = |price: &str| {
        resource(
            "Claim",
            CLAIM,
            &format!(
                r#""status": "active", "use": "claim",
        "patient": {{"reference": "urn:uuid:{PATIENT}"}}, "created": "2019-04-01",
        "insurance": [{{"focal": true, "coverage": {{"display": "Ταμείο"}}}}],
        "item": [
          {{"sequence": 1, "productOrService": {{"coding": [{{"system": "http://snomed.info/sct",
             "code": "185349003", "display": "Check-up"}}]}},
            "encounter": [{{"reference": "urn:uuid:{VISIT}"}}]}},
          {{"sequence": 2, "productOrService": {{"text": "Vaccine"}},
            "net": {{"value": {price}, "currency": "USD"}}}}],
        "total": {{"value": 265.52, "currency": "USD"}}"#
            ),
        )
    };
    let explanation = |paid: &str| {
        about(
            "ExplanationOfBenefit",
            5,
            &format!(
                r#""status": "active",
        "use": "claim", "patient": {{"reference": "urn:uuid:{PATIENT}"}}, "created": "2019-05-02",
        "claim": {{"reference": "urn:uuid:{CLAIM}"}}, "insurer": {{"display": "Ταμείο"}},
        "identifier": [{{"system": "clm", "value": "K-77"}}],
        "payment": {{"amount": {{"value": {paid}, "currency": "USD"}}}}"#
            ),
        )
    };
    chart.push(claim("140.52"));
    chart.push(explanation("112.41600000000001"));
    let report = clinic.import(&clinic.file("eleni.json", bundle(&chart)));
    assert_eq!(report.problems, []);
    assert_eq!(report.count("Claim"), stored(1));
    assert_eq!(report.count("ExplanationOfBenefit"), stored(1));
    let line = |number: u8| {
        clinic
            .number(&format!("SELECT amount_minor FROM invoice_lines WHERE line_order = {number}"))
    };
    assert_eq!(line(1), Some(12_500), "the one item without a price has the rest of the total");
    assert_eq!(line(2), Some(14_052));
    assert_eq!(clinic.text("SELECT currency FROM invoices").as_deref(), Some("USD"));
    assert_eq!(clinic.text("SELECT number FROM invoices"), None, "our numbers are ours to give");
    assert_eq!(clinic.number("SELECT amount_minor FROM payments"), Some(11_242));
    assert_eq!(
        clinic.text("SELECT notes FROM payments").as_deref(),
        Some("Reported as 112.41600000000001 USD.")
    );
    assert_eq!(clinic.text("SELECT reference FROM payments").as_deref(), Some("K-77"));

    let last = chart.len() - 1;
    chart[last] = explanation("120");
    chart[last - 1] = claim("150.52");
    let report = clinic.import(&clinic.file("eleni.json", bundle(&chart)));
    assert_eq!(report.count("Claim").changed, 1);
    assert_eq!(report.count("ExplanationOfBenefit").changed, 1);
    assert_eq!((line(1), line(2)), (Some(11_500), Some(15_052)));
    assert_eq!(
        clinic.number("SELECT amount_minor FROM payments WHERE corrects_id IS NOT NULL"),
        Some(12_000)
    );
    assert_eq!(clinic.rows("payments"), 2, "the struck payment stays visible");
}

#[test]
fn a_dose_is_structured_where_the_source_gives_all_of_it_and_free_text_where_not() {
    let clinic = Clinic::new();
    let mut chart = chart();
    let request = |number: u8, medicine: &str, dosage: &str| {
        about(
            "MedicationRequest",
            number,
            &format!(
                r#""status": "active", "intent": "order",
            "medicationCodeableConcept": {{"coding": [{{"system":
              "http://www.nlm.nih.gov/research/umls/rxnorm", "code": "{number}"}}],
              "text": "{medicine}"}},
            "authoredOn": "2019-03-31T09:10:00+02:00", "dosageInstruction": [{dosage}]"#
            ),
        )
    };
    let timing = r#""timing": {"repeat": {"frequency": 3, "period": 1, "periodUnit": "d"}}"#;
    chart.push(request(
        1,
        "Amoxicillin",
        &format!(
            r#"{{{timing}, "route": {{"text": "oral"}},
        "doseAndRate": [{{"doseQuantity": {{"value": 500, "unit": "mg"}}}}]}}"#
        ),
    ));
    chart.push(request(
        2,
        "Ibuprofen",
        &format!(
            r#"{{{timing}, "asNeededBoolean": true,
        "doseAndRate": [{{"doseQuantity": {{"value": 1}}}}]}}"#
        ),
    ));
    chart.push(request(3, "Prednisolone", ""));
    let report = clinic.import(&clinic.file("eleni.json", bundle(&chart)));
    assert_eq!(report.problems, []);
    let item = |medicine: &str, column: &str| {
        clinic.text(&format!(
            "SELECT CAST({column} AS TEXT) FROM prescription_items \
             WHERE medication_text = '{medicine}'"
        ))
    };
    assert_eq!(item("Amoxicillin", "is_free_text_dosage").as_deref(), Some("0"));
    assert_eq!(item("Amoxicillin", "frequency_count").as_deref(), Some("3"));
    assert_eq!(item("Amoxicillin", "frequency_period_unit").as_deref(), Some("day"));
    assert_eq!(item("Ibuprofen", "is_free_text_dosage").as_deref(), Some("1"));
    assert_eq!(
        item("Ibuprofen", "dosage_text").as_deref(),
        Some("1 per dose, 3 × per 1 day, as needed")
    );
    assert_eq!(
        item("Prednisolone", "dosage_text").as_deref(),
        Some("The imported record does not state a dosage.")
    );
    assert_eq!(clinic.rows("prescriptions"), 3);
}

#[test]
fn the_same_sign_taken_twice_at_one_moment_loses_neither_value() {
    let clinic = Clinic::new();
    let mut chart = chart();
    chart.push(vital(1, "8331-1", "37.5", "Cel"));
    chart.push(vital(2, "8333-7", "38.1", "Cel"));
    let report = clinic.import(&clinic.file("eleni.json", bundle(&chart)));
    assert_eq!(report.count("Observation"), stored(2));
    assert_eq!(clinic.real("SELECT temperature_celsius FROM vitals"), Some(37.5));
    assert_eq!(clinic.real("SELECT value_number FROM lab_results"), Some(38.1));
}

#[test]
fn signs_that_come_in_two_files_are_brought_together() {
    let clinic = Clinic::new();
    clinic.import(&clinic.file("eleni.json", bundle(&chart())));
    let with_patient = |sign: String| bundle(&[patient_with_phone("1"), visit(), sign]);
    let pulse = clinic.file("pulse.json", with_patient(vital(1, "8867-4", "72", "/min")));
    let weight = clinic.file("weight.json", with_patient(vital(2, "29463-7", "70", "kg")));
    assert_eq!(clinic.import(&pulse).count("Observation"), stored(1));
    assert_eq!(clinic.import(&weight).count("Observation"), stored(1));
    let counts = "FROM vitals v WHERE NOT EXISTS \
                  (SELECT 1 FROM vitals c WHERE c.corrects_id = v.id)";
    assert_eq!(clinic.real(&format!("SELECT weight_kg + heart_rate_bpm {counts}")), Some(142.0));
    assert_eq!(clinic.import(&pulse).count("Observation"), unchanged(1));
    assert_eq!(clinic.rows("vitals"), 2, "the row before stays visible");
}

#[test]
fn the_parts_of_a_panel_and_the_results_of_a_report_stand_together() {
    let clinic = Clinic::new();
    let mut chart = chart();
    chart.push(about(
        "Observation",
        1,
        r#""status": "final", "code": {"text": "Urine"},
        "effectiveDateTime": "2020-01-01T10:00:00Z", "component": [
          {"code": {"text": "pH"}, "valueQuantity": {"value": 6.0}},
          {"code": {"text": "Colour"}, "valueString": "κίτρινο"}]"#,
    ));
    chart.push(about(
        "Observation",
        2,
        r#""status": "amended", "code": {"text": "Sodium"},
        "effectiveDateTime": "2020-01-01T10:00:00Z",
        "interpretation": [{"coding": [{"code": "HH"}], "text": "Πολύ υψηλό"}],
        "referenceRange": [{"low": {"value": 135}, "high": {"value": 145}}],
        "valueQuantity": {"value": 161, "comparator": ">=", "unit": "mmol/L"}"#,
    ));
    chart.push(about(
        "DiagnosticReport",
        3,
        &format!(
            r#""code": {{"text": "Basic metabolic panel"}},
        "result": [{{"reference": "urn:uuid:{}"}}]"#,
            id(2)
        ),
    ));
    let report = clinic.import(&clinic.file("eleni.json", bundle(&chart)));
    assert_eq!(report.problems, []);
    let of = |test: &str, column: &str| {
        clinic.text(&format!("SELECT {column} FROM lab_results WHERE test_name = '{test}'"))
    };
    assert_eq!(of("pH", "panel_name").as_deref(), Some("Urine"));
    assert_eq!(of("Colour", "value_text").as_deref(), Some("κίτρινο"));
    assert_eq!(of("Sodium", "panel_name").as_deref(), Some("Basic metabolic panel"));
    assert_eq!(of("Sodium", "abnormal_flag").as_deref(), Some("critical_high"));
    assert_eq!(of("Sodium", "value_text").as_deref(), Some(">=161"));
    assert_eq!(of("Sodium", "value_comparator").as_deref(), Some(">="));
    assert_eq!(of("Sodium", "reference_range_text").as_deref(), Some("135 - 145"));
    assert_eq!(of("Sodium", "status").as_deref(), Some("corrected"));
}
