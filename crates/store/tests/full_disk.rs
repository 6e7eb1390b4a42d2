//! A disk that fills up while people work: what was saved stays, what was not is said. So with
//! the disk that a backup goes to, or comes to.

#![expect(clippy::unwrap_used, reason = "a story fails by panicking")]

use std::path::Path;
use std::process::Command;

use store::keys::{DatabaseKey, KeyFile};
use store::{BackupError, Cells, Error, NamedFile, Store, Surroundings};
use uuid::Uuid;

/// A small disk of its own, unmounted again whatever happens.
struct SmallDisk(tempfile::TempDir);

impl SmallDisk {
    /// `None` where this machine lets nobody mount anything.
    fn of_megabytes(size: u32) -> Option<Self> {
        let folder = tempfile::tempdir().unwrap();
        let mounted = Command::new("mount")
            .args(["-t", "tmpfs", "-o", &format!("size={size}m"), "tmpfs"])
            .arg(folder.path())
            .output()
            .is_ok_and(|output| output.status.success());
        mounted.then_some(Self(folder))
    }

    fn path(&self) -> &Path {
        self.0.path()
    }
}

impl Drop for SmallDisk {
    fn drop(&mut self) {
        let _ = Command::new("umount").arg("--lazy").arg(self.0.path()).status();
    }
}

fn add(store: &Store, number: u32) -> Result<(), Error> {
    store.write(Uuid::from_u128(2), "people.register", |write| {
        write.insert(
            "patients",
            Cells::new()
                .set("given_name", "Lea")
                .set("family_name", format!("Family{number}"))
                .set("name_precision", "full")
                .set("date_of_birth_precision", "unknown")
                .set("gender", "unknown")
                .set("status", "active")
                .set("notes", "n".repeat(20_000)),
        )?;
        Ok(())
    })
}

/// A record with a clinic in it.
fn founded_in(folder: &Path) -> Store {
    let key = DatabaseKey::generate().unwrap();
    let random = std::sync::atomic::AtomicU64::new(1);
    let store = Store::create(
        folder,
        key,
        Surroundings::new(
            || 1_800_000_000_000_000,
            move || {
                let n =
                    random.fetch_add(0x9E37_79B9_7F4A_7C15, std::sync::atomic::Ordering::Relaxed);
                u128::from(n).wrapping_mul(0xDA94_2042_E4DD_58B5_D1B5_4A32_D192_ED03).to_be_bytes()
            },
        ),
    )
    .unwrap();
    let organization = Uuid::from_u128(1);
    store.set_facts(&[("organization", &organization.to_string())]).unwrap();
    store
        .write::<_, Error>(Uuid::from_u128(2), "organization.found", |write| {
            write.insert("organizations", Cells::new().set("id", organization).set("name", "C"))
        })
        .unwrap();
    store
}

#[test]
fn a_full_disk_is_said_and_loses_nothing_and_work_goes_on_when_there_is_space() {
    let Some(disk) = SmallDisk::of_megabytes(8) else {
        left_out::left_out("a full disk", "this account may not mount a small one");
        return;
    };
    let filler = disk.path().join("somebody-elses-file");
    std::fs::write(&filler, vec![0; 2 << 20]).unwrap();
    let store = founded_in(disk.path());

    let mut saved = 0;
    let full = loop {
        match add(&store, saved) {
            Ok(()) => saved += 1,
            Err(error) => break error,
        }
        assert!(saved < 1_000, "the disk never filled");
    };
    assert!(matches!(full, Error::DiskFull), "{full:?}");
    assert!(full.to_string().contains("Free some space"));
    let count = || -> i64 {
        store
            .read::<_, Error>(|reader| reader.value("SELECT COUNT(*) FROM patients", []))
            .unwrap()
            .unwrap()
    };
    assert_eq!(count(), i64::from(saved), "everything that was acknowledged can still be read");

    std::fs::remove_file(filler).unwrap();
    add(&store, saved).unwrap();
    assert_eq!(count(), i64::from(saved) + 1);
    store.verify().unwrap();
}

#[test]
fn a_backup_that_finds_no_space_says_so_and_leaves_nothing() {
    let home = tempfile::tempdir().unwrap();
    let store = founded_in(home.path());
    KeyFile::new().save(home.path()).unwrap();
    for number in 0..50 {
        add(&store, number).unwrap();
    }
    let record_mib = std::fs::metadata(home.path().join("holdfast.db")).unwrap().len() >> 20;
    let whole = home.path().join("whole");
    store.backup(&whole, &[], |_, _| ()).unwrap();
    // The first disk takes no copy of the record; the second one, and no backup beside it.
    for megabytes in [1, u32::try_from(record_mib).unwrap() + 2] {
        let Some(disk) = SmallDisk::of_megabytes(megabytes) else {
            left_out::left_out("a full disk", "this account may not mount a small one");
            return;
        };
        let target = disk.path().join("backup");
        // What is packed is counted in bytes, not in pages.
        let mut packed = false;
        let full = store.backup(&target, &[], |_, all| packed |= all > 1_000_000).unwrap_err();
        assert!(matches!(full, Error::Backup(BackupError::DiskFull)), "{full:?}");
        assert_eq!(packed, megabytes > 1);
        assert!(full.to_string().contains("not enough space for the backup"));
        assert_eq!(std::fs::read_dir(disk.path()).unwrap().count(), 0, "{megabytes} MB");
    }
    let disk = SmallDisk::of_megabytes(1).unwrap();
    let full = store::restore(&whole, &disk.path().join("data"), &[]).unwrap_err();
    assert!(matches!(full, Error::Backup(BackupError::NoRoom)), "{full:?}");
    let left: Vec<_> = std::fs::read_dir(disk.path().join("data"))
        .unwrap()
        .map(|entry| entry.unwrap().file_name())
        .collect();
    assert_eq!(left, ["lock"]);
}

#[test]
fn a_file_that_finds_no_space_keeps_what_had_come_and_goes_on_when_there_is_space() {
    let home = tempfile::tempdir().unwrap();
    let sender = founded_in(home.path());
    let Some(disk) = SmallDisk::of_megabytes(10) else {
        left_out::left_out("a full disk", "this account may not mount a small one");
        return;
    };
    let store = founded_in(disk.path());
    let filler = disk.path().join("somebody-elses-file");
    std::fs::write(&filler, vec![0; 4 << 20]).unwrap();
    let plain = vec![5; 4 << 20];
    let sealed = sender.seal_attachment(plain.as_slice()).unwrap();
    let file = NamedFile {
        attachment: Uuid::nil(),
        sealed_sha256: sealed.sealed_sha256.clone(),
        size: protocol::sealed_bytes(sealed.size_bytes),
    };
    let next = || {
        let held = store.fetched_bytes(&file).unwrap();
        let bytes = sender.sealed_part(&file.sealed_sha256, held, 256 * 1024).unwrap();
        store.take_fetched(&file, held, &bytes)
    };
    let full = loop {
        match next() {
            Ok(whole) => assert!(!whole, "the disk never filled"),
            Err(error) => break error,
        }
    };
    assert!(matches!(full, Error::DiskFull), "{full:?}");
    let held = store.fetched_bytes(&file).unwrap();
    assert!(held > 256 * 1024, "{held}");

    std::fs::remove_file(filler).unwrap();
    while !next().unwrap() {}
    let mut back = Vec::new();
    store.open_attachment(&file.sealed_sha256, &sealed.content_key, &mut back).unwrap();
    assert_eq!(back, plain);
}
