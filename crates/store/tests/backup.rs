//! A backup: one file that holds everything, or none; and back only what was saved, or nothing.

#![expect(clippy::unwrap_used, reason = "a story fails by panicking")]

use std::collections::BTreeSet;
use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use sha2::{Digest as _, Sha256};
use store::keys::{DatabaseKey, KeyFile};
use store::{BackupError, Cells, Error, Store, Surroundings, params};
use tempfile::TempDir;
use uuid::Uuid;

const BESIDE: [&str; 2] = ["profile.json", "link.json"];
const LINK: &str = r#"{"centre": "https://centre.example"}"#;

struct Pc {
    store: Store,
    key: DatabaseKey,
    folder: TempDir,
    /// Where backups go.
    stick: TempDir,
}

fn surroundings() -> Surroundings {
    let seed = Arc::new(AtomicU64::new(1));
    Surroundings::new(
        || 1_800_000_000_000_000,
        move || {
            let number = seed.fetch_add(0x9E37_79B9_7F4A_7C15, Ordering::Relaxed);
            u128::from(number).wrapping_mul(0xDA94_2042_E4DD_58B5_D1B5_4A32_D192_ED03).to_be_bytes()
        },
    )
}

impl Pc {
    /// A PC with one patient. It has a centre, and no settings beside the record.
    fn new() -> Self {
        let folder = TempDir::new().unwrap();
        let key = DatabaseKey::generate().unwrap();
        let store = Store::create(folder.path(), key.clone(), surroundings()).unwrap();
        store.set_facts(&[("organization", &Uuid::from_u128(1).to_string())]).unwrap();
        KeyFile::new().save(folder.path()).unwrap();
        std::fs::write(folder.path().join("link.json"), LINK).unwrap();
        let pc = Self { store, key, folder, stick: TempDir::new().unwrap() };
        pc.store
            .write::<_, Error>(Uuid::from_u128(2), "organization.found", |write| {
                write.insert(
                    "organizations",
                    Cells::new().set("id", Uuid::from_u128(1)).set("name", "Clinic"),
                )
            })
            .unwrap();
        pc.register("Canaryfamily");
        pc
    }

    fn register(&self, family: &str) -> Uuid {
        self.store
            .write::<_, Error>(Uuid::from_u128(2), "people.register", |write| {
                write.insert(
                    "patients",
                    Cells::new()
                        .set("given_name", "Lea")
                        .set("family_name", family)
                        .set("name_precision", "full")
                        .set("date_of_birth_precision", "unknown")
                        .set("gender", "unknown")
                        .set("status", "active"),
                )
            })
            .unwrap()
    }

    fn backup(&self) -> PathBuf {
        let target = self.stick.path().join("clinic.holdfast-backup");
        self.store.backup(&target, &BESIDE, |_, _| ()).unwrap();
        target
    }

    /// What the backup `target` says when it is restored into a new folder, where that leaves
    /// nothing that anybody could begin to work with.
    fn refusal(target: &Path) -> Error {
        let folder = TempDir::new().unwrap();
        let refused = store::restore(target, folder.path(), &BESIDE).unwrap_err();
        assert_eq!(without_lock(folder.path()), [] as [String; 0], "{refused}");
        refused
    }

    fn families(store: &Store) -> Vec<String> {
        store
            .read::<_, Error>(|r| {
                r.column("SELECT family_name FROM patients ORDER BY family_name", params![])
            })
            .unwrap()
    }

    fn open(&self, folder: &Path) -> Store {
        Store::open(folder, self.key.clone(), surroundings()).unwrap()
    }
}

fn names(folder: &Path) -> Vec<String> {
    let mut names: Vec<String> = std::fs::read_dir(folder)
        .unwrap()
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .collect();
    names.sort();
    names
}

fn without_lock(folder: &Path) -> Vec<String> {
    names(folder).into_iter().filter(|name| name != "lock").collect()
}

#[test]
fn a_backup_is_one_file_that_opens_with_the_same_key_and_holds_everything() {
    let pc = Pc::new();
    let target = pc.stick.path().join("clinic.holdfast-backup");
    let mut heard = Vec::new();
    pc.store.backup(&target, &BESIDE, |done, all| heard.push((done, all))).unwrap();
    assert_eq!(names(pc.stick.path()), ["clinic.holdfast-backup"]);
    let (done, all) = heard.last().unwrap();
    assert!(done == all && *all > 300, "{done} of {all}");
    assert!(heard.is_sorted());

    let folder = TempDir::new().unwrap();
    store::restore(&target, folder.path(), &BESIDE).unwrap();
    assert_eq!(without_lock(folder.path()), ["holdfast.db", "keys.json", "link.json"]);
    for name in ["keys.json", "link.json"] {
        let read = |folder: &Path| std::fs::read(folder.join(name)).unwrap();
        assert_eq!(read(folder.path()), read(pc.folder.path()));
    }
    let store = pc.open(folder.path());
    store.verify().unwrap();
    assert_eq!(Pc::families(&store), ["Canaryfamily"]);
}

