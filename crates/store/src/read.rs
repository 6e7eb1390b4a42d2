//! Reading: honest SQL beside its use, into exactly the struct that the caller shows.

use catalog::{Type, Value};
use migrations::{Shape, schema};
use rusqlite::types::{FromSql, ToSql, ToSqlOutput, ValueRef};
use rusqlite::{Connection, OptionalExtension, Params};
use serde::de::DeserializeOwned;
use uuid::Uuid;

use crate::{Cells, Error};

/// A consistent view of the replica. It cannot write.
#[derive(Clone, Copy)]
pub struct Reader<'c> {
    pub(crate) connection: &'c Connection,
}

impl<'c> Reader<'c> {
    /// All rows of a query, each as `T` by column name. UUID columns read as [`Uuid`],
    /// timestamps as `i64` microseconds, booleans as `bool`.
    pub fn rows<T: DeserializeOwned>(
        &self,
        sql: &str,
        parameters: impl Params,
    ) -> Result<Vec<T>, Error> {
        let mut statement = self.connection.prepare_cached(sql)?;
        let columns = serde_rusqlite::columns_from_statement(&statement);
        let mut rows = statement.query(parameters)?;
        let mut all = Vec::new();
        while let Some(row) = rows.next()? {
            all.push(serde_rusqlite::from_row_with_columns(row, &columns)?);
        }
        Ok(all)
    }

    /// The first row of a query, if there is one.
    pub fn row<T: DeserializeOwned>(
        &self,
        sql: &str,
        parameters: impl Params,
    ) -> Result<Option<T>, Error> {
        let mut statement = self.connection.prepare_cached(sql)?;
        let columns = serde_rusqlite::columns_from_statement(&statement);
        let mut rows = statement.query(parameters)?;
        rows.next()?
            .map(|row| serde_rusqlite::from_row_with_columns(row, &columns).map_err(Error::from))
            .transpose()
    }

    /// The first column of every row.
    pub fn column<T: FromSql>(&self, sql: &str, parameters: impl Params) -> Result<Vec<T>, Error> {
        let mut statement = self.connection.prepare_cached(sql)?;
        let values = statement.query_map(parameters, |row| row.get(0))?;
        Ok(values.collect::<Result<_, _>>()?)
    }

    /// The first column of the first row, if there is one.
    pub fn value<T: FromSql>(
        &self,
        sql: &str,
        parameters: impl Params,
    ) -> Result<Option<T>, Error> {
        let mut statement = self.connection.prepare_cached(sql)?;
        Ok(statement.query_row(parameters, |row| row.get(0)).optional()?)
    }

    /// One whole row of a replicated table by column name, bookkeeping included.
    pub fn cells(&self, table: &str, id: Uuid) -> Result<Option<Cells>, Error> {
        let shape = shape(table)?;
        let Some(values) = row_values(self.connection, shape, id)? else { return Ok(None) };
        let mut cells = Cells::new();
        for (column, value) in shape.columns.iter().zip(values) {
            cells.put(column.name, value);
        }
        Ok(Some(cells))
    }

    /// A fact about this replica, such as `number_prefix`.
    pub fn fact(&self, name: &str) -> Result<Option<String>, Error> {
        self.value("SELECT content FROM replica WHERE name = ?1", [name])
    }
}

/// The shape of a replicated table, or an error that names it.
pub(crate) fn shape(table: &str) -> Result<&'static Shape, Error> {
    schema().table(table).ok_or_else(|| Error::Shape(format!("table {table}")))
}

/// The name of the replicated table with this number.
pub fn table_name(number: u16) -> Result<&'static str, Error> {
    let shape =
        schema().by_number(number).ok_or_else(|| Error::Shape(format!("table {number}")))?;
    Ok(shape.name)
}

/// A row's values by column number.
pub(crate) fn row_values(
    connection: &Connection,
    shape: &Shape,
    id: Uuid,
) -> Result<Option<Vec<Value>>, Error> {
    let mut statement = connection.prepare_cached(&format!(
        "SELECT {} FROM {} WHERE id = ?1",
        column_list(shape),
        shape.name
    ))?;
    let mut rows = statement.query([id])?;
    let Some(row) = rows.next()? else { return Ok(None) };
    let mut values = Vec::with_capacity(shape.columns.len());
    for (index, column) in shape.columns.iter().enumerate() {
        values.push(from_sqlite(column.kind, row.get_ref(index)?)?);
    }
    Ok(Some(values))
}

/// All of a table's columns, in the order of their numbers.
pub(crate) fn column_list(shape: &Shape) -> String {
    shape.columns.iter().map(|column| column.name).collect::<Vec<_>>().join(", ")
}

/// The codec from SQLite: what stands in the file, by the column's declared type.
pub(crate) fn from_sqlite(kind: Type, value: ValueRef<'_>) -> Result<Value, Error> {
    let text = |bytes: &[u8]| {
        String::from_utf8(bytes.to_vec()).map_err(|_| Error::Damaged).map(Value::Text)
    };
    match (kind, value) {
        (_, ValueRef::Null) => Ok(Value::Null),
        (Type::Uuid, ValueRef::Blob(bytes)) => {
            Uuid::from_slice(bytes).map(Value::Uuid).map_err(|_| Error::Damaged)
        }
        (Type::Timestamp | Type::BigInt, ValueRef::Integer(number)) => Ok(Value::Integer(number)),
        (Type::Boolean, ValueRef::Integer(number)) => Ok(Value::Boolean(number != 0)),
        (Type::Double, ValueRef::Real(number)) => Ok(Value::Real(number)),
        (Type::Date | Type::Time | Type::Json | Type::Text, ValueRef::Text(bytes)) => text(bytes),
        _ => Err(Error::Damaged),
    }
}

/// The codec to SQLite.
pub(crate) struct Bind<'a>(pub &'a Value);

impl ToSql for Bind<'_> {
    fn to_sql(&self) -> rusqlite::Result<ToSqlOutput<'_>> {
        Ok(ToSqlOutput::Borrowed(match self.0 {
            Value::Null => ValueRef::Null,
            Value::Boolean(truth) => ValueRef::Integer(i64::from(*truth)),
            Value::Integer(number) => ValueRef::Integer(*number),
            Value::Real(number) => ValueRef::Real(*number),
            Value::Text(text) => ValueRef::Text(text.as_bytes()),
            Value::Uuid(id) => ValueRef::Blob(id.as_bytes()),
        }))
    }
}
