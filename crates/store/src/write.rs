//! The one door for writes: changes rows, captures cell changes, fills the outbox and the audit
//! trail, all in the transaction that the caller's action runs in.

use std::collections::BTreeSet;
use std::ops::Deref;

use catalog::{Action, BOOKKEEPING, Broken, Conflict, Role, Row, Table, Type, Value};
use migrations::{ColumnShape, Shape};
use protocol::{Intent, OPERATIONS_MAX};
use rusqlite::{Connection, params, params_from_iter};
use uuid::Uuid;

use crate::facts::{Facts, set_fact};
use crate::outbox::{self, StoredCell, StoredOperation};
use crate::read::{Bind, row_values, shape};
use crate::{Cells, Error, Reader, Surroundings};

/// Which tables a commit changed, so that a screen refetches what it shows.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Changed {
    /// Replicated tables.
    pub tables: BTreeSet<&'static str>,
    /// Whether there is something new to send.
    pub outbox: bool,
    /// Whether the replica's own state (cursor, conflicts, quarantine) changed.
    pub state: bool,
    /// Whether a file is wanted that is not here.
    pub files: bool,
}

impl Changed {
    /// Whether there may be files to send or to fetch that there were not before.
    pub fn has_files(&self) -> bool {
        self.files || self.tables.contains("attachments")
    }

    /// Whether nothing changed.
    pub fn is_empty(&self) -> bool {
        self.tables.is_empty() && !self.outbox && !self.state && !self.files
    }
}

/// What an action has done to one row, for whoever checks what its author may.
#[derive(Clone, Debug)]
pub struct Touched {
    /// The row's table.
    pub table: &'static Table,
    /// What was done.
    pub action: Action,
    /// The row.
    pub row: Uuid,
    /// Whose record the row belongs to, before and after, where it belongs to a patient.
    pub patients: Vec<Uuid>,
    /// The columns that it wrote, each with its value.
    pub cells: Vec<(String, Value)>,
}

/// A running write transaction on behalf of one person. Reads inside it (it derefs to
/// [`Reader`]) see its own changes.
pub struct Write<'c> {
    reader: Reader<'c>,
    surroundings: &'c Surroundings,
    facts: Facts,
    organization: Uuid,
    author: Uuid,
    command: String,
    made_at: i64,
    intent: Option<Intent>,
    operations: Vec<StoredOperation>,
    touched: Vec<Touched>,
    changed: Changed,
    audit: Audit,
}

/// How much of what a changeset does goes to the audit trail.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Audit {
    /// An entry per row of patient data.
    EachRow,
    /// One entry for all: an import, whose source is kept by name.
    Once,
}

impl<'c> Deref for Write<'c> {
    type Target = Reader<'c>;
    fn deref(&self) -> &Self::Target {
        &self.reader
    }
}

impl<'c> Write<'c> {
    pub(crate) fn begin(
        connection: &'c Connection,
        surroundings: &'c Surroundings,
        author: Uuid,
        command: &str,
    ) -> Result<Self, Error> {
        let reader = Reader { connection };
        let facts = Facts::read(&reader)?;
        let organization = facts
            .organization
            .ok_or_else(|| Error::Denied("Set up the clinic on this PC first.".to_owned()))?;
        Ok(Self {
            reader,
            surroundings,
            facts,
            organization,
            author,
            command: command.to_owned(),
            made_at: tick(connection, surroundings)?,
            intent: None,
            operations: Vec::new(),
            touched: Vec::new(),
            changed: Changed::default(),
            audit: Audit::EachRow,
        })
    }

    /// The moment of this action, microseconds since 1970 UTC.
    pub fn now(&self) -> i64 {
        self.surroundings.now()
    }

    /// A new UUIDv7.
    pub fn new_id(&self) -> Uuid {
        self.surroundings.new_id()
    }

    /// 16 unpredictable bytes.
    pub fn random(&self) -> [u8; 16] {
        self.surroundings.random()
    }

    /// The user on whose behalf this happens.
    pub fn author(&self) -> Uuid {
        self.author
    }

