//! What comes from the centre: pages beneath pending edits, chunks into empty tables.

use std::collections::BTreeSet;

use catalog::{Scope, Value};
use migrations::{Shape, schema};
use protocol::{Chunk, Cursor, Field, Outcome, Page, PageRow, Position, Signed};
use rusqlite::types::{ToSqlOutput, ValueRef};
use rusqlite::{Connection, ToSql, params};
use uuid::Uuid;

use crate::facts::{Facts, set_fact};
use crate::lives;
use crate::outbox::{self, Batch, Kind, StoredOperation};
use crate::read::{Reader, row_values, shape};
use crate::resting_indexes;
use crate::transfers::keep_file_to_send;
use crate::{Changed, Error, Store};

impl Store {
    /// Applies a page whole, with its cursor, in one transaction. Values go beneath pending
    /// cells, never over them; a row that cannot be applied is kept raw in the same transaction.
    /// Refuses a page that does not continue at this replica's cursor. Returns how many rows it
    /// brought.
    pub fn apply_page(&self, page: &Page) -> Result<usize, Error> {
        let now = self.surroundings().now();
        self.apply(|connection, changed| {
            let facts = Facts::read(&Reader { connection })?;
            if page.after != facts.cursor {
                return Err(Error::NotNext);
            }
            // What is settled first need not go beneath anything.
            let mut settled = Vec::new();
            for outcome in &page.outcomes {
                settled.extend(outbox::settle(connection, outcome, now, changed)?);
            }
            let standing = Standing::read(&Reader { connection })?;
            for row in &page.rows {
                apply_row_or_keep(connection, row, standing, now, changed)?;
            }
            for operation in &settled {
                outbox::uncover(connection, operation)?;
                carry_out_forget(connection, operation)?;
            }
            set_cursor(connection, page.to)?;
            if changed.tables.contains("devices") {
                stand_where_said(connection)?;
            }
            if !page.rows.is_empty() {
                note_exchange(connection, "received", page.rows.len(), changed, now)?;
            }
            set_fact(connection, "last_contact_at", &now.to_string())?;
            changed.state = true;
            Ok(page.rows.len())
        })
    }

    /// Signed changesets whose outcome the cursor has passed without bringing it: those that were
    /// answered before the scope was fetched anew. Offered again they get the same answers. `None`
    /// where there are none.
    pub fn passed_batch(&self, changesets_max: usize) -> Result<Option<Batch>, Error> {
        self.read(|reader| {
            let facts = Facts::read(reader)?;
            let mut statement = reader.connection.prepare_cached(
                "SELECT body, signature FROM outbox \
                 WHERE answer_position <= ?1 AND body IS NOT NULL \
                 ORDER BY incarnation, counter LIMIT ?2",
            )?;
            let most = i64::try_from(changesets_max).unwrap_or(i64::MAX);
            // Of a position that is not whole the outcome is still to come.
            let whole = match facts.cursor.ordinal {
                Cursor::WHOLE => facts.cursor.position.0,
                _ => facts.cursor.position.0 - 1,
            };
            let changesets = statement
                .query_map(params![whole, most], |row| {
                    Ok(Signed { body: row.get(0)?, signature: row.get(1)? })
                })?
                .collect::<Result<Vec<_>, _>>()?;
            Ok((!changesets.is_empty())
                .then_some(Batch { incarnation: facts.incarnation, changesets }))
        })
    }

    /// Ends the changesets of these outcomes, as far as the cursor has passed them. Returns whether
    /// there were any.
    pub fn settle_passed(&self, outcomes: &[Outcome]) -> Result<bool, Error> {
        let now = self.surroundings().now();
        self.apply(|connection, changed| {
            let cursor = Facts::read(&Reader { connection })?.cursor;
            let mut settled = Vec::new();
            for outcome in outcomes.iter().filter(|o| Cursor::after(o.position) <= cursor) {
                settled.extend(outbox::settle(connection, outcome, now, changed)?);
            }
            for operation in &settled {
                outbox::uncover(connection, operation)?;
                carry_out_forget(connection, operation)?;
            }
            Ok(!settled.is_empty())
        })
    }

