//! A Postgres of the server's own: installed binaries, own data folder, unix socket only, so that
//! a first server needs no database administrator.
//!
//! It deliberately touches no system service and opens no network port. Its log keeps neither
//! statements nor values, because both may hold patient data.

mod test_cluster;

use std::fs;
use std::os::unix::fs::{DirBuilderExt, MetadataExt, PermissionsExt};
use std::os::unix::process::CommandExt;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};

use sha2::{Digest, Sha256};

use crate::error::Error;

pub use test_cluster::TestCluster;

/// The database and the role inside the cluster.
const NAME: &str = "holdfast";

/// A unix socket's path must stay below 108 bytes; this leaves room for the file name.
const SOCKET_FOLDER_BYTES_MAX: usize = 85;

/// Whether a commit waits for the disk.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Durability {
    /// As a clinic needs it: what was acknowledged survives a power cut.
    Durable,
    /// For tests that do not test durability: faster, and lost with the machine.
    Throwaway,
}

/// The account that Postgres runs under when the server is root, which Postgres refuses to be.
#[derive(Clone, Copy, Debug)]
struct Account {
    user: u32,
    group: u32,
}

/// A private cluster that is running.
#[derive(Debug)]
pub struct PrivatePostgres {
    binaries: PathBuf,
    cluster: PathBuf,
    sockets: PathBuf,
    account: Option<Account>,
    /// Whether it ends with this value.
    ours: bool,
}

impl PrivatePostgres {
    /// Makes the cluster in `folder/postgres` if it is not there, and starts it if it does not run.
    /// Blocks for a second or two.
    ///
    /// # Errors
    /// [`Error::Broken`] with what to install or to change; [`Error::Io`].
    pub fn start(folder: &Path, durability: Durability) -> Result<Self, Error> {
        let binaries = find_binaries()?;
        let account = account()?;
        if account.is_some() {
            let_pass(folder)?;
        }
        let cluster = cluster_folder(folder, account, durability)?;
        let sockets = socket_folder(folder, account)?;
        let mut private = Self { binaries, cluster, sockets, account, ours: false };
        if !private.cluster.join("PG_VERSION").exists() {
            private.initialize()?;
        }
        private.configure(durability)?;
        if !private.is_running()? {
            private.launch()?;
            private.ours = true;
        }
        Ok(private)
    }

    /// How to reach a database of it.
    pub fn config(&self, database: &str) -> tokio_postgres::Config {
        let mut config = tokio_postgres::Config::new();
        config.host_path(&self.sockets).user(NAME).dbname(database);
        config
    }

    /// How to reach the server's own database.
    pub fn own(&self) -> tokio_postgres::Config {
        self.config(NAME)
    }

    /// The folder of its unix socket.
    pub fn sockets(&self) -> &Path {
        &self.sockets
    }

    /// Makes it end with this value, whoever started it: after a crash of the server its Postgres
    /// is still there, and the next one takes it over.
    pub(crate) fn take_over(&mut self) {
        self.ours = true;
    }

    /// Stops it if it is this process's; open transactions are rolled back.
    ///
    /// # Errors
    /// [`Error::Broken`] when it does not stop within a minute.
    pub fn stop(&mut self) -> Result<(), Error> {
        if !self.ours {
            return Ok(());
        }
        let output = self.run("pg_ctl", |command| {
            command.args(["-w", "-t", "60", "-m", "fast", "stop"]).arg("-D").arg(&self.cluster);
        })?;
        self.ours = false;
        succeeded(&output, "Postgres did not stop")
    }

    fn initialize(&self) -> Result<(), Error> {
        let output = self.run("initdb", |command| {
            command
                .arg("-D")
                .arg(&self.cluster)
                .args(["-U", NAME, "-E", "UTF8", "--locale=C.UTF-8", "--data-checksums"])
                // The socket stands in a folder that only this account enters.
                .args(["--auth-local=trust", "--auth-host=reject"]);
        })?;
        succeeded(&output, "initdb could not make a database cluster")
    }

