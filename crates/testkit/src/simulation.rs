//! Clinics without a network to rely on, played thousands of times: real replicas and the centre's
//! real routes, with clock, randomness, line and disk in the hands of a seed.
//!
//! A history is a list of steps. After it the network heals, everything must arrive, and the
//! guarantees of the design are asked of every replica. A history that breaks one is made as small
//! as it can be, and its seed plays it again, step by step the same.
//!
//! The centre is over a real Postgres here; every world is an organization of its own in it.

mod checks;
mod deeds;
mod disk;
mod fuse;
mod line;
mod pc;
mod planted;
mod scope;
mod step;
mod world;

use std::fmt;
use std::path::PathBuf;
use std::sync::atomic::{AtomicI64, Ordering};
use std::sync::{Arc, Mutex};

use anyhow::{Context as _, Result};
use chrono::DateTime;
use proptest::strategy::{Strategy as _, ValueTree};
use proptest::test_runner::{Config as Drawing, RngAlgorithm, TestRng, TestRunner};
use store::{Store, Surroundings};
use sync_server::postgres_private::TestCluster;
use sync_server::{Clock, Config, InProcess};
use tempfile::TempDir;
use uuid::Uuid;

use disk::SmallDisk;
use line::unpoisoned;
pub use planted::Planted;
pub use scope::Scopes;
pub use step::{Act, Deed, Fate, Field, Step};
use world::World;

/// A guarantee that did not hold.
#[derive(Debug)]
pub struct Broken {
    /// The guarantee, in words.
    pub guarantee: &'static str,
    /// Where it did not hold.
    pub where_it_broke: String,
}

fn broken(guarantee: &'static str, where_it_broke: String) -> anyhow::Error {
    Broken { guarantee, where_it_broke }.into()
}

impl fmt::Display for Broken {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "not kept: {}. {}", self.guarantee, self.where_it_broke)
    }
}

impl std::error::Error for Broken {}

/// A history that breaks a guarantee, as small as it could be made.
#[derive(Debug)]
pub struct Found {
    /// The seed that plays it again.
    pub seed: u64,
    /// What is left of it.
    pub history: Vec<Step>,
    /// What it breaks.
    pub broken: Broken,
}

impl fmt::Display for Found {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "seed {}: {}", self.seed, self.broken)?;
        self.history.iter().try_for_each(|step| writeln!(f, "  {step:?}"))
    }
}

/// The history that `seed` stands for, and how it can be made smaller.
fn drawn(seed: u64) -> Result<impl ValueTree<Value = step::Apart>> {
    let mut bytes = [0; 32];
    for (place, byte) in bytes.iter_mut().zip(seed.to_le_bytes()) {
        *place = byte;
    }
    let source = TestRng::from_seed(RngAlgorithm::ChaCha, &bytes);
    let mut runner = TestRunner::new_with_rng(Drawing::default(), source);
    step::history()
        .new_tree(&mut runner)
        .map_err(|reason| anyhow::anyhow!("no history could be drawn: {reason}"))
}

/// The history that `seed` stands for.
///
/// # Errors
/// None that can be met: every seed draws a history.
pub fn history(seed: u64) -> Result<Vec<Step>> {
    Ok(step::woven(drawn(seed)?.current()))
}

/// The same without full disks, and with one server.
///
/// # Errors
/// As [`history`].
pub fn history_of_one_server(seed: u64) -> Result<Vec<Step>> {
    Ok(drawn(seed)?.current().0)
}

/// How often something could not be written for want of space, over all worlds of a simulation.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Full {
    /// On a PC, to a person.
    pub pcs: u64,
    /// At the centre, during an exchange.
    pub centre: u64,
    /// Whether PCs have a disk that can be full; an account that may mount nothing gives them none.
    pub has_disk: bool,
}

/// How many servers the centre has, all on one Postgres.
const SERVERS: usize = 2;

