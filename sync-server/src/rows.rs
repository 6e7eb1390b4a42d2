//! Reading and writing rows of any replicated table. Every identifier in the SQL made here comes
//! from the catalog and the schema, never from a message.

use std::collections::HashMap;
use std::sync::OnceLock;

use catalog::{Scope, Table, Type, Value};
use deadpool_postgres::GenericClient;
use migrations::{Shape, schema};
use tokio_postgres::Row;
use tokio_postgres::types::ToSql;
use uuid::Uuid;

use crate::cells::{FromCell, ToCell};
use crate::error::Error;

/// The key of the sealed columns, as every connection of the server knows it.
pub(crate) const KEY: &str = "current_setting('holdfast.column_key')";

/// The key is random and full length, so stretching it would only cost time.
pub(crate) const ENCRYPTION: &str = "'cipher-algo=aes256, s2k-mode=0, compress-algo=0'";

/// A replicated table with the SQL that reads and writes it.
#[derive(Debug)]
pub(crate) struct TablePlan {
    pub shape: &'static Shape,
    pub table: &'static Table,
    /// The columns of a whole row, decrypted, then `cell_versions`; no FROM.
    pub columns: String,
    fetch: String,
    insert: String,
    pub version: usize,
    pub organization: usize,
    pub created_at: usize,
    pub updated_at: usize,
    pub deleted_at: usize,
}

/// A row as it stands at the centre.
#[derive(Clone, Debug)]
pub(crate) struct StoredRow {
    /// By column number.
    pub values: Vec<Value>,
    /// By column number; `None` when every cell is as old as the row.
    pub cell_versions: Option<Vec<i64>>,
}

/// The plan of every table that is in the schema and in the catalog, by table number.
pub(crate) fn plans() -> &'static [TablePlan] {
    static PLANS: OnceLock<Vec<TablePlan>> = OnceLock::new();
    PLANS.get_or_init(|| schema().tables.iter().filter_map(TablePlan::new).collect())
}

/// The plan of the table with this number.
pub(crate) fn plan(number: u16) -> Option<&'static TablePlan> {
    static BY_NUMBER: OnceLock<HashMap<u16, &'static TablePlan>> = OnceLock::new();
    BY_NUMBER
        .get_or_init(|| plans().iter().map(|plan| (plan.shape.number, plan)).collect())
        .get(&number)
        .copied()
}

/// The plan of the table called `name`.
pub(crate) fn plan_named(name: &str) -> Option<&'static TablePlan> {
    plan(schema().table(name)?.number)
}

impl TablePlan {
    fn new(shape: &'static Shape) -> Option<Self> {
        let table = catalog::table(shape.name).filter(|table| !table.shipped)?;
        let number = |name| shape.column_number(name).map(usize::from);
        let read: Vec<String> = shape
            .columns
            .iter()
            .map(|column| {
                if table.is_sealed(column.name) {
                    format!("pgp_sym_decrypt({}, {KEY})", column.name)
                } else {
                    column.name.to_owned()
                }
            })
            .collect();
        let columns = format!("{}, cell_versions", read.join(", "));
        let names: Vec<&str> = shape.columns.iter().map(|column| column.name).collect();
        let arrays: Vec<String> = shape
            .columns
            .iter()
            .enumerate()
            .map(|(index, column)| format!("${}::{}[]", index + 1, column.kind.sql()))
            .collect();
        let written: Vec<String> = shape
            .columns
            .iter()
            .map(|column| {
                if table.is_sealed(column.name) {
                    format!("pgp_sym_encrypt({}, {KEY}, {ENCRYPTION})", column.name)
                } else {
                    column.name.to_owned()
                }
            })
            .collect();
        Some(Self {
            fetch: format!(
                "SELECT {columns} FROM {} WHERE id = ANY ($1) AND organization_id = $2",
                shape.name
            ),
            insert: format!(
                "INSERT INTO {} ({}) SELECT {} FROM unnest({}) AS given ({})",
                shape.name,
                names.join(", "),
                written.join(", "),
                arrays.join(", "),
                names.join(", "),
            ),
            columns,
            version: number("version")?,
            organization: number("organization_id")?,
            created_at: number("created_at")?,
            updated_at: number("updated_at")?,
            deleted_at: number("deleted_at")?,
            shape,
            table,
        })
    }

    /// Whether changes of its rows are told to devices at all.
    pub(crate) fn travels(&self) -> bool {
        self.table.scope != Scope::Centre
    }

    /// Whether the column with this number is filled by the write door and not by a person.
    pub(crate) fn is_bookkeeping(&self, column: usize) -> bool {
        column == self.version
            || column == self.organization
            || column == self.created_at
            || column == self.updated_at
            || column == self.deleted_at
    }

