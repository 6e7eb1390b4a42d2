//! The data folder of one clinic on one PC, and the few settings beside the record.
//!
//! Nothing in `profile.json` is secret and nothing in it is about a patient. The record itself is
//! the store's, the keys are the store's and the keychain's.

use std::collections::BTreeMap;
use std::fs::File;
use std::io::Write as _;
use std::path::{Path, PathBuf};

use fs4::fs_std::FileExt;
use serde::{Deserialize, Serialize};
use store::DATABASE_FILE;
use store::keys::KEY_FILE;
use uuid::Uuid;

use crate::window_settings::WindowSettings;

/// The settings' file name inside the data folder.
pub const PROFILE_FILE: &str = "profile.json";
/// What goes into a backup beside the record, and is no secret: the settings, whose id names the
/// keychain's entry, and where the centre is.
pub(crate) const BESIDE: [&str; 2] = [PROFILE_FILE, LINK_FILE];
const LINK_FILE: &str = "link.json";
const WINDOW_LOCK_FILE: &str = "window.lock";
const IDLE_LOCK_MINUTES: u32 = 10;

/// Why the data folder cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum ProfileError {
    /// The operating system names no folder for programs' data.
    #[error(
        "This account has no home folder, so Holdfast does not know where to keep its record. Say where with --data DIR."
    )]
    NoHome,
    /// The settings cannot be understood.
    #[error(
        "The settings of this data folder are damaged (profile.json). Nothing was changed. Put the file back from a backup of the data folder."
    )]
    Damaged,
    /// Another window works on the folder.
    #[error(
        "Holdfast is already open on this data folder. Use the window that is open, or close it first."
    )]
    WindowOpen,
    /// The file system refused.
    #[error("The data folder cannot be used: {0}")]
    Io(#[from] std::io::Error),
}

impl From<ProfileError> for crate::Refusal {
    fn from(error: ProfileError) -> Self {
        Self::new(error.to_string())
    }
}

/// The data folder with its settings.
#[derive(Clone, Debug)]
pub struct Profile {
    folder: PathBuf,
    trouble: Option<String>,
    /// What stands in `profile.json`, or would.
    pub settings: Settings,
}

/// What stands in `profile.json`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Settings {
    /// Names this folder's entry in the keychain.
    pub id: Uuid,
    /// Minutes without a sign of life before the session locks.
    #[serde(default = "idle_lock_minutes")]
    pub idle_lock_minutes: u32,
    /// Where printed documents are saved; the account's documents folder where nothing is said.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub documents: Option<PathBuf>,
    /// How this PC's window looks and speaks.
    #[serde(default)]
    pub window: WindowSettings,
    /// Whether closing the window leaves Holdfast at work in the tray.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub keep_running: bool,
    /// The printer of each kind of paper, by the kind's name; a kind without one is saved and opened.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub printers: BTreeMap<String, String>,
    /// Set while a record is being made for the first time. A folder that still says so after a
    /// crash holds nothing that anybody has worked with.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub setting_up: bool,
    /// Whose password is just being changed: the key file may have the new one before the record.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub changing_password: Option<Uuid>,
    /// Set when this PC's secret was made anew: the wrappings of before no longer open.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub slots_lost: bool,
    /// Set when this PC has heard that it was revoked: nobody works here any more.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub revoked: bool,
}

impl Settings {
    /// Those of a new folder.
    fn new() -> Self {
        Self {
            id: Uuid::new_v4(),
            idle_lock_minutes: IDLE_LOCK_MINUTES,
            documents: None,
            window: WindowSettings::default(),
            keep_running: false,
            printers: BTreeMap::new(),
            setting_up: false,
            changing_password: None,
            slots_lost: false,
            revoked: false,
        }
    }
}

fn idle_lock_minutes() -> u32 {
    IDLE_LOCK_MINUTES
}

/// What lies in the data folder.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Contents {
    /// Nothing of ours.
    Empty,
    /// A record with its key file.
    Record,
    /// A record whose key file is gone.
    RecordWithoutKeys,
    /// A key file whose record is gone.
    KeysWithoutRecord,
}

impl Profile {
    /// The profile in `folder`, or in the account's usual place. Writes nothing.
    pub fn at(folder: Option<PathBuf>) -> Result<Self, ProfileError> {
        let folder = match folder {
            Some(folder) => std::path::absolute(folder)?,
            None => Self::own_folder()?,
        };
        let settings = match std::fs::read(folder.join(PROFILE_FILE)) {
            Ok(bytes) => serde_json::from_slice(&bytes).map_err(|_| ProfileError::Damaged)?,
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => Settings::new(),
            Err(error) => return Err(error.into()),
        };
        Ok(Self { folder, trouble: None, settings })
    }

