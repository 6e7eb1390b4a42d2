//! Opening the file, and who may touch it: one writer, several readers, one process.

use std::collections::HashMap;
use std::fs::File;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use fs4::fs_std::FileExt;
use migrations::Engine;
use rusqlite::trace::{TraceEvent, TraceEventCodes};
use rusqlite::{Connection, OpenFlags, StatementStatus};
use uuid::Uuid;

use crate::error::describe;
use crate::facts::Facts;
use crate::keys::DatabaseKey;
use crate::reads::Reads;
use crate::{Changed, Effort, Error, Reader, Surroundings, Write};

/// The database file's name inside the profile folder.
pub const DATABASE_FILE: &str = "holdfast.db";
/// The file whose lock says that a Holdfast runs on the profile folder.
const LOCK_FILE: &str = "lock";
const READERS_KEPT: usize = 4;

/// An open replica. Clones share it; the file closes and the key is erased with the last one.
#[derive(Clone)]
pub struct Store {
    inner: Arc<Inner>,
}

type Listener = Box<dyn Fn(&Changed) + Send + Sync>;

struct Inner {
    writer: Mutex<Connection>,
    readers: Mutex<Vec<Connection>>,
    listeners: Mutex<Vec<Listener>>,
    reads: Mutex<Reads>,
    folder: PathBuf,
    key: DatabaseKey,
    surroundings: Surroundings,
    _lock: Lock,
}

impl Store {
    /// Makes a new, empty record in `folder` under `key`. Refuses a folder that holds one.
    pub fn create(
        folder: &Path,
        key: DatabaseKey,
        surroundings: Surroundings,
    ) -> Result<Self, Error> {
        std::fs::create_dir_all(folder)?;
        let lock = lock(folder)?;
        if folder.join(DATABASE_FILE).exists() {
            return Err(Error::RecordExists);
        }
        Self::start(folder, key, surroundings, lock)
    }

    /// Opens the record in `folder`. A wrong key and a damaged file are told, never replaced.
    pub fn open(
        folder: &Path,
        key: DatabaseKey,
        surroundings: Surroundings,
    ) -> Result<Self, Error> {
        if !folder.join(DATABASE_FILE).is_file() {
            return Err(Error::NoRecord);
        }
        let lock = lock(folder)?;
        Self::start(folder, key, surroundings, lock)
    }

    fn start(
        folder: &Path,
        key: DatabaseKey,
        surroundings: Surroundings,
        lock: Lock,
    ) -> Result<Self, Error> {
        let path = folder.join(DATABASE_FILE);
        let mut writer = connect(&path, &key)?;
        migrate(&mut writer)?;
        watch(&mut writer, &surroundings)?;
        let inner = Inner {
            writer: Mutex::new(writer),
            readers: Mutex::new(Vec::new()),
            listeners: Mutex::new(Vec::new()),
            reads: Mutex::new(Reads::new()),
            folder: folder.to_owned(),
            key,
            surroundings,
            _lock: lock,
        };
        Ok(Self { inner: Arc::new(inner) })
    }

