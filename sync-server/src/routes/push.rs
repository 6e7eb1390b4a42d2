//! `POST /v1/push`: a batch of changesets; an outcome for each.

use std::sync::Arc;

use axum::body::Bytes;
use axum::extract::State;
use axum::response::Response;
use protocol::{from_bytes, to_bytes};

use super::{Device, binary};
use crate::Centre;
use crate::apply::{self, Sender};
use crate::error::Error;

/// Takes the batch and answers with its outcomes, in the same order.
pub(super) async fn push(
    State(centre): State<Arc<Centre>>,
    device: Device,
    body: Bytes,
) -> Result<Response, Error> {
    let request = from_bytes(&body)?;
    let sender = Sender { device: device.id, organization: device.organization };
    let Centre { database, metrics, clock, .. } = &*centre;
    let answer = apply::push(database, metrics, clock, &sender, request).await?;
    Ok(binary(to_bytes(&answer)?))
}
