//! What a receiver who knows nothing of us reads in an export.

use std::path::Path;

use interchange::Selection;
use serde_json::Value;
use store::{Cells, Write};
use uuid::Uuid;

use crate::clinic::Clinic;

/// 2026-03-02T08:30:00Z.
const MOMENT: i64 = 1_772_440_200_000_000;
const SNOMED: &str = "http://snomed.info/sct";
const ICD: &str = "http://hl7.org/fhir/sid/icd-10-cm";

fn write<T>(clinic: &Clinic, work: impl FnOnce(&mut Write<'_>) -> Result<T, store::Error>) -> T {
    clinic.store.write(clinic.author, "test.write", work).unwrap()
}

fn patient(clinic: &Clinic) -> Uuid {
    let cells = Cells::new().set("family_name", "Zuma").set("given_name", "Ada");
    let cells = cells.set("name_precision", "full").set("gender", "female");
    let cells = cells.set("date_of_birth", "1980-02-29").set("date_of_birth_precision", "day");
    write(clinic, |write| write.insert("patients", cells.set("status", "active")))
}

fn visit(clinic: &Clinic, patient: Uuid, started: i64) -> Uuid {
    let cells = Cells::new().set("patient_id", patient).set("started_at", started);
    let cells = cells.set("kind", "routine").set("status", "in_progress");
    let cells = cells.set("site_id", Uuid::from_u128(0x2000)).set("reason", "Cough");
    write(clinic, |write| write.insert("visits", cells))
}

/// The resources of one type, in an export of everything.
fn told(clinic: &Clinic, name: &str, kind: &str) -> Vec<Value> {
    let (folder, _) = clinic.export(name, Selection::Everything);
    read(&folder, kind)
}

fn read(folder: &Path, kind: &str) -> Vec<Value> {
    let text = std::fs::read_to_string(folder.join(format!("{kind}.ndjson"))).unwrap_or_default();
    text.lines().map(|line| serde_json::from_str(line).unwrap()).collect()
}

fn own(all: Vec<Value>, id: Uuid) -> Value {
    all.into_iter().find(|one| one["id"] == id.to_string()).unwrap()
}

#[test]
fn a_visits_note_is_read_section_by_section_and_says_whether_it_is_signed() {
    let clinic = Clinic::new();
    let patient = patient(&clinic);
    let visit = visit(&clinic, patient, MOMENT);
    assert_eq!(told(&clinic, "bare", "Composition"), Vec::<Value>::new(), "nothing was written");
    let note = Cells::new()
        .set("subjective", "Coughs since Monday.\nNo fever.")
        .set("objective", "SpO2 < 94 % & wheezing")
        .set("assessment", "Asthma")
        .set("plan", "Salbutamol");
    write(&clinic, |write| write.update("visits", visit, None, note));
    let [draft] = told(&clinic, "draft", "Composition").try_into().unwrap();
    assert_eq!(draft["status"], "preliminary");
    assert_eq!(draft["subject"]["reference"], format!("Patient/{patient}"));
    assert_eq!(draft["encounter"]["reference"], format!("Encounter/{visit}"));
    let sections: Vec<(&str, &str)> = draft["section"]
        .as_array()
        .unwrap()
        .iter()
        .map(|one| (one["title"].as_str().unwrap(), one["text"]["div"].as_str().unwrap()))
        .collect();
    let titles: Vec<&str> = sections.iter().map(|(title, _)| *title).collect();
    assert_eq!(titles, ["Reason for visit", "Subjective", "Objective", "Assessment", "Plan"]);
    assert!(sections[1].1.contains("<p>Coughs since Monday.<br/>No fever.</p>"));
    assert!(sections[2].1.contains("<p>SpO2 &lt; 94 % &amp; wheezing</p>"));

    let signed = Cells::new().set("signed_at", MOMENT).set("signed_by", clinic.author);
    write(&clinic, |write| write.update("visits", visit, None, signed));
    let [signed] = told(&clinic, "signed", "Composition").try_into().unwrap();
    assert_eq!((&signed["status"], &signed["id"]), (&"final".into(), &draft["id"]));
    assert_eq!(signed["attester"][0]["time"], "2026-03-02T08:30:00Z");

    let addendum = Cells::new()
        .set("patient_id", patient)
        .set("visit_id", visit)
        .set("author_id", clinic.author)
        .set("written_at", MOMENT + 1)
        .set("text", "Peak flow was 320.")
        .set("reason", "Forgotten");
    write(&clinic, |write| write.insert("visit_addenda", addendum));
    let (folder, _) = clinic.export("amended", Selection::Everything);
    let [amended] = read(&folder, "Composition").try_into().unwrap();
    assert_eq!(amended["status"], "amended");
    let last = amended["section"].as_array().unwrap().last().unwrap();
    assert!(last["text"]["div"].as_str().unwrap().contains("Peak flow was 320."), "{last}");

    let report = clinic.import(&folder);
    assert_eq!(report.problems, []);
    assert_eq!(crate::export::changed(&report), Vec::<String>::new());
    assert_eq!(report.count("Composition").unchanged, 1);
}

#[test]
fn an_imaging_report_is_whole_and_one_that_was_replaced_no_longer_counts() {
    let clinic = Clinic::new();
    let patient = patient(&clinic);
    let scan = Cells::new()
        .set("patient_id", patient)
        .set("modality", "CT")
        .set("body_part", "Chest")
        .set("study_description", "CT of the chest, without contrast")
        .set("reason", "Cough")
        .set("ordered_at", MOMENT)
        .set("acquired_at", MOMENT)
        .set("priority", "routine")
        .set("status", "acquired");
    let scan = write(&clinic, |write| write.insert("scans", scan));
    let report = |status: &str| {
        Cells::new()
            .set("patient_id", patient)
            .set("scan_id", scan)
            .set("kind", "final")
            .set("status", status)
            .set("findings_text", "Σκιά 8 mm, right upper lobe.")
            .set("impression", "A nodule.")
            .set("recommendations", "Again in a year.")
    };
    let signed = |cells: Cells| cells.set("signed_at", MOMENT).set("signed_by", clinic.author);
    let [draft, preliminary, first] = write(&clinic, |write| {
        Ok([
            write.insert("reports", report("draft"))?,
            write.insert("reports", report("preliminary"))?,
            write.insert("reports", signed(report("signed")))?,
        ])
    });
    let all = told(&clinic, "before", "DiagnosticReport");
    let of = |id: Uuid| own(all.clone(), id);
    assert_eq!(of(draft)["status"], "registered");
    assert!(of(draft).get("presentedForm").is_none() && of(draft).get("conclusion").is_none());
    assert_eq!(of(preliminary)["status"], "preliminary");
    assert_eq!(of(first)["status"], "final");
    assert_eq!(of(first)["imagingStudy"][0]["reference"], format!("ImagingStudy/{scan}"));
    assert_eq!(of(first)["effectiveDateTime"], "2026-03-02T08:30:00Z");
    let form = of(first)["presentedForm"][0].clone();
    assert_eq!(form["contentType"], "text/plain");
    let text = data_encoding::BASE64.decode(form["data"].as_str().unwrap().as_bytes()).unwrap();
    assert_eq!(form["size"], text.len());
    let text = String::from_utf8(text).unwrap();
    for part in [
        "Examination: CT, Chest, CT of the chest, without contrast",
        "Findings: Σκιά 8 mm, right upper lobe.",
        "Impression: A nodule.",
        "Recommendations: Again in a year.",
    ] {
        assert!(text.contains(part), "{part} is not in {text}");
    }

    let later = signed(report("signed")).set("amends_id", first).set("amendment_reason", "Size");
    let later = write(&clinic, |write| {
        let later = write.insert("reports", later)?;
        write.update("reports", first, None, Cells::new().set("status", "amended"))?;
        Ok(later)
    });
    let (folder, _) = clinic.export("after", Selection::Everything);
    let all = read(&folder, "DiagnosticReport");
    assert_eq!(own(all.clone(), first)["status"], "entered-in-error");
    let later = own(all, later);
    assert_eq!(later["status"], "amended");
    let replaces = "http://hl7.org/fhir/StructureDefinition/diagnosticReport-replaces";
    let replaces = later["extension"].as_array().unwrap().iter().find(|e| e["url"] == replaces);
    let replaces = &replaces.unwrap()["valueReference"]["reference"];
    assert_eq!(replaces, &Value::from(format!("DiagnosticReport/{first}")));
    let report = clinic.import(&folder);
    assert_eq!((report.problems.len(), crate::export::changed(&report)), (0, vec![]));
}

#[test]
fn a_claim_says_for_which_diagnoses_each_of_its_services_was_done_and_when() {
    let clinic = Clinic::new();
    let patient = patient(&clinic);
    let visit = visit(&clinic, patient, MOMENT);
    let policy = Cells::new()
        .set("patient_id", patient)
        .set("insurer_name", "Mútua")
        .set("policy_number", "P-1")
        .set("coverage_rank", "primary")
        .set("relationship_to_patient", "self")
        .set("status", "active");
    let invoice = Cells::new()
        .set("patient_id", patient)
        .set("visit_id", visit)
        .set("status", "issued")
        .set("issued_on", "2026-03-05")
        .set("number", "A-1")
        .set("currency", "EUR");
    let claim = write(&clinic, |write| {
        let policy = write.insert("insurance_policies", policy)?;
        let invoice = write.insert("invoices", invoice)?;
        // The order is the lines', not that in which they were written.
        for (order, day, code) in [
            (3, "2026-03-04", Some("J45.909")),
            (1, "2026-03-02", Some("I10")),
            (2, "2026-03-03", Some("J45.909")),
            (4, "2026-03-02", None),
        ] {
            let line = Cells::new()
                .set("invoice_id", invoice)
                .set("patient_id", patient)
                .set("visit_id", visit)
                .set("line_order", order)
                .set("service_on", day)
                .set("description", format!("Service {order}"))
                .set("diagnosis_code", code)
                .set("diagnosis_code_system", code.map(|_| ICD))
                .set("quantity", 2.0)
                .set("unit_price_minor", 1_250)
                .set("amount_minor", 2_500)
                .set("currency", "EUR");
            write.insert("invoice_lines", line)?;
        }
        let claim = Cells::new()
            .set("patient_id", patient)
            .set("invoice_id", invoice)
            .set("insurance_policy_id", policy)
            .set("status", "draft")
            .set("claimed_minor", 10_000)
            .set("currency", "EUR");
        write.insert("insurance_claims", claim)
    });
    let (folder, _) = clinic.export("out", Selection::Everything);
    let claim = own(read(&folder, "Claim"), claim);
    let expected = serde_json::json!([
        { "sequence": 1, "diagnosisCodeableConcept": { "coding": [{ "system": ICD, "code": "I10" }] } },
        { "sequence": 2, "diagnosisCodeableConcept": { "coding": [{ "system": ICD, "code": "J45.909" }] } },
    ]);
    assert_eq!(claim["diagnosis"], expected);
    let items = claim["item"].as_array().unwrap();
    let named: Vec<(&str, Option<i64>)> = items
        .iter()
        .map(|item| (item["servicedDate"].as_str().unwrap(), item["diagnosisSequence"][0].as_i64()))
        .collect();
    let days = ["2026-03-02", "2026-03-03", "2026-03-04", "2026-03-02"];
    let numbers = [Some(1), Some(2), Some(2), None];
    assert_eq!(named, days.into_iter().zip(numbers).collect::<Vec<_>>());
    assert_eq!(items[0]["unitPrice"], serde_json::json!({ "value": 12.5, "currency": "EUR" }));
    assert_eq!(items[0]["quantity"]["value"], 2.0);
    assert_eq!(items[0]["encounter"][0]["reference"], format!("Encounter/{visit}"));
    let period = serde_json::json!({ "start": "2026-03-02", "end": "2026-03-04" });
    assert_eq!(claim["billablePeriod"], period);
    // It was not handed in: the day is that of the bill that it was made of.
    assert_eq!((&claim["status"], &claim["created"]), (&"draft".into(), &"2026-03-05".into()));
    assert_eq!(claim["total"], serde_json::json!({ "value": 100.0, "currency": "EUR" }));
    let report = clinic.import(&folder);
    assert_eq!((report.problems.len(), crate::export::changed(&report)), (0, vec![]));
}

/// A clinic that took in a claim with these diagnoses and items, and what it tells of it once it
/// has a claim of its own on the invoice: the diagnoses, and the items' references to them.
fn claimed_again(diagnosis: &Value, item: &Value) -> (Value, Vec<Value>) {
    use crate::records::{CLAIM, PATIENT, bundle, chart, resource};
    let clinic = Clinic::new();
    let claim = resource(
        "Claim",
        CLAIM,
        &format!(
            r#""status": "active", "use": "claim", "created": "2026-03-05",
        "patient": {{"reference": "urn:uuid:{PATIENT}"}},
        "diagnosis": {diagnosis}, "item": {item}"#
        ),
    );
    let mut all = chart();
    all.push(claim);
    let report = clinic.import(&clinic.file("claim.json", bundle(&all)));
    assert_eq!(report.problems, []);
    let again = clinic.import(&clinic.file("claim.json", bundle(&all)));
    assert_eq!(again.count("Claim").unchanged, 1);
    let claim = write(&clinic, |write| {
        let patient: Uuid = write.value("SELECT id FROM patients", [])?.unwrap();
        let invoice: Uuid = write.value("SELECT id FROM invoices", [])?.unwrap();
        let policy = Cells::new()
            .set("patient_id", patient)
            .set("insurer_name", "Mútua")
            .set("policy_number", "P-1")
            .set("coverage_rank", "primary")
            .set("relationship_to_patient", "self")
            .set("status", "active");
        let policy = write.insert("insurance_policies", policy)?;
        let claim = Cells::new()
            .set("patient_id", patient)
            .set("invoice_id", invoice)
            .set("insurance_policy_id", policy)
            .set("status", "draft")
            .set("claimed_minor", 5_000)
            .set("currency", "EUR");
        write.insert("insurance_claims", claim)
    });
    let claim = own(told(&clinic, "out", "Claim"), claim);
    let items = claim["item"].as_array().unwrap();
    (
        claim["diagnosis"].clone(),
        items.iter().map(|item| item["diagnosisSequence"].clone()).collect(),
    )
}

#[test]
fn a_claim_keeps_every_diagnosis_of_a_service_and_says_the_same_after_it_was_taken_in_again() {
    let coded = |sequence: u8, code: &str| {
        serde_json::json!({ "sequence": sequence, "diagnosisCodeableConcept": {
            "coding": [{ "system": ICD, "code": code }] } })
    };
    let service = |words: &str, sequences: &[u8]| {
        serde_json::json!({ "sequence": 1, "diagnosisSequence": sequences,
            "productOrService": { "text": words }, "servicedDate": "2026-03-02",
            "net": { "value": 25, "currency": "EUR" } })
    };
    let diagnoses = serde_json::json!([
        coded(1, "I10"),
        coded(2, "J45.909"),
        coded(3, "E11.9"),
        coded(4, "Z23")
    ]);
    // The second is named first, one is named twice, and there is no ninth.
    let mut items = [service("Check-up", &[2, 1, 2, 3]), service("Vaccine", &[4, 9, 1])];
    items[1]["sequence"] = 2.into();
    let (told, sequences) = claimed_again(&diagnoses, &Value::from(items.to_vec()));
    let codes: Vec<&str> = told
        .as_array()
        .unwrap()
        .iter()
        .map(|one| one["diagnosisCodeableConcept"]["coding"][0]["code"].as_str().unwrap())
        .collect();
    assert_eq!(codes, ["J45.909", "E11.9", "I10", "Z23"], "the line's own first, each once");
    assert_eq!(sequences, [serde_json::json!([1, 2, 3]), serde_json::json!([4, 3])]);
    for (item, sequence) in items.iter_mut().zip(&sequences) {
        item["diagnosisSequence"] = sequence.clone();
    }
    let again = claimed_again(&told, &Value::from(items.to_vec()));
    assert_eq!(again, (told, sequences));
}

#[test]
fn measurements_have_units_that_a_program_understands() {
    let clinic = Clinic::new();
    let patient = patient(&clinic);
    let [systolic, steps, result] = write(&clinic, |write| {
        let reading = |metric: &str, value: f64, unit: &str| {
            Cells::new()
                .set("patient_id", patient)
                .set("device_kind", "wearable")
                .set("metric", metric)
                .set("value_number", value)
                .set("unit", unit)
                .set("recorded_at", MOMENT)
        };
        let result = Cells::new()
            .set("patient_id", patient)
            .set("test_name", "Creatinine")
            .set("status", "completed")
            .set("value_text", "88")
            .set("value_number", 88.0)
            .set("unit", "µmol/L")
            .set("reference_low", 60.0)
            .set("resulted_at", MOMENT);
        Ok([
            write.insert("monitoring_readings", reading("systolic", 134.0, "mmHg"))?,
            write.insert("monitoring_readings", reading("steps", 4_000.0, "{steps}"))?,
            write.insert("lab_results", result)?,
        ])
    });
    let all = told(&clinic, "out", "Observation");
    for (id, code, category, value) in [
        (systolic, "mm[Hg]", "vital-signs", "mmHg"),
        (steps, "{steps}", "activity", "{steps}"),
        (result, "umol/L", "laboratory", "µmol/L"),
    ] {
        let told = own(all.clone(), id);
        let quantity = &told["valueQuantity"];
        assert_eq!((&quantity["code"], &quantity["unit"]), (&code.into(), &value.into()));
        assert_eq!(quantity["system"], "http://unitsofmeasure.org");
        assert_eq!(told["category"][0]["coding"][0]["code"], category);
    }
    assert_eq!(own(all.clone(), result)["referenceRange"][0]["low"]["code"], "umol/L");
    assert_eq!(own(all, systolic)["code"]["coding"][0]["code"], "8480-6");
}

#[test]
fn a_dose_that_a_patient_tells_of_was_given_by_nobody() {
    let clinic = Clinic::new();
    let patient = patient(&clinic);
    let (item, events) = write(&clinic, |write| {
        let prescription = Cells::new()
            .set("patient_id", patient)
            .set("prescribed_at", MOMENT)
            .set("site_id", Uuid::from_u128(0x2000))
            .set("status", "draft");
        let prescription = write.insert("prescriptions", prescription)?;
        let item = Cells::new()
            .set("patient_id", patient)
            .set("prescription_id", prescription)
            .set("medication_text", "Metformin")
            .set("status", "draft");
        let item = write.insert("prescription_items", item)?;
        let mut events = Vec::new();
        for taken in [true, false] {
            let event = Cells::new()
                .set("patient_id", patient)
                .set("prescription_item_id", item)
                .set("was_taken", taken)
                .set("occurred_at", MOMENT)
                .set("source", "patient");
            events.push(write.insert("adherence_events", event)?);
        }
        Ok((item, events))
    });
    let (folder, exported) = clinic.export("out", Selection::Everything);
    assert!(!exported.resources.contains_key("MedicationAdministration"));
    for (event, status) in events.into_iter().zip(["completed", "not-taken"]) {
        let told = own(read(&folder, "MedicationStatement"), event);
        assert_eq!(told["status"], status);
        assert_eq!(told["basedOn"][0]["reference"], format!("MedicationRequest/{item}"));
        assert_eq!(told["informationSource"]["reference"], format!("Patient/{patient}"));
        assert_eq!(told["medicationCodeableConcept"]["text"], "Metformin");
    }
}

#[test]
fn an_alert_is_received_when_somebody_answers_and_warns_until_it_is_over() {
    let clinic = Clinic::new();
    let patient = patient(&clinic);
    let site = Uuid::from_u128(0x2000);
    let (alert, link) = write(&clinic, |write| {
        let alert = Cells::new()
            .set("site_id", site)
            .set("kind", "sepsis")
            .set("title", "Sepsis in bed 4")
            .set("urgency", 1)
            .set("status", "open")
            .set("raised_at", MOMENT);
        let alert = write.insert("alerts", alert)?;
        let link = Cells::new().set("alert_id", alert).set("patient_id", patient);
        Ok((alert, write.insert("patient_alerts", link)?))
    });
    let state = |name: &str| {
        let (folder, _) = clinic.export(name, Selection::Everything);
        let told = own(read(&folder, "Communication"), alert);
        (told["received"].clone(), own(read(&folder, "Flag"), link)["status"].clone(), told)
    };
    let (received, flag, told) = state("open");
    assert_eq!((received, flag), (Value::Null, "active".into()));
    assert_eq!(told["subject"]["reference"], format!("Patient/{patient}"));
    write(&clinic, |write| {
        let event = Cells::new()
            .set("site_id", site)
            .set("alert_id", alert)
            .set("kind", "acknowledged")
            .set("occurred_at", MOMENT + 60_000_000);
        write.insert("alert_events", event)?;
        let over = Cells::new()
            .set("status", "resolved")
            .set("resolved_at", MOMENT + 3_600_000_000)
            .set("resolved_by", clinic.author);
        write.update("alerts", alert, None, over)
    });
    let (received, flag, _) = state("over");
    assert_eq!((received, flag), ("2026-03-02T08:31:00Z".into(), "inactive".into()));
}

#[test]
fn a_race_of_the_american_lists_is_a_category_and_others_are_details() {
    let clinic = Clinic::new();
    let patient = patient(&clinic);
    const CDC: &str = "urn:oid:2.16.840.1.113883.6.238";
    write(&clinic, |write| {
        let race = Cells::new().set("race_text", "Asian, Hmong");
        write.update("patients", patient, None, race)?;
        for (system, code) in [(CDC, "2028-9"), (CDC, "2041-2"), (SNOMED, "2106-3")] {
            let binding = Cells::new()
                .set("patient_id", patient)
                .set("table_name", "patients")
                .set("row_id", patient)
                .set("column_name", "race_text")
                .set("system", system)
                .set("code", code);
            write.insert("code_bindings", binding)?;
        }
        Ok(())
    });
    let told = own(told(&clinic, "out", "Patient"), patient);
    let race = told["extension"].as_array().unwrap().iter().find(|extension| {
        extension["url"] == "http://hl7.org/fhir/us/core/StructureDefinition/us-core-race"
    });
    let parts = race.unwrap()["extension"].as_array().unwrap().clone();
    let mut parts: Vec<(String, String)> = parts
        .iter()
        .map(|part| {
            let value = part["valueCoding"]["code"].as_str().or(part["valueString"].as_str());
            (part["url"].as_str().unwrap().to_owned(), value.unwrap().to_owned())
        })
        .collect();
    parts.sort();
    let expected = [
        ("detailed", "2041-2"),
        ("detailed", "2106-3"),
        ("ombCategory", "2028-9"),
        ("text", "Asian, Hmong"),
    ];
    assert_eq!(parts, expected.map(|(url, value)| (url.to_owned(), value.to_owned())));
}

#[test]
fn a_document_says_of_its_file_what_is_known() {
    let clinic = Clinic::new();
    let patient = patient(&clinic);
    let (file, document) = write(&clinic, |write| {
        let file = Cells::new()
            .set("patient_id", patient)
            .set("file_name", "letter.pdf")
            .set("media_type", "application/pdf")
            .set("size_bytes", 48_211)
            .set("sha256", "0".repeat(64))
            .set("sealed_sha256", "1".repeat(64))
            .set("content_key", "AAAA")
            .set("added_at", MOMENT);
        let file = write.insert("attachments", file)?;
        let document = Cells::new()
            .set("patient_id", patient)
            .set("kind", "referral")
            .set("title", "Letter")
            .set("attachment_id", file)
            .set("uploaded_at", MOMENT)
            .set("status", "current");
        Ok((file, write.insert("documents", document)?))
    });
    let told = own(told(&clinic, "out", "DocumentReference"), document);
    let expected = serde_json::json!({
        "title": "Letter", "contentType": "application/pdf", "size": 48_211,
        "url": format!("urn:uuid:{file}"),
    });
    assert_eq!(told["content"][0]["attachment"], expected);
    assert_eq!(told["type"]["coding"][0]["code"], "57133-1");
}

#[test]
fn a_day_is_the_clinics_own_and_brings_along_what_its_records_name() {
    let clinic = Clinic::new();
    let known = patient(&clinic);
    let other = patient(&clinic);
    let day = |number: u32| chrono::NaiveDate::from_ymd_opt(2026, 3, number).unwrap();
    clinic.pass_days(10);
    // 23:30 in London is after midnight in Berlin.
    let visit = visit(&clinic, known, 1_772_580_600_000_000);
    let (folder, exported) = clinic.export("fourth", Selection::Day(day(4)));
    let kinds: Vec<(&str, u64)> = exported
        .resources
        .iter()
        .filter(|(kind, _)| *kind != "AuditEvent")
        .map(|(kind, count)| (kind.as_str(), *count))
        .collect();
    let whole = [("Encounter", 1), ("Location", 1), ("Organization", 1), ("Patient", 1)];
    assert_eq!(kinds, whole);
    own(read(&folder, "Encounter"), visit);
    own(read(&folder, "Patient"), known);
    let empty = |number: u32| {
        let (_, exported) = clinic.export(&format!("day {number}"), Selection::Day(day(number)));
        exported.resources.is_empty()
    };
    assert!(empty(3) && empty(5));

    // The day on which it was written has it too, and what was removed on that day.
    write(&clinic, |write| write.remove("patients", other, None));
    let (folder, exported) = clinic.export("twelfth", Selection::Day(day(12)));
    assert_eq!(exported.resources["Encounter"], 1);
    let [removed] = read(&folder, "Bundle").try_into().unwrap();
    assert_eq!(removed["entry"][0]["request"]["url"], format!("Patient/{other}"));
    assert_eq!(exported.resources["Patient"], 1);
    clinic.pass_days(1);
    assert!(empty(11));
    assert!(clinic.security_log().iter().all(|line| line == "export done"));
}
