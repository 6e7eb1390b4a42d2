//! The clinic's list of medicines: finding, adding, correcting and retiring.

use serde::{Deserialize, Serialize};
use serde_json::json;
use store::{Cells, Write};
use ts_rs::TS;
use uuid::Uuid;

use crate::medication::formulary::{Formulary, Medicine, medicines as all};
use crate::organization::add_user::Made;
use crate::people::details::filled;
use crate::{Asking, Nothing, Refused, Who};

const SHOWN_MAX: usize = 200;

/// Which medicines.
#[derive(Deserialize, TS)]
pub struct MedicinesAsked {
    /// Beginnings of words of name, strength, form or ingredient.
    query: Option<String>,
    /// Those after this name in the list, for the next page.
    after: Option<Uuid>,
    /// Retired ones instead.
    retired: bool,
}

/// A medicine of the list.
#[derive(Debug, Serialize, TS)]
pub struct MedicineOfList {
    id: Uuid,
    version: i64,
    /// Name, strength and form, as it is prescribed.
    label: String,
    name: String,
    strength: Option<String>,
    form: Option<String>,
    unit: Option<String>,
    code_system: Option<String>,
    code: Option<String>,
    ingredients: Vec<String>,
    classes: Vec<String>,
    default_dose_text: Option<String>,
    notes: Option<String>,
    is_active: bool,
}

/// A medicine as the clinic describes it.
#[derive(Deserialize, TS)]
pub struct MedicineDetails {
    name: String,
    strength: Option<String>,
    form: Option<String>,
    /// What it is counted in, such as tablet.
    unit: Option<String>,
    code_system: Option<String>,
    code: Option<String>,
    /// What it is made of; by these it is compared.
    ingredients: Vec<String>,
    /// First what it is, then what it shares with others.
    classes: Vec<String>,
    default_dose_text: Option<String>,
    notes: Option<String>,
}

/// A medicine's corrected description.
#[derive(Deserialize, TS)]
pub struct UpdateMedicine {
    id: Uuid,
    version: i64,
    #[serde(flatten)]
    details: MedicineDetails,
    /// Whether it is offered.
    is_active: bool,
}

/// Which row of the list, as the screen showed it.
#[derive(Deserialize, TS)]
pub struct ThisListed {
    pub(super) id: Uuid,
    pub(super) version: i64,
}

/// Medicines of the list by name, at most two hundred at a time.
pub fn medicines(
    asking: &Asking<'_>,
    request: MedicinesAsked,
) -> Result<Vec<MedicineOfList>, Refused> {
    let organization = asking.who.organization_id;
    let query = filled(request.query.as_deref());
    let found: Vec<Medicine> = match query {
        Some(query) if !request.retired => {
            Formulary::read(&asking.reader, organization)?.search(&query).cloned().collect()
        }
        _ => all(&asking.reader, organization)?
            .into_iter()
            .filter(|medicine| medicine.is_active != request.retired)
            .collect(),
    };
    let from = match request.after {
        Some(after) => {
            found.iter().position(|medicine| medicine.id == after).map_or(0, |at| at + 1)
        }
        None => 0,
    };
    Ok(found.into_iter().skip(from).take(SHOWN_MAX).map(MedicineOfList::of).collect())
}

/// Adds a medicine to the list.
pub fn add_medicine(
    write: &mut Write<'_>,
    who: &Who,
    request: MedicineDetails,
) -> Result<Made, Refused> {
    let label = request.label();
    let same = all(write, who.organization_id)?
        .into_iter()
        .any(|medicine| medicine.is_active && medicine.label().eq_ignore_ascii_case(&label));
    if same {
        return Err(Refused::field("name", "This medicine is in the list already."));
    }
    let id = write.insert("medications", request.cells()?)?;
    Ok(Made { id })
}

