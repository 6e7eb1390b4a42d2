//! The images of a scan: from a folder of this PC into the record, and what looks at them there.
//!
//! A file of the record is opened in memory. Nothing of it is written in clear.

use std::collections::BTreeSet;
use std::io::{Read as _, Write};
use std::path::PathBuf;
use std::sync::{Arc, Mutex, PoisonError};

use images::{About, DicomFile, Unreadable, quality, report};
use serde::Deserialize;
use serde_json::{Value, json};
use store::Store;
use uuid::Uuid;
use zeroize::Zeroizing;

use crate::Refusal;
use crate::shell::Shell;

/// The largest file that is opened in memory, in bytes (256 MiB).
pub(crate) const IMAGE_BYTES_MAX: u64 = 256 * 1024 * 1024;

/// Which file of this PC goes to which scan.
#[derive(Clone, Debug, Deserialize)]
pub struct TakeFile {
    /// The scan.
    pub scan_id: Uuid,
    /// A DICOM file: an image, or a structured report that a device made.
    pub path: PathBuf,
}

/// Of which scan the images are checked.
#[derive(Clone, Copy, Debug, Deserialize)]
pub struct CheckQuality {
    /// The scan.
    pub scan_id: Uuid,
}

/// Which image is shown.
#[derive(Clone, Copy, Debug, Deserialize)]
pub struct ShowImage {
    /// The row of `scan_files`.
    pub scan_file_id: Uuid,
}

/// What is open at once, in bytes of the files (512 MiB): two large images beside each other, or a
/// series of a thousand slices.
const OPEN_BYTES_MAX: usize = 512 * 1024 * 1024;

/// The images that somebody looks at, opened in memory, the last one last. Turning their pages opens
/// no file again; they are gone with the session.
#[derive(Default)]
pub(crate) struct OpenImages {
    images: Mutex<Vec<OpenImage>>,
    /// Which scans were opened, and by whom: a series of slices is one opening of its scan, and not
    /// a thousand entries of the audit trail.
    scans: Mutex<BTreeSet<(Uuid, Uuid)>>,
}

struct OpenImage {
    user: Uuid,
    id: Uuid,
    bytes: usize,
    file: Arc<DicomFile>,
}

impl OpenImages {
    fn of(&self, user: Uuid, id: Uuid) -> Option<Arc<DicomFile>> {
        let open = self.images.lock().unwrap_or_else(PoisonError::into_inner);
        let one = open.iter().find(|one| one.user == user && one.id == id)?;
        Some(one.file.clone())
    }

    fn keep(&self, image: OpenImage) {
        let mut open = self.images.lock().unwrap_or_else(PoisonError::into_inner);
        open.retain(|one| one.id != image.id && one.user == image.user);
        while !open.is_empty()
            && open.iter().map(|one| one.bytes).sum::<usize>() + image.bytes > OPEN_BYTES_MAX
        {
            open.remove(0);
        }
        open.push(image);
    }

    /// Asks `may` whether the person may open the scan, unless it was asked and allowed.
    fn open_scan(
        &self,
        (user, scan): (Uuid, Uuid),
        may: impl FnOnce() -> Result<(), Refusal>,
    ) -> Result<(), Refusal> {
        let known = || self.scans.lock().unwrap_or_else(PoisonError::into_inner);
        if !known().contains(&(user, scan)) {
            may()?;
            known().insert((user, scan));
        }
        Ok(())
    }

    /// Closes all of them.
    pub fn close(&self) {
        self.images.lock().unwrap_or_else(PoisonError::into_inner).clear();
        self.scans.lock().unwrap_or_else(PoisonError::into_inner).clear();
    }
}

/// A file of a scan as the clinic tells it.
#[derive(Deserialize)]
pub(crate) struct FileLine {
    pub id: Uuid,
    attachment_id: Option<Uuid>,
}

#[derive(Deserialize)]
struct Series {
    files: Vec<FileLine>,
}

#[derive(Deserialize)]
pub(crate) struct Scan {
    patient: Patient,
    pub body_part: Option<String>,
    series: Vec<Series>,
}

impl Scan {
    /// Its images and reports.
    pub fn files(&self) -> impl Iterator<Item = &FileLine> {
        self.series.iter().flat_map(|series| &series.files)
    }
}

#[derive(Deserialize)]
struct Patient {
    id: Uuid,
}

/// What opens a sealed file.
#[derive(Deserialize)]
struct SealedFile {
    sealed_sha256: String,
    content_key: String,
}

