//! What proves this PC: its secret half of every password wrapping, and its signing key. Both
//! live in the operating system's keychain under the profile's id. Beside them it remembers how often
//! the record was opened, so that an older copy of the data folder, or another PC's, is noticed.
//!
//! A PC without a keychain (a server that runs scripts) may keep them in a file that only its own
//! account can read; it is named by `--device-secret-file` or `HOLDFAST_DEVICE_SECRET_FILE` and
//! never chosen by itself. Nothing in here replaces what is there.

use std::collections::BTreeMap;
use std::fs::File;
use std::io::Write as _;
use std::path::{Path, PathBuf};

use fs4::fs_std::FileExt;
use keyring::{Entry, Error};
use store::Opening;
use uuid::Uuid;
use zeroize::{Zeroize, ZeroizeOnDrop, Zeroizing};

const SERVICE: &str = "Holdfast";
const LENGTH: usize = 64;

/// What proves this PC. Erased from memory when dropped.
#[derive(Clone, Zeroize, ZeroizeOnDrop)]
pub struct DeviceSecrets {
    /// Half of every password's wrapping of the database key.
    pub wrapping: [u8; 32],
    /// The seed of the Ed25519 key that signs changesets and proves the PC to its centre.
    pub signing_seed: [u8; 32],
}

impl std::fmt::Debug for DeviceSecrets {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("DeviceSecrets")
    }
}

impl DeviceSecrets {
    fn generate() -> Result<Self, KeychainError> {
        let mut secrets = Self { wrapping: [0; 32], signing_seed: [0; 32] };
        getrandom::fill(&mut secrets.wrapping).map_err(|_| KeychainError::NoRandomness)?;
        getrandom::fill(&mut secrets.signing_seed).map_err(|_| KeychainError::NoRandomness)?;
        Ok(secrets)
    }

    fn to_bytes(&self) -> Zeroizing<Vec<u8>> {
        Zeroizing::new([self.wrapping, self.signing_seed].concat())
    }

    fn from_bytes(bytes: &[u8]) -> Result<Self, KeychainError> {
        let (wrapping, signing_seed) =
            bytes.split_at_checked(LENGTH / 2).ok_or(KeychainError::Damaged)?;
        Ok(Self {
            wrapping: wrapping.try_into().map_err(|_| KeychainError::Damaged)?,
            signing_seed: signing_seed.try_into().map_err(|_| KeychainError::Damaged)?,
        })
    }
}

/// Why the PC's secrets could not be had.
#[derive(Debug, thiserror::Error)]
pub enum KeychainError {
    /// No keychain answers.
    #[error(
        "The keychain of this PC cannot be reached, and without it the record stays closed. Sign in to the desktop in the usual way (on Linux, a keyring such as GNOME Keyring or KWallet must be running), then start Holdfast again. The record is safe and untouched."
    )]
    Unreachable,
    /// The keychain is there and locked.
    #[error(
        "The keychain of this PC is locked, and without it the record stays closed. Unlock it with the password of this PC's account, then try again. The record is safe and untouched."
    )]
    Locked,
    /// The keychain holds nothing for this data folder.
    #[error(
        "The keychain of this PC holds no key for this data folder: the folder comes from another PC, or the keychain was made new. Choose Forgotten password and use the clinic's recovery key; the record is safe and untouched."
    )]
    Absent,
    /// It holds something for this folder already.
    #[error(
        "The keychain of this PC already holds a key for this data folder, and Holdfast never replaces one. Choose an empty data folder."
    )]
    Present,
    /// What it holds is not ours.
    #[error(
        "What the keychain of this PC holds for this data folder cannot be used. Choose Forgotten password and use the clinic's recovery key."
    )]
    Damaged,
    /// The file can be read by others.
    #[error(
        "The device secret file {0} can be read by other accounts. Let only its owner read it (chmod 600), then try again."
    )]
    Exposed(PathBuf),
    /// The file system refused the file.
    #[error("The device secret file cannot be used: {0}")]
    File(#[from] std::io::Error),
    /// The operating system gives no randomness.
    #[error("The operating system of this PC gives no random numbers, so no key can be made.")]
    NoRandomness,
    /// Something else.
    #[error("The keychain of this PC refused ({0}). The record is safe and untouched.")]
    Refused(String),
}

