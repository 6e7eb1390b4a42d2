//! A page of current state, as a pull brings it.

use catalog::Value;
use uuid::Uuid;

use crate::changeset::{kind_of, kinds, shape};
use crate::messages::Outcome;
use crate::{Cursor, MESSAGE_BYTES_MAX, Malformed, Position, Reader, Writer, from_bytes, to_bytes};

/// What changed after a cursor: the current state of each changed row once, however often it
/// changed, and the outcomes of the asking device's own changesets.
#[derive(Clone, Debug, PartialEq)]
pub struct Page {
    /// Must be the asking replica's cursor; a page with another is refused.
    pub after: Cursor,
    /// The replica's cursor once the page is applied.
    pub to: Cursor,
    /// The centre's newest position when the page was made; the page is a checkpoint when
    /// `to` covers it.
    pub head: Position,
    /// Changed rows; a row appears at most once.
    pub rows: Vec<PageRow>,
    /// Outcomes of the asking device's changesets whose position is passed by this page.
    pub outcomes: Vec<Outcome>,
}

impl Page {
    /// Whether the replica has everything once this page is applied.
    pub fn caught_up(&self) -> bool {
        self.to >= Cursor::after(self.head)
    }
}

/// One row of a page.
#[derive(Clone, Debug, PartialEq)]
pub enum PageRow {
    /// Every column, for a row that is new to the replica.
    Whole {
        /// The table's number.
        table: u16,
        /// The row's id.
        id: Uuid,
        /// By column number; `version` stands in its own column.
        values: Vec<Value>,
    },
    /// The columns that changed after the cursor, `version` and `updated_at` among them.
    Changed {
        /// The table's number.
        table: u16,
        /// The row's id.
        id: Uuid,
        /// By rising column number.
        cells: Vec<(u16, Value)>,
    },
    /// The row has left the replica's scope; it was not removed.
    Forget {
        /// The table's number.
        table: u16,
        /// The row's id.
        id: Uuid,
    },
}

/// Below this size zstd makes a page larger, not smaller.
const COMPRESS_FROM_BYTES: usize = 300;

impl Page {
    /// The bytes on the wire: a flag, then the page, compressed where that helps.
    pub fn encode(&self) -> Result<Vec<u8>, Malformed> {
        let mut out = Writer::new();
        for cursor in [self.after, self.to] {
            out.signed(cursor.position.0);
            out.unsigned(u64::from(cursor.ordinal));
        }
        out.signed(self.head.0);
        out.sized(&to_bytes(&self.outcomes)?);
        out.unsigned(self.rows.len() as u64);
        for row in &self.rows {
            encode_row(&mut out, row);
        }
        compress(&out.finish())
    }

    /// Reads what [`Page::encode`] wrote.
    pub fn decode(bytes: &[u8]) -> Result<Self, Malformed> {
        let plain = decompress(bytes)?;
        let mut input = Reader::new(&plain);
        let mut cursor = || {
            Ok::<_, Malformed>(Cursor {
                position: Position(input.signed()?),
                ordinal: input.word()?,
            })
        };
        let (after, to) = (cursor()?, cursor()?);
        let head = Position(input.signed()?);
        let outcomes = from_bytes(input.sized()?)?;
        let rows = (0..input.count(1_000_000)?)
            .map(|_| decode_row(&mut input))
            .collect::<Result<_, _>>()?;
        input.end()?;
        Ok(Self { after, to, head, rows, outcomes })
    }
}

fn encode_row(out: &mut Writer, row: &PageRow) {
    match row {
        PageRow::Whole { table, id, values } => {
            out.byte(1);
            out.unsigned(u64::from(*table));
            out.uuid(*id);
            out.row(values);
        }
        PageRow::Changed { table, id, cells } => {
            out.byte(2);
            out.unsigned(u64::from(*table));
            out.uuid(*id);
            out.unsigned(cells.len() as u64);
            out.bitmap(cells.iter().map(|(_, value)| !value.is_null()));
            for (column, value) in cells {
                out.unsigned(u64::from(*column));
                out.value(value);
            }
        }
        PageRow::Forget { table, id } => {
            out.byte(3);
            out.unsigned(u64::from(*table));
            out.uuid(*id);
        }
    }
}

fn decode_row(input: &mut Reader<'_>) -> Result<PageRow, Malformed> {
    let kind = input.byte()?;
    let table = input.short()?;
    let shape = shape(table)?;
    let id = input.uuid()?;
    Ok(match kind {
        1 => PageRow::Whole { table, id, values: input.row(kinds(shape))? },
        2 => {
            let count = input.count(shape.columns.len())?;
            let present = input.bitmap(count)?;
            let mut cells = Vec::with_capacity(count);
            for present in present {
                let column = input.short()?;
                let kind = kind_of(shape, column)?;
                cells.push((column, if present { input.value(kind)? } else { Value::Null }));
            }
            PageRow::Changed { table, id, cells }
        }
        3 => PageRow::Forget { table, id },
        _ => return Err(Malformed("an unknown kind of row")),
    })
}

/// A flag byte (0 plain, 1 zstd with its decompressed size before it) and the content.
pub(crate) fn compress(plain: &[u8]) -> Result<Vec<u8>, Malformed> {
    let mut out = Writer::new();
    if plain.len() < COMPRESS_FROM_BYTES {
        out.byte(0);
        out.raw(plain);
    } else {
        out.byte(1);
        out.unsigned(plain.len() as u64);
        let packed =
            zstd::bulk::compress(plain, 3).map_err(|_| Malformed("it cannot be compressed"))?;
        out.raw(&packed);
    }
    Ok(out.finish())
}

/// The inverse of [`compress`]; the declared size bounds what is allocated and must be exact.
pub(crate) fn decompress(bytes: &[u8]) -> Result<Vec<u8>, Malformed> {
    let mut input = Reader::new(bytes);
    match input.byte()? {
        0 => Ok(input.raw(input.remaining())?.to_vec()),
        1 => {
            let size = usize::try_from(input.unsigned()?).map_err(|_| Malformed("too long"))?;
            if size > MESSAGE_BYTES_MAX {
                return Err(Malformed("larger than a message may be"));
            }
            let packed = input.raw(input.remaining())?;
            let plain = zstd::bulk::decompress(packed, size)
                .map_err(|_| Malformed("it cannot be decompressed"))?;
            if plain.len() == size { Ok(plain) } else { Err(Malformed("its size is not as said")) }
        }
        _ => Err(Malformed("an unknown compression")),
    }
}
