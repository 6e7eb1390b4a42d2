//! From a picture to the numbers that a model takes in.

use dicom_dictionary_std::tags;
use tract_onnx::prelude::Tensor;

use super::{Fit, Input, Layout, Range, Unfit};
use crate::DicomFile;
use crate::grey::Picture;

/// Where the picture lies in what the model takes in: a place of the picture times `scale` plus
/// `offset` is the place there.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Placed {
    pub scale_x: f64,
    pub scale_y: f64,
    pub offset_x: f64,
    pub offset_y: f64,
}

impl Placed {
    fn of(columns: usize, rows: usize, input: &Input) -> (Self, usize, usize) {
        let (wide, high) = (input.width as usize, input.height as usize);
        let (width, height) = match input.fit {
            Fit::Stretch => (wide, high),
            Fit::Letterbox => {
                let (by_x, by_y) = (wide as f64 / columns as f64, high as f64 / rows as f64);
                let scale = by_x.min(by_y);
                let side = |side: usize, most: usize| {
                    ((side as f64 * scale).round() as usize).clamp(1, most)
                };
                (side(columns, wide), side(rows, high))
            }
        };
        let placed = Self {
            scale_x: width as f64 / columns as f64,
            scale_y: height as f64 / rows as f64,
            offset_x: ((wide - width) / 2) as f64,
            offset_y: ((high - height) / 2) as f64,
        };
        (placed, width, height)
    }
}

/// What the model takes in of `picture`, and where it lies there.
pub(super) fn tensor(
    picture: Picture,
    file: &DicomFile,
    input: &Input,
) -> Result<(Tensor, Placed), Unfit> {
    let columns = picture.columns;
    let (placed, width, height) = Placed::of(columns, picture.rows, input);
    let planes = planes(picture, file, input)?;
    let (wide, high) = (input.width as usize, input.height as usize);
    let (left, top) = (placed.offset_x as usize, placed.offset_y as usize);
    let channels = input.channels as usize;
    let mut numbers = vec![0.0_f32; channels * wide * high];
    let norms = input.mean.iter().zip(&input.deviation);
    // A single plane stands in every channel.
    let repeated = planes.iter().cycle().map(|plane| plane.as_slice()).zip(norms).enumerate();
    let mut scaled: Option<Vec<f32>> = None;
    for (channel, (plane, (mean, deviation))) in repeated {
        let small = match scaled.take().filter(|_| planes.len() == 1) {
            Some(same) => same,
            None => resized(plane, columns, width, height),
        };
        for row in 0..high {
            for column in 0..wide {
                let inside = row.checked_sub(top).zip(column.checked_sub(left));
                let inside = inside.filter(|(y, x)| *y < height && *x < width);
                let value = inside.and_then(|(y, x)| small.get(y * width + x)).unwrap_or(&0.0);
                let at = match input.layout {
                    Layout::Nchw => (channel * high + row) * wide + column,
                    Layout::Nhwc => (row * wide + column) * channels + channel,
                };
                if let Some(number) = numbers.get_mut(at) {
                    *number = (value - mean) / deviation;
                }
            }
        }
        scaled = Some(small);
    }
    let shape = match input.layout {
        Layout::Nchw => [1, channels, high, wide],
        Layout::Nhwc => [1, high, wide, channels],
    };
    Ok((Tensor::from_shape(&shape, &numbers).map_err(|_| Unfit::NotRun)?, placed))
}

/// The picture's planes as numbers from 0 to 1: as many as the model has channels, or one that
/// stands for all.
fn planes(picture: Picture, file: &DicomFile, input: &Input) -> Result<Vec<Vec<f32>>, Unfit> {
    let grey = picture.planes.len() == 1;
    if grey && input.channels == 3 && !input.grey_as_colour {
        return Err(Unfit::NoColour);
    }
    let inverted = picture.inverted;
    let (padding, darkest, brightest) = (picture.padding, picture.darkest, picture.brightest);
    let planes = if input.channels == 1 { vec![picture.grey().values] } else { picture.planes };
    let (low, high) = match input.range {
        Range::StoredBits => (f64::from(darkest), f64::from(brightest)),
        Range::Percentiles { low, high } => ranks(&planes, padding, low, high),
        Range::Units { low, high } => {
            let number = |tag| file.object.get(tag).and_then(|el| el.to_float64().ok());
            let rescale = number(tags::RESCALE_SLOPE).zip(number(tags::RESCALE_INTERCEPT));
            let rescale = rescale.filter(|(slope, _)| grey && !inverted && *slope > 0.0);
            let (slope, intercept) = rescale.ok_or(Unfit::NoUnits)?;
            ((low - intercept) / slope, (high - intercept) / slope)
        }
    };
    let part = |value: &i32| {
        if padding == Some(*value) || high <= low {
            return 0.0;
        }
        ((f64::from(*value) - low) / (high - low)).clamp(0.0, 1.0) as f32
    };
    Ok(planes.iter().map(|plane| plane.iter().map(part).collect()).collect())
}

