//! A test changes its name, unit or range.

use serde::Deserialize;
use store::Write;
use ts_rs::TS;
use uuid::Uuid;

use crate::encounters::laboratory::test::{LabTestForm, row};
use crate::{Nothing, Refused, Who};

/// Which row, and how it should stand.
#[derive(Deserialize, TS)]
pub struct UpdateLabTest {
    id: Uuid,
    version: i64,
    #[serde(flatten)]
    form: LabTestForm,
}

/// Changes a row of the list. Results that were judged by the old range keep it.
pub fn update_test(
    write: &mut Write<'_>,
    who: &Who,
    request: UpdateLabTest,
) -> Result<Nothing, Refused> {
    row(write, request.id)?.ok_or_else(|| Refused::gone("test"))?;
    let cells = request.form.cells(write, who, Some(request.id))?;
    write.update("lab_tests", request.id, Some(request.version), cells)?;
    Ok(Nothing {})
}