    /// What the replica knows of itself.
    pub fn facts(&self) -> &Facts {
        &self.facts
    }

    /// What the action has done so far, row by row; the audit trail is left out.
    pub fn touched(&self) -> &[Touched] {
        &self.touched
    }

    /// Says which invariant the action guards; the centre checks it again.
    pub fn intend(&mut self, intent: Intent) {
        self.intent = Some(intent);
    }

    /// One audit entry for the whole action instead of one per row: for imports.
    pub fn audit_once(&mut self) {
        self.audit = Audit::Once;
    }

    /// A table that this action may write: an import writes what imports bring, whoever gives it.
    fn writable(&self, table: &str) -> Result<(&'static Table, &'static Shape), Error> {
        if catalog::is_import(&self.command) {
            catalog::may_be_brought_in(table).map_err(Error::Denied)?;
        }
        meaning(table)
    }

    /// Writes a new row. Its id is `cells["id"]` or a new one; bookkeeping columns are filled
    /// here. Fails by [`Error::Rule`] where the row breaks a rule of its table.
    pub fn insert(&mut self, table: &'static str, mut cells: Cells) -> Result<Uuid, Error> {
        let (meaning, shape) = self.writable(table)?;
        let id = match cells.take("id") {
            Some(Value::Uuid(id)) => id,
            None => self.new_id(),
            Some(_) => return Err(Error::Shape(format!("{table}.id"))),
        };
        let now = self.made_at;
        let mut row = vec![Value::Null; shape.columns.len()];
        for (name, value) in cells {
            let index = column_index(shape, &name)?;
            let value = fit(meaning, shape, &name, value)?;
            if let Some(cell) = row.get_mut(index) {
                *cell = value;
            }
        }
        fill_defaults(shape, &mut row);
        let operation = StoredOperation {
            table: shape.name.to_owned(),
            row_id: id,
            kind: outbox::Kind::Insert,
            cells: shape
                .columns
                .iter()
                .zip(&row)
                .filter(|(_, value)| !value.is_null())
                .map(|(column, value)| StoredCell::inserted(column.name, value.clone()))
                .collect(),
        };
        for (name, value) in [
            ("id", Value::Uuid(id)),
            ("organization_id", Value::Uuid(self.organization)),
            ("created_at", Value::Integer(now)),
            ("updated_at", Value::Integer(now)),
            ("version", Value::Integer(0)),
        ] {
            if let Some(cell) = shape.column_number(name).and_then(|n| row.get_mut(usize::from(n)))
            {
                *cell = value;
            }
        }
        check_rule(meaning, shape, &row)?;
        insert_row(self.reader.connection, shape, &row)?;
        self.record(meaning, operation, None, &row, shape)?;
        Ok(id)
    }

    /// Changes columns of a row. `seen` is the row version that the screen showed when the
    /// person began to edit; `None` where the action itself read the row in this transaction.
    /// Columns whose value stays the same are left out.
    pub fn update(
        &mut self,
        table: &'static str,
        id: Uuid,
        seen: Option<i64>,
        cells: Cells,
    ) -> Result<(), Error> {
        let (meaning, shape) = self.writable(table)?;
        if meaning.conflict == Conflict::Ledger {
            return Err(Error::Denied(
                "This entry cannot be changed; correct it with a new one.".to_owned(),
            ));
        }
        let before = row_values(self.reader.connection, shape, id)?
            .ok_or(Error::Missing { table: shape.name, id })?;
        if !value_at(shape, &before, "deleted_at").is_null() {
            return Err(Error::Missing { table: shape.name, id });
        }
        let version = value_at(shape, &before, "version").as_integer().unwrap_or(0);
        let base = seen.unwrap_or(version).min(version);
        let mut after = before.clone();
        let mut changes = Vec::new();
        for (name, value) in cells {
            let index = column_index(shape, &name)?;
            let value = fit(meaning, shape, &name, value)?;
            let (Some(column), Some(old), Some(new)) =
                (shape.columns.get(index), before.get(index), after.get_mut(index))
            else {
                continue;
            };
            if *old != value {
                changes.push(StoredCell {
                    column: column.name.to_owned(),
                    base: outbox::inherited_base(
                        self.reader.connection,
                        shape.name,
                        id,
                        column.name,
                    )?
                    .unwrap_or(base),
                    old: old.clone(),
                    new: value.clone(),
                });
                *new = value;
            }
        }
        if changes.is_empty() {
            return Ok(());
        }
        let updated_at = shape.column_number("updated_at").map(usize::from);
        if let Some(cell) = updated_at.and_then(|index| after.get_mut(index)) {
            *cell = Value::Integer(self.made_at);
        }
        check_rule(meaning, shape, &after)?;
        check_signature(shape, &before, &after)?;
        if self.facts.enrolled {
            for cell in &changes {
                outbox::keep_confirmed(
                    self.reader.connection,
                    shape.name,
                    id,
                    &cell.column,
                    &cell.old,
                )?;
            }
        }
        set_cells(
            self.reader.connection,
            shape,
            id,
            changes
                .iter()
                .map(|cell| (cell.column.as_str(), &cell.new))
                .chain([("updated_at", &Value::Integer(self.made_at))]),
        )?;
        let operation = StoredOperation {
            table: shape.name.to_owned(),
            row_id: id,
            kind: outbox::Kind::Update,
            cells: changes,
        };
        self.record(meaning, operation, Some(&before), &after, shape)
    }

