//! Whether what a file says of its own size is true, looked at before memory is taken for it.
//!
//! The library reserves what a length in the file says, so that a damaged length of 4 GiB would
//! cost 4 GiB, and it reads nested sequences by recursion. Therefore a file is walked once before,
//! element by element, without keeping a value.

use std::io::Cursor;

use dicom_encoding::TransferSyntax;
use dicom_parser::dataset::LazyDataToken;
use dicom_parser::dataset::lazy_read::LazyDataSetReader;
use dicom_parser::stateful::decode::StatefulDecode as _;

use crate::Unreadable;

/// The largest file that is opened in memory, in bytes (256 MiB). The library holds it a second
/// time while it reads.
pub(crate) const FILE_BYTES_MAX: usize = 256 * 1024 * 1024;
/// Elements of one file, nested ones included. A CT of a thousand frames in one file has about
/// fifty thousand.
const ELEMENTS_MAX: usize = 500_000;
/// How deep sequences may be nested. A structured report nests a few levels.
const DEPTH_MAX: usize = 32;
/// Where `DICM` stands, after the preamble.
const MAGIC_AT: usize = 128;
const MAGIC: &[u8] = b"DICM";
/// (0002,0000) with its VR, length and value.
const GROUP_LENGTH_BYTES: usize = 12;

/// Where the data set begins, after the file meta information, whose lengths are looked at.
pub(crate) fn data_set_at(bytes: &[u8]) -> Result<usize, Unreadable> {
    if bytes.len() > FILE_BYTES_MAX {
        return Err(Unreadable::TooLarge { what: "its size", most: "256 MiB" });
    }
    let meta = bytes.get(MAGIC_AT..).and_then(|rest| rest.strip_prefix(MAGIC));
    let meta = meta.ok_or(Unreadable::NotDicom)?;
    let group_length = match meta.get(..GROUP_LENGTH_BYTES) {
        Some([2, 0, 0, 0, b'U', b'L', 4, 0, a, b, c, d]) => {
            u32::from_le_bytes([*a, *b, *c, *d]) as usize
        }
        _ => return Err(Unreadable::Damaged),
    };
    let end = GROUP_LENGTH_BYTES.checked_add(group_length).ok_or(Unreadable::Damaged)?;
    let elements = meta.get(GROUP_LENGTH_BYTES..end).ok_or(Unreadable::Damaged)?;
    walk_meta(elements)?;
    Ok(MAGIC_AT + MAGIC.len() + end)
}

/// The file meta information is always little endian with explicit VR.
fn walk_meta(mut rest: &[u8]) -> Result<(), Unreadable> {
    while !rest.is_empty() {
        let (head, length) = match rest {
            [
                _,
                _,
                _,
                _,
                b'O' | b'S' | b'U',
                b'B' | b'W' | b'Q' | b'N' | b'T',
                _,
                _,
                a,
                b,
                c,
                d,
                ..,
            ] => (12, u32::from_le_bytes([*a, *b, *c, *d]) as usize),
            [_, _, _, _, _, _, a, b, ..] => (8, usize::from(u16::from_le_bytes([*a, *b]))),
            _ => return Err(Unreadable::Damaged),
        };
        let next = length.checked_add(head).ok_or(Unreadable::Damaged)?;
        rest = rest.get(next..).ok_or(Unreadable::Damaged)?;
    }
    Ok(())
}

/// Refuses a data set in which a value is longer than what is left of the file, or that is built
/// too large or too deep.
pub(crate) fn walk(data_set: &[u8], syntax: &TransferSyntax) -> Result<(), Unreadable> {
    let damaged = |_| Unreadable::Damaged;
    let whole = data_set.len() as u64;
    let mut reader =
        LazyDataSetReader::new_with_ts(Cursor::new(data_set), syntax).map_err(damaged)?;
    let (mut depth, mut elements) = (0_usize, 0_usize);
    while let Some(token) = reader.advance() {
        let token = token.map_err(damaged)?;
        let fits = |at: u64, length: u32| at.saturating_add(u64::from(length)) <= whole;
        match &token {
            LazyDataToken::SequenceStart { .. } | LazyDataToken::PixelSequenceStart => depth += 1,
            LazyDataToken::SequenceEnd => depth = depth.saturating_sub(1),
            LazyDataToken::LazyValue { header, decoder }
                if !fits(decoder.position(), header.len.0) =>
            {
                return Err(Unreadable::Damaged);
            }
            LazyDataToken::LazyItemValue { len, decoder } if !fits(decoder.position(), *len) => {
                return Err(Unreadable::Damaged);
            }
            _ => {}
        }
        elements += 1;
        if depth > DEPTH_MAX {
            return Err(Unreadable::TooLarge { what: "how deep it is nested", most: "32 levels" });
        }
        if elements > ELEMENTS_MAX {
            return Err(Unreadable::TooLarge { what: "its elements", most: "500000" });
        }
        token.skip().map_err(|_| Unreadable::Damaged)?;
    }
    Ok(())
}
