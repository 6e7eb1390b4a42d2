//! What Holdfast does outside its window: alerts that reach whoever has signed in, links that wait
//! for somebody, and what is set for one PC.

#![expect(clippy::unwrap_used, reason = "a story fails by panicking")]

mod pc;

use holdfast_shell::desktop::{Link, Notice};
use holdfast_shell::shell::Shell;
use pc::{ASHA, BRUNO, MINUTE, Pc, as_typed, ask, employ_bruno};
use serde_json::{Value, json};
use uuid::Uuid;

/// A clinic where Asha is at work and Bruno, at another PC, calls for help.
fn with_bruno() -> (Pc, Shell, Uuid) {
    let (pc, _) = Pc::with_clinic();
    let shell = pc.start();
    shell.sign_in(&as_typed(ASHA)).unwrap();
    let bruno = employ_bruno(&shell);
    (pc, shell, bruno)
}

fn raise(shell: &Shell, by: Uuid, changes: Value) -> Uuid {
    let mut alert =
        json!({ "kind": "medical", "title": "Elena fell", "urgency": 1, "roles": ["admin"] });
    alert.as_object_mut().unwrap().extend(changes.as_object().unwrap().clone());
    let raised = clinic::dispatch(&shell.store().unwrap(), by, "alerts.raise", alert).unwrap();
    raised.get("id").and_then(Value::as_str).unwrap().parse().unwrap()
}

/// Which alerts were said since the last time, `None` for one behind the lock.
fn said(pc: &Pc, shell: &Shell) -> Vec<Option<Uuid>> {
    shell.notice_alerts();
    let alert = |notice| match notice {
        Notice::Calls { alert, .. } => Some(alert),
        Notice::BehindLock => None,
    };
    pc.heard.take_notices().into_iter().map(alert).collect()
}

#[test]
fn an_alert_is_said_once_at_each_step_to_whom_it_calls() {
    let (pc, shell, bruno) = with_bruno();
    let policy = json!({
        "name": "Medical", "kind": "medical", "urgency_from": null, "department_id": null,
        "steps": [{ "after_minutes": 5, "roles": ["admin"], "department_id": null }]
    });
    ask(&shell, "alerts.add_policy", policy);
    let nurse = json!({
        "given_name": "Nuria", "family_name": "Gil", "username": "nuria",
        "password": "seven grey herons", "roles": ["nurse"], "is_practitioner": false
    });
    ask(&shell, "organization.add_user", nurse);
    raise(&shell, bruno, json!({ "roles": ["nurse"], "kind": "stock" }));
    assert_eq!(said(&pc, &shell), [], "it calls others");
    let alert = raise(&shell, bruno, json!({}));
    assert_eq!(said(&pc, &shell), [Some(alert)]);
    assert_eq!(said(&pc, &shell), []);
    pc.wait(6 * MINUTE);
    shell.alive();
    shell.make_rounds();
    assert!(said(&pc, &shell).contains(&Some(alert)), "nobody had answered");
    assert_eq!(said(&pc, &shell), []);
    let version = ask(&shell, "alerts.mine", json!({}))[0]["version"].clone();
    let answer = json!({ "id": alert, "version": version, "action_text": "On my way" });
    ask(&shell, "alerts.acknowledge", answer);
    let own = json!({ "kind": "fire", "title": "Smoke", "urgency": 1, "roles": ["admin"] });
    ask(&shell, "alerts.raise", own);
    assert_eq!(said(&pc, &shell), [], "who raised it knows of it");
}

#[test]
fn behind_the_lock_is_said_only_that_there_is_one() {
    let (pc, shell, bruno) = with_bruno();
    shell.lock().unwrap();
    assert_eq!(said(&pc, &shell), []);
    raise(&shell, bruno, json!({}));
    raise(&shell, bruno, json!({ "kind": "fire" }));
    assert_eq!(said(&pc, &shell), [None], "two at once are one sentence");
    assert_eq!(said(&pc, &shell), []);
    shell.sign_in(&as_typed(ASHA)).unwrap();
    assert_eq!(said(&pc, &shell), [], "the banner shows them now");
    shell.sign_out().unwrap();
    assert_eq!(said(&pc, &shell), [], "nobody is here");
}

