//! An allergy becomes known.

use serde::Deserialize;
use store::{Cells, Write};
use ts_rs::TS;
use uuid::Uuid;

use crate::organization::add_user::Made;
use crate::people::details::filled;
use crate::{Refused, Who};

/// What the patient does not tolerate.
#[derive(Deserialize, TS)]
pub struct AddAllergy {
    patient_id: Uuid,
    substance_text: String,
    category: Option<String>,
    #[ts(type = "\"low\" | \"high\" | \"unable_to_assess\" | null")]
    criticality: Option<String>,
    reaction_text: Option<String>,
    severity: Option<String>,
}

/// Notes an allergy as active.
pub fn add_allergy(write: &mut Write<'_>, who: &Who, request: AddAllergy) -> Result<Made, Refused> {
    let now = write.now();
    let id = write.insert(
        "patient_allergies",
        Cells::new()
            .set("patient_id", request.patient_id)
            .set("substance_text", request.substance_text.trim())
            .set("category", request.category)
            .set("criticality", request.criticality)
            .set("reaction_text", filled(request.reaction_text.as_deref()))
            .set("severity", request.severity)
            .set("status", "active")
            .set("recorded_at", now)
            .set("recorded_by", who.user_id),
    )?;
    Ok(Made { id })
}
