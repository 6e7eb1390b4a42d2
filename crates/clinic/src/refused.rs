//! Why a command was not carried out, as the screen shows it.

use serde::Serialize;

/// Why a command was not carried out. The sentence is for the person at the desk and carries no
/// patient's data; `dispatch` adds the number, day or code that this person has just typed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, thiserror::Error)]
#[error("{sentence}")]
pub struct Refused {
    /// Only where a screen branches on it, such as `taken` or `possible_duplicate`.
    pub code: Option<&'static str>,
    /// What is wrong and what to do next.
    pub sentence: String,
    /// The field of the request to correct.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub field: Option<&'static str>,
    /// Which of several lines of the request it is about, counted from 1.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub line: Option<usize>,
}

impl Refused {
    /// Refused with a sentence alone.
    pub fn because(sentence: impl Into<String>) -> Self {
        Self { code: None, sentence: sentence.into(), field: None, line: None }
    }

    /// Refused with a code that the screen branches on.
    pub fn coded(code: &'static str, sentence: impl Into<String>) -> Self {
        Self { code: Some(code), sentence: sentence.into(), field: None, line: None }
    }

    /// Refused for what stands in one field.
    pub fn field(field: &'static str, sentence: impl Into<String>) -> Self {
        Self { code: None, sentence: sentence.into(), field: Some(field), line: None }
    }

    /// The same, with the code that the screen branches on.
    pub fn coded_field(
        code: &'static str,
        field: &'static str,
        sentence: impl Into<String>,
    ) -> Self {
        Self { code: Some(code), ..Self::field(field, sentence) }
    }

    /// Said of the line at `index`, counted from 0, of `count` that were sent: of several nobody
    /// could tell otherwise which one is meant.
    pub fn in_line(self, index: usize, count: usize) -> Self {
        if count < 2 || self.field.is_none() || self.line.is_some() {
            return self;
        }
        let line = index + 1;
        Self { sentence: format!("Line {line}: {}", self.sentence), line: Some(line), ..self }
    }

    /// None of the person's roles allows it.
    pub fn not_allowed() -> Self {
        Self::coded(
            "not_allowed",
            "Your role does not allow this. Ask a colleague who may, or your administrator.",
        )
    }

    /// The row is not on this PC, or no longer.
    pub fn gone(what: &str) -> Self {
        Self::because(format!("This {what} is not on this PC any more. Go back and open it again."))
    }
}

impl From<store::Error> for Refused {
    fn from(error: store::Error) -> Self {
        match error {
            store::Error::Rule(broken) => Self::field(broken.column, broken.sentence),
            store::Error::Denied(sentence) => Self::coded("not_allowed", sentence),
            other => Self::because(other.to_string()),
        }
    }
}
