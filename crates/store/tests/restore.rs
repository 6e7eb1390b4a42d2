//! A restore brings what was saved, or nothing.

#![expect(clippy::unwrap_used, reason = "a story fails by panicking")]

mod stick;

use std::collections::BTreeSet;
use std::path::Path;
use std::process::Command;

use stick::{BESIDE, Entry, Pc, packed, plain, sha256, unpacked, without_lock};
use store::{BackupError, Error};
use tempfile::TempDir;

#[test]
fn a_restore_never_goes_over_a_record_or_part_of_one() {
    let pc = Pc::new();
    let target = pc.backup();
    for part in ["holdfast.db", "holdfast.db-wal", "holdfast.db-journal", "keys.json"] {
        let folder = TempDir::new().unwrap();
        std::fs::write(folder.path().join(part), "somebody's").unwrap();
        let refused = store::restore(&target, folder.path(), &BESIDE);
        assert!(matches!(refused, Err(Error::RecordExists)), "{part}: {refused:?}");
        assert_eq!(std::fs::read(folder.path().join(part)).unwrap(), b"somebody's");
        assert_eq!(without_lock(folder.path()), [part]);
    }
    let refused = store::restore(&target, pc.folder.path(), &BESIDE);
    assert!(matches!(refused, Err(Error::InUse)), "{refused:?}");
    let folder = TempDir::new().unwrap();
    store::restore(&target, folder.path(), &BESIDE).unwrap();
    assert!(matches!(store::restore(&target, folder.path(), &BESIDE), Err(Error::RecordExists)));
    pc.open(folder.path()).verify().unwrap();
}

#[test]
fn a_restore_that_was_cut_off_can_be_done_again() {
    let pc = Pc::new();
    let target = pc.backup();
    let folder = TempDir::new().unwrap();
    // The worst moment: everything has its name but the record.
    std::fs::create_dir(folder.path().join("attachments")).unwrap();
    for (name, content) in &unpacked(&target)[2..] {
        std::fs::write(folder.path().join(name), content).unwrap();
    }
    std::fs::create_dir(folder.path().join("restore.partial")).unwrap();
    std::fs::write(folder.path().join("restore.partial/holdfast.db"), "half").unwrap();
    std::fs::write(folder.path().join("restored.json"), "half").unwrap();
    store::restore(&target, folder.path(), &BESIDE).unwrap();
    assert_eq!(
        without_lock(folder.path()),
        ["attachments", "holdfast.db", "keys.json", "link.json", "restored.json"]
    );
    let restored = store::restored(folder.path()).unwrap().unwrap();
    assert!(restored.backup_made_at.is_some());
    assert_eq!(Pc::families(&pc.open(folder.path())), ["Canaryfamily"]);
}

#[test]
fn whatever_is_wrong_with_a_backup_is_told_in_a_sentence_of_its_own_and_nothing_is_restored() {
    let pc = Pc::new();
    let target = pc.backup();
    let whole = std::fs::read(&target).unwrap();
    let parts = unpacked(&target);
    let altered = pc.stick.path().join("altered");
    let told = |bytes: Vec<u8>| {
        std::fs::write(&altered, bytes).unwrap();
        Pc::refusal(&altered)
    };
    let manifest = |from: &str, to: &str| {
        let text = String::from_utf8(parts[0].1.clone()).unwrap();
        assert!(text.contains(from));
        let mut parts = parts.clone();
        parts[0].1 = text.replace(from, to).into_bytes();
        packed(&plain(&parts))
    };
    let mut sentences = BTreeSet::new();
    let mut hears = |error: Error, expected: &str| {
        let sentence = error.to_string();
        assert!(sentence.contains(expected), "{expected}: {sentence}");
        assert!(sentences.insert(sentence.clone()), "said before: {sentence}");
    };

    hears(Pc::refusal(&pc.stick.path().join("nothing")), "There is no backup");
    hears(Pc::refusal(pc.stick.path()), "is a folder, and a backup is one file");
    hears(told(b"%PDF-1.7 a letter".repeat(100)), "not a Holdfast backup");
    hears(told(manifest("\"version\": 1", "\"version\": 2")), "newer version");
    hears(told(whole[..whole.len() / 2].to_vec()), "end of this backup is missing");

    let mut flipped = whole.clone();
    flipped[whole.len() / 2] ^= 1;
    hears(told(flipped), "damaged (holdfast.db)");
    let keys = String::from_utf8(parts[2].1.clone()).unwrap();
    let mut other = parts.clone();
    other[2].1 = keys.replace("null", "\"\"\"\"").into_bytes();
    hears(told(packed(&plain(&other))), "damaged (keys.json)");
    let mut rotten = parts.clone();
    rotten[4].1[30] ^= 1;
    hears(told(packed(&plain(&rotten))), "damaged (attachments/");

    let mut more = plain(&parts);
    more.push((b"notes.txt".to_vec(), tar::EntryType::Regular, b"hello".to_vec()));
    hears(told(packed(&more)), "did not put there");
    let mut linked = plain(&parts);
    linked[2] = (b"keys.json".to_vec(), tar::EntryType::Symlink, Vec::new());
    hears(told(packed(&linked)), "holds a link");
    let mut outside = plain(&parts);
    outside[2].0 = b"../keys.json".to_vec();
    hears(told(packed(&outside)), "outside the data folder");
}

