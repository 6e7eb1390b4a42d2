//! Two records that were declared one person's are two people's after all.

use serde::Deserialize;
use store::{Write, params};
use uuid::Uuid;

use crate::people::asked::ThisEntry;
use crate::{Nothing, Refused, Who};

/// Undoes a merge by removing its row; a row that says the same the other way round, which
/// another PC may have written, goes with it.
pub fn unmerge(write: &mut Write<'_>, _: &Who, request: ThisEntry) -> Result<Nothing, Refused> {
    #[derive(Deserialize)]
    struct Row {
        patient_id: Uuid,
        merged_patient_id: Uuid,
    }
    let row: Option<Row> = write.row(
        "SELECT patient_id, merged_patient_id FROM patient_merges WHERE id = ?1 \
         AND deleted_at IS NULL",
        params![request.id],
    )?;
    let row = row.ok_or_else(|| Refused::gone("merge"))?;
    write.remove("patient_merges", request.id, Some(request.version))?;
    let others: Vec<Uuid> = write.column(
        "SELECT id FROM patient_merges WHERE deleted_at IS NULL \
         AND ((patient_id = ?1 AND merged_patient_id = ?2) \
         OR (patient_id = ?2 AND merged_patient_id = ?1))",
        params![row.patient_id, row.merged_patient_id],
    )?;
    for other in others {
        write.remove("patient_merges", other, None)?;
    }
    Ok(Nothing {})
}
