//! A PC for a story about backups, and a stick that they go to.

#![expect(dead_code, reason = "each story uses its own part of it")]

use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use sha2::{Digest as _, Sha256};
use store::keys::{DatabaseKey, KeyFile};
use store::{Cells, Error, SealedAttachment, Store, Surroundings, params};
use tempfile::TempDir;
use uuid::Uuid;

pub const BESIDE: [&str; 2] = ["profile.json", "link.json"];
pub const LINK: &str = r#"{"centre": "https://centre.example"}"#;

pub const LETTER: &str = "Dear Canarycolleague, thank you for seeing this lady with her cough.";

pub struct Pc {
    pub store: Store,
    pub key: DatabaseKey,
    pub folder: TempDir,
    /// An attachment.
    pub letter: SealedAttachment,
    /// Where backups go.
    pub stick: TempDir,
}

pub fn surroundings() -> Surroundings {
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
    pub fn new() -> Self {
        let folder = TempDir::new().unwrap();
        let key = DatabaseKey::generate().unwrap();
        let store = Store::create(folder.path(), key.clone(), surroundings()).unwrap();
        store.set_facts(&[("organization", &Uuid::from_u128(1).to_string())]).unwrap();
        KeyFile::new().save(folder.path()).unwrap();
        std::fs::write(folder.path().join("link.json"), LINK).unwrap();
        let letter = store.seal_attachment(LETTER.as_bytes()).unwrap();
        // One that was just being encrypted is no part of a record.
        std::fs::write(folder.path().join("attachments/.tmpHalf"), "half").unwrap();
        let pc = Self { store, key, folder, letter, stick: TempDir::new().unwrap() };
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

    pub fn register(&self, family: &str) -> Uuid {
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

    pub fn backup(&self) -> PathBuf {
        let target = self.stick.path().join("clinic.holdfast-backup");
        self.store.backup(&target, &BESIDE, |_, _| ()).unwrap();
        target
    }

    /// What the backup `target` says when it is restored into a new folder, where that leaves
    /// nothing that anybody could begin to work with.
    pub fn refusal(target: &Path) -> Error {
        let folder = TempDir::new().unwrap();
        let refused = store::restore(target, folder.path(), &BESIDE).unwrap_err();
        assert_eq!(without_lock(folder.path()), [] as [String; 0], "{refused}");
        refused
    }

    pub fn families(store: &Store) -> Vec<String> {
        store
            .read::<_, Error>(|r| {
                r.column("SELECT family_name FROM patients ORDER BY family_name", params![])
            })
            .unwrap()
    }

    pub fn open(&self, folder: &Path) -> Store {
        Store::open(folder, self.key.clone(), surroundings()).unwrap()
    }
}

pub fn names(folder: &Path) -> Vec<String> {
    let mut names: Vec<String> = std::fs::read_dir(folder)
        .unwrap()
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .collect();
    names.sort();
    names
}

pub fn without_lock(folder: &Path) -> Vec<String> {
    names(folder).into_iter().filter(|name| name != "lock").collect()
}

pub type Entry = (Vec<u8>, tar::EntryType, Vec<u8>);

pub fn plain(parts: &[(String, Vec<u8>)]) -> Vec<Entry> {
    parts
        .iter()
        .map(|(name, content)| {
            (name.clone().into_bytes(), tar::EntryType::Regular, content.clone())
        })
        .collect()
}

/// A tar as anybody could make one.
pub fn packed(entries: &[Entry]) -> Vec<u8> {
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

pub fn unpacked(backup: &Path) -> Vec<(String, Vec<u8>)> {
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

pub fn sha256(content: &[u8]) -> String {
    data_encoding::HEXLOWER.encode(&Sha256::digest(content))
}
