//! A colleague signs in on this PC for the first time.

use serde::Deserialize;
use store::keys::KeyError;

use super::SessionState;
use super::account::Account;
use super::sign_in::{SignIn, Slot};
use crate::Refusal;
use crate::shell::{Shell, unpoisoned};

/// The colleague's account at the clinic.
#[derive(Clone, Deserialize)]
pub struct AddPerson {
    /// As typed.
    pub username: String,
    /// As typed.
    pub password: String,
}

impl Shell {
    /// Lets a person of the clinic use this PC and signs them in. With the record open (somebody
    /// has signed in since the PC was started) it needs no network; otherwise the centre must
    /// vouch for them, which it does for nobody who is a patient alone.
    pub fn add_person(&self, request: &AddPerson) -> Result<SessionState, Refusal> {
        let known =
            self.key_file()?.people.iter().any(|person| {
                person.username.to_lowercase() == request.username.trim().to_lowercase()
            });
        if known {
            let username = Some(request.username.clone());
            let password = request.password.clone();
            return self.sign_in(&SignIn { user_id: None, username, password });
        }
        let _verb = self.verb();
        self.hold_folder()?;
        self.stranger_may_try(&request.username)?;
        match self.store() {
            Some(store) => self.add_from_record(&store, request)?,
            None => self.add_by_centre(request)?,
        }
        self.stranger_known(&request.username);
        self.state()
    }

    fn add_from_record(&self, store: &store::Store, request: &AddPerson) -> Result<(), Refusal> {
        let account = match Account::named(store, &request.username)? {
            Some(account) if account.accepts(&request.password) => account,
            refused => {
                if let Some(account) = refused {
                    self.note_refused_sign_in(account.id, &KeyError::WrongPassword);
                }
                self.stranger_failed(&request.username);
                return Err(Refusal::about(
                    "password",
                    "The user name or the password is not right. Please type both again. A password that was given only a moment ago reaches this PC with the network.",
                ));
            }
        };
        account.admitted()?;
        let secrets = self.secrets()?;
        let mut keys = self.key_file()?;
        self.wrap_for(&mut keys, store.key(), &account, &request.password, &secrets)?;
        let slot = if account.is_patient() { Slot::AsBefore } else { Slot::New };
        self.enter(store, account.id, 0, slot)
    }

    fn add_by_centre(&self, request: &AddPerson) -> Result<(), Refusal> {
        if self.link()?.is_none() {
            return Err(Refusal::new(
                "To add a person, somebody who already uses this PC signs in first and locks the screen; then add the person.",
            ));
        }
        let secrets = self.secrets()?;
        let (answer, share) =
            self.centre_sign_in(&request.username, &request.password, &secrets).map_err(|refusal| {
                if refusal.code.is_some() {
                    return refusal;
                }
                Refusal::new(format!(
                    "{} Without it, somebody who already uses this PC signs in first and locks the screen; then add the person.",
                    refusal.sentence
                ))
            })?;
        let mut keys = self.key_file()?;
        let key = keys.open_by_centre(&share, &secrets.wrapping)?;
        let store = self.open_record(key)?;
        let admitted = (|| {
            if Account::of(&store, answer.user_id)?.is_none() {
                self.exchange_once(&store)?;
            }
            let account = Account::of(&store, answer.user_id)?.ok_or(KeyError::NoSlot)?;
            account.admitted()?;
            self.wrap_for(&mut keys, store.key(), &account, &request.password, &secrets)?;
            self.enter(&store, account.id, 0, Slot::New)
        })();
        if admitted.is_err() {
            self.close_record();
        }
        admitted
    }

    /// Refuses while the delay after wrong passwords for `username` lasts.
    pub(super) fn stranger_may_try(&self, username: &str) -> Result<(), Refusal> {
        let key = username.trim().to_lowercase();
        let strangers = unpoisoned(self.strangers.lock());
        let left = strangers.get(&key).map_or(0, |(_, retry_at)| retry_at - self.now());
        if left > 0 {
            let seconds = u64::try_from(left).unwrap_or(0).div_ceil(1_000_000);
            return Err(KeyError::Wait { seconds }.into());
        }
        Ok(())
    }

    /// Counts a wrong password: nothing for the first three, then 2, 4, 8 … seconds.
    pub(super) fn stranger_failed(&self, username: &str) {
        let now = self.now();
        let mut strangers = unpoisoned(self.strangers.lock());
        let (failures, retry_at) =
            strangers.entry(username.trim().to_lowercase()).or_insert((0, 0));
        *failures += 1;
        if *failures >= 3 {
            *retry_at = now + (1i64 << (*failures - 2).min(11)) * 1_000_000;
        }
    }

    pub(super) fn stranger_known(&self, username: &str) {
        unpoisoned(self.strangers.lock()).remove(&username.trim().to_lowercase());
    }
}
