//! From what waits to the signed bytes that are sent, once for each changeset.

use catalog::Value;
use ed25519_dalek::SigningKey;
use migrations::schema;
use protocol::{Cell, Changeset, Operation, Position, Signed};
use rusqlite::{Connection, params};

use super::{Blocked, Kind, StoredOperation, operations_of};
use crate::Error;
use crate::facts::{Facts, set_fact};
use crate::read::Reader;

/// The changeset's bytes and signature: as they were sent before, or encoded now under the next
/// counter. `None` where it waits for a quarantined row.
pub(super) fn signed_body(
    connection: &Connection,
    facts: &Facts,
    sequence: i64,
    (key, blocked): (&SigningKey, Blocked),
) -> Result<Option<Signed>, Error> {
    let mut statement = connection.prepare_cached(
        "SELECT id, command, author, made_at, base, intent, body, signature \
         FROM outbox WHERE sequence = ?1",
    )?;
    let mut rows = statement.query([sequence])?;
    let entry = rows.next()?.ok_or(Error::Damaged)?;
    if let (Some(body), Some(signature)) = (entry.get(6)?, entry.get(7)?) {
        return Ok(Some(Signed { body, signature }));
    }
    if blocked == Blocked::Waits && waits_for_quarantined(connection, sequence)? {
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
        id: entry.get(0)?,
        organization,
        device,
        incarnation: facts.incarnation,
        counter: counter.unsigned_abs(),
        author: entry.get(2)?,
        made_at: entry.get(3)?,
        base: Position(entry.get(4)?),
        seen: Vec::new(),
        schema_version: migrations::version(),
        command: entry.get(1)?,
        intent: entry
            .get::<_, Option<String>>(5)?
            .map(|text| serde_json::from_str(&text))
            .transpose()?,
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
        shape.column_number(column).ok_or_else(|| Error::Shape(format!("{}.{column}", shape.name)))
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
