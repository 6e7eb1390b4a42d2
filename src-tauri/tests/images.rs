//! Images and devices' reports, from a folder of the PC into the record, and what looks at them
//! there.

#![expect(clippy::indexing_slicing, clippy::unwrap_used, reason = "a story fails by panicking")]

mod pc;

use holdfast_shell::session::AddPerson;
use holdfast_shell::shell::Shell;
use pc::{ASHA, BRUNO, MINUTE, Pc, as_typed, ask, id_of};
use serde_json::{Value, json};
use uuid::Uuid;

/// One element in explicit VR, little endian.
fn element(tag: (u16, u16), vr: &str, value: &[u8]) -> Vec<u8> {
    let mut value = value.to_vec();
    if value.len() % 2 == 1 {
        value.push(if vr == "UI" { 0 } else { b' ' });
    }
    let mut bytes = [tag.0.to_le_bytes(), tag.1.to_le_bytes()].concat();
    bytes.extend(vr.bytes());
    if ["OB", "OW", "SQ", "UT"].contains(&vr) {
        bytes.extend([0, 0]);
        bytes.extend(u32::try_from(value.len()).unwrap().to_le_bytes());
    } else {
        bytes.extend(u16::try_from(value.len()).unwrap().to_le_bytes());
    }
    [bytes, value].concat()
}

fn text(tag: (u16, u16), vr: &str, text: &str) -> Vec<u8> {
    element(tag, vr, text.as_bytes())
}

fn number(element_number: u16, number: u16) -> Vec<u8> {
    element((0x28, element_number), "US", &number.to_le_bytes())
}

fn sequence(tag: (u16, u16), items: &[Vec<Vec<u8>>]) -> Vec<u8> {
    let items = items.iter().flat_map(|item| {
        let item = item.concat();
        let length = u32::try_from(item.len()).unwrap().to_le_bytes();
        [vec![0xfe, 0xff, 0x00, 0xe0], length.to_vec(), item].concat()
    });
    element(tag, "SQ", &items.collect::<Vec<u8>>())
}

/// A file with these elements, which are in the order of their tags.
fn file(elements: &[Vec<u8>]) -> Vec<u8> {
    let meta = [
        text((2, 2), "UI", "1.2.840.10008.5.1.4.1.1.7"),
        text((2, 3), "UI", "1.2.3.4"),
        text((2, 0x10), "UI", "1.2.840.10008.1.2.1"),
        text((2, 0x12), "UI", "1.2.3"),
    ]
    .concat();
    let length = u32::try_from(meta.len()).unwrap().to_le_bytes();
    let head = [vec![0; 128], b"DICM".to_vec(), element((2, 0), "UL", &length), meta].concat();
    [head, elements.concat()].concat()
}

fn whose(born: &str) -> Vec<u8> {
    [
        text((0x10, 0x10), "PN", "MARIN^ELENA"),
        text((0x10, 0x20), "LO", "from elsewhere"),
        text((0x10, 0x30), "DA", born),
    ]
    .concat()
}

/// An image of 8 × 8 pixels: a chessboard where it is sharp, else a slope.
fn image(uid: &str, born: &str, sharp: bool) -> Vec<u8> {
    let pixels: Vec<u8> = (0..64_u16)
        .flat_map(|at| {
            let (row, column) = (at / 8, at % 8);
            let value = if sharp { (row + column) % 2 * 4000 + 10 } else { column * 100 + 10 };
            value.to_le_bytes()
        })
        .collect();
    file(&[
        text((8, 0x16), "UI", "1.2.840.10008.5.1.4.1.1.1.1"),
        text((8, 0x18), "UI", uid),
        text((8, 0x60), "CS", "DX"),
        whose(born),
        text((0x20, 0x0d), "UI", "1.2.3"),
        text((0x20, 0x0e), "UI", "1.2.3.1"),
        number(2, 1),
        text((0x28, 4), "CS", "MONOCHROME2"),
        number(0x10, 8),
        number(0x11, 8),
        number(0x100, 16),
        number(0x101, 12),
        number(0x102, 11),
        number(0x103, 0),
        element((0x7fe0, 0x10), "OW", &pixels),
    ])
}

fn code(value: &str, meaning: &str) -> Vec<Vec<u8>> {
    vec![
        text((8, 0x100), "SH", value),
        text((8, 0x102), "SH", "DCM"),
        text((8, 0x104), "LO", meaning),
    ]
}

fn said(name: Vec<Vec<u8>>, words: &str) -> Vec<Vec<u8>> {
    vec![
        text((0x40, 0xa010), "CS", "CONTAINS"),
        text((0x40, 0xa040), "CS", "TEXT"),
        sequence((0x40, 0xa043), &[name]),
        text((0x40, 0xa160), "UT", words),
    ]
}

/// A report with one finding in words; with an algorithm, or by nobody that it names.
fn report(verified: &str, algorithm: Option<&str>) -> Vec<u8> {
    let mut content = vec![said(code("121071", "Finding"), "A shadow")];
    content.extend(algorithm.map(|name| said(code("111001", "Algorithm Name"), name)));
    file(&[
        text((8, 0x16), "UI", "1.2.840.10008.5.1.4.1.1.88.33"),
        text((8, 0x18), "UI", "1.2.3.900"),
        text((8, 0x60), "CS", "SR"),
        whose("19600105"),
        text((0x20, 0x0d), "UI", "1.2.3"),
        text((0x20, 0x0e), "UI", "1.2.3.9"),
        text((0x40, 0xa040), "CS", "CONTAINER"),
        text((0x40, 0xa493), "CS", verified),
        sequence((0x40, 0xa730), &content),
    ])
}

