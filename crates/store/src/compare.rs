//! What this replica holds, as digests to be compared with the centre's, and the mending of what
//! differs.

use std::collections::BTreeSet;

use migrations::{Shape, schema};
use protocol::{Chunk, Cursor, Digest, Position, row_digest};
use rusqlite::params;
use uuid::Uuid;

use crate::apply::{Over, insert_chunk, note_exchange, sweep};
use crate::facts::{Facts, set_fact};
use crate::lives;
use crate::read::Reader;
use crate::{Error, Store};

/// The fact when the last comparison with the centre ended, microseconds since 1970 UTC.
const COMPARED: &str = "compared_at";

/// How many confirmed rows, and their digest.
pub type Held = (u64, Digest);

/// Ids above the first and up to the second; none is the table's end.
pub type Range = (Option<Uuid>, Option<Uuid>);

impl Store {
    /// The digests of the confirmed rows of `tables`, and the cursor to which they belong.
    pub fn table_digests(&self, tables: &[u16]) -> Result<(Cursor, Vec<Held>), Error> {
        self.read(|reader| {
            let mut held = Vec::with_capacity(tables.len());
            for table in tables {
                held.extend(parts(reader, *table, None, &[None])?);
            }
            Ok((Facts::read(reader)?.cursor, held))
        })
    }

    /// The digests of the parts of a table: of the ids above `after` up to the first of `ends`, of
    /// those above it up to the second, and so on. Only the last end may be none.
    pub fn part_digests(
        &self,
        table: u16,
        after: Option<Uuid>,
        ends: &[Option<Uuid>],
    ) -> Result<Vec<Held>, Error> {
        self.read(|reader| parts(reader, table, after, ends))
    }

    /// Takes over the rows of a range as the centre holds them at `position`, beneath what is
    /// pending; confirmed rows of that range that are not among them go. Returns how many rows
    /// differed.
    ///
    /// # Errors
    /// [`Error::NotNext`] where this replica's cursor does not stand at `position` any more.
    pub fn mend(
        &self,
        table: u16,
        range: Range,
        position: Position,
        chunk: &Chunk,
    ) -> Result<usize, Error> {
        let now = self.surroundings().now();
        self.apply(|connection, changed| {
            if Facts::read(&Reader { connection })?.cursor != Cursor::after(position) {
                return Err(Error::NotNext);
            }
            let target = numbered(table)?;
            let came = insert_chunk(connection, target, chunk, (Over::Other, now))?;
            let ids: BTreeSet<Uuid> = came.ids.into_iter().collect();
            let mended = came.changed + sweep(connection, target, range, &ids, now)?;
            if mended > 0 {
                changed.tables.insert(target.name);
                changed.state = true;
                note_exchange(connection, "mended", mended, changed, now)?;
            }
            Ok(mended)
        })
    }

    /// When this replica was last compared with the centre; none where it never was.
    pub fn compared_at(&self) -> Result<Option<i64>, Error> {
        self.read(|reader| Ok(reader.fact(COMPARED)?.and_then(|at| at.parse().ok())))
    }

    /// Writes down that it was compared just now, and whether both sides were the same.
    pub fn note_compared(&self, equal: bool) -> Result<(), Error> {
        let now = self.surroundings().now();
        self.apply(|connection, _| {
            if equal {
                lives::note_certain(connection)?;
            }
            set_fact(connection, COMPARED, &now.to_string())
        })
    }
}

fn numbered(table: u16) -> Result<&'static Shape, Error> {
    Ok(schema().by_number(table).ok_or(protocol::Malformed("an unknown table"))?)
}

fn parts(
    reader: &Reader<'_>,
    table: u16,
    after: Option<Uuid>,
    ends: &[Option<Uuid>],
) -> Result<Vec<Held>, Error> {
    let shape = numbered(table)?;
    let organization = Facts::read(reader)?.organization.ok_or(Error::NoRecord)?;
    let until = ends.last().copied().flatten().unwrap_or(Uuid::max());
    let order = if ends.len() > 1 { "ORDER BY id" } else { "" };
    let mut statement = reader.connection.prepare(&format!(
        "SELECT id, version FROM {} WHERE id > ?1 AND id <= ?2 AND version > 0 {order}",
        shape.name
    ))?;
    let mut rows = statement.query(params![after.unwrap_or(Uuid::nil()), until])?;
    let mut held = vec![Held::default(); ends.len()];
    let mut part = 0;
    while let Some(row) = rows.next()? {
        let id: Uuid = row.get(0)?;
        while ends.get(part).copied().flatten().is_some_and(|end| id > end) {
            part += 1;
        }
        let Some((count, digest)) = held.get_mut(part) else { break };
        *count += 1;
        digest.add(row_digest(organization, table, id, Position(row.get(1)?)));
    }
    Ok(held)
}
