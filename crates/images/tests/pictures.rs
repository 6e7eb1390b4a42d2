//! How images are taken: files that the tests write, with numbers worked out by hand, and those of
//! pydicom, with numbers that another program worked out from the same words (numpy).

#![expect(clippy::unwrap_used, reason = "a story fails by panicking")]

mod made;

use dicom_core::VR;
use dicom_dictionary_std::{tags, uids};
use images::quality::{Quality, measure};
use images::{DicomFile, Unreadable};
use made::Made;

fn judge(bytes: &[u8]) -> Result<Quality, Unreadable> {
    measure(&DicomFile::open(bytes)?)
}

fn close(found: f64, expected: f64) {
    assert!((found - expected).abs() < 1e-4 * expected.abs().max(1.0), "{found} {expected}");
}

/// 4 × 4 dark pixels with a bright one at row 1, column 1, as `quality`'s own test works it out.
fn dot(bright: u16) -> Vec<u16> {
    (0..16).map(|place| if place == 5 { bright } else { 0 }).collect()
}

const DOT: f64 = 276_356.25;

#[test]
fn twelve_of_sixteen_bits_eight_bits_and_signs_tell_the_same() {
    let twelve = judge(&Made::grey(4, 4, 12).pixels(&dot(4095)).file()).unwrap();
    close(twelve.sharpness, DOT);
    close(twelve.brightest_share, 1.0 / 16.0);
    close(twelve.darkest_share, 15.0 / 16.0);
    // An overlay in the bits above says nothing of the image.
    let overlaid: Vec<u16> = dot(4095).iter().map(|value| value | 0xF000).collect();
    close(judge(&Made::grey(4, 4, 12).pixels(&overlaid).file()).unwrap().sharpness, DOT);

    let bytes: Vec<u8> = dot(255).iter().map(|value| u8::try_from(*value).unwrap()).collect();
    let eight = Made::grey(4, 4, 8).number(tags::BITS_ALLOCATED, 8).bytes(&bytes).file();
    close(judge(&eight).unwrap().sharpness, DOT);

    // −1000 and 1000 in two's complement: neither is as dark or as bright as can be.
    let signed: Vec<u16> = dot(1).iter().map(|on| if *on == 1 { 1000 } else { 0xFC18 }).collect();
    let signed = Made::grey(4, 4, 16).number(tags::PIXEL_REPRESENTATION, 1).pixels(&signed).file();
    let signed = judge(&signed).unwrap();
    close(signed.sharpness, DOT);
    close(signed.darkest_share + signed.brightest_share, 0.0);
}

#[test]
fn what_is_stored_the_other_way_round_is_dark_where_it_is_dark() {
    let inverted =
        Made::grey(4, 4, 12).text(tags::PHOTOMETRIC_INTERPRETATION, VR::CS, "MONOCHROME1");
    let told = judge(&inverted.pixels(&dot(4095)).file()).unwrap();
    close(told.darkest_share, 1.0 / 16.0);
    close(told.brightest_share, 15.0 / 16.0);
}

#[test]
fn of_several_frames_the_median_counts_and_each_is_looked_at() {
    let slope: Vec<u16> = (0..16).map(|index| 10 * (index % 4 + 1)).collect();
    let frames = |frames: &[&[u16]]| {
        Made::grey(4, 4, 12)
            .text(tags::NUMBER_OF_FRAMES, VR::IS, &frames.len().to_string())
            .pixels(&frames.concat())
            .file()
    };
    let one_flat = judge(&frames(&[&dot(4095), &slope, &dot(4095)])).unwrap();
    assert_eq!(one_flat.frames, 3);
    close(one_flat.sharpness, DOT);
    close(judge(&frames(&[&dot(4095), &slope])).unwrap().sharpness, DOT / 2.0);
}

/// Two segments, the high bytes and the low bytes (PS3.5 annex G): a run of −n repeats a byte n + 1
/// times, n copies n + 1 bytes.
fn rle(values: &[u16]) -> Vec<u8> {
    let mut segments = [Vec::new(), Vec::new()];
    for value in values {
        for (segment, byte) in segments.iter_mut().zip(value.to_be_bytes()) {
            segment.extend([0, byte]);
        }
    }
    let first = 64_u32;
    let second = first + u32::try_from(segments[0].len()).unwrap();
    let mut fragment: Vec<u8> = [2, first, second].iter().flat_map(|n| n.to_le_bytes()).collect();
    fragment.resize(64, 0);
    fragment.extend(segments.concat());
    fragment
}

