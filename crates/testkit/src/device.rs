//! A PC of the clinic: a real encrypted replica in a folder, and its engine.

use std::path::{Path, PathBuf};
use std::time::Duration;

use anyhow::{Context as _, Result, anyhow, bail};
use clinic::organization::found::{Founding, found};
use serde_json::{Value, json};
use store::keys::{DatabaseKey, KeyFile};
use store::{Store, Surroundings};
use sync::{Client, DeviceKey, Engine, EnrolmentLink, Link};
use tokio::sync::watch;
use uuid::Uuid;

use crate::{Centre, Line};

/// Everybody's password in a made-up clinic.
pub const PASSWORD: &str = "seven quiet harbours";

/// How long a story waits for something that must happen.
const PATIENCE: Duration = Duration::from_secs(120);

/// This machine's clock and randomness.
pub fn surroundings() -> Surroundings {
    Surroundings::new(
        || chrono::Utc::now().timestamp_micros(),
        || {
            let mut bytes = [0; 16];
            // Without randomness ids would collide and the story fail loudly.
            let _ = getrandom::fill(&mut bytes);
            bytes
        },
    )
}

/// A PC of the clinic.
pub struct Device {
    /// What the story calls it.
    pub name: String,
    /// The replica.
    pub store: Store,
    /// Who sits there.
    pub user: Uuid,
    folder: PathBuf,
    engine: Option<Engine>,
    changes: watch::Receiver<()>,
}

/// The device key's seed and the device secret of a made-up PC: not secret, but its own.
fn seed(name: &str) -> [u8; 32] {
    let mut seed = [0x5e; 32];
    for (place, letter) in seed.iter_mut().zip(name.bytes()) {
        *place = letter;
    }
    seed
}

impl Device {
    /// A PC that works alone, with a clinic of its own founded on it.
    pub fn alone(name: &str, folder: &Path) -> Result<Self> {
        Self::alone_by_clock(name, folder, surroundings())
    }

    /// The same, on a PC whose clock may be wrong.
    pub fn alone_by_clock(name: &str, folder: &Path, surroundings: Surroundings) -> Result<Self> {
        let founding = Founding {
            organization_name: "Clínica del Puerto".to_owned(),
            site_name: "Puerto".to_owned(),
            time_zone: "Europe/Madrid".to_owned(),
            currency: "EUR".to_owned(),
            country: Some("ES".to_owned()),
            given_name: "Olga".to_owned(),
            family_name: "Navarro".to_owned(),
            username: "olga".to_owned(),
            password: PASSWORD.to_owned(),
            is_practitioner: true,
            recovery_public_key: None,
        };
        Self::founded(name, folder, surroundings, &founding)
    }

    /// A PC that works alone, on which `founding` has been done.
    pub fn founded(
        name: &str,
        folder: &Path,
        surroundings: Surroundings,
        founding: &Founding,
    ) -> Result<Self> {
        let key = DatabaseKey::generate()?;
        let store = Store::create(folder, key, surroundings)?;
        let [organization, site, user] = [(); 3].map(|()| store.surroundings().new_id());
        store.set_facts(&[
            ("organization", &organization.to_string()),
            ("site", &site.to_string()),
            ("number_prefix", "A"),
        ])?;
        store
            .write(user, "organization.found", |write| found(write, founding))
            .map_err(|refused| anyhow!(refused.sentence))?;
        Self::with(name, folder, store, user)
    }

    /// A new PC that joins the clinic at the other end of `line`; its first exchange fetches the
    /// record. `username` is who sits there.
    pub async fn join(
        name: &str,
        folder: &Path,
        centre: &Centre,
        line: &Line,
        username: &str,
    ) -> Result<Self> {
        let link = centre.invite(name, line.address()).await?;
        Self::join_by(name, folder, &link, username).await
    }

    /// The same, by a link that says what the PC is to hold.
    pub async fn join_by(
        name: &str,
        folder: &Path,
        link: &EnrolmentLink,
        username: &str,
    ) -> Result<Self> {
        let device = Self::enrolled(name, folder, link).await?;
        device.exchange().await?;
        device.seated(username)
    }

    /// A new PC that is enrolled and has not fetched anything yet.
    pub async fn new_pc(name: &str, folder: &Path, centre: &Centre, line: &Line) -> Result<Self> {
        let link = centre.invite(name, line.address()).await?;
        Self::enrolled(name, folder, &link).await
    }

    async fn enrolled(name: &str, folder: &Path, link: &EnrolmentLink) -> Result<Self> {
        let store = Store::create(folder, DatabaseKey::generate()?, surroundings())?;
        enrol(&store, name, link, Uuid::nil()).await?;
        Self::with(name, folder, store, Uuid::nil())
    }

    /// With `username`, who has arrived with the record, sitting there.
    fn seated(mut self, username: &str) -> Result<Self> {
        self.user = self
            .store
            .read::<_, store::Error>(|reader| {
                reader.value("SELECT id FROM users WHERE username = ?1", [username])
            })?
            .context("the user has arrived")?;
        self.keep_key()?;
        Ok(self)
    }

    fn with(name: &str, folder: &Path, store: Store, user: Uuid) -> Result<Self> {
        let (say, changes) = watch::channel(());
        store.on_change(move |_| {
            say.send_replace(());
        });
        let device = Self {
            name: name.to_owned(),
            store,
            user,
            folder: folder.to_owned(),
            engine: None,
            changes,
        };
        if !user.is_nil() {
            device.keep_key()?;
        }
        Ok(device)
    }

    /// Wraps the key for who sits there, so that another process can open the replica.
    fn keep_key(&self) -> Result<()> {
        let mut keys = KeyFile::new();
        let who = (self.user, "somebody", "Somebody");
        keys.admit(self.store.key(), who, PASSWORD, &seed(&self.name))?;
        keys.save(&self.folder)?;
        Ok(())
    }

