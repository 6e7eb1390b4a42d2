//! One PC for a story: a data folder, a device secret, and a clock that the story turns.

#![expect(
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::unwrap_used,
    dead_code,
    reason = "a story fails by panicking, and each uses its own part of the PC"
)]

use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicI64, Ordering};
use std::sync::{Arc, Condvar, LazyLock, Mutex};
use std::time::{Duration, Instant};

use holdfast_shell::Refusal;
use holdfast_shell::desktop::Notice;
use holdfast_shell::keychain::Keychain;
use holdfast_shell::profile::Profile;
use holdfast_shell::session::{FirstRun, SignIn};
use holdfast_shell::shell::{Event, Manner, Shell};
use serde_json::{Value, json};
use store::Surroundings;
use tempfile::TempDir;
use tokio::runtime::Runtime;
use uuid::Uuid;

pub const SECOND: i64 = 1_000_000;
pub const MINUTE: i64 = 60 * SECOND;
pub const HOUR: i64 = 60 * MINUTE;

/// The first person's user name and password.
pub const ASHA: (&str, &str) = ("asha", "harbour lantern");
/// A colleague's.
pub const BRUNO: (&str, &str) = ("bruno", "copper kettle 9");

static RUNTIME: LazyLock<Runtime> = LazyLock::new(|| {
    // The centre's tests need a TLS provider; a second installation is refused and harmless.
    let _ = rustls::crypto::ring::default_provider().install_default();
    Runtime::new().unwrap()
});

/// The runtime that the stories' networks run on.
pub fn runtime() -> &'static Runtime {
    &RUNTIME
}

/// A PC. Its shell can be closed and started again as often as a story likes.
pub struct Pc {
    pub home: TempDir,
    pub clock: Arc<AtomicI64>,
    pub manner: Manner,
    pub heard: Arc<Heard>,
}

/// What the window was told, and a bell that rings with each event.
#[derive(Default)]
pub struct Heard {
    events: Mutex<Vec<Event>>,
    bell: Condvar,
}

impl Heard {
    /// The alerts that were said since the last time.
    pub fn take_notices(&self) -> Vec<Notice> {
        let mut events = self.events.lock().unwrap();
        let heard = std::mem::take(&mut *events);
        let notices = heard.iter().filter_map(|event| match event {
            Event::Alert(notice) => Some(notice.clone()),
            _ => None,
        });
        notices.collect()
    }

    /// Notes an event, and rings.
    pub fn hear(&self, event: Event) {
        self.events.lock().unwrap().push(event);
        self.bell.notify_all();
    }

    /// Everything that was told so far.
    pub fn all(&self) -> Vec<Event> {
        self.events.lock().unwrap().clone()
    }
}

impl Pc {
    /// A PC on which Holdfast has never run.
    pub fn new() -> Self {
        Self {
            home: tempfile::tempdir().unwrap(),
            clock: Arc::new(AtomicI64::new(1_700_000_000 * SECOND)),
            // A window also loads the codes that ship with the program, which few stories need.
            manner: Manner::Script,
            heard: Arc::default(),
        }
    }

    /// A PC with a clinic of its own; gives the recovery key as well. Nobody is signed in.
    pub fn with_clinic() -> (Self, String) {
        let pc = Self::new();
        let recovery_key = pc.start().first_run(&first_run()).unwrap().recovery_key;
        (pc, recovery_key)
    }

    pub fn folder(&self) -> PathBuf {
        self.home.path().join("data")
    }

    pub fn secret_file(&self) -> PathBuf {
        self.home.path().join("device.secret")
    }

    /// Starts Holdfast.
    pub fn start(&self) -> Shell {
        self.start_on(Profile::at(Some(self.folder())).unwrap())
    }

    /// Starts Holdfast on `profile`.
    pub fn start_on(&self, profile: Profile) -> Shell {
        let clock = self.clock.clone();
        let heard = self.heard.clone();
        Shell::new(
            profile,
            Keychain::File(self.secret_file()),
            Surroundings::new(move || clock.load(Ordering::SeqCst), || Uuid::new_v4().into_bytes()),
            RUNTIME.handle().clone(),
            self.manner,
            Arc::new(move |event| heard.hear(event)),
        )
    }

