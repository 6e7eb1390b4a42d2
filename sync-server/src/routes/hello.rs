//! `POST /v1/hello`: each side says what it knows of the other, so that a copied replica or a
//! restored centre is noticed before anything is written.

use std::sync::Arc;

use axum::body::Bytes;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;
use chrono::Utc;
use protocol::{Hello, HelloAnswer, LIVES_MAX, PROTOCOL_VERSION, from_bytes, to_bytes};

use super::{Device, binary};
use crate::Centre;
use crate::error::Error;
use crate::lives::{self, Met};

/// Says what the centre knows of the device, and whether it has forgotten what the device has
/// seen. Whether the device itself is a copy is for the device to judge.
pub(super) async fn hello(
    State(centre): State<Arc<Centre>>,
    device: Device,
    body: Bytes,
) -> Result<Response, Error> {
    let hello: Hello = from_bytes(&body)?;
    if hello.lives.len() > LIVES_MAX {
        return Err(Error::malformed("A PC names eight lives of the centre at most."));
    }
    if hello.protocol > PROTOCOL_VERSION || hello.schema > migrations::version() {
        return Err(Error::refused(
            StatusCode::CONFLICT,
            "centre_older",
            "This PC's version of Holdfast is newer than the centre's. Everything is kept on this PC \
             and is sent once the centre has been updated.",
        ));
    }
    let mut client = centre.database.get().await?;
    let transaction = client.transaction().await?;
    let statement = transaction
        .prepare_cached(
            "UPDATE device_keys SET schema_version = $2 \
             WHERE device_id = $1 AND schema_version <> $2",
        )
        .await?;
    transaction.execute(&statement, &[&device.id, &i32::from(hello.schema)]).await?;
    let statement = transaction
        .prepare_cached(
            "SELECT incarnation, last_counter, last_hash FROM device_keys WHERE device_id = $1",
        )
        .await?;
    let row = transaction.query_one(&statement, &[&device.id]).await?;
    let hash: Option<Vec<u8>> = row.get(2);
    let Met { life, head, backed_up, lease_days, lost_after } =
        lives::meet(&transaction, device.organization, &hello.lives, hello.newest).await?;
    transaction.commit().await?;
    let answer = HelloAnswer {
        protocol: PROTOCOL_VERSION,
        schema: migrations::version(),
        epoch: head.epoch(),
        organization: device.organization,
        incarnation: u32::try_from(row.get::<_, i64>(0)).unwrap_or(u32::MAX),
        last_counter: u64::try_from(row.get::<_, i64>(1)).unwrap_or(0),
        last_hash: hash.and_then(|hash| hash.try_into().ok()),
        head,
        now: centre.clock.or(Utc::now()).timestamp_micros(),
        life,
        lost_after,
        backed_up,
        lease_days,
    };
    Ok(binary(to_bytes(&answer)?))
}
