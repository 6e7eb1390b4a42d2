//! Leaving: for a moment (lock) or for good (sign out).

use store::{Cells, Security};

use super::SessionState;
use crate::Refusal;
use crate::shell::Shell;

impl Shell {
    /// Closes the person's session. The record stays open for sync.
    pub fn lock(&self) -> Result<SessionState, Refusal> {
        let _verb = self.verb();
        self.end_session("locked");
        self.state()
    }

    /// Closes the person's session, and the record when nobody else has stayed signed in.
    pub fn sign_out(&self) -> Result<SessionState, Refusal> {
        let _verb = self.verb();
        let left = self.end_session("logout");
        let nobody = {
            let mut inside = self.inside_mut();
            if let Some(user) = left {
                inside.signed_in.remove(&user);
            }
            inside.signed_in.is_empty()
        };
        if nobody {
            self.close_record();
        }
        self.state()
    }

    /// Ends the session, if there is one, and says so in the record.
    pub(crate) fn end_session(&self, reason: &'static str) -> Option<uuid::Uuid> {
        self.open_images.close();
        let session = self.inside_mut().session.take()?;
        let Some(store) = self.store() else { return Some(session.user) };
        let noted = store.write(session.user, "session.end", |write| -> Result<(), store::Error> {
            let ended = Cells::new().set("ended_at", write.now()).set("end_reason", reason);
            write.update("user_sessions", session.id, None, ended)?;
            write.audit("logout", Some("users"), Some(session.user), None, Some(reason))?;
            match reason {
                "logout" => write.note_security(Security::of("sign_out")),
                "expired" => write.note_security(Security::of("session_expired")),
                // A locked screen is no leaving; the session's row says it.
                _ => Ok(()),
            }
        });
        if let Err(error) = noted {
            // The session is over whether or not it could be written down.
            tracing::warn!(%error, "the end of a session was not written down");
        }
        Some(session.user)
    }
}
