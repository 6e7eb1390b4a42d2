//! Who is on duty at a moment. Alerts are routed by it.

use catalog::Role;
use serde::{Deserialize, Serialize};
use store::{Reader, params};
use ts_rs::TS;
use uuid::Uuid;

use crate::organization::shifts::LASTS_MAX;
use crate::{Asking, Refused};

/// For which department and roles, and when.
#[derive(Deserialize, TS)]
pub struct OnDutyAsked {
    /// Anybody at the site where nothing is said.
    department_id: Option<Uuid>,
    /// Holders of one of these roles; of any where the list is empty.
    roles: Vec<String>,
    /// Now where nothing is said.
    at: Option<i64>,
}

/// Somebody who is on duty.
#[derive(Clone, Debug, Serialize, TS)]
pub struct OnDuty {
    /// Who signs in.
    pub user_id: Uuid,
    /// As people call them.
    pub name: String,
    /// What the person is at the clinic.
    pub roles: Vec<String>,
    /// The department that the shift is for; the whole site where there is none.
    pub department_id: Option<Uuid>,
    /// One of `shift_kind`; somebody on call may not be in the house.
    pub kind: String,
    /// Until when.
    pub until: i64,
}

/// Who is on duty at this site.
pub fn on_duty_at(asking: &Asking<'_>, request: OnDutyAsked) -> Result<Vec<OnDuty>, Refused> {
    if request.roles.iter().any(|code| Role::from_code(code).is_none()) {
        return Err(Refused::field("roles", "One of the roles is not known to Holdfast."));
    }
    let roles: Vec<&str> = request.roles.iter().map(String::as_str).collect();
    let at = request.at.unwrap_or(asking.now);
    on_duty(&asking.reader, asking.who.site.id, request.department_id, &roles, at)
}

#[derive(Deserialize)]
struct Row {
    user_id: Uuid,
    name: String,
    roles: String,
    department_id: Option<Uuid>,
    kind: String,
    until: i64,
}

/// Who has a shift at `site` at the moment `at`, those in the house before those on call. A shift
/// without a department counts for each; whoever is on an approved leave is not there.
pub(crate) fn on_duty(
    reader: &Reader<'_>,
    site: Uuid,
    department: Option<Uuid>,
    roles: &[&str],
    at: i64,
) -> Result<Vec<OnDuty>, Refused> {
    let rows: Vec<Row> = reader.rows(
        &format!(
            "SELECT s.user_id, coalesce(u.display_name, u.username) AS name, u.roles, \
             s.department_id, s.kind, s.ends_at AS until \
             FROM shifts s JOIN users u ON u.id = s.user_id \
             WHERE s.site_id = ?1 AND s.starts_at <= ?2 AND s.starts_at > ?2 - {LASTS_MAX} \
             AND s.ends_at > ?2 AND s.status <> 'cancelled' AND s.deleted_at IS NULL \
             AND (?3 IS NULL OR s.department_id IS NULL OR s.department_id = ?3) \
             AND u.is_active = 1 AND u.deleted_at IS NULL \
             AND NOT EXISTS (SELECT 1 FROM practitioners p JOIN leave l \
              ON l.practitioner_id = p.id WHERE p.user_id = u.id AND l.status = 'approved' \
              AND l.starts_at <= ?2 AND l.ends_at > ?2 AND l.deleted_at IS NULL \
              AND (l.site_id IS NULL OR l.site_id = ?1)) \
             ORDER BY s.kind = 'on_call', s.starts_at, s.id"
        ),
        params![site, at, department],
    )?;
    let mut present: Vec<OnDuty> = Vec::new();
    for row in rows {
        let held: Vec<String> = serde_json::from_str(&row.roles).map_err(store::Error::from)?;
        let wanted = roles.is_empty() || held.iter().any(|role| roles.contains(&role.as_str()));
        if wanted && !present.iter().any(|known| known.user_id == row.user_id) {
            present.push(OnDuty {
                user_id: row.user_id,
                name: row.name,
                roles: held,
                department_id: row.department_id,
                kind: row.kind,
                until: row.until,
            });
        }
    }
    Ok(present)
}

