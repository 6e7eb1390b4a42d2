//! The findings in the tree of a report's content items.

use dicom_dictionary_std::tags;
use dicom_object::InMemDicomObject;

use super::code::Code;
use super::maker::Algorithm;
use super::position::Position;
use super::{FINDINGS_MAX, Found, Measurement, Quality};
use crate::Unreadable;
use crate::file::{items, text};

/// Codes of PS3.16 annex D.
const ALGORITHM_NAME: &str = "111001";
const ALGORITHM_VERSION: &str = "111003";
const COMPOSITE_FEATURE: &str = "111015";
const SINGLE_IMAGE_FINDING: &str = "111059";
const MEASUREMENT_GROUP: &str = "125007";
const FINDING: &str = "121071";
const TRACKING_IDENTIFIER: &str = "112039";
/// What is said of the work and of the images, not of what was found: the image library, and the
/// summaries of detections and of analyses.
const NO_FINDINGS: [&str; 3] = ["111028", "111064", "111065"];
/// Certainty of the finding, probability of cancer, probability; the first that is there counts.
const CERTAINTIES: [&str; 3] = ["111012", "111047", "122157"];
/// `Finding Site` as SNOMED CT calls it now, and as it did before.
const FINDING_SITE: [(&str, &[&str]); 2] = [("SCT", &["363698007"]), ("SRT", &["G-C0E3"])];

/// What stands in the tree.
pub(super) struct Read {
    pub algorithms: Vec<Algorithm>,
    pub findings: Vec<Found>,
    /// The findings of which the report names no algorithm.
    pub unnamed: Vec<usize>,
}

/// Reads the whole tree. How deep it is was limited when the file was opened.
pub(super) fn read(root: &InMemDicomObject) -> Result<Read, Unreadable> {
    let read = Read { algorithms: Vec::new(), findings: Vec::new(), unnamed: Vec::new() };
    let mut walk = Walk { root, read };
    walk.item(root, None, false)?;
    Ok(walk.read)
}

struct Walk<'r> {
    root: &'r InMemDicomObject,
    read: Read,
}

impl Walk<'_> {
    /// `inside` a finding, a value belongs to it and is none of its own.
    fn item(
        &mut self,
        item: &InMemDicomObject,
        algorithm: Option<usize>,
        inside: bool,
    ) -> Result<(), Unreadable> {
        let concept = Code::of(item, tags::CONCEPT_NAME_CODE_SEQUENCE);
        if concept.as_ref().is_some_and(|concept| concept.is_dicom(&NO_FINDINGS)) {
            return Ok(());
        }
        let children = items(item, tags::CONTENT_SEQUENCE);
        let algorithm = self.algorithm(children).or(algorithm);
        let found = concept.and_then(|concept| self.found(item, concept, inside));
        let inside = inside || found.is_some();
        if let Some(found) = found {
            self.add(found, algorithm)?;
        }
        children.iter().try_for_each(|child| self.item(child, algorithm, inside))
    }

    fn add(&mut self, mut found: Found, algorithm: Option<usize>) -> Result<(), Unreadable> {
        if self.read.findings.len() == FINDINGS_MAX {
            return Err(Unreadable::TooLarge { what: "its findings", most: "500" });
        }
        match algorithm {
            Some(algorithm) => found.algorithm = algorithm,
            None => self.read.unnamed.push(self.read.findings.len()),
        }
        self.read.findings.push(found);
        Ok(())
    }

    /// The algorithm that these items name, for whatever stands beside them.
    fn algorithm(&mut self, children: &[InMemDicomObject]) -> Option<usize> {
        let said = |code: &str| {
            children.iter().find_map(|child| {
                let concept = Code::of(child, tags::CONCEPT_NAME_CODE_SEQUENCE)?;
                concept.is_dicom(&[code]).then(|| text(child, tags::TEXT_VALUE)).flatten()
            })
        };
        let algorithm = Algorithm { name: said(ALGORITHM_NAME)?, version: said(ALGORITHM_VERSION) };
        let known = self.read.algorithms.iter().position(|known| *known == algorithm);
        Some(known.unwrap_or_else(|| {
            self.read.algorithms.push(algorithm);
            self.read.algorithms.len() - 1
        }))
    }

    /// What the item says was found, if it says so.
    fn found(&self, item: &InMemDicomObject, name: Code, inside: bool) -> Option<Found> {
        let kind = text(item, tags::VALUE_TYPE);
        let concept = match kind.as_deref() {
            Some("CODE") if name.is_dicom(&[SINGLE_IMAGE_FINDING, COMPOSITE_FEATURE]) => {
                Code::of(item, tags::CONCEPT_CODE_SEQUENCE)?
            }
            Some("CONTAINER") if name.is_dicom(&[MEASUREMENT_GROUP]) => group_named(item, name),
            Some("CODE") if name.is_dicom(&[FINDING]) && !inside => {
                Code::of(item, tags::CONCEPT_CODE_SEQUENCE)?
            }
            Some("TEXT") if name.is_dicom(&[FINDING]) && !inside => {
                Code::in_words(text(item, tags::TEXT_VALUE)?)
            }
            Some("NUM") if !inside && !name.is_dicom(&CERTAINTIES) => {
                let mut found = self.described(item, name);
                found.measurements.extend(measurement(item));
                return Some(found);
            }
            _ => return None,
        };
        Some(self.described(item, concept))
    }

    /// What stands directly under a finding says more of it.
    fn described(&self, item: &InMemDicomObject, concept: Code) -> Found {
        let mut found = Found {
            algorithm: 0,
            concept,
            site: None,
            measurements: Vec::new(),
            qualities: Vec::new(),
            confidence: None,
            positions: Vec::new(),
        };
        let mut certainty: Option<(usize, f64)> = None;
        for child in items(item, tags::CONTENT_SEQUENCE) {
            let child = self.resolved(child);
            let name = Code::of(child, tags::CONCEPT_NAME_CODE_SEQUENCE);
            match (text(child, tags::VALUE_TYPE).as_deref(), name) {
                (Some("NUM"), Some(name)) => {
                    let rank = CERTAINTIES.iter().position(|code| name.is_dicom(&[code]));
                    match (rank, measurement(child)) {
                        (Some(rank), Some(value)) => {
                            let better = certainty.is_none_or(|(other, _)| rank < other);
                            if let Some(share) = share(&value).filter(|_| better) {
                                certainty = Some((rank, share));
                            }
                        }
                        (None, Some(value)) => {
                            found.measurements.push(value);
                            self.positions(child, &mut found.positions);
                        }
                        (_, None) => {}
                    }
                }
                (Some("CODE"), Some(name)) if name.is(&FINDING_SITE) => {
                    found.site = Code::of(child, tags::CONCEPT_CODE_SEQUENCE);
                }
                (Some("CODE" | "TEXT"), Some(name)) => found.qualities.extend(quality(child, name)),
                _ => {}
            }
        }
        self.positions(item, &mut found.positions);
        found.positions.sort_by_key(Position::rank);
        // A region that a measurement names too is one place.
        found.positions.dedup();
        found.confidence = certainty.map(|(_, share)| share);
        found
    }

    /// The places that stand directly under an item.
    fn positions(&self, item: &InMemDicomObject, into: &mut Vec<Position>) {
        for child in items(item, tags::CONTENT_SEQUENCE) {
            let child = self.resolved(child);
            match text(child, tags::VALUE_TYPE).as_deref() {
                Some(kind @ ("SCOORD" | "SCOORD3D")) => {
                    let Some(shape) = Position::of_shape(child, kind == "SCOORD3D") else {
                        continue;
                    };
                    let images = items(child, tags::CONTENT_SEQUENCE);
                    let image = images
                        .iter()
                        .map(|image| self.resolved(image))
                        .find(|image| text(image, tags::VALUE_TYPE).as_deref() == Some("IMAGE"));
                    into.push(match image {
                        Some(image) => shape.in_image(image),
                        None => shape,
                    });
                }
                Some("IMAGE") => into.push(Position::default().in_image(child)),
                _ => {}
            }
        }
    }

    /// An item may stand for another one that is named by its place in the tree (PS3.3 C.17.3.2.5):
    /// 1 for the root, then the number of each child.
    fn resolved<'i>(&'i self, item: &'i InMemDicomObject) -> &'i InMemDicomObject {
        let Some(path) = item.get(tags::REFERENCED_CONTENT_ITEM_IDENTIFIER) else { return item };
        let Ok(path) = path.to_multi_int::<u32>() else { return item };
        let mut at = self.root;
        for number in path.iter().skip(1) {
            let children = at.get(tags::CONTENT_SEQUENCE).and_then(|element| element.items());
            let index = usize::try_from(*number).ok().and_then(|number| number.checked_sub(1));
            match children.zip(index).and_then(|(children, index)| children.get(index)) {
                Some(child) => at = child,
                None => return item,
            }
        }
        at
    }
}

