//! What waits for imaging. Each scan has one entry for each stage; its id derives from both, so
//! that two PCs write one.

use store::{Cells, Reader, Write, params};
use uuid::Uuid;

use crate::imaging::standing::Scan;
use crate::{Refused, Who};

/// The entry of a scan at a stage. Of analyses there may be several, and `of` says which.
pub(crate) fn entry_id(scan: Uuid, stage: &str, of: Option<Uuid>) -> Uuid {
    Uuid::new_v5(&scan, format!("{stage}/{}", of.unwrap_or_default()).as_bytes())
}

/// Lets a scan wait at a stage.
pub(crate) fn enqueue(
    write: &mut Write<'_>,
    who: &Who,
    scan: &Scan,
    stage: &str,
    of: Option<Uuid>,
) -> Result<Uuid, Refused> {
    let id = entry_id(scan.id, stage, of);
    if status(write, id)?.is_some() {
        return Ok(id);
    }
    Ok(write.insert(
        "scan_queue_entries",
        Cells::new()
            .set("id", id)
            .set("patient_id", scan.patient_id)
            .set("site_id", scan.site_id.unwrap_or(who.site.id))
            .set("scan_id", scan.id)
            .set("stage", stage)
            .set("status", "waiting")
            .set("priority", scan.priority.as_str())
            .set("queued_at", write.now()),
    )?)
}

fn status(reader: &Reader<'_>, entry: Uuid) -> Result<Option<String>, Refused> {
    Ok(reader.value("SELECT status FROM scan_queue_entries WHERE id = ?1", params![entry])?)
}

/// Says that the person works on an entry, if it is there and not over.
pub(crate) fn begin(write: &mut Write<'_>, who: &Who, entry: Uuid) -> Result<(), Refused> {
    if !goes_on(write, entry)? {
        return Ok(());
    }
    let cells = Cells::new()
        .set("status", "in_progress")
        .set("assigned_to", who.user_id)
        .set("started_at", write.now());
    Ok(write.update("scan_queue_entries", entry, None, cells)?)
}

/// Says that an entry is done, if it is there and not over.
pub(crate) fn done(write: &mut Write<'_>, entry: Uuid) -> Result<(), Refused> {
    end(write, entry, "done")
}

/// Takes an entry out of the queue, if it is there and not over.
pub(crate) fn call_off(write: &mut Write<'_>, entry: Uuid) -> Result<(), Refused> {
    end(write, entry, "cancelled")
}

fn end(write: &mut Write<'_>, entry: Uuid, status: &str) -> Result<(), Refused> {
    if !goes_on(write, entry)? {
        return Ok(());
    }
    let cells = Cells::new().set("status", status).set("completed_at", write.now());
    Ok(write.update("scan_queue_entries", entry, None, cells)?)
}

/// Lets an entry wait again, for anybody.
pub(crate) fn give_back(write: &mut Write<'_>, entry: Uuid) -> Result<(), Refused> {
    if status(write, entry)?.is_none_or(|status| status == "cancelled") {
        return Ok(());
    }
    let cells = Cells::new()
        .set("status", "waiting")
        .set("assigned_to", None::<Uuid>)
        .set("started_at", None::<i64>)
        .set("completed_at", None::<i64>);
    Ok(write.update("scan_queue_entries", entry, None, cells)?)
}

fn goes_on(reader: &Reader<'_>, entry: Uuid) -> Result<bool, Refused> {
    let status = status(reader, entry)?;
    Ok(status
        .is_some_and(|status| matches!(status.as_str(), "waiting" | "assigned" | "in_progress")))
}
