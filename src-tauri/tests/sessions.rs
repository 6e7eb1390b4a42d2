//! Who is at the PC: stories on real encrypted files.

mod pc;

use holdfast_shell::profile::Profile;
use holdfast_shell::session::{AddPerson, ChangePassword, Phase, Recover, SignIn};
use holdfast_shell::shell::Shell;
use pc::{ASHA, BRUNO, HOUR, MINUTE, Pc, SECOND, as_typed, ask, employ_bruno, sentence};
use serde_json::json;
use store::Cells;

fn add(person: (&str, &str)) -> AddPerson {
    AddPerson { username: person.0.to_owned(), password: person.1.to_owned() }
}

#[test]
fn the_first_run_opens_the_clinic_and_a_restart_asks_for_the_password() {
    let pc = Pc::new();
    let shell = pc.start();
    assert_eq!(shell.state().unwrap().phase, Phase::FirstRun);
    let recovery_key = shell.first_run(&pc::first_run()).unwrap().recovery_key;
    assert!(recovery_key.len() > 50);
    let state = shell.state().unwrap();
    assert_eq!(state.phase, Phase::Open);
    assert_eq!(state.organization.unwrap().name, "Riverside Health");
    assert_eq!(state.site.unwrap().currency, "KES");
    let user = state.user.unwrap();
    assert_eq!(user.display_name, "Asha Mwangi");
    assert!(user.roles.contains(&"admin".to_owned()) && user.practitioner_id.is_some());
    drop(shell);

    let shell = pc.start();
    let state = shell.state().unwrap();
    assert_eq!(state.phase, Phase::Locked);
    assert_eq!(state.organization, None, "the record is closed, so nothing of it is known");
    assert_eq!(state.people[0].username, ASHA.0);
    let locked = shell.call("people.recent", json!({})).unwrap_err();
    assert_eq!(locked.code.as_deref(), Some("locked"));
    assert_eq!(shell.sign_in(&as_typed(ASHA)).unwrap().phase, Phase::Open);
    ask(&shell, "organization.staff", json!({}));
}

#[test]
fn wrong_passwords_count_and_the_delay_survives_a_restart() {
    let (pc, _) = Pc::with_clinic();
    let wrong = as_typed((ASHA.0, "harbour lanterns"));
    let shell = pc.start();
    for _ in 0..3 {
        assert!(sentence(shell.sign_in(&wrong)).contains("not right"));
    }
    drop(shell);

    let shell = pc.start();
    assert_eq!(shell.state().unwrap().retry_after_seconds, Some(2));
    let waiting = sentence(shell.sign_in(&as_typed(ASHA)));
    assert!(waiting.contains("wait"), "even the right password waits: {waiting}");
    pc.wait(3 * SECOND);
    assert_eq!(shell.state().unwrap().retry_after_seconds, None);
    assert!(sentence(shell.sign_in(&wrong)).contains("not right"));
    assert_eq!(shell.state().unwrap().retry_after_seconds, Some(4), "the delay has doubled");
    pc.wait(5 * SECOND);
    shell.sign_in(&as_typed(ASHA)).unwrap();
    shell.sign_out().unwrap();
    assert_eq!(shell.state().unwrap().retry_after_seconds, None, "and is forgotten");
}

#[test]
fn two_people_use_one_pc_and_neither_needs_the_other_afterwards() {
    let (pc, _) = Pc::with_clinic();
    let shell = pc.start();
    let alone = sentence(shell.add_person(&add(BRUNO)));
    assert!(alone.contains("signs in first"), "{alone}");

    shell.sign_in(&as_typed(ASHA)).unwrap();
    employ_bruno(&shell);
    shell.lock().unwrap();
    let wrong = shell.add_person(&add((BRUNO.0, "copper kettle 8"))).unwrap_err();
    assert_eq!(wrong.field.as_deref(), Some("password"));
    pc.wait(MINUTE);
    let state = shell.add_person(&add(BRUNO)).unwrap();
    let user = state.user.unwrap();
    assert_eq!(user.username, BRUNO.0);
    assert!(user.must_change_password, "an administrator chose it");
    let due = shell.call("people.recent", json!({})).unwrap_err();
    assert_eq!(due.code.as_deref(), Some("password_change_due"));
    drop(shell);

    let shell = pc.start();
    assert_eq!(shell.state().unwrap().people.len(), 2);
    assert_eq!(shell.state().unwrap().people[0].username, BRUNO.0, "who came last stands first");
    let bruno = shell.sign_in(&as_typed(BRUNO)).unwrap().user.unwrap();
    assert!(sentence(shell.sign_in(&as_typed((BRUNO.0, ASHA.1)))).contains("not right"));
    let asha = shell.sign_in(&as_typed(ASHA)).unwrap().user.unwrap();
    assert_ne!(asha.id, bruno.id);
}

