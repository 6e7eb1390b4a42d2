//! How this PC's window looks and speaks: language, colours, size of letters, sound, where the PC
//! stands. The web view keeps nothing on the disk, so this stands in the profile's settings, where
//! nothing is secret and nothing about a patient.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::Refusal;
use crate::shell::Shell;

/// How long the name of a room may be, in characters.
const ROOM_MAX: usize = 100;

/// What is kept between two starts of the window.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct WindowSettings {
    /// What the sign-in screen speaks, as a BCP 47 tag; the PC's own language where nothing is said.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub language: Option<String>,
    /// What each of the staff has chosen to read.
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    pub languages: BTreeMap<Uuid, String>,
    /// Light or dark; as the PC where nothing is said.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub color_scheme: Option<ColorScheme>,
    /// How large the letters are, in percent.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub text_size: Option<u16>,
    /// Whether patients sign in here.
    pub kiosk: bool,
    /// The room where this PC always stands.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub room: Option<String>,
    /// Whether alerts make no sound here.
    pub alerts_muted: bool,
}

/// The colours of the screens.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ColorScheme {
    /// Dark on light.
    Light,
    /// Light on dark.
    Dark,
    /// As the PC's other programs.
    Auto,
}

/// What the window shall be from now on; what is not said stays.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub struct Choice {
    /// For whoever is signed in; on the sign-in screen for everybody who has chosen nothing.
    pub language: Option<String>,
    /// Light, dark, or as the PC.
    pub color_scheme: Option<ColorScheme>,
    /// In percent, from 100 to 200.
    pub text_size: Option<u16>,
    /// Whether patients sign in here.
    pub kiosk: Option<bool>,
    /// Empty where the PC stands nowhere in particular.
    pub room: Option<String>,
    /// Whether alerts make no sound here.
    pub alerts_muted: Option<bool>,
}

/// The settings as the window needs them.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Shown {
    /// What whoever is signed in has chosen, else the PC's.
    pub language: Option<String>,
    /// Light, dark, or as the PC.
    pub color_scheme: ColorScheme,
    /// In percent.
    pub text_size: u16,
    /// Whether patients sign in here.
    pub kiosk: bool,
    /// The room where this PC always stands.
    pub room: Option<String>,
    /// Whether alerts make no sound here.
    pub alerts_muted: bool,
}

impl Shell {
    /// How the window looks and speaks, to whoever is in front of it.
    pub fn window_settings(&self) -> Shown {
        let kept = self.profile().settings.window;
        let own = self.inside().session.and_then(|session| kept.languages.get(&session.user));
        Shown {
            language: own.cloned().or(kept.language),
            color_scheme: kept.color_scheme.unwrap_or(ColorScheme::Auto),
            text_size: kept.text_size.unwrap_or(100),
            kiosk: kept.kiosk,
            room: kept.room,
            alerts_muted: kept.alerts_muted,
        }
    }

    /// Changes what was chosen and keeps it for the next start.
    ///
    /// # Errors
    /// Where a value is none that a window can have, or the settings cannot be written.
    pub fn choose_for_window(&self, choice: Choice) -> Result<Shown, Refusal> {
        check(&choice)?;
        let user = self.inside().session.map(|session| session.user);
        self.change_profile(|profile| {
            let kept = &mut profile.settings.window;
            if let Some(language) = choice.language {
                // Whoever uses a kiosk leaves nothing behind, not even their language.
                match user {
                    _ if kept.kiosk => {}
                    Some(user) => {
                        kept.languages.insert(user, language.clone());
                        kept.language.get_or_insert(language);
                    }
                    None => kept.language = Some(language),
                }
            }
            kept.color_scheme = choice.color_scheme.or(kept.color_scheme);
            kept.text_size = choice.text_size.or(kept.text_size);
            kept.kiosk = choice.kiosk.unwrap_or(kept.kiosk);
            kept.alerts_muted = choice.alerts_muted.unwrap_or(kept.alerts_muted);
            if let Some(room) = choice.room {
                let room = room.trim();
                kept.room = (!room.is_empty()).then(|| room.to_owned());
            }
            // Settings that could not be read are put back by a person, never written over.
            if profile.trouble().is_some() { Ok(()) } else { profile.save() }
        })?;
        Ok(self.window_settings())
    }
}

fn check(choice: &Choice) -> Result<(), Refusal> {
    if choice.language.as_deref().is_some_and(|tag| !is_language_tag(tag)) {
        return Err(Refusal::about("language", "This is no language that Holdfast speaks."));
    }
    if choice.text_size.is_some_and(|size| !(100..=200).contains(&size)) {
        return Err(Refusal::about("text_size", "Letters are from 100 to 200 percent large."));
    }
    if choice.room.as_deref().is_some_and(|room| room.chars().count() > ROOM_MAX) {
        return Err(Refusal::about("room", "A room's name has 100 characters at most."));
    }
    Ok(())
}

/// Whether `tag` has the form of BCP 47, such as `es` or `pt-BR`. Which languages there are the
/// screens know.
fn is_language_tag(tag: &str) -> bool {
    let mut parts = tag.split('-');
    let language = parts.next().unwrap_or_default();
    let is_part = |part: &str, shortest: usize| {
        (shortest..=8).contains(&part.len())
            && part.bytes().all(|byte| byte.is_ascii_alphanumeric())
    };
    tag.len() <= 35
        && is_part(language, 2)
        && language.bytes().all(|byte| byte.is_ascii_lowercase())
        && parts.all(|part| is_part(part, 1))
}