impl Shell {
    /// Takes a DICOM file of this PC into the record of the scan's patient: an image is sealed and
    /// registered, a device's report becomes proposals as well. Answers with what came of it:
    /// `image` or `report`.
    ///
    /// # Errors
    /// A sentence, where the file cannot be read, belongs to another patient, or a person wrote the
    /// report. Then nothing of it is in the record.
    pub fn take_file(&self, request: &TakeFile) -> Result<Value, Refusal> {
        let (store, user) = self.store_and_person()?;
        self.require_own_password(&store, user)?;
        let bytes = read(request)?;
        let about_path = |why: Unreadable| Refusal::about("path", why.to_string());
        let file = DicomFile::open(&bytes).map_err(about_path)?;
        let said = (!file.is_image()).then(|| report::read(&file)).transpose();
        let said = said.map_err(|why| match why {
            Unreadable::NoReport => {
                Refusal::about("path", "This file holds neither an image nor a structured report.")
            }
            why => about_path(why),
        })?;
        let about = file.about();
        drop(file);
        let scan = scan(&store, user, request.scan_id)?;
        let sealed = seal(&store, &scan, request, (&about, &bytes))?;
        let (name, answer) = if let Some(report) = said {
            let ask = json!({ "scan_id": request.scan_id, "report": report, "file": sealed });
            ("report", clinic::dispatch(&store, user, "imaging.take_report", ask)?)
        } else {
            let ask = json!({ "scan_id": request.scan_id, "patient": about.patient,
                              "study_instance_uid": about.study_instance_uid, "image": sealed });
            ("image", clinic::dispatch(&store, user, "imaging.take_image", ask)?)
        };
        Ok(json!({ name: answer }))
    }

    /// Judges how the images of a scan are taken, as far as they lie on this PC. Answers with what
    /// came of it, and with how many images are elsewhere.
    ///
    /// # Errors
    /// A sentence, where none of them is here.
    pub fn check_quality(&self, request: CheckQuality) -> Result<Value, Refusal> {
        let (store, user) = self.store_and_person()?;
        self.require_own_password(&store, user)?;
        let scan = scan(&store, user, request.scan_id)?;
        let (mut files, mut elsewhere) = (Vec::new(), 0);
        for line in scan.files() {
            let Some(bytes) = open(&store, user, line)? else {
                elsewhere += 1;
                continue;
            };
            let measured = DicomFile::open(&bytes).and_then(|file| quality::measure(&file));
            files.push(match measured {
                // A report is registered with the scan too, and shows nothing.
                Err(Unreadable::NoImage) => continue,
                Ok(measured) => json!({ "scan_file_id": line.id, "measured": measured }),
                Err(why) => json!({ "scan_file_id": line.id, "problem": why.to_string() }),
            });
        }
        if files.is_empty() {
            return Err(Refusal::about(
                "scan_id",
                "None of this scan's images lies on this PC. Fetch them, and check again.",
            ));
        }
        let ask = json!({ "scan_id": request.scan_id, "files": files });
        let mut answer = clinic::dispatch(&store, user, "imaging.record_quality", ask)?;
        if let Some(fields) = answer.as_object_mut() {
            fields.insert("elsewhere".to_owned(), json!(elsewhere));
        }
        Ok(answer)
    }

    /// Opens an image for a viewer, and says how it is shown.
    ///
    /// # Errors
    /// A sentence, where the file is not on this PC or cannot be shown.
    pub fn show_image(&self, request: ShowImage) -> Result<Value, Refusal> {
        let (store, user) = self.store_and_person()?;
        self.require_own_password(&store, user)?;
        let id = request.scan_file_id;
        let known: Option<(Uuid, Option<Uuid>)> = store.read::<_, store::Error>(|reader| {
            reader.row(
                "SELECT scan_id, attachment_id FROM scan_files WHERE id = ?1 \
                 AND deleted_at IS NULL",
                store::params![id],
            )
        })?;
        let (of_scan, attachment_id) = known.ok_or_else(|| {
            Refusal::about("scan_file_id", "This image is not on this PC any more.")
        })?;
        // Whoever may not see the scan is told so, and whoever sees it is noted.
        self.open_images.open_scan((user, of_scan), || scan(&store, user, of_scan).map(|_| ()))?;
        let line = FileLine { id, attachment_id };
        let bytes = open(&store, user, &line)?.ok_or_else(|| {
            Refusal::about("scan_file_id", "This image is not on this PC yet. Fetch it first.")
        })?;
        let about = |why: Unreadable| Refusal::about("scan_file_id", why.to_string());
        let file = DicomFile::open(&bytes).map_err(about)?;
        let shown = file.shown().map_err(about)?;
        self.open_images.keep(OpenImage { user, id, bytes: bytes.len(), file: Arc::new(file) });
        let mut answer =
            serde_json::to_value(shown).map_err(|error| Refusal::misshapen("an image", &error))?;
        if let Some(fields) = answer.as_object_mut() {
            fields.insert("scan_file_id".to_owned(), json!(id));
        }
        Ok(answer)
    }

