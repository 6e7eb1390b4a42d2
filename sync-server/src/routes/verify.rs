//! `POST /v1/verify`: what the centre holds of the device's scope, as a digest per table.

use std::sync::Arc;

use axum::extract::State;
use axum::response::Response;
use futures_util::TryStreamExt;
use protocol::{Digest, Position, TableDigest, VerifyAnswer, row_digest, to_bytes};
use tokio_postgres::IsolationLevel;
use tokio_postgres::types::ToSql;

use super::{Device, binary};
use crate::Centre;
use crate::error::Error;
use crate::rows::plans;

/// Counts and digests every table in one snapshot.
pub(super) async fn verify(
    State(centre): State<Arc<Centre>>,
    device: Device,
) -> Result<Response, Error> {
    let mut client = centre.database.get().await?;
    let transaction = client
        .build_transaction()
        .isolation_level(IsolationLevel::RepeatableRead)
        .read_only(true)
        .start()
        .await?;
    let head = transaction
        .query_opt(
            "SELECT position FROM sync_positions WHERE organization_id = $1",
            &[&device.holder().organization],
        )
        .await?;
    let position = head.map_or(Position::START, |row| Position(row.get(0)));
    let mut tables = Vec::new();
    for plan in plans().iter().filter(|plan| device.holder().may_hold(plan.table)) {
        let (mut rows, mut digest) = (0u64, Digest::default());
        let sql = format!("SELECT id, version FROM {} WHERE organization_id = $1", plan.shape.name);
        let statement = transaction.prepare_cached(&sql).await?;
        let parameters: [&(dyn ToSql + Sync); 1] = [&device.holder().organization];
        let mut stream = std::pin::pin!(transaction.query_raw(&statement, parameters).await?);
        while let Some(row) = stream.try_next().await? {
            rows += 1;
            let version = Position(row.get(1));
            digest.add(row_digest(
                device.holder().organization,
                plan.shape.number,
                row.get(0),
                version,
            ));
        }
        tables.push(TableDigest { table: plan.shape.number, rows, digest: digest.0 });
    }
    transaction.commit().await?;
    Ok(binary(to_bytes(&VerifyAnswer { position, tables })?))
}
