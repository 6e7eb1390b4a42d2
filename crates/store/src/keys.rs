//! The database key and the ways in which people may have it.
//!
//! The key is 256 random bits and is kept only wrapped, in `keys.json` beside the database:
//!
//! - once per person, by AES-256-GCM under HKDF(argon2id(password) ‖ device secret), the slot's
//!   public part as additional data: neither the password nor this PC alone opens it;
//! - once under HKDF(the centre's share ‖ device secret), so that a password that was changed on
//!   another PC opens this one when the centre vouches for it;
//! - once to the clinic's recovery key by HPKE (RFC 9180), for when everything else is lost.
//!
//! Nothing in here deletes or replaces a wrapping because something failed.

use std::io::Write as _;
use std::path::Path;

use aes_gcm::aead::{Aead, Payload};
use aes_gcm::{Aes256Gcm, KeyInit};
use argon2::{Algorithm, Argon2, Params, Version};
use hkdf::Hkdf;
use hpke::{Deserializable, Kem as _, OpModeR, OpModeS, Serializable};
use serde::{Deserialize, Serialize};
use sha2::Sha256;
use uuid::Uuid;
use zeroize::{Zeroize, ZeroizeOnDrop, Zeroizing};

/// The name of the file that holds the wrappings.
pub const KEY_FILE: &str = "keys.json";

/// Wrong passwords before a person is locked out on this PC until the centre or a colleague with
/// the right to it gives a new password.
pub const FAILURES_MAX: u32 = 20;

type RecoveryKem = hpke::kem::X25519HkdfSha256;
type RecoveryKdf = hpke::kdf::HkdfSha256;
type RecoveryAead = hpke::aead::AesGcm256;
const RECOVERY_INFO: &[u8] = b"holdfast recovery v1";

/// Why a key could not be had.
#[derive(Debug, thiserror::Error)]
pub enum KeyError {
    /// The password, the device secret or the share does not open this slot.
    #[error("The password is not right. Please type it again.")]
    WrongPassword,
    /// Too many wrong passwords; wait.
    #[error("Too many wrong passwords. Please wait {seconds} seconds and try again.")]
    Wait {
        /// How long.
        seconds: u64,
    },
    /// Too many wrong passwords; waiting does not help any more.
    #[error(
        "This account is locked on this PC after {FAILURES_MAX} wrong passwords. An administrator can give a new password; it can be used here when the network is there."
    )]
    LockedOut,
    /// The person has no slot on this PC.
    #[error(
        "This person has not signed in on this PC before. The first time needs the network, or a colleague who is signed in."
    )]
    NoSlot,
    /// There is no such wrapping.
    #[error("This PC has not been prepared for that way of signing in.")]
    NotPrepared,
    /// The recovery key is not this record's.
    #[error("This recovery key does not belong to this record. Check every letter of it.")]
    WrongRecoveryKey,
    /// The key file is there but cannot be understood.
    #[error(
        "The key file of this PC is damaged (keys.json). Nothing was changed. Restore it from a backup of the data folder, or use the recovery key with a backup."
    )]
    Damaged,
    /// There is no key file beside the record.
    #[error(
        "The key file of this PC is missing (keys.json). Nothing was changed. Put it back from a backup of the data folder."
    )]
    Missing,
    /// A cryptographic function refused its input.
    #[error("The key could not be made ready on this PC.")]
    Cryptography,
    /// The file system refused.
    #[error("The key file cannot be read or written: {0}")]
    Io(#[from] std::io::Error),
}

/// The random key of one database. Erased from memory when dropped.
#[derive(Clone, Zeroize, ZeroizeOnDrop)]
pub struct DatabaseKey([u8; 32]);

impl DatabaseKey {
    /// A new key from the system's randomness.
    pub fn generate() -> Result<Self, KeyError> {
        random_bytes().map(Self)
    }

    /// A key that was made elsewhere: a simulation's is the same every time.
    pub fn from_bytes(bytes: [u8; 32]) -> Self {
        Self(bytes)
    }

    /// SQLCipher's raw form; erased when dropped.
    pub(crate) fn pragma(&self) -> Zeroizing<String> {
        Zeroizing::new(format!("x'{}'", data_encoding::HEXLOWER.encode(&self.0)))
    }

    fn from_slice(bytes: &[u8]) -> Result<Self, KeyError> {
        bytes.try_into().map(Self).map_err(|_| KeyError::Damaged)
    }
}

impl std::fmt::Debug for DatabaseKey {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("DatabaseKey")
    }
}

