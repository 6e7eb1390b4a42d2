//! Papers as they are saved, read back with pdftotext.

#![expect(clippy::indexing_slicing, clippy::unwrap_used, reason = "a story fails by panicking")]

mod pc;

use std::path::Path;
use std::process::Command;

use holdfast_shell::shell::Shell;
use pc::{ASHA, BRUNO, Pc, as_typed, ask, employ_bruno, id_of, registered};
use serde_json::{Value, json};

/// Names that a font has to exist for: Arabic, Devanagari, Ethiopic, Greek, Vietnamese.
const NAMES: [(&str, &str); 5] =
    [("ليلى", "حداد"), ("अनिता", "शर्मा"), ("ሰላም", "ተስፋዬ"), ("Ελένη", "Παππά"), ("Minh", "Nguyễn")];

fn a_clinic() -> (Pc, Shell) {
    let (pc, _) = Pc::with_clinic();
    let shell = pc.start();
    shell.sign_in(&as_typed(ASHA)).unwrap();
    let folder = pc.home.path().join("papers");
    ask(&shell, "document.choose_folder", json!({ "path": folder }));
    (pc, shell)
}

fn register(shell: &Shell, name: (&str, &str)) -> Value {
    let details = json!({
        "date_of_birth": "1987-04-09", "phone": "+254 700 000001",
        "address_line": "12 Harbour Road", "city": "Mombasa",
    });
    registered(shell, name, details)
}

fn invoice(shell: &Shell, patient: &Value, lines: usize) -> Value {
    let lines: Vec<Value> = (0..lines)
        .map(|n| json!({
            "description": format!("Consultation {n}"), "quantity": 1.0, "unit_price_minor": 150_050,
            "procedure_code": null, "diagnosis_code": null,
        }))
        .collect();
    ask(
        shell,
        "billing.create_invoice",
        json!({
            "patient_id": patient, "visit_id": null, "lines": lines, "due_on": null,
            "notes": "Bring this invoice <with> you #1 [not markup] $x$", "issue": true,
        }),
    )["id"]
        .clone()
}

/// The text of a PDF, or nothing where pdftotext is not installed.
fn text_of(path: &str) -> Option<String> {
    let Ok(output) = Command::new("pdftotext").args(["-layout", path, "-"]).output() else {
        left_out::left_out("the text of a paper", "pdftotext is not installed");
        return None;
    };
    assert!(output.status.success());
    Some(String::from_utf8(output.stdout).unwrap())
}

fn print(shell: &Shell, kind: &str, id: &Value) -> (String, u64) {
    let printed = ask(shell, "document.print", json!({ "kind": kind, "id": id }));
    (printed["path"].as_str().unwrap().to_owned(), printed["pages"].as_u64().unwrap())
}

#[test]
fn an_invoice_shows_its_lines_and_sums_in_the_currency_of_the_site() {
    let (_pc, shell) = a_clinic();
    let patient = register(&shell, ("Layla", "Haddad"));
    let id = invoice(&shell, &patient, 3);
    let (path, pages) = print(&shell, "invoice", &id);
    assert_eq!(pages, 1);
    assert!(!path.contains("Haddad"), "a file's name says nothing about the patient: {path}");
    let Some(text) = text_of(&path) else { return };
    for expected in [
        "Riverside Health",
        "Main street",
        "Invoice",
        "Layla Haddad",
        "9 Apr 1987",
        "Consultation 2",
        "1,500.50",
        "KES 4,501.50",
        "12 Harbour Road",
        "<with> you #1 [not markup] $x$",
        "by Asha Mwangi",
        "Page 1 of 1",
    ] {
        assert!(text.contains(expected), "{expected} is missing in:\n{text}");
    }
}

#[test]
fn a_long_invoice_goes_on_with_its_head_on_every_page() {
    let (_pc, shell) = a_clinic();
    let patient = register(&shell, ("Layla", "Haddad"));
    let id = invoice(&shell, &patient, 60);
    let (path, pages) = print(&shell, "invoice", &id);
    assert!(pages >= 2);
    let Some(text) = text_of(&path) else { return };
    assert!(text.contains("Consultation 59"));
    assert_eq!(text.matches("Quantity").count() as u64, pages);
}

#[test]
fn a_receipt_says_what_was_paid_and_what_is_left() {
    let (_pc, shell) = a_clinic();
    let patient = register(&shell, ("Layla", "Haddad"));
    let id = invoice(&shell, &patient, 1);
    let none = shell.call("document.print", json!({ "kind": "receipt", "id": id })).unwrap_err();
    assert!(none.sentence.contains("Nothing has been paid"));
    ask(
        &shell,
        "billing.take_payment",
        json!({ "invoice_id": id, "amount_minor": 100_000, "method": "mobile_money", "reference": "QX 77" }),
    );
    let (path, _) = print(&shell, "receipt", &id);
    let Some(text) = text_of(&path) else { return };
    for expected in
        ["Receipt", "Mobile money, QX 77", "KES 1,000.00", "KES 500.50", "Still to be paid"]
    {
        assert!(text.contains(expected), "{expected} is missing in:\n{text}");
    }
}

#[test]
fn names_in_every_script_are_on_the_paper_and_no_paper_replaces_another() {
    let (pc, shell) = a_clinic();
    for name in NAMES {
        let patient = register(&shell, name);
        let id = invoice(&shell, &patient, 1);
        let (first, _) = print(&shell, "invoice", &id);
        let (second, _) = print(&shell, "invoice", &id);
        assert_ne!(first, second);
        let fonts = Command::new("pdffonts").arg(&first).output();
        let Some(text) = text_of(&first) else { return };
        // A reader gives the letters of a ligature of a script that runs leftwards in either order.
        let words: Vec<Vec<char>> = text.split_whitespace().map(letters).collect();
        for part in [name.0, name.1] {
            let seen = words.contains(&letters(part));
            assert!(seen || !has_font_for(part), "{part} is missing in:\n{text}");
        }
        assert!(fonts.is_ok_and(|fonts| fonts.status.success()));
    }
    let left: Vec<_> = std::fs::read_dir(pc.home.path().join("papers"))
        .unwrap()
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .filter(|name| name.starts_with('.'))
        .collect();
    assert_eq!(left, Vec::<String>::new(), "nothing half printed is left");
}

