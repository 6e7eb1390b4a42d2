//! Who read or changed what, and who tried to sign in.

use serde::{Deserialize, Serialize};
use store::params;
use ts_rs::TS;
use uuid::Uuid;

use crate::people::merged;
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
    /// From where the PC reached the centre; nothing of what has not been there.
    ip_address: Option<String>,
    /// Which program it was.
    user_agent: Option<String>,
    occurred_at: i64,
}

/// The entries of the audit trail, by which index they are found. The plus keeps the others out of
/// it: a patient has few entries. Whoever read one record of a person has read about that person.
pub(crate) fn audit_by() -> [String; 3] {
    [
        merged::is_one("l.patient_id") + " AND +l.organization_id = ?7",
        "?1 IS NULL AND l.user_id = ?2 AND +l.organization_id = ?7".to_owned(),
        "?1 IS NULL AND l.organization_id = ?7".to_owned(),
    ]
}

pub(crate) fn audit_query(by: &str) -> String {
    format!(
        "SELECT l.id, l.user_id, coalesce(u.display_name, u.username) AS user_name, \
         l.device_id, d.name AS device_name, l.action, l.command, l.table_name, l.row_id, \
         l.patient_id, l.reason, l.before, l.after, l.ip_address, l.user_agent, l.occurred_at \
         FROM audit_logs l LEFT JOIN users u ON u.id = l.user_id \
         LEFT JOIN devices d ON d.id = l.device_id \
         WHERE {by} AND (?2 IS NULL OR l.user_id = ?2) \
         AND (?3 IS NULL OR l.action = ?3) AND l.occurred_at >= coalesce(?4, 0) \
         AND l.occurred_at < coalesce(?5, 9223372036854775807) \
         ORDER BY l.occurred_at DESC LIMIT ?6"
    )
}

