//! How colours are stored, and what red, green and blue they mean.

use dicom_core::Tag;
use dicom_dictionary_std::tags;
use dicom_object::InMemDicomObject;

use crate::Unreadable;

/// How the pixels of an image carry their colour (PS3.3 C.7.6.3.1.2).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Colour {
    /// No colour.
    Grey {
        /// Whether a small number is bright.
        inverted: bool,
    },
    /// Red, green and blue.
    Rgb,
    /// Luma and two differences of colour over the full range.
    Ybr,
    /// The same, with the differences once for two pixels that lie side by side.
    YbrHalved,
    /// Numbers into a table of colours.
    Palette,
}

impl Colour {
    /// How many numbers a pixel has.
    pub const fn samples(self) -> u16 {
        match self {
            Self::Grey { .. } | Self::Palette => 1,
            Self::Rgb | Self::Ybr | Self::YbrHalved => 3,
        }
    }

    /// Red, green and blue of `values`, of which each pixel has three.
    pub fn planes(self, values: impl Iterator<Item = i32>, brightest: i32) -> Vec<Vec<i32>> {
        let mut planes = vec![Vec::new(), Vec::new(), Vec::new()];
        let mut pixel = [0; 3];
        for (value, place) in values.zip([0, 1, 2].into_iter().cycle()) {
            if let Some(sample) = pixel.get_mut(place) {
                *sample = value;
            }
            if place == 2 {
                let rgb = if self == Self::Rgb { pixel } else { of_ybr(pixel, brightest) };
                planes.iter_mut().zip(rgb).for_each(|(plane, value)| plane.push(value));
            }
        }
        planes
    }
}

/// Red, green and blue of luma and differences of colour (PS3.3 C.7.6.3.1.2, `YBR_FULL`).
fn of_ybr([luma, blue, red]: [i32; 3], brightest: i32) -> [i32; 3] {
    let middle = f64::from((brightest + 1) / 2);
    let (luma, blue, red) = (f64::from(luma), f64::from(blue) - middle, f64::from(red) - middle);
    let within = |value: f64| value.round().clamp(0.0, f64::from(brightest)) as i32;
    [
        within(luma + 1.402 * red),
        within(luma - 0.344_136 * blue - 0.714_136 * red),
        within(luma + 1.772 * blue),
    ]
}

/// A table of colours (PS3.3 C.7.6.3.1.5).
pub(crate) struct Palette {
    /// The number that the first entry stands for.
    first: i32,
    tables: [Vec<u16>; 3],
    bits: u16,
}

impl Palette {
    /// The table of the image in `object`. One that is written in segments is not read here.
    pub fn of(object: &InMemDicomObject) -> Result<Self, Unreadable> {
        let table = |describes: Tag, holds: Tag| -> Result<(Vec<u16>, i32, u16), Unreadable> {
            let shape = object.get(describes).and_then(|el| el.to_multi_int::<i64>().ok());
            let [count, first, bits] =
                <[i64; 3]>::try_from(shape.unwrap_or_default()).map_err(|_| Unreadable::Colour)?;
            let count = match count {
                0 => 65_536,
                count => usize::try_from(count).map_err(|_| Unreadable::Damaged)?,
            };
            let bytes = object.get(holds).and_then(|el| el.to_bytes().ok());
            let bytes = bytes.ok_or(Unreadable::Colour)?;
            let entries: Vec<u16> = if bytes.len() >= count * 2 {
                bytes.chunks_exact(2).filter_map(pair).take(count).collect()
            } else {
                bytes.iter().map(|byte| u16::from(*byte)).take(count).collect()
            };
            if entries.len() != count || !matches!(bits, 8 | 16) {
                return Err(Unreadable::Damaged);
            }
            let first = i32::try_from(first).map_err(|_| Unreadable::Damaged)?;
            Ok((entries, first, if bits == 8 { 8 } else { 16 }))
        };
        let (red, first, bits) = table(
            tags::RED_PALETTE_COLOR_LOOKUP_TABLE_DESCRIPTOR,
            tags::RED_PALETTE_COLOR_LOOKUP_TABLE_DATA,
        )?;
        let (green, ..) = table(
            tags::GREEN_PALETTE_COLOR_LOOKUP_TABLE_DESCRIPTOR,
            tags::GREEN_PALETTE_COLOR_LOOKUP_TABLE_DATA,
        )?;
        let (blue, ..) = table(
            tags::BLUE_PALETTE_COLOR_LOOKUP_TABLE_DESCRIPTOR,
            tags::BLUE_PALETTE_COLOR_LOOKUP_TABLE_DATA,
        )?;
        Ok(Self { first, tables: [red, green, blue], bits })
    }

    /// The brightest value that an entry can hold.
    pub const fn brightest(&self) -> i32 {
        (1_i32 << self.bits) - 1
    }

    /// Red, green and blue of the numbers `indices`; a number outside stands for the entry nearest
    /// to it.
    pub fn planes(&self, indices: impl Iterator<Item = i32>) -> Vec<Vec<i32>> {
        let mut planes = vec![Vec::new(), Vec::new(), Vec::new()];
        for index in indices {
            let place = usize::try_from(index - self.first).unwrap_or(0);
            for (plane, table) in planes.iter_mut().zip(&self.tables) {
                let entry = table.get(place).or(table.last()).copied().unwrap_or(0);
                plane.push(i32::from(entry).min(self.brightest()));
            }
        }
        planes
    }
}

/// Two bytes as the library gives words.
pub(crate) fn pair(two: &[u8]) -> Option<u16> {
    <[u8; 2]>::try_from(two).ok().map(u16::from_ne_bytes)
}