    /// The centre says that this PC's scope is another one than its cursor belongs to: everything
    /// is fetched anew, beside what is here, and what is here and does not come goes.
    pub fn begin_new_scope(&self) -> Result<(), Error> {
        self.apply(|connection, changed| {
            changed.state = true;
            give_up_bootstrap(connection)?;
            set_fact(connection, NEW_SCOPE, "1")?;
            // They are asked for once that is over.
            set_fact(connection, NEW_COLUMNS, "0")?;
            set_fact(connection, "bootstrap_due", "1")
        })
    }

    /// Has the columns and tables fetched that came with a newer version of the schema than the one
    /// in which this replica was filled. They come beside what is here; the cursor stays.
    pub fn begin_new_columns(&self) -> Result<(), Error> {
        let is_due = self.read(|reader| {
            let is_enrolled = Facts::read(reader)?.enrolled;
            let is_due = reader.fact("bootstrap_due")?.as_deref() == Some("1");
            Ok::<_, Error>(is_enrolled && !is_due && filled_in(reader)? < migrations::version())
        })?;
        if !is_due {
            return Ok(());
        }
        self.apply(|connection, changed| {
            changed.state = true;
            connection.execute("DELETE FROM bootstrap_tables", [])?;
            set_fact(connection, NEW_COLUMNS, &migrations::version().to_string())?;
            set_fact(connection, "bootstrap_due", "1")
        })
    }

    /// Writes down that changesets were taken by the centre, for the Sync Centre's list.
    pub fn note_sent(&self, changesets: usize) -> Result<(), Error> {
        let now = self.surroundings().now();
        self.apply(|connection, changed| {
            note_exchange(connection, "sent", changesets, changed, now)?;
            changed.state = true;
            set_fact(connection, "last_contact_at", &now.to_string())
        })
    }

    /// Starts or resumes a bootstrap: the tables to fetch with their planned row counts, and the
    /// position to pull from afterwards. A plan that was begun is kept.
    pub fn begin_bootstrap(&self, pin: Position, tables: &[(u16, u64)]) -> Result<(), Error> {
        let now = self.surroundings().now();
        self.apply(|connection, changed| {
            changed.state = true;
            let begun: Option<i64> =
                Reader { connection }.value("SELECT 1 FROM bootstrap_tables LIMIT 1", [])?;
            if begun.is_some() {
                return Ok(());
            }
            let mut insert = connection.prepare_cached(
                "INSERT INTO bootstrap_tables (ordinal, table_name, rows_planned, rows_done, is_done) \
                 VALUES (?1, ?2, ?3, 0, 0)",
            )?;
            let reader = Reader { connection };
            let (fetched, filled) = (new_columns(&reader)?, filled_in(&reader)?);
            for (ordinal, (table, rows)) in (0i64..).zip(tables) {
                let shape = schema()
                    .by_number(*table)
                    .ok_or(protocol::Malformed("an unknown table"))?;
                if fetched.is_some() && shape.width(filled) == shape.columns.len() {
                    continue;
                }
                insert.execute(params![ordinal, shape.name, i64::try_from(*rows).unwrap_or(0)])?;
                resting_indexes::lay_down(connection, shape, *rows)?;
            }
            set_fact(connection, "bootstrap_pin", &pin.0.to_string())?;
            let is_new_scope = is_new_scope(connection)?;
            match fetched {
                Some(version) => {
                    let sql = "SELECT 1 FROM bootstrap_tables LIMIT 1";
                    if reader.value::<i64>(sql, [])?.is_none() {
                        set_fact(connection, "bootstrap_due", "0")?;
                        return end_new_columns(connection, version);
                    }
                }
                // What is here already keeps the columns that it has.
                None if is_new_scope => {}
                None => set_fact(connection, FILLED_IN, &migrations::version().to_string())?,
            }
            if is_new_scope {
                let planned = |number: u16| tables.iter().any(|(table, _)| *table == number);
                let travels = |shape: &&Shape| {
                    catalog::table(shape.name)
                        .is_some_and(|table| !table.shipped && table.scope != Scope::Centre)
                };
                for shape in schema().tables.iter().filter(travels) {
                    if !planned(shape.number) {
                        sweep(connection, shape, (None, None), &BTreeSet::new(), now)?;
                        changed.tables.insert(shape.name);
                    }
                }
            }
            Ok(())
        })
    }

