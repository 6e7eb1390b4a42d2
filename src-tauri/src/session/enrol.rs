//! Joining a centre, and asking it about people.

use std::time::{Duration, Instant};

use protocol::{EnrolOrganization, SignInAnswer};
use serde::Deserialize;
use store::Store;
use store::keys::{DatabaseKey, KeyError, KeyFile};
use sync::{Client, DeviceKey, Enrolled, EnrolmentLink, Trouble};
use uuid::Uuid;
use zeroize::Zeroizing;

use super::account::Account;
use super::sign_in::Slot;
use crate::Refusal;
use crate::keychain::DeviceSecrets;
use crate::profile::Profile;
use crate::shell::{Manner, Shell, unpoisoned};

/// How long a sign-in may wait for the centre: a person stands before the screen.
const SIGN_IN_WAIT: Duration = Duration::from_secs(6);
/// How long joining may wait for the staff list, which a bootstrap fetches first.
const STAFF_WAIT: Duration = Duration::from_secs(180);

/// A new PC joins a clinic that exists.
#[derive(Clone, Deserialize)]
pub struct EnrolFirst {
    /// `holdfast://enrol?…`, as an administrator handed it out.
    pub link: String,
    /// A person of the clinic.
    pub username: String,
    /// That person's password.
    pub password: String,
}

/// A PC that the centre has taken in, before a person has signed in there.
pub(crate) struct PendingJoin {
    asked: EnrolmentLink,
    enrolled: Enrolled,
    store: Store,
    secrets: DeviceSecrets,
}

/// A PC that worked alone joins a centre.
#[derive(Clone, Deserialize)]
pub struct EnrolLink {
    /// `holdfast://enrol?…`, as an administrator handed it out.
    pub link: String,
}

impl Shell {
    /// Sets this PC up as one more of an existing clinic. The record comes in the background; the
    /// answer comes as soon as the person can work.
    pub fn enrol_first(&self, request: &EnrolFirst) -> Result<(), Refusal> {
        let _verb = self.verb();
        self.require_empty_folder()?;
        let link = EnrolmentLink::parse(&request.link)
            .map_err(|trouble| Refusal::about("link", trouble.to_string()))?;
        self.keychain.check(self.profile().settings.id)?;
        // The one-time code is used up by the first attempt, so a mistyped password must not cost
        // the person another code: the second attempt goes on where the first one ended.
        let kept = unpoisoned(self.pending_join.lock()).take();
        let pending = match kept.filter(|pending| pending.asked == link) {
            Some(pending) => pending,
            None => self.knock(link)?,
        };
        let signed_in = self.network.block_on(async {
            let key = DeviceKey::from_seed(&pending.secrets.signing_seed);
            let client = Client::new(&pending.enrolled.link, &key)?;
            client.sign_in(request.username.trim(), &request.password).await
        });
        match signed_in {
            Ok(answer) => self.settle_in(&pending, &answer, request),
            Err(trouble) => {
                *unpoisoned(self.pending_join.lock()) = Some(pending);
                Err(wrong_at_centre(trouble))
            }
        }
    }

    /// Makes an empty record and enrols this PC with the centre.
    fn knock(&self, link: EnrolmentLink) -> Result<PendingJoin, Refusal> {
        self.change_profile(Profile::begin_setting_up)?;
        let profile = self.profile();
        let secrets = self.keychain.create(profile.settings.id)?;
        let key = DeviceKey::from_seed(&secrets.signing_seed);
        let enrolled = self.network.block_on(sync::enrol(&link, &key, &device_name(), None))?;
        let store =
            Store::create(profile.folder(), DatabaseKey::generate()?, self.surroundings.clone())?;
        Ok(PendingJoin { asked: link, enrolled, store, secrets })
    }

