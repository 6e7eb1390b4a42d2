//! A record as version 1 left it on the disk. Every later version must open it, find what is in
//! it and send what waits; the files are never made again.

use std::path::{Path, PathBuf};

use ed25519_dalek::SigningKey;
use protocol::{Changeset, Operation};
use store::keys::{DatabaseKey, KeyFile};
use store::{Cells, Enrolment, Error, Store, Surroundings};
use tempfile::TempDir;
use uuid::Uuid;

const ORGANIZATION: Uuid = Uuid::from_u128(1);
const ANA: Uuid = Uuid::from_u128(2);
const DEVICE: Uuid = Uuid::from_u128(3);
const PATIENT: Uuid = Uuid::from_u128(4);
const SECRET: [u8; 32] = [9; 32];
const PASSWORD: &str = "seven quiet harbours";

fn surroundings() -> Surroundings {
    let random = std::sync::atomic::AtomicU64::new(1);
    Surroundings::new(
        || 1_800_000_000_000_000,
        move || {
            let next = random.fetch_add(1, std::sync::atomic::Ordering::Relaxed);
            u128::from(next).wrapping_mul(0xDA94_2042_E4DD_58B5_D1B5_4A32_D192_ED03).to_be_bytes()
        },
    )
}

fn samples() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/samples/database-v1")
}

/// How the sample was made, once: a PC with a patient whose telephone number waits to be sent.
fn record(folder: &Path) -> Result<(), Error> {
    let key = DatabaseKey::generate()?;
    let store = Store::create(folder, key.clone(), surroundings())?;
    store.set_facts(&[("organization", &ORGANIZATION.to_string())])?;
    store.write::<_, Error>(ANA, "organization.found", |write| {
        write
            .insert("organizations", Cells::new().set("id", ORGANIZATION).set("name", "Clínica"))?;
        write.insert(
            "users",
            Cells::new()
                .set("id", ANA)
                .set("username", "ana")
                .set("given_name", "Ana")
                .set("family_name", "Ruiz")
                .set("roles", r#"["receptionist"]"#),
        )?;
        write.insert(
            "patients",
            Cells::new()
                .set("id", PATIENT)
                .set("given_name", "Lea")
                .set("family_name", "الحسن")
                .set("name_precision", "full")
                .set("date_of_birth", "1980-02-29")
                .set("date_of_birth_precision", "day")
                .set("gender", "female")
                .set("status", "active"),
        )
    })?;
    store.become_enrolled(Enrolment {
        author: ANA,
        organization: ORGANIZATION,
        device: DEVICE,
        site: None,
        number_prefix: "A".to_owned(),
        epoch: 0,
        joins_existing: false,
    })?;
    store.write::<_, Error>(ANA, "people.update", |write| {
        write.update("patients", PATIENT, None, Cells::new().set("phone", "+34 600 000 001"))
    })?;
    let mut keys = KeyFile::new();
    keys.admit(&key, (ANA, "ana", "Ana Ruiz"), PASSWORD, &SECRET)?;
    keys.save(folder)?;
    Ok(())
}

#[test]
fn a_record_of_version_1_opens_and_sends_what_waits() {
    if std::env::var_os("RECORD_SAMPLES").is_some() && !samples().exists() {
        std::fs::create_dir_all(samples()).unwrap();
        record(&samples()).unwrap();
        std::fs::remove_file(samples().join("lock")).unwrap();
    }
    let folder = TempDir::new().unwrap();
    for name in [store::DATABASE_FILE, store::keys::KEY_FILE] {
        std::fs::copy(samples().join(name), folder.path().join(name)).unwrap();
    }
    let mut keys = KeyFile::load(folder.path()).unwrap();
    let key = keys.open(ANA, PASSWORD, &SECRET, 0).unwrap();
    let store = Store::open(folder.path(), key, surroundings()).unwrap();
    store.verify().unwrap();

    let found = store.read::<_, Error>(|reader| reader.find_patients("الحسن", 5)).unwrap();
    assert_eq!(found, [PATIENT]);

    let signing = SigningKey::from_bytes(&[7; 32]);
    let batch = store.next_batch(&signing, 100, usize::MAX).unwrap().unwrap();
    let sent: Vec<Changeset> =
        batch.changesets.iter().map(|signed| Changeset::decode(&signed.body).unwrap()).collect();
    let commands: Vec<&str> = sent.iter().map(|changeset| changeset.command.as_str()).collect();
    assert_eq!(commands.first(), Some(&"system.enrol"));
    assert_eq!(commands.last(), Some(&"people.update"));
    let edited = sent.last().unwrap().operations.iter().any(|operation| {
        matches!(operation, Operation::Update { id, cells, .. }
            if *id == PATIENT && cells.iter().any(|cell| cell.new == "+34 600 000 001".into()))
    });
    assert!(edited);
}
