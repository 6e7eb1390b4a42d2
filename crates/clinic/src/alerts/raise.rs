//! Somebody calls for help.

use catalog::Action;
use serde::{Deserialize, Serialize};
use store::{Reader, Write, params};
use ts_rs::TS;
use uuid::Uuid;

use crate::alerts::open::{Further, NewAlert, open_with};
use crate::alerts::routing::{CalledPerson, RoutingRule, Staffing};
use crate::alerts::routing::{check_department, check_roles, list};
use crate::people::details::filled;
use crate::{Refused, Who};

/// Who does not say how urgent it is is not made to choose first.
const URGENCY_UNSAID: i64 = 1;
/// What a disaster may bring at once.
const PATIENTS_MAX: usize = 100;

/// What has happened. With a template nothing else is needed; what is said replaces what the
/// template says. Without one it takes a kind and a title.
#[derive(Deserialize, TS)]
#[ts(optional_fields = nullable)]
pub struct RaiseAlert {
    template_id: Option<Uuid>,
    kind: Option<String>,
    title: Option<String>,
    message: Option<String>,
    room: Option<String>,
    urgency: Option<i64>,
    patient_ids: Option<Vec<Uuid>>,
    position: Option<AlertPosition>,
    department_id: Option<Uuid>,
    roles: Option<Vec<String>>,
}

/// Where somebody stands, by the device's own measurement.
#[derive(Clone, Copy, Deserialize, TS)]
#[ts(optional_fields = nullable)]
pub struct AlertPosition {
    /// Degrees north.
    latitude: f64,
    /// Degrees east.
    longitude: f64,
    /// The radius in which the place lies with a probability of 68 %.
    accuracy_metres: Option<f64>,
}

/// The new alert, and whom it calls.
#[derive(Serialize, TS)]
pub struct AlertRaised {
    id: Uuid,
    rule: RoutingRule,
    called: Vec<CalledPerson>,
}

#[derive(Default, Deserialize)]
struct Template {
    kind: Option<String>,
    title: Option<String>,
    message: Option<String>,
    urgency: Option<i64>,
    department_id: Option<Uuid>,
    roles: Option<String>,
    escalation_policy_id: Option<Uuid>,
}

/// Raises an alert, and says whom it calls.
pub fn raise(
    write: &mut Write<'_>,
    who: &Who,
    request: RaiseAlert,
) -> Result<AlertRaised, Refused> {
    let template = match request.template_id {
        Some(id) => template(write, id)?,
        None => Template::default(),
    };
    let kind = request.kind.or(template.kind).ok_or_else(|| {
        Refused::field("kind", "Choose what kind of alert this is, or one of the templates.")
    })?;
    let title = filled(request.title.as_deref())
        .or(template.title)
        .ok_or_else(|| Refused::field("title", "Say in a few words what has happened."))?;
    let roles = match request.roles {
        Some(roles) => roles,
        None => template.roles.as_deref().map_or(Ok(Vec::new()), list)?,
    };
    check_roles("roles", &roles)?;
    let department = request.department_id.or(template.department_id);
    check_department(write, "department_id", department)?;
    let patients = patients(write, request.patient_ids.unwrap_or_default())?;
    if !patients.is_empty() && !who.may("patient_alerts", Action::Insert) {
        return Err(Refused::field(
            "patient_ids",
            "You do not work with patients' records. Raise the alert without naming a patient.",
        ));
    }
    let codes: Vec<&str> = roles.iter().map(String::as_str).collect();
    let alert = NewAlert {
        id: None,
        kind: &kind,
        title,
        message: filled(request.message.as_deref()).or(template.message),
        urgency: request.urgency.or(template.urgency).unwrap_or(URGENCY_UNSAID),
        roles: &codes,
        department,
        room: filled(request.room.as_deref()),
        patients: &patients,
        source: None,
    };
    let further = Further {
        position: request
            .position
            .map(|position| (position.latitude, position.longitude, position.accuracy_metres)),
        template: request.template_id,
        policy: template.escalation_policy_id,
    };
    let id = open_with(write, who, &alert, &further)?;
    let concerned = Staffing::at(write, who, write.now())?.concerned(&roles, department);
    Ok(AlertRaised { id, rule: concerned.rule, called: concerned.people })
}

