//! `POST /v1/verify`, `/v1/verify/parts` and `/v1/verify/rows`: what the centre holds of the device's
//! scope, as a digest for each table, then for parts of a table, then the rows of a part. So a
//! difference is found by sending digests, and only the rows of the parts that differ travel.
//!
//! A digest reads a table whole. One device at a time does that.

use std::sync::Arc;

use axum::body::Bytes;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;
use deadpool_postgres::{Object, Transaction};
use futures_util::TryStreamExt;
use protocol::{
    Digest, PART_ROWS_MAX, POSITION_MOVED, PartDigest, PartRowsRequest, PartsAnswer, PartsRequest,
    Position, TableDigest, VerifyAnswer, from_bytes, row_digest, to_bytes,
};
use tokio_postgres::types::ToSql;
use tokio_postgres::{IsolationLevel, Row, RowStream};
use uuid::Uuid;

use super::bootstrap::{build, held_plan};
use super::{Device, binary};
use crate::Centre;
use crate::error::Error;
use crate::rows::{TablePlan, plans};
use crate::scope::Holder;

/// So many parts at most are answered at once; the last one takes what is left.
const PARTS_MAX: usize = 4_096;

/// Counts and digests every table in one snapshot.
pub(super) async fn verify(
    State(centre): State<Arc<Centre>>,
    device: Device,
) -> Result<Response, Error> {
    device.holder.is_served()?;
    let _turn = centre.comparing.acquire().await;
    let mut client = centre.database.get().await?;
    let (transaction, position) = snapshot(&mut client, &device).await?;
    let mut tables = Vec::new();
    for plan in plans().iter().filter(|plan| device.holder.may_hold(plan.table)) {
        let table = plan.shape.number;
        let (mut rows, mut digest) = (0u64, Digest::default());
        let each = |_: Uuid, row: u128| {
            rows += 1;
            digest.add(row);
        };
        walk(&transaction, &device, plan, (None, None), "", each).await?;
        tables.push(TableDigest { table, rows, digest: digest.0 });
    }
    transaction.commit().await?;
    Ok(binary(to_bytes(&VerifyAnswer { position, tables })?))
}

/// The digests of the parts of a part.
pub(super) async fn parts(
    State(centre): State<Arc<Centre>>,
    device: Device,
    body: Bytes,
) -> Result<Response, Error> {
    let request: PartsRequest = from_bytes(&body)?;
    device.holder.is_served()?;
    let plan = held_plan(&device, request.table)?;
    let rows_each = u64::from(request.rows_each.max(PART_ROWS_MAX));
    let _turn = centre.comparing.acquire().await;
    let mut client = centre.database.get().await?;
    let (transaction, position) = snapshot(&mut client, &device).await?;
    same(position, request.position)?;
    let mut parts: Vec<PartDigest> = Vec::new();
    let mut part = PartDigest { until: None, rows: 0, digest: 0 };
    let mut digest = Digest::default();
    let each = |id: Uuid, row: u128| {
        digest.add(row);
        part = PartDigest { until: Some(id), rows: part.rows + 1, digest: digest.0 };
        if part.rows >= rows_each && parts.len() + 1 < PARTS_MAX {
            parts.push(part);
            digest = Digest::default();
            part = PartDigest { until: None, rows: 0, digest: 0 };
        }
    };
    walk(&transaction, &device, plan, (request.after, request.until), IN_ORDER, each).await?;
    parts.push(PartDigest { until: request.until, ..part });
    transaction.commit().await?;
    Ok(binary(to_bytes(&PartsAnswer { parts })?))
}

/// The rows of a part.
pub(super) async fn rows(
    State(centre): State<Arc<Centre>>,
    device: Device,
    body: Bytes,
) -> Result<Response, Error> {
    let request: PartRowsRequest = from_bytes(&body)?;
    device.holder.is_served()?;
    let plan = held_plan(&device, request.table)?;
    let mut client = centre.database.get().await?;
    let (transaction, position) = snapshot(&mut client, &device).await?;
    same(position, request.position)?;
    let range = (request.after, request.until);
    let rows = query(&transaction, &device, plan, (&plan.columns, IN_ORDER), range).await?;
    let rows: Vec<Row> = rows.try_collect().await?;
    transaction.commit().await?;
    let width = device.holder.width(plan.shape);
    let built = tokio::task::spawn_blocking(move || build(plan, width, &rows)).await;
    let (bytes, sent) = built.map_err(|error| Error::Broken(error.to_string()))??;
    centre.metrics.rows_sent.inc_by(sent);
    Ok(binary(bytes))
}

/// A transaction that sees one state, and the position of that state.
async fn snapshot<'c>(
    client: &'c mut Object,
    device: &Device,
) -> Result<(Transaction<'c>, Position), Error> {
    let transaction = client
        .build_transaction()
        .isolation_level(IsolationLevel::RepeatableRead)
        .read_only(true)
        .start()
        .await?;
    let position = device.holder.head(&transaction, device.id).await?;
    Ok((transaction, position))
}

fn same(stands: Position, asked: Position) -> Result<(), Error> {
    if stands == asked {
        return Ok(());
    }
    Err(Error::refused(
        StatusCode::CONFLICT,
        POSITION_MOVED,
        "The centre has gone on meanwhile. Sync, then compare again.",
    ))
}

/// Hands every row of a range to `each` as its id and its digest.
async fn walk(
    transaction: &Transaction<'_>,
    device: &Device,
    plan: &'static TablePlan,
    range: (Option<Uuid>, Option<Uuid>),
    order: &str,
    mut each: impl FnMut(Uuid, u128),
) -> Result<(), Error> {
    let rows = query(transaction, device, plan, ("id, version", order), range).await?;
    let mut rows = std::pin::pin!(rows);
    while let Some(row) = rows.try_next().await? {
        let (id, version) = (row.get(0), Position(row.get(1)));
        each(id, row_digest(device.organization, plan.shape.number, id, version));
    }
    Ok(())
}

const IN_ORDER: &str = "ORDER BY id";

/// What the device holds of a table with an id above one and up to another.
async fn query(
    transaction: &Transaction<'_>,
    device: &Device,
    plan: &'static TablePlan,
    (columns, order): (&str, &str),
    (after, until): (Option<Uuid>, Option<Uuid>),
) -> Result<RowStream, Error> {
    let (holder, held_tables) = (&device.holder, device.holder.tables());
    let (after, until) = (after.unwrap_or(Uuid::nil()), until.unwrap_or(Uuid::max()));
    let sql = if holder.is_whole() {
        format!(
            "SELECT {columns} FROM {} WHERE organization_id = $1 AND id > $2 AND id <= $3 {order}",
            plan.shape.name
        )
    } else {
        format!("SELECT {columns} FROM {} WHERE id > $5 AND id <= $6 {order}", Holder::rows(plan))
    };
    let statement = transaction.prepare_cached(&sql).await?;
    let whole: [&(dyn ToSql + Sync); 3] = [&device.organization, &after, &until];
    let [organization, site, person, tables] = holder.parameters(&held_tables);
    let part = [organization, site, person, tables, &after, &until];
    let parameters: &[&(dyn ToSql + Sync)] = if holder.is_whole() { &whole } else { &part };
    Ok(transaction.query_raw(&statement, parameters.iter().copied()).await?)
}
