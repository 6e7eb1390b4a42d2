//! Practitioners who are away.

use catalog::Role;
use serde::{Deserialize, Serialize};
use store::{Cells, Reader, Write, params};
use ts_rs::TS;
use uuid::Uuid;

use crate::calendar::HOUR;
use crate::organization::add_user::Made;
use crate::organization::practitioners::{NAME, user_name};
use crate::people::details::filled;
use crate::{Asking, Nothing, Refused, Who};

/// A leave that is longer is entered in parts; it also bounds how far back one is looked for.
const LASTS_MAX: i64 = 366 * 24 * HOUR;
const SHOWN_MAX: u32 = 1_000;

/// Between which moments, and of whom.
#[derive(Deserialize, TS)]
pub struct LeaveAsked {
    practitioner_id: Option<Uuid>,
    from: i64,
    until: i64,
}

/// A stretch in which a practitioner is away, or wants to be.
#[derive(Serialize, TS)]
pub struct LeaveLine {
    id: Uuid,
    version: i64,
    practitioner_id: Uuid,
    practitioner: String,
    site_id: Option<Uuid>,
    /// `None` to those whose matter it is not.
    kind: Option<String>,
    starts_at: i64,
    ends_at: i64,
    /// `None` to those whose matter it is not.
    reason: Option<String>,
    status: String,
    decided_by: Option<String>,
}

#[derive(Deserialize)]
struct Row {
    id: Uuid,
    version: i64,
    practitioner_id: Uuid,
    practitioner: String,
    site_id: Option<Uuid>,
    kind: String,
    starts_at: i64,
    ends_at: i64,
    reason: Option<String>,
    status: String,
    decided_by: Option<Uuid>,
}

/// Leaves between two moments, by time. Why somebody is away is for themselves and for
/// administrators; that they are away is for everybody who plans.
pub fn leave(asking: &Asking<'_>, request: LeaveAsked) -> Result<Vec<LeaveLine>, Refused> {
    let rows: Vec<Row> = asking.reader.rows(
        &format!(
            "SELECT l.id, l.version, l.practitioner_id, {NAME} AS practitioner, l.site_id, \
             l.kind, l.starts_at, l.ends_at, l.reason, l.status, l.decided_by \
             FROM practitioners p JOIN leave l ON l.practitioner_id = p.id \
             WHERE (?1 IS NULL OR p.id = ?1) AND l.starts_at < ?3 \
             AND l.starts_at > ?2 - {LASTS_MAX} AND l.ends_at > ?2 AND l.deleted_at IS NULL \
             ORDER BY l.starts_at, l.id LIMIT {SHOWN_MAX}"
        ),
        params![request.practitioner_id, request.from, request.until],
    )?;
    rows.into_iter()
        .map(|row| {
            let own = concerns(asking.who, row.practitioner_id);
            Ok(LeaveLine {
                decided_by: user_name(&asking.reader, row.decided_by)?,
                kind: Some(row.kind).filter(|_| own),
                reason: row.reason.filter(|_| own),
                id: row.id,
                version: row.version,
                practitioner_id: row.practitioner_id,
                practitioner: row.practitioner,
                site_id: row.site_id,
                starts_at: row.starts_at,
                ends_at: row.ends_at,
                status: row.status,
            })
        })
        .collect()
}

fn concerns(who: &Who, practitioner: Uuid) -> bool {
    who.is(Role::Admin) || who.practitioner_id == Some(practitioner)
}

fn must_concern(who: &Who, practitioner: Uuid) -> Result<(), Refused> {
    if concerns(who, practitioner) {
        return Ok(());
    }
    Err(Refused::coded(
        "not_allowed",
        "This is somebody else's leave. Ask them or your administrator.",
    ))
}

/// Who will be away, when and why.
#[derive(Deserialize, TS)]
pub struct RequestLeave {
    practitioner_id: Uuid,
    /// Only from this site; from every one where nothing is said.
    site_id: Option<Uuid>,
    kind: String,
    starts_at: i64,
    ends_at: i64,
    reason: Option<String>,
}

