//! What this replica does when one of the two records has gone back in time: the centre, restored
//! from a backup, or this PC itself, restored or copied.
//!
//! A centre that has forgotten something is offered again what this PC once sent and the centre
//! lost; what others sent and the centre lost goes from here too, kept aside, until they come. A PC
//! that was restored or copied goes on in another incarnation, so that nothing it writes is taken
//! for something that the centre has already.

use std::collections::{BTreeMap, BTreeSet};

use catalog::Value;
use migrations::Shape;
use protocol::{
    Changeset, Cursor, Hello, HelloAnswer, LIVES_MAX, Operation, PROTOCOL_VERSION, Position, Signed,
};
use rusqlite::{Connection, OptionalExtension, params};
use uuid::Uuid;

use crate::apply::give_up_bootstrap;
use crate::facts::{Facts, set_fact};
use crate::outbox::{self, Kind, Pending, StoredCell, StoredOperation};
use crate::read::{Reader, row_values, shape};
use crate::write::references;
use crate::{Changed, Error, Store};

/// The lives of the centre's database that this replica has met, the newest first.
const LIVES: &str = "lives";
/// Set while rows here may say what a restored centre no longer knows.
const UNCERTAIN: &str = "rows_uncertain";
/// How often this replica has been opened.
const OPENINGS: &str = "openings";
/// Set while nobody has written down that this replica was found to be a copy.
const FOUND_COPIED: &str = "found_copied";
/// How often a changeset is offered by itself after a restore: a row that it needs may come back
/// only after the centre has refused it, several times over.
const OFFERS_MAX: i64 = 8;
/// Why a row that was here is kept aside.
const LOST_AT_CENTRE: &str = "The centre was restored from a backup that did not hold this.";

/// One opening of a replica, as the keychain of its PC remembers it: a file that knows of fewer is a
/// copy of an earlier time, or of another PC's.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Opening {
    /// Which life of the replica it was.
    pub incarnation: u32,
    /// The first is 1.
    pub number: u64,
}

impl Store {
    /// Counts this opening and gives it, for the keychain to remember. `remembered` is what the
    /// keychain remembers of the last one. A replica that is a copy goes on as another incarnation
    /// from here on, whether its centre can be reached or not.
    ///
    /// It is written here before the keychain hears of it, so that a crash between the two makes no
    /// copy of the original.
    ///
    /// # Errors
    /// [`Error::DiskFull`] and the database's; then nothing has changed.
    pub fn note_opening(&self, remembered: Option<Opening>) -> Result<Opening, Error> {
        self.apply(|connection, changed| {
            let reader = Reader { connection };
            let facts = Facts::read(&reader)?;
            let counted: u64 = reader
                .fact(OPENINGS)?
                .map_or(Ok(0), |text| text.parse().map_err(|_| Error::Damaged))?;
            let (mut incarnation, mut number) = (facts.incarnation, counted);
            let is_copy = match remembered {
                Some(last) => {
                    let knows_less = last.number > number || last.incarnation > incarnation;
                    (incarnation, number) =
                        (incarnation.max(last.incarnation), number.max(last.number));
                    knows_less
                }
                None => counted > 0,
            };
            number += 1;
            if is_copy {
                incarnation = incarnation.saturating_add(1);
                begin_incarnation(connection, incarnation)?;
                set_fact(connection, UNCERTAIN, "1")?;
                set_fact(connection, FOUND_COPIED, "1")?;
                changed.outbox = true;
                changed.state = true;
            }
            set_fact(connection, OPENINGS, &number.to_string())?;
            Ok(Opening { incarnation, number })
        })
    }

    /// Whether this replica was found to be a copy and nobody has written that down yet.
    pub fn is_found_copied(&self) -> Result<bool, Error> {
        self.read(|reader| Ok(reader.fact(FOUND_COPIED)?.as_deref() == Some("1")))
    }

