//! Work is given to somebody.

use catalog::{Action, Role};
use serde::Deserialize;
use store::{Cells, Write};
use ts_rs::TS;
use uuid::Uuid;

use crate::imaging::work_entry::entry;
use crate::{Nothing, Refused, Who};

/// Which entry of the queue, and to whom.
#[derive(Deserialize, TS)]
pub struct AssignScan {
    id: Uuid,
    version: i64,
    assigned_to: Uuid,
}

/// Assigns an entry of the queue to somebody who does this work.
pub fn assign(write: &mut Write<'_>, _: &Who, request: AssignScan) -> Result<Nothing, Refused> {
    let entry = entry(write, request.id)?;
    entry.must_wait("assigned")?;
    let roles = store::roles_of(write, request.assigned_to)?;
    let works = |role: &Role| match entry.stage.as_str() {
        "reading" => *role == Role::Radiologist,
        _ => catalog::table("scan_files")
            .is_some_and(|table| table.access.allows(*role, Action::Insert)),
    };
    if !roles.iter().any(works) {
        return Err(Refused::field(
            "assigned_to",
            "This person does not do this work. Choose somebody of imaging; images are read by a \
             radiologist.",
        ));
    }
    let cells = Cells::new().set("assigned_to", request.assigned_to).set("status", "assigned");
    write.update("scan_queue_entries", request.id, Some(request.version), cells)?;
    Ok(Nothing {})
}
