//! A prescription.

use serde::Deserialize;
use store::{Cells, Write};
use ts_rs::TS;
use uuid::Uuid;

use crate::medication::issue::{Acceptance, Issue, NewItem, issue};
use crate::organization::add_user::Made;
use crate::people::details::filled;
use crate::{Refused, Who, calendar};

/// For whom, and what.
#[derive(Deserialize, TS)]
pub struct Prescribe {
    patient_id: Uuid,
    visit_id: Option<Uuid>,
    items: Vec<PrescribedItem>,
    notes: Option<String>,
    /// Why it is prescribed, in the doctor's words.
    #[ts(optional = nullable)]
    diagnosis_text: Option<String>,
    /// Whether the doctor has read the warnings.
    accept_warnings: bool,
    /// Why it is right all the same, where the clinic's list calls it contraindicated or major.
    #[ts(optional = nullable)]
    accept_reason: Option<String>,
}

/// One medicine. A dose is amount, unit, route and timing, or text that is flagged as such.
#[derive(Deserialize, TS)]
pub struct PrescribedItem {
    medication_text: String,
    /// The medicine of the clinic's list, where one was chosen.
    #[ts(optional = nullable)]
    medication_id: Option<Uuid>,
    dose_amount: Option<f64>,
    dose_unit: Option<String>,
    route: Option<String>,
    /// How many times in every `frequency_period` of `frequency_period_unit`.
    #[ts(optional = nullable)]
    frequency_count: Option<i64>,
    #[ts(optional = nullable)]
    frequency_period: Option<f64>,
    #[ts(optional = nullable)]
    frequency_period_unit: Option<String>,
    frequency_text: Option<String>,
    #[ts(optional = nullable)]
    as_needed: Option<bool>,
    dosage_text: Option<String>,
    is_free_text_dosage: bool,
    duration_days: Option<i64>,
    quantity: Option<f64>,
    #[ts(optional = nullable)]
    quantity_unit: Option<String>,
    refills_allowed: i64,
    #[ts(optional = nullable)]
    substitution_allowed: Option<bool>,
    /// `YYYY-MM-DD`; today where nothing is said.
    #[ts(optional = nullable)]
    start_on: Option<String>,
    instructions: Option<String>,
    indication: Option<String>,
}

/// Prescribes and signs. Refuses with the code `warned` and the warnings where something speaks
/// against it, until `accept_warnings` says that the doctor has read them, and with the code
/// `reason_needed` where the clinic's list calls it contraindicated or major, until
/// `accept_reason` says why it is right all the same.
pub fn prescribe(write: &mut Write<'_>, who: &Who, request: Prescribe) -> Result<Made, Refused> {
    let count = request.items.len();
    let items = request
        .items
        .iter()
        .enumerate()
        .map(|(index, item)| item.new_item().map_err(|refused| refused.in_line(index, count)))
        .collect::<Result<_, _>>()?;
    let id = issue(
        write,
        who,
        Issue {
            patient_id: request.patient_id,
            visit_id: request.visit_id,
            diagnosis_text: filled(request.diagnosis_text.as_deref()),
            notes: filled(request.notes.as_deref()),
            items,
            acceptance: Acceptance {
                warnings: request.accept_warnings,
                reason: filled(request.accept_reason.as_deref()),
            },
        },
    )?;
    Ok(Made { id })
}