    /// Where the bootstrap stands: `None` when there is none or it is over.
    pub fn bootstrap(&self) -> Result<Option<Bootstrap>, Error> {
        self.read(|reader| {
            let mut statement = reader.connection.prepare_cached(
                "SELECT table_name, rows_planned, rows_done, after_id, is_done \
                 FROM bootstrap_tables ORDER BY ordinal",
            )?;
            let mut rows = statement.query([])?;
            let mut bootstrap = Bootstrap {
                pin: reader
                    .fact("bootstrap_pin")?
                    .map_or(Ok(0), |text| text.parse().map_err(|_| Error::Damaged))
                    .map(Position)?,
                next: None,
                rows_done: 0,
                rows_planned: 0,
            };
            let mut any = false;
            while let Some(row) = rows.next()? {
                any = true;
                let (planned, done): (i64, i64) = (row.get(1)?, row.get(2)?);
                bootstrap.rows_planned += planned.max(done).unsigned_abs();
                bootstrap.rows_done += done.unsigned_abs();
                if bootstrap.next.is_none() && !row.get::<_, bool>(4)? {
                    let table = shape(&row.get::<_, String>(0)?)?.number;
                    bootstrap.next = Some((table, row.get(3)?));
                }
            }
            Ok(any.then_some(bootstrap))
        })
    }

    /// Applies one chunk of the bootstrap's next table and notes how far it came, in one
    /// transaction. An empty chunk ends the table. Rows that this replica already holds in the
    /// same or a newer version stay. Returns how many rows it brought.
    pub fn apply_chunk(&self, table: u16, chunk: &Chunk) -> Result<usize, Error> {
        let now = self.surroundings().now();
        self.apply(|connection, changed| {
            let target =
                schema().by_number(table).ok_or(protocol::Malformed("an unknown table"))?;
            changed.tables.insert(target.name);
            changed.state = true;
            let after: Option<Option<Uuid>> = Reader { connection }.value(
                "SELECT after_id FROM bootstrap_tables WHERE table_name = ?1",
                [target.name],
            )?;
            let reader = Reader { connection };
            let over = match new_columns(&reader)? {
                Some(_) => Over::ColumnsSince(filled_in(&reader)?),
                None => Over::Older,
            };
            let came = insert_chunk(connection, target, chunk, (over, now))?;
            let (rows, last) = (came.ids.len(), came.ids.last().copied());
            if is_new_scope(connection)? {
                let ids = came.ids.into_iter().collect();
                sweep(connection, target, (after.flatten(), last), &ids, now)?;
            }
            match last {
                Some(last) => connection
                    .prepare_cached(
                        "UPDATE bootstrap_tables SET rows_done = rows_done + ?2, after_id = ?3 \
                         WHERE table_name = ?1",
                    )?
                    .execute(params![target.name, i64::try_from(rows).unwrap_or(0), last])?,
                None => {
                    resting_indexes::build(connection, target.name)?;
                    connection
                        .prepare_cached(
                            "UPDATE bootstrap_tables SET is_done = 1 WHERE table_name = ?1",
                        )?
                        .execute([target.name])?
                }
            };
            Ok(rows)
        })
    }

    /// Ends the bootstrap once every table is done: the cursor stands at the pin.
    pub fn finish_bootstrap(&self) -> Result<(), Error> {
        self.apply(|connection, changed| {
            let reader = Reader { connection };
            let open: Option<i64> =
                reader.value("SELECT 1 FROM bootstrap_tables WHERE is_done = 0 LIMIT 1", [])?;
            if open.is_some() {
                return Err(Error::NotNext);
            }
            let pin: i64 = reader
                .fact("bootstrap_pin")?
                .and_then(|text| text.parse().ok())
                .ok_or(Error::Damaged)?;
            give_up_bootstrap(connection)?;
            set_fact(connection, "bootstrap_due", "0")?;
            changed.state = true;
            if let Some(version) = new_columns(&reader)? {
                // Of the other tables nothing has come that the cursor could pass.
                return end_new_columns(connection, version);
            }
            set_fact(connection, NEW_SCOPE, "0")?;
            stand_where_said(connection)?;
            set_cursor(connection, Cursor::after(Position(pin)))
        })
    }
}

