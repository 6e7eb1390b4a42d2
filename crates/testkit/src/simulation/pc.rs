//! One PC of a world: a real encrypted replica, a clock that may be wrong, and randomness that is
//! the same every time.

use std::collections::VecDeque;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicI64, AtomicU8, AtomicU64, Ordering};
use std::sync::{Arc, Mutex};

use anyhow::{Context as _, Result};
use data_encoding::HEXLOWER;
use rusqlite::Connection;
use store::keys::DatabaseKey;
use store::{DATABASE_FILE, Enrolment, Store, Surroundings};
use sync::{Client, DeviceKey, Exchanged, Trouble};
use sync_server::InProcess;
use uuid::Uuid;

use super::fuse::{Fuse, LOG};
use super::line::{self, Line, Pause};
use super::planted::Planted;
use super::step::Fate;

/// The same for every replica of every world.
const KEY: [u8; 32] = [0x42; 32];
/// Where a copy of the disk lies.
const COPY: &str = "copy.db";
const HOUR: i64 = 60 * 60 * 1_000_000;

pub(super) fn database_key() -> DatabaseKey {
    DatabaseKey::from_bytes(KEY)
}

/// What a world shares among its PCs.
#[derive(Clone)]
pub(super) struct Around {
    /// The centre's servers.
    pub servers: Vec<Arc<InProcess>>,
    /// The centre's clock, microseconds since 1970 UTC.
    pub clock: Arc<AtomicI64>,
    pub log: Arc<Mutex<line::Log>>,
    pub planted: Option<Planted>,
    pub seed: u64,
    pub user: Uuid,
    pub site: Uuid,
    pub organization: Uuid,
}

/// One PC.
pub(super) struct Pc {
    pub name: String,
    pub device: Uuid,
    pub key: DeviceKey,
    around: Around,
    folder: PathBuf,
    store: Option<Store>,
    surroundings: Surroundings,
    hours_off: Arc<AtomicI64>,
    /// Which server each message of an exchange goes to, as in [`super::Step::Hop`].
    hops: u8,
    fuse: Arc<Fuse>,
    /// How long the log was when the last write was acknowledged.
    synced: u64,
}

/// The fingerprint under which the centre knows a device of a world.
pub(super) fn fingerprint(device: Uuid) -> String {
    format!("simulated {device}")
}

/// Numbers from a seed: SplitMix64 (Steele, Lea and Flood 2014).
fn split_mix(state: &AtomicU64) -> u64 {
    let gamma = 0x9e37_79b9_7f4a_7c15;
    let mut z = state.fetch_add(gamma, Ordering::SeqCst).wrapping_add(gamma);
    z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    z ^ (z >> 31)
}

/// Randomness that is the same for every run of a seed.
pub(super) fn random(seed: u64, stream: u64) -> impl Fn() -> [u8; 16] + Send + Sync + 'static {
    let state = AtomicU64::new(seed.rotate_left(32) ^ stream.wrapping_mul(0xd134_2543_de82_ef95));
    move || {
        let (high, low) = (split_mix(&state), split_mix(&state));
        (u128::from(high) << 64 | u128::from(low)).to_be_bytes()
    }
}

impl Pc {
    /// A PC with the empty record of `template`, enrolled as `device`.
    pub fn new(
        number: u64,
        folder: &Path,
        template: &Path,
        around: &Around,
        (device, key): (Uuid, DeviceKey),
    ) -> Result<Self> {
        std::fs::create_dir_all(folder)?;
        std::fs::copy(template.join(DATABASE_FILE), folder.join(DATABASE_FILE))?;
        let hours_off = Arc::new(AtomicI64::new(0));
        let fuse = Arc::new(Fuse::new(folder));
        let (clock, off, burning) =
            (Arc::clone(&around.clock), Arc::clone(&hours_off), Arc::clone(&fuse));
        let now = move || clock.load(Ordering::SeqCst) + off.load(Ordering::SeqCst) * HOUR;
        let surroundings = Surroundings::new(now, random(around.seed, number + 1))
            .watched(move |_| burning.burn());
        let mut pc = Self {
            name: format!("PC {number}"),
            device,
            key,
            around: around.clone(),
            folder: folder.to_owned(),
            store: None,
            surroundings,
            hours_off,
            hops: 0,
            fuse,
            synced: 0,
        };
        pc.start()?;
        pc.store()?.become_enrolled(Enrolment {
            author: around.user,
            organization: around.organization,
            device,
            site: Some(around.site),
            number_prefix: format!("{number}Z"),
            epoch: 0,
            joins_existing: true,
        })?;
        pc.sync_log();
        Ok(pc)
    }