/// Asks for leave: one's own, or as an administrator anybody's. It closes no slot until it is
/// approved.
pub fn request_leave(
    write: &mut Write<'_>,
    who: &Who,
    request: RequestLeave,
) -> Result<Made, Refused> {
    must_concern(who, request.practitioner_id)?;
    if request.ends_at - request.starts_at > LASTS_MAX {
        return Err(Refused::field("ends_at", "A leave lasts 366 days at most."));
    }
    let overlapping: Option<i64> = write.value(
        "SELECT 1 FROM leave WHERE practitioner_id = ?1 AND starts_at < ?3 AND ends_at > ?2 \
         AND status IN ('requested', 'approved') AND deleted_at IS NULL \
         AND (site_id IS NULL OR ?4 IS NULL OR site_id = ?4)",
        params![request.practitioner_id, request.starts_at, request.ends_at, request.site_id],
    )?;
    if overlapping.is_some() {
        return Err(Refused::field(
            "starts_at",
            "There is another leave in this time. Cancel that one, or choose other days.",
        ));
    }
    let id = write.insert(
        "leave",
        Cells::new()
            .set("site_id", request.site_id)
            .set("practitioner_id", request.practitioner_id)
            .set("kind", request.kind)
            .set("starts_at", request.starts_at)
            .set("ends_at", request.ends_at)
            .set("reason", filled(request.reason.as_deref()))
            .set("status", "requested"),
    )?;
    Ok(Made { id })
}

/// Which leave, as the screen showed it.
#[derive(Clone, Copy, Deserialize, TS)]
pub struct ThisLeave {
    id: Uuid,
    version: i64,
}

#[derive(Deserialize)]
struct Standing {
    practitioner_id: Uuid,
    starts_at: i64,
    ends_at: i64,
    status: String,
}

fn standing(reader: &Reader<'_>, id: Uuid) -> Result<Standing, Refused> {
    let found: Option<Standing> = reader.row(
        "SELECT practitioner_id, starts_at, ends_at, status FROM leave \
         WHERE id = ?1 AND deleted_at IS NULL",
        params![id],
    )?;
    found.ok_or_else(|| Refused::gone("leave"))
}

fn requested(reader: &Reader<'_>, id: Uuid) -> Result<Standing, Refused> {
    let standing = standing(reader, id)?;
    if standing.status == "requested" {
        return Ok(standing);
    }
    Err(Refused::because("This leave has been decided about, or was cancelled."))
}

/// What an approved leave means for the desk.
#[derive(Serialize, TS)]
pub struct LeaveApproved {
    /// How many bookings stand in the time; they stay until somebody moves them.
    affected: u32,
}

/// Approves a leave: the practitioner's slots in it are not offered any more.
pub fn approve_leave(
    write: &mut Write<'_>,
    who: &Who,
    this: ThisLeave,
) -> Result<LeaveApproved, Refused> {
    let leave = requested(write, this.id)?;
    let cells = Cells::new().set("status", "approved").set("decided_by", who.user_id);
    write.update("leave", this.id, Some(this.version), cells)?;
    let affected: Option<i64> = write.value(
        "SELECT count(*) FROM appointments WHERE practitioner_id = ?1 AND starts_at >= ?2 \
         AND starts_at < ?3 AND status IN ('scheduled', 'confirmed') AND deleted_at IS NULL",
        params![leave.practitioner_id, leave.starts_at, leave.ends_at],
    )?;
    Ok(LeaveApproved { affected: u32::try_from(affected.unwrap_or(0)).unwrap_or(u32::MAX) })
}

/// Refuses a leave.
pub fn refuse_leave(write: &mut Write<'_>, who: &Who, this: ThisLeave) -> Result<Nothing, Refused> {
    requested(write, this.id)?;
    let cells = Cells::new().set("status", "refused").set("decided_by", who.user_id);
    write.update("leave", this.id, Some(this.version), cells)?;
    Ok(Nothing {})
}

