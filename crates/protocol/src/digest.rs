//! Digests by which both sides compare what they hold without sending it.

use sha2::{Digest as _, Sha256};
use uuid::Uuid;

use crate::Position;

/// The sum, modulo 2^128, of the digests of a set of rows: kept incrementally, independent of
/// order.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Digest(pub u128);

impl Digest {
    /// Adds a row's digest.
    pub fn add(&mut self, row: u128) {
        self.0 = self.0.wrapping_add(row);
    }

    /// Takes a row's digest away.
    pub fn subtract(&mut self, row: u128) {
        self.0 = self.0.wrapping_sub(row);
    }
}

/// 128 bits of SHA-256 over organization, table number, id and version. The organization keys it, so that
/// equal rows of two tenants do not show.
pub fn row_digest(organization: Uuid, table: u16, id: Uuid, version: Position) -> u128 {
    let hash = Sha256::new()
        .chain_update(organization.as_bytes())
        .chain_update(table.to_le_bytes())
        .chain_update(id.as_bytes())
        .chain_update(version.0.to_le_bytes())
        .finalize();
    hash.iter().take(16).fold(0u128, |sum, byte| sum << 8 | u128::from(*byte))
}
