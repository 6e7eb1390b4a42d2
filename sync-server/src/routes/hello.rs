//! `POST /v1/hello`: each side says what it knows of the other, so that a copied replica or a
//! restored centre is noticed before anything is written.

use std::sync::Arc;

use axum::body::Bytes;
use axum::extract::State;
use axum::response::Response;
use chrono::Utc;
use protocol::{
    Hello, HelloAnswer, PROTOCOL_VERSION, Position, SCHEMA_VERSION, from_bytes, to_bytes,
};

use super::{Device, binary};
use crate::Centre;
use crate::error::Error;

/// Says what the centre knows of the device; judging the difference is the device's.
pub(super) async fn hello(
    State(centre): State<Arc<Centre>>,
    device: Device,
    body: Bytes,
) -> Result<Response, Error> {
    let _: Hello = from_bytes(&body)?;
    let client = centre.database.get().await?;
    let statement = client
        .prepare_cached(
            "SELECT k.incarnation, k.last_counter, k.last_hash, p.position \
             FROM device_keys k JOIN sync_positions p ON p.organization_id = k.organization_id \
             WHERE k.device_id = $1",
        )
        .await?;
    let row = client.query_one(&statement, &[&device.id]).await?;
    let head = Position(row.get(3));
    let hash: Option<Vec<u8>> = row.get(2);
    let answer = HelloAnswer {
        protocol: PROTOCOL_VERSION,
        schema: SCHEMA_VERSION,
        epoch: head.epoch(),
        organization: device.organization,
        incarnation: u32::try_from(row.get::<_, i64>(0)).unwrap_or(u32::MAX),
        last_counter: u64::try_from(row.get::<_, i64>(1)).unwrap_or(0),
        last_hash: hash.and_then(|hash| hash.try_into().ok()),
        head,
        now: centre.clock.or(Utc::now()).timestamp_micros(),
    };
    Ok(binary(to_bytes(&answer)?))
}