/// How far a bootstrap has come.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Bootstrap {
    /// Pull from here afterwards.
    pub pin: Position,
    /// The table to fetch next and the last id that was applied; `None` when all are done.
    pub next: Option<(u16, Option<Uuid>)>,
    /// Rows applied.
    pub rows_done: u64,
    /// About how many there are.
    pub rows_planned: u64,
}

/// Drops the plan of a bootstrap, over or not, and leaves every table with its indexes.
pub(crate) fn give_up_bootstrap(connection: &Connection) -> Result<(), Error> {
    resting_indexes::build_all(connection)?;
    connection.execute("DELETE FROM bootstrap_tables", [])?;
    Ok(())
}

fn set_cursor(connection: &Connection, cursor: Cursor) -> Result<(), Error> {
    set_fact(connection, "cursor_position", &cursor.position.0.to_string())?;
    set_fact(connection, "cursor_ordinal", &cursor.ordinal.to_string())
}

pub(crate) fn note_exchange(
    connection: &Connection,
    direction: &str,
    changes: usize,
    changed: &Changed,
    now: i64,
) -> Result<(), Error> {
    let tables = changed.tables.iter().copied().collect::<Vec<_>>().join(" ");
    connection
        .prepare_cached(
            "INSERT INTO exchanges (at, direction, changes, tables) VALUES (?1, ?2, ?3, ?4)",
        )?
        .execute(params![now, direction, i64::try_from(changes).unwrap_or(0), tables])?;
    connection
        .prepare_cached("DELETE FROM exchanges WHERE ordinal <= ?1 - 200")?
        .execute([connection.last_insert_rowid()])?;
    Ok(())
}

/// What fails for want of a place on this replica (an unknown value, a broken constraint) is kept
/// raw and reported; a full disk or a damaged file fails the whole page, which is asked for again.
fn apply_row_or_keep(
    connection: &Connection,
    row: &PageRow,
    standing: Standing,
    now: i64,
    changed: &mut Changed,
) -> Result<(), Error> {
    connection.execute_batch("SAVEPOINT page_row")?;
    let reason = match apply_row(connection, row, standing, changed) {
        Ok(()) => {
            connection.execute_batch("RELEASE page_row")?;
            return Ok(());
        }
        Err(Error::Sqlite(reason) | Error::Shape(reason)) => reason,
        Err(Error::BrokenReference) => "a reference".to_owned(),
        Err(other) => return Err(other),
    };
    connection.execute_batch("ROLLBACK TO page_row; RELEASE page_row")?;
    let (table, id, content) = match row {
        PageRow::Whole { table, id, values } => (table, id, serde_json::to_string(values)?),
        PageRow::Changed { table, id, cells } => (table, id, serde_json::to_string(cells)?),
        PageRow::Forget { table, id } => (table, id, String::new()),
    };
    let name = schema().by_number(*table).map_or("", |shape| shape.name);
    connection
        .prepare_cached(
            "INSERT OR REPLACE INTO unapplied_rows (row_id, table_name, content, reason, arrived_at) \
             VALUES (?1, ?2, ?3, ?4, ?5)",
        )?
        .execute(params![id, name, content, reason, now])?;
    Ok(())
}

/// What a page has to mind beside its rows.
#[derive(Clone, Copy)]
struct Standing {
    /// Rows here may say what the centre does not know.
    uncertain: bool,
    /// Rows lie aside.
    aside: bool,
}

impl Standing {
    fn read(reader: &Reader<'_>) -> Result<Self, Error> {
        let aside: Option<i64> = reader.value("SELECT 1 FROM unapplied_rows LIMIT 1", [])?;
        Ok(Self { uncertain: lives::is_uncertain(reader)?, aside: aside.is_some() })
    }
}