#[test]
fn a_patient_signs_in_while_the_clinic_has_the_record_open_and_leaves_no_trace() {
    let (pc, _) = Pc::with_clinic();
    let shell = pc.start();
    shell.sign_in(&as_typed(ASHA)).unwrap();
    let patient = pc::registered(&shell, ("Elena", "Marín"), json!({}));
    let elena = ("elena", "copper kettle nine");
    ask(
        &shell,
        "organization.add_user",
        json!({
            "given_name": "Elena", "family_name": "Marín", "username": elena.0,
            "password": elena.1, "roles": ["patient"], "is_practitioner": false,
            "specialization": null,
        }),
    );
    let linked = json!({ "id": patient, "version": 0, "username": elena.0 });
    ask(&shell, "people.link_account", linked);
    shell.lock().unwrap();
    pc.wait(MINUTE);
    let own = shell.add_person(&add(elena)).unwrap();
    assert_eq!(own.user.unwrap().username, elena.0);
    let change = json!({ "current": elena.1, "new": "nine copper kettles" });
    ask(&shell, "session.change_password", change);
    let known = |shell: &Shell| {
        let people = shell.state().unwrap().people;
        people.into_iter().map(|person| person.username).collect::<Vec<_>>()
    };
    shell.sign_out().unwrap();
    assert_eq!(known(&shell), [ASHA.0], "the next person is not told who was here");
    let keys = std::fs::read_to_string(shell.profile().folder().join("keys.json")).unwrap();
    assert!(!keys.to_lowercase().contains("elena"), "nor is whoever takes the disk");
    shell.add_person(&add((elena.0, "nine copper kettles"))).unwrap();
    drop(shell);
    let shell = pc.start();
    let closed = sentence(shell.add_person(&add((elena.0, "nine copper kettles"))));
    assert!(closed.contains("signs in first"), "{closed}");
}

#[test]
fn guessing_a_colleagues_password_is_slowed_down_before_they_have_used_the_pc() {
    let (pc, _) = Pc::with_clinic();
    let shell = pc.start();
    shell.sign_in(&as_typed(ASHA)).unwrap();
    employ_bruno(&shell);
    shell.lock().unwrap();
    for _ in 0..3 {
        shell.add_person(&add((BRUNO.0, "copper kettle 1"))).unwrap_err();
    }
    assert!(sentence(shell.add_person(&add(BRUNO))).contains("wait"));
    shell.add_person(&add(("zoe", "copper kettle 1"))).unwrap_err();
    let failed: Option<i64> = shell
        .store()
        .unwrap()
        .read::<_, store::Error>(|reader| {
            reader.value(
                "SELECT count(*) FROM security_logs l JOIN users u ON u.id = l.resource_id \
                 WHERE l.action = 'sign_in_failed' AND NOT l.succeeded AND u.username = ?1",
                [BRUNO.0],
            )
        })
        .unwrap();
    assert_eq!(
        failed,
        Some(3),
        "each guess stands in the security log, a stranger's name does not"
    );
    pc.wait(3 * SECOND);
    shell.add_person(&add(BRUNO)).unwrap();
}

#[test]
fn a_password_changed_elsewhere_works_once_a_colleague_has_opened_the_record() {
    let (pc, _) = Pc::with_clinic();
    let shell = pc.start();
    shell.sign_in(&as_typed(ASHA)).unwrap();
    let bruno = employ_bruno(&shell);
    shell.lock().unwrap();
    shell.add_person(&add(BRUNO)).unwrap();
    // The new password arrives as any row from the centre does: in the record, not in the slot.
    let changed = ("bruno", "a kettle of fish");
    let hash = clinic::organization::password::hash(changed.1).unwrap();
    let store = shell.store().unwrap();
    store
        .write(bruno, "session.change_password", |write| {
            let cells = Cells::new().set("password_hash", hash);
            write.update("users", bruno, None, cells)
        })
        .unwrap();
    drop(store);
    drop(shell);

    let shell = pc.start();
    let old = sentence(shell.sign_in(&as_typed(BRUNO)));
    assert!(old.contains("changed on another PC"), "{old}");
    assert!(shell.store().is_none(), "the old password leaves nothing open");
    assert!(sentence(shell.sign_in(&as_typed(changed))).contains("not right"));
    shell.sign_in(&as_typed(ASHA)).unwrap();
    shell.lock().unwrap();
    assert_eq!(shell.sign_in(&as_typed(changed)).unwrap().phase, Phase::Open);
    drop(shell);

    let shell = pc.start();
    assert_eq!(shell.sign_in(&as_typed(changed)).unwrap().phase, Phase::Open, "now by itself");
}

