//! A DICOM file, opened in memory.

use std::io::{Cursor, Read as _};
use std::panic::{AssertUnwindSafe, catch_unwind};

use dicom_core::Tag;
use dicom_dictionary_std::{tags, uids};
use dicom_encoding::TransferSyntaxIndex as _;
use dicom_object::{DefaultDicomObject, FileMetaTable, InMemDicomObject, OpenFileOptions};
use dicom_transfer_syntax_registry::TransferSyntaxRegistry;
use flate2::read::DeflateDecoder;
use serde::Serialize;

use crate::Unreadable;
use crate::bounds::{FILE_BYTES_MAX, data_set_at, walk};

/// A DICOM file whose sizes were found to be true.
pub struct DicomFile {
    pub(crate) object: DefaultDicomObject,
    /// How it is coded as a file; a deflated one has been inflated in `object`.
    transfer_syntax: String,
}

/// What a file says of itself, as the clinic registers it. What it does not say is `None`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct About {
    /// (0008,0016): what kind of object it is.
    pub sop_class_uid: Option<String>,
    /// (0008,0018): its identity.
    pub sop_instance_uid: Option<String>,
    /// (0020,000D).
    pub study_instance_uid: Option<String>,
    /// (0020,000E).
    pub series_instance_uid: Option<String>,
    /// (0020,0011).
    pub series_number: Option<i64>,
    /// (0020,0013).
    pub instance_number: Option<i64>,
    /// (0008,103E).
    pub series_description: Option<String>,
    /// (0002,0010).
    pub transfer_syntax: String,
    /// (0028,0008); 1 for an image that does not say it.
    pub frame_count: Option<i64>,
    /// (0028,0010).
    pub row_count: Option<i64>,
    /// (0028,0011).
    pub column_count: Option<i64>,
    /// (0008,0060), such as `CT`; `SR` for a structured report.
    pub modality: Option<String>,
    /// (0018,0015), such as `CHEST`.
    pub body_part: Option<String>,
    /// Of whom it is.
    pub patient: PatientNamed,
}

/// Of whom a file says that it is.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct PatientNamed {
    /// (0010,0020), the number that the clinic gave.
    pub id: Option<String>,
    /// The family name of (0010,0010).
    pub family_name: Option<String>,
    /// The given name of (0010,0010), without further ones.
    pub given_name: Option<String>,
    /// (0010,0030) as `YYYY-MM-DD`.
    pub date_of_birth: Option<String>,
}

impl DicomFile {
    /// Opens a file whose bytes lie in memory.
    ///
    /// # Errors
    /// [`Unreadable`], of which the image or report in it is not asked yet.
    pub fn open(bytes: &[u8]) -> Result<Self, Unreadable> {
        guarded(|| {
            let data_set = bytes.get(data_set_at(bytes)?..).ok_or(Unreadable::Damaged)?;
            // The library looks for `DICM` where the preamble ends.
            let meta = bytes.get(128..).ok_or(Unreadable::NotDicom)?;
            let meta =
                FileMetaTable::from_reader(Cursor::new(meta)).map_err(|_| Unreadable::Damaged)?;
            let uid = meta.transfer_syntax();
            let transfer_syntax = plain_uid(uid);
            let object = if uid == uids::DEFLATED_EXPLICIT_VR_LITTLE_ENDIAN {
                inflated(data_set, meta)?
            } else {
                let unknown = || Unreadable::TransferSyntax { uid: transfer_syntax.clone() };
                let syntax = TransferSyntaxRegistry.get(uid).ok_or_else(unknown)?;
                if syntax.is_unsupported() {
                    return Err(unknown());
                }
                walk(data_set, syntax)?;
                OpenFileOptions::new()
                    .from_reader(Cursor::new(bytes))
                    .map_err(|_| Unreadable::Damaged)?
            };
            if object.get(tags::ENCRYPTED_ATTRIBUTES_SEQUENCE).is_some() {
                return Err(Unreadable::Encrypted);
            }
            Ok(Self { object, transfer_syntax })
        })
    }

