//! How well an image is taken, in four numbers. They say nothing of what it shows.
//!
//! - **Sharpness**: the variance of the Laplacian (3 × 3: 0 1 0, 1 −4 1, 0 1 0) over all pixels that
//!   have four neighbours, in grey values from 0 to 255. Pech-Pacheco, Cristóbal, Chamorro-Martínez,
//!   Fernández-Valdivia: Diatom autofocusing in brightfield microscopy, ICPR 2000, LAPV.
//! - **Contrast**: the root mean square of the deviation from the mean, in grey values from 0 to 1.
//!   Peli: Contrast in complex images, J Opt Soc Am A 7, 1990.
//! - **Clipped pixels**: the shares of pixels with the darkest and with the brightest value that the
//!   stored bits can hold.
//!
//! Of colours the luma is judged (ITU-R BT.601). For the first two, grey values are stretched between the values of the ranks ⌈0.5 %⌉ and
//! ⌈99.5 %⌉ and cut there, so that a burnt-in letter does not decide. Pixels that only fill the
//! frame up are left out. Noise is sharp too, and a large smooth image of a blameless machine is
//! not: a number means something beside those of the same machine.

use serde::Serialize;

use crate::grey::Frame;
use crate::{DicomFile, Unreadable};

/// How an image is taken; of several frames the medians.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub struct Quality {
    /// How many frames were looked at.
    pub frames: u32,
    /// Variance of the Laplacian, in squared grey values of 0 to 255.
    pub sharpness: f64,
    /// Root mean square contrast, from 0 to 0.5.
    pub contrast: f64,
    /// The share of pixels that are as dark as can be, from 0 to 1.
    pub darkest_share: f64,
    /// The share of pixels that are as bright as can be, from 0 to 1.
    pub brightest_share: f64,
}

/// Measures the image in `file`, one frame after the other.
///
/// # Errors
/// [`Unreadable`] where there is no image that is looked at here, or a frame cannot be decoded.
pub fn measure(file: &DicomFile) -> Result<Quality, Unreadable> {
    let frames = file.frames()?;
    let mut measured = Vec::new();
    for number in 0..frames {
        measured.push(of_frame(&file.frame(number)?));
    }
    let median = |of: fn(&Quality) -> f64| {
        let mut values: Vec<f64> = measured.iter().map(of).collect();
        values.sort_by(f64::total_cmp);
        let (half, odd) = (values.len() / 2, values.len() % 2 == 1);
        let at = |index: usize| values.get(index).copied().unwrap_or(0.0);
        if odd { at(half) } else { f64::midpoint(at(half.saturating_sub(1)), at(half)) }
    };
    Ok(Quality {
        frames,
        sharpness: median(|quality| quality.sharpness),
        contrast: median(|quality| quality.contrast),
        darkest_share: median(|quality| quality.darkest_share),
        brightest_share: median(|quality| quality.brightest_share),
    })
}

/// Measures one frame.
pub fn of_frame(frame: &Frame) -> Quality {
    let counts = Counts::of(frame);
    let (low, high) = (counts.at_rank(5), counts.at_rank(995));
    let shows = |value: i32| frame.padding != Some(value);
    let grey = |value: i32| {
        if high > low {
            (f64::from(value - low) / f64::from(high - low)).clamp(0.0, 1.0)
        } else {
            0.0
        }
    };
    let mut contrast = Spread::default();
    for value in frame.values.iter().copied().filter(|value| shows(*value)) {
        contrast.add(grey(value));
    }
    let mut sharpness = Spread::default();
    let rows: Vec<&[i32]> = frame.values.chunks_exact(frame.columns.max(1)).collect();
    for three in rows.windows(3) {
        let [above, row, below] = three else { continue };
        for ((centre, up), down) in row.windows(3).zip(above.windows(3)).zip(below.windows(3)) {
            let ([left, here, right], [_, up, _], [_, down, _]) = (centre, up, down) else {
                continue;
            };
            if [left, here, right, up, down].into_iter().all(|value| shows(*value)) {
                let around = grey(*left) + grey(*right) + grey(*up) + grey(*down);
                sharpness.add(255.0 * (around - 4.0 * grey(*here)));
            }
        }
    }
    Quality {
        frames: 1,
        sharpness: sharpness.variance(),
        contrast: contrast.variance().sqrt(),
        darkest_share: counts.share(frame.darkest),
        brightest_share: counts.share(frame.brightest),
    }
}

/// How often each value stands in a frame.
struct Counts {
    darkest: i32,
    counts: Vec<u64>,
    all: u64,
}