/// Bruno takes images; Elena's wrist is on the machine. Gives the scan.
fn begun(pc: &Pc, shell: &Shell) -> Uuid {
    shell.sign_in(&as_typed(ASHA)).unwrap();
    let mut person = json!({
        "given_name": "Elena", "family_name": "Marín", "date_of_birth": "1960-01-05",
        "date_of_birth_precision": "day", "gender": "female", "accept_duplicates": true,
    });
    for field in [
        "middle_name",
        "phone",
        "email",
        "address_line",
        "city",
        "state",
        "postal_code",
        "country",
        "preferred_language",
        "national_id",
        "blood_type",
        "emergency_contact_name",
        "emergency_contact_phone",
        "emergency_contact_relationship",
        "notes",
    ] {
        person[field] = Value::Null;
    }
    let patient = ask(shell, "people.register", person)["id"].clone();
    let visit = json!({
        "appointment_id": null, "patient_id": patient,
        "practitioner_id": id_of(shell, "SELECT id FROM practitioners LIMIT 1"),
        "kind": "consultation", "reason": null
    });
    ask(shell, "encounters.start_visit", visit);
    let order = json!({
        "patient_id": patient, "visit_id": null, "appointment_id": null, "modality": "DX",
        "body_part": "Wrist", "study_description": null, "priority": "routine", "reason": "Fall",
        "clinical_question": null, "accept_warnings": true
    });
    let scan = ask(shell, "imaging.order", order)["id"].clone();
    let bruno = json!({
        "given_name": "Bruno", "family_name": "Okafor", "username": BRUNO.0, "password": BRUNO.1,
        "roles": ["imaging_technician"], "is_practitioner": false, "specialization": null,
    });
    ask(shell, "organization.add_user", bruno);
    shell.lock().unwrap();
    pc.wait(MINUTE);
    let added = AddPerson { username: BRUNO.0.to_owned(), password: BRUNO.1.to_owned() };
    shell.add_person(&added).unwrap();
    let own = json!({ "current": BRUNO.1, "new": "nine copper kettles" });
    ask(shell, "session.change_password", own);
    ask(shell, "imaging.start", json!({ "id": scan, "version": 0 }));
    scan.as_str().unwrap().parse().unwrap()
}

#[test]
fn images_and_a_devices_report_come_in_sealed_and_are_looked_at_in_memory() {
    let (pc, _) = Pc::with_clinic();
    let shell = pc.start();
    let scan = begun(&pc, &shell);
    let take = |name: &str, bytes: &[u8]| {
        let path = pc.home.path().join(name);
        std::fs::write(&path, bytes).unwrap();
        shell.call("imaging.take_file", json!({ "scan_id": scan, "path": path }))
    };
    let check = || shell.call("imaging.check_quality", json!({ "scan_id": scan }));
    assert_eq!(check().unwrap_err().field.as_deref(), Some("scan_id"));

    let sharp = image("1.2.3.1.1", "19600105", true);
    let taken = take("one.dcm", &sharp).unwrap();
    assert_eq!(taken["image"]["known"], false);
    assert_eq!(take("one.dcm", &sharp).unwrap()["image"]["known"], true);
    let other = take("other.dcm", &image("1.2.3.1.7", "19710105", true)).unwrap_err();
    assert_eq!(other.field.as_deref(), Some("patient"));
    assert_eq!(take("text.dcm", b"Dear colleague").unwrap_err().field.as_deref(), Some("path"));
    assert_eq!(check().unwrap()["overall_result"], "acceptable");

    take("two.dcm", &image("1.2.3.1.2", "19600105", false)).unwrap();
    let told = check().unwrap();
    assert_eq!(told["overall_result"], "look_again");
    assert_eq!(told["look_again"][0]["reasons"], json!(["blurred"]));
    let short = image("1.2.3.1.3", "19600105", true);
    take("three.dcm", &short[..short.len() - 3]).unwrap_err();
    let by_hand = take("by-hand.dcm", &report("VERIFIED", None)).unwrap_err();
    assert!(by_hand.sentence.contains("A person wrote this report"), "{}", by_hand.sentence);
    let said = take("report.dcm", &report("UNVERIFIED", Some("Shadow finder"))).unwrap();
    assert_eq!(said["report"]["finding_ids"].as_array().unwrap().len(), 1);
    let again = take("report.dcm", &report("UNVERIFIED", Some("Shadow finder"))).unwrap();
    assert_eq!(again["report"]["known"], true);
    let shown = ask(&shell, "imaging.scan", json!({ "id": scan }));
    assert_eq!(shown["findings"][0]["kind"], "A shadow");
    assert_eq!(shown["findings"][0]["status"], "proposed");
    // The report lies with the scan, and is no image to be judged.
    assert_eq!(check().unwrap()["overall_result"], "look_again");

    for entry in walk(shell.profile().folder()) {
        let bytes = std::fs::read(&entry).unwrap();
        let clear =
            bytes.windows(11).any(|window| window == b"MARIN^ELENA" || window == b"MONOCHROME2");
        assert!(!clear, "{} holds an image in clear", entry.display());
    }
    let opened = "SELECT row_id FROM audit_logs WHERE action = 'read' AND table_name = 'attachments' \
                  LIMIT 1";
    let files = ask(&shell, "imaging.scan", json!({ "id": scan }));
    let files = files["series"].to_string();
    assert!(files.contains(&id_of(&shell, opened).to_string()), "opening it is in the audit trail");
}

fn walk(folder: &std::path::Path) -> Vec<std::path::PathBuf> {
    let mut files = Vec::new();
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() { files.extend(walk(&path)) } else { files.push(path) }
    }
    files
}
