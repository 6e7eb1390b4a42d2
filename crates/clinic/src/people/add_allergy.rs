//! An allergy becomes known.

use serde::Deserialize;
use store::{Cells, Reader, Write};
use ts_rs::TS;
use uuid::Uuid;

use crate::medication::formulary::Formulary;
use crate::organization::add_user::Made;
use crate::people::asked::{must_be_here, must_be_of_life};
use crate::people::details::filled;
use crate::{Refused, Who, calendar};

/// What the patient does not tolerate.
#[derive(Deserialize, TS)]
pub struct AddAllergy {
    patient_id: Uuid,
    substance_text: String,
    /// With its system; that of the clinic's list where nothing is said and the list knows it.
    #[ts(optional = nullable)]
    code_system: Option<String>,
    #[ts(optional = nullable)]
    code: Option<String>,
    #[ts(optional = nullable, type = "\"allergy\" | \"intolerance\" | null")]
    kind: Option<String>,
    category: Option<String>,
    #[ts(type = "\"low\" | \"high\" | \"unable_to_assess\" | null")]
    criticality: Option<String>,
    reaction_text: Option<String>,
    severity: Option<String>,
    /// `YYYY-MM-DD`, since when.
    #[ts(optional = nullable)]
    onset_on: Option<String>,
    /// How sure it is.
    #[ts(optional = nullable, type = "\"unconfirmed\" | \"presumed\" | \"confirmed\" | null")]
    verification: Option<String>,
}

/// Notes an allergy as active, coded as the clinic's list of medicines codes the substance.
pub fn add_allergy(write: &mut Write<'_>, who: &Who, request: AddAllergy) -> Result<Made, Refused> {
    must_be_here(write, request.patient_id)?;
    must_hold(request.verification.as_deref())?;
    let now = write.now();
    let onset = onset(write, who, now, request.patient_id, request.onset_on.as_deref())?;
    let said = (request.code_system.as_deref(), request.code.as_deref());
    let coded = coded(write, who, &request.substance_text, request.category.as_deref(), said)?;
    let (system, code) = coded.unzip();
    let id = write.insert(
        "patient_allergies",
        Cells::new()
            .set("patient_id", request.patient_id)
            .set("substance_text", request.substance_text.trim())
            .set("code_system", system)
            .set("code", code)
            .set("kind", request.kind)
            .set("category", request.category)
            .set("criticality", request.criticality)
            .set("reaction_text", filled(request.reaction_text.as_deref()))
            .set("severity", request.severity)
            .set("status", "active")
            .set("verification", request.verification)
            .set("onset_on", onset)
            .set("recorded_at", now)
            .set("recorded_by", who.user_id),
    )?;
    Ok(Made { id })
}

/// Refuses a verification that says that there is no allergy.
pub(crate) fn must_hold(verification: Option<&str>) -> Result<(), Refused> {
    match verification {
        Some("refuted" | "entered_in_error") => Err(Refused::field(
            "verification",
            "An allergy that does not hold is refuted or ended, not noted or corrected.",
        )),
        _ => Ok(()),
    }
}

/// Since when, checked.
pub(crate) fn onset(
    reader: &Reader<'_>,
    who: &Who,
    now: i64,
    patient: Uuid,
    said: Option<&str>,
) -> Result<Option<String>, Refused> {
    let Some(said) = filled(said) else { return Ok(None) };
    let day = calendar::day("onset_on", &said)?;
    must_be_of_life(reader, who, now, patient, ("onset_on", day))?;
    Ok(Some(said))
}

/// System and code of a substance: those that were said, or those of the clinic's list of
/// medicines. Food and what is in the air stand in no list of medicines.
pub(crate) fn coded(
    reader: &Reader<'_>,
    who: &Who,
    substance: &str,
    category: Option<&str>,
    (system, code): (Option<&str>, Option<&str>),
) -> Result<Option<(String, String)>, Refused> {
    match (filled(system), filled(code)) {
        (Some(system), Some(code)) => return Ok(Some((system, code))),
        (None, Some(_)) => {
            return Err(Refused::field("code_system", "Say from which list this code is."));
        }
        (Some(_), None) => {
            return Err(Refused::field("code", "Give the code as well, or leave its list out."));
        }
        (None, None) => {}
    }
    if matches!(category, Some("food" | "environment")) {
        return Ok(None);
    }
    let formulary = Formulary::read(reader, who.organization_id)?;
    let found = formulary.code(substance);
    Ok(found.map(|(system, code)| (system.to_owned(), code.to_owned())))
}

#[cfg(test)]
mod tests {
    use crate::fixture::{Clinic, id_of};
    use serde_json::{Value, json};

    #[test]
    fn an_allergy_is_coded_by_the_list_and_says_since_when_and_how_sure_it_is() {
        let clinic = Clinic::found();
        let patient = clinic.patient("Sara", "Lozano", "2001-01-01");
        let add = |substance: &str, said: Value| {
            let mut allergy = json!({
                "patient_id": patient, "substance_text": substance, "category": "medication",
                "criticality": "high", "reaction_text": "rash", "severity": null
            });
            for (name, value) in said.as_object().unwrap() {
                allergy[name] = value.clone();
            }
            clinic.ask(clinic.nurse, "people.add_allergy", allergy)
        };
        let kept = |id| {
            let sql = "SELECT coalesce(code, '-') || ' ' || coalesce(onset_on, '-') || ' ' || \
                       coalesce(verification, '-') || ' ' || coalesce(kind, '-') \
                       FROM patient_allergies WHERE id = ?1";
            clinic.text(sql, id).unwrap()
        };
        let said = json!({ "onset_on": "2019-05-04", "verification": "confirmed",
                           "kind": "allergy" });
        let id = id_of(&add("Amoxicillin", said).unwrap());
        assert_eq!(kept(id), "J01CA04 2019-05-04 confirmed allergy");
        let said = json!({ "code_system": "http://snomed.info/sct", "code": "1003755004" });
        assert_eq!(kept(id_of(&add("Latex", said).unwrap())), "1003755004 - - -");
        assert_eq!(kept(id_of(&add("Something odd", json!({})).unwrap())), "- - - -");
        for (said, field) in [
            (json!({ "code": "1003755004" }), "code_system"),
            (json!({ "code_system": "http://snomed.info/sct" }), "code"),
            (json!({ "onset_on": "2026-03-03" }), "onset_on"),
            (json!({ "onset_on": "2000-12-31" }), "onset_on"),
            (json!({ "onset_on": "yesterday" }), "onset_on"),
            (json!({ "verification": "refuted" }), "verification"),
            (json!({ "verification": "sure" }), "verification"),
        ] {
            let refused = add("Latex", said.clone()).unwrap_err();
            assert_eq!(refused.field, Some(field), "{said}");
        }
        let correct = json!({
            "id": id, "version": 0, "substance_text": "Ibuprofen", "category": "medication",
            "criticality": "high", "reaction_text": "rash", "severity": null,
            "verification": "presumed"
        });
        clinic.ask(clinic.nurse, "people.correct_allergy", correct).unwrap();
        assert_eq!(kept(id), "M01AE01 2019-05-04 presumed allergy", "the code follows the name");
    }
}
