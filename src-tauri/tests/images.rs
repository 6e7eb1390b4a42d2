//! Images and devices' reports, from a folder of the PC into the record, and what looks at them
//! there: the check of how they are taken, and a model that the clinic installs.

#![expect(clippy::indexing_slicing, clippy::unwrap_used, reason = "a story fails by panicking")]

#[expect(dead_code, reason = "each story uses its own part")]
#[path = "../../crates/images/tests/made/onnx.rs"]
mod onnx;
mod pc;

use std::path::PathBuf;
use std::process::Command;

use holdfast_shell::session::AddPerson;
use holdfast_shell::shell::Shell;
use pc::{ASHA, BRUNO, MINUTE, Pc, as_typed, ask, files_below, id_of, registered};
use serde_json::{Value, json};
use sha2::Digest as _;
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
    let patient = registered(shell, ("Elena", "Marín"), json!({}));
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

    for entry in files_below(shell.profile().folder()) {
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

#[test]
fn an_image_is_shown_pixel_by_pixel_while_its_person_is_at_work() {
    let (pc, _) = Pc::with_clinic();
    let shell = pc.start();
    let scan = begun(&pc, &shell);
    let path = pc.home.path().join("one.dcm");
    std::fs::write(&path, image("1.2.3.1.1", "19600105", true)).unwrap();
    ask(&shell, "imaging.take_file", json!({ "scan_id": scan, "path": path }));
    let files = ask(&shell, "imaging.scan", json!({ "id": scan }));
    let id: Uuid = files["series"][0]["files"][0]["id"].as_str().unwrap().parse().unwrap();
    assert!(shell.pixels(id, 0).is_err(), "nobody has opened it");
    let shown = ask(&shell, "imaging.image", json!({ "scan_file_id": id }));
    assert_eq!(
        (&shown["columns"], &shown["rows"], &shown["frames"]),
        (&json!(8), &json!(8), &json!(1))
    );
    assert_eq!((&shown["darkest"], &shown["brightest"]), (&json!(0), &json!(4095)));
    let values = shell.pixels(id, 0).unwrap();
    assert_eq!(values.len(), 8 * 8 * 2);
    // The chessboard's two fields beside each other, the brighter one near 4010.
    let value = |place: usize| u16::from_le_bytes([values[2 * place], values[2 * place + 1]]);
    assert!(value(0) != value(1) && value(0).max(value(1)) > 4000, "{} {}", value(0), value(1));
    assert_eq!(shell.pixels(id, 1).unwrap_err().field.as_deref(), Some("frame"));
    let unknown = shell.call("imaging.image", json!({ "scan_file_id": scan })).unwrap_err();
    assert_eq!(unknown.field.as_deref(), Some("scan_file_id"));
    shell.lock().unwrap();
    assert!(shell.pixels(id, 0).is_err(), "a locked PC shows nothing");
}

/// A folder with a model, whose description is changed by `change`.
fn model(pc: &Pc, name: &str, change: impl FnOnce(&mut Value)) -> PathBuf {
    let folder = pc.home.path().join(name);
    std::fs::create_dir(&folder).unwrap();
    let onnx = onnx::brightest();
    let mut about = onnx::about_brightest();
    about["file_sha256"] = json!(data_encoding::HEXLOWER.encode(&sha2::Sha256::digest(&onnx)));
    change(&mut about);
    std::fs::write(folder.join("model.onnx"), onnx).unwrap();
    std::fs::write(folder.join("model.json"), about.to_string()).unwrap();
    folder
}

/// Carla reads scans on this PC and signs in.
fn radiologist(pc: &Pc, shell: &Shell) {
    shell.lock().unwrap();
    pc.wait(MINUTE);
    shell.sign_in(&as_typed(ASHA)).unwrap();
    let carla = ("carla", "silver kettles nine");
    ask(
        shell,
        "organization.add_user",
        json!({
            "given_name": "Carla", "family_name": "Ruiz", "username": carla.0, "password": carla.1,
            "roles": ["radiologist"], "is_practitioner": true, "specialization": null,
        }),
    );
    shell.lock().unwrap();
    pc.wait(MINUTE);
    let added = AddPerson { username: carla.0.to_owned(), password: carla.1.to_owned() };
    shell.add_person(&added).unwrap();
    let own = json!({ "current": carla.1, "new": "twelve silver spoons" });
    ask(shell, "session.change_password", own);
}

/// Bruno has taken two images; the first is a chessboard whose brightest place is column 1 of row
/// 0, with (4010 ÷ 4095). The second is a slope up to 710 of 4095: nothing reaches a half there.
#[test]
fn an_installed_model_proposes_where_it_saw_something_and_a_radiologist_decides() {
    let (pc, _) = Pc::with_clinic();
    let shell = pc.start();
    let scan = begun(&pc, &shell);
    let take = |name: &str, bytes: &[u8]| {
        let path = pc.home.path().join(name);
        std::fs::write(&path, bytes).unwrap();
        ask(&shell, "imaging.take_file", json!({ "scan_id": scan, "path": path }))
    };
    take("one.dcm", &image("1.2.3.1.1", "19600105", true));
    let chessboard = "SELECT id FROM scan_files WHERE sop_instance_uid = '1.2.3.1.1'";
    let image_id = json!(id_of(&shell, chessboard));
    take("two.dcm", &image("1.2.3.1.2", "19600105", false));
    let acquired = json!({ "id": scan, "version": 0, "dose_text": null, "notes": null });
    ask(&shell, "imaging.acquire", acquired);
    let folder = model(&pc, "model", |_| {});
    let install = |path: &PathBuf| shell.call("imaging.install_model", json!({ "path": path }));
    let by_technician = install(&folder).unwrap_err();
    assert_eq!(by_technician.code.as_deref(), Some("not_allowed"));
    radiologist(&pc, &shell);

    let other_file = model(&pc, "exchanged", |about| about["file_sha256"] = json!("0".repeat(64)));
    let refused = install(&other_file).unwrap_err();
    assert_eq!(refused.field.as_deref(), Some("path"));
    assert!(refused.sentence.contains("SHA-256 sum differs"), "{}", refused.sentence);
    install(&pc.home.path().join("nowhere")).unwrap_err();
    let installed = install(&folder).unwrap();
    assert_eq!(installed["known"], false);
    assert_eq!(install(&folder).unwrap(), json!({ "id": installed["id"], "known": true }));

    let request = || {
        let ask_for = json!({ "scan_id": scan, "ai_model_id": installed["id"] });
        ask(&shell, "imaging.request_analysis", ask_for)["id"].clone()
    };
    let run = |id: &Value| shell.call("imaging.run_analysis", json!({ "id": id }));
    let status =
        |id: &Value| ask(&shell, "imaging.analysis", json!({ "id": id }))["status"].clone();
    let kept = files_below(&shell.profile().folder().join("models"));
    let [kept] = kept.as_slice() else { panic!("{kept:?}") };

    // Without the file, and with another one in its place, what was asked for goes on waiting.
    let first = request();
    let onnx = std::fs::read(kept).unwrap();
    std::fs::remove_file(kept).unwrap();
    let refused = run(&first).unwrap_err();
    assert!(refused.sentence.contains("not on this PC"), "{}", refused.sentence);
    let mut changed = onnx.clone();
    *changed.last_mut().unwrap() ^= 1;
    std::fs::write(kept, changed).unwrap();
    let refused = run(&first).unwrap_err();
    assert!(refused.sentence.contains("SHA-256 sum differs"), "{}", refused.sentence);
    assert_eq!(status(&first), "queued");
    install(&folder).unwrap();
    assert_eq!(std::fs::read(kept).unwrap(), onnx, "installed again the file is whole");

    let done = run(&first).unwrap();
    assert_eq!(
        (&done["status"], &done["overall_result"]),
        (&json!("completed"), &json!("findings"))
    );
    let shown = ask(&shell, "imaging.analysis", json!({ "id": first }));
    assert_eq!(
        (&shown["model"], &shown["model_version"]),
        (&json!("Brightest place"), &json!("1.0"))
    );
    let surest = 4010.0 / 4095.0;
    assert!((shown["confidence"].as_f64().unwrap() - surest).abs() < 1e-6, "{shown}");
    // Of the chessboard half the pixels are 10 and half 4010; its mean gives the score.
    let mean = (10.0 + 4010.0) / 2.0 / 4095.0;
    let images = shown["raw_output"]["images"].as_array().unwrap();
    assert_eq!(images.len(), 2);
    let line = images.iter().find(|line| line["scan_file_id"] == image_id).unwrap();
    let score = line["scores"][0]["score"].as_f64().unwrap();
    assert!((score - 1.0 / (1.0 + (4.0_f64 - 8.0 * mean).exp())).abs() < 1e-6, "{score}");
    let findings = ask(&shell, "imaging.scan", json!({ "id": scan }))["findings"].clone();
    let [finding] = findings.as_array().unwrap().as_slice() else { panic!("{findings}") };
    assert_eq!((&finding["kind"], &finding["status"]), (&json!("brightest"), &json!("proposed")));
    assert_eq!(finding["scan_file_id"], image_id);
    assert_eq!(
        finding["shape"],
        json!({ "kind": "rectangle", "corner": { "x": 1.0, "y": 0.0 }, "width": 1.0, "height": 1.0 })
    );
    run(&first).unwrap_err();

    // What becomes of its proposals is the model's accuracy.
    let decide = |finding: &Value, accept: bool| {
        ask(
            &shell,
            "imaging.decide_finding",
            json!({
                "id": finding, "version": 0, "accept": accept,
                "reason": if accept { Value::Null } else { json!("A chessboard.") },
            }),
        );
    };
    decide(&finding["id"], true);
    let second = request();
    let again = run(&second).unwrap();
    decide(&again["finding_ids"][0], false);
    let methods = ask(&shell, "imaging.methods", json!({}));
    let method =
        methods.as_array().unwrap().iter().find(|row| row["id"] == installed["id"]).unwrap();
    assert_eq!((&method["decided"], &method["accuracy"]), (&json!(2), &json!(0.5)));
    assert_eq!(method["is_run_here"], true);

    // A model for another part of the body does not look, and says why.
    let chest = model(&pc, "chest", |about| {
        about["version"] = json!("2.0");
        about["body_parts"] = json!(["CHEST"]);
    });
    let chest = install(&chest).unwrap();
    let ask_for = json!({ "scan_id": scan, "ai_model_id": chest["id"] });
    let third = ask(&shell, "imaging.request_analysis", ask_for)["id"].clone();
    let failed = run(&third).unwrap();
    assert_eq!(failed["status"], "failed");
    assert_eq!(failed["problem_text"], "This model looks at CHEST and this image shows Wrist.");
    assert_eq!(status(&third), "failed");
    // And one for another modality is not even asked.
    let ct = model(&pc, "ct", |about| {
        about["version"] = json!("3.0");
        about["modalities"] = json!(["CT"]);
    });
    let ct = install(&ct).unwrap();
    let ask_for = json!({ "scan_id": scan, "ai_model_id": ct["id"] });
    let refused = shell.call("imaging.request_analysis", ask_for).unwrap_err();
    assert!(refused.sentence.contains("looks at CT and this scan is DX"), "{}", refused.sentence);

    // An image that lies elsewhere is not passed over in silence.
    let attachments = shell.profile().folder().join("attachments");
    let some = files_below(&attachments).swap_remove(0);
    std::fs::rename(some, pc.home.path().join("away")).unwrap();
    let fourth = request();
    let refused = run(&fourth).unwrap_err();
    assert!(refused.sentence.contains("1 of this scan's 2 files"), "{}", refused.sentence);
    assert_eq!(status(&fourth), "queued");
}

#[test]
fn a_model_is_tried_on_files_without_a_record_and_without_writing_anything() {
    let pc = Pc::new();
    let anywhere = model(&pc, "model", |about| about["body_parts"] = json!([]));
    let wrists = model(&pc, "wrists", |_| {});
    let (film, letter) = (pc.home.path().join("film.dcm"), pc.home.path().join("letter.dcm"));
    std::fs::write(&film, image("1.2.3.1.1", "19600105", true)).unwrap();
    std::fs::write(&letter, "Dear colleague").unwrap();
    let run = |folder: &PathBuf, file: &PathBuf| {
        let mut holdfast = Command::new(env!("CARGO_BIN_EXE_holdfast"));
        holdfast.arg("model").arg(folder).arg(file).arg("--json").arg("--data").arg(pc.folder());
        let output = holdfast.output().unwrap();
        let told: Value = serde_json::from_slice(&output.stdout).unwrap();
        (output.status.success(), told[0].clone())
    };
    let (done, told) = run(&anywhere, &film);
    assert!(done, "{told}");
    let seen = &told["frames"][0]["seen"][0];
    assert_eq!(seen["label"], "brightest");
    assert_eq!(seen["place"], json!({ "x": 1.0, "y": 0.0, "width": 1.0, "height": 1.0 }));
    let (done, told) = run(&wrists, &film);
    assert!(!done, "nobody says that it is a wrist");
    assert!(told["refused"].as_str().unwrap().contains("looks at WRIST"), "{told}");
    let (done, told) = run(&anywhere, &letter);
    assert!(!done && told["refused"] == "This is no DICOM file.", "{told}");
    assert!(!pc.folder().exists());
}
