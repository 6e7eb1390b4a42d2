//! Patients say whether they took a medicine.

use serde::Deserialize;
use store::Write;
use ts_rs::TS;
use uuid::Uuid;

use crate::medication::adherence::{ReportDose, report_dose};
use crate::organization::add_user::Made;
use crate::people::own::must_be_own;
use crate::{Refused, Who};

/// A dose that was taken or missed.
#[derive(Deserialize, TS)]
pub struct OwnDose {
    prescription_item_id: Uuid,
    was_taken: bool,
    /// Microseconds.
    occurred_at: i64,
    /// When it was to be taken, microseconds.
    scheduled_at: Option<i64>,
    notes: Option<String>,
}

/// Notes that the patient took a dose of an own medicine, or missed it.
pub fn own_dose(write: &mut Write<'_>, who: &Who, request: OwnDose) -> Result<Made, Refused> {
    must_be_own(write, who, "prescription_items", request.prescription_item_id)?;
    let dose = ReportDose {
        prescription_item_id: request.prescription_item_id,
        was_taken: request.was_taken,
        occurred_at: request.occurred_at,
        scheduled_at: request.scheduled_at,
        source: "patient".to_owned(),
        notes: request.notes,
    };
    report_dose(write, who, dose)
}
