//! What an enrolled PC needs to reach its centre: where it is, who vouches for it, and this PC's
//! own certificate. Kept as `link.json` in the profile folder; none of it is secret. The key is
//! in the keychain.

use std::io::Write as _;
use std::path::Path;

use ed25519_dalek::SigningKey;
use ed25519_dalek::pkcs8::EncodePrivateKey;
use serde::{Deserialize, Serialize};
use url::Url;
use uuid::Uuid;

use crate::Trouble;

const LINK_FILE: &str = "link.json";

/// Where the centre is and how this PC proves itself to it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Link {
    /// Such as `https://holdfast.clinic.example:8443/`.
    pub server: Url,
    /// The authority that the centre's certificate must come from.
    pub ca_pem: String,
    /// This device's certificate from the same authority.
    pub certificate_pem: String,
    /// This device.
    pub device_id: Uuid,
}

impl Link {
    /// Reads the profile folder's link; `None` where the PC works alone.
    pub fn load(folder: &Path) -> Result<Option<Self>, Trouble> {
        match std::fs::read(folder.join(LINK_FILE)) {
            Ok(bytes) => serde_json::from_slice(&bytes).map(Some).map_err(|_| Trouble::Certificate),
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => Ok(None),
            Err(error) => Err(error.into()),
        }
    }

    /// Writes the link into the profile folder, whole or not at all.
    pub fn save(&self, folder: &Path) -> Result<(), Trouble> {
        let text = serde_json::to_vec_pretty(self).map_err(|_| Trouble::Certificate)?;
        let mut file = tempfile::NamedTempFile::new_in(folder)?;
        file.write_all(&text)?;
        file.as_file().sync_all()?;
        file.persist(folder.join(LINK_FILE)).map_err(|error| error.error)?;
        Ok(())
    }
}

/// The device's Ed25519 key. It signs changesets and proves the device in TLS; a changeset's
/// signature has a context of its own, so that neither passes for the other.
#[derive(Clone)]
pub struct DeviceKey(SigningKey);

impl DeviceKey {
    /// From the 32 secret bytes that the keychain holds.
    pub fn from_seed(seed: &[u8; 32]) -> Self {
        Self(SigningKey::from_bytes(seed))
    }

    /// For signing changesets.
    pub fn signing(&self) -> &SigningKey {
        &self.0
    }

    /// For TLS, as PKCS#8.
    pub(crate) fn pkcs8(&self) -> Result<Vec<u8>, Trouble> {
        let document = self.0.to_pkcs8_der().map_err(|_| Trouble::Certificate)?;
        Ok(document.as_bytes().to_vec())
    }
}

impl std::fmt::Debug for DeviceKey {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("DeviceKey")
    }
}
