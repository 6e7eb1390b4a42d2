//! Something of a patient's history becomes known.

use serde::Deserialize;
use store::{Cells, Reader, Write};
use ts_rs::TS;
use uuid::Uuid;

use crate::organization::add_user::Made;
use crate::people::asked::{must_be_here, must_be_of_life};
use crate::people::details::filled;
use crate::{Refused, Who, calendar};

/// What the patient brings along.
#[derive(Deserialize, TS)]
pub struct AddHistory {
    patient_id: Uuid,
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
    notes: Option<String>,
}

/// Notes something of a patient's history; what has an end is past.
pub fn add_history(write: &mut Write<'_>, who: &Who, request: AddHistory) -> Result<Made, Refused> {
    must_be_here(write, request.patient_id)?;
    let now = write.now();
    let days = (request.started_on.as_deref(), request.ended_on.as_deref());
    let (started, ended) = lived(write, who, now, (request.patient_id, &request.kind), days)?;
    let id = write.insert(
        "patient_history",
        Cells::new()
            .set("patient_id", request.patient_id)
            .set("kind", request.kind)
            .set("description", request.description.trim())
            .set("code_system", filled(request.code_system.as_deref()))
            .set("code", filled(request.code.as_deref()))
            .set("relationship", filled(request.relationship.as_deref()))
            .set("status", if ended.is_some() { "past" } else { "current" })
            .set("started_on", started)
            .set("ended_on", ended)
            .set("recorded_at", now)
            .set("recorded_by", who.user_id)
            .set("notes", filled(request.notes.as_deref())),
    )?;
    Ok(Made { id })
}

/// The first and the last day of an entry, neither in the future nor before the patient was born;
/// what runs in the family may be older.
pub(crate) fn lived(
    reader: &Reader<'_>,
    who: &Who,
    now: i64,
    (patient, kind): (Uuid, &str),
    (started, ended): (Option<&str>, Option<&str>),
) -> Result<(Option<String>, Option<String>), Refused> {
    let (started, ended) = (filled(started), filled(ended));
    for (field, day) in [("started_on", &started), ("ended_on", &ended)] {
        let Some(day) = day else { continue };
        let day = calendar::day(field, day)?;
        if kind != "family" {
            must_be_of_life(reader, who, now, patient, (field, day))?;
        } else if day > who.today(now) && calendar::believable(now) {
            return Err(Refused::field(field, "This day must not lie in the future."));
        }
    }
    Ok((started, ended))
}

#[cfg(test)]
mod tests {
    use crate::fixture::{Clinic, id_of};
    use serde_json::{Value, json};

    #[test]
    fn history_is_listed_while_it_holds_kept_when_past_and_hidden_when_wrong() {
        let clinic = Clinic::found();
        let patient = clinic.patient("Elena", "Marín", "1960-01-05");
        let add = |user, text: &str, from: Value| {
            let request = json!({
                "patient_id": patient, "kind": "condition", "description": text,
                "code_system": null, "code": null, "relationship": null, "started_on": from,
                "ended_on": null, "notes": null
            });
            clinic.ask(user, "people.add_history", request)
        };
        assert_eq!(
            add(clinic.receptionist, "Asthma", json!(null)).unwrap_err().code,
            Some("not_allowed")
        );
        assert_eq!(
            add(clinic.nurse, "Asthma", json!("2026-03-03")).unwrap_err().field,
            Some("started_on")
        );
        assert_eq!(add(clinic.nurse, "  ", json!(null)).unwrap_err().field, Some("description"));
        let asthma = id_of(&add(clinic.nurse, "Asthma", json!("1970-01-01")).unwrap());
        let gout = id_of(&add(clinic.nurse, "Gout", json!(null)).unwrap());
        let end = |id, status: &str| {
            let request = json!({ "id": id, "version": 0, "status": status, "ended_on": null });
            clinic.ask(clinic.nurse, "people.end_history", request).unwrap();
        };
        end(asthma, "past");
        let listed = || {
            let request = json!({ "patient_id": patient });
            let list = clinic.ask(clinic.doctor, "people.history", request).unwrap();
            let lines = list["history"].as_array().unwrap().clone();
            lines.iter().map(|line| line["description"].clone()).collect::<Vec<_>>()
        };
        assert_eq!(listed(), ["Gout", "Asthma"]);
        end(gout, "entered_in_error");
        assert_eq!(listed(), ["Asthma"]);
    }
}
