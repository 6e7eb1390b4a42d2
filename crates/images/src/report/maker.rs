//! What made a report.

use dicom_dictionary_std::tags;
use dicom_object::InMemDicomObject;
use serde::Serialize;

use super::Found;
use super::code::Code;
use super::tree::Read;
use crate::Unreadable;
use crate::file::{items, text};

/// What a report calls an algorithm; a device where it names none.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Algorithm {
    /// As its maker calls it.
    pub name: String,
    /// As its maker says it.
    pub version: Option<String>,
}

/// Who or what observed, as the report says once for all of it (TID 1001).
pub(super) struct Observer {
    pub is_person: bool,
    pub is_device: bool,
    pub manufacturer: Option<String>,
    pub device: Option<String>,
    software: Option<String>,
}

impl Observer {
    pub(super) fn of(report: &InMemDicomObject) -> Self {
        let mut observer = Self {
            is_person: false,
            is_device: false,
            manufacturer: text(report, tags::MANUFACTURER),
            device: text(report, tags::MANUFACTURER_MODEL_NAME),
            software: text(report, tags::SOFTWARE_VERSIONS),
        };
        let mut said = (None, None, None);
        for item in items(report, tags::CONTENT_SEQUENCE) {
            let Some(concept) = Code::of(item, tags::CONCEPT_NAME_CODE_SEQUENCE) else { continue };
            let value = Code::of(item, tags::CONCEPT_CODE_SEQUENCE);
            if concept.is_dicom(&["121005"]) {
                observer.is_person |= value.as_ref().is_some_and(|kind| kind.is_dicom(&["121006"]));
                observer.is_device |= value.as_ref().is_some_and(|kind| kind.is_dicom(&["121007"]));
            } else if concept.is_dicom(&["121008"]) {
                observer.is_person = true;
            } else if concept.is_dicom(&["121012"]) {
                observer.is_device = true;
            } else if concept.is_dicom(&["121013"]) {
                said.0 = text(item, tags::TEXT_VALUE);
            } else if concept.is_dicom(&["121014"]) {
                said.1 = text(item, tags::TEXT_VALUE);
            } else if concept.is_dicom(&["121015"]) {
                said.2 = text(item, tags::TEXT_VALUE);
            }
        }
        let (name, manufacturer, model) = said;
        observer.manufacturer = manufacturer.or(observer.manufacturer);
        observer.device = model.or(name).or(observer.device);
        observer
    }

    /// Gives every finding its algorithm: the one that the report names for it, else the only one
    /// that it names, else the device.
    pub(super) fn name_makers(
        &self,
        read: Read,
    ) -> Result<(Vec<Algorithm>, Vec<Found>), Unreadable> {
        let Read { mut algorithms, mut findings, unnamed } = read;
        if algorithms.is_empty() || (algorithms.len() > 1 && !unnamed.is_empty()) {
            let name: Vec<&str> = [&self.manufacturer, &self.device]
                .into_iter()
                .flatten()
                .map(String::as_str)
                .collect();
            if name.is_empty() {
                return Err(Unreadable::NoMaker);
            }
            for index in unnamed {
                if let Some(finding) = findings.get_mut(index) {
                    finding.algorithm = algorithms.len();
                }
            }
            algorithms.push(Algorithm { name: name.join(" "), version: self.software.clone() });
        }
        Ok((algorithms, findings))
    }
}
