//! Where in an image something was seen: a shape in pixels, from the upper left corner.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

use crate::Refused;

/// Corners of one polygon.
const CORNERS_MAX: usize = 1_000;

/// A place in an image: columns from the left, rows from the top.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize, TS)]
pub struct Pixel {
    /// Columns from the left.
    pub x: f64,
    /// Rows from the top.
    pub y: f64,
}

/// A shape on one frame of an image.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, TS)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum FindingShape {
    /// Upright.
    Rectangle {
        /// Its upper left corner.
        corner: Pixel,
        /// In columns.
        width: f64,
        /// In rows.
        height: f64,
    },
    /// With upright axes.
    Ellipse {
        /// Its middle.
        centre: Pixel,
        /// Half its width, in columns.
        radius_x: f64,
        /// Half its height, in rows.
        radius_y: f64,
    },
    /// Closed from the last corner to the first.
    Polygon {
        /// Its corners in order.
        corners: Vec<Pixel>,
    },
    /// One place.
    Point {
        /// Where.
        at: Pixel,
    },
}

/// How large an image is, where that is known.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct ImageSize {
    pub columns: Option<i64>,
    pub rows: Option<i64>,
}

impl FindingShape {
    /// Refuses a shape without extent, and one that does not lie inside the image.
    pub(crate) fn check(&self, image: ImageSize) -> Result<(), Refused> {
        let refused = |sentence: String| Err(Refused::field("shape", sentence));
        let (extents, edge): (Vec<f64>, Vec<Pixel>) = match self {
            Self::Rectangle { corner, width, height } => {
                let far = Pixel { x: corner.x + width, y: corner.y + height };
                (vec![*width, *height], vec![*corner, far])
            }
            Self::Ellipse { centre, radius_x, radius_y } => {
                let near = Pixel { x: centre.x - radius_x, y: centre.y - radius_y };
                let far = Pixel { x: centre.x + radius_x, y: centre.y + radius_y };
                (vec![*radius_x, *radius_y], vec![near, far])
            }
            Self::Polygon { corners } if !(3..=CORNERS_MAX).contains(&corners.len()) => {
                return refused(format!("A polygon has between 3 and {CORNERS_MAX} corners."));
            }
            Self::Polygon { corners } => (Vec::new(), corners.clone()),
            Self::Point { at } => (Vec::new(), vec![*at]),
        };
        if !extents.iter().all(|extent| extent.is_finite() && *extent > 0.0) {
            return refused("The width and the height of the shape must be above 0.".to_owned());
        }
        let within = |place: f64, size: Option<i64>| {
            place.is_finite() && place >= 0.0 && size.is_none_or(|size| place <= size as f64)
        };
        if edge.iter().all(|p| within(p.x, image.columns) && within(p.y, image.rows)) {
            return Ok(());
        }
        let size = |size: Option<i64>| size.map_or_else(|| "?".to_owned(), |size| size.to_string());
        refused(format!(
            "The shape must lie inside the image of {} \u{d7} {} pixels.",
            size(image.columns),
            size(image.rows)
        ))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const IMAGE: ImageSize = ImageSize { columns: Some(512), rows: Some(400) };

    fn fits(shape: &FindingShape) -> bool {
        shape.check(IMAGE).is_ok()
    }

    fn at(x: f64, y: f64) -> Pixel {
        Pixel { x, y }
    }

    #[test]
    fn a_shape_lies_inside_the_image() {
        let rectangle =
            |x, y, width, height| FindingShape::Rectangle { corner: at(x, y), width, height };
        assert!(fits(&rectangle(0.0, 0.0, 512.0, 400.0)));
        assert!(!fits(&rectangle(0.0, 0.0, 400.0, 401.0)));
        assert!(!fits(&rectangle(-1.0, 0.0, 10.0, 10.0)));
        let ellipse = |x, y, radius_x, radius_y| FindingShape::Ellipse {
            centre: at(x, y),
            radius_x,
            radius_y,
        };
        assert!(fits(&ellipse(256.0, 200.0, 256.0, 200.0)));
        assert!(!fits(&ellipse(10.0, 200.0, 11.0, 1.0)));
        assert!(fits(&FindingShape::Point { at: at(512.0, 400.0) }));
        assert!(!fits(&FindingShape::Point { at: at(512.5, 400.0) }));
        let triangle = vec![at(1.0, 1.0), at(5.0, 1.0), at(3.0, 500.0)];
        assert!(!fits(&FindingShape::Polygon { corners: triangle }));
    }

    #[test]
    fn a_shape_has_an_extent() {
        let flat = FindingShape::Rectangle { corner: at(1.0, 1.0), width: 5.0, height: 0.0 };
        assert!(!fits(&flat));
        let line = FindingShape::Polygon { corners: vec![at(1.0, 1.0), at(2.0, 2.0)] };
        assert!(!fits(&line));
        assert!(!fits(&FindingShape::Point { at: at(f64::NAN, 1.0) }));
    }

    #[test]
    fn where_the_size_is_not_known_only_the_corner_binds() {
        let far = FindingShape::Point { at: at(9_000.0, 9_000.0) };
        assert!(far.check(ImageSize::default()).is_ok());
        let before = FindingShape::Point { at: at(-1.0, 0.0) };
        assert!(before.check(ImageSize::default()).is_err());
    }
}