    /// The settings that are ours; written at every start, so that an update of Holdfast reaches
    /// clusters that exist.
    fn configure(&self, durability: Durability) -> Result<(), Error> {
        let sockets = self.sockets.display().to_string().replace('\'', "''");
        let mut settings = format!(
            "listen_addresses = ''\n\
             unix_socket_directories = '{sockets}'\n\
             unix_socket_permissions = 0700\n\
             max_connections = 60\n\
             shared_buffers = 128MB\n\
             max_wal_size = 1GB\n\
             deadlock_timeout = 200ms\n\
             idle_in_transaction_session_timeout = 60s\n\
             log_min_messages = warning\n\
             log_min_error_statement = panic\n\
             log_error_verbosity = terse\n\
             log_parameter_max_length = 0\n\
             log_parameter_max_length_on_error = 0\n\
             log_statement = none\n\
             timezone = UTC\n\
             log_timezone = UTC\n\
             jit = off\n"
        );
        if durability == Durability::Throwaway {
            settings.push_str("fsync = off\nsynchronous_commit = off\nfull_page_writes = off\n");
        }
        let path = self.cluster.join("holdfast.conf");
        fs::write(&path, settings)
            .map_err(Error::io(format!("cannot write {}", path.display())))?;
        self.hand_over(&path)?;
        let main = self.cluster.join("postgresql.conf");
        let text = fs::read_to_string(&main)
            .map_err(Error::io(format!("cannot read {}", main.display())))?;
        if !text.contains("include = 'holdfast.conf'") {
            fs::write(&main, format!("{text}\ninclude = 'holdfast.conf'\n"))
                .map_err(Error::io(format!("cannot write {}", main.display())))?;
        }
        Ok(())
    }

    fn is_running(&self) -> Result<bool, Error> {
        let output = self.run("pg_ctl", |command| {
            command.arg("status").arg("-D").arg(&self.cluster);
        })?;
        Ok(output.status.success())
    }

    fn launch(&self) -> Result<(), Error> {
        let log = self.cluster.join("server.log");
        let output = self.run("pg_ctl", |command| {
            command
                .args(["-w", "-t", "60", "start", "-D"])
                .arg(&self.cluster)
                .arg("-l")
                .arg(&log)
                // The postmaster outlives pg_ctl and would keep our pipes open.
                .stdout(Stdio::null())
                .stderr(Stdio::null())
                // A Ctrl-C at the terminal must reach the server first, which then stops Postgres.
                .process_group(0);
        })?;
        succeeded(&output, &format!("Postgres did not start; its log is {}", log.display()))
    }

    fn run(&self, program: &str, arrange: impl FnOnce(&mut Command)) -> Result<Output, Error> {
        let path = self.binaries.join(program);
        let mut command = Command::new(&path);
        command.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped());
        command.current_dir("/").env("LC_ALL", "C");
        if let Some(account) = self.account {
            command.uid(account.user).gid(account.group);
        }
        arrange(&mut command);
        command
            .spawn()
            .and_then(std::process::Child::wait_with_output)
            .map_err(Error::io(format!("cannot run {}", path.display())))
    }

    fn hand_over(&self, path: &Path) -> Result<(), Error> {
        hand_over(path, self.account)
    }
}

impl Drop for PrivatePostgres {
    /// Ends it also where the server failed to start.
    fn drop(&mut self) {
        if let Err(error) = self.stop() {
            tracing::warn!(%error, "the private Postgres is left running");
        }
    }
}

fn succeeded(output: &Output, otherwise: &str) -> Result<(), Error> {
    if output.status.success() {
        return Ok(());
    }
    let said = String::from_utf8_lossy(&output.stderr);
    Err(Error::Broken(format!("{otherwise}. {}", said.trim())))
}

/// Where initdb, pg_ctl and postgres are: on `PATH`, or where Debian puts them, newest first.
fn find_binaries() -> Result<PathBuf, Error> {
    let debian = fs::read_dir("/usr/lib/postgresql").into_iter().flatten().flatten();
    let mut versions: Vec<(u32, PathBuf)> = debian
        .filter_map(|entry| {
            Some((entry.file_name().to_str()?.parse().ok()?, entry.path().join("bin")))
        })
        .collect();
    versions.sort_by_key(|(version, _)| std::cmp::Reverse(*version));
    let on_path = std::env::var_os("PATH");
    let on_path = on_path.iter().flat_map(std::env::split_paths);
    versions
        .into_iter()
        .map(|(_, folder)| folder)
        .chain(on_path)
        .find(|folder| {
            ["initdb", "pg_ctl", "postgres"].iter().all(|program| folder.join(program).is_file())
        })
        .ok_or_else(|| {
            Error::Broken(
                "Postgres is not installed on this machine. Install it (Debian, Ubuntu: apt-get \
                 install postgresql), or name a database with --database-url."
                    .to_owned(),
            )
        })
}

