//! What the window and the scripts share: the data folder, the open record, and who is signed in.
//!
//! Everything in here blocks (argon2, the keychain, SQLite), so callers stay off the async
//! threads. It knows neither the window nor the terminal; what happens is told through
//! [`Listener`].

use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError, RwLock, RwLockReadGuard, RwLockWriteGuard};
use std::time::{Duration, Instant};

use store::keys::{DatabaseKey, KeyError, KeyFile};
use store::{Changed, Store, Surroundings};
use sync::{DeviceKey, Link};
use tokio::runtime::Handle;
use uuid::Uuid;

use crate::Refusal;
use crate::background::Background;
use crate::desktop::{Desktop, Notice};
use crate::images::OpenImages;
use crate::keychain::{DeviceSecrets, Keychain};
use crate::measurements::Answers;
use crate::models::Analysing;
use crate::profile::{Contents, Profile, ProfileError, WindowLock};
use crate::session::PendingJoin;
use crate::work::Works;

/// Microseconds in a minute.
pub(crate) const MINUTE: i64 = 60_000_000;
/// Sessions end, and a key without a person leaves memory, after 24 hours.
pub(crate) const DAY: i64 = 24 * 60 * MINUTE;

/// How long after closing the record an old read may still hold its file.
const CLOSING_MAX: Duration = Duration::from_secs(10);
const CLOSING_PAUSE: Duration = Duration::from_millis(20);

/// What the shell tells whoever shows it.
#[derive(Clone, Debug, PartialEq)]
pub enum Event {
    /// Rows of these tables changed, here or from the centre.
    TablesChanged(Vec<&'static str>),
    /// Sync stands differently than before.
    SyncStatus(crate::background::SyncStatus),
    /// An alert calls somebody who has signed in here.
    Alert(Notice),
    /// A link waits to be opened.
    LinkOpened,
    /// The screens have said in which words tray and notifications speak.
    WordsChanged,
    /// A work that takes minutes has come further, or ended.
    LongWork(crate::work::HowFar),
}

/// Hears events; must return at once.
pub type Listener = Arc<dyn Fn(Event) + Send + Sync>;

/// One clinic's data folder at work.
pub struct Shell {
    pub(crate) keychain: Keychain,
    pub(crate) surroundings: Surroundings,
    pub(crate) network: Handle,
    pub(crate) listener: Listener,
    pub(crate) manner: Manner,
    profile: Mutex<Profile>,
    window_lock: Mutex<Option<WindowLock>>,
    closed_at: Mutex<Option<Instant>>,
    verb: Mutex<()>,
    inside: RwLock<Inside>,
    /// A PC that the centre has taken in, while its first person has not yet signed in.
    pub(crate) pending_join: Mutex<Option<PendingJoin>>,
    /// Wrong passwords at [`Shell::add_person`], where the person has no slot that would count.
    pub(crate) strangers: Mutex<BTreeMap<String, (u32, i64)>>,
    /// When each round was made last.
    pub(crate) rounds: Mutex<BTreeMap<&'static str, i64>>,
    pub(crate) answers: Answers,
    pub(crate) analysing: Analysing,
    pub(crate) open_images: OpenImages,
    pub(crate) desktop: Desktop,
    /// What this process is just handing to a printer; held by whoever changes the print queue.
    pub(crate) printing: Mutex<BTreeSet<Uuid>>,
    pub(crate) works: Arc<Works>,
}

/// Whether the shell serves a window or one command.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Manner {
    /// A window: syncs in the background, one per data folder.
    Window,
    /// One command of a script: does what it is asked and no more.
    Script,
}

/// What is open at the moment.
#[derive(Default)]
pub(crate) struct Inside {
    pub record: Option<Record>,
    pub session: Option<Session>,
    /// Who has signed in and not out, with the moment of the last sign-in. While somebody is in
    /// here the key stays in memory, locked or not.
    pub signed_in: BTreeMap<Uuid, i64>,
    /// What the clock said when it was last looked at.
    pub seen_at: Option<i64>,
}

impl Inside {
    /// Takes the moments of who is here along with a clock that was put back, so that what has
    /// passed of a session stays passed.
    pub fn follow_clock(&mut self, now: i64) {
        let back = self.seen_at.replace(now).map_or(0, |seen| (seen - now).max(0));
        if let Some(session) = self.session.as_mut() {
            session.began_at -= back;
            session.alive_at -= back;
        }
        for since in self.signed_in.values_mut() {
            *since -= back;
        }
    }
}

/// The open record with what works on it. Dropping it stops that and erases the key.
pub(crate) struct Record {
    pub store: Store,
    pub background: Background,
}

