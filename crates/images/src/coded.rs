//! The samples of a frame, whatever coding they lie in.
//!
//! A codec takes memory for the size that its own header says, so that size is compared with the
//! file's before. JPEG 2000 and JPEG-LS are decoded by libraries without unsafe code.

use std::borrow::Cow;

use dicom_core::DicomValue;
use dicom_core::value::PrimitiveValue;
use dicom_dictionary_std::{tags, uids};
use dicom_object::mem::InMemElement;
use dicom_pixeldata::PixelDecoder as _;
use hayro_jpeg2000::{DecodeSettings, DecoderContext, Image};

use crate::colour::{Colour, pair};
use crate::file::guarded;
use crate::grey::Stored;
use crate::{DicomFile, Unreadable};

/// Segments of a frame in RLE (PS3.5 annex G), and the bytes of the table before them.
const RLE_SEGMENTS_MAX: u32 = 15;
const RLE_HEADER_BYTES: usize = 64;
/// How a JPEG 2000 codestream begins: its start, and its size.
const CODESTREAM: [u8; 4] = [0xff, 0x4f, 0xff, 0x51];
/// What stands before each fragment: a tag and a length.
const ITEM_HEADER_BYTES: usize = 8;

/// Codings that are read here.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Coding {
    /// Uncompressed; big endian, which is retired, is still met in archives.
    Native,
    RunLengths,
    /// JPEG in the processes that the decoder knows: baseline, extended, and lossless.
    Jpeg,
    /// JPEG-LS, of one sample a pixel.
    JpegLs,
    Jpeg2000,
}

impl Coding {
    /// The coding of a file.
    pub fn of(file: &DicomFile) -> Result<Self, Unreadable> {
        match file.object.meta().transfer_syntax() {
            uids::IMPLICIT_VR_LITTLE_ENDIAN
            | uids::EXPLICIT_VR_LITTLE_ENDIAN
            | "1.2.840.10008.1.2.2" => Ok(Self::Native),
            uids::RLE_LOSSLESS => Ok(Self::RunLengths),
            "1.2.840.10008.1.2.4.50"
            | "1.2.840.10008.1.2.4.51"
            | "1.2.840.10008.1.2.4.57"
            | "1.2.840.10008.1.2.4.70" => Ok(Self::Jpeg),
            "1.2.840.10008.1.2.4.80" | "1.2.840.10008.1.2.4.81" => Ok(Self::JpegLs),
            "1.2.840.10008.1.2.4.90" | "1.2.840.10008.1.2.4.91" => Ok(Self::Jpeg2000),
            uid => Err(Unreadable::TransferSyntax { uid: uid.to_owned() }),
        }
    }

    /// How the colours are stored in what [`Coding::samples`] gives.
    pub fn colour(self, stored: Colour) -> Colour {
        match (self, stored) {
            // The decoder gives red, green and blue of whatever was coded.
            (Self::Jpeg, Colour::Ybr | Colour::YbrHalved) => Colour::Rgb,
            // Where half of them is stored, both pixels of a pair get it.
            (_, Colour::YbrHalved) => Colour::Ybr,
            (_, stored) => stored,
        }
    }

    /// The samples of the frame `number`, pixel by pixel.
    pub fn samples(
        self,
        file: &DicomFile,
        stored: &Stored,
        number: u32,
    ) -> Result<Vec<u16>, Unreadable> {
        match self {
            Self::Native => native(file, stored, number),
            Self::RunLengths => {
                if !fragments(file)?.0.iter().all(|fragment| rle_header_holds(fragment)) {
                    return Err(Unreadable::Damaged);
                }
                decoded(file, stored, number)
            }
            Self::Jpeg => {
                let size = (stored.rows, stored.columns);
                let fits = |fragment: &Vec<u8>| jpeg_sizes(fragment).all(|said| said == size);
                if !fragments(file)?.0.iter().all(fits) {
                    return Err(Unreadable::Damaged);
                }
                decoded(file, stored, number)
            }
            Self::JpegLs => jpeg_ls(&frame(file, stored, number)?, stored),
            Self::Jpeg2000 => jpeg_2000(&frame(file, stored, number)?, stored),
        }
    }
}

/// The fragments of a compressed image with the table of where each frame begins.
fn fragments(file: &DicomFile) -> Result<(&[Vec<u8>], &[u32]), Unreadable> {
    match file.object.get(tags::PIXEL_DATA).map(InMemElement::value) {
        Some(DicomValue::PixelSequence(sequence)) => {
            Ok((sequence.fragments(), sequence.offset_table()))
        }
        _ => Err(Unreadable::Damaged),
    }
}

