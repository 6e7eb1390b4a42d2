//! The grey values of an image, frame by frame.

use dicom_core::{DicomValue, Tag};
use dicom_dictionary_std::{tags, uids};
use dicom_object::mem::InMemElement;
use dicom_pixeldata::PixelDecoder as _;

use crate::file::{guarded, integer, text};
use crate::{DicomFile, Unreadable};

/// Pixels of one frame. The largest mammograms have about 23 million.
const FRAME_PIXELS_MAX: u64 = 40_000_000;
/// Pixels of all frames that are looked at one after the other.
const PIXELS_MAX: u64 = 1_000_000_000;
/// Segments of a frame in RLE (PS3.5 annex G), and the bytes of the table before them.
const RLE_SEGMENTS_MAX: u32 = 15;
const RLE_HEADER_BYTES: usize = 64;

/// One frame, dark to bright whatever way round it was stored.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Frame {
    /// Pixels of a row.
    pub columns: usize,
    /// Rows.
    pub rows: usize,
    /// Row by row from the upper left corner.
    pub values: Vec<i32>,
    /// The darkest value that the stored bits can hold.
    pub darkest: i32,
    /// The brightest value that the stored bits can hold.
    pub brightest: i32,
    /// Pixels that fill the frame up and show nothing (0028,0120).
    pub padding: Option<i32>,
}

/// How an image's pixels are stored, as its header says.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Stored {
    rows: u32,
    columns: u32,
    pub(crate) frames: u32,
    allocated: u16,
    bits: u16,
    high_bit: u16,
    signed: bool,
    inverted: bool,
}

impl DicomFile {
    /// How the pixels are stored; refused where they are not looked at here.
    pub(crate) fn stored(&self) -> Result<Stored, Unreadable> {
        let object = &*self.object;
        if !self.is_image() {
            return Err(Unreadable::NoImage);
        }
        let number = |tag: Tag| integer(object, tag);
        let photometric = text(object, tags::PHOTOMETRIC_INTERPRETATION);
        let inverted = match photometric.as_deref() {
            Some("MONOCHROME1") => true,
            Some("MONOCHROME2") => false,
            Some(_) => return Err(Unreadable::Colour),
            None => return Err(Unreadable::Damaged),
        };
        if number(tags::SAMPLES_PER_PIXEL).unwrap_or(1) != 1 {
            return Err(Unreadable::Colour);
        }
        let small = |tag: Tag| number(tag).and_then(|value| u16::try_from(value).ok());
        let need = |tag: Tag| small(tag).ok_or(Unreadable::Damaged);
        let allocated = need(tags::BITS_ALLOCATED)?;
        if !matches!(allocated, 8 | 16) {
            return Err(Unreadable::Bits { bits: allocated });
        }
        let bits = small(tags::BITS_STORED).unwrap_or(allocated);
        let high_bit = small(tags::HIGH_BIT).unwrap_or(bits.saturating_sub(1));
        if bits == 0 || high_bit >= allocated || bits > high_bit + 1 {
            return Err(Unreadable::Damaged);
        }
        let frames = number(tags::NUMBER_OF_FRAMES).unwrap_or(1);
        let stored = Stored {
            rows: need(tags::ROWS)?.into(),
            columns: need(tags::COLUMNS)?.into(),
            frames: u32::try_from(frames).ok().filter(|n| *n > 0).ok_or(Unreadable::Damaged)?,
            allocated,
            bits,
            high_bit,
            signed: number(tags::PIXEL_REPRESENTATION).unwrap_or(0) == 1,
            inverted,
        };
        if stored.rows < 3 || stored.columns < 3 {
            return Err(Unreadable::TooSmall);
        }
        let pixels = u64::from(stored.rows) * u64::from(stored.columns);
        if pixels > FRAME_PIXELS_MAX {
            return Err(Unreadable::TooLarge { what: "one image", most: "40 million pixels" });
        }
        if pixels * u64::from(stored.frames) > PIXELS_MAX {
            return Err(Unreadable::TooLarge { what: "its images", most: "1000 million pixels" });
        }
        Ok(stored)
    }

    /// How many frames the image has.
    ///
    /// # Errors
    /// [`Unreadable`] where the image is not looked at here.
    pub fn frames(&self) -> Result<u32, Unreadable> {
        Ok(self.stored()?.frames)
    }

