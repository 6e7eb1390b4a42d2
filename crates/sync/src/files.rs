//! Files of records, up and down, a part at a time, beside everything else.
//!
//! Rows go first: between two parts it waits until rows have moved. Each part begins where the
//! other side's bytes end, so a cut costs the part that was under way and no more.

use std::collections::HashSet;
use std::sync::Arc;
use std::time::Duration;

use protocol::{FILE_PART_BYTES_MAX, FileAsked, FilePart, FileWanted};
use store::{NamedFile, Store};
use tokio::sync::{Notify, watch};
use uuid::Uuid;

use crate::engine::{Phase, Status};
use crate::exchange::beside;
use crate::{Client, DeviceKey, Link, Trouble};

const PART_BYTES_MIN: usize = 4 * 1024;
/// How many wishes are looked at in one go.
const WISHES: u32 = 50;
/// What did not come is asked for again after this long; nothing tells when another PC has sent it.
const AGAIN: Duration = Duration::from_secs(60);
/// How long to rest after the line was lost in the middle of a file.
const PAUSE: Duration = Duration::from_secs(5);

/// How large the parts are: they halve when the line loses one and double when it does not.
#[derive(Debug)]
pub struct Pace {
    bytes: usize,
}

impl Default for Pace {
    fn default() -> Self {
        Self { bytes: FILE_PART_BYTES_MAX / 4 }
    }
}

impl Pace {
    fn learn<T>(&mut self, result: Result<T, Trouble>) -> Result<T, Trouble> {
        match &result {
            Ok(_) => self.bytes = (self.bytes * 2).min(FILE_PART_BYTES_MAX),
            Err(Trouble::Unreachable) => self.bytes = (self.bytes / 2).max(PART_BYTES_MIN),
            Err(_) => {}
        }
        result
    }
}

/// Whose turn it is: rows', or a file's.
#[derive(Clone, Debug)]
pub struct Turn(Option<watch::Receiver<Status>>);

impl Turn {
    /// For a file that a person waits for: it is always its turn.
    pub fn at_once() -> Self {
        Self(None)
    }

    /// For what nobody waits for: only while rows rest.
    pub fn after_rows(status: watch::Receiver<Status>) -> Self {
        Self(Some(status))
    }

    async fn come(&mut self) -> Result<(), Trouble> {
        if let Some(status) = &mut self.0 {
            let rest = status.wait_for(|status| status.phase == Phase::Live).await;
            rest.map_err(|_| Trouble::Stopped)?;
        }
        Ok(())
    }
}

/// Sends a file of this PC to the centre, from where the centre's bytes end.
///
/// # Errors
/// Any [`Trouble`]; what the centre has of it stays there.
pub async fn send_file(
    store: &Store,
    client: &Client,
    file: &NamedFile,
    pace: &mut Pace,
    turn: &mut Turn,
) -> Result<(), Trouble> {
    let attachment = file.attachment;
    turn.come().await?;
    let mut state = client.file_state(&FileAsked { attachment }).await?;
    let mut again = true;
    while !state.whole {
        turn.come().await?;
        let (sum, offset, max) = (file.sealed_sha256.clone(), state.held, pace.bytes);
        let bytes = beside(store, move |store| store.sealed_part(&sum, offset, max)).await?;
        if bytes.is_empty() && offset < state.size {
            return Err(store::Error::AttachmentDamaged.into());
        }
        let part = FilePart { attachment, offset, bytes };
        state = match pace.learn(client.put_file(&part).await) {
            Ok(state) => state,
            // What somebody else had begun may have been wrong. This PC's file is sent from the
            // beginning, once, if it is what its name says.
            Err(Trouble::Refused { code, .. }) if code == "file_wrong" && again => {
                again = false;
                let sum = file.sealed_sha256.clone();
                beside(store, move |store| store.check_file(&sum)).await?;
                client.file_state(&FileAsked { attachment }).await?
            }
            Err(trouble) => return Err(trouble),
        };
    }
    let sum = file.sealed_sha256.clone();
    beside(store, move |store| store.note_file_at_centre(&sum)).await
}

/// Fetches the file of a row that this PC has, from where its own bytes end.
///
/// # Errors
/// Any [`Trouble`]; what had come stays, unless it was damaged.
pub async fn fetch_file(
    store: &Store,
    client: &Client,
    attachment: Uuid,
    pace: &mut Pace,
    turn: &mut Turn,
) -> Result<(), Trouble> {
    let named = beside(store, move |store| store.named_file(attachment)).await?;
    let file = named.ok_or(store::Error::AttachmentMissing)?;
    let mut again = true;
    loop {
        turn.come().await?;
        let asked = file.clone();
        let have = move |store: &Store| {
            let here = store.has_file(&asked.sealed_sha256);
            Ok((here, store.fetched_bytes(&asked)?))
        };
        let (here, offset) = beside(store, have).await?;
        if here {
            break;
        }
        let bytes_max = u32::try_from(pace.bytes).unwrap_or(u32::MAX);
        let wanted = FileWanted { attachment, offset, bytes_max };
        let piece = pace.learn(client.get_file(&wanted).await)?;
        let end = piece.bytes.is_empty();
        let asked = file.clone();
        let take = move |store: &Store| store.take_fetched(&asked, offset, &piece.bytes);
        match beside(store, take).await {
            Ok(true) => break,
            // The file at the centre is shorter than its row says.
            Ok(false) if end => return Err(store::Error::AttachmentDamaged.into()),
            Ok(false) => {}
            // A part may have been damaged on this disk; another try shows whether it was.
            Err(Trouble::Store(store::Error::AttachmentDamaged)) if again => again = false,
            Err(trouble) => return Err(trouble),
        }
    }
    beside(store, move |store| {
        store.note_file_at_centre(&file.sealed_sha256)?;
        store.forget_wanted(attachment)
    })
    .await
}

