//! Somebody around a patient becomes known.

use serde::Deserialize;
use store::Write;
use ts_rs::TS;
use uuid::Uuid;

use crate::organization::add_user::Made;
use crate::people::asked::must_be_here;
use crate::people::contact::{ContactForm, put_first};
use crate::{Refused, Who};

/// Whose contact, and who it is.
#[derive(Deserialize, TS)]
pub struct AddContact {
    patient_id: Uuid,
    #[serde(flatten)]
    form: ContactForm,
}

/// Adds a contact.
pub fn add_contact(write: &mut Write<'_>, _: &Who, request: AddContact) -> Result<Made, Refused> {
    must_be_here(write, request.patient_id)?;
    let cells = request.form.cells().set("patient_id", request.patient_id);
    let id = write.insert("patient_contacts", cells)?;
    if request.form.is_primary {
        put_first(write, request.patient_id, id)?;
    }
    Ok(Made { id })
}

#[cfg(test)]
mod tests {
    use crate::fixture::{Clinic, id_of};
    use serde_json::{Value, json};

    #[test]
    fn one_contact_is_called_first_and_a_removed_one_not_at_all() {
        let clinic = Clinic::found();
        let patient = clinic.patient("Elena", "Marín", "1960-01-05");
        let form = |name: &str, primary: bool| {
            json!({
                "patient_id": patient, "kind": "next_of_kin", "name_text": name,
                "relationship": null, "phone": "600 111 222", "email": null,
                "address_line": null, "city": null, "state": null, "postal_code": null,
                "country": null, "is_primary": primary, "may_receive_information": false,
                "notes": null
            })
        };
        let ask = |name: &str, request: Value| clinic.ask(clinic.receptionist, name, request);
        assert_eq!(
            ask("people.add_contact", form(" ", true)).unwrap_err().field,
            Some("name_text")
        );
        let luis = id_of(&ask("people.add_contact", form("Luis", true)).unwrap());
        let ana = id_of(&ask("people.add_contact", form("Ana", true)).unwrap());
        let listed = || {
            let list = ask("people.contacts", json!({ "patient_id": patient })).unwrap();
            let lines = list["contacts"].as_array().unwrap().clone();
            lines
                .iter()
                .map(|line| (line["name_text"].clone(), line["is_primary"].clone()))
                .collect::<Vec<_>>()
        };
        let line = |name: &str, primary: bool| (json!(name), json!(primary));
        assert_eq!(listed(), [line("Ana", true), line("Luis", false)]);
        let mut changed = form("Luis M.", true);
        changed["id"] = json!(luis);
        changed["version"] = json!(0);
        ask("people.update_contact", changed).unwrap();
        assert_eq!(listed(), [line("Luis M.", true), line("Ana", false)]);
        ask("people.remove_contact", json!({ "id": ana, "version": 0 })).unwrap();
        assert_eq!(listed(), [line("Luis M.", true)]);
    }
}
