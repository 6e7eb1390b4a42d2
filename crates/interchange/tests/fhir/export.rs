//! What goes out is FHIR to others, and the same rows again to us.

use std::collections::BTreeMap;
use std::path::Path;

use interchange::{ExportError, Report, Selection};
use store::Cells;
use uuid::Uuid;

use crate::clinic::Clinic;
use crate::full_clinic::fill;
use crate::validators::{Found, fhir_resources, fhirkit, medplum_and_fhir_js};
use left_out::{left_out, left_out_in_part};

const KINDS: &[&str] = &[
    "AllergyIntolerance",
    "Appointment",
    "AuditEvent",
    "CarePlan",
    "CareTeam",
    "Claim",
    "ClinicalImpression",
    "Communication",
    "Composition",
    "Condition",
    "Consent",
    "Coverage",
    "Device",
    "DiagnosticReport",
    "DocumentReference",
    "Encounter",
    "Flag",
    "ImagingStudy",
    "Immunization",
    "Invoice",
    "Location",
    "Medication",
    "MedicationAdministration",
    "MedicationDispense",
    "MedicationRequest",
    "MedicationStatement",
    "Observation",
    "Organization",
    "Patient",
    "PaymentReconciliation",
    "Practitioner",
    "PractitionerRole",
    "Procedure",
    "Schedule",
    "ServiceRequest",
    "Slot",
];

/// The lines of each file.
fn lines(folder: &Path) -> BTreeMap<String, Vec<String>> {
    std::fs::read_dir(folder)
        .unwrap()
        .map(|entry| {
            let path = entry.unwrap().path();
            let text = std::fs::read_to_string(&path).unwrap();
            let name = path.file_stem().unwrap().to_str().unwrap().to_owned();
            (name, text.lines().map(str::to_owned).collect())
        })
        .collect()
}

/// Two resources are the same; where not, only what differs is shown.
fn assert_same(first: &str, second: &str) {
    let read = |line: &str| -> serde_json::Value { serde_json::from_str(line).unwrap() };
    let (first, second) = (read(first), read(second));
    assert_eq!((&first["resourceType"], &first["id"]), (&second["resourceType"], &second["id"]));
    let difference = difference(&first, &second, &mut vec![first["resourceType"].to_string()]);
    assert_eq!(difference, None);
}

fn difference(
    first: &serde_json::Value,
    second: &serde_json::Value,
    path: &mut Vec<String>,
) -> Option<String> {
    use serde_json::Value::{Array, Object};
    let inside: Vec<(String, &serde_json::Value, &serde_json::Value)> = match (first, second) {
        (Object(one), Object(other)) if one.keys().eq(other.keys()) => {
            one.iter().map(|(name, member)| (name.clone(), member, &other[name])).collect()
        }
        (Array(one), Array(other)) if one.len() == other.len() => one
            .iter()
            .zip(other)
            .enumerate()
            .map(|(index, (one, other))| (index.to_string(), one, other))
            .collect(),
        _ if first == second => return None,
        _ => return Some(format!("{}: {first} is not {second}", path.join("."))),
    };
    inside.into_iter().find_map(|(name, one, other)| {
        path.push(name);
        let found = difference(one, other, path);
        path.pop();
        found
    })
}

pub fn changed(report: &Report) -> Vec<String> {
    let counts = report.resources.iter();
    let different = counts.filter(|(_, count)| count.stored + count.changed > 0);
    different.map(|(kind, count)| format!("{kind}: {count:?}")).collect()
}

#[test]
fn every_table_that_is_exported_is_sound_fhir_to_fhirkit() {
    let clinic = Clinic::new();
    fill(&clinic);
    let (folder, exported) = clinic.export("out", Selection::Everything);
    let kinds: Vec<&str> = exported.resources.keys().map(String::as_str).collect();
    assert_eq!(kinds, KINDS);
    assert_nothing_wrong(fhirkit(&folder), exported.resources.values().sum());
}

fn assert_nothing_wrong(found: Found, resources: u64) {
    assert_eq!(found.errors, Vec::<String>::new());
    assert_eq!(found.resources, resources);
}

