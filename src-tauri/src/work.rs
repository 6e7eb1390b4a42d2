//! What takes minutes and goes on while people work: a backup, its check, an export, an import.
//!
//! One of a kind runs at a time, in a thread of its own, on the record as it is open. It goes on while
//! the session is locked, since the record stays open then, and is stopped when the record is closed.
//! How far it has come is told as an event; what came of it is asked for, by whoever may know.

use std::collections::BTreeMap;
use std::ops::ControlFlow;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex};
use std::thread::JoinHandle;
use std::time::{Duration, Instant};

use serde::{Deserialize, Serialize};
use serde_json::Value;
use store::Store;
use uuid::Uuid;

use crate::Refusal;
use crate::shell::{Event, Listener, Shell, unpoisoned};

/// Between two events of one work at least so much time passes.
const TELLING_PAUSE: Duration = Duration::from_millis(300);

/// What is done.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Kind {
    /// The whole record into one encrypted file.
    Backup,
    /// Whether such a file is whole.
    Check,
    /// The record, or a list of it, in clear.
    Export,
    /// Other systems' records.
    Import,
}

/// How a work stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum State {
    /// It goes on.
    Running,
    /// It was told to stop and has not yet.
    Stopping,
    /// It has done what it was to do.
    Done,
    /// It was stopped before its end.
    Stopped,
    /// It could not be done.
    Failed,
}

/// How far a work has come; the event that tells of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub struct HowFar {
    /// What is done.
    pub kind: Kind,
    /// How it stands.
    pub state: State,
    /// What it is doing: `copying`, `packing`, `checking`, `writing`, `reading`.
    pub step: &'static str,
    /// How much of the step is done.
    pub done: u64,
    /// Of how much, where that is known.
    pub total: Option<u64>,
    /// How many records have passed, where they are counted.
    pub records: Option<u64>,
}

/// A work as whoever may know of it sees it.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Work {
    /// How far it has come.
    #[serde(flatten)]
    pub how_far: HowFar,
    /// Microseconds since 1970 UTC.
    pub began_at: i64,
    /// When it ended.
    pub ended_at: Option<i64>,
    /// Why it was not done or not to its end.
    pub sentence: Option<String>,
    /// What came of it, in the shape of its kind.
    pub result: Option<Value>,
}

/// What ends a work without a result.
pub(crate) enum Ended {
    /// It was stopped, and this is what stays; with a result where one stands all the same.
    Stopped(&'static str, Option<Value>),
    /// It was refused.
    Refused(Refusal),
}

impl From<Refusal> for Ended {
    fn from(refusal: Refusal) -> Self {
        Self::Refused(refusal)
    }
}

/// Which work a button is about.
#[derive(Clone, Copy, Deserialize)]
pub struct OneWork {
    /// What is done.
    pub kind: Kind,
}

/// The works of this window.
#[derive(Default)]
pub(crate) struct Works {
    all: Mutex<BTreeMap<Kind, Entry>>,
}

struct Entry {
    work: Work,
    by: Uuid,
    stop: Arc<AtomicBool>,
    thread: Option<JoinHandle<()>>,
    told: Option<Instant>,
}

/// A work at work: tells how far it is, and hears that it shall stop.
pub(crate) struct Worker {
    kind: Kind,
    works: Arc<Works>,
    listener: Listener,
    /// The record on which it works.
    pub store: Store,
    /// Whose work it is.
    pub by: Uuid,
    stop: Arc<AtomicBool>,
}

impl Worker {
    /// Says how far it has come, and hears whether to go on.
    pub fn tell(
        &self,
        step: &'static str,
        (done, total): (u64, Option<u64>),
        records: Option<u64>,
    ) -> ControlFlow<()> {
        let mut all = unpoisoned(self.works.all.lock());
        if let Some(entry) = all.get_mut(&self.kind) {
            let how_far = &mut entry.work.how_far;
            let is_new_step = how_far.step != step;
            (how_far.step, how_far.done, how_far.total) = (step, done, total);
            how_far.records = records;
            let is_due = entry.told.is_none_or(|told| told.elapsed() >= TELLING_PAUSE);
            if is_due || is_new_step {
                entry.told = Some(Instant::now());
                let how_far = *how_far;
                drop(all);
                (self.listener)(Event::LongWork(how_far));
            }
        }
        if self.stop.load(Ordering::Relaxed) {
            ControlFlow::Break(())
        } else {
            ControlFlow::Continue(())
        }
    }

    /// Is true from when it shall stop.
    pub fn stop(&self) -> &AtomicBool {
        &self.stop
    }

