//! What a new clinic can raise from its first minute on. It changes these as it likes.

use serde_json::json;
use store::{Cells, Write};
use uuid::Uuid;

use crate::Refused;

/// A template that is there from the beginning.
struct Default {
    kind: &'static str,
    name: &'static str,
    title: &'static str,
    urgency: i64,
    /// None means everybody at the site.
    roles: &'static [&'static str],
}

const CLINICIANS: &[&str] = &["doctor", "nurse"];

const TEMPLATES: &[Default] = &[
    default("cardiac_arrest", "Cardiac arrest", "Cardiac arrest: come at once", 1, CLINICIANS),
    default("trauma", "Trauma", "Severe injury", 1, CLINICIANS),
    default("stroke", "Stroke", "Suspected stroke", 1, CLINICIANS),
    default("sepsis", "Sepsis", "Suspected sepsis", 1, CLINICIANS),
    default("obstetric", "Obstetric emergency", "Obstetric emergency", 1, CLINICIANS),
    default("violence", "Violence", "Somebody is threatened: come at once", 1, &[]),
    default("fire", "Fire", "Fire or smoke", 1, &[]),
    default("deterioration", "Deterioration", "A patient is getting worse", 2, CLINICIANS),
    default("missing_person", "Missing person", "A patient is missing", 2, &[]),
    default("medical", "Help needed", "Help needed", 3, CLINICIANS),
    default("equipment", "Equipment", "Something that is needed does not work", 4, &["admin"]),
];

const fn default(
    kind: &'static str,
    name: &'static str,
    title: &'static str,
    urgency: i64,
    roles: &'static [&'static str],
) -> Default {
    Default { kind, name, title, urgency, roles }
}

/// Urgencies that climb by the first policy: 1 up to this. What is less urgent waits for those it
/// calls until the clinic decides otherwise.
const CLIMBS_TO: i64 = 3;

/// Writes the templates and the policy of a new organization. Their ids derive from it, so that a
/// second founding of the same one would write the same rows.
pub(crate) fn write_defaults(write: &mut Write<'_>) -> Result<(), Refused> {
    let Some(organization) = write.facts().organization else { return Ok(()) };
    let derived = |name: String| Uuid::new_v5(&organization, name.as_bytes());
    let steps = json!([
        { "after_minutes": 3, "roles": CLINICIANS, "department_id": null },
        { "after_minutes": 6, "roles": [], "department_id": null }
    ]);
    write.insert(
        "escalation_policies",
        Cells::new()
            .set("id", derived("escalation_policy/first".to_owned()))
            .set("name", "Nobody answers")
            .set("urgency_from", CLIMBS_TO)
            .set("steps", steps.to_string()),
    )?;
    for template in TEMPLATES {
        write.insert(
            "alert_templates",
            Cells::new()
                .set("id", derived(format!("alert_template/{}", template.kind)))
                .set("name", template.name)
                .set("kind", template.kind)
                .set("title", template.title)
                .set("urgency", template.urgency)
                .set("roles", json!(template.roles).to_string()),
        )?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use crate::alerts::raise::tests::raise;
    use crate::fixture::Clinic;
    use serde_json::json;

    #[test]
    fn in_a_new_clinic_an_urgent_alert_climbs_and_a_minor_one_waits() {
        let clinic = Clinic::found();
        raise(&clinic, clinic.receptionist, json!({ "title": "Collapse", "urgency": 1 }));
        raise(&clinic, clinic.receptionist, json!({ "title": "Printer", "urgency": 4 }));
        let templates = clinic.ask(clinic.nurse, "alerts.templates", json!({})).unwrap();
        assert!(templates.as_array().unwrap().len() > 5);
        clinic.pass_minutes(6);
        let round = clinic.ask(clinic.nurse, "alerts.escalate_due", json!({})).unwrap();
        assert_eq!(round["escalated"].as_array().unwrap().len(), 2);
        let board = json!({ "department_id": null, "include_over": false });
        let board = clinic.ask(clinic.nurse, "alerts.board", board).unwrap();
        assert_eq!(board[0]["level"], 2);
        assert_eq!(board[1]["next_escalation_at"], json!(null));
        assert_eq!(board[1]["level"], 0);
    }
}
