//! The pixels of an image, frame by frame: grey, or red, green and blue.

use dicom_core::Tag;
use dicom_dictionary_std::tags;

use crate::coded::Coding;
use crate::colour::{Colour, Palette};
use crate::file::{integer, text};
use crate::{DicomFile, Unreadable};

/// Pixels of one frame. The largest mammograms have about 23 million.
const FRAME_PIXELS_MAX: u64 = 40_000_000;
/// Pixels of all frames that are looked at one after the other.
const PIXELS_MAX: u64 = 1_000_000_000;

/// One frame in grey, dark to bright whatever way round it was stored.
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

/// One frame with its colours.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Picture {
    /// Pixels of a row.
    pub columns: usize,
    /// Rows.
    pub rows: usize,
    /// One plane of grey, dark to bright, or three: red, green and blue. Each row by row from the
    /// upper left corner.
    pub planes: Vec<Vec<i32>>,
    /// The darkest value that the stored bits can hold.
    pub darkest: i32,
    /// The brightest value that the stored bits can hold.
    pub brightest: i32,
    /// Grey pixels that fill the frame up and show nothing (0028,0120).
    pub padding: Option<i32>,
    /// Whether what is bright was stored as a small number (`MONOCHROME1`).
    pub inverted: bool,
}

impl Picture {
    /// The frame in grey: of colours the luma of ITU-R BT.601, 0.299 red + 0.587 green + 0.114
    /// blue.
    pub fn grey(self) -> Frame {
        let Self { columns, rows, mut planes, darkest, brightest, padding, .. } = self;
        let values = match planes.as_slice() {
            [red, green, blue] => red
                .iter()
                .zip(green)
                .zip(blue)
                .map(|((red, green), blue)| (299 * red + 587 * green + 114 * blue + 500) / 1000)
                .collect(),
            _ => planes.pop().unwrap_or_default(),
        };
        Frame { columns, rows, values, darkest, brightest, padding }
    }
}

/// How an image's pixels are stored, as its header says.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Stored {
    pub(crate) rows: u32,
    pub(crate) columns: u32,
    pub(crate) frames: u32,
    pub(crate) allocated: u16,
    bits: u16,
    high_bit: u16,
    signed: bool,
    pub(crate) colour: Colour,
    /// Whether each colour lies in a plane of its own, where it is not compressed.
    pub(crate) by_plane: bool,
}

impl DicomFile {
    /// How the pixels are stored; refused where they are not looked at here.
    pub(crate) fn stored(&self) -> Result<Stored, Unreadable> {
        let object = &*self.object;
        if !self.is_image() {
            return Err(Unreadable::NoImage);
        }
        let number = |tag: Tag| integer(object, tag);
        let colour = match text(object, tags::PHOTOMETRIC_INTERPRETATION).as_deref() {
            Some("MONOCHROME1") => Colour::Grey { inverted: true },
            Some("MONOCHROME2") => Colour::Grey { inverted: false },
            Some("RGB" | "YBR_RCT" | "YBR_ICT") => Colour::Rgb,
            Some("YBR_FULL") => Colour::Ybr,
            Some("YBR_FULL_422") => Colour::YbrHalved,
            Some("PALETTE COLOR") => Colour::Palette,
            Some(_) => return Err(Unreadable::Colour),
            None => return Err(Unreadable::Damaged),
        };
        if number(tags::SAMPLES_PER_PIXEL).unwrap_or(1) != i64::from(colour.samples()) {
            return Err(Unreadable::Damaged);
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
        let signed = number(tags::PIXEL_REPRESENTATION).unwrap_or(0) == 1;
        if signed && !matches!(colour, Colour::Grey { .. }) {
            return Err(Unreadable::Damaged);
        }
        let stored = Stored {
            rows: need(tags::ROWS)?.into(),
            columns: need(tags::COLUMNS)?.into(),
            frames: u32::try_from(frames).ok().filter(|n| *n > 0).ok_or(Unreadable::Damaged)?,
            allocated,
            bits,
            high_bit,
            signed,
            colour,
            by_plane: number(tags::PLANAR_CONFIGURATION).unwrap_or(0) == 1,
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

    /// The frame `number` in grey, counted from 0; of a colour image its luma.
    ///
    /// # Errors
    /// [`Unreadable`].
    pub fn frame(&self, number: u32) -> Result<Frame, Unreadable> {
        Ok(self.picture(number)?.grey())
    }

    /// The frame `number` with its colours, counted from 0.
    ///
    /// # Errors
    /// [`Unreadable`].
    pub fn picture(&self, number: u32) -> Result<Picture, Unreadable> {
        let stored = self.stored()?;
        if number >= stored.frames {
            return Err(Unreadable::Damaged);
        }
        let coding = Coding::of(self)?;
        let palette = match stored.colour {
            Colour::Palette => Some(Palette::of(&self.object)?),
            _ => None,
        };
        let samples = coding.samples(self, &stored, number)?;
        let colour = coding.colour(stored.colour);
        let padding = integer(&self.object, tags::PIXEL_PADDING_VALUE);
        stored.picture(&samples, colour, palette.as_ref(), padding)
    }
}

impl Stored {
    /// Pixels of one frame.
    pub(crate) fn pixels(&self) -> usize {
        self.rows as usize * self.columns as usize
    }

    /// 1 for grey, 3 for colours.
    pub(crate) fn planes(&self) -> u8 {
        if matches!(self.colour, Colour::Grey { .. }) { 1 } else { 3 }
    }

    /// Whether small values are bright.
    pub(crate) fn is_inverted(&self) -> bool {
        matches!(self.colour, Colour::Grey { inverted: true })
    }

    /// The smallest and the largest value that the stored bits can hold.
    pub(crate) fn range(&self) -> (i32, i32) {
        if self.signed {
            (-(1_i32 << (self.bits - 1)), (1_i32 << (self.bits - 1)) - 1)
        } else {
            (0, (1_i32 << self.bits) - 1)
        }
    }

    /// The picture that `samples` make, pixel by pixel as the file has them.
    fn picture(
        &self,
        samples: &[u16],
        colour: Colour,
        palette: Option<&Palette>,
        padding: Option<i64>,
    ) -> Result<Picture, Unreadable> {
        let expected = self.pixels() * usize::from(colour.samples());
        let samples = samples.get(..expected).ok_or(Unreadable::Undecoded)?;
        let (darkest, brightest) =
            palette.map_or_else(|| self.range(), |palette| (0, palette.brightest()));
        let inverted = matches!(colour, Colour::Grey { inverted: true });
        let turn = |value: i32| if inverted { darkest + brightest - value } else { value };
        let planes = match (colour, palette) {
            (Colour::Grey { .. }, _) => {
                vec![samples.iter().map(|raw| turn(self.value(*raw))).collect()]
            }
            (_, Some(palette)) => palette.planes(samples.iter().map(|raw| self.value(*raw))),
            (colour, None) => colour.planes(samples.iter().map(|raw| self.value(*raw)), brightest),
        };
        // A padding value may be written with the sign or without.
        let padding = padding.filter(|_| planes.len() == 1).and_then(|value| {
            let raw = u16::try_from(value).ok().or_else(|| {
                i16::try_from(value).ok().map(|value| u16::from_ne_bytes(value.to_ne_bytes()))
            });
            raw.map(|raw| turn(self.value(raw)))
        });
        let (columns, rows) = (self.columns as usize, self.rows as usize);
        Ok(Picture { columns, rows, planes, darkest, brightest, padding, inverted })
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
