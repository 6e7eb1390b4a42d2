//! Links into the record: `holdfast://patient/…`, `holdfast://alert/…`.
//!
//! A link only names; whether the person may open what it names is the command's to say. What
//! cannot be understood is refused with a sentence that repeats nothing of it.

use serde::Serialize;
use url::Url;
use uuid::Uuid;

/// A link is short; what is longer is none.
pub const LINK_MAX: usize = 200;
const NUMBER_MAX: usize = 40;

/// What a link leads to.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(tag = "to", rename_all = "snake_case")]
pub enum Link {
    /// A patient's chart.
    Patient {
        /// The patient.
        id: Uuid,
    },
    /// The chart of whoever has this record number.
    RecordNumber {
        /// As it stands in the link.
        number: String,
    },
    /// An alert.
    Alert {
        /// The alert.
        id: Uuid,
    },
}

/// Why a link leads nowhere.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum LinkTrouble {
    /// It joins a PC to a clinic, which is a page of its own.
    #[error(
        "This link connects a PC to a clinic. Paste it in Settings, under This PC, or on the first page of a new PC."
    )]
    Enrolment,
    /// It is nothing that Holdfast makes.
    #[error(
        "This link could not be opened: it is not complete, or is not one of Holdfast's. A link to a patient reads holdfast://patient/ with the record number after it."
    )]
    Malformed,
}

impl Link {
    /// Reads a link.
    pub fn parse(text: &str) -> Result<Self, LinkTrouble> {
        let text = text.trim();
        if text.len() > LINK_MAX {
            return Err(LinkTrouble::Malformed);
        }
        let url = Url::parse(text).map_err(|_| LinkTrouble::Malformed)?;
        if url.scheme() != "holdfast" {
            return Err(LinkTrouble::Malformed);
        }
        let kind = url.host_str().unwrap_or_default().to_ascii_lowercase();
        if kind == "enrol" {
            return Err(LinkTrouble::Enrolment);
        }
        // Some programs add a slash at the end when they hand a link on.
        let name = url.path().trim_start_matches('/').trim_end_matches('/');
        match (kind.as_str(), name.parse::<Uuid>()) {
            ("patient", Ok(id)) => Ok(Self::Patient { id }),
            ("patient", Err(_)) if is_number(name) => {
                Ok(Self::RecordNumber { number: name.to_owned() })
            }
            ("alert", Ok(id)) => Ok(Self::Alert { id }),
            _ => Err(LinkTrouble::Malformed),
        }
    }
}

fn is_number(name: &str) -> bool {
    let fits = |letter: char| letter.is_ascii_alphanumeric() || matches!(letter, '-' | '.' | '_');
    !name.is_empty() && name.len() <= NUMBER_MAX && name.chars().all(fits)
}

#[cfg(test)]
mod tests {
    use super::*;

    const ID: &str = "0190a000-0000-7000-8000-000000000001";

    #[test]
    fn a_link_names_a_patient_by_id_or_number_or_an_alert() {
        let id: Uuid = ID.parse().unwrap();
        assert_eq!(Link::parse(&format!("holdfast://patient/{ID}")), Ok(Link::Patient { id }));
        assert_eq!(Link::parse(&format!(" HOLDFAST://Patient/{ID}/\n")), Ok(Link::Patient { id }));
        assert_eq!(Link::parse(&format!("holdfast://alert/{ID}")), Ok(Link::Alert { id }));
        assert_eq!(
            Link::parse("holdfast://patient/A-000001"),
            Ok(Link::RecordNumber { number: "A-000001".to_owned() })
        );
    }

    #[test]
    fn what_is_malformed_leads_nowhere_and_nothing_of_it_is_repeated() {
        let long = format!("holdfast://patient/{}", "9".repeat(LINK_MAX));
        for text in [
            "",
            "A-000001",
            "https://patient/A-000001",
            "holdfast:patient/A-000001",
            "holdfast://patient",
            "holdfast://patient/",
            "holdfast://patient/A-1/edit",
            "holdfast://patient/Elena%20Mar%C3%ADn",
            "holdfast://alert/A-000001",
            "holdfast://settings/1",
            "--data",
            long.as_str(),
        ] {
            let trouble = Link::parse(text).unwrap_err();
            assert_eq!(trouble, LinkTrouble::Malformed, "{text}");
            assert!(!trouble.to_string().contains("Elena"), "{text}");
        }
        assert_eq!(Link::parse("holdfast://enrol?code=x"), Err(LinkTrouble::Enrolment));
    }
}