/// The centre over a real Postgres, and what every world begins with.
pub struct Simulation {
    servers: Vec<Arc<InProcess>>,
    clock: Arc<AtomicI64>,
    sql: tokio_postgres::Client,
    template: PathBuf,
    /// A folder in memory where the machine has one, so that no disk is waited for.
    memory: PathBuf,
    /// The PCs' disk, where one can be mounted.
    disk: Option<SmallDisk>,
    full: Mutex<Full>,
    _folder: TempDir,
    _cluster: TestCluster,
}

/// Every table of the centre that belongs to an organization.
fn tables() -> impl Iterator<Item = &'static str> {
    let own = [
        "sync_positions",
        "sync_changesets",
        "sync_log",
        "sync_lives",
        "sync_epochs",
        "device_keys",
        "scope_patients",
        "scope_log",
    ];
    let tables = catalog::TABLES.iter().filter(|table| !table.shipped);
    tables.map(|table| table.name).chain(own)
}

/// A disk with space for so many statements is never full.
const MUCH_SPACE: i64 = -(1 << 60);

/// Has Postgres fail as it does when its disk is full, once it has written so and so often. The
/// count is a sequence, which no transaction takes back.
fn full_disk() -> String {
    let mut script = format!(
        "CREATE SEQUENCE simulated_disk MINVALUE {MUCH_SPACE} START {MUCH_SPACE};
         CREATE SEQUENCE simulated_refused;
         CREATE FUNCTION simulated_disk() RETURNS trigger LANGUAGE plpgsql AS $$
         DECLARE
             write BIGINT := nextval('simulated_disk');
         BEGIN
             IF write > 0 AND write <= (SELECT last_value FROM simulated_refused) THEN
                 RAISE EXCEPTION USING ERRCODE = '53100', MESSAGE = 'no space left on device';
             END IF;
             RETURN NULL;
         END $$;"
    );
    for table in tables() {
        script += &format!(
            "CREATE TRIGGER simulated_disk BEFORE INSERT OR UPDATE ON {table} \
             FOR EACH STATEMENT EXECUTE FUNCTION simulated_disk();"
        );
    }
    script
}

impl Simulation {
    /// Starts Postgres and the centre, and makes the empty record that PCs begin with.
    pub async fn start() -> Result<Self> {
        let cluster = tokio::task::spawn_blocking(TestCluster::start).await??;
        let url = cluster.database().await?;
        let memory = PathBuf::from("/dev/shm");
        let memory = if memory.is_dir() { memory } else { std::env::temp_dir() };
        let folder = tempfile::tempdir_in(&memory)?;
        let clock = Arc::new(AtomicI64::new(0));
        let reading = Arc::clone(&clock);
        let config = Config {
            clock: Clock::given(move || {
                DateTime::from_timestamp_micros(reading.load(Ordering::SeqCst)).unwrap_or_default()
            }),
            ..Config::for_tests(folder.path().join("centre"), &url)
        };
        let mut servers = Vec::new();
        for _ in 0..SERVERS {
            servers.push(Arc::new(InProcess::open(&config).await?));
        }
        let (sql, connection) = tokio_postgres::connect(&url, tokio_postgres::NoTls).await?;
        tokio::spawn(connection);
        sql.batch_execute(&full_disk()).await.context("the centre's disk can be filled")?;
        let disk = SmallDisk::mount(&memory)?;
        if disk.is_none() {
            println!("left out: full disks of PCs; this account may not mount a small disk");
        }
        let memory = disk.as_ref().map_or(memory, |disk| disk.path().to_owned());
        let template = folder.path().join("template");
        drop(Store::create(&template, pc::database_key(), Surroundings::new(|| 0, || [7; 16]))?);
        Ok(Self {
            servers,
            clock,
            sql,
            template,
            memory,
            disk,
            full: Mutex::new(Full::default()),
            _folder: folder,
            _cluster: cluster,
        })
    }

