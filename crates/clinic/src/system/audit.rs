//! Who read or changed what, and who tried to sign in.

use serde::{Deserialize, Serialize};
use store::params;
use ts_rs::TS;
use uuid::Uuid;

use crate::{Asking, Refused};

/// The most entries that one answer holds.
const ENTRIES_MAX: i64 = 200;

/// What is looked for. At least a patient, a person or a stretch of time must be named, so that
/// the question can be answered from an index.
#[derive(Deserialize, TS)]
pub struct AuditAsked {
    #[serde(default)]
    patient_id: Option<Uuid>,
    #[serde(default)]
    user_id: Option<Uuid>,
    /// One of `audit_action`.
    #[serde(default)]
    action: Option<String>,
    /// Microseconds; from this moment on.
    #[serde(default)]
    from: Option<i64>,
    /// Microseconds; before this moment. The `occurred_at` of the last entry shown asks for more.
    #[serde(default)]
    until: Option<i64>,
}

/// An entry of the audit trail.
#[derive(Deserialize, Serialize, TS)]
pub struct AuditLine {
    id: Uuid,
    user_id: Option<Uuid>,
    user_name: Option<String>,
    device_id: Option<Uuid>,
    device_name: Option<String>,
    action: String,
    command: Option<String>,
    table_name: Option<String>,
    row_id: Option<Uuid>,
    patient_id: Option<Uuid>,
    reason: Option<String>,
    before: Option<String>,
    after: Option<String>,
    occurred_at: i64,
}

/// Entries of the audit trail that are on this PC, the newest first.
pub fn audit(asking: &Asking<'_>, request: AuditAsked) -> Result<Vec<AuditLine>, Refused> {
    let by = match (&request.patient_id, &request.user_id, &request.from) {
        // The plus keeps the other index out of it: a patient has few entries.
        (Some(_), _, _) => "l.patient_id = ?1 AND +l.organization_id = ?7",
        (None, Some(_), _) => "l.user_id = ?2 AND +l.organization_id = ?7",
        (None, None, Some(_)) => "l.organization_id = ?7",
        (None, None, None) => {
            return Err(Refused::because(
                "Choose a patient, a person or a stretch of time to look through.",
            ));
        }
    };
    Ok(asking.reader.rows(
        &format!(
            "SELECT l.id, l.user_id, coalesce(u.display_name, u.username) AS user_name, \
             l.device_id, d.name AS device_name, l.action, l.command, l.table_name, l.row_id, \
             l.patient_id, l.reason, l.before, l.after, l.occurred_at \
             FROM audit_logs l LEFT JOIN users u ON u.id = l.user_id \
             LEFT JOIN devices d ON d.id = l.device_id \
             WHERE {by} AND (?1 IS NULL OR l.patient_id = ?1) AND (?2 IS NULL OR l.user_id = ?2) \
             AND (?3 IS NULL OR l.action = ?3) AND l.occurred_at >= coalesce(?4, 0) \
             AND l.occurred_at < coalesce(?5, 9223372036854775807) \
             ORDER BY l.occurred_at DESC LIMIT ?6"
        ),
        params![
            request.patient_id,
            request.user_id,
            request.action,
            request.from,
            request.until,
            ENTRIES_MAX,
            asking.who.organization_id
        ],
    )?)
}

/// Which stretch of time.
#[derive(Deserialize, TS)]
pub struct SecurityAsked {
    /// Microseconds; from this moment on.
    from: i64,
    /// Microseconds; before this moment.
    #[serde(default)]
    until: Option<i64>,
}

/// An entry of the security log.
#[derive(Deserialize, Serialize, TS)]
pub struct SecurityLine {
    id: Uuid,
    user_name: Option<String>,
    device_name: Option<String>,
    action: String,
    resource_kind: Option<String>,
    resource_id: Option<Uuid>,
    succeeded: bool,
    failure_reason: Option<String>,
    occurred_at: i64,
}

/// Sign-ins, refusals and emergencies on this PC, the newest first.
pub fn security(asking: &Asking<'_>, request: SecurityAsked) -> Result<Vec<SecurityLine>, Refused> {
    Ok(asking.reader.rows(
        "SELECT l.id, coalesce(u.display_name, u.username) AS user_name, d.name AS device_name, \
         l.action, l.resource_kind, l.resource_id, l.succeeded, l.failure_reason, l.occurred_at \
         FROM security_logs l LEFT JOIN users u ON u.id = l.user_id \
         LEFT JOIN devices d ON d.id = l.device_id \
         WHERE l.organization_id = ?1 AND l.occurred_at >= ?2 \
         AND l.occurred_at < coalesce(?3, 9223372036854775807) \
         ORDER BY l.occurred_at DESC LIMIT ?4",
        params![asking.who.organization_id, request.from, request.until, ENTRIES_MAX],
    )?)
}

/// A signed-in stretch of work.
#[derive(Deserialize, Serialize, TS)]
pub struct SessionLine {
    id: Uuid,
    user_name: Option<String>,
    device_name: Option<String>,
    started_at: i64,
    expires_at: i64,
    ended_at: Option<i64>,
    end_reason: Option<String>,
}

/// Whose sessions.
#[derive(Deserialize, TS)]
pub struct SessionsAsked {
    user_id: Uuid,
}

/// A person's sessions on this PC, the newest first.
pub fn sessions(asking: &Asking<'_>, request: SessionsAsked) -> Result<Vec<SessionLine>, Refused> {
    Ok(asking.reader.rows(
        "SELECT s.id, coalesce(u.display_name, u.username) AS user_name, d.name AS device_name, \
         s.started_at, s.expires_at, s.ended_at, s.end_reason \
         FROM user_sessions s LEFT JOIN users u ON u.id = s.user_id \
         LEFT JOIN devices d ON d.id = s.device_id \
         WHERE s.user_id = ?1 AND s.deleted_at IS NULL ORDER BY s.started_at DESC LIMIT ?2",
        params![request.user_id, ENTRIES_MAX],
    )?)
}

#[cfg(test)]
mod tests {
    use crate::fixture::Clinic;
    use serde_json::json;

    #[test]
    fn an_administrator_sees_who_opened_and_changed_a_record() {
        let clinic = Clinic::found();
        let patient = clinic.patient("Elena", "Marín", "1960-01-05");
        clinic.pass_minutes(1);
        clinic.ask(clinic.doctor, "people.chart", json!({ "patient_id": patient })).unwrap();
        let asked = json!({ "patient_id": patient });
        let found = clinic.ask(clinic.owner, "system.audit", asked.clone()).unwrap();
        assert_eq!(found[0]["action"], "read");
        assert_eq!(found[0]["user_id"], json!(clinic.doctor));
        let writes = json!({ "patient_id": patient, "action": "create" });
        let writes = clinic.ask(clinic.owner, "system.audit", writes).unwrap();
        assert!(writes.as_array().unwrap().iter().any(|line| line["table_name"] == "patients"));
        let everything = clinic.ask(clinic.owner, "system.audit", json!({})).unwrap_err();
        assert!(everything.sentence.contains("Choose a patient"));
        let doctor = clinic.ask(clinic.doctor, "system.audit", asked).unwrap_err();
        assert_eq!(doctor.code, Some("not_allowed"));
    }
}