    /// It stands in the security log now.
    pub fn copy_is_noted(&self) -> Result<(), Error> {
        self.apply(|connection, _| set_fact(connection, FOUND_COPIED, "0"))
    }

    /// What this replica says of itself, and of the centre's histories that it has seen.
    pub fn hello(&self) -> Result<Hello, Error> {
        self.read(|reader| {
            let facts = Facts::read(reader)?;
            let last: Option<(i64, [u8; 32])> = reader
                .connection
                .prepare_cached(
                    "SELECT counter, hash FROM answered WHERE incarnation = ?1 \
                     ORDER BY counter DESC LIMIT 1",
                )?
                .query_row([facts.incarnation], |row| Ok((row.get(0)?, row.get(1)?)))
                .optional()?;
            let answered: Option<Option<i64>> =
                reader.value("SELECT max(answer_position) FROM outbox", [])?;
            let answered = Position(answered.flatten().unwrap_or(0));
            Ok(Hello {
                protocol: PROTOCOL_VERSION,
                schema: migrations::version(),
                incarnation: facts.incarnation,
                last_counter: last.map_or(0, |(counter, _)| counter.unsigned_abs()),
                last_hash: last.map(|(_, hash)| hash),
                cursor: facts.cursor,
                newest: facts.cursor.position.max(answered),
                lives: lives(reader)?,
            })
        })
    }

    /// Takes in what the centre said of itself and of this PC. Returns whether one of the two has
    /// gone back, so that they have to be compared.
    pub fn greeted(&self, answer: &HelloAnswer) -> Result<bool, Error> {
        let known = self.read(|reader| {
            let facts = Facts::read(reader)?;
            let is_settled = answer.lost_after.is_none() && !is_copy(reader, &facts, answer)?;
            let is_same_lease = facts.lease_days == answer.lease_days;
            let is_same_life = lives(reader)?.first() == Some(&answer.life);
            Ok::<_, Error>(is_settled && is_same_lease && is_same_life)
        })?;
        let backed_up = self.read(|reader| {
            reader.value::<i64>(
                "SELECT 1 FROM answered WHERE position <= ?1 LIMIT 1",
                [answer.backed_up.0],
            )
        })?;
        if known && backed_up.is_none() {
            return Ok(false);
        }
        let surroundings = self.surroundings().clone();
        self.apply(|connection, changed| {
            let reader = Reader { connection };
            let facts = Facts::read(&reader)?;
            let has_gone_back = match answer.lost_after {
                Some(common) => {
                    go_back(connection, answer, common, surroundings.now(), changed)?;
                    true
                }
                None => is_copy(&reader, &facts, answer)?,
            };
            if has_gone_back {
                let next = facts.incarnation.max(answer.incarnation).saturating_add(1);
                begin_incarnation(connection, next)?;
                set_fact(connection, UNCERTAIN, "1")?;
                changed.outbox = true;
                changed.state = true;
            }
            meet(connection, answer.life)?;
            set_fact(connection, "lease_days", &answer.lease_days.to_string())?;
            connection
                .prepare_cached("DELETE FROM answered WHERE position <= ?1")?
                .execute([answer.backed_up.0])?;
            Ok(has_gone_back)
        })
    }

    /// Goes on as the device that this PC was to a centre that had forgotten it. Whatever has no
    /// answer is signed anew; what the centre lost is offered again once it says what that is.
    pub fn enrolled_again(&self, number_prefix: &str) -> Result<(), Error> {
        self.apply(|connection, changed| {
            let facts = Facts::read(&Reader { connection })?;
            begin_incarnation(connection, facts.incarnation.saturating_add(1))?;
            set_fact(connection, "number_prefix", number_prefix)?;
            set_fact(connection, UNCERTAIN, "1")?;
            changed.outbox = true;
            changed.state = true;
            Ok(())
        })
    }

    /// The life of the centre's database that answered last.
    pub fn life(&self) -> Result<i64, Error> {
        self.read(|reader| Ok(lives(reader)?.first().copied().unwrap_or(0)))
    }

