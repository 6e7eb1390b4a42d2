//! Something of a patient's history was noted wrongly, or more is known of it.

use serde::Deserialize;
use store::{Cells, Write, params};
use ts_rs::TS;
use uuid::Uuid;

use crate::people::add_history::lived;
use crate::people::details::filled;
use crate::{Nothing, Refused, Who};

/// The entry as it should stand.
#[derive(Deserialize, TS)]
pub struct CorrectHistory {
    id: Uuid,
    version: i64,
    #[ts(
        type = "\"condition\" | \"operation\" | \"family\" | \"social\" | \"medication\" | \"other\""
    )]
    kind: String,
    description: String,
    code_system: Option<String>,
    code: Option<String>,
    relationship: Option<String>,
    started_on: Option<String>,
    ended_on: Option<String>,
    /// Whether it is over, where the day is not known; what has an end is over in any case.
    is_past: bool,
    notes: Option<String>,
}

/// Corrects an entry of the history. What it said before stays in the audit trail; an entry that
/// never was so is ended as such (`people.end_history`).
pub fn correct_history(
    write: &mut Write<'_>,
    who: &Who,
    request: CorrectHistory,
) -> Result<Nothing, Refused> {
    let before: Option<(Uuid, Option<String>)> = write.row(
        "SELECT patient_id, status FROM patient_history WHERE id = ?1 AND deleted_at IS NULL",
        params![request.id],
    )?;
    let (patient, status) = before.ok_or_else(|| Refused::gone("entry of the history"))?;
    if status.as_deref() == Some("entered_in_error") {
        return Err(Refused::because(
            "This entry was ended as a mistake and cannot be corrected. Write a new one.",
        ));
    }
    let now = write.now();
    let days = (request.started_on.as_deref(), request.ended_on.as_deref());
    let (started, ended) = lived(write, who, now, (patient, &request.kind), days)?;
    let past = request.is_past || ended.is_some();
    let cells = Cells::new()
        .set("kind", request.kind)
        .set("description", request.description.trim())
        .set("code_system", filled(request.code_system.as_deref()))
        .set("code", filled(request.code.as_deref()))
        .set("relationship", filled(request.relationship.as_deref()))
        .set("status", if past { "past" } else { "current" })
        .set("started_on", started)
        .set("ended_on", ended)
        .set("notes", filled(request.notes.as_deref()));
    write.update("patient_history", request.id, Some(request.version), cells)?;
    Ok(Nothing {})
}

#[cfg(test)]
mod tests {
    use crate::fixture::{Clinic, id_of};
    use serde_json::{Value, json};

    #[test]
    fn an_entry_is_put_right_taken_back_with_a_reason_and_then_stands_no_more() {
        let clinic = Clinic::found();
        let patient = clinic.patient("Elena", "Marín", "1960-01-05");
        let entry = |kind: &str, text: &str| {
            json!({
                "patient_id": patient, "kind": kind, "description": text, "code_system": null,
                "code": null, "relationship": null, "started_on": null, "ended_on": null,
                "notes": null
            })
        };
        let add = |entry| id_of(&clinic.ask(clinic.nurse, "people.add_history", entry).unwrap());
        let wrong = add(entry("condition", "Appendictis"));
        let correct = |user, id: uuid::Uuid, changed: Value| {
            let mut request = entry("operation", "Appendectomy");
            request["id"] = json!(id);
            request["version"] = json!(0);
            request["is_past"] = json!(false);
            for (name, value) in changed.as_object().unwrap() {
                request[name] = value.clone();
            }
            clinic.ask(user, "people.correct_history", request)
        };
        let desk = correct(clinic.receptionist, wrong, json!({})).unwrap_err();
        assert_eq!(desk.code, Some("not_allowed"));
        for (changed, field) in [
            (json!({ "started_on": "1959-12-31" }), "started_on"),
            (json!({ "ended_on": "2026-03-03" }), "ended_on"),
            (json!({ "description": " " }), "description"),
            (json!({ "kind": "hobby" }), "kind"),
        ] {
            let refused = correct(clinic.nurse, wrong, changed.clone()).unwrap_err();
            assert_eq!(refused.field, Some(field), "{changed}");
        }
        let right = json!({ "started_on": "1978-06-01", "ended_on": "1978-06-01" });
        correct(clinic.nurse, wrong, right).unwrap();
        let list = || {
            let asked = json!({ "patient_id": patient });
            let list = clinic.ask(clinic.doctor, "people.history", asked).unwrap();
            list["history"].as_array().unwrap().clone()
        };
        assert_eq!(list()[0]["kind"], "operation");
        assert_eq!(list()[0]["description"], "Appendectomy");
        assert_eq!(list()[0]["status"], "past", "what has an end is over");
        // What runs in the family is older than the patient.
        let family = json!({ "kind": "family", "description": "Gout", "relationship": "father",
                             "started_on": "1940-01-01" });
        correct(clinic.nurse, wrong, family).unwrap();
        let end = json!({ "id": wrong, "version": 0, "status": "entered_in_error",
                          "ended_on": null, "reason": "Another patient's father" });
        clinic.ask(clinic.nurse, "people.end_history", end.clone()).unwrap();
        assert!(list().is_empty());
        let why = clinic.text("SELECT notes FROM patient_history WHERE id = ?1", wrong);
        assert_eq!(why.as_deref(), Some("Another patient's father"));
        assert!(correct(clinic.nurse, wrong, json!({})).unwrap_err().sentence.contains("mistake"));
        assert!(clinic.ask(clinic.nurse, "people.end_history", end).is_err(), "once");
    }
}
