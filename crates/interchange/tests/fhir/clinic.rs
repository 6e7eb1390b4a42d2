//! A clinic of one PC, alone, with a real SQLCipher record in a folder of its own.

use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicI64, Ordering};

use interchange::{ExportError, Exported, Progress, Report, Selection};
use store::keys::DatabaseKey;
use store::{Cells, Store, Surroundings};
use uuid::Uuid;

/// 2026-03-02T08:00:00Z.
const MORNING: i64 = 1_772_438_400_000_000;

pub struct Clinic {
    pub store: Store,
    pub author: Uuid,
    clock: Arc<AtomicI64>,
    folder: tempfile::TempDir,
}

impl Clinic {
    pub fn new() -> Self {
        Self::of(0x1000, 0x2000)
    }

    /// A clinic whose organization and site have these ids.
    pub fn of(organization: u128, site: u128) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let clock = Arc::new(AtomicI64::new(MORNING));
        let hand = clock.clone();
        let surroundings = Surroundings::new(
            move || hand.fetch_add(1_000, Ordering::Relaxed),
            || {
                let mut bytes = [0; 16];
                getrandom::fill(&mut bytes).unwrap();
                bytes
            },
        );
        let record = folder.path().join("record");
        let store = Store::create(&record, DatabaseKey::generate().unwrap(), surroundings).unwrap();
        let organization = Uuid::from_u128(organization);
        let site = Uuid::from_u128(site);
        let author = Uuid::from_u128(0x3000);
        store
            .set_facts(&[
                ("organization", &organization.to_string()),
                ("site", &site.to_string()),
                ("device", &Uuid::from_u128(0x4000).to_string()),
            ])
            .unwrap();
        store
            .write::<_, store::Error>(author, "test.set_up", |write| {
                write.insert(
                    "organizations",
                    Cells::new().set("id", organization).set("name", "Bethesda"),
                )?;
                write.insert(
                    "sites",
                    Cells::new()
                        .set("id", site)
                        .set("name", "Main")
                        .set("time_zone", "Europe/Berlin")
                        .set("currency", "EUR"),
                )?;
                write.insert(
                    "users",
                    Cells::new()
                        .set("id", author)
                        .set("username", "it")
                        .set("roles", r#"["admin"]"#),
                )
            })
            .unwrap();
        Self { store, author, clock, folder }
    }

    /// Writes a file of the source folder.
    pub fn file(&self, name: &str, content: impl AsRef<[u8]>) -> PathBuf {
        let path = self.folder.path().join("source").join(name);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(&path, content).unwrap();
        path
    }

    pub fn import(&self, source: &Path) -> Report {
        self.try_import(source).unwrap()
    }

    pub fn try_import(&self, source: &Path) -> Result<Report, interchange::Error> {
        let never = AtomicBool::new(false);
        interchange::import(&self.store, self.author, source, &mut |_: &Progress| {}, &never)
    }

    /// Imports everything that was written by [`Clinic::file`].
    pub fn import_all(&self) -> Report {
        self.import(&self.folder.path().join("source"))
    }

    pub fn pass_days(&self, days: i64) {
        self.clock.fetch_add(days * 86_400_000_000, Ordering::Relaxed);
    }

    /// Exports into a new folder beside the record, and gives its path.
    pub fn export(&self, name: &str, selection: Selection) -> (PathBuf, Exported) {
        let path = self.folder.path().join(name);
        let exported = self.try_export(&path, selection).unwrap();
        (path, exported)
    }

    pub fn try_export(&self, path: &Path, selection: Selection) -> Result<Exported, ExportError> {
        let never = AtomicBool::new(false);
        interchange::export(&self.store, self.author, path, selection, &mut |_| {}, &never)
    }

    /// What the security log says, the oldest first.
    pub fn security_log(&self) -> Vec<String> {
        let sql = "SELECT action || coalesce(' refused: ' || failure_reason, ' done') \
                   FROM security_logs ORDER BY occurred_at";
        self.store.read::<_, store::Error>(|reader| reader.column(sql, [])).unwrap()
    }

    /// A path beside the record.
    pub fn beside(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    /// Somebody with this role alone.
    pub fn employ(&self, role: &str) -> Uuid {
        self.store
            .write::<_, store::Error>(self.author, "test.employ", |write| {
                let roles = format!("[\"{role}\"]");
                let cells = Cells::new().set("username", role).set("roles", roles.as_str());
                write.insert("users", cells.set("is_active", true))
            })
            .unwrap()
    }

    /// Today at the clinic.
    pub fn today(&self) -> chrono::NaiveDate {
        let now = chrono::DateTime::from_timestamp_micros(self.store.surroundings().now()).unwrap();
        now.date_naive()
    }

    /// Removes one row.
    pub fn remove_first(&self, table: &'static str) -> Uuid {
        self.store
            .write::<_, store::Error>(self.author, "test.remove", |write| {
                let sql = format!("SELECT id FROM {table} WHERE deleted_at IS NULL ORDER BY id");
                let row: Uuid = write.value(&sql, [])?.unwrap();
                write.remove(table, row, None)?;
                Ok(row)
            })
            .unwrap()
    }

    /// Has every booking held, as the centre does where its place was given away.
    pub fn hold_bookings(&self) {
        self.store
            .write::<_, store::Error>(self.author, "test.hold", |write| {
                let all: Vec<Uuid> = write.column("SELECT id FROM appointments", [])?;
                for booking in all {
                    let held = Cells::new().set("held_reason", "practitioner_taken");
                    write.update("appointments", booking, None, held)?;
                }
                Ok(())
            })
            .unwrap();
    }

    pub fn text(&self, sql: &str) -> Option<String> {
        self.store
            .read::<_, store::Error>(|reader| reader.value::<Option<String>>(sql, []))
            .unwrap()
            .flatten()
    }

    pub fn number(&self, sql: &str) -> Option<i64> {
        self.store
            .read::<_, store::Error>(|reader| reader.value::<Option<i64>>(sql, []))
            .unwrap()
            .flatten()
    }

    pub fn real(&self, sql: &str) -> Option<f64> {
        self.store
            .read::<_, store::Error>(|reader| reader.value::<Option<f64>>(sql, []))
            .unwrap()
            .flatten()
    }

    /// Rows of a table.
    pub fn rows(&self, table: &str) -> i64 {
        self.number(&format!("SELECT count(*) FROM {table} WHERE deleted_at IS NULL")).unwrap()
    }

    /// The number of rows of every replicated table, and the latest moment at which one was
    /// written: what a run that writes nothing leaves as it is.
    pub fn footprint(&self) -> Vec<(&'static str, i64, Option<i64>)> {
        catalog::TABLES
            .iter()
            .filter(|table| !table.shipped)
            .map(|table| {
                let latest = format!("SELECT max(updated_at) FROM {}", table.name);
                let all = format!("SELECT count(*) FROM {}", table.name);
                (table.name, self.number(&all).unwrap(), self.number(&latest))
            })
            .collect()
    }
}
