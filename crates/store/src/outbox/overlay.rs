//! The confirmed values under pending cells.

use catalog::Value;
use rusqlite::{Connection, params};
use uuid::Uuid;

use super::{Kind, StoredCell};
use crate::Error;

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

/// Whether the overlay keeps anything under this row.
pub(crate) fn is_covered(connection: &Connection, row: Uuid) -> Result<bool, Error> {
    Ok(connection.prepare_cached("SELECT 1 FROM overlay WHERE row_id = ?1")?.exists([row])?)
}

/// Forgets what was confirmed under a cell before, because the row itself shows what is confirmed
/// now.
pub(crate) fn forget_confirmed(
    connection: &Connection,
    table: &str,
    row: Uuid,
    column: &str,
) -> Result<(), Error> {
    connection
        .prepare_cached(
            "DELETE FROM overlay WHERE row_id = ?1 AND table_name = ?2 AND column_name = ?3",
        )?
        .execute(params![row, table, column])?;
    Ok(())
}
