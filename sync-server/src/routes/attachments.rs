//! `POST /v1/attachments/state`, `/put` and `/get`: the files of records, a part at a time.
//!
//! Every request names the row and not the file: whoever may not hold the row gets nothing, and a
//! file is taken only once the row that names it is here.

use std::sync::Arc;

use axum::body::Bytes;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;
use protocol::{
    FILE_BYTES_MAX, FILE_PART_BYTES_MAX, FileAsked, FilePart, FilePiece, FileWanted, from_bytes,
    sealed_bytes, to_bytes,
};
use uuid::Uuid;

use super::{Bringing, Device, binary};
use crate::error::Error;
use crate::files::{Content, Files};
use crate::rows::plan_named;
use crate::scope::Holder;
use crate::{Centre, leaving};

/// How much of the file is here.
pub(super) async fn state(
    State(centre): State<Arc<Centre>>,
    device: Bringing,
    body: Bytes,
) -> Result<Response, Error> {
    let asked: FileAsked = from_bytes(&body)?;
    let content = brought(&centre, &device, asked.attachment).await?;
    let state = beside(&centre, move |files| files.state(&content)).await?;
    Ok(binary(to_bytes(&state)?))
}

/// Takes the next bytes of the file.
pub(super) async fn put(
    State(centre): State<Arc<Centre>>,
    device: Bringing,
    body: Bytes,
) -> Result<Response, Error> {
    let part: FilePart = from_bytes(&body)?;
    if part.bytes.len() > FILE_PART_BYTES_MAX {
        return Err(Error::malformed("A part of a file is larger than it may be."));
    }
    let content = brought(&centre, &device, part.attachment).await?;
    if device.is_leaving {
        leaving::allow_bytes(&centre.database, device.id, part.bytes.len()).await?;
    }
    let append = move |files: &Files| files.append(device.id, &content, part.offset, &part.bytes);
    let state = beside(&centre, append).await?;
    Ok(binary(to_bytes(&state)?))
}

/// Gives bytes of the file.
pub(super) async fn get(
    State(centre): State<Arc<Centre>>,
    device: Device,
    body: Bytes,
) -> Result<Response, Error> {
    let wanted: FileWanted = from_bytes(&body)?;
    let content = had(&centre, &device, wanted.attachment).await?;
    let max = usize::try_from(wanted.bytes_max).unwrap_or(usize::MAX).min(FILE_PART_BYTES_MAX);
    let read = beside(&centre, move |files| files.read(&content, wanted.offset, max)).await?;
    let Some((size, bytes)) = read else {
        return Err(Error::refused(
            StatusCode::NOT_FOUND,
            "file_not_here",
            "This file is still on the PC where it was added. It arrives once that PC has been in contact with the centre.",
        ));
    };
    Ok(binary(to_bytes(&FilePiece { size, bytes })?))
}

/// What the row says of a file that a device brings. Also a front desk that scans in a letter, whose
/// PC holds no letters, must get it out of its hands, and what comes is taken only with the sum that
/// the row names. Of a revoked device, that row may be in what it has handed over.
async fn brought(centre: &Centre, device: &Bringing, row: Uuid) -> Result<Content, Error> {
    let client = centre.database.get().await?;
    let statement = client.prepare_cached(NAMED).await?;
    let named = client.query_opt(&statement, &[&device.organization, &row]).await?;
    let mut named = named.map(|row| (row.get(0), row.get(1)));
    drop(client);
    if device.is_leaving && named.is_none() {
        named = leaving::file_of(&centre.database, device.id, row).await?;
    }
    content(device.organization, named)
}

const NAMED: &str = "SELECT sealed_sha256, size_bytes FROM attachments \
                     WHERE organization_id = $1 AND id = $2 AND deleted_at IS NULL";

/// What the row says of a file that a device wants to have; it must hold the row.
async fn had(centre: &Centre, device: &Device, row: Uuid) -> Result<Content, Error> {
    let holder = &device.holder;
    let client = centre.database.get().await?;
    let named = if holder.is_whole() {
        let statement = client.prepare_cached(NAMED).await?;
        client.query_opt(&statement, &[&holder.organization, &row]).await?
    } else {
        let plan = plan_named("attachments").filter(|plan| holder.may_hold(plan.table));
        match plan {
            Some(plan) => {
                let sql = format!(
                    "SELECT attachments.sealed_sha256, attachments.size_bytes FROM {} \
                     WHERE attachments.id = $5 AND attachments.deleted_at IS NULL",
                    Holder::rows(plan)
                );
                let statement = client.prepare_cached(&sql).await?;
                let tables = holder.tables();
                let [organization, site, person, names] = holder.parameters(&tables);
                client.query_opt(&statement, &[organization, site, person, names, &row]).await?
            }
            None => None,
        }
    };
    content(holder.organization, named.map(|row| (row.get(0), row.get(1))))
}

/// `named` is the sum of the sealed file, and its length before it was sealed.
fn content(organization: Uuid, named: Option<(String, i64)>) -> Result<Content, Error> {
    let named = named.and_then(|(sum, plain)| Some((sum, u64::try_from(plain).ok()?)));
    let is_sum = |sum: &str| {
        sum.len() == 64 && sum.bytes().all(|byte| matches!(byte, b'0'..=b'9' | b'a'..=b'f'))
    };
    let Some((sum, plain)) = named.filter(|(sum, _)| is_sum(sum)) else {
        return Err(Error::refused(
            StatusCode::NOT_FOUND,
            "file_unknown",
            "The centre has no entry for this file that this PC may hold.",
        ));
    };
    if plain > FILE_BYTES_MAX {
        return Err(Error::refused(
            StatusCode::PAYLOAD_TOO_LARGE,
            "file_too_large",
            "This file is larger than 2 GiB, which is the most that the centre keeps. It stays on the PC where it was added.",
        ));
    }
    Ok(Content { organization, sum, size: sealed_bytes(plain) })
}

/// Runs work on files where it holds up no other request.
async fn beside<T: Send + 'static>(
    centre: &Centre,
    work: impl FnOnce(&Files) -> Result<T, Error> + Send + 'static,
) -> Result<T, Error> {
    let files = centre.files.clone();
    tokio::task::spawn_blocking(move || work(&files))
        .await
        .map_err(|error| Error::Broken(error.to_string()))?
}
