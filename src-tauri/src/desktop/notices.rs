//! Which alert is said outside the window, to whom, and once.
//!
//! A notification may be read by whoever passes by, and stays on the screen over a locked session. So
//! nothing that somebody typed is in it, and where an alert names a patient, no place either.

use std::sync::atomic::Ordering;

use clinic::alerts::calling::{Calling, calling};
use store::Store;
use uuid::Uuid;

use super::words::{Words, filled};
use crate::rounds::has_open_alerts;
use crate::shell::{Event, Shell, unpoisoned};

/// An alert that calls somebody here.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Notice {
    /// It calls whoever is at work.
    Calls {
        /// The alert.
        alert: Uuid,
        /// Its kind, as the catalog has it.
        kind: String,
        /// The department; nothing where a patient is named.
        place: Option<String>,
        /// 1 is the most urgent.
        urgency: i64,
    },
    /// It calls somebody who has locked the screen.
    BehindLock,
}

/// A notice in words.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Said {
    /// The large line.
    pub title: String,
    /// The line below it.
    pub text: String,
}

impl From<Calling> for Notice {
    fn from(calling: Calling) -> Self {
        let place = calling.department.filter(|_| !calling.names_a_patient);
        Self::Calls { alert: calling.id, kind: calling.kind, place, urgency: calling.urgency }
    }
}

impl Notice {
    /// The notice in the language of the screens.
    pub fn said(&self, words: &Words) -> Said {
        let (kind, place) = match self {
            Self::BehindLock => {
                return Said { title: words.alert_locked.clone(), text: String::new() };
            }
            Self::Calls { kind, place, .. } => (words.kinds.get(kind), place),
        };
        let title = match (kind, place) {
            (Some(kind), Some(place)) => {
                filled(&words.alert_at, &[("kind", kind), ("place", place)])
            }
            (Some(kind), None) => kind.clone(),
            // A kind that is newer than this version.
            (None, _) => return Said { title: words.alert_title.clone(), text: String::new() },
        };
        Said { title, text: words.alert_title.clone() }
    }

    /// Whether it should stay until somebody has seen it.
    pub fn is_urgent(&self) -> bool {
        match self {
            Self::Calls { urgency, .. } => *urgency <= 2,
            Self::BehindLock => true,
        }
    }
}

impl Shell {
    /// Looks which alerts call somebody who has signed in here, and says those that were not said
    /// yet at their step of escalation. The window calls it whenever alerts changed, and by its
    /// clock, since a shift begins without anything being written.
    pub fn notice_alerts(&self) {
        let (Some(store), here) = self.who_is_here() else {
            self.desktop.calling.store(0, Ordering::Relaxed);
            return;
        };
        if !has_open_alerts(&store) {
            self.desktop.calling.store(0, Ordering::Relaxed);
            return;
        }
        let at_work = self.inside().session.map(|session| session.user);
        let Some(user) = at_work else {
            // Whom exactly it calls is not said over a locked screen, and not told again once that
            // person is back: the banner shows it then.
            self.desktop.calling.store(0, Ordering::Relaxed);
            let news: Vec<bool> =
                here.iter().map(|user| !self.news_for(&store, *user).1.is_empty()).collect();
            if news.contains(&true) {
                (self.listener)(Event::Alert(Notice::BehindLock));
            }
            return;
        };
        let (all, news) = self.news_for(&store, user);
        self.desktop.calling.store(all, Ordering::Relaxed);
        for call in news {
            (self.listener)(Event::Alert(call.into()));
        }
    }

    /// How many alerts call `user`, and those among them that were not told yet.
    fn news_for(&self, store: &Store, user: Uuid) -> (usize, Vec<Calling>) {
        let calls = match calling(store, user) {
            Ok(calls) => calls,
            Err(refused) => {
                tracing::warn!(%refused, "whom alerts call could not be read");
                return (0, Vec::new());
            }
        };
        let mut told = unpoisoned(self.desktop.told.lock());
        let all = calls.len();
        let is_new = |call: &Calling| told.insert((user, call.id, call.level));
        (all, calls.into_iter().filter(is_new).collect())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn words() -> Words {
        Words {
            alert_title: "An alert calls you".to_owned(),
            alert_at: "{kind}, {place}".to_owned(),
            alert_locked: "An alert is open".to_owned(),
            kinds: [("cardiac_arrest".to_owned(), "Cardiac arrest".to_owned())].into(),
            ..Words::default()
        }
    }

    fn call(names_a_patient: bool, kind: &str) -> Notice {
        Notice::from(Calling {
            id: Uuid::nil(),
            kind: kind.to_owned(),
            urgency: 1,
            level: 0,
            department: Some("Ward 2".to_owned()),
            names_a_patient,
        })
    }

    #[test]
    fn kind_and_place_are_said_and_no_place_where_a_patient_is_named() {
        let title = |notice: Notice| notice.said(&words()).title;
        assert_eq!(title(call(false, "cardiac_arrest")), "Cardiac arrest, Ward 2");
        assert_eq!(title(call(true, "cardiac_arrest")), "Cardiac arrest");
        assert_eq!(title(call(false, "of_a_later_version")), "An alert calls you");
        assert_eq!(title(Notice::BehindLock), "An alert is open");
    }

    #[test]
    fn only_what_can_wait_goes_away_by_itself() {
        assert!(call(false, "fire").is_urgent());
        assert!(Notice::BehindLock.is_urgent());
        let Notice::Calls { alert, kind, place, .. } = call(false, "stock") else { panic!() };
        assert!(!Notice::Calls { alert, kind, place, urgency: 4 }.is_urgent());
    }
}