/// A policy that was retired since does not count.
fn template(reader: &Reader<'_>, id: Uuid) -> Result<Template, Refused> {
    reader
        .row(
            "SELECT t.kind, t.title, t.message, t.urgency, t.department_id, t.roles, \
             e.id AS escalation_policy_id FROM alert_templates t \
             LEFT JOIN escalation_policies e ON e.id = t.escalation_policy_id \
             AND e.is_active = 1 AND e.deleted_at IS NULL \
             WHERE t.id = ?1 AND t.is_active = 1 AND t.deleted_at IS NULL",
            params![id],
        )?
        .ok_or_else(|| {
            Refused::field("template_id", "This template is not in use any more. Choose another.")
        })
}

fn patients(reader: &Reader<'_>, ids: Vec<Uuid>) -> Result<Vec<Uuid>, Refused> {
    let mut patients: Vec<Uuid> = Vec::new();
    for id in ids {
        let known: Option<i64> = reader
            .value("SELECT 1 FROM patients WHERE id = ?1 AND deleted_at IS NULL", params![id])?;
        if known.is_none() {
            return Err(Refused::field(
                "patient_ids",
                "This patient's record is not on this PC. Raise the alert without it.",
            ));
        }
        if !patients.contains(&id) {
            patients.push(id);
        }
    }
    if patients.len() > PATIENTS_MAX {
        return Err(Refused::field(
            "patient_ids",
            format!("An alert may name {PATIENTS_MAX} patients at most."),
        ));
    }
    Ok(patients)
}

#[cfg(test)]
pub(crate) mod tests {
    use crate::fixture::{Clinic, id_of};
    use serde_json::{Value, json};
    use uuid::Uuid;

    /// Raises an alert for nurses and doctors, with what `changes` says otherwise.
    pub(crate) fn raise(clinic: &Clinic, user: Uuid, changes: Value) -> Uuid {
        let mut request = json!({
            "kind": "medical", "title": "Collapse", "urgency": 2, "roles": ["nurse", "doctor"]
        });
        for (name, value) in changes.as_object().unwrap() {
            request[name] = value.clone();
        }
        id_of(&clinic.ask(user, "alerts.raise", request).unwrap())
    }

    #[test]
    fn a_template_alone_is_enough_and_what_is_said_replaces_it() {
        let clinic = Clinic::found();
        let templates = clinic.ask(clinic.nurse, "alerts.templates", json!({})).unwrap();
        let template = templates
            .as_array()
            .unwrap()
            .iter()
            .find(|template| template["kind"] == "cardiac_arrest")
            .unwrap();
        let request = json!({ "template_id": template["id"] });
        let raised = clinic.ask(clinic.receptionist, "alerts.raise", request).unwrap();
        assert_eq!(raised["rule"], "with_role");
        assert!(raised["called"].as_array().unwrap().len() >= 2);
        let sql = "SELECT kind || ' ' || urgency || ' ' || status FROM alerts WHERE id = ?1";
        assert_eq!(clinic.text(sql, id_of(&raised)).unwrap(), "cardiac_arrest 1 open");
        let request = json!({ "template_id": template["id"], "urgency": 3, "room": " Room 4 " });
        let raised = clinic.ask(clinic.receptionist, "alerts.raise", request).unwrap();
        let sql = "SELECT urgency || ' ' || room FROM alerts WHERE id = ?1";
        assert_eq!(clinic.text(sql, id_of(&raised)).unwrap(), "3 Room 4");
    }

