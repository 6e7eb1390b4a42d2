//! What time it is at the centre.

use std::sync::Arc;

use chrono::{DateTime, Utc};

/// Where the centre takes the time from at which something arrived.
#[derive(Clone, Default)]
pub struct Clock {
    given: Option<Arc<dyn Fn() -> DateTime<Utc> + Send + Sync>>,
}

impl Clock {
    /// A clock of the caller's, for a simulation. Otherwise the database's counts, which all
    /// servers over it share.
    pub fn given(now: impl Fn() -> DateTime<Utc> + Send + Sync + 'static) -> Self {
        Self { given: Some(Arc::new(now)) }
    }

    /// The given clock's time, or what the database said.
    pub(crate) fn or(&self, database: DateTime<Utc>) -> DateTime<Utc> {
        self.given.as_ref().map_or(database, |now| now())
    }
}

impl std::fmt::Debug for Clock {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(if self.given.is_some() { "Clock(given)" } else { "Clock(database)" })
    }
}
