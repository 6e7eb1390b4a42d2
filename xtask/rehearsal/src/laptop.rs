//! A second PC of the demo clinic without a window: a real replica that syncs when it is told.

use std::path::Path;

use anyhow::{Context as _, Result, anyhow};
use serde_json::Value;
use store::keys::DatabaseKey;
use store::{Store, params};
use sync::{Client, DeviceKey, EnrolmentLink, Link};
use tempfile::TempDir;
use uuid::Uuid;

/// The seed of its key: it lives for one rehearsal.
const SEED: [u8; 32] = [0x1a; 32];

/// The second PC.
pub struct Laptop {
    store: Store,
    user: Uuid,
    folder: TempDir,
}

impl Laptop {
    /// Joins by a one-time link and fetches the record; `username` sits there.
    pub async fn join(link: &str, username: &str) -> Result<Self> {
        let folder = tempfile::tempdir()?;
        let path = folder.path().to_owned();
        let store = Store::create(&path, DatabaseKey::generate()?, testkit::surroundings())?;
        let key = DeviceKey::from_seed(&SEED);
        let enrolled = sync::enrol(&EnrolmentLink::parse(link)?, &key, "Laptop", None).await?;
        sync::adopt_or_join(&store, Uuid::nil(), &enrolled)?;
        let laptop = Self { store, user: Uuid::nil(), folder };
        laptop.exchange().await?;
        let user: Option<Uuid> = laptop.store.read::<_, store::Error>(|reader| {
            reader.value("SELECT id FROM users WHERE username = ?1", params![username])
        })?;
        Ok(Self { user: user.context("the user's account has arrived")?, ..laptop })
    }

    /// Sends and fetches, once.
    pub async fn exchange(&self) -> Result<()> {
        let path: &Path = self.folder.path();
        let key = DeviceKey::from_seed(&SEED);
        let client = Client::new(&Link::load(path)?.context("the laptop is enrolled")?, &key)?;
        sync::exchange(&self.store, &client, &key).await?;
        Ok(())
    }

    /// Gives a command.
    pub fn ask(&self, command: &str, request: Value) -> Result<Value> {
        clinic::dispatch(&self.store, self.user, command, request)
            .map_err(|refused| anyhow!("{command}: {}", refused.sentence))
    }
}