    /// Runs `read` on a consistent snapshot, beside any writer.
    pub fn read<T, E: From<Error>>(
        &self,
        read: impl FnOnce(&Reader<'_>) -> Result<T, E>,
    ) -> Result<T, E> {
        let kept = unpoisoned(&self.inner.readers).pop();
        let connection = match kept {
            Some(connection) => connection,
            None => self.reader_connection()?,
        };
        let result = {
            let transaction = connection.unchecked_transaction().map_err(Error::from)?;
            read(&Reader { connection: &transaction })
        };
        let mut readers = unpoisoned(&self.inner.readers);
        if readers.len() < READERS_KEPT {
            readers.push(connection);
        }
        result
    }

    /// Runs `act` in the one write transaction: the rows that it changes, the changeset that
    /// says so and the audit entries are committed together or not at all.
    ///
    /// `author` is the user on whose behalf it happens, `command` its name, such as
    /// `scheduling.book`.
    pub fn write<T, E: From<Error>>(
        &self,
        author: Uuid,
        command: &str,
        act: impl FnOnce(&mut Write<'_>) -> Result<T, E>,
    ) -> Result<T, E> {
        let (value, changed) = {
            let mut connection = self.writer();
            // A replica that holds a part has rows whose references lead nowhere here, and what is
            // written beside them may carry such a reference on: `Write::finish` looks itself.
            let part = Reader { connection: &connection }.coverage()?.is_part();
            set_foreign_keys(&connection, !part)?;
            let transaction = connection
                .transaction_with_behavior(rusqlite::TransactionBehavior::Immediate)
                .map_err(Error::from)?;
            let mut write = Write::begin(&transaction, &self.inner.surroundings, author, command)?;
            let value = act(&mut write)?;
            let changed = write.finish()?;
            transaction.commit().map_err(Error::from)?;
            (value, changed)
        };
        self.tell(&changed);
        Ok(value)
    }

    /// Runs `apply` in a write transaction that captures nothing: for what comes from the centre
    /// and for the replica's own state. References are not enforced, since a scoped replica may
    /// hold a row without what it refers to.
    pub(crate) fn apply<T>(
        &self,
        apply: impl FnOnce(&Connection, &mut Changed) -> Result<T, Error>,
    ) -> Result<T, Error> {
        let mut changed = Changed::default();
        let value = {
            let mut connection = self.writer();
            set_foreign_keys(&connection, false)?;
            let transaction =
                connection.transaction_with_behavior(rusqlite::TransactionBehavior::Immediate)?;
            let value = apply(&transaction, &mut changed)?;
            transaction.commit()?;
            value
        };
        self.tell(&changed);
        Ok(value)
    }

    /// Calls `listener` after every commit that changed a table or the outbox.
    pub fn on_change(&self, listener: impl Fn(&Changed) + Send + Sync + 'static) {
        unpoisoned(&self.inner.listeners).push(Box::new(listener));
    }

    /// The profile folder.
    pub fn folder(&self) -> &Path {
        &self.inner.folder
    }

    /// The clock and the randomness that this replica was opened with.
    pub fn surroundings(&self) -> &Surroundings {
        &self.inner.surroundings
    }

    /// What this replica knows of itself: its organization, device, cursor.
    pub fn facts(&self) -> Result<Facts, Error> {
        self.read(Facts::read)
    }

    /// The key, for wrapping it for another person. It leaves the process only wrapped.
    pub fn key(&self) -> &DatabaseKey {
        &self.inner.key
    }

    /// Checks every page's authentication and the structure of the file. Reads all of it.
    pub fn verify(&self) -> Result<(), Error> {
        let connection = self.reader_connection()?;
        for check in ["PRAGMA cipher_integrity_check", "PRAGMA integrity_check"] {
            let mut statement = connection.prepare(check)?;
            let complaints: Vec<String> =
                statement.query_map([], |row| row.get(0))?.collect::<Result<_, _>>()?;
            if complaints.iter().any(|complaint| complaint != "ok") {
                return Err(Error::Damaged);
            }
        }
        Ok(())
    }

    pub(crate) fn writer(&self) -> MutexGuard<'_, Connection> {
        unpoisoned(&self.inner.writer)
    }

    pub(crate) fn reads(&self) -> MutexGuard<'_, Reads> {
        unpoisoned(&self.inner.reads)
    }

    fn reader_connection(&self) -> Result<Connection, Error> {
        let mut connection = connect(&self.inner.folder.join(DATABASE_FILE), &self.inner.key)?;
        watch(&mut connection, &self.inner.surroundings)?;
        connection.pragma_update(None, "query_only", true)?;
        Ok(connection)
    }

    fn tell(&self, changed: &Changed) {
        if changed.is_empty() {
            return;
        }
        for listener in unpoisoned(&self.inner.listeners).iter() {
            listener(changed);
        }
    }
}

/// A panic while holding a lock leaves SQLite's transaction rolled back, so the connection itself
/// is sound and the next user may have it.
fn unpoisoned<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

fn set_foreign_keys(connection: &Connection, enforced: bool) -> Result<(), Error> {
    connection.pragma_update(None, "foreign_keys", enforced)?;
    Ok(())
}

/// Held by the one process that has the folder's record open.
pub(crate) struct Lock(File);

impl Drop for Lock {
    fn drop(&mut self) {
        // Closing the file is not enough: a program that is being started just now has a copy of
        // it, and with that of the lock, until it runs.
        let _ = FileExt::unlock(&self.0);
    }
}