#[test]
fn who_was_switched_off_cannot_sign_in_and_leaves_nothing_open() {
    let (pc, _) = Pc::with_clinic();
    let shell = pc.start();
    shell.sign_in(&as_typed(ASHA)).unwrap();
    let bruno = employ_bruno(&shell);
    shell.lock().unwrap();
    shell.add_person(&add(BRUNO)).unwrap();
    shell.sign_in(&as_typed(ASHA)).unwrap();
    let staff = ask(&shell, "organization.staff", json!({}));
    let row = staff["users"].as_array().unwrap().iter().find(|u| u["id"] == bruno.to_string());
    let version = row.unwrap()["version"].clone();
    ask(&shell, "organization.deactivate_user", json!({ "user_id": bruno, "version": version }));
    drop(shell);

    let shell = pc.start();
    assert!(sentence(shell.sign_in(&as_typed(BRUNO))).contains("switched off"));
    assert!(shell.store().is_none());
}

#[test]
fn a_changed_password_is_the_only_one_from_then_on() {
    let (pc, _) = Pc::with_clinic();
    let shell = pc.start();
    shell.sign_in(&as_typed(ASHA)).unwrap();
    let change = |current: &str, new: &str| ChangePassword {
        current: current.to_owned(),
        new: new.to_owned(),
    };
    let refused = |request: ChangePassword| shell.change_password(&request).unwrap_err();
    assert_eq!(refused(change("harbour", "lighthouse keeper")).field.as_deref(), Some("current"));
    assert_eq!(refused(change(ASHA.1, "short")).field.as_deref(), Some("new"));
    assert_eq!(refused(change(ASHA.1, ASHA.1)).field.as_deref(), Some("new"));
    shell.change_password(&change(ASHA.1, "lighthouse keeper")).unwrap();
    drop(shell);

    let shell = pc.start();
    assert!(sentence(shell.sign_in(&as_typed(ASHA))).contains("not right"));
    shell.sign_in(&as_typed((ASHA.0, "lighthouse keeper"))).unwrap();
}

#[test]
fn a_change_of_password_that_was_cut_off_is_finished_at_the_next_sign_in() {
    let (pc, _) = Pc::with_clinic();
    let shell = pc.start();
    let user = shell.sign_in(&as_typed(ASHA)).unwrap().user.unwrap();
    // What a crash leaves between the two files: the slot is new, the record old.
    let mut keys = store::keys::KeyFile::load(&pc.folder()).unwrap();
    let secret = holdfast_shell::keychain::Keychain::File(pc.secret_file())
        .load(shell.profile().settings.id)
        .unwrap();
    let store = shell.store().unwrap();
    let named = (user.id, user.username.as_str(), user.display_name.as_str());
    keys.admit(store.key(), named, "lighthouse keeper", &secret.wrapping).unwrap();
    keys.save(&pc.folder()).unwrap();
    let mut profile = shell.profile();
    profile.settings.changing_password = Some(user.id);
    profile.save().unwrap();
    drop((store, shell));

    for _ in 0..2 {
        let shell = pc.start();
        let state = shell.sign_in(&as_typed((ASHA.0, "lighthouse keeper"))).unwrap();
        assert_eq!(state.phase, Phase::Open);
        assert_eq!(shell.profile().settings.changing_password, None);
    }
}

#[test]
fn a_forgotten_password_is_replaced_with_the_recovery_key() {
    let (pc, recovery_key) = Pc::with_clinic();
    let shell = pc.start();
    let asha = shell.state().unwrap().people[0].user_id;
    let recover = |key: &str, new: &str| Recover {
        user_id: asha,
        recovery_key: key.to_owned(),
        new_password: new.to_owned(),
    };
    let other_key = store::keys::new_recovery_key().unwrap().0;
    for key in ["not a key", &other_key] {
        let refused = shell.recover(&recover(key, "lighthouse keeper")).unwrap_err();
        assert_eq!(refused.field.as_deref(), Some("recovery_key"));
    }
    let refused = shell.recover(&recover(&recovery_key, "short")).unwrap_err();
    assert_eq!(refused.field.as_deref(), Some("new_password"));
    assert!(shell.store().is_none(), "a refusal leaves nothing open");
    let as_read_aloud = recovery_key.to_lowercase().replace('-', " ");
    let state = shell.recover(&recover(&as_read_aloud, "lighthouse keeper")).unwrap();
    assert_eq!(state.phase, Phase::Open);
    drop(shell);

    let shell = pc.start();
    assert!(sentence(shell.sign_in(&as_typed(ASHA))).contains("not right"));
    shell.sign_in(&as_typed((ASHA.0, "lighthouse keeper"))).unwrap();
}

