//! The one place where something that happened meets the clinic's own rules.

use store::Write;
use uuid::Uuid;

use crate::{Refused, Who};

/// Something that rules may wait for.
pub(crate) struct Happened {
    /// One of `workflow_trigger`.
    pub trigger: &'static str,
    /// The row it happened to.
    pub row: (&'static str, Uuid),
    /// Whom it is about.
    pub patient: Option<Uuid>,
}

/// Lets the clinic's rules act on what happened, in the same transaction.
pub(crate) fn happened(_: &mut Write<'_>, _: &Who, _: &Happened) -> Result<(), Refused> {
    Ok(())
}
