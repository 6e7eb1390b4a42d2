//! What is known of an allergy is put right.

use serde::Deserialize;
use store::{Cells, Write};
use ts_rs::TS;
use uuid::Uuid;

use crate::people::details::filled;
use crate::{Nothing, Refused, Who};

/// The allergy as it should stand.
#[derive(Deserialize, TS)]
pub struct CorrectAllergy {
    id: Uuid,
    version: i64,
    substance_text: String,
    category: Option<String>,
    #[ts(type = "\"low\" | \"high\" | \"unable_to_assess\" | null")]
    criticality: Option<String>,
    reaction_text: Option<String>,
    severity: Option<String>,
    #[ts(type = "\"unconfirmed\" | \"presumed\" | \"confirmed\" | null")]
    verification: Option<String>,
}

/// Corrects an allergy that holds. That it does not hold is said by ending or refuting it.
pub fn correct_allergy(
    write: &mut Write<'_>,
    _: &Who,
    request: CorrectAllergy,
) -> Result<Nothing, Refused> {
    if matches!(request.verification.as_deref(), Some("refuted" | "entered_in_error")) {
        return Err(Refused::field(
            "verification",
            "An allergy that does not hold is refuted or ended, not corrected.",
        ));
    }
    let cells = Cells::new()
        .set("substance_text", request.substance_text.trim())
        .set("category", request.category)
        .set("criticality", request.criticality)
        .set("reaction_text", filled(request.reaction_text.as_deref()))
        .set("severity", request.severity)
        .set("verification", request.verification);
    write.update("patient_allergies", request.id, Some(request.version), cells)?;
    Ok(Nothing {})
}