#[test]
fn a_pc_whose_secret_is_lost_is_opened_by_the_recovery_key_and_by_nothing_else() {
    let (pc, recovery_key) = Pc::with_clinic();
    let shell = pc.start();
    shell.sign_in(&as_typed(ASHA)).unwrap();
    employ_bruno(&shell);
    shell.lock().unwrap();
    shell.add_person(&add(BRUNO)).unwrap();
    drop(shell);
    std::fs::remove_file(pc.secret_file()).unwrap();
    let before = pc::bytes_of(&pc.folder(), &["holdfast.db"]);

    let shell = pc.start();
    assert_eq!(shell.state().unwrap().phase, Phase::Locked);
    assert!(sentence(shell.sign_in(&as_typed(ASHA))).contains("recovery key"));
    assert!(!pc.secret_file().exists(), "no new secret over an existing record");
    assert_eq!(pc::bytes_of(&pc.folder(), &["holdfast.db"]), before);
    let asha = shell.state().unwrap().people.iter().find(|p| p.username == "asha").unwrap().user_id;
    let request =
        Recover { user_id: asha, recovery_key, new_password: "lighthouse keeper".to_owned() };
    assert_eq!(shell.recover(&request).unwrap().phase, Phase::Open);
    assert!(pc.folder().join("keys.before-recovery.json").exists());
    drop(shell);

    let shell = pc.start();
    shell.sign_in(&as_typed((ASHA.0, "lighthouse keeper"))).unwrap();
    assert_eq!(shell.state().unwrap().people.len(), 1, "Bruno's wrapping needed the lost secret");
    shell.lock().unwrap();
    shell.add_person(&add(BRUNO)).unwrap();
}

#[test]
fn an_untouched_pc_locks_after_ten_minutes_and_a_touched_one_does_not() {
    let (pc, _) = Pc::with_clinic();
    let shell = pc.start();
    shell.sign_in(&as_typed(ASHA)).unwrap();
    for _ in 0..5 {
        pc.wait(9 * MINUTE);
        ask(&shell, "session.alive", json!({}));
    }
    assert_eq!(shell.state().unwrap().phase, Phase::Open);
    // A screen that refetches is not a person.
    for _ in 0..9 {
        pc.wait(MINUTE);
        ask(&shell, "organization.staff", json!({}));
    }
    pc.wait(MINUTE);
    let locked = shell.call("organization.staff", json!({})).unwrap_err();
    assert_eq!(locked.code.as_deref(), Some("locked"));
    ask(&shell, "session.alive", json!({}));
    assert_eq!(shell.state().unwrap().phase, Phase::Locked, "a late touch opens nothing");
    assert!(shell.store().is_some(), "the record stays open for sync");
    shell.sign_in(&as_typed(ASHA)).unwrap();
}

#[test]
fn a_session_ends_after_24_hours_however_busy_it_is() {
    let (pc, _) = Pc::with_clinic();
    let shell = pc.start();
    shell.sign_in(&as_typed(ASHA)).unwrap();
    for _ in 0..(24 * 12 - 1) {
        pc.wait(5 * MINUTE);
        ask(&shell, "session.alive", json!({}));
    }
    assert_eq!(shell.state().unwrap().phase, Phase::Open);
    pc.wait(5 * MINUTE);
    assert_eq!(shell.state().unwrap().phase, Phase::Locked);
    assert!(shell.store().is_none(), "24 hours after the last sign-in the key leaves memory");
}

