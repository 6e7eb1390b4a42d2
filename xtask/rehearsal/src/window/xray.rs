//! A chest film that nobody was taken of, as a DICOM file.

use anyhow::Result;
use dicom_core::value::PrimitiveValue;
use dicom_core::{DataElement, Tag, VR};
use dicom_dictionary_std::{tags, uids};
use dicom_object::{FileMetaTableBuilder, InMemDicomObject};
use testkit::people::MadeUpPerson;

/// Rows, and columns.
const SIDE: u16 = 512;
/// Below the root that DICOM gives to examples.
const STUDY: &str = "1.2.826.0.1.3680043.10.1442.77";

/// The film of `person`: two lungs, a spine, ribs, and a heart that is too wide. A pixel is 0.7 mm.
pub(super) fn chest_of(person: &MadeUpPerson) -> Result<Vec<u8>> {
    let mut film = InMemDicomObject::new_empty();
    let mut put = |tag: Tag, vr: VR, value: PrimitiveValue| {
        film.put(DataElement::new(tag, vr, value));
    };
    let name = format!("{}^{}", person.family_name, person.given_name);
    for (tag, vr, text) in [
        (tags::SPECIFIC_CHARACTER_SET, VR::CS, "ISO_IR 192"),
        (tags::SOP_CLASS_UID, VR::UI, uids::DIGITAL_X_RAY_IMAGE_STORAGE_FOR_PRESENTATION),
        (tags::SOP_INSTANCE_UID, VR::UI, &format!("{STUDY}.1.1")),
        (tags::STUDY_INSTANCE_UID, VR::UI, STUDY),
        (tags::SERIES_INSTANCE_UID, VR::UI, &format!("{STUDY}.1")),
        (tags::MODALITY, VR::CS, "DX"),
        (tags::SERIES_DESCRIPTION, VR::LO, "Chest PA"),
        (tags::PATIENT_NAME, VR::PN, &name),
        (tags::PATIENT_ID, VR::LO, "from the machine"),
        (tags::PATIENT_BIRTH_DATE, VR::DA, &person.born.format("%Y%m%d").to_string()),
        (tags::SERIES_NUMBER, VR::IS, "1"),
        (tags::INSTANCE_NUMBER, VR::IS, "1"),
        (tags::PHOTOMETRIC_INTERPRETATION, VR::CS, "MONOCHROME2"),
        (tags::PIXEL_SPACING, VR::DS, "0.7\\0.7"),
        (tags::WINDOW_CENTER, VR::DS, "2000"),
        (tags::WINDOW_WIDTH, VR::DS, "3600"),
    ] {
        put(tag, vr, PrimitiveValue::from(text));
    }
    for (tag, number) in [
        (tags::SAMPLES_PER_PIXEL, 1),
        (tags::ROWS, SIDE),
        (tags::COLUMNS, SIDE),
        (tags::BITS_ALLOCATED, 16),
        (tags::BITS_STORED, 12),
        (tags::HIGH_BIT, 11),
        (tags::PIXEL_REPRESENTATION, 0),
    ] {
        put(tag, VR::US, PrimitiveValue::from(number));
    }
    put(tags::PIXEL_DATA, VR::OW, PrimitiveValue::U16(pixels().collect()));
    let meta = FileMetaTableBuilder::new().transfer_syntax(uids::EXPLICIT_VR_LITTLE_ENDIAN);
    let mut bytes = Vec::new();
    film.with_meta(meta)?.write_all(&mut bytes)?;
    Ok(bytes)
}

/// Row by row: bright is what lets no rays through.
fn pixels() -> impl Iterator<Item = u16> {
    let place = |at: u16| f64::from(at) / f64::from(SIDE) * 2.0 - 1.0;
    (0..SIDE)
        .flat_map(move |row| (0..SIDE).map(move |column| brightness(place(column), place(row))))
}

/// What is at a place, from −1 at the left and above to 1 at the right and below.
fn brightness(x: f64, y: f64) -> u16 {
    let within = |(left, top): (f64, f64), (width, height): (f64, f64)| {
        ((x - left) / width).powi(2) + ((y - top) / height).powi(2) < 1.0
    };
    if x.abs() > 0.95 {
        return 150;
    }
    let lung = within((-0.45, -0.05), (0.32, 0.62)) || within((0.45, -0.05), (0.32, 0.62));
    let heart = within((0.14, 0.3), (0.36, 0.26));
    let spine = x.abs() < 0.08;
    // Ribs fall away from the spine.
    let rib = ((y - x.abs() * 0.35) * 9.0).sin() > 0.72 && x.abs() < 0.86;
    match (heart, spine, lung) {
        (true, _, _) => 3_100,
        (_, true, _) => 3_300,
        (_, _, true) => {
            if rib {
                1_500
            } else {
                850
            }
        }
        _ => {
            if rib {
                2_900
            } else {
                2_500
            }
        }
    }
}