/// The part of the engine that carries files; it ends when the engine does.
pub(crate) struct Porter {
    pub store: Store,
    pub link: Link,
    pub key: DeviceKey,
    pub status: watch::Receiver<Status>,
    /// There may be something to send or to fetch.
    pub news: Arc<Notify>,
    /// Rows whose files were damaged here or there. They are not carried again and again; a person
    /// who asks for one has it fetched at once.
    pub damaged: HashSet<Uuid>,
}

impl Porter {
    pub(crate) async fn run(mut self) {
        let mut pace = Pace::default();
        loop {
            if self.status.wait_for(|status| status.phase == Phase::Live).await.is_err() {
                return;
            }
            match self.round(&mut pace).await {
                Ok(waits) => tokio::select! {
                    () = self.news.notified() => {}
                    // What another PC has sent meanwhile is not told.
                    () = tokio::time::sleep(AGAIN), if waits => {}
                    // A centre that comes back may be one that was restored and lacks files.
                    _ = self.status.wait_for(|status| status.phase == Phase::Offline) => {}
                },
                Err(trouble) => {
                    tracing::info!(reason = %trouble, "a file did not go through");
                    tokio::time::sleep(PAUSE).await;
                }
            }
        }
    }

    /// Carries all that there is to carry; says whether something has to be tried again.
    async fn round(&mut self, pace: &mut Pace) -> Result<bool, Trouble> {
        let client = Client::new(&self.link, &self.key)?;
        let mut turn = Turn::after_rows(self.status.clone());
        let mut waits = false;
        let mut tried = HashSet::new();
        let mut to_send = beside(&self.store, Store::files_to_send).await?;
        to_send.retain(|file| !self.damaged.contains(&file.attachment));
        loop {
            let wishes = beside(&self.store, |store| store.files_wanted(WISHES)).await?;
            let wish = wishes
                .into_iter()
                .find(|wish| !tried.contains(wish) && !self.damaged.contains(wish));
            if let Some(attachment) = wish {
                tried.insert(attachment);
                waits |= self.fetch(&client, attachment, pace, &mut turn).await?;
            }
            let file = to_send.pop();
            if let Some(file) = &file {
                waits |= !self.send(&client, file, pace, &mut turn).await?;
            }
            if wish.is_none() && file.is_none() {
                return Ok(waits);
            }
        }
    }

    /// Whether the wish has to be tried again.
    async fn fetch(
        &mut self,
        client: &Client,
        attachment: Uuid,
        pace: &mut Pace,
        turn: &mut Turn,
    ) -> Result<bool, Trouble> {
        let sentence = match fetch_file(&self.store, client, attachment, pace, turn).await {
            Ok(()) => return Ok(false),
            Err(Trouble::Store(store::Error::AttachmentMissing)) => {
                // The row has left this PC; nobody can open the file here.
                beside(&self.store, move |store| store.forget_wanted(attachment)).await?;
                return Ok(false);
            }
            Err(trouble @ (Trouble::Refused { .. } | Trouble::Store(_))) => {
                self.note_damage(attachment, &trouble);
                why_not(&trouble)
            }
            Err(trouble) => return Err(trouble),
        };
        beside(&self.store, move |store| store.note_why_not(attachment, &sentence)).await?;
        Ok(true)
    }

    /// Whether the file is at the centre now.
    async fn send(
        &mut self,
        client: &Client,
        file: &NamedFile,
        pace: &mut Pace,
        turn: &mut Turn,
    ) -> Result<bool, Trouble> {
        match send_file(&self.store, client, file, pace, turn).await {
            Ok(()) => Ok(true),
            Err(trouble @ (Trouble::Refused { .. } | Trouble::Store(_))) => {
                self.note_damage(file.attachment, &trouble);
                tracing::warn!(reason = %trouble, attachment = %file.attachment, "a file stays here");
                Ok(false)
            }
            Err(trouble) => Err(trouble),
        }
    }
}

impl Porter {
    fn note_damage(&mut self, attachment: Uuid, trouble: &Trouble) {
        if matches!(trouble, Trouble::Store(store::Error::AttachmentDamaged)) {
            self.damaged.insert(attachment);
        }
    }
}

/// Why a file did not come, for whoever wants to open it.
pub fn why_not(trouble: &Trouble) -> String {
    match trouble {
        Trouble::Store(store::Error::DiskFull) => {
            "The disk of this PC is full, so this file could not be fetched. Free some space, then open it again; what had come of it is kept.".to_owned()
        }
        Trouble::Store(store::Error::AttachmentDamaged) => {
            "What arrived of this file was damaged and was thrown away. Open it to fetch it again.".to_owned()
        }
        Trouble::Unreachable => {
            "This file is not on this PC yet, and the centre cannot be reached. It arrives when the network is there.".to_owned()
        }
        other => other.to_string(),
    }
}
