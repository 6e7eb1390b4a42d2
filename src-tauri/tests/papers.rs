//! Papers as they are saved, read back with pdftotext.

#![expect(clippy::indexing_slicing, clippy::unwrap_used, reason = "a story fails by panicking")]

mod pc;

use std::path::Path;
use std::process::Command;

use holdfast_shell::shell::Shell;
use pc::{ASHA, BRUNO, Pc, as_typed, ask, employ_bruno, id_of, registered};
use rxing::BarcodeFormat;
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
    let visit = in_care(&shell, &patient);
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

/// A page as a printer of labels draws it: dots from black to white, with width and height.
fn dots_of(path: &str) -> Option<(Vec<u8>, u32, u32)> {
    let Ok(output) = Command::new("pdftoppm").args(["-gray", "-r", "300", path]).output() else {
        left_out::left_out("the picture of a paper", "pdftoppm is not installed");
        return None;
    };
    assert!(output.status.success());
    // "P5", width and height, the brightest value, then the dots.
    let mut parts = output.stdout.splitn(4, |byte| byte.is_ascii_whitespace());
    assert_eq!(parts.next(), Some(b"P5".as_slice()));
    let mut number = || std::str::from_utf8(parts.next().unwrap()).unwrap().parse().unwrap();
    let (width, height): (u32, u32) = (number(), number());
    let rest = parts.next().unwrap();
    let dots = rest.get(rest.len() - (width * height) as usize..).unwrap();
    Some((dots.to_vec(), width, height))
}

/// What a scanner reads from the dots of a page.
fn scanned((dots, width, height): &(Vec<u8>, u32, u32), code: BarcodeFormat) -> Option<String> {
    let read = rxing::helpers::detect_in_luma(dots.clone(), *width, *height, Some(code));
    read.ok().map(|read| read.getText().to_owned())
}

/// Begins a visit with Asha, so that the patient is in her care.
fn in_care(shell: &Shell, patient: &Value) -> Value {
    let practitioner = ask(shell, "organization.practitioners", json!({}))[0]["id"].clone();
    ask(
        shell,
        "encounters.start_visit",
        json!({ "appointment_id": null, "patient_id": patient, "practitioner_id": practitioner,
                "kind": "consultation", "reason": "Cough for a week" }),
    )["id"]
        .clone()
}

fn number_of(shell: &Shell, patient: &Value) -> String {
    let chart = ask(shell, "people.chart", json!({ "patient_id": patient }));
    chart["patient"]["mrn"].as_str().unwrap().to_owned()
}

#[test]
fn the_codes_on_a_wristband_and_a_label_are_the_number_that_finds_the_patient() {
    let (_pc, shell) = a_clinic();
    for name in NAMES.into_iter().chain([
        ("王", "小明"),
        ("María del Carmen Guadalupe", "Fernández de la Vega y Rodríguez-Villaseñor"),
    ]) {
        let patient = register(&shell, name);
        in_care(&shell, &patient);
        let number = number_of(&shell, &patient);
        ask(
            &shell,
            "people.add_allergy",
            json!({ "patient_id": patient, "substance_text": "Penicillin", "category": null,
                    "criticality": "high", "reaction_text": null, "severity": null }),
        );
        let (band, pages) = print(&shell, "wristband", &patient);
        assert_eq!(pages, 1);
        let (label, pages) = print(&shell, "patient_label", &patient);
        assert_eq!(pages, 1);
        if let Some(text) = text_of(&band) {
            let words: Vec<Vec<char>> = text.split_whitespace().map(letters).collect();
            let given = name.0.split(' ').next().unwrap();
            assert!(words.contains(&letters(given)) || !has_font_for(given), "{given}:\n{text}");
            assert!(text.contains("ALLERGIES: Penicillin"), "{text}");
            assert!(text.contains(&number) && text.contains("9 Apr 1987"), "{text}");
        }
        let (Some(band), Some(label)) = (dots_of(&band), dots_of(&label)) else { return };
        assert_eq!((label.1, label.2), (827, 426), "70 × 36 mm");
        assert_eq!(scanned(&band, BarcodeFormat::QR_CODE).as_ref(), Some(&number));
        assert_eq!(scanned(&band, BarcodeFormat::CODE_128).as_ref(), Some(&number));
        assert_eq!(scanned(&label, BarcodeFormat::CODE_128).as_ref(), Some(&number));
        let found = ask(&shell, "people.find", json!({ "query": number, "limit": 2 }));
        assert_eq!(found.as_array().unwrap().len(), 1);
        assert_eq!(found[0]["id"], patient);
    }
}