    /// Waits until `holds`, looking again with every event that the window hears.
    pub fn until(&self, what: &str, mut holds: impl FnMut() -> bool) {
        let patience = Instant::now() + Duration::from_secs(120);
        let mut events = self.heard.events.lock().unwrap();
        loop {
            drop(events);
            if holds() {
                return;
            }
            assert!(Instant::now() < patience, "in vain: {what}");
            events = self.heard.events.lock().unwrap();
            // An event between the look and the wait is met by the time-out.
            events = self.heard.bell.wait_timeout(events, Duration::from_millis(200)).unwrap().0;
        }
    }

    /// Sets the PC's clock to this machine's.
    pub fn set_the_clock(&self) {
        let now = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH).unwrap();
        self.clock.store(i64::try_from(now.as_micros()).unwrap(), Ordering::SeqCst);
    }

    /// Lets time pass.
    pub fn wait(&self, micros: i64) {
        self.clock.fetch_add(micros, Ordering::SeqCst);
    }
}

/// What Asha typed on the first run.
pub fn first_run() -> FirstRun {
    serde_json::from_value(json!({
        "organization_name": "Riverside Health",
        "site_name": "Main street",
        "time_zone": "Africa/Nairobi",
        "currency": "KES",
        "country": "KE",
        "given_name": "Asha",
        "family_name": "Mwangi",
        "username": ASHA.0,
        "password": ASHA.1,
        "is_practitioner": true,
    }))
    .unwrap()
}

/// What somebody types on the sign-in screen.
pub fn as_typed(person: (&str, &str)) -> SignIn {
    SignIn { user_id: None, username: Some(person.0.to_owned()), password: person.1.to_owned() }
}

/// Adds Bruno's account to the clinic (not to this PC), with the password that he has chosen.
pub fn employ_bruno(shell: &Shell) -> Uuid {
    let added = shell
        .call(
            "organization.add_user",
            json!({
                "given_name": "Bruno", "family_name": "Okafor", "username": BRUNO.0,
                "password": BRUNO.1, "roles": ["receptionist"], "is_practitioner": false,
                "specialization": null,
            }),
        )
        .unwrap();
    added["id"].as_str().unwrap().parse().unwrap()
}

/// Registers a woman called `name`, born on 5 January 1960 where `details` say nothing else; gives
/// the patient.
pub fn registered(shell: &Shell, name: (&str, &str), details: Value) -> Value {
    let mut person = json!({
        "given_name": name.0, "family_name": name.1, "date_of_birth": "1960-01-05",
        "date_of_birth_precision": "day", "gender": "female", "accept_duplicates": true,
    });
    let Value::Object(details) = details else { panic!("details are an object") };
    person.as_object_mut().unwrap().extend(details);
    ask(shell, "people.register", person)["id"].clone()
}

/// Every file below a folder.
pub fn files_below(folder: &Path) -> Vec<PathBuf> {
    let mut files = Vec::new();
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() { files.extend(files_below(&path)) } else { files.push(path) }
    }
    files
}

/// The sentence of a refusal.
pub fn sentence<T>(refused: Result<T, Refusal>) -> String {
    refused.err().expect("this should have been refused").sentence
}

/// The id of a row by one of its columns, read straight from the record.
pub fn id_of(shell: &Shell, sql: &str) -> Uuid {
    let store = shell.store().unwrap();
    store.read(|reader| reader.value::<Uuid>(sql, [])).unwrap().unwrap()
}

/// What a call answered with, or the story ends.
pub fn ask(shell: &Shell, name: &str, request: Value) -> Value {
    match shell.call(name, request) {
        Ok(answer) => answer,
        Err(refusal) => panic!("{name} was refused: {}", refusal.sentence),
    }
}

/// All bytes of a folder's files, by name, for showing that nothing was changed.
pub fn bytes_of(folder: &Path, names: &[&str]) -> Vec<Vec<u8>> {
    names.iter().map(|name| std::fs::read(folder.join(name)).unwrap()).collect()
}
