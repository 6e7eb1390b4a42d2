//! How an image is taken: the method that is built in, and when it asks to look again.
//!
//! Nothing here is about a disease. The limits are not from a publication: they were chosen so
//! that ordinary images lie well within them and images blurred on purpose outside, and they are
//! the same for every machine. So they give a hint to look again, which a person may pass over.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

use crate::Refused;
use crate::imaging::method::Method;

/// What measures: the numbers come from `images::quality`.
pub(crate) const QUALITY: Method = Method {
    name: "Image quality",
    version: "1",
    kind: "statistics",
    purpose: "A hint to look again at an image that may be blurred, dark, washed out or without \
              contrast. No claim about any disease.",
    method: "Four numbers of each image, of several frames the medians, of colours in their luma. Sharpness: variance \
             of the Laplacian in grey values of 0 to 255. Contrast: root mean square deviation of \
             grey values of 0 to 1. Both after stretching between the ranks of 0.5 % and 99.5 %. \
             Clipped pixels: the shares with the darkest and with the brightest value that the \
             stored bits hold. Padding is left out. Look again where sharpness is under 15, \
             contrast under 0.05, more than 80 % are as dark or more than 5 % as bright as can be.",
    source: "Pech-Pacheco et al.: Diatom autofocusing in brightfield microscopy: a comparative \
             study, ICPR 2000 (variance of the Laplacian). Peli: Contrast in complex images, J Opt \
             Soc Am A 7:2032, 1990 (RMS contrast). The limits are Holdfast's own.",
    limits: "Says nothing of what an image shows. The limits were not studied and do not know the \
             machine: noise counts as sharp, and a large smooth image may count as blurred. Videos, \
             JPEG XL, and JPEG-LS of colours are not judged.",
};

/// Under this an image may be blurred, in squared grey values of 0 to 255.
const SHARPNESS_MIN: f64 = 15.0;
/// Under this an image may show next to nothing, in grey values of 0 to 1.
const CONTRAST_MIN: f64 = 0.05;
/// Above this share an image may be underexposed; around a body much is black of itself.
const DARKEST_SHARE_MAX: f64 = 0.8;
/// Above this share an image may be overexposed.
const BRIGHTEST_SHARE_MAX: f64 = 0.05;

/// What was measured of an image.
#[derive(Clone, Copy, Debug, Serialize, Deserialize, TS)]
pub struct ImageMeasured {
    /// How many frames were looked at.
    frames: i64,
    /// Variance of the Laplacian, in squared grey values of 0 to 255.
    sharpness: f64,
    /// Root mean square contrast, in grey values of 0 to 1.
    contrast: f64,
    /// The share of pixels that are as dark as can be, from 0 to 1.
    darkest_share: f64,
    /// The share of pixels that are as bright as can be, from 0 to 1.
    brightest_share: f64,
}

/// Why one should look again.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum LookAgain {
    /// It may be blurred.
    Blurred,
    /// It may show next to nothing.
    LittleContrast,
    /// It may be underexposed.
    Dark,
    /// It may be overexposed.
    WashedOut,
}

impl ImageMeasured {
    /// Refuses numbers that no image gives.
    pub(crate) fn check(&self) -> Result<(), Refused> {
        let refused = |field: &'static str, limit: &str| {
            Err(Refused::field(field, format!("No image gives this number: it {limit}.")))
        };
        let share = |value: f64| (0.0..=1.0).contains(&value);
        if !(1..=1_000_000).contains(&self.frames) {
            return refused("frames", "runs from 1 to 1000000");
        }
        if !self.sharpness.is_finite() || self.sharpness < 0.0 {
            return refused("sharpness", "is 0 or more");
        }
        for (field, value) in [
            ("contrast", self.contrast),
            ("darkest_share", self.darkest_share),
            ("brightest_share", self.brightest_share),
        ] {
            if !share(value) {
                return refused(field, "runs from 0 to 1");
            }
        }
        Ok(())
    }

    /// Why one should look again; empty where nothing asks for it.
    pub(crate) fn look_again(&self) -> Vec<LookAgain> {
        let asks = [
            (self.sharpness < SHARPNESS_MIN, LookAgain::Blurred),
            (self.contrast < CONTRAST_MIN, LookAgain::LittleContrast),
            (self.darkest_share > DARKEST_SHARE_MAX, LookAgain::Dark),
            (self.brightest_share > BRIGHTEST_SHARE_MAX, LookAgain::WashedOut),
        ];
        asks.into_iter().filter_map(|(asks, why)| asks.then_some(why)).collect()
    }
}
