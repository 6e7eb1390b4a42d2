//! Rows in bulk, column by column, for a bootstrap.
//!
//! Columnar because like stands beside like and compresses well; per column one presence bitmap
//! and the values that are there, integers as zigzag differences, texts as lengths then bytes.

use catalog::Type;
use migrations::Shape;
use uuid::Uuid;

use crate::changeset::{kinds, shape};
use crate::page::{compress, decompress};
use crate::{Malformed, Reader, Writer};

/// The most rows in one chunk.
const ROWS_MAX: usize = 65_536;

/// One cell of a chunk, borrowed.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Field<'a> {
    /// SQL NULL.
    Null,
    /// A truth value.
    Boolean(bool),
    /// A `BIGINT`, or a `TIMESTAMPTZ` in microseconds since 1970 UTC.
    Integer(i64),
    /// A finite double.
    Real(f64),
    /// A `TEXT`, `DATE`, `TIME` or `JSONB`.
    Text(&'a str),
    /// A `UUID`.
    Uuid(Uuid),
}

/// Gathers rows of one table.
#[derive(Debug)]
pub struct ChunkBuilder {
    table: u16,
    rows: usize,
    columns: Vec<ColumnBuilder>,
}

#[derive(Debug)]
struct ColumnBuilder {
    kind: Type,
    present: Vec<bool>,
    lengths: Writer,
    values: Writer,
    last: i64,
}

impl ChunkBuilder {
    /// An empty chunk of the first `width` columns of the table `shape`.
    pub fn new(shape: &'static Shape, width: usize) -> Self {
        let columns = kinds(shape)
            .take(width)
            .map(|kind| ColumnBuilder {
                kind,
                present: Vec::new(),
                lengths: Writer::new(),
                values: Writer::new(),
                last: 0,
            })
            .collect();
        Self { table: shape.number, rows: 0, columns }
    }

    /// Adds a row: one field per column of the chunk, in column order.
    pub fn push<'a>(
        &mut self,
        fields: impl IntoIterator<Item = Field<'a>>,
    ) -> Result<(), Malformed> {
        let mut fields = fields.into_iter();
        for column in &mut self.columns {
            column.push(fields.next().ok_or(Malformed("a row with too few columns"))?)?;
        }
        self.rows += 1;
        if fields.next().is_some() || self.rows > ROWS_MAX {
            return Err(Malformed("a row with too many columns, or too many rows"));
        }
        Ok(())
    }

    /// How many rows there are.
    pub fn rows(&self) -> usize {
        self.rows
    }

    /// About how many bytes the chunk takes before compression.
    pub fn size(&self) -> usize {
        self.columns.iter().map(|column| column.values.len() + column.lengths.len()).sum()
    }

    /// The bytes on the wire.
    pub fn finish(self) -> Result<Vec<u8>, Malformed> {
        let mut out = Writer::new();
        out.unsigned(u64::from(self.table));
        out.unsigned(self.columns.len() as u64);
        out.unsigned(self.rows as u64);
        for column in self.columns {
            out.bitmap(column.present.into_iter());
            if is_text(column.kind) {
                out.sized(&column.lengths.finish());
            }
            out.sized(&column.values.finish());
        }
        compress(&out.finish())
    }
}

fn is_text(kind: Type) -> bool {
    matches!(kind, Type::Text | Type::Json | Type::Date | Type::Time)
}

impl ColumnBuilder {
    fn push(&mut self, field: Field<'_>) -> Result<(), Malformed> {
        self.present.push(field != Field::Null);
        match (self.kind, field) {
            (_, Field::Null) => {}
            (Type::Uuid, Field::Uuid(id)) => self.values.uuid(id),
            (Type::Timestamp | Type::BigInt, Field::Integer(number)) => {
                self.values.signed(number.wrapping_sub(self.last));
                self.last = number;
            }
            (Type::Boolean, Field::Boolean(truth)) => self.values.byte(u8::from(truth)),
            (Type::Double, Field::Real(number)) => self.values.raw(&number.to_le_bytes()),
            (kind, Field::Text(text)) if is_text(kind) => {
                self.lengths.unsigned(text.len() as u64);
                self.values.raw(text.as_bytes());
            }
            _ => return Err(Malformed("a value of another type than its column")),
        }
        Ok(())
    }
}