/// Entries of the audit trail that are on this PC, the newest first.
pub fn audit(asking: &Asking<'_>, request: AuditAsked) -> Result<Vec<AuditLine>, Refused> {
    let [by_patient, by_user, by_time] = audit_by();
    let by = match (&request.patient_id, &request.user_id, &request.from) {
        (Some(_), _, _) => by_patient,
        (None, Some(_), _) => by_user,
        (None, None, Some(_)) => by_time,
        (None, None, None) => {
            return Err(Refused::because(
                "Choose a patient, a person or a stretch of time to look through.",
            ));
        }
    };
    Ok(asking.reader.rows(
        &audit_query(&by),
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

/// Where a page of the security log ended.
#[derive(Clone, Copy, Debug, Serialize, Deserialize, TS)]
pub struct SecurityCursor {
    occurred_at: i64,
    id: Uuid,
}

/// Which entries, and which page of them; everything and the first where nothing is said.
#[derive(Deserialize, TS)]
#[ts(optional_fields = nullable)]
pub struct SecurityAsked {
    /// One of `security_action`.
    action: Option<String>,
    /// Who did it, or tried to.
    user_id: Option<Uuid>,
    /// On which PC.
    device_id: Option<Uuid>,
    /// Microseconds; from this moment on.
    from: Option<i64>,
    /// Microseconds; before this moment.
    until: Option<i64>,
    after: Option<SecurityCursor>,
    limit: Option<i64>,
}

/// An entry of the security log.
#[derive(Deserialize, Serialize, TS)]
pub struct SecurityLine {
    id: Uuid,
    user_id: Option<Uuid>,
    user_name: Option<String>,
    device_id: Option<Uuid>,
    device_name: Option<String>,
    action: String,
    resource_kind: Option<String>,
    resource_id: Option<Uuid>,
    /// From where the PC reached the centre; nothing of what has not been there.
    ip_address: Option<String>,
    /// Which program wrote the entry, and on what.
    user_agent: Option<String>,
    succeeded: bool,
    failure_reason: Option<String>,
    details: Option<String>,
    occurred_at: i64,
}

/// A page of the security log.
#[derive(Serialize, TS)]
pub struct SecurityPage {
    items: Vec<SecurityLine>,
    /// Where the next page begins; nothing where there is none.
    next: Option<SecurityCursor>,
}

/// By which index entries are found. The plus keeps the others out of it.
pub(crate) const SECURITY_BY: [&str; 4] = [
    "l.organization_id = ?1",
    "l.user_id = ?2 AND +l.organization_id = ?1",
    "l.device_id = ?3 AND +l.organization_id = ?1",
    "l.action = ?4 AND +l.organization_id = ?1",
];

/// Entries from `?5` on and before `?6`, before (`?7`, `?8`) in the order shown, at most `?9`.
pub(crate) fn security_query(by: &str) -> String {
    format!(
        "SELECT l.id, l.user_id, coalesce(u.display_name, u.username) AS user_name, l.device_id, \
         d.name AS device_name, l.action, l.resource_kind, l.resource_id, l.ip_address, \
         l.user_agent, l.succeeded, l.failure_reason, l.details, l.occurred_at \
         FROM security_logs l LEFT JOIN users u ON u.id = l.user_id \
         LEFT JOIN devices d ON d.id = l.device_id \
         WHERE {by} AND (?2 IS NULL OR l.user_id = ?2) AND (?3 IS NULL OR l.device_id = ?3) \
         AND (?4 IS NULL OR l.action = ?4) AND l.occurred_at >= ?5 AND l.occurred_at < ?6 \
         AND (l.occurred_at, l.id) < (?7, ?8) \
         ORDER BY l.occurred_at DESC, l.id DESC LIMIT ?9"
    )
}

/// What happened around the doors of the record on this PC, the newest first: sign-ins, refusals,
/// emergencies, exports.
pub fn security(asking: &Asking<'_>, request: SecurityAsked) -> Result<SecurityPage, Refused> {
    let [by_time, by_user, by_device, by_action] = SECURITY_BY;
    let by = match (&request.user_id, &request.device_id, &request.action) {
        (Some(_), _, _) => by_user,
        (None, Some(_), _) => by_device,
        (None, None, Some(_)) => by_action,
        (None, None, None) => by_time,
    };
    let limit = request.limit.unwrap_or(ENTRIES_MAX).clamp(1, ENTRIES_MAX);
    let (until, after) =
        request.after.map_or((i64::MAX, Uuid::max()), |after| (after.occurred_at, after.id));
    let items: Vec<SecurityLine> = asking.reader.rows(
        &security_query(by),
        params![
            asking.who.organization_id,
            request.user_id,
            request.device_id,
            request.action,
            request.from.unwrap_or(0),
            request.until.unwrap_or(i64::MAX),
            until,
            after,
            limit
        ],
    )?;
    let full = i64::try_from(items.len()).is_ok_and(|shown| shown >= limit);
    let next = items
        .last()
        .filter(|_| full)
        .map(|last| SecurityCursor { occurred_at: last.occurred_at, id: last.id });
    Ok(SecurityPage { items, next })
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
    use std::collections::BTreeSet;

    use crate::fixture::Clinic;
    use serde_json::{Value, json};
    use store::Security;

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

    #[test]
    fn the_security_log_is_leafed_through_by_kind_person_pc_and_time() {
        let clinic = Clinic::found();
        let began = clinic.now();
        for _ in 0..3 {
            // Three in one moment, so that a page can end between entries of the same time.
            for (user, action) in [
                (clinic.nurse, "unlocked"),
                (clinic.doctor, "unlocked"),
                (clinic.nurse, "sign_out"),
            ] {
                let noted = clinic.store.write::<_, store::Error>(user, "test", |write| {
                    write.note_security(Security::of(action))
                });
                noted.unwrap();
            }
            clinic.pass_minutes(1);
        }
        let ask = |mut asked: Value| {
            asked["limit"] = json!(2);
            let mut lines = Vec::new();
            loop {
                let page = clinic.ask(clinic.owner, "system.security", asked.clone()).unwrap();
                let items = page["items"].as_array().unwrap();
                assert!(items.len() <= 2);
                lines.extend(items.clone());
                if page["next"].is_null() {
                    return lines;
                }
                asked["after"] = page["next"].clone();
            }
        };
        let of_nurse = json!({ "from": began, "user_id": clinic.nurse });
        assert_eq!(ask(of_nurse.clone()).len(), 6);
        assert_eq!(ask(json!({ "from": began, "action": "unlocked" })).len(), 6);
        let both = json!({ "from": began, "user_id": clinic.nurse, "action": "unlocked" });
        let both = ask(both);
        let all = |field: &str, value: Value| both.iter().all(|line| line[field] == value);
        assert!(all("action", json!("unlocked")) && all("user_id", json!(clinic.nurse)));
        assert_eq!(both.len(), 3);
        assert!(both[0]["user_agent"].as_str().unwrap().starts_with("Holdfast"));
        let until = json!({ "from": began, "until": began + crate::calendar::MINUTE });
        assert_eq!(ask(until).len(), 3);
        let device = clinic.store.facts().unwrap().device;
        assert_eq!(ask(json!({ "from": began, "device_id": device })).len(), 9);
        assert_eq!(ask(json!({ "device_id": clinic.nurse })).len(), 0, "no such PC");
        let everything = ask(json!({ "from": began }));
        let ids: BTreeSet<&str> =
            everything.iter().map(|line| line["id"].as_str().unwrap()).collect();
        assert_eq!((everything.len(), ids.len()), (9, 9), "none twice, none left out");
        let times: Vec<i64> =
            everything.iter().map(|line| line["occurred_at"].as_i64().unwrap()).collect();
        assert!(times.is_sorted_by(|one, next| one >= next), "the newest first");
    }
}