impl From<KeychainError> for crate::Refusal {
    fn from(error: KeychainError) -> Self {
        Self::new(error.to_string())
    }
}

/// Where the PC's secrets are kept.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Keychain {
    /// In the operating system's keychain.
    System,
    /// In a file that only its owner may read; one file serves several data folders.
    File(PathBuf),
}

impl Keychain {
    /// The keychain, or the file where one was named.
    pub fn or_file(file: Option<PathBuf>) -> Self {
        file.map_or(Self::System, Self::File)
    }

    /// The secrets of `profile`.
    pub fn load(&self, profile: Uuid) -> Result<DeviceSecrets, KeychainError> {
        let bytes = match self {
            Self::System => {
                let secret = entry(profile)?.get_secret();
                Zeroizing::new(secret.map_err(|error| spoken(&error))?)
            }
            Self::File(path) => read_file(path, profile)?,
        };
        DeviceSecrets::from_bytes(&bytes)
    }

    /// Makes and keeps new secrets for `profile`. Refuses where there are some, and reads back
    /// what it wrote before anything may depend on it.
    pub fn create(&self, profile: Uuid) -> Result<DeviceSecrets, KeychainError> {
        match self.load(profile) {
            Err(KeychainError::Absent) => {}
            Ok(_) | Err(KeychainError::Damaged) => return Err(KeychainError::Present),
            Err(error) => return Err(error),
        }
        let secrets = DeviceSecrets::generate()?;
        match self {
            Self::System => {
                entry(profile)?.set_secret(&secrets.to_bytes()).map_err(|error| spoken(&error))?
            }
            Self::File(path) => {
                let content = Zeroizing::new(data_encoding::BASE64.encode(&secrets.to_bytes()));
                change_file(path, |entries| {
                    entries.insert(profile, content);
                })?
            }
        }
        let kept = self.load(profile)?;
        if kept.to_bytes() == secrets.to_bytes() { Ok(kept) } else { Err(KeychainError::Damaged) }
    }

    /// Removes the secrets of `profile`, and what is remembered of it; that there is nothing is no
    /// error.
    pub fn destroy(&self, profile: Uuid) -> Result<(), KeychainError> {
        for name in [profile, openings(profile)] {
            match self {
                Self::System => match entry(name)?.delete_credential() {
                    Err(error) if !matches!(error, Error::NoEntry) => return Err(spoken(&error)),
                    _ => {}
                },
                Self::File(path) => change_file(path, |entries| {
                    entries.remove(&name);
                })?,
            }
        }
        Ok(())
    }

    /// The last opening of the record of `profile` on this PC; `None` where there was none.
    pub fn last_opening(&self, profile: Uuid) -> Result<Option<Opening>, KeychainError> {
        let read = match self {
            Self::System => entry(openings(profile))?
                .get_secret()
                .map(Zeroizing::new)
                .map_err(|error| spoken(&error)),
            Self::File(path) => read_file(path, openings(profile)),
        };
        let bytes = match read {
            Err(KeychainError::Absent) => return Ok(None),
            read => read?,
        };
        let (incarnation, number) = bytes.split_first_chunk().ok_or(KeychainError::Damaged)?;
        Ok(Some(Opening {
            incarnation: u32::from_be_bytes(*incarnation),
            number: u64::from_be_bytes(number.try_into().map_err(|_| KeychainError::Damaged)?),
        }))
    }