#[test]
fn a_link_waits_until_staff_are_at_work_and_is_given_once() {
    let (pc, _) = Pc::with_clinic();
    let shell = pc.start();
    shell.open_link("holdfast://patient/A-000001");
    let refused = shell.call("desktop.opened", json!({})).unwrap_err();
    assert_eq!(refused.code.as_deref(), Some("locked"));
    shell.sign_in(&as_typed(ASHA)).unwrap();
    let link = json!({ "to": "record_number", "number": "A-000001" });
    assert_eq!(ask(&shell, "desktop.opened", json!({}))["link"], link);
    assert_eq!(ask(&shell, "desktop.opened", json!({}))["link"], Value::Null);
    shell.open_link("holdfast://nowhere/Elena");
    let opened = ask(&shell, "desktop.opened", json!({}));
    assert_eq!(opened["link"], Value::Null);
    let sentence = opened["sentence"].as_str().unwrap();
    assert!(sentence.contains("could not be opened") && !sentence.contains("Elena"), "{sentence}");
    let alert = Uuid::new_v4();
    shell.open_alert(alert);
    assert_eq!(shell.opened().unwrap().link, Some(Link::Alert { id: alert }));
}

#[test]
fn a_patient_at_a_kiosk_opens_no_links_and_sets_nothing() {
    let (pc, _) = Pc::with_clinic();
    let shell = pc.start();
    shell.sign_in(&as_typed(ASHA)).unwrap();
    let account = json!({
        "given_name": "Bruno", "family_name": "Okafor", "username": BRUNO.0, "password": BRUNO.1,
        "roles": ["patient"], "is_practitioner": false, "specialization": null
    });
    ask(&shell, "organization.add_user", account);
    shell.lock().unwrap();
    let (username, password) = (BRUNO.0.to_owned(), BRUNO.1.to_owned());
    shell.add_person(&holdfast_shell::session::AddPerson { username, password }).unwrap();
    shell.open_link("holdfast://patient/A-000001");
    for name in ["desktop.opened", "desktop.this_pc", "desktop.change_this_pc"] {
        let refused = shell.call(name, json!({ "keep_running": true })).unwrap_err();
        assert!(refused.sentence.contains("staff"), "{name}: {}", refused.sentence);
    }
    shell.sign_out().unwrap();
    shell.sign_in(&as_typed(ASHA)).unwrap();
    assert!(shell.opened().unwrap().link.is_some(), "it waited for whom it was meant");
}

#[test]
fn closing_the_window_ends_holdfast_unless_somebody_chose_otherwise_and_there_is_a_tray() {
    let (pc, _) = Pc::with_clinic();
    let shell = pc.start();
    shell.sign_in(&as_typed(ASHA)).unwrap();
    shell.note_tray(true);
    assert!(!shell.stays_when_closed(), "off until somebody says so");
    let now = ask(&shell, "desktop.change_this_pc", json!({ "keep_running": true }));
    assert_eq!((&now["keep_running"], &now["has_tray"]), (&json!(true), &json!(true)));
    assert!(shell.stays_when_closed());
    shell.close();
    drop(shell);
    let shell = pc.start();
    assert!(!shell.stays_when_closed(), "no tray yet: nobody could end it");
    shell.note_tray(true);
    assert!(shell.stays_when_closed(), "it is kept with the data folder");
}

#[test]
fn the_tray_says_nothing_before_the_screens_have_said_in_which_words() {
    let (_pc, shell, bruno) = with_bruno();
    assert_eq!(shell.tray_look().unwrap(), None);
    let names = [
        "open",
        "sync_now",
        "lock",
        "quit",
        "closed",
        "stand_alone",
        "synced",
        "syncing",
        "offline",
        "attention",
        "decisions",
        "update",
        "alert_title",
        "alert_at",
        "alert_locked",
    ];
    let mut words: serde_json::Map<String, Value> =
        names.iter().map(|name| ((*name).to_owned(), json!(name))).collect();
    words.insert("alerts".to_owned(), json!("{count} alerts"));
    words.insert("kinds".to_owned(), json!({}));
    shell.call("desktop.words", Value::Object(words)).unwrap();
    let shown = || shell.tray_look().unwrap().unwrap().lines;
    assert_eq!(shown(), ["stand_alone"]);
    raise(&shell, bruno, json!({}));
    shell.notice_alerts();
    assert_eq!(shown(), ["1 alerts"]);
    shell.lock().unwrap();
    shell.notice_alerts();
    assert_eq!(shown(), ["stand_alone"], "how many there are is not said behind the lock");
    shell.sign_in(&as_typed(ASHA)).unwrap();
    shell.sign_out().unwrap();
    shell.notice_alerts();
    assert_eq!(shown(), ["closed"]);
}
