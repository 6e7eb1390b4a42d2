//! Two records that resemble each other are two people's.

use serde::Deserialize;
use store::Write;
use ts_rs::TS;
use uuid::Uuid;

use crate::people::asked::must_be_here;
use crate::people::{merged, same_person};
use crate::{Nothing, Refused, Who};

/// Which two.
#[derive(Deserialize, TS)]
pub struct KeepApart {
    patient_id: Uuid,
    other_patient_id: Uuid,
}

/// Remembers that two records are two people's: the worklist shows them no more.
pub fn keep_apart(
    write: &mut Write<'_>,
    who: &Who,
    request: KeepApart,
) -> Result<Nothing, Refused> {
    let (one, other) = (request.patient_id, request.other_patient_id);
    must_be_here(write, one)?;
    must_be_here(write, other)?;
    if merged::set_of(write, one)?.contains(&other) {
        return Err(Refused::field(
            "other_patient_id",
            "These records were merged. Undo that first if they are two people's.",
        ));
    }
    same_person::answer_no(write, who, one, other)?;
    Ok(Nothing {})
}