/// `N` bytes of the system's randomness.
pub fn random_bytes<const N: usize>() -> Result<[u8; N], KeyError> {
    let mut bytes = [0; N];
    getrandom::fill(&mut bytes).map_err(|_| KeyError::Cryptography)?;
    Ok(bytes)
}

/// All wrappings of one database's key.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct KeyFile {
    format: u32,
    /// The people who may open it on this PC.
    pub people: Vec<Person>,
    centre: Option<Sealed>,
    recovery: Option<RecoveryWrapping>,
}

/// One person's wrapping, and what the sign-in screen shows.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Person {
    /// The user.
    pub user_id: Uuid,
    /// The name they sign in with.
    pub username: String,
    /// The name the tile shows.
    pub display_name: String,
    /// When they last signed in here, microseconds since 1970 UTC.
    pub last_signed_in_at: Option<i64>,
    /// Wrong passwords since the last right one.
    #[serde(default)]
    pub failures: u32,
    /// No attempt before this moment, microseconds since 1970 UTC.
    #[serde(default)]
    pub retry_at: i64,
    slot: Slot,
}

#[derive(Clone, Debug, Serialize, Deserialize)]
struct Slot {
    memory_kib: u32,
    passes: u32,
    salt: String,
    sealed: Sealed,
}

#[derive(Clone, Debug, Serialize, Deserialize)]
struct Sealed {
    nonce: String,
    content: String,
}

#[derive(Clone, Debug, Serialize, Deserialize)]
struct RecoveryWrapping {
    public_key: String,
    encapsulated: String,
    content: String,
}

/// Argon2id as RFC 9106 recommends where memory is limited: 64 MiB, three passes.
const MEMORY_KIB: u32 = 65_536;
const PASSES: u32 = 3;

impl KeyFile {
    /// No wrapping yet.
    pub fn new() -> Self {
        Self { format: 1, people: Vec::new(), centre: None, recovery: None }
    }

    /// Reads `keys.json` in the profile folder.
    pub fn load(folder: &Path) -> Result<Self, KeyError> {
        let bytes = match std::fs::read(folder.join(KEY_FILE)) {
            Ok(bytes) => bytes,
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => {
                return Err(KeyError::Missing);
            }
            Err(error) => return Err(error.into()),
        };
        let file: Self = serde_json::from_slice(&bytes).map_err(|_| KeyError::Damaged)?;
        if file.format == 1 { Ok(file) } else { Err(KeyError::Damaged) }
    }

    /// Writes `keys.json` whole or not at all.
    pub fn save(&self, folder: &Path) -> Result<(), KeyError> {
        let text = serde_json::to_vec_pretty(self).map_err(|_| KeyError::Damaged)?;
        let mut file = tempfile::NamedTempFile::new_in(folder)?;
        file.write_all(&text)?;
        file.as_file().sync_all()?;
        file.persist(folder.join(KEY_FILE)).map_err(|error| error.error)?;
        Ok(())
    }

    /// Removes `keys.json`: from then on nobody's password opens the record.
    pub fn destroy(folder: &Path) -> Result<(), KeyError> {
        match std::fs::remove_file(folder.join(KEY_FILE)) {
            Err(error) if error.kind() != std::io::ErrorKind::NotFound => Err(error.into()),
            _ => Ok(()),
        }
    }

    /// The person with this user id.
    pub fn person(&self, user: Uuid) -> Option<&Person> {
        self.people.iter().find(|person| person.user_id == user)
    }

    /// Wraps `key` for a person, in place of an older wrapping of theirs.
    pub fn admit(
        &mut self,
        key: &DatabaseKey,
        user: (Uuid, &str, &str),
        password: &str,
        device_secret: &[u8; 32],
    ) -> Result<(), KeyError> {
        let (user_id, username, display_name) = user;
        let salt: [u8; 16] = random_bytes()?;
        let wrapping = password_key(password, &salt, MEMORY_KIB, PASSES, device_secret)?;
        let slot = Slot {
            memory_kib: MEMORY_KIB,
            passes: PASSES,
            salt: encode(&salt),
            sealed: seal(&wrapping, &key.0, slot_context(user_id).as_bytes())?,
        };
        let last_signed_in_at = self.person(user_id).and_then(|person| person.last_signed_in_at);
        self.people.retain(|person| person.user_id != user_id);
        self.people.push(Person {
            user_id,
            username: username.to_owned(),
            display_name: display_name.to_owned(),
            last_signed_in_at,
            failures: 0,
            retry_at: 0,
            slot,
        });
        Ok(())
    }

    /// Takes a person's wrapping away. The last way in is never taken.
    pub fn dismiss(&mut self, user: Uuid) {
        if self.people.len() > 1 || self.recovery.is_some() {
            self.people.retain(|person| person.user_id != user);
        }
    }

