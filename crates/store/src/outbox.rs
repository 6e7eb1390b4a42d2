//! What this device has still to send, and the confirmed values under it.
//!
//! A changeset leaves when the cursor reaches its outcome's position, not when it is answered,
//! so nothing blinks. Nothing in here blocks: what waits for a quarantined row gets no counter
//! yet and the rest goes on.

use catalog::Value;
use ed25519_dalek::SigningKey;
use migrations::schema;
use protocol::{Cell, Changeset, Intent, Operation, Outcome, Position, SCHEMA_VERSION, Signed};
use rusqlite::{Connection, OptionalExtension, params};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::facts::{Facts, set_fact};
use crate::read::{Reader, from_sqlite, shape};
use crate::{Error, Store};

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
    connection
        .prepare_cached(
            "INSERT INTO outbox (id, command, author, made_at, base, intent, operations) \
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)",
        )?
        .execute(params![
            pending.id,
            pending.command,
            pending.author,
            pending.made_at,
            pending.base.0,
            pending.intent.map(serde_json::to_string).transpose()?,
            i64::try_from(pending.operations.len()).unwrap_or(i64::MAX),
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

/// The pending operations on one row, oldest first.
pub(crate) fn pending_on(
    connection: &Connection,
    table: &str,
    row: Uuid,
) -> Result<Vec<(Kind, Vec<StoredCell>)>, Error> {
    let mut statement = connection.prepare_cached(
        "SELECT kind, cells FROM outbox_operations WHERE row_id = ?1 AND table_name = ?2 \
         ORDER BY sequence, ordinal",
    )?;
    let mut rows = statement.query(params![row, table])?;
    let mut pending = Vec::new();
    while let Some(row) = rows.next()? {
        let kind = match row.get_ref(0)?.as_str().map_err(|_| Error::Damaged)? {
            "insert" => Kind::Insert,
            "update" => Kind::Update,
            _ => Kind::Remove,
        };
        pending.push((kind, serde_json::from_str(&row.get::<_, String>(1)?)?));
    }
    Ok(pending)
}

/// An edit over a pending cell inherits that cell's base: the person has seen no more of the
/// centre than that.
pub(crate) fn inherited_base(
    connection: &Connection,
    table: &str,
    row: Uuid,
    column: &str,
) -> Result<Option<i64>, Error> {
    let pending = pending_on(connection, table, row)?;
    Ok(pending
        .into_iter()
        .flat_map(|(_, cells)| cells)
        .find(|cell| cell.column == column)
        .map(|cell| cell.base))
}

/// Keeps the confirmed value under a cell that becomes pending; a row whose insert is pending
/// has nothing confirmed, and a cell that is pending already keeps what it has.
pub(crate) fn keep_confirmed(
    connection: &Connection,
    table: &str,
    row: Uuid,
    column: &str,
    confirmed: &Value,
) -> Result<(), Error> {
    if pending_on(connection, table, row)?.iter().any(|(kind, _)| *kind == Kind::Insert) {
        return Ok(());
    }
    connection
        .prepare_cached(
            "INSERT INTO overlay (row_id, table_name, column_name, confirmed) \
             VALUES (?1, ?2, ?3, ?4) ON CONFLICT DO NOTHING",
        )?
        .execute(params![row, table, column, serde_json::to_string(confirmed)?])?;
    Ok(())
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

/// One quarantined changeset, for the Sync Centre.
#[derive(Clone, Debug)]
pub struct Quarantined {
    /// The changeset.
    pub id: Uuid,
    /// Its command's name.
    pub command: String,
    /// Who made it.
    pub author: Uuid,
    /// When, microseconds since 1970 UTC.
    pub made_at: i64,
    /// Why the centre would not apply it, in plain words.
    pub reason: String,
    /// The rows it touches, by table.
    pub rows: Vec<(String, Uuid)>,
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
                let Some(signed) = signed_body(connection, &facts, sequence, key)? else { continue };
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
            let count = |sql: &str| -> Result<i64, Error> { Ok(reader.value(sql, [])?.unwrap_or(0)) };
            let waiting = count("SELECT COUNT(*) FROM outbox WHERE answer_position IS NULL")?;
            let oldest: Option<Option<i64>> =
                reader.value("SELECT MIN(made_at) FROM outbox WHERE answer_position IS NULL", [])?;
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

    /// All quarantined changesets, newest first.
    pub fn quarantined(&self) -> Result<Vec<Quarantined>, Error> {
        self.read(|reader| {
            let mut statement = reader.connection.prepare_cached(
                "SELECT id, command, author, made_at, reason, operations FROM quarantine \
                 ORDER BY quarantined_at DESC",
            )?;
            let mut rows = statement.query([])?;
            let mut all = Vec::new();
            while let Some(row) = rows.next()? {
                let operations: Vec<StoredOperation> =
                    serde_json::from_str(&row.get::<_, String>(5)?)?;
                all.push(Quarantined {
                    id: row.get(0)?,
                    command: row.get(1)?,
                    author: row.get(2)?,
                    made_at: row.get(3)?,
                    reason: row.get(4)?,
                    rows: operations.into_iter().map(|o| (o.table, o.row_id)).collect(),
                });
            }
            Ok(all)
        })
    }

    /// Offers a quarantined changeset again, as a new one with the same operations: for when the
    /// reason is mended (rights given back, say).
    pub fn offer_again(&self, changeset: Uuid) -> Result<(), Error> {
        let surroundings = self.surroundings().clone();
        self.apply(|connection, changed| {
            let Some((command, author, made_at, operations)) = take_quarantined(connection, changeset)?
            else {
                return Ok(());
            };
            let base = Facts::read(&Reader { connection })?.cursor.position;
            for operation in &operations {
                reapply(connection, operation)?;
            }
            let pending = Pending {
                id: surroundings.new_id(),
                command: &command,
                author,
                made_at,
                base,
                intent: None,
                operations: &operations,
            };
            append(connection, pending)?;
            mark_tables(changed, &operations)?;
            changed.outbox = true;
            changed.state = true;
            Ok(())
        })
    }

    /// Gives a quarantined changeset up: rows that it made leave this PC, and so do waiting
    /// changesets that need them. What it held is returned to the caller's audit entry.
    pub fn withdraw(&self, changeset: Uuid) -> Result<(), Error> {
        self.apply(|connection, changed| {
            let Some((_, _, _, operations)) = take_quarantined(connection, changeset)? else {
                return Ok(());
            };
            changed.state = true;
            mark_tables(changed, &operations)?;
            for operation in operations.iter().filter(|operation| operation.kind == Kind::Insert) {
                let shape = shape(&operation.table)?;
                connection
                    .prepare_cached(&format!("DELETE FROM {} WHERE id = ?1", shape.name))?
                    .execute([operation.row_id])?;
                connection
                    .prepare_cached(
                        "DELETE FROM outbox WHERE counter IS NULL AND sequence IN \
                         (SELECT sequence FROM outbox_operations WHERE row_id = ?1 AND table_name = ?2)",
                    )?
                    .execute(params![operation.row_id, shape.name])?;
            }
            Ok(())
        })
    }
}

fn mark_tables(changed: &mut crate::Changed, operations: &[StoredOperation]) -> Result<(), Error> {
    for operation in operations {
        changed.tables.insert(shape(&operation.table)?.name);
    }
    Ok(())
}

type Taken = (String, Uuid, i64, Vec<StoredOperation>);

fn take_quarantined(connection: &Connection, changeset: Uuid) -> Result<Option<Taken>, Error> {
    let found = connection
        .prepare_cached(
            "SELECT command, author, made_at, operations FROM quarantine WHERE id = ?1",
        )?
        .query_row([changeset], |row| {
            Ok((row.get(0)?, row.get(1)?, row.get(2)?, row.get::<_, String>(3)?))
        })
        .optional()?;
    let Some((command, author, made_at, operations)) = found else { return Ok(None) };
    connection.execute("DELETE FROM quarantined_rows WHERE changeset = ?1", [changeset])?;
    connection.execute("DELETE FROM quarantine WHERE id = ?1", [changeset])?;
    Ok(Some((command, author, made_at, serde_json::from_str(&operations)?)))
}

/// Puts a quarantined update's wanted values back over the confirmed ones.
fn reapply(connection: &Connection, operation: &StoredOperation) -> Result<(), Error> {
    if operation.kind == Kind::Insert {
        return Ok(());
    }
    let shape = shape(&operation.table)?;
    let Some(current) = crate::read::row_values(connection, shape, operation.row_id)? else {
        return Ok(());
    };
    for cell in &operation.cells {
        let confirmed = crate::write::value_at(shape, &current, &cell.column);
        keep_confirmed(connection, shape.name, operation.row_id, &cell.column, confirmed)?;
    }
    let cells = operation.cells.iter().map(|cell| (cell.column.as_str(), &cell.new));
    crate::write::set_cells(connection, shape, operation.row_id, cells)
}

/// The changeset's bytes and signature: as they were sent before, or encoded now under the next
/// counter. `None` where it waits for a quarantined row.
fn signed_body(
    connection: &Connection,
    facts: &Facts,
    sequence: i64,
    key: &SigningKey,
) -> Result<Option<Signed>, Error> {
    let (id, command, author, made_at, base, intent, body, signature): (
        Uuid,
        String,
        Uuid,
        i64,
        i64,
        Option<String>,
        Option<Vec<u8>>,
        Option<Vec<u8>>,
    ) = connection
        .prepare_cached(
            "SELECT id, command, author, made_at, base, intent, body, signature \
             FROM outbox WHERE sequence = ?1",
        )?
        .query_row([sequence], |row| {
            Ok((
                row.get(0)?,
                row.get(1)?,
                row.get(2)?,
                row.get(3)?,
                row.get(4)?,
                row.get(5)?,
                row.get(6)?,
                row.get(7)?,
            ))
        })?;
    if let (Some(body), Some(signature)) = (body, signature) {
        return Ok(Some(Signed { body, signature }));
    }
    if waits_for_quarantined(connection, sequence)? {
        return Ok(None);
    }
    let (Some(organization), Some(device)) = (facts.organization, facts.device) else {
        return Err(Error::Denied("This PC is not enrolled yet.".to_owned()));
    };
    let last: i64 = Reader { connection }
        .fact("last_counter")?
        .map_or(Ok(0), |text| text.parse().map_err(|_| Error::Damaged))?;
    let counter = last + 1;
    let changeset = Changeset {
        id,
        organization,
        device,
        incarnation: facts.incarnation,
        counter: counter.unsigned_abs(),
        author,
        made_at,
        base: Position(base),
        seen: Vec::new(),
        schema_version: SCHEMA_VERSION,
        command,
        intent: intent.map(|text| serde_json::from_str(&text)).transpose()?,
        operations: operations_of(connection, sequence)?
            .iter()
            .map(numbered)
            .collect::<Result<_, _>>()?,
    };
    let signed = Signed::sign(changeset.encode(), key);
    connection
        .prepare_cached(
            "UPDATE outbox SET incarnation = ?2, counter = ?3, body = ?4, signature = ?5 \
             WHERE sequence = ?1",
        )?
        .execute(params![sequence, facts.incarnation, counter, signed.body, signed.signature])?;
    set_fact(connection, "last_counter", &counter.to_string())?;
    Ok(Some(signed))
}

/// Whether it touches, or refers to, a row that a quarantined changeset made.
fn waits_for_quarantined(connection: &Connection, sequence: i64) -> Result<bool, Error> {
    let reader = Reader { connection };
    if reader.value::<i64>("SELECT 1 FROM quarantined_rows LIMIT 1", [])?.is_none() {
        return Ok(false);
    }
    let mut is_quarantined =
        connection.prepare_cached("SELECT 1 FROM quarantined_rows WHERE row_id = ?1")?;
    for operation in operations_of(connection, sequence)? {
        let referred = operation.cells.iter().filter_map(|cell| cell.new.as_uuid());
        for id in referred.chain([operation.row_id]) {
            if is_quarantined.exists([id])? {
                return Ok(true);
            }
        }
    }
    Ok(false)
}

/// From names to the numbers of this schema version.
fn numbered(stored: &StoredOperation) -> Result<Operation, Error> {
    let shape = schema()
        .table(&stored.table)
        .ok_or_else(|| Error::Shape(format!("table {}", stored.table)))?;
    let number = |column: &str| {
        shape
            .column_number(column)
            .ok_or_else(|| Error::Shape(format!("{}.{column}", shape.name)))
    };
    Ok(match stored.kind {
        Kind::Insert => {
            let mut row = vec![Value::Null; shape.columns.len()];
            for cell in &stored.cells {
                if let Some(place) = row.get_mut(usize::from(number(&cell.column)?)) {
                    *place = cell.new.clone();
                }
            }
            Operation::Insert { table: shape.number, id: stored.row_id, row }
        }
        Kind::Update => {
            let mut cells = stored
                .cells
                .iter()
                .map(|cell| {
                    Ok(Cell {
                        column: number(&cell.column)?,
                        base: Position(cell.base),
                        old: cell.old.clone(),
                        new: cell.new.clone(),
                    })
                })
                .collect::<Result<Vec<_>, Error>>()?;
            cells.sort_by_key(|cell| cell.column);
            Operation::Update { table: shape.number, id: stored.row_id, cells }
        }
        Kind::Remove => Operation::Remove {
            table: shape.number,
            id: stored.row_id,
            base: Position(stored.cells.first().map_or(0, |cell| cell.base)),
        },
    })
}

/// Carries an outcome out, in the transaction that moves the cursor past it: the changeset leaves
/// the outbox, and cells that nothing else covers show what is confirmed.
pub(crate) fn settle(
    connection: &Connection,
    outcome: &Outcome,
    now: i64,
    changed: &mut crate::Changed,
) -> Result<(), Error> {
    let found: Option<(i64, Option<Vec<u8>>, Option<Vec<u8>>)> = connection
        .prepare_cached("SELECT sequence, body, signature FROM outbox WHERE id = ?1")?
        .query_row([outcome.changeset], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?)))
        .optional()?;
    let Some((sequence, body, signature)) = found else { return Ok(()) };
    let operations = operations_of(connection, sequence)?;
    if let (Some(body), Some(signature)) = (body, signature) {
        keep_answered(connection, outcome, Signed { body, signature }, now)?;
    }
    let quarantined = outcome.kind == protocol::OutcomeKind::Quarantined;
    if quarantined {
        keep_quarantined(connection, sequence, outcome, &operations, now)?;
    }
    connection.prepare_cached("DELETE FROM outbox_operations WHERE sequence = ?1")?.execute([sequence])?;
    connection.prepare_cached("DELETE FROM outbox WHERE sequence = ?1")?.execute([sequence])?;
    for operation in &operations {
        changed.tables.insert(shape(&operation.table)?.name);
        uncover(connection, operation)?;
    }
    changed.outbox = true;
    changed.state = true;
    Ok(())
}

fn keep_answered(
    connection: &Connection,
    outcome: &Outcome,
    signed: Signed,
    now: i64,
) -> Result<(), Error> {
    connection
        .prepare_cached(
            "INSERT OR REPLACE INTO answered (incarnation, counter, id, hash, body, signature, \
             position, kind, answered_at) \
             SELECT incarnation, counter, id, ?2, ?3, ?4, ?5, ?6, ?7 FROM outbox WHERE id = ?1",
        )?
        .execute(params![
            outcome.changeset,
            signed.hash(),
            signed.body,
            signed.signature,
            outcome.position.0,
            outcome.kind.code(),
            now,
        ])?;
    Ok(())
}

fn keep_quarantined(
    connection: &Connection,
    sequence: i64,
    outcome: &Outcome,
    operations: &[StoredOperation],
    now: i64,
) -> Result<(), Error> {
    connection
        .prepare_cached(
            "INSERT OR REPLACE INTO quarantine \
             (id, command, author, made_at, reason, operations, quarantined_at) \
             SELECT id, command, author, made_at, ?2, ?3, ?4 FROM outbox WHERE sequence = ?1",
        )?
        .execute(params![
            sequence,
            outcome.reason.as_deref().unwrap_or("The centre could not apply it."),
            serde_json::to_string(operations)?,
            now,
        ])?;
    for operation in operations.iter().filter(|operation| operation.kind == Kind::Insert) {
        connection
            .prepare_cached(
                "INSERT OR REPLACE INTO quarantined_rows (row_id, table_name, changeset) \
                 VALUES (?1, ?2, ?3)",
            )?
            .execute(params![operation.row_id, operation.table, outcome.changeset])?;
    }
    Ok(())
}

/// Cells of the row that no pending operation covers any more show their confirmed value.
fn uncover(connection: &Connection, operation: &StoredOperation) -> Result<(), Error> {
    let shape = shape(&operation.table)?;
    let pending = pending_on(connection, shape.name, operation.row_id)?;
    if pending.iter().any(|(kind, _)| *kind == Kind::Insert) {
        return Ok(());
    }
    let mut statement = connection.prepare_cached(
        "SELECT column_name, confirmed FROM overlay WHERE row_id = ?1 AND table_name = ?2",
    )?;
    let covered: Vec<(String, String)> = statement
        .query_map(params![operation.row_id, shape.name], |row| Ok((row.get(0)?, row.get(1)?)))?
        .collect::<Result<_, _>>()?;
    let mut confirmed = Vec::new();
    for (column, value) in covered {
        let still = pending.iter().flat_map(|(_, cells)| cells).any(|cell| cell.column == column);
        if !still {
            let value: Value = serde_json::from_str(&value)?;
            connection
                .prepare_cached(
                    "DELETE FROM overlay WHERE row_id = ?1 AND table_name = ?2 AND column_name = ?3",
                )?
                .execute(params![operation.row_id, shape.name, column])?;
            confirmed.push((column, value));
        }
    }
    crate::write::set_cells(
        connection,
        shape,
        operation.row_id,
        confirmed.iter().map(|(column, value)| (column.as_str(), value)),
    )
}

/// The whole local record as changesets, for a PC that worked alone and enrols: every row of
/// every replicated table becomes an insert, in the catalog's order, so that what is referred to
/// comes before what refers to it.
pub(crate) fn fill_from_tables(
    connection: &Connection,
    surroundings: &crate::Surroundings,
    author: Uuid,
) -> Result<(), Error> {
    let base = Facts::read(&Reader { connection })?.cursor.position;
    let mut operations = Vec::new();
    let flush = |operations: &mut Vec<StoredOperation>| -> Result<(), Error> {
        if operations.is_empty() {
            return Ok(());
        }
        let pending = Pending {
            id: surroundings.new_id(),
            command: "system.enrol",
            author,
            made_at: surroundings.now(),
            base,
            intent: None,
            operations,
        };
        append(connection, pending)?;
        operations.clear();
        Ok(())
    };
    for table in catalog::TABLES.iter().filter(|table| !table.shipped) {
        let shape = shape(table.name)?;
        let mut statement = connection.prepare(&format!(
            "SELECT {} FROM {} WHERE deleted_at IS NULL",
            crate::read::column_list(shape),
            shape.name
        ))?;
        let mut rows = statement.query([])?;
        while let Some(row) = rows.next()? {
            let mut id = None;
            let mut cells = Vec::new();
            for (index, column) in shape.columns.iter().enumerate() {
                let value = from_sqlite(column.kind, row.get_ref(index)?)?;
                if column.name == "id" {
                    id = value.as_uuid();
                }
                if !catalog::BOOKKEEPING.contains(&column.name) && !value.is_null() {
                    cells.push(StoredCell::inserted(column.name, value));
                }
            }
            operations.push(StoredOperation {
                table: shape.name.to_owned(),
                row_id: id.ok_or(Error::Damaged)?,
                kind: Kind::Insert,
                cells,
            });
            if operations.len() == 2_000 {
                flush(&mut operations)?;
            }
        }
        flush(&mut operations)?;
    }
    Ok(())
}