    fn start(&mut self) -> Result<()> {
        let store = Store::open(&self.folder, database_key(), self.surroundings.clone())?;
        self.store = Some(store);
        Ok(())
    }

    pub fn store(&self) -> Result<&Store> {
        self.store.as_ref().context("the PC runs")
    }

    /// Sets the clock.
    pub fn set_clock(&self, hours_off: i32) {
        self.hours_off.store(i64::from(hours_off), Ordering::SeqCst);
    }

    /// Reaches the centre by other servers from now on.
    pub fn hop(&mut self, servers: u8) {
        self.hops = servers;
    }

    /// What is in the log by now is safe.
    pub fn sync_log(&mut self) {
        self.synced = std::fs::metadata(self.folder.join(LOG)).map_or(0, |data| data.len());
    }

    /// The PC will be killed after `statements` more.
    pub fn light(&self, statements: u16) {
        self.fuse.light(statements);
    }

    /// Whether it was killed; then it has been started again from its disk.
    pub fn was_killed(&mut self, tear: u16) -> Result<bool> {
        if !self.fuse.put_out() {
            return Ok(false);
        }
        self.store = None;
        self.fuse.rise(self.synced, tear)?;
        if self.around.planted == Some(Planted::OutboxApart) {
            self.meddle("DELETE FROM outbox WHERE sequence = (SELECT max(sequence) FROM outbox)")?;
        }
        self.start()?;
        self.sync_log();
        Ok(true)
    }

    /// Copies the disk.
    pub fn copy(&mut self) -> Result<()> {
        self.store = None;
        std::fs::copy(self.folder.join(DATABASE_FILE), self.folder.join(COPY))?;
        self.start()?;
        self.sync_log();
        Ok(())
    }

    /// Goes on with the last copy of the disk; whether there was one.
    pub fn play_back(&mut self) -> Result<bool> {
        if !self.folder.join(COPY).exists() {
            return Ok(false);
        }
        self.store = None;
        std::fs::copy(self.folder.join(COPY), self.folder.join(DATABASE_FILE))?;
        self.start()?;
        self.sync_log();
        Ok(true)
    }

    /// Whether this PC has the changeset still, waiting or answered.
    pub fn holds(&self, changeset: Uuid) -> Result<bool> {
        let found: Option<i64> = self.store()?.read::<_, store::Error>(|reader| {
            let sql = "SELECT 1 FROM outbox WHERE id = ?1 \
                       UNION ALL SELECT 1 FROM answered WHERE id = ?1";
            reader.value(sql, [changeset])
        })?;
        Ok(found.is_some())
    }

    /// Does to the file what a planted bug would have done.
    pub fn meddle(&self, sql: &str) -> Result<()> {
        let connection = Connection::open(self.folder.join(DATABASE_FILE))?;
        let key = HEXLOWER.encode(&KEY);
        connection.execute_batch(&format!("PRAGMA key = \"x'{key}'\""))?;
        // The search index's functions are the store's own, and no planted bug needs them.
        connection.execute_batch("PRAGMA trusted_schema = ON; PRAGMA foreign_keys = ON")?;
        connection.execute_batch(sql).with_context(|| sql.to_owned())
    }

    /// One exchange over a line with these `fates`, on which somebody may have something to do in
    /// between.
    pub fn exchange(
        &self,
        now: u64,
        fates: &[Fate],
        pause: Option<Pause>,
    ) -> Result<impl Future<Output = Result<Exchanged, Trouble>> + use<>> {
        let client = self.client(now, fates, pause);
        let (store, key) = (self.store()?.clone(), self.key.clone());
        Ok(async move { sync::exchange(&store, &client, &key).await })
    }

    /// How each table compares with the centre, over a whole line.
    pub async fn verify(&self) -> Result<Vec<sync::Verified>> {
        let client = self.client(0, &[], None);
        Ok(sync::verify(self.store()?, &client, &self.key).await?)
    }

    fn client(&self, now: u64, fates: &[Fate], pause: Option<Pause>) -> Client {
        Client::by(Line {
            servers: self.around.servers.clone(),
            hops: self.hops,
            device: self.device,
            fingerprint: fingerprint(self.device),
            key: self.key.clone(),
            fates: Mutex::new(VecDeque::from(fates.to_vec())),
            now,
            fuse: Arc::clone(&self.fuse),
            log: Arc::clone(&self.around.log),
            planted: self.around.planted,
            pause: Mutex::new(pause),
            messages: AtomicU8::new(0),
        })
    }
}
