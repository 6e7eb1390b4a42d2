//! Notes have been read.

use serde::{Deserialize, Serialize};
use store::{Cells, Write, params};
use ts_rs::TS;
use uuid::Uuid;

use crate::messages::notifications::{NotificationLine, UNREAD};
use crate::{Nothing, Refused, Who};

/// What is marked in one go.
const MARKED_MAX: u32 = 500;

/// Which notes.
#[derive(Deserialize, TS)]
pub struct MarkRead {
    ids: Vec<Uuid>,
}

/// How many were marked, and whether there are more.
#[derive(Serialize, TS)]
pub struct MarkedRead {
    marked: usize,
    /// How many are left; ask again.
    left: usize,
}

/// Marks notes to the person as read. When they were first read stays.
pub fn mark_read(write: &mut Write<'_>, who: &Who, request: MarkRead) -> Result<Nothing, Refused> {
    if request.ids.len() > MARKED_MAX as usize {
        return Err(Refused::field(
            "ids",
            format!("At most {MARKED_MAX} notes can be marked at once."),
        ));
    }
    for id in request.ids {
        let read_at: Option<Option<i64>> = write.value(
            "SELECT read_at FROM notifications WHERE id = ?1 AND user_id = ?2 \
             AND deleted_at IS NULL",
            params![id, who.user_id],
        )?;
        match read_at {
            None => return Err(Refused::field("ids", "Only your own notes can be marked.")),
            Some(Some(_)) => {}
            Some(None) => mark(write, id)?,
        }
    }
    Ok(Nothing {})
}

/// Marks all notes to the person that are due.
pub fn mark_all_read(write: &mut Write<'_>, who: &Who, _: Nothing) -> Result<MarkedRead, Refused> {
    let now = write.now();
    // As many again say how many are left, up to as many.
    let limit = MARKED_MAX * 2;
    let waiting: Vec<NotificationLine> =
        write.rows(UNREAD, params![who.user_id, now, i64::MAX, Uuid::max(), limit])?;
    let marked = waiting.len().min(MARKED_MAX as usize);
    for item in waiting.iter().take(marked) {
        mark(write, item.id)?;
    }
    Ok(MarkedRead { marked, left: waiting.len() - marked })
}

fn mark(write: &mut Write<'_>, id: Uuid) -> Result<(), Refused> {
    let cells = Cells::new().set("read_at", write.now());
    Ok(write.update("notifications", id, None, cells)?)
}
