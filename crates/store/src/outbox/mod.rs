//! What this device has still to send, and the confirmed values under it.
//!
//! A changeset leaves when the cursor reaches its outcome's position, not when it is answered,
//! so nothing blinks. Nothing in here blocks: what waits for a quarantined row gets no counter
//! yet and the rest goes on.

mod overlay;
mod quarantine;
mod settle;
mod sign;

use catalog::Value;
use ed25519_dalek::SigningKey;
use protocol::{Intent, Outcome, Position, Signed};
use rusqlite::{Connection, params};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::facts::Facts;
use crate::read::Reader;
use crate::{Error, Store};

pub(crate) use overlay::{
    forget_confirmed, inherited_base, is_covered, keep_confirmed, pending_on,
};
pub use quarantine::Quarantined;
pub(crate) use settle::{settle, uncover};

/// What an operation does to its row.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) enum Kind {
    Insert,
    Update,
    Remove,
}

impl Kind {
    fn code(self) -> &'static str {
        match self {
            Self::Insert => "insert",
            Self::Update => "update",
            Self::Remove => "remove",
        }
    }
}

/// An operation as it waits: by column name, so that it outlives a change of the schema.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct StoredOperation {
    pub table: String,
    pub row_id: Uuid,
    pub kind: Kind,
    pub cells: Vec<StoredCell>,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub(crate) struct StoredCell {
    #[serde(rename = "c")]
    pub column: String,
    #[serde(rename = "b", default, skip_serializing_if = "is_zero")]
    pub base: i64,
    #[serde(rename = "o", default, skip_serializing_if = "Value::is_null")]
    pub old: Value,
    #[serde(rename = "n", default, skip_serializing_if = "Value::is_null")]
    pub new: Value,
}

fn is_zero(number: &i64) -> bool {
    *number == 0
}

impl StoredCell {
    pub fn inserted(column: &str, new: Value) -> Self {
        Self { column: column.to_owned(), base: 0, old: Value::Null, new }
    }
}

/// A changeset about to be appended.
pub(crate) struct Pending<'a> {
    pub id: Uuid,
    pub command: &'a str,
    pub author: Uuid,
    pub made_at: i64,
    pub base: Position,
    pub intent: Option<&'a Intent>,
    pub operations: &'a [StoredOperation],
}

pub(crate) fn append(connection: &Connection, pending: Pending<'_>) -> Result<(), Error> {
    append_at(connection, None, pending)
}

/// Appends at a place of its own, or behind all others.
pub(crate) fn append_at(
    connection: &Connection,
    sequence: Option<i64>,
    pending: Pending<'_>,
) -> Result<(), Error> {
    connection
        .prepare_cached(
            "INSERT INTO outbox \
             (id, command, author, made_at, base, intent, operations, sequence, after_restore) \
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)",
        )?
        .execute(params![
            pending.id,
            pending.command,
            pending.author,
            pending.made_at,
            pending.base.0,
            pending.intent.map(serde_json::to_string).transpose()?,
            i64::try_from(pending.operations.len()).unwrap_or(i64::MAX),
            sequence,
            // It may build on rows that a restored centre does not have yet.
            crate::lives::is_uncertain(&Reader { connection })?,
        ])?;
    let sequence = connection.last_insert_rowid();
    let mut insert = connection.prepare_cached(
        "INSERT INTO outbox_operations (sequence, ordinal, table_name, row_id, kind, cells) \
         VALUES (?1, ?2, ?3, ?4, ?5, ?6)",
    )?;
    for (ordinal, operation) in (0i64..).zip(pending.operations) {
        insert.execute(params![
            sequence,
            ordinal,
            operation.table,
            operation.row_id,
            operation.kind.code(),
            serde_json::to_string(&operation.cells)?,
        ])?;
    }
    Ok(())
}

fn operations_of(connection: &Connection, sequence: i64) -> Result<Vec<StoredOperation>, Error> {
    let mut statement = connection.prepare_cached(
        "SELECT table_name, row_id, kind, cells FROM outbox_operations \
         WHERE sequence = ?1 ORDER BY ordinal",
    )?;
    let mut rows = statement.query([sequence])?;
    let mut operations = Vec::new();
    while let Some(row) = rows.next()? {
        operations.push(StoredOperation {
            table: row.get(0)?,
            row_id: row.get(1)?,
            kind: match row.get::<_, String>(2)?.as_str() {
                "insert" => Kind::Insert,
                "update" => Kind::Update,
                "remove" => Kind::Remove,
                _ => return Err(Error::Damaged),
            },
            cells: serde_json::from_str(&row.get::<_, String>(3)?)?,
        });
    }
    Ok(operations)
}

/// A row's values as plain JSON, for the audit trail.
pub(crate) fn plain_json<'a>(cells: impl Iterator<Item = (&'a str, &'a Value)>) -> String {
    let object: serde_json::Map<String, serde_json::Value> = cells
        .map(|(name, value)| {
            let plain = match value {
                Value::Null => serde_json::Value::Null,
                Value::Boolean(truth) => (*truth).into(),
                Value::Integer(number) => (*number).into(),
                Value::Real(number) => (*number).into(),
                Value::Text(text) => text.as_str().into(),
                Value::Uuid(id) => id.to_string().into(),
            };
            (name.to_owned(), plain)
        })
        .collect();
    serde_json::Value::Object(object).to_string()
}

/// A signed batch ready to push.
#[derive(Clone, Debug)]
pub struct Batch {
    /// The incarnation that every changeset in it belongs to.
    pub incarnation: u32,
    /// In counter order, gapless.
    pub changesets: Vec<Signed>,
}

/// What becomes of changesets that wait for a quarantined row.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Blocked {
    Waits,
    GoesToo,
}