    #[test]
    fn without_a_template_a_kind_and_a_title_are_needed_and_it_is_most_urgent() {
        let clinic = Clinic::found();
        let refused =
            |request: Value| clinic.ask(clinic.nurse, "alerts.raise", request).unwrap_err().field;
        assert_eq!(refused(json!({ "title": "Smoke" })), Some("kind"));
        assert_eq!(refused(json!({ "kind": "fire", "title": " " })), Some("title"));
        let invented = json!({ "kind": "alien", "title": "Smoke" });
        assert_eq!(refused(invented), Some("kind"));
        let manager = json!({ "kind": "fire", "title": "Smoke", "roles": ["manager"] });
        assert_eq!(refused(manager), Some("roles"));
        let nowhere = json!({ "kind": "fire", "title": "Smoke", "department_id": clinic.site });
        assert_eq!(refused(nowhere), Some("department_id"));
        let stranger = json!({ "kind": "fire", "title": "Smoke", "patient_ids": [clinic.site] });
        assert_eq!(refused(stranger), Some("patient_ids"));
        let six = json!({ "kind": "fire", "title": "Smoke", "urgency": 6 });
        assert_eq!(refused(six), Some("urgency"));
        let off_the_globe = json!({
            "kind": "fire", "title": "Smoke", "position": { "latitude": 98.0, "longitude": 0.0 }
        });
        assert_eq!(refused(off_the_globe), Some("latitude"));
        let request = json!({
            "kind": "fire", "title": "Smoke",
            "position": { "latitude": 40.4, "longitude": -3.7, "accuracy_metres": 12.5 }
        });
        let raised = clinic.ask(clinic.nurse, "alerts.raise", request).unwrap();
        let urgency = clinic.number("SELECT urgency FROM alerts WHERE id = ?1", id_of(&raised));
        assert_eq!(urgency, Some(1));
        let sql = "SELECT latitude || ' ' || accuracy_metres FROM alerts WHERE id = ?1";
        assert_eq!(clinic.text(sql, id_of(&raised)).unwrap(), "40.4 12.5");
    }

    #[test]
    fn all_staff_raise_alerts_and_who_sees_no_patient_sees_those_that_name_none() {
        let clinic = Clinic::found();
        let patient = clinic.patient("Elena", "Marín", "1960-01-05");
        let named = raise(&clinic, clinic.nurse, json!({ "patient_ids": [patient] }));
        for (role, name) in [("manager", "Iker"), ("it_admin", "Irene")] {
            let user = clinic.employ(name, "Sanz", role);
            let fire = raise(&clinic, user, json!({ "kind": "fire", "title": "Smoke" }));
            let about = json!({ "kind": "fire", "title": "Smoke", "patient_ids": [patient] });
            let refused = clinic.ask(user, "alerts.raise", about).unwrap_err();
            assert_eq!(refused.field, Some("patient_ids"), "{role}");
            let board = json!({ "department_id": null, "include_over": true });
            let ids = |answer: Value| -> Vec<Uuid> {
                answer.as_array().unwrap().iter().map(id_of).collect()
            };
            let seen = ids(clinic.ask(user, "alerts.board", board.clone()).unwrap());
            assert!(seen.contains(&fire) && !seen.contains(&named), "{role}");
            assert_eq!(ids(clinic.ask(user, "alerts.mine", json!({})).unwrap()), [fire]);
            clinic.ask(user, "alerts.one", json!({ "id": fire })).unwrap();
            for (command, request) in [
                ("alerts.one", json!({ "id": named })),
                ("alerts.note", json!({ "id": named, "text": "Looking" })),
            ] {
                let refused = clinic.ask(user, command, request).unwrap_err();
                assert_eq!(refused.code, Some("not_allowed"), "{command}");
            }
            let answer = json!({ "id": fire, "version": 0 });
            let refused = clinic.ask(user, "alerts.resolve", answer).unwrap_err();
            assert_eq!(refused.code, Some("not_allowed"), "who works with patients answers");
            let everything = ids(clinic.ask(clinic.nurse, "alerts.board", board).unwrap());
            assert!(everything.contains(&fire) && everything.contains(&named));
        }
    }
}
