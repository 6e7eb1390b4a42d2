//! What was done to a patient, page by page.

use serde::{Deserialize, Serialize};
use store::params;
use ts_rs::TS;
use uuid::Uuid;

use crate::commands::Opened;
use crate::encounters::older::{OlderThan, below, page};
use crate::people::chart_sections::{ProcedureLine, procedures_page_query};
use crate::{Asking, Refused};

/// Whose procedures, and from where on.
#[derive(Deserialize, TS)]
pub struct ProceduresAsked {
    patient_id: Uuid,
    older: Option<OlderThan>,
}

/// A page of procedures.
#[derive(Serialize, TS)]
pub struct ProceduresPage {
    patient_id: Uuid,
    procedures: Vec<ProcedureLine>,
    older: Option<OlderThan>,
}

/// A patient's procedures, the newest first.
pub fn procedures(
    asking: &Asking<'_>,
    request: ProceduresAsked,
) -> Result<ProceduresPage, Refused> {
    let (at, id) = below(request.older);
    let rows: Vec<ProcedureLine> =
        asking.reader.rows(&procedures_page_query(), params![request.patient_id, at, id])?;
    let (procedures, older) = page(rows, ProcedureLine::place);
    Ok(ProceduresPage { patient_id: request.patient_id, procedures, older })
}

/// Whose record was opened.
pub(crate) fn opened(page: &ProceduresPage) -> Opened {
    Opened { table: "patients", row: page.patient_id, patient: page.patient_id }
}
