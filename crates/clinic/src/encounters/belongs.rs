//! Whether what a screen sends belongs together.

use store::{Reader, params};
use uuid::Uuid;

use crate::Refused;
use crate::people::merged::is_one_person;

/// Refuses where the patient's record is not here, or where the visit is somebody else's: a
/// result, a diagnosis or a measurement must not land in another patient's record.
pub(crate) fn belongs(
    reader: &Reader<'_>,
    patient: Uuid,
    visit: Option<Uuid>,
) -> Result<(), Refused> {
    let known: Option<i64> = reader
        .value("SELECT 1 FROM patients WHERE id = ?1 AND deleted_at IS NULL", params![patient])?;
    if known.is_none() {
        return Err(Refused::field("patient_id", "This patient's record is not on this PC."));
    }
    visit_belongs(reader, patient, visit)
}

/// Refuses a visit that is somebody else's. Records that were declared one person's are one.
pub(crate) fn visit_belongs(
    reader: &Reader<'_>,
    patient: Uuid,
    visit: Option<Uuid>,
) -> Result<(), Refused> {
    let Some(visit) = visit else { return Ok(()) };
    let whose: Option<Uuid> = reader.value(
        "SELECT patient_id FROM visits WHERE id = ?1 AND deleted_at IS NULL",
        params![visit],
    )?;
    match whose {
        None => Err(Refused::gone("visit")),
        Some(whose) if !is_one_person(reader, patient, whose)? => {
            Err(Refused::field("visit_id", "This visit is another patient's."))
        }
        Some(_) => Ok(()),
    }
}

/// Refuses an appointment that is somebody else's, as [`visit_belongs`] does.
pub(crate) fn appointment_belongs(
    reader: &Reader<'_>,
    patient: Uuid,
    appointment: Option<Uuid>,
) -> Result<(), Refused> {
    let Some(appointment) = appointment else { return Ok(()) };
    let whose: Option<Uuid> = reader.value(
        "SELECT patient_id FROM appointments WHERE id = ?1 AND deleted_at IS NULL",
        params![appointment],
    )?;
    match whose {
        None => Err(Refused::gone("appointment")),
        Some(whose) if !is_one_person(reader, patient, whose)? => {
            Err(Refused::field("appointment_id", "This appointment is another patient's."))
        }
        Some(_) => Ok(()),
    }
}

#[cfg(test)]
mod tests {
    use crate::encounters::diagnose::tests::diagnosis;
    use crate::encounters::laboratory::story::order;
    use crate::encounters::record_vitals::tests::blank;
    use crate::fixture::{Clinic, id_of};
    use crate::medication::shop::Shop;
    use serde_json::{Value, json};
    use uuid::Uuid;

    #[test]
    fn nothing_lands_in_another_patients_visit_or_in_a_record_that_is_not_here() {
        let clinic = Clinic::found();
        let patient = clinic.patient("Elena", "Marín", "1960-01-05");
        let other = clinic.patient("Luis", "Prieto", "1990-10-10");
        let start = json!({
            "appointment_id": null, "patient_id": other, "practitioner_id": null,
            "kind": "routine", "reason": null
        });
        let visit = id_of(&clinic.ask(clinic.doctor, "encounters.start_visit", start).unwrap());
        let mut vitals = blank(patient);
        vitals["heart_rate_bpm"] = json!(70);
        let mut condition = diagnosis(patient, "A04.9");
        condition["icd10_code"] = Value::Null;
        let mut tests = order(patient, None, &[]);
        tests["other_tests"] = json!(["Potassium"]);
        for (name, request) in [
            ("encounters.record_vitals", vitals),
            ("encounters.diagnose", condition),
            ("encounters.order_tests", tests),
        ] {
            let ask = |patient: Uuid, visit: Value| {
                let mut request = request.clone();
                request["patient_id"] = json!(patient);
                request["visit_id"] = visit;
                clinic.ask(clinic.doctor, name, request)
            };
            assert_eq!(ask(patient, json!(visit)).unwrap_err().field, Some("visit_id"), "{name}");
            let gone = ask(Uuid::max(), Value::Null).unwrap_err();
            assert_eq!(gone.field, Some("patient_id"), "{name}");
            ask(other, json!(visit)).unwrap();
        }
    }

    #[test]
    fn what_is_prescribed_given_ordered_filed_or_proposed_names_the_patients_own_visit() {
        let shop = Shop::open();
        let clinic = &shop.clinic;
        let other = clinic.patient("Luis", "Prieto", "1990-10-10");
        let start = json!({
            "appointment_id": null, "patient_id": other, "practitioner_id": null,
            "kind": "routine", "reason": null
        });
        let visit = id_of(&clinic.ask(clinic.doctor, "encounters.start_visit", start).unwrap());
        let booked = clinic.book(other, "2026-03-02T10:00:00Z").unwrap();
        let requests = [
            (
                "medication.prescribe",
                json!({
                    "items": [{
                        "medication_text": "Metformin 850 mg", "dose_amount": 1,
                        "dose_unit": "tablet", "route": "oral", "frequency_count": 2,
                        "frequency_period": 1, "frequency_period_unit": "day",
                        "is_free_text_dosage": false, "duration_days": 10,
                        "refills_allowed": 0
                    }],
                    "accept_warnings": true, "accept_reason": "known"
                }),
            ),
            (
                "medication.administer",
                json!({
                    "medication_text": "Paracetamol 500 mg", "status": "given",
                    "accept_warnings": false
                }),
            ),
            ("medication.add_statement", json!({ "medication_text": "Aspirin" })),
            (
                "imaging.order",
                json!({
                    "modality": "US", "body_part": "abdomen", "priority": "routine",
                    "reason": "Pain", "accept_warnings": true
                }),
            ),
            ("records.add_document", json!({ "kind": "referral", "title": "Letter" })),
            ("encounters.propose_diagnoses", json!({ "hyperglycaemia_symptoms": false })),
            ("encounters.propose_recommendations", json!({})),
        ];
        for (name, request) in requests {
            let ask = |patient: Uuid| {
                let mut request = request.clone();
                request["patient_id"] = json!(patient);
                request["visit_id"] = json!(visit);
                clinic.ask(clinic.doctor, name, request)
            };
            let refused = ask(shop.patient).unwrap_err();
            assert_eq!(refused.field, Some("visit_id"), "{name}: {}", refused.sentence);
            ask(other).unwrap();
        }
        let therapist = clinic.employ("Nadia", "Haddad", "therapist");
        clinic.entrust(shop.patient, therapist);
        let session = |patient: Uuid| {
            let plan = json!({
                "patient_id": patient, "practitioner_id": null, "appointment_id": booked,
                "kind": "individual", "starts_at": clinic.now()
            });
            clinic.ask(therapist, "wellness.plan_session", plan)
        };
        assert_eq!(session(shop.patient).unwrap_err().field, Some("appointment_id"));
        // Two records of one person are one.
        let merge = json!({
            "patient_id": other, "merged_patient_id": shop.patient, "reason": "same passport",
            "accept_clash": true
        });
        clinic.ask(clinic.receptionist, "people.merge", merge).unwrap();
        let statement = json!({
            "patient_id": shop.patient, "visit_id": visit, "medication_text": "Ginkgo"
        });
        clinic.ask(clinic.doctor, "medication.add_statement", statement).unwrap();
    }
}