/// One waiting changeset, for the Sync Centre.
#[derive(Clone, Debug)]
pub struct Waiting {
    /// The changeset.
    pub id: Uuid,
    /// Its command's name.
    pub command: String,
    /// Who made it.
    pub author: Uuid,
    /// When, microseconds since 1970 UTC.
    pub made_at: i64,
    /// How many rows it touches.
    pub operations: i64,
    /// Whether the centre has it, though its outcome has not come back yet.
    pub answered: bool,
    /// Whether it waits for a quarantined one.
    pub blocked: bool,
}

/// How much waits, in one indexed read.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Backlog {
    /// Changesets that the centre has not answered.
    pub waiting: u64,
    /// When the oldest of them was made.
    pub oldest_made_at: Option<i64>,
    /// Changesets that the centre would not apply.
    pub quarantined: u64,
}

impl Store {
    /// The next batch to push, signed with the device's key: unanswered changesets in counter
    /// order, at most `changesets_max` of them and about `bytes_max` bytes. `None` where nothing
    /// waits. A changeset gets its counter here, once, and keeps its bytes.
    pub fn next_batch(
        &self,
        key: &SigningKey,
        changesets_max: usize,
        bytes_max: usize,
    ) -> Result<Option<Batch>, Error> {
        self.batch_of(key, (changesets_max, bytes_max), Blocked::Waits)
    }

    /// As [`Store::next_batch`], of a revoked device: what waits for a quarantined row goes too, since
    /// nothing of it will be applied and nothing may be left behind.
    pub fn last_batch(
        &self,
        key: &SigningKey,
        changesets_max: usize,
        bytes_max: usize,
    ) -> Result<Option<Batch>, Error> {
        self.batch_of(key, (changesets_max, bytes_max), Blocked::GoesToo)
    }

    fn batch_of(
        &self,
        key: &SigningKey,
        (changesets_max, bytes_max): (usize, usize),
        blocked: Blocked,
    ) -> Result<Option<Batch>, Error> {
        let nothing_waits = self.read(|reader| {
            reader.value::<i64>("SELECT 1 FROM outbox WHERE answer_position IS NULL LIMIT 1", [])
        })?;
        if nothing_waits.is_none() {
            return Ok(None);
        }
        self.apply(|connection, _| {
            let reader = Reader { connection };
            let facts = Facts::read(&reader)?;
            let sequences: Vec<i64> = reader.column(
                "SELECT sequence FROM outbox WHERE answer_position IS NULL \
                 ORDER BY counter IS NULL, counter, sequence LIMIT ?1",
                [i64::try_from(changesets_max).unwrap_or(i64::MAX)],
            )?;
            let (mut changesets, mut bytes) = (Vec::new(), 0);
            for sequence in sequences {
                let Some(signed) = sign::signed_body(connection, &facts, sequence, (key, blocked))?
                else {
                    continue;
                };
                bytes += signed.body.len() + signed.signature.len();
                if !changesets.is_empty() && bytes > bytes_max {
                    break;
                }
                changesets.push(signed);
            }
            let batch = Batch { incarnation: facts.incarnation, changesets };
            Ok((!batch.changesets.is_empty()).then_some(batch))
        })
    }

    /// Notes the centre's answers; the changesets stay in the overlay until the cursor passes
    /// their positions.
    pub fn note_answers(&self, outcomes: &[Outcome]) -> Result<(), Error> {
        self.apply(|connection, changed| {
            changed.state = true;
            let mut update = connection.prepare_cached(
                "UPDATE outbox SET answer_position = ?2, answer_kind = ?3 WHERE id = ?1",
            )?;
            for outcome in outcomes {
                update.execute(params![
                    outcome.changeset,
                    outcome.position.0,
                    outcome.kind.code()
                ])?;
            }
            Ok(())
        })
    }

    /// How much waits to be sent.
    pub fn backlog(&self) -> Result<Backlog, Error> {
        self.read(|reader| {
            let count =
                |sql: &str| -> Result<i64, Error> { Ok(reader.value(sql, [])?.unwrap_or(0)) };
            let waiting = count("SELECT COUNT(*) FROM outbox WHERE answer_position IS NULL")?;
            let oldest: Option<Option<i64>> = reader
                .value("SELECT MIN(made_at) FROM outbox WHERE answer_position IS NULL", [])?;
            let quarantined = count("SELECT COUNT(*) FROM quarantine")?;
            Ok(Backlog {
                waiting: waiting.unsigned_abs(),
                oldest_made_at: oldest.flatten(),
                quarantined: quarantined.unsigned_abs(),
            })
        })
    }

    /// The first `most` waiting changesets, oldest first.
    pub fn waiting(&self, most: u32) -> Result<Vec<Waiting>, Error> {
        self.read(|reader| {
            let mut statement = reader.connection.prepare_cached(
                "SELECT id, command, author, made_at, operations, answer_position IS NOT NULL, \
                 counter IS NULL AND EXISTS (SELECT 1 FROM outbox_operations o \
                   JOIN quarantined_rows q ON q.row_id = o.row_id AND q.table_name = o.table_name \
                   WHERE o.sequence = outbox.sequence) \
                 FROM outbox ORDER BY sequence LIMIT ?1",
            )?;
            let rows = statement.query_map([most], |row| {
                Ok(Waiting {
                    id: row.get(0)?,
                    command: row.get(1)?,
                    author: row.get(2)?,
                    made_at: row.get(3)?,
                    operations: row.get(4)?,
                    answered: row.get(5)?,
                    blocked: row.get(6)?,
                })
            })?;
            Ok(rows.collect::<Result<_, _>>()?)
        })
    }
}