#[test]
fn run_lengths_are_decoded_and_a_false_table_of_them_takes_no_memory() {
    let packed =
        |fragment: Vec<u8>| Made::grey(4, 4, 12).fragments(&[fragment]).file_as(uids::RLE_LOSSLESS);
    close(judge(&packed(rle(&dot(4095)))).unwrap().sharpness, DOT);
    let mut many = rle(&dot(4095));
    many[..4].copy_from_slice(&u32::MAX.to_le_bytes());
    assert_eq!(judge(&packed(many)), Err(Unreadable::Damaged));
    let mut cut = rle(&dot(4095));
    cut.truncate(80);
    assert_eq!(judge(&packed(cut)), Err(Unreadable::Undecoded));
    assert_eq!(judge(&packed(vec![0; 4])), Err(Unreadable::Damaged));
}

#[test]
fn what_cannot_be_judged_is_a_sentence() {
    let grey = || Made::grey(4, 4, 12);
    let colour = grey().number(tags::SAMPLES_PER_PIXEL, 3).text(
        tags::PHOTOMETRIC_INTERPRETATION,
        VR::CS,
        "RGB",
    );
    let deep = grey().number(tags::BITS_ALLOCATED, 32).number(tags::BITS_STORED, 32);
    let unknown = grey().pixels(&dot(1)).file_as("1.2.840.10008.1.2.4.90");
    let of = |made: Made| judge(&made.pixels(&dot(1)).file()).unwrap_err();
    assert_eq!(of(colour), Unreadable::Colour);
    assert_eq!(of(deep), Unreadable::Bits { bits: 32 });
    assert_eq!(judge(&grey().file()), Err(Unreadable::NoImage));
    assert_eq!(of(Made::grey(2, 8, 12)), Unreadable::TooSmall);
    assert_eq!(of(grey().number(tags::HIGH_BIT, 3)), Unreadable::Damaged);
    let sentence = judge(&unknown).unwrap_err().to_string();
    assert!(sentence.contains("1.2.840.10008.1.2.4.90"), "{sentence}");
    let encrypted = grey().items(tags::ENCRYPTED_ATTRIBUTES_SEQUENCE, vec![]);
    assert_eq!(of(encrypted), Unreadable::Encrypted);
    assert_eq!(judge(b"%PDF-1.7"), Err(Unreadable::NotDicom));
    assert_eq!(judge(&[]), Err(Unreadable::NotDicom));
}

#[test]
fn no_size_that_a_file_claims_is_believed() {
    let huge = |made: Made| judge(&made.pixels(&dot(1)).file()).unwrap_err();
    let wide = Made::grey(60_000, 60_000, 12);
    assert!(matches!(huge(wide), Unreadable::TooLarge { .. }));
    let many = Made::grey(1_000, 1_000, 12).text(tags::NUMBER_OF_FRAMES, VR::IS, "2000000000");
    assert!(matches!(huge(many), Unreadable::TooLarge { .. }));
    let longer = Made::grey(400, 400, 12);
    assert_eq!(huge(longer), Unreadable::Undecoded, "160000 pixels of which 16 are there");
    // The JPEG inside says 65535 × 65535.
    let start = [0xff, 0xd8, 0xff, 0xc0, 0, 11, 8, 0xff, 0xff, 0xff, 0xff, 1, 1, 0x11, 0];
    let jpeg = Made::grey(4, 4, 8)
        .number(tags::BITS_ALLOCATED, 8)
        .fragments(&[start.to_vec()])
        .file_as(uids::JPEG_BASELINE8_BIT);
    assert_eq!(judge(&jpeg), Err(Unreadable::Damaged));
    // An element of 4 GiB in a file of 500 bytes.
    let mut long = Made::grey(4, 4, 12).pixels(&dot(1)).file();
    let at = long.windows(6).position(|six| six == b"\xe0\x7f\x10\x00OW").unwrap();
    long[at + 8..at + 12].copy_from_slice(&0xffff_fff0_u32.to_le_bytes());
    assert_eq!(judge(&long), Err(Unreadable::Damaged));
    // Sequences in sequences, which are read by recursion.
    let nested = |levels: usize| {
        let open = b"\x40\x00\x30\xa7SQ\0\0\xff\xff\xff\xff\xfe\xff\x00\xe0\xff\xff\xff\xff";
        let close = b"\xfe\xff\x0d\xe0\0\0\0\0\xfe\xff\xdd\xe0\0\0\0\0";
        let whole = Made::grey(4, 4, 12).pixels(&dot(4095)).file();
        judge(&[whole, open.repeat(levels), close.repeat(levels)].concat())
    };
    close(nested(32).unwrap().sharpness, DOT);
    for levels in [33, 200, 100_000] {
        assert!(matches!(nested(levels), Err(Unreadable::TooLarge { .. })), "{levels} levels");
    }
}