#[test]
fn a_clock_that_is_put_back_lengthens_no_session() {
    let (pc, _) = Pc::with_clinic();
    let shell = pc.start();
    shell.sign_in(&as_typed(ASHA)).unwrap();
    pc.wait(9 * MINUTE);
    assert_eq!(shell.state().unwrap().phase, Phase::Open);
    pc.wait(-3 * HOUR);
    assert_eq!(shell.state().unwrap().phase, Phase::Open, "putting a clock right is no reason");
    pc.wait(MINUTE);
    assert_eq!(shell.state().unwrap().phase, Phase::Locked, "ten minutes without a touch");

    shell.sign_in(&as_typed(ASHA)).unwrap();
    for _ in 0..(24 * 12 - 1) {
        pc.wait(5 * MINUTE);
        ask(&shell, "session.alive", json!({}));
    }
    pc.wait(-20 * HOUR);
    ask(&shell, "session.alive", json!({}));
    pc.wait(5 * MINUTE);
    assert_eq!(shell.state().unwrap().phase, Phase::Locked, "24 hours have passed");
    assert!(shell.store().is_none(), "and the key has left memory");
}

#[test]
fn the_key_stays_while_somebody_is_signed_in_and_goes_with_the_last() {
    let (pc, _) = Pc::with_clinic();
    let shell = pc.start();
    shell.sign_in(&as_typed(ASHA)).unwrap();
    employ_bruno(&shell);
    shell.lock().unwrap();
    shell.add_person(&add(BRUNO)).unwrap();
    shell.sign_out().unwrap();
    assert!(shell.store().is_some(), "Asha has only locked");
    shell.sign_in(&as_typed(ASHA)).unwrap();
    shell.sign_out().unwrap();
    assert!(shell.store().is_none());

    shell.sign_in(&as_typed(ASHA)).unwrap();
    shell.lock().unwrap();
    pc.wait(23 * HOUR);
    shell.expire();
    assert!(shell.store().is_some());
    pc.wait(HOUR);
    shell.expire();
    assert!(shell.store().is_none(), "24 hours without a person");
}

#[test]
fn signing_in_and_out_is_written_down() {
    let (pc, _) = Pc::with_clinic();
    let shell = pc.start();
    shell.sign_in(&as_typed((ASHA.0, "harbour lanterns"))).unwrap_err();
    let user = shell.sign_in(&as_typed(ASHA)).unwrap().user.unwrap().id;
    shell.lock().unwrap();
    let store = shell.store().unwrap();
    let entries: Vec<String> = store
        .read(|reader| {
            reader.column(
                "SELECT action || ': ' || coalesce(reason, '') FROM audit_logs \
                 WHERE user_id = ?1 AND action LIKE 'log%' ORDER BY occurred_at DESC LIMIT 2",
                [user],
            )
        })
        .unwrap();
    assert_eq!(entries, ["logout: locked", "login: after 1 wrong passwords"]);
    let open: Option<i64> = store
        .read(|reader| {
            reader.value(
                "SELECT COUNT(*) FROM user_sessions WHERE end_reason = 'locked' AND ended_at IS NOT NULL",
                [],
            )
        })
        .unwrap();
    assert_eq!(open, Some(1));
}

#[test]
fn what_happens_at_the_door_stands_in_the_security_log() {
    let (pc, _) = Pc::with_clinic();
    let shell = pc.start();
    pc.wait(SECOND);
    shell.sign_in(&as_typed((ASHA.0, "harbour lanterns"))).unwrap_err();
    shell.sign_in(&as_typed(ASHA)).unwrap();
    pc.wait(SECOND);
    shell.lock().unwrap();
    shell.sign_in(&as_typed((ASHA.0, "harbour lanterns"))).unwrap_err();
    pc.wait(MINUTE);
    shell.sign_in(&as_typed(ASHA)).unwrap();
    let change = ChangePassword { current: ASHA.1.to_owned(), new: "lantern harbour 7".to_owned() };
    pc.wait(SECOND);
    shell.change_password(&change).unwrap();
    pc.wait(25 * HOUR);
    shell.expire();
    for _ in 0..2 {
        pc.wait(SECOND);
        shell.sign_in(&as_typed((ASHA.0, "lantern harbour 7"))).unwrap();
        pc.wait(SECOND);
        shell.sign_out().unwrap();
    }
    pc.wait(SECOND);
    shell.sign_in(&as_typed((ASHA.0, "lantern harbour 7"))).unwrap();
    let from = json!({ "from": 0, "until": null });
    let log = ask(&shell, "system.security", from);
    let (keys, lines): (Vec<_>, Vec<_>) = log["items"]
        .as_array()
        .unwrap()
        .iter()
        .rev()
        .map(|line| (line["action"].as_str().unwrap(), line["succeeded"] == true))
        .partition(|(action, _)| *action == "key_changed");
    // In the moment in which the password changes, so that neither is before the other.
    assert_eq!(keys, [("key_changed", true)]);
    assert_eq!(
        lines,
        [
            ("sign_in", true),
            ("sign_in", true),
            ("sign_in_failed", false),
            ("unlocked", true),
            ("password_changed", true),
            ("session_expired", true),
            ("sign_in", true),
            ("sign_out", true),
            ("sign_in", true),
            ("sign_out", true),
            ("sign_in", true),
        ]
    );
}