    /// Plays the world of `seed`. A history that breaks a guarantee is made small by playing it
    /// up to `shrinks` times more.
    ///
    /// # Errors
    /// What is no guarantee's fault, such as a full disk.
    pub async fn play(
        &self,
        seed: u64,
        planted: Option<Planted>,
        shrinks: usize,
    ) -> Result<Option<Found>> {
        let mut tree = drawn(seed)?;
        let Some(broken) = self.breaks(seed, &step::woven(tree.current()), planted).await? else {
            return Ok(None);
        };
        let mut found = Found { seed, history: step::woven(tree.current()), broken };
        let mut more = tree.simplify();
        for _ in 0..shrinks {
            if !more {
                break;
            }
            let history = step::woven(tree.current());
            more = match self.breaks(seed, &history, planted).await? {
                Some(broken) => {
                    found = Found { seed, history, broken };
                    tree.simplify()
                }
                None => tree.complicate(),
            };
        }
        Ok(Some(found))
    }

    /// What `history` breaks, if anything.
    ///
    /// # Errors
    /// As [`Simulation::play`].
    pub async fn breaks(
        &self,
        seed: u64,
        history: &[Step],
        planted: Option<Planted>,
    ) -> Result<Option<Broken>> {
        match self.run(seed, history, planted).await {
            Ok(_) => Ok(None),
            Err(error) => error.downcast::<Broken>().map(Some),
        }
    }

    /// Plays `history` in the world of `seed`; a number that stands for the record at its end.
    ///
    /// # Errors
    /// [`Broken`], and as [`Simulation::play`].
    pub async fn run(&self, seed: u64, history: &[Step], planted: Option<Planted>) -> Result<u64> {
        let mut world = World::begin(self, seed, planted, history.contains(&Step::Restore)).await?;
        for step in history {
            world.step(step).await?;
        }
        world.heal().await?;
        world.check().await
    }

    /// Does to the centre's database what a planted bug would have done.
    ///
    /// # Errors
    /// The database's.
    pub async fn meddle(&self, sql: &str) -> Result<()> {
        self.sql.batch_execute(sql).await.with_context(|| sql.to_owned())
    }

    /// After `writes` more statements that write, the disk of the centre's database is full for
    /// the next `refused`.
    async fn fill_centre(&self, writes: u8, refused: u8) -> Result<()> {
        let sql = "SELECT setval('simulated_disk', $1, false), setval('simulated_refused', $2)";
        let (next, refused) = (1 - i64::from(writes), 1 + i64::from(refused));
        self.sql.execute(sql, &[&next, &refused]).await.context("the centre's disk is filled")?;
        Ok(())
    }

    /// There is space at the centre again.
    async fn empty_centre(&self) -> Result<()> {
        let sql = "SELECT last_value > 0, setval('simulated_disk', $1, false) FROM simulated_disk";
        let was = self.sql.query_one(sql, &[&MUCH_SPACE]).await;
        let was = was.context("the centre's disk is emptied")?;
        unpoisoned(&self.full).centre += u64::from(was.get::<_, bool>(0));
        Ok(())
    }

    /// How often something could not be written for want of space.
    pub fn full(&self) -> Full {
        Full { has_disk: self.disk.is_some(), ..*unpoisoned(&self.full) }
    }

    /// Takes an earlier run of the same seed out of the centre.
    async fn forget(&self, organization: Uuid) -> Result<()> {
        let known = "SELECT 1 FROM sync_positions WHERE organization_id = $1";
        if self.sql.query_opt(known, &[&organization]).await?.is_none() {
            return Ok(());
        }
        let mut script = String::from("BEGIN; SET LOCAL session_replication_role = replica;");
        for table in tables() {
            script += &format!("DELETE FROM {table} WHERE organization_id = '{organization}';");
        }
        self.sql.batch_execute(&(script + "COMMIT")).await.context("an old world is cleared away")
    }

    /// Keeps everything that the centre has of an organization, in place of an earlier backup.
    async fn back_up(&self, organization: Uuid) -> Result<()> {
        let mut script = String::from(
            "BEGIN; CREATE UNLOGGED TABLE IF NOT EXISTS simulated_backup \
             (table_name TEXT, content JSONB, organization_id UUID);",
        );
        script +=
            &format!("DELETE FROM simulated_backup WHERE organization_id = '{organization}';");
        for table in tables() {
            script += &format!(
                "INSERT INTO simulated_backup SELECT '{table}', to_jsonb(t), '{organization}' \
                 FROM {table} t WHERE organization_id = '{organization}';"
            );
        }
        self.sql.batch_execute(&(script + "COMMIT")).await.context("the centre is backed up")
    }