/// A person at work.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Session {
    pub id: Uuid,
    pub user: Uuid,
    pub began_at: i64,
    pub alive_at: i64,
}

impl Shell {
    /// A shell on `profile`. Opens nothing yet. `network` runs what waits for the centre.
    pub fn new(
        profile: Profile,
        keychain: Keychain,
        surroundings: Surroundings,
        network: Handle,
        manner: Manner,
        listener: Listener,
    ) -> Self {
        Self {
            keychain,
            surroundings,
            network,
            listener,
            manner,
            profile: Mutex::new(profile),
            window_lock: Mutex::default(),
            closed_at: Mutex::default(),
            verb: Mutex::default(),
            inside: RwLock::default(),
            pending_join: Mutex::default(),
            strangers: Mutex::default(),
            rounds: Mutex::default(),
            answers: Answers::default(),
            analysing: Analysing::default(),
            open_images: OpenImages::default(),
            desktop: Desktop::default(),
            printing: Mutex::default(),
            works: Arc::default(),
        }
    }

    /// The data folder with its settings, as they are now.
    pub fn profile(&self) -> Profile {
        unpoisoned(self.profile.lock()).clone()
    }

    pub(crate) fn change_profile<T>(
        &self,
        change: impl FnOnce(&mut Profile) -> Result<T, ProfileError>,
    ) -> Result<T, ProfileError> {
        let mut profile = unpoisoned(self.profile.lock());
        change(&mut profile)
    }

    pub(crate) fn now(&self) -> i64 {
        self.surroundings.now()
    }