#[test]
fn every_table_that_is_exported_is_sound_fhir_to_fhir_resources_of_python() {
    let clinic = Clinic::new();
    fill(&clinic);
    let (folder, exported) = clinic.export("out", Selection::Everything);
    match fhir_resources(&folder) {
        Ok(found) => assert_nothing_wrong(found, exported.resources.values().sum()),
        Err(why) => left_out("the filled clinic read by fhir.resources", &why),
    }
}

#[test]
fn every_table_that_is_exported_is_sound_fhir_to_medplum_and_fhir_js() {
    let clinic = Clinic::new();
    fill(&clinic);
    let (folder, exported) = clinic.export("out", Selection::Everything);
    match medplum_and_fhir_js(&folder) {
        Ok(found) => assert_nothing_wrong(found, exported.resources.values().sum()),
        Err(why) => left_out("the filled clinic read by medplum and fhir.js", &why),
    }
}

#[test]
fn an_export_that_comes_back_changes_nothing() {
    let clinic = Clinic::new();
    fill(&clinic);
    let (folder, _) = clinic.export("out", Selection::Everything);
    let before = clinic.footprint();
    let report = clinic.import(&folder);
    assert_eq!(report.problems, []);
    assert_eq!(changed(&report), Vec::<String>::new());
    assert_eq!(clinic.footprint(), before);
}

#[test]
fn an_old_export_brings_back_what_is_missing_and_overwrites_nothing() {
    let clinic = Clinic::new();
    let patient = fill(&clinic);
    let (folder, _) = clinic.export("out", Selection::Everything);
    clinic
        .store
        .write::<_, store::Error>(clinic.author, "test.change", |write| {
            let name = store::Cells::new().set("family_name", "Παπαδάκη");
            write.update("patients", patient, None, name)
        })
        .unwrap();
    let before = clinic.footprint();
    let report = clinic.import(&folder);
    assert_eq!(changed(&report), Vec::<String>::new());
    let patients = report.count("Patient");
    assert_eq!(patients.unchanged, patients.seen);
    assert_eq!(clinic.footprint(), before);
    let name = "SELECT count(*) FROM patients WHERE family_name = 'Παπαδάκη'";
    assert_eq!(clinic.number(name), Some(1));
}

#[test]
fn another_clinic_exports_what_it_was_given() {
    let clinic = Clinic::new();
    fill(&clinic);
    let (folder, _) = clinic.export("out", Selection::Everything);
    let other = Clinic::of(0x5000, 0x6000);
    let report = other.import(&folder);
    assert_eq!(report.problems, []);
    assert_same_but_for_the_clinic(&folder, &other);
    assert_eq!(columns_that_stayed_behind(&clinic, &other), STAY_BEHIND);
    let before = other.footprint();
    let again = other.import(&folder);
    assert_eq!(again.problems, []);
    assert_eq!(changed(&again), Vec::<String>::new());
    assert_eq!(other.footprint(), before);
}

/// Who was called to an alert, and what only its author's account makes whole.
const OF_ONE_CLINIC: [&str; 3] = ["alerts", "patient_alerts", "visit_addenda"];

/// Who of the staff wrote a row; everything else travels.
const STAY_BEHIND: &[&str] = &[
    "accepted_by",
    "added_by",
    "admitted_by",
    "ai_error_dismissed_by",
    "assessed_by",
    "assigned_by",
    "attempted_by",
    "cancelled_by",
    "collected_by",
    "created_by",
    "dispensed_by",
    "done_by",
    "given_by",
    "issued_by",
    "received_by",
    "recorded_by",
    "resulted_by",
    "reviewed_by",
    "signed_by",
    "submitted_by",
    "told_by",
    "uploaded_by",
    "verified_by",
    "written_off_by",
];