    /// Unwraps the key with a person's password. A wrong password counts, and after the third
    /// each next attempt waits twice as long; the caller saves the file after either answer, so
    /// that a restart forgives nothing.
    pub fn open(
        &mut self,
        user: Uuid,
        password: &str,
        device_secret: &[u8; 32],
        now: i64,
    ) -> Result<DatabaseKey, KeyError> {
        let person =
            self.people.iter_mut().find(|person| person.user_id == user).ok_or(KeyError::NoSlot)?;
        if person.failures >= FAILURES_MAX {
            return Err(KeyError::LockedOut);
        }
        // A clock that was set back must not turn a delay of seconds into one of years.
        let wait_max = delay_seconds(person.failures) * 1_000_000;
        let wait = (person.retry_at - now).clamp(0, wait_max);
        if wait > 0 {
            return Err(KeyError::Wait { seconds: (wait / 1_000_000 + 1).unsigned_abs() });
        }
        let salt = decode(&person.slot.salt)?;
        let wrapping = password_key(
            password,
            &salt,
            person.slot.memory_kib,
            person.slot.passes,
            device_secret,
        )?;
        match unseal(&wrapping, &person.slot.sealed, slot_context(user).as_bytes()) {
            Ok(key) => {
                person.failures = 0;
                person.retry_at = 0;
                person.last_signed_in_at = Some(now);
                DatabaseKey::from_slice(&key)
            }
            Err(error) => {
                person.failures += 1;
                person.retry_at = now + delay_seconds(person.failures) * 1_000_000;
                Err(error)
            }
        }
    }

    /// Wraps the key for opening with the centre's help.
    pub fn prepare_centre(
        &mut self,
        key: &DatabaseKey,
        share: &[u8],
        device_secret: &[u8; 32],
    ) -> Result<(), KeyError> {
        let wrapping = derive(share, device_secret, b"holdfast centre slot v1")?;
        self.centre = Some(seal(&wrapping, &key.0, b"centre")?);
        Ok(())
    }

    /// Unwraps the key with the share that the centre gives out for a right password.
    pub fn open_by_centre(
        &self,
        share: &[u8],
        device_secret: &[u8; 32],
    ) -> Result<DatabaseKey, KeyError> {
        let sealed = self.centre.as_ref().ok_or(KeyError::NotPrepared)?;
        let wrapping = derive(share, device_secret, b"holdfast centre slot v1")?;
        DatabaseKey::from_slice(&unseal(&wrapping, sealed, b"centre")?)
    }

    /// Wraps the key to the clinic's recovery public key, as [`new_recovery_key`] gives it.
    pub fn prepare_recovery(
        &mut self,
        key: &DatabaseKey,
        public_key: &str,
    ) -> Result<(), KeyError> {
        let public = <RecoveryKem as hpke::Kem>::PublicKey::from_bytes(&decode(public_key)?)
            .map_err(|_| KeyError::Damaged)?;
        let (encapsulated, content) = hpke::single_shot_seal::<
            RecoveryAead,
            RecoveryKdf,
            RecoveryKem,
        >(&OpModeS::Base, &public, RECOVERY_INFO, &key.0, b"")
        .map_err(|_| KeyError::Cryptography)?;
        self.recovery = Some(RecoveryWrapping {
            public_key: public_key.to_owned(),
            encapsulated: encode(&encapsulated.to_bytes()),
            content: encode(&content),
        });
        Ok(())
    }

    /// Unwraps the key with the clinic's recovery key, as it was printed. Needs no device secret.
    pub fn open_by_recovery(&self, recovery_key: &str) -> Result<DatabaseKey, KeyError> {
        let wrapping = self.recovery.as_ref().ok_or(KeyError::NotPrepared)?;
        let seed = recovery_seed(recovery_key)?;
        let (private, _) = RecoveryKem::derive_keypair(&seed);
        let encapsulated =
            <RecoveryKem as hpke::Kem>::EncappedKey::from_bytes(&decode(&wrapping.encapsulated)?)
                .map_err(|_| KeyError::Damaged)?;
        let key = hpke::single_shot_open::<RecoveryAead, RecoveryKdf, RecoveryKem>(
            &OpModeR::Base,
            &private,
            &encapsulated,
            RECOVERY_INFO,
            &decode(&wrapping.content)?,
            b"",
        )
        .map_err(|_| KeyError::WrongRecoveryKey)?;
        DatabaseKey::from_slice(&key)
    }
}

impl Default for KeyFile {
    fn default() -> Self {
        Self::new()
    }
}

