//! The server's own folder: its certificate authority, its two secrets and how it is reached.
//!
//! Whoever can read this folder is the centre, so everything secret in it is for its owner alone.
//! Of clinical data it holds the files of records alone, sealed (`files`); the rest is in Postgres.

use std::fs;
use std::io::Write;
use std::net::SocketAddr;
use std::os::unix::fs::{DirBuilderExt, OpenOptionsExt, PermissionsExt};
use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};
use zeroize::Zeroizing;

use crate::error::Error;

/// How the server is reached; `server.json`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Reach {
    /// Where devices connect (mutual TLS).
    pub listen: SocketAddr,
    /// Where health and metrics are read, without TLS; it must be a loopback address.
    pub operations: SocketAddr,
    /// What devices call the server, such as `https://clinic.example:8443`; derived from the
    /// listening address where absent.
    pub public_url: Option<String>,
    /// Further host names and addresses that the certificate is valid for.
    pub names: Vec<String>,
}

impl Default for Reach {
    fn default() -> Self {
        Self {
            listen: SocketAddr::from(([127, 0, 0, 1], 8443)),
            operations: SocketAddr::from(([127, 0, 0, 1], 8444)),
            public_url: None,
            names: Vec::new(),
        }
    }
}

/// An opened data folder.
#[derive(Clone, Debug)]
pub struct DataFolder {
    path: PathBuf,
}

impl DataFolder {
    /// Opens `path`, creating it with fresh secrets where it is new.
    ///
    /// # Errors
    /// [`Error::Io`] when the folder cannot be created or its secrets cannot be written.
    pub fn create(path: &Path) -> Result<Self, Error> {
        // Others may pass through (not list) so that a Postgres that runs under its own account
        // reaches its cluster inside; every secret file is for the owner alone.
        fs::DirBuilder::new()
            .recursive(true)
            .mode(0o711)
            .create(path)
            .map_err(Error::io(format!("cannot create {}", path.display())))?;
        let path =
            fs::canonicalize(path).map_err(Error::io(format!("cannot open {}", path.display())))?;
        let folder = Self { path };
        for secret in ["column.key", "unlock.key"] {
            if !folder.file(secret).exists() {
                let mut bytes = Zeroizing::new([0u8; 32]);
                getrandom::fill(bytes.as_mut())
                    .map_err(|error| Error::Broken(format!("no randomness: {error}")))?;
                folder.write_secret(secret, bytes.as_ref())?;
            }
        }
        Ok(folder)
    }

    /// Opens a folder that `init` has made.
    ///
    /// # Errors
    /// [`Error::Io`] when it is not there.
    pub fn open(path: &Path) -> Result<Self, Error> {
        let path = fs::canonicalize(path).map_err(Error::io(format!(
            "there is no server in {}; make one with: holdfast-server init --data {}",
            path.display(),
            path.display()
        )))?;
        let folder = Self { path };
        if !folder.file("column.key").exists() {
            return Err(Error::Broken(format!(
                "there is no server in {}; make one with: holdfast-server init --data {}",
                folder.path.display(),
                folder.path.display()
            )));
        }
        Ok(folder)
    }

    /// The folder itself.
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// Claims the folder for one serving process, for as long as the file stays open.
    pub(crate) fn claim(&self) -> Result<fs::File, Error> {
        let path = self.file("serve.lock");
        let file = fs::OpenOptions::new()
            .write(true)
            .create(true)
            .truncate(false)
            .open(&path)
            .map_err(Error::io(format!("cannot open {}", path.display())))?;
        match file.try_lock() {
            Ok(()) => Ok(file),
            Err(fs::TryLockError::WouldBlock) => Err(Error::Broken(format!(
                "a server is running on {} already; stop it first",
                self.path.display()
            ))),
            Err(fs::TryLockError::Error(source)) => {
                Err(Error::Io { what: format!("cannot lock {}", path.display()), source })
            }
        }
    }

    /// A file inside.
    pub(crate) fn file(&self, name: &str) -> PathBuf {
        self.path.join(name)
    }

    /// The key of the sealed columns, which Postgres does not store.
    pub(crate) fn column_key(&self) -> Result<Zeroizing<Vec<u8>>, Error> {
        self.secret("column.key")
    }

    /// The key from which a device's share for wrapping its database key is derived.
    pub(crate) fn unlock_key(&self) -> Result<Zeroizing<Vec<u8>>, Error> {
        self.secret("unlock.key")
    }

    fn secret(&self, name: &str) -> Result<Zeroizing<Vec<u8>>, Error> {
        let path = self.file(name);
        let bytes = Zeroizing::new(
            fs::read(&path).map_err(Error::io(format!("cannot read {}", path.display())))?,
        );
        if bytes.len() != 32 {
            return Err(Error::Broken(format!("{} is not a key of 32 bytes", path.display())));
        }
        Ok(bytes)
    }

    /// Reads `server.json`; its defaults where it is absent.
    ///
    /// # Errors
    /// [`Error::Io`] or [`Error::Broken`] when it cannot be read.
    pub fn reach(&self) -> Result<Reach, Error> {
        let path = self.file("server.json");
        if !path.exists() {
            return Ok(Reach::default());
        }
        let text = fs::read(&path).map_err(Error::io(format!("cannot read {}", path.display())))?;
        serde_json::from_slice(&text)
            .map_err(|error| Error::Broken(format!("{} is not valid: {error}", path.display())))
    }

    /// Writes `server.json`.
    ///
    /// # Errors
    /// [`Error::Io`] when it cannot be written.
    pub fn set_reach(&self, reach: &Reach) -> Result<(), Error> {
        let text = serde_json::to_vec_pretty(reach)
            .map_err(|error| Error::Broken(format!("server.json: {error}")))?;
        self.write(&self.file("server.json"), &text, 0o644)
    }

    /// Writes a file that only the owner may read.
    pub(crate) fn write_secret(&self, name: &str, bytes: &[u8]) -> Result<(), Error> {
        self.write(&self.file(name), bytes, 0o600)
    }

    /// Writes a file that anybody may read.
    pub(crate) fn write_public(&self, name: &str, bytes: &[u8]) -> Result<(), Error> {
        self.write(&self.file(name), bytes, 0o644)
    }

    /// Writes beside, then renames, so that a crash leaves the old file or the new one.
    fn write(&self, path: &Path, bytes: &[u8], mode: u32) -> Result<(), Error> {
        let what = || format!("cannot write {}", path.display());
        let beside = path.with_extension("new");
        let mut file = fs::OpenOptions::new()
            .write(true)
            .create(true)
            .truncate(true)
            .mode(mode)
            .open(&beside)
            .map_err(Error::io(what()))?;
        file.set_permissions(fs::Permissions::from_mode(mode)).map_err(Error::io(what()))?;
        file.write_all(bytes).map_err(Error::io(what()))?;
        file.sync_all().map_err(Error::io(what()))?;
        fs::rename(&beside, path).map_err(Error::io(what()))
    }
}