/// The columns in which rows of the other clinic have nothing and ours have something. Every row
/// is there, and where it has something it has the same.
fn columns_that_stayed_behind(clinic: &Clinic, other: &Clinic) -> Vec<String> {
    let mut missing = std::collections::BTreeSet::new();
    for (table, _) in crate::full_clinic::TABLES.iter().filter(|(t, _)| !OF_ONE_CLINIC.contains(t))
    {
        // A prescription without a medicine is no request to FHIR.
        let ids = match *table {
            "prescriptions" => "SELECT DISTINCT prescription_id FROM prescription_items".to_owned(),
            table => format!("SELECT id FROM {table}"),
        };
        let ids: Vec<Uuid> =
            clinic.store.read::<_, store::Error>(|reader| reader.column(&ids, [])).unwrap();
        assert!(!ids.is_empty());
        for id in ids {
            let cells = |clinic: &Clinic| {
                clinic.store.read::<_, store::Error>(|reader| reader.cells(table, id)).unwrap()
            };
            let (ours, theirs) = (cells(clinic).unwrap(), cells(other).unwrap());
            for (column, value) in ours.iter() {
                if catalog::BOOKKEEPING.contains(&column) {
                    continue;
                }
                let there = theirs.get(column).unwrap();
                if there.is_null() && !value.is_null() {
                    missing.insert(column.to_owned());
                } else {
                    assert_eq!(value, there, "{table}.{column}");
                }
            }
        }
    }
    missing.into_iter().collect()
}

/// What `other` exports is what stands in `folder`, but for the organization, who did what, and
/// the other clinic's own site.
pub fn assert_same_but_for_the_clinic(folder: &Path, other: &Clinic) {
    let (second, _) = other.export("second", Selection::Everything);
    let (first, second) = (lines(folder), lines(&second));
    let of_other = Uuid::from_u128(0x5000).to_string();
    let of_first = Uuid::from_u128(0x1000).to_string();
    // A note with an addendum says other things where the addendum is not.
    let amended: Vec<&str> = first.get("Composition").map_or(Vec::new(), |notes| {
        let amended = notes.iter().filter(|line| line.contains("\"code\":\"55107-7\""));
        amended.filter_map(|line| line.split_once("\"id\":\"")?.1.get(..36)).collect()
    });
    for (kind, first) in first.iter().filter(|(kind, _)| *kind != "AuditEvent") {
        let stays = |line: &&String| {
            OF_ONE_CLINIC.iter().any(|table| line.contains(&format!("\"code\":\"{table}\"")))
                || (kind == "Composition" && amended.iter().any(|id| line.contains(*id)))
        };
        let first: Vec<&String> = first.iter().filter(|line| !stays(line)).collect();
        let second: Vec<String> = second
            .get(kind)
            .into_iter()
            .flatten()
            .filter(|line| !line.contains(&format!("\"id\":\"{}\"", Uuid::from_u128(0x6000))))
            .filter(|line| !(kind == "Composition" && amended.iter().any(|id| line.contains(id))))
            .map(|line| line.replace(&of_other, &of_first))
            .collect();
        assert_eq!(first.len(), second.len(), "{kind}");
        for (first, second) in first.into_iter().zip(&second) {
            if !first.contains("\"code\":\"organizations\"") {
                assert_same(first, second);
            }
        }
    }
}

#[test]
fn since_a_day_also_means_what_was_removed_since() {
    let clinic = Clinic::new();
    let patient = fill(&clinic);
    clinic.pass_days(2);
    let removed = clinic.remove_first("patient_allergies");
    let past = clinic.remove_first("medical_conditions");
    let (folder, exported) = clinic.export("out", Selection::Since(clinic.today()));
    let bundles = &lines(&folder)["Bundle"];
    let urls: Vec<String> = bundles
        .iter()
        .map(|line| {
            let json: serde_json::Value = serde_json::from_str(line).unwrap();
            let entries = json["entry"].as_array().unwrap();
            let deletes = |entry: &serde_json::Value| entry["request"]["method"] == "DELETE";
            assert!(json["type"] == "transaction" && entries.iter().all(deletes), "{line}");
            entries.iter().map(|entry| entry["request"]["url"].as_str().unwrap()).collect()
        })
        .collect();
    assert!(urls.contains(&format!("AllergyIntolerance/{removed}")), "{urls:?}");
    assert!(urls.contains(&format!("Condition/{past}")), "{urls:?}");
    assert_eq!(exported.resources["Bundle"], 2);
    let found = fhirkit(&folder);
    assert_eq!(found.errors, Vec::<String>::new());
    let (whole, _) = clinic.export("whole", Selection::Patient(patient));
    assert!(!lines(&whole).contains_key("Bundle"));
}

