//! What a criterion proposes, with its reasons.

use serde::{Deserialize, Serialize};
use ts_rs::TS;
use uuid::Uuid;

use super::evidence::Evidence;
use crate::imaging::method::Method;

/// A value that speaks for a proposal, and the row that it stands in.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, TS)]
pub struct Reason {
    /// The sentence that says so.
    pub text: String,
    /// The table of the row.
    pub table: Option<String>,
    /// The row.
    pub row: Option<Uuid>,
}

impl Reason {
    /// A reason that stands in a row.
    pub(crate) fn of(table: &str, row: Uuid, text: String) -> Self {
        Self { text, table: Some(table.to_owned()), row: Some(row) }
    }

    /// A reason without a row.
    pub(crate) fn told(text: impl Into<String>) -> Self {
        Self { text: text.into(), table: None, row: None }
    }
}

/// A diagnosis that a criterion proposes.
pub(crate) struct Proposal {
    /// The method.
    pub method: &'static Method,
    /// What is proposed.
    pub text: String,
    /// Its code in ICD-10-CM.
    pub code: String,
    /// How severe it is, where the criterion says so.
    pub severity: Option<&'static str>,
    /// What speaks for it.
    pub reasons: Vec<Reason>,
}

/// What a criterion said.
pub(crate) enum Said {
    /// It is met.
    Proposed(Box<Proposal>),
    /// It is not met.
    Nothing,
    /// It cannot be judged, and why.
    NotJudged(&'static str),
}

/// A criterion: a pure function of the evidence. `symptoms` says whether the patient has the
/// classic symptoms of hyperglycaemia, which only a person can tell.
pub(crate) type Criterion = fn(&Evidence, symptoms: bool) -> Said;

/// Every criterion that is tried.
pub(crate) const CRITERIA: &[Criterion] = &[
    super::kidney::acute_injury,
    super::kidney::chronic_disease,
    super::diabetes::diabetes,
    super::pneumonia::severity,
    super::hypertension::hypertension,
];
