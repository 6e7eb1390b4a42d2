//! All conditions of a patient, those that were refuted too.

use serde::{Deserialize, Serialize};
use ts_rs::TS;
use uuid::Uuid;

use crate::commands::Opened;
use crate::encounters::older::{OlderThan, page};
use crate::people::chart_sections::{Problem, problems_page};
use crate::{Asking, Refused};

/// Whose conditions, and from where on.
#[derive(Deserialize, TS)]
pub struct ConditionsAsked {
    patient_id: Uuid,
    older: Option<OlderThan>,
}

/// A page of conditions.
#[derive(Serialize, TS)]
pub struct ConditionsPage {
    patient_id: Uuid,
    conditions: Vec<Problem>,
    older: Option<OlderThan>,
}

/// A patient's conditions, the newest first.
pub fn conditions(
    asking: &Asking<'_>,
    request: ConditionsAsked,
) -> Result<ConditionsPage, Refused> {
    let rows = problems_page(&asking.reader, request.patient_id, request.older)?;
    let (conditions, older) = page(rows, Problem::place);
    Ok(ConditionsPage { patient_id: request.patient_id, conditions, older })
}

/// Whose record was opened.
pub(crate) fn opened(page: &ConditionsPage) -> Opened {
    Opened { table: "patients", row: page.patient_id, patient: page.patient_id }
}
