//! A centre that listens on no port: its routes are called by whoever holds it.

use std::sync::Arc;

use axum::Router;
use axum::body::{Body, to_bytes};
use axum::http::{Request, header};
use protocol::MESSAGE_BYTES_MAX;
use tokio::sync::watch;
use tower::ServiceExt;
use uuid::Uuid;

use crate::accept::Peer;
use crate::error::Error;
use crate::tail::Listening;
use crate::{Centre, Config, Opened, public_url, routes};

/// The same routes as [`crate::start`] serves, without the listener, TLS and the live socket: a
/// simulation brings the messages itself and decides what becomes of them.
pub struct InProcess {
    router: Router,
    centre: Arc<Centre>,
    /// While it lives the centre has not stopped.
    _stop: watch::Sender<bool>,
}

impl InProcess {
    /// Opens the data folder and the database of `config`, migrated.
    ///
    /// # Errors
    /// As [`Opened::open`].
    pub async fn open(config: &Config) -> Result<Self, Error> {
        let Opened { folder, database, authority, reach, .. } = Opened::open(config).await?;
        let (stop, stopping) = watch::channel(false);
        let url = public_url(&reach, reach.listen);
        let centre = Centre::new(database, (authority, url), &folder, config, stopping)?;
        Ok(Self { router: routes::devices(Arc::clone(&centre)), centre, _stop: stop })
    }

    /// Hears of new positions of `organization`, as a live socket of this server does.
    pub fn listen(&self, organization: Uuid) -> Listening {
        self.centre.tail.listen(organization)
    }

    /// Answers one message of the device whose certificate has `fingerprint`: the HTTP status and
    /// the body. What TLS proves is here the caller's word.
    ///
    /// # Errors
    /// [`Error::Broken`] when `route` is no path or the answer is larger than a message may be.
    pub async fn answer(
        &self,
        device: Uuid,
        fingerprint: &str,
        route: &str,
        kind: &str,
        body: Vec<u8>,
    ) -> Result<(u16, Vec<u8>), Error> {
        let broken = |error: &dyn std::fmt::Display| Error::Broken(error.to_string());
        let fingerprint = Some(fingerprint.to_owned());
        let peer = Peer { device: Some(device), fingerprint, address: None };
        let request = Request::post(format!("/{route}"))
            .header(header::CONTENT_TYPE, kind)
            .extension(peer)
            .body(Body::from(body))
            .map_err(|error| broken(&error))?;
        let answer = match self.router.clone().oneshot(request).await {
            Ok(answer) => answer,
            Err(never) => match never {},
        };
        let status = answer.status().as_u16();
        let body = to_bytes(answer.into_body(), MESSAGE_BYTES_MAX).await;
        Ok((status, body.map_err(|error| broken(&error))?.to_vec()))
    }
}