#[test]
fn one_patients_export_holds_that_patient_and_whom_and_what_the_record_names() {
    let clinic = Clinic::new();
    let patient = fill(&clinic);
    let (folder, exported) = clinic.export("out", Selection::Patient(patient));
    assert_eq!(exported.resources["Patient"], 1);
    for kind in ["Practitioner", "Location", "Organization", "Schedule", "Slot", "Encounter"] {
        assert!(exported.resources.contains_key(kind), "{kind}");
    }
    let inside: Vec<String> = lines(&folder)
        .into_values()
        .flatten()
        .map(|line| {
            let json: serde_json::Value = serde_json::from_str(&line).unwrap();
            format!("{}/{}", json["resourceType"].as_str().unwrap(), json["id"].as_str().unwrap())
        })
        .collect();
    for line in lines(&folder).into_iter().filter(|(kind, _)| kind != "AuditEvent") {
        for reference in line.1.iter().flat_map(|line| line.split("\"reference\":\"").skip(1)) {
            let reference = reference.split('"').next().unwrap();
            assert!(inside.iter().any(|known| known == reference), "{}: {reference}", line.0);
        }
    }
    let other = clinic.try_export(&clinic.beside("other"), Selection::Patient(Uuid::max()));
    assert!(matches!(other, Err(ExportError::NoPatient)));
}

#[test]
fn one_patients_export_holds_the_records_that_were_merged_with_it() {
    let clinic = Clinic::new();
    let [one, two, other] = clinic
        .store
        .write::<_, store::Error>(clinic.author, "test.merge", |write| {
            let mut made = [Uuid::nil(); 3];
            for (id, name) in made.iter_mut().zip(["Zuma", "Suma", "Diallo"]) {
                let person = Cells::new().set("family_name", name).set("given_name", "Ada");
                let known = person.set("name_precision", "full").set("gender", "female");
                let born = known.set("date_of_birth", "1980-02-29");
                let cells = born.set("date_of_birth_precision", "day").set("status", "active");
                *id = write.insert("patients", cells)?;
            }
            let merge = Cells::new().set("patient_id", made[0]).set("merged_patient_id", made[1]);
            let merge = merge.set("reason", "registered twice").set("merged_at", write.now());
            write.insert("patient_merges", merge)?;
            Ok(made)
        })
        .unwrap();
    for (name, patient, records) in [("one", one, 2), ("two", two, 2), ("other", other, 1)] {
        let (folder, exported) = clinic.export(name, Selection::Patient(patient));
        assert_eq!(exported.resources["Patient"], records, "{name}");
        let patients = lines(&folder).remove("Patient").unwrap().concat();
        let both = [one, two].iter().all(|id| patients.contains(&format!("\"id\":\"{id}\"")));
        assert_eq!(both, records == 2, "{name}");
    }
}

#[test]
fn a_booking_that_the_centre_holds_is_proposed_and_takes_no_slot() {
    let clinic = Clinic::new();
    fill(&clinic);
    let rows = |folder: &Path, kind: &str, status: &str| {
        let rows = lines(folder).remove(kind).unwrap_or_default();
        rows.iter().filter(|row| row.contains(&format!("\"status\":\"{status}\""))).count()
    };
    let (before, _) = clinic.export("before", Selection::Everything);
    assert!(rows(&before, "Appointment", "booked") > 0);
    assert_eq!(rows(&before, "Appointment", "proposed"), 0);
    clinic.hold_bookings();
    let (after, _) = clinic.export("after", Selection::Everything);
    assert_eq!(rows(&after, "Appointment", "booked"), 0);
    assert_eq!(rows(&after, "Appointment", "proposed"), rows(&before, "Appointment", "booked"));
    assert_eq!(rows(&after, "Slot", "busy"), 0);
    let found = fhirkit(&after);
    assert_eq!(found.errors, Vec::<String>::new());
}

