//! Sync beside the person: sends as soon as something is written, fetches as soon as the centre
//! says so, and tries again by itself when the line comes back.

use std::collections::HashSet;
use std::sync::Arc;
use std::time::Duration;

use backon::{BackoffBuilder as _, ExponentialBuilder};
use protocol::Poke;
use store::Store;
use tokio::sync::{Notify, mpsc, watch};
use tokio::task::JoinHandle;

use crate::exchange::{pull_all, push_all};
use crate::files::Porter;
use crate::live::Live;
use crate::verify::Verifier;
use crate::{Client, DeviceKey, Link, Trouble, exchange};

/// What the engine is doing.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Phase {
    /// Not in contact; it tries again by itself.
    Offline,
    /// Moving changes.
    Syncing,
    /// In contact, everything moved.
    Live,
    /// The device was revoked, and what it has not sent is still here.
    Leaving,
    /// Stopped for good: the device was revoked, and the centre has everything it had.
    Revoked,
}

/// How sync stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Status {
    /// What the engine is doing.
    pub phase: Phase,
    /// The last trouble in plain words, while it lasts.
    pub sentence: Option<String>,
    /// How far the centre's clock is ahead of this PC's, microseconds.
    pub clock_off: i64,
    /// Whether the centre's tables are those of a later version than this PC's.
    pub centre_is_newer: bool,
}

/// A running background sync. Dropping it stops it.
#[derive(Debug)]
pub struct Engine {
    wake: mpsc::Sender<()>,
    status: watch::Receiver<Status>,
    task: JoinHandle<()>,
}

impl Drop for Engine {
    fn drop(&mut self) {
        self.task.abort();
    }
}

impl Engine {
    /// Starts syncing `store` on the running tokio runtime.
    pub fn start(store: Store, link: Link, key: DeviceKey) -> Self {
        let (wake, woken) = mpsc::channel(1);
        let waker = wake.clone();
        let news = Arc::new(Notify::new());
        let herald = Arc::clone(&news);
        store.on_change(move |changed| {
            if changed.has_files() {
                herald.notify_one();
            }
            if changed.outbox {
                // A full channel means that somebody has woken it already.
                let _ = waker.try_send(());
            }
        });
        let initial =
            Status { phase: Phase::Offline, sentence: None, clock_off: 0, centre_is_newer: false };
        let (say, status) = watch::channel(initial);
        let porter = Porter {
            store: store.clone(),
            link: link.clone(),
            key: key.clone(),
            status: status.clone(),
            news,
            damaged: HashSet::new(),
        };
        let verifier = Verifier {
            store: store.clone(),
            link: link.clone(),
            key: key.clone(),
            status: status.clone(),
        };
        let worker = Worker { store, link, key, woken, say };
        // One task, so that stopping the rows stops the rest too.
        let task = tokio::spawn(async move {
            tokio::select! {
                () = worker.run() => {}
                () = porter.run() => {}
                () = verifier.run() => {}
            }
        });
        Self { wake, status, task }
    }

    /// Does not wait for the next reason: pushes, pulls, or tries the line now.
    pub fn now(&self) {
        let _ = self.wake.try_send(());
    }

    /// How sync stands; the receiver hears every change.
    pub fn status(&self) -> watch::Receiver<Status> {
        self.status.clone()
    }
}

struct Worker {
    store: Store,
    link: Link,
    key: DeviceKey,
    woken: mpsc::Receiver<()>,
    say: watch::Sender<Status>,
}

impl Worker {
    async fn run(mut self) {
        let mut delays = delays();
        loop {
            let mut was_live = false;
            let trouble = match self.stay_in_contact(&mut was_live).await {
                Ok(()) => return,
                Err(trouble) => trouble,
            };
            tracing::info!(reason = %trouble, "contact lost");
            let is_revoked = matches!(trouble, Trouble::Revoked);
            let sentence = Some(trouble.to_string());
            self.say.send_modify(|status| {
                status.phase = if is_revoked { Phase::Leaving } else { Phase::Offline };
                status.sentence = sentence;
            });
            if is_revoked {
                self.leave().await;
                self.phase(Phase::Revoked);
                return;
            }
            if was_live {
                delays = self::delays();
            }
            let delay = delays.next().unwrap_or(DELAY_MAX);
            tokio::select! {
                () = tokio::time::sleep(delay) => {}
                woken = self.woken.recv() => if woken.is_none() { return },
            }
        }
    }

    /// Hands over what has not been sent, as often as it takes.
    async fn leave(&mut self) {
        let mut delays = delays();
        loop {
            let left = async {
                let client = Client::new(&self.link, &self.key)?;
                crate::leave(&self.store, &client, &self.key).await
            };
            match left.await {
                Ok(changesets) => {
                    tracing::info!(changesets, "handed over what a revoked PC had not sent");
                    return;
                }
                Err(trouble) => tracing::info!(reason = %trouble, "not handed over yet"),
            }
            tokio::time::sleep(delays.next().unwrap_or(DELAY_MAX)).await;
        }
    }

    /// Returns only with the trouble that ended the contact, or when nobody holds the engine.
    async fn stay_in_contact(&mut self, was_live: &mut bool) -> Result<(), Trouble> {
        let client = Client::new(&self.link, &self.key)?;
        self.phase(Phase::Syncing);
        let mut live = Live::connect(&self.link, &self.key).await?;
        let exchanged = exchange(&self.store, &client, &self.key).await?;
        *was_live = true;
        self.say.send_modify(|status| {
            status.phase = Phase::Live;
            status.sentence = None;
            status.clock_off = exchanged.clock_off;
            status.centre_is_newer = exchanged.centre_is_newer;
        });
        loop {
            tokio::select! {
                woken = self.woken.recv() => {
                    if woken.is_none() {
                        return Ok(());
                    }
                    self.phase(Phase::Syncing);
                    push_all(&self.store, &client, &self.key).await?;
                    pull_all(&self.store, &client).await?;
                    self.phase(Phase::Live);
                }
                poke = live.next() => match poke? {
                    Poke::Position(position) => self.follow(&client, position).await?,
                    Poke::Heartbeat => {
                        crate::exchange::beside(&self.store, Store::note_contact).await?;
                    }
                },
            }
        }
    }

    async fn follow(&self, client: &Client, position: protocol::Position) -> Result<(), Trouble> {
        let cursor = crate::exchange::beside(&self.store, |s| Ok(s.facts()?.cursor)).await?;
        if cursor.position < position {
            self.phase(Phase::Syncing);
            pull_all(&self.store, client).await?;
            self.phase(Phase::Live);
        }
        Ok(())
    }

    fn phase(&self, phase: Phase) {
        self.say.send_if_modified(|status| {
            let other = status.phase != phase;
            status.phase = phase;
            other
        });
    }
}

const DELAY_MAX: Duration = Duration::from_secs(30);

fn delays() -> backon::ExponentialBackoff {
    ExponentialBuilder::default()
        .with_min_delay(Duration::from_millis(500))
        .with_max_delay(DELAY_MAX)
        .with_factor(2.0)
        .with_jitter()
        .without_max_times()
        .build()
}
