//! A changeset's end: its outcome has come back through the cursor.

use catalog::Value;
use protocol::{Outcome, Signed};
use rusqlite::{Connection, OptionalExtension, params};

use super::{Kind, StoredOperation, forget_confirmed, is_covered, operations_of, pending_on};
use crate::read::shape;
use crate::{Changed, Error};

/// An outbox entry's sequence, and its body and signature if it was ever sent.
type Entry = (i64, Option<Vec<u8>>, Option<Vec<u8>>);

/// Takes the changeset of an outcome out of the outbox, in the transaction that moves the cursor
/// past it, and returns what it did. The page's rows are applied next, then [`uncover`] is called
/// for each of its operations.
pub(crate) fn settle(
    connection: &Connection,
    outcome: &Outcome,
    now: i64,
    changed: &mut Changed,
) -> Result<Vec<StoredOperation>, Error> {
    let found: Option<Entry> = connection
        .prepare_cached("SELECT sequence, body, signature FROM outbox WHERE id = ?1")?
        .query_row([outcome.changeset], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?)))
        .optional()?;
    let Some((sequence, body, signature)) = found else { return Ok(Vec::new()) };
    let operations = operations_of(connection, sequence)?;
    if let (Some(body), Some(signature)) = (body, signature) {
        keep_answered(connection, outcome, Signed { body, signature }, now)?;
    }
    if outcome.kind == protocol::OutcomeKind::Quarantined {
        keep_quarantined(connection, sequence, outcome, &operations, now)?;
    }
    connection
        .prepare_cached("DELETE FROM outbox_operations WHERE sequence = ?1")?
        .execute([sequence])?;
    connection.prepare_cached("DELETE FROM outbox WHERE sequence = ?1")?.execute([sequence])?;
    for operation in &operations {
        changed.tables.insert(shape(&operation.table)?.name);
    }
    changed.outbox = true;
    changed.state = true;
    Ok(operations)
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
             (id, command, author, made_at, reason, operations, quarantined_at, after_restore) \
             SELECT id, command, author, made_at, ?2, ?3, ?4, after_restore \
             FROM outbox WHERE sequence = ?1",
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
pub(crate) fn uncover(connection: &Connection, operation: &StoredOperation) -> Result<(), Error> {
    if !is_covered(connection, operation.row_id)? {
        return Ok(());
    }
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
            forget_confirmed(connection, shape.name, operation.row_id, &column)?;
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