fn apply_row(
    connection: &Connection,
    row: &PageRow,
    standing: Standing,
    changed: &mut Changed,
) -> Result<(), Error> {
    place_row(connection, row, standing, changed)?;
    let (PageRow::Whole { table, id, .. }
    | PageRow::Changed { table, id, .. }
    | PageRow::Forget { table, id }) = row;
    if standing.aside { lives::drop_aside(connection, numbered(*table)?, *id) } else { Ok(()) }
}

fn place_row(
    connection: &Connection,
    row: &PageRow,
    standing: Standing,
    changed: &mut Changed,
) -> Result<(), Error> {
    match row {
        PageRow::Whole { table, id, values } => {
            let shape = numbered(*table)?;
            changed.tables.insert(shape.name);
            // It may have been about to be forgotten.
            connection
                .prepare_cached("DELETE FROM forgotten_rows WHERE row_id = ?1 AND table_name = ?2")?
                .execute(params![id, shape.name])?;
            if !exists(connection, shape, *id)? {
                return crate::write::insert_row(connection, shape, values);
            }
            let cells = shape.columns.iter().map(|column| column.name).zip(values);
            lay_beneath(connection, shape, *id, cells)
        }
        PageRow::Changed { table, id, cells } => {
            let shape = numbered(*table)?;
            changed.tables.insert(shape.name);
            let named = cells.iter().filter_map(|(number, value)| {
                shape.columns.get(usize::from(*number)).map(|column| (column.name, value))
            });
            // The rest of an uncertain row stays so until it has been compared.
            let uncertain = standing.uncertain && lives::is_marked(connection, shape, *id)?;
            let named = named.filter(|(name, _)| !uncertain || *name != "version");
            lay_beneath(connection, shape, *id, named)
        }
        PageRow::Forget { table, id } => {
            let shape = numbered(*table)?;
            changed.tables.insert(shape.name);
            forget(connection, shape, *id)
        }
    }
}

/// Takes a row that has left the scope off this PC; at once, or when what waits on it is answered.
fn forget(connection: &Connection, shape: &'static Shape, id: Uuid) -> Result<(), Error> {
    let sql = if outbox::pending_on(connection, shape.name, id)?.is_empty() {
        if shape.name == "attachments" {
            keep_file_to_send(connection, id)?;
        }
        connection
            .prepare_cached(&format!("DELETE FROM {} WHERE id = ?1", shape.name))?
            .execute([id])?;
        connection
            .prepare_cached("DELETE FROM overlay WHERE row_id = ?1 AND table_name = ?2")?
            .execute(params![id, shape.name])?;
        "DELETE FROM forgotten_rows WHERE row_id = ?1 AND table_name = ?2"
    } else {
        "INSERT OR IGNORE INTO forgotten_rows (row_id, table_name) VALUES (?1, ?2)"
    };
    connection.prepare_cached(sql)?.execute(params![id, shape.name])?;
    Ok(())
}

/// Forgets the row of an operation that is answered, if that was put off until now.
fn carry_out_forget(connection: &Connection, operation: &StoredOperation) -> Result<(), Error> {
    let put_off = connection
        .prepare_cached("SELECT 1 FROM forgotten_rows WHERE row_id = ?1 AND table_name = ?2")?
        .exists(params![operation.row_id, operation.table])?;
    if put_off { forget(connection, shape(&operation.table)?, operation.row_id) } else { Ok(()) }
}

/// An administrator says where a PC stands; what is written here is of that site.
fn stand_where_said(connection: &Connection) -> Result<(), Error> {
    let reader = Reader { connection };
    let Some(device) = Facts::read(&reader)?.device else { return Ok(()) };
    let site: Option<Option<Uuid>> =
        reader.value("SELECT site_id FROM devices WHERE id = ?1 AND version > 0", [device])?;
    match site.flatten() {
        Some(site) => set_fact(connection, "site", &site.to_string()),
        None => Ok(()),
    }
}

/// The fact that the bootstrap under way is one of a new scope.
const NEW_SCOPE: &str = "scope_is_new";
/// The version of the schema whose columns are being fetched beside what is here; 0 where none are.
const NEW_COLUMNS: &str = "new_columns";
/// The version of the schema in which this replica was filled.
pub(crate) const FILLED_IN: &str = "filled_in_version";

