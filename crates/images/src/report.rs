//! What a device reports about images: DICOM structured reports (PS3.3 A.35, PS3.16).
//!
//! Read are the reports of computer-aided detection for mammography and chest (TID 4000, 4100),
//! measurement reports (TID 1500), and findings and measurements of any other report. A concept
//! that is not known here keeps its code, its scheme and its meaning as they are found, and nothing
//! is added to them. What a person wrote is refused: it is no proposal.

mod code;
mod maker;
mod position;
mod tree;

use dicom_dictionary_std::{tags, uids};
use serde::Serialize;

pub use code::Code;
pub use maker::Algorithm;
pub use position::Position;

use crate::file::text;
use crate::{DicomFile, PatientNamed, Unreadable};

/// Findings of one report.
const FINDINGS_MAX: usize = 500;

/// A structured report that a program or a device made.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Report {
    /// Its identity; read twice, it is the same report.
    pub sop_instance_uid: String,
    /// Which kind of report.
    pub sop_class_uid: Option<String>,
    /// The study that it belongs to.
    pub study_instance_uid: Option<String>,
    /// Of whom it is.
    pub patient: PatientNamed,
    /// What the report is called.
    pub title: Option<Code>,
    /// (0008,0070), or that of the observing device.
    pub manufacturer: Option<String>,
    /// (0008,1090), or the name or model of the observing device.
    pub device: Option<String>,
    /// Whether somebody has verified it.
    pub is_verified: bool,
    /// What made it, at least one.
    pub algorithms: Vec<Algorithm>,
    /// What was found, in the order of the report.
    pub findings: Vec<Found>,
}

/// Something that a report says was found, or a value that stands for itself.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Found {
    /// Which of the report's algorithms found it, counted from 0.
    pub algorithm: usize,
    /// What it is.
    pub concept: Code,
    /// Where in the body.
    pub site: Option<Code>,
    /// What was measured of it.
    pub measurements: Vec<Measurement>,
    /// What else is said of it.
    pub qualities: Vec<Quality>,
    /// The certainty of the finding, or a probability, from 0 to 1.
    pub confidence: Option<f64>,
    /// Where in which image, regions before single points.
    pub positions: Vec<Position>,
}

/// A value with its unit.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Measurement {
    /// What was measured.
    pub concept: Code,
    /// The number as the report writes it.
    pub value: String,
    /// Its unit, a code of UCUM.
    pub unit: Option<Code>,
}

/// Something that is said of a finding in words or as a code.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Quality {
    /// What is said.
    pub concept: Code,
    /// As a code.
    pub code: Option<Code>,
    /// In words.
    pub text: Option<String>,
}

/// Reads the report in `file`.
///
/// # Errors
/// [`Unreadable`] where it is no structured report, where a person wrote it, and where it does not
/// say what made it.
pub fn read(file: &DicomFile) -> Result<Report, Unreadable> {
    let object = &*file.object;
    let about = file.about();
    // Every structured report is a container of content items, whatever its class.
    if text(object, tags::VALUE_TYPE).as_deref() != Some("CONTAINER") {
        return Err(Unreadable::NoReport);
    }
    let sop_instance_uid = about.sop_instance_uid.ok_or(Unreadable::NoIdentity)?;
    let is_verified = text(object, tags::VERIFICATION_FLAG).as_deref() == Some("VERIFIED");
    let observer = maker::Observer::of(object);
    let read = tree::read(object)?;
    let made_by_program = !read.algorithms.is_empty() || observer.is_device || is_cad(object);
    if !made_by_program {
        let person = is_verified || observer.is_person;
        return Err(if person { Unreadable::WrittenByPerson } else { Unreadable::NoMaker });
    }
    let (algorithms, findings) = observer.name_makers(read)?;
    Ok(Report {
        sop_instance_uid,
        sop_class_uid: about.sop_class_uid,
        study_instance_uid: about.study_instance_uid,
        patient: about.patient,
        title: Code::of(object, tags::CONCEPT_NAME_CODE_SEQUENCE),
        manufacturer: observer.manufacturer,
        device: observer.device,
        is_verified,
        algorithms,
        findings,
    })
}

/// Reports of these classes are made by programs.
fn is_cad(object: &dicom_object::InMemDicomObject) -> bool {
    let cad =
        [uids::MAMMOGRAPHY_CADSR_STORAGE, uids::CHEST_CADSR_STORAGE, uids::COLON_CADSR_STORAGE];
    text(object, tags::SOP_CLASS_UID).is_some_and(|class| cad.contains(&class.as_str()))
}