    /// Whether rows here may say what the centre does not know.
    pub fn is_uncertain(&self) -> Result<bool, Error> {
        self.read(is_uncertain)
    }

    /// Offers again what a restored centre would not apply because rows of other devices were
    /// missing there, as far as they have come back. What the centre keeps refusing although its
    /// rows are there waits for a person. Returns how many changesets were offered.
    pub fn offer_returned(&self) -> Result<usize, Error> {
        let waiting: Vec<Uuid> = self.read(|reader| {
            let ids: Vec<Uuid> = reader.column(
                "SELECT id FROM quarantine WHERE after_restore BETWEEN 1 AND ?1 \
                 ORDER BY quarantined_at, id",
                [OFFERS_MAX],
            )?;
            let mut ready = Vec::new();
            for id in ids {
                let text: Option<String> =
                    reader.value("SELECT operations FROM quarantine WHERE id = ?1", [id])?;
                let operations: Vec<StoredOperation> =
                    serde_json::from_str(text.as_deref().unwrap_or("[]"))?;
                if stands_on_rows(reader, &operations)? {
                    ready.push(id);
                }
            }
            Ok::<_, Error>(ready)
        })?;
        // Each goes to the front, so the oldest is put there last.
        waiting.iter().rev().try_for_each(|id| self.offer_again(*id))?;
        Ok(waiting.len())
    }
}

fn lives(reader: &Reader<'_>) -> Result<Vec<i64>, Error> {
    let text = reader.fact(LIVES)?.unwrap_or_default();
    text.split_whitespace().map(|life| life.parse().map_err(|_| Error::Damaged)).collect()
}

fn meet(connection: &Connection, life: i64) -> Result<(), Error> {
    let mut met = lives(&Reader { connection })?;
    met.retain(|other| *other != life);
    met.insert(0, life);
    met.truncate(LIVES_MAX);
    let text: Vec<String> = met.iter().map(i64::to_string).collect();
    set_fact(connection, LIVES, &text.join(" "))
}

/// They were compared with the centre's, and are the same.
pub(crate) fn note_certain(connection: &Connection) -> Result<(), Error> {
    set_fact(connection, UNCERTAIN, "0")
}

pub(crate) fn is_uncertain(reader: &Reader<'_>) -> Result<bool, Error> {
    Ok(reader.fact(UNCERTAIN)?.as_deref() == Some("1"))
}

/// Whether the centre knows something of this device that this replica does not: then the file was
/// restored from a backup, or a copy of it is in use.
fn is_copy(reader: &Reader<'_>, facts: &Facts, answer: &HelloAnswer) -> Result<bool, Error> {
    if answer.incarnation != facts.incarnation {
        return Ok(answer.incarnation > facts.incarnation);
    }
    let last_signed: u64 = reader
        .fact("last_counter")?
        .map_or(Ok(0), |text| text.parse().map_err(|_| Error::Damaged))?;
    if answer.last_counter > last_signed {
        return Ok(true);
    }
    let Some(theirs) = answer.last_hash else { return Ok(false) };
    let place = params![facts.incarnation, i64::try_from(answer.last_counter).unwrap_or(0)];
    let waiting: Option<(Vec<u8>, Vec<u8>)> = reader
        .connection
        .prepare_cached(
            "SELECT body, signature FROM outbox \
             WHERE incarnation = ?1 AND counter = ?2 AND body IS NOT NULL",
        )?
        .query_row(place, |row| Ok((row.get(0)?, row.get(1)?)))
        .optional()?;
    let ours = match waiting {
        Some((body, signature)) => Some(Signed { body, signature }.hash()),
        None => reader
            .value("SELECT hash FROM answered WHERE incarnation = ?1 AND counter = ?2", place)?,
    };
    // What was let go of cannot be compared.
    Ok(ours.is_some_and(|ours: [u8; 32]| ours != theirs))
}