    /// Removes a row softly: it keeps its content and gets `deleted_at`.
    pub fn remove(
        &mut self,
        table: &'static str,
        id: Uuid,
        seen: Option<i64>,
    ) -> Result<(), Error> {
        let (meaning, shape) = self.writable(table)?;
        if meaning.conflict == Conflict::Ledger {
            return Err(Error::Denied(
                "This entry cannot be removed; correct it with a new one.".to_owned(),
            ));
        }
        let before = row_values(self.reader.connection, shape, id)?
            .ok_or(Error::Missing { table: shape.name, id })?;
        if !value_at(shape, &before, "deleted_at").is_null() {
            return Ok(());
        }
        let now = Value::Integer(self.made_at);
        let mut after = before.clone();
        let deleted_at = shape.column_number("deleted_at").map(usize::from);
        if let Some(cell) = deleted_at.and_then(|index| after.get_mut(index)) {
            *cell = now.clone();
        }
        check_signature(shape, &before, &after)?;
        let version = value_at(shape, &before, "version").as_integer().unwrap_or(0);
        if self.facts.enrolled {
            let connection = self.reader.connection;
            outbox::keep_confirmed(connection, shape.name, id, "deleted_at", &Value::Null)?;
        }
        set_cells(
            self.reader.connection,
            shape,
            id,
            [("deleted_at", &now), ("updated_at", &now)].into_iter(),
        )?;
        let operation = StoredOperation {
            table: shape.name.to_owned(),
            row_id: id,
            kind: outbox::Kind::Remove,
            cells: vec![StoredCell {
                column: "deleted_at".to_owned(),
                base: seen.unwrap_or(version).min(version),
                old: Value::Null,
                new: now,
            }],
        };
        self.record(meaning, operation, Some(&before), &before, shape)
    }

    /// Says in the audit trail that the author did something that is not a write: opened a
    /// chart, printed, exported, signed in. `action` is one of the audit actions.
    pub fn audit(
        &mut self,
        action: &'static str,
        table: Option<&'static str>,
        row: Option<Uuid>,
        patient: Option<Uuid>,
        reason: Option<&str>,
    ) -> Result<(), Error> {
        let entry = self
            .audit_entry(action)
            .set("table_name", table.map(str::to_owned))
            .set("row_id", row)
            .set("patient_id", patient)
            .set("reason", reason.map(str::to_owned));
        self.insert("audit_logs", entry).map(|_| ())
    }

    /// Says in the audit trail that the author asked for a list, perhaps several times.
    pub(crate) fn audit_reads(
        &mut self,
        command: &str,
        table: Option<&'static str>,
        after: &serde_json::Value,
    ) -> Result<(), Error> {
        let entry = self
            .audit_entry("read")
            .set("command", command)
            .set("table_name", table.map(str::to_owned))
            .set("after", after.to_string());
        self.insert("audit_logs", entry).map(|_| ())
    }

