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
use protocol::{BootstrapPlan, ChunkBuilder, ChunkRequest, PlannedTable, from_bytes, to_bytes};
use tokio_postgres::Row;
use uuid::Uuid;

use super::{Device, binary};
use crate::Centre;
use crate::cells::Piece;
use crate::error::Error;
use crate::rows::{TablePlan, plan, plans};
use crate::scope::Holder;

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
    device.holder.is_served()?;
    let holder = &device.holder;
    let client = centre.database.get().await?;
    let pin = holder.head(&client, device.id).await?;
    let (mut tables, held_tables) = (Vec::new(), holder.tables());
    for plan in plans().iter().filter(|plan| holder.may_hold(plan.table)) {
        let name = plan.shape.name;
        let estimate: f32 = client
            .query_one("SELECT reltuples FROM pg_class WHERE oid = to_regclass($1::TEXT)", &[&name])
            .await?
            .get(0);
        let rows = if estimate > COUNTED_ROWS_MAX {
            // A float that large has no fraction to lose.
            format!("{estimate:.0}").parse().unwrap_or(0)
        } else {
            let count = if holder.is_whole() {
                let sql = format!("SELECT count(*) FROM {name} WHERE organization_id = $1");
                let statement = client.prepare_cached(&sql).await?;
                client.query_one(&statement, &[&device.organization]).await?
            } else {
                let sql = format!("SELECT count(*) FROM {}", Holder::rows(plan));
                let statement = client.prepare_cached(&sql).await?;
                client.query_one(&statement, &holder.parameters(&held_tables)).await?
            };
            u64::try_from(count.get::<_, i64>(0)).unwrap_or(0)
        };
        // What comes into an empty table after the pin is brought by the pull.
        if rows > 0 {
            tables.push(PlannedTable { table: plan.shape.number, rows });
        }
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
    device.holder.is_served()?;
    let holder = &device.holder;
    holder.check_since(request.pin)?;
    let wanted = held_plan(&device, request.table)?;
    let client = centre.database.get().await?;
    let after = request.after.unwrap_or(Uuid::nil());
    let rows = if holder.is_whole() {
        let sql = format!(
            "SELECT {} FROM {} WHERE organization_id = $1 AND id > $2 \
             ORDER BY id LIMIT {CHUNK_ROWS}",
            wanted.columns, wanted.shape.name
        );
        let statement = client.prepare_cached(&sql).await?;
        client.query(&statement, &[&device.organization, &after]).await?
    } else {
        let sql = format!(
            "SELECT {} FROM {} WHERE id > $5 ORDER BY id LIMIT {CHUNK_ROWS}",
            wanted.columns,
            Holder::rows(wanted)
        );
        let statement = client.prepare_cached(&sql).await?;
        let held_tables = holder.tables();
        let [organization, site, person, tables] = holder.parameters(&held_tables);
        client.query(&statement, &[organization, site, person, tables, &after]).await?
    };
    drop(client);
    let width = holder.width(wanted.shape);
    let (bytes, sent) = tokio::task::spawn_blocking(move || build(wanted, width, &rows))
        .await
        .map_err(|error| Error::Broken(error.to_string()))??;
    centre.metrics.rows_sent.inc_by(sent);
    Ok(binary(bytes))
}

/// The table of this number, if the device may hold anything of it.
pub(super) fn held_plan(device: &Device, table: u16) -> Result<&'static TablePlan, Error> {
    plan(table).filter(|plan| device.holder.may_hold(plan.table)).ok_or_else(|| {
        Error::refused(StatusCode::FORBIDDEN, "out_of_scope", "This PC does not hold that table.")
    })
}

/// A chunk of the rows' first `width` columns, or of the first rows where they are too many for a
/// message, and how many are in it.
pub(super) fn build(
    plan: &'static TablePlan,
    width: usize,
    rows: &[Row],
) -> Result<(Vec<u8>, u64), Error> {
    let mut builder = ChunkBuilder::new(plan.shape, width);
    let mut pieces: Vec<Piece<'_>> = Vec::with_capacity(width);
    for row in rows {
        pieces.clear();
        for index in 0..width {
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