#[test]
fn entries_that_no_holdfast_writes_are_refused_in_every_place() {
    let pc = Pc::new();
    let target = pc.backup();
    let parts = unpacked(&target);
    let altered = pc.stick.path().join("altered");
    let told = |entries: &[Entry]| {
        std::fs::write(&altered, packed(entries)).unwrap();
        Pc::refusal(&altered)
    };
    for place in 1..=parts.len() {
        for (name, kind) in [
            ("../../etc/passwd", tar::EntryType::Regular),
            ("/etc/passwd", tar::EntryType::Regular),
            ("..", tar::EntryType::Directory),
            ("sub/holdfast.db", tar::EntryType::Regular),
            ("sub\\holdfast.db", tar::EntryType::Regular),
            ("holdfast.db", tar::EntryType::Link),
            ("holdfast.db", tar::EntryType::Symlink),
            ("holdfast.db", tar::EntryType::Directory),
            ("holdfast.db", tar::EntryType::Fifo),
            ("holdfast.db", tar::EntryType::GNUSparse),
            ("holdfast.db", tar::EntryType::GNULongName),
            ("holdfast.db", tar::EntryType::XHeader),
            ("holdfast.db-wal", tar::EntryType::Regular),
            ("manifest.json", tar::EntryType::Regular),
            ("attachments", tar::EntryType::Symlink),
            ("attachments/../../passwd", tar::EntryType::Regular),
            ("", tar::EntryType::Regular),
        ] {
            let mut entries = plain(&parts);
            entries.insert(place, (name.as_bytes().to_vec(), kind, Vec::new()));
            let refused = told(&entries);
            assert!(
                matches!(
                    refused,
                    Error::Backup(BackupError::Foreign | BackupError::Outside | BackupError::Link)
                ),
                "{name} {kind:?} at {place}: {refused:?}"
            );
        }
    }
    // A manifest that lists it makes nothing of that better.
    let upper = format!("attachments/{}", "A".repeat(64));
    for name in [
        "../keys.json",
        "window.lock",
        "holdfast.db",
        "attachments/../keys.json",
        "attachments/notes.txt",
        "attachments/",
        upper.as_str(),
    ] {
        let text = String::from_utf8(parts[0].1.clone()).unwrap();
        let mut entries = plain(&parts);
        entries[0].2 = text.replace("link.json", name).into_bytes();
        entries[3].0 = name.as_bytes().to_vec();
        let refused = told(&entries);
        assert!(
            matches!(refused, Error::Backup(BackupError::Foreign | BackupError::Outside)),
            "{name}: {refused:?}"
        );
    }
    // Nor does it come without the record, or without the keys.
    for absent in ["holdfast.db", "keys.json"] {
        let kept: Vec<_> = parts[1..].iter().filter(|(name, _)| name != absent).cloned().collect();
        let listed: Vec<_> = kept
            .iter()
            .map(|(name, content)| {
                serde_json::json!({"name": name, "bytes": content.len(), "sha256": sha256(content)})
            })
            .collect();
        let mut manifest: serde_json::Value = serde_json::from_slice(&parts[0].1).unwrap();
        manifest["parts"] = listed.into();
        let first = ("manifest.json".to_owned(), manifest.to_string().into_bytes());
        let refused = told(&plain(&[vec![first], kept].concat()));
        assert!(matches!(refused, Error::Backup(BackupError::NotOurs)), "{absent}: {refused:?}");
    }
}