    fn end(&self, ended: Result<Value, Ended>) {
        let now = self.store.surroundings().now();
        let mut all = unpoisoned(self.works.all.lock());
        let Some(entry) = all.get_mut(&self.kind) else { return };
        let work = &mut entry.work;
        work.ended_at = Some(now);
        (work.how_far.state, work.sentence, work.result) = match ended {
            Ok(result) => (State::Done, None, Some(result)),
            Err(Ended::Stopped(sentence, result)) => {
                (State::Stopped, Some(sentence.to_owned()), result)
            }
            Err(Ended::Refused(refusal)) => (State::Failed, Some(refusal.sentence), None),
        };
        let how_far = work.how_far;
        drop(all);
        (self.listener)(Event::LongWork(how_far));
    }
}

/// Says that a work failed where its thread ended without a word.
struct Silent(Option<Worker>);

impl Drop for Silent {
    fn drop(&mut self) {
        if let Some(worker) = self.0.take() {
            worker.end(Err(Refusal::new(
                "Holdfast could not finish this. What was saved before is safe; try again.",
            )
            .into()));
        }
    }
}

impl Works {
    /// Stops all of them and waits until none holds the record any more.
    pub fn end_all(&self) {
        let threads: Vec<JoinHandle<()>> = {
            let mut all = unpoisoned(self.all.lock());
            let stopped = all.values_mut().map(|entry| {
                entry.stop.store(true, Ordering::Relaxed);
                entry.thread.take()
            });
            stopped.collect::<Vec<_>>().into_iter().flatten().collect()
        };
        for thread in threads {
            // A panic in it was said where it happened, and ended the work.
            let _ = thread.join();
        }
    }
}

impl Shell {
    /// Begins a work for the person who is signed in.
    ///
    /// # Errors
    /// Where one of its kind is running, or this PC cannot begin a thread.
    pub(crate) fn begin_work(
        &self,
        kind: Kind,
        step: &'static str,
        run: impl FnOnce(&Worker) -> Result<Value, Ended> + Send + 'static,
    ) -> Result<Work, Refusal> {
        // Whoever closes the record meanwhile finds the work, or this finds no record.
        let _verb = self.verb();
        let (store, by) = self.store_and_person()?;
        self.require_own_password(&store, by)?;
        let stop = Arc::new(AtomicBool::new(false));
        let mut all = unpoisoned(self.works.all.lock());
        let is_running = |entry: &Entry| entry.work.ended_at.is_none();
        if all.get(&kind).is_some_and(is_running) {
            return Err(Refusal {
                code: Some("at_work".to_owned()),
                ..Refusal::new(
                    "One of these is at work on this PC already. Wait until it is done, or stop it.",
                )
            });
        }
        let how_far =
            HowFar { kind, state: State::Running, step, done: 0, total: None, records: None };
        let work =
            Work { how_far, began_at: self.now(), ended_at: None, sentence: None, result: None };
        let worker = Worker {
            kind,
            works: self.works.clone(),
            listener: self.listener.clone(),
            store,
            by,
            stop: stop.clone(),
        };
        let thread = std::thread::Builder::new().name("long work".to_owned()).spawn(move || {
            let mut silent = Silent(Some(worker));
            let Some(worker) = silent.0.as_ref() else { return };
            let ended = run(worker);
            worker.end(ended);
            silent.0 = None;
        });
        let thread = thread.map_err(|error| {
            Refusal::new(format!("This PC could not begin with it: {error}. Try again."))
        })?;
        let entry = Entry { work: work.clone(), by, stop, thread: Some(thread), told: None };
        all.insert(kind, entry);
        Ok(work)
    }

    /// What is or was at work in this window: all of it for whoever looks after PCs, and one's own.
    ///
    /// # Errors
    /// Where nobody is signed in.
    pub fn works(&self) -> Result<Vec<Work>, Refusal> {
        let (store, user) = self.store_and_person()?;
        let sees_all = self.looks_after_pcs(&store, user)?;
        let all = unpoisoned(self.works.all.lock());
        let seen = all.values().filter(|entry| sees_all || entry.by == user);
        Ok(seen.map(|entry| entry.work.clone()).collect())
    }

    /// Has a work stop before its next step.
    ///
    /// # Errors
    /// Where nobody is signed in, or it is another's and the person does not look after PCs.
    pub fn stop_work(&self, request: OneWork) -> Result<(), Refusal> {
        let (store, user) = self.store_and_person()?;
        let sees_all = self.looks_after_pcs(&store, user)?;
        let mut all = unpoisoned(self.works.all.lock());
        let Some(entry) = all.get_mut(&request.kind) else { return Ok(()) };
        if !sees_all && entry.by != user {
            return Err(Refusal::new("This is a colleague's work. Ask them to stop it."));
        }
        entry.stop.store(true, Ordering::Relaxed);
        if entry.work.ended_at.is_none() {
            entry.work.how_far.state = State::Stopping;
            let how_far = entry.work.how_far;
            drop(all);
            (self.listener)(Event::LongWork(how_far));
        }
        Ok(())
    }
}
