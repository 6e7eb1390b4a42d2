//! What tray and notifications say, in the language of the screens.
//!
//! Sentences live in the screens' message files and nowhere else, so the screens hand over what is
//! said outside the window. Where a number belongs the sentence has `{count}`; it is worded so that no
//! plural depends on it.

use std::collections::BTreeMap;

use serde::Deserialize;

/// All words outside the window.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
pub struct Words {
    /// The tray's line that shows the window.
    pub open: String,
    /// The tray's line that syncs now.
    pub sync_now: String,
    /// The tray's line that locks the screen.
    pub lock: String,
    /// The tray's line that ends Holdfast.
    pub quit: String,
    /// Nobody is signed in, and the record is closed.
    pub closed: String,
    /// There is no centre.
    pub stand_alone: String,
    /// In contact, and everything has moved.
    pub synced: String,
    /// Moving changes.
    pub syncing: String,
    /// Not in contact, with the changes that wait: `{count}`.
    pub offline: String,
    /// Somebody has to look at sync.
    pub attention: String,
    /// Conflicts that wait for a person: `{count}`.
    pub decisions: String,
    /// Alerts that call whoever is signed in: `{count}`.
    pub alerts: String,
    /// The centre has a later version than this PC.
    pub update: String,
    /// Over a notification of an alert.
    pub alert_title: String,
    /// What and where, of an alert: `{kind}`, `{place}`.
    pub alert_at: String,
    /// An alert is open while the screen is locked.
    pub alert_locked: String,
    /// The kinds of alerts.
    pub kinds: BTreeMap<String, String>,
}

/// A sentence with its places filled.
pub(super) fn filled(sentence: &str, places: &[(&str, &str)]) -> String {
    places.iter().fold(sentence.to_owned(), |text, (name, value)| {
        text.replace(&format!("{{{name}}}"), value)
    })
}
