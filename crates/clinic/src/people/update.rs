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
    let details = request.details.single_as(&before);
    let mut cells = details.cells()?;
    let unchanged =
        |name: &str| cells.get(name) == before.cells().ok().as_ref().and_then(|old| old.get(name));
    let precision = details.single_name().is_none_or(|_| unchanged("name_precision"));
    if unchanged("given_name") && unchanged("family_name") && precision {
        // An imported name keeps its full text while nobody touches it.
        for column in ["given_name", "family_name", "name_text", "name_precision"] {
            cells.take(column);
        }
    }
    write.update("patients", request.id, Some(request.version), cells)?;
    if let Some(national_id) = details.national_id()
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

    #[test]
    fn one_name_is_a_whole_name_where_that_is_said_and_stays_so() {
        let clinic = Clinic::found();
        let mut form = person("Suharto", "", Some("1979-04-30"));
        let register = |form: &serde_json::Value| {
            clinic.ask(clinic.receptionist, "people.register", form.clone())
        };
        let precision =
            |id| clinic.text("SELECT name_precision FROM patients WHERE id = ?1", id).unwrap();
        let partial = crate::fixture::id_of(&register(&form).unwrap());
        assert_eq!(precision(partial), "partial", "nobody has said that there is no other");
        form["single_name"] = json!(true);
        form["accept_duplicates"] = json!(true);
        let patient = crate::fixture::id_of(&register(&form).unwrap());
        assert_eq!(precision(patient), "full");
        let mut two = form.clone();
        two["family_name"] = json!("Harto");
        assert_eq!(register(&two).unwrap_err().field, Some("single_name"));
        let mut none = form.clone();
        none["given_name"] = json!(null);
        assert_eq!(register(&none).unwrap_err().field, Some("single_name"));
        let details = |id: uuid::Uuid| {
            clinic.ask(clinic.receptionist, "people.details", json!({ "id": id })).unwrap()
        };
        assert_eq!(details(patient)["single_name"], true);
        assert_eq!(details(partial)["single_name"], false);
        let update = |id: uuid::Uuid, given: &str, single: serde_json::Value| {
            let mut form = person(given, "", Some("1979-04-30"));
            form["id"] = json!(id);
            form["version"] = json!(0);
            form["single_name"] = single;
            clinic.ask(clinic.receptionist, "people.update", form).unwrap();
        };
        // A form that does not ask leaves it as it stands, also when the spelling changes.
        update(patient, "Soeharto", json!(null));
        assert_eq!(precision(patient), "full");
        update(patient, "Soeharto", json!(false));
        assert_eq!(precision(patient), "partial");
        update(partial, "Suharto", json!(true));
        assert_eq!(precision(partial), "full");
    }

    #[test]
    fn what_patients_say_of_themselves_is_kept_in_their_words() {
        let clinic = Clinic::found();
        let mut form = person("Awa", "Diop", Some("1990-01-01"));
        form["race_text"] = json!("  Black ");
        form["ethnicity_text"] = json!("Wolof");
        form["blood_type_text"] = json!("Kell negative, by the card");
        let made = clinic.ask(clinic.receptionist, "people.register", form).unwrap();
        let patient = crate::fixture::id_of(&made);
        let asked = json!({ "id": patient });
        let details = clinic.ask(clinic.receptionist, "people.details", asked.clone()).unwrap();
        assert_eq!(details["race_text"], "Black");
        assert_eq!(details["blood_type_text"], "Kell negative, by the card");
        let mut form = person("Awa", "Diop", Some("1990-01-01"));
        form["id"] = json!(patient);
        form["version"] = json!(0);
        form["ethnicity_text"] = json!(" ");
        clinic.ask(clinic.receptionist, "people.update", form).unwrap();
        let details = clinic.ask(clinic.receptionist, "people.details", asked).unwrap();
        assert_eq!(details["race_text"], "Black", "what a form does not show stays");
        assert!(details["ethnicity_text"].is_null());
    }
}
