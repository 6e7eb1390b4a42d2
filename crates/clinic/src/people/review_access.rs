//! An administrator reviews who opened a record in an emergency.

use serde::{Deserialize, Serialize};
use store::{Cells, Write, params};
use ts_rs::TS;
use uuid::Uuid;

use crate::people::details::filled;
use crate::people::line::{Lines, PatientLine};
use crate::{Asking, Nothing, Refused, Who};

/// The most that one list shows.
const ACCESSES_MAX: i64 = 200;

/// An emergency access that nobody has reviewed.
#[derive(Serialize, TS)]
pub struct EmergencyAccess {
    id: Uuid,
    version: i64,
    patient: PatientLine,
    user_id: Uuid,
    user_name: String,
    reason: String,
    granted_at: i64,
    expires_at: i64,
}

/// What waits for a review, the oldest first.
#[derive(Serialize, TS)]
pub struct EmergencyAccesses {
    accesses: Vec<EmergencyAccess>,
}

/// What the review found.
#[derive(Deserialize, TS)]
pub struct ReviewAccess {
    id: Uuid,
    version: i64,
    outcome: String,
    notes: Option<String>,
}

/// The emergency accesses that wait for a review.
pub fn waiting(asking: &Asking<'_>, _: Nothing) -> Result<EmergencyAccesses, Refused> {
    #[derive(Deserialize)]
    struct Row {
        id: Uuid,
        version: i64,
        patient_id: Uuid,
        user_id: Uuid,
        user_name: Option<String>,
        reason: String,
        granted_at: i64,
        expires_at: i64,
    }
    let rows: Vec<Row> = asking.reader.rows(
        "SELECT g.id, g.version, g.patient_id, g.user_id, \
         coalesce(u.display_name, u.username) AS user_name, g.reason, g.granted_at, g.expires_at \
         FROM break_glass_grants g LEFT JOIN users u ON u.id = g.user_id \
         WHERE g.organization_id = ?1 AND g.reviewed_at IS NULL AND g.deleted_at IS NULL \
         ORDER BY g.granted_at LIMIT ?2",
        params![asking.who.organization_id, ACCESSES_MAX],
    )?;
    let lines = Lines::of(asking);
    let accesses = rows
        .into_iter()
        .map(|row| {
            Ok(EmergencyAccess {
                id: row.id,
                version: row.version,
                patient: lines.line(row.patient_id)?,
                user_id: row.user_id,
                user_name: row.user_name.unwrap_or_default(),
                reason: row.reason,
                granted_at: row.granted_at,
                expires_at: row.expires_at,
            })
        })
        .collect::<Result<_, Refused>>()?;
    Ok(EmergencyAccesses { accesses })
}

/// Writes the review down and ends the task that asked for it.
pub fn review(write: &mut Write<'_>, who: &Who, request: ReviewAccess) -> Result<Nothing, Refused> {
    let reviewed: Option<Option<i64>> = write.value(
        "SELECT reviewed_at FROM break_glass_grants WHERE id = ?1 AND deleted_at IS NULL",
        params![request.id],
    )?;
    match reviewed {
        None => return Err(Refused::gone("emergency access")),
        Some(Some(_)) => {
            return Err(Refused::because("This emergency access has been reviewed already."));
        }
        Some(None) => {}
    }
    let now = write.now();
    write.update(
        "break_glass_grants",
        request.id,
        Some(request.version),
        Cells::new()
            .set("review_outcome", request.outcome.as_str())
            .set("review_notes", filled(request.notes.as_deref()))
            .set("reviewed_by", who.user_id)
            .set("reviewed_at", now),
    )?;
    let task: Option<Uuid> = write.value(
        "SELECT id FROM tasks WHERE source_row_id = ?1 AND status <> 'done' AND deleted_at IS NULL",
        params![request.id],
    )?;
    if let Some(task) = task {
        let done = Cells::new()
            .set("status", "done")
            .set("completed_by", who.user_id)
            .set("completed_at", now)
            .set("outcome_text", request.outcome);
        write.update("tasks", task, None, done)?;
    }
    Ok(Nothing {})
}
