//! DICOM files that the tests write themselves.

#![expect(
    clippy::unwrap_used,
    dead_code,
    reason = "a story fails by panicking, and each uses its own part"
)]

use dicom_core::value::{DataSetSequence, PixelFragmentSequence, PrimitiveValue};
use dicom_core::{DataElement, Length, Tag, VR};
use dicom_dictionary_std::{tags, uids};
use dicom_object::{FileMetaTableBuilder, InMemDicomObject};

/// An object to which a test adds what it needs.
pub struct Made(pub InMemDicomObject);

impl Made {
    /// An object of the class `class`, of a patient whom nobody knows.
    pub fn of(class: &str) -> Self {
        Self(InMemDicomObject::new_empty())
            .text(tags::SOP_CLASS_UID, VR::UI, class)
            .text(tags::SOP_INSTANCE_UID, VR::UI, "1.2.3.4")
            .text(tags::STUDY_INSTANCE_UID, VR::UI, "1.2.3")
            .text(tags::SERIES_INSTANCE_UID, VR::UI, "1.2.3.1")
            .text(tags::SPECIFIC_CHARACTER_SET, VR::CS, "ISO_IR 192")
            .text(tags::PATIENT_ID, VR::LO, "M-17")
            .text(tags::PATIENT_NAME, VR::PN, "Marín^Elena^^Dr=x^y")
            .text(tags::PATIENT_BIRTH_DATE, VR::DA, "19600105")
    }

    /// A grey image without its pixels, of 16 bits of which `bits` are stored.
    pub fn grey(rows: u16, columns: u16, bits: u16) -> Self {
        Self::of(uids::DIGITAL_X_RAY_IMAGE_STORAGE_FOR_PRESENTATION)
            .text(tags::MODALITY, VR::CS, "DX")
            .number(tags::SAMPLES_PER_PIXEL, 1)
            .text(tags::PHOTOMETRIC_INTERPRETATION, VR::CS, "MONOCHROME2")
            .number(tags::ROWS, rows)
            .number(tags::COLUMNS, columns)
            .number(tags::BITS_ALLOCATED, 16)
            .number(tags::BITS_STORED, bits)
            .number(tags::HIGH_BIT, bits - 1)
            .number(tags::PIXEL_REPRESENTATION, 0)
    }

    pub fn put(mut self, tag: Tag, vr: VR, value: PrimitiveValue) -> Self {
        self.0.put(DataElement::new(tag, vr, value));
        self
    }

    pub fn text(self, tag: Tag, vr: VR, text: &str) -> Self {
        self.put(tag, vr, PrimitiveValue::from(text))
    }

    pub fn number(self, tag: Tag, number: u16) -> Self {
        self.put(tag, VR::US, PrimitiveValue::from(number))
    }

    pub fn floats(self, tag: Tag, numbers: &[f32]) -> Self {
        self.put(tag, VR::FL, PrimitiveValue::F32(numbers.into()))
    }

    pub fn pixels(self, values: &[u16]) -> Self {
        self.put(tags::PIXEL_DATA, VR::OW, PrimitiveValue::U16(values.into()))
    }

    pub fn bytes(self, values: &[u8]) -> Self {
        self.put(tags::PIXEL_DATA, VR::OB, PrimitiveValue::U8(values.into()))
    }

    pub fn fragments(mut self, fragments: &[Vec<u8>]) -> Self {
        let sequence = PixelFragmentSequence::new_fragments(fragments.to_vec());
        self.0.put(DataElement::new(tags::PIXEL_DATA, VR::OB, sequence));
        self
    }

    pub fn items(mut self, tag: Tag, items: Vec<Made>) -> Self {
        let items: Vec<InMemDicomObject> = items.into_iter().map(|made| made.0).collect();
        let sequence = DataSetSequence::new(items, Length::UNDEFINED);
        self.0.put(DataElement::new(tag, VR::SQ, sequence));
        self
    }

    /// The file in explicit VR, little endian.
    pub fn file(self) -> Vec<u8> {
        self.file_as(uids::EXPLICIT_VR_LITTLE_ENDIAN)
    }

    /// The file, said to be in the transfer syntax `syntax`.
    pub fn file_as(self, syntax: &str) -> Vec<u8> {
        let meta = FileMetaTableBuilder::new().transfer_syntax(syntax);
        let mut bytes = Vec::new();
        self.0.with_meta(meta).unwrap().write_all(&mut bytes).unwrap();
        bytes
    }
}