    /// Goes back to the backup; the database begins another life with it.
    async fn restore(&self, organization: Uuid) -> Result<()> {
        self.forget(organization).await?;
        let mut script = String::from("BEGIN; SET LOCAL session_replication_role = replica;");
        for table in tables() {
            script += &format!(
                "INSERT INTO {table} OVERRIDING SYSTEM VALUE \
                 SELECT (jsonb_populate_record(NULL::{table}, content)).* FROM simulated_backup \
                 WHERE table_name = '{table}' AND organization_id = '{organization}';"
            );
        }
        self.sql.batch_execute(&(script + "COMMIT")).await.context("the backup is played back")?;
        // The table is written anew, as it is when a backup is loaded.
        self.sql.batch_execute("VACUUM FULL sync_positions").await?;
        Ok(())
    }

    async fn found(
        &self,
        organization: Uuid,
        site: Uuid,
        user: Uuid,
        practitioner: Uuid,
    ) -> Result<()> {
        self.sql
            .batch_execute(&format!(
                "BEGIN;
                 INSERT INTO organizations (id, organization_id, name, created_at, updated_at)
                 VALUES ('{organization}', '{organization}', 'Clinic', now(), now());
                 INSERT INTO sites
                 (id, organization_id, name, time_zone, currency, created_at, updated_at)
                 VALUES ('{site}', '{organization}', 'Site', 'Europe/Madrid', 'EUR', now(), now());
                 INSERT INTO users
                 (id, organization_id, username, roles, site_id, created_at, updated_at)
                 VALUES ('{user}', '{organization}', 'somebody',
                 '[\"receptionist\", \"finance\"]', '{site}', now(), now());
                 INSERT INTO practitioners
                 (id, organization_id, name_text, site_id, created_at, updated_at)
                 VALUES ('{practitioner}', '{organization}', 'Doctor', '{site}', now(), now());
                 COMMIT"
            ))
            .await
            .context("an organization is founded")
    }

    async fn admit(
        &self,
        organization: Uuid,
        device: Uuid,
        fingerprint: &str,
        public_key: &[u8],
        number: u64,
    ) -> Result<()> {
        self.sql
            .execute(
                "INSERT INTO device_keys (device_id, organization_id, public_key, \
                 certificate_fingerprint, number_prefix) VALUES ($1, $2, $3, $4, $5) \
                 ON CONFLICT DO NOTHING",
                &[&device, &organization, &public_key, &fingerprint, &format!("{number}Z")],
            )
            .await
            .context("a device is admitted")?;
        Ok(())
    }

    /// Everything that took a position, in order.
    async fn changesets(&self, organization: Uuid) -> Result<Vec<(i64, Uuid)>> {
        let rows = self
            .sql
            .query(
                "SELECT position, id FROM sync_changesets WHERE organization_id = $1 \
                 ORDER BY position",
                &[&organization],
            )
            .await?;
        Ok(rows.iter().map(|row| (row.get(0), row.get(1))).collect())
    }

    /// Writes a payment a second time, under another id: the planted double application.
    async fn repeat_payment(&self, organization: Uuid, row: Uuid) -> Result<()> {
        self.sql
            .execute(
                "INSERT INTO payments (id, organization_id, site_id, patient_id, kind, \
                 amount_minor, currency, method, received_at, received_by, payer_kind, \
                 created_at, updated_at) \
                 SELECT gen_random_uuid(), organization_id, site_id, patient_id, kind, \
                 amount_minor, currency, method, received_at, received_by, payer_kind, \
                 created_at, updated_at FROM payments WHERE id = $1 AND organization_id = $2",
                &[&row, &organization],
            )
            .await?;
        Ok(())
    }
}
