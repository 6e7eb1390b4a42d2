//! What is known of an allergy is put right.

use serde::Deserialize;
use store::{Cells, Write, params};
use ts_rs::TS;
use uuid::Uuid;

use crate::people::add_allergy::{coded, must_hold, onset};
use crate::people::details::filled;
use crate::{Nothing, Refused, Who};

/// The allergy as it should stand.
#[derive(Deserialize, TS)]
pub struct CorrectAllergy {
    id: Uuid,
    version: i64,
    substance_text: String,
    /// With its system; that of the clinic's list where nothing is said and the substance is
    /// another one now.
    #[ts(optional = nullable)]
    code_system: Option<String>,
    #[ts(optional = nullable)]
    code: Option<String>,
    category: Option<String>,
    #[ts(type = "\"low\" | \"high\" | \"unable_to_assess\" | null")]
    criticality: Option<String>,
    reaction_text: Option<String>,
    severity: Option<String>,
    #[ts(type = "\"unconfirmed\" | \"presumed\" | \"confirmed\" | null")]
    verification: Option<String>,
    /// `YYYY-MM-DD`, since when; blank where nobody knows. As it stands where nothing is said.
    #[ts(optional = nullable)]
    onset_on: Option<String>,
}

/// Corrects an allergy that holds. That it does not hold is said by ending or refuting it.
pub fn correct_allergy(
    write: &mut Write<'_>,
    who: &Who,
    request: CorrectAllergy,
) -> Result<Nothing, Refused> {
    must_hold(request.verification.as_deref())?;
    let before: Option<(Uuid, String)> = write.row(
        "SELECT patient_id, substance_text FROM patient_allergies \
         WHERE id = ?1 AND deleted_at IS NULL",
        params![request.id],
    )?;
    let (patient, substance) = before.ok_or_else(|| Refused::gone("allergy"))?;
    let mut cells = Cells::new()
        .set("substance_text", request.substance_text.trim())
        .set("category", request.category.clone())
        .set("criticality", request.criticality)
        .set("reaction_text", filled(request.reaction_text.as_deref()))
        .set("severity", request.severity)
        .set("verification", request.verification);
    let said = (request.code_system.as_deref(), request.code.as_deref());
    if said != (None, None) || substance.trim() != request.substance_text.trim() {
        let category = request.category.as_deref();
        let (system, code) = coded(write, who, &request.substance_text, category, said)?.unzip();
        cells.put("code_system", system);
        cells.put("code", code);
    }
    if let Some(said) = &request.onset_on {
        let now = write.now();
        cells.put("onset_on", onset(write, who, now, patient, Some(said))?);
    }
    write.update("patient_allergies", request.id, Some(request.version), cells)?;
    Ok(Nothing {})
}
