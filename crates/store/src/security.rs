//! The security log: what happens around the doors of the record, whether it succeeds or not. It
//! is written where it happens, sent to the centre and never fetched from there.

use uuid::Uuid;

use crate::{Cells, Error, Write};

/// Which program this is, and on what: so the security log and the centre know it.
pub fn user_agent() -> String {
    let (system, machine) = (std::env::consts::OS, std::env::consts::ARCH);
    format!("Holdfast {} ({system} {machine})", env!("CARGO_PKG_VERSION"))
}

/// One entry.
#[derive(Clone, Debug)]
pub struct Security<'a> {
    action: &'static str,
    user: Option<Uuid>,
    resource: Option<(&'static str, Uuid)>,
    failure: Option<&'a str>,
    details: Option<serde_json::Value>,
}

impl<'a> Security<'a> {
    /// That the author did this. `action` is one of the catalog's security actions.
    pub fn of(action: &'static str) -> Self {
        Self { action, user: None, resource: None, failure: None, details: None }
    }

    /// Not the author but this person did it, or tried to.
    #[must_use]
    pub fn by(mut self, user: Uuid) -> Self {
        self.user = Some(user);
        self
    }

    /// What it was done to: a table and a row.
    #[must_use]
    pub fn about(mut self, table: &'static str, row: Uuid) -> Self {
        self.resource = Some((table, row));
        self
    }

    /// It did not succeed, for this reason, which names no patient.
    #[must_use]
    pub fn failed(mut self, reason: &'a str) -> Self {
        self.failure = Some(reason);
        self
    }

    /// What else there is to say, which names no patient.
    #[must_use]
    pub fn details(mut self, details: serde_json::Value) -> Self {
        self.details = Some(details);
        self
    }
}

impl Write<'_> {
    /// Writes an entry of the security log.
    ///
    /// # Errors
    /// As [`Write::insert`].
    pub fn note_security(&mut self, entry: Security<'_>) -> Result<(), Error> {
        let cells = Cells::new()
            .set("user_id", entry.user.unwrap_or(self.author()))
            .set("device_id", self.facts().device)
            .set("action", entry.action)
            .set("resource_kind", entry.resource.map(|(table, _)| table.to_owned()))
            .set("resource_id", entry.resource.map(|(_, row)| row))
            .set("user_agent", user_agent())
            .set("occurred_at", self.now())
            .set("succeeded", entry.failure.is_none())
            .set("failure_reason", entry.failure.map(str::to_owned))
            .set("details", entry.details.map(|details| details.to_string()));
        self.insert("security_logs", cells).map(|_| ())
    }
}
