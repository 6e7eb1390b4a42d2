//! Why an exchange with the centre did not succeed, in words for the status pill.

/// Why an exchange with the centre did not succeed. None of these loses anything: what is
/// waiting goes on waiting.
#[derive(Debug, thiserror::Error)]
pub enum Trouble {
    /// No answer: the line, the centre's machine or the program there.
    #[error("The centre cannot be reached. Everything is kept on this PC and is sent as soon as the line is back.")]
    Unreachable,
    /// Somebody answered who is not our centre.
    #[error("The machine that answered is not this clinic's centre, so nothing was sent. Check the network, or ask your IT person.")]
    NotOurCentre,
    /// The centre has revoked this device.
    #[error("This PC was signed out of the clinic by an administrator. It no longer sends or receives.")]
    Revoked,
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
    #[error("This PC's version of Holdfast and the centre's do not fit together. Update the older of the two; work goes on here meanwhile.")]
    Versions,
    /// The link text is not an enrolment link.
    #[error("This is not an enrolment link. Copy the whole line that begins with holdfast://enrol.")]
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

impl From<reqwest::Error> for Trouble {
    fn from(error: reqwest::Error) -> Self {
        if error.is_decode() || error.is_body() && !error.is_timeout() {
            return Self::Unreachable;
        }
        let mut source: Option<&(dyn std::error::Error + 'static)> = Some(&error);
        while let Some(inner) = source {
            if is_foreign_certificate(inner) {
                return Self::NotOurCentre;
            }
            source = inner.source();
        }
        Self::Unreachable
    }
}

impl From<tokio_tungstenite::tungstenite::Error> for Trouble {
    fn from(_: tokio_tungstenite::tungstenite::Error) -> Self {
        Self::Unreachable
    }
}

/// rustls hides behind `io::Error` inside hyper's errors.
fn is_foreign_certificate(error: &(dyn std::error::Error + 'static)) -> bool {
    let rustls = error.downcast_ref::<rustls::Error>().or_else(|| {
        error.downcast_ref::<std::io::Error>()?.get_ref()?.downcast_ref::<rustls::Error>()
    });
    matches!(rustls, Some(rustls::Error::InvalidCertificate(_)))
}
