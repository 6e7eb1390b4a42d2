//! `POST /v1/push`: a batch of changesets; an outcome for each.

use std::sync::Arc;

use axum::Extension;
use axum::body::Bytes;
use axum::extract::State;
use axum::http::{HeaderMap, header};
use axum::response::Response;
use protocol::{from_bytes, to_bytes};
use uuid::Uuid;

use super::{Device, binary};
use crate::Centre;
use crate::accept::Peer;
use crate::apply::{self, Sender};
use crate::error::Error;

/// As much of what a program says of itself is kept.
const PROGRAM_MAX: usize = 200;

/// Takes the batch and answers with its outcomes, in the same order.
pub(super) async fn push(
    State(centre): State<Arc<Centre>>,
    device: Device,
    Extension(peer): Extension<Peer>,
    headers: HeaderMap,
    body: Bytes,
) -> Result<Response, Error> {
    let request = from_bytes(&body)?;
    let sender = sender((device.id, device.organization), &peer, &headers);
    let Centre { database, metrics, clock, .. } = &*centre;
    let answer = apply::push(database, metrics, clock, &sender, request).await?;
    Ok(binary(to_bytes(&answer)?))
}

/// The device, from where it has connected and which program it says it is.
pub(super) fn sender(
    (device, organization): (Uuid, Uuid),
    peer: &Peer,
    headers: &HeaderMap,
) -> Sender {
    Sender {
        device,
        organization,
        address: peer.address.map(|address| address.to_canonical().to_string()),
        program: program(headers),
        is_revoked: false,
    }
}

/// Which program a device says it is, with its version.
pub(super) fn program(headers: &HeaderMap) -> Option<String> {
    let program = headers.get(header::USER_AGENT)?.to_str().ok()?;
    Some(program.chars().take(PROGRAM_MAX).collect())
}