/// A group of measurements is called after the finding that it is about, else after what it tracks.
fn group_named(group: &InMemDicomObject, name: Code) -> Code {
    let children = items(group, tags::CONTENT_SEQUENCE);
    let said = |code: &str| {
        children.iter().find(|child| {
            Code::of(child, tags::CONCEPT_NAME_CODE_SEQUENCE)
                .is_some_and(|concept| concept.is_dicom(&[code]))
        })
    };
    let finding = said(FINDING).and_then(|child| {
        Code::of(child, tags::CONCEPT_CODE_SEQUENCE)
            .or_else(|| text(child, tags::TEXT_VALUE).map(Code::in_words))
    });
    finding
        .or_else(|| {
            said(TRACKING_IDENTIFIER)
                .and_then(|child| text(child, tags::TEXT_VALUE))
                .map(Code::in_words)
        })
        .unwrap_or(name)
}

fn measurement(item: &InMemDicomObject) -> Option<Measurement> {
    let values = items(item, tags::MEASURED_VALUE_SEQUENCE);
    let value = values.first()?;
    Some(Measurement {
        concept: Code::of(item, tags::CONCEPT_NAME_CODE_SEQUENCE)?,
        value: text(value, tags::NUMERIC_VALUE)?,
        unit: Code::of(value, tags::MEASUREMENT_UNITS_CODE_SEQUENCE),
    })
}

/// A certainty from 0 to 1; UCUM writes per cent as `%` and a plain number as `1`.
fn share(value: &Measurement) -> Option<f64> {
    let number: f64 = value.value.parse().ok()?;
    let unit = value.unit.as_ref().and_then(|unit| unit.value.as_deref());
    let share = if unit == Some("%") { number / 100.0 } else { number };
    (0.0..=1.0).contains(&share).then_some(share)
}

fn quality(item: &InMemDicomObject, concept: Code) -> Option<Quality> {
    let spoken_for =
        [ALGORITHM_NAME, ALGORITHM_VERSION, FINDING, SINGLE_IMAGE_FINDING, COMPOSITE_FEATURE];
    if concept.is_dicom(&spoken_for) {
        return None;
    }
    let quality = Quality {
        concept,
        code: Code::of(item, tags::CONCEPT_CODE_SEQUENCE),
        text: text(item, tags::TEXT_VALUE),
    };
    (quality.code.is_some() || quality.text.is_some()).then_some(quality)
}