/// Corrects a medicine of the list; prescriptions keep the words that they were written with.
pub fn update_medicine(
    write: &mut Write<'_>,
    _: &Who,
    request: UpdateMedicine,
) -> Result<Nothing, Refused> {
    let cells = request.details.cells()?.set("is_active", request.is_active);
    write.update("medications", request.id, Some(request.version), cells)?;
    Ok(Nothing {})
}

/// Offers a medicine no longer. It still names what was prescribed.
pub fn retire_medicine(
    write: &mut Write<'_>,
    _: &Who,
    this: ThisListed,
) -> Result<Nothing, Refused> {
    let cells = Cells::new().set("is_active", false);
    write.update("medications", this.id, Some(this.version), cells)?;
    Ok(Nothing {})
}

impl MedicineOfList {
    fn of(medicine: Medicine) -> Self {
        Self {
            label: medicine.label(),
            id: medicine.id,
            version: medicine.version,
            name: medicine.name,
            strength: medicine.strength,
            form: medicine.form,
            unit: medicine.unit,
            code_system: medicine.code_system,
            code: medicine.code,
            ingredients: medicine.ingredients,
            classes: medicine.classes,
            default_dose_text: medicine.default_dose_text,
            notes: medicine.notes,
            is_active: medicine.is_active,
        }
    }
}

/// Names are compared in lower case.
fn names(list: &[String]) -> Vec<String> {
    let mut names: Vec<String> = Vec::new();
    for name in list.iter().map(|name| name.trim().to_lowercase()) {
        if !name.is_empty() && !names.contains(&name) {
            names.push(name);
        }
    }
    names
}

impl MedicineDetails {
    fn label(&self) -> String {
        let text = |field: &Option<String>| filled(field.as_deref());
        let parts = [filled(Some(&self.name)), text(&self.strength), text(&self.form)];
        parts.into_iter().flatten().collect::<Vec<_>>().join(" ")
    }

    fn cells(&self) -> Result<Cells, Refused> {
        let text = |field: &Option<String>| filled(field.as_deref());
        let ingredients = names(&self.ingredients);
        if ingredients.is_empty() {
            return Err(Refused::field(
                "ingredients",
                "Name at least one ingredient; by it the medicine is checked.",
            ));
        }
        Ok(Cells::new()
            .set("name", self.name.trim())
            .set("strength", text(&self.strength))
            .set("form", text(&self.form))
            .set("unit", text(&self.unit))
            .set("code_system", text(&self.code_system))
            .set("code", text(&self.code))
            .set("ingredients", json!(ingredients).to_string())
            .set("classes", json!(names(&self.classes)).to_string())
            .set("default_dose_text", text(&self.default_dose_text))
            .set("notes", text(&self.notes)))
    }
}

#[cfg(test)]
mod tests {
    use crate::fixture::id_of;
    use crate::medication::shop::{Shop, prescribed};
    use serde_json::{Value, json};

    fn brand() -> Value {
        json!({
            "name": "Curamox", "strength": "500 mg", "form": "capsule", "unit": "capsule",
            "code_system": null, "code": null, "ingredients": ["Amoxicillin "],
            "classes": [], "default_dose_text": null, "notes": null
        })
    }

    #[test]
    fn a_medicine_that_the_clinic_adds_is_checked_by_its_ingredients() {
        let shop = Shop::open();
        let (clinic, pharmacist) = (&shop.clinic, shop.pharmacist);
        let made = clinic.ask(pharmacist, "medication.add_medicine", brand()).unwrap();
        let twice = clinic.ask(pharmacist, "medication.add_medicine", brand()).unwrap_err();
        assert_eq!(twice.field, Some("name"));
        let allergy = json!({
            "patient_id": shop.patient, "substance_text": "Penicillin", "category": "medication",
            "criticality": null, "reaction_text": null, "severity": null
        });
        clinic.ask(clinic.nurse, "people.add_allergy", allergy).unwrap();
        let check = json!({ "patient_id": shop.patient, "medication_text": "Curamox 500" });
        let checked = clinic.ask(clinic.doctor, "medication.check", check).unwrap();
        assert_eq!(checked["warnings"][0]["kind"], "allergy");
        let find = |query: &str| {
            let asked = json!({ "query": query, "after": null, "retired": false });
            clinic.ask(clinic.nurse, "medication.medicines", asked).unwrap()
        };
        assert_eq!(find("cura 500")[0]["label"], "Curamox 500 mg capsule");
        let this = json!({ "id": id_of(&made), "version": 0 });
        clinic.ask(pharmacist, "medication.retire_medicine", this).unwrap();
        assert_eq!(find("curamox"), json!([]));
        let nameless = {
            let mut form = brand();
            form["name"] = json!("Other");
            form["ingredients"] = json!([" "]);
            clinic.ask(pharmacist, "medication.add_medicine", form).unwrap_err()
        };
        assert_eq!(nameless.field, Some("ingredients"));
    }

