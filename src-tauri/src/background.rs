//! Sync beside the person, and how it stands in words for the status pill.
//!
//! It runs as long as the record is open, whoever is signed in: dropping [`Background`] stops it.

use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Weak};
use std::time::{Duration, Instant};

use serde::Serialize;
use store::Store;
use sync::{Client, DeviceKey, Engine, Link, Phase};
use tokio::runtime::Handle;
use tokio::sync::{Notify, watch};
use tokio::task::JoinHandle;

use crate::shell::{Event, Listener};

/// While rows pour in, the pill is redrawn this often at most.
const STATUS_PAUSE: Duration = Duration::from_millis(150);

/// The word of the status pill.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Mode {
    /// There is no centre.
    StandAlone,
    /// In contact, and everything has moved.
    Synced,
    /// Moving changes.
    Syncing,
    /// Not in contact.
    Offline,
    /// Somebody has to look at it.
    Attention,
}

/// How far a first fetch has come.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct BootstrapProgress {
    /// Rows that are here.
    pub done_rows: u64,
    /// About how many there are.
    pub total_rows: u64,
    /// The table being fetched.
    pub table: String,
}

/// How sync stands.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct SyncStatus {
    /// The word for it.
    pub mode: Mode,
    /// When the centre last answered, microseconds since 1970 UTC.
    pub last_contact_at: Option<i64>,
    /// Changesets that the centre has not answered.
    pub waiting: u64,
    /// When the oldest of them was made.
    pub oldest_waiting_at: Option<i64>,
    /// Conflicts that wait for a person.
    pub decisions: u64,
    /// Changesets that the centre would not apply.
    pub quarantined: u64,
    /// The first fetch, while it lasts.
    pub bootstrap: Option<BootstrapProgress>,
    /// The last trouble in plain words, while it lasts.
    pub sentence: Option<String>,
    /// Whether the centre has a later version of Holdfast than this PC.
    pub update_due: bool,
}

/// What works on an open record beside the person.
pub struct Background {
    engine: Option<Arc<Engine>>,
    link: Option<(Link, DeviceKey)>,
    round_trip: Arc<AtomicU64>,
    network: Handle,
    telling: Option<Telling>,
    shipping: Option<JoinHandle<()>>,
}

/// The task that tells how sync stands; it ends when `stop` is dropped.
struct Telling {
    stop: watch::Sender<()>,
    task: JoinHandle<()>,
}

impl Background {
    /// Nothing works beside a script.
    pub fn none(network: &Handle) -> Self {
        Self {
            engine: None,
            link: None,
            round_trip: Arc::default(),
            network: network.clone(),
            telling: None,
            shipping: None,
        }
    }

    /// Starts sync where there is a centre, and tells `listener` how it stands whenever that
    /// changes.
    pub fn start(
        store: Store,
        link: Option<(Link, DeviceKey)>,
        listener: Listener,
        network: &Handle,
    ) -> Self {
        let _inside = network.enter();
        let engine =
            link.clone().map(|(link, key)| Arc::new(Engine::start(store.clone(), link, key)));
        // Codes that ship with the program are written beside the person, once per release.
        let shipped = store.clone();
        let shipping = network.spawn_blocking(move || {
            if let Err(refused) = clinic::encounters::icd10::load_shipped(&shipped) {
                tracing::warn!(%refused, "the ICD-10 codes could not be written");
            }
        });
        let (stop, stopped) = watch::channel(());
        let task =
            network.spawn(tell(store, engine.as_ref().map(Arc::downgrade), listener, stopped));
        let telling = Some(Telling { stop, task });
        Self { engine, link, telling, shipping: Some(shipping), ..Self::none(network) }
    }

    /// Stops all of it and waits until nothing holds the record any more, so that it can be
    /// opened again at once. Must not be called on an async thread.
    pub fn stop(mut self) {
        let shipping = self.shipping.take();
        let phases = self.engine.take().map(|engine| engine.status());
        let telling = self.telling.take().map(|Telling { stop, task }| {
            drop(stop);
            task
        });
        self.network.block_on(async {
            if let Some(mut phases) = phases {
                while phases.changed().await.is_ok() {}
            }
            for task in [telling, shipping].into_iter().flatten() {
                // Each ends by itself; a panic in it was reported where it happened.
                let _ = task.await;
            }
        });
    }

    /// Tries the line now instead of at the next occasion.
    pub fn sync_now(&self) {
        if let Some(engine) = &self.engine {
            engine.now();
        }
    }

    /// The engine, for reading its status.
    pub(crate) fn engine(&self) -> Option<Arc<Engine>> {
        self.engine.clone()
    }

    /// Where the centre is, and this device's key.
    pub(crate) fn link(&self) -> Option<(Link, DeviceKey)> {
        self.link.clone()
    }

    /// Milliseconds to the centre and back as last measured; measures anew beside the caller.
    pub(crate) fn round_trip_ms(&self, hello: protocol::Hello) -> Option<u64> {
        let known = self.round_trip.load(Ordering::Relaxed);
        if let Some((link, key)) = self.link.clone() {
            let measured = self.round_trip.clone();
            self.network.spawn(async move {
                let Ok(client) = Client::new(&link, &key) else { return };
                // The first request pays for the handshake; the second is the line.
                if client.hello(&hello).await.is_err() {
                    measured.store(0, Ordering::Relaxed);
                    return;
                }
                let asked = Instant::now();
                if client.hello(&hello).await.is_ok() {
                    let took = u64::try_from(asked.elapsed().as_millis()).unwrap_or(u64::MAX);
                    measured.store(took.max(1), Ordering::Relaxed);
                }
            });
        }
        (known > 0).then_some(known)
    }
}