    fn audit_entry(&self, action: &str) -> Cells {
        Cells::new()
            .set("user_id", self.author)
            .set("device_id", self.facts.device)
            .set("action", action)
            .set("command", self.command.clone())
            .set("occurred_at", self.made_at)
    }

    fn record(
        &mut self,
        meaning: &'static Table,
        operation: StoredOperation,
        before: Option<&[Value]>,
        after: &[Value],
        shape: &'static Shape,
    ) -> Result<(), Error> {
        self.changed.tables.insert(shape.name);
        let action = match operation.kind {
            outbox::Kind::Insert => Action::Insert,
            outbox::Kind::Update => Action::Update,
            outbox::Kind::Remove => Action::Remove,
        };
        let patient = patient_of(shape, after, operation.row_id);
        if shape.name != "audit_logs" {
            let mut patients: Vec<Uuid> = patient.into_iter().collect();
            let earlier = before.and_then(|row| patient_of(shape, row, operation.row_id));
            patients.extend(earlier.filter(|earlier| Some(*earlier) != patient));
            let cells = operation.cells.iter();
            let cells = cells.map(|cell| (cell.column.clone(), cell.new.clone())).collect();
            let (table, row) = (meaning, operation.row_id);
            self.touched.push(Touched { table, action, row, patients, cells });
        }
        let audit = meaning.audited && self.audit == Audit::EachRow;
        let entry = audit.then(|| {
            let action = match action {
                Action::Insert => "create",
                Action::Remove => "delete",
                Action::Update | Action::Read => "update",
            };
            let values = |pick: fn(&StoredCell) -> &Value| {
                outbox::plain_json(
                    operation.cells.iter().map(|cell| (cell.column.as_str(), pick(cell))),
                )
            };
            self.audit_entry(action)
                .set("table_name", shape.name)
                .set("row_id", operation.row_id)
                .set("patient_id", patient)
                .set("before", before.map(|_| values(|cell| &cell.old)))
                .set("after", Some(values(|cell| &cell.new)))
        });
        self.operations.push(operation);
        if let Some(entry) = entry {
            self.insert("audit_logs", entry)?;
        }
        Ok(())
    }

    /// What the database itself looks after on a replica of the whole record: that each reference
    /// that was written leads to a row. Where a replica holds a part, one to a table that is never
    /// here can only have come with a row from the centre, which looks at it again.
    fn check_references(&self) -> Result<(), Error> {
        let connection = self.reader.connection;
        let coverage = self.reader.coverage()?;
        if !coverage.is_part() {
            return Ok(());
        }
        for operation in &self.operations {
            for (table, column) in references(connection, shape(&operation.table)?.name)? {
                let target = shape(&table)?.name;
                let cells = operation.cells.iter().filter(|cell| cell.column == column);
                for id in cells.filter_map(|cell| cell.new.as_uuid()) {
                    if coverage.holds(target) && !is_here(connection, target, id)? {
                        return Err(Error::BrokenReference);
                    }
                }
            }
        }
        Ok(())
    }

    pub(crate) fn finish(mut self) -> Result<Changed, Error> {
        if self.audit == Audit::Once && !self.operations.is_empty() {
            let entry = self.audit_entry("create").set("reason", "import");
            self.insert("audit_logs", entry)?;
        }
        if self.operations.len() > OPERATIONS_MAX {
            return Err(Error::TooManyOperations {
                operations: self.operations.len(),
                most: OPERATIONS_MAX,
            });
        }
        self.check_references()?;
        if self.facts.enrolled && !self.operations.is_empty() {
            outbox::append(
                self.reader.connection,
                outbox::Pending {
                    id: self.surroundings.new_id(),
                    command: &self.command,
                    author: self.author,
                    made_at: self.made_at,
                    base: self.facts.cursor.position,
                    intent: self.intent.as_ref(),
                    operations: &self.operations,
                },
            )?;
            self.changed.outbox = true;
        }
        Ok(self.changed)
    }
}

