//! `POST /v1/leave`: a revoked device hands over what it had not sent, once.

use std::sync::Arc;

use axum::Extension;
use axum::body::Bytes;
use axum::extract::State;
use axum::http::HeaderMap;
use axum::response::Response;
use protocol::{LeaveRequest, PushRequest, from_bytes, to_bytes};

use super::{Leaving, binary, push};
use crate::accept::Peer;
use crate::apply::{self, Sender};
use crate::error::Error;
use crate::{Centre, leaving};

/// Keeps the batch in quarantine and answers with its outcomes, in the same order.
pub(super) async fn leave(
    State(centre): State<Arc<Centre>>,
    device: Leaving,
    Extension(peer): Extension<Peer>,
    headers: HeaderMap,
    body: Bytes,
) -> Result<Response, Error> {
    let LeaveRequest { incarnation, changesets, is_all } = from_bytes(&body)?;
    let sender = push::sender((device.id, device.organization), &peer, &headers);
    let sender = Sender { is_revoked: true, ..sender };
    let Centre { database, metrics, clock, .. } = &*centre;
    let push = PushRequest { incarnation, life: 0, changesets };
    let answer = apply::push(database, metrics, clock, &sender, push).await?;
    if is_all {
        leaving::end(database, device.id).await?;
    }
    Ok(binary(to_bytes(&answer)?))
}
