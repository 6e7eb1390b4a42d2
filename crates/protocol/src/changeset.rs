//! What one user action wrote, as its device signs it.

use catalog::{Type, Value};
use ed25519_dalek::{Signature, Signer, SigningKey, Verifier, VerifyingKey};
use migrations::{Shape, schema};
use serde::{Deserialize, Serialize};
use sha2::{Digest as _, Sha256};
use uuid::Uuid;

use crate::{Malformed, OPERATIONS_MAX, Position, Reader, Writer};

/// What one user action wrote, in one local transaction.
#[derive(Clone, Debug, PartialEq)]
pub struct Changeset {
    /// A UUIDv7; the same changeset sent twice has the same id.
    pub id: Uuid,
    /// The tenant.
    pub organization: Uuid,
    /// The device that made and signed it.
    pub device: Uuid,
    /// Which life of the device's replica it belongs to.
    pub incarnation: u32,
    /// Rises by one per changeset within an incarnation, from 1.
    pub counter: u64,
    /// The user on whose behalf it was made.
    pub author: Uuid,
    /// Hybrid logical clock in microseconds since 1970 UTC.
    pub made_at: i64,
    /// The position that the replica had confirmed.
    pub base: Position,
    /// Counters of other devices' unanswered changesets that it had applied; empty until the
    /// exchange on the local network exists.
    pub seen: Vec<(Uuid, u64)>,
    /// The schema version whose column numbers it uses.
    pub schema_version: u16,
    /// The command's name, such as `scheduling.book`.
    pub command: String,
    /// The invariant that the command guards, which the centre checks again.
    pub intent: Option<Intent>,
    /// At most [`OPERATIONS_MAX`], in the order in which they were made.
    pub operations: Vec<Operation>,
}

/// What a guarded command meant, so that the centre can judge it again.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Intent {
    /// Occupy a practitioner, a patient and a room for a time.
    Book {
        /// The appointment.
        appointment: Uuid,
    },
    /// Give an invoice its number.
    IssueInvoice {
        /// The invoice.
        invoice: Uuid,
    },
}

/// One change of one row. Tables and columns are their stable numbers in `migrations::schema()`.
#[derive(Clone, Debug, PartialEq)]
pub enum Operation {
    /// A new row: one value for each column of the table, bookkeeping columns NULL.
    Insert {
        /// The table's number.
        table: u16,
        /// The row's id.
        id: Uuid,
        /// By column number.
        row: Vec<Value>,
    },
    /// Changed columns of an existing row.
    Update {
        /// The table's number.
        table: u16,
        /// The row's id.
        id: Uuid,
        /// In rising column order.
        cells: Vec<Cell>,
    },
    /// Sets `deleted_at`.
    Remove {
        /// The table's number.
        table: u16,
        /// The row's id.
        id: Uuid,
        /// The row version that the person saw.
        base: Position,
    },
}

impl Operation {
    /// The table's number.
    pub fn table(&self) -> u16 {
        match self {
            Self::Insert { table, .. }
            | Self::Update { table, .. }
            | Self::Remove { table, .. } => *table,
        }
    }

    /// The row's id.
    pub fn row_id(&self) -> Uuid {
        match self {
            Self::Insert { id, .. } | Self::Update { id, .. } | Self::Remove { id, .. } => *id,
        }
    }
}

/// One changed column.
#[derive(Clone, Debug, PartialEq)]
pub struct Cell {
    /// The column's number within its table.
    pub column: u16,
    /// The row version that the screen showed when the person began to edit.
    pub base: Position,
    /// What stood there then.
    pub old: Value,
    /// What the person wants to stand there.
    pub new: Value,
}

/// A changeset's bytes and its device's signature over them.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Signed {
    /// As [`Changeset::encode`] wrote them.
    pub body: Vec<u8>,
    /// Ed25519, 64 bytes.
    pub signature: Vec<u8>,
}

/// The signature does not belong to these bytes and this key.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("the signature does not belong to this changeset")]
pub struct SignatureRefused;

/// Goes before the body under every signature, so that a signature made for anything else by the
/// same key (a TLS handshake, say) never passes for a changeset.
const SIGNATURE_CONTEXT: &[u8] = b"holdfast changeset v1\0";

impl Signed {
    /// Signs `body` as the device that holds `key`.
    pub fn sign(body: Vec<u8>, key: &SigningKey) -> Self {
        let signature = key.sign(&under_context(&body)).to_bytes().to_vec();
        Self { body, signature }
    }

    /// Checks the signature against the device's public key.
    pub fn verify(&self, key: &VerifyingKey) -> Result<(), SignatureRefused> {
        let signature = Signature::from_slice(&self.signature).map_err(|_| SignatureRefused)?;
        key.verify(&under_context(&self.body), &signature).map_err(|_| SignatureRefused)
    }

    /// SHA-256 of the body: what both sides compare in `hello`.
    pub fn hash(&self) -> [u8; 32] {
        Sha256::digest(&self.body).into()
    }
}

fn under_context(body: &[u8]) -> Vec<u8> {
    [SIGNATURE_CONTEXT, body].concat()
}

const INSERT: u8 = 1;
const UPDATE: u8 = 2;
const REMOVE: u8 = 3;

