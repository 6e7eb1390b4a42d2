//! Files of a patient's record, from a folder of the PC and back.

mod pc;

use holdfast_shell::session::AddPerson;
use pc::{ASHA, Pc, as_typed, ask, files_below, registered};
use serde_json::{Value, json};

#[test]
fn a_letter_goes_into_the_record_encrypted_and_comes_back_the_same() {
    let (pc, _) = Pc::with_clinic();
    let shell = pc.start();
    shell.sign_in(&as_typed(ASHA)).unwrap();
    let papers = pc.home.path().join("papers");
    ask(&shell, "document.choose_folder", json!({ "path": papers }));
    let patient = registered(&shell, ("Elena", "Marín"), json!({}));
    let letter = "Dear colleague, thank you for seeing this lady with her cough. ".repeat(4_000);
    let source = pc.home.path().join("letter.txt");
    std::fs::write(&source, &letter).unwrap();
    let attach = json!({ "patient_id": patient, "path": source, "media_type": "text/plain" });
    let attached = ask(&shell, "document.attach", attach.clone());
    let saved = ask(&shell, "document.save_attachment", json!({ "id": attached["id"] }));
    let path = saved["path"].as_str().unwrap();
    assert!(path.ends_with("papers/letter.txt"), "{path}");
    assert_eq!(std::fs::read_to_string(path).unwrap(), letter);
    // In the data folder no word of it can be read.
    for entry in files_below(shell.profile().folder()) {
        let bytes = std::fs::read(&entry).unwrap();
        let found = bytes.windows(14).any(|window| window == b"Dear colleague");
        assert!(!found, "{} holds the letter in clear", entry.display());
    }
    std::fs::rename(&papers, pc.home.path().join("elsewhere")).unwrap();
    std::fs::write(&papers, "no folder").unwrap();
    shell.call("document.save_attachment", json!({ "id": attached["id"] })).unwrap_err();
    let log = ask(&shell, "system.security", json!({ "from": 0, "until": null }));
    let refused: Vec<&Value> =
        log["items"].as_array().unwrap().iter().filter(|line| line["succeeded"] == false).collect();
    assert_eq!(refused.len(), 1);
    assert_eq!(refused[0]["action"], "export");
    assert_eq!(refused[0]["resource_id"], attached["id"]);
    assert_eq!(refused[0]["failure_reason"], "the file was not saved");
    let missing = json!({
        "patient_id": patient, "path": pc.home.path().join("no such file"),
        "media_type": "text/plain"
    });
    let refused = shell.call("document.attach", missing).unwrap_err();
    assert_eq!(refused.field.as_deref(), Some("path"));
}

#[test]
fn a_patient_at_the_pc_sends_a_picture_by_what_it_is_and_not_by_its_name() {
    let (pc, _) = Pc::with_clinic();
    let shell = pc.start();
    shell.sign_in(&as_typed(ASHA)).unwrap();
    let papers = pc.home.path().join("papers");
    ask(&shell, "document.choose_folder", json!({ "path": papers }));
    let patient = registered(&shell, ("Neema", "Otieno"), json!({}));
    let neema = ("neema", "seven grey herons");
    let account = json!({
        "given_name": "Neema", "family_name": "Otieno", "username": neema.0, "password": neema.1,
        "roles": ["patient"], "is_practitioner": false
    });
    ask(&shell, "organization.add_user", account);
    ask(&shell, "people.link_account", json!({ "id": patient, "version": 0, "username": neema.0 }));
    shell.lock().unwrap();
    pc.wait(pc::MINUTE);
    let added = AddPerson { username: neema.0.to_owned(), password: neema.1.to_owned() };
    shell.add_person(&added).unwrap();
    let own = json!({ "current": neema.1, "new": "eight grey herons fly" });
    ask(&shell, "session.change_password", own);

    let attach = |name: &str, bytes: &[u8]| {
        let path = pc.home.path().join(name);
        std::fs::write(&path, bytes).unwrap();
        // Whoever is named, it is the own record.
        let whose = "00000000-0000-0000-0000-000000000001";
        let request = json!({ "patient_id": whose, "path": path, "media_type": "image/jpeg" });
        shell.call("document.attach", request)
    };
    let sealed = || files_below(shell.profile().folder()).len();
    let before = sealed();
    let refused = attach("wound.jpg", b"MZ\x90\x00 a program").unwrap_err();
    assert_eq!(refused.field.as_deref(), Some("path"));
    let mut large = b"%PDF-1.7\n".to_vec();
    large.resize(20 * 1024 * 1024 + 1, b' ');
    let refused = attach("large.pdf", &large).unwrap_err();
    assert!(refused.sentence.contains("20 MiB"), "{}", refused.sentence);
    assert_eq!(sealed(), before, "nothing of what was refused lies here");
    let picture = b"\xFF\xD8\xFF\xE0 the picture of a wound";
    let attached = attach("wound.jpg", picture).unwrap();
    let saved = ask(&shell, "document.save_attachment", json!({ "id": attached["id"] }));
    assert_eq!(std::fs::read(saved["path"].as_str().unwrap()).unwrap(), picture);
}
