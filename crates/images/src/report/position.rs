//! Where in which image something was found.

use dicom_dictionary_std::tags;
use dicom_object::InMemDicomObject;
use serde::Serialize;

use crate::file::{integer, items, text};

/// Points of one shape.
const POINTS_MAX: usize = 10_000;

/// A place that a report gives.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct Position {
    /// `POINT`, `MULTIPOINT`, `POLYLINE`, `CIRCLE` or `ELLIPSE` (PS3.3 C.18.6), or those of space
    /// (C.18.9); nothing where only the image is named.
    pub graphic: Option<String>,
    /// Columns from the left and rows from the top of the image, or, in space, three lengths in
    /// mm.
    pub points: Vec<Vec<f64>>,
    /// The image.
    pub sop_instance_uid: Option<String>,
    /// The frame of the image, counted from 1.
    pub frame_number: Option<i64>,
    /// In space: what its lengths are measured from.
    pub frame_of_reference_uid: Option<String>,
}

impl Position {
    /// The shape of a content item of type SCOORD or SCOORD3D, without its image.
    pub(crate) fn of_shape(item: &InMemDicomObject, in_space: bool) -> Option<Self> {
        let numbers = item.get(tags::GRAPHIC_DATA)?.to_multi_float32().ok()?;
        let points: Vec<Vec<f64>> = numbers
            .chunks_exact(if in_space { 3 } else { 2 })
            .map(|point| point.iter().copied().map(f64::from).collect())
            .take(POINTS_MAX)
            .collect();
        if points.is_empty() || !points.iter().flatten().all(|number| number.is_finite()) {
            return None;
        }
        Some(Self {
            graphic: text(item, tags::GRAPHIC_TYPE),
            points,
            frame_of_reference_uid: text(item, tags::REFERENCED_FRAME_OF_REFERENCE_UID),
            ..Self::default()
        })
    }

    /// Says in which image it lies, as a content item of type IMAGE names it.
    pub(crate) fn in_image(mut self, image: &InMemDicomObject) -> Self {
        let references = items(image, tags::REFERENCED_SOP_SEQUENCE);
        if let Some(reference) = references.first() {
            self.sop_instance_uid = text(reference, tags::REFERENCED_SOP_INSTANCE_UID);
            self.frame_number = integer(reference, tags::REFERENCED_FRAME_NUMBER);
        }
        self
    }

    /// A region tells more than a point, and a point more than the image alone.
    pub(crate) fn rank(&self) -> u8 {
        match self.graphic.as_deref() {
            None => 2,
            Some("POINT" | "MULTIPOINT") => 1,
            Some(_) => 0,
        }
    }
}
