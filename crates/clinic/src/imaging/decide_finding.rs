//! A radiologist decides whether a proposed finding stands.

use catalog::Role;
use serde::Deserialize;
use store::{Cells, Write, params};
use ts_rs::TS;
use uuid::Uuid;

use crate::people::details::filled;
use crate::{Nothing, Refused, Who};

/// Which finding, whether it stands, and why not.
#[derive(Deserialize, TS)]
pub struct DecideFinding {
    id: Uuid,
    version: i64,
    accept: bool,
    /// Needed where it does not stand.
    reason: Option<String>,
}

/// Accepts or rejects what a model proposed.
pub fn decide_finding(
    write: &mut Write<'_>,
    who: &Who,
    request: DecideFinding,
) -> Result<Nothing, Refused> {
    if !who.is(Role::Radiologist) {
        return Err(Refused::coded("not_allowed", "Only a radiologist decides on a finding."));
    }
    let status: Option<String> = write.value(
        "SELECT status FROM findings WHERE id = ?1 AND deleted_at IS NULL",
        params![request.id],
    )?;
    match status.as_deref() {
        None => return Err(Refused::gone("finding")),
        Some("proposed") => {}
        Some(_) => {
            return Err(Refused::coded("over", "It has been decided on this finding already."));
        }
    }
    let reason = filled(request.reason.as_deref());
    if !request.accept && reason.is_none() {
        return Err(Refused::field("reason", "Say why the finding does not stand."));
    }
    let cells = Cells::new()
        .set("status", if request.accept { "accepted" } else { "rejected" })
        .set("decided_by", who.user_id)
        .set("decided_at", write.now())
        .set("decision_reason", reason);
    write.update("findings", request.id, Some(request.version), cells)?;
    Ok(Nothing {})
}
