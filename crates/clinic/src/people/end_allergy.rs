//! An allergy no longer holds, or never did.

use serde::Deserialize;
use store::{Cells, Write};
use ts_rs::TS;
use uuid::Uuid;

use crate::{Nothing, Refused, Who};

/// Why an allergy no longer counts.
#[derive(Clone, Copy, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum AllergyEnd {
    /// It is not seen at present.
    Inactive,
    /// It has gone.
    Resolved,
    /// It was never there.
    EnteredInError,
}

/// Which allergy, and why.
#[derive(Deserialize, TS)]
pub struct EndAllergy {
    id: Uuid,
    version: i64,
    status: AllergyEnd,
}

/// Ends an allergy; it stays on record.
pub fn end_allergy(
    write: &mut Write<'_>,
    _: &Who,
    request: EndAllergy,
) -> Result<Nothing, Refused> {
    let status = match request.status {
        AllergyEnd::Inactive => "inactive",
        AllergyEnd::Resolved => "resolved",
        AllergyEnd::EnteredInError => "entered_in_error",
    };
    let cells = Cells::new().set("status", status);
    write.update("patient_allergies", request.id, Some(request.version), cells)?;
    Ok(Nothing {})
}

#[cfg(test)]
mod tests {
    use crate::fixture::{Clinic, id_of};
    use serde_json::json;

    #[test]
    fn an_allergy_is_counted_while_it_holds_and_only_for_those_who_treat() {
        let clinic = Clinic::found();
        let patient = clinic.patient("Sara", "Lozano", "2001-01-01");
        let allergy = json!({
            "patient_id": patient, "substance_text": "Penicillin", "category": "medication",
            "criticality": "high", "reaction_text": "rash", "severity": null
        });
        let refused = clinic.ask(clinic.receptionist, "people.add_allergy", allergy.clone());
        assert_eq!(refused.unwrap_err().code, Some("not_allowed"));
        let made = clinic.ask(clinic.nurse, "people.add_allergy", allergy).unwrap();
        let counted = |user| {
            let request = json!({ "query": "lozano", "limit": 1 });
            clinic.ask(user, "people.find", request).unwrap()[0]["allergies"].clone()
        };
        assert_eq!(counted(clinic.nurse), 1);
        assert_eq!(counted(clinic.receptionist), 0);
        let end = json!({ "id": id_of(&made), "version": 0, "status": "entered_in_error" });
        clinic.ask(clinic.nurse, "people.end_allergy", end).unwrap();
        assert_eq!(counted(clinic.nurse), 0);
    }
}