fn number_fact(reader: &Reader<'_>, name: &str) -> Result<Option<u16>, Error> {
    reader.fact(name)?.map(|text| text.parse().map_err(|_| Error::Damaged)).transpose()
}

/// The first version that wrote this down was 2.
fn filled_in(reader: &Reader<'_>) -> Result<u16, Error> {
    Ok(number_fact(reader, FILLED_IN)?.unwrap_or(2))
}

fn new_columns(reader: &Reader<'_>) -> Result<Option<u16>, Error> {
    Ok(number_fact(reader, NEW_COLUMNS)?.filter(|version| *version > 0))
}

fn end_new_columns(connection: &Connection, version: u16) -> Result<(), Error> {
    set_fact(connection, FILLED_IN, &version.to_string())?;
    set_fact(connection, NEW_COLUMNS, "0")
}

fn is_new_scope(connection: &Connection) -> Result<bool, Error> {
    Ok(Reader { connection }.fact(NEW_SCOPE)?.as_deref() == Some("1"))
}

/// Forgets the confirmed rows behind one id up to another that did not come. What this PC made and
/// the centre has not answered is not the centre's to leave out. Returns how many there were.
pub(crate) fn sweep(
    connection: &Connection,
    shape: &'static Shape,
    (after, last): (Option<Uuid>, Option<Uuid>),
    came: &BTreeSet<Uuid>,
    now: i64,
) -> Result<usize, Error> {
    let mut here: Vec<Uuid> = Reader { connection }.column(
        &format!(
            "SELECT id FROM {} WHERE id > ?1 AND (?2 IS NULL OR id <= ?2) AND version > 0",
            shape.name
        ),
        params![after.unwrap_or(Uuid::nil()), last],
    )?;
    here.retain(|id| !came.contains(id));
    for id in &here {
        lives::keep_marked_aside(connection, shape, *id, now)?;
        forget(connection, shape, *id)?;
    }
    Ok(here.len())
}

fn numbered(table: u16) -> Result<&'static Shape, Error> {
    schema().by_number(table).ok_or_else(|| Error::Shape(format!("table {table}")))
}

fn exists(connection: &Connection, shape: &Shape, id: Uuid) -> Result<bool, Error> {
    let mut statement =
        connection.prepare_cached(&format!("SELECT 1 FROM {} WHERE id = ?1", shape.name))?;
    Ok(statement.exists([id])?)
}

/// Confirmed values go into the row where nothing is pending, and under it where something is.
fn lay_beneath<'v>(
    connection: &Connection,
    shape: &'static Shape,
    id: Uuid,
    cells: impl Iterator<Item = (&'static str, &'v Value)>,
) -> Result<(), Error> {
    let pending = outbox::pending_on(connection, shape.name, id)?;
    let inserted = pending.iter().any(|(kind, _)| *kind == Kind::Insert);
    let is_pending = |column: &str| {
        let bookkeeping =
            matches!(column, "id" | "organization_id" | "created_at" | "updated_at" | "version");
        !bookkeeping
            && (inserted
                || pending.iter().any(|(_, cells)| cells.iter().any(|c| c.column == column)))
    };
    let (beneath, shown): (Vec<_>, Vec<_>) = cells.partition(|(column, _)| is_pending(column));
    for (column, value) in beneath {
        connection
            .prepare_cached(
                "INSERT INTO overlay (row_id, table_name, column_name, confirmed) \
                 VALUES (?1, ?2, ?3, ?4) ON CONFLICT (row_id, table_name, column_name) \
                 DO UPDATE SET confirmed = excluded.confirmed",
            )?
            .execute(params![id, shape.name, column, serde_json::to_string(value)?])?;
    }
    if outbox::is_covered(connection, id)? {
        for (column, _) in &shown {
            outbox::forget_confirmed(connection, shape.name, id, column)?;
        }
    }
    let shown = shown.into_iter().filter(|(name, _)| *name != "id");
    crate::write::set_cells(connection, shape, id, shown)
}

/// A chunk's field, bound without a copy.
struct BindField<'a>(Field<'a>);

