//! A patient's vaccinations, those not given and those struck too.

use serde::{Deserialize, Serialize};
use store::params;
use ts_rs::TS;
use uuid::Uuid;

use crate::commands::Opened;
use crate::encounters::older::{OlderThan, below, page};
use crate::people::chart_sections::{Immunization, immunizations_page_query};
use crate::{Asking, Refused};

/// Whose vaccinations, and from where on.
#[derive(Deserialize, TS)]
pub struct ImmunizationsAsked {
    patient_id: Uuid,
    older: Option<OlderThan>,
}

/// A page of vaccinations.
#[derive(Serialize, TS)]
pub struct ImmunizationsPage {
    patient_id: Uuid,
    immunizations: Vec<Immunization>,
    older: Option<OlderThan>,
}

/// A patient's vaccinations, the newest first.
pub fn immunizations(
    asking: &Asking<'_>,
    request: ImmunizationsAsked,
) -> Result<ImmunizationsPage, Refused> {
    let (at, id) = below(request.older);
    let rows: Vec<Immunization> =
        asking.reader.rows(&immunizations_page_query(), params![request.patient_id, at, id])?;
    let (immunizations, older) = page(rows, Immunization::place);
    Ok(ImmunizationsPage { patient_id: request.patient_id, immunizations, older })
}

/// Whose record was opened.
pub(crate) fn opened(page: &ImmunizationsPage) -> Opened {
    Opened { table: "patients", row: page.patient_id, patient: page.patient_id }
}
