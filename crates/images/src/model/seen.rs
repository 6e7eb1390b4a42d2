//! From a model's numbers to what it saw, in the image's own pixels.

use serde::Serialize;
use tract_onnx::prelude::Tensor;

use super::input::Placed;
use super::{Activation, BoxForm, BoxUnit, Input, Output, Unfit};

/// Boxes of one output that are kept, the surest first.
const BOXES_MAX: usize = 100;

/// Something that a model may have seen.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Seen {
    /// What, as the description calls it.
    pub label: String,
    /// The score, from 0 to 1. It is no probability unless the maker has shown that it is.
    pub confidence: f64,
    /// Where, if the model says it.
    pub place: Option<Place>,
}

/// A box in an image, in its pixels from the upper left corner.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub struct Place {
    /// Columns from the left.
    pub x: f64,
    /// Rows from the top.
    pub y: f64,
    /// In columns.
    pub width: f64,
    /// In rows.
    pub height: f64,
}

/// What a model gives a label for the whole image.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Score {
    /// As the description calls it.
    pub label: String,
    /// From 0 to 1.
    pub score: f64,
}

/// What one output says.
#[derive(Default)]
pub(super) struct Said {
    pub seen: Vec<Seen>,
    pub scores: Vec<Score>,
}

/// Reads one output of those that the model has `given`, of an image of `size` pixels.
pub(super) fn read(
    output: &Output,
    given: &[(&str, &Tensor)],
    input: &Input,
    placed: Placed,
    size: (f64, f64),
) -> Result<Said, Unfit> {
    let tensor = |named: &str| {
        let found = given.iter().find(|(name, _)| *name == named).map(|(_, tensor)| *tensor);
        found.ok_or(Unfit::NotRun)
    };
    let numbers = |named: &str| -> Result<Vec<f64>, Unfit> {
        let plain = tensor(named)?.cast_to::<f64>().map_err(|_| Unfit::NotRun)?;
        let view = plain.to_plain_array_view::<f64>().map_err(|_| Unfit::NotRun)?;
        Ok(view.iter().copied().collect())
    };
    match output {
        Output::Classification { tensor, activation, labels } => {
            let scores = activation.scores(&numbers(tensor)?, tensor)?;
            let mut said = Said::default();
            for (label, score) in labels.iter().zip(scores) {
                if label.threshold.is_some_and(|threshold| score >= threshold) {
                    let label = label.name.clone();
                    said.seen.push(Seen { label, confidence: score, place: None });
                }
                said.scores.push(Score { label: label.name.clone(), score });
            }
            Ok(said)
        }
        Output::Boxes {
            boxes,
            scores,
            classes,
            activation,
            form,
            unit,
            threshold,
            overlap_max,
            labels,
        } => {
            let place = |four: &[f64]| corners(four, *form, *unit, input);
            let each = if classes.is_some() { 1 } else { labels.len() };
            let classes = classes.as_deref().map(&numbers).transpose()?;
            // Numbers of one box go together where there are several labels.
            let (raw, boxes) = (numbers(scores)?, numbers(boxes)?);
            let mut found = Vec::new();
            let rows = raw.chunks_exact(each.max(1)).zip(boxes.chunks_exact(4).map(place));
            for (index, (row, corners)) in rows.enumerate() {
                let row = activation.scores(row, scores)?;
                let best = row.iter().enumerate().max_by(|one, other| one.1.total_cmp(other.1));
                let Some((place, score)) = best else { continue };
                let label = match &classes {
                    None => Some(place),
                    Some(classes) => classes
                        .get(index)
                        .filter(|class| class.fract() == 0.0 && **class >= 0.0)
                        .map(|class| *class as usize),
                };
                let label = label.and_then(|label| labels.get(label));
                let label = label.ok_or_else(|| Unfit::NoScore { named: scores.clone() })?;
                if *score < *threshold {
                    continue;
                }
                if let Some(place) = corners.and_then(|corners| in_image(corners, placed, size)) {
                    let label = label.clone();
                    found.push(Seen { label, confidence: *score, place: Some(place) });
                }
            }
            Ok(Said { seen: thinned(found, *overlap_max), scores: Vec::new() })
        }
        Output::HeatMap { tensor: named, activation, threshold, label } => {
            let scores = activation.scores(&numbers(named)?, named)?;
            let columns = tensor(named)?.shape().last().copied().unwrap_or(1).max(1);
            let rows = scores.len() / columns;
            let (wide, high) = (f64::from(input.width), f64::from(input.height));
            let (by_x, by_y) = (wide / columns as f64, high / rows.max(1) as f64);
            let found = regions(&scores, columns, *threshold).into_iter().filter_map(|region| {
                let corners = [
                    region.left as f64 * by_x,
                    region.top as f64 * by_y,
                    (region.right + 1) as f64 * by_x,
                    (region.bottom + 1) as f64 * by_y,
                ];
                let place = in_image(corners, placed, size)?;
                Some(Seen { label: label.clone(), confidence: region.peak, place: Some(place) })
            });
            Ok(Said { seen: thinned(found.collect(), None), scores: Vec::new() })
        }
    }
}

