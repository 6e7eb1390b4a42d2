//! Files of a patient's record: from a folder of this PC into the record, and back.
//!
//! In between they lie encrypted in the data folder; nothing is copied in clear but where the
//! person chose.

use std::path::PathBuf;

use serde::{Deserialize, Serialize};
use serde_json::json;
use store::Security;
use uuid::Uuid;

use crate::Refusal;
use crate::print::save;
use crate::shell::Shell;

/// The largest file that is taken into the record, in bytes (2 GiB).
const FILE_BYTES_MAX: u64 = 2 * 1024 * 1024 * 1024;

/// Which file goes into whose record.
#[derive(Clone, Debug, Deserialize)]
pub struct AttachFile {
    /// The patient.
    pub patient_id: Uuid,
    /// A file of this PC.
    pub path: PathBuf,
    /// Such as `application/pdf`.
    pub media_type: String,
}

/// A file in the record.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Attached {
    /// The row of `attachments`.
    pub id: Uuid,
}

/// Which file of the record is saved.
#[derive(Clone, Copy, Debug, Deserialize)]
pub struct SaveAttachment {
    /// The row of `attachments`.
    pub id: Uuid,
}

/// Where a file was saved.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct SavedAttachment {
    /// In the folder for papers.
    pub path: PathBuf,
}

/// What the clinic says of a file.
#[derive(Deserialize)]
struct SealedFile {
    file_name: String,
    sealed_sha256: String,
    content_key: String,
}

impl Shell {
    /// Encrypts a file into the data folder and writes down that it belongs to the patient.
    pub fn attach_file(&self, request: &AttachFile) -> Result<Attached, Refusal> {
        let (store, user) = self.store_and_person()?;
        let unreadable = |error: std::io::Error| {
            Refusal::about("path", format!("This file cannot be read: {error}"))
        };
        let file = std::fs::File::open(&request.path).map_err(unreadable)?;
        let about = file.metadata().map_err(unreadable)?;
        if !about.is_file() {
            return Err(Refusal::about("path", "Choose a file, not a folder."));
        }
        if about.len() > FILE_BYTES_MAX {
            return Err(Refusal::about("path", "This file is larger than 2 GiB."));
        }
        let sealed = store.seal_attachment(file)?;
        let file_name = request.path.file_name().unwrap_or_default().to_string_lossy();
        let row = json!({
            "patient_id": request.patient_id, "file_name": file_name,
            "media_type": request.media_type, "size_bytes": sealed.size_bytes,
            "sha256": sealed.sha256, "sealed_sha256": sealed.sealed_sha256,
            "content_key": sealed.content_key,
        });
        let made = clinic::dispatch(&store, user, "records.attach", row)?;
        let id = made.get("id").and_then(|id| id.as_str()?.parse().ok());
        id.map(|id| Attached { id })
            .ok_or_else(|| Refusal::new("The file could not be written down in the record."))
    }

    /// Decrypts a file of the record into the folder for papers.
    pub fn save_attachment(&self, request: &SaveAttachment) -> Result<SavedAttachment, Refusal> {
        let (store, user) = self.store_and_person()?;
        let row =
            clinic::dispatch(&store, user, "records.attachment", json!({ "id": request.id }))?;
        let file: SealedFile = serde_json::from_value(row)
            .map_err(|error| Refusal::misshapen("records.attachment", &error))?;
        store.write(user, "document.save_attachment", |write| {
            write.audit("export", Some("attachments"), Some(request.id), None, None)?;
            write.note_security(Security::of("export").about("attachments", request.id))
        })?;
        let path = save(&self.profile().documents(), &file.file_name, |target| {
            store.open_attachment(&file.sealed_sha256, &file.content_key, target)
        })?;
        Ok(SavedAttachment { path })
    }
}