/// `None` when this process may run Postgres itself.
fn account() -> Result<Option<Account>, Error> {
    let own = fs::metadata("/proc/self").map_err(Error::io("cannot read /proc/self"))?.uid();
    if own != 0 {
        return Ok(None);
    }
    let accounts =
        fs::read_to_string("/etc/passwd").map_err(Error::io("cannot read /etc/passwd"))?;
    accounts
        .lines()
        .find_map(|line| {
            let mut fields = line.split(':');
            (fields.next()? == "postgres").then_some(())?;
            let user = fields.nth(1)?.parse().ok()?;
            Some(Account { user, group: fields.next()?.parse().ok()? })
        })
        .map(Some)
        .ok_or_else(|| {
            Error::Broken(
                "Postgres refuses to run as root, and this machine has no account 'postgres' to \
                 run it under. Start the server as an ordinary user."
                    .to_owned(),
            )
        })
}

/// `folder/postgres`; or, where root keeps the folder in a place that Postgres' account cannot
/// enter (such as /root), a folder under /var/lib with a link to it.
fn cluster_folder(
    folder: &Path,
    account: Option<Account>,
    durability: Durability,
) -> Result<PathBuf, Error> {
    let wanted = folder.join("postgres");
    if let Ok(linked) = fs::read_link(&wanted) {
        return Ok(linked);
    }
    if wanted.exists() || account.is_none() || others_may_enter(folder) {
        own_folder(&wanted, account)?;
        return Ok(wanted);
    }
    let parent = match durability {
        Durability::Durable => PathBuf::from("/var/lib/holdfast"),
        Durability::Throwaway => std::env::temp_dir().join("holdfast-clusters"),
    };
    fs::DirBuilder::new()
        .recursive(true)
        .mode(0o711)
        .create(&parent)
        .map_err(Error::io(format!("cannot create {}", parent.display())))?;
    let cluster = parent.join(short_name(folder));
    own_folder(&cluster, account)?;
    std::os::unix::fs::symlink(&cluster, &wanted)
        .map_err(Error::io(format!("cannot link {}", wanted.display())))?;
    tracing::warn!(
        folder = %cluster.display(),
        "Postgres' account cannot enter the data folder; its cluster is kept elsewhere"
    );
    Ok(cluster)
}

/// `folder/run`; or, where that path is too long for a socket or cannot be entered, a folder of
/// our own in the system's place for temporary files.
fn socket_folder(folder: &Path, account: Option<Account>) -> Result<PathBuf, Error> {
    let wanted = folder.join("run");
    let fits = wanted.as_os_str().len() <= SOCKET_FOLDER_BYTES_MAX;
    let chosen = if fits && (account.is_none() || others_may_enter(folder)) {
        wanted
    } else {
        std::env::temp_dir().join(format!("holdfast-{}", short_name(folder)))
    };
    own_folder(&chosen, account)?;
    let metadata =
        fs::metadata(&chosen).map_err(Error::io(format!("cannot read {}", chosen.display())))?;
    let own = fs::metadata("/proc/self").map_err(Error::io("cannot read /proc/self"))?.uid();
    let expected = account.map_or(own, |account| account.user);
    if metadata.uid() != expected || metadata.permissions().mode() & 0o077 != 0 {
        return Err(Error::Broken(format!(
            "{} belongs to somebody else; remove it and start again",
            chosen.display()
        )));
    }
    Ok(chosen)
}

fn short_name(folder: &Path) -> String {
    let hash = Sha256::digest(folder.as_os_str().as_encoded_bytes());
    data_encoding::HEXLOWER.encode(hash.get(..8).unwrap_or_default())
}

/// Lets Postgres' account pass through the server's own folder; listing it stays the owner's.
fn let_pass(folder: &Path) -> Result<(), Error> {
    let what = || format!("cannot open {} to Postgres' account", folder.display());
    let metadata = fs::metadata(folder).map_err(Error::io(what()))?;
    let mode = metadata.permissions().mode();
    if mode & 0o001 == 0 {
        fs::set_permissions(folder, fs::Permissions::from_mode(mode | 0o011))
            .map_err(Error::io(what()))?;
    }
    Ok(())
}

fn others_may_enter(folder: &Path) -> bool {
    folder.ancestors().all(|ancestor| {
        fs::metadata(ancestor).is_ok_and(|metadata| metadata.permissions().mode() & 0o001 != 0)
    })
}

fn own_folder(path: &Path, account: Option<Account>) -> Result<(), Error> {
    if !path.exists() {
        fs::DirBuilder::new()
            .mode(0o700)
            .create(path)
            .map_err(Error::io(format!("cannot create {}", path.display())))?;
        hand_over(path, account)?;
    }
    Ok(())
}

fn hand_over(path: &Path, account: Option<Account>) -> Result<(), Error> {
    if let Some(account) = account {
        std::os::unix::fs::chown(path, Some(account.user), Some(account.group))
            .map_err(Error::io(format!("cannot give {} to postgres", path.display())))?;
    }
    Ok(())
}