impl Counts {
    fn of(frame: &Frame) -> Self {
        let span = usize::try_from(frame.brightest - frame.darkest).unwrap_or(0) + 1;
        let mut counts = vec![0; span];
        let mut all = 0;
        for value in &frame.values {
            if frame.padding == Some(*value) {
                continue;
            }
            let at = usize::try_from(value - frame.darkest).ok();
            if let Some(count) = at.and_then(|at| counts.get_mut(at)) {
                *count += 1;
                all += 1;
            }
        }
        Self { darkest: frame.darkest, counts, all }
    }

    /// The value of the rank ⌈`thousandths` ÷ 1000 × n⌉, counted from 1.
    fn at_rank(&self, thousandths: u64) -> i32 {
        let rank = (self.all * thousandths).div_ceil(1000).max(1);
        let mut seen = 0;
        for (value, count) in (self.darkest..).zip(&self.counts) {
            seen += count;
            if seen >= rank {
                return value;
            }
        }
        self.darkest
    }

    fn share(&self, value: i32) -> f64 {
        let at = usize::try_from(value - self.darkest).ok();
        let count = at.and_then(|at| self.counts.get(at)).copied().unwrap_or(0);
        if self.all == 0 { 0.0 } else { count as f64 / self.all as f64 }
    }
}

/// Mean and variance in one walk (Welford 1962).
#[derive(Default)]
struct Spread {
    n: f64,
    mean: f64,
    squares: f64,
}

impl Spread {
    fn add(&mut self, value: f64) {
        self.n += 1.0;
        let off = value - self.mean;
        self.mean += off / self.n;
        self.squares += off * (value - self.mean);
    }

    /// Of the whole population; 0 where there is nothing.
    fn variance(&self) -> f64 {
        if self.n > 0.0 { self.squares / self.n } else { 0.0 }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn frame(columns: usize, values: &[i32]) -> Frame {
        let rows = values.len() / columns;
        Frame { columns, rows, values: values.to_vec(), darkest: 0, brightest: 255, padding: None }
    }

    fn close(found: f64, expected: f64) {
        assert!((found - expected).abs() < 1e-9 * expected.abs().max(1.0), "{found} {expected}");
    }

    /// One bright pixel in the middle of 4 × 4 dark ones, at row 1 and column 1. Of 2 × 2 pixels
    /// with four neighbours the bright one has the Laplacian −4 × 255 = −1020, those beside and
    /// below it 255, the last 0. Mean −510 ÷ 4 = −127.5; mean of the squares (1040400 + 2 × 65025)
    /// ÷ 4 = 292612.5; variance 292612.5 − 16256.25 = 276356.25. Contrast: one of 16 is 1, so the
    /// variance is 1/16 × 15/16.
    #[test]
    fn a_dot_is_as_sharp_as_worked_out_by_hand() {
        let mut values = [0; 16];
        values[5] = 255;
        let found = of_frame(&frame(4, &values));
        close(found.sharpness, 276_356.25);
        close(found.contrast, (15.0_f64 / 256.0).sqrt());
        close(found.darkest_share, 15.0 / 16.0);
        close(found.brightest_share, 1.0 / 16.0);
    }

    /// A slope has no second derivative. Its values 10, 20, 30, 40 become 0, 1/3, 2/3 and 1, whose
    /// variance is 5/36.
    #[test]
    fn a_slope_is_not_sharp_and_has_the_contrast_of_its_steps() {
        let values: Vec<i32> = (0..16).map(|index| 10 * (index % 4 + 1)).collect();
        let found = of_frame(&frame(4, &values));
        close(found.sharpness, 0.0);
        close(found.contrast, (5.0_f64 / 36.0).sqrt());
        close(found.darkest_share + found.brightest_share, 0.0);
    }

    #[test]
    fn one_grey_has_neither_sharpness_nor_contrast() {
        let found = of_frame(&frame(3, &[255; 9]));
        close(found.sharpness + found.contrast, 0.0);
        close(found.brightest_share, 1.0);
    }

    /// The brightest four of 1000 pixels lie above the rank 995 and are cut to it.
    #[test]
    fn a_burnt_in_letter_does_not_take_the_contrast() {
        let mut values: Vec<i32> =
            (0..1000).map(|index| if index < 500 { 10 } else { 110 }).collect();
        for value in values.iter_mut().rev().take(4) {
            *value = 255;
        }
        close(of_frame(&frame(100, &values)).contrast, 0.5);
    }

    #[test]
    fn what_fills_the_frame_up_is_left_out() {
        let mut filled = frame(4, &[0; 16]);
        filled.values[5] = 255;
        filled.padding = Some(0);
        let found = of_frame(&filled);
        close(found.darkest_share, 0.0);
        close(found.brightest_share, 1.0);
        close(found.sharpness + found.contrast, 0.0);
    }
}