/// What has no answer is signed anew, under the same ids, in counters that begin again.
fn begin_incarnation(connection: &Connection, incarnation: u32) -> Result<(), Error> {
    connection.execute(
        "UPDATE outbox SET incarnation = NULL, counter = NULL, body = NULL, signature = NULL \
         WHERE answer_position IS NULL",
        [],
    )?;
    set_fact(connection, "incarnation", &incarnation.to_string())?;
    set_fact(connection, "last_counter", "0")
}

/// Goes back to where the restored centre is: what it has answered behind `common` waits again,
/// every row that came from behind it is uncertain, and the cursor stands there.
fn go_back(
    connection: &Connection,
    answer: &HelloAnswer,
    common: Position,
    now: i64,
    changed: &mut Changed,
) -> Result<(), Error> {
    connection
        .prepare_cached(
            "UPDATE outbox SET answer_position = NULL, answer_kind = NULL \
             WHERE answer_position > ?1",
        )?
        .execute([common.0])?;
    // Whatever waits may build on rows that are lost.
    connection.execute("UPDATE outbox SET after_restore = 1", [])?;
    set_fact(connection, UNCERTAIN, "1")?;
    wait_again(connection, common, now)?;
    // No changeset takes an epoch's first position, so that no row of the centre can have this
    // version, and whoever edits such a row is known not to have seen what the centre has.
    let mark = Position::of_epoch(answer.head.epoch());
    let travelling = catalog::TABLES
        .iter()
        .filter(|table| !table.shipped && table.scope != catalog::Scope::Centre);
    for table in travelling {
        let marked = connection
            .prepare(&format!("UPDATE {} SET version = ?2 WHERE version > ?1", table.name))?
            .execute(params![common.0, mark.0])?;
        if marked > 0 {
            changed.tables.insert(table.name);
        }
    }
    let cursor = Facts::read(&Reader { connection })?.cursor;
    if cursor.position > common {
        let back = Cursor::after(common);
        set_fact(connection, "cursor_position", &back.position.0.to_string())?;
        set_fact(connection, "cursor_ordinal", &back.ordinal.to_string())?;
    }
    // A fetch that was under way had a plan of the lost history.
    give_up_bootstrap(connection)
}

/// Puts the changesets that were answered behind `common` in front of what waits, oldest first.
/// What the centre had quarantined is here, in quarantine, and stays there.
fn wait_again(connection: &Connection, common: Position, now: i64) -> Result<(), Error> {
    let reader = Reader { connection };
    let mut statement = connection.prepare(
        "SELECT incarnation, counter FROM answered \
         WHERE position > ?1 AND kind <> 'quarantined' ORDER BY incarnation, counter",
    )?;
    let lost: Vec<(i64, i64)> = statement
        .query_map([common.0], |row| Ok((row.get(0)?, row.get(1)?)))?
        .collect::<Result<_, _>>()?;
    let first: Option<Option<i64>> = reader.value("SELECT min(sequence) FROM outbox", [])?;
    let count = i64::try_from(lost.len()).unwrap_or(i64::MAX);
    let before = first.flatten().map(|first| first - count);
    let mut touched = BTreeSet::new();
    for (place, (incarnation, counter)) in (0i64..).zip(&lost) {
        let body: Option<Vec<u8>> = reader.value(
            "SELECT body FROM answered WHERE incarnation = ?1 AND counter = ?2",
            [incarnation, counter],
        )?;
        let changeset = Changeset::decode(&body.ok_or(Error::Damaged)?)?;
        let operations = changeset
            .operations
            .iter()
            .map(|operation| named(operation, changeset.made_at))
            .collect::<Result<Vec<StoredOperation>, Error>>()?;
        let pending = Pending {
            id: changeset.id,
            command: &changeset.command,
            author: changeset.author,
            made_at: changeset.made_at,
            base: changeset.base,
            intent: changeset.intent.as_ref(),
            operations: &operations,
        };
        outbox::append_at(connection, before.map(|before| before + place), pending)?;
        touched.extend(operations.into_iter().map(|done| (done.table, done.row_id)));
    }
    for (table, id) in touched {
        show_pending(connection, shape(&table)?, id, now)?;
    }
    connection
        .prepare_cached("DELETE FROM answered WHERE position > ?1 AND kind <> 'quarantined'")?
        .execute([common.0])?;
    Ok(())
}

