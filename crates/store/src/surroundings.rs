//! The clock and the randomness, passed in so that a simulation can own them.

use std::sync::Arc;

use uuid::{Builder, Uuid};

/// The only ways in which a replica touches the world around it besides its file.
#[derive(Clone)]
pub struct Surroundings {
    now: Arc<dyn Fn() -> i64 + Send + Sync>,
    random: Arc<dyn Fn() -> [u8; 16] + Send + Sync>,
}

impl Surroundings {
    /// `now` gives microseconds since 1970 UTC; `random` gives 16 unpredictable bytes.
    pub fn new(
        now: impl Fn() -> i64 + Send + Sync + 'static,
        random: impl Fn() -> [u8; 16] + Send + Sync + 'static,
    ) -> Self {
        Self { now: Arc::new(now), random: Arc::new(random) }
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
