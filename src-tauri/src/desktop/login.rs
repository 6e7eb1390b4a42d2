//! Holdfast starts when somebody signs in to the account of this PC.
//!
//! Each data folder has an entry of its own, so that a PC with two clinics starts the one that was
//! asked for.

use std::path::Path;

use auto_launch::{AutoLaunch, AutoLaunchBuilder};

use super::door::folder_name;
use crate::Refusal;
use crate::keychain::Keychain;
use crate::profile::Profile;
use crate::shell::Shell;

impl Shell {
    pub(super) fn starts_at_login(&self) -> Result<bool, Refusal> {
        self.login_entry()?.is_enabled().map_err(|error| unusable(&error))
    }

    pub(super) fn start_at_login(&self, start: bool) -> Result<(), Refusal> {
        let entry = self.login_entry()?;
        let done = if start { entry.enable() } else { entry.disable() };
        done.map_err(|error| unusable(&error))
    }

    fn login_entry(&self) -> Result<AutoLaunch, Refusal> {
        let program = std::env::current_exe().map_err(|error| {
            Refusal::new(format!("Where Holdfast is installed could not be found: {error}"))
        })?;
        let profile = self.profile();
        let own = Profile::own_folder().is_ok_and(|own| own == profile.folder());
        let name = if own {
            "Holdfast".to_owned()
        } else {
            format!("Holdfast {}", folder_name(profile.folder()))
        };
        let secrets = match &self.keychain {
            Keychain::System => None,
            // It is started in another folder then than now.
            Keychain::File(file) => Some(std::path::absolute(file).unwrap_or(file.clone())),
        };
        let arguments = arguments((!own).then(|| profile.folder()), secrets.as_deref());
        AutoLaunchBuilder::new()
            .set_app_name(&name)
            .set_app_path(&program_as_written(&program))
            .set_args(&arguments)
            .build()
            .map_err(|error| unusable(&error))
    }
}

fn unusable(error: &auto_launch::Error) -> Refusal {
    Refusal::new(format!("What this PC starts at login could not be read or changed: {error}"))
}

/// What Holdfast is started with, for the account's usual folder nothing.
fn arguments(folder: Option<&Path>, secrets: Option<&Path>) -> Vec<String> {
    let named = [("--data", folder), ("--device-secret-file", secrets)];
    named
        .into_iter()
        .filter_map(|(name, path)| path.map(|path| [name.to_owned(), as_written(path)]))
        .flatten()
        .collect()
}

/// The path of the program; on Windows the registry takes a command line, not a path.
fn program_as_written(program: &Path) -> String {
    if cfg!(target_os = "macos") { program.display().to_string() } else { as_written(program) }
}

/// A path where it stands among the words of one line, which is so everywhere but on macOS.
fn as_written(path: &Path) -> String {
    let text = path.display().to_string();
    if cfg!(target_os = "macos") {
        text
    } else if cfg!(windows) {
        format!("\"{text}\"")
    } else {
        in_desktop_entry(&text)
    }
}

/// One word of `Exec` by the Desktop Entry Specification: first quoted, then escaped as any string.
fn in_desktop_entry(text: &str) -> String {
    let plain = |letter: char| letter.is_ascii_alphanumeric() || "/._-+".contains(letter);
    if text.chars().all(plain) {
        return text.to_owned();
    }
    let mut word = String::from('"');
    for letter in text.chars() {
        match letter {
            '"' | '`' | '$' => word.extend(['\\', '\\', letter]),
            '\\' => word.push_str("\\\\\\\\"),
            '%' => word.push_str("%%"),
            other => word.push(other),
        }
    }
    word.push('"');
    word
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_folder_with_blanks_and_signs_stays_one_word() {
        assert_eq!(in_desktop_entry("/srv/clinic-2"), "/srv/clinic-2");
        assert_eq!(in_desktop_entry("/srv/two words"), "\"/srv/two words\"");
        assert_eq!(in_desktop_entry("/50% $off"), "\"/50%% \\\\$off\"");
    }

    #[test]
    fn the_usual_folder_needs_no_arguments() {
        assert!(arguments(None, None).is_empty());
        let both = arguments(Some(Path::new("/a")), Some(Path::new("/b")));
        assert_eq!(both.len(), 4);
    }
}
