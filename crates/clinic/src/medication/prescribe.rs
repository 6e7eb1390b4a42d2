//! A prescription.

use chrono::Days;
use serde::Deserialize;
use store::{Cells, Write};
use ts_rs::TS;
use uuid::Uuid;

use crate::medication::check::{WarningSeverity, warnings};
use crate::medication::ingredient;
use crate::organization::add_user::Made;
use crate::people::details::filled;
use crate::scheduling::appointment::patient_may_come;
use crate::{Refused, Who};

/// For whom, and what.
#[derive(Deserialize, TS)]
pub struct Prescribe {
    patient_id: Uuid,
    visit_id: Option<Uuid>,
    items: Vec<PrescribedItem>,
    notes: Option<String>,
    accept_warnings: bool,
}

/// One medicine. A dose is amount, unit, route and timing, or text that is flagged as such.
#[derive(Deserialize, TS)]
pub struct PrescribedItem {
    medication_text: String,
    dose_amount: Option<f64>,
    dose_unit: Option<String>,
    route: Option<String>,
    frequency_text: Option<String>,
    dosage_text: Option<String>,
    is_free_text_dosage: bool,
    duration_days: Option<i64>,
    quantity: Option<f64>,
    refills_allowed: i64,
    instructions: Option<String>,
    indication: Option<String>,
}

/// Prescribes. Refuses with the code `warned` and the warnings where an allergy or a medicine
/// already taken speaks against it, until `accept_warnings` says that the doctor has read them.
pub fn prescribe(write: &mut Write<'_>, who: &Who, request: Prescribe) -> Result<Made, Refused> {
    if request.items.is_empty() {
        return Err(Refused::field("items", "Add at least one medicine."));
    }
    patient_may_come(write, request.patient_id)?;
    let now = write.now();
    let today = who.today(now);
    if !request.accept_warnings {
        let sentences = weighty(write, &request, &today.to_string())?;
        if !sentences.is_empty() {
            return Err(Refused::coded("warned", sentences.join(" ")));
        }
    }
    let prescription = write.insert(
        "prescriptions",
        Cells::new()
            .set("site_id", who.site.id)
            .set("patient_id", request.patient_id)
            .set("visit_id", request.visit_id)
            .set("practitioner_id", who.practitioner_id)
            .set("prescribed_at", now)
            .set("status", "active")
            .set("notes", filled(request.notes.as_deref()))
            .set("created_by", who.user_id),
    )?;
    for item in &request.items {
        let last = item
            .duration_days
            .and_then(|days| u64::try_from(days).ok())
            .filter(|days| *days > 0)
            .and_then(|days| today.checked_add_days(Days::new(days - 1)));
        let cells = item
            .cells()
            .set("prescription_id", prescription)
            .set("patient_id", request.patient_id)
            .set("status", "active")
            .set("start_on", today.to_string())
            .set("end_on", last.map(|day| day.to_string()));
        write.insert("prescription_items", cells)?;
    }
    Ok(Made { id: prescription })
}

impl PrescribedItem {
    fn cells(&self) -> Cells {
        let text = |field: &Option<String>| filled(field.as_deref());
        Cells::new()
            .set("medication_text", self.medication_text.trim())
            .set("dose_amount", self.dose_amount)
            .set("dose_unit", text(&self.dose_unit))
            .set("route", text(&self.route))
            .set("frequency_text", text(&self.frequency_text))
            .set("dosage_text", text(&self.dosage_text))
            .set("is_free_text_dosage", self.is_free_text_dosage)
            .set("duration_days", self.duration_days)
            .set("quantity", self.quantity)
            .set("refills_allowed", self.refills_allowed)
            .set("instructions", text(&self.instructions))
            .set("indication", text(&self.indication))
    }
}

/// The sentences of the warnings that a doctor must have read.
fn weighty(
    reader: &store::Reader<'_>,
    request: &Prescribe,
    today: &str,
) -> Result<Vec<String>, Refused> {
    let mut sentences = Vec::new();
    for (index, item) in request.items.iter().enumerate() {
        for warning in warnings(reader, request.patient_id, &item.medication_text, today)? {
            if warning.severity < WarningSeverity::Info && !sentences.contains(&warning.sentence) {
                sentences.push(warning.sentence);
            }
        }
        let earlier = request.items.iter().take(index);
        for other in earlier {
            if ingredient::share(&other.medication_text, &item.medication_text) {
                sentences.push(format!(
                    "{} and {} in this prescription are the same medicine.",
                    other.medication_text.trim(),
                    item.medication_text.trim()
                ));
            }
        }
    }
    Ok(sentences)
}

#[cfg(test)]
mod tests {
    use crate::fixture::{Clinic, id_of};
    use serde_json::{Value, json};
    use uuid::Uuid;

    fn item(text: &str) -> Value {
        json!({
            "medication_text": text, "dose_amount": 1, "dose_unit": "tablet", "route": "oral",
            "frequency_text": "every 8 hours", "dosage_text": null, "is_free_text_dosage": false,
            "duration_days": 7, "quantity": 21, "refills_allowed": 0, "instructions": null,
            "indication": null
        })
    }

    fn prescription(patient: Uuid, items: Value) -> Value {
        json!({
            "patient_id": patient, "visit_id": null, "items": items, "notes": null,
            "accept_warnings": false
        })
    }

