//! The same records arrive again, or later ones of the same patient.

use interchange::Count;

use crate::clinic::Clinic;
use crate::records::*;

#[test]
fn a_second_run_writes_nothing_whatever_the_form_of_the_file() {
    let clinic = Clinic::new();
    clinic.store.set_facts(&[("enrolled", "1")]).unwrap();
    let mut chart = chart();
    chart.push(vital(1, "8867-4", "72", "/min"));
    chart.push(about(
        "AllergyIntolerance",
        2,
        r#""code": {"text": "Παpain"},
        "reaction": [{"manifestation": [{"text": "Rash"}], "severity": "mild"}]"#,
    ));
    let bundled = clinic.file("eleni.json", bundle(&chart));
    clinic.import(&bundled);
    let before = clinic.footprint();
    let sent = || clinic.number("SELECT count(*) FROM outbox");
    assert_eq!(sent(), Some(2), "a bundle is one changeset, and that it was brought in another");

    let again = clinic.import(&bundled);
    let lines: Vec<String> = chart.iter().map(|resource| resource.replace('\n', " ")).collect();
    let lines = clinic.file("eleni.ndjson", lines.join("\n"));
    let as_lines = clinic.import(&lines);
    let reordered: Vec<String> = chart.into_iter().rev().collect();
    let reordered = clinic.file("turned.json", bundle(&reordered));
    let turned = clinic.import(&reordered);

    for report in [again, as_lines, turned] {
        assert_eq!(report.problems, []);
        for kind in ["Patient", "Encounter", "Practitioner", "Observation", "AllergyIntolerance"] {
            assert_eq!(report.count(kind), unchanged(1), "{kind}");
        }
    }
    assert_eq!(clinic.footprint(), before);
    assert_eq!(sent(), Some(2));
}

#[test]
fn a_doctor_who_comes_later_is_found_by_the_next_run() {
    let clinic = Clinic::new();
    let visit = clinic.file("visit.json", bundle(&[patient_with_phone("1"), visit()]));
    let report = clinic.import(&visit);
    assert_eq!(report.problems, []);
    let treated = || clinic.number("SELECT count(*) FROM visits WHERE practitioner_id IS NOT NULL");
    assert_eq!(treated(), Some(0), "nobody is made up to stand in");
    clinic.import(&clinic.file("doctor.json", bundle(&[doctor()])));
    let report = clinic.import(&visit);
    assert_eq!(report.count("Encounter"), Count { seen: 1, changed: 1, ..Count::default() });
    assert_eq!(treated(), Some(1));
}

#[test]
fn a_record_taken_before_the_clinic_enrolled_is_known_afterwards() {
    let clinic = Clinic::new();
    clinic.import(&clinic.file("eleni.json", bundle(&chart())));
    let centre = uuid::Uuid::from_u128(0x9000);
    clinic.store.set_facts(&[("organization", &centre.to_string())]).unwrap();
    let report = clinic.import(&clinic.file("again.json", bundle(&chart()).replace(",\n", ", \n")));
    assert_eq!(report.count("Patient"), unchanged(1));
    assert_eq!(clinic.rows("patients"), 1);
}

#[test]
fn a_persons_correction_of_a_payment_is_not_corrected_back() {
    let clinic = Clinic::new();
    let explanation = |paid: &str| {
        about(
            "ExplanationOfBenefit",
            5,
            &format!(
                r#""status": "active", "patient": {{"reference": "urn:uuid:{PATIENT}"}},
                "created": "2019-05-02",
                "payment": {{"amount": {{"value": {paid}, "currency": "USD"}}}}"#
            ),
        )
    };
    let mut chart = chart();
    chart.push(explanation("10"));
    clinic.import(&clinic.file("eleni.json", bundle(&chart)));
    clinic
        .store
        .write::<_, store::Error>(clinic.author, "test.correct", |write| {
            let id: uuid::Uuid = write.value("SELECT id FROM payments", [])?.unwrap();
            let patient: uuid::Uuid = write.value("SELECT id FROM patients", [])?.unwrap();
            write.insert(
                "payments",
                store::Cells::new()
                    .set("patient_id", patient)
                    .set("kind", "payment")
                    .set("amount_minor", 900)
                    .set("currency", "USD")
                    .set("method", "insurance")
                    .set("received_at", write.now())
                    .set("payer_kind", "insurer")
                    .set("corrects_id", id)
                    .set("correction_number", 1)
                    .set("correction_reason", "The bank says so."),
            )
        })
        .unwrap();
    chart[3] = explanation("11");
    let report = clinic.import(&clinic.file("eleni.json", bundle(&chart)));
    assert_eq!(report.count("ExplanationOfBenefit"), unchanged(1));
    assert_eq!(clinic.rows("payments"), 2);
}

#[test]
fn a_changed_phone_number_changes_one_patient_and_nothing_else() {
    let clinic = Clinic::new();
    clinic.import(&clinic.file("eleni.json", bundle(&chart())));
    let before = clinic.footprint();
    let mut later = chart();
    later[0] = patient_with_phone("+30 210 5550 199");
    let report = clinic.import(&clinic.file("eleni.json", bundle(&later)));
    assert_eq!(report.count("Patient"), Count { seen: 1, changed: 1, ..Count::default() });
    assert_eq!(report.count("Encounter"), unchanged(1));
    assert_eq!(clinic.text("SELECT phone FROM patients").as_deref(), Some("+30 210 5550 199"));
    let touched: Vec<&str> = before
        .iter()
        .zip(clinic.footprint())
        .filter(|(old, new)| *old != new)
        .map(|(old, _)| old.0)
        .collect();
    assert_eq!(touched, ["patients", "audit_logs", "security_logs"]);
}

#[test]
fn what_the_clinic_added_or_removed_since_stays_so() {
    let clinic = Clinic::new();
    clinic.import(&clinic.file("eleni.json", bundle(&chart())));
    let patient: uuid::Uuid = clinic
        .store
        .read::<_, store::Error>(|reader| reader.value("SELECT id FROM patients", []))
        .unwrap()
        .unwrap();
    let visit: uuid::Uuid = clinic
        .store
        .read::<_, store::Error>(|reader| reader.value("SELECT id FROM visits", []))
        .unwrap()
        .unwrap();
    clinic
        .store
        .write::<_, store::Error>(clinic.author, "test.edit", |write| {
            let email = store::Cells::new().set("email", "eleni@example.org");
            write.update("patients", patient, None, email)?;
            write.remove("visits", visit, None)
        })
        .unwrap();
    let mut later = chart();
    later[0] = patient_with_phone("+30 210 5550 199");
    let report = clinic.import(&clinic.file("eleni.json", bundle(&later)));
    assert_eq!(report.problems, []);
    assert_eq!(clinic.text("SELECT email FROM patients").as_deref(), Some("eleni@example.org"));
    assert_eq!(clinic.rows("visits"), 0);
}

#[test]
fn two_people_under_one_number_are_not_mixed_up() {
    let clinic = Clinic::new();
    let person = |name: &str, born: &str| {
        format!(
            r#"{{"resourceType": "Patient", "id": "1", "birthDate": "{born}",
                "name": [{{"family": "{name}", "given": ["{name}"]}}]}}"#
        )
    };
    clinic.import(&clinic.file("first.json", person("Aaltonen", "1950-01-01")));
    let report = clinic.import(&clinic.file("other.json", person("Zhāng", "1999-09-09")));
    assert_eq!(report.problems.len(), 1);
    assert!(report.problems[0].reason.contains("Another patient is known under this id"));
    assert_eq!(clinic.text("SELECT family_name FROM patients").as_deref(), Some("Aaltonen"));
}