    /// The values of one frame, counted from 0, of an image that [`Self::show_image`] has opened, as
    /// [`DicomFile::values`] gives them.
    ///
    /// # Errors
    /// A sentence, where it is not open any more or has no such frame.
    pub fn pixels(&self, scan_file_id: Uuid, frame: u32) -> Result<Vec<u8>, Refusal> {
        let (_, user) = self.store_and_person()?;
        let file = self.open_images.of(user, scan_file_id).ok_or_else(|| {
            Refusal::about("scan_file_id", "This image was closed. Open it again.")
        })?;
        file.values(frame).map_err(|why| Refusal::about("frame", why.to_string()))
    }
}

pub(crate) fn scan(store: &Store, user: Uuid, id: Uuid) -> Result<Scan, Refusal> {
    let row = clinic::dispatch(store, user, "imaging.scan", json!({ "id": id }))?;
    serde_json::from_value(row).map_err(|error| Refusal::misshapen("imaging.scan", &error))
}

fn read(request: &TakeFile) -> Result<Zeroizing<Vec<u8>>, Refusal> {
    let unreadable = |error: std::io::Error| {
        Refusal::about("path", format!("This file cannot be read: {error}"))
    };
    let file = std::fs::File::open(&request.path).map_err(unreadable)?;
    if !file.metadata().map_err(unreadable)?.is_file() {
        return Err(Refusal::about("path", "Choose a file, not a folder."));
    }
    let mut bytes = Zeroizing::new(Vec::new());
    file.take(IMAGE_BYTES_MAX + 1).read_to_end(&mut bytes).map_err(unreadable)?;
    if bytes.len() as u64 > IMAGE_BYTES_MAX {
        return Err(Refusal::about("path", "This file is larger than 256 MiB."));
    }
    Ok(bytes)
}

/// The file, sealed, with what it says of itself.
fn seal(
    store: &Store,
    scan: &Scan,
    request: &TakeFile,
    (about, bytes): (&About, &[u8]),
) -> Result<Value, Refusal> {
    let identity = about.sop_instance_uid.as_ref().zip(about.series_instance_uid.as_ref());
    let Some((sop_instance_uid, series_instance_uid)) = identity else {
        return Err(Refusal::about(
            "path",
            "This file carries no identity (SOP Instance UID and Series Instance UID), so it cannot \
             be told from others.",
        ));
    };
    let sealed = store.seal_attachment(bytes)?;
    let file_name = request.path.file_name().unwrap_or_default().to_string_lossy();
    Ok(json!({
        "file": {
            "sop_instance_uid": sop_instance_uid, "series_instance_uid": series_instance_uid,
            "series_number": about.series_number, "instance_number": about.instance_number,
            "series_description": about.series_description,
            "transfer_syntax": about.transfer_syntax, "frame_count": about.frame_count,
            "row_count": about.row_count, "column_count": about.column_count,
            "size_bytes": sealed.size_bytes, "sha256": sealed.sha256, "file_name": file_name,
            "attachment_id": null,
        },
        "sealed": {
            "patient_id": scan.patient.id, "file_name": file_name,
            "media_type": "application/dicom", "size_bytes": sealed.size_bytes,
            "sha256": sealed.sha256, "sealed_sha256": sealed.sealed_sha256,
            "content_key": sealed.content_key,
        },
    }))
}

/// The attachment that holds the file, where that lies on this PC.
pub(crate) fn here(store: &Store, line: &FileLine) -> Result<Option<Uuid>, Refusal> {
    let Some(attachment) = line.attachment_id else { return Ok(None) };
    let standing = store.file_standing(attachment)?;
    Ok(standing.is_some_and(|standing| standing.here).then_some(attachment))
}

/// The file's bytes, where they lie on this PC.
pub(crate) fn open(
    store: &Store,
    user: Uuid,
    line: &FileLine,
) -> Result<Option<Zeroizing<Vec<u8>>>, Refusal> {
    let Some(attachment) = here(store, line)? else { return Ok(None) };
    let row = clinic::dispatch(store, user, "records.attachment", json!({ "id": attachment }))?;
    let file: SealedFile = serde_json::from_value(row)
        .map_err(|error| Refusal::misshapen("records.attachment", &error))?;
    let mut bytes = Bounded(Zeroizing::new(Vec::new()));
    store.open_attachment(&file.sealed_sha256, &file.content_key, &mut bytes)?;
    Ok(Some(bytes.0))
}

/// Memory that does not grow beyond what is opened there.
struct Bounded(Zeroizing<Vec<u8>>);

impl Write for Bounded {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        if (self.0.len() + bytes.len()) as u64 > IMAGE_BYTES_MAX {
            return Err(std::io::ErrorKind::FileTooLarge.into());
        }
        self.0.extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> std::io::Result<()> {
        Ok(())
    }
}
