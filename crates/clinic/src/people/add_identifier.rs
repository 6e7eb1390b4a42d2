//! A number that somebody else gave to a patient becomes known.

use serde::{Deserialize, Serialize};
use store::{Cells, Write, params};
use ts_rs::TS;
use uuid::Uuid;

use crate::commands::Opened;
use crate::organization::add_user::Made;
use crate::people::asked::{OnePatient, must_be_here, opened_list};
use crate::people::details::filled;
use crate::people::{merged, same_person};
use crate::{Asking, Refused, Who};

/// The number, and whose system it belongs to.
#[derive(Deserialize, TS)]
pub struct AddIdentifier {
    patient_id: Uuid,
    #[ts(
        type = "\"mrn\" | \"national_id\" | \"social_security\" | \"passport\" | \"drivers_license\" | \"insurance_member\" | \"patient_number\" | \"visit_number\" | \"account_number\" | \"other\""
    )]
    kind: String,
    value: String,
    system: Option<String>,
    assigner: Option<String>,
    valid_from_on: Option<String>,
    valid_until_on: Option<String>,
}

/// Adds a foreign number. The same number of the same system stands there once; an equal national
/// id on another record opens a task.
pub fn add_identifier(
    write: &mut Write<'_>,
    who: &Who,
    request: AddIdentifier,
) -> Result<Made, Refused> {
    must_be_here(write, request.patient_id)?;
    let value = request.value.trim();
    let system = filled(request.system.as_deref());
    let known: Option<Uuid> = write.value(
        &format!(
            "SELECT id FROM patient_identifiers WHERE {} AND deleted_at IS NULL AND kind = ?2 \
             AND value = ?3 AND system IS ?4 LIMIT 1",
            merged::is_one("patient_id")
        ),
        params![request.patient_id, request.kind, value, system],
    )?;
    if let Some(id) = known {
        return Ok(Made { id });
    }
    let id = write.insert(
        "patient_identifiers",
        Cells::new()
            .set("patient_id", request.patient_id)
            .set("kind", request.kind.as_str())
            .set("value", value)
            .set("system", system)
            .set("assigner", filled(request.assigner.as_deref()))
            .set("valid_from_on", filled(request.valid_from_on.as_deref()))
            .set("valid_until_on", filled(request.valid_until_on.as_deref())),
    )?;
    if request.kind == "national_id" {
        same_person::ask_about_national_id(write, who, request.patient_id, value)?;
    }
    Ok(Made { id })
}

/// A foreign number in a list.
#[derive(Serialize, Deserialize, TS)]
pub struct IdentifierLine {
    id: Uuid,
    version: i64,
    kind: Option<String>,
    kind_text: Option<String>,
    value: String,
    system: Option<String>,
    assigner: Option<String>,
    valid_from_on: Option<String>,
    valid_until_on: Option<String>,
}

/// A patient's foreign numbers.
#[derive(Serialize, TS)]
pub struct PatientIdentifiers {
    patient_id: Uuid,
    identifiers: Vec<IdentifierLine>,
}

/// A patient's foreign numbers.
pub fn identifiers(
    asking: &Asking<'_>,
    request: OnePatient,
) -> Result<PatientIdentifiers, Refused> {
    let identifiers = asking.reader.rows(
        &format!(
            "SELECT id, version, kind, kind_text, value, system, assigner, valid_from_on, \
             valid_until_on FROM patient_identifiers WHERE {} AND deleted_at IS NULL \
             ORDER BY NOT is_primary, kind, id LIMIT 100",
            merged::is_one("patient_id")
        ),
        params![request.patient_id],
    )?;
    Ok(PatientIdentifiers { patient_id: request.patient_id, identifiers })
}

/// Whose record was opened.
pub(crate) fn opened(identifiers: &PatientIdentifiers) -> Opened {
    opened_list("patient_identifiers", identifiers.patient_id)
}

#[cfg(test)]
mod tests {
    use crate::fixture::{Clinic, person};
    use serde_json::json;

    #[test]
    fn a_foreign_number_stands_once_and_an_equal_national_id_is_asked_about() {
        let clinic = Clinic::found();
        let mut form = person("Amparo", "Castellanos", Some("1950-05-05"));
        form["national_id"] = json!("12345678Z");
        clinic.ask(clinic.receptionist, "people.register", form).unwrap();
        clinic.pass_minutes(1);
        let patient = clinic.patient("Benigno", "Zamora", "1981-12-24");
        let add = |kind: &str, value: &str| {
            let request = json!({
                "patient_id": patient, "kind": kind, "value": value, "system": null,
                "assigner": null, "valid_from_on": null, "valid_until_on": null
            });
            clinic.ask(clinic.receptionist, "people.add_identifier", request)
        };
        assert_eq!(add("passport", " ").unwrap_err().field, Some("value"));
        assert_eq!(add("passport", "X123").unwrap(), add("passport", " X123 ").unwrap());
        add("national_id", "12345678Z").unwrap();
        let tasks =
            "SELECT count(*) FROM tasks WHERE patient_id = ?1 AND kind = 'merge_duplicates'";
        assert_eq!(clinic.number(tasks, patient), Some(1));
        let list = clinic
            .ask(clinic.doctor, "people.identifiers", json!({ "patient_id": patient }))
            .unwrap();
        let listed = list["identifiers"].as_array().unwrap();
        assert_eq!(listed.len(), 2);
        // One that was another's is removed.
        let wrong = listed.iter().find(|one| one["kind"] == "passport").unwrap();
        let this = json!({ "id": wrong["id"], "version": wrong["version"] });
        clinic.ask(clinic.receptionist, "people.remove_identifier", this).unwrap();
        let list = clinic
            .ask(clinic.doctor, "people.identifiers", json!({ "patient_id": patient }))
            .unwrap();
        assert_eq!(list["identifiers"].as_array().unwrap().len(), 1);
    }
}