    /// Reads a row that was selected as [`TablePlan::columns`].
    pub(crate) fn read(&self, row: &Row) -> Result<StoredRow, Error> {
        let mut values = Vec::with_capacity(self.shape.columns.len());
        for index in 0..self.shape.columns.len() {
            values.push(row.try_get::<_, FromCell>(index)?.0);
        }
        let versions: Option<Vec<Option<i64>>> = row.try_get(self.shape.columns.len())?;
        let cell_versions = versions.map(|versions| {
            // A column that came later and was never written is as old as the oldest cell.
            let oldest = versions.iter().flatten().min().copied().unwrap_or(0);
            (0..self.shape.columns.len())
                .map(|column| versions.get(column).copied().flatten().unwrap_or(oldest))
                .collect()
        });
        Ok(StoredRow { values, cell_versions })
    }

    /// The rows with these ids, as far as they exist in the organization.
    pub(crate) async fn fetch(
        &self,
        client: &impl GenericClient,
        organization: Uuid,
        ids: &[Uuid],
    ) -> Result<HashMap<Uuid, StoredRow>, Error> {
        let statement = client.prepare_cached(&self.fetch).await?;
        let rows = client.query(&statement, &[&ids, &organization]).await?;
        let mut found = HashMap::with_capacity(rows.len());
        for row in &rows {
            let stored = self.read(row)?;
            if let Some(id) = stored.values.first().and_then(Value::as_uuid) {
                found.insert(id, stored);
            }
        }
        Ok(found)
    }

    /// Writes new rows, all in one statement.
    pub(crate) async fn insert(
        &self,
        client: &impl GenericClient,
        rows: &[&StoredRow],
    ) -> Result<(), Error> {
        static NULL: Value = Value::Null;
        let columns: Vec<Vec<ToCell<'_>>> = (0..self.shape.columns.len())
            .map(|index| {
                rows.iter().map(|row| ToCell(row.values.get(index).unwrap_or(&NULL))).collect()
            })
            .collect();
        let parameters: Vec<&(dyn ToSql + Sync)> =
            columns.iter().map(|column| column as &(dyn ToSql + Sync)).collect();
        let statement = client.prepare_cached(&self.insert).await?;
        client.execute(&statement, &parameters).await?;
        Ok(())
    }

    /// Writes `changed` columns of a row that exists, with its versions.
    pub(crate) async fn update(
        &self,
        client: &impl GenericClient,
        id: Uuid,
        row: &StoredRow,
        changed: &[usize],
    ) -> Result<(), Error> {
        static NULL: Value = Value::Null;
        let mut sets = Vec::with_capacity(changed.len() + 3);
        let mut cells = Vec::with_capacity(changed.len() + 2);
        for index in changed.iter().copied().chain([self.version, self.updated_at]) {
            let Some(column) = self.shape.columns.get(index) else { continue };
            cells.push(ToCell(row.values.get(index).unwrap_or(&NULL)));
            let at = cells.len();
            sets.push(if self.table.is_sealed(column.name) {
                format!("{} = pgp_sym_encrypt(${at}::TEXT, {KEY}, {ENCRYPTION})", column.name)
            } else {
                format!("{} = ${at}::{}", column.name, column.kind.sql())
            });
        }
        let mut parameters: Vec<&(dyn ToSql + Sync)> =
            cells.iter().map(|cell| cell as &(dyn ToSql + Sync)).collect();
        parameters.push(&row.cell_versions);
        parameters.push(&id);
        let sql = format!(
            "UPDATE {} SET {}, cell_versions = ${} WHERE id = ${}",
            self.shape.name,
            sets.join(", "),
            cells.len() + 1,
            cells.len() + 2,
        );
        let statement = client.prepare_cached(&sql).await?;
        client.execute(&statement, &parameters).await?;
        Ok(())
    }

    /// The word for a column of this kind in the schema.
    pub(crate) fn kind(&self, column: usize) -> Option<Type> {
        self.shape.columns.get(column).map(|column| column.kind)
    }
}

impl StoredRow {
    /// A new row: one value per column of `plan`, written at `position`.
    pub(crate) fn new(values: Vec<Value>) -> Self {
        Self { values, cell_versions: None }
    }

    /// The value of a column.
    pub(crate) fn get(&self, column: usize) -> &Value {
        static NULL: Value = Value::Null;
        self.values.get(column).unwrap_or(&NULL)
    }

    /// Puts a value into a column.
    pub(crate) fn set(&mut self, column: usize, value: Value) {
        if let Some(cell) = self.values.get_mut(column) {
            *cell = value;
        }
    }

    /// The position at which the row last changed.
    pub(crate) fn version(&self, plan: &TablePlan) -> i64 {
        self.get(plan.version).as_integer().unwrap_or(0)
    }

    /// The position at which a cell last changed.
    pub(crate) fn cell_version(&self, plan: &TablePlan, column: usize) -> i64 {
        match &self.cell_versions {
            Some(versions) => versions.get(column).copied().unwrap_or(0),
            None => self.version(plan),
        }
    }

    /// Notes that a cell changed at `position`.
    pub(crate) fn touch(&mut self, plan: &TablePlan, column: usize, position: i64) {
        let (row_version, width) = (self.version(plan), plan.shape.columns.len());
        if self.cell_versions.is_none() && row_version == position {
            return;
        }
        let versions = self.cell_versions.get_or_insert_with(|| vec![row_version; width]);
        if let Some(version) = versions.get_mut(column) {
            *version = position;
        }
    }
}
