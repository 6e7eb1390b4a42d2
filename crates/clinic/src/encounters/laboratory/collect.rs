//! A specimen is taken.

use serde::{Deserialize, Serialize};
use store::{Cells, Write, params};
use ts_rs::TS;
use uuid::Uuid;

use crate::encounters::laboratory::order_line::ordered;
use crate::organization::number::next_specimen;
use crate::{Refused, Who};

/// Which order, and what was taken; as ordered where nothing is said.
#[derive(Deserialize, TS)]
pub struct CollectSpecimen {
    id: Uuid,
    version: i64,
    specimen_kind: Option<String>,
}

/// The number for the label, and the row version to go on from.
#[derive(Serialize, TS)]
pub struct SpecimenCollected {
    id: Uuid,
    version: i64,
    specimen_number: String,
}

/// Notes that a specimen was taken and gives it its number.
pub fn collect(
    write: &mut Write<'_>,
    who: &Who,
    request: CollectSpecimen,
) -> Result<SpecimenCollected, Refused> {
    let order = ordered(write, request.id)?;
    if order.status != "ordered" {
        return Err(Refused::because(match order.status.as_str() {
            "cancelled" | "entered_in_error" => "This order was cancelled. Order again.",
            _ => "The specimen of this order was taken already.",
        }));
    }
    let number = next_specimen(write, who.organization_id)?;
    let mut cells = Cells::new()
        .set("status", "collected")
        .set("specimen_number", number.as_str())
        .set("collected_at", write.now())
        .set("collected_by", who.user_id);
    if request.specimen_kind.is_some() {
        cells.put("specimen_kind", request.specimen_kind);
    }
    write.update("lab_orders", request.id, Some(request.version), cells)?;
    let version =
        write.value("SELECT version FROM lab_orders WHERE id = ?1", params![request.id])?;
    Ok(SpecimenCollected {
        id: request.id,
        version: version.unwrap_or(request.version),
        specimen_number: number,
    })
}