/// How often the security log of the open record says this of a person.
fn said(shell: &Shell, action: &str, username: &str) -> Option<i64> {
    let said = shell.store()?.read::<_, store::Error>(|reader| {
        reader.value(
            "SELECT count(*) FROM security_logs l JOIN users u ON u.id = l.user_id \
             WHERE l.action = ?1 AND l.succeeded AND u.username = ?2",
            [action, username],
        )
    });
    said.ok().flatten()
}

#[test]
fn whose_password_opens_the_record_from_now_on_stands_in_the_security_log() {
    let (pc, recovery_key) = Pc::with_clinic();
    let shell = pc.start();
    shell.sign_in(&as_typed(ASHA)).unwrap();
    employ_bruno(&shell);
    shell.lock().unwrap();
    let bruno = shell.add_person(&add(BRUNO)).unwrap().user.unwrap().id;
    assert_eq!(said(&shell, "key_changed", BRUNO.0), Some(1), "a new person at this PC");
    shell.lock().unwrap();
    shell.sign_in(&as_typed(BRUNO)).unwrap();
    assert_eq!(said(&shell, "key_changed", BRUNO.0), Some(1), "opening it changes nothing");
    assert_eq!(said(&shell, "unlocked", BRUNO.0), Some(1));
    shell.sign_out().unwrap();
    let forgotten =
        Recover { user_id: bruno, recovery_key, new_password: "kettle of copper 7".to_owned() };
    shell.recover(&forgotten).unwrap();
    assert_eq!(said(&shell, "key_changed", BRUNO.0), Some(2));
    assert_eq!(said(&shell, "password_reset", BRUNO.0), Some(1));
    assert_eq!(said(&shell, "key_changed", ASHA.0), Some(0));
}

#[test]
fn a_restored_record_says_so_once_when_it_is_first_opened() {
    let (pc, _) = Pc::with_clinic();
    let shell = pc.start();
    shell.sign_in(&as_typed(ASHA)).unwrap();
    let file = pc.home.path().join("clinic.holdfast-backup");
    let beside = ["profile.json", "link.json"];
    shell.store().unwrap().backup(&file, &beside, |_, _| ()).unwrap();
    let made_at = pc.clock.load(std::sync::atomic::Ordering::SeqCst);
    shell.close();
    pc.wait(HOUR);
    let folder = pc.home.path().join("restored");
    store::restore(&file, &folder, &beside).unwrap();
    let restored = pc.start_on(Profile::at(Some(folder)).unwrap());
    for _ in 0..2 {
        restored.sign_in(&as_typed(ASHA)).unwrap();
        assert_eq!(said(&restored, "restore", ASHA.0), Some(1));
        restored.lock().unwrap();
    }
    let details = |shell: &Shell| -> Option<String> {
        let read = shell.store().unwrap().read::<_, store::Error>(|reader| {
            reader.value("SELECT details FROM security_logs WHERE action = 'restore'", [])
        });
        read.unwrap()
    };
    assert_eq!(details(&restored), Some(json!({ "backup_made_at": made_at }).to_string()));
    // What was restored has gone on meanwhile, so the old folder is the older copy now.
    let old = pc.start();
    old.sign_in(&as_typed(ASHA)).unwrap();
    assert_eq!(said(&old, "restore", ASHA.0), Some(1));
    assert_eq!(details(&old), Some(json!({ "noticed_by": "keychain" }).to_string()));
}

#[test]
fn a_tile_and_a_typed_name_are_the_same_person() {
    let (pc, _) = Pc::with_clinic();
    let shell = pc.start();
    let user_id = Some(shell.state().unwrap().people[0].user_id);
    let tile = SignIn { user_id, username: None, password: ASHA.1.to_owned() };
    shell.sign_in(&tile).unwrap();
    shell.sign_in(&as_typed((" ASHA ", ASHA.1))).unwrap();
    let stranger = shell.sign_in(&as_typed(("zoe", ASHA.1))).unwrap_err();
    assert_eq!(stranger.field.as_deref(), Some("username"));
}
