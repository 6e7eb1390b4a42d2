//! A Postgres for tests that leaves nothing behind.

use std::fs;
use std::os::unix::fs::DirBuilderExt;
use std::os::unix::process::CommandExt;
use std::process::{Command, Stdio};

use super::{Durability, NAME, PrivatePostgres};
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
        let folder = std::env::temp_dir().join(format!("hf-{}", uuid::Uuid::new_v4().simple()));
        fs::DirBuilder::new()
            .mode(0o711)
            .create(&folder)
            .map_err(Error::io(format!("cannot create {}", folder.display())))?;
        let postgres = PrivatePostgres::start(&folder, durability)?;
        let script = "read -r _; pid=$(head -n 1 \"$1/postgres/postmaster.pid\" 2>/dev/null); \
                      [ -n \"$pid\" ] && kill -QUIT \"$pid\"; \
                      while [ -n \"$pid\" ] && kill -0 \"$pid\" 2>/dev/null; do sleep 0.1; done; \
                      rm -rf \"$1\"";
        let mut watcher = Command::new("sh")
            .args(["-c", script, "sh"])
            .arg(&folder)
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
