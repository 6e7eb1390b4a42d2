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
use crate::scope::Holder;

/// Counts and digests every table in one snapshot.
pub(super) async fn verify(
    State(centre): State<Arc<Centre>>,
    device: Device,
) -> Result<Response, Error> {
    let holder = &device.holder;
    let held_tables = holder.tables();
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
            &[&device.organization],
        )
        .await?;
    let position = head.map_or(Position::START, |row| Position(row.get(0)));
    let mut tables = Vec::new();
    for plan in plans().iter().filter(|plan| holder.may_hold(plan.table)) {
        let (mut rows, mut digest) = (0u64, Digest::default());
        let sql = if holder.is_whole() {
            format!("SELECT id, version FROM {} WHERE organization_id = $1", plan.shape.name)
        } else {
            format!("SELECT id, version FROM {}", Holder::rows(plan))
        };
        let statement = transaction.prepare_cached(&sql).await?;
        let whole: [&(dyn ToSql + Sync); 1] = [&device.organization];
        let part = holder.parameters(&held_tables);
        let parameters: &[&(dyn ToSql + Sync)] = if holder.is_whole() { &whole } else { &part };
        let rows_of_table = transaction.query_raw(&statement, parameters.iter().copied()).await?;
        let mut stream = std::pin::pin!(rows_of_table);
        while let Some(row) = stream.try_next().await? {
            rows += 1;
            let version = Position(row.get(1));
            digest.add(row_digest(device.organization, plan.shape.number, row.get(0), version));
        }
        tables.push(TableDigest { table: plan.shape.number, rows, digest: digest.0 });
    }
    transaction.commit().await?;
    Ok(binary(to_bytes(&VerifyAnswer { position, tables })?))
}
