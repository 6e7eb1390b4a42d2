//! How images are taken: files that the tests write, with numbers worked out by hand, and those of
//! pydicom, with numbers that another program worked out from the same words (numpy).

#![expect(clippy::unwrap_used, reason = "a story fails by panicking")]

mod made;

use std::io::Write as _;

use data_encoding::HEXLOWER;
use dicom_core::VR;
use dicom_core::value::PrimitiveValue;
use dicom_dictionary_std::{tags, uids};
use dicom_object::InMemDicomObject;
use flate2::Compression;
use flate2::write::DeflateEncoder;
use images::quality::{Quality, measure};
use images::show::SpacingFrom;
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

/// A CT of 16 signed bits, and a radiograph that is stored the other way round.
#[test]
fn a_viewer_gets_what_is_stored_and_what_it_means() {
    let ct = Made::grey(3, 4, 16)
        .text(tags::MODALITY, VR::CS, "CT")
        .number(tags::PIXEL_REPRESENTATION, 1)
        .text(tags::RESCALE_SLOPE, VR::DS, "2")
        .text(tags::RESCALE_INTERCEPT, VR::DS, "-1024")
        .text(tags::WINDOW_CENTER, VR::DS, "40\\-600")
        .text(tags::WINDOW_WIDTH, VR::DS, "400\\1500")
        .text(tags::WINDOW_CENTER_WIDTH_EXPLANATION, VR::LO, "SOFT\\LUNG")
        .text(tags::PIXEL_SPACING, VR::DS, "0.5\\0.25")
        .pixels(&[0x8000, 0xFFFF, 0, 0x7FFF, 0, 0, 0, 0, 0, 0, 0, 0])
        .file();
    let file = DicomFile::open(&ct).unwrap();
    let shown = file.shown().unwrap();
    assert_eq!((shown.columns, shown.rows, shown.planes, shown.frames), (4, 3, 1, 1));
    assert_eq!((shown.darkest, shown.brightest), (-32_768, 32_767));
    assert_eq!((shown.rescale_slope, shown.rescale_intercept), (2.0, -1024.0));
    assert_eq!(shown.rescale_unit.as_deref(), Some("HU"));
    let windows: Vec<(f64, f64, Option<&str>)> =
        shown.windows.iter().map(|one| (one.center, one.width, one.name.as_deref())).collect();
    assert_eq!(windows, [(40.0, 400.0, Some("SOFT")), (-600.0, 1500.0, Some("LUNG"))]);
    assert_eq!(shown.pixel_spacing_mm, Some([0.5, 0.25]));
    assert_eq!(shown.spacing_from, Some(SpacingFrom::PixelSpacing));
    // −32768, −1, 0 and 32767, each less the darkest.
    assert_eq!(file.values(0).unwrap()[..8], [0, 0, 0xFF, 0x7F, 0, 0x80, 0xFF, 0xFF]);
    assert!(file.values(1).is_err(), "it has one frame");

    let inverted = Made::grey(3, 3, 12)
        .text(tags::PHOTOMETRIC_INTERPRETATION, VR::CS, "MONOCHROME1")
        .text(tags::IMAGER_PIXEL_SPACING, VR::DS, "0.1\\0.1")
        .pixels(&[5, 4095, 0, 0, 0, 0, 0, 0, 0])
        .file();
    let file = DicomFile::open(&inverted).unwrap();
    let shown = file.shown().unwrap();
    assert!(shown.inverted && shown.windows.is_empty() && shown.rescale_unit.is_none());
    assert_eq!(shown.spacing_from, Some(SpacingFrom::ImagerPixelSpacing));
    assert_eq!(file.values(0).unwrap()[..4], [5, 0, 0xFF, 0x0F], "as it is stored");

    // An enhanced image says it in its functional groups.
    let groups = Made(InMemDicomObject::new_empty())
        .items(
            tags::PIXEL_MEASURES_SEQUENCE,
            vec![Made(InMemDicomObject::new_empty()).text(tags::PIXEL_SPACING, VR::DS, "2\\3")],
        )
        .items(
            tags::FRAME_VOILUT_SEQUENCE,
            vec![Made(InMemDicomObject::new_empty()).text(tags::WINDOW_CENTER, VR::DS, "50").text(
                tags::WINDOW_WIDTH,
                VR::DS,
                "100",
            )],
        );
    let enhanced = Made::grey(3, 3, 12)
        .items(tags::SHARED_FUNCTIONAL_GROUPS_SEQUENCE, vec![groups])
        .pixels(&[0; 9])
        .file();
    let shown = DicomFile::open(&enhanced).unwrap().shown().unwrap();
    assert_eq!(shown.pixel_spacing_mm, Some([2.0, 3.0]));
    assert_eq!(shown.windows[0].width, 100.0);
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

/// The planes of the first frame.
fn planes(bytes: &[u8]) -> Vec<Vec<i32>> {
    DicomFile::open(bytes).unwrap().picture(0).unwrap().planes
}

/// A colour image of 8 bits without its pixels.
fn colour(rows: u16, columns: u16, photometric: &str) -> Made {
    Made::grey(rows, columns, 8)
        .number(tags::BITS_ALLOCATED, 8)
        .number(tags::SAMPLES_PER_PIXEL, 3)
        .number(tags::PLANAR_CONFIGURATION, 0)
        .text(tags::PHOTOMETRIC_INTERPRETATION, VR::CS, photometric)
}

/// Red, and white, in turn.
const RED_AND_WHITE: [[i32; 2]; 3] = [[255, 255], [0, 255], [0, 255]];

#[test]
fn colours_are_the_same_however_they_are_stored_and_their_luma_is_judged() {
    let in_turn = |one: [u8; 3], other: [u8; 3]| [one, other].concat().repeat(8);
    let expected: Vec<Vec<i32>> = RED_AND_WHITE.iter().map(|two| two.repeat(8)).collect();
    let rgb = || colour(4, 4, "RGB").bytes(&in_turn([255, 0, 0], [255; 3]));
    assert_eq!(planes(&rgb().file()), expected);
    let by_plane: Vec<u8> =
        expected.iter().flatten().map(|value| u8::try_from(*value).unwrap()).collect();
    let by_plane = colour(4, 4, "RGB").bytes(&by_plane).number(tags::PLANAR_CONFIGURATION, 1);
    assert_eq!(planes(&by_plane.file()), expected);
    // Luma 76, differences 85 and 255: 76 + 1.402 × 127 = 254, 76 + 14.8 − 90.7 = 0, 76 − 76.2 = 0.
    let ybr = colour(4, 4, "YBR_FULL").bytes(&in_turn([76, 85, 255], [255, 128, 128]));
    let turned: Vec<Vec<i32>> =
        [[254, 255], [0, 255], [0, 255]].iter().map(|two| two.repeat(8)).collect();
    assert_eq!(planes(&ybr.file()), turned);
    // The differences once for two pixels: both are red, and one is darker.
    let halved = colour(4, 4, "YBR_FULL_422").bytes(&[76, 66, 85, 255].repeat(8));
    assert_eq!(planes(&halved.file())[0][..2], [254, 244]);
    // Numbers 10 and 11 of a table that begins at 10; what lies outside is the last.
    let table = |values: [u16; 2]| PrimitiveValue::U16(values.as_slice().into());
    let shape = || PrimitiveValue::U16([2, 10, 16].as_slice().into());
    let palette = colour(4, 4, "PALETTE COLOR")
        .number(tags::SAMPLES_PER_PIXEL, 1)
        .put(tags::RED_PALETTE_COLOR_LOOKUP_TABLE_DESCRIPTOR, VR::US, shape())
        .put(tags::GREEN_PALETTE_COLOR_LOOKUP_TABLE_DESCRIPTOR, VR::US, shape())
        .put(tags::BLUE_PALETTE_COLOR_LOOKUP_TABLE_DESCRIPTOR, VR::US, shape())
        .put(tags::RED_PALETTE_COLOR_LOOKUP_TABLE_DATA, VR::OW, table([65_535, 65_535]))
        .put(tags::GREEN_PALETTE_COLOR_LOOKUP_TABLE_DATA, VR::OW, table([0, 65_535]))
        .put(tags::BLUE_PALETTE_COLOR_LOOKUP_TABLE_DATA, VR::OW, table([0, 65_535]))
        .bytes(&[3, 250].repeat(8));
    let wide: Vec<Vec<i32>> =
        expected.iter().map(|plane| plane.iter().map(|value| value * 257).collect()).collect();
    assert_eq!(planes(&palette.file()), wide);
    // 0.299 of red and 1 of white: as sharp and as contrasted as two greys, half of it the brightest.
    let judged = judge(&rgb().file()).unwrap();
    close(judged.brightest_share, 0.5);
    close(judged.contrast, 0.5);
}

#[test]
fn a_file_that_was_deflated_tells_the_same_and_takes_no_more_memory_than_it_may() {
    let plain = Made::grey(4, 4, 12).pixels(&dot(4095)).file();
    let deflated = |data: &[u8]| {
        // The library writes no deflated file; the UID of a coding as long is put over.
        let (other, uid) = (b"1.2.840.10008.1.2.4.90", b"1.2.840.10008.1.2.1.99");
        let mut head = Made::grey(4, 4, 12).pixels(&[]).file_as("1.2.840.10008.1.2.4.90");
        let named = head.windows(22).position(|found| found == other).unwrap();
        head[named..named + 22].copy_from_slice(uid);
        let mut encoder = DeflateEncoder::new(Vec::new(), Compression::fast());
        encoder.write_all(data).unwrap();
        // The data set begins with its first element, (0008,0005) Specific Character Set.
        let at = head.windows(6).position(|six| six == b"\x08\0\x05\0CS").unwrap();
        [&head[..at], &encoder.finish().unwrap()].concat()
    };
    let at = plain.windows(6).position(|six| six == b"\x08\0\x05\0CS").unwrap();
    let whole = deflated(&plain[at..]);
    close(judge(&whole).unwrap().sharpness, DOT);
    let about = DicomFile::open(&whole).unwrap().about();
    assert_eq!(about.transfer_syntax, "1.2.840.10008.1.2.1.99");
    let cut = deflated(&plain[at..plain.len() - 5]);
    assert_eq!(judge(&cut), Err(Unreadable::Damaged));
    assert_eq!(judge(&whole[..whole.len() - 20]), Err(Unreadable::Damaged));
    let bomb = deflated(&vec![0; 300 * 1024 * 1024]);
    assert!(bomb.len() < 4 * 1024 * 1024);
    assert!(matches!(judge(&bomb), Err(Unreadable::TooLarge { .. })));
}

#[test]
fn jpeg_ls_tells_the_same_and_a_false_size_in_it_takes_no_memory() {
    let packed =
        |coded: Vec<u8>| Made::grey(4, 4, 12).fragments(&[coded]).file_as("1.2.840.10008.1.2.4.80");
    let mut coded = Vec::new();
    jpegls::encode(&dot(4095), 4, 4, &mut coded).unwrap();
    close(judge(&packed(coded.clone())).unwrap().sharpness, DOT);
    let size = coded.windows(2).position(|two| two == [0xff, 0xf7]).unwrap() + 5;
    let mut huge = coded.clone();
    huge[size..size + 4].copy_from_slice(&[0xff; 4]);
    assert_eq!(judge(&packed(huge)), Err(Unreadable::Damaged));
    for at in 0..coded.len() {
        let mut changed = coded.clone();
        changed[at] ^= 0x81;
        // Whatever it tells, it tells.
        let _ = judge(&packed(changed));
    }
    assert_eq!(judge(&packed(Vec::new())), Err(Unreadable::Undecoded));
}

/// 32 × 32 pixels of 12 bits without loss, as OpenJPEG 2.5.2 wrote them from `steps`.
const JPEG_2000: &str = "ff4fff5100290000000000200000002000000000000000000000002000000020000000000000000000010b01\
    01ff52000c00000001000504040001ff5c00134060686870686870686870686870686870ff90000a00000000\
    00be0001ff93c1f801000047c7f2051fc81001620866c7f20f0fd8180e07764daea6bf006ce7fc93a5c3f610\
    87ec1a115e8e5be16993b1cafa82e712fa72410f26801acef4ee20ff09e3b83fc3f6228fe454172a093f58ea\
    4469adec1ca620ac931313bc2d6ec0e400b0127244826352374f147f0384cf9614ce5890ba28a489fb9c6bb2\
    3638dfff7fc3f61687ec22216d0efc5ed63cc2600001847903e9097aa29000611f66ae44ca7d8aff00309034\
    6389090b8a60ffd9";

/// 2048 above and 100 below, and 1500 more in the middle columns.
fn steps() -> Vec<u16> {
    let value = |at: usize| {
        let (row, column) = (at / 32, at % 32);
        (if row < 16 { 2048 } else { 100 }) + if (8..24).contains(&column) { 1500 } else { 0 }
    };
    (0..1024).map(value).collect()
}

#[test]
fn jpeg_2000_tells_the_same_with_a_sign_and_without() {
    let coded = HEXLOWER.decode(JPEG_2000.as_bytes()).unwrap();
    let packed = |coded: &[u8], sign: u16| {
        Made::grey(32, 32, 12)
            .number(tags::PIXEL_REPRESENTATION, sign)
            .fragments(&[coded.to_vec()])
            .file_as("1.2.840.10008.1.2.4.90")
    };
    let values: Vec<i32> = steps().iter().map(|value| i32::from(*value)).collect();
    assert_eq!(planes(&packed(&coded, 0)), *std::slice::from_ref(&values));
    // The same bits with a sign are 2048 less (ISO/IEC 15444-1 G.1).
    let mut signed = coded.clone();
    signed[42] |= 0x80;
    let less: Vec<i32> = values.iter().map(|value| value - 2048).collect();
    assert_eq!(planes(&packed(&signed, 1)), [less]);
    let mut huge = coded.clone();
    huge[8..16].copy_from_slice(&[0, 1, 0, 0, 0, 1, 0, 0]);
    assert_eq!(judge(&packed(&huge, 0)), Err(Unreadable::Damaged));
    for at in 0..coded.len() {
        let mut changed = coded.clone();
        changed[at] ^= 0x81;
        // Whatever it tells, it tells.
        let _ = judge(&packed(&changed, 0));
        let _ = judge(&packed(&coded[..at], 0));
    }
}

#[test]
fn what_cannot_be_judged_is_a_sentence() {
    let grey = || Made::grey(4, 4, 12);
    let inks = grey().number(tags::SAMPLES_PER_PIXEL, 4).text(
        tags::PHOTOMETRIC_INTERPRETATION,
        VR::CS,
        "CMYK",
    );
    let deep = grey().number(tags::BITS_ALLOCATED, 32).number(tags::BITS_STORED, 32);
    let unknown = grey().pixels(&dot(1)).file_as("1.2.840.10008.1.2.4.201");
    let of = |made: Made| judge(&made.pixels(&dot(1)).file()).unwrap_err();
    assert_eq!(of(inks), Unreadable::Colour);
    assert_eq!(of(deep), Unreadable::Bits { bits: 32 });
    assert_eq!(judge(&grey().file()), Err(Unreadable::NoImage));
    assert_eq!(of(Made::grey(2, 8, 12)), Unreadable::TooSmall);
    assert_eq!(of(grey().number(tags::HIGH_BIT, 3)), Unreadable::Damaged);
    let sentence = judge(&unknown).unwrap_err().to_string();
    assert!(sentence.contains("1.2.840.10008.1.2.4.201"), "{sentence}");
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

/// Colours by the luma of ITU-R BT.601; decoded by pylibjpeg and pyjpegls, measured with numpy.
#[test]
fn the_colours_and_codings_of_pydicom_give_the_numbers_that_numpy_gives() {
    let Some(folder) = made::pydicom() else { return };
    for (name, sharpness, contrast, darkest) in [
        ("MR_small_jp2klossless.dcm", 1257.44, 0.239_751, 0.0),
        ("MR_small_jpeg_ls_lossless.dcm", 1257.44, 0.239_751, 0.0),
        ("JPEGLSNearLossless_08.dcm", 1026.74, 0.315_551, 0.222_222),
        ("JPEGLSNearLossless_16.dcm", 948.335, 0.313_136, 0.1),
        ("J2K_pixelrep_mismatch.dcm", 159.693, 0.267_843, 0.0),
        ("GDCMJ2K_TextGBR.dcm", 379.96, 0.147_978, 0.0),
        ("examples_jpeg2k.dcm", 6594.22, 0.223_828, 0.525_16),
        ("image_dfl.dcm", 224.697, 0.273_38, 0.027_488_7),
        ("ExplVR_BigEnd.dcm", 3926.76, 0.127_974, 0.0),
        ("SC_rgb_rle.dcm", 2016.8, 0.306_179, 0.1),
        ("SC_rgb_rle_16bit.dcm", 2016.66, 0.305_905, 0.1),
        ("SC_rgb_rle_16bit_2frame.dcm", 2016.66, 0.305_905, 0.1),
        ("SC_rgb_small_odd.dcm", 0.0, 0.419_626, 0.0),
        ("SC_rgb_small_odd_big_endian.dcm", 0.0, 0.419_626, 0.0),
        ("SC_rgb_jpeg_gdcm.dcm", 2016.8, 0.306_179, 0.1),
        ("examples_palette.dcm", 4165.05, 0.171_824, 0.422_871),
        ("examples_rgb_color.dcm", 8284.2, 0.219_674, 0.484_284),
    ] {
        let told = judge(&std::fs::read(folder.join(name)).unwrap());
        let told = told.unwrap_or_else(|why| panic!("{name}: {why}"));
        println!("{name}: {told:?}");
        close(told.sharpness, sharpness);
        close(told.contrast, contrast);
        close(told.darkest_share, darkest);
    }
    // What loses something is rounded otherwise by each decoder.
    for (name, sharpness, contrast) in [
        ("693_J2KI.dcm", 49.6864, 0.269_734),
        ("JPEG2000.dcm", 5.770_51, 0.183_302),
        ("SC_rgb_gdcm_KY.dcm", 2016.8, 0.306_179),
        ("SC_ybr_full_422_uncompressed.dcm", 1984.71, 0.305_602),
        ("SC_rgb_jpeg_dcmtk.dcm", 1984.71, 0.305_602),
        ("examples_ybr_color.dcm", 1544.76, 0.183_323),
    ] {
        let told = judge(&std::fs::read(folder.join(name)).unwrap());
        let told = told.unwrap_or_else(|why| panic!("{name}: {why}"));
        println!("{name}: {told:?}");
        assert!((told.sharpness / sharpness - 1.0).abs() < 0.05, "{name} {}", told.sharpness);
        assert!((told.contrast / contrast - 1.0).abs() < 0.01, "{name} {}", told.contrast);
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
    assert!(judged >= 35 && told >= 20, "{judged} judged, {told} told");
}
