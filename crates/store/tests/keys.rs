//! Who may open the record on a PC, and what happens when something is forgotten.

#![expect(clippy::unwrap_used, reason = "a story fails by panicking")]

use store::keys::{DatabaseKey, FAILURES_MAX, KEY_FILE, KeyError, KeyFile, new_recovery_key};
use store::{Store, Surroundings};
use tempfile::TempDir;
use uuid::Uuid;

const SECRET: [u8; 32] = [9; 32];
const ANA: Uuid = Uuid::from_u128(1);
const BEN: Uuid = Uuid::from_u128(2);
const SECOND: i64 = 1_000_000;

fn surroundings() -> Surroundings {
    Surroundings::new(|| 1_800_000_000_000_000, || [1; 16])
}

/// A record that Ana may open.
fn record() -> (TempDir, KeyFile) {
    let folder = TempDir::new().unwrap();
    let key = DatabaseKey::generate().unwrap();
    Store::create(folder.path(), key.clone(), surroundings()).unwrap();
    let mut keys = KeyFile::new();
    keys.admit(&key, (ANA, "ana", "Ana Ruiz"), "seven quiet harbours", &SECRET).unwrap();
    keys.save(folder.path()).unwrap();
    (folder, keys)
}

fn opens(folder: &TempDir, key: DatabaseKey) -> bool {
    Store::open(folder.path(), key, surroundings()).is_ok()
}

#[test]
fn the_password_opens_it_on_this_pc_and_neither_half_alone_does() {
    let (folder, mut keys) = record();
    let key = keys.open(ANA, "seven quiet harbours", &SECRET, 0).unwrap();
    assert!(opens(&folder, key));
    let wrong_password = keys.open(ANA, "seven loud harbours", &SECRET, 0);
    assert!(matches!(wrong_password, Err(KeyError::WrongPassword)));
    let wrong_pc = keys.open(ANA, "seven quiet harbours", &[8; 32], 0);
    assert!(matches!(wrong_pc, Err(KeyError::WrongPassword)));
    assert!(matches!(keys.open(BEN, "x", &SECRET, 0), Err(KeyError::NoSlot)));
}

#[test]
fn two_people_share_a_pc_and_one_leaves() {
    let (folder, mut keys) = record();
    let key = keys.open(ANA, "seven quiet harbours", &SECRET, 0).unwrap();
    keys.admit(&key, (BEN, "ben", "Ben Okoro"), "a lantern in fog", &SECRET).unwrap();
    keys.save(folder.path()).unwrap();
    let mut keys = KeyFile::load(folder.path()).unwrap();
    assert!(opens(&folder, keys.open(BEN, "a lantern in fog", &SECRET, 0).unwrap()));
    keys.dismiss(ANA);
    assert!(matches!(keys.open(ANA, "x", &SECRET, 0), Err(KeyError::NoSlot)));
    keys.dismiss(BEN);
    assert_eq!(keys.people.len(), 1, "the last way in is never taken");
}

#[test]
fn a_slot_moved_to_another_name_does_not_open() {
    let (folder, _) = record();
    let path = folder.path().join(KEY_FILE);
    let text = std::fs::read_to_string(&path).unwrap();
    std::fs::write(&path, text.replace(&ANA.to_string(), &BEN.to_string())).unwrap();
    let mut keys = KeyFile::load(folder.path()).unwrap();
    let stolen = keys.open(BEN, "seven quiet harbours", &SECRET, 0);
    assert!(matches!(stolen, Err(KeyError::WrongPassword)));
}

#[test]
fn wrong_passwords_wait_longer_and_longer_and_a_restart_forgives_nothing() {
    let (folder, mut keys) = record();
    let mut now = 0;
    for _ in 0..3 {
        assert!(matches!(keys.open(ANA, "no", &SECRET, now), Err(KeyError::WrongPassword)));
    }
    keys.save(folder.path()).unwrap();
    let mut keys = KeyFile::load(folder.path()).unwrap();
    let told = keys.open(ANA, "seven quiet harbours", &SECRET, now);
    assert!(matches!(told, Err(KeyError::Wait { seconds: 1..=3 })), "{told:?}");
    now += 3 * SECOND;
    assert!(matches!(keys.open(ANA, "no", &SECRET, now), Err(KeyError::WrongPassword)));
    let told = keys.open(ANA, "no", &SECRET, now);
    assert!(matches!(told, Err(KeyError::Wait { seconds: 4..=5 })), "{told:?}");
    now += 5 * SECOND;
    keys.open(ANA, "seven quiet harbours", &SECRET, now).unwrap();
    assert!(matches!(keys.open(ANA, "no", &SECRET, now), Err(KeyError::WrongPassword)));
    keys.open(ANA, "seven quiet harbours", &SECRET, now).unwrap();
}

