//! Why an exchange with the centre did not succeed, in words for the status pill.

use protocol::Refusal;

/// Why an exchange with the centre did not succeed. None of these loses anything: what is
/// waiting goes on waiting.
#[derive(Debug, thiserror::Error)]
pub enum Trouble {
    /// No answer: the line, the centre's machine or the program there.
    #[error(
        "The centre cannot be reached. Everything is kept on this PC and is sent as soon as the line is back."
    )]
    Unreachable,
    /// Somebody answered who is not our centre.
    #[error(
        "The machine that answered is not this clinic's centre, so nothing was sent. Check the network, or ask your IT person."
    )]
    NotOurCentre,
    /// This PC's clock lies outside the time for which the centre's certificate is good.
    #[error(
        "The date and time of this PC seem to be wrong, so the centre could not be recognised. Set the clock; what was written is kept and is sent then."
    )]
    WrongClock,
    /// The centre has revoked this device.
    #[error(
        "This PC was signed out of the clinic by an administrator. It no longer sends or receives."
    )]
    Revoked,
    /// This PC's profile, site or person was changed; it fetches its scope anew by itself.
    #[error("An administrator has changed what this PC holds; it is fetched anew.")]
    NewScope,
    /// The centre refused, with its own words.
    #[error("{sentence}")]
    Refused {
        /// What a program branches on.
        code: String,
        /// What a person reads.
        sentence: String,
        /// With `expected_counter`: the counter to go on from.
        expected_counter: Option<u64>,
    },
    /// One side is too new for the other.
    #[error(
        "This PC's version of Holdfast and the centre's do not fit together. Update the older of the two; work goes on here meanwhile."
    )]
    Versions,
    /// The link text is not an enrolment link.
    #[error(
        "This is not an enrolment link. Copy the whole line that begins with holdfast://enrol."
    )]
    NotALink,
    /// This device's key or certificate cannot be used.
    #[error("This PC's certificate cannot be used. Ask your IT person to enrol it again.")]
    Certificate,
    /// This PC has not been enrolled.
    #[error("This PC works alone; it has not been connected to a centre.")]
    NotEnrolled,
    /// The answer made no sense.
    #[error("The centre's answer could not be read; it will be asked again.")]
    Malformed(#[from] protocol::Malformed),
    /// The replica refused.
    #[error(transparent)]
    Store(#[from] store::Error),
    /// The profile folder refused.
    #[error("The data folder cannot be used: {0}")]
    Io(#[from] std::io::Error),
    /// A background task was stopped.
    #[error("Holdfast is closing.")]
    Stopped,
}

impl Trouble {
    /// Why a connection could not be made: nobody there, or somebody else.
    pub(crate) fn of_connection(error: &(dyn std::error::Error + 'static)) -> Self {
        certificate_trouble(error).unwrap_or(Self::Unreachable)
    }
}

impl From<reqwest::Error> for Trouble {
    fn from(error: reqwest::Error) -> Self {
        if error.is_decode() || error.is_body() && !error.is_timeout() {
            return Self::Unreachable;
        }
        let mut source: Option<&(dyn std::error::Error + 'static)> = Some(&error);
        while let Some(inner) = source {
            if let Some(trouble) = certificate_trouble(inner) {
                return trouble;
            }
            source = inner.source();
        }
        Self::Unreachable
    }
}

impl From<tokio_tungstenite::tungstenite::Error> for Trouble {
    fn from(error: tokio_tungstenite::tungstenite::Error) -> Self {
        match error {
            // The centre has answered, and says why it opens no socket.
            tokio_tungstenite::tungstenite::Error::Http(answer) => {
                answer.body().as_deref().map_or(Self::Unreachable, Self::of_refusal)
            }
            _ => Self::Unreachable,
        }
    }
}

impl Trouble {
    /// What the centre says instead of an answer. Whatever does not read as its words is of
    /// somebody between it and this PC.
    pub(crate) fn of_refusal(body: &[u8]) -> Self {
        match serde_json::from_slice::<Refusal>(body) {
            Ok(refusal) if refusal.code == "revoked" => Self::Revoked,
            Ok(refusal) if refusal.code == protocol::SCOPE_CHANGED => Self::NewScope,
            Ok(refusal) => Self::Refused {
                code: refusal.code,
                sentence: refusal.sentence,
                expected_counter: refusal.expected_counter,
            },
            Err(_) => Self::Unreachable,
        }
    }
}

/// rustls hides inside `io::Error`s, which do not show what they hold as their source.
fn certificate_trouble(error: &(dyn std::error::Error + 'static)) -> Option<Trouble> {
    use rustls::CertificateError::{Expired, ExpiredContext, NotValidYet, NotValidYetContext};
    if let Some(rustls) = error.downcast_ref::<rustls::Error>() {
        return match rustls {
            rustls::Error::InvalidCertificate(
                Expired | ExpiredContext { .. } | NotValidYet | NotValidYetContext { .. },
            ) => Some(Trouble::WrongClock),
            rustls::Error::InvalidCertificate(_) => Some(Trouble::NotOurCentre),
            _ => None,
        };
    }
    certificate_trouble(error.downcast_ref::<std::io::Error>()?.get_ref()?)
}

#[cfg(test)]
mod tests {
    use std::io::{Error, ErrorKind};

    use rustls::CertificateError;

    use super::*;

    /// As the HTTP client hands it over: wrapped twice.
    fn met(error: CertificateError) -> Trouble {
        let rustls = rustls::Error::InvalidCertificate(error);
        Trouble::of_connection(&Error::other(Error::new(ErrorKind::InvalidData, rustls)))
    }

    #[test]
    fn a_clock_outside_the_certificates_time_is_told_apart_from_a_strangers_certificate() {
        assert!(matches!(met(CertificateError::NotValidYet), Trouble::WrongClock));
        assert!(matches!(met(CertificateError::Expired), Trouble::WrongClock));
        assert!(matches!(met(CertificateError::UnknownIssuer), Trouble::NotOurCentre));
        let refused = Error::from(ErrorKind::ConnectionRefused);
        assert!(matches!(Trouble::of_connection(&refused), Trouble::Unreachable));
        assert!(Trouble::WrongClock.to_string().contains("Set the clock"));
    }
}
