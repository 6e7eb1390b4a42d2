//! A person chooses a new password.

use serde::Deserialize;
use store::{Store, params};
use uuid::Uuid;

use super::account::{Account, set_password};
use super::password;
use crate::Refusal;
use crate::shell::Shell;

/// The present password and the new one.
#[derive(Clone, Deserialize)]
pub struct ChangePassword {
    /// What the person signs in with now.
    pub current: String,
    /// What they want to sign in with.
    pub new: String,
}

impl Shell {
    /// Changes the password of the signed-in person, here and, by sync, everywhere.
    pub fn change_password(&self, request: &ChangePassword) -> Result<(), Refusal> {
        let user = self.signed_in()?;
        let _verb = self.verb();
        let store = self.store().ok_or_else(Refusal::locked)?;
        let account = Account::of(&store, user)?.ok_or_else(Refusal::locked)?;
        self.stranger_may_try(&account.username)?;
        if !account.accepts(&request.current) {
            self.stranger_failed(&account.username);
            return Err(Refusal::about(
                "current",
                "The present password is not right. Please type it again.",
            ));
        }
        self.stranger_known(&account.username);
        password::check_new("new", &request.new, &account.username)?;
        if account.accepts(&request.new) {
            return Err(Refusal::about("new", "This is the present password. Choose another."));
        }
        let hash = password::hash(&request.new)?;
        let secrets = self.secrets()?;
        let mut keys = self.key_file()?;
        let before = keys.clone();
        // The slot and the record cannot change in one step: the note lets the next sign-in
        // finish what a crash between the two cut off.
        self.note_changing(Some(user))?;
        self.wrap_for(&mut keys, store.key(), &account, &request.new, &secrets)?;
        if let Err(error) = set_password(&store, user, "session.change_password", hash) {
            before.save(self.profile().folder())?;
            self.note_changing(None)?;
            return Err(error.into());
        }
        self.note_changing(None)
    }

    /// Refuses a person whose password an administrator chose and who has not chosen another.
    pub(crate) fn require_own_password(&self, store: &Store, user: Uuid) -> Result<(), Refusal> {
        let due: Option<bool> = store.read(|reader| {
            reader.value("SELECT must_change_password FROM users WHERE id = ?1", params![user])
        })?;
        if due == Some(true) {
            return Err(Refusal {
                code: Some("password_change_due".to_owned()),
                ..Refusal::new(
                    "Choose a password of your own first: the present one was set by an administrator.",
                )
            });
        }
        Ok(())
    }

    /// Notes whose password is just being changed.
    pub(super) fn note_changing(&self, user: Option<Uuid>) -> Result<(), Refusal> {
        self.change_profile(|profile| {
            profile.settings.changing_password = user;
            profile.save()
        })?;
        Ok(())
    }
}