/// A chunk that arrived, decompressed.
#[derive(Debug)]
pub struct Chunk {
    plain: Vec<u8>,
}

impl Chunk {
    /// Takes the bytes from the wire; nothing is read beyond the declared size yet.
    pub fn new(bytes: &[u8]) -> Result<Self, Malformed> {
        Ok(Self { plain: decompress(bytes)? })
    }

    /// The id of the last row, from which the next chunk is asked; `None` in an empty chunk.
    pub fn last_id(&self) -> Result<Option<Uuid>, Malformed> {
        Ok(self.extent()?.1)
    }

    /// How many rows there are, and the id of the last.
    pub fn extent(&self) -> Result<(u64, Option<Uuid>), Malformed> {
        let mut input = Reader::new(&self.plain);
        input.short()?;
        input.short()?;
        let rows = usize::try_from(input.unsigned()?).map_err(|_| Malformed("too many rows"))?;
        if rows == 0 {
            return Ok((0, None));
        }
        input.raw(rows.div_ceil(8))?;
        let mut ids = Reader::new(input.sized()?);
        ids.raw(rows.saturating_sub(1).saturating_mul(16))?;
        Ok((rows as u64, Some(ids.uuid()?)))
    }

    /// Calls `each` with every row in order: one field per column of the table, by column number.
    /// Returns the table and the number of rows.
    pub fn rows<E: From<Malformed>>(
        &self,
        mut each: impl FnMut(&'static Shape, &[Field<'_>]) -> Result<(), E>,
    ) -> Result<(&'static Shape, usize), E> {
        let mut input = Reader::new(&self.plain);
        let shape = shape(input.short()?)?;
        let known = shape.columns.len();
        let count = usize::from(input.short()?);
        if count > known {
            return Err(Malformed("an unknown column").into());
        }
        let rows = usize::try_from(input.unsigned()?).map_err(|_| Malformed("too many rows"))?;
        if rows > ROWS_MAX {
            return Err(Malformed("too many rows").into());
        }
        let mut columns = Vec::with_capacity(count);
        for kind in kinds(shape).take(count) {
            let present = input.bitmap(rows)?;
            let lengths = if is_text(kind) { input.sized()? } else { &[] };
            let values = input.sized()?;
            columns.push(ColumnReader {
                kind,
                present,
                lengths: Reader::new(lengths),
                values: Reader::new(values),
                last: 0,
            });
        }
        input.end()?;
        let mut fields = Vec::with_capacity(known);
        for row in 0..rows {
            fields.clear();
            for column in &mut columns {
                fields.push(column.field(row)?);
            }
            fields.resize(known, Field::Null);
            each(shape, &fields)?;
        }
        for column in columns {
            column.lengths.end()?;
            column.values.end()?;
        }
        Ok((shape, rows))
    }
}

struct ColumnReader<'a> {
    kind: Type,
    present: Vec<bool>,
    lengths: Reader<'a>,
    values: Reader<'a>,
    last: i64,
}

impl<'a> ColumnReader<'a> {
    fn field(&mut self, row: usize) -> Result<Field<'a>, Malformed> {
        if !self.present.get(row).copied().unwrap_or(false) {
            return Ok(Field::Null);
        }
        Ok(match self.kind {
            Type::Uuid => Field::Uuid(self.values.uuid()?),
            Type::Timestamp | Type::BigInt => {
                self.last = self.last.wrapping_add(self.values.signed()?);
                Field::Integer(self.last)
            }
            Type::Boolean => Field::Boolean(self.values.byte()? != 0),
            Type::Double => Field::Real(self.values.double()?),
            Type::Date | Type::Time | Type::Json | Type::Text => {
                let length =
                    usize::try_from(self.lengths.unsigned()?).map_err(|_| Malformed("too long"))?;
                let bytes = self.values.raw(length)?;
                Field::Text(std::str::from_utf8(bytes).map_err(|_| Malformed("not UTF-8"))?)
            }
        })
    }
}