    #[test]
    fn the_list_is_shown_in_pages() {
        let shop = Shop::open();
        let page = |after: Value| {
            let asked = json!({ "query": null, "after": after, "retired": false });
            let list = shop.clinic.ask(shop.pharmacist, "medication.medicines", asked).unwrap();
            list.as_array().unwrap().clone()
        };
        let first = page(json!(null));
        assert_eq!(first.len(), 200);
        let second = page(first[199]["id"].clone());
        assert!(!second.is_empty() && second[0]["name"].as_str() >= first[199]["name"].as_str());
        assert!(second.iter().all(|medicine| !first.contains(medicine)));
    }

    #[test]
    fn a_corrected_medicine_is_checked_by_what_it_is_now_and_what_was_prescribed_keeps_its_words() {
        let shop = Shop::open();
        let (clinic, pharmacist) = (&shop.clinic, shop.pharmacist);
        let mut wrong = brand();
        wrong["ingredients"] = json!(["Metformin"]);
        let id = id_of(&clinic.ask(pharmacist, "medication.add_medicine", wrong).unwrap());
        let (_, item) = prescribed(clinic, shop.patient, "Curamox 500 mg capsule", json!({}));
        let allergy = json!({
            "patient_id": shop.patient, "substance_text": "Penicillin", "category": "medication",
            "criticality": null, "reaction_text": null, "severity": null
        });
        clinic.ask(clinic.nurse, "people.add_allergy", allergy).unwrap();
        let warns = || {
            let check = json!({ "patient_id": shop.patient, "medication_text": "Curamox 500" });
            let checked = clinic.ask(clinic.doctor, "medication.check", check).unwrap();
            checked["warnings"].as_array().unwrap().iter().any(|w| w["kind"] == "allergy")
        };
        assert!(!warns());
        let update = |user, changed: Value| {
            let mut request = brand();
            request["id"] = json!(id);
            request["version"] = json!(0);
            request["is_active"] = json!(true);
            for (name, value) in changed.as_object().unwrap() {
                request[name] = value.clone();
            }
            clinic.ask(user, "medication.update_medicine", request)
        };
        let doctor = update(clinic.doctor, json!({})).unwrap_err();
        assert_eq!(doctor.code, Some("not_allowed"));
        let nothing = update(pharmacist, json!({ "ingredients": [] })).unwrap_err();
        assert_eq!(nothing.field, Some("ingredients"));
        assert!(update(pharmacist, json!({ "name": " " })).is_err());
        update(pharmacist, json!({ "strength": "750 mg" })).unwrap();
        assert!(warns(), "by the right ingredient");
        let text =
            clinic.text("SELECT medication_text FROM prescription_items WHERE id = ?1", item);
        assert_eq!(text.as_deref(), Some("Curamox 500 mg capsule"));
        let find = || {
            let asked = json!({ "query": "curamox", "after": null, "retired": false });
            clinic.ask(clinic.nurse, "medication.medicines", asked).unwrap()
        };
        assert_eq!(find()[0]["label"], "Curamox 750 mg capsule");
        update(pharmacist, json!({ "is_active": false })).unwrap();
        assert_eq!(find(), json!([]));
    }
}
