//! `POST /v1/enrol`: the one route without a certificate; the one-time code stands for it.

use std::sync::Arc;

use axum::extract::State;
use axum::{Extension, Json, body::Bytes};
use protocol::{EnrolAnswer, EnrolRequest};

use crate::Centre;
use crate::accept::Peer;
use crate::enrolment;
use crate::error::Error;

/// Makes the bearer of a one-time code a device of the organization.
pub(super) async fn enrol(
    State(centre): State<Arc<Centre>>,
    Extension(peer): Extension<Peer>,
    body: Bytes,
) -> Result<Json<EnrolAnswer>, Error> {
    let request: EnrolRequest = serde_json::from_slice(&body)
        .map_err(|_| Error::malformed("The request to enrol cannot be read."))?;
    let Centre { database, authority, .. } = &*centre;
    enrolment::enrol(database, authority, &request, peer.address).await.map(Json)
}
