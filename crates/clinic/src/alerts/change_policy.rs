//! The clinic decides who is called when nobody answers.

use serde::Deserialize;
use serde_json::json;
use store::{Cells, Reader, Write};
use ts_rs::TS;
use uuid::Uuid;

use crate::alerts::escalation::{EscalationStep, check_steps};
use crate::alerts::routing::check_department;
use crate::organization::add_user::Made;
use crate::{Nothing, Refused, Who};

/// What a policy says.
#[derive(Deserialize, TS)]
pub struct PolicyDetails {
    name: String,
    kind: Option<String>,
    urgency_from: Option<i64>,
    department_id: Option<Uuid>,
    steps: Vec<EscalationStep>,
}

/// Which policy, and what it says from now on.
#[derive(Deserialize, TS)]
pub struct UpdateEscalationPolicy {
    id: Uuid,
    version: i64,
    #[serde(flatten)]
    details: PolicyDetails,
}

/// Which policy or template, as the screen showed it.
#[derive(Clone, Copy, Deserialize, TS)]
pub struct ThisAlertSetting {
    /// The row.
    pub id: Uuid,
    /// The row version that the screen showed.
    pub version: i64,
}

impl PolicyDetails {
    fn cells(&self, reader: &Reader<'_>) -> Result<Cells, Refused> {
        check_department(reader, "department_id", self.department_id)?;
        check_steps(reader, &self.steps)?;
        Ok(Cells::new()
            .set("name", self.name.trim())
            .set("kind", self.kind.clone())
            .set("urgency_from", self.urgency_from)
            .set("department_id", self.department_id)
            .set("steps", json!(self.steps).to_string()))
    }
}

/// Adds a policy.
pub fn add_policy(write: &mut Write<'_>, _: &Who, request: PolicyDetails) -> Result<Made, Refused> {
    let cells = request.cells(write)?;
    Ok(Made { id: write.insert("escalation_policies", cells)? })
}

/// Changes a policy, also for alerts that are going on.
pub fn update_policy(
    write: &mut Write<'_>,
    _: &Who,
    request: UpdateEscalationPolicy,
) -> Result<Nothing, Refused> {
    let cells = request.details.cells(write)?;
    write.update("escalation_policies", request.id, Some(request.version), cells)?;
    Ok(Nothing {})
}

/// Takes a policy out of use for alerts to come; those that are going on keep it.
pub fn retire_policy(
    write: &mut Write<'_>,
    _: &Who,
    request: ThisAlertSetting,
) -> Result<Nothing, Refused> {
    let cells = Cells::new().set("is_active", false);
    write.update("escalation_policies", request.id, Some(request.version), cells)?;
    Ok(Nothing {})
}

#[cfg(test)]
mod tests {
    use crate::fixture::{Clinic, id_of};
    use serde_json::{Value, json};

    fn policy(steps: Value) -> Value {
        json!({
            "name": "Night", "kind": null, "urgency_from": 3, "department_id": null,
            "steps": steps
        })
    }

    fn step(after_minutes: i64, role: &str) -> Value {
        json!({ "after_minutes": after_minutes, "roles": [role], "department_id": null })
    }

    #[test]
    fn steps_rise_and_call_somebody_who_exists() {
        let clinic = Clinic::found();
        for steps in [
            json!([]),
            json!([step(0, "nurse")]),
            json!([step(5, "nurse"), step(5, "doctor")]),
            json!([step(10, "nurse"), step(5, "doctor")]),
            json!([step(10_081, "nurse")]),
            json!([step(5, "manager")]),
            json!([{ "after_minutes": 5, "roles": [], "department_id": clinic.site }]),
        ] {
            let refused =
                clinic.ask(clinic.owner, "alerts.add_policy", policy(steps.clone())).unwrap_err();
            assert_eq!(refused.field, Some("steps"), "{steps}");
        }
        let steps = json!([step(5, "nurse"), step(10, "doctor")]);
        let nurse = clinic.ask(clinic.nurse, "alerts.add_policy", policy(steps.clone()));
        assert_eq!(nurse.unwrap_err().code, Some("not_allowed"));
        clinic.ask(clinic.owner, "alerts.add_policy", policy(steps)).unwrap();
    }

    #[test]
    fn a_policy_is_changed_and_taken_out_of_use() {
        let clinic = Clinic::found();
        let add = policy(json!([step(5, "nurse")]));
        let id = id_of(&clinic.ask(clinic.owner, "alerts.add_policy", add).unwrap());
        let mut update = policy(json!([step(7, "doctor")]));
        update["id"] = json!(id);
        update["version"] = json!(0);
        clinic.ask(clinic.owner, "alerts.update_policy", update).unwrap();
        let listed = || {
            let policies = clinic.ask(clinic.nurse, "alerts.policies", json!({})).unwrap();
            policies.as_array().unwrap().iter().find(|one| one["id"] == json!(id)).cloned()
        };
        assert_eq!(listed().unwrap()["steps"][0]["after_minutes"], 7);
        let retire = json!({ "id": id, "version": 0 });
        clinic.ask(clinic.owner, "alerts.retire_policy", retire).unwrap();
        assert!(listed().is_none());
    }
}