/// The coded bytes of the frame `number`.
fn frame<'f>(
    file: &'f DicomFile,
    stored: &Stored,
    number: u32,
) -> Result<Cow<'f, [u8]>, Unreadable> {
    let (fragments, table) = fragments(file)?;
    let number = number as usize;
    if stored.frames == 1 {
        return Ok(match fragments {
            [one] => Cow::Borrowed(one.as_slice()),
            several => Cow::Owned(several.concat()),
        });
    }
    if fragments.len() == stored.frames as usize {
        return fragments
            .get(number)
            .map(|one| Cow::Borrowed(one.as_slice()))
            .ok_or(Unreadable::Damaged);
    }
    let from = *table.get(number).ok_or(Unreadable::Undecoded)? as usize;
    let until = table.get(number + 1).map_or(usize::MAX, |next| *next as usize);
    let (mut at, mut bytes) = (0, Vec::new());
    for fragment in fragments {
        if (from..until).contains(&at) {
            bytes.extend_from_slice(fragment);
        }
        at += ITEM_HEADER_BYTES + fragment.len();
    }
    Ok(Cow::Owned(bytes))
}

/// What the library decodes, as samples.
fn decoded(file: &DicomFile, stored: &Stored, number: u32) -> Result<Vec<u16>, Unreadable> {
    let bytes = guarded(|| {
        let decoded = file.object.decode_pixel_data_frame(number);
        Ok(decoded.map_err(|_| Unreadable::Undecoded)?.into_data())
    });
    let bytes = bytes.map_err(|_| Unreadable::Undecoded)?;
    Ok(if stored.allocated == 8 {
        bytes.into_iter().map(u16::from).collect()
    } else {
        bytes.chunks_exact(2).filter_map(pair).collect()
    })
}

/// The samples of an uncompressed frame.
fn native(file: &DicomFile, stored: &Stored, number: u32) -> Result<Vec<u16>, Unreadable> {
    let colour = stored.colour;
    let a_pixel = if colour == Colour::YbrHalved { 2 } else { usize::from(colour.samples()) };
    let samples = stored.pixels() * a_pixel;
    let from = samples.checked_mul(number as usize).ok_or(Unreadable::Damaged)?;
    let value = match file.object.get(tags::PIXEL_DATA).map(InMemElement::value) {
        Some(DicomValue::Primitive(value)) => value,
        _ => return Err(Unreadable::Damaged),
    };
    // Bytes in words lie in the order of little endian, whatever the words were read from.
    let raw: Option<Vec<u16>> = match (value, stored.allocated) {
        (PrimitiveValue::U8(bytes), 8) => bytes
            .get(from..from.saturating_add(samples))
            .map(|bytes| bytes.iter().map(|byte| u16::from(*byte)).collect()),
        (PrimitiveValue::U8(bytes), _) => bytes
            .get(from.saturating_mul(2)..from.saturating_add(samples).saturating_mul(2))
            .map(|bytes| bytes.chunks_exact(2).filter_map(little).collect()),
        (PrimitiveValue::U16(words), 8) => {
            let bytes = words.iter().flat_map(|word| word.to_le_bytes());
            let bytes: Vec<u16> = bytes.skip(from).take(samples).map(u16::from).collect();
            (bytes.len() == samples).then_some(bytes)
        }
        (PrimitiveValue::U16(words), _) => {
            words.get(from..from.saturating_add(samples)).map(<[u16]>::to_vec)
        }
        _ => None,
    };
    let raw = raw.ok_or(Unreadable::Undecoded)?;
    Ok(if colour == Colour::YbrHalved {
        let whole = |four: &[u16]| match four {
            [one, other, blue, red] => vec![*one, *blue, *red, *other, *blue, *red],
            _ => Vec::new(),
        };
        raw.chunks_exact(4).flat_map(whole).collect()
    } else if stored.by_plane && colour.samples() == 3 {
        let mut planes = raw.chunks_exact(stored.pixels().max(1));
        match (planes.next(), planes.next(), planes.next()) {
            (Some(red), Some(green), Some(blue)) => {
                let pixels = red.iter().zip(green).zip(blue);
                pixels.flat_map(|((red, green), blue)| [*red, *green, *blue]).collect()
            }
            _ => return Err(Unreadable::Damaged),
        }
    } else {
        raw
    })
}

fn little(two: &[u8]) -> Option<u16> {
    <[u8; 2]>::try_from(two).ok().map(u16::from_le_bytes)
}

fn rle_header_holds(fragment: &[u8]) -> bool {
    match fragment {
        [a, b, c, d, ..] if fragment.len() >= RLE_HEADER_BYTES => {
            u32::from_le_bytes([*a, *b, *c, *d]) <= RLE_SEGMENTS_MAX
        }
        _ => false,
    }
}

/// Rows and columns as every start of a frame in these bytes says them. A frame that is split over
/// fragments says it in one of them; whatever looks like a start is taken for one, so that none is
/// overlooked, but a byte after 0xFF inside of coded data is always 0 or a restart.
fn jpeg_sizes(bytes: &[u8]) -> impl Iterator<Item = (u32, u32)> + '_ {
    bytes.windows(9).filter_map(|window| match window {
        [
            0xff,
            0xc0 | 0xc1 | 0xc2 | 0xc3 | 0xc5..=0xc7 | 0xc9..=0xcb | 0xcd..=0xcf,
            0,
            length,
            _,
            h1,
            h0,
            w1,
            w0,
        ] if *length >= 8 => Some((big(h1, h0), big(w1, w0))),
        _ => None,
    })
}