    /// The account's usual place.
    pub fn own_folder() -> Result<PathBuf, ProfileError> {
        let folders = directories::ProjectDirs::from("org", "Holdfast", "Holdfast");
        Ok(folders.ok_or(ProfileError::NoHome)?.data_local_dir().to_owned())
    }

    /// As [`Profile::at`], for a window: what is wrong is kept to be shown there, since nobody
    /// reads a terminal behind a window.
    pub fn for_window(folder: Option<PathBuf>) -> Result<Self, ProfileError> {
        match Self::at(folder.clone()) {
            Err(error @ (ProfileError::Damaged | ProfileError::Io(_))) => Ok(Self {
                folder: folder.map(std::path::absolute).transpose()?.unwrap_or_default(),
                trouble: Some(error.to_string()),
                settings: Settings::new(),
            }),
            other => other,
        }
    }

    /// Why the folder's settings cannot be used, where that is so.
    pub fn trouble(&self) -> Option<&str> {
        self.trouble.as_deref()
    }

    /// The data folder.
    pub fn folder(&self) -> &Path {
        &self.folder
    }

    /// Makes the data folder, for its own account alone.
    fn make_folder(&self) -> Result<(), ProfileError> {
        Ok(store::make_private_folder(&self.folder)?)
    }

    /// Writes the settings, whole or not at all.
    pub fn save(&self) -> Result<(), ProfileError> {
        self.make_folder()?;
        let text = serde_json::to_vec_pretty(&self.settings).map_err(|_| ProfileError::Damaged)?;
        let mut file = tempfile::NamedTempFile::new_in(&self.folder)?;
        file.write_all(&text)?;
        file.as_file().sync_all()?;
        file.persist(self.folder.join(PROFILE_FILE)).map_err(|error| error.error)?;
        Ok(())
    }

    /// What lies in the folder now.
    pub fn contents(&self) -> Contents {
        let record = self.folder.join(DATABASE_FILE).exists();
        let keys = self.folder.join(KEY_FILE).exists();
        match (record, keys) {
            _ if self.settings.setting_up => Contents::Empty,
            (false, false) => Contents::Empty,
            (true, true) => Contents::Record,
            (true, false) => Contents::RecordWithoutKeys,
            (false, true) => Contents::KeysWithoutRecord,
        }
    }

    /// Begins a first record: notes that one is being made, and moves what an interrupted
    /// beginning left out of the way.
    pub fn begin_setting_up(&mut self) -> Result<(), ProfileError> {
        self.make_folder()?;
        if self.settings.setting_up {
            let aside =
                tempfile::Builder::new().prefix("unfinished-").tempdir_in(&self.folder)?.keep();
            for name in [DATABASE_FILE, "holdfast.db-wal", "holdfast.db-shm", KEY_FILE, LINK_FILE] {
                let file = self.folder.join(name);
                if file.exists() {
                    std::fs::rename(file, aside.join(name))?;
                }
            }
            // The keychain's entry of that beginning stays under its old name.
            self.settings.id = Uuid::new_v4();
        }
        self.settings.setting_up = true;
        self.save()
    }

    /// Says that the record is complete.
    pub fn finish_setting_up(&mut self) -> Result<(), ProfileError> {
        self.settings.setting_up = false;
        self.save()
    }

    /// Where documents are saved: the folder that was chosen, or `Holdfast` in the account's
    /// documents.
    pub fn documents(&self) -> PathBuf {
        let account = || {
            let folders = directories::UserDirs::new()?;
            let documents = folders.document_dir().unwrap_or(folders.home_dir()).to_owned();
            Some(documents.join("Holdfast"))
        };
        self.settings
            .documents
            .clone()
            .or_else(account)
            .unwrap_or_else(|| self.folder.join("documents"))
    }

    /// Takes the folder for one window, until the lock is dropped. A script may still use the
    /// record while nobody has it open in the window.
    pub fn lock_for_window(&self) -> Result<WindowLock, ProfileError> {
        self.make_folder()?;
        let file = File::options()
            .create(true)
            .truncate(false)
            .write(true)
            .open(self.folder.join(WINDOW_LOCK_FILE))?;
        if FileExt::try_lock_exclusive(&file)? {
            Ok(WindowLock { _file: file })
        } else {
            Err(ProfileError::WindowOpen)
        }
    }
}

/// Held by the one window of a data folder.
#[derive(Debug)]
pub struct WindowLock {
    _file: File,
}
