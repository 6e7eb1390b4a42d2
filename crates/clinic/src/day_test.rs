//! One patient's way through the clinic, over all domains, as the screens would ask.

use serde_json::{Value, json};

use crate::fixture::{Clinic, id_of, person};

fn measured(patient: uuid::Uuid, visit: &Value) -> Value {
    json!({
        "patient_id": patient, "visit_id": visit["id"], "systolic_mmhg": 128,
        "diastolic_mmhg": 82, "heart_rate_bpm": 76, "respiratory_rate_bpm": 16,
        "temperature": 38.4, "temperature_unit": "C", "weight": 61, "weight_unit": "kg",
        "height_cm": 168, "height_feet": null, "height_inches": null, "pain_score": 3,
        "oxygen_saturation_percent": 98, "on_oxygen": false, "consciousness": "alert",
        "notes": null, "confirm_unusual": false
    })
}

#[test]
fn a_walk_in_is_registered_seen_treated_billed_and_pays() {
    let clinic = Clinic::found();
    let (desk, nurse, doctor, office) =
        (clinic.receptionist, clinic.nurse, clinic.doctor, clinic.owner);

    let form = person("Hassan", "Omar", Some("1984-06-21"));
    let patient = id_of(&clinic.ask(desk, "people.register", form).unwrap());
    let walk_in = json!({
        "patient_id": patient, "practitioner_id": clinic.doctor_practitioner,
        "reason": "Sore throat", "kind": "consultation"
    });
    let appointment = id_of(&clinic.ask(desk, "scheduling.walk_in", walk_in).unwrap());

    clinic.pass_minutes(9);
    let allergy = json!({
        "patient_id": patient, "substance_text": "Penicillin", "category": "medication",
        "criticality": "high", "reaction_text": "swollen lips", "severity": "severe"
    });
    clinic.ask(nurse, "people.add_allergy", allergy).unwrap();
    let room = json!({ "appointment_id": appointment, "version": 0, "room": "2" });
    clinic.ask(nurse, "encounters.room", room).unwrap();

    clinic.pass_minutes(4);
    let start = json!({
        "appointment_id": appointment, "patient_id": patient, "practitioner_id": null,
        "kind": "consultation", "reason": null
    });
    let visit = clinic.ask(doctor, "encounters.start_visit", start).unwrap();
    clinic.ask(nurse, "encounters.record_vitals", measured(patient, &visit)).unwrap();
    let note = json!({
        "id": visit["id"], "version": 0, "reason": "Sore throat", "subjective": "three days",
        "objective": "red tonsils", "assessment": "tonsillitis", "plan": "antibiotic",
        "follow_up_instructions": "come back if no better in two days"
    });
    clinic.ask(doctor, "encounters.write_note", note).unwrap();
    let diagnosis = json!({
        "patient_id": patient, "visit_id": visit["id"], "icd10_code": null,
        "condition_name": "Tonsillitis", "severity": "moderate", "status": "active",
        "onset_on": "2026-02-27", "notes": null
    });
    clinic.ask(doctor, "encounters.diagnose", diagnosis).unwrap();
    let medicine = |text: &str| {
        json!({
            "patient_id": patient, "visit_id": visit["id"], "notes": null,
            "accept_warnings": false,
            "items": [{
                "medication_text": text, "dose_amount": 500, "dose_unit": "mg", "route": "oral",
                "frequency_text": "twice a day", "dosage_text": null,
                "is_free_text_dosage": false, "duration_days": 5, "quantity": 10,
                "refills_allowed": 0, "instructions": null, "indication": "Tonsillitis"
            }]
        })
    };
    let warned = clinic.ask(doctor, "medication.prescribe", medicine("Penicillin V")).unwrap_err();
    assert_eq!(warned.code, Some("warned"));
    clinic.ask(doctor, "medication.prescribe", medicine("Clarithromycin")).unwrap();
    let this = json!({ "id": visit["id"], "version": 0 });
    clinic.ask(doctor, "encounters.end_visit", this.clone()).unwrap();
    clinic.ask(doctor, "encounters.sign_visit", this).unwrap();

    let bill = json!({
        "patient_id": patient, "visit_id": visit["id"], "due_on": null, "notes": null,
        "issue": true,
        "lines": [{
            "description": "Consultation", "quantity": 1, "unit_price_minor": 4500,
            "procedure_code": null, "diagnosis_code": null
        }]
    });
    let invoice = id_of(&clinic.ask(office, "billing.create_invoice", bill).unwrap());
    let pay = json!({
        "invoice_id": invoice, "amount_minor": 4500, "method": "credit_card", "reference": null
    });
    clinic.ask(desk, "billing.take_payment", pay).unwrap();

    let queue = clinic.ask(desk, "scheduling.queue", json!({ "on": "2026-03-02" })).unwrap();
    assert_eq!(queue[0]["stage"], "done");
    let chart = clinic.ask(doctor, "people.chart", json!({ "patient_id": patient })).unwrap();
    assert_eq!(chart["allergies"][0]["reaction_text"], "swollen lips");
    assert_eq!(chart["problems"][0]["condition_name"], "Tonsillitis");
    assert_eq!(chart["medicines"][0]["medication_text"], "Clarithromycin");
    assert_eq!(chart["vitals"][0]["bmi"], 21.6);
    assert_eq!(chart["visits"][0]["problems"], json!(["Tonsillitis"]));
    assert_eq!(chart["visit_count"], 1);
    assert_eq!(chart["invoices"][0]["payment_state"], "paid");
    assert_eq!(chart["balance_minor"], 0);
    let shown = clinic.ask(doctor, "encounters.visit", json!({ "id": visit["id"] })).unwrap();
    assert_eq!(shown["signed_by"], "Amina Benali");
    assert_eq!(
        shown["prescriptions"][0]["items"][0]["dosage"],
        "500 mg, oral, twice a day, for 5 days"
    );
    assert_eq!(shown["invoice_id"], json!(invoice));
}
