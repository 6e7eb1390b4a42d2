//! A corrected registration form.

use serde::Deserialize;
use store::Write;
use ts_rs::TS;
use uuid::Uuid;

use crate::people::details::{PatientDetails, form};
use crate::people::same_person;
use crate::{Nothing, Refused, Who};

/// The form as it should stand.
#[derive(Deserialize, TS)]
pub struct UpdateDetails {
    id: Uuid,
    version: i64,
    #[serde(flatten)]
    details: PatientDetails,
}

/// Writes what changed on a patient's form.
pub fn update(
    write: &mut Write<'_>,
    who: &Who,
    request: UpdateDetails,
) -> Result<Nothing, Refused> {
    let (_, _, before) = form(write, request.id)?;
    let mut cells = request.details.cells()?;
    let unchanged =
        |name: &str| cells.get(name) == before.cells().ok().as_ref().and_then(|old| old.get(name));
    if unchanged("given_name") && unchanged("family_name") {
        // An imported name keeps its full text while nobody touches it.
        for column in ["given_name", "family_name", "name_text", "name_precision"] {
            cells.take(column);
        }
    }
    write.update("patients", request.id, Some(request.version), cells)?;
    if let Some(national_id) = request.details.national_id()
        && before.national_id().as_ref() != Some(&national_id)
    {
        same_person::ask_about_national_id(write, who, request.id, &national_id)?;
    }
    Ok(Nothing {})
}

#[cfg(test)]
mod tests {
    use crate::fixture::{Clinic, person};
    use serde_json::json;

    #[test]
    fn a_corrected_name_is_found_and_the_trail_says_what_was_changed() {
        let clinic = Clinic::found();
        let patient = clinic.patient("Marta", "Quiroga", "1979-04-30");
        let mut form = person("Marta", "Quintana", Some("1979-04-30"));
        form["id"] = json!(patient);
        form["version"] = json!(0);
        form["phone"] = json!("  ");
        clinic.ask(clinic.receptionist, "people.update", form).unwrap();
        let found = clinic
            .ask(clinic.doctor, "people.find", json!({ "query": "quintana", "limit": 5 }))
            .unwrap();
        assert_eq!(found[0]["id"], json!(patient));
        let after: Option<String> = clinic
            .text("SELECT after FROM audit_logs WHERE row_id = ?1 AND action = 'update'", patient);
        assert_eq!(after.unwrap(), r#"{"family_name":"Quintana"}"#);
    }

    #[test]
    fn what_a_form_does_not_show_stays_and_a_blank_takes_it_away() {
        let clinic = Clinic::found();
        let mut form = person("Alex", "Quiroga", Some("1979-04-30"));
        form["gender"] = json!("other");
        form["birth_sex"] = json!("female");
        form["previous_family_name"] = json!("Quintana");
        form["multiple_birth"] = json!(true);
        form["multiple_birth_order"] = json!(2);
        let made = clinic.ask(clinic.receptionist, "people.register", form).unwrap();
        let patient = crate::fixture::id_of(&made);
        let details = || {
            let asked = json!({ "id": patient });
            clinic.ask(clinic.receptionist, "people.details", asked).unwrap()
        };
        let mut short = person("Alex", "Quiroga", Some("1979-04-30"));
        for (field, value) in
            [("id", json!(patient)), ("version", json!(0)), ("previous_family_name", json!(" "))]
        {
            short[field] = value;
        }
        clinic.ask(clinic.receptionist, "people.update", short.clone()).unwrap();
        assert_eq!(details()["birth_sex"], "female");
        assert_eq!(details()["multiple_birth_order"], 2);
        assert!(details()["previous_family_name"].is_null());
        short["birth_sex"] = json!("unheard of");
        let refused = clinic.ask(clinic.receptionist, "people.update", short).unwrap_err();
        assert_eq!(refused.field, Some("birth_sex"));
    }
}
