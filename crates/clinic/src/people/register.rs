//! A new patient.

use serde::{Deserialize, Serialize};
use store::{Cells, Reader, Write, params};
use ts_rs::TS;
use uuid::Uuid;

use crate::organization::number;
use crate::people::details::PatientDetails;
use crate::people::{duplicates, same_person};
use crate::{Refused, Who};

/// The form, and whether those who resemble the patient have been looked at.
#[derive(Deserialize, TS)]
pub struct Register {
    #[serde(flatten)]
    details: PatientDetails,
    accept_duplicates: bool,
}

/// The new patient.
#[derive(Serialize, TS)]
pub struct Registered {
    id: Uuid,
    mrn: String,
}

/// Registers a patient. Refuses with the code `possible_duplicate` where somebody on record is
/// very likely the same person and `accept_duplicates` does not say that the person at the desk
/// has compared them.
pub fn register(
    write: &mut Write<'_>,
    who: &Who,
    request: Register,
) -> Result<Registered, Refused> {
    let cells = request.details.cells()?;
    if !request.accept_duplicates && duplicates::strong(write, who, &request.details.sought())? {
        return Err(Refused::coded(
            "possible_duplicate",
            "Somebody very much like this is already registered. Compare the two, then open the \
             existing record or register this one all the same.",
        ));
    }
    let mrn = number::next_mrn(write, who.organization_id)?;
    let id = write.insert("patients", cells.set("mrn", mrn.as_str()).set("status", "active"))?;
    make_known(write, who, id, "registered")?;
    if let Some(national_id) = request.details.national_id() {
        same_person::ask_about_national_id(write, who, id, &national_id)?;
    }
    Ok(Registered { id, mrn })
}

/// The id of the row that says that a patient is known at a site: derived, so that two devices
/// that find it out write one row.
pub fn patient_site_id(patient: Uuid, site: Uuid) -> Uuid {
    Uuid::new_v5(&patient, site.as_bytes())
}

/// Says that the patient is known at this site, if that was not known.
pub(crate) fn make_known(
    write: &mut Write<'_>,
    who: &Who,
    patient: Uuid,
    source: &str,
) -> Result<(), Refused> {
    let site = who.site.id;
    if known(write, patient, site)? || !who.may("patient_sites", catalog::Action::Insert) {
        return Ok(());
    }
    let now = write.now();
    write.insert(
        "patient_sites",
        Cells::new()
            .set("id", patient_site_id(patient, site))
            .set("patient_id", patient)
            .set("site_id", site)
            .set("known_since", now)
            .set("source", source),
    )?;
    Ok(())
}

fn known(reader: &Reader<'_>, patient: Uuid, site: Uuid) -> Result<bool, Refused> {
    let found: Option<i64> = reader.value(
        "SELECT 1 FROM patient_sites WHERE patient_id = ?1 AND (site_id = ?2 OR id = ?3)",
        params![patient, site, patient_site_id(patient, site)],
    )?;
    Ok(found.is_some())
}

#[cfg(test)]
mod tests {
    use crate::fixture::{Clinic, id_of, person};
    use serde_json::json;

    #[test]
    fn record_numbers_follow_each_other_under_the_prefix_of_the_pc() {
        let clinic = Clinic::found();
        let number = |given: &str| {
            let form = person(given, "Castellanos", Some("1950-05-05"));
            clinic.ask(clinic.receptionist, "people.register", form).unwrap()["mrn"].clone()
        };
        assert_eq!(number("Amparo"), "A-000001");
        assert_eq!(number("Benigno"), "A-000002");
        clinic.store.set_facts(&[("number_prefix", "A7")]).unwrap();
        assert_eq!(number("Crisanto"), "A7-000001");
        assert_eq!(number("Dorotea"), "A7-000002");
    }

    #[test]
    fn somebody_already_registered_is_told_before_a_second_record_is_made() {
        let clinic = Clinic::found();
        clinic.patient("Fátima", "El Idrissi", "1988-12-01");
        let mut form = person("Fatima", "El-Idrissi", Some("1988-12-01"));
        let refused = clinic.ask(clinic.receptionist, "people.register", form.clone()).unwrap_err();
        assert_eq!(refused.code, Some("possible_duplicate"));
        assert!(!refused.sentence.contains("Idrissi"), "a sentence repeats no patient's data");
        form["accept_duplicates"] = json!(true);
        clinic.ask(clinic.receptionist, "people.register", form).unwrap();
    }