    /// What the file says of itself.
    pub fn about(&self) -> About {
        let (object, is_image) = (&*self.object, self.is_image());
        let frames = integer(object, tags::NUMBER_OF_FRAMES).or(is_image.then_some(1));
        About {
            sop_class_uid: text(object, tags::SOP_CLASS_UID),
            sop_instance_uid: text(object, tags::SOP_INSTANCE_UID),
            study_instance_uid: text(object, tags::STUDY_INSTANCE_UID),
            series_instance_uid: text(object, tags::SERIES_INSTANCE_UID),
            series_number: integer(object, tags::SERIES_NUMBER),
            instance_number: integer(object, tags::INSTANCE_NUMBER),
            series_description: text(object, tags::SERIES_DESCRIPTION),
            transfer_syntax: self.transfer_syntax.clone(),
            frame_count: frames,
            row_count: integer(object, tags::ROWS),
            column_count: integer(object, tags::COLUMNS),
            modality: text(object, tags::MODALITY),
            body_part: text(object, tags::BODY_PART_EXAMINED),
            patient: self.patient(),
        }
    }

    /// Whether it holds pixels.
    pub fn is_image(&self) -> bool {
        self.object.get(tags::PIXEL_DATA).is_some()
    }

    fn patient(&self) -> PatientNamed {
        let name = text(&self.object, tags::PATIENT_NAME).unwrap_or_default();
        // Component groups (alphabetic, ideographic, phonetic) are set apart by `=`, parts by `^`.
        let mut parts = name.split('=').next().unwrap_or_default().split('^').map(str::trim);
        let mut part = || parts.next().filter(|part| !part.is_empty()).map(str::to_owned);
        let (family_name, given_name) = (part(), part());
        PatientNamed {
            id: text(&self.object, tags::PATIENT_ID),
            family_name,
            given_name,
            date_of_birth: text(&self.object, tags::PATIENT_BIRTH_DATE).and_then(|day| iso(&day)),
        }
    }
}

/// A data set that was deflated as a whole (PS3.5 annex A.5), as one that was not.
fn inflated(data_set: &[u8], mut meta: FileMetaTable) -> Result<DefaultDicomObject, Unreadable> {
    let mut plain = Vec::new();
    let most = FILE_BYTES_MAX as u64 + 1;
    DeflateDecoder::new(data_set)
        .take(most)
        .read_to_end(&mut plain)
        .map_err(|_| Unreadable::Damaged)?;
    if plain.len() > FILE_BYTES_MAX {
        return Err(Unreadable::TooLarge { what: "what was deflated in it", most: "256 MiB" });
    }
    let uid = uids::EXPLICIT_VR_LITTLE_ENDIAN;
    let syntax = TransferSyntaxRegistry.get(uid).ok_or(Unreadable::Damaged)?;
    walk(&plain, syntax)?;
    let object = InMemDicomObject::read_dataset_with_ts(Cursor::new(plain), syntax);
    meta.set_transfer_syntax(syntax);
    Ok(object.map_err(|_| Unreadable::Damaged)?.with_exact_meta(meta))
}

/// `YYYYMMDD` with hyphens.
fn iso(day: &str) -> Option<String> {
    let digits = day.len() == 8 && day.bytes().all(|byte| byte.is_ascii_digit());
    let part = |from: usize, to: usize| day.get(from..to);
    match (digits, part(0, 4), part(4, 6), part(6, 8)) {
        (true, Some(year), Some(month), Some(day)) => Some(format!("{year}-{month}-{day}")),
        _ => None,
    }
}

/// What may stand in a sentence: digits and dots.
fn plain_uid(uid: &str) -> String {
    let plain: String =
        uid.chars().filter(|sign| sign.is_ascii_digit() || *sign == '.').take(64).collect();
    if plain.is_empty() { "none".to_owned() } else { plain }
}

/// The text of an element, without what fills it up.
pub(crate) fn text(object: &InMemDicomObject, tag: Tag) -> Option<String> {
    let value = object.get(tag)?.to_str().ok()?;
    let plain = value.trim_matches([' ', '\0']);
    (!plain.is_empty()).then(|| plain.to_owned())
}

/// The first whole number of an element.
pub(crate) fn integer(object: &InMemDicomObject, tag: Tag) -> Option<i64> {
    object.get(tag)?.to_int().ok()
}

/// The items of a sequence; none where it is not there.
pub(crate) fn items(object: &InMemDicomObject, tag: Tag) -> &[InMemDicomObject] {
    object.get(tag).and_then(|element| element.items()).unwrap_or_default()
}

/// Reads something with the libraries that decode. They index into what a file says in places; a
/// damaged file must not end the program.
pub(crate) fn guarded<T>(read: impl FnOnce() -> Result<T, Unreadable>) -> Result<T, Unreadable> {
    catch_unwind(AssertUnwindSafe(read)).unwrap_or(Err(Unreadable::Damaged))
}