#[test]
fn a_backup_begins_with_a_manifest_and_shows_nobody_in_clear() {
    let pc = Pc::new();
    let target = pc.backup();
    let bytes = std::fs::read(&target).unwrap();
    for canary in ["Canaryfamily", "canaryfamily", "SQLite format"] {
        assert!(!bytes.windows(canary.len()).any(|window| window == canary.as_bytes()), "{canary}");
    }
    let parts = unpacked(&target);
    let order: Vec<&str> = parts.iter().map(|(name, _)| name.as_str()).collect();
    assert_eq!(order, ["manifest.json", "holdfast.db", "keys.json", "link.json"]);
    let manifest: serde_json::Value = serde_json::from_slice(&parts[0].1).unwrap();
    assert_eq!(manifest["format"], "holdfast-backup");
    assert_eq!(manifest["version"], 1);
    assert_eq!(manifest["made_at"], 1_800_000_000_000_000_i64);
    for (listed, (name, content)) in manifest["parts"].as_array().unwrap().iter().zip(&parts[1..]) {
        assert_eq!(listed["name"], **name);
        assert_eq!(listed["bytes"], content.len());
        assert_eq!(listed["sha256"], sha256(content));
    }
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt as _;
        assert_eq!(std::fs::metadata(&target).unwrap().permissions().mode() & 0o077, 0);
    }
}

#[test]
fn a_backup_replaces_no_file_and_makes_no_folder() {
    let pc = Pc::new();
    let target = pc.backup();
    let before = std::fs::read(&target).unwrap();
    let again = pc.store.backup(&target, &BESIDE, |_, _| ());
    assert!(matches!(again, Err(Error::Backup(BackupError::Exists))), "{again:?}");
    assert_eq!(std::fs::read(&target).unwrap(), before);
    // Not even one that came while the backup was made.
    let late = pc.stick.path().join("late");
    let beaten = pc.store.backup(&late, &BESIDE, |_, _| std::fs::write(&late, "theirs").unwrap());
    assert!(matches!(beaten, Err(Error::Backup(BackupError::Exists))), "{beaten:?}");
    assert_eq!(std::fs::read(&late).unwrap(), b"theirs");
    assert_eq!(names(pc.stick.path()), ["clinic.holdfast-backup", "late"]);

    let nowhere = pc.stick.path().join("not plugged in").join("backup");
    let refused = pc.store.backup(&nowhere, &BESIDE, |_, _| ());
    assert!(matches!(refused, Err(Error::Backup(BackupError::NoFolder))), "{refused:?}");
}

#[test]
fn two_backups_of_one_name_do_not_meet() {
    let (pc, other) = (Pc::new(), Pc::new());
    let target = pc.stick.path().join("both");
    let mut met = None;
    pc.store
        .backup(&target, &BESIDE, |_, _| {
            met = Some(other.store.backup(&target, &BESIDE, |_, _| ()));
        })
        .unwrap();
    let met = met.unwrap();
    assert!(matches!(met, Err(Error::Backup(BackupError::Busy))), "{met:?}");
    assert_eq!(names(pc.stick.path()), ["both"]);
    let folder = TempDir::new().unwrap();
    store::restore(&target, folder.path(), &BESIDE).unwrap();
    pc.open(folder.path());
}

#[test]
fn a_backup_beside_people_who_write_holds_the_moment_at_which_it_began() {
    let pc = Pc::new();
    let target = pc.stick.path().join("backup");
    let mut portions = 0;
    pc.store
        .backup(&target, &BESIDE, |_, _| {
            portions += 1;
            assert!(portions < 1_000, "the backup begins again whenever somebody writes");
            pc.register(&format!("Later{portions:03}"));
        })
        .unwrap();
    assert!(portions > 2);
    let folder = TempDir::new().unwrap();
    store::restore(&target, folder.path(), &BESIDE).unwrap();
    let store = pc.open(folder.path());
    store.verify().unwrap();
    assert_eq!(Pc::families(&store), ["Canaryfamily"]);
    assert_eq!(Pc::families(&pc.store).len(), 1 + portions);
}

/// Set for the process that dies while it makes a backup: where, and with how much of it heard.
const DIES: [&str; 2] = ["HOLDFAST_TEST_BACKUP_TARGET", "HOLDFAST_TEST_BACKUP_HEARD"];

