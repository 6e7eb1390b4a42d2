//! Files of a patient's record: from a folder of this PC into the record, and back.
//!
//! In between they lie encrypted in the data folder; nothing is copied in clear but where the
//! person chose.

use std::fs::File;
use std::io::{Read as _, Seek as _};
use std::path::PathBuf;
use std::time::Duration;

use catalog::Role;
use serde::{Deserialize, Serialize};
use serde_json::json;
use store::{Security, Store};
use sync::{Client, DeviceKey, Pace, Trouble, Turn};
use uuid::Uuid;

use crate::Refusal;
use crate::print::save;
use crate::shell::Shell;

/// The largest file that is taken into the record, in bytes (2 GiB).
const FILE_BYTES_MAX: u64 = 2 * 1024 * 1024 * 1024;

/// The name of the command in the audit trail.
const SAVE: &str = "document.save_attachment";

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

/// How long a person waits for a file before it goes on coming beside them.
const WAIT: Duration = Duration::from_secs(20);

/// Which file of the record.
#[derive(Clone, Copy, Debug, Deserialize)]
pub struct FileOfRecord {
    /// The row of `attachments`.
    pub id: Uuid,
}

/// Where a file of the record is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Whereabouts {
    /// On this PC; it can be opened.
    Here,
    /// It comes by itself.
    BeingFetched,
    /// Not on this PC, and nobody has asked for it.
    Elsewhere,
}

/// How a file of the record stands on this PC.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct FileOnThisPc {
    /// Where it is.
    pub state: Whereabouts,
    /// How many bytes of it have come.
    pub fetched_bytes: u64,
    /// How many there are.
    pub total_bytes: u64,
    /// For the person, where it is not here.
    pub sentence: Option<String>,
}

/// What the clinic says of a file.
#[derive(Deserialize)]
struct SealedFile {
    file_name: String,
    sealed_sha256: String,
    content_key: String,
}

/// Whether the person is a patient and none of the staff.
fn signs_in_as_patient(store: &Store, user: Uuid) -> Result<bool, Refusal> {
    let roles = store.read::<_, store::Error>(|reader| store::roles_of(reader, user))?;
    Ok(roles == [Role::Patient])
}

/// With which command the person opens a file.
fn read_command(store: &Store, user: Uuid) -> Result<&'static str, Refusal> {
    let own = signs_in_as_patient(store, user)?;
    Ok(if own { "records.own_attachment" } else { "records.attachment" })
}

/// What a file that a patient sends is, by its beginning, or why it is not taken. It is asked before
/// the file is encrypted; what the clinic asks again is the same.
fn own_media_type(file: &mut File, length: u64) -> std::io::Result<Result<&'static str, Refusal>> {
    let mut beginning = Vec::new();
    file.take(16).read_to_end(&mut beginning)?;
    file.rewind()?;
    let kind = catalog::own_file_kind(&beginning).unwrap_or_default();
    let size = i64::try_from(length).unwrap_or(i64::MAX);
    let fits = catalog::own_file(kind, size);
    Ok(fits.map(|()| kind).map_err(|broken| Refusal::about("path", broken.sentence)))
}

impl Shell {
    /// Encrypts a file into the data folder and writes down that it belongs to the patient. What a
    /// patient attaches belongs to the own record, whoever is named, and is a picture or a PDF by
    /// what it begins with.
    pub fn attach_file(&self, request: &AttachFile) -> Result<Attached, Refusal> {
        let (store, user) = self.store_and_person()?;
        let unreadable = |error: std::io::Error| {
            Refusal::about("path", format!("This file cannot be read: {error}"))
        };
        let mut file = File::open(&request.path).map_err(unreadable)?;
        let about = file.metadata().map_err(unreadable)?;
        if !about.is_file() {
            return Err(Refusal::about("path", "Choose a file, not a folder."));
        }
        if about.len() > FILE_BYTES_MAX {
            return Err(Refusal::about("path", "This file is larger than 2 GiB."));
        }
        let own = signs_in_as_patient(&store, user)?;
        let media_type = match own {
            true => own_media_type(&mut file, about.len()).map_err(unreadable)??,
            false => request.media_type.as_str(),
        };
        let sealed = store.seal_attachment(file)?;
        let file_name = request.path.file_name().unwrap_or_default().to_string_lossy();
        let mut row = json!({
            "file_name": file_name, "media_type": media_type, "size_bytes": sealed.size_bytes,
            "sha256": sealed.sha256, "sealed_sha256": sealed.sealed_sha256,
            "content_key": sealed.content_key,
        });
        if !own && let Some(row) = row.as_object_mut() {
            row.insert("patient_id".to_owned(), json!(request.patient_id));
        }
        let command = if own { "records.own_attach" } else { "records.attach" };
        let made = clinic::dispatch(&store, user, command, row)?;
        let id = made.get("id").and_then(|id| id.as_str()?.parse().ok());
        id.map(|id| Attached { id })
            .ok_or_else(|| Refusal::new("The file could not be written down in the record."))
    }