impl Activation {
    /// Scores from 0 to 1 of an output's numbers.
    fn scores(self, numbers: &[f64], named: &str) -> Result<Vec<f64>, Unfit> {
        let scores: Vec<f64> = match self {
            Self::None => numbers.to_vec(),
            Self::Sigmoid => numbers.iter().map(|number| 1.0 / (1.0 + (-number).exp())).collect(),
            Self::Softmax => {
                let most = numbers.iter().copied().fold(f64::NEG_INFINITY, f64::max);
                let raised: Vec<f64> = numbers.iter().map(|number| (number - most).exp()).collect();
                let all: f64 = raised.iter().sum();
                raised.iter().map(|number| number / all).collect()
            }
        };
        // Single precision leaves a share a little outside.
        let share = |score: &f64| (-1e-6..=1.0 + 1e-6).contains(score);
        if !numbers.iter().all(|number| number.is_finite()) || !scores.iter().all(share) {
            return Err(Unfit::NoScore { named: named.to_owned() });
        }
        Ok(scores.into_iter().map(|score| score.clamp(0.0, 1.0)).collect())
    }
}

/// Left, top, right and bottom of a box, in columns and rows of what the model takes in.
fn corners(four: &[f64], form: BoxForm, unit: BoxUnit, input: &Input) -> Option<[f64; 4]> {
    let [a, b, c, d] = <[f64; 4]>::try_from(four).ok()?;
    let [left, top, right, bottom] = match form {
        BoxForm::Corners => [a, b, c, d],
        BoxForm::Centre => [a - c / 2.0, b - d / 2.0, a + c / 2.0, b + d / 2.0],
    };
    let (wide, high) = match unit {
        BoxUnit::Pixels => (1.0, 1.0),
        BoxUnit::Parts => (f64::from(input.width), f64::from(input.height)),
    };
    let corners = [left * wide, top * high, right * wide, bottom * high];
    corners.iter().all(|place| place.is_finite()).then_some(corners)
}

/// The box in the image's own pixels, cut at its edges; none, where nothing of it lies inside.
fn in_image(
    [left, top, right, bottom]: [f64; 4],
    placed: Placed,
    (columns, rows): (f64, f64),
) -> Option<Place> {
    let across = |x: f64| ((x - placed.offset_x) / placed.scale_x).clamp(0.0, columns);
    let down = |y: f64| ((y - placed.offset_y) / placed.scale_y).clamp(0.0, rows);
    let (x, y) = (across(left), down(top));
    let (width, height) = (across(right) - x, down(bottom) - y);
    (width > 0.0 && height > 0.0).then_some(Place { x, y, width, height })
}

/// The surest boxes, without those that share too much with a surer one of their label.
fn thinned(mut found: Vec<Seen>, overlap_max: Option<f64>) -> Vec<Seen> {
    found.sort_by(|one, other| other.confidence.total_cmp(&one.confidence));
    let mut kept: Vec<Seen> = Vec::new();
    for seen in found {
        if kept.len() == BOXES_MAX {
            break;
        }
        let covered = overlap_max.is_some_and(|most| {
            kept.iter().any(|surer| {
                let both = surer.place.as_ref().zip(seen.place.as_ref());
                surer.label == seen.label && both.is_some_and(|(a, b)| a.shared(b) > most)
            })
        });
        if !covered {
            kept.push(seen);
        }
    }
    kept
}

impl Place {
    /// What both cover, as a part of what either covers.
    fn shared(&self, other: &Self) -> f64 {
        let width = (self.x + self.width).min(other.x + other.width) - self.x.max(other.x);
        let height = (self.y + self.height).min(other.y + other.height) - self.y.max(other.y);
        let both = width.max(0.0) * height.max(0.0);
        both / (self.width * self.height + other.width * other.height - both)
    }
}

/// Places of a grid that hang together side by side.
struct Region {
    left: usize,
    top: usize,
    right: usize,
    bottom: usize,
    peak: f64,
}

/// The regions of a grid in which every place reaches `threshold`.
fn regions(scores: &[f64], columns: usize, threshold: f64) -> Vec<Region> {
    let mut open: Vec<bool> = scores.iter().map(|score| *score >= threshold).collect();
    let mut found = Vec::new();
    for start in 0..open.len() {
        let mut waiting = vec![start];
        let mut region: Option<Region> = None;
        while let Some(at) = waiting.pop() {
            match open.get_mut(at) {
                Some(place) if *place => *place = false,
                _ => continue,
            }
            let (column, row) = (at % columns, at / columns);
            let score = scores.get(at).copied().unwrap_or(0.0);
            let region = region.get_or_insert(Region {
                left: column,
                top: row,
                right: column,
                bottom: row,
                peak: score,
            });
            region.left = region.left.min(column);
            region.right = region.right.max(column);
            region.bottom = region.bottom.max(row);
            region.top = region.top.min(row);
            region.peak = region.peak.max(score);
            waiting.extend((column > 0).then(|| at - 1));
            waiting.extend((column + 1 < columns).then_some(at + 1));
            waiting.extend(at.checked_sub(columns));
            waiting.push(at + columns);
        }
        found.extend(region);
    }
    found
}
