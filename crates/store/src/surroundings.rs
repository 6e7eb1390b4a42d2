//! The clock and the randomness, passed in so that a simulation can own them.

use std::sync::Arc;
use std::time::Duration;

use uuid::{Builder, Uuid};

/// The only ways in which a replica touches the world around it besides its file.
#[derive(Clone)]
pub struct Surroundings {
    now: Arc<dyn Fn() -> i64 + Send + Sync>,
    random: Arc<dyn Fn() -> [u8; 16] + Send + Sync>,
    watch: Option<Watch>,
}

/// Somebody who wants to know what every statement costs.
pub(crate) type Watch = Arc<dyn Fn(&Effort<'_>) + Send + Sync>;

/// What one run of one statement has cost.
#[derive(Clone, Copy, Debug)]
pub struct Effort<'a> {
    /// The statement, with its parameters as marks.
    pub sql: &'a str,
    /// How many rows it walked over because no index led to what it wanted: SQLite's
    /// `SQLITE_STMTSTATUS_FULLSCAN_STEP`.
    pub scanned: u64,
    /// From its first step to its end.
    pub took: Duration,
}

impl Surroundings {
    /// `now` gives microseconds since 1970 UTC; `random` gives 16 unpredictable bytes.
    pub fn new(
        now: impl Fn() -> i64 + Send + Sync + 'static,
        random: impl Fn() -> [u8; 16] + Send + Sync + 'static,
    ) -> Self {
        Self { now: Arc::new(now), random: Arc::new(random), watch: None }
    }

    /// The same, with somebody who is told of every statement when it ends. For tests and figures:
    /// a statement's text holds no value, but telling costs a little each time.
    pub fn watched(mut self, watch: impl Fn(&Effort<'_>) + Send + Sync + 'static) -> Self {
        self.watch = Some(Arc::new(watch));
        self
    }

    pub(crate) fn watch(&self) -> Option<Watch> {
        self.watch.clone()
    }

    /// Microseconds since 1970 UTC, as this machine believes.
    pub fn now(&self) -> i64 {
        (self.now)()
    }

    /// 16 unpredictable bytes.
    pub fn random(&self) -> [u8; 16] {
        (self.random)()
    }

    /// A UUIDv7 of this moment.
    pub fn new_id(&self) -> Uuid {
        let random = self.random();
        let mut tail = [0u8; 10];
        tail.copy_from_slice(random.split_at(10).0);
        let millis = u64::try_from(self.now() / 1_000).unwrap_or(0);
        Builder::from_unix_timestamp_millis(millis, &tail).into_uuid()
    }
}

impl std::fmt::Debug for Surroundings {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Surroundings")
    }
}