#[test]
fn a_specimen_has_a_label_once_it_was_taken() {
    let (_pc, shell) = a_clinic();
    let patient = register(&shell, ("Anita", "Sharma"));
    in_care(&shell, &patient);
    let order = ask(
        &shell,
        "encounters.order_tests",
        json!({ "patient_id": patient, "visit_id": null, "panel_name": "Electrolytes",
                "lab_test_ids": [], "other_tests": ["Sodium"], "priority": "stat",
                "reason": null, "notes": null }),
    )["id"]
        .clone();
    let asked = json!({ "kind": "specimen_label", "id": order });
    let early = shell.call("document.print", asked).unwrap_err();
    assert!(early.sentence.contains("has not been taken yet"), "{}", early.sentence);
    let version =
        ask(&shell, "encounters.lab_order", json!({ "id": order }))["order"]["version"].clone();
    let taken = ask(
        &shell,
        "encounters.collect_specimen",
        json!({ "id": order, "version": version, "specimen_kind": "serum" }),
    );
    let number = taken["specimen_number"].as_str().unwrap();
    let (path, pages) = print(&shell, "specimen_label", &order);
    assert_eq!(pages, 1);
    if let Some(text) = text_of(&path) {
        for expected in
            ["Anita Sharma", "9 Apr 1987", "Electrolytes · Serum", "Taken", "URGENT", number]
        {
            assert!(text.contains(expected), "{expected} is missing in:\n{text}");
        }
    }
    let Some(dots) = dots_of(&path) else { return };
    assert_eq!((dots.1, dots.2), (674, 378), "57 × 32 mm");
    assert_eq!(scanned(&dots, BarcodeFormat::CODE_128), Some(format!("S-{number}")));
}

/// A medicine that Asha prescribes; gives the prescribed item.
fn prescribed(shell: &Shell, patient: &Value) -> uuid::Uuid {
    ask(
        shell,
        "medication.prescribe",
        json!({ "patient_id": patient, "visit_id": null, "notes": null, "accept_warnings": true,
                "items": [{
                    "medication_text": "Amoxicillin 500 mg", "dose_amount": 2.0, "dose_unit": "tablets",
                    "route": "oral", "frequency_text": "three times a day", "dosage_text": null,
                    "is_free_text_dosage": false, "duration_days": 7, "quantity": 42.0,
                    "refills_allowed": 0, "instructions": null, "indication": null,
                }] }),
    );
    id_of(shell, "SELECT id FROM prescription_items")
}