fn letters(word: &str) -> Vec<char> {
    let mut letters: Vec<char> =
        word.chars().filter(|c| !c.is_ascii() || c.is_alphanumeric()).collect();
    letters.retain(|letter| !('\u{200e}'..='\u{202e}').contains(letter));
    letters.sort_unstable();
    letters
}

/// Whether this machine has a font for a script; one without it cannot show the name anywhere.
fn has_font_for(text: &str) -> bool {
    let first = u32::from(text.chars().next().unwrap());
    Command::new("fc-list")
        .arg(format!(":charset={first:x}"))
        .output()
        .is_ok_and(|output| !output.stdout.is_empty())
}

#[test]
fn a_prescription_and_a_visit_summary_say_what_the_visit_wrote() {
    let (_pc, shell) = a_clinic();
    let patient = register(&shell, ("Anita", "Sharma"));
    let practitioner = ask(&shell, "organization.practitioners", json!({}))[0]["id"].clone();
    let visit = ask(
        &shell,
        "encounters.start_visit",
        json!({ "appointment_id": null, "patient_id": patient, "practitioner_id": practitioner,
                "kind": "consultation", "reason": "Cough for a week" }),
    )["id"]
        .clone();
    ask(
        &shell,
        "people.add_allergy",
        json!({ "patient_id": patient, "substance_text": "Penicillin", "category": null,
                "criticality": "high", "reaction_text": null, "severity": null }),
    );
    let mut vitals: Value = json!({
        "patient_id": patient, "visit_id": visit, "systolic_mmhg": 124, "diastolic_mmhg": 81,
        "temperature": 37.4, "temperature_unit": "C", "weight": 61.5, "weight_unit": "kg",
        "height_cm": 168, "confirm_unusual": true,
    });
    for field in [
        "heart_rate_bpm",
        "respiratory_rate_bpm",
        "oxygen_saturation_percent",
        "height_feet",
        "height_inches",
        "pain_score",
        "on_oxygen",
        "consciousness",
        "notes",
    ] {
        vitals[field] = Value::Null;
    }
    ask(&shell, "encounters.record_vitals", vitals);
    ask(
        &shell,
        "medication.prescribe",
        json!({ "patient_id": patient, "visit_id": visit, "notes": null, "accept_warnings": true,
                "items": [{
                    "medication_text": "Azithromycin 500 mg", "dose_amount": 1.0, "dose_unit": "tablet",
                    "route": "oral", "frequency_text": "once a day", "dosage_text": null,
                    "is_free_text_dosage": false, "duration_days": 3, "quantity": 3.0,
                    "refills_allowed": 0, "instructions": "With food", "indication": "Bronchitis",
                }] }),
    );
    let (path, _) = print(&shell, "visit_summary", &visit);
    if let Some(text) = text_of(&path) {
        for expected in [
            "Visit summary",
            "Cough for a week",
            "Penicillin",
            "124/81 mmHg",
            "37.4 °C",
            "61.5 kg",
            "Azithromycin 500 mg",
            "for 3 days",
            "Asha Mwangi",
        ] {
            assert!(text.contains(expected), "{expected} is missing in:\n{text}");
        }
    }
    let prescription = json!(id_of(&shell, "SELECT id FROM prescriptions"));
    let (path, _) = print(&shell, "prescription", &prescription);
    if let Some(text) = text_of(&path) {
        for expected in [
            "Prescription",
            "Allergies: Penicillin",
            "Azithromycin 500 mg",
            "once a day",
            "for 3 days",
            "quantity 3",
            "no refills",
            "With food",
            "Anita Sharma",
        ] {
            assert!(text.contains(expected), "{expected} is missing in:\n{text}");
        }
    }
    let printed: Option<i64> = shell
        .store()
        .unwrap()
        .read(|reader| reader.value("SELECT COUNT(*) FROM audit_logs WHERE action = 'print'", []))
        .unwrap();
    assert_eq!(printed, Some(2), "every paper is in the audit trail");
}

#[test]
fn who_may_not_read_it_cannot_print_it() {
    let (_pc, shell) = a_clinic();
    employ_bruno(&shell);
    shell.lock().unwrap();
    let request =
        serde_json::from_value(json!({ "username": BRUNO.0, "password": BRUNO.1 })).unwrap();
    shell.add_person(&request).unwrap();
    let refused = shell
        .call("document.print", json!({ "kind": "visit_summary", "id": uuid::Uuid::new_v4() }))
        .unwrap_err();
    assert!(refused.sentence.contains("role"), "{}", refused.sentence);
}

#[test]
fn papers_never_go_into_the_data_folder() {
    let (pc, shell) = a_clinic();
    let choose = |path: &Path| shell.call("document.choose_folder", json!({ "path": path }));
    assert_eq!(choose(&pc.folder().join("papers")).unwrap_err().field.as_deref(), Some("path"));
    assert_eq!(choose(Path::new("papers")).unwrap_err().field.as_deref(), Some("path"));
    let file = pc.home.path().join("a file");
    std::fs::write(&file, "").unwrap();
    assert!(choose(&file).unwrap_err().sentence.contains("cannot be used"));
}
