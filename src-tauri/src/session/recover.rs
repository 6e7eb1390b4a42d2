//! A forgotten password, with the clinic's recovery key.

use serde::Deserialize;
use store::keys::{KEY_FILE, KeyFile};
use uuid::Uuid;

use super::account::{Account, set_password};
use super::sign_in::Slot;
use super::{SessionState, password};
use crate::Refusal;
use crate::keychain::{DeviceSecrets, KeychainError};
use crate::shell::Shell;

/// The person, the printed key and the password from now on.
#[derive(Clone, Deserialize)]
pub struct Recover {
    /// Whose password is forgotten.
    pub user_id: Uuid,
    /// As it was printed; blanks and dashes do not matter.
    pub recovery_key: String,
    /// What the person wants to sign in with.
    pub new_password: String,
}

impl Shell {
    /// Opens the record with the recovery key and gives the person a new password. Works on a PC
    /// whose keychain has lost this folder's secret: then a new one is made, after the recovery
    /// key has proved itself.
    pub fn recover(&self, request: &Recover) -> Result<SessionState, Refusal> {
        let _verb = self.verb();
        self.hold_folder()?;
        let mut keys = self.key_file()?;
        let key = keys
            .open_by_recovery(&request.recovery_key)
            .map_err(|error| Refusal::about("recovery_key", error.to_string()))?;
        let was_open = self.store().is_some();
        let store = self.open_record_for_recovery(key)?;
        let recovered = self.recover_in(&store, &mut keys, request);
        if recovered.is_err() && !was_open {
            self.close_record();
        }
        recovered?;
        self.state()
    }

    /// As [`Shell::open_record`], though a lost secret must not keep sync from being left out.
    fn open_record_for_recovery(
        &self,
        key: store::keys::DatabaseKey,
    ) -> Result<store::Store, Refusal> {
        match self.keychain.load(self.profile().settings.id) {
            Ok(_) => {}
            Err(KeychainError::Absent) => {
                self.keychain.create(self.profile().settings.id)?;
                self.set_aside_lost_slots()?;
            }
            Err(error) => return Err(error.into()),
        }
        self.open_record(key)
    }

    fn recover_in(
        &self,
        store: &store::Store,
        keys: &mut KeyFile,
        request: &Recover,
    ) -> Result<(), Refusal> {
        let account = Account::of(store, request.user_id)?.ok_or_else(|| {
            Refusal::new("This account no longer exists at the clinic. Choose another person.")
        })?;
        account.admitted()?;
        password::check_new("new_password", &request.new_password, &account.username)?;
        let hash = password::hash(&request.new_password)?;
        let secrets: DeviceSecrets = self.secrets()?;
        if self.profile().settings.slots_lost {
            for other in keys.people.clone() {
                keys.dismiss(other.user_id);
            }
            self.change_profile(|profile| {
                profile.settings.slots_lost = false;
                profile.save()
            })?;
        }
        self.note_changing(Some(account.id))?;
        self.wrap_for(keys, store.key(), &account, &request.new_password, &secrets)?;
        set_password(store, account.id, "session.recover", hash)?;
        self.note_changing(None)?;
        self.enter(store, account.id, 0, Slot::AsBefore)
    }

    /// The other people's wrappings needed the secret that is gone. They are kept in a copy of
    /// the key file; signing in, each is told to be added anew.
    fn set_aside_lost_slots(&self) -> Result<(), Refusal> {
        let folder = self.profile().folder().to_owned();
        std::fs::copy(folder.join(KEY_FILE), folder.join("keys.before-recovery.json"))
            .map_err(store::Error::from)?;
        self.change_profile(|profile| {
            profile.settings.slots_lost = true;
            profile.save()
        })?;
        Ok(())
    }
}