/// Cancels a leave that has not ended: one's own, or as an administrator anybody's.
pub fn cancel_leave(write: &mut Write<'_>, who: &Who, this: ThisLeave) -> Result<Nothing, Refused> {
    let leave = standing(write, this.id)?;
    must_concern(who, leave.practitioner_id)?;
    if !matches!(leave.status.as_str(), "requested" | "approved") {
        return Err(Refused::because("This leave was refused or cancelled already."));
    }
    if leave.ends_at <= write.now() {
        return Err(Refused::because("This leave is over and cannot be cancelled any more."));
    }
    let cells = Cells::new().set("status", "cancelled");
    write.update("leave", this.id, Some(this.version), cells)?;
    Ok(Nothing {})
}

#[cfg(test)]
mod tests {
    use crate::fixture::{Clinic, id_of, moment};
    use serde_json::{Value, json};

    fn ask_for(clinic: &Clinic, user: uuid::Uuid, from: &str, until: &str) -> Value {
        let request = json!({
            "practitioner_id": clinic.doctor_practitioner, "site_id": null, "kind": "illness",
            "starts_at": moment(from), "ends_at": moment(until), "reason": "back pain"
        });
        clinic
            .ask(user, "organization.request_leave", request)
            .unwrap_or_else(|refused| json!({ "refused": refused }))
    }

    #[test]
    fn a_leave_is_asked_for_by_oneself_and_granted_by_an_administrator() {
        let clinic = Clinic::found();
        let (from, until) = ("2026-03-03T00:00:00Z", "2026-03-06T00:00:00Z");
        let patient = clinic.patient("Elena", "Marín", "1960-01-05");
        clinic.book(patient, "2026-03-04T10:00:00Z").unwrap();
        let others = ask_for(&clinic, clinic.nurse, from, until);
        assert_eq!(others["refused"]["code"], "not_allowed");
        let id = id_of(&ask_for(&clinic, clinic.doctor, from, until));
        let twice = ask_for(&clinic, clinic.owner, "2026-03-05T00:00:00Z", "2026-03-09T00:00:00Z");
        assert_eq!(twice["refused"]["field"], "starts_at");
        let this = json!({ "id": id, "version": 0 });
        let own = clinic.ask(clinic.doctor, "organization.approve_leave", this.clone());
        assert_eq!(own.unwrap_err().code, Some("not_allowed"));
        let approved = clinic.ask(clinic.owner, "organization.approve_leave", this.clone());
        assert_eq!(approved.unwrap(), json!({ "affected": 1 }));
        assert!(clinic.ask(clinic.owner, "organization.refuse_leave", this.clone()).is_err());
        let asked =
            json!({ "practitioner_id": null, "from": moment(from), "until": moment(until) });
        let reason = |user| {
            clinic.ask(user, "organization.leave", asked.clone()).unwrap()[0]["reason"].clone()
        };
        assert_eq!(reason(clinic.doctor), "back pain");
        assert_eq!(reason(clinic.receptionist), json!(null), "that is nobody else's matter");
        clinic.ask(clinic.doctor, "organization.cancel_leave", this.clone()).unwrap();
        assert!(clinic.ask(clinic.doctor, "organization.cancel_leave", this).is_err());
    }

    #[test]
    fn a_leave_that_is_over_is_not_cancelled() {
        let clinic = Clinic::found();
        let id =
            id_of(&ask_for(&clinic, clinic.doctor, "2026-03-03T00:00:00Z", "2026-03-04T00:00:00Z"));
        clinic.set_clock("2026-03-05T08:00:00Z");
        let this = json!({ "id": id, "version": 0 });
        let refused = clinic.ask(clinic.doctor, "organization.cancel_leave", this).unwrap_err();
        assert!(refused.sentence.contains("is over"));
    }
}
