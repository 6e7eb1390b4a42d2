//! What a model is, takes in and gives, as whoever installs it says.

use serde::{Deserialize, Serialize};

use super::Unfit;

/// The largest description, in bytes.
const DESCRIPTION_BYTES_MAX: usize = 256 * 1024;
/// Signs of one text.
const TEXT_MAX: usize = 4_000;
/// Signs of a name, a version, or a label.
const NAME_MAX: usize = 120;
/// Columns or rows of what a model takes in.
const SIDE_MAX: u32 = 4_096;
const OUTPUTS_MAX: usize = 8;
const LABELS_MAX: usize = 1_000;

/// What a model is, takes in and gives: the file `model.json` beside `model.onnx`.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Description {
    /// The form of this description: 1.
    pub format: u32,
    /// What the model is called.
    pub name: String,
    /// The version as its maker says it; another version is another model.
    pub version: String,
    /// What it is meant for, in the words of its maker.
    pub intended_use: String,
    /// How it works, and what it was trained with.
    pub method: String,
    /// Where it was published.
    pub citation: String,
    /// Under which licence it may be used.
    pub licence: String,
    /// Where it must not be used, and what it does not claim.
    pub limits: Option<String>,
    /// `YYYY-MM-DD`.
    pub last_trained_on: Option<String>,
    /// SHA-256 of the model's file, 64 lower-case hexadecimal digits.
    pub file_sha256: String,
    /// The DICOM modalities of the images that it looks at, such as `DX`.
    pub modalities: Vec<String>,
    /// The parts of the body that it looks at, such as `CHEST`; any, where there are none.
    #[serde(default)]
    pub body_parts: Vec<String>,
    /// What it takes in.
    pub input: Input,
    /// What its outputs mean.
    pub outputs: Vec<Output>,
}

/// How an image becomes the numbers that a model takes in: one image at a time, of 32-bit floating
/// point numbers.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Input {
    /// Columns.
    pub width: u32,
    /// Rows.
    pub height: u32,
    /// 1 for grey, 3 for red, green and blue. A grey image stands in all three where
    /// `grey_as_colour` says so.
    pub channels: u32,
    /// Whether a model of three channels takes grey images, with the grey in each.
    #[serde(default)]
    pub grey_as_colour: bool,
    /// The order of the dimensions.
    pub layout: Layout,
    /// How an image of another size is brought to this one.
    pub fit: Fit,
    /// Which values become 0 and 1.
    pub range: Range,
    /// Taken away from each channel's values of 0 to 1.
    pub mean: Vec<f32>,
    /// What then divides each channel's values.
    pub deviation: Vec<f32>,
}

/// The order of the dimensions: batch, channels, rows, columns.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Layout {
    /// Batch, channels, rows, columns.
    Nchw,
    /// Batch, rows, columns, channels.
    Nhwc,
}

/// How an image is brought to the size that a model takes in: with a triangle filter whose support
/// grows where it is made smaller, as Pillow's `BILINEAR` does.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Fit {
    /// Each side by itself.
    Stretch,
    /// Both sides alike, in the middle, with 0 around it.
    Letterbox,
}

/// Which values of an image become 0 and 1; what lies outside is cut there. Pixels that only fill
/// the frame up become 0.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case", deny_unknown_fields)]
pub enum Range {
    /// The darkest and the brightest value that the stored bits can hold.
    StoredBits,
    /// The values at these ranks of the image itself, in per cent.
    Percentiles {
        /// Such as 0.5.
        low: f64,
        /// Such as 99.5.
        high: f64,
    },
    /// These values in the image's units, such as Hounsfield units (rescale slope and intercept).
    Units {
        /// Becomes 0.
        low: f64,
        /// Becomes 1.
        high: f64,
    },
}