    /// Decrypts a file of the record into the folder for papers. That it was refused stands in the
    /// security log as well.
    pub fn save_attachment(&self, request: &SaveAttachment) -> Result<SavedAttachment, Refusal> {
        let (store, user) = self.store_and_person()?;
        self.save_for(&store, user, request).inspect_err(|refusal| {
            let reason = refusal.code.as_deref().unwrap_or("the file was not saved");
            // Refused is refused, whether or not it can be written down.
            let _ = store.write::<_, store::Error>(user, SAVE, |write| {
                let entry = Security::of("export").about("attachments", request.id);
                write.note_security(entry.failed(reason))
            });
        })
    }

    fn save_for(
        &self,
        store: &Store,
        user: Uuid,
        request: &SaveAttachment,
    ) -> Result<SavedAttachment, Refusal> {
        let command = read_command(store, user)?;
        let row = clinic::dispatch(store, user, command, json!({ "id": request.id }))?;
        let file: SealedFile =
            serde_json::from_value(row).map_err(|error| Refusal::misshapen(command, &error))?;
        self.bring(store, request.id)?;
        store.write(user, SAVE, |write| {
            write.audit("export", Some("attachments"), Some(request.id), None, None)?;
            write.note_security(Security::of("export").about("attachments", request.id))
        })?;
        let path = save(&self.profile().documents(), &file.file_name, |target| {
            store.open_attachment(&file.sealed_sha256, &file.content_key, target)
        })?;
        Ok(SavedAttachment { path })
    }

    /// How a file of the record stands on this PC. It says nothing of what is in it.
    pub fn file_on_this_pc(&self, request: &FileOfRecord) -> Result<FileOnThisPc, Refusal> {
        let (store, _) = self.store_and_person()?;
        let standing = store.file_standing(request.id)?;
        let standing = standing.ok_or_else(|| Refusal::from(store::Error::AttachmentMissing))?;
        let (state, sentence) = match (standing.here, standing.wanted) {
            (true, _) => (Whereabouts::Here, None),
            (false, true) => (Whereabouts::BeingFetched, Some("This file is being fetched.")),
            (false, false) => (
                Whereabouts::Elsewhere,
                Some(
                    "This file is still on the PC where it was added, or at the centre. Open it to fetch it.",
                ),
            ),
        };
        Ok(FileOnThisPc {
            state,
            fetched_bytes: standing.fetched_bytes,
            total_bytes: standing.size,
            sentence: standing.sentence.or_else(|| sentence.map(str::to_owned)),
        })
    }

    /// Fetches a file of the record, at once, for whoever may open it.
    pub fn fetch_attachment(&self, request: &FileOfRecord) -> Result<FileOnThisPc, Refusal> {
        let (store, user) = self.store_and_person()?;
        clinic::dispatch(&store, user, read_command(&store, user)?, json!({ "id": request.id }))?;
        self.bring(&store, request.id)?;
        self.file_on_this_pc(request)
    }

    /// Makes the file be here, or says why it is not. What takes longer than a person waits, or
    /// cannot be had now, goes on being wanted and comes by itself.
    fn bring(&self, store: &Store, attachment: Uuid) -> Result<(), Refusal> {
        if store.file_standing(attachment)?.is_none_or(|standing| standing.here) {
            return Ok(());
        }
        let Some(link) = self.link()? else {
            return Err(store::Error::AttachmentMissing.into());
        };
        let key = DeviceKey::from_seed(&self.secrets()?.signing_seed);
        let fetched = self.network.block_on(async {
            let client = Client::new(&link, &key)?;
            let (mut pace, mut turn) = (Pace::default(), Turn::at_once());
            let fetching = sync::fetch_file(store, &client, attachment, &mut pace, &mut turn);
            tokio::time::timeout(WAIT, fetching).await.map_or(Ok(false), |done| done.map(|()| true))
        });
        let sentence = match fetched {
            Ok(true) => return Ok(()),
            Ok(false) => "This file is being fetched. Open it again in a moment.".to_owned(),
            Err(Trouble::Revoked) => return Err(Trouble::Revoked.into()),
            Err(trouble) => sync::why_not(&trouble),
        };
        store.want_files(&[attachment], true)?;
        store.note_why_not(attachment, &sentence)?;
        Err(Refusal::about("id", sentence))
    }
}