    /// Opens a PC's replica again, as after a restart.
    pub fn reopen(name: &str, folder: &Path, user: Uuid) -> Result<Self> {
        let mut keys = KeyFile::load(folder)?;
        let now = chrono::Utc::now().timestamp_micros();
        let key = keys.open(user, PASSWORD, &seed(name), now)?;
        Self::with(name, folder, Store::open(folder, key, surroundings())?, user)
    }

    /// Enrols a PC that worked alone; what it has goes up with the next exchange.
    pub async fn enrol(&self, centre: &Centre, line: &Line) -> Result<()> {
        let link = centre.invite(&self.name, line.address()).await?;
        self.enrol_by(&link).await
    }

    /// The same, by a link that somebody made before.
    pub async fn enrol_by(&self, link: &EnrolmentLink) -> Result<()> {
        enrol(&self.store, &self.name, link, self.user).await
    }

    /// Enrols a PC anew that the centre has forgotten.
    pub async fn enrol_again(&self, centre: &Centre, line: &Line) -> Result<()> {
        let link = centre.invite(&self.name, line.address()).await?;
        let id = self.store.facts()?.organization.context("the PC is a clinic's")?;
        let own = protocol::EnrolOrganization { id, name: "Clínica del Puerto".to_owned() };
        Ok(sync::enrol_again(&self.store, &link, &self.key(), &self.name, own).await?)
    }

    /// The enrolled PC's way to the centre.
    pub fn link(&self) -> Result<Link> {
        Link::load(&self.folder)?.context("the PC is enrolled")
    }

    /// The PC's key.
    pub fn key(&self) -> DeviceKey {
        DeviceKey::from_seed(&seed(&self.name))
    }

    /// One whole exchange with the centre.
    pub async fn exchange(&self) -> Result<sync::Exchanged> {
        let client = Client::new(&self.link()?, &self.key())?;
        Ok(sync::exchange(&self.store, &client, &self.key()).await?)
    }

    /// Starts syncing by itself, as the window does.
    pub fn go_live(&mut self) -> Result<()> {
        self.engine = Some(Engine::start(self.store.clone(), self.link()?, self.key()));
        Ok(())
    }

    /// Tries the line now instead of when the engine would.
    pub fn try_now(&self) {
        if let Some(engine) = &self.engine {
            engine.now();
        }
    }

    /// How the running engine stands.
    pub fn status(&self) -> Option<watch::Receiver<sync::Status>> {
        self.engine.as_ref().map(Engine::status)
    }

    /// Gives a command as whoever sits there.
    pub fn ask(&self, command: &str, request: Value) -> Result<Value> {
        clinic::dispatch(&self.store, self.user, command, request)
            .map_err(|refused| anyhow!("{command}: {}", refused.sentence))
    }

    /// Waits until `seen` gives something, looking again after every change of the replica.
    pub async fn until<T>(
        &mut self,
        what: &str,
        mut seen: impl FnMut(&Store) -> Result<Option<T>>,
    ) -> Result<T> {
        let deadline = tokio::time::Instant::now() + PATIENCE;
        loop {
            self.changes.borrow_and_update();
            if let Some(found) = seen(&self.store)? {
                return Ok(found);
            }
            if tokio::time::timeout_at(deadline, self.changes.changed()).await.is_err() {
                bail!("{}: {what} did not happen", self.name);
            }
        }
    }

    /// Waits until nothing waits to be sent or answered.
    pub async fn until_drained(&mut self) -> Result<()> {
        self.until("an empty outbox", |store| Ok(store.waiting(1)?.is_empty().then_some(()))).await
    }

    /// Waits until the replica has pulled everything up to `position`.
    pub async fn until_position(&mut self, position: protocol::Position) -> Result<()> {
        self.until("catching up", |store| {
            Ok((store.facts()?.cursor.position >= position).then_some(()))
        })
        .await
    }

    /// Compares every table with the centre, row versions included.
    pub async fn verify(&self) -> Result<Vec<sync::Verified>> {
        let client = Client::new(&self.link()?, &self.key())?;
        Ok(sync::verify(&self.store, &client, &self.key()).await?)
    }

    /// Every confirmed row of a table as text, in order of id: for comparing replicas by content.
    pub fn rows(&self, table: &str) -> Result<Vec<Value>> {
        let ids: Vec<Uuid> = self.store.read::<_, store::Error>(|reader| {
            reader.column(&format!("SELECT id FROM {table} WHERE version > 0 ORDER BY id"), [])
        })?;
        self.store
            .read::<_, store::Error>(|reader| {
                ids.iter()
                    .map(|id| {
                        let cells = reader.cells(table, *id)?.unwrap_or_default();
                        let row: serde_json::Map<String, Value> = cells
                            .iter()
                            .map(|(name, value)| (name.to_owned(), json!(value)))
                            .collect();
                        Ok(Value::Object(row))
                    })
                    .collect()
            })
            .map_err(anyhow::Error::from)
    }

    /// The profile folder.
    pub fn folder(&self) -> &Path {
        &self.folder
    }

    /// Closes the replica.
    pub fn close(self) {
        drop(self.engine);
        drop(self.store);
    }
}

async fn enrol(store: &Store, name: &str, link: &EnrolmentLink, author: Uuid) -> Result<()> {
    let key = DeviceKey::from_seed(&seed(name));
    let own = store.facts()?.organization;
    let organization =
        own.map(|id| protocol::EnrolOrganization { id, name: "Clínica del Puerto".to_owned() });
    let enrolled = sync::enrol(link, &key, name, organization).await?;
    sync::adopt_or_join(store, author, &enrolled)?;
    Ok(())
}
