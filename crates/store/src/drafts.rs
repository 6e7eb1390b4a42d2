//! What a person has typed into a form and not saved. It lies in the encrypted record, since it is
//! about patients, is this PC's own memory and is not synced.

use rusqlite::params;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::{Error, Store};

/// How many drafts of one person are kept; the oldest go first.
pub const DRAFTS_MAX: u32 = 200;
/// How long a draft may be, in bytes of UTF-8.
pub const DRAFT_LENGTH_MAX: usize = 512 * 1024;
/// How long the name of a draft may be, in bytes of UTF-8.
pub const DRAFT_NAME_MAX: usize = 200;
/// A draft that nobody has touched for so long goes, in microseconds: 30 days.
const KEPT_FOR: i64 = 30 * 24 * 60 * 60 * 1_000_000;

/// A form that somebody left unfinished.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Draft {
    /// Which form, and of what: chosen by the screen.
    pub name: String,
    /// What was typed, as the screen wrote it.
    pub content: String,
}

impl Store {
    /// Keeps what `user` has typed into the form `name`, in place of what was kept of it before.
    ///
    /// # Errors
    /// [`Error::TooLong`] beyond [`DRAFT_LENGTH_MAX`] or [`DRAFT_NAME_MAX`], and where the record
    /// cannot be written.
    pub fn keep_draft(&self, user: Uuid, draft: &Draft) -> Result<(), Error> {
        if draft.content.len() > DRAFT_LENGTH_MAX || draft.name.len() > DRAFT_NAME_MAX {
            return Err(Error::TooLong);
        }
        let now = self.surroundings().now();
        self.apply(|connection, _| {
            connection
                .prepare_cached(
                    "INSERT INTO drafts (user_id, name, content, kept_at) VALUES (?1, ?2, ?3, ?4) \
                     ON CONFLICT (user_id, name) \
                     DO UPDATE SET content = excluded.content, kept_at = excluded.kept_at",
                )?
                .execute(params![user, draft.name, draft.content, now])?;
            connection
                .prepare_cached(
                    "DELETE FROM drafts WHERE user_id = ?1 AND (kept_at < ?2 OR name NOT IN \
                     (SELECT name FROM drafts WHERE user_id = ?1 \
                      ORDER BY kept_at DESC LIMIT ?3))",
                )?
                .execute(params![user, now - KEPT_FOR, DRAFTS_MAX])?;
            Ok(())
        })
    }

    /// Forgets the draft `name` of `user`, as it was saved or thrown away.
    ///
    /// # Errors
    /// [`Error`] where the record cannot be written.
    pub fn drop_draft(&self, user: Uuid, name: &str) -> Result<(), Error> {
        self.apply(|connection, _| {
            connection
                .prepare_cached("DELETE FROM drafts WHERE user_id = ?1 AND name = ?2")?
                .execute(params![user, name])?;
            Ok(())
        })
    }

    /// What `user` has left unfinished on this PC.
    ///
    /// # Errors
    /// [`Error`] where the record cannot be read.
    pub fn drafts(&self, user: Uuid) -> Result<Vec<Draft>, Error> {
        self.read(|reader| {
            reader.rows("SELECT name, content FROM drafts WHERE user_id = ?1 ORDER BY name", [user])
        })
    }
}