    /// Makes this PC the person's: their key slot, the centre's, and the record's first rows.
    fn settle_in(
        &self,
        pending: &PendingJoin,
        answer: &SignInAnswer,
        request: &EnrolFirst,
    ) -> Result<(), Refusal> {
        let PendingJoin { enrolled, store, secrets, .. } = pending;
        sync::adopt_or_join(store, answer.user_id, enrolled)?;
        let mut keys = KeyFile::new();
        let named = (answer.user_id, request.username.trim(), answer.display_name.as_str());
        keys.admit(store.key(), named, &request.password, &secrets.wrapping)?;
        keys.prepare_centre(store.key(), &share_of(answer)?, &secrets.wrapping)?;
        keys.save(store.folder())?;
        self.fill_shipped(store)?;
        self.change_profile(Profile::finish_setting_up)?;
        self.take_in(store.clone())?;
        self.inside_mut().signed_in.insert(answer.user_id, self.now());
        self.wait_for_account(store, answer.user_id)?;
        self.prepare_recovery(store)?;
        self.enter(store, answer.user_id, 0, Slot::New)
    }

    /// Connects a PC that worked alone: what it has is sent up. One that is connected goes on as the
    /// PC that it was, if the centre has forgotten it in a restore.
    pub fn enrol(&self, request: &EnrolLink) -> Result<(), Refusal> {
        let user = self.signed_in()?;
        let _verb = self.verb();
        let store = self.store().ok_or_else(Refusal::locked)?;
        let roles = store.read(|reader| store::roles_of(reader, user))?;
        if !roles.iter().any(|role| matches!(role, catalog::Role::Admin | catalog::Role::ItAdmin)) {
            return Err(Refusal::new(
                "Only an administrator can connect this PC to a centre. Ask your administrator.",
            ));
        }
        let link = EnrolmentLink::parse(&request.link)
            .map_err(|trouble| Refusal::about("link", trouble.to_string()))?;
        let key = DeviceKey::from_seed(&self.secrets()?.signing_seed);
        let organization = store.read(|reader| {
            reader.row::<super::OrganizationLine>(
                "SELECT id, name FROM organizations WHERE deleted_at IS NULL LIMIT 1",
                [],
            )
        })?;
        let own = organization.map(|own| EnrolOrganization { id: own.id, name: own.name });
        if let (Some(_), Some(own)) = (self.link()?, own.clone()) {
            let name = device_name();
            self.network.block_on(sync::enrol_again(&store, &link, &key, &name, own))?;
            return self.restart_background();
        }
        let enrolled = self.network.block_on(sync::enrol(&link, &key, &device_name(), own))?;
        sync::adopt_or_join(&store, user, &enrolled)?;
        self.restart_background()
    }

    /// Has the centre check a password; gives its answer and this PC's share of the key.
    pub(super) fn centre_sign_in(
        &self,
        username: &str,
        password: &str,
        secrets: &DeviceSecrets,
    ) -> Result<(SignInAnswer, Zeroizing<Vec<u8>>), Refusal> {
        let Some(link) = self.link()? else { return Err(Trouble::NotEnrolled.into()) };
        let key = DeviceKey::from_seed(&secrets.signing_seed);
        let asked = self.network.block_on(async {
            let client = Client::new(&link, &key)?;
            let asking = client.sign_in(username.trim(), password);
            tokio::time::timeout(SIGN_IN_WAIT, asking).await.unwrap_or(Err(Trouble::Unreachable))
        });
        let answer = asked.map_err(wrong_at_centre)?;
        let share = share_of(&answer)?;
        Ok((answer, share))
    }

    /// One whole exchange now, waited for.
    pub(crate) fn exchange_once(&self, store: &Store) -> Result<sync::Exchanged, Refusal> {
        let Some(link) = self.link()? else { return Err(Trouble::NotEnrolled.into()) };
        let key = DeviceKey::from_seed(&self.secrets()?.signing_seed);
        let client = Client::new(&link, &key)?;
        match self.network.block_on(sync::exchange(store, &client, &key)) {
            // A window's background sync hears it by itself.
            Err(Trouble::Revoked) if self.manner == Manner::Script => {
                Err(self.leave(store, &client, &key))
            }
            exchanged => Ok(exchanged?),
        }
    }

