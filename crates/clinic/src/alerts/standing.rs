//! An alert as a verb finds it, and the entry that a verb adds to its timeline.

use serde::Deserialize;
use store::{Cells, Reader, Write, params};
use uuid::Uuid;

use crate::alerts::line::may_see;
use crate::{Refused, Who};

/// An alert as a verb finds it.
#[derive(Debug, Deserialize)]
pub(crate) struct Standing {
    pub status: String,
    pub site_id: Uuid,
}

/// The alert `id`, if the person may see it.
pub(crate) fn standing(reader: &Reader<'_>, who: &Who, id: Uuid) -> Result<Standing, Refused> {
    let found = reader.row(
        "SELECT status, site_id FROM alerts WHERE id = ?1 AND deleted_at IS NULL",
        params![id],
    )?;
    let found = found.ok_or_else(|| Refused::gone("alert"))?;
    if may_see(reader, who, id)? { Ok(found) } else { Err(Refused::not_allowed()) }
}

impl Standing {
    /// Refuses where the alert is over; `what` ends "This alert cannot be …". States only move
    /// forward.
    pub fn must_go_on(&self, what: &str) -> Result<(), Refused> {
        let over = match self.status.as_str() {
            "open" | "acknowledged" => return Ok(()),
            "resolved" => "it has been resolved",
            _ => "it has been called off",
        };
        Err(Refused::coded("over", format!("This alert cannot be {what}: {over}.")))
    }
}

/// Adds an entry of `kind` to the timeline, by this person on this PC now.
pub(crate) fn add_event(
    write: &mut Write<'_>,
    who: &Who,
    alert: Uuid,
    site: Uuid,
    kind: &str,
    cells: Cells,
) -> Result<Uuid, Refused> {
    let now = write.now();
    let device = write.facts().device;
    Ok(write.insert(
        "alert_events",
        cells
            .set("site_id", site)
            .set("alert_id", alert)
            .set("kind", kind)
            .set("occurred_at", now)
            .set("user_id", who.user_id)
            .set("device_id", device),
    )?)
}