#[test]
fn a_clock_that_was_set_back_years_does_not_lock_anybody_out_for_years() {
    let (_folder, mut keys) = record();
    let future = 2_000_000_000 * SECOND;
    for _ in 0..3 {
        keys.open(ANA, "no", &SECRET, future).unwrap_err();
    }
    let told = keys.open(ANA, "seven quiet harbours", &SECRET, 0);
    assert!(matches!(told, Err(KeyError::Wait { seconds: 0..=3 })), "{told:?}");
}

#[test]
fn after_many_wrong_passwords_waiting_helps_no_more() {
    let (_folder, mut keys) = record();
    let mut now = 0;
    for _ in 0..FAILURES_MAX {
        keys.open(ANA, "no", &SECRET, now).unwrap_err();
        now += 7_200 * SECOND;
    }
    let told = keys.open(ANA, "seven quiet harbours", &SECRET, now);
    assert!(matches!(told, Err(KeyError::LockedOut)));
    assert!(told.unwrap_err().to_string().contains("administrator"));
}

#[test]
fn the_recovery_key_opens_it_when_password_and_pc_are_lost() {
    let (folder, mut keys) = record();
    let key = keys.open(ANA, "seven quiet harbours", &SECRET, 0).unwrap();
    let (printed, public) = new_recovery_key().unwrap();
    assert!(matches!(keys.open_by_recovery(&printed), Err(KeyError::NotPrepared)));
    keys.prepare_recovery(&key, &public).unwrap();
    keys.save(folder.path()).unwrap();
    let keys = KeyFile::load(folder.path()).unwrap();
    let as_typed = printed.to_lowercase().replace('-', " ").replace('0', "o");
    assert!(opens(&folder, keys.open_by_recovery(&as_typed).unwrap()));
    let (other, _) = new_recovery_key().unwrap();
    assert!(matches!(keys.open_by_recovery(&other), Err(KeyError::WrongRecoveryKey)));
    assert!(matches!(keys.open_by_recovery("not a key"), Err(KeyError::WrongRecoveryKey)));
}

#[test]
fn the_centres_share_opens_it_only_on_this_pc() {
    let (folder, mut keys) = record();
    let key = keys.open(ANA, "seven quiet harbours", &SECRET, 0).unwrap();
    assert!(matches!(keys.open_by_centre(b"share", &SECRET), Err(KeyError::NotPrepared)));
    keys.prepare_centre(&key, b"share", &SECRET).unwrap();
    assert!(opens(&folder, keys.open_by_centre(b"share", &SECRET).unwrap()));
    keys.open_by_centre(b"other share", &SECRET).unwrap_err();
    keys.open_by_centre(b"share", &[8; 32]).unwrap_err();
}

#[test]
fn a_missing_or_damaged_key_file_is_told_and_never_replaced() {
    let (folder, _) = record();
    let path = folder.path().join(KEY_FILE);
    std::fs::write(&path, b"{\"format\": 1, \"peo").unwrap();
    assert!(matches!(KeyFile::load(folder.path()), Err(KeyError::Damaged)));
    assert_eq!(std::fs::read(&path).unwrap(), b"{\"format\": 1, \"peo");
    std::fs::remove_file(&path).unwrap();
    assert!(matches!(KeyFile::load(folder.path()), Err(KeyError::Missing)));
    assert!(!path.exists());
}

#[test]
fn nothing_that_opens_the_record_stands_in_the_key_file() {
    let (folder, mut keys) = record();
    let key = keys.open(ANA, "seven quiet harbours", &SECRET, 0).unwrap();
    let text = std::fs::read_to_string(folder.path().join(KEY_FILE)).unwrap();
    assert!(!text.contains("harbours"));
    assert_eq!(format!("{key:?}"), "DatabaseKey");
}