pub(crate) fn lock(folder: &Path) -> Result<Lock, Error> {
    let file =
        File::options().create(true).truncate(false).write(true).open(folder.join(LOCK_FILE))?;
    match file.try_lock_exclusive() {
        Ok(true) => Ok(Lock(file)),
        Ok(false) => Err(Error::InUse),
        Err(error) => Err(error.into()),
    }
}

/// SQLite calls itself initialized a moment before SQLCipher is. A second thread that opens a
/// record in that moment finds no cipher, and its key is refused. So the first connection of the
/// process is made with nobody beside it.
fn wait_for_cipher() -> Result<(), Error> {
    static READY: Mutex<bool> = Mutex::new(false);
    let mut ready = unpoisoned(&READY);
    if !*ready {
        Connection::open_in_memory()?;
        *ready = true;
    }
    Ok(())
}

/// Opens `path` with the raw key: SQLCipher derives nothing, so this costs milliseconds.
pub(crate) fn connect(path: &Path, key: &DatabaseKey) -> Result<Connection, Error> {
    wait_for_cipher()?;
    let flags = OpenFlags::SQLITE_OPEN_READ_WRITE
        | OpenFlags::SQLITE_OPEN_CREATE
        | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    let connection = Connection::open_with_flags(path, flags)?;
    // SQLCipher would write its complaints to stderr; they come back as errors anyway.
    connection.pragma_update(None, "cipher_log_level", "NONE")?;
    connection.pragma_update(None, "key", key.pragma().as_str())?;
    connection.pragma_update(None, "cipher_memory_security", false)?;
    connection.pragma_update(None, "journal_mode", "WAL")?;
    connection.pragma_update(None, "synchronous", "FULL")?;
    connection.pragma_update(None, "temp_store", "MEMORY")?;
    connection.pragma_update(None, "cache_size", -65_536)?;
    connection.busy_timeout(std::time::Duration::from_secs(10))?;
    connection.set_prepared_statement_cache_capacity(256);
    crate::search::register(&connection)?;
    Ok(connection)
}

/// Tells whoever watches `surroundings` what every statement on `connection` costs.
fn watch(connection: &mut Connection, surroundings: &Surroundings) -> Result<(), Error> {
    let Some(watch) = surroundings.watch() else { return Ok(()) };
    // A prepared statement counts on from run to run.
    let mut counted: HashMap<String, i32> = HashMap::new();
    let tell = move |event: TraceEvent<'_>| {
        let TraceEvent::Profile(statement, took) = event else { return };
        let (sql, total) = (statement.sql(), statement.get_status(StatementStatus::FullscanStep));
        let before = counted.insert(sql.to_string(), total).unwrap_or(0);
        // One that was prepared anew counts from zero.
        let scanned = if total < before { total } else { total - before };
        watch(&Effort { sql: &sql, scanned: u64::try_from(scanned).unwrap_or(0), took });
    };
    Ok(connection.trace_v2(TraceEventCodes::SQLITE_TRACE_PROFILE, Some(tell))?)
}

fn migrate(connection: &mut Connection) -> Result<(), Error> {
    let scripts = migrations::scripts(Engine::Sqlite)
        .map_err(|error| Error::Shape(format!("migrations: {error}")))?
        .into_iter()
        .map(|(name, sql)| refinery::Migration::unapplied(&name, sql))
        .collect::<Result<Vec<_>, _>>()
        .map_err(|error| Error::Shape(format!("migrations: {error}")))?;
    refinery::Runner::new(&scripts).set_abort_missing(true).run(connection).map_err(|error| {
        match error.kind() {
            refinery::error::Kind::MissingVersion(_) => Error::Newer,
            refinery::error::Kind::Connection(_, source) => source
                .downcast_ref::<rusqlite::Error>()
                .map_or(Error::Damaged, |error| match error.sqlite_error_code() {
                    Some(rusqlite::ErrorCode::DiskFull) => Error::DiskFull,
                    Some(rusqlite::ErrorCode::NotADatabase) => Error::NotOurs,
                    Some(_) => Error::Sqlite(format!("{} while migrating", describe(error))),
                    None => Error::Damaged,
                }),
            _ => Error::Newer,
        }
    })?;
    Ok(())
}
