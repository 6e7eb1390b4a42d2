//! A Postgres for tests that leaves nothing behind.

use std::fs;
use std::os::unix::fs::DirBuilderExt;
use std::os::unix::process::CommandExt;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use super::{
    Durability, NAME, PrivatePostgres, account, cluster_folder, find_binaries, socket_folder,
    succeeded,
};
use crate::error::Error;

/// A cluster for tests: in a temporary folder, mostly without fsync, ended and removed when the process
/// that made it ends, however that happens.
#[derive(Debug)]
pub struct TestCluster {
    postgres: PrivatePostgres,
    /// Held open: when it closes with this process, the watcher on the other end cleans up.
    _alive: std::process::ChildStdin,
}

impl TestCluster {
    /// Makes and starts one that waits for no disk.
    ///
    /// # Errors
    /// As [`PrivatePostgres::start`].
    pub fn start() -> Result<Self, Error> {
        Self::start_with(Durability::Throwaway)
    }

    /// The same, where what a commit costs is measured.
    ///
    /// # Errors
    /// As [`PrivatePostgres::start`].
    pub fn start_with(durability: Durability) -> Result<Self, Error> {
        let folder = new_folder()?;
        let postgres = PrivatePostgres::start(&folder, durability)?;
        Self::watched(&folder, postgres)
    }

    /// A standby of this one: a copy that streams what happens here and can be read meanwhile.
    ///
    /// # Errors
    /// [`Error::Broken`] where pg_basebackup does not run; [`Error::Io`].
    pub fn standby(&self) -> Result<Self, Error> {
        let folder = new_folder()?;
        let (binaries, account) = (find_binaries()?, account()?);
        let cluster = cluster_folder(&folder, account, Durability::Throwaway)?;
        let sockets = socket_folder(&folder, account)?;
        let mut postgres = PrivatePostgres { binaries, cluster, sockets, account, ours: false };
        let copied = postgres.run("pg_basebackup", |command| {
            command.arg("-h").arg(self.postgres.sockets()).args(["-U", NAME, "-D"]);
            command.arg(&postgres.cluster).args(["-R", "-X", "stream", "-c", "fast", "--no-sync"]);
        })?;
        succeeded(&copied, "pg_basebackup could not copy the cluster")?;
        postgres.configure(Durability::Throwaway)?;
        postgres.launch()?;
        postgres.ours = true;
        Self::watched(&folder, postgres)
    }

    /// Makes a standby the one that is written to.
    ///
    /// # Errors
    /// [`Error::Broken`] where it is none.
    pub fn promote(&self) -> Result<(), Error> {
        let promoted = self.postgres.run("pg_ctl", |command| {
            command.args(["-w", "-t", "60", "promote", "-D"]).arg(&self.postgres.cluster);
        })?;
        succeeded(&promoted, "the standby could not be promoted")
    }

    /// Ends it as if the machine had lost its power.
    ///
    /// # Errors
    /// [`Error::Broken`] where it does not run.
    pub fn crash(&mut self) -> Result<(), Error> {
        let stopped = self.postgres.run("pg_ctl", |command| {
            command.args(["-w", "-m", "immediate", "stop", "-D"]).arg(&self.postgres.cluster);
        })?;
        self.postgres.ours = false;
        succeeded(&stopped, "Postgres did not stop")
    }

    /// Starts it after [`TestCluster::crash`].
    ///
    /// # Errors
    /// [`Error::Broken`] where it does not start.
    pub fn start_again(&mut self) -> Result<(), Error> {
        self.postgres.launch()?;
        self.postgres.ours = true;
        Ok(())
    }

    /// The folder of its unix socket.
    pub fn sockets(&self) -> &Path {
        self.postgres.sockets()
    }

    fn watched(folder: &Path, postgres: PrivatePostgres) -> Result<Self, Error> {
        let script = "read -r _; pid=$(head -n 1 \"$1/postgres/postmaster.pid\" 2>/dev/null); \
                      [ -n \"$pid\" ] && kill -QUIT \"$pid\"; \
                      while [ -n \"$pid\" ] && kill -0 \"$pid\" 2>/dev/null; do sleep 0.1; done; \
                      rm -rf \"$1\"";
        let mut watcher = Command::new("sh")
            .args(["-c", script, "sh"])
            .arg(folder)
            .stdin(Stdio::piped())
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .process_group(0)
            .spawn()
            .map_err(Error::io("cannot run sh"))?;
        let alive = watcher
            .stdin
            .take()
            .ok_or_else(|| Error::Broken("the watcher has no input".to_owned()))?;
        Ok(Self { postgres, _alive: alive })
    }

    /// A fresh, empty database; its URL is what `--database-url` takes.
    ///
    /// # Errors
    /// [`Error::Database`].
    pub async fn database(&self) -> Result<String, Error> {
        let name = format!("t{}", uuid::Uuid::new_v4().simple());
        let (client, connection) =
            self.postgres.config("postgres").connect(tokio_postgres::NoTls).await?;
        let driver = tokio::spawn(connection);
        client.batch_execute(&format!("CREATE DATABASE {name}")).await?;
        drop(client);
        driver.await.map_err(|error| Error::Broken(error.to_string()))??;
        Ok(format!("postgresql:///{name}?host={}&user={NAME}", self.postgres.sockets().display()))
    }
}

fn new_folder() -> Result<PathBuf, Error> {
    let folder = std::env::temp_dir().join(format!("hf-{}", uuid::Uuid::new_v4().simple()));
    fs::DirBuilder::new()
        .mode(0o711)
        .create(&folder)
        .map_err(Error::io(format!("cannot create {}", folder.display())))?;
    Ok(folder)
}