/// What an output of a model means. `tensor`, `boxes`, `scores` and `classes` are names of outputs.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case", deny_unknown_fields)]
pub enum Output {
    /// One score for each label, for the whole image.
    Classification {
        /// As many numbers as labels.
        tensor: String,
        /// What makes scores of the numbers.
        activation: Activation,
        /// In the order of the numbers.
        labels: Vec<Label>,
    },
    /// Boxes with scores.
    Boxes {
        /// Four numbers for each box.
        boxes: String,
        /// One number for each box, or one for each box and label.
        scores: String,
        /// The place of each box's label, counted from 0, where `scores` has one number for a box
        /// and there are several labels.
        classes: Option<String>,
        /// What makes scores of the numbers.
        activation: Activation,
        /// What the four numbers are.
        form: BoxForm,
        /// In what they are measured.
        unit: BoxUnit,
        /// From which score on a box is proposed, above 0 and up to 1.
        threshold: f64,
        /// Of two boxes of one label the less sure one is left out where they share more than this
        /// part of what they cover together.
        overlap_max: Option<f64>,
        /// What the boxes may show.
        labels: Vec<String>,
    },
    /// A score for each place of a grid over what the model takes in; each connected region above
    /// the threshold is proposed as a box.
    HeatMap {
        /// Its last two dimensions are rows and columns.
        tensor: String,
        /// What makes scores of the numbers.
        activation: Activation,
        /// From which score on a place counts, above 0 and up to 1.
        threshold: f64,
        /// What the regions may show.
        label: String,
    },
}

/// What a score says, and from where on it is proposed.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Label {
    /// Such as `pneumothorax`.
    pub name: String,
    /// From which score on it is proposed, above 0 and up to 1; never, where there is none, as for
    /// "nothing found".
    pub threshold: Option<f64>,
}

/// What makes scores from 0 to 1 of a model's numbers.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Activation {
    /// They are scores.
    None,
    /// Each by itself.
    Sigmoid,
    /// All together; of a heat map each place by itself cannot.
    Softmax,
}

/// What a box's four numbers are.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum BoxForm {
    /// Left, top, right, bottom.
    Corners,
    /// Middle column, middle row, width, height.
    Centre,
}

/// In what a box is measured.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum BoxUnit {
    /// Columns and rows of what the model takes in.
    Pixels,
    /// Parts of its width and height.
    Parts,
}

impl Description {
    /// Reads the description in `json`.
    ///
    /// # Errors
    /// [`Unfit::Description`] with what is missing or wrong.
    pub fn read(json: &[u8]) -> Result<Self, Unfit> {
        if json.len() > DESCRIPTION_BYTES_MAX {
            return Err(wrong("it is larger than 256 KiB"));
        }
        let read: Self = serde_json::from_slice(json).map_err(|error| wrong(error.to_string()))?;
        read.check()?;
        Ok(read)
    }

    /// Refuses what does not hold together.
    pub(super) fn check(&self) -> Result<(), Unfit> {
        if self.format != 1 {
            return Err(wrong("format must be 1"));
        }
        for (field, text, most) in [
            ("name", Some(&self.name), NAME_MAX),
            ("version", Some(&self.version), NAME_MAX),
            ("intended_use", Some(&self.intended_use), TEXT_MAX),
            ("method", Some(&self.method), TEXT_MAX),
            ("citation", Some(&self.citation), TEXT_MAX),
            ("licence", Some(&self.licence), TEXT_MAX),
            ("limits", self.limits.as_ref(), TEXT_MAX),
        ] {
            if text.is_some_and(|text| text.trim().is_empty() || text.chars().count() > most) {
                return Err(wrong(format!("{field} must have between 1 and {most} signs")));
            }
        }
        let sum = self.file_sha256.as_bytes();
        if sum.len() != 64 || !sum.iter().all(|sign| matches!(sign, b'0'..=b'9' | b'a'..=b'f')) {
            return Err(wrong("file_sha256 must be 64 lower-case hexadecimal digits"));
        }
        if self.modalities.is_empty() {
            return Err(wrong("modalities must name at least one, such as DX"));
        }
        self.input.check()?;
        if !(1..=OUTPUTS_MAX).contains(&self.outputs.len()) {
            return Err(wrong(format!("outputs must name between 1 and {OUTPUTS_MAX}")));
        }
        self.outputs.iter().try_for_each(Output::check)
    }

