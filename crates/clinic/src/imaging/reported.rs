//! What a device reports of images, as the file that it wrote says it.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

use crate::imaging::named::PatientInFile;
use crate::imaging::shape::{FindingShape, Pixel};

/// A structured report that a program or a device made, as `images::report` reads it.
#[derive(Deserialize, TS)]
pub struct DeviceReport {
    pub(crate) sop_instance_uid: String,
    pub(crate) sop_class_uid: Option<String>,
    pub(crate) study_instance_uid: Option<String>,
    pub(crate) patient: PatientInFile,
    pub(crate) title: Option<ReportedCode>,
    pub(crate) manufacturer: Option<String>,
    pub(crate) device: Option<String>,
    /// Whether a person has verified it.
    pub(crate) is_verified: bool,
    /// What made it, at least one.
    pub(crate) algorithms: Vec<ReportedAlgorithm>,
    pub(crate) findings: Vec<ReportedFinding>,
}

/// What a report says made it.
#[derive(Deserialize, TS)]
pub struct ReportedAlgorithm {
    pub(crate) name: String,
    pub(crate) version: Option<String>,
}

/// A concept with code, scheme and meaning as they are found.
#[derive(Serialize, Deserialize, TS)]
pub struct ReportedCode {
    value: Option<String>,
    scheme: Option<String>,
    pub(crate) meaning: String,
}

/// Something that a report says was found.
#[derive(Serialize, Deserialize, TS)]
pub struct ReportedFinding {
    /// Which of the report's algorithms, counted from 0.
    pub(crate) algorithm: usize,
    pub(crate) concept: ReportedCode,
    pub(crate) site: Option<ReportedCode>,
    measurements: Vec<ReportedMeasurement>,
    qualities: Vec<ReportedQuality>,
    /// From 0 to 1.
    pub(crate) confidence: Option<f64>,
    /// Regions before single points.
    pub(crate) positions: Vec<ReportedPosition>,
}

/// A value with its unit, a code of UCUM.
#[derive(Serialize, Deserialize, TS)]
pub struct ReportedMeasurement {
    concept: ReportedCode,
    value: String,
    unit: Option<ReportedCode>,
}

/// What else is said of a finding.
#[derive(Serialize, Deserialize, TS)]
pub struct ReportedQuality {
    concept: ReportedCode,
    code: Option<ReportedCode>,
    text: Option<String>,
}

/// Where something was found.
#[derive(Serialize, Deserialize, TS)]
pub struct ReportedPosition {
    graphic: Option<String>,
    /// Columns and rows, or three lengths in space.
    points: Vec<Vec<f64>>,
    pub(crate) sop_instance_uid: Option<String>,
    pub(crate) frame_number: Option<i64>,
    frame_of_reference_uid: Option<String>,
}

impl ReportedCode {
    /// The meaning with the code behind it.
    fn told(&self) -> String {
        match (&self.value, &self.scheme) {
            (Some(value), Some(scheme)) => format!("{} ({scheme} {value})", self.meaning),
            (Some(value), None) => format!("{} ({value})", self.meaning),
            _ => self.meaning.clone(),
        }
    }
}

impl ReportedFinding {
    /// Everything that is said of it, a line each.
    pub(crate) fn told(&self) -> String {
        let mut lines = vec![self.concept.told()];
        for measured in &self.measurements {
            let unit = measured
                .unit
                .as_ref()
                .map(|unit| format!(" {}", unit.value.as_deref().unwrap_or(unit.meaning.as_str())));
            lines.push(format!(
                "{}: {}{}",
                measured.concept.told(),
                measured.value,
                unit.unwrap_or_default()
            ));
        }
        for quality in &self.qualities {
            let said = quality.code.as_ref().map(ReportedCode::told);
            let said = said.or_else(|| quality.text.clone()).unwrap_or_default();
            lines.push(format!("{}: {said}", quality.concept.told()));
        }
        lines.join("\n")
    }
}

/// Corners of a polygon that stands for a tilted ellipse.
const ELLIPSE_CORNERS: u32 = 32;

