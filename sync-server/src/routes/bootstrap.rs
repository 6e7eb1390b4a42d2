//! `POST /v1/bootstrap/plan` and `/chunk`: everything a new replica holds, in bulk.
//!
//! A chunk is what stands behind an id, in id order, so a device that lost the line goes on where
//! it stopped, and nothing is kept open at the centre in between. Rows that change meanwhile are
//! brought by the pull from the pin and told apart by their versions.

use std::sync::Arc;

use axum::body::Bytes;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;
use protocol::{
    BootstrapPlan, ChunkBuilder, ChunkRequest, PlannedTable, Position, from_bytes, to_bytes,
};
use tokio_postgres::Row;
use uuid::Uuid;

use super::{Device, binary};
use crate::Centre;
use crate::cells::Piece;
use crate::error::Error;
use crate::rows::{TablePlan, plan, plans};

/// The most rows in one chunk.
const CHUNK_ROWS: i64 = 8_192;
/// A chunk ends after about this many bytes, before compression.
const CHUNK_BYTES: usize = 4 * 1024 * 1024;
/// Above this many rows Postgres' own estimate is close enough.
const COUNTED_ROWS_MAX: f32 = 20_000.0;

/// What there is to fetch, in order, and where to pull from afterwards.
pub(super) async fn plan_all(
    State(centre): State<Arc<Centre>>,
    device: Device,
) -> Result<Response, Error> {
    let client = centre.database.get().await?;
    let head = client
        .query_opt(
            "SELECT position FROM sync_positions WHERE organization_id = $1",
            &[&device.holder().organization],
        )
        .await?;
    let pin = head.map_or(Position::START, |row| Position(row.get(0)));
    let mut tables = Vec::new();
    for plan in plans().iter().filter(|plan| device.holder().may_hold(plan.table)) {
        let name = plan.shape.name;
        let estimate: f32 = client
            .query_one("SELECT reltuples FROM pg_class WHERE oid = to_regclass($1::TEXT)", &[&name])
            .await?
            .get(0);
        let rows = if estimate > COUNTED_ROWS_MAX {
            // A float that large has no fraction to lose.
            format!("{estimate:.0}").parse().unwrap_or(0)
        } else {
            let sql = format!("SELECT count(*) FROM {name} WHERE organization_id = $1");
            let statement = client.prepare_cached(&sql).await?;
            let count: i64 =
                client.query_one(&statement, &[&device.holder().organization]).await?.get(0);
            u64::try_from(count).unwrap_or(0)
        };
        tables.push(PlannedTable { table: plan.shape.number, rows });
    }
    Ok(binary(to_bytes(&BootstrapPlan { pin, tables })?))
}

/// The rows of one table behind an id.
pub(super) async fn chunk(
    State(centre): State<Arc<Centre>>,
    device: Device,
    body: Bytes,
) -> Result<Response, Error> {
    let request: ChunkRequest = from_bytes(&body)?;
    let wanted = plan(request.table).filter(|plan| device.holder().may_hold(plan.table));
    let Some(wanted) = wanted else {
        return Err(Error::refused(
            StatusCode::FORBIDDEN,
            "out_of_scope",
            "This PC does not hold that table.",
        ));
    };
    let client = centre.database.get().await?;
    let sql = format!(
        "SELECT {} FROM {} WHERE organization_id = $1 AND id > $2 ORDER BY id LIMIT {CHUNK_ROWS}",
        wanted.columns, wanted.shape.name
    );
    let statement = client.prepare_cached(&sql).await?;
    let after = request.after.unwrap_or(Uuid::nil());
    let rows = client.query(&statement, &[&device.holder().organization, &after]).await?;
    drop(client);
    let (bytes, sent) = tokio::task::spawn_blocking(move || build(wanted, &rows))
        .await
        .map_err(|error| Error::Broken(error.to_string()))??;
    centre.metrics.rows_sent.inc_by(sent);
    Ok(binary(bytes))
}

fn build(plan: &'static TablePlan, rows: &[Row]) -> Result<(Vec<u8>, u64), Error> {
    let mut builder = ChunkBuilder::new(plan.shape);
    let columns = plan.shape.columns.len();
    let mut pieces: Vec<Piece<'_>> = Vec::with_capacity(columns);
    for row in rows {
        pieces.clear();
        for index in 0..columns {
            pieces.push(row.try_get(index)?);
        }
        builder.push(pieces.iter().map(Piece::field))?;
        if builder.size() > CHUNK_BYTES {
            break;
        }
    }
    let sent = u64::try_from(builder.rows()).unwrap_or(0);
    Ok((builder.finish()?, sent))
}