fn big(high: &u8, low: &u8) -> u32 {
    u32::from(u16::from_be_bytes([*high, *low]))
}

/// Decodes JPEG-LS (ITU-T T.87) of one sample a pixel.
fn jpeg_ls(bytes: &[u8], stored: &Stored) -> Result<Vec<u16>, Unreadable> {
    // SOF55: marker, length, precision, rows, columns, components.
    let size = bytes.windows(10).find_map(|window| match window {
        [0xff, 0xf7, _, _, _, h1, h0, w1, w0, components] => {
            Some((big(h1, h0), big(w1, w0), u16::from(*components)))
        }
        _ => None,
    });
    let (rows, columns, components) = size.ok_or(Unreadable::Undecoded)?;
    if components != 1 && components == stored.colour.samples() {
        return Err(Unreadable::Colour);
    }
    if (rows, columns, components) != (stored.rows, stored.columns, 1) {
        return Err(Unreadable::Damaged);
    }
    let decode = || jpegls::decode(bytes, columns, rows).map_err(|_| Unreadable::Undecoded);
    guarded(decode).map(|(samples, ..)| samples).map_err(|_| Unreadable::Undecoded)
}

/// What a JPEG 2000 codestream says of its own size (ISO/IEC 15444-1 A.5.1).
struct Siz {
    columns: u32,
    rows: u32,
    /// Of each component: its bits, and whether it has a sign.
    components: Vec<(u8, bool)>,
}

impl Siz {
    fn of(bytes: &[u8]) -> Option<Self> {
        let rest = bytes.strip_prefix(&CODESTREAM)?;
        let long = |at: usize| {
            let four = rest.get(at..at + 4)?;
            Some(u32::from_be_bytes(<[u8; 4]>::try_from(four).ok()?))
        };
        let count = usize::from(u16::from_be_bytes(rest.get(36..38)?.try_into().ok()?));
        let components = rest.get(38..38 + 3 * count)?.chunks_exact(3).map(|three| match three {
            // Both dimensions whole: DICOM knows no component that has fewer samples.
            [bits, 1, 1] => Some(((bits & 0x7f) + 1, bits & 0x80 != 0)),
            _ => None,
        });
        Some(Self {
            columns: long(4)?.checked_sub(long(12)?)?,
            rows: long(8)?.checked_sub(long(16)?)?,
            components: components.collect::<Option<_>>()?,
        })
    }
}

/// Decodes JPEG 2000. The library gives what has a sign as if it had none. Boxes around the
/// codestream, which DICOM does not know and some programs write, say nothing here.
fn jpeg_2000(bytes: &[u8], stored: &Stored) -> Result<Vec<u16>, Unreadable> {
    let at = bytes.windows(4).position(|four| four == CODESTREAM).ok_or(Unreadable::Undecoded)?;
    let bytes = bytes.get(at..).unwrap_or_default();
    let siz = Siz::of(bytes).ok_or(Unreadable::Undecoded)?;
    let expected = (stored.columns, stored.rows, usize::from(stored.colour.samples()));
    if (siz.columns, siz.rows, siz.components.len()) != expected {
        return Err(Unreadable::Damaged);
    }
    if siz.components.iter().any(|(bits, _)| !(1..=16).contains(bits)) {
        return Err(Unreadable::Undecoded);
    }
    let decode = || {
        let settings = DecodeSettings {
            resolve_palette_indices: false,
            strict: true,
            ..DecodeSettings::default()
        };
        let image = Image::new(bytes, &settings).map_err(|_| Unreadable::Undecoded)?;
        let mut context = DecoderContext::default();
        let decoded = image.decode(&mut context).map_err(|_| Unreadable::Undecoded)?;
        let planes: Vec<&[f32]> =
            decoded.components().iter().map(hayro_jpeg2000::ComponentData::samples).collect();
        let mut samples = Vec::with_capacity(stored.pixels() * siz.components.len());
        for pixel in 0..stored.pixels() {
            for (plane, (bits, signed)) in planes.iter().zip(&siz.components) {
                let value = plane.get(pixel).ok_or(Unreadable::Undecoded)?.round();
                let most = (1_u32 << bits) - 1;
                let value = (value.max(0.0) as u32).min(most);
                let shift = if *signed { 1_u32 << (bits - 1) } else { 0 };
                // Two's complement in 16 bits; the stored bits are cut out of it later.
                samples.push((value.wrapping_sub(shift) & 0xffff) as u16);
            }
        }
        Ok(samples)
    };
    guarded(decode).map_err(|_| Unreadable::Undecoded)
}