    /// The frame `number`, counted from 0.
    ///
    /// # Errors
    /// [`Unreadable`].
    pub fn frame(&self, number: u32) -> Result<Frame, Unreadable> {
        let stored = self.stored()?;
        if number >= stored.frames {
            return Err(Unreadable::Damaged);
        }
        self.check_coded(&stored)?;
        let bytes = guarded(|| {
            let decoded = self.object.decode_pixel_data_frame(number);
            Ok(decoded.map_err(|_| Unreadable::Undecoded)?.into_data())
        });
        let bytes = bytes.map_err(|_| Unreadable::Undecoded)?;
        let padding = integer(&self.object, tags::PIXEL_PADDING_VALUE);
        stored.frame(&bytes, padding)
    }

    /// What a codec reads its own size from must say the same as the file: memory is taken for it.
    fn check_coded(&self, stored: &Stored) -> Result<(), Unreadable> {
        let uid = self.object.meta().transfer_syntax();
        if NATIVE.contains(&uid) {
            return Ok(());
        }
        let is_rle = uid == uids::RLE_LOSSLESS;
        if !is_rle && !JPEG.contains(&uid) {
            return Err(Unreadable::TransferSyntax { uid: uid.to_owned() });
        }
        let fragments = match self.object.get(tags::PIXEL_DATA).map(InMemElement::value) {
            Some(DicomValue::PixelSequence(sequence)) => sequence.fragments(),
            _ => return Err(Unreadable::Damaged),
        };
        if is_rle {
            return if fragments.iter().all(|fragment| rle_header_holds(fragment)) {
                Ok(())
            } else {
                Err(Unreadable::Damaged)
            };
        }
        let size = (stored.rows, stored.columns);
        let fits = |fragment: &Vec<u8>| jpeg_sizes(fragment).all(|said| said == size);
        if fragments.iter().all(fits) { Ok(()) } else { Err(Unreadable::Damaged) }
    }
}

/// Uncompressed; big endian, which is retired, is still met in archives.
const NATIVE: [&str; 3] =
    [uids::IMPLICIT_VR_LITTLE_ENDIAN, uids::EXPLICIT_VR_LITTLE_ENDIAN, "1.2.840.10008.1.2.2"];
/// JPEG in the processes that the decoder knows: baseline, extended, and lossless.
const JPEG: [&str; 4] = [
    "1.2.840.10008.1.2.4.50",
    "1.2.840.10008.1.2.4.51",
    "1.2.840.10008.1.2.4.57",
    "1.2.840.10008.1.2.4.70",
];

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
        ] if *length >= 8 => {
            let pair = |high: &u8, low: &u8| u32::from(u16::from_be_bytes([*high, *low]));
            Some((pair(h1, h0), pair(w1, w0)))
        }
        _ => None,
    })
}

impl Stored {
    fn frame(&self, bytes: &[u8], padding: Option<i64>) -> Result<Frame, Unreadable> {
        let pixels = self.rows as usize * self.columns as usize;
        let wide = usize::from(self.allocated / 8);
        let bytes = bytes.get(..pixels * wide).ok_or(Unreadable::Undecoded)?;
        let (darkest, brightest) = if self.signed {
            (-(1_i32 << (self.bits - 1)), (1_i32 << (self.bits - 1)) - 1)
        } else {
            (0, (1_i32 << self.bits) - 1)
        };
        let turn = |value: i32| {
            if self.inverted { darkest + brightest - value } else { value }
        };
        let values = if wide == 1 {
            bytes.iter().map(|byte| turn(self.value(u16::from(*byte)))).collect()
        } else {
            let pair = |pair: &[u8]| match pair {
                [low, high] => u16::from_ne_bytes([*low, *high]),
                _ => 0,
            };
            bytes.chunks_exact(2).map(|two| turn(self.value(pair(two)))).collect()
        };
        // A padding value may be written with the sign or without.
        let padding = padding.and_then(|value| {
            let raw = u16::try_from(value).ok().or_else(|| {
                i16::try_from(value).ok().map(|value| u16::from_ne_bytes(value.to_ne_bytes()))
            });
            raw.map(|raw| turn(self.value(raw)))
        });
        Ok(Frame {
            columns: self.columns as usize,
            rows: self.rows as usize,
            values,
            darkest,
            brightest,
            padding,
        })
    }

    /// The stored bits of one pixel as a number. Other bits may hold overlays and say nothing.
    fn value(&self, raw: u16) -> i32 {
        let shifted = u32::from(raw) >> (self.high_bit + 1 - self.bits);
        let kept = shifted & ((1_u32 << self.bits) - 1);
        let negative = self.signed && kept >> (self.bits - 1) == 1;
        let kept = i32::try_from(kept).unwrap_or(0);
        if negative { kept - (1_i32 << self.bits) } else { kept }
    }
}