/// The values of the ranks ⌈per cent ÷ 100 × n⌉, counted from 1, over all planes.
fn ranks(planes: &[Vec<i32>], padding: Option<i32>, low: f64, high: f64) -> (f64, f64) {
    let values = planes.iter().flatten().copied();
    let mut values: Vec<i32> = values.filter(|value| padding != Some(*value)).collect();
    values.sort_unstable();
    let at = |per_cent: f64| {
        let rank = (per_cent / 100.0 * values.len() as f64).ceil().max(1.0) as usize;
        values.get(rank - 1).or(values.last()).copied().map_or(0.0, f64::from)
    };
    (at(low), at(high))
}

/// The plane with `columns` columns brought to `width` × `height`: columns first, then rows.
fn resized(plane: &[f32], columns: usize, width: usize, height: usize) -> Vec<f32> {
    let rows = plane.len() / columns.max(1);
    let across = weights(columns, width);
    let narrow: Vec<f32> = plane
        .chunks_exact(columns.max(1))
        .flat_map(|row| across.iter().map(move |weighed| weighed.of(row.iter())))
        .collect();
    let down = weights(rows, height);
    let mut small = Vec::with_capacity(width * height);
    for weighed in &down {
        for column in 0..width {
            small.push(weighed.of(narrow.iter().skip(column).step_by(width.max(1))));
        }
    }
    small
}

/// What one number of the result is made of.
struct Weighed {
    first: usize,
    parts: Vec<f32>,
}

impl Weighed {
    fn of<'v>(&self, line: impl Iterator<Item = &'v f32>) -> f32 {
        line.skip(self.first).zip(&self.parts).map(|(value, part)| value * part).sum()
    }
}

/// A triangle over each place of the result, as wide as the place is in the source, or as two
/// pixels at least. Its parts sum up to 1.
fn weights(from: usize, to: usize) -> Vec<Weighed> {
    let scale = from as f64 / to as f64;
    let support = scale.max(1.0);
    let place = |index: usize| {
        let centre = (index as f64 + 0.5) * scale;
        let first = (centre - support + 0.5).max(0.0) as usize;
        let end = ((centre + support + 0.5) as usize).min(from);
        let part = |pixel: usize| (1.0 - ((pixel as f64 + 0.5 - centre) / support).abs()).max(0.0);
        let parts: Vec<f64> = (first..end).map(part).collect();
        let all: f64 = parts.iter().sum();
        Weighed { first, parts: parts.iter().map(|part| (part / all) as f32).collect() }
    };
    (0..to).map(place).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// As Pillow's `Image.resize(..., BILINEAR)` gives them, apart from its rounding.
    #[test]
    fn a_line_made_smaller_or_larger_is_the_mean_of_what_each_place_covers() {
        let close = |found: Vec<f32>, expected: &[f32]| {
            assert_eq!(found.len(), expected.len());
            for (found, expected) in found.iter().zip(expected) {
                assert!((found - expected).abs() < 1e-5, "{found} {expected}");
            }
        };
        let line = [0.0, 8.0, 16.0, 24.0];
        close(resized(&line, 4, 4, 1), &line);
        // Weights of the triangle over two pixels a place: 3/7, 3/7 and 1/7 at the edge.
        close(resized(&line, 4, 2, 1), &[(3.0 * 8.0 + 16.0) / 7.0, (8.0 + 3.0 * 40.0) / 7.0]);
        close(resized(&[0.0, 8.0], 2, 4, 1), &[0.0, 2.0, 6.0, 8.0]);
        close(resized(&[0.0, 8.0], 1, 1, 4), &[0.0, 2.0, 6.0, 8.0]);
    }

    #[test]
    fn a_letterbox_keeps_the_proportions() {
        let json = serde_json::json!({
            "width": 10, "height": 10, "channels": 1, "layout": "nchw", "fit": "letterbox",
            "range": { "kind": "stored_bits" }, "mean": [0.0], "deviation": [1.0]
        });
        let input: Input = serde_json::from_value(json).unwrap();
        let (placed, width, height) = Placed::of(40, 20, &input);
        assert_eq!((width, height), (10, 5));
        let expected = Placed { scale_x: 0.25, scale_y: 0.25, offset_x: 0.0, offset_y: 2.0 };
        assert_eq!(placed, expected);
    }

    #[test]
    fn ranks_leave_out_what_fills_the_frame_up() {
        let plane: Vec<i32> = (0..100).chain([-5; 50]).collect();
        assert_eq!(ranks(&[plane], Some(-5), 1.0, 99.0), (0.0, 98.0));
    }
}
