//! Signing in, offline as a rule.

use serde::Deserialize;
use serde_json::json;
use store::keys::{DatabaseKey, KeyError, KeyFile};
use store::{Cells, Security, Store, Write, params};
use uuid::Uuid;

use super::account::{Account, set_password};
use super::{SessionState, password};
use crate::Refusal;
use crate::keychain::DeviceSecrets;
use crate::shell::{DAY, Session, Shell};

/// Who, and the password. `user_id` from a tile, or `username` as typed.
#[derive(Clone, Deserialize)]
pub struct SignIn {
    /// The person of a tile.
    pub user_id: Option<Uuid>,
    /// The name as typed.
    pub username: Option<String>,
    /// The password.
    pub password: String,
}

/// How the record's key was wrapped for whoever signs in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Slot {
    /// As it was at the last sign-in.
    AsBefore,
    /// Just now: for a person who is new at this PC, or under a password that came from another.
    New,
}

/// Says in the security log that another password than before opens the record on this PC.
pub(super) fn note_new_slot(write: &mut Write<'_>, user: Uuid) -> Result<(), store::Error> {
    write.note_security(Security::of("key_changed").by(user).about("users", user))
}

impl Shell {
    /// Opens a session for a person who has signed in on this PC before.
    ///
    /// A password that was changed on another PC works here too: as soon as the record, which has
    /// the new one, is open; or when the centre can be asked.
    pub fn sign_in(&self, request: &SignIn) -> Result<SessionState, Refusal> {
        let _verb = self.verb();
        self.hold_folder()?;
        let mut keys = self.key_file()?;
        let user = find(&keys, request)?;
        let secrets = self.secrets()?;
        let failures = keys.person(user).map_or(0, |person| person.failures);
        let opened = keys.open(user, &request.password, &secrets.wrapping, self.now());
        if let Err(error) = &opened {
            self.note_refused_sign_in(user, error);
        }
        let counted = keys.save(self.profile().folder());
        let was_open = self.store().is_some();
        let slot = if opened.is_ok() { Slot::AsBefore } else { Slot::New };
        let store = match opened {
            // Counting an attempt that was right may fail: on a full disk the chart must still open.
            Ok(key) => self.open_record(key)?,
            Err(KeyError::WrongPassword) => {
                counted?;
                self.second_chance(&mut keys, user, request, &secrets)?
            }
            Err(KeyError::LockedOut) => self
                .ask_centre(&mut keys, user, &request.password, &secrets)
                .map_err(|_| KeyError::LockedOut)?,
            Err(error) => return Err(error.into()),
        };
        let entered = self
            .must_have_heard(&store)
            .and_then(|()| self.check_account(&store, user, &request.password));
        if let Err(refusal) = entered {
            if !was_open {
                self.close_record();
            }
            return Err(refusal);
        }
        self.enter(&store, user, failures, slot)?;
        self.prepare_recovery(&store)?;
        self.prepare_centre_share(keys, user, &request.password, secrets);
        self.state()
    }

    /// Says in the security log that somebody could not sign in. While the record is closed the key
    /// file counts, and the next sign-in says how often.
    pub(super) fn note_refused_sign_in(&self, user: Uuid, error: &KeyError) {
        let (action, reason) = match error {
            KeyError::WrongPassword => ("sign_in_failed", "wrong password"),
            KeyError::LockedOut => ("locked_out", "too many wrong passwords"),
            _ => return,
        };
        // Whoever is turned away has not shown who they are, and may be somebody whose changes the
        // centre takes no more: the entry is written by whoever works here.
        let Some((store, witness)) = self.on_whose_behalf() else { return };
        let noted = store.write(witness, "session.sign_in", |write| {
            let entry = Security::of(action).by(user).about("users", user);
            write.note_security(entry.failed(reason))
        });
        if let Err(error) = noted {
            // The person is refused whether or not it could be written down.
            tracing::warn!(%error, "a refused sign-in was not written down");
        }
    }

    /// The slot refused; the password may have been changed elsewhere since.
    fn second_chance(
        &self,
        keys: &mut KeyFile,
        user: Uuid,
        request: &SignIn,
        secrets: &DeviceSecrets,
    ) -> Result<Store, Refusal> {
        if let Some(store) = self.store() {
            let account = Account::of(&store, user)?;
            let Some(account) = account.filter(|account| account.accepts(&request.password)) else {
                return Err(KeyError::WrongPassword.into());
            };
            self.wrap_for(keys, store.key(), &account, &request.password, secrets)?;
            return Ok(store);
        }
        if self.link()?.is_none() {
            return Err(KeyError::WrongPassword.into());
        }
        self.ask_centre(keys, user, &request.password, secrets)
    }

    /// Opens the record with the share that the centre gives for a right password.
    fn ask_centre(
        &self,
        keys: &mut KeyFile,
        user: Uuid,
        password: &str,
        secrets: &DeviceSecrets,
    ) -> Result<Store, Refusal> {
        let Some(person) = keys.person(user).cloned() else {
            return Err(KeyError::NoSlot.into());
        };
        let (answer, share) = self.centre_sign_in(&person.username, password, secrets)?;
        if answer.user_id != user {
            return Err(KeyError::WrongPassword.into());
        }
        let key = keys.open_by_centre(&share, &secrets.wrapping)?;
        let store = self.open_record(key)?;
        let named = (user, person.username.as_str(), person.display_name.as_str());
        keys.admit(store.key(), named, password, &secrets.wrapping)?;
        keys.save(self.profile().folder())?;
        // The new password may have come to the centre and not yet to this PC.
        if Account::of(&store, user)?.is_some_and(|account| !account.accepts(password)) {
            self.exchange_once(&store)?;
        }
        Ok(store)
    }