#[test]
fn a_backup_that_is_killed_is_not_there_and_the_next_one_is() {
    if let [Ok(target), Ok(heard_most)] = DIES.map(std::env::var) {
        let (mut heard, most): (u32, u32) = (0, heard_most.parse().unwrap());
        let made = Pc::new().store.backup(Path::new(&target), &BESIDE, |_, _| {
            heard += 1;
            if heard == most {
                std::process::abort();
            }
        });
        return made.unwrap();
    }
    let pc = Pc::new();
    let target = pc.stick.path().join("backup");
    let mut deaths = 0;
    for heard in (1..).step_by(2) {
        let output = Command::new(std::env::current_exe().unwrap())
            .args(["a_backup_that_is_killed_is_not_there_and_the_next_one_is", "--exact"])
            .env(DIES[0], &target)
            .env(DIES[1], heard.to_string())
            .output()
            .unwrap();
        if output.status.success() {
            break;
        }
        deaths += 1;
        assert!(!target.exists(), "killed at {heard}");
        let left = names(pc.stick.path());
        assert!(left.contains(&"backup.partial".to_owned()), "{left:?}");
        assert!(left.iter().all(|name| name.starts_with("backup.partial")), "{left:?}");
    }
    assert!(deaths > 5, "{deaths}");
    assert_eq!(names(pc.stick.path()), ["backup"], "the one that lived tidied up");
    store::restore(&target, TempDir::new().unwrap().path(), &BESIDE).unwrap();
}

#[test]
fn what_a_killed_backup_of_a_larger_record_left_is_written_over() {
    let pc = Pc::new();
    for left in ["", ".db", ".db-wal", ".db-journal"] {
        let left = pc.stick.path().join(format!("clinic.holdfast-backup.partial{left}"));
        std::fs::write(left, vec![7; 8 << 20]).unwrap();
    }
    let target = pc.backup();
    assert_eq!(names(pc.stick.path()), ["clinic.holdfast-backup"]);
    let folder = TempDir::new().unwrap();
    store::restore(&target, folder.path(), &BESIDE).unwrap();
    pc.open(folder.path()).verify().unwrap();
}

#[cfg(unix)]
#[test]
fn a_backup_does_not_write_through_a_link_that_somebody_laid() {
    let pc = Pc::new();
    let theirs = pc.stick.path().join("theirs");
    std::fs::write(&theirs, "theirs").unwrap();
    let link = |name: &str| {
        let link = pc.stick.path().join(name);
        std::os::unix::fs::symlink(&theirs, &link).unwrap();
    };
    link("clinic.holdfast-backup.partial.db");
    pc.backup();
    link("second.partial");
    let refused = pc.store.backup(&pc.stick.path().join("second"), &BESIDE, |_, _| ());
    assert!(matches!(refused, Err(Error::Backup(BackupError::Write(_)))), "{refused:?}");
    assert_eq!(std::fs::read(&theirs).unwrap(), b"theirs");
}

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
    for (name, content) in &unpacked(&target)[2..] {
        std::fs::write(folder.path().join(name), content).unwrap();
    }
    std::fs::create_dir(folder.path().join("restore.partial")).unwrap();
    std::fs::write(folder.path().join("restore.partial/holdfast.db"), "half").unwrap();
    store::restore(&target, folder.path(), &BESIDE).unwrap();
    assert_eq!(without_lock(folder.path()), ["holdfast.db", "keys.json", "link.json"]);
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
    for name in ["../keys.json", "window.lock", "holdfast.db"] {
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
    let record = whole.len() - parts[2].1.len() - parts[3].1.len() - 4_096;
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

type Entry = (Vec<u8>, tar::EntryType, Vec<u8>);

fn plain(parts: &[(String, Vec<u8>)]) -> Vec<Entry> {
    parts
        .iter()
        .map(|(name, content)| {
            (name.clone().into_bytes(), tar::EntryType::Regular, content.clone())
        })
        .collect()
}

/// A tar as anybody could make one.
fn packed(entries: &[Entry]) -> Vec<u8> {
    let mut archive = tar::Builder::new(Vec::new());
    for (name, kind, content) in entries {
        let mut header = tar::Header::new_gnu();
        // The library's own way refuses the names that matter here.
        (&mut header.as_gnu_mut().unwrap().name[..]).write_all(name).unwrap();
        header.set_entry_type(*kind);
        header.set_size(content.len() as u64);
        if matches!(kind, tar::EntryType::Symlink | tar::EntryType::Link) {
            header.set_link_name("/etc/passwd").unwrap();
        }
        header.set_cksum();
        archive.append(&header, content.as_slice()).unwrap();
    }
    archive.into_inner().unwrap()
}

fn unpacked(backup: &Path) -> Vec<(String, Vec<u8>)> {
    let mut archive = tar::Archive::new(std::fs::File::open(backup).unwrap());
    archive
        .entries()
        .unwrap()
        .map(|entry| {
            let mut entry = entry.unwrap();
            let name = entry.path().unwrap().to_str().unwrap().to_owned();
            let mut content = Vec::new();
            std::io::Read::read_to_end(&mut entry, &mut content).unwrap();
            (name, content)
        })
        .collect()
}

fn sha256(content: &[u8]) -> String {
    data_encoding::HEXLOWER.encode(&Sha256::digest(content))
}
