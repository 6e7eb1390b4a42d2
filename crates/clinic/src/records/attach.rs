//! A file that belongs to a patient's record.
//!
//! The bytes are encrypted by the store under a key of their own before a command hears of them;
//! here is written down what they are and the key that opens them.

use serde::{Deserialize, Serialize};
use store::{Cells, Write, params};
use ts_rs::TS;
use uuid::Uuid;

use crate::commands::Opened;
use crate::organization::add_user::Made;
use crate::people::own::{must_be_own, own_patient};
use crate::{Asking, Refused, Who};

/// A file that the store has sealed.
#[derive(Deserialize, TS)]
pub struct Attach {
    pub(crate) patient_id: Uuid,
    /// As the person's file was called, without folders.
    file_name: String,
    /// Such as `application/pdf`.
    media_type: String,
    size_bytes: i64,
    /// Over the plain bytes.
    pub(crate) sha256: String,
    /// Over the encrypted file, which is also its name.
    sealed_sha256: String,
    /// Opens the file.
    content_key: String,
}

/// Writes down a sealed file. The same file of the same patient is written down once.
pub fn attach(write: &mut Write<'_>, who: &Who, request: Attach) -> Result<Made, Refused> {
    let known: Option<Uuid> = write.value(
        "SELECT id FROM attachments WHERE organization_id = ?1 AND sealed_sha256 = ?2 \
         AND patient_id = ?3 AND deleted_at IS NULL",
        params![who.organization_id, request.sealed_sha256, request.patient_id],
    )?;
    if let Some(id) = known {
        return Ok(Made { id });
    }
    let id = write.insert(
        "attachments",
        Cells::new()
            .set("patient_id", request.patient_id)
            .set("file_name", base_name(&request.file_name))
            .set("media_type", request.media_type.trim())
            .set("size_bytes", request.size_bytes)
            .set("sha256", request.sha256)
            .set("sealed_sha256", request.sealed_sha256)
            .set("content_key", request.content_key)
            .set("added_by", who.user_id)
            .set("added_at", write.now()),
    )?;
    Ok(Made { id })
}

/// A file that the patient who asks has sealed, for the own record.
#[derive(Deserialize, TS)]
pub struct OwnAttach {
    file_name: String,
    /// A JPEG, a PNG or a PDF.
    media_type: String,
    /// 20 MiB at most.
    size_bytes: i64,
    /// Over the plain bytes.
    sha256: String,
    /// Over the encrypted file, which is also its name.
    sealed_sha256: String,
    /// Opens the file.
    content_key: String,
}

/// Writes down a sealed file of the patient who asks. A message takes it along
/// (`messages.own_send`), and who reads the message opens it.
pub fn own_attach(write: &mut Write<'_>, who: &Who, request: OwnAttach) -> Result<Made, Refused> {
    let patient_id = own_patient(who)?;
    catalog::own_file(request.media_type.trim(), request.size_bytes)
        .map_err(|broken| Refused::field(broken.column, broken.sentence))?;
    let OwnAttach { file_name, media_type, size_bytes, sha256, sealed_sha256, content_key } =
        request;
    let file = Attach {
        patient_id,
        file_name,
        media_type,
        size_bytes,
        sha256,
        sealed_sha256,
        content_key,
    };
    attach(write, who, file)
}

/// What opens a sealed file of the own record, for the shell.
pub fn own_attachment(
    asking: &Asking<'_>,
    request: AttachmentAsked,
) -> Result<SealedFile, Refused> {
    must_be_own(&asking.reader, asking.who, "attachments", request.id)?;
    attachment(asking, request)
}

/// A name that leads nowhere: what stands after the last separator of any system.
fn base_name(name: &str) -> String {
    let last = name.rsplit(['/', '\\']).next().unwrap_or_default();
    let kept: String = last.chars().filter(|letter| !letter.is_control()).collect();
    let kept = kept.trim_matches([' ', '.']);
    if kept.is_empty() { "file".to_owned() } else { kept.to_owned() }
}

/// Which file.
#[derive(Deserialize, TS)]
pub struct AttachmentAsked {
    id: Uuid,
}

/// What opens a sealed file.
#[derive(Deserialize, Serialize, TS)]
pub struct SealedFile {
    id: Uuid,
    patient_id: Uuid,
    file_name: String,
    media_type: String,
    size_bytes: i64,
    sha256: String,
    sealed_sha256: String,
    content_key: String,
}

/// What opens a sealed file, for the shell, which shows or saves it.
pub fn attachment(asking: &Asking<'_>, request: AttachmentAsked) -> Result<SealedFile, Refused> {
    let row: Option<SealedFile> = asking.reader.row(
        "SELECT id, patient_id, file_name, media_type, size_bytes, sha256, sealed_sha256, \
         content_key FROM attachments WHERE id = ?1 AND deleted_at IS NULL",
        params![request.id],
    )?;
    row.ok_or_else(|| Refused::gone("file"))
}

/// Whose record was opened.
pub(crate) fn opened(file: &SealedFile) -> Opened {
    Opened { table: "attachments", row: file.id, patient: file.patient_id }
}