/// The columns of a table that refer to rows, each with the table that it refers to first.
pub(crate) fn references(
    connection: &Connection,
    table: &str,
) -> Result<Vec<(String, String)>, Error> {
    let mut statement =
        connection.prepare_cached("SELECT \"table\", \"from\" FROM pragma_foreign_key_list(?1)")?;
    let references = statement
        .query_map([table], |row| Ok((row.get(0)?, row.get(1)?)))?
        .collect::<Result<_, _>>()?;
    Ok(references)
}

fn is_here(connection: &Connection, table: &str, id: Uuid) -> Result<bool, Error> {
    let sql = format!("SELECT 1 FROM {table} WHERE id = ?1");
    Ok(connection.prepare_cached(&sql)?.exists([id])?)
}

/// The hybrid logical clock: this machine's time, or just after the last moment it gave.
fn tick(connection: &Connection, surroundings: &Surroundings) -> Result<i64, Error> {
    let last: i64 = Reader { connection }
        .fact("clock")?
        .map_or(Ok(0), |text| text.parse().map_err(|_| Error::Damaged))?;
    let now = surroundings.now().max(last + 1);
    set_fact(connection, "clock", &now.to_string())?;
    Ok(now)
}

pub(crate) fn meaning(table: &str) -> Result<(&'static Table, &'static Shape), Error> {
    let meaning = catalog::table(table).ok_or_else(|| Error::Shape(format!("table {table}")))?;
    Ok((meaning, shape(table)?))
}

fn column_index(shape: &Shape, name: &str) -> Result<usize, Error> {
    shape
        .column_number(name)
        .filter(|_| !BOOKKEEPING.contains(&name))
        .map(usize::from)
        .ok_or_else(|| Error::Shape(format!("{}.{name}", shape.name)))
}

/// The value as it may stand in the column: of its type, one of its enumeration, JSON canonical.
fn fit(meaning: &Table, shape: &Shape, name: &str, value: Value) -> Result<Value, Error> {
    let column: Option<&ColumnShape> = shape.columns.iter().find(|column| column.name == name);
    let Some(column) = column else {
        return Err(Error::Shape(format!("{}.{name}", shape.name)));
    };
    let value = match (column.kind, value) {
        (Type::Json, Value::Text(text)) => Value::Text(canonical_json(&text, column.name)?),
        (_, value) => value,
    };
    if let Value::Text(text) = &value
        && text.contains('\0')
    {
        return Err(cannot_be_stored(column.name));
    }
    if let Value::Real(number) = &value
        && !number.is_finite()
    {
        return Err(Error::Rule(Broken::new(
            column.name,
            format!("{} must be a number.", spoken(column.name)),
        )));
    }
    if !column.kind.admits(&value) {
        return Err(Error::Shape(format!("{}.{name}", shape.name)));
    }
    if let (Some(text), Some(enumeration)) =
        (value.as_text(), meaning.column(column.name).and_then(|c| c.enumeration))
        && !enumeration.admits(text)
    {
        return Err(Error::Rule(Broken::new(
            column.name,
            format!("{} is not one of the values that can be chosen.", spoken(column.name)),
        )));
    }
    Ok(value)
}

/// A column's name as a person says it: `date_of_birth` becomes `Date of birth`.
pub fn spoken(column: &str) -> String {
    let words = column.trim_end_matches("_id").replace('_', " ");
    let mut letters = words.chars();
    letters.next().map_or_else(String::new, |first| first.to_uppercase().chain(letters).collect())
}

fn cannot_be_stored(column: &'static str) -> Error {
    let sentence = format!("{} holds a character that cannot be stored.", spoken(column));
    Error::Rule(Broken::new(column, sentence))
}

/// Whether a name or a text in the document holds NUL, which Postgres cannot hold even escaped.
fn holds_nul(value: &serde_json::Value) -> bool {
    match value {
        serde_json::Value::String(text) => text.contains('\0'),
        serde_json::Value::Array(values) => values.iter().any(holds_nul),
        serde_json::Value::Object(fields) => {
            fields.iter().any(|(name, value)| name.contains('\0') || holds_nul(value))
        }
        _ => false,
    }
}

