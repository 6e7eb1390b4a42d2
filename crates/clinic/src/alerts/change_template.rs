//! The clinic decides which alerts are raised with two keystrokes.

use serde::Deserialize;
use serde_json::json;
use store::{Cells, Reader, Write, params};
use ts_rs::TS;
use uuid::Uuid;

use crate::alerts::change_policy::ThisAlertSetting;
use crate::alerts::routing::{check_department, check_roles};
use crate::organization::add_user::Made;
use crate::people::details::filled;
use crate::{Nothing, Refused, Who};

/// What a template says.
#[derive(Deserialize, TS)]
pub struct AlertTemplateDetails {
    name: String,
    kind: String,
    title: String,
    message: Option<String>,
    urgency: i64,
    department_id: Option<Uuid>,
    roles: Vec<String>,
    escalation_policy_id: Option<Uuid>,
}

/// Which template, and what it says from now on.
#[derive(Deserialize, TS)]
pub struct UpdateAlertTemplate {
    id: Uuid,
    version: i64,
    #[serde(flatten)]
    details: AlertTemplateDetails,
}

impl AlertTemplateDetails {
    fn cells(&self, reader: &Reader<'_>) -> Result<Cells, Refused> {
        check_roles("roles", &self.roles)?;
        check_department(reader, "department_id", self.department_id)?;
        if let Some(policy) = self.escalation_policy_id {
            let in_use: Option<i64> = reader.value(
                "SELECT 1 FROM escalation_policies WHERE id = ?1 AND is_active = 1 \
                 AND deleted_at IS NULL",
                params![policy],
            )?;
            in_use.ok_or_else(|| {
                Refused::field(
                    "escalation_policy_id",
                    "This policy is not in use any more. Choose another one.",
                )
            })?;
        }
        Ok(Cells::new()
            .set("name", self.name.trim())
            .set("kind", self.kind.as_str())
            .set("title", self.title.trim())
            .set("message", filled(self.message.as_deref()))
            .set("urgency", self.urgency)
            .set("department_id", self.department_id)
            .set("roles", json!(self.roles).to_string())
            .set("escalation_policy_id", self.escalation_policy_id))
    }
}

/// Adds a template.
pub fn add_template(
    write: &mut Write<'_>,
    _: &Who,
    request: AlertTemplateDetails,
) -> Result<Made, Refused> {
    let cells = request.cells(write)?;
    Ok(Made { id: write.insert("alert_templates", cells)? })
}

/// Changes a template.
pub fn update_template(
    write: &mut Write<'_>,
    _: &Who,
    request: UpdateAlertTemplate,
) -> Result<Nothing, Refused> {
    let cells = request.details.cells(write)?;
    write.update("alert_templates", request.id, Some(request.version), cells)?;
    Ok(Nothing {})
}

/// Takes a template out of use.
pub fn retire_template(
    write: &mut Write<'_>,
    _: &Who,
    request: ThisAlertSetting,
) -> Result<Nothing, Refused> {
    let cells = Cells::new().set("is_active", false);
    write.update("alert_templates", request.id, Some(request.version), cells)?;
    Ok(Nothing {})
}

#[cfg(test)]
mod tests {
    use crate::fixture::{Clinic, id_of};
    use serde_json::{Value, json};

    fn template(changes: Value) -> Value {
        let mut template = json!({
            "name": "Aggression", "kind": "violence", "title": "Help needed at the desk",
            "message": null, "urgency": 1, "department_id": null, "roles": ["nurse"],
            "escalation_policy_id": null
        });
        for (name, value) in changes.as_object().unwrap() {
            template[name] = value.clone();
        }
        template
    }

    #[test]
    fn a_template_is_added_changed_and_taken_out_of_use_by_those_who_run_the_place() {
        let clinic = Clinic::found();
        let add = template(json!({}));
        let nurse = clinic.ask(clinic.nurse, "alerts.add_template", add.clone()).unwrap_err();
        assert_eq!(nurse.code, Some("not_allowed"));
        let id = id_of(&clinic.ask(clinic.owner, "alerts.add_template", add).unwrap());
        let update = template(json!({ "id": id, "version": 0, "roles": ["doctor"] }));
        clinic.ask(clinic.owner, "alerts.update_template", update).unwrap();
        let raise = json!({ "template_id": id });
        let raised = clinic.ask(clinic.nurse, "alerts.raise", raise.clone()).unwrap();
        let roles = clinic.text("SELECT roles FROM alerts WHERE id = ?1", id_of(&raised)).unwrap();
        assert_eq!(roles, "[\"doctor\"]");
        let retire = json!({ "id": id, "version": 0 });
        clinic.ask(clinic.owner, "alerts.retire_template", retire).unwrap();
        let refused = clinic.ask(clinic.nurse, "alerts.raise", raise).unwrap_err();
        assert_eq!(refused.field, Some("template_id"));
    }

    #[test]
    fn a_template_that_could_call_nobody_is_refused() {
        let clinic = Clinic::found();
        for (changes, field) in [
            (json!({ "title": " " }), "title"),
            (json!({ "urgency": 9 }), "urgency"),
            (json!({ "roles": ["patient"] }), "roles"),
            (json!({ "escalation_policy_id": clinic.site }), "escalation_policy_id"),
        ] {
            let refused =
                clinic.ask(clinic.owner, "alerts.add_template", template(changes)).unwrap_err();
            assert_eq!(refused.field, Some(field));
        }
    }
}