/// What was written here waits once more: it is shown, over what stood there before.
fn show_pending(connection: &Connection, shape: &Shape, id: Uuid, now: i64) -> Result<(), Error> {
    let Some(current) = row_values(connection, shape, id)? else { return Ok(()) };
    let pending = outbox::pending_on(connection, shape.name, id)?;
    let mut wanted: BTreeMap<&str, &Value> = BTreeMap::new();
    for cell in pending.iter().flat_map(|(_, cells)| cells) {
        // Does nothing where the row itself waits, or something is kept already.
        outbox::keep_confirmed(connection, shape.name, id, &cell.column, &cell.old)?;
        wanted.insert(&cell.column, &cell.new);
    }
    if pending.iter().any(|(kind, _)| *kind == Kind::Insert) {
        connection
            .prepare_cached(&format!("UPDATE {} SET version = 0 WHERE id = ?1", shape.name))?
            .execute([id])?;
        connection
            .prepare_cached("DELETE FROM overlay WHERE row_id = ?1 AND table_name = ?2")?
            .execute(params![id, shape.name])?;
    }
    let others = |(column, value): (&&str, &&Value)| {
        *column != "deleted_at" && crate::write::value_at(shape, &current, column) != *value
    };
    if wanted.iter().any(others) {
        // Somebody wrote over it later, which the centre has lost.
        keep_aside(connection, shape.name, id, &current, now)?;
    }
    crate::write::set_cells(connection, shape, id, wanted.into_iter())
}

/// Keeps a row as it stood here, raw, for whoever asks what became of it.
pub(crate) fn keep_aside(
    connection: &Connection,
    table: &str,
    id: Uuid,
    values: &[Value],
    now: i64,
) -> Result<(), Error> {
    connection
        .prepare_cached(
            "INSERT OR IGNORE INTO unapplied_rows \
             (row_id, table_name, content, reason, arrived_at) VALUES (?1, ?2, ?3, ?4, ?5)",
        )?
        .execute(params![id, table, serde_json::to_string(values)?, LOST_AT_CENTRE, now])?;
    Ok(())
}

/// Whether the row came from behind what the restored centre still knows, and was not compared
/// since.
pub(crate) fn is_marked(connection: &Connection, shape: &Shape, id: Uuid) -> Result<bool, Error> {
    let version = version_of(connection, shape.name, id)?;
    Ok(version > Position::START && version.begins_epoch())
}

/// Whether the centre has the row, as far as this replica knows.
fn is_confirmed(connection: &Connection, table: &str, id: Uuid) -> Result<bool, Error> {
    Ok(!version_of(connection, table, id)?.begins_epoch())
}

/// The start of all for a row that the centre has not confirmed, or that is not here.
fn version_of(connection: &Connection, table: &str, id: Uuid) -> Result<Position, Error> {
    let sql = format!("SELECT version FROM {table} WHERE id = ?1");
    let version: Option<i64> = Reader { connection }.value(&sql, [id])?;
    Ok(version.map_or(Position::START, Position))
}

/// Keeps an uncertain row before it goes.
pub(crate) fn keep_marked_aside(
    connection: &Connection,
    shape: &Shape,
    id: Uuid,
    now: i64,
) -> Result<(), Error> {
    if !is_marked(connection, shape, id)? {
        return Ok(());
    }
    let values = row_values(connection, shape, id)?.unwrap_or_default();
    keep_aside(connection, shape.name, id, &values, now)
}

