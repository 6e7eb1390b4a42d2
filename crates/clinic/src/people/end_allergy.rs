//! An allergy no longer holds, or never did.

use serde::Deserialize;
use store::{Cells, Reader, Write, params};
use ts_rs::TS;
use uuid::Uuid;

use crate::people::details::filled;
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
    /// Why; needed where it was never there, since nothing warns of it any more.
    #[ts(optional = nullable)]
    reason: Option<String>,
}

/// Ends an allergy; it stays on record, with the reason.
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
    let reason = filled(request.reason.as_deref());
    if matches!(request.status, AllergyEnd::EnteredInError) && reason.is_none() {
        return Err(Refused::field(
            "reason",
            "Say why this allergy was entered in error. Nothing warns of it any more.",
        ));
    }
    let mut cells = Cells::new().set("status", status);
    if let Some(reason) = reason {
        cells.put("notes", noted(write, request.id, &reason)?);
    }
    write.update("patient_allergies", request.id, Some(request.version), cells)?;
    Ok(Nothing {})
}

/// The notes of an allergy with this sentence below what stands there.
pub(super) fn noted(reader: &Reader<'_>, allergy: Uuid, sentence: &str) -> Result<String, Refused> {
    let notes: Option<Option<String>> = reader.value(
        "SELECT notes FROM patient_allergies WHERE id = ?1 AND deleted_at IS NULL",
        params![allergy],
    )?;
    let notes = notes.ok_or_else(|| Refused::gone("allergy"))?;
    Ok(match filled(notes.as_deref()) {
        Some(before) => format!("{before}\n{sentence}"),
        None => sentence.to_owned(),
    })
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
        let id = id_of(&made);
        let strike = |reason: &str| {
            let end = json!({
                "id": id, "version": 0, "status": "entered_in_error", "reason": reason
            });
            clinic.ask(clinic.nurse, "people.end_allergy", end)
        };
        assert_eq!(strike(" ").unwrap_err().field, Some("reason"));
        assert_eq!(counted(clinic.nurse), 1);
        strike("Her sister's").unwrap();
        assert_eq!(counted(clinic.nurse), 0);
        let notes = clinic.text("SELECT notes FROM patient_allergies WHERE id = ?1", id);
        assert_eq!(notes.as_deref(), Some("Her sister's"));
    }
}
