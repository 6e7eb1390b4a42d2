//! What the centre would not apply, and the two ways out of it.

use rusqlite::{Connection, OptionalExtension, params};
use uuid::Uuid;

use super::{Kind, Pending, StoredOperation, append_at, keep_confirmed};
use crate::facts::Facts;
use crate::read::{Reader, shape};
use crate::{Changed, Error, Store};

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

impl Store {
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
            let offered: Option<i64> = Reader { connection }
                .value("SELECT after_restore FROM quarantine WHERE id = ?1", [changeset])?;
            let Some((command, author, made_at, operations)) =
                take_quarantined(connection, changeset)?
            else {
                return Ok(());
            };
            let id = surroundings.new_id();
            let base = Facts::read(&Reader { connection })?.cursor.position;
            for operation in &operations {
                reapply(connection, operation)?;
            }
            let pending = Pending {
                id,
                command: &command,
                author,
                made_at,
                base,
                intent: None,
                operations: &operations,
            };
            // What waits for its rows must not go before it.
            let first: Option<Option<i64>> =
                Reader { connection }.value("SELECT min(sequence) FROM outbox", [])?;
            append_at(connection, first.flatten().map(|first| first - 1), pending)?;
            connection.execute(
                "UPDATE outbox SET after_restore = ?2 WHERE id = ?1",
                params![
                    id,
                    offered.filter(|offered| *offered > 0).map_or(0, |offered| offered + 1)
                ],
            )?;
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

fn mark_tables(changed: &mut Changed, operations: &[StoredOperation]) -> Result<(), Error> {
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