/// What is kept of a row goes once the row itself says the same.
pub(crate) fn drop_aside(connection: &Connection, shape: &Shape, id: Uuid) -> Result<(), Error> {
    let kept: Option<String> = Reader { connection }.value(
        "SELECT content FROM unapplied_rows \
         WHERE row_id = ?1 AND table_name = ?2 AND reason = ?3",
        params![id, shape.name, LOST_AT_CENTRE],
    )?;
    let Some(kept) = kept else { return Ok(()) };
    let kept: Vec<Value> = serde_json::from_str(&kept)?;
    let current = row_values(connection, shape, id)?.unwrap_or_default();
    let is_its_own = |name: &str| ["created_at", "updated_at", "version"].contains(&name);
    let says_the_same = shape
        .columns
        .iter()
        .zip(kept.iter().zip(&current))
        .all(|(column, (kept, current))| is_its_own(column.name) || kept == current);
    if says_the_same && !current.is_empty() {
        connection
            .prepare_cached("DELETE FROM unapplied_rows WHERE row_id = ?1 AND table_name = ?2")?
            .execute(params![id, shape.name])?;
    }
    Ok(())
}

/// From the numbers of a sent changeset to the names under which it waits.
fn named(operation: &Operation, made_at: i64) -> Result<StoredOperation, Error> {
    let shape = migrations::schema()
        .by_number(operation.table())
        .ok_or_else(|| Error::Shape(format!("table {}", operation.table())))?;
    let column = |number: usize| {
        shape
            .columns
            .get(number)
            .map(|column| column.name.to_owned())
            .ok_or_else(|| Error::Shape(format!("column {number} of {}", shape.name)))
    };
    let (kind, cells) = match operation {
        Operation::Insert { row, .. } => {
            let filled = row.iter().enumerate().filter(|(_, value)| !value.is_null());
            let cells = filled
                .map(|(number, value)| Ok(StoredCell::inserted(&column(number)?, value.clone())))
                .collect::<Result<_, Error>>()?;
            (Kind::Insert, cells)
        }
        Operation::Update { cells, .. } => {
            let cells = cells
                .iter()
                .map(|cell| {
                    Ok(StoredCell {
                        column: column(usize::from(cell.column))?,
                        base: cell.base.0,
                        old: cell.old.clone(),
                        new: cell.new.clone(),
                    })
                })
                .collect::<Result<_, Error>>()?;
            (Kind::Update, cells)
        }
        Operation::Remove { base, .. } => {
            let removed = StoredCell {
                column: "deleted_at".to_owned(),
                base: base.0,
                old: Value::Null,
                new: Value::Integer(made_at),
            };
            (Kind::Remove, vec![removed])
        }
    };
    Ok(StoredOperation { table: shape.name.to_owned(), row_id: operation.row_id(), kind, cells })
}

/// Whether every row that the operations change, or refer to, is here: confirmed, or made by one
/// of them.
fn stands_on_rows(reader: &Reader<'_>, operations: &[StoredOperation]) -> Result<bool, Error> {
    let made = |table: &str, id: Uuid| {
        operations
            .iter()
            .any(|other| other.kind == Kind::Insert && other.table == table && other.row_id == id)
    };
    let is_there = |table: &str, id: Uuid| -> Result<bool, Error> {
        Ok(made(table, id) || is_confirmed(reader.connection, table, id)?)
    };
    for operation in operations {
        let shape = shape(&operation.table)?;
        if operation.kind != Kind::Insert && !is_there(shape.name, operation.row_id)? {
            return Ok(false);
        }
        for (table, column) in references(reader.connection, shape.name)? {
            let cells = operation.cells.iter().filter(|cell| cell.column == column);
            for id in cells.filter_map(|cell| cell.new.as_uuid()) {
                if !is_there(self::shape(&table)?.name, id)? {
                    return Ok(false);
                }
            }
        }
    }
    Ok(true)
}
