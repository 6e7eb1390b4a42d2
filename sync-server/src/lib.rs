//! The centre: it keeps every replica of an organization one record.
//!
//! It orders changesets, checks each against the catalog, merges what met, keeps what lost, and
//! tells every device what changed. It deliberately knows no workflow and, but for users and
//! devices, no table by name: shapes come from `migrations`, meanings from `catalog`, the rules of
//! merging from `protocol`.

mod accept;
mod apply;
mod attach;
mod authority;
mod cells;
mod clock;
mod data_folder;
mod database;
mod enrolment;
mod error;
mod figures;
mod files;
mod in_process;
mod leaving;
mod lives;
mod metrics;
mod organization;
mod password;
mod plan;
pub mod postgres_private;
mod routes;
mod rows;
mod scope;
mod security;
mod tail;

use std::collections::BTreeSet;
use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use tokio::net::TcpListener;
use tokio::sync::{Semaphore, watch};
use tokio::task::JoinHandle;
use zeroize::Zeroizing;

pub use accept::Limits;
pub use authority::Authority;
pub use clock::Clock;
pub use data_folder::{DataFolder, Reach};
pub use enrolment::{Invitation, KnownDevice, Placement};
pub use error::Error;
pub use in_process::InProcess;
pub use leaving::HandedOver;
pub use organization::NewOrganization;
pub use plan::PlanInUse;
pub use security::Operator;
pub use tail::Listening;

use database::Database;
use files::Files;
use metrics::Metrics;
use password::{Delays, Passwords};
use postgres_private::{Durability, PrivatePostgres};
use tail::Tail;

/// How a server is started.
#[derive(Clone, Debug)]
pub struct Config {
    /// The server's folder, as `init` made it; created where it is new.
    pub data: PathBuf,
    /// Where devices connect; `server.json` says it where absent. Port 0 takes a free one.
    pub listen: Option<SocketAddr>,
    /// Where health and metrics are read; `server.json` says it where absent.
    pub operations: Option<SocketAddr>,
    /// A Postgres that somebody else runs; without one the server manages its own.
    pub database_url: Option<String>,
    /// The PEM file of the certificate authority that a Postgres on another machine is believed by;
    /// without it only a Postgres on this machine is used.
    pub database_ca: Option<PathBuf>,
    /// Whether the private Postgres waits for the disk.
    pub durability: Durability,
    /// What one connection may cost.
    pub limits: Limits,
    /// When things arrive.
    pub clock: Clock,
}

impl Config {
    /// The server in `data`, as its `server.json` says.
    pub fn new(data: impl Into<PathBuf>) -> Self {
        Self {
            data: data.into(),
            listen: None,
            operations: None,
            database_url: None,
            database_ca: None,
            durability: Durability::Durable,
            limits: Limits::default(),
            clock: Clock::default(),
        }
    }

    /// For tests: loopback, free ports, and the database at `database_url`.
    pub fn for_tests(data: impl Into<PathBuf>, database_url: impl Into<String>) -> Self {
        let loopback = SocketAddr::from(([127, 0, 0, 1], 0));
        Self {
            listen: Some(loopback),
            operations: Some(loopback),
            database_url: Some(database_url.into()),
            durability: Durability::Throwaway,
            ..Self::new(data)
        }
    }
}

/// What all routes share.
pub(crate) struct Centre {
    pub database: Database,
    pub authority: Authority,
    /// What devices call the server.
    pub public_url: String,
    pub unlock_key: Zeroizing<Vec<u8>>,
    pub metrics: Metrics,
    pub passwords: Passwords,
    pub delays: Delays,
    pub files: Files,
    /// Whoever compares a table reads it whole; they take turns.
    pub comparing: Semaphore,
    pub tail: Tail,
    pub limits: Limits,
    pub clock: Clock,
}