    /// Verbs of the session follow one another; reads and workflows go on beside them.
    pub(crate) fn verb(&self) -> MutexGuard<'_, ()> {
        unpoisoned(self.verb.lock())
    }

    pub(crate) fn inside(&self) -> RwLockReadGuard<'_, Inside> {
        self.inside.read().unwrap_or_else(PoisonError::into_inner)
    }

    pub(crate) fn inside_mut(&self) -> RwLockWriteGuard<'_, Inside> {
        self.inside.write().unwrap_or_else(PoisonError::into_inner)
    }

    /// The open record, if there is one.
    pub fn store(&self) -> Option<Store> {
        self.inside().record.as_ref().map(|record| record.store.clone())
    }

    /// Refuses a patient at a kiosk, who sets nothing on the PC, prints nothing of others and opens no
    /// links that staff were sent.
    pub(crate) fn require_staff(&self) -> Result<(), Refusal> {
        let (store, user) = self.store_and_person()?;
        let roles = store.read::<_, store::Error>(|reader| store::roles_of(reader, user))?;
        if roles.iter().any(|role| *role != catalog::Role::Patient) {
            return Ok(());
        }
        Err(Refusal::new("This is for the clinic's staff. Ask at the front desk."))
    }

    /// What this PC needs to reach its centre; `None` where it works alone.
    pub(crate) fn link(&self) -> Result<Option<Link>, Refusal> {
        Ok(Link::load(self.profile().folder())?)
    }

    pub(crate) fn secrets(&self) -> Result<DeviceSecrets, Refusal> {
        Ok(self.keychain.load(self.profile().settings.id)?)
    }

    pub(crate) fn key_file(&self) -> Result<KeyFile, KeyError> {
        KeyFile::load(self.profile().folder())
    }

    /// Goes on holding the folder by a lock that was taken before the window was opened.
    pub(crate) fn keep_folder(&self, lock: WindowLock) {
        *unpoisoned(self.window_lock.lock()) = Some(lock);
    }

    /// Takes the folder for this window; another window of the same folder keeps it from that.
    pub(crate) fn hold_folder(&self) -> Result<(), ProfileError> {
        if self.manner == Manner::Script {
            return Ok(());
        }
        if self.profile().trouble().is_some() {
            return Err(ProfileError::Damaged);
        }
        let mut lock = unpoisoned(self.window_lock.lock());
        if lock.is_none() {
            *lock = Some(self.profile().lock_for_window()?);
        }
        Ok(())
    }

    /// Why nothing can be opened on this PC, if so.
    pub(crate) fn blocked(&self) -> Option<Refusal> {
        let profile = self.profile();
        if let Some(trouble) = profile.trouble() {
            return Some(Refusal::new(trouble));
        }
        if let Err(error) = self.hold_folder() {
            return Some(error.into());
        }
        match profile.contents() {
            Contents::RecordWithoutKeys => Some(KeyError::Missing.into()),
            Contents::KeysWithoutRecord => Some(Refusal::new(
                "The record of this data folder is missing (holdfast.db), though its key file is there. Nothing was changed. Restore a backup into a new data folder, or put the file back.",
            )),
            // A PC without a keychain is told before anybody types a clinic's details.
            Contents::Empty => self.keychain.check(profile.settings.id).err().map(Refusal::from),
            Contents::Record => match self.key_file() {
                Err(error) => Some(error.into()),
                Ok(_) if self.inside().record.is_some() => None,
                Ok(_) => self.keychain.check(profile.settings.id).err().map(Refusal::from),
            },
        }
    }

    /// The open record, or the one in the folder opened with `key`.
    pub(crate) fn open_record(&self, key: DatabaseKey) -> Result<Store, Refusal> {
        if let Some(store) = self.store() {
            return Ok(store);
        }
        let store = self.open_file(key)?;
        self.take_in(store.clone())?;
        Ok(store)
    }

    /// Opens the record's file. A read that began before the record was last closed may hold it
    /// for a moment still, which is no second Holdfast.
    fn open_file(&self, key: DatabaseKey) -> Result<Store, store::Error> {
        loop {
            let opened =
                Store::open(self.profile().folder(), key.clone(), self.surroundings.clone());
            let just_closed = unpoisoned(self.closed_at.lock())
                .is_some_and(|moment| moment.elapsed() < CLOSING_MAX);
            match opened {
                Err(store::Error::InUse) if just_closed => std::thread::sleep(CLOSING_PAUSE),
                opened => return opened,
            }
        }
    }

    /// Compares the record with what this PC's keychain remembers of its last opening, so that an
    /// older copy of the folder, or another PC's, is noticed without the centre too.
    fn note_opening(&self, store: &Store) -> Result<(), Refusal> {
        let profile = self.profile().settings.id;
        let opening = match store.note_opening(self.keychain.last_opening(profile)?) {
            // On a full disk charts must still open.
            Err(store::Error::DiskFull) => return Ok(()),
            opening => opening?,
        };
        if let Err(error) = self.keychain.remember_opening(profile, opening) {
            // The file knows of more openings than the keychain then, which no copy does.
            tracing::warn!(%error, "the keychain does not remember this opening");
        }
        Ok(())
    }

    /// Makes `store` the open record and starts what works on it.
    pub(crate) fn take_in(&self, store: Store) -> Result<(), Refusal> {
        self.note_opening(&store)?;
        let listener = self.listener.clone();
        store.on_change(move |changed: &Changed| {
            let mut tables: Vec<&'static str> = changed.tables.iter().copied().collect();
            if changed.outbox || changed.state {
                // What waits and what the centre said is no table of the clinic's, but a screen
                // shows it.
                tables.push("outbox");
            }
            if !tables.is_empty() {
                listener(Event::TablesChanged(tables));
            }
        });
        let background = self.start_background(&store)?;
        self.inside_mut().record = Some(Record { store, background });
        Ok(())
    }

    fn start_background(&self, store: &Store) -> Result<Background, Refusal> {
        if self.manner == Manner::Script {
            return Ok(Background::none(&self.network));
        }
        let link = match self.link()? {
            Some(link) => Some((link, DeviceKey::from_seed(&self.secrets()?.signing_seed))),
            None => None,
        };
        Ok(Background::start(store.clone(), link, self.listener.clone(), &self.network))
    }

    /// Starts sync anew, for a PC that has just been enrolled.
    pub(crate) fn restart_background(&self) -> Result<(), Refusal> {
        let Some(store) = self.store() else { return Ok(()) };
        let new = self.start_background(&store)?;
        let old = match self.inside_mut().record.as_mut() {
            Some(record) => std::mem::replace(&mut record.background, new),
            None => new,
        };
        old.stop();
        Ok(())
    }

    /// The window is closing: the session ends and the key is erased.
    pub fn close(&self) {
        self.end_session("logout");
        self.close_record();
    }

    /// Closes the record and with it erases the key. Waits for what works beside the person.
    pub(crate) fn close_record(&self) {
        self.analysing.stop();
        self.open_images.close();
        let record = {
            let mut inside = self.inside_mut();
            inside.session = None;
            inside.signed_in.clear();
            inside.record.take()
        };
        let Some(Record { store, background }) = record else { return };
        self.works.end_all();
        self.write_reads(&store);
        drop(store);
        background.stop();
        *unpoisoned(self.closed_at.lock()) = Some(Instant::now());
    }
}

impl Drop for Shell {
    fn drop(&mut self) {
        // On an async thread nothing may wait; there the record closes by itself, a little later.
        if Handle::try_current().is_err() {
            self.close_record();
        }
    }
}

/// A panic in another thread leaves these values whole, since each is replaced and never half
/// changed.
pub(crate) fn unpoisoned<T>(guard: Result<T, PoisonError<T>>) -> T {
    guard.unwrap_or_else(PoisonError::into_inner)
}
