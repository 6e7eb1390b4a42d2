//! How the tray looks: which icon, which lines, and what of its menu can be pressed.

use super::words::{Words, filled};
use crate::Refusal;
use crate::background::{Mode, SyncStatus};
use crate::shell::Shell;

/// Which of the tray's icons is shown.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Sign {
    /// All is well, or there is nothing to say.
    Calm,
    /// Not in contact with the centre.
    Offline,
    /// A person has to decide something.
    Ask,
    /// An alert calls somebody here.
    Alert,
}

/// What the tray shows.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Look {
    /// The icon.
    pub sign: Sign,
    /// How things stand, and below that, where it is so, that this PC should be updated.
    pub lines: Vec<String>,
    /// Whether there is a centre to sync with, and an open record.
    pub can_sync: bool,
    /// Whether somebody is at work.
    pub can_lock: bool,
    /// The words of the menu.
    pub words: Words,
}

impl Shell {
    /// How the tray should look now; nothing before the screens have handed over their words.
    pub fn tray_look(&self) -> Result<Option<Look>, Refusal> {
        let Some(words) = self.desktop.words() else { return Ok(None) };
        let (is_open, at_work) = {
            let inside = self.inside();
            (inside.record.is_some(), inside.session.is_some())
        };
        let status = if is_open { Some(self.sync_status()?) } else { None };
        Ok(Some(look(words, status.as_ref(), self.desktop.calling(), at_work)))
    }
}

/// What calls for a person comes before what is only good to know.
fn look(words: Words, status: Option<&SyncStatus>, alerts: usize, at_work: bool) -> Look {
    let count = |sentence: &str, count: u64| filled(sentence, &[("count", &count.to_string())]);
    let (sign, line) = match status {
        _ if alerts > 0 => (Sign::Alert, count(&words.alerts, alerts as u64)),
        None => (Sign::Calm, words.closed.clone()),
        Some(status) if status.decisions > 0 => {
            (Sign::Ask, count(&words.decisions, status.decisions))
        }
        Some(status) if status.quarantined > 0 => (Sign::Ask, words.attention.clone()),
        Some(status) => match status.mode {
            Mode::StandAlone => (Sign::Calm, words.stand_alone.clone()),
            Mode::Synced => (Sign::Calm, words.synced.clone()),
            Mode::Syncing => (Sign::Calm, words.syncing.clone()),
            Mode::Offline => (Sign::Offline, count(&words.offline, status.waiting)),
            Mode::Attention => (Sign::Ask, words.attention.clone()),
        },
    };
    let mut lines = vec![line];
    if status.is_some_and(|status| status.update_due) {
        lines.push(words.update.clone());
    }
    let can_sync = status.is_some_and(|status| status.mode != Mode::StandAlone);
    Look { sign, lines, can_sync, can_lock: at_work, words }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn words() -> Words {
        Words {
            closed: "closed".to_owned(),
            synced: "synced".to_owned(),
            offline: "offline, {count} wait".to_owned(),
            decisions: "decide {count}".to_owned(),
            alerts: "alerts: {count}".to_owned(),
            update: "update".to_owned(),
            ..Words::default()
        }
    }

    fn status(mode: Mode) -> SyncStatus {
        SyncStatus {
            mode,
            last_contact_at: None,
            waiting: 0,
            oldest_waiting_at: None,
            decisions: 0,
            quarantined: 0,
            bootstrap: None,
            sentence: None,
            update_due: false,
        }
    }

    #[test]
    fn what_calls_for_a_person_comes_first() {
        let mut standing = status(Mode::Offline);
        standing.waiting = 7;
        let shown = |standing: &SyncStatus, alerts| {
            let look = look(words(), Some(standing), alerts, true);
            (look.sign, look.lines.join("/"))
        };
        assert_eq!(shown(&standing, 0), (Sign::Offline, "offline, 7 wait".to_owned()));
        standing.decisions = 2;
        assert_eq!(shown(&standing, 0), (Sign::Ask, "decide 2".to_owned()));
        assert_eq!(shown(&standing, 3), (Sign::Alert, "alerts: 3".to_owned()));
        let calm = SyncStatus { update_due: true, ..status(Mode::Synced) };
        assert_eq!(shown(&calm, 0), (Sign::Calm, "synced/update".to_owned()));
    }

    #[test]
    fn a_closed_record_can_neither_sync_nor_be_locked() {
        let closed = look(words(), None, 0, false);
        assert_eq!((closed.can_sync, closed.can_lock), (false, false));
        assert_eq!(closed.lines, ["closed"]);
        assert!(look(words(), Some(&status(Mode::Synced)), 0, true).can_sync);
        assert!(!look(words(), Some(&status(Mode::StandAlone)), 0, true).can_sync);
    }
}
