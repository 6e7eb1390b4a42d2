//! What a PC keeps of how its window looks and of what people have begun to type.

mod pc;

use holdfast_shell::session::AddPerson;
use pc::{ASHA, BRUNO, Pc, as_typed, ask, employ_bruno, sentence};
use serde_json::{Value, json};

#[test]
fn a_window_looks_as_it_did_before_the_restart() {
    let (pc, _) = Pc::with_clinic();
    let shell = pc.start();
    let fresh = ask(&shell, "window.settings", json!({}));
    assert_eq!(
        fresh,
        json!({ "language": null, "color_scheme": "auto", "text_size": 100, "kiosk": false,
                "room": null, "alerts_muted": false })
    );
    let chosen = json!({ "language": "es", "color_scheme": "dark", "text_size": 150,
                         "room": " Room 3 ", "alerts_muted": true });
    ask(&shell, "window.choose", chosen);
    drop(shell);

    let shell = pc.start();
    let kept = ask(&shell, "window.settings", json!({}));
    assert_eq!(
        kept,
        json!({ "language": "es", "color_scheme": "dark", "text_size": 150, "kiosk": false,
                "room": "Room 3", "alerts_muted": true })
    );
    // What is said of one thing leaves the others.
    ask(&shell, "window.choose", json!({ "room": "" }));
    let kept = ask(&shell, "window.settings", json!({}));
    assert_eq!((&kept["room"], &kept["text_size"]), (&Value::Null, &json!(150)));
}

#[test]
fn each_of_the_staff_reads_in_their_own_language() {
    let (pc, _) = Pc::with_clinic();
    let shell = pc.start();
    shell.sign_in(&as_typed(ASHA)).unwrap();
    employ_bruno(&shell);
    ask(&shell, "window.choose", json!({ "language": "fr" }));
    shell.sign_out().unwrap();
    ask(&shell, "window.choose", json!({ "language": "ar" }));
    assert_eq!(ask(&shell, "window.settings", json!({}))["language"], "ar");
    shell.sign_in(&as_typed(ASHA)).unwrap();
    assert_eq!(ask(&shell, "window.settings", json!({}))["language"], "fr");
}

#[test]
fn a_kiosk_remembers_nobodys_language() {
    let (pc, _) = Pc::with_clinic();
    let shell = pc.start();
    ask(&shell, "window.choose", json!({ "language": "fr", "kiosk": true }));
    ask(&shell, "window.choose", json!({ "kiosk": true }));
    ask(&shell, "window.choose", json!({ "language": "ar" }));
    assert_eq!(ask(&shell, "window.settings", json!({}))["language"], "fr");
}

#[test]
fn what_no_window_can_be_is_refused_by_name() {
    let (pc, _) = Pc::with_clinic();
    let shell = pc.start();
    for (choice, field) in [
        (json!({ "language": "../etc" }), "language"),
        (json!({ "text_size": 900 }), "text_size"),
        (json!({ "room": "x".repeat(101) }), "room"),
    ] {
        let refusal = shell.call("window.choose", choice).unwrap_err();
        assert_eq!(refusal.field.as_deref(), Some(field), "{refusal}");
    }
    assert_eq!(ask(&shell, "window.settings", json!({}))["text_size"], 100);
}

#[test]
fn damaged_settings_are_not_written_over_by_a_change_of_colours() {
    let (pc, _) = Pc::with_clinic();
    let file = pc.folder().join("profile.json");
    std::fs::write(&file, b"{ \"id\": ").unwrap();
    let profile = holdfast_shell::profile::Profile::for_window(Some(pc.folder())).unwrap();
    let shell = pc.start_on(profile);
    ask(&shell, "window.choose", json!({ "color_scheme": "dark" }));
    assert_eq!(std::fs::read(&file).unwrap(), b"{ \"id\": ");
}

#[test]
fn what_was_typed_outlives_a_crash_and_is_for_whoever_typed_it() {
    let (pc, _) = Pc::with_clinic();
    let shell = pc.start();
    shell.sign_in(&as_typed(ASHA)).unwrap();
    employ_bruno(&shell);
    let note =
        json!({ "name": "note:visit", "content": "{\"subjective\":\"Coughs since Sunday\"}" });
    ask(&shell, "draft.keep", note.clone());
    ask(&shell, "draft.keep", json!({ "name": "register", "content": "{}" }));
    ask(&shell, "draft.drop", json!({ "name": "register" }));
    drop(shell);

    let shell = pc.start();
    assert!(sentence(shell.call("draft.all", json!({}))).contains("locked"));
    shell.sign_in(&as_typed(ASHA)).unwrap();
    let bruno = AddPerson { username: BRUNO.0.to_owned(), password: BRUNO.1.to_owned() };
    shell.add_person(&bruno).unwrap();
    assert_eq!(ask(&shell, "draft.all", json!({})), json!([]));
    shell.sign_in(&as_typed(ASHA)).unwrap();
    assert_eq!(ask(&shell, "draft.all", json!({})), json!([note]));

    let files = std::fs::read_dir(pc.folder()).unwrap().map(|entry| entry.unwrap().path());
    for file in files.filter(|path| path.is_file()) {
        let bytes = std::fs::read(&file).unwrap();
        let found = bytes.windows(7).any(|part| part == b"Coughs ");
        assert!(!found, "{} holds what was typed in clear", file.display());
    }
}

#[test]
fn unfinished_forms_are_few_and_short() {
    let (pc, _) = Pc::with_clinic();
    let shell = pc.start();
    shell.sign_in(&as_typed(ASHA)).unwrap();
    let long = "x".repeat(store::DRAFT_LENGTH_MAX + 1);
    let refused = shell.call("draft.keep", json!({ "name": "note", "content": long }));
    assert!(sentence(refused).contains("too long"));
    for number in 0..=store::DRAFTS_MAX {
        pc.wait(1);
        ask(&shell, "draft.keep", json!({ "name": format!("form {number}"), "content": "{}" }));
    }
    let kept = ask(&shell, "draft.all", json!({}));
    let kept = kept.as_array().unwrap();
    assert_eq!(kept.len(), store::DRAFTS_MAX as usize);
    assert!(!kept.iter().any(|draft| draft["name"] == "form 0"), "the oldest goes first");
    // After a month nobody knows any more what it was about.
    pc.wait(31 * 24 * pc::HOUR);
    let today = shell.sign_in(&as_typed(ASHA));
    assert!(today.is_ok());
    ask(&shell, "draft.keep", json!({ "name": "today", "content": "{}" }));
    assert_eq!(ask(&shell, "draft.all", json!({})), json!([{ "name": "today", "content": "{}" }]));
}