impl PrescribedItem {
    fn new_item(&self) -> Result<NewItem, Refused> {
        let text = |field: &Option<String>| filled(field.as_deref());
        let start_on =
            text(&self.start_on).map(|day| calendar::day("start_on", &day)).transpose()?;
        Ok(NewItem {
            medication_text: self.medication_text.trim().to_owned(),
            medication_id: self.medication_id,
            duration_days: self.duration_days,
            start_on,
            renews: None,
            cells: Cells::new()
                .set("dose_amount", self.dose_amount)
                .set("dose_unit", text(&self.dose_unit))
                .set("route", text(&self.route))
                .set("frequency_count", self.frequency_count)
                .set("frequency_period", self.frequency_period)
                .set("frequency_period_unit", text(&self.frequency_period_unit))
                .set("frequency_text", text(&self.frequency_text))
                .set("as_needed", self.as_needed.unwrap_or(false))
                .set("dosage_text", text(&self.dosage_text))
                .set("is_free_text_dosage", self.is_free_text_dosage)
                .set("quantity", self.quantity)
                .set("quantity_unit", text(&self.quantity_unit))
                .set("refills_allowed", self.refills_allowed)
                .set("substitution_allowed", self.substitution_allowed)
                .set("instructions", text(&self.instructions))
                .set("indication", text(&self.indication)),
        })
    }
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
        assert_eq!(names[0], "Amoxicillin 500 mg", "what was written here before comes first");
        assert_eq!(names[1], "Amoxicillin 250 mg/5 ml oral suspension", "then the clinic's list");
    }

    #[test]
    fn what_the_list_forbids_is_prescribed_only_with_a_reason_that_is_kept() {
        let clinic = Clinic::found();
        let patient = allergic(&clinic);
        let mut request = prescription(patient, json!([item("Amoxicillin 500 mg")]));
        let ask =
            |request: &Value| clinic.ask(clinic.doctor, "medication.prescribe", request.clone());
        assert_eq!(ask(&request).unwrap_err().code, Some("warned"));
        request["accept_warnings"] = json!(true);
        let refused = ask(&request).unwrap_err();
        assert_eq!((refused.code, refused.field), (Some("reason_needed"), Some("accept_reason")));
        request["accept_reason"] = json!("Tolerated it last year, the allergy is doubtful");
        let id = id_of(&ask(&request).unwrap());
        let kept = clinic
            .text("SELECT pharmacy_notes FROM prescription_items WHERE prescription_id = ?1", id)
            .unwrap();
        assert!(kept.contains("Tolerated it last year"), "{kept}");
        let audited =
            clinic.text("SELECT reason FROM audit_logs WHERE action = 'sign' AND row_id = ?1", id);
        assert_eq!(audited.unwrap(), "Tolerated it last year, the allergy is doubtful");
    }

    #[test]
    fn a_prescription_is_signed_into_the_chained_record_and_coded_by_the_list() {
        let clinic = Clinic::found();
        let patient = clinic.patient("Elena", "Marín", "1960-01-05");
        let request = prescription(patient, json!([item("Amoxicillin 500 mg")]));
        let id = id_of(&clinic.ask(clinic.doctor, "medication.prescribe", request).unwrap());
        let content = clinic
            .text(
                "SELECT content FROM ehr_entries WHERE row_id = ?1 \
                 AND record_type = 'prescription' AND table_name = 'prescriptions'",
                id,
            )
            .unwrap();
        assert!(content.contains("1 tablet, oral, every 8 hours, for 7 days"), "{content}");
        let signed = clinic.number("SELECT signed_at FROM prescriptions WHERE id = ?1", id);
        assert_eq!(signed, Some(clinic.now()));
        let coded = clinic.text(
            "SELECT i.code || ' ' || m.strength FROM prescription_items i \
             JOIN medications m ON m.id = i.medication_id WHERE i.prescription_id = ?1",
            id,
        );
        assert_eq!(coded.as_deref(), Some("J01CA04 500 mg"));
    }

    #[test]
    fn a_code_that_was_chosen_by_mistake_hides_nothing_and_an_unknown_one_is_refused() {
        let clinic = Clinic::found();
        let patient = allergic(&clinic);
        let asked = json!({ "query": "metformin", "after": null, "retired": false });
        let listed = clinic.ask(clinic.doctor, "medication.medicines", asked).unwrap();
        let mut wrong = item("Amoxicillin 500 mg");
        wrong["medication_id"] = listed[0]["id"].clone();
        let request = prescription(patient, json!([wrong.clone()]));
        let warned = clinic.ask(clinic.doctor, "medication.prescribe", request).unwrap_err();
        assert!(warned.sentence.contains("allergic to Penicillin"));
        wrong["medication_id"] = json!(Uuid::nil());
        let mut request = prescription(patient, json!([wrong]));
        request["accept_warnings"] = json!(true);
        request["accept_reason"] = json!("tolerated");
        let refused = clinic.ask(clinic.doctor, "medication.prescribe", request).unwrap_err();
        assert_eq!(refused.field, Some("medication_id"));
    }

    #[test]
    fn medicines_of_one_prescription_are_compared_with_each_other() {
        let clinic = Clinic::found();
        let patient = clinic.patient("Elena", "Marín", "1960-01-05");
        let pair = json!([item("Warfarin 5 mg"), item("Ibuprofen 400 mg")]);
        let refused = clinic
            .ask(clinic.doctor, "medication.prescribe", prescription(patient, pair))
            .unwrap_err();
        assert!(refused.sentence.contains("serious bleeding"), "{}", refused.sentence);
        let twice = json!([item("Paracetamol 500 mg"), item("Paracetamol 1 g")]);
        let refused = clinic
            .ask(clinic.doctor, "medication.prescribe", prescription(patient, twice))
            .unwrap_err();
        assert!(refused.sentence.contains("are the same medicine"), "{}", refused.sentence);
    }
}