    /// Remembers an opening of the record of `profile`, in place of the one before. It is an entry of
    /// its own: the secrets are never written a second time.
    pub fn remember_opening(&self, profile: Uuid, opening: Opening) -> Result<(), KeychainError> {
        let bytes =
            [opening.incarnation.to_be_bytes().as_slice(), &opening.number.to_be_bytes()].concat();
        match self {
            Self::System => {
                entry(openings(profile))?.set_secret(&bytes).map_err(|error| spoken(&error))
            }
            Self::File(path) => change_file(path, |entries| {
                let content = Zeroizing::new(data_encoding::BASE64.encode(&bytes));
                entries.insert(openings(profile), content);
            }),
        }
    }

    /// Whether the keychain answers at all; what it holds does not matter.
    pub fn check(&self, profile: Uuid) -> Result<(), KeychainError> {
        match self.load(profile) {
            Ok(_) | Err(KeychainError::Absent | KeychainError::Damaged) => Ok(()),
            Err(error) => Err(error),
        }
    }
}

/// Names the entry of how often the record of `profile` was opened.
fn openings(profile: Uuid) -> Uuid {
    Uuid::new_v5(&profile, b"openings")
}

fn entry(profile: Uuid) -> Result<Entry, KeychainError> {
    Entry::new(SERVICE, &profile.to_string()).map_err(|error| spoken(&error))
}

/// The library's errors may quote what was stored; only their kind is told.
fn spoken(error: &Error) -> KeychainError {
    match error {
        Error::NoEntry => KeychainError::Absent,
        Error::NoStorageAccess(_) => KeychainError::Locked,
        Error::NoDefaultStore | Error::PlatformFailure(_) => KeychainError::Unreachable,
        Error::BadEncoding(_) | Error::BadDataFormat(..) | Error::BadStoreFormat(_) => {
            KeychainError::Damaged
        }
        Error::Ambiguous(_) => KeychainError::Refused("two entries of one name".to_owned()),
        _ => KeychainError::Refused("an unknown answer".to_owned()),
    }
}

/// What the file holds: base64 by profile id.
type Entries = BTreeMap<Uuid, Zeroizing<String>>;

fn read_entries(path: &Path) -> Result<Entries, KeychainError> {
    let metadata = match std::fs::metadata(path) {
        Ok(metadata) => metadata,
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => return Ok(Entries::new()),
        Err(error) => return Err(error.into()),
    };
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt as _;
        if metadata.permissions().mode() & 0o077 != 0 {
            return Err(KeychainError::Exposed(path.to_owned()));
        }
    }
    #[cfg(not(unix))]
    let _ = metadata;
    let text = Zeroizing::new(std::fs::read(path)?);
    serde_json::from_slice(&text).map_err(|_| KeychainError::Damaged)
}

fn read_file(path: &Path, profile: Uuid) -> Result<Zeroizing<Vec<u8>>, KeychainError> {
    let entries = read_entries(path)?;
    let entry = entries.get(&profile).ok_or(KeychainError::Absent)?;
    let bytes = data_encoding::BASE64.decode(entry.as_bytes());
    Ok(Zeroizing::new(bytes.map_err(|_| KeychainError::Damaged)?))
}

/// Changes entries; the file is replaced whole or not at all, and only its owner may read it.
fn change_file(path: &Path, change: impl FnOnce(&mut Entries)) -> Result<(), KeychainError> {
    let path = std::path::absolute(path)?;
    let folder = path.parent().unwrap_or(Path::new("/"));
    std::fs::create_dir_all(folder)?;
    // Two folders that are set up at one time must not lose each other's entry.
    let lock = File::create(path.with_extension("lock"))?;
    FileExt::lock_exclusive(&lock)?;
    let mut entries = read_entries(&path)?;
    change(&mut entries);
    let text = serde_json::to_vec_pretty(&entries).map_err(|_| KeychainError::Damaged)?;
    let mut file = tempfile::NamedTempFile::new_in(folder)?;
    file.write_all(&Zeroizing::new(text))?;
    file.as_file().sync_all()?;
    file.persist(&path).map_err(|error| error.error)?;
    Ok(())
}
