//! Files of a patient's record, from a folder of the PC and back.

mod pc;

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
