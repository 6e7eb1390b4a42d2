//! Bounded reading and writing of the compact binary form.
//!
//! Integers are LEB128 varints, signed ones zigzagged first. A value carries no tag: its column's
//! declared type says how to read it, and a presence bit stands for NULL.

use catalog::{Type, Value};
use uuid::Uuid;

/// Why a message could not be read. It never carries the message's content.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("the message cannot be read: {0}")]
pub struct Malformed(pub &'static str);

/// Appends values to a byte vector.
#[derive(Debug, Default)]
pub struct Writer {
    bytes: Vec<u8>,
}

impl Writer {
    /// An empty writer.
    pub fn new() -> Self {
        Self::default()
    }

    /// What was written.
    pub fn finish(self) -> Vec<u8> {
        self.bytes
    }

    /// How many bytes were written so far.
    pub fn len(&self) -> usize {
        self.bytes.len()
    }

    /// Whether nothing was written yet.
    pub fn is_empty(&self) -> bool {
        self.bytes.is_empty()
    }

    /// One byte.
    pub fn byte(&mut self, byte: u8) {
        self.bytes.push(byte);
    }

    /// Bytes without a length.
    pub fn raw(&mut self, bytes: &[u8]) {
        self.bytes.extend_from_slice(bytes);
    }

    /// An unsigned varint.
    pub fn unsigned(&mut self, mut number: u64) {
        while number >= 0x80 {
            self.bytes.push((number as u8 & 0x7f) | 0x80);
            number >>= 7;
        }
        self.bytes.push(number as u8);
    }

    /// A zigzagged varint.
    pub fn signed(&mut self, number: i64) {
        self.unsigned(((number << 1) ^ (number >> 63)) as u64);
    }

    /// A length and that many bytes.
    pub fn sized(&mut self, bytes: &[u8]) {
        self.unsigned(bytes.len() as u64);
        self.raw(bytes);
    }

    /// A length and UTF-8.
    pub fn text(&mut self, text: &str) {
        self.sized(text.as_bytes());
    }

    /// 16 bytes.
    pub fn uuid(&mut self, id: Uuid) {
        self.raw(id.as_bytes());
    }

    /// A non-NULL value of a known type. A NULL writes nothing; its presence bit says it.
    pub fn value(&mut self, value: &Value) {
        match value {
            Value::Null => {}
            Value::Boolean(truth) => self.byte(u8::from(*truth)),
            Value::Integer(number) => self.signed(*number),
            Value::Real(number) => self.raw(&number.to_le_bytes()),
            Value::Text(text) => self.text(text),
            Value::Uuid(id) => self.uuid(*id),
        }
    }

    /// A presence bitmap and the values that are there.
    pub fn row(&mut self, values: &[Value]) {
        self.unsigned(values.len() as u64);
        self.bitmap(values.iter().map(|value| !value.is_null()));
        for value in values {
            self.value(value);
        }
    }

    /// Bits, eight to a byte, the first in the lowest.
    pub fn bitmap(&mut self, bits: impl Iterator<Item = bool>) {
        let (mut byte, mut filled) = (0u8, 0u32);
        for bit in bits {
            byte |= u8::from(bit) << filled;
            filled += 1;
            if filled == 8 {
                self.bytes.push(byte);
                (byte, filled) = (0, 0);
            }
        }
        if filled > 0 {
            self.bytes.push(byte);
        }
    }
}

/// Reads what [`Writer`] wrote, never past the end and never more than is there.
#[derive(Clone, Debug)]
pub struct Reader<'a> {
    rest: &'a [u8],
}

impl<'a> Reader<'a> {
    /// Reads from the start of `bytes`.
    pub fn new(bytes: &'a [u8]) -> Self {
        Self { rest: bytes }
    }

    /// How many bytes are left.
    pub fn remaining(&self) -> usize {
        self.rest.len()
    }

    /// Refuses trailing bytes.
    pub fn end(&self) -> Result<(), Malformed> {
        if self.rest.is_empty() { Ok(()) } else { Err(Malformed("bytes after the end")) }
    }

