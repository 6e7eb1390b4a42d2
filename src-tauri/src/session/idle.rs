//! The session locks when nobody touches the PC, and ends after 24 hours in any case.
//!
//! Signs of life come from the window (keys, pointer) and not from calls: a screen that refetches
//! because the centre sent something is not a person. A clock that is put back lengthens nothing.

use uuid::Uuid;

use crate::Refusal;
use crate::shell::{DAY, Event, MINUTE, Shell};

impl Shell {
    /// Somebody touched the PC.
    pub fn alive(&self) {
        self.expire();
        let now = self.now();
        if let Some(session) = self.inside_mut().session.as_mut() {
            session.alive_at = session.alive_at.max(now);
        }
    }

    /// The person of the open session; without one, a refusal that the window answers with the
    /// sign-in screen.
    pub fn signed_in(&self) -> Result<Uuid, Refusal> {
        self.expire();
        self.inside().session.map(|session| session.user).ok_or_else(Refusal::locked)
    }

    /// Locks a session that is idle or too old, and closes a record that has been without a
    /// person for 24 hours. Called before every answer and by the window's clock.
    pub fn expire(&self) {
        self.follow_revocation();
        let idle_max = i64::from(self.profile().settings.idle_lock_minutes) * MINUTE;
        let (now, session) = {
            // The clock is looked at by one after the other, or a slow one would see it go back.
            let mut inside = self.inside_mut();
            let now = self.now();
            inside.follow_clock(now);
            (now, inside.session)
        };
        if let Some(session) = session {
            let idle = idle_max > 0 && now - session.alive_at >= idle_max;
            let over = now - session.began_at >= DAY;
            if over || idle {
                self.end_session(if over { "expired" } else { "locked" });
                // Whatever is on the screen must go: the frame asks for the session's state anew.
                (self.listener)(Event::TablesChanged(vec!["users"]));
            }
        }
        let nobody = {
            let mut inside = self.inside_mut();
            let at_work = inside.session.map(|session| session.user);
            // While somebody is just signing in the record is open and nobody is in here yet.
            let somebody = !inside.signed_in.is_empty();
            inside.signed_in.retain(|user, since| Some(*user) == at_work || now - *since < DAY);
            somebody && inside.signed_in.is_empty()
        };
        if nobody {
            self.close_record();
        }
    }
}
