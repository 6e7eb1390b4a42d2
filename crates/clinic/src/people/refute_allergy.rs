//! An allergy was looked into and is none.

use serde::Deserialize;
use store::{Cells, Write};
use ts_rs::TS;
use uuid::Uuid;

use crate::people::details::filled;
use crate::people::end_allergy::noted;
use crate::{Nothing, Refused, Who};

/// Which allergy, and what showed that it is none.
#[derive(Deserialize, TS)]
pub struct RefuteAllergy {
    id: Uuid,
    version: i64,
    reason: String,
}

/// Refutes an allergy: it stays on record with what showed it, warns of nothing any more, and is
/// not noted a second time by somebody who does not know.
pub fn refute_allergy(
    write: &mut Write<'_>,
    _: &Who,
    request: RefuteAllergy,
) -> Result<Nothing, Refused> {
    let reason = filled(Some(&request.reason)).ok_or_else(|| {
        Refused::field("reason", "Say what showed that the patient is not allergic.")
    })?;
    let notes = noted(write, request.id, &reason)?;
    let cells =
        Cells::new().set("status", "inactive").set("verification", "refuted").set("notes", notes);
    write.update("patient_allergies", request.id, Some(request.version), cells)?;
    Ok(Nothing {})
}

#[cfg(test)]
mod tests {
    use crate::fixture::{Clinic, id_of};
    use serde_json::json;

    #[test]
    fn an_allergy_is_corrected_then_refuted_and_warns_no_more() {
        let clinic = Clinic::found();
        let patient = clinic.patient("Sara", "Lozano", "2001-01-01");
        let allergy = json!({
            "patient_id": patient, "substance_text": "Penicilin", "category": "medication",
            "criticality": null, "reaction_text": "rash", "severity": null
        });
        let id = id_of(&clinic.ask(clinic.nurse, "people.add_allergy", allergy).unwrap());
        let correct = |verification: &str| {
            let request = json!({
                "id": id, "version": 0, "substance_text": "Penicillin", "category": "medication",
                "criticality": "high", "reaction_text": "rash", "severity": "moderate",
                "verification": verification
            });
            clinic.ask(clinic.nurse, "people.correct_allergy", request)
        };
        assert_eq!(correct("refuted").unwrap_err().field, Some("verification"));
        correct("confirmed").unwrap();
        let warnings = || {
            let request = json!({ "patient_id": patient, "medication_text": "Penicillin V" });
            let checked = clinic.ask(clinic.doctor, "medication.check", request).unwrap();
            checked["warnings"].as_array().unwrap().len()
        };
        assert_eq!(warnings(), 1);
        let refute = |reason: &str| {
            let request = json!({ "id": id, "version": 0, "reason": reason });
            clinic.ask(clinic.doctor, "people.refute_allergy", request)
        };
        assert_eq!(refute(" ").unwrap_err().field, Some("reason"));
        refute("Oral challenge without reaction").unwrap();
        assert_eq!(warnings(), 0);
        let chart =
            clinic.ask(clinic.doctor, "people.chart", json!({ "patient_id": patient })).unwrap();
        assert_eq!(chart["allergies"][0]["status"], "inactive");
        assert_eq!(chart["allergies"][0]["verification"], "refuted");
        assert_eq!(chart["patient"]["allergies"], 0);
    }
}
