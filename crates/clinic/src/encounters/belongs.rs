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

#[cfg(test)]
mod tests {
    use crate::encounters::diagnose::tests::diagnosis;
    use crate::encounters::laboratory::story::order;
    use crate::encounters::record_vitals::tests::blank;
    use crate::fixture::{Clinic, id_of};
    use serde_json::{Value, json};

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
            let ask = |patient: uuid::Uuid, visit: Value| {
                let mut request = request.clone();
                request["patient_id"] = json!(patient);
                request["visit_id"] = visit;
                clinic.ask(clinic.doctor, name, request)
            };
            assert_eq!(ask(patient, json!(visit)).unwrap_err().field, Some("visit_id"), "{name}");
            let gone = ask(uuid::Uuid::max(), Value::Null).unwrap_err();
            assert_eq!(gone.field, Some("patient_id"), "{name}");
            ask(other, json!(visit)).unwrap();
        }
    }
}