impl Centre {
    fn new(
        database: Database,
        (authority, public_url): (Authority, String),
        folder: &DataFolder,
        config: &Config,
        stopping: watch::Receiver<bool>,
    ) -> Result<Arc<Self>, Error> {
        Ok(Arc::new(Self {
            tail: Tail::new(database.clone(), stopping),
            database,
            authority,
            public_url,
            unlock_key: folder.unlock_key()?,
            metrics: Metrics::new()?,
            passwords: Passwords::new()?,
            delays: Delays::default(),
            files: Files::new(folder.path()),
            comparing: Semaphore::new(1),
            limits: config.limits,
            clock: config.clock.clone(),
        }))
    }
}

/// An opened data folder with its database, migrated: what `serve` and the admin commands share.
pub struct Opened {
    folder: DataFolder,
    database: Database,
    authority: Authority,
    postgres: Option<PrivatePostgres>,
    reach: Reach,
}

impl Opened {
    /// Opens the folder, starts the private Postgres where it is wanted and not running, and
    /// migrates the database.
    ///
    /// # Errors
    /// Any [`Error`], each saying what to do.
    pub async fn open(config: &Config) -> Result<Self, Error> {
        // Whoever embeds the server may have chosen a provider already; either is fine.
        let _ = rustls::crypto::ring::default_provider().install_default();
        let folder = DataFolder::create(&config.data)?;
        let authority = Authority::open(&folder)?;
        let reach = folder.reach()?;
        let (postgres, database_config) = match &config.database_url {
            Some(url) => (
                None,
                url.parse::<tokio_postgres::Config>().map_err(|error| {
                    Error::Broken(format!("the database URL cannot be read: {error}"))
                })?,
            ),
            None => {
                let path = folder.path().to_owned();
                let durability = config.durability;
                let private =
                    tokio::task::spawn_blocking(move || PrivatePostgres::start(&path, durability))
                        .await
                        .map_err(|error| Error::Broken(error.to_string()))??;
                create_database(&private).await?;
                let own = private.own();
                (Some(private), own)
            }
        };
        let authority_of_database = config.database_ca.as_deref();
        let database =
            Database::new(database_config, authority_of_database, &folder.column_key()?)?;
        attach::refuse_a_standby(&database).await?;
        attach::migrate(&database).await?;
        lives::note_all(&database).await?;
        Ok(Self { folder, database, authority, postgres, reach })
    }

    /// Makes a one-time code for a PC and returns the link to open or paste there.
    ///
    /// # Errors
    /// [`Error::Broken`] when the site is unknown, [`Error::Database`].
    pub async fn invite(&self, invitation: &Invitation) -> Result<String, Error> {
        let url = public_url(&self.reach, self.reach.listen);
        enrolment::invite(&self.database, &self.authority, &url, invitation).await
    }

    /// All devices, the newest first.
    ///
    /// # Errors
    /// [`Error::Database`].
    pub async fn devices(&self) -> Result<Vec<KnownDevice>, Error> {
        enrolment::devices(&self.database).await
    }

    /// Says what the device with this id or name is for, where it stands and whose it is.
    ///
    /// # Errors
    /// [`Error::Broken`] when there is no such device, site or person.
    pub async fn place(
        &self,
        device: &str,
        placement: &Placement,
        operator: &Operator,
    ) -> Result<KnownDevice, Error> {
        enrolment::place(&self.database, device, placement, operator).await
    }

    /// Revokes the device with this id or name on an operator's behalf; it acts on the device's
    /// next request.
    ///
    /// # Errors
    /// [`Error::Broken`] when there is none, or more than one, or nobody signs in as the operator.
    pub async fn revoke(&self, device: &str, operator: &Operator) -> Result<KnownDevice, Error> {
        enrolment::revoke(&self.database, device, operator).await
    }

    /// Takes note of a backup that somebody has verified and that was begun at `begun_at`. The PCs
    /// let go of their copies of what it holds. Returns how many changes that are.
    ///
    /// # Errors
    /// [`Error::Broken`] when the moment lies ahead; [`Error::Database`].
    pub async fn backed_up(&self, begun_at: chrono::DateTime<chrono::Utc>) -> Result<u64, Error> {
        lives::note_backup(&self.database, begun_at).await
    }

