//! What brings a message to the centre and its answer back.

use async_trait::async_trait;

use crate::Trouble;

/// An answer as it came: the HTTP status and the body.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Answer {
    /// Such as 200; anything else than 2xx carries a [`protocol::Refusal`] as JSON.
    pub status: u16,
    /// At most [`protocol::MESSAGE_BYTES_MAX`] bytes.
    pub body: Vec<u8>,
}

/// Brings one message to the centre and its answer back. HTTPS does so in a clinic; a simulation
/// puts a line of its own in its place, and the messages are the same to the byte.
#[async_trait]
pub trait Carrier: std::fmt::Debug + Send + Sync {
    /// Posts `body`, which is of the media type `kind`, to `route`, such as `v1/pull`.
    ///
    /// # Errors
    /// [`Trouble`] where no answer came; whether the message arrived is then not known.
    async fn carry(&self, route: &str, kind: &str, body: Vec<u8>) -> Result<Answer, Trouble>;
}
