//! A test is not offered any more.

use serde::Deserialize;
use store::{Cells, Write};
use ts_rs::TS;
use uuid::Uuid;

use crate::encounters::laboratory::test::row;
use crate::{Nothing, Refused, Who};

/// Which row.
#[derive(Deserialize, TS)]
pub struct RetireLabTest {
    id: Uuid,
    version: i64,
}

/// Takes a row off the list. What was ordered of it can still be resulted.
pub fn retire_test(
    write: &mut Write<'_>,
    _: &Who,
    request: RetireLabTest,
) -> Result<Nothing, Refused> {
    row(write, request.id)?.ok_or_else(|| Refused::gone("test"))?;
    let cells = Cells::new().set("is_active", false);
    write.update("lab_tests", request.id, Some(request.version), cells)?;
    Ok(Nothing {})
}
