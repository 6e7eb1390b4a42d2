//! What the clinic's record says about a person who wants to sign in.

use catalog::Role;
use serde::Deserialize;
use store::{Cells, Reader, Security, Store, params};
use uuid::Uuid;

use super::password;
use super::sign_in::note_new_slot;
use crate::Refusal;

/// A person's account as the record has it.
#[derive(Clone, Debug, Deserialize)]
pub(super) struct Account {
    pub id: Uuid,
    pub username: String,
    pub display_name: Option<String>,
    pub given_name: Option<String>,
    pub family_name: Option<String>,
    pub roles: String,
    pub is_active: bool,
    pub suspended_at: Option<i64>,
    pub password_hash: Option<String>,
    pub must_change_password: bool,
}

const COLUMNS: &str = "id, username, display_name, given_name, family_name, roles, is_active, \
                       suspended_at, password_hash, must_change_password";

impl Account {
    pub fn of(store: &Store, user: Uuid) -> Result<Option<Self>, store::Error> {
        store.read(|reader| Self::read(reader, user))
    }

    pub fn read(reader: &Reader<'_>, user: Uuid) -> Result<Option<Self>, store::Error> {
        reader.row(
            &format!("SELECT {COLUMNS} FROM users WHERE id = ?1 AND deleted_at IS NULL"),
            params![user],
        )
    }

    /// The account with this user name, whatever its capitals.
    pub fn named(store: &Store, username: &str) -> Result<Option<Self>, store::Error> {
        store.read(|reader| {
            reader.row(
                &format!(
                    "SELECT {COLUMNS} FROM users WHERE lower(username) = lower(?1) \
                     AND deleted_at IS NULL ORDER BY held_reason IS NOT NULL, created_at"
                ),
                params![username.trim()],
            )
        })
    }

    /// What the sign-in tile shows.
    pub fn shown_name(&self) -> String {
        let both = [self.given_name.as_deref(), self.family_name.as_deref()];
        self.display_name.clone().unwrap_or_else(|| {
            let name = both.into_iter().flatten().collect::<Vec<_>>().join(" ");
            if name.is_empty() { self.username.clone() } else { name }
        })
    }

    pub fn role_codes(&self) -> Vec<String> {
        serde_json::from_str(&self.roles).unwrap_or_default()
    }

    /// Whether it is a patient's, who sees the own record and nothing else.
    pub fn is_patient(&self) -> bool {
        let roles = self.role_codes();
        !roles.is_empty() && roles.iter().all(|role| role == Role::Patient.code())
    }

    /// Refuses a person who has left or is suspended.
    pub fn admitted(&self) -> Result<(), Refusal> {
        if self.is_active && self.suspended_at.is_none() {
            return Ok(());
        }
        Err(Refusal::new(
            "This account has been switched off. Ask the clinic's administrator to switch it on again.",
        ))
    }

    pub fn accepts(&self, password: &str) -> bool {
        self.password_hash.as_deref().is_some_and(|hash| password::is_right(password, hash))
    }
}

/// Writes a person's new password into the record, on that person's own behalf.
pub(super) fn set_password(
    store: &Store,
    user: Uuid,
    command: &str,
    hash: String,
) -> Result<(), store::Error> {
    // With the recovery key it is somebody who could not sign in, whoever it is.
    let action = match command {
        "session.recover" => "password_reset",
        _ => "password_changed",
    };
    store.write(user, command, |write| {
        let cells = Cells::new()
            .set("password_hash", hash)
            .set("password_changed_at", write.now())
            .set("must_change_password", false);
        write.update("users", user, None, cells)?;
        if !Account::read(write, user)?.is_some_and(|account| account.is_patient()) {
            note_new_slot(write, user)?;
        }
        write.note_security(Security::of(action).about("users", user))
    })
}