#[cfg(test)]
mod tests {
    use crate::fixture::{Clinic, id_of, moment};
    use serde_json::{Value, json};
    use uuid::Uuid;

    fn shift(clinic: &Clinic, user: Uuid, department: Option<Uuid>, kind: &str) -> Value {
        let request = json!({
            "user_id": user, "department_id": department, "kind": kind, "notes": null,
            "starts_at": moment("2026-03-02T07:00:00Z"), "ends_at": moment("2026-03-02T19:00:00Z")
        });
        clinic
            .ask(clinic.owner, "organization.add_shift", request)
            .unwrap_or_else(|refused| json!({ "refused": refused }))
    }

    fn present(clinic: &Clinic, department: Option<Uuid>, roles: &[&str], at: &str) -> Vec<Value> {
        let request = json!({ "department_id": department, "roles": roles, "at": moment(at) });
        let told = clinic.ask(clinic.nurse, "organization.on_duty", request).unwrap();
        told.as_array().unwrap().iter().map(|person| person["user_id"].clone()).collect()
    }

    #[test]
    fn those_on_shift_for_the_department_or_the_whole_site_are_on_duty() {
        let clinic = Clinic::found();
        let department = |name: &str| {
            let form = json!({
                "site_id": clinic.site, "name": name, "code": null, "description": null,
                "phone": null
            });
            id_of(&clinic.ask(clinic.owner, "organization.add_department", form).unwrap())
        };
        let (ward, laboratory) = (department("Ward 1"), department("Laboratory"));
        let second = clinic.employ("Iker", "Sanz", "doctor");
        shift(&clinic, clinic.doctor, None, "on_call");
        shift(&clinic, second, Some(laboratory), "regular");
        let nurses = id_of(&shift(&clinic, clinic.nurse, Some(ward), "regular"));
        let noon = "2026-03-02T12:00:00Z";
        let on_ward = [json!(clinic.nurse), json!(clinic.doctor)];
        assert_eq!(present(&clinic, Some(ward), &[], noon), on_ward, "who is in the house first");
        assert_eq!(present(&clinic, Some(ward), &["doctor"], noon), [json!(clinic.doctor)]);
        assert_eq!(present(&clinic, None, &[], noon).len(), 3);
        assert!(present(&clinic, None, &[], "2026-03-02T19:00:00Z").is_empty());
        let this = json!({ "id": nurses, "version": 0 });
        clinic.ask(clinic.owner, "organization.cancel_shift", this.clone()).unwrap();
        assert_eq!(present(&clinic, Some(ward), &[], noon), [json!(clinic.doctor)]);
        assert!(clinic.ask(clinic.owner, "organization.cancel_shift", this).is_err());
    }

    #[test]
    fn nobody_has_two_shifts_at_once_and_who_is_on_leave_is_not_there() {
        let clinic = Clinic::found();
        shift(&clinic, clinic.doctor, None, "regular");
        let twice = shift(&clinic, clinic.doctor, None, "overtime");
        assert_eq!(twice["refused"]["field"], "starts_at");
        let leave = json!({
            "practitioner_id": clinic.doctor_practitioner, "site_id": null, "kind": "illness",
            "starts_at": moment("2026-03-02T11:00:00Z"), "ends_at": moment("2026-03-03T00:00:00Z"),
            "reason": null
        });
        let id = id_of(&clinic.ask(clinic.doctor, "organization.request_leave", leave).unwrap());
        let noon = "2026-03-02T12:00:00Z";
        assert_eq!(present(&clinic, None, &[], noon).len(), 1);
        let this = json!({ "id": id, "version": 0 });
        clinic.ask(clinic.owner, "organization.approve_leave", this).unwrap();
        assert!(present(&clinic, None, &[], noon).is_empty());
        assert_eq!(present(&clinic, None, &[], "2026-03-02T10:00:00Z").len(), 1);
    }
}