    #[test]
    fn an_unconscious_stranger_is_registered_without_name_or_birth_date() {
        let clinic = Clinic::found();
        let mut form = person("", "", None);
        form["given_name"] = json!(null);
        let made = clinic.ask(clinic.receptionist, "people.register", form).unwrap();
        let details = clinic
            .ask(clinic.receptionist, "people.details", json!({ "id": id_of(&made) }))
            .unwrap();
        assert_eq!(details["family_name"], json!(null));
        assert_eq!(details["date_of_birth_precision"], "unknown");
        let recent = clinic.ask(clinic.receptionist, "people.recent", json!({})).unwrap();
        assert_eq!(recent[0]["display_name"], "Name not known");
    }

    #[test]
    fn nobody_is_born_in_the_future_or_on_a_day_that_does_not_exist() {
        let clinic = Clinic::found();
        for day in ["2026-03-05", "1900-02-29"] {
            let form = person("Irene", "Soto", Some(day));
            let refused = clinic.ask(clinic.receptionist, "people.register", form).unwrap_err();
            assert_eq!(refused.field, Some("date_of_birth"), "{day}");
        }
    }

    #[test]
    fn days_of_birth_at_the_edges_of_the_calendar_and_dates_known_in_part_are_kept() {
        let clinic = Clinic::found();
        for (day, precision) in [
            ("2024-02-29", "day"),
            ("2000-02-29", "day"),
            ("1900-02-28", "day"),
            ("1910-09-19", "day"),
            ("1987-01-01", "year"),
            ("1987-06-01", "month"),
        ] {
            let mut form = person("Irene", "Soto", Some(day));
            form["date_of_birth_precision"] = json!(precision);
            form["accept_duplicates"] = json!(true);
            let made = clinic.ask(clinic.receptionist, "people.register", form).unwrap();
            let request = json!({ "id": id_of(&made) });
            let details = clinic.ask(clinic.receptionist, "people.details", request).unwrap();
            assert_eq!(details["date_of_birth"], json!(day));
            assert_eq!(details["date_of_birth_precision"], json!(precision));
        }
    }

    #[test]
    fn names_are_stored_byte_for_byte() {
        let clinic = Clinic::found();
        let mut names: Vec<String> = [
            "Sukarno",
            "O'Brien",
            "O’Brien",
            "José",
            "Jose\u{301}",
            "de la Cruz",
            "Nguyễn",
            "김희중",
            "山田^太郎",
            "قباني",
            "שרון",
            "Люк",
            "Ng",
            "Null",
            "Test",
        ]
        .map(str::to_owned)
        .to_vec();
        let path = concat!(env!("CARGO_MANIFEST_DIR"), "/../../../shared/data/misc/blns.json");
        match std::fs::read_to_string(path) {
            Ok(text) => {
                let naughty: Vec<String> = serde_json::from_str(&text).unwrap();
                // A hundred of them, from everywhere in the list.
                names.extend(naughty.into_iter().step_by(5));
            }
            Err(_) => println!("there is no list of naughty strings beside the project"),
        }
        for name in names.iter().filter(|name| !name.trim().is_empty() && !name.contains('\0')) {
            let mut form = person("", name, None);
            form["accept_duplicates"] = json!(true);
            let made = clinic.ask(clinic.receptionist, "people.register", form).unwrap();
            let stored =
                clinic.text("SELECT family_name FROM patients WHERE id = ?1", id_of(&made));
            assert_eq!(stored.as_deref(), Some(name.trim()));
            let find = json!({ "query": name, "limit": 3 });
            clinic.ask(clinic.receptionist, "people.find", find).unwrap();
        }
    }

    #[test]
    fn twins_are_registered_without_a_question() {
        let clinic = Clinic::found();
        for (given, gender) in [("Lucía", "female"), ("Lucas", "male")] {
            let mut form = person(given, "Herrero", Some("2019-06-01"));
            form["gender"] = json!(gender);
            form["phone"] = json!("600 111 222");
            form["address_line"] = json!("Calle Mayor 5");
            form["city"] = json!("Puerto");
            clinic.ask(clinic.receptionist, "people.register", form).unwrap();
        }
    }

    #[test]
    fn a_nurse_does_not_register_patients() {
        let clinic = Clinic::found();
        let form = person("Irene", "Soto", Some("1999-02-28"));
        let refused = clinic.ask(clinic.nurse, "people.register", form).unwrap_err();
        assert_eq!(refused.code, Some("not_allowed"));
    }
}