    /// Exactly `count` bytes.
    pub fn raw(&mut self, count: usize) -> Result<&'a [u8], Malformed> {
        let (head, rest) = self.rest.split_at_checked(count).ok_or(Malformed("cut short"))?;
        self.rest = rest;
        Ok(head)
    }

    /// One byte.
    pub fn byte(&mut self) -> Result<u8, Malformed> {
        let (first, rest) = self.rest.split_first().ok_or(Malformed("cut short"))?;
        self.rest = rest;
        Ok(*first)
    }

    /// An unsigned varint in its shortest form or longer, up to ten bytes.
    pub fn unsigned(&mut self) -> Result<u64, Malformed> {
        let mut number = 0u64;
        for shift in (0..64).step_by(7) {
            let byte = self.byte()?;
            if shift == 63 && byte > 1 {
                return Err(Malformed("a number above 64 bits"));
            }
            number |= u64::from(byte & 0x7f) << shift;
            if byte & 0x80 == 0 {
                return Ok(number);
            }
        }
        Err(Malformed("a number above 64 bits"))
    }

    /// A zigzagged varint.
    pub fn signed(&mut self) -> Result<i64, Malformed> {
        let number = self.unsigned()?;
        Ok((number >> 1) as i64 ^ -((number & 1) as i64))
    }

    /// A count of things that take at least one bit each, so that a forged count allocates nothing.
    pub fn count(&mut self, most: usize) -> Result<usize, Malformed> {
        let count = usize::try_from(self.unsigned()?).map_err(|_| Malformed("too many"))?;
        if count > most || count > self.rest.len().saturating_mul(8) {
            return Err(Malformed("more entries than the message can hold"));
        }
        Ok(count)
    }

    /// A number that fits 16 bits.
    pub fn short(&mut self) -> Result<u16, Malformed> {
        u16::try_from(self.unsigned()?).map_err(|_| Malformed("a number above 16 bits"))
    }

    /// A number that fits 32 bits.
    pub fn word(&mut self) -> Result<u32, Malformed> {
        u32::try_from(self.unsigned()?).map_err(|_| Malformed("a number above 32 bits"))
    }

    /// A length and that many bytes.
    pub fn sized(&mut self) -> Result<&'a [u8], Malformed> {
        let length = usize::try_from(self.unsigned()?).map_err(|_| Malformed("too long"))?;
        self.raw(length)
    }

    /// A length and UTF-8 without NUL.
    pub fn text(&mut self) -> Result<&'a str, Malformed> {
        let text = std::str::from_utf8(self.sized()?).map_err(|_| Malformed("not UTF-8"))?;
        if text.contains('\0') { Err(Malformed("a NUL in a text")) } else { Ok(text) }
    }

    /// 16 bytes.
    pub fn uuid(&mut self) -> Result<Uuid, Malformed> {
        Uuid::from_slice(self.raw(16)?).map_err(|_| Malformed("not an id"))
    }

    /// A non-NULL value of type `kind`.
    pub fn value(&mut self, kind: Type) -> Result<Value, Malformed> {
        Ok(match kind {
            Type::Uuid => Value::Uuid(self.uuid()?),
            Type::Timestamp | Type::BigInt => Value::Integer(self.signed()?),
            Type::Boolean => match self.byte()? {
                0 => Value::Boolean(false),
                1 => Value::Boolean(true),
                _ => return Err(Malformed("a boolean that is neither")),
            },
            Type::Double => Value::Real(self.double()?),
            Type::Date | Type::Time | Type::Json | Type::Text => {
                Value::Text(self.text()?.to_owned())
            }
        })
    }

    /// Eight bytes that are a finite double.
    pub fn double(&mut self) -> Result<f64, Malformed> {
        let bytes = self.raw(8)?.try_into().map_err(|_| Malformed("cut short"))?;
        let number = f64::from_le_bytes(bytes);
        if number.is_finite() { Ok(number) } else { Err(Malformed("a number that is not finite")) }
    }

    /// `count` bits, eight to a byte.
    pub fn bitmap(&mut self, count: usize) -> Result<Vec<bool>, Malformed> {
        let bytes = self.raw(count.div_ceil(8))?;
        Ok(bytes
            .iter()
            .flat_map(|byte| (0..8).map(move |bit| byte >> bit & 1 == 1))
            .take(count)
            .collect())
    }

    /// A row written by [`Writer::row`]; columns that the writer did not know yet read as NULL,
    /// columns that this side does not know are refused.
    pub fn row(
        &mut self,
        kinds: impl ExactSizeIterator<Item = Type>,
    ) -> Result<Vec<Value>, Malformed> {
        let known = kinds.len();
        let count = self.count(known)?;
        let present = self.bitmap(count)?;
        let mut values = Vec::with_capacity(known);
        for (index, kind) in kinds.enumerate() {
            values.push(if present.get(index).copied().unwrap_or(false) {
                self.value(kind)?
            } else {
                Value::Null
            });
        }
        Ok(values)
    }
}