/// One item of a code sequence.
pub fn code(value: &str, scheme: &str, meaning: &str) -> Made {
    Made(InMemDicomObject::new_empty())
        .text(tags::CODE_VALUE, VR::SH, value)
        .text(tags::CODING_SCHEME_DESIGNATOR, VR::SH, scheme)
        .text(tags::CODE_MEANING, VR::LO, meaning)
}

/// A content item of the type `kind`, called `name`.
pub fn item(kind: &str, name: Made) -> Made {
    Made(InMemDicomObject::new_empty())
        .text(tags::RELATIONSHIP_TYPE, VR::CS, "CONTAINS")
        .text(tags::VALUE_TYPE, VR::CS, kind)
        .items(tags::CONCEPT_NAME_CODE_SEQUENCE, vec![name])
}

pub fn coded(name: Made, value: Made) -> Made {
    item("CODE", name).items(tags::CONCEPT_CODE_SEQUENCE, vec![value])
}

pub fn said(name: Made, text: &str) -> Made {
    item("TEXT", name).text(tags::TEXT_VALUE, VR::UT, text)
}

pub fn measured(name: Made, value: &str, unit: Made) -> Made {
    let value = Made(InMemDicomObject::new_empty())
        .text(tags::NUMERIC_VALUE, VR::DS, value)
        .items(tags::MEASUREMENT_UNITS_CODE_SEQUENCE, vec![unit]);
    item("NUM", name).items(tags::MEASURED_VALUE_SEQUENCE, vec![value])
}

pub fn image(uid: &str, frame: Option<&str>) -> Made {
    let mut reference =
        Made(InMemDicomObject::new_empty()).text(tags::REFERENCED_SOP_INSTANCE_UID, VR::UI, uid);
    if let Some(frame) = frame {
        reference = reference.text(tags::REFERENCED_FRAME_NUMBER, VR::IS, frame);
    }
    Made(InMemDicomObject::new_empty())
        .text(tags::RELATIONSHIP_TYPE, VR::CS, "SELECTED FROM")
        .text(tags::VALUE_TYPE, VR::CS, "IMAGE")
        .items(tags::REFERENCED_SOP_SEQUENCE, vec![reference])
}

/// An item that stands for the one at `path`.
pub fn stands_for(path: &[u32]) -> Made {
    Made(InMemDicomObject::new_empty()).text(tags::RELATIONSHIP_TYPE, VR::CS, "SELECTED FROM").put(
        tags::REFERENCED_CONTENT_ITEM_IDENTIFIER,
        VR::UL,
        PrimitiveValue::U32(path.into()),
    )
}

pub fn region(name: Made, graphic: &str, points: &[f32], of: Vec<Made>) -> Made {
    item("SCOORD", name)
        .text(tags::GRAPHIC_TYPE, VR::CS, graphic)
        .floats(tags::GRAPHIC_DATA, points)
        .items(tags::CONTENT_SEQUENCE, of)
}

/// A report of the class `class` with these content items.
pub fn report(class: &str, content: Vec<Made>) -> Made {
    Made::of(class)
        .text(tags::MODALITY, VR::CS, "SR")
        .text(tags::VALUE_TYPE, VR::CS, "CONTAINER")
        .text(tags::COMPLETION_FLAG, VR::CS, "COMPLETE")
        .text(tags::VERIFICATION_FLAG, VR::CS, "UNVERIFIED")
        .items(
            tags::CONCEPT_NAME_CODE_SEQUENCE,
            vec![code("126000", "DCM", "Imaging Measurement Report")],
        )
        .items(tags::CONTENT_SEQUENCE, content)
}

/// The folder of pydicom's test files, where it is installed for the Python on the path or
/// `HOLDFAST_PYDICOM` names it.
pub fn pydicom() -> Option<std::path::PathBuf> {
    let named = std::env::var_os("HOLDFAST_PYDICOM").map(std::path::PathBuf::from);
    let asked = || {
        let print = "import pydicom.data, pathlib; \
                     print(pathlib.Path(pydicom.data.__file__).parent / 'test_files')";
        let answer = std::process::Command::new("python3").args(["-c", print]).output().ok()?;
        let path = String::from_utf8(answer.stdout).ok()?;
        answer.status.success().then(|| std::path::PathBuf::from(path.trim()))
    };
    let found = named.or_else(asked).filter(|folder| folder.is_dir());
    if found.is_none() {
        left_out::left_out(
            "a test on pydicom's files",
            "they are not here (pip install pydicom==3.0.2)",
        );
    }
    found
}
