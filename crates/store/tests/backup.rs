//! A backup: one file that holds everything, or none.

#![expect(clippy::unwrap_used, reason = "a story fails by panicking")]

mod stick;

use std::ops::ControlFlow;
use std::path::Path;
use std::process::Command;

use stick::{BESIDE, LETTER, Pc, names, sha256, unpacked, without_lock};
use store::{BackupError, Error};
use tempfile::TempDir;

#[test]
fn a_backup_is_one_file_that_opens_with_the_same_key_and_holds_everything() {
    let pc = Pc::new();
    let target = pc.stick.path().join("clinic.holdfast-backup");
    let mut heard = Vec::new();
    pc.store.backup(&target, &BESIDE, |done, all| heard.push((done, all))).unwrap();
    assert_eq!(names(pc.stick.path()), ["clinic.holdfast-backup"]);
    let (done, all) = heard.last().unwrap();
    assert_eq!(done, all);
    assert!(*done > 500_000, "{done}");
    let packing = heard.iter().position(|(_, all)| all == &heard[heard.len() - 1].1).unwrap();
    let (copied, packed) = heard.split_at(packing);
    assert!(copied.len() > 2 && copied.is_sorted() && copied[copied.len() - 1].0 == copied[0].1);
    assert!(packed.len() > 2 && packed.is_sorted());

    let folder = TempDir::new().unwrap();
    store::restore(&target, folder.path(), &BESIDE).unwrap();
    assert_eq!(
        without_lock(folder.path()),
        ["attachments", "holdfast.db", "keys.json", "link.json", "restored.json"]
    );
    let restored = store::restored(folder.path()).unwrap().unwrap();
    assert!(restored.backup_made_at.is_some(), "the record is told of which moment it is");
    store::restored_is_noted(folder.path()).unwrap();
    assert_eq!(store::restored(folder.path()).unwrap(), None);
    let attachment = format!("attachments/{}", pc.letter.sealed_sha256);
    for name in ["keys.json", "link.json", &attachment] {
        let read = |folder: &Path| std::fs::read(folder.join(name)).unwrap();
        assert_eq!(read(folder.path()), read(pc.folder.path()));
    }
    assert_eq!(names(&folder.path().join("attachments")), [&*pc.letter.sealed_sha256]);
    let store = pc.open(folder.path());
    store.verify().unwrap();
    assert_eq!(Pc::families(&store), ["Canaryfamily"]);
    let mut letter = Vec::new();
    store.open_attachment(&pc.letter.sealed_sha256, &pc.letter.content_key, &mut letter).unwrap();
    assert_eq!(letter, LETTER.as_bytes());
}

#[test]
fn a_backup_begins_with_a_manifest_and_shows_nobody_in_clear() {
    let pc = Pc::new();
    let target = pc.backup();
    let bytes = std::fs::read(&target).unwrap();
    for canary in ["Canaryfamily", "canaryfamily", "Canarycolleague", "SQLite format"] {
        assert!(!bytes.windows(canary.len()).any(|window| window == canary.as_bytes()), "{canary}");
    }
    let parts = unpacked(&target);
    let order: Vec<&str> = parts.iter().map(|(name, _)| name.as_str()).collect();
    let attachment = format!("attachments/{}", pc.letter.sealed_sha256);
    assert_eq!(order, ["manifest.json", "holdfast.db", "keys.json", "link.json", &attachment]);
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
    // Closer together at the beginning, where each step is another.
    for heard in std::iter::successors(Some(1), |heard| Some(heard + 1 + heard / 3)) {
        let output = Command::new(std::env::current_exe().unwrap())
            .args(["a_backup_that_is_killed_is_not_there_and_the_next_one_is", "--exact"])
            .env(DIES[0], &target)
            .env(DIES[1], heard.to_string())
            .output()
            .unwrap();
        if output.status.success() {
            break;
        }
        assert!(heard < 10_000, "it dies of something else");
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
fn a_backup_that_is_stopped_while_it_copies_or_packs_leaves_nothing() {
    let pc = Pc::new();
    let target = pc.stick.path().join("clinic.holdfast-backup");
    let mut all_seen = Vec::new();
    pc.store.backup(&pc.stick.path().join("whole"), &BESIDE, |_, all| all_seen.push(all)).unwrap();
    for all_of_phase in [all_seen[0], all_seen[all_seen.len() - 1]] {
        let mut told = 0;
        let stopped = pc.store.backup_unless_stopped(&target, &BESIDE, |_, all| {
            told += 1;
            if all == all_of_phase { ControlFlow::Break(()) } else { ControlFlow::Continue(()) }
        });
        assert!(matches!(stopped, Err(Error::Backup(BackupError::Stopped))), "{stopped:?}");
        assert!(told > 0);
        assert_eq!(names(pc.stick.path()), ["whole"], "nothing of it stays");
    }
    pc.store.backup(&target, &BESIDE, |_, _| ()).unwrap();
}

#[test]
fn a_backup_is_checked_without_being_restored_and_one_wrong_byte_is_found() {
    let pc = Pc::new();
    let target = pc.backup();
    let mut heard = Vec::new();
    let checked = store::check_backup(&target, &BESIDE, |done, all| {
        heard.push((done, all));
        ControlFlow::Continue(())
    });
    assert!(checked.unwrap().backup_made_at.is_some());
    let (done, all) = heard.last().unwrap();
    assert_eq!(done, all);
    assert!(heard.is_sorted());
    let stopped = store::check_backup(&target, &BESIDE, |_, _| ControlFlow::Break(()));
    assert!(matches!(stopped, Err(Error::Backup(BackupError::Stopped))), "{stopped:?}");

    let mut bytes = std::fs::read(&target).unwrap();
    let middle = bytes.len() / 2;
    bytes[middle] ^= 1;
    std::fs::write(&target, &bytes).unwrap();
    let go_on = |_, _| ControlFlow::Continue(());
    let damaged = store::check_backup(&target, &BESIDE, go_on);
    assert!(matches!(damaged, Err(Error::Backup(BackupError::Damaged(_)))), "{damaged:?}");
    std::fs::write(&target, &bytes[..middle]).unwrap();
    let short = store::check_backup(&target, &BESIDE, go_on);
    assert!(matches!(short, Err(Error::Backup(BackupError::CutShort))), "{short:?}");
}