/// A new recovery key: what is printed and locked away, and the public key that the clinic's
/// record keeps. The printed form is groups of letters and digits without I, L, O and U.
pub fn new_recovery_key() -> Result<(Zeroizing<String>, String), KeyError> {
    let seed: Zeroizing<[u8; 32]> = Zeroizing::new(random_bytes()?);
    let (_, public) = RecoveryKem::derive_keypair(seed.as_slice());
    let letters = crockford().encode(seed.as_slice());
    let groups: Vec<&str> = (0..letters.len())
        .step_by(4)
        .filter_map(|start| letters.get(start..letters.len().min(start + 4)))
        .collect();
    Ok((Zeroizing::new(groups.join("-")), encode(&public.to_bytes())))
}

fn recovery_seed(printed: &str) -> Result<Zeroizing<Vec<u8>>, KeyError> {
    let letters: String = printed
        .chars()
        .filter(|letter| letter.is_alphanumeric())
        .map(|letter| match letter.to_ascii_uppercase() {
            'O' => '0',
            'I' | 'L' => '1',
            other => other,
        })
        .collect();
    let seed = crockford().decode(letters.as_bytes()).map_err(|_| KeyError::WrongRecoveryKey)?;
    if seed.len() == 32 { Ok(Zeroizing::new(seed)) } else { Err(KeyError::WrongRecoveryKey) }
}

/// Crockford's base 32: no letter that looks like a digit.
fn crockford() -> data_encoding::Encoding {
    let mut specification = data_encoding::Specification::new();
    specification.symbols.push_str("0123456789ABCDEFGHJKMNPQRSTVWXYZ");
    // The alphabet above is a constant of 32 distinct symbols, which is what encoding() checks.
    specification.encoding().unwrap_or(data_encoding::BASE32_NOPAD)
}

/// Nothing for the first three wrong passwords, then 2, 4, 8 … seconds, at most an hour.
fn delay_seconds(failures: u32) -> i64 {
    if failures < 3 { 0 } else { (1i64 << (failures - 2).min(12)).min(3_600) }
}

fn slot_context(user: Uuid) -> String {
    format!("holdfast slot v1 {user}")
}

fn password_key(
    password: &str,
    salt: &[u8],
    memory_kib: u32,
    passes: u32,
    device_secret: &[u8; 32],
) -> Result<Zeroizing<[u8; 32]>, KeyError> {
    let params = Params::new(memory_kib, passes, 1, Some(32)).map_err(|_| KeyError::Damaged)?;
    let mut stretched = Zeroizing::new([0u8; 32]);
    Argon2::new(Algorithm::Argon2id, Version::V0x13, params)
        .hash_password_into(password.as_bytes(), salt, stretched.as_mut_slice())
        .map_err(|_| KeyError::Cryptography)?;
    derive(stretched.as_slice(), device_secret, b"holdfast person slot v1")
}

fn derive(
    secret: &[u8],
    device_secret: &[u8; 32],
    purpose: &[u8],
) -> Result<Zeroizing<[u8; 32]>, KeyError> {
    let both = Zeroizing::new([secret, device_secret.as_slice()].concat());
    let mut key = Zeroizing::new([0u8; 32]);
    Hkdf::<Sha256>::new(None, &both)
        .expand(purpose, key.as_mut_slice())
        .map_err(|_| KeyError::Cryptography)?;
    Ok(key)
}

fn seal(key: &[u8; 32], content: &[u8], context: &[u8]) -> Result<Sealed, KeyError> {
    let nonce: [u8; 12] = random_bytes()?;
    let sealed = Aes256Gcm::new(&(*key).into())
        .encrypt(&nonce.into(), Payload { msg: content, aad: context })
        .map_err(|_| KeyError::Cryptography)?;
    Ok(Sealed { nonce: encode(&nonce), content: encode(&sealed) })
}

fn unseal(key: &[u8; 32], sealed: &Sealed, context: &[u8]) -> Result<Zeroizing<Vec<u8>>, KeyError> {
    let nonce: [u8; 12] = decode(&sealed.nonce)?.try_into().map_err(|_| KeyError::Damaged)?;
    let content = decode(&sealed.content)?;
    Aes256Gcm::new(&(*key).into())
        .decrypt(&nonce.into(), Payload { msg: &content, aad: context })
        .map(Zeroizing::new)
        .map_err(|_| KeyError::WrongPassword)
}

fn encode(bytes: &[u8]) -> String {
    data_encoding::BASE64.encode(bytes)
}

fn decode(text: &str) -> Result<Vec<u8>, KeyError> {
    data_encoding::BASE64.decode(text.as_bytes()).map_err(|_| KeyError::Damaged)
}