impl ToSql for BindField<'_> {
    fn to_sql(&self) -> rusqlite::Result<ToSqlOutput<'_>> {
        Ok(ToSqlOutput::Borrowed(match &self.0 {
            Field::Null => ValueRef::Null,
            Field::Boolean(truth) => ValueRef::Integer(i64::from(*truth)),
            Field::Integer(number) => ValueRef::Integer(*number),
            Field::Real(number) => ValueRef::Real(*number),
            Field::Text(text) => ValueRef::Text(text.as_bytes()),
            Field::Uuid(id) => ValueRef::Blob(id.as_bytes()),
        }))
    }
}

/// What a chunk has brought.
pub(crate) struct Came {
    /// Every row of it, in its order.
    pub ids: Vec<Uuid>,
    /// How many of them were not here, or in another version.
    pub changed: usize,
}

/// Puts a chunk's rows into their table, those that are new here and others as `over` says.
/// Over which rows a chunk's go.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Over {
    /// Those of an older version.
    Older,
    /// Those of any other version, also a newer one: the chunk is known to say what stands at this
    /// replica's position.
    Other,
    /// All, but only with the columns that came after a version of the schema.
    ColumnsSince(u16),
}

pub(crate) fn insert_chunk(
    connection: &Connection,
    target: &'static Shape,
    chunk: &Chunk,
    (over, now): (Over, i64),
) -> Result<Came, Error> {
    let marks = vec!["?"; target.columns.len()].join(", ");
    let columns = crate::read::column_list(target);
    let mut insert = connection.prepare_cached(&format!(
        "INSERT INTO {} ({columns}) VALUES ({marks}) ON CONFLICT (id) DO NOTHING",
        target.name
    ))?;
    let mut came = Came { ids: Vec::new(), changed: 0 };
    chunk.rows(|shape, fields| -> Result<(), Error> {
        if shape.number != target.number {
            return Err(protocol::Malformed("a chunk of another table").into());
        }
        for (place, field) in (1..).zip(fields) {
            insert.raw_bind_parameter(place, BindField(*field))?;
        }
        let inserted = insert.raw_execute()?;
        let Some(Field::Uuid(id)) = fields.first() else {
            return Err(protocol::Malformed("a row without an id").into());
        };
        if inserted > 0 || refresh(connection, target, *id, fields, (over, now))? {
            came.changed += 1;
        }
        came.ids.push(*id);
        Ok(())
    })?;
    Ok(came)
}

/// A row that is here already: the chunk's values go beneath what is pending, unless the row is
/// of the same version or a newer one that counts. Returns whether they did.
fn refresh(
    connection: &Connection,
    target: &'static Shape,
    id: Uuid,
    fields: &[Field<'_>],
    (over, now): (Over, i64),
) -> Result<bool, Error> {
    let values: Vec<Value> = fields
        .iter()
        .map(|field| match field {
            Field::Null => Value::Null,
            Field::Boolean(truth) => Value::Boolean(*truth),
            Field::Integer(number) => Value::Integer(*number),
            Field::Real(number) => Value::Real(*number),
            Field::Text(text) => Value::Text((*text).to_owned()),
            Field::Uuid(id) => Value::Uuid(*id),
        })
        .collect();
    let current = row_values(connection, target, id)?.unwrap_or_default();
    let version = |row: &[Value]| crate::write::value_at(target, row, "version").as_integer();
    let (here, there) = (version(&current), version(&values));
    match over {
        Over::ColumnsSince(version) => {
            let new = target.columns.iter().zip(&values).zip(&current);
            // What a newer page has brought of them meanwhile stays.
            let new = new.filter(|((column, _), is)| {
                column.since > version && (here <= there || is.is_null())
            });
            let cells = new.map(|((column, value), _)| (column.name, value));
            lay_beneath(connection, target, id, cells)?;
            return Ok(true);
        }
        Over::Older if here >= there => return Ok(false),
        Over::Other if here == there => return Ok(false),
        Over::Older | Over::Other => {}
    }
    let names = target.columns.iter().map(|column| column.name);
    if lives::is_marked(connection, target, id)? {
        lives::keep_aside(connection, target.name, id, &current, now)?;
    }
    lay_beneath(connection, target, id, names.zip(&values))?;
    lives::drop_aside(connection, target, id)?;
    Ok(true)
}
