//! What a screen or a script reads when something is refused: a sentence, and a code only where
//! a screen acts on it.

use serde::Serialize;

/// Why a call was refused. Sentences are for the person and carry no patient data.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Refusal {
    /// Present where a screen branches on it: `locked`, `taken`, `possible_duplicate` …
    pub code: Option<String>,
    /// What the person reads, complete.
    pub sentence: String,
    /// The request's field that the sentence is about.
    pub field: Option<String>,
}

impl Refusal {
    /// A refusal that is only a sentence.
    pub fn new(sentence: impl Into<String>) -> Self {
        Self { code: None, sentence: sentence.into(), field: None }
    }

    /// A refusal about one field of the request.
    pub fn about(field: &str, sentence: impl Into<String>) -> Self {
        Self { field: Some(field.to_owned()), ..Self::new(sentence) }
    }

    /// Nobody is signed in, or the session has been locked meanwhile.
    pub fn locked() -> Self {
        Self {
            code: Some("locked".to_owned()),
            ..Self::new("Your session is locked. Sign in to go on; what you typed is still here.")
        }
    }

    /// The request does not have the shape that the command asks for: the screens and the shell
    /// are of different versions.
    pub fn misshapen(command: &str, error: &serde_json::Error) -> Self {
        tracing::warn!(command, %error, "a request could not be read");
        Self::new("Holdfast's window and its engine do not fit together. Install Holdfast again.")
    }
}

impl std::fmt::Display for Refusal {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.sentence)
    }
}

impl std::error::Error for Refusal {}

impl From<store::Error> for Refusal {
    fn from(error: store::Error) -> Self {
        let field = match &error {
            store::Error::Rule(broken) => Some(broken.column.to_owned()),
            _ => None,
        };
        Self { field, ..Self::new(error.to_string()) }
    }
}

impl From<store::keys::KeyError> for Refusal {
    fn from(error: store::keys::KeyError) -> Self {
        Self::new(error.to_string())
    }
}

impl From<sync::Trouble> for Refusal {
    fn from(trouble: sync::Trouble) -> Self {
        Self::new(trouble.to_string())
    }
}

impl From<clinic::Refused> for Refusal {
    fn from(refused: clinic::Refused) -> Self {
        Self {
            code: refused.code.map(str::to_owned),
            sentence: refused.sentence,
            field: refused.field.map(str::to_owned),
        }
    }
}
