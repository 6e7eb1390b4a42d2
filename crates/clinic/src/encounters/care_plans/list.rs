//! A patient's plans of care.

use serde::{Deserialize, Serialize};
use ts_rs::TS;
use uuid::Uuid;

use crate::commands::Opened;
use crate::encounters::care_plans::plan::{CarePlanShown, plans_page};
use crate::encounters::older::{OlderThan, page};
use crate::{Asking, Refused};

/// Whose plans, and from where on.
#[derive(Deserialize, TS)]
pub struct CarePlansAsked {
    patient_id: Uuid,
    older: Option<OlderThan>,
}

/// A page of plans.
#[derive(Serialize, TS)]
pub struct CarePlansPage {
    patient_id: Uuid,
    plans: Vec<CarePlanShown>,
    older: Option<OlderThan>,
}

/// A patient's plans of care, the newest first.
pub fn care_plans(asking: &Asking<'_>, request: CarePlansAsked) -> Result<CarePlansPage, Refused> {
    let rows = plans_page(&asking.reader, request.patient_id, request.older)?;
    let (plans, older) = page(rows, CarePlanShown::place);
    Ok(CarePlansPage { patient_id: request.patient_id, plans, older })
}

/// Whose record was opened.
pub(crate) fn opened(page: &CarePlansPage) -> Opened {
    Opened { table: "patients", row: page.patient_id, patient: page.patient_id }
}