    /// Waits until a person's account has come from the centre.
    pub(super) fn wait_for_account(&self, store: &Store, user: Uuid) -> Result<(), Refusal> {
        if self.manner == Manner::Script {
            self.exchange_once(store)?;
        }
        let (changed, changes) = std::sync::mpsc::sync_channel(1);
        store.on_change(move |_| {
            // A full channel holds a notice that has not been looked at yet.
            let _ = changed.try_send(());
        });
        let until = Instant::now() + STAFF_WAIT;
        loop {
            if Account::of(store, user)?.is_some() {
                return Ok(());
            }
            let left = until.saturating_duration_since(Instant::now());
            if changes.recv_timeout(left).is_err() {
                return Err(Refusal::new(
                    "The clinic's record has not arrived yet; it is still being fetched. Sign in again in a minute.",
                ));
            }
        }
    }

    /// Wraps the key to the clinic's recovery key as soon as the record says which one that is.
    pub(super) fn prepare_recovery(&self, store: &Store) -> Result<(), Refusal> {
        let public: Option<Option<String>> = store.read(|reader| {
            reader.value(
                "SELECT recovery_public_key FROM organizations WHERE deleted_at IS NULL LIMIT 1",
                [],
            )
        })?;
        let mut keys = self.key_file()?;
        if let (Some(public), true) = (public.flatten(), lacks_recovery(&keys)) {
            keys.prepare_recovery(store.key(), &public)?;
            keys.save(self.profile().folder())?;
        }
        Ok(())
    }

    /// Prepares, beside the person, for a password that changes elsewhere: asks the centre for
    /// this PC's share of the key while the password is known. Failing costs nothing; the next
    /// sign-in tries again.
    pub(super) fn prepare_centre_share(
        &self,
        mut keys: KeyFile,
        user: Uuid,
        password: &str,
        secrets: DeviceSecrets,
    ) {
        let (Ok(Some(link)), Some(store)) = (self.link(), self.store()) else { return };
        let unprepared = keys.open_by_centre(b"", &secrets.wrapping);
        let Some(person) = keys.person(user).cloned() else { return };
        if self.manner == Manner::Script || !matches!(unprepared, Err(KeyError::NotPrepared)) {
            return;
        }
        let password = Zeroizing::new(password.to_owned());
        self.network.spawn(async move {
            let prepared = async {
                let client = Client::new(&link, &DeviceKey::from_seed(&secrets.signing_seed))?;
                let answer = client.sign_in(&person.username, &password).await?;
                let share = share_of(&answer).map_err(|_| Trouble::Certificate)?;
                let folder = store.folder().to_owned();
                keys = KeyFile::load(&folder).map_err(store::Error::from)?;
                keys.prepare_centre(store.key(), &share, &secrets.wrapping)
                    .and_then(|()| keys.save(&folder))
                    .map_err(|error| Trouble::Store(error.into()))
            };
            if let Err(trouble) = prepared.await {
                tracing::debug!(%trouble, "the centre's share was not fetched this time");
            }
        });
    }
}

/// What an administrator sees in the list of devices.
fn device_name() -> String {
    gethostname::gethostname().to_string_lossy().into_owned()
}

fn share_of(answer: &SignInAnswer) -> Result<Zeroizing<Vec<u8>>, Refusal> {
    data_encoding::BASE64
        .decode(answer.share.as_bytes())
        .map(Zeroizing::new)
        .map_err(|_| Trouble::from(protocol::Malformed("a share")).into())
}

fn lacks_recovery(keys: &KeyFile) -> bool {
    matches!(keys.open_by_recovery(""), Err(KeyError::NotPrepared))
}

/// The centre's refusals keep their sentence and code; a line that is down says what it needs.
fn wrong_at_centre(trouble: Trouble) -> Refusal {
    match trouble {
        Trouble::Refused { code, sentence, .. } => {
            Refusal { code: Some(code), sentence, field: Some("password".to_owned()) }
        }
        Trouble::Unreachable => Refusal::new(
            "The password is not right on this PC. If it was changed on another PC, this PC needs the network once to learn it, or a colleague who signs in here first; the centre cannot be reached now.",
        ),
        other => other.into(),
    }
}
