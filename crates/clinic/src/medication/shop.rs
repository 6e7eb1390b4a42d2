//! A clinic with a pharmacist, a patient and a shelf, for this domain's stories.

use serde_json::{Value, json};
use uuid::Uuid;

use crate::Refused;
use crate::fixture::{Clinic, id_of};

pub(crate) struct Shop {
    pub clinic: Clinic,
    pub pharmacist: Uuid,
    pub patient: Uuid,
}

impl Shop {
    pub fn open() -> Self {
        let clinic = Clinic::found();
        let pharmacist = clinic.employ("Pilar", "Soto", "pharmacist");
        let patient = clinic.patient("Elena", "Marín", "1960-01-05");
        Self { clinic, pharmacist, patient }
    }

    /// Takes a lot in, as the medicine of the list that its name says, if it says one.
    pub fn take_in(&self, mut form: Value) -> Uuid {
        let name = form["name"].as_str().unwrap().to_owned();
        let id: Result<Option<Uuid>, store::Error> = self.clinic.store.read(|reader| {
            reader.value(
                "SELECT id FROM medications WHERE name || ' ' || strength = ?1 ORDER BY id",
                [name],
            )
        });
        form["medication_id"] = json!(id.unwrap());
        id_of(&self.clinic.ask(self.pharmacist, "medication.add_lot", form).unwrap())
    }

    pub fn level(&self, lot: Uuid) -> f64 {
        let stock = self.stock();
        let lots = stock["lots"].as_array().unwrap();
        let known = lots.iter().find(|shown| shown["id"] == json!(lot));
        match known {
            Some(shown) => shown["level"].as_f64().unwrap(),
            None => self
                .clinic
                .text(
                    "SELECT CAST(sum(quantity) AS TEXT) FROM inventory_movements \
                     WHERE inventory_item_id = ?1",
                    lot,
                )
                .unwrap()
                .parse()
                .unwrap(),
        }
    }

    pub fn stock(&self) -> Value {
        let every = json!({ "query": null, "expiring_within_days": null, "retired": true });
        self.clinic.ask(self.pharmacist, "medication.stock", every).unwrap()
    }

    /// Hands out, whatever there is to be read first.
    pub fn dispense(&self, item: Uuid, quantity: f64) -> Result<Value, Refused> {
        let request = json!({
            "prescription_item_id": item, "quantity": quantity, "unit": "tablet",
            "days_supplied": null, "lots": null, "substitution_text": null, "notes": null,
            "accept_warnings": true, "no_lot_reason": "No stock is kept of it"
        });
        self.clinic.ask(self.pharmacist, "medication.dispense", request)
    }

    pub fn refills_left(&self, item: Uuid) -> i64 {
        let asked = json!({ "prescription_item_id": item, "quantity": 1 });
        let proposed = self.clinic.ask(self.pharmacist, "medication.propose_lots", asked).unwrap();
        proposed["refills_left"].as_i64().unwrap()
    }
}

/// A form for a new lot.
pub(crate) fn lot(name: &str, number: &str, expires_on: Option<&str>, received: f64) -> Value {
    json!({
        "medication_id": null, "name": name, "lot_number": number, "expires_on": expires_on,
        "unit": "tablet", "location": null, "minimum_quantity": null, "lead_time_days": null,
        "unit_cost_minor": null, "currency": null, "supplier": null, "notes": null,
        "received": received
    })
}

/// Prescribes one tablet twice a day, `changed` as said, and gives the prescription and its item.
pub(crate) fn prescribed(
    clinic: &Clinic,
    patient: Uuid,
    text: &str,
    changed: Value,
) -> (Uuid, Uuid) {
    let mut item = json!({
        "medication_text": text, "dose_amount": 1, "dose_unit": "tablet", "route": "oral",
        "frequency_text": "twice a day", "dosage_text": null, "is_free_text_dosage": false,
        "duration_days": null, "quantity": null, "refills_allowed": 0, "instructions": null,
        "indication": null
    });
    for (name, value) in changed.as_object().unwrap() {
        item[name] = value.clone();
    }
    let request = json!({
        "patient_id": patient, "visit_id": null, "items": [item], "notes": null,
        "accept_warnings": true, "accept_reason": "known for years"
    });
    let made = clinic.ask(clinic.doctor, "medication.prescribe", request).unwrap();
    (id_of(&made), item_of(clinic, id_of(&made)))
}

/// The only medicine of a prescription.
pub(crate) fn item_of(clinic: &Clinic, prescription: Uuid) -> Uuid {
    let hex = clinic
        .text("SELECT hex(id) FROM prescription_items WHERE prescription_id = ?1", prescription);
    hex.unwrap().parse().unwrap()
}
