//! A version that does not exist yet, for tests of how versions meet: the one that exists is the
//! earlier one then, and the records and devices of it are real.

use std::sync::OnceLock;

/// What the version after this one adds.
#[derive(Clone, Copy, Debug)]
pub struct Next {
    /// Lines as in `columns.txt`, each with the version since which it is there.
    pub columns: &'static str,
    /// The script's name, such as `V900__nickname`, and its SQL for both engines.
    pub script: (&'static str, &'static str),
}

static NEXT: OnceLock<Next> = OnceLock::new();

/// This process is of the next version, from its beginning on.
///
/// # Errors
/// The other one, where it is one already.
pub fn rehearse(next: Next) -> Result<(), Next> {
    NEXT.set(next)
}

/// The version of the schema that this process is of.
pub fn version() -> u16 {
    crate::VERSION + u16::from(NEXT.get().is_some())
}

pub(crate) fn columns(now: &'static str) -> &'static str {
    match NEXT.get() {
        // Parsed once, and needed until the process ends.
        Some(next) => String::leak(format!("{now}{}", next.columns)),
        None => now,
    }
}

pub(crate) fn script() -> Option<(String, Option<&'static str>)> {
    NEXT.get().map(|next| (next.script.0.to_owned(), Some(next.script.1)))
}