#[test]
fn a_pack_has_a_label_in_the_language_of_whoever_takes_it() {
    let (_pc, shell) = a_clinic();
    let patient = registered(&shell, ("Elena", "Marín"), json!({ "preferred_language": "es-MX" }));
    in_care(&shell, &patient);
    let item = prescribed(&shell, &patient);
    // The pharmacy reads the clinic's language, and how it is taken in the patient's as well.
    let prescription = json!(id_of(&shell, "SELECT id FROM prescriptions"));
    let (path, _) = print(&shell, "prescription", &prescription);
    if let Some(text) = text_of(&path) {
        for expected in [
            "2 tablets, by mouth, three times a day",
            "2 tabletas, por la boca, tres veces al día, durante 7 días",
            "No allergies are known.",
        ] {
            assert!(text.contains(expected), "{expected} is missing in:\n{text}");
        }
    }
    ask(
        &shell,
        "organization.add_user",
        json!({ "given_name": "Pilar", "family_name": "Soto", "username": BRUNO.0,
                "password": BRUNO.1, "roles": ["pharmacist"], "is_practitioner": false,
                "specialization": null }),
    );
    shell.lock().unwrap();
    let pharmacist =
        serde_json::from_value(json!({ "username": BRUNO.0, "password": BRUNO.1 })).unwrap();
    shell.add_person(&pharmacist).unwrap();
    let own = json!({ "current": BRUNO.1, "new": "amber river stone" });
    ask(&shell, "session.change_password", own);
    let lot = ask(
        &shell,
        "medication.add_lot",
        json!({ "medication_id": null, "name": "Amoxicillin 500 mg", "lot_number": "LX-77",
                "expires_on": "2027-08-31", "unit": "tablet", "location": null,
                "minimum_quantity": null, "lead_time_days": null, "unit_cost_minor": null,
                "currency": null, "supplier": null, "notes": null, "received": 100.0 }),
    );
    let dispensed = ask(
        &shell,
        "medication.dispense",
        json!({ "prescription_item_id": item, "quantity": 42.0, "unit": null,
                "days_supplied": null, "substitution_text": null,
                "lots": [{ "inventory_item_id": lot["id"], "quantity": 42.0 }], "notes": null,
                "accept_warnings": true }),
    );
    let (path, pages) = print(&shell, "medicine_label", &dispensed["dispensing_ids"][0]);
    assert_eq!(pages, 1);
    let Some(text) = text_of(&path) else { return };
    // A small label breaks its lines wherever they are full.
    let text = text.split_whitespace().collect::<Vec<_>>().join(" ");
    for expected in [
        "Elena Marín",
        "Amoxicillin 500 mg",
        "2 tabletas, por la boca",
        "tres veces al día",
        "durante 7 días",
        "Lote LX-77",
        "Usar antes del 31 ago 2027",
        "fuera del alcance de los niños",
        "Riverside Health",
    ] {
        assert!(text.contains(expected), "{expected} is missing in:\n{text}");
    }
}

#[test]
fn an_arabic_paper_runs_from_right_to_left_with_its_own_months_and_latin_digits() {
    let (_pc, shell) = a_clinic();
    let patient = registered(
        &shell,
        ("ليلى", "حداد"),
        json!({ "preferred_language": "العربية", "phone": "+254 700 000001" }),
    );
    let id = invoice(&shell, &patient, 2);
    // What the window speaks is of no matter where the patient's language is known.
    let asked = json!({ "kind": "invoice", "id": id, "language": "fr-FR" });
    let path = ask(&shell, "document.print", asked)["path"].as_str().unwrap().to_owned();
    let Some(text) = text_of(&path) else { return };
    let words: Vec<Vec<char>> = text.split_whitespace().map(letters).collect();
    assert!(text.contains("يناير") || !has_font_for("يناير"), "{text}");
    for expected in ["فاتورة", "الكمية"] {
        let seen = words.iter().any(|word| *word == letters(expected));
        assert!(seen || !has_font_for(expected), "{expected} is missing in:\n{text}");
    }
    assert!(text.contains("3,001.00") && text.contains("1960"), "{text}");
    assert!(text.contains("+254 700 000001"), "a telephone number is never turned:\n{text}");
    // The clinic stands where a line of Arabic begins.
    let place = Command::new("pdftotext").args(["-bbox", &path, "-"]).output().unwrap();
    let place = String::from_utf8(place.stdout).unwrap();
    let line = place.lines().find(|line| line.contains(">Riverside<")).unwrap();
    let from = line.split("xMin=\"").nth(1).unwrap().split('"').next().unwrap();
    assert!(from.parse::<f64>().unwrap() > 300.0, "{line}");
}

#[test]
fn a_paper_speaks_as_the_window_does_where_the_patients_language_is_not_known() {
    let (_pc, shell) = a_clinic();
    for (language, window, title, amount) in [
        (Value::Null, "fr-CA", "Facture", "1 500,50"),
        (json!("sw"), "es", "Factura", "1 500,50"),
        (json!("French"), "es", "Facture", "1 500,50"),
        (Value::Null, "de-DE", "Invoice", "1,500.50"),
    ] {
        let details = json!({ "preferred_language": language });
        let patient = registered(&shell, ("Layla", "Haddad"), details);
        let id = invoice(&shell, &patient, 1);
        let asked = json!({ "kind": "invoice", "id": id, "language": window });
        let path = ask(&shell, "document.print", asked)["path"].as_str().unwrap().to_owned();
        let Some(text) = text_of(&path) else { return };
        let text = text.replace('\u{a0}', " ");
        assert!(text.contains(title) && text.contains(amount), "{title} {amount} in:\n{text}");
    }
}