/// Tells `listener` how sync stands, at once and whenever it changes, until `stopped` hears that
/// its sender is gone.
async fn tell(
    store: Store,
    engine: Option<Weak<Engine>>,
    listener: Listener,
    mut stopped: watch::Receiver<()>,
) {
    let changed = Arc::new(Notify::new());
    let noticed = changed.clone();
    store.on_change(move |_| noticed.notify_one());
    let mut phases = engine.as_ref().and_then(Weak::upgrade).map(|engine| engine.status());
    let mut told = None;
    loop {
        let reading = store.clone();
        let engine = engine.as_ref().and_then(Weak::upgrade);
        let read = move || status(&reading, engine.as_deref());
        match tokio::task::spawn_blocking(read).await {
            Ok(Ok(status)) if told.as_ref() != Some(&status) => {
                listener(Event::SyncStatus(status.clone()));
                told = Some(status);
            }
            Ok(Err(error)) => tracing::warn!(%error, "the sync status could not be read"),
            _ => {}
        }
        let next = async {
            tokio::time::sleep(STATUS_PAUSE).await;
            match phases.as_mut() {
                Some(phases) => tokio::select! {
                    () = changed.notified() => {}
                    ended = phases.changed() => if ended.is_err() { changed.notified().await },
                },
                None => changed.notified().await,
            }
        };
        tokio::select! {
            _ = stopped.changed() => return,
            () = next => {}
        }
    }
}

/// How sync of `store` stands now.
pub fn status(store: &Store, engine: Option<&Engine>) -> Result<SyncStatus, store::Error> {
    let facts = store.facts()?;
    let backlog = store.backlog()?;
    let decisions: Option<i64> = store.read(|reader| {
        reader.value(
            "SELECT COUNT(*) FROM sync_conflicts WHERE status = 'open' AND deleted_at IS NULL",
            [],
        )
    })?;
    let engine = engine.map(|engine| engine.status().borrow().clone());
    let mode = match (&engine, facts.enrolled) {
        (_, false) => Mode::StandAlone,
        (None, true) => Mode::Offline,
        (Some(engine), true) => match engine.phase {
            Phase::Leaving | Phase::Revoked => Mode::Attention,
            Phase::Offline => Mode::Offline,
            Phase::Syncing => Mode::Syncing,
            Phase::Live => Mode::Synced,
        },
    };
    Ok(SyncStatus {
        mode,
        last_contact_at: facts.last_contact_at,
        waiting: backlog.waiting,
        oldest_waiting_at: backlog.oldest_made_at,
        decisions: u64::try_from(decisions.unwrap_or(0)).unwrap_or(0),
        quarantined: backlog.quarantined,
        bootstrap: bootstrap(store)?,
        update_due: engine.as_ref().is_some_and(|engine| engine.centre_is_newer),
        sentence: lease_warning(&facts, store.surroundings().now())
            .or_else(|| engine.and_then(|engine| trouble(&engine))),
    })
}

/// Said in time, since a locked PC helps nobody.
fn lease_warning(facts: &store::Facts, now: i64) -> Option<String> {
    let days = facts.days_alone(now)?;
    let left = facts.lease_days.saturating_sub(days);
    (left <= facts.lease_days / 3).then(|| {
        format!(
            "This PC has not heard from the centre for {days} days. After {} it locks until it does: connect it in time.",
            facts.lease_days
        )
    })
}

fn bootstrap(store: &Store) -> Result<Option<BootstrapProgress>, store::Error> {
    let Some(state) = store.bootstrap()? else { return Ok(None) };
    let table = match state.next {
        Some((table, _)) => store::table_name(table)?,
        None => "",
    };
    Ok(Some(BootstrapProgress {
        done_rows: state.rows_done,
        total_rows: state.rows_planned,
        table: table.to_owned(),
    }))
}

/// A clock that is far off is said even while sync works: times on this PC's papers are wrong.
fn trouble(engine: &sync::Status) -> Option<String> {
    const MINUTES_MAX: i64 = 10;
    let minutes = engine.clock_off / 60_000_000;
    let ahead = minutes < 0;
    let minutes = minutes.abs();
    let (hours, days) = (minutes / 60, minutes / (24 * 60));
    let clock = (minutes >= MINUTES_MAX).then(|| {
        let sentence = match (ahead, hours, days) {
            (false, ..2, _) => {
                format!("The clock of this PC is {minutes} minutes behind the centre's.")
            }
            (true, ..2, _) => {
                format!("The clock of this PC is {minutes} minutes ahead of the centre's.")
            }
            (false, _, ..2) => {
                format!("The clock of this PC is {hours} hours behind the centre's.")
            }
            (true, _, ..2) => {
                format!("The clock of this PC is {hours} hours ahead of the centre's.")
            }
            (false, ..) => format!("The clock of this PC is {days} days behind the centre's."),
            (true, ..) => format!("The clock of this PC is {days} days ahead of the centre's."),
        };
        format!("{sentence} Set the date and time of this PC; nothing is lost meanwhile.")
    });
    engine.sentence.clone().or(clock)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn engine(clock_off: i64) -> sync::Status {
        sync::Status { phase: Phase::Live, sentence: None, clock_off, centre_is_newer: false }
    }

    #[test]
    fn a_clock_that_is_years_off_is_said_and_a_few_seconds_are_not() {
        assert_eq!(trouble(&engine(5_000_000)), None);
        let year = 365 * 24 * 3_600 * 1_000_000i64;
        assert!(trouble(&engine(3 * year)).unwrap().contains("1095 days behind the centre's"));
        assert!(trouble(&engine(-20 * 60_000_000)).unwrap().contains("20 minutes ahead of"));
    }
}
