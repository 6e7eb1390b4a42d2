//! Notices new positions while somebody listens, by asking Postgres every few milliseconds.
//!
//! It asks instead of using NOTIFY, which costs every commit more than twice as much, and it asks
//! once for all listeners of all organizations.

use std::collections::HashMap;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use protocol::Position;
use tokio::sync::{Notify, watch};
use uuid::Uuid;

use crate::accept::stopped;
use crate::database::Database;

/// How often the heads are read while somebody listens.
const INTERVAL: Duration = Duration::from_millis(20);

/// How long to wait after Postgres did not answer.
const PAUSE: Duration = Duration::from_secs(1);

/// The newest position of each organization, as far as it is watched.
#[derive(Clone)]
pub(crate) struct Tail {
    heads: watch::Receiver<Arc<HashMap<Uuid, Position>>>,
    listeners: Arc<AtomicUsize>,
    wake: Arc<Notify>,
}

/// One listener; the tail rests when the last one is dropped.
pub struct Listening {
    organization: Uuid,
    heads: watch::Receiver<Arc<HashMap<Uuid, Position>>>,
    listeners: Arc<AtomicUsize>,
}

impl Tail {
    pub(crate) fn new(database: Database, stopping: watch::Receiver<bool>) -> Self {
        let (sender, heads) = watch::channel(Arc::new(HashMap::new()));
        let (listeners, wake) = (Arc::new(AtomicUsize::new(0)), Arc::new(Notify::new()));
        let tail = Self { heads, listeners: Arc::clone(&listeners), wake: Arc::clone(&wake) };
        tokio::spawn(follow(database, sender, listeners, wake, stopping));
        tail
    }

    /// Begins to listen to one organization.
    pub(crate) fn listen(&self, organization: Uuid) -> Listening {
        self.listeners.fetch_add(1, Ordering::SeqCst);
        self.wake.notify_one();
        Listening {
            organization,
            heads: self.heads.clone(),
            listeners: Arc::clone(&self.listeners),
        }
    }
}

impl Listening {
    /// Waits for a position beyond `seen`; `None` when the server stops.
    pub async fn beyond(&mut self, seen: Position) -> Option<Position> {
        let organization = self.organization;
        let newer = |heads: &Arc<HashMap<Uuid, Position>>| {
            heads.get(&organization).is_some_and(|head| *head > seen)
        };
        let heads = self.heads.wait_for(newer).await.ok()?;
        heads.get(&organization).copied()
    }
}

impl Drop for Listening {
    fn drop(&mut self) {
        self.listeners.fetch_sub(1, Ordering::SeqCst);
    }
}

async fn follow(
    database: Database,
    heads: watch::Sender<Arc<HashMap<Uuid, Position>>>,
    listeners: Arc<AtomicUsize>,
    wake: Arc<Notify>,
    mut stopping: watch::Receiver<bool>,
) {
    loop {
        let pause = if listeners.load(Ordering::SeqCst) == 0 {
            tokio::select! {
                () = wake.notified() => continue,
                () = stopped(&mut stopping) => return,
            }
        } else {
            match read(&database).await {
                Ok(read) => {
                    heads.send_if_modified(|known| {
                        let changed = **known != read;
                        if changed {
                            *known = Arc::new(read);
                        }
                        changed
                    });
                    INTERVAL
                }
                Err(error) => {
                    tracing::warn!(%error, "new positions could not be read");
                    PAUSE
                }
            }
        };
        tokio::select! {
            () = tokio::time::sleep(pause) => {}
            () = stopped(&mut stopping) => return,
        }
    }
}

async fn read(database: &Database) -> Result<HashMap<Uuid, Position>, crate::error::Error> {
    let client = database.get().await?;
    let statement =
        client.prepare_cached("SELECT organization_id, position FROM sync_positions").await?;
    let rows = client.query(&statement, &[]).await?;
    Ok(rows.iter().map(|row| (row.get(0), Position(row.get(1)))).collect())
}
