//! Which rows a device may hold. The seam for profiles and sites: pull, bootstrap and verify ask
//! here and nowhere else.
//!
//! For now a device holds the whole organization, except for what only the centre keeps.

use catalog::{Scope, Table};
use uuid::Uuid;

/// What is known of a device when its scope is decided.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Holder {
    /// The device's organization; no row of another ever reaches it.
    pub organization: Uuid,
}

impl Holder {
    /// Whether the device may hold rows of `table` at all.
    pub(crate) fn may_hold(&self, table: &Table) -> bool {
        table.scope != Scope::Centre
    }
}