    /// What revoked devices handed over and nobody has taken up, device by device.
    ///
    /// # Errors
    /// [`Error::Database`].
    pub async fn handed_over(&self) -> Result<Vec<HandedOver>, Error> {
        leaving::handed_over(&self.database).await
    }

    /// Applies changes that a revoked device handed over, with their author's rights of today. Gives
    /// why they may still not be applied; then they stay where they are.
    ///
    /// # Errors
    /// [`Error::Broken`] when there is no such changeset, it was taken up before, or nobody signs in
    /// as the operator; [`Error::Database`].
    pub async fn take_up(
        &self,
        changeset: uuid::Uuid,
        operator: &Operator,
    ) -> Result<Option<String>, Error> {
        leaving::take_up(&self.database, &clock::Clock::default(), changeset, operator).await
    }

    /// Sets for how many days, 1 to 3,650, a PC goes on without having heard from the centre.
    ///
    /// # Errors
    /// [`Error::Database`].
    pub async fn set_lease(&self, days: u16) -> Result<(), Error> {
        leaving::set_lease(&self.database, days).await
    }

    /// The organization's plan, what it allows and how much of it is in use.
    ///
    /// # Errors
    /// [`Error::Broken`] where there is no organization yet; [`Error::Database`].
    pub async fn plan(&self) -> Result<PlanInUse, Error> {
        plan::show(&self.database).await
    }

    /// Puts the organization on another plan, on an operator's behalf; `None` limits nothing. What is
    /// in use beyond a smaller plan stays.
    ///
    /// # Errors
    /// [`Error::Broken`] where there is no such plan, or no organization yet, or nobody signs in as
    /// the operator; [`Error::Database`].
    pub async fn set_plan(
        &self,
        plan: Option<&str>,
        operator: &Operator,
    ) -> Result<PlanInUse, Error> {
        plan::set(&self.database, plan, operator).await
    }

    /// Writes a first organization with a site and an administrator.
    ///
    /// # Errors
    /// [`Error::Broken`] when there is an organization already or something is missing.
    pub async fn found(&self, new: &NewOrganization) -> Result<(), Error> {
        organization::found(&self.database, new).await
    }

    /// Closes the database and stops the private Postgres, if this process started it.
    ///
    /// # Errors
    /// [`Error::Broken`] when it does not stop.
    pub async fn close(self) -> Result<(), Error> {
        self.database.close();
        stop_postgres(self.postgres).await
    }
}

/// A server that runs.
pub struct Running {
    /// Where devices connect, with mutual TLS.
    pub address: SocketAddr,
    /// Where `/health` and `/metrics` are read, plain, from this machine only.
    pub operations: SocketAddr,
    /// What devices call the server.
    pub public_url: String,
    centre: Arc<Centre>,
    postgres: Option<PrivatePostgres>,
    stop: watch::Sender<bool>,
    tasks: Vec<JoinHandle<()>>,
    /// Keeps every other server off the data folder.
    _claim: std::fs::File,
}