impl ReportedPosition {
    /// The shape in pixels, where it is one that a finding can have: a line that encloses nothing,
    /// several points and places in space are not.
    pub(crate) fn shape(&self) -> Option<FindingShape> {
        let pixel = |point: &Vec<f64>| match point.as_slice() {
            [x, y] => Some(Pixel { x: *x, y: *y }),
            _ => None,
        };
        let points: Vec<Pixel> = self.points.iter().map(pixel).collect::<Option<_>>()?;
        match (self.graphic.as_deref()?, points.as_slice()) {
            ("POINT" | "MULTIPOINT", [at]) => Some(FindingShape::Point { at: *at }),
            ("POLYLINE", [first, .., last]) if first == last && points.len() >= 4 => {
                let corners = points.iter().take(points.len() - 1).copied().collect();
                Some(FindingShape::Polygon { corners })
            }
            ("CIRCLE", [centre, edge]) => {
                let radius = (edge.x - centre.x).hypot(edge.y - centre.y);
                Some(FindingShape::Ellipse { centre: *centre, radius_x: radius, radius_y: radius })
            }
            // The ends of the longer axis, then those of the shorter one.
            ("ELLIPSE", [a, b, c, d]) => Some(ellipse((*a, *b), (*c, *d))),
            _ => None,
        }
    }
}

fn ellipse((a, b): (Pixel, Pixel), (c, d): (Pixel, Pixel)) -> FindingShape {
    let centre = Pixel { x: f64::midpoint(a.x, b.x), y: f64::midpoint(a.y, b.y) };
    let one = Pixel { x: (b.x - a.x) / 2.0, y: (b.y - a.y) / 2.0 };
    let other = Pixel { x: (d.x - c.x) / 2.0, y: (d.y - c.y) / 2.0 };
    let upright = |along: Pixel, across: Pixel| along.y == 0.0 && across.x == 0.0;
    if upright(one, other) {
        return FindingShape::Ellipse { centre, radius_x: one.x.abs(), radius_y: other.y.abs() };
    }
    if upright(other, one) {
        return FindingShape::Ellipse { centre, radius_x: other.x.abs(), radius_y: one.y.abs() };
    }
    let corner = |number: u32| {
        let turn = std::f64::consts::TAU * f64::from(number) / f64::from(ELLIPSE_CORNERS);
        let (sin, cos) = turn.sin_cos();
        Pixel {
            x: centre.x + one.x * cos + other.x * sin,
            y: centre.y + one.y * cos + other.y * sin,
        }
    };
    FindingShape::Polygon { corners: (0..ELLIPSE_CORNERS).map(corner).collect() }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn shape(graphic: &str, points: serde_json::Value) -> serde_json::Value {
        let position: ReportedPosition = serde_json::from_value(json!({
            "graphic": graphic, "points": points, "sop_instance_uid": null, "frame_number": null,
            "frame_of_reference_uid": null
        }))
        .unwrap();
        json!(position.shape())
    }

    #[test]
    fn the_shapes_of_a_report_become_those_of_a_finding() {
        let polygon = shape("POLYLINE", json!([[1, 1], [9, 1], [5, 7], [1, 1]]));
        assert_eq!(polygon["corners"].as_array().unwrap().len(), 3);
        let circle = shape("CIRCLE", json!([[10, 10], [13, 14]]));
        assert_eq!((&circle["kind"], &circle["radius_y"]), (&json!("ellipse"), &json!(5.0)));
        let upright = shape("ELLIPSE", json!([[10, 2], [10, 12], [7, 7], [13, 7]]));
        assert_eq!((&upright["radius_x"], &upright["radius_y"]), (&json!(3.0), &json!(5.0)));
        let tilted = shape("ELLIPSE", json!([[0, 0], [8, 8], [6, 2], [2, 6]]));
        assert_eq!(tilted["corners"][0], json!({ "x": 8.0, "y": 8.0 }));
        assert_eq!(shape("POINT", json!([[3, 4]]))["at"]["y"], 4.0);
        for (graphic, points) in [
            ("POLYLINE", json!([[1, 1], [9, 1], [5, 7]])),
            ("MULTIPOINT", json!([[1, 1], [9, 1]])),
            ("POINT", json!([[1, 1, 1]])),
            ("SPLINE", json!([[1, 1]])),
        ] {
            assert_eq!(shape(graphic, points), json!(null), "{graphic}");
        }
    }
}
