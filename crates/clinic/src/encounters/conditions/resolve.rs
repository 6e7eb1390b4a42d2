//! A condition is over.

use serde::Deserialize;
use store::{Cells, Write};
use ts_rs::TS;
use uuid::Uuid;

use crate::encounters::conditions::state::{condition, remember};
use crate::encounters::conditions::update::past;
use crate::people::details::filled;
use crate::{Nothing, Refused, Who};

/// Which condition, and since when it is over; today where nothing is said.
#[derive(Deserialize, TS)]
pub struct ResolveCondition {
    id: Uuid,
    version: i64,
    abated_on: Option<String>,
}

/// Ends a condition.
pub fn resolve_condition(
    write: &mut Write<'_>,
    who: &Who,
    request: ResolveCondition,
) -> Result<Nothing, Refused> {
    let before = condition(write, request.id)?;
    before.must_stand()?;
    if before.status == "resolved" {
        return Err(Refused::because("This condition is resolved already."));
    }
    let now = write.now();
    let ended = filled(request.abated_on.as_deref()).unwrap_or_else(|| who.today(now).to_string());
    past("abated_on", &ended, now, who)?;
    let cells = Cells::new().set("status", "resolved").set("abated_on", ended);
    write.update("medical_conditions", request.id, Some(request.version), cells)?;
    remember(write, who, request.id, "resolved", None)?;
    Ok(Nothing {})
}
