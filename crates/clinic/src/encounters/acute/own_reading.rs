//! A number that patients have read from themselves.

use serde::{Deserialize, Serialize};
use store::{Write, params};
use ts_rs::TS;
use uuid::Uuid;

use super::add_reading::{AddReading, add_reading};
use crate::people::own::{must_be_own, own_patient};
use crate::{Refused, Who};

/// What was read.
#[derive(Deserialize, TS)]
pub struct OwnReading {
    device_kind: String,
    metric: String,
    value_number: f64,
    /// The unit it was read in; readings are kept in one unit for each metric.
    unit: String,
    /// When it was read; now where nothing is said.
    recorded_at: Option<i64>,
    serial_number: Option<String>,
    /// An own reading that was typed wrongly.
    corrects_id: Option<Uuid>,
    correction_reason: Option<String>,
}

/// The stored reading, in the unit in which it is kept.
#[derive(Serialize, TS)]
pub struct OwnReadingAdded {
    id: Uuid,
    value_number: f64,
    unit: String,
}

/// Stores a reading as told by the patient. What is out of the ordinary becomes a task for a nurse;
/// the patient is told no judgement, which is a clinician's.
pub fn own_reading(
    write: &mut Write<'_>,
    who: &Who,
    request: OwnReading,
) -> Result<OwnReadingAdded, Refused> {
    let patient = own_patient(who)?;
    if let Some(wrong) = request.corrects_id {
        must_be_own(write, who, "monitoring_readings", wrong)?;
        let by: Option<Option<Uuid>> = write
            .value("SELECT recorded_by FROM monitoring_readings WHERE id = ?1", params![wrong])?;
        if by.flatten() != Some(who.user_id) {
            return Err(Refused::field(
                "corrects_id",
                "The clinic took this reading down. Tell the clinic what is wrong with it.",
            ));
        }
    }
    let added = add_reading(
        write,
        who,
        AddReading {
            patient_id: patient,
            device_kind: request.device_kind,
            metric: request.metric,
            value_number: request.value_number,
            unit: request.unit,
            recorded_at: request.recorded_at,
            is_self_reported: true,
            serial_number: request.serial_number,
            corrects_id: request.corrects_id,
            correction_reason: request.correction_reason,
        },
    )?;
    Ok(OwnReadingAdded { id: added.id, value_number: added.value_number, unit: added.unit })
}