#[test]
fn a_backup_that_was_cut_anywhere_is_refused() {
    let pc = Pc::new();
    let target = pc.backup();
    let whole = std::fs::read(&target).unwrap();
    let altered = pc.stick.path().join("altered");
    let lengths = (0..whole.len())
        .step_by(whole.len() / 300)
        .chain(0..2_048)
        .chain(whole.len() - 4_096..whole.len());
    for length in lengths.filter(|length| length % 7 == 0 || length % 512 < 2) {
        std::fs::write(&altered, &whole[..length]).unwrap();
        let refused = Pc::refusal(&altered);
        assert!(
            matches!(refused, Error::Backup(BackupError::CutShort | BackupError::NotOurs)),
            "{length}: {refused:?}"
        );
        // Before the manifest has begun it could be anything.
        assert!(
            length < 600 || matches!(refused, Error::Backup(BackupError::CutShort)),
            "{length}"
        );
    }
    std::fs::write(&altered, [whole, vec![0]].concat()).unwrap();
    let longer = Pc::refusal(&altered);
    assert!(matches!(longer, Error::Backup(BackupError::Foreign)), "{longer:?}");
}

/// What fills a block up, or says when it was made, may change unnoticed: it is not restored.
#[test]
fn one_changed_byte_is_refused_or_changes_nothing_that_is_restored() {
    let pc = Pc::new();
    let target = pc.backup();
    let whole = std::fs::read(&target).unwrap();
    let parts = unpacked(&target);
    let altered = pc.stick.path().join("altered");
    let record = whole.len() - parts[2].1.len() - parts[3].1.len() - 6_144;
    let places = (0..3_000)
        .step_by(37)
        .chain((3_000..record).step_by(record / 20))
        .chain((record..whole.len()).step_by(101));
    for place in places {
        let mut bytes = whole.clone();
        bytes[place] ^= 1;
        std::fs::write(&altered, bytes).unwrap();
        let folder = TempDir::new().unwrap();
        match store::restore(&altered, folder.path(), &BESIDE) {
            Err(_) => assert_eq!(without_lock(folder.path()), [] as [String; 0], "{place}"),
            Ok(()) => {
                for (name, content) in &parts[1..] {
                    assert!(
                        std::fs::read(folder.path().join(name)).unwrap() == *content,
                        "{place}"
                    );
                }
            }
        }
    }
}

/// Set for the process whose memory is looked at.
const LARGE: &str = "HOLDFAST_TEST_LARGE_BACKUP";

#[cfg(target_os = "linux")]
#[test]
fn a_large_backup_is_not_held_in_memory() {
    const RECORD_BYTES: usize = 64 << 20;
    if let Ok(backup) = std::env::var(LARGE) {
        let folder = TempDir::new().unwrap();
        store::restore(Path::new(&backup), folder.path(), &BESIDE).unwrap();
        let length = std::fs::metadata(folder.path().join("holdfast.db")).unwrap().len();
        assert_eq!(length, RECORD_BYTES as u64);
        let status = std::fs::read_to_string("/proc/self/status").unwrap();
        let peak = status.lines().find_map(|line| line.strip_prefix("VmHWM:")).unwrap();
        let peak_kib: usize = peak.trim().trim_end_matches(" kB").parse().unwrap();
        assert!(peak_kib * 1024 < RECORD_BYTES / 2, "{peak}");
        return;
    }
    let stick = TempDir::new().unwrap();
    let backup = stick.path().join("large");
    // Nothing is opened, so any bytes will do for a record.
    let content = vec![0; RECORD_BYTES];
    let listed = |name: &str, content: &[u8]| serde_json::json!({"name": name, "bytes": content.len(), "sha256": sha256(content)});
    let manifest = serde_json::json!({
        "format": "holdfast-backup", "version": 1, "made_at": 0, "holdfast": "0.1.0",
        "parts": [listed("holdfast.db", &content), listed("keys.json", b"{}")],
    });
    let parts = [
        ("manifest.json".to_owned(), manifest.to_string().into_bytes()),
        ("holdfast.db".to_owned(), content),
        ("keys.json".to_owned(), b"{}".to_vec()),
    ];
    std::fs::write(&backup, packed(&plain(&parts))).unwrap();
    let output = Command::new(std::env::current_exe().unwrap())
        .args(["a_large_backup_is_not_held_in_memory", "--exact"])
        .env(LARGE, &backup)
        .output()
        .unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stdout));
}
