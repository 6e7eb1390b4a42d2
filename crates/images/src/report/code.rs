//! A concept as a report names it.

use dicom_core::Tag;
use dicom_dictionary_std::tags;
use dicom_object::InMemDicomObject;
use serde::Serialize;

use crate::file::{items, text};

/// A concept: code, scheme and meaning as the report gives them.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Code {
    /// The code; nothing where the report says it in words only.
    pub value: Option<String>,
    /// Where the code is defined, such as `SCT`, `DCM` or `UCUM`.
    pub scheme: Option<String>,
    /// In words.
    pub meaning: String,
}

impl Code {
    /// The code in the sequence `sequence` of a content item.
    pub(crate) fn of(item: &InMemDicomObject, sequence: Tag) -> Option<Self> {
        let items = items(item, sequence);
        let code = items.first()?;
        // Long and URN codes have elements of their own (PS3.3 table 8.8-1).
        let value = text(code, tags::CODE_VALUE)
            .or_else(|| text(code, tags::LONG_CODE_VALUE))
            .or_else(|| text(code, tags::URN_CODE_VALUE));
        let meaning = text(code, tags::CODE_MEANING).or_else(|| value.clone())?;
        Some(Self { value, scheme: text(code, tags::CODING_SCHEME_DESIGNATOR), meaning })
    }

    /// What is said in words only.
    pub(crate) fn in_words(meaning: String) -> Self {
        Self { value: None, scheme: None, meaning }
    }

    /// Whether it is one of these codes of DICOM's own (PS3.16 annex D).
    pub(crate) fn is_dicom(&self, codes: &[&str]) -> bool {
        self.is(&[("DCM", codes)])
    }

    /// Whether it is one of these codes.
    pub(crate) fn is(&self, known: &[(&str, &[&str])]) -> bool {
        let (Some(value), Some(scheme)) = (&self.value, &self.scheme) else { return false };
        known.iter().any(|(of, codes)| of == scheme && codes.contains(&value.as_str()))
    }
}