/// Starts the server and returns once it answers.
///
/// # Errors
/// Any [`Error`], each saying what to do.
pub async fn start(config: Config) -> Result<Running, Error> {
    let claim = DataFolder::create(&config.data)?.claim()?;
    let opened = Opened::open(&config).await?;
    let Opened { folder, database, authority, mut postgres, reach } = opened;
    if let Some(postgres) = &mut postgres {
        postgres.take_over();
    }
    let listen = config.listen.unwrap_or(reach.listen);
    let operations = config.operations.unwrap_or(reach.operations);
    if !accept::is_loopback(operations) {
        return Err(Error::Broken(format!(
            "health and metrics are plain HTTP and must stay on this machine; {operations} is \
             not a loopback address"
        )));
    }
    let bind = async |address: SocketAddr| {
        TcpListener::bind(address).await.map_err(Error::io(format!(
            "cannot listen on {address}; is another server running there?"
        )))
    };
    let (listener, operations_listener) = (bind(listen).await?, bind(operations).await?);
    let local = |listener: &TcpListener| {
        listener.local_addr().map_err(Error::io("cannot read the listening address"))
    };
    let (address, operations) = (local(&listener)?, local(&operations_listener)?);
    let public_url = public_url(&reach, address);
    let tls = authority.tls(&folder, &certificate_names(&reach, address))?;

    let (stop, stopping) = watch::channel(false);
    let named = (authority, public_url.clone());
    let centre = Centre::new(database, named, &folder, &config, stopping.clone())?;
    let metrics = centre.metrics.clone();
    let devices = routes::devices(Arc::clone(&centre));
    let for_operations = routes::operations(Arc::clone(&centre));
    let tasks = vec![
        tokio::spawn(accept::serve(
            listener,
            tls,
            devices,
            config.limits,
            metrics,
            stopping.clone(),
        )),
        tokio::spawn(accept::serve_operations(
            operations_listener,
            for_operations,
            stopping.clone(),
        )),
        tokio::spawn(figures::keep_thin(centre.database.clone(), stopping)),
    ];
    tracing::info!(%address, %operations, "the server answers");
    Ok(Running { address, operations, public_url, centre, postgres, stop, tasks, _claim: claim })
}

impl Running {
    /// Makes a one-time code for a PC and returns the link to open or paste there.
    ///
    /// # Errors
    /// [`Error::Broken`] when the site is unknown, [`Error::Database`].
    pub async fn invite(&self, invitation: &Invitation) -> Result<String, Error> {
        let centre = &self.centre;
        enrolment::invite(&centre.database, &centre.authority, &self.public_url, invitation).await
    }

    /// Says what the device with this id or name is for, where it stands and whose it is.
    ///
    /// # Errors
    /// [`Error::Broken`] when there is no such device, site or person.
    pub async fn place(
        &self,
        device: &str,
        placement: &Placement,
        operator: &Operator,
    ) -> Result<KnownDevice, Error> {
        enrolment::place(&self.centre.database, device, placement, operator).await
    }

    /// Revokes the device with this id or name on an operator's behalf; it acts on the device's
    /// next request.
    ///
    /// # Errors
    /// [`Error::Broken`] when there is none, or more than one, or nobody signs in as the operator.
    pub async fn revoke(&self, device: &str, operator: &Operator) -> Result<KnownDevice, Error> {
        enrolment::revoke(&self.centre.database, device, operator).await
    }

    /// As [`Opened::backed_up`].
    ///
    /// # Errors
    /// [`Error::Broken`] when the moment lies ahead; [`Error::Database`].
    pub async fn backed_up(&self, begun_at: chrono::DateTime<chrono::Utc>) -> Result<u64, Error> {
        lives::note_backup(&self.centre.database, begun_at).await
    }

    /// As [`Opened::handed_over`].
    ///
    /// # Errors
    /// [`Error::Database`].
    pub async fn handed_over(&self) -> Result<Vec<HandedOver>, Error> {
        leaving::handed_over(&self.centre.database).await
    }

    /// As [`Opened::take_up`].
    ///
    /// # Errors
    /// [`Error::Broken`] when there is no such changeset, it was taken up before, or nobody signs in
    /// as the operator; [`Error::Database`].
    pub async fn take_up(
        &self,
        changeset: uuid::Uuid,
        operator: &Operator,
    ) -> Result<Option<String>, Error> {
        leaving::take_up(&self.centre.database, &self.centre.clock, changeset, operator).await
    }

    /// As [`Opened::set_lease`].
    ///
    /// # Errors
    /// [`Error::Database`].
    pub async fn set_lease(&self, days: u16) -> Result<(), Error> {
        leaving::set_lease(&self.centre.database, days).await
    }

    /// As [`Opened::plan`].
    ///
    /// # Errors
    /// As there.
    pub async fn plan(&self) -> Result<PlanInUse, Error> {
        plan::show(&self.centre.database).await
    }