    /// What the record says about a person whose slot has opened.
    fn check_account(&self, store: &Store, user: Uuid, password: &str) -> Result<(), Refusal> {
        if store.is_bootstrap_due()? {
            self.wait_for_account(store, user)?;
        }
        let account = Account::of(store, user)?.ok_or_else(|| {
            Refusal::new(
                "This account no longer exists at the clinic. Ask the clinic's administrator.",
            )
        })?;
        account.admitted()?;
        if account.accepts(password) {
            return self.forget_unfinished_change(user);
        }
        if self.profile().settings.changing_password == Some(user) {
            // A change of password was cut off after the slot and before the record.
            set_password(store, user, "session.change_password", password::hash(password)?)?;
            return self.forget_unfinished_change(user);
        }
        Err(Refusal::new(
            "The password of this account was changed on another PC. Sign in with the new one.",
        ))
    }

    fn forget_unfinished_change(&self, user: Uuid) -> Result<(), Refusal> {
        if self.profile().settings.changing_password == Some(user) {
            self.change_profile(|profile| {
                profile.settings.changing_password = None;
                profile.save()
            })?;
        }
        Ok(())
    }

    /// Wraps the key for a person at this PC under a password that the record has accepted. No
    /// patient's password opens the record, and no file in clear says who is a patient here: they
    /// sign in while somebody of the clinic has it open.
    pub(super) fn wrap_for(
        &self,
        keys: &mut KeyFile,
        key: &DatabaseKey,
        account: &Account,
        password: &str,
        secrets: &DeviceSecrets,
    ) -> Result<(), Refusal> {
        if account.is_patient() {
            return Ok(());
        }
        let name = account.shown_name();
        let named = (account.id, account.username.as_str(), name.as_str());
        keys.admit(key, named, password, &secrets.wrapping)?;
        let now = self.now();
        for person in keys.people.iter_mut().filter(|person| person.user_id == account.id) {
            person.last_signed_in_at = Some(now);
        }
        keys.save(self.profile().folder())?;
        Ok(())
    }

    /// Begins the session, and says so in the record.
    pub(super) fn enter(
        &self,
        store: &Store,
        user: Uuid,
        failures: u32,
        slot: Slot,
    ) -> Result<(), Refusal> {
        let now = self.now();
        let id = self.surroundings.new_id();
        // Whoever is in here and not at work has locked the screen, or let it lock.
        let action = {
            let inside = self.inside();
            let at_work = inside.session.map(|session| session.user) == Some(user);
            let locked = inside.signed_in.contains_key(&user) && !at_work;
            if locked && slot == Slot::AsBefore { "unlocked" } else { "sign_in" }
        };
        let restored = store::restored(store.folder()).unwrap_or_else(|error| {
            tracing::warn!(%error, "whether this record was restored cannot be read");
            None
        });
        let found_copied = store.is_found_copied()?;
        let noted = store.write(user, "session.sign_in", |write| -> Result<(), store::Error> {
            // Before it enrols a PC has no row of its own, and on one that has just joined it may
            // not have arrived.
            let device: Option<Uuid> = write
                .value("SELECT id FROM devices WHERE id = ?1", params![write.facts().device])?;
            let session = Cells::new()
                .set("id", id)
                .set("user_id", user)
                .set("device_id", device)
                .set("started_at", now)
                .set("expires_at", now + DAY);
            write.insert("user_sessions", session)?;
            let reason = (failures > 0).then(|| format!("after {failures} wrong passwords"));
            write.audit("login", Some("users"), Some(user), None, reason.as_deref())?;
            if let Some(restored) = restored {
                let made_at = json!({ "backup_made_at": restored.backup_made_at });
                write.note_security(Security::of("restore").details(made_at))?;
            }
            if found_copied {
                let how = json!({ "noticed_by": "keychain" });
                write.note_security(Security::of("restore").details(how))?;
            }
            if slot == Slot::New {
                note_new_slot(write, user)?;
            }
            let entry = Security::of(action).about("user_sessions", id);
            write.note_security(entry.details(json!({ "wrong_passwords_before": failures })))
        });
        if noted.is_ok() && restored.is_some() {
            // Said twice it is still true.
            if let Err(error) = store::restored_is_noted(store.folder()) {
                tracing::warn!(%error, "the note about a restore was not removed");
            }
        }
        if noted.is_ok() && found_copied {
            store.copy_is_noted()?;
        }
        if let Err(error) = noted {
            // On a full disk charts must still open; everything else is told.
            if !matches!(error, store::Error::DiskFull) {
                return Err(error.into());
            }
            tracing::warn!("the disk is full: a sign-in was not written down");
        }
        let mut inside = self.inside_mut();
        inside.follow_clock(self.now());
        inside.session = Some(Session { id, user, began_at: now, alive_at: now });
        inside.signed_in.insert(user, now);
        Ok(())
    }
}

fn find(keys: &KeyFile, request: &SignIn) -> Result<Uuid, Refusal> {
    if let Some(user) = request.user_id {
        return Ok(user);
    }
    let typed = request.username.as_deref().unwrap_or_default().trim().to_lowercase();
    keys.people
        .iter()
        .find(|person| person.username.to_lowercase() == typed)
        .map(|person| person.user_id)
        .ok_or_else(|| Refusal::about("username", KeyError::NoSlot.to_string()))
}