    /// Refuses an image of another modality or part of the body than the model looks at, and one
    /// that does not say what it is.
    ///
    /// # Errors
    /// [`Unfit::Modality`], [`Unfit::BodyPart`].
    pub fn fits(&self, modality: Option<&str>, body_part: Option<&str>) -> Result<(), Unfit> {
        let listed = |known: &[String], is: Option<&str>| {
            is.is_some_and(|is| {
                known.iter().any(|known| known.trim().eq_ignore_ascii_case(is.trim()))
            })
        };
        let is = |said: Option<&str>, unknown: &str| said.unwrap_or(unknown).to_owned();
        if !listed(&self.modalities, modality) {
            let (takes, is) = (self.modalities.join(", "), is(modality, "of an unknown modality"));
            return Err(Unfit::Modality { takes, is });
        }
        if !self.body_parts.is_empty() && !listed(&self.body_parts, body_part) {
            let (takes, is) =
                (self.body_parts.join(", "), is(body_part, "an unknown part of the body"));
            return Err(Unfit::BodyPart { takes, is });
        }
        Ok(())
    }
}

impl Input {
    fn check(&self) -> Result<(), Unfit> {
        if !(1..=SIDE_MAX).contains(&self.width) || !(1..=SIDE_MAX).contains(&self.height) {
            return Err(wrong(format!("width and height run from 1 to {SIDE_MAX}")));
        }
        if !matches!(self.channels, 1 | 3) {
            return Err(wrong("channels must be 1 or 3"));
        }
        let channels = self.channels as usize;
        if self.mean.len() != channels || self.deviation.len() != channels {
            return Err(wrong("mean and deviation need one number for each channel"));
        }
        if !self.mean.iter().all(|mean| mean.is_finite())
            || !self.deviation.iter().all(|by| by.is_finite() && *by > 0.0)
        {
            return Err(wrong("deviation must be above 0"));
        }
        let (low, high, within) = match self.range {
            Range::StoredBits => return Ok(()),
            Range::Percentiles { low, high } => (low, high, 0.0..=100.0),
            Range::Units { low, high } => (low, high, -1e9..=1e9),
        };
        if within.contains(&low) && within.contains(&high) && low < high {
            return Ok(());
        }
        Err(wrong("the range's low must lie under its high"))
    }
}

impl Output {
    fn check(&self) -> Result<(), Unfit> {
        let threshold = |threshold: f64| threshold > 0.0 && threshold <= 1.0;
        let (names, thresholds): (Vec<&str>, bool) = match self {
            Self::Classification { labels, .. } => (
                labels.iter().map(|label| label.name.as_str()).collect(),
                labels.iter().filter_map(|label| label.threshold).all(threshold),
            ),
            Self::Boxes { labels, threshold: from, overlap_max, .. } => (
                labels.iter().map(String::as_str).collect(),
                threshold(*from) && overlap_max.is_none_or(|share| (0.0..=1.0).contains(&share)),
            ),
            Self::HeatMap { label, threshold: from, activation, .. } => {
                if *activation == Activation::Softmax {
                    return Err(wrong("a heat map's activation is none or sigmoid"));
                }
                (vec![label.as_str()], threshold(*from))
            }
        };
        if !thresholds {
            return Err(wrong("a threshold lies above 0 and is 1 at most"));
        }
        if !(1..=LABELS_MAX).contains(&names.len()) {
            return Err(wrong(format!("an output has between 1 and {LABELS_MAX} labels")));
        }
        if names.iter().any(|name| name.trim().is_empty() || name.chars().count() > NAME_MAX) {
            return Err(wrong(format!("a label has between 1 and {NAME_MAX} signs")));
        }
        Ok(())
    }
}

fn wrong(why: impl Into<String>) -> Unfit {
    Unfit::Description { why: why.into() }
}
