//! The indexes of a large table that is being fetched whole.
//!
//! An index that is kept while rows come in the order of their ids is touched in a random place by
//! each of them; built once, when all are there, it is sorted and written in one go. So the indexes
//! of a large table rest while a bootstrap fills it. What they were stands in `resting_indexes`, in
//! the transactions that drop and build them, so a killed process leaves no table without them.

use migrations::Shape;
use rusqlite::{Connection, params};

use crate::Error;
use crate::read::Reader;

/// From how many rows on it pays. Screens read tables that are smaller as fast as ever while they
/// are being filled.
const ROWS_MIN: u64 = 20_000;

/// Lets the indexes of `shape` rest if `rows` are to come and hardly any are here. Rows that are here
/// are what a person has been working with, and reading them must not become slow.
pub(crate) fn lay_down(connection: &Connection, shape: &Shape, rows: u64) -> Result<(), Error> {
    let most_here = i64::try_from(rows / 10).unwrap_or(i64::MAX);
    if rows < ROWS_MIN || many_here(connection, shape, most_here)? {
        return Ok(());
    }
    connection.execute(
        "INSERT INTO resting_indexes (name, table_name, statement) \
         SELECT name, tbl_name, sql FROM sqlite_schema \
         WHERE type = 'index' AND tbl_name = ?1 AND sql IS NOT NULL",
        [shape.name],
    )?;
    for name in resting(connection, shape.name, "name")? {
        connection.execute_batch(&format!("DROP INDEX {name}"))?;
    }
    Ok(())
}

/// Builds what rested of `table`.
pub(crate) fn build(connection: &Connection, table: &str) -> Result<(), Error> {
    for statement in resting(connection, table, "statement")? {
        connection.execute_batch(&statement)?;
    }
    connection.execute("DELETE FROM resting_indexes WHERE table_name = ?1", [table])?;
    Ok(())
}

/// Builds whatever rests, where a bootstrap is given up.
pub(crate) fn build_all(connection: &Connection) -> Result<(), Error> {
    let tables: Vec<String> = Reader { connection }
        .column("SELECT DISTINCT table_name FROM resting_indexes ORDER BY table_name", [])?;
    tables.iter().try_for_each(|table| build(connection, table))
}

fn resting(connection: &Connection, table: &str, column: &str) -> Result<Vec<String>, Error> {
    Reader { connection }.column(
        &format!("SELECT {column} FROM resting_indexes WHERE table_name = ?1 ORDER BY name"),
        [table],
    )
}

fn many_here(connection: &Connection, shape: &Shape, most: i64) -> Result<bool, Error> {
    let beyond = format!("SELECT 1 FROM {} LIMIT 1 OFFSET ?1", shape.name);
    Ok(connection.prepare(&beyond)?.exists(params![most])?)
}
