//! A real keychain, present, locked and missing. Needs gnome-keyring and dbus; without them the
//! stories are left out.

#![expect(clippy::unwrap_used, reason = "a story fails by panicking")]

use std::path::Path;
use std::process::{Command, Output, Stdio};

/// Runs `script` in a session with its own bus, home and unlocked keyring.
fn in_a_session(folder: &Path, script: &str) -> Option<Output> {
    for needed in ["dbus-run-session", "gnome-keyring-daemon", "gdbus"] {
        let found = Command::new("sh")
            .args(["-c", &format!("command -v {needed}")])
            .stdout(Stdio::null())
            .status()
            .is_ok_and(|status| status.success());
        if !found {
            left_out::left_out("a real keychain", &format!("{needed} is not installed"));
            return None;
        }
    }
    let session = r#"
        export XDG_RUNTIME_DIR="$FOLDER/runtime" HOME="$FOLDER/home"
        mkdir -p "$XDG_RUNTIME_DIR" "$HOME"; chmod 700 "$XDG_RUNTIME_DIR"
        daemon() { eval "$(printf pw | gnome-keyring-daemon --unlock --components=secrets 2>/dev/null | sed 's/^/export /')"; }
        lock_all() {
            gdbus call --session --dest org.freedesktop.secrets --object-path /org/freedesktop/secrets \
                --method org.freedesktop.Secret.Service.Lock "[objectpath '/org/freedesktop/secrets/collection/login']" >/dev/null
        }
        say() { printf 'harbour lantern\n' | "$HOLDFAST" "$@" --data "$FOLDER/data" --password-stdin; }
    "#;
    let output = Command::new("dbus-run-session")
        .args(["--", "sh", "-c", &format!("{session}\n{script}")])
        .env("FOLDER", folder)
        .env("HOLDFAST", env!("CARGO_BIN_EXE_holdfast"))
        .env_remove("HOLDFAST_DEVICE_SECRET_FILE")
        // With a screen the keyring would ask there for its password, and wait.
        .env_remove("DISPLAY")
        .env_remove("WAYLAND_DISPLAY")
        .output()
        .unwrap();
    Some(output)
}

fn text(bytes: &[u8]) -> String {
    String::from_utf8_lossy(bytes).into_owned()
}

#[test]
fn the_keychain_opens_the_record_and_a_locked_one_says_what_to_do() {
    let folder = tempfile::tempdir().unwrap();
    let script = "daemon
        say init >/dev/null || exit 10
        say status >/dev/null || exit 11
        lock_all || exit 12
        say status && exit 13
        exit 0";
    let Some(output) = in_a_session(folder.path(), script) else { return };
    assert_eq!(output.status.code(), Some(0), "{}", text(&output.stderr));
    assert!(
        text(&output.stderr).contains("keychain of this PC is locked"),
        "{}",
        text(&output.stderr)
    );
}

#[test]
fn a_session_without_a_keychain_leaves_the_record_alone_and_a_new_folder_empty() {
    let folder = tempfile::tempdir().unwrap();
    let Some(output) = in_a_session(folder.path(), "daemon; say init >/dev/null") else { return };
    assert!(output.status.success(), "{}", text(&output.stderr));
    let record = std::fs::read(folder.path().join("data/holdfast.db")).unwrap();

    let data = folder.path().join("data");
    for (arguments, folder) in [("status", data.clone()), ("init", folder.path().join("new"))] {
        let output = Command::new(env!("CARGO_BIN_EXE_holdfast"))
            .args([arguments, "--password-stdin", "--data"])
            .arg(&folder)
            .env_remove("DBUS_SESSION_BUS_ADDRESS")
            .env("XDG_RUNTIME_DIR", "/nonexistent")
            .env_remove("HOLDFAST_DEVICE_SECRET_FILE")
            .stdin(std::fs::File::open(password_file(data.parent().unwrap())).unwrap())
            .output()
            .unwrap();
        assert_eq!(output.status.code(), Some(1));
        assert!(text(&output.stderr).contains("cannot be reached"), "{}", text(&output.stderr));
    }
    assert_eq!(std::fs::read(data.join("holdfast.db")).unwrap(), record);
    assert!(!folder.path().join("new/holdfast.db").exists());
}

fn password_file(folder: &Path) -> std::path::PathBuf {
    let path = folder.join("password");
    std::fs::write(&path, "harbour lantern\n").unwrap();
    path
}

#[test]
fn the_keychain_remembers_more_than_an_older_copy_of_the_folder() {
    let folder = tempfile::tempdir().unwrap();
    let script = "daemon
        noticed() { say export --csv security_logs --out \"$FOLDER/log-$1.csv\" >/dev/null || exit 10
            grep -c noticed_by \"$FOLDER/log-$1.csv\"; }
        say init >/dev/null || exit 11
        cp -a \"$FOLDER/data\" \"$FOLDER/older\"
        noticed first; noticed second
        rm -r \"$FOLDER/data\"; mv \"$FOLDER/older\" \"$FOLDER/data\"
        noticed third; noticed fourth
        exit 0";
    let Some(output) = in_a_session(folder.path(), script) else { return };
    assert_eq!(output.status.code(), Some(0), "{}", text(&output.stderr));
    let noticed = text(&output.stdout);
    let noticed: Vec<&str> = noticed.split_whitespace().collect();
    assert_eq!(noticed, ["0", "0", "1", "1"], "{}", text(&output.stderr));
}

#[test]
fn a_folder_from_another_pc_asks_for_the_recovery_key() {
    let folder = tempfile::tempdir().unwrap();
    let script = "daemon
        say init >/dev/null || exit 10
        rm -r \"$HOME\"; mkdir \"$HOME\"
        gnome-keyring-daemon --replace --components=secrets --unlock </dev/null >/dev/null 2>&1
        say status && exit 11
        exit 0";
    let Some(output) = in_a_session(folder.path(), script) else { return };
    assert_eq!(output.status.code(), Some(0), "{}", text(&output.stderr));
    let told = text(&output.stderr);
    assert!(told.contains("recovery key") || told.contains("is locked"), "{told}");
}