#[test]
fn a_file_that_is_cut_or_changed_ends_in_a_sentence() {
    let packed = Made::grey(4, 4, 12).fragments(&[rle(&dot(4095))]).file_as(uids::RLE_LOSSLESS);
    for whole in [Made::grey(4, 4, 12).pixels(&dot(4095)).file(), packed] {
        for end in (0..whole.len()).step_by(11) {
            let told = judge(&whole[..end]);
            let complete = whole.len() - end <= 8;
            assert!(told.is_err() || complete, "{end} of {} bytes", whole.len());
        }
        for at in (128..whole.len()).step_by(3) {
            let mut changed = whole.clone();
            changed[at] ^= 0x81;
            // Whatever it tells, it tells.
            let _ = judge(&changed);
        }
    }
}

#[test]
fn a_file_says_of_whom_it_is() {
    let about = DicomFile::open(&Made::grey(4, 4, 12).pixels(&dot(1)).file()).unwrap().about();
    let patient = about.patient;
    assert_eq!(
        (patient.family_name.as_deref(), patient.given_name.as_deref()),
        (Some("Marín"), Some("Elena"))
    );
    assert_eq!(patient.id.as_deref(), Some("M-17"));
    assert_eq!(patient.date_of_birth.as_deref(), Some("1960-01-05"));
    assert_eq!((about.frame_count, about.row_count), (Some(1), Some(4)));
}

/// Numbers by numpy, from the description in `images::quality`.
#[test]
fn the_files_of_pydicom_give_the_numbers_that_numpy_gives() {
    let Some(folder) = made::pydicom() else { return };
    let of = |name: &str| judge(&std::fs::read(folder.join(name)).unwrap());
    for (name, sharpness, contrast, darkest) in [
        ("CT_small.dcm", 165.79, 0.229_828, 0.0),
        ("MR_small.dcm", 1257.44, 0.239_751, 0.0),
        ("MR_small_RLE.dcm", 1257.44, 0.239_751, 0.0),
        ("MR_small_implicit.dcm", 1257.44, 0.239_751, 0.0),
        ("MR_small_bigendian.dcm", 1257.44, 0.239_751, 0.0),
        ("MR_small_padded.dcm", 1257.44, 0.239_751, 0.0),
        ("examples_overlay.dcm", 103.08, 0.232_317, 0.003_181_82),
    ] {
        let told = of(name).unwrap_or_else(|why| panic!("{name}: {why}"));
        close(told.sharpness, sharpness);
        close(told.contrast, contrast);
        close(told.darkest_share, darkest);
    }
}

#[test]
fn every_file_of_pydicom_ends_in_numbers_or_a_sentence() {
    let Some(folder) = made::pydicom() else { return };
    let (mut judged, mut told) = (0, 0);
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.extension().is_none_or(|ending| ending != "dcm") {
            continue;
        }
        match judge(&std::fs::read(&path).unwrap()) {
            Ok(_) => judged += 1,
            Err(why) => {
                told += 1;
                println!("{}: {why}", path.file_name().unwrap().display());
            }
        }
    }
    assert!(judged >= 7 && told >= 40, "{judged} judged, {told} told");
}
