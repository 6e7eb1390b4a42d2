//! What Holdfast does outside its window, and what a PC is told once: alerts that reach whoever is
//! signed in, links into the record, the tray's words, the start at login, one window per folder.
//!
//! It decides; drawing the tray and showing a notification is the window's.

mod door;
mod link;
mod login;
mod notices;
mod tray;
mod words;

use std::collections::BTreeSet;
use std::sync::Mutex;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};

use serde::{Deserialize, Serialize};
use uuid::Uuid;

pub use door::{Arrival, Door, knock};
pub use link::{LINK_MAX, Link, LinkTrouble};
pub use notices::{Notice, Said};
pub use tray::{Look, Sign};
pub use words::Words;

use crate::Refusal;
use crate::shell::{Event, Shell, unpoisoned};

/// What the shell remembers of it while it runs.
#[derive(Default)]
pub(crate) struct Desktop {
    words: Mutex<Option<Words>>,
    /// Whom which alert was told to, at which step of escalation.
    told: Mutex<BTreeSet<(Uuid, Uuid, i64)>>,
    calling: AtomicUsize,
    opened: Mutex<Option<Result<Link, LinkTrouble>>>,
    has_tray: AtomicBool,
}

impl Desktop {
    pub(crate) fn words(&self) -> Option<Words> {
        unpoisoned(self.words.lock()).clone()
    }

    /// How many alerts call whoever is at work.
    fn calling(&self) -> usize {
        self.calling.load(Ordering::Relaxed)
    }
}

/// What is set for this PC alone.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub struct ThisPc {
    /// Whether closing the window leaves Holdfast at work in the tray.
    pub keep_running: bool,
    /// Whether this desktop has a tray for it.
    pub has_tray: bool,
    /// Whether Holdfast starts when the account of this PC signs in.
    pub start_at_login: bool,
}

/// What is to be set otherwise; what is not named stays.
#[derive(Clone, Copy, Debug, Default, Deserialize)]
pub struct ChangeThisPc {
    /// As in [`ThisPc`].
    pub keep_running: Option<bool>,
    /// As in [`ThisPc`].
    pub start_at_login: Option<bool>,
}

/// A link that was opened, or why it leads nowhere; both empty where none was.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Opened {
    /// Where it leads.
    pub link: Option<Link>,
    /// Why it leads nowhere.
    pub sentence: Option<String>,
}

impl Shell {
    /// Takes over the words that the screens have for tray and notifications.
    pub(crate) fn take_words(&self, words: Words) {
        *unpoisoned(self.desktop.words.lock()) = Some(words);
        (self.listener)(Event::WordsChanged);
    }

    /// What is set for this PC.
    pub fn this_pc(&self) -> Result<ThisPc, Refusal> {
        self.require_staff()?;
        Ok(ThisPc {
            keep_running: self.profile().settings.keep_running,
            has_tray: self.desktop.has_tray.load(Ordering::Relaxed),
            start_at_login: self.starts_at_login()?,
        })
    }

    /// Sets it otherwise.
    pub fn change_this_pc(&self, change: ChangeThisPc) -> Result<ThisPc, Refusal> {
        self.require_staff()?;
        if let Some(keep_running) = change.keep_running {
            self.change_profile(|profile| {
                profile.settings.keep_running = keep_running;
                profile.save()
            })?;
        }
        if let Some(start) = change.start_at_login {
            self.start_at_login(start)?;
        }
        self.this_pc()
    }

    /// The window says whether there is a tray.
    pub fn note_tray(&self, is_there: bool) {
        self.desktop.has_tray.store(is_there, Ordering::Relaxed);
    }

    /// Whether Holdfast goes on when its window is closed. Without a tray nobody could end it.
    pub fn stays_when_closed(&self) -> bool {
        self.profile().settings.keep_running && self.desktop.has_tray.load(Ordering::Relaxed)
    }

    /// Keeps what a link leads to until a member of staff is at work, and says so to the window. A
    /// later link takes the place of one that waits.
    pub fn open_link(&self, text: &str) {
        self.keep_link(Link::parse(text));
    }

    /// As [`Shell::open_link`], for an alert whose notification was pressed.
    pub fn open_alert(&self, alert: Uuid) {
        self.keep_link(Ok(Link::Alert { id: alert }));
    }

    fn keep_link(&self, link: Result<Link, LinkTrouble>) {
        *unpoisoned(self.desktop.opened.lock()) = Some(link);
        (self.listener)(Event::LinkOpened);
    }

    /// The link that waits, once.
    pub fn opened(&self) -> Result<Opened, Refusal> {
        self.require_staff()?;
        Ok(match unpoisoned(self.desktop.opened.lock()).take() {
            None => Opened::default(),
            Some(Ok(link)) => Opened { link: Some(link), sentence: None },
            Some(Err(trouble)) => Opened { link: None, sentence: Some(trouble.to_string()) },
        })
    }
}