fn canonical_json(text: &str, column: &'static str) -> Result<String, Error> {
    let refused = || {
        let sentence = format!("{} is not a list or an object.", spoken(column));
        Error::Rule(Broken::new(column, sentence))
    };
    let value: serde_json::Value = serde_json::from_str(text).map_err(|_| refused())?;
    if !value.is_object() && !value.is_array() {
        return Err(refused());
    }
    if holds_nul(&value) {
        return Err(cannot_be_stored(column));
    }
    serde_json_canonicalizer::to_string(&value).map_err(|_| refused())
}

/// Booleans that the action left out are what the DDL's default says: SQLite applies defaults
/// only to columns that an INSERT leaves out, and the changeset must say what it meant.
fn fill_defaults(shape: &Shape, row: &mut [Value]) {
    for (column, value) in shape.columns.iter().zip(row) {
        if value.is_null() && column.not_null && column.kind == Type::Boolean {
            *value = Value::Boolean(column.default_true);
        }
    }
}

/// Whose record a row belongs to: its `patient_id`, and a patient is its own.
fn patient_of(shape: &Shape, row: &[Value], id: Uuid) -> Option<Uuid> {
    match (value_at(shape, row, "patient_id"), shape.name) {
        (Value::Uuid(patient), _) => Some(*patient),
        (_, "patients") => Some(id),
        _ => None,
    }
}

fn check_rule(meaning: &Table, shape: &Shape, row: &[Value]) -> Result<(), Error> {
    let lookup =
        |name: &str| shape.column_number(name).and_then(|number| row.get(usize::from(number)));
    (meaning.rule)(&Row::new(&lookup)).map_err(Error::Rule)
}

fn check_signature(shape: &Shape, before: &[Value], after: &[Value]) -> Result<(), Error> {
    let was = |name: &str| Some(value_at(shape, before, name));
    let is = |name: &str| Some(value_at(shape, after, name));
    catalog::stays_signed(shape.name, &Row::new(&was), &Row::new(&is)).map_err(Error::Rule)
}

pub(crate) fn value_at<'v>(shape: &Shape, row: &'v [Value], name: &str) -> &'v Value {
    shape
        .column_number(name)
        .and_then(|number| row.get(usize::from(number)))
        .unwrap_or(&Value::Null)
}

pub(crate) fn insert_row(
    connection: &Connection,
    shape: &Shape,
    row: &[Value],
) -> Result<(), Error> {
    let marks = vec!["?"; shape.columns.len()].join(", ");
    let columns = crate::read::column_list(shape);
    connection
        .prepare_cached(&format!("INSERT INTO {} ({columns}) VALUES ({marks})", shape.name))?
        .execute(params_from_iter(row.iter().map(Bind)))?;
    Ok(())
}

pub(crate) fn set_cells<'v>(
    connection: &Connection,
    shape: &Shape,
    id: Uuid,
    cells: impl Iterator<Item = (&'v str, &'v Value)>,
) -> Result<(), Error> {
    let (names, values): (Vec<&str>, Vec<&Value>) = cells.unzip();
    if names.is_empty() {
        return Ok(());
    }
    let assignments = names.iter().map(|name| format!("{name} = ?")).collect::<Vec<_>>().join(", ");
    let id = Value::Uuid(id);
    connection
        .prepare_cached(&format!("UPDATE {} SET {assignments} WHERE id = ?", shape.name))?
        .execute(params_from_iter(values.into_iter().chain([&id]).map(Bind)))?;
    Ok(())
}

/// Roles that `author` holds, from the replica's own users; nobody is nobody.
pub fn roles_of(reader: &Reader<'_>, author: Uuid) -> Result<Vec<Role>, Error> {
    let roles: Option<String> = reader.value(
        "SELECT roles FROM users WHERE id = ?1 AND is_active = 1 AND deleted_at IS NULL",
        params![author],
    )?;
    let codes: Vec<String> = roles.as_deref().map_or(Ok(Vec::new()), serde_json::from_str)?;
    Ok(codes.iter().filter_map(|code| Role::from_code(code)).collect())
}
