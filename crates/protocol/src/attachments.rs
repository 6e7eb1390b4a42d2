//! The files of records, on their way in parts. What travels is the sealed file, which neither the
//! line nor the centre can read; it is named after the sum of its own bytes, so whoever has it
//! whole can tell that it is the right one.

use serde::{Deserialize, Serialize};
use uuid::Uuid;

/// The most bytes of a file in one message.
pub const FILE_PART_BYTES_MAX: usize = 256 * 1024;

/// The largest file of a record, before it is sealed (2 GiB).
pub const FILE_BYTES_MAX: u64 = 2 * 1024 * 1024 * 1024;

/// What stands before the first chunk of a sealed file.
const HEADER_BYTES: u64 = 15;
const CHUNK_BYTES: u64 = 64 * 1024;
const TAG_BYTES: u64 = 16;

/// How long a file of `plain` bytes is once it is sealed.
pub fn sealed_bytes(plain: u64) -> u64 {
    let chunks = plain.div_ceil(CHUNK_BYTES).max(1);
    HEADER_BYTES.saturating_add(plain).saturating_add(chunks.saturating_mul(TAG_BYTES))
}

/// `POST /v1/attachments/state`: how much of a file the centre has.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct FileAsked {
    /// The row that names the file.
    pub attachment: Uuid,
}

/// How much of a file the centre has; also the answer to a [`FilePart`].
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct FileState {
    /// The sealed file's length.
    pub size: u64,
    /// How many bytes from its beginning are at the centre: where to go on.
    pub held: u64,
    /// Whether all of it is there and its sum was right.
    pub whole: bool,
}

/// `POST /v1/attachments/put`: the next bytes of a file. Bytes that do not begin where the centre's
/// end are not taken; the answer says where to go on.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct FilePart {
    /// The row that names the file.
    pub attachment: Uuid,
    /// Where the bytes stand in the sealed file.
    pub offset: u64,
    /// At most [`FILE_PART_BYTES_MAX`].
    pub bytes: Vec<u8>,
}

impl std::fmt::Debug for FilePart {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "FilePart({} at {})", self.attachment, self.offset)
    }
}

/// `POST /v1/attachments/get`: bytes of a file that the centre has whole.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct FileWanted {
    /// The row that names the file.
    pub attachment: Uuid,
    /// Where to begin in the sealed file.
    pub offset: u64,
    /// The most bytes that the answer should have.
    pub bytes_max: u32,
}

/// The answer to [`FileWanted`].
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct FilePiece {
    /// The sealed file's length.
    pub size: u64,
    /// Empty only at the end.
    pub bytes: Vec<u8>,
}

impl std::fmt::Debug for FilePiece {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "FilePiece({} of {})", self.bytes.len(), self.size)
    }
}