    /// As [`Opened::set_plan`].
    ///
    /// # Errors
    /// As there.
    pub async fn set_plan(
        &self,
        plan: Option<&str>,
        operator: &Operator,
    ) -> Result<PlanInUse, Error> {
        plan::set(&self.centre.database, plan, operator).await
    }

    /// Thins the figures that PCs have measured, as if it were this moment; gives how many went.
    /// The server does so by itself every hour.
    ///
    /// # Errors
    /// [`Error::Database`].
    pub async fn thin_figures(&self, now: chrono::DateTime<chrono::Utc>) -> Result<u64, Error> {
        figures::thin(&self.centre.database, now).await
    }

    /// Writes a first organization with a site and an administrator.
    ///
    /// # Errors
    /// [`Error::Broken`] when there is an organization already or something is missing.
    pub async fn found(&self, new: &NewOrganization) -> Result<(), Error> {
        organization::found(&self.centre.database, new).await
    }

    /// Lets open requests finish, then ends everything that [`start`] began.
    ///
    /// # Errors
    /// [`Error::Broken`] when the private Postgres does not stop.
    pub async fn stop(self) -> Result<(), Error> {
        self.stop.send_replace(true);
        for task in self.tasks {
            task.await.map_err(|error| Error::Broken(format!("a task failed: {error}")))?;
        }
        self.centre.database.close();
        stop_postgres(self.postgres).await?;
        tracing::info!("the server has stopped");
        Ok(())
    }
}

async fn stop_postgres(postgres: Option<PrivatePostgres>) -> Result<(), Error> {
    let Some(mut postgres) = postgres else {
        return Ok(());
    };
    tokio::task::spawn_blocking(move || postgres.stop())
        .await
        .map_err(|error| Error::Broken(error.to_string()))?
}

/// Makes the server's own database inside its private cluster, the first time.
async fn create_database(private: &PrivatePostgres) -> Result<(), Error> {
    let (client, connection) = private.config("postgres").connect(tokio_postgres::NoTls).await?;
    let driver = tokio::spawn(connection);
    let present = client
        .query_opt("SELECT 1 FROM pg_database WHERE datname = 'holdfast'", &[])
        .await?
        .is_some();
    if !present {
        client.batch_execute("CREATE DATABASE holdfast").await?;
    }
    drop(client);
    driver.await.map_err(|error| Error::Broken(error.to_string()))??;
    Ok(())
}

fn public_url(reach: &Reach, address: SocketAddr) -> String {
    reach.public_url.clone().unwrap_or_else(|| {
        if address.ip().is_unspecified() {
            format!("https://{}:{}", host_name(), address.port())
        } else {
            format!("https://{address}")
        }
    })
}

/// Every name under which a device may call the server.
fn certificate_names(reach: &Reach, address: SocketAddr) -> BTreeSet<String> {
    let mut names: BTreeSet<String> =
        ["localhost", "127.0.0.1", "::1"].into_iter().map(str::to_owned).collect();
    names.insert(host_name());
    if !address.ip().is_unspecified() {
        names.insert(address.ip().to_string());
    }
    names.extend(reach.names.iter().cloned());
    if let Some(url) = &reach.public_url
        && let Some(host) = host_of(url)
    {
        names.insert(host.to_owned());
    }
    names
}

/// The host of an `https://host:port/` URL, without the brackets of an IPv6 address.
fn host_of(url: &str) -> Option<&str> {
    let rest = url.strip_prefix("https://")?;
    let authority = rest.split(['/', '?']).next()?;
    if let Some(six) = authority.strip_prefix('[') {
        return six.split(']').next();
    }
    authority.split(':').next().filter(|host| !host.is_empty())
}

fn host_name() -> String {
    std::fs::read_to_string(Path::new("/proc/sys/kernel/hostname"))
        .map(|name| name.trim().to_owned())
        .ok()
        .filter(|name| !name.is_empty() && name.is_ascii())
        .unwrap_or_else(|| "localhost".to_owned())
}