    fn allergic(clinic: &Clinic) -> Uuid {
        let patient = clinic.patient("Elena", "Marín", "1960-01-05");
        let allergy = json!({
            "patient_id": patient, "substance_text": "Penicillin", "category": "medication",
            "criticality": "high", "reaction_text": null, "severity": null
        });
        clinic.ask(clinic.nurse, "people.add_allergy", allergy).unwrap();
        patient
    }

    #[test]
    fn an_allergy_stops_a_prescription_until_the_doctor_has_read_the_warning() {
        let clinic = Clinic::found();
        let patient = allergic(&clinic);
        let mut request = prescription(patient, json!([item("Penicillin V 500 mg")]));
        let warned =
            clinic.ask(clinic.doctor, "medication.prescribe", request.clone()).unwrap_err();
        assert_eq!(warned.code, Some("warned"));
        assert!(warned.sentence.contains("allergic to Penicillin"));
        request["accept_warnings"] = json!(true);
        clinic.ask(clinic.doctor, "medication.prescribe", request).unwrap();
    }

    #[test]
    fn what_was_compared_by_words_only_is_said_and_stops_nobody() {
        let clinic = Clinic::found();
        let patient = allergic(&clinic);
        let check = json!({ "patient_id": patient, "medication_text": "Metformin 500 mg" });
        let checked = clinic.ask(clinic.nurse, "medication.check", check).unwrap();
        assert_eq!(checked["warnings"][0]["kind"], "unchecked");
        assert_eq!(checked["warnings"][0]["severity"], "info");
        let request = prescription(patient, json!([item("Metformin 500 mg")]));
        clinic.ask(clinic.doctor, "medication.prescribe", request).unwrap();
    }

    #[test]
    fn the_same_medicine_twice_is_told_while_it_is_taken() {
        let clinic = Clinic::found();
        let patient = clinic.patient("Elena", "Marín", "1960-01-05");
        let request = prescription(patient, json!([item("Amoxicillin 500 mg")]));
        clinic.ask(clinic.doctor, "medication.prescribe", request.clone()).unwrap();
        let again = clinic.ask(clinic.doctor, "medication.prescribe", request.clone()).unwrap_err();
        assert_eq!(again.code, Some("warned"));
        // The course of seven days is over; both the warning and the item's standing follow.
        clinic.set_clock("2026-03-09T09:00:00Z");
        let chart =
            clinic.ask(clinic.doctor, "people.chart", json!({ "patient_id": patient })).unwrap();
        assert_eq!(chart["medicines"][0]["expired"], true);
        assert_eq!(chart["medicines"][0]["dosage"], "1 tablet, oral, every 8 hours, for 7 days");
        assert_eq!(chart["medicines"][0]["end_on"], "2026-03-08");
        clinic.ask(clinic.doctor, "medication.prescribe", request).unwrap();
    }

    #[test]
    fn a_dose_is_whole_or_said_to_be_text_and_nothing_is_stored_otherwise() {
        let clinic = Clinic::found();
        let patient = clinic.patient("Elena", "Marín", "1960-01-05");
        let mut half = item("Prednisolone");
        half["route"] = json!(null);
        let request = prescription(patient, json!([item("Paracetamol 1 g"), half.clone()]));
        let refused = clinic.ask(clinic.doctor, "medication.prescribe", request).unwrap_err();
        assert_eq!(refused.field, Some("route"));
        let stored =
            clinic.number("SELECT count(*) FROM prescription_items WHERE patient_id = ?1", patient);
        assert_eq!(stored, Some(0));
        half["is_free_text_dosage"] = json!(true);
        half["dosage_text"] = json!("as on the tapering sheet");
        let request = prescription(patient, json!([half]));
        clinic.ask(clinic.doctor, "medication.prescribe", request).unwrap();
    }

    #[test]
    fn a_nurse_does_not_prescribe() {
        let clinic = Clinic::found();
        let patient = clinic.patient("Elena", "Marín", "1960-01-05");
        let request = prescription(patient, json!([item("Paracetamol 1 g")]));
        let refused = clinic.ask(clinic.nurse, "medication.prescribe", request).unwrap_err();
        assert_eq!(refused.code, Some("not_allowed"));
    }

    #[test]
    fn a_stopped_medicine_says_why_and_names_used_before_are_offered() {
        let clinic = Clinic::found();
        let patient = clinic.patient("Elena", "Marín", "1960-01-05");
        let request = prescription(patient, json!([item("Amoxicillin 500 mg")]));
        let prescription = clinic.ask(clinic.doctor, "medication.prescribe", request).unwrap();
        let id = clinic.text(
            "SELECT hex(id) FROM prescription_items WHERE prescription_id = ?1",
            id_of(&prescription),
        );
        let id: Uuid = id.unwrap().parse().unwrap();
        let stop = |reason: &str| json!({ "item_id": id, "version": 0, "reason": reason });
        assert!(clinic.ask(clinic.doctor, "medication.stop", stop("")).is_err());
        clinic.ask(clinic.doctor, "medication.stop", stop("rash")).unwrap();
        let why = clinic.text(
            "SELECT status || ': ' || status_reason FROM prescription_items WHERE id = ?1",
            id,
        );
        assert_eq!(why.unwrap(), "stopped: rash");
        let names =
            clinic.ask(clinic.doctor, "medication.suggest", json!({ "query": "amox" })).unwrap();
        assert_eq!(names, json!(["Amoxicillin 500 mg"]));
    }
}