impl Changeset {
    /// The bytes that are signed, sent and kept.
    pub fn encode(&self) -> Vec<u8> {
        let mut out = Writer::new();
        out.byte(1);
        out.uuid(self.id);
        out.uuid(self.organization);
        out.uuid(self.device);
        out.unsigned(u64::from(self.incarnation));
        out.unsigned(self.counter);
        out.uuid(self.author);
        out.signed(self.made_at);
        out.signed(self.base.0);
        out.unsigned(self.seen.len() as u64);
        for (device, counter) in &self.seen {
            out.uuid(*device);
            out.unsigned(*counter);
        }
        out.unsigned(u64::from(self.schema_version));
        out.text(&self.command);
        match &self.intent {
            None => out.byte(0),
            Some(Intent::Book { appointment }) => {
                out.byte(1);
                out.uuid(*appointment);
            }
            Some(Intent::IssueInvoice { invoice }) => {
                out.byte(2);
                out.uuid(*invoice);
            }
        }
        out.unsigned(self.operations.len() as u64);
        for operation in &self.operations {
            encode_operation(&mut out, operation, self.base);
        }
        out.finish()
    }

    /// Reads what [`Changeset::encode`] wrote, checking every number, type and bound.
    pub fn decode(bytes: &[u8]) -> Result<Self, Malformed> {
        let mut input = Reader::new(bytes);
        if input.byte()? != 1 {
            return Err(Malformed("a changeset of an unknown version"));
        }
        let id = input.uuid()?;
        let organization = input.uuid()?;
        let device = input.uuid()?;
        let incarnation = input.word()?;
        let counter = input.unsigned()?;
        let author = input.uuid()?;
        let made_at = input.signed()?;
        let base = Position(input.signed()?);
        let seen = (0..input.count(1_000)?)
            .map(|_| Ok((input.uuid()?, input.unsigned()?)))
            .collect::<Result<_, Malformed>>()?;
        let schema_version = input.short()?;
        let command = input.text()?.to_owned();
        let intent = match input.byte()? {
            0 => None,
            1 => Some(Intent::Book { appointment: input.uuid()? }),
            2 => Some(Intent::IssueInvoice { invoice: input.uuid()? }),
            _ => return Err(Malformed("an unknown intent")),
        };
        let operations = (0..input.count(OPERATIONS_MAX)?)
            .map(|_| decode_operation(&mut input, base))
            .collect::<Result<_, _>>()?;
        input.end()?;
        Ok(Self {
            id,
            organization,
            device,
            incarnation,
            counter,
            author,
            made_at,
            base,
            seen,
            schema_version,
            command,
            intent,
            operations,
        })
    }
}

/// Bases are written as their distance from the changeset's base: nearly always a short number.
fn encode_operation(out: &mut Writer, operation: &Operation, base: Position) {
    match operation {
        Operation::Insert { table, id, row } => {
            out.byte(INSERT);
            out.unsigned(u64::from(*table));
            out.uuid(*id);
            out.row(row);
        }
        Operation::Update { table, id, cells } => {
            out.byte(UPDATE);
            out.unsigned(u64::from(*table));
            out.uuid(*id);
            out.unsigned(cells.len() as u64);
            for cell in cells {
                out.unsigned(u64::from(cell.column));
                out.signed(base.0.wrapping_sub(cell.base.0));
                out.bitmap([!cell.old.is_null(), !cell.new.is_null()].into_iter());
                out.value(&cell.old);
                out.value(&cell.new);
            }
        }
        Operation::Remove { table, id, base: seen } => {
            out.byte(REMOVE);
            out.unsigned(u64::from(*table));
            out.uuid(*id);
            out.signed(base.0.wrapping_sub(seen.0));
        }
    }
}

fn decode_operation(input: &mut Reader<'_>, base: Position) -> Result<Operation, Malformed> {
    let kind = input.byte()?;
    let table = input.short()?;
    let shape = shape(table)?;
    let id = input.uuid()?;
    Ok(match kind {
        INSERT => Operation::Insert { table, id, row: input.row(kinds(shape))? },
        UPDATE => {
            let count = input.count(shape.columns.len())?;
            let mut cells: Vec<Cell> = Vec::with_capacity(count);
            for _ in 0..count {
                let column = input.short()?;
                if cells.last().is_some_and(|last| last.column >= column) {
                    return Err(Malformed("columns out of order"));
                }
                let kind = kind_of(shape, column)?;
                let seen = Position(base.0.wrapping_sub(input.signed()?));
                let present = input.byte()?;
                let mut nullable = |bit: u8| {
                    if present >> bit & 1 == 1 { input.value(kind) } else { Ok(Value::Null) }
                };
                let (old, new) = (nullable(0)?, nullable(1)?);
                cells.push(Cell { column, base: seen, old, new });
            }
            Operation::Update { table, id, cells }
        }
        REMOVE => {
            Operation::Remove { table, id, base: Position(base.0.wrapping_sub(input.signed()?)) }
        }
        _ => return Err(Malformed("an unknown kind of operation")),
    })
}

pub(crate) fn shape(table: u16) -> Result<&'static Shape, Malformed> {
    schema().by_number(table).ok_or(Malformed("an unknown table"))
}

pub(crate) fn kinds(shape: &'static Shape) -> impl ExactSizeIterator<Item = Type> {
    shape.columns.iter().map(|column| column.kind)
}

pub(crate) fn kind_of(shape: &Shape, column: u16) -> Result<Type, Malformed> {
    shape
        .columns
        .get(usize::from(column))
        .map(|column| column.kind)
        .ok_or(Malformed("an unknown column"))
}
