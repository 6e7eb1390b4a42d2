//! When this PC may not go on: it was revoked, or has not heard from the centre for too long.
//!
//! A revoked PC shows nothing more, hands over what it had not sent, and destroys its keys. Without
//! them the record on its disk is noise.

use chrono::DateTime;
use store::Store;
use store::keys::KeyFile;
use sync::{Client, DeviceKey, Phase, Trouble};

use crate::Refusal;
use crate::profile::Contents;
use crate::shell::Shell;

impl Shell {
    /// Acts on what background sync has heard of a revocation. Called before every answer.
    pub(super) fn follow_revocation(&self) {
        let engine = self.inside().record.as_ref().and_then(|record| record.background.engine());
        let phase = engine.map(|engine| engine.status().borrow().phase);
        if matches!(phase, Some(Phase::Leaving | Phase::Revoked)) {
            self.note_revoked();
        }
        if self.profile().settings.revoked {
            self.end_session("locked");
        }
        if phase == Some(Phase::Revoked) {
            self.destroy_keys();
        }
    }

    /// Remembers it, so that a restart forgets nothing.
    fn note_revoked(&self) {
        if self.profile().settings.revoked {
            return;
        }
        let noted = self.change_profile(|profile| {
            profile.settings.revoked = true;
            profile.save()
        });
        if let Err(error) = noted {
            // It is in memory, and is heard again after a restart.
            tracing::warn!(%error, "that this PC was revoked could not be written down");
        }
    }

    /// Closes the record for good. What fails here is tried again at the next occasion.
    fn destroy_keys(&self) {
        self.close_record();
        let profile = self.profile();
        if let Err(error) = KeyFile::destroy(profile.folder()) {
            tracing::warn!(%error, "the key file of a revoked PC could not be removed");
        }
        if let Err(error) = self.keychain.destroy(profile.settings.id) {
            tracing::warn!(%error, "the secret of a revoked PC could not be removed");
        }
    }

    /// Hands over and destroys at once, where nothing works in the background.
    pub(super) fn leave(&self, store: &Store, client: &Client, key: &DeviceKey) -> Refusal {
        self.note_revoked();
        match self.network.block_on(sync::leave(store, client, key)) {
            Ok(changesets) => {
                tracing::info!(changesets, "handed over what a revoked PC had not sent");
                self.destroy_keys();
            }
            Err(trouble) => tracing::info!(reason = %trouble, "not handed over yet"),
        }
        Trouble::Revoked.into()
    }

    /// What a revoked PC shows instead of anything else.
    pub(crate) fn farewell(&self) -> Option<String> {
        let profile = self.profile();
        if !profile.settings.revoked {
            return None;
        }
        if profile.contents() == Contents::RecordWithoutKeys {
            return Some(
                "An administrator has signed this PC out of the clinic. Everything that had been typed here is at the centre, and the record on this PC can no longer be opened. To use the PC again, ask for a new enrolment link and a new data folder."
                    .to_owned(),
            );
        }
        let is_open = self.inside().record.is_some();
        is_open.then(|| {
            "An administrator has signed this PC out of the clinic. It is handing over what it had not sent; leave it on and connected until this page says that it is done."
                .to_owned()
        })
    }

    /// Refuses where this PC has been without the centre for longer than it may, unless the centre
    /// answers now.
    pub(super) fn must_have_heard(&self, store: &Store) -> Result<(), Refusal> {
        let now = self.now();
        let facts = store.facts()?;
        if !facts.lease_is_over(now) {
            return Ok(());
        }
        if let Some(link) = self.link()? {
            let key = DeviceKey::from_seed(&self.secrets()?.signing_seed);
            let hello = store.hello()?;
            let client = Client::new(&link, &key)?;
            match self.network.block_on(client.hello(&hello)) {
                Ok(_) => return Ok(store.note_contact()?),
                Err(Trouble::Revoked) => return Err(self.leave(store, &client, &key)),
                Err(_) => {}
            }
        }
        let days = facts.days_alone(now).unwrap_or(0);
        let today = DateTime::from_timestamp_micros(now).unwrap_or_default();
        Err(Refusal::new(format!(
            "This PC has not heard from the centre for {days} days; after {} it stays locked until it does. Connect it to the network and sign in again. Nothing on it is lost. (If today is not {}, set the date of this PC.)",
            facts.lease_days,
            today.format("%-d %B %Y")
        )))
    }

    /// Ends the session where the time without the centre has run out while somebody was at work.
    pub fn follow_lease(&self) {
        let Some(store) = self.store() else { return };
        let now = self.now();
        match store.facts() {
            Ok(facts) if facts.lease_is_over(now) => {
                self.end_session("locked");
            }
            Ok(_) => {}
            Err(error) => tracing::warn!(%error, "when the centre was last heard cannot be read"),
        }
    }
}