#[test]
fn since_a_day_means_rows_written_since_and_resources_whose_parts_were() {
    let clinic = Clinic::new();
    let patient = fill(&clinic);
    let tomorrow = chrono::NaiveDate::from_ymd_opt(2026, 3, 3).unwrap();
    let (_, exported) = clinic.export("nothing", Selection::Since(tomorrow));
    assert_eq!(exported.resources, BTreeMap::new());
    clinic.pass_days(2);
    clinic
        .store
        .write::<_, store::Error>(clinic.author, "test.change", |write| {
            let contact: Uuid = write
                .value("SELECT id FROM patient_contacts WHERE patient_id = ?1", [patient])?
                .unwrap();
            write.update(
                "patient_contacts",
                contact,
                None,
                store::Cells::new().set("name_text", "Σοφία"),
            )
        })
        .unwrap();
    let (_, exported) = clinic.export("since", Selection::Since(tomorrow));
    assert_eq!(exported.resources.get("Patient"), Some(&1));
    assert_eq!(exported.resources.get("Encounter"), None);
}

#[test]
fn nothing_is_overwritten_and_only_an_administrator_exports() {
    let clinic = Clinic::new();
    let path = clinic.beside("taken");
    std::fs::create_dir(&path).unwrap();
    let refused = |path: &Path| clinic.try_export(path, Selection::Everything).unwrap_err();
    assert!(matches!(refused(&path), ExportError::Exists));
    let unfinished = clinic.beside("new.part");
    std::fs::create_dir(&unfinished).unwrap();
    assert!(matches!(refused(&clinic.beside("new")), ExportError::Unfinished));
    assert!(unfinished.exists(), "what is not ours is not removed");
    assert_eq!(clinic.number("SELECT count(*) FROM audit_logs WHERE action = 'export'"), Some(0));
    let exported = clinic.export("out", Selection::Everything).1;
    assert!(!exported.resources.is_empty());
    assert_eq!(clinic.number("SELECT count(*) FROM audit_logs WHERE action = 'export'"), Some(1));
    clinic
        .store
        .write::<_, store::Error>(clinic.author, "test.demote", |write| {
            let roles = store::Cells::new().set("roles", r#"["doctor", "it_admin"]"#);
            write.update("users", clinic.author, None, roles)
        })
        .unwrap();
    assert!(matches!(refused(&clinic.beside("other")), ExportError::NotAllowed));
    assert!(!clinic.beside("other.part").exists());
    assert_eq!(
        clinic.security_log(),
        [
            "export refused: the name is taken",
            "export refused: an unfinished export lies there",
            "export done",
            "export refused: not_allowed",
        ]
    );
}

#[test]
fn an_export_that_is_stopped_leaves_nothing_behind() {
    let clinic = Clinic::new();
    fill(&clinic);
    let path = clinic.beside("out");
    let stop = std::sync::atomic::AtomicBool::new(false);
    let mut told = |_: &interchange::ExportProgress| {
        stop.store(true, std::sync::atomic::Ordering::Relaxed);
    };
    let everything = Selection::Everything;
    let exported =
        interchange::export(&clinic.store, clinic.author, &path, everything, &mut told, &stop);
    assert!(exported.unwrap().cancelled);
    assert!(!path.exists() && !clinic.beside("out.part").exists());
    let log = clinic.security_log();
    assert_eq!(log[log.len() - 2..], ["export done", "export refused: stopped"]);
}

#[test]
fn the_validators_see_what_is_wrong() {
    let clinic = Clinic::new();
    let folder = clinic.beside("wrong");
    std::fs::create_dir(&folder).unwrap();
    let lines = [
        r#"{"resourceType": "Patient", "gender": "no such code ", "surname": "x"}"#,
        r#"{"resourceType": "Observation", "code": {"text": "no status"}}"#,
        r#"{"resourceType": "Patient", "birthDate": "1961-13-01"}"#,
        r#"{"resourceType": "Patient", "birthDate": "1961-12"}"#,
    ];
    std::fs::write(folder.join("Patient.ndjson"), lines.join("\n")).unwrap();
    let wrong = |errors: &[String]| {
        let wrong = |line: &&&str| errors.iter().any(|error| error.ends_with(**line));
        lines.iter().filter(wrong).count()
    };
    assert_eq!(wrong(&fhirkit(&folder).errors), 3);
    match fhir_resources(&folder) {
        Ok(found) => assert_eq!((found.resources, wrong(&found.errors)), (4, 3)),
        Err(why) => left_out_in_part("what is wrong seen by fhir.resources", &why),
    }
    match medplum_and_fhir_js(&folder) {
        Ok(found) => assert_eq!((found.resources, wrong(&found.errors)), (4, 3)),
        Err(why) => left_out_in_part("what is wrong seen by medplum and fhir.js", &why),
    }
}

#[test]
fn the_definitions_of_r4_are_asked_about_codes_invariants_and_references() {
    let clinic = Clinic::new();
    let folder = clinic.beside("wrong");
    std::fs::create_dir(&folder).unwrap();
    let lines = [
        // A code that R4's list does not have.
        r#"{"resourceType": "Flag", "status": "sleeping", "code": {"text": "x"}, "subject": {"reference": "Patient/1"}}"#,
        // A type that the element may not refer to.
        r#"{"resourceType": "Flag", "status": "active", "code": {"text": "x"}, "subject": {"reference": "Claim/1"}}"#,
        // app-3: a booking has a time.
        r#"{"resourceType": "Appointment", "status": "booked", "participant": [{"actor": {"reference": "Patient/1"}, "status": "accepted"}]}"#,
        r#"{"resourceType": "Flag", "status": "active", "code": {"text": "x"}, "subject": {"reference": "Patient/1"}}"#,
    ];
    std::fs::write(folder.join("Mixed.ndjson"), lines.join("\n")).unwrap();
    match medplum_and_fhir_js(&folder) {
        Ok(found) => {
            let wrong: Vec<bool> = lines
                .iter()
                .map(|line| found.errors.iter().any(|error| error.ends_with(line)))
                .collect();
            assert_eq!(wrong, [true, true, true, false], "{:?}", found.errors);
        }
        Err(why) => left_out("what the definitions of R4 find wrong", &why),
    }
}

#[test]
fn a_corrected_row_is_told_as_an_error_and_the_later_one_stands_below_it() {
    let clinic = Clinic::new();
    fill(&clinic);
    let corrected = |table: &str| {
        clinic
            .text(&format!(
                "SELECT lower(hex(corrects_id)) FROM {table} WHERE corrects_id IS NOT NULL"
            ))
            .map(|hex| Uuid::try_parse(&hex).unwrap().to_string())
            .unwrap()
    };
    let (folder, _) = clinic.export("out", Selection::Everything);
    let all = lines(&folder);
    for (table, kind) in [
        ("lab_results", "Observation"),
        ("dispensings", "MedicationDispense"),
        ("payments", "PaymentReconciliation"),
    ] {
        let id = corrected(table);
        let own = all[kind].iter().position(|line| line.contains(&format!("\"id\":\"{id}\"")));
        let own = own.unwrap();
        let json: serde_json::Value = serde_json::from_str(&all[kind][own]).unwrap();
        assert_eq!(json["status"], "entered-in-error", "{table}");
        let later = all[kind]
            .iter()
            .position(|line| line.contains(&format!("{table}.corrects_id")) && line.contains(&id));
        assert!(later.unwrap() > own, "{table}");
    }
}

#[test]
fn a_patient_who_comes_from_another_clinic_is_known_at_this_site() {
    let clinic = Clinic::new();
    fill(&clinic);
    let (folder, _) = clinic.export("out", Selection::Everything);
    let other = Clinic::of(0x5000, 0x6000);
    other.import(&folder);
    assert_eq!(other.rows("patient_sites"), other.rows("patients"));
}
